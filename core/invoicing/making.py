"""What all drafts have in common: the header, the lines that an order gives, and their tax."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import bindparam, inspect, select

from core.catalog.models import ProductKind
from core.company import companies
from core.company.models import Company
from core.invoicing.events import InvoiceDrafted
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.reads import load
from core.invoicing.rules import Charged
from core.invoicing.totalling import total_up
from core.kernel.amounts import NO_RATE, NOTHING, PriceBasis, Quantity, UnitPrice
from core.parties.models import Customer
from core.sales.lifecycles import LineKind
from core.sales.models import Order, OrderLine
from core.sales.models.sold import SoldLine
from core.sales.orders.reads import load as load_order
from core.sales.papers import buyer_copy, seller_copy
from core.sales.parts import part
from core.sales.taxation import tax_of
from core.sales.untaxing import NO_PRODUCT, Facts, facts_of, without_tax
from core.uow import Reader, UnitOfWork


async def drafted_before(uow: UnitOfWork, *keys: str) -> Invoice | None:
    """The draft that was made for this already, under one of these keys, or None."""
    found = await uow.session.scalar(_BY_KEY, {"keys": keys})
    return await load(uow, found, locked=True) if found is not None else None


async def header(uow: UnitOfWork, orders: Sequence[Order], kind: InvoiceKind) -> Invoice:
    """A document without lines for these orders of one customer; of several, it says what the first one says."""
    order, company = orders[0], await companies.read(uow)
    invoice = Invoice(
        **{name: getattr(order, name) for name in _SAME},
        kind=kind,
        order_id=order.id if len(orders) == 1 else None,
        created_at=uow.now,
        created_by=uow.actor.person_id,
        seller=seller_copy(company),
        buyer=buyer_copy(order.customer),
    )
    invoice.customer = order.customer
    invoice.lines, invoice.taxes, invoice.deductions = [], [], []  # known to be empty once it is written down
    return invoice


def of_order_line(line: OrderLine, before: Quantity, count: Quantity, *, delivery_id: int | None = None) -> InvoiceLine:
    """So many of an order line of which so many were invoiced before; or its title, or its text."""
    said = {name: getattr(line, name) for name in _SAME_OF_LINE}
    made = InvoiceLine(**said, order_line_id=line.id, delivery_id=delivery_id)
    if line.kind is LineKind.ITEM:
        share = part(line.priced(), before, count)
        made.quantity, made.free, made.discount_amount = share.quantity, share.free, share.cut
    return made


def draft_line(sold: SoldLine) -> InvoiceLine:
    """All of a line that is sold, as it is invoiced."""
    return InvoiceLine(**{name: getattr(sold, name) for name in _SAME_OF_LINE})


def text_line(kind: LineKind, label: str, *, delivery_id: int | None = None) -> InvoiceLine:
    """A title or a text."""
    return InvoiceLine(**_PLAIN, kind=kind, label=label[:300], delivery_id=delivery_id, billed=False)


def numbered(lines: Iterable[InvoiceLine]) -> list[InvoiceLine]:
    """The same lines, each at its place."""
    found = list(lines)
    for place, line in enumerate(found, 1):
        line.position = place
    return found


async def orders_locked(uow: UnitOfWork, invoice_id: int) -> Sequence[Order]:
    """The orders that a document is on, or whose lines it charges or takes back, locked in the order of their ids."""
    return [await load_order(uow, one, locked=True) for one in await _order_ids(uow, invoice_id)]


async def orders_of(uow: UnitOfWork, invoice: Invoice) -> Sequence[Order]:
    """The same, already locked."""
    return [await load_order(uow, one) for one in await _order_ids(uow, invoice.id)]


async def _order_ids(uow: UnitOfWork, invoice_id: int) -> Sequence[int]:
    rows = (await uow.session.execute(_ORDERS, {"invoice_id": invoice_id})).all()
    return sorted({order_id for row in rows for order_id in row if order_id is not None})


def tax(line: InvoiceLine, facts: Facts, company: Company, customer: Customer, place: Mapping[str, Any]) -> None:
    """Say how a line is taxed, and its price with it."""
    kind, vatex = facts.get(line.product_id or 0, NO_PRODUCT)
    line.service = kind is ProductKind.SERVICE
    found = tax_of(company, customer, place, rate=line.vat, service=line.service, vatex=vatex)
    if found.rate != line.vat:
        without_tax(line)
    line.category, line.vatex, line.vat = found.category, found.vatex, found.rate


async def tax_lines(
    db: Reader, lines: Sequence[InvoiceLine], company: Company, customer: Customer, place: Mapping[str, Any]
) -> None:
    """Say how each of them is taxed."""
    facts = await facts_of(db, lines)
    for line in lines:
        if line.kind is LineKind.ITEM:
            tax(line, facts, company, customer, place)


async def tax_again(uow: UnitOfWork, invoice: Invoice, orders: Sequence[Order]) -> None:
    """Tax all lines of a draft that replaces an invoice as its customer is now: where no VAT was charged and some is
    now, at the rate that was ordered."""
    agreed = {line.id: line.vat for order in orders for line in order.lines}
    for line in invoice.lines:
        if line.vatex and not line.vat and line.order_line_id in agreed:
            line.vat = agreed[line.order_line_id]
    await tax_lines(uow, invoice.lines, await companies.read(uow), invoice.customer, invoice.place)


async def kept(
    uow: UnitOfWork,
    invoice: Invoice,
    lines: Sequence[InvoiceLine],
    *,
    charged: Sequence[Charged] = (),
    sources: Sequence[Mapping[str, Any]] = (),
    supplied_on: date | None = None,
) -> Invoice:
    """The draft with these lines, taxed and totalled; new, or what was drafted before with other lines.

    Raises InvoiceBelowZero, AmountTooLarge.
    """
    company, customer = await companies.read(uow), invoice.customer
    await tax_lines(uow, lines, company, customer, invoice.place)
    invoice.lines[:] = numbered(lines)
    invoice.sources, invoice.supplied_on = [dict(one) for one in sources], supplied_on
    total_up(invoice, company, charged)
    return await saved(uow, invoice)


async def saved(uow: UnitOfWork, invoice: Invoice) -> Invoice:
    """Written down: a new draft is recorded, one of before has changed."""
    if inspect(invoice).persistent:
        invoice.touch()
        await uow.session.flush()
        return invoice
    uow.session.add(invoice)
    await uow.session.flush()
    uow.record(InvoiceDrafted(invoice.id, kind=invoice.kind, customer=invoice.customer.name, gross=invoice.gross))
    return invoice


_SAME: Final = (
    "customer_id",
    "salesperson_id",
    "salesperson",
    "currency",
    "discount",
    "discount_amount",
    "language",
    "subject",
    "notes",
    "payment_terms",
    "place",
    "customer_number",
    "demo",
)
_SAME_OF_LINE: Final = sorted(set(SoldLine.__annotations__))
_PLAIN: Final[dict[str, Any]] = {
    "position": 0,
    "product_id": None,
    "reference": "",
    "quantity": NOTHING,
    "unit": "",
    "unit_price": UnitPrice(Decimal("0.0000")),
    "basis": PriceBasis.HT,
    "discount": NO_RATE,
    "vat": NO_RATE,
}
_BY_KEY: Final = select(Invoice.id).where(
    Invoice.key.in_(bindparam("keys", expanding=True)), Invoice.state == InvoiceState.DRAFT
)
_ORDERS: Final = (
    select(Invoice.order_id, OrderLine.order_id)
    .outerjoin(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
    .outerjoin(OrderLine, OrderLine.id == InvoiceLine.order_line_id)
    .where(Invoice.id == bindparam("invoice_id"))
    .distinct()
)
