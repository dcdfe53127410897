"""Which lots and serial numbers of an order are with its customer: delivered, and not come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import and_, or_, select

from core.catalog.models import KitPart, Product, Tracking
from core.company.models import StockOut
from core.kernel.amounts import ONE, Quantity, quantity
from core.permissions import Permission, requires
from core.sales.deliveries.errors import LotUnknown, MoreThanDelivered
from core.sales.deliveries.lots import Numbers, numbers_of
from core.sales.deliveries.rules import Back
from core.sales.lifecycles import BROUGHT, DeliveryState
from core.sales.models import Delivery, DeliveryLine, Order, OrderLine, Return, ReturnLine
from core.sales.orders.progress import SUBJECT, delivery_key, invoice_keys, items_of, return_key
from core.stock.errors import SerialSold
from core.stock.goods import Goods
from core.stock.models import MoveKind, StockMove
from core.uow import Reader

_Lots = Mapping[str, Decimal]


async def expect_there(
    db: Reader, order: Order, back: Sequence[Back], numbered: Mapping[int, Numbers], labels: Mapping[int, str]
) -> None:
    """What comes back is with the customer, by its numbers too: of each lot no more than has left.

    Of what was invoiced at once without its numbers nobody knows them. Raises LotUnknown, MoreThanDelivered (of a lot).
    """
    there, unsaid = await _there(db, order, numbered), await _unsaid(db, order)
    for one in back:
        if one.line_id in unsaid:
            continue
        of_line = there.setdefault(one.line_id, {})
        for lot, many in _measured(numbered.get(one.line_id), one.quantity, one.lots).items():
            left, label = of_line.get(lot, Decimal(0)), labels[one.line_id]
            if left <= 0:
                raise LotUnknown(label, lot)
            if many > left:
                raise MoreThanDelivered(f"{label} ({lot})", quantity(many), quantity(left))
            of_line[lot] = left - (many if _says_how_many(numbered.get(one.line_id)) else 0)


@requires(Permission.DELIVERIES_READ)
async def numbers_there(db: Reader, order: Order) -> Mapping[int, Sequence[str]]:
    """The numbers that are with the customer of an order that was read, by its lines; none of a line of which nobody
    knows them."""
    numbered = await numbers_of(db, order.lines)
    there = await _there(db, order, numbered) if numbered else {}
    return {line_id: [lot for lot, left in there.get(line_id, {}).items() if left > 0] for line_id in numbered}


async def expect_with_nobody(db: Reader, goods: Sequence[Goods], products: Mapping[int, Product]) -> None:
    """No piece of these serial numbers is with a customer, and still in the stock's books: of what has left them the
    stock knows. Raises SerialSold.
    """
    serial = {one.product_id: one.lots for one in goods if products[one.product_id].tracking is Tracking.SERIAL}
    if not serial:
        return
    kits = select(KitPart.kit_id).where(KitPart.part_id.in_(serial))
    rows = await db.session.execute(
        _IN_THE_BOOKS.where(OrderLine.product_id.in_(serial) | OrderLine.product_id.in_(kits))
    )
    said = {lot: product_id for product_id, lots in serial.items() for lot in lots}
    taken = {delivery_key(line_id, mine): said.keys() & lots for line_id, mine, lots in rows if said.keys() & lots}
    if not taken:
        return
    gone = set(await db.session.scalars(select(StockMove.key).where(StockMove.key.in_(taken))))
    for key, lots in taken.items():
        if key not in gone:
            raise SerialSold(products[said[min(lots)]].label, min(lots))


async def _there(db: Reader, order: Order, numbered: Mapping[int, Numbers]) -> dict[int, dict[str, Decimal]]:
    """By order line and number: pieces for serial numbers, else in the line's unit."""
    moved = await _moved(db, list(numbered))
    brought = _invoiced(order, moved) if order.direct else await _delivered(db, order)
    there: dict[int, dict[str, Decimal]] = {}
    for line_id, key, count, lots in brought:
        of_line = there.setdefault(line_id, {})
        for lot, many in _measured(numbered.get(line_id), count, lots, moved.get(key)).items():
            of_line[lot] = of_line.get(lot, Decimal(0)) + many
    for line_id, key, count, lots in await _returned(db, order):
        of_line, numbers, by_lot = there.setdefault(line_id, {}), numbered.get(line_id), moved.get(key, {})
        for lot, many in _measured(numbers, count, lots).items():
            counts = _says_how_many(numbers) or (lot in by_lot and by_lot[lot].piece)
            of_line[lot] = of_line.get(lot, Decimal(0)) - (many if counts else 0)
    return there


