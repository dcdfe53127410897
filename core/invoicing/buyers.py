"""What the law wants to read of the buyer on an invoice, and his card does not say yet."""

from collections.abc import Collection
from typing import Any, Final

from core.catalog.vatex import REVERSED, REVERSED_HERE, STANDARD
from core.kernel.identifiers import vat_number
from core.parties.models import Customer, CustomerKind
from core.sales.papers import buyer_copy
from core.sales.taxation import UNION

_HOME: Final = ("", "FR")
_ADDRESS: Final = ("name", "street", "zip", "city")


def missing(customer: Customer, categories: Collection[str] = ()) -> tuple[str, ...]:
    """The fields of a professional's card that are empty and belong on an invoice: name and address (CGI ann. II 242
    nonies A I 1°), and the SIREN of who is established here (C. com. L441-9); nothing of a consumer's. Of a public body
    the SIRET, without which its portal takes no invoice (CCP L2192-1, D2192-2).

    Whoever owes the VAT himself, by the `categories` of the lines, is identified: by his SIREN or his VAT number
    (CGI ann. II 242 nonies A I 3°; EN 16931 BR-AE-02). A business of another member of the Union is charged VAT only
    because its number is not known (CGI 262 ter I, 283-2).
    """
    home = customer.country in _HOME
    if customer.kind is CustomerKind.PROFESSIONAL:
        wanted = [*_ADDRESS, "siren"] if home else [one for one in _ADDRESS if one != "zip"]
    else:
        wanted = ["siret"] if customer.kind is CustomerKind.PUBLIC and home else []
    if _unidentified(customer, categories):
        wanted = [*(one for one in wanted if one != "siren"), "siren" if home else "vat_number"]
    if STANDARD in categories and customer.kind is not CustomerKind.CONSUMER and customer.country in UNION:
        wanted = [*wanted, "vat_number"]
    return tuple(field for field in wanted if not getattr(customer, field))


def wants_number(customer: Customer) -> bool:
    """Whether its invoices bear the number that it ordered under: a public body's (CCP D2192-2)."""
    return customer.kind is CustomerKind.PUBLIC and customer.country in _HOME


def stops(customer: Customer, field: str, categories: Collection[str]) -> bool:
    """Whether nothing is issued without this one of the missing: a SIREN is only advised, but of who owes the VAT."""
    return field in _ADDRESS or _unidentified(customer, categories)


def named(customer: Customer, vatex: Collection[str] = ()) -> dict[str, Any]:
    """The buyer as an invoice whose lines bear these reasons keeps him: who owes the VAT of France himself is named
    with his VAT number (CGI ann. II 242 nonies A I 4°), which follows from his SIREN."""
    copy = buyer_copy(customer)
    if REVERSED_HERE in vatex and not copy["vat_number"]:
        copy["vat_number"] = vat_number(customer.siren)
    return copy


def _unidentified(customer: Customer, categories: Collection[str]) -> bool:
    return REVERSED in categories and not (customer.siren or customer.vat_number)
