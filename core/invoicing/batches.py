"""Many at once: what is delivered and waits to be invoiced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import joinedload

from core.invoicing.asking import Counts, lines_of
from core.invoicing.drafting import draft_of_deliveries
from core.invoicing.issuing import issue
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.sources import Standing, standings_of
from core.invoicing.totalling import taxed
from core.kernel.amounts import NOTHING, Amount, amount, quantity
from core.kernel.errors import BusinessError
from core.parties.models import Customer
from core.permissions import Permission, requires
from core.sales.lifecycles import BROUGHT
from core.sales.models import Delivery, DeliveryLine, Order, OrderLine
from core.sales.orders.reads import load as load_order
from core.sales.orders.reads import visible
from core.sales.orders.remaining import discount_of
from core.sales.rules import totals
from core.uow import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is to be invoiced to a customer: deliveries by their ids, and what they come to before tax.

    `since` is the day in the company's zone on which the first of them was brought. `credited` are the numbers of
    credit notes that have taken some of it back: it was invoiced once.
    """

    customer: Customer
    deliveries: Sequence[int]
    orders: Sequence[int]
    net: Amount
    since: date
    credited: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """The invoices that were issued; of `refused` customers none, each with the reason."""

    made: Sequence[Invoice]
    refused: Sequence[tuple[Customer, BusinessError]]


@requires(Permission.INVOICES_READ)
async def to_invoice(db: Reader) -> Sequence[Waiting]:
    """The customers to whom something was brought that is not invoiced, by name, as far as the actor may know."""
    return _by_customer(await _of_orders(db, visible(db)))


@requires(Permission.INVOICES_READ)
async def forgotten(db: Reader, *, days: int, salesperson_id: int | None = None) -> Sequence[Waiting]:
    """The same of orders of which something was brought so many days ago or more; of all, or of one who sells."""
    his = true() if salesperson_id is None else Order.salesperson_id == salesperson_id
    until = db.today - timedelta(days=days)
    return _by_customer([one for one in await _of_orders(db, and_(visible(db), his)) if one.since <= until])


@requires(Permission.INVOICES_WRITE)
async def invoice_all(uow: UnitOfWork, customer_ids: Sequence[int] | None = None) -> Batch:
    """Issue the invoices of what waits, to these customers or to all: one for each, or one for each delivery where that
    is how the customer has it. Nothing is invoiced twice, however often asked; who cannot be invoiced holds nobody up.
    """
    waiting = [one for one in await to_invoice(uow) if customer_ids is None or one.customer.id in customer_ids]
    for order_id in sorted({each for one in waiting for each in one.orders}):
        await load_order(uow, order_id, locked=True)  # all of them first, in one order for everybody
    made: list[Invoice] = []
    refused: list[tuple[Customer, BusinessError]] = []
    for one in waiting:
        try:
            async with uow.attempt():
                made += await _invoiced(uow, one)
        except BusinessError as error:
            refused.append((one.customer, error))
    return Batch(made, refused)


async def _of_orders(db: Reader, which: ColumnElement[bool]) -> Sequence[Waiting]:
    query = select(Order).where(Order.id.in_(_SOMETHING), which).order_by(Order.id)
    loaded = await db.session.scalars(query.options(joinedload(Order.lines), joinedload(Order.customer)))
    orders = loaded.unique().all()
    standings = await standings_of(db, orders)
    open_ = [(order, *_open_of(standings[order.id])) for order in orders]
    brought = await _brought(db, [each for _order, deliveries, _counts in open_ for each in deliveries])
    credited = await _credited(db, [line_id for *_order, counts in open_ for line_id in counts])
    return [
        Waiting(
            order.customer,
            deliveries,
            (order.id,),
            _net(order, counts),
            min(db.local(brought[each]).date() for each in deliveries),
            list(dict.fromkeys(number for line_id in counts for number in credited.get(line_id, ()))),
        )
        for order, deliveries, counts in open_
        if deliveries
    ]


def _by_customer(orders: Sequence[Waiting]) -> Sequence[Waiting]:
    found: dict[int, Waiting] = {}
    for one in orders:
        before = found.get(one.customer.id)
        found[one.customer.id] = one if before is None else _both(before, one)
    return sorted(found.values(), key=lambda one: (one.customer.name, one.customer.id))


def _both(one: Waiting, other: Waiting) -> Waiting:
    return Waiting(
        one.customer,
        (*one.deliveries, *other.deliveries),
        (*one.orders, *other.orders),
        amount(one.net + other.net),
        min(one.since, other.since),
        list(dict.fromkeys((*one.credited, *other.credited))),
    )


async def _brought(db: Reader, delivery_ids: Sequence[int]) -> Mapping[int, datetime]:
    """When each was brought."""
    rows = await db.session.execute(
        select(Delivery.id, func.coalesce(Delivery.delivered_at, Delivery.created_at)).where(
            Delivery.id.in_(delivery_ids)
        )
    )
    return {row[0]: row[1] for row in rows}


async def _credited(db: Reader, line_ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """The credit notes that have taken these order lines back, by line."""
    found: dict[int, list[str]] = {}
    rows = (
        select(InvoiceLine.order_line_id, Invoice.number)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(
            InvoiceLine.order_line_id.in_(line_ids),
            InvoiceLine.billed,
            Invoice.kind == InvoiceKind.CREDIT,
            Invoice.state == InvoiceState.ISSUED,
        )
        .order_by(Invoice.id)
    )
    for line_id, number in await db.session.execute(rows) if line_ids else ():
        found.setdefault(line_id or 0, []).append(number or "")
    return found


async def _invoiced(uow: UnitOfWork, one: Waiting) -> list[Invoice]:
    made = []
    for ids in [[each] for each in one.deliveries] if one.customer.each_delivery else [one.deliveries]:
        draft = await draft_of_deliveries(uow, ids)
        made.append(await issue(uow, draft.id))
    return made


def _open_of(found: Standing) -> tuple[Sequence[int], Counts]:
    """The deliveries of which something is to be invoiced, and how much of each line; older deliveries first."""
    counts = {line_id: one.ready for line_id, one in found.lines.items() if one.ready}
    left = dict(counts)
    deliveries = []
    for delivery_id in reversed(list(found.by_delivery)):  # what is invoiced is what was brought first
        brought = found.by_delivery[delivery_id]
        taken = {line_id: min(count, left.get(line_id, NOTHING)) for line_id, count in brought.items()}
        if any(taken.values()):
            deliveries.append(delivery_id)
        left = {line_id: quantity(count - taken.get(line_id, NOTHING)) for line_id, count in left.items()}
    return deliveries[::-1], counts


def _net(order: Order, counts: Counts) -> Amount:
    lines = [taxed(line).line for line in lines_of(order, counts)]
    return totals(lines, discount=order.discount, discount_amount=discount_of(order, counts)).net


_SOMETHING: Final = (
    select(Delivery.order_id)
    .join(DeliveryLine, DeliveryLine.delivery_id == Delivery.id)
    .join(OrderLine, OrderLine.id == DeliveryLine.order_line_id)
    .where(Delivery.state.in_(BROUGHT), DeliveryLine.delivered > 0, OrderLine.invoiced < OrderLine.quantity)
)
