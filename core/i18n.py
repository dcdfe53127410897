"""The language of the person we speak to, and how amounts, quantities and days are written in it.

French is the source language; `locales/en.po` is the one catalogue. The language is set where a message enters.
"""

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final, Literal, get_args

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from core.kernel.amounts import Amount, Quantity, Rate, UnitPrice

Language = Literal["fr", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
NBSP = "\N{NO-BREAK SPACE}"

_language: ContextVar[Language] = ContextVar("language", default="fr")
_LOCALES: Final[dict[Language, str]] = {"fr": "fr_FR", "en": "en_GB"}
_CATALOGUES = Path(__file__).parent / "locales"


def _(message: str) -> str:
    """The sentence in the current language."""
    return _translations(_language.get()).gettext(message)


def N_(message: str) -> str:
    """Mark a sentence for translation; it is translated when shown."""
    return message


def ngettext(one: str, many: str, count: int) -> str:
    """The sentence for this count in the current language. French says « 0 article », English « 0 articles »."""
    if _language.get() == "fr":
        return one if abs(count) < 2 else many
    return _translations(_language.get()).ngettext(one, many, count)


@contextmanager
def language(code: str) -> Iterator[None]:
    """Speak this language inside the block; an unknown code speaks French."""
    token = _language.set("en" if code == "en" else "fr")
    try:
        yield
    finally:
        _language.reset(token)


def spoken() -> Language:
    """The current language."""
    return _language.get()


def money(value: Amount | Decimal) -> str:
    """« 1 284,00 € », with no-break spaces."""
    return f"{_decimal(value, '#,##0.00')}{NBSP}€"


def price(value: UnitPrice | Decimal) -> str:
    """A unit price without currency, two places, up to four where they say something: « 7,95 », « 0,0825 »."""
    return _decimal(value, "#,##0.00##")


def count(value: Quantity | Decimal) -> str:
    """A quantity without useless zeros: « 2 », « 16,45 »."""
    return _decimal(value, "#,##0.###")


def percentage(value: Rate | Decimal) -> str:
    """A rate as people say it: 0.0550 gives « 5,5 % »."""
    return f"{_decimal(value * 100, '#,##0.##')}{NBSP}%"


def day(value: date) -> str:
    """« lun. 23 nov. 2026 »"""
    return format_date(value, "EEE d MMM y", locale=_LOCALES[_language.get()])


def day_month(value: date) -> str:
    """« 23/11 », where the year goes without saying."""
    return format_date(value, "dd/MM", locale=_LOCALES[_language.get()])


def rounded_money(value: Amount | Decimal) -> str:
    """« 1 285 € », where cents say nothing."""
    return f"{_decimal(value, '#,##0')}{NBSP}€"


def moment(value: datetime) -> str:
    """« lun. 23 nov. 2026 à 09:12 », as the given zone has it."""
    pattern = "EEE d MMM y 'à' HH:mm" if _language.get() == "fr" else "EEE d MMM y 'at' HH:mm"
    return format_datetime(value, pattern, locale=_LOCALES[_language.get()])


def territory(code: str) -> str:
    """« Belgique » for BE, in the current language; a code that is no country's as it is."""
    return str(Locale.parse(spoken()).territories.get(code, code))


def _decimal(value: Decimal, pattern: str) -> str:
    return _written(value or Decimal(0), pattern, _LOCALES[_language.get()])  # a zero has a sign, that nobody reads


@lru_cache(maxsize=8192)
def _written(value: Decimal, pattern: str, locale: str) -> str:
    """Remembered, because Babel takes a tenth of a millisecond and a card shows the same amounts at each change."""
    return format_decimal(value, pattern, locale=locale).replace("\N{NARROW NO-BREAK SPACE}", NBSP)


@cache
def _translations(code: Language) -> gettext.NullTranslations:
    if code == "fr":
        return gettext.NullTranslations()
    compiled = BytesIO()
    with (_CATALOGUES / f"{code}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
