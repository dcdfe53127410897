"""What the law wants to read of the buyer on an invoice, and his card does not say yet."""

from collections.abc import Collection
from typing import Final

from core.catalog.vatex import REVERSED, STANDARD
from core.invoicing.taxation import UNION
from core.parties.models import Customer, CustomerKind

_HOME: Final = ("", "FR")
_ADDRESS: Final = ("name", "street", "zip", "city")


def missing(customer: Customer, categories: Collection[str] = ()) -> tuple[str, ...]:
    """The fields of a professional's card that are empty and belong on an invoice: name and address (CGI ann. II 242
    nonies A I 1°), and the SIREN of who is established here (C. com. L441-9); nothing of a consumer's.

    Whoever owes the VAT himself, by the `categories` of the lines, is identified: by his SIREN or his VAT number
    (CGI ann. II 242 nonies A I 3°; EN 16931 BR-AE-02). A business of another member of the Union is charged VAT only
    because its number is not known (CGI 262 ter I, 283-2).
    """
    home = customer.country in _HOME
    if customer.kind is CustomerKind.PROFESSIONAL:
        wanted = [*_ADDRESS, "siren"] if home else [one for one in _ADDRESS if one != "zip"]
    else:
        wanted = []
    if _unidentified(customer, categories):
        wanted = [*(one for one in wanted if one != "siren"), "siren" if home else "vat_number"]
    if STANDARD in categories and customer.kind is not CustomerKind.CONSUMER and customer.country in UNION:
        wanted = [*wanted, "vat_number"]
    return tuple(field for field in wanted if not getattr(customer, field))


def stops(customer: Customer, field: str, categories: Collection[str]) -> bool:
    """Whether nothing is issued without this one of the missing: a SIREN is only advised, but of who owes the VAT."""
    return field in _ADDRESS or _unidentified(customer, categories)


def _unidentified(customer: Customer, categories: Collection[str]) -> bool:
    return REVERSED in categories and not (customer.siren or customer.vat_number)
