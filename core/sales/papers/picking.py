"""What a delivery takes from the warehouse: where it lies, of what kits are made, what is not there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from core.catalog.models import Product, ProductKind
from core.company.models import StockOut
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.sales.lifecycles import DeliveryState
from core.sales.models import Delivery, DeliveryLine, Order, OrderLine
from core.sales.orders.goods import goods_by_line, together
from core.sales.papers.preparation import ToPick
from core.stock.availability import availability
from core.stock.goods import kit_parts
from core.stock.models import StockLevel
from core.uow import Reader

_PREPARED = (DeliveryState.PREPARING, DeliveryState.READY)


async def to_pick(db: Reader, delivery: Delivery, order: Order) -> Sequence[ToPick]:
    """The goods of a delivery in the order of its order's lines; services are not fetched. Both come with their lines.

    As few statements as kits are deep, and seven. What is missing is told while it is being prepared.
    """
    lines = {line.id: line for line in order.lines}
    asked = [(line, lines[line.order_line_id]) for line in delivery.lines]
    known = await _Known.of(db, {ordered.product_id for _line, ordered in asked if ordered.product_id}, delivery)
    free = await _Free.of(db, delivery, order, asked)
    return [
        _picked(line, ordered, known, free)
        for line, ordered in sorted(asked, key=lambda pair: pair[1].position)
        if line.planned and known.is_goods(ordered)
    ]


async def kits_of(
    db: Reader, delivery: Delivery, goods: Mapping[int, tuple[int, Quantity]]
) -> Mapping[int, Sequence[ToPick]]:
    """What the kits among these are made of, each part with where it lies, by the key of the kit's line.

    `goods` are product and quantity by delivery line. Services are not fetched.
    """
    known = await _Known.of(db, {product_id for product_id, _count in goods.values()}, delivery)
    made_of = {key: tuple(known.parts_of(product_id, many, _Free({}, {}))) for key, (product_id, many) in goods.items()}
    return {key: parts for key, parts in made_of.items() if parts}


@dataclass(frozen=True, slots=True)
class _Known:
    """Products by id, the parts of kits, where each lies."""

    products: Mapping[int, Product]
    parts: Mapping[int, Sequence[tuple[int, Quantity]]]
    places: Mapping[int, str]

    @classmethod
    async def of(cls, db: Reader, product_ids: set[int], delivery: Delivery) -> "_Known":
        parts = await kit_parts(db, product_ids)
        ids = sorted(product_ids | {part for made_of in parts.values() for part, _count in made_of})
        products = (await db.session.scalars(select(Product).where(Product.id.in_(ids)))).all()
        places = await db.session.execute(
            select(StockLevel.product_id, StockLevel.location).where(
                StockLevel.warehouse_id == delivery.warehouse_id, StockLevel.product_id.in_(ids)
            )
        )
        return cls({product.id: product for product in products}, parts, {row[0]: row[1] for row in places})

    def is_goods(self, line: OrderLine) -> bool:
        """A line without a product may be goods: whoever prepares sees it."""
        product = self.products.get(line.product_id or 0)
        return product is None or product.kind is not ProductKind.SERVICE

    def parts_of(self, kit_id: int | None, count: Quantity, free: "_Free") -> Iterator[ToPick]:
        for part_id, each in self.parts.get(kit_id or 0, ()):
            part = self.products[part_id]
            if part.kind is ProductKind.SERVICE:
                continue
            wanted = quantity(count * each)
            within = tuple(self.parts_of(part_id, wanted, free))
            yield ToPick(
                label=part.label,
                reference=part.reference,
                unit=part.unit,
                quantity=wanted,
                location=self.places.get(part_id, ""),
                missing=NOTHING if within else free.missing(part_id, wanted),
                parts=within,
            )


class _Free:
    """What is there for this delivery, given to one line after the other."""

    def __init__(self, left: dict[int, Decimal], units: Mapping[int, Decimal]) -> None:
        self._left, self._units = left, units

    @classmethod
    async def of(
        cls, db: Reader, delivery: Delivery, order: Order, asked: Sequence[tuple[DeliveryLine, OrderLine]]
    ) -> "_Free":
        if delivery.state not in _PREPARED or order.stock_out is StockOut.ORDER:
            return cls({}, {})  # what it takes has left the stock, or does not lie there to be fetched
        goods = await goods_by_line(db, [(ordered, line.planned) for line, ordered in asked])
        own = [("order_line", line.id) for line in order.lines]
        there = await availability(db, together(goods), warehouse_id=delivery.warehouse_id, but=own)
        units = {
            ordered.id: one.goods[0].quantity / line.planned
            for (line, ordered), one in zip(asked, goods, strict=True)
            if len(one.goods) == 1 and line.planned
        }
        return cls({one.product_id: Decimal(max(one.now, NOTHING)) for one in there}, units)

    def missing(self, product_id: int, wanted: Quantity, *, line_id: int = 0) -> Quantity:
        """So much less than wanted; a line's quantity may be in packs."""
        if product_id not in self._left:
            return NOTHING
        per = self._units.get(line_id, Decimal(1))
        lacks = max(wanted * per - self._left[product_id], Decimal(0))
        self._left[product_id] -= wanted * per - lacks
        return quantity(lacks / per)


def _picked(line: DeliveryLine, ordered: OrderLine, known: _Known, free: _Free) -> ToPick:
    product_id = ordered.product_id or 0
    parts = tuple(known.parts_of(product_id, line.planned, free))
    lacks = NOTHING if parts else free.missing(product_id, line.planned, line_id=ordered.id)
    return ToPick(
        label=ordered.label,
        reference=ordered.reference,
        unit=ordered.unit,
        quantity=line.planned,
        location=known.places.get(product_id, ""),
        missing=lacks if line.picked is None else quantity(max(line.planned - line.picked, NOTHING)),
        there=line.picked is not None and line.picked >= line.planned,
        note=line.note,
        parts=parts,
    )
