"""Goods that are counted one by one are sold whole: no half of a piece can be handed over."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select

from core.catalog.errors import NotWhole
from core.catalog.models import Product, ProductKind
from core.catalog.units import is_counted
from core.kernel.amounts import NOTHING, Quantity
from core.sales.models import SoldLine
from core.uow import Reader


async def halves(db: Reader, lines: Iterable[SoldLine]) -> Sequence[SoldLine]:
    """The lines that ask for a part of a piece or a pack. Services may be sold by halves, and what no product names."""
    broken = [line for line in lines if line.quantity % 1]
    counted = await _counted(db, broken)
    return [line for line in broken if line.product_id in counted and is_counted(line.unit)]


async def expect_whole_lines(db: Reader, lines: Iterable[SoldLine]) -> None:
    """Raises NotWhole."""
    for line in await halves(db, lines):
        raise NotWhole(line.label, line.quantity)


async def expect_whole_count(db: Reader, line: SoldLine, wanted: Quantity, *, most: Quantity = NOTHING) -> None:
    """So many of the line, instead of what it says; a part of a piece only with all the rest of `most`. Raises
    NotWhole."""
    if wanted % 1 and (most - wanted) % 1 and is_counted(line.unit) and await _counted(db, [line]):
        raise NotWhole(line.label, wanted)


async def _counted(db: Reader, lines: Iterable[SoldLine]) -> Collection[int]:
    """The products of these lines that are handed over, and not done."""
    ids = sorted({line.product_id for line in lines if line.product_id is not None})
    if not ids:
        return ()
    asked = select(Product.id).where(Product.id.in_(ids), Product.kind != ProductKind.SERVICE)
    return frozenset(await db.session.scalars(asked))
