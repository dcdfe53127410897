"""The settings of a company: which there are, and how each is checked before it is kept."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, Final, TypedDict

from core.company.models import StockOut, Trade, VatRegime
from core.company.rules import checked_iban, checked_invoice_prefix, checked_prefix, checked_time, checked_zone
from core.kernel.amounts import Amount, Rate, amount
from core.kernel.errors import Invalid
from core.kernel.identifiers import checked_vat_number, phone, siren, vat_number
from core.kernel.terms import AT_ONCE, EndOfMonth, checked_terms
from core.kernel.typed import email, line


class Facts(TypedDict, total=False):
    """What a company may be founded with, beside its name and address."""

    siren: str
    legal_form: str
    capital: Amount | None
    vat_regime: VatRegime
    iban: str
    logo_sha256: str | None
    trade: Trade


class Settings(Facts, total=False):
    """What may be changed later. Times are minutes after midnight in the company's zone; `quote_days` are days."""

    name: str
    street: str
    zip: str
    city: str
    vat_number: str
    register_town: str
    vat_on_debits: bool
    phone: str
    email: str
    insurance: str
    mediator: str
    conditions: str
    stock_out: StockOut
    stock_may_lack: bool
    zone: str
    quote_days: int
    quote_prefix: str
    payment_terms: str
    end_of_month: EndOfMonth
    deposit: Rate
    floor_margin: Rate
    good_margin: Rate
    sells_outside: bool
    invoice_prefix: str
    late_rate: Rate | None  # None: what the law says when nothing else is
    early_discount: str
    electronic: bool
    write_off_limit: Amount
    quiet_from: int
    quiet_to: int


def checked(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they are kept; a SIREN brings its VAT number.

    Raises Invalid, SirenWrong, VatNumberWrong, PhoneWrong.
    """
    kept = {name: _CHECKS[name](value) for name, value in settings.items()}
    return {"vat_number": vat_number(kept["siren"]), **kept} if "siren" in kept else kept


def _text(field: str, longest: int, *, required: bool = False) -> Callable[[str], str]:
    return lambda value: line(field, value, longest=longest, required=required)


def _paragraphs(value: str) -> str:
    """General conditions keep their lines."""
    text = "\n".join(line("conditions", part, longest=4000) for part in value.splitlines()).strip()
    if len(text) > 4000:
        raise Invalid("conditions", value)
    return text


def _days(value: int) -> int:
    if not 1 <= value <= 365:
        raise Invalid("quote_days", str(value))
    return value


def _share(field: str, value: Rate) -> Rate:
    if not Decimal(0) <= value <= Decimal(1):
        raise Invalid(field, str(value))
    return value


def _capital(value: Amount | None) -> Amount | None:
    if value is not None and value < 0:
        raise Invalid("capital", str(value))
    return value if value is None else amount(value)


def _difference(value: Amount) -> Amount:
    """What nobody asks for any more: a small amount, or none."""
    if not 0 <= value <= _LARGEST_DIFFERENCE:
        raise Invalid("write_off_limit", str(value))
    return amount(value)


_LARGEST_DIFFERENCE: Final = amount("50")
_CHECKS: Final[dict[str, Callable[[Any], Any]]] = {
    "name": _text("name", 200, required=True),
    "street": _text("address", 200),
    "zip": _text("address", 20),
    "city": _text("address", 100),
    "siren": siren,
    "vat_number": checked_vat_number,
    "legal_form": _text("legal_form", 100),
    "capital": _capital,
    "register_town": _text("register_town", 100),
    "vat_regime": VatRegime,
    "vat_on_debits": bool,
    "trade": Trade,
    "iban": checked_iban,
    "phone": phone,
    "email": partial(email, "email"),
    "logo_sha256": lambda value: value,
    "insurance": _text("insurance", 500),
    "mediator": _text("mediator", 500),
    "conditions": _paragraphs,
    "stock_out": StockOut,
    "stock_may_lack": bool,
    "zone": checked_zone,
    "quote_days": _days,
    "quote_prefix": checked_prefix,
    "payment_terms": lambda value: checked_terms(value) or AT_ONCE,
    "end_of_month": EndOfMonth,
    "deposit": partial(_share, "deposit"),
    "floor_margin": partial(_share, "floor_margin"),
    "good_margin": partial(_share, "good_margin"),
    "sells_outside": bool,
    "invoice_prefix": checked_invoice_prefix,
    "late_rate": lambda value: None if value is None else _share("late_rate", value),
    "early_discount": _text("early_discount", 200),
    "electronic": bool,
    "write_off_limit": _difference,
    "quiet_from": checked_time,
    "quiet_to": checked_time,
}
