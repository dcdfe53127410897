"""So much of a product: what is sold, and the goods that it is made of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import bindparam, select

from core.catalog.errors import VariantNeeded
from core.catalog.models import KitPart, Product, ProductKind, Tracking
from core.catalog.reading import KIND, SOLD
from core.kernel.amounts import LARGEST_QUANTITY, Quantity, quantity
from core.kernel.errors import Invalid, NotFound
from core.stock.errors import NotStocked
from core.stock.models import StockLevel, StockMove
from core.uow import Reader


@dataclass(frozen=True, slots=True)
class Goods:
    """So much of one product; `lots` are its lot or serial numbers."""

    product_id: int
    quantity: Quantity
    lots: tuple[str, ...] = ()


async def exploded(db: Reader, sold: Sequence[Goods]) -> Sequence[Sequence[Goods]]:
    """What leaves the stock for each thing that is sold: kits by their parts, each kit once, and only what is kept in
    stock; of each product once, in the order of product ids.

    Lots said of a kit go to those of its parts that have such numbers. As many statements as kits are deep, and one or
    two more, whatever the number of things.
    """
    parts = await kit_parts(db, {one.product_id for one in sold})
    made_of = [_leaves(one, parts) for one in sold]
    of_kits = [(one, lot) for one, asked in enumerate(sold) if asked.product_id in parts for lot in asked.lots]
    whose = await _whose(db, [(lot, made_of[one].keys()) for one, lot in of_kits])
    lots = [{} if one.product_id in parts else {one.product_id: list(one.lots)} for one in sold]
    for (one, lot), fitting in sorted(zip(of_kits, whose, strict=True), key=lambda said: len(said[1])):
        lots[one].setdefault(_emptiest(fitting, lots[one], made_of[one]), []).append(lot)
    kept = await kept_in_stock(db, {part for one in made_of for part in one})
    return [
        [Goods(part, quantity(made[part]), tuple(said.get(part, ()))) for part in sorted(made) if part in kept]
        for made, said in zip(made_of, lots, strict=True)
    ]


async def kit_parts(db: Reader, product_ids: Collection[int]) -> Mapping[int, Sequence[tuple[int, Quantity]]]:
    """What each kit among these, and among their parts, is made of, in the order of its parts."""
    made: dict[int, list[tuple[int, Quantity]]] = {}
    unknown = set(product_ids)
    while unknown:
        rows = await db.session.execute(_PARTS, {"ids": sorted(unknown)})
        found: dict[int, list[tuple[int, Quantity]]] = {}
        for kit_id, part_id, count in rows:
            found.setdefault(kit_id, []).append((part_id, count))
        made |= found
        unknown = {part for parts in found.values() for part, _count in parts} - made.keys()
    return made


async def kept_in_stock(db: Reader, product_ids: Collection[int]) -> set[int]:
    """Those that have been received, counted or announced once: the others are sold without a stock."""
    if not product_ids:
        return set()
    return set(await db.session.scalars(_KEPT, {"ids": sorted(product_ids)}))


async def labels_of(db: Reader, product_ids: Collection[int]) -> Mapping[int, str]:
    return {row.id: row.label for row in await db.session.execute(_LABELS, {"ids": sorted(product_ids)})}


async def stockable(db: Reader, product_id: int) -> Product:
    """The product that is to be kept in stock. Raises NotFound, NotStocked, VariantNeeded."""
    product = await db.session.scalar(select(Product).where(Product.id == product_id))
    if product is None:
        raise NotFound(KIND, product_id)
    if product.kind is not ProductKind.GOODS:
        raise NotStocked(product.label)
    sold_itself = SOLD.with_only_columns(Product.id).where(Product.id == product_id)
    if product.archived_at is None and await db.session.scalar(sold_itself) is None:
        raise VariantNeeded(product_id, product.label)
    return product


def counted(value: Quantity, *, least: Decimal = Decimal("0.001")) -> Quantity:
    """Raise Invalid for a quantity that is not at least so much, or beyond what fits."""
    if not least <= value <= LARGEST_QUANTITY:
        raise Invalid("quantity", str(value))
    return quantity(value)


def _leaves(one: Goods, parts: Mapping[int, Sequence[tuple[int, Quantity]]]) -> Mapping[int, Decimal]:
    """How much of each product so much of one is made of; nothing for none of it."""
    made: dict[int, Decimal] = {}
    unopened = [(one.product_id, Decimal(one.quantity))] if one.quantity else []
    while unopened:
        product_id, count = unopened.pop()
        if product_id in parts:
            unopened += [(part_id, count * each) for part_id, each in parts[product_id]]
        else:
            made[product_id] = made.get(product_id, Decimal(0)) + count
    return made


def _emptiest(parts: Sequence[int], said: Mapping[int, Sequence[str]], made_of: Mapping[int, Decimal]) -> int:
    """The part of which the fewest have a number yet, for what there is of it; 0 without any."""
    return min(parts, key=lambda part: len(said.get(part, ())) / made_of[part], default=0)


async def _whose(db: Reader, said: Sequence[tuple[str, Collection[int]]]) -> Sequence[Sequence[int]]:
    """For each lot said of a kit, which part it may be a number of: one that has had it, or else any with numbers."""
    if not said:
        return []
    parts = sorted({part for _lot, among in said for part in among})
    numbered = select(Product.id).where(Product.id.in_(parts), Product.tracking != Tracking.NONE).order_by(Product.id)
    having = list(await db.session.scalars(numbered))
    moved = select(StockMove.product_id, StockMove.lot).where(
        StockMove.product_id.in_(having), StockMove.lot.in_(sorted({lot for lot, _among in said}))
    )
    known = {(row[0], row[1]) for row in await db.session.execute(moved.distinct())}
    fitting = [[one for one in having if one in among] for _lot, among in said]
    return [
        [one for one in parts if (one, lot) in known][:1] or parts
        for (lot, _among), parts in zip(said, fitting, strict=True)
    ]


_IDS: Final[Any] = bindparam("ids", expanding=True)
_PARTS: Final = (
    select(KitPart.kit_id, KitPart.part_id, KitPart.quantity)
    .join(Product, Product.id == KitPart.kit_id)
    .where(KitPart.kit_id.in_(_IDS), Product.kind == ProductKind.KIT)
    .order_by(KitPart.id)
)
_KEPT: Final = select(StockLevel.product_id).where(StockLevel.product_id.in_(_IDS)).distinct()
_LABELS: Final = select(Product.id, Product.label).where(Product.id.in_(_IDS))
