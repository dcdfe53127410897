"""What the lines of an order take from the stock: kits by their parts, packs by what is in them, services nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import bindparam, select

from core.catalog.models import Product, ProductKind
from core.kernel.amounts import Quantity, quantity
from core.sales.lifecycles import LineKind
from core.sales.models import SoldLine
from core.stock.goods import Goods, exploded, kept_in_stock
from core.uow import Reader

Sold = tuple[SoldLine, Quantity]  # so many of a line, in the line's unit


@dataclass(frozen=True, slots=True)
class LineGoods:
    """The goods of one line, in the units of their products. Without any, `untracked` says that it is goods all the
    same, which nobody has ever counted."""

    goods: tuple[Goods, ...] = ()
    untracked: bool = False


async def goods_by_line(db: Reader, sold: Sequence[Sold]) -> Sequence[LineGoods]:
    """What each of these lines takes from the stock, in the order given: two statements, and as many more as kits are
    deep."""
    facts = await _facts(db, sold)
    asked = _asked(sold, facts)
    kits = {product_id for product_id, row in facts.items() if row.kind is ProductKind.KIT}
    kept = await kept_in_stock(db, facts.keys() - kits)
    opened = iter(await exploded(db, [one for one in asked if one and one.product_id in kits]))
    found = []
    for one in asked:
        goods: Sequence[Goods] = ()
        if one is not None and one.product_id in kits:
            goods = next(opened)
        elif one is not None and one.product_id in kept:
            goods = (one,)
        service = one is None or facts[one.product_id].kind is ProductKind.SERVICE
        found.append(LineGoods(tuple(goods), untracked=not goods and not service))
    return found


def together(lines: Iterable[LineGoods]) -> Sequence[Goods]:
    """The goods of several lines, summed by product, in the order of product ids."""
    summed: dict[int, Decimal] = {}
    for one in lines:
        for goods in one.goods:
            summed[goods.product_id] = summed.get(goods.product_id, Decimal(0)) + goods.quantity
    return [Goods(product_id, quantity(summed[product_id])) for product_id in sorted(summed)]


def _asked(sold: Sequence[Sold], facts: dict[int, Any]) -> list[Goods | None]:
    """So much of each line's product in the product's own unit; None for a line without one, or for none of it."""
    asked: list[Goods | None] = []
    for line, count in sold:
        row = facts.get(line.product_id or 0)
        if row is None or not count or line.kind is not LineKind.ITEM:
            asked.append(None)
            continue
        per = Decimal(row.packaging.get(line.unit, 1)) if line.unit != row.unit else Decimal(1)
        asked.append(Goods(row.id, quantity(count * per)))
    return asked


async def _facts(db: Reader, sold: Iterable[Sold]) -> dict[int, Any]:
    ids = sorted({line.product_id for line, _count in sold if line.product_id is not None})
    if not ids:
        return {}
    return {row.id: row for row in await db.session.execute(_FACTS, {"ids": ids})}


_FACTS: Final = select(Product.id, Product.kind, Product.unit, Product.packaging).where(
    Product.id.in_(bindparam("ids", expanding=True))
)