@dataclass(slots=True)
class _Moved:
    """So much of a lot that moved under one key; `piece` when it is a serial number."""

    quantity: Decimal
    piece: bool


def _says_how_many(numbers: Numbers | None) -> bool:
    """Whether so many of a line say how much of each number they are: not a kit's that has some of several kinds."""
    return numbers is not None and (numbers.lots == 0 or (numbers.lots == 1 and not numbers.pieces))


def _measured(
    numbers: Numbers | None, count: Quantity, lots: Sequence[str], moved: Mapping[str, _Moved] | None = None
) -> _Lots:
    """How much of each of its numbers so many of a line are; of several lots what has moved of each, else all."""
    if numbers is None or not numbers.lots or not _says_how_many(numbers):
        return dict.fromkeys(lots, ONE)
    known = {lot: moved[lot].quantity for lot in lots if lot in moved} if moved else {}
    total = sum(known.values(), Decimal(0))
    return {lot: quantity(count * known.get(lot, Decimal(0)) / total) if total else Decimal(count) for lot in lots}


_Row = tuple[int, str, Quantity, Sequence[str]]  # the order line, the key of its move, so many of it, their numbers


async def _delivered(db: Reader, order: Order) -> Sequence[_Row]:
    deliveries = select(Delivery.id).where(Delivery.order_id == order.id, Delivery.state.in_(BROUGHT))
    of_line = select(DeliveryLine.order_line_id, DeliveryLine.id, DeliveryLine.delivered, DeliveryLine.lots)
    rows = await db.session.execute(of_line.where(DeliveryLine.delivery_id.in_(deliveries)))
    return [(line_id, delivery_key(line_id, mine), count, lots) for line_id, mine, count, lots in rows]


def _invoiced(order: Order, moved: Mapping[str, Mapping[str, _Moved]]) -> Sequence[_Row]:
    """What left with the invoice of a direct order: no delivery says it, the stock does."""
    return [
        (line.id, key, line.quantity, sorted(lots))
        for line in items_of(order)
        for key, lots in moved.items()
        if key.startswith(invoice_keys(line.id))
    ]


async def _unsaid(db: Reader, order: Order) -> set[int]:
    """The lines of a direct order of which the stock knows no number: it keeps none of them, or none was said."""
    if not order.direct:
        return set()
    items = items_of(order)
    known = {line_id for line_id, *_rest in _invoiced(order, await _moved(db, [line.id for line in items]))}
    return {line.id for line in items} - known


async def _returned(db: Reader, order: Order) -> Sequence[_Row]:
    returns = select(Return.id).where(Return.order_id == order.id)
    of_line = select(ReturnLine.order_line_id, ReturnLine.id, ReturnLine.quantity, ReturnLine.lots)
    rows = await db.session.execute(of_line.where(ReturnLine.return_id.in_(returns)))
    return [(line_id, return_key(line_id, mine), count, lots) for line_id, mine, count, lots in rows]


async def _moved(db: Reader, line_ids: Sequence[int]) -> Mapping[str, Mapping[str, _Moved]]:
    """What the stock says that moved of each lot, by the key of the delivery or the return."""
    rows = await db.session.execute(
        select(StockMove.key, StockMove.lot, StockMove.quantity, Product.tracking)
        .join(Product, Product.id == StockMove.product_id)
        .where(StockMove.subject == SUBJECT, StockMove.subject_id.in_(line_ids), StockMove.lot != "")
        .where(StockMove.kind.in_((MoveKind.SALE, MoveKind.RETURN)))
    )
    moved: dict[str, dict[str, _Moved]] = {}
    for key, lot, count, tracking in rows:
        one = moved.setdefault(key.partition("#")[0], {}).setdefault(
            lot, _Moved(Decimal(0), tracking is Tracking.SERIAL)
        )
        one.quantity += abs(count)
    return moved


_WAITS: Final = or_(
    and_(Order.stock_out == StockOut.CLOSED, Delivery.state == DeliveryState.DELIVERED),
    and_(Order.stock_out == StockOut.INVOICE, Delivery.state.in_(BROUGHT)),
)
_IN_THE_BOOKS: Final = (
    select(DeliveryLine.order_line_id, DeliveryLine.id, DeliveryLine.lots)
    .join(Delivery, Delivery.id == DeliveryLine.delivery_id)
    .join(Order, Order.id == Delivery.order_id)
    .join(OrderLine, OrderLine.id == DeliveryLine.order_line_id)
    .where(_WAITS, DeliveryLine.delivered > 0)
)
