"""What the cells of a table mean, and how the same values are written: French notations, read generously.

Readers raise Invalid(field, text) for a cell that says something else. Writers give what the reader reads back, once it
is worded.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final, TypeVar

from core.catalog.models import ProductKind
from core.exchange.tables.cells import Cell, worded
from core.kernel.amounts import LARGEST_AMOUNT, LARGEST_PRICE, Amount, Rate, UnitPrice, amount, rate, unit_price
from core.kernel.errors import Invalid
from core.kernel.terms import checked_terms
from core.kernel.text import words
from core.parties.models import CustomerKind

T = TypeVar("T")
Read = Callable[[str], Any]

_SPACES: Final = re.compile(r"[\s'\u00a0\u202f\u2009]")
_CURRENCY: Final = re.compile(r"(?i)(€|eur(os?)?|ht|ttc)$|^€")
_GROUPED_BY_POINTS: Final = re.compile(r"-?\d{1,3}(\.\d{3})+,\d+", re.ASCII)
_GROUPED_BY_COMMAS: Final = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_NUMBER: Final = re.compile(r"-?\d+([.,]\d+)?", re.ASCII)
_SEPARATORS: Final = ("|", ";")  # of a list; a comma parts words too, but not the digits of « 2,5 »
_COMMA: Final = re.compile(r",(?!\d)|(?<!\d),")

_YES: Final = frozenset({"oui", "o", "x", "1", "vrai", "true", "yes", "y"})
_NO: Final = frozenset({"non", "n", "0", "faux", "false", "no"})

KINDS: Final[Mapping[str, CustomerKind]] = {
    **dict.fromkeys(
        ("professionnel", "pro", "entreprise", "societe", "company", "professional", "business", "b2b"),
        CustomerKind.PROFESSIONAL,
    ),
    **dict.fromkeys(
        ("particulier", "part", "individual", "consumer", "personne", "prive", "b2c"), CustomerKind.CONSUMER
    ),
    **dict.fromkeys(
        ("public", "administration", "collectivite", "mairie", "etat", "secteur public", "b2g"), CustomerKind.PUBLIC
    ),
    **dict.fromkeys(("association", "asso", "assoc", "nonprofit"), CustomerKind.ASSOCIATION),
}
PRODUCT_KINDS: Final[Mapping[str, ProductKind]] = {
    **dict.fromkeys(("produit", "bien", "article", "marchandise", "goods", "product", "stockable"), ProductKind.GOODS),
    **dict.fromkeys(("service", "prestation", "main d oeuvre", "mo"), ProductKind.SERVICE),
    "kit": ProductKind.KIT,
}
LANGUAGES: Final = {
    **dict.fromkeys(("fr", "francais", "french", "fra"), "fr"),
    **dict.fromkeys(("en", "anglais", "english", "eng"), "en"),
}
_KIND_NAMES: Final = {
    CustomerKind.PROFESSIONAL: "professionnel",
    CustomerKind.CONSUMER: "particulier",
    CustomerKind.PUBLIC: "public",
    CustomerKind.ASSOCIATION: "association",
}
_PRODUCT_KIND_NAMES: Final = {ProductKind.GOODS: "produit", ProductKind.SERVICE: "service", ProductKind.KIT: "kit"}
_TERMS: Final = re.compile(
    r"(?P<at_once>comptant|a reception.*|reception.*|immediat|a la commande)"
    r"|(?P<days>\d{1,3}) ?(?:j|jrs?|jours?|days?|d)?(?: (?:net|nets))?(?P<end> ?(?:fdm|fin de mois|fin mois|eom))?"
    r"|(?P<payments>\d{1,2}) ?(?:x|fois)"
)


def text(field: str) -> Read:
    """Words as they stand; whoever keeps them checks them."""
    return lambda said: said


def decimal(field: str, said: str) -> Decimal:
    """« 1 250,50 € », « 1.250,50 », « 1250.5 »: a number. Raises Invalid."""
    bare = _SPACES.sub("", _CURRENCY.sub("", said.strip()))
    bare = _CURRENCY.sub("", bare)
    if _GROUPED_BY_POINTS.fullmatch(bare):
        bare = bare.replace(".", "")
    elif _GROUPED_BY_COMMAS.fullmatch(bare) and ("." in bare or bare.count(",") > 1):
        bare = bare.replace(",", "")
    if not _NUMBER.fullmatch(bare) or len(bare) > 20:
        raise Invalid(field, said)
    return Decimal(bare.replace(",", "."))


def price_in(field: str) -> Read:
    """A unit price in euros."""
    return lambda said: _between(field, said, unit_price(decimal(field, said)), LARGEST_PRICE)


def amount_in(field: str) -> Read:
    return lambda said: _between(field, said, amount(decimal(field, said)), LARGEST_AMOUNT)


def rate_in(field: str) -> Read:
    """A percentage: « 5,5 », « 5,5 % »."""

    def read(said: str) -> Rate:
        value = rate(decimal(field, said.strip().removesuffix("%")) / 100)
        return _between(field, said, value, Rate(Decimal(1)))

    return read


def vat_in(field: str) -> Read:
    """« 20 », « 20 % », « 5,5 »; 0,2 and 0,055 are ratios, as some programs write them."""

    def read(said: str) -> Rate:
        number = decimal(field, said.strip().removesuffix("%"))
        ratio = "%" not in said and number in _RATIOS
        return _between(field, said, rate(number if ratio else number / 100), Rate(Decimal(1)))

    return read


def flag_in(field: str) -> Read:
    def read(said: str) -> bool:
        word = " ".join(words(said))
        if word not in _YES | _NO:
            raise Invalid(field, said)
        return word in _YES

    return read


def word_in(field: str, table: Mapping[str, T]) -> Callable[[str], T]:
    def read(said: str) -> T:
        found = table.get(" ".join(words(said)))
        if found is None:
            raise Invalid(field, said)
        return found

    return read


def list_in(field: str) -> Read:
    """Several words: « vip, chantier », « 2,5 kW | 3/4 »."""

    def read(said: str) -> list[str]:
        separator = next((one for one in _SEPARATORS if one in said), None)
        parts = said.split(separator) if separator else _COMMA.split(said)
        return [part.strip() for part in parts if part.strip()]

    return read


def phone_in(field: str) -> Read:
    """As typed; a spreadsheet that took it for a number has lost its first zero, or its plus."""

    def read(said: str) -> str:
        digits = _SPACES.sub("", said)
        if not digits.isdigit() or digits[0] == "0" or len(digits) < _WITHOUT_ZERO:
            return said
        return f"0{digits}" if len(digits) == _WITHOUT_ZERO else f"+{digits}"

    return read


def zip_in(field: str) -> Read:
    """As typed; 1000 is 01000, whose zero a spreadsheet has dropped."""
    return lambda said: f"0{said}" if len(said) == _SHORT_ZIP and said.isdigit() else said


def terms_in(field: str) -> Read:
    """« 30 jours fin de mois », « comptant », « 3x », or the code itself."""

    def read(said: str) -> str:
        found = _TERMS.fullmatch(" ".join(words(said.replace("_", " "))))
        if found is None:
            raise Invalid(field, said)
        if found["at_once"]:
            return "COMPTANT"
        if found["payments"]:
            return checked_terms(f"{int(found['payments'])}X")
        days = int(found["days"])
        return checked_terms(f"{days}J{'_FDM' if found['end'] else ''}" if days or found["end"] else "COMPTANT")

    return read


def written(value: object) -> Cell:
    """A value as a cell: numbers and days as such, oui/non, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, Decimal | date):
        return value
    if isinstance(value, list | tuple):
        return " | ".join(map(str, value)) + (" |" if len(value) == 1 and _parted(value[0]) else "")
    return str(value)


def written_rate(value: Rate) -> Cell:
    """« 5,5 », of percents; nothing for zero."""
    return rate(value * 100).normalize() if value else ""


def written_vat(value: Rate) -> str:
    return f"{worded(value * 100)} %"


written_kind: Final = _KIND_NAMES.__getitem__
written_product_kind: Final = _PRODUCT_KIND_NAMES.__getitem__
kind_in: Final = partial(word_in, table=KINDS)
product_kind_in: Final = partial(word_in, table=PRODUCT_KINDS)
language_in: Final = partial(word_in, table=LANGUAGES)

_RATIOS: Final = frozenset(map(Decimal, ("0.2", "0.1", "0.055", "0.021", "0.085", "0.13")))
_WITHOUT_ZERO: Final = 9  # digits of a French telephone number without its 0
_SHORT_ZIP: Final = 4

N = TypeVar("N", Amount, UnitPrice, Rate)


def _between(field: str, said: str, value: N, largest: N) -> N:
    if not 0 <= value <= largest:
        raise Invalid(field, said)
    return value


def _parted(one: object) -> bool:
    """Whether a word alone would be taken for several."""
    return ";" in str(one) or _COMMA.search(str(one)) is not None
