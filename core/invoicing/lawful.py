"""What keeps a document from being issued because the law wants more of it: of who sells, who buys, and why no VAT."""

from dataclasses import dataclass

from core.catalog import vatex
from core.company import companies
from core.company.models import Company
from core.invoicing import buyers, sellers
from core.invoicing.errors import BuyerIncomplete, ReasonMissing, SellerIncomplete
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.permissions import Permission, requires
from core.sales.lifecycles import LineKind
from core.uow import Reader


@dataclass(frozen=True, slots=True)
class Lacking:
    """Fields of the company and of the customer's card, and the labels of lines at 0 % that nothing explains.

    Of what the buyer lacks, `advised` does not keep the invoice from being issued.
    """

    seller: tuple[str, ...] = ()
    buyer: tuple[str, ...] = ()
    advised: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()

    @property
    def stops(self) -> bool:
        return bool(self.seller or self.buyer or self.unexplained)


@requires(Permission.INVOICES_READ)
async def lacking(db: Reader, invoice: Invoice) -> Lacking:
    """Of a draft that was read with its lines and its customer; nothing of a credit note, see `expect_lawful`."""
    return _lacking(invoice, await companies.read(db))


def expect_lawful(invoice: Invoice, company: Company) -> None:
    """A credit note is made all the same: it names who sold and who bought as its invoice did.

    Raises SellerIncomplete, BuyerIncomplete, ReasonMissing.
    """
    found = _lacking(invoice, company)
    if found.seller:
        raise SellerIncomplete(found.seller)
    if found.buyer:
        raise BuyerIncomplete(invoice.customer.name, found.buyer)
    if found.unexplained:
        raise ReasonMissing(found.unexplained[0])


def _lacking(invoice: Invoice, company: Company) -> Lacking:
    if invoice.kind is InvoiceKind.CREDIT:
        return Lacking()
    items = [line for line in invoice.lines if line.kind is LineKind.ITEM]
    categories = {line.category for line in items}
    wanted = buyers.missing(invoice.customer, categories)
    barred = tuple(field for field in wanted if buyers.stops(invoice.customer, field, categories))
    advised = [field for field in wanted if field not in barred]
    if buyers.wants_number(invoice.customer) and not invoice.customer_number:
        advised.append("customer_number")
    return Lacking(
        sellers.missing(company),
        barred,
        tuple(advised),
        tuple(line.label for line in items if line.category == vatex.ZERO_RATED),
    )
