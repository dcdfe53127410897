"""Which pieces are invoiced at once: no delivery says it, so whoever validates the invoice does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from core.company import companies
from core.i18n import N_, language
from core.i18n import _ as translated
from core.invoicing.models import InvoiceLine
from core.kernel.amounts import Quantity
from core.kernel.errors import NotFound
from core.permissions import Permission, requires
from core.sales.deliveries.lots import Numbers, checked_lots, numbered_goods, numbers_of
from core.sales.deliveries.with_customer import expect_with_nobody
from core.sales.lifecycles import QuoteState
from core.sales.models import Order, OrderLine, Quote, QuoteLine
from core.sales.orders.goods import goods_by_line, together
from core.sales.orders.progress import items_of
from core.stock.goods import Goods
from core.stock.levels import hold
from core.stock.lots import expect_each_once, expect_unsold, going, on_hand
from core.stock.warehouses import depot
from core.stock.writing import products_of
from core.uow import Reader, UnitOfWork

Lots = Mapping[int, Sequence[str]]  # lot and serial numbers, by line

UNSAID: Final[Lots] = MappingProxyType({})
LONGEST_DETAIL: Final = 2000
_TOLD: Final = N_("Lot ou n° de série : {numbers}")


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of a quote whose pieces have numbers; `there` are those in the depot, what came first is first."""

    line_id: int
    label: str
    count: Quantity
    numbers: Numbers
    there: Sequence[str]


@requires(Permission.INVOICES_WRITE)
async def numbers_asked(db: Reader, quote: Quote) -> Sequence[Asked]:
    """What is to be said before `invoice_quote` is called of a quote that was read; nothing once it is ordered."""
    lines = [line for line in quote.lines if line.counted and line.quantity > 0]
    having = await numbers_of(db, lines) if quote.state is not QuoteState.ORDERED else {}
    asked = [line for line in lines if line.id in having]
    if not asked:
        return ()
    made_of = await goods_by_line(db, [(line, line.quantity) for line in asked])
    here = await depot(db)
    there = await on_hand(db, {one.product_id for one in together(made_of)}, here.id) if here is not None else ()
    return [
        Asked(
            line.id,
            line.label,
            line.quantity,
            having[line.id],
            tuple(lot for product_id, lot in there if product_id in {goods.product_id for goods in one.goods}),
        )
        for line, one in zip(asked, made_of, strict=True)
    ]


@requires(Permission.INVOICES_WRITE)
async def expect_pieces(db: Reader, quote: Quote, *, lots: Lots, forced: bool = False) -> None:
    """The pieces of these numbers may leave with these lines of a quote: the depot has them, and no customer.

    What the stock lacks goes on where it may lack, or when it is `forced`. Raises LotsWrong, LotMissing, SerialSold,
    NotFound, Invalid (lots).
    """
    lines = [line for line in quote.lines if line.counted]
    if unknown := lots.keys() - {line.id for line in lines}:
        raise NotFound("quote_line", min(unknown))
    here = await depot(db)
    said = [line for line in lines if line.id in lots]
    await _checked(db, said, lots, warehouse_id=here.id if here is not None else 0, forced=forced)


async def pieces_of(uow: UnitOfWork, quote: Quote, order: Order, lots: Lots, *, forced: bool) -> Lots:
    """The numbers said of the lines of a quote by the lines of the order placed on it, each line with all of its own.

    The levels of what leaves with the order are held from here on. Raises what `expect_pieces` does.
    """
    counted = [line.id for line in quote.lines if line.counted]
    items = items_of(order)
    of_order = {line.id: lots.get(before, ()) for before, line in zip(counted, items, strict=True)}
    if not await numbers_of(uow, items):
        return {}
    here = order.warehouse_id or 0
    leaving = together(await goods_by_line(uow, [(line, line.quantity) for line in items]))
    await hold(uow, {(goods.product_id, here) for goods in leaving}, coming_in=True)
    return await _checked(uow, items, of_order, warehouse_id=here, forced=forced)


def tell(lines: Sequence[InvoiceLine], lots: Lots, spoken: str) -> None:
    """Have the lines of an invoice say the numbers of their order lines, in its language."""
    with language(spoken):
        for line in lines:
            if numbers := lots.get(line.order_line_id or 0):
                told = translated(_TOLD).format(numbers=", ".join(numbers))
                line.detail = "\n".join(filter(None, (line.detail, told)))[:LONGEST_DETAIL]


def untold(detail: str, spoken: str) -> str:
    """What a line says beside its numbers: of a part of it nobody has said yet which pieces they are."""
    return "\n".join(line for line in detail.split("\n") if not line.startswith(_opening(spoken)))


def retold(detail: str, numbers: Sequence[str], spoken: str) -> str:
    """What a line says, with these numbers in the place of those that it told."""
    with language(spoken):
        told = translated(_TOLD).format(numbers=", ".join(numbers)) if numbers else ""
    return "\n".join(filter(None, (untold(detail, spoken), told)))[:LONGEST_DETAIL]


def told_of(detail: str, spoken: str) -> Sequence[str]:
    """The numbers that a line tells."""
    before = _opening(spoken)
    told = next((line for line in detail.split("\n") if line.startswith(before)), "").removeprefix(before)
    return told.split(", ") if told else ()


def _opening(spoken: str) -> str:
    with language(spoken):
        return translated(_TOLD).partition("{")[0]


async def _checked(
    db: Reader, lines: Sequence[OrderLine] | Sequence[QuoteLine], lots: Lots, *, warehouse_id: int, forced: bool
) -> Lots:
    numbers = await numbers_of(db, lines)
    checked = {
        line.id: checked_lots(lots[line.id], line.label, count=line.quantity, numbers=numbers.get(line.id))
        for line in lines
        if line.quantity > 0
    }
    made_of = await numbered_goods(db, [(line, line.quantity, checked.get(line.id, ())) for line in lines])
    named = [goods for each in made_of for goods in each if goods.lots]
    may_lack = forced or (await companies.read(db)).stock_may_lack
    await _expect_here(db, named, warehouse_id=warehouse_id, may_lack=may_lack)
    return {line_id: each for line_id, each in checked.items() if each}


async def _expect_here(db: Reader, goods: Sequence[Goods], *, warehouse_id: int, may_lack: bool) -> None:
    if not goods:
        return
    products = await products_of(db, goods)
    expect_each_once(goods, products)
    await expect_with_nobody(db, goods, products)
    await expect_unsold(db, goods, products)
    if not may_lack:
        await going(db, goods, products, warehouse_id=warehouse_id)
