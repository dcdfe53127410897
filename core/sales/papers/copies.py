"""What a document keeps of those it names, as they were on its day: plain values for a JSON column."""

from typing import Any, Final

from core.company.models import Company
from core.parties.models import Address, Customer

_SELLER: Final = (
    "name",
    "street",
    "zip",
    "city",
    "siren",
    "vat_number",
    "legal_form",
    "register_town",
    "vat_regime",
    "trade",
    "iban",
    "phone",
    "email",
    "logo_sha256",
    "insurance",
    "mediator",
    "conditions",
    "conditions_version",
    "end_of_month",
    "zone",
)
_BUYER: Final = (
    "code",
    "name",
    "kind",
    "contact",
    "street",
    "zip",
    "city",
    "country",
    "siren",
    "siret",
    "vat_number",
    "email",
)


def seller_copy(company: Company) -> dict[str, Any]:
    """What a document keeps of the company that issues it; the capital in euros, as text."""
    capital = "" if company.capital is None else str(company.capital)
    return {field: getattr(company, field) for field in _SELLER} | {"capital": capital}


def conditions_copy(company: Company) -> dict[str, Any]:
    """Of that, the general conditions and their version."""
    return {"conditions": company.conditions, "conditions_version": company.conditions_version}


def buyer_copy(customer: Customer) -> dict[str, Any]:
    """What a document keeps of the customer it is made for."""
    return {field: getattr(customer, field) for field in _BUYER}


def place_copy(address: Address) -> dict[str, Any]:
    """What a document keeps of the place where goods go or works are done."""
    return {field: getattr(address, field) for field in ("label", "street", "zip", "city", "country")}
