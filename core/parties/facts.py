"""What a customer's card holds: each field, how it is checked, and how it stands in the journal."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any, Final, TypedDict

from core.i18n import LANGUAGES
from core.kernel import identifiers
from core.kernel.amounts import LARGEST_AMOUNT, Amount, Rate
from core.kernel.errors import Invalid
from core.kernel.identifiers import SiretWrong, VatNumberWrong, french_siren
from core.kernel.terms import checked_terms
from core.kernel.typed import email, line, others
from core.parties.models import AutoInvoice, Customer, CustomerKind

LONGEST_NOTES: Final = 2000


class Facts(TypedDict, total=False):
    """The fields of a card that people fill in, numbers as anybody types them; None and what is absent stay."""

    kind: CustomerKind | None
    prospect: bool | None
    supplier: bool | None
    street: str | None
    zip: str | None
    city: str | None
    country: str | None  # ISO 3166-1
    phone: str | None
    mobile: str | None
    email: str | None
    contact: str | None
    siren: str | None
    siret: str | None
    vat_number: str | None
    rna: str | None
    payment_terms: str | None  # a code of core.kernel.terms; "" for the company's
    discount: Rate | None
    credit_limit: Amount | None
    auto_invoice: AutoInvoice | None
    each_delivery: bool | None
    reverse_charge: bool | None
    notes: str | None
    tags: Sequence[str] | None
    language: str | None
    aliases: Sequence[str] | None


def checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts that were given, as they are kept.

    Raises Invalid, PhoneWrong, SirenWrong, SiretWrong, VatNumberWrong, RnaWrong.
    """
    return {field: _CHECKS[field](value) for field, value in facts.items() if value is not None}


def agreeing(said: Mapping[str, Any], siret: str = "", vat_number: str = "") -> dict[str, str]:
    """SIREN, SIRET and VAT number of one party: what is said together must agree, what was known before gives way.

    `siret` and `vat_number` are those of before. Raises SiretWrong, VatNumberWrong.
    """
    new_siret, new_vat = said.get("siret", ""), said.get("vat_number", "")
    siren = said.get("siren") or new_siret[:9] or french_siren(new_vat)
    if new_siret and not new_siret.startswith(siren):
        raise SiretWrong(new_siret)
    if french_siren(new_vat) not in ("", siren):
        raise VatNumberWrong(new_vat)
    if not siren:
        return {}
    result = {"siren": siren}
    if "siret" not in said and not siret.startswith(siren):
        result["siret"] = ""
    if "vat_number" not in said and french_siren(vat_number) not in ("", siren):
        result["vat_number"] = ""
    return result


def apply(customer: Customer, said: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Write the fields that differ into the card; returns what they were and became, as the journal keeps it."""
    changes = {field: (getattr(customer, field), value) for field, value in said.items()}
    changes = {field: pair for field, pair in changes.items() if pair[0] != pair[1]}
    for field, (_before, after) in changes.items():
        setattr(customer, field, after)
    if changes:
        customer.touch()
    return {field: [journalled(before), journalled(after)] for field, (before, after) in changes.items()}


def reverted(customer: Customer, changes: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """What the fields were before these journalled changes; a field changed since is left out."""
    return {
        field: _KEPT.get(field, _same)(before)
        for field, (before, after) in changes.items()
        if journalled(getattr(customer, field)) == after
    }


def journalled(value: Any) -> Any:
    """A field's value as JSON."""
    return str(value) if isinstance(value, Decimal | StrEnum) else value


def _discount(value: Rate) -> Rate:
    if not Decimal(0) <= value <= Decimal(1):
        raise Invalid("discount", str(value))
    return value


def _credit_limit(value: Amount) -> Amount:
    if not Decimal(0) <= value <= LARGEST_AMOUNT:
        raise Invalid("credit_limit", str(value))
    return value


def _notes(value: str) -> str:
    kept = "\n".join(line("notes", one, longest=LONGEST_NOTES) for one in value.splitlines()).strip()
    if len(kept) > LONGEST_NOTES:
        raise Invalid("notes", value)
    return kept


def _tags(values: Sequence[str]) -> list[str]:
    """Each once, whatever its case, with the first spelling."""
    kept = others("tags", [value.lstrip("#") for value in values], longest=40, most=20)
    first: dict[str, str] = {}
    for tag in kept:
        first.setdefault(tag.casefold(), tag)
    return list(first.values())


def country_code(value: str) -> str:
    """ISO 3166-1, in capitals. Raises Invalid."""
    code = value.strip().upper()
    if not re.fullmatch("[A-Z]{2}", code):
        raise Invalid("country", value)
    return code


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise Invalid("language", value)
    return value


def _same(value: Any) -> Any:
    return value


_CHECKS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "name": partial(line, "name", longest=200, required=True),
    "kind": CustomerKind,
    "prospect": bool,
    "supplier": bool,
    "street": partial(line, "street", longest=200),
    "zip": partial(line, "zip", longest=20),
    "city": partial(line, "city", longest=100),
    "country": country_code,
    "phone": identifiers.phone,
    "mobile": identifiers.phone,
    "email": partial(email, "email"),
    "contact": partial(line, "contact", longest=200),
    "siren": identifiers.siren,
    "siret": identifiers.siret,
    "vat_number": identifiers.checked_vat_number,
    "rna": identifiers.rna,
    "payment_terms": checked_terms,
    "discount": _discount,
    "credit_limit": _credit_limit,
    "auto_invoice": AutoInvoice,
    "each_delivery": bool,
    "reverse_charge": bool,
    "notes": _notes,
    "tags": _tags,
    "language": _language,
    "aliases": lambda values: others("aliases", list(values)),
}
# From the journal's JSON back to what a field holds.
_KEPT: Final[Mapping[str, Callable[[Any], Any]]] = {
    "kind": CustomerKind,
    "auto_invoice": AutoInvoice,
    "discount": lambda value: Rate(Decimal(value)),
    "credit_limit": lambda value: None if value is None else Amount(Decimal(value)),
}
