"""How what people say about their company is read: addresses, legal forms, bank accounts, hours. Pure."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from stdnum import iban as iban_rules

from core.kernel.amounts import LARGEST_AMOUNT, Amount, amount
from core.kernel.errors import Invalid
from core.kernel.text import folded
from core.kernel.typed import line

DAY: Final = 24 * 60  # minutes

_TAKEN: Final = frozenset({"AC", "AV"})  # deposits and credit notes: no invoice may bear one of their numbers

_ENVELOPE: Final = re.compile(r"(?P<street>.*?)(?<!\d)(?:F-)?(?P<zip>\d{5}|\d{2} \d{3})(?!\d)\W*(?P<city>[^\d\W].*)")
_CAPITAL: Final = re.compile(
    r"(?P<whole>\d{1,3}(?:[ .\u00a0\u202f]\d{3})+|\d+)(?:[.,](?P<cents>\d{1,2}))?"
    r"\s*(?P<thousand>k)?\s*(?:€|euros?|eur)?\s*$",
    re.I,
)
_LEADING: Final = re.compile(r"[\s,;:·-]*(?:au )?(?:capital)?(?: social)?(?: de)?\s*$", re.I)
_ABBREVIATED: Final = frozenset(
    ("ei", "eirl", "eurl", "gie", "sa", "sarl", "sas", "sasu", "sca", "sci", "scop", "scs", "selarl", "selas", "snc")
)
_HOURS: Final = re.compile(r"\D*?(\d{1,2})(?:\s*[h:]\s*(\d{2})?)?\D+?(\d{1,2})(?:\s*[h:]\s*(\d{2})?)?\D*")


def address_parts(typed: str) -> tuple[str, str, str]:
    """Street, postcode, town of a French address on one line; all of it is the street when no postcode is seen."""
    found = _ENVELOPE.match(" ".join(typed.split()))
    if found is None:
        return " ".join(typed.split()), "", ""
    return found["street"].rstrip(" ,;-"), found["zip"], found["city"].strip(" ,;-")


def form_and_capital(typed: str) -> tuple[str, Amount | None]:
    """The legal form and the capital of « SARL au capital de 10 000 € »; the capital is None when not said.

    Raises Invalid("legal_form").
    """
    text = line("legal_form", typed, longest=200)
    found = _CAPITAL.search(text)
    if found is None:
        return _written(line("legal_form", text, longest=100)), None
    whole = re.sub(r"\D", "", found["whole"])
    capital = Decimal(f"{whole}.{found['cents'] or 0}") * (1000 if found["thousand"] else 1)
    if capital > LARGEST_AMOUNT:
        raise Invalid("legal_form", typed)
    form = _LEADING.sub("", text[: found.start()])
    return _written(line("legal_form", form, longest=100)), amount(capital)


def checked_iban(typed: str) -> str:
    """The account number without spaces. Empty stays empty. Raises Invalid("iban") (ISO 13616)."""
    number = iban_rules.compact(typed)
    if number and not iban_rules.is_valid(number):
        raise Invalid("iban", typed)
    return number


def spaced_iban(number: str) -> str:
    """In groups of four, as people read it."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def checked_prefix(typed: str) -> str:
    """One to six capital letters or digits that begin the numbers of quotes. Raises Invalid("quote_prefix")."""
    return _prefix("quote_prefix", typed)


def checked_invoice_prefix(typed: str) -> str:
    """The same of invoices; other series keep theirs to themselves. Raises Invalid("invoice_prefix")."""
    prefix = _prefix("invoice_prefix", typed)
    if prefix in _TAKEN:
        raise Invalid("invoice_prefix", typed)
    return prefix


def checked_zone(typed: str) -> str:
    """A zone of the time zone database. Raises Invalid("zone")."""
    if typed not in available_timezones():
        raise Invalid("zone", typed)
    return typed


def hours(typed: str) -> tuple[int, int]:
    """« 20h-7h », « de 19h30 à 8h »: minutes after midnight; twice the same is never. Raises Invalid("quiet_from")."""
    found = _HOURS.fullmatch(typed)
    if found is None:
        raise Invalid("quiet_from", typed)
    first, last = (int(hour) * 60 + int(minute or 0) for hour, minute in (found.group(1, 2), found.group(3, 4)))
    return checked_time(first), checked_time(last)


def checked_time(minutes: int) -> int:
    """Minutes after midnight, 24:00 being 0. Raises Invalid("quiet_from")."""
    if not 0 <= minutes <= DAY:
        raise Invalid("quiet_from", str(minutes))
    return minutes % DAY


def is_quiet(moment: datetime, zone: str, *, quiet_from: int, quiet_to: int) -> bool:
    """Whether it is between these times of day in the zone; the hours may go over midnight."""
    local = moment.astimezone(ZoneInfo(zone))
    now = local.hour * 60 + local.minute
    if quiet_from <= quiet_to:
        return quiet_from <= now < quiet_to
    return now >= quiet_from or now < quiet_to


def _prefix(field: str, typed: str) -> str:
    prefix = folded(typed.strip()).upper()
    if not re.fullmatch(r"[A-Z][A-Z0-9]{0,5}", prefix):
        raise Invalid(field, typed)
    return prefix


def _written(form: str) -> str:
    """Forms that are abbreviations in capitals, however they were typed: « Sarl unipersonnelle »."""
    return " ".join(word.upper() if word.lower() in _ABBREVIATED else word for word in form.split(" "))
