"""Which lots and serial numbers of an order are with its customer: delivered, and not come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from core.catalog.models import Product, Tracking
from core.kernel.amounts import ONE, Quantity, quantity
from core.sales.deliveries.errors import LotUnknown, MoreThanDelivered
from core.sales.deliveries.lots import Numbers
from core.sales.deliveries.rules import Back
from core.sales.lifecycles import DeliveryState
from core.sales.models import Delivery, DeliveryLine, Order, Return, ReturnLine
from core.sales.orders.progress import SUBJECT, delivery_key, return_key
from core.stock.models import MoveKind, StockMove
from core.uow import Reader

_DELIVERED: Final = (DeliveryState.DELIVERED, DeliveryState.CLOSED)
_Lots = Mapping[str, Decimal]


async def expect_there(
    db: Reader, order: Order, back: Sequence[Back], numbered: Mapping[int, Numbers], labels: Mapping[int, str]
) -> None:
    """What comes back is with the customer, by its numbers too: of each lot no more than has left.

    Raises LotUnknown, MoreThanDelivered (of a lot).
    """
    there = await _there(db, order, numbered)
    for one in back:
        of_line = there.setdefault(one.line_id, {})
        for lot, many in _measured(numbered.get(one.line_id), one.quantity, one.lots).items():
            left, label = of_line.get(lot, Decimal(0)), labels[one.line_id]
            if left <= 0:
                raise LotUnknown(label, lot)
            if many > left:
                raise MoreThanDelivered(f"{label} ({lot})", quantity(many), quantity(left))
            of_line[lot] = left - (many if _says_how_many(numbered.get(one.line_id)) else 0)


async def _there(db: Reader, order: Order, numbered: Mapping[int, Numbers]) -> dict[int, dict[str, Decimal]]:
    """By order line and number: pieces for serial numbers, else in the line's unit."""
    moved = await _moved(db, list(numbered))
    there: dict[int, dict[str, Decimal]] = {}
    for line_id, key, count, lots in await _delivered(db, order):
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
    deliveries = select(Delivery.id).where(Delivery.order_id == order.id, Delivery.state.in_(_DELIVERED))
    of_line = select(DeliveryLine.order_line_id, DeliveryLine.id, DeliveryLine.delivered, DeliveryLine.lots)
    rows = await db.session.execute(of_line.where(DeliveryLine.delivery_id.in_(deliveries)))
    return [(line_id, delivery_key(line_id, mine), count, lots) for line_id, mine, count, lots in rows]


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
