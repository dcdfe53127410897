"""The lot and serial numbers of what is delivered and of what comes back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil
from typing import Any, Final

from sqlalchemy import bindparam, or_, select

from core.catalog.models import Product, ProductKind, Tracking
from core.kernel.amounts import ONE, Quantity
from core.kernel.typed import line as one_line
from core.sales.models import OrderLine, QuoteLine
from core.sales.orders.goods import goods_by_line
from core.stock.errors import LotsWrong
from core.stock.goods import Goods, exploded
from core.stock.lots import on_hand
from core.uow import Reader

LONGEST_LOT: Final = 60


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many numbers so many of an order line need: one for each of `pieces` in one of its unit, and one for each of
    `lots` products that are followed by lot. `of` are the parts that have them, for a kit.
    """

    pieces: Decimal = Decimal(0)
    lots: int = 0
    of: tuple[str, ...] = ()

    def wanted(self, count: Decimal) -> int:
        """At least so many numbers for so many of the line."""
        return ceil(count * self.pieces) + self.lots if count else 0

    def fit(self, given: int, count: Decimal) -> bool:
        """Whether so many numbers are right: pieces have one each, what is followed by lot may be of several lots."""
        return given >= self.wanted(count) and (self.lots > 0 or given == count * self.pieces)


async def numbers_of(db: Reader, lines: Sequence[OrderLine] | Sequence[QuoteLine]) -> Mapping[int, Numbers]:
    """By line, for those whose goods have numbers: a kit's are those of its parts that the stock knows."""
    facts = await _facts(db, {line.product_id for line in lines if line.product_id is not None})
    kits = sorted(one for one, row in facts.items() if row.kind is ProductKind.KIT)
    parts = dict(zip(kits, await exploded(db, [Goods(kit, ONE) for kit in kits]), strict=True)) if kits else {}
    of_parts = await _facts(db, {one.product_id for made_of in parts.values() for one in made_of}) if kits else {}
    found = {}
    for line in lines:
        row = facts.get(line.product_id or 0)
        if row is None:
            continue
        per = Decimal(row.packaging.get(line.unit, 1) if line.unit != row.unit else 1)
        made_of = parts.get(row.id)
        numbers = _of_one(row, per) if made_of is None else _of_kit(made_of, of_parts, per)
        if numbers.pieces or numbers.lots:
            found[line.id] = numbers
    return found


def checked_lots(lots: Sequence[str], label: str, *, count: Quantity, numbers: Numbers | None) -> tuple[str, ...]:
    """The numbers of so many of a line: one a piece for serial numbers, at least one for lots, none for other goods.

    Raises LotsWrong, Invalid (lots).
    """
    if numbers is None or not count:
        return ()
    kept = tuple(dict.fromkeys(one_line("lots", lot, longest=LONGEST_LOT, required=True) for lot in lots))
    if not numbers.fit(len(kept), count):
        raise LotsWrong(", ".join(numbers.of) or label, numbers.wanted(count), len(kept))
    return kept


async def lots_by_product(
    db: Reader, said: Sequence[tuple[OrderLine | QuoteLine, Sequence[str]]]
) -> Sequence[Mapping[int, tuple[str, ...]]]:
    """The numbers that were said of each line, by product; those said of a kit go to its parts."""
    asked = [Goods(line.product_id or 0, ONE, tuple(lots)) for line, lots in said if lots]
    parts = iter(await exploded(db, asked) if asked else ())
    return [{one.product_id: one.lots for one in next(parts)} if lots else {} for _line, lots in said]


async def numbers_there(
    db: Reader, lines: Sequence[OrderLine], warehouse_ids: Sequence[int]
) -> Mapping[int, Sequence[tuple[int, str]]]:
    """The numbers of what these lines are made of, by line, each with the warehouse where it lies: what came first is
    first. One statement for each warehouse."""
    if not lines:
        return {}
    made_of = await goods_by_line(db, [(line, line.quantity) for line in lines])
    goods = [{each.product_id for each in one.goods} for one in made_of]
    there = [(place, *one) for place in warehouse_ids for one in await on_hand(db, set().union(*goods), place)]
    return {
        line.id: [(place, lot) for place, product_id, lot in there if product_id in its]
        for line, its in zip(lines, goods, strict=True)
    }


async def numbered_goods(
    db: Reader, sold: Sequence[tuple[OrderLine | QuoteLine, Quantity, Sequence[str]]]
) -> Sequence[Sequence[Goods]]:
    """What so many of each line take from the stock, with the numbers that were said: none of what it knows nothing
    of."""
    made_of = await goods_by_line(db, [(line, count) for line, count, _lots in sold])
    numbers = await lots_by_product(db, [(line, lots) for line, _count, lots in sold])
    return [
        [replace(each, lots=said.get(each.product_id, ())) for each in one.goods]
        for one, said in zip(made_of, numbers, strict=True)
    ]


async def _facts(db: Reader, product_ids: Collection[int]) -> Mapping[int, Any]:
    """Those of these products that have numbers, and the kits, whose parts may."""
    rows = await db.session.execute(_FACTS, {"ids": sorted(product_ids)})
    return {row.id: row for row in rows}


def _of_one(row: Any, pieces: Decimal) -> Numbers:
    return Numbers(pieces=pieces) if row.tracking is Tracking.SERIAL else Numbers(lots=1)


def _of_kit(parts: Sequence[Goods], facts: Mapping[int, Any], per: Decimal) -> Numbers:
    """What all its parts with numbers need together; the stock finds which part each number is of."""
    having = [
        (facts[one.product_id], _of_one(facts[one.product_id], one.quantity * per))
        for one in parts
        if one.product_id in facts
    ]
    return Numbers(
        sum((numbers.pieces for _row, numbers in having), Decimal(0)),
        sum(numbers.lots for _row, numbers in having),
        tuple(row.label for row, _numbers in having),
    )


_FACTS: Final = select(
    Product.id, Product.label, Product.kind, Product.tracking, Product.unit, Product.packaging
).where(
    Product.id.in_(bindparam("ids", expanding=True)),
    or_(Product.tracking != Tracking.NONE, Product.kind == ProductKind.KIT),
)
