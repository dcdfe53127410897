"""What the law wants to read of the buyer on an invoice, and his card does not say yet."""

from typing import Final

from core.invoicing.errors import BuyerIncomplete
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.parties.models import Customer, CustomerKind

_HOME: Final = ("", "FR")
_ADDRESS: Final = ("name", "street", "zip", "city")


def missing(customer: Customer) -> tuple[str, ...]:
    """The fields of a professional's card that are empty and belong on an invoice: name and address (CGI ann. II 242
    nonies A I 1°), and the SIREN of who is established here (C. com. L441-9); nothing of anybody else's."""
    if customer.kind is not CustomerKind.PROFESSIONAL:
        return ()
    home = customer.country in _HOME
    wanted = [*_ADDRESS, "siren"] if home else [one for one in _ADDRESS if one != "zip"]
    return tuple(field for field in wanted if not getattr(customer, field))


def expect_complete(invoice: Invoice) -> None:
    """A credit note is made all the same: it names the buyer as his invoice did. Raises BuyerIncomplete."""
    lacking = [field for field in missing(invoice.customer) if field in _ADDRESS]
    if lacking and invoice.kind is not InvoiceKind.CREDIT:
        raise BuyerIncomplete(invoice.customer.name, tuple(lacking))
