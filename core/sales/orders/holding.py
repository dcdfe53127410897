"""What an order holds in the stock: promised from its confirmation on, or gone already, as the company chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from sqlalchemy import select

from core.company.models import StockOut
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.sales.models import Order, OrderLine
from core.sales.orders.gone import gone_of, taken_of
from core.sales.orders.goods import LineGoods, goods_by_line, together
from core.sales.orders.invoicing import invoiced_goods_move
from core.sales.orders.progress import SUBJECT, items_of
from core.stock.goods import Goods
from core.stock.levels import Place, hold
from core.stock.models import StockMove
from core.stock.reservations import held, release, reserve
from core.stock.selling import Moving, put_back, take_out
from core.stock.warehouses import in_use
from core.uow import UnitOfWork


async def look_up(uow: UnitOfWork, order: Order) -> Sequence[LineGoods]:
    """The goods of each line that is sold, with their stock levels locked: what is read of them now stays true.

    An order that was not told whence it is delivered, or whose depot is no longer used, is from the main depot.
    """
    order.warehouse_id = (await in_use(uow, order.warehouse_id)).id
    made_of = await goods_by_line(uow, [(line, line.quantity) for line in items_of(order)])
    await hold(uow, _places(order, made_of))
    return made_of


async def take(
    uow: UnitOfWork, order: Order, made_of: Sequence[LineGoods], *, may_lack: bool, forced: bool = False
) -> None:
    """Promise all of a confirmed order, or take it out of the stock; `made_of` is what `look_up` gave.

    `may_lack`: the stock may fall below nothing. `forced`: what is not there is promised all the same. Raises
    StockShort.
    """
    lines = [(line, one.goods) for line, one in zip(items_of(order), made_of, strict=True) if one.goods]
    if order.stock_out is StockOut.ORDER:
        await _take_out(uow, order, [Moving(line.id, _left(line), goods) for line, goods in lines], may_lack=may_lack)
    else:
        await _promise(uow, order, {line.id: goods for line, goods in lines}, may_lack=may_lack or forced)


async def follow(
    uow: UnitOfWork, order: Order, changed: Sequence[tuple[OrderLine, Quantity]], *, may_lack: bool
) -> None:
    """Lines of a confirmed order ask for more or less than before (the quantity given): so does what they hold.

    Raises StockShort.
    """
    order.warehouse_id = (await in_use(uow, order.warehouse_id)).id
    if order.stock_out is StockOut.ORDER:
        await _move(uow, order, changed, may_lack=may_lack)
        return
    if order.stock_out is StockOut.INVOICE:
        now = await gone_of(uow, order, [line.id for line, _before in changed])
        await invoiced_goods_move(uow, order, now, key=f"change:{order.version}")
    taken = await taken_of(uow, order)
    still = [(line, quantity(max(line.quantity - taken.get(line.id, NOTHING), NOTHING))) for line, _before in changed]
    made_of = await goods_by_line(uow, still)
    await held(uow, SUBJECT, [line.id for line, _before in changed], _places(order, made_of))
    more, less = dict[int, Sequence[Goods]](), dict[int, Sequence[Goods]]()
    for (line, before), one in zip(changed, made_of, strict=True):
        (less if line.quantity < before or not one.goods else more)[line.id] = one.goods
    await release(uow, subject=SUBJECT, subject_ids=[line_id for line_id, goods in less.items() if not goods])
    await _promise(uow, order, {line_id: goods for line_id, goods in less.items() if goods}, may_lack=True)
    await _promise(uow, order, more, may_lack=may_lack)


@dataclass(slots=True)
class _Gone:
    """How much of a product has left with the order and its changes, and how much of that has not been returned."""

    ordered: Decimal = Decimal(0)
    still: Decimal = Decimal(0)


async def _move(
    uow: UnitOfWork, order: Order, changed: Sequence[tuple[OrderLine, Quantity]], *, may_lack: bool
) -> None:
    """Goods that left when the order was confirmed: more of them leave, or of what has left some comes back."""
    by = [(line, quantity(abs(line.quantity - before))) for line, before in changed]
    made_of = await goods_by_line(uow, by)
    gone = await _gone(uow, [line.id for line, _before in changed])
    more, less = list[Moving](), list[Moving]()
    for (line, before), one in zip(changed, made_of, strict=True):
        key = f"{_left(line)}:{order.version}"
        if line.quantity > before:
            more.append(Moving(line.id, key, one.goods))
        else:
            share = 1 - line.quantity / before if before else Decimal(0)
            less.append(Moving(line.id, key, _back(gone.get(line.id, {}), share, one.goods)))
    await hold(uow, [(one.product_id, _place(order)) for each in (*more, *less) for one in each.goods], coming_in=True)
    await put_back(uow, less, subject=SUBJECT, warehouse_id=_place(order), unsaid=True)
    await _take_out(uow, order, more, may_lack=may_lack)


def _back(gone: Mapping[int, _Gone], share: Decimal, now: Sequence[Goods]) -> Sequence[Goods]:
    """This share of what has left, whatever the line is made of `now`; of what is counted in whole pieces, whole ones,
    since some may have left before anybody counted them."""
    whole = {one.product_id for one in now if one.quantity % 1 == 0}
    back = []
    for product_id, one in sorted(gone.items()):
        part = one.ordered * share
        if product_id in whole and one.ordered % 1 == 0:
            part = Decimal(ceil(quantity(part)))
        count = quantity(min(part, one.still))
        back += [Goods(product_id, count)] if count > 0 else []
    return back


async def _take_out(uow: UnitOfWork, order: Order, moving: Sequence[Moving], *, may_lack: bool) -> None:
    """Which pieces these are is said when they are delivered."""
    await take_out(uow, moving, subject=SUBJECT, warehouse_id=_place(order), may_lack=may_lack, unsaid=True)


async def _promise(uow: UnitOfWork, order: Order, goods: Mapping[int, Sequence[Goods]], *, may_lack: bool) -> None:
    if goods:
        await reserve(uow, goods, subject=SUBJECT, warehouse_id=_place(order), may_lack=may_lack)


async def _gone(uow: UnitOfWork, line_ids: Sequence[int]) -> Mapping[int, Mapping[int, _Gone]]:
    """By line and product: what nobody counted then has never left."""
    moved = select(StockMove.subject_id, StockMove.product_id, StockMove.quantity, StockMove.key).where(
        StockMove.subject == SUBJECT, StockMove.subject_id.in_(line_ids)
    )
    gone: dict[int, dict[int, _Gone]] = {}
    for line_id, product_id, count, key in await uow.session.execute(moved):
        one = gone.setdefault(int(line_id or 0), {}).setdefault(product_id, _Gone())
        one.still -= count
        if key.startswith(f"{SUBJECT}:{line_id}:order"):
            one.ordered -= count
    return gone


def _places(order: Order, made_of: Sequence[LineGoods]) -> Sequence[Place]:
    """Several lines are promised in several calls: all their levels are held first, in one order for everybody."""
    return [(one.product_id, _place(order)) for one in together(made_of)]


def _place(order: Order) -> int:
    assert order.warehouse_id is not None, "an order that holds goods holds them somewhere"
    return order.warehouse_id


def _left(line: OrderLine) -> str:
    """What makes the goods of a line leave once, when they leave with the confirmation."""
    return f"{SUBJECT}:{line.id}:order"
