"""Kits: several products sold as one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import delete, exists, select

from core.catalog.changing import apply, sums
from core.catalog.errors import KitInsideItself, VariantNeeded
from core.catalog.events import KitPartsSet
from core.catalog.models import KitPart, Product, ProductKind
from core.catalog.reading import SOLD, load, parts_of
from core.kernel.amounts import LARGEST_QUANTITY, Quantity, quantity
from core.kernel.errors import Invalid
from core.permissions import Permission, requires
from core.uow import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class Part:
    """So many of a product in one kit."""

    product: Product
    quantity: Quantity


@requires(Permission.PRODUCTS_WRITE)
async def set_parts(
    uow: UnitOfWork, kit_id: int, parts: Sequence[tuple[int, Quantity]], *, version: int | None = None
) -> Product:
    """Make the product a kit of these parts, by id; the same part twice counts together.

    A kit without a price, or with the price that its parts added up to, gets the sum of these; its cost is theirs.
    Raises Changed, NotFound, Invalid (no part, quantity), VariantNeeded, KitInsideItself.
    """
    kit = await load(uow, kit_id, locked=True)
    kit.expect(version)
    counts = _counted(parts)
    for part_id in counts:
        await _expect_part(uow, kit, part_id)
    was, _cost = await sums(uow, kit)
    await uow.session.execute(delete(KitPart).where(KitPart.kit_id == kit_id))
    uow.session.add_all(KitPart(kit_id=kit_id, part_id=part, quantity=count) for part, count in counts.items())
    await uow.session.flush()
    uow.record(KitPartsSet(kit_id, [[part, count] for part, count in counts.items()]))
    price, cost = await sums(uow, kit)
    own = kit.price is not None and kit.price != was
    await apply(uow, kit, {"kind": ProductKind.KIT, "cost": cost, "price": kit.price if own else price}, asked=False)
    return kit


@requires(Permission.PRODUCTS_READ)
async def parts(db: Reader, kit_id: int) -> Sequence[Part]:
    """What a kit is made of, in order; nothing for what is no kit."""
    return [Part(product, count) for product, count in await parts_of(db, kit_id)]


def _counted(parts: Sequence[tuple[int, Quantity]]) -> dict[int, Quantity]:
    counts: dict[int, Decimal] = {}
    for part_id, count in parts:
        if not 0 < count <= LARGEST_QUANTITY:
            raise Invalid("quantity", str(count))
        counts[part_id] = counts.get(part_id, Decimal(0)) + count
    if not counts:
        raise Invalid("parts", "")
    return {part_id: quantity(count) for part_id, count in counts.items()}


async def _expect_part(uow: UnitOfWork, kit: Product, part_id: int) -> None:
    part = await load(uow, part_id)
    if await uow.session.scalar(SOLD.with_only_columns(Product.id).where(Product.id == part_id)) is None:
        raise VariantNeeded(part_id, part.label)
    if part_id == kit.id or await _holds(uow, part_id, kit.id):
        raise KitInsideItself(kit.label)


async def _holds(uow: UnitOfWork, kit_id: int, wanted_id: int) -> bool:
    """Whether a kit has this product among its parts, or among theirs."""
    table = KitPart.__table__
    inside = select(table.c.part_id).where(table.c.kit_id == kit_id).cte("inside", recursive=True)
    inside = inside.union(select(table.c.part_id).where(table.c.kit_id == inside.c.part_id))
    return bool(await uow.session.scalar(select(exists().where(inside.c.part_id == wanted_id))))
