"""What of an order has left the stock, and by which moves: said here for each way in which goods may leave.

All moves of an order line bear its id, and add up to what is gone: what has left and did not come back.

ORDER     What is ordered leaves with the confirmation (key …:order), and follows each change of the line.
DELIVERY  What a delivery brought leaves with it (key …:delivery:n).
CLOSED    The same once the delivery is closed, or some of its line comes back: see `taken_of`.
INVOICE   What is invoiced leaves (key …:invoice:n): see `wanted`. All that is with the customer leaves when some of
          its line comes back.

In each way what a return brings comes in under a key of its own, and the moves of a delivery that was noted by mistake
are undone. What a line is promised is what is ordered of it and has not left yet, whether it came back since or not.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from core.catalog.units import is_counted
from core.company.models import StockOut
from core.kernel.amounts import NOTHING, ONE, Quantity, quantity
from core.sales.lifecycles import BROUGHT, DeliveryState
from core.sales.models import Delivery, DeliveryLine, Order, OrderLine
from core.sales.orders.goods import goods_by_line
from core.sales.orders.progress import SUBJECT, delivery_key, items_of, left_with_customer, returned_of
from core.stock.goods import Goods
from core.stock.models import StockMove
from core.stock.reversing import moved_for
from core.uow import Reader

# The deliveries whose goods have left the stock by their state alone.
_TAKEN: Final[Mapping[StockOut, tuple[DeliveryState, ...]]] = {
    StockOut.DELIVERY: BROUGHT,
    StockOut.CLOSED: (DeliveryState.CLOSED,),
}


@dataclass(frozen=True, slots=True)
class Gone:
    """How far a line has come whose goods leave with the invoice; all in its unit, `of_one` is what one is made of."""

    ordered: Quantity
    delivered: Quantity
    returned: Quantity
    invoiced: Quantity
    out: Quantity  # what its moves add up to
    of_one: Sequence[Goods] = ()

    @property
    def there(self) -> Quantity:
        """What is with the customer."""
        return quantity(max(self.delivered - self.returned, NOTHING))

    @property
    def beyond(self) -> Quantity:
        """What is invoiced beyond that: it came back, or is still to be brought."""
        return quantity(max(self.invoiced - self.there, NOTHING))

    @property
    def ahead(self) -> Quantity:
        """What has left the stock with an invoice, and is still to be brought."""
        return quantity(min(max(self.out - self.there, NOTHING), self.beyond))


def wanted(before: Gone, now: Gone, *, undone: Quantity = NOTHING) -> Quantity:
    """How much of a line is to be gone `now`, by how it stood `before` some was brought, or was not after all, invoiced
    or credited, or another quantity was ordered.

    What is with the customer and invoiced is gone, and what was invoiced ahead, as long as it may still be brought.
    What has left to him stays gone when it is credited: it comes back with a return. What came back stays here, even
    while it is invoiced; a credit note is of that first. `undone` is what had left again with a delivery that was not:
    it had come back before.
    """
    credited = max(before.invoiced - now.invoiced, NOTHING)
    back = max(before.beyond - before.ahead - credited, NOTHING) + undone  # invoiced, and here again
    ahead = min(max(now.beyond - back, NOTHING), max(now.ordered - now.delivered, NOTHING))
    brought = min(before.ahead, max(now.delivered - before.delivered, NOTHING))
    with_him = min(min(before.out, before.there) + brought, now.there)
    return quantity(max(with_him, min(now.invoiced, now.there)) + ahead)


async def gone_of(db: Reader, order: Order, line_ids: Collection[int] | None = None) -> Mapping[int, Gone]:
    """The lines of an order that are made of goods which the stock knows, or those of these ids, as they stand."""
    lines = [line for line in items_of(order) if line_ids is None or line.id in line_ids]
    made_of = await goods_by_line(db, [(line, ONE) for line in lines])
    goods = {line.id: one.goods for line, one in zip(lines, made_of, strict=True) if one.goods}
    if not goods:
        return {}
    delivered, returned = await left_with_customer(db, order), await returned_of(db, [order.id])
    out = await out_of(db, list(goods))
    return {
        line.id: Gone(
            line.quantity,
            delivered.get(line.id, NOTHING),
            returned.get(line.id, NOTHING),
            _whole(line),
            _units(goods[line.id], out.get(line.id, {})),
            goods[line.id],
        )
        for line in lines
        if line.id in goods
    }


async def out_of(db: Reader, line_ids: Sequence[int]) -> Mapping[int, Mapping[int, Decimal]]:
    """What has left for these lines and did not come back, by line and product."""
    found: dict[int, dict[int, Decimal]] = {}
    for line_id, product_id, count in await db.session.execute(_OUT, {"ids": sorted(line_ids)}):
        found.setdefault(line_id, {})[product_id] = -count
    return found


async def out_under(db: Reader, before: Mapping[int, Gone], key: str) -> Mapping[int, Quantity]:
    """So many of each of these lines as have left under this key of `brought_key`."""
    keys = {f"{SUBJECT}:{line_id}:{key}" for line_id in before}
    moved: dict[int, dict[int, Decimal]] = {}
    for one in await moved_for(db, SUBJECT, sorted(before), sorted(keys)):
        of_line = moved.setdefault(one.subject_id or 0, {})
        of_line[one.product_id] = of_line.get(one.product_id, Decimal(0)) - one.quantity
    return {line_id: _units(one.of_one, moved.get(line_id, {})) for line_id, one in before.items()}


def brought_key(delivery_id: int) -> str:
    """Under which goods leave with a delivery, or are here again, whose order has them leave with the invoice."""
    return f"brought:{delivery_id}"


async def taken_of(db: Reader, order: Order) -> Mapping[int, Quantity]:
    """What has left the stock, by line, whether it came back or not: of an order whose goods leave after it."""
    if order.stock_out is StockOut.INVOICE:
        return {line_id: quantity(one.out + one.returned) for line_id, one in (await gone_of(db, order)).items()}
    lines = [line.id for line in items_of(order)]
    keys = set(await db.session.scalars(_MOVED, {"ids": lines}))
    taken: dict[int, Quantity] = {}
    for line_id, order_line_id, delivered, state in await db.session.execute(_BROUGHT_LINES, {"ids": lines}):
        if state in _TAKEN[order.stock_out] or delivery_key(order_line_id, line_id) in keys:
            taken[order_line_id] = quantity(taken.get(order_line_id, NOTHING) + delivered)
    return taken


def _whole(line: OrderLine) -> Quantity:
    """What is invoiced of a line; of pieces the whole ones, where a share of works was."""
    pieces = is_counted(line.unit) and not line.quantity % 1
    return quantity(line.invoiced // 1) if pieces else line.invoiced


def _units(of_one: Sequence[Goods], out: Mapping[int, Decimal]) -> Quantity:
    """So many of a line as have gone of each of its goods."""
    return quantity(max(min(out.get(one.product_id, Decimal(0)) / one.quantity for one in of_one), Decimal(0)))


_IDS: Final[Any] = bindparam("ids", expanding=True)
_OF_LINES: Final = StockMove.subject == SUBJECT, StockMove.subject_id.in_(_IDS)
_BROUGHT_LINES: Final = (
    select(DeliveryLine.id, DeliveryLine.order_line_id, DeliveryLine.delivered, Delivery.state)
    .join(Delivery, Delivery.id == DeliveryLine.delivery_id)
    .where(DeliveryLine.order_line_id.in_(_IDS), Delivery.state.in_(BROUGHT))
)
_MOVED: Final = select(StockMove.key).where(*_OF_LINES)
_OUT: Final[Any] = (
    select(StockMove.subject_id, StockMove.product_id, func.sum(StockMove.quantity))
    .where(*_OF_LINES)
    .group_by(StockMove.subject_id, StockMove.product_id)
)
