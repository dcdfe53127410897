"""What an order has to invoice, line by line, and the documents that a part of it stands on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Deduction, Invoice, InvoiceTax
from core.invoicing.rules import Charged, Kind
from core.kernel.amounts import NOTHING, Amount, Quantity, amount, quantity
from core.parties.models import CustomerKind
from core.sales.lifecycles import BROUGHT
from core.sales.models import Delivery, DeliveryLine, Order, OrderLine, Quote
from core.sales.orders.progress import items_of, returned_of
from core.sales.papers.consumers import protected
from core.uow import Reader

CONTRACT: Final = "contract"  # among the sources of an invoice: it is what a consumer has agreed to
UNSIGNED: Final = "unsigned"  # the same: he had not agreed yet to what it charges when it was issued


@dataclass(frozen=True, slots=True)
class Billable:
    """Of one order line: what is delivered and did not come back, what of it is invoiced, and what came back."""

    line: OrderLine
    delivered: Quantity
    invoiced: Quantity
    returned: Quantity = NOTHING

    @property
    def left(self) -> Quantity:
        """What is still to be invoiced: of what came back nothing, the customer does not have it."""
        return quantity(max(self.line.quantity - self.returned - self.invoiced, NOTHING))

    @property
    def most(self) -> Quantity:
        """What may be invoiced at all, by who insists."""
        return quantity(max(self.line.quantity - self.invoiced, NOTHING))

    @property
    def ready(self) -> Quantity:
        """What is delivered and not invoiced."""
        return quantity(min(max(self.delivered - self.invoiced, NOTHING), self.left))


@dataclass(slots=True)
class Standing:
    """What was left with the customer of an order: by line, by delivery and line, and the notes that say so."""

    lines: dict[int, Billable] = field(default_factory=dict)
    by_delivery: dict[int, dict[int, Quantity]] = field(default_factory=dict)
    notes: dict[int, tuple[str, date]] = field(default_factory=dict)  # number and day, by delivery

    @property
    def last_on(self) -> date | None:
        return max((on for _number, on in self.notes.values()), default=None)


async def standing_of(db: Reader, order: Order) -> Standing:
    """How far an order has come; of a direct one all is as good as delivered."""
    return (await standings_of(db, [order]))[order.id]


async def standings_of(db: Reader, orders: Sequence[Order]) -> Mapping[int, Standing]:
    """The same of several orders, by their ids: two statements, however many they are."""
    found = {order.id: Standing() for order in orders}
    ordered_on = {order.id: order.ordered_on for order in orders}
    delivered: dict[int, Quantity] = {}
    rows = await db.session.execute(_DELIVERED, {"ids": sorted(found), "states": BROUGHT}) if found else ()
    for order_id, delivery_id, number, at, line_id, count in rows:
        one = found[order_id]
        one.notes[delivery_id] = (number or "", db.local(at).date() if at else ordered_on[order_id])
        one.by_delivery.setdefault(delivery_id, {})[line_id] = count
        delivered[line_id] = quantity(delivered.get(line_id, NOTHING) + count)
    returned = await returned_of(db, sorted(found))
    for line_id, back in returned.items():
        delivered[line_id] = quantity(delivered.get(line_id, NOTHING) - back)
    for order in orders:
        for line in items_of(order):
            there = line.quantity if order.direct else delivered.get(line.id, NOTHING)
            found[order.id].lines[line.id] = Billable(line, there, line.invoiced, returned.get(line.id, NOTHING))
    return found


async def sources_of(db: Reader, order: Order) -> list[dict[str, Any]]:
    """The quote and the order, as an invoice names them."""
    number, on = (await db.session.execute(_QUOTE, {"quote_id": order.quote_id})).one()
    quote = [_source("quote", number, on)] if number else []
    return quote if order.direct else [*quote, _source("order", order.number, order.ordered_on)]


def notes_of(found: Standing, delivery_ids: Sequence[int] | None = None) -> list[dict[str, Any]]:
    """The delivery notes, as an invoice names them: all of them, or these."""
    ids = sorted(found.notes) if delivery_ids is None else delivery_ids
    return [_source("delivery", *found.notes[one]) for one in ids]


def notes_charged(found: Standing, counts: Mapping[int, Quantity]) -> list[int]:
    """The deliveries that brought what so much of each line charges: what is invoiced is what was brought first."""
    charged: set[int] = set()
    for line_id, count in counts.items():
        start = found.lines[line_id].invoiced
        reached = NOTHING
        for delivery_id, brought in sorted(found.by_delivery.items()):
            before, reached = reached, quantity(reached + brought.get(line_id, NOTHING))
            if reached > start and before < start + count:
                charged.add(delivery_id)
    return sorted(charged)


async def contract_of(db: Reader, order: Order) -> list[dict[str, Any]]:
    """What says that the invoice of a direct order is the contract too: nothing was agreed before, and the consumer is
    given with it what the law wants of one that is not made on the premises (C. cons. L221-5)."""
    channel, agreed_at = (await db.session.execute(_AGREEMENT, {"quote_id": order.quote_id})).one()
    consumer = (order.buyer.get("kind") or order.customer.kind) == CustomerKind.CONSUMER
    return [{"kind": CONTRACT}] if agreed_at is None and protected(channel, consumer) else []


async def payment_locked(db: Reader, quote_ids: Sequence[int]) -> date | None:
    """The last of the days before which nothing may be paid (C. cons. L221-10)."""
    last: date | None = await db.session.scalar(_PAYMENT_LOCKED, {"ids": quote_ids})
    return last


async def deductible(db: Reader, order_ids: Sequence[int]) -> Sequence[Charged]:
    """What the deposits on these orders have charged and no document has deducted, nor a credit note taken back."""
    rows = (await db.session.execute(_DEPOSITS, {"ids": list(order_ids)})).all()
    if not rows:
        return ()
    ids = {"ids": sorted({row[0] for row in rows})}
    gone: dict[tuple[int, Kind], tuple[Any, Any]] = {}
    for statement in (_DEDUCTED, _CREDITED):
        for deposit_id, of, category, vatex, rate, base, tax in await db.session.execute(statement, ids):
            key = (int(deposit_id or 0), Kind(category, vatex, rate))
            sign = -1 if statement is _DEDUCTED and of is InvoiceKind.CREDIT else 1
            before = gone.get(key, (0, 0))
            gone[key] = (before[0] + sign * base, before[1] + sign * tax)
    left = []
    for deposit_id, _of, category, vatex, rate, base, tax in rows:
        kind = Kind(category, vatex, rate)
        off = gone.get((deposit_id, kind), (0, 0))
        one = Charged(deposit_id, kind, amount(base - off[0]), amount(tax - off[1]))
        left += [one] if one.gross > 0 else []
    return left


async def credited(db: Reader, invoice_id: int) -> Mapping[Kind, tuple[Amount, Amount]]:
    """The base and the tax that credit notes have taken back of a document, by kind."""
    gone: dict[Kind, tuple[Amount, Amount]] = {}
    for _origin, _of, category, vatex, rate, base, tax in await db.session.execute(_CREDITED, {"ids": [invoice_id]}):
        gone[Kind(category, vatex, rate)] = amount(base), amount(tax)
    return gone


def _source(kind: str, number: str, on: date | None) -> dict[str, Any]:
    return {"kind": kind, "number": number, "on": on.isoformat() if on else None}


_DELIVERED: Final = (
    select(
        Delivery.order_id,
        Delivery.id,
        Delivery.number,
        Delivery.delivered_at,
        DeliveryLine.order_line_id,
        DeliveryLine.delivered,
    )
    .join(DeliveryLine, DeliveryLine.delivery_id == Delivery.id)
    .where(  # their ids first: SQLite would walk through all lines of the company
        DeliveryLine.delivery_id.in_(
            select(Delivery.id).where(Delivery.order_id.in_(bindparam("ids", expanding=True)))
        ),
        Delivery.state.in_(bindparam("states", expanding=True)),
        DeliveryLine.delivered > 0,
    )
    .order_by(Delivery.id, DeliveryLine.id)
)
_PAYMENT_LOCKED: Final = select(func.max(Quote.payment_locked_until)).where(
    Quote.id.in_(bindparam("ids", expanding=True))
)
_AGREEMENT: Final = select(Quote.channel, Quote.answered_at).where(Quote.id == bindparam("quote_id"))
_QUOTE: Final = select(Quote.number, Quote.issued_on).where(Quote.id == bindparam("quote_id"))
_TAX: Final = (Invoice.kind, InvoiceTax.category, InvoiceTax.vatex, InvoiceTax.rate)
_SUMS: Final = (func.sum(InvoiceTax.base), func.sum(InvoiceTax.tax))
_DEPOSITS: Final = (
    select(Invoice.id, *_TAX, *_SUMS)
    .join(InvoiceTax, InvoiceTax.invoice_id == Invoice.id)
    .where(
        Invoice.order_id.in_(bindparam("ids", expanding=True)),
        Invoice.kind == InvoiceKind.DEPOSIT,
        Invoice.state == InvoiceState.ISSUED,
    )
    .group_by(Invoice.id, *_TAX)
    .order_by(Invoice.id, InvoiceTax.rate.desc())
)
_CREDITED: Final = (
    select(Invoice.origin_id, *_TAX, *_SUMS)
    .join(InvoiceTax, InvoiceTax.invoice_id == Invoice.id)
    .where(
        Invoice.origin_id.in_(bindparam("ids", expanding=True)),
        Invoice.kind == InvoiceKind.CREDIT,
        Invoice.state == InvoiceState.ISSUED,
    )
    .group_by(Invoice.origin_id, *_TAX)
)
_DEDUCTED: Final = (
    select(
        Deduction.deposit_id,
        Invoice.kind,
        Deduction.category,
        Deduction.vatex,
        Deduction.rate,
        func.sum(Deduction.base),
        func.sum(Deduction.tax),
    )
    .join(Invoice, Invoice.id == Deduction.invoice_id)
    .where(Deduction.deposit_id.in_(bindparam("ids", expanding=True)), Invoice.state == InvoiceState.ISSUED)
    .group_by(Deduction.deposit_id, Invoice.kind, Deduction.category, Deduction.vatex, Deduction.rate)
)
