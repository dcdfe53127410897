"""Writing moves: the rows of what comes or goes under one key, and the levels that follow in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import bindparam, select

from core.catalog.models import Product
from core.catalog.reading import KIND
from core.catalog.units import expect_whole
from core.kernel.amounts import LARGEST_QUANTITY, Quantity, UnitPrice, quantity
from core.kernel.errors import Invalid, NotFound
from core.stock.errors import Shortage, StockShort
from core.stock.goods import Goods, counted
from core.stock.levels import Place
from core.stock.lots import Share
from core.stock.models import MoveKind, StockLevel, StockMove
from core.uow import Reader, UnitOfWork

MOVE: Final = "stock_move"  # the subject of a move that takes another one back
LONGEST_KEY: Final = 110  # of a caller's; what one key moves is numbered behind it
LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True)
class Why:
    """What the moves of one call have in common; `first` is the number of the first of them under this key."""

    kind: MoveKind
    key: str
    out: bool = False
    reason: str = ""
    subject: str = ""
    subject_id: int | None = None
    unit_cost: UnitPrice | None = None
    first: int = 1


def write(
    uow: UnitOfWork, shares: Sequence[Share], warehouse_id: int, levels: Mapping[Place, StockLevel], why: Why
) -> list[StockMove]:
    """The moves of these shares, the first of them under the caller's own key, and the levels that follow."""
    made: list[StockMove] = []
    for share in shares:
        for lot, count, kind in _steps(share, why):
            number = why.first + len(made)
            move = StockMove(
                product_id=share.product_id,
                warehouse_id=warehouse_id,
                quantity=quantity(count),
                kind=kind,
                lot=lot,
                unit_cost=why.unit_cost,
                reason=why.reason,
                subject=why.subject,
                subject_id=why.subject_id,
                key=why.key if number == 1 else f"{why.key}#{number}",
                made_at=uow.now,
                made_by=uow.actor.person_id,
            )
            made.append(move)
            level = levels[share.product_id, warehouse_id]
            level.on_hand = quantity(level.on_hand + count)
    uow.session.add_all(made)
    return made


async def products_of(db: Reader, goods: Sequence[Goods]) -> Mapping[int, Product]:
    """What these are goods of. Raises NotFound, Invalid for a quantity that moves nothing."""
    for one in goods:
        counted(one.quantity)
    ids = sorted({one.product_id for one in goods})
    found = {one.id: one for one in await db.session.scalars(_PRODUCTS, {"ids": ids})}
    for one in goods:
        if one.product_id not in found:
            raise NotFound(KIND, one.product_id)
    return found


async def done_before(uow: UnitOfWork, key: str) -> StockMove | None:
    """The first move under this key; asked while the levels are held, so that nobody is just writing it."""
    expect_key(key)
    move: StockMove | None = await uow.session.scalar(select(StockMove).where(StockMove.key == key))
    return move


def expect_key(key: str) -> None:
    """Raises Invalid."""
    if not 0 < len(key) <= LONGEST_KEY:
        raise Invalid("key", key)


def expect_there(goods: Sequence[Goods], products: Mapping[int, Product], there: Mapping[int, Quantity]) -> None:
    """Raises StockShort for products of which these are more than what is there of each."""
    short = tuple(
        Shortage(product_id, products[product_id].label, count, there[product_id])
        for product_id, count in summed(goods).items()
        if count > there[product_id]
    )
    if short:
        raise StockShort(short)


def expect_pieces(product: Product, moved: Quantity, there: Quantity) -> None:
    """What is counted one by one comes and goes whole, unless that makes whole what is there. Raises NotWhole."""
    most = there if moved < 0 else quantity(-there)
    expect_whole(product.label, product.unit, quantity(abs(moved)), most=most)


def summed(goods: Sequence[Goods]) -> dict[int, Quantity]:
    """By product. Raises Invalid for more than fits."""
    total: dict[int, Quantity] = {}
    for one in goods:
        total[one.product_id] = quantity(total.get(one.product_id, Decimal(0)) + one.quantity)
        if total[one.product_id] > LARGEST_QUANTITY:
            raise Invalid("quantity", str(total[one.product_id]))
    return total


def _steps(share: Share, why: Why) -> list[tuple[str, Decimal, MoveKind]]:
    """A piece that is given its number now is no longer among those without: that are there, or that have gone."""
    by = Decimal(-share.quantity if why.out else share.quantity)
    moved = [(share.lot, by, why.kind)]
    if not share.named:
        return moved
    return [("", by, MoveKind.ADJUSTMENT), (share.lot, -by, MoveKind.ADJUSTMENT), *moved]


_PRODUCTS: Final = select(Product).where(Product.id.in_(bindparam("ids", expanding=True))).order_by(Product.id)
