"""Products and families for the tests of the catalogue."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.catalog import families, kits, products, variants
from core.catalog.models import Product
from core.journal import Entry
from core.kernel.amounts import quantity, unit_price
from core.permissions import Actor
from core.uow import Work


async def a_product(work: Work, actor: Actor, label: str = "Radiateur", price: str | None = "100", **facts: Any) -> int:
    async with work.begin(actor) as uow:
        given = {**facts, "price": None if price is None else unit_price(price)}
        return (await products.create(uow, label=label, **given)).id


async def a_variant(work: Work, actor: Actor, parent_id: int, size: str, **facts: Any) -> int:
    async with work.begin(actor) as uow:
        return (await variants.add(uow, parent_id, attributes={"taille": size}, **facts)).id


async def a_kit(work: Work, actor: Actor, parts: Sequence[tuple[int, str]], label: str = "Kit", **facts: Any) -> int:
    async with work.begin(actor) as uow:
        kit = await products.create(uow, label=label, **facts)
        await kits.set_parts(uow, kit.id, [(part, quantity(count)) for part, count in parts])
        return kit.id


async def a_family(work: Work, actor: Actor, name: str, parent_id: int | None = None) -> int:
    async with work.begin(actor) as uow:
        return (await families.create(uow, name=name, parent_id=parent_id)).id


async def change(work: Work, actor: Actor, product_id: int, **facts: Any) -> None:
    async with work.begin(actor) as uow:
        await products.change(uow, product_id, **facts)


async def seen(work: Work, actor: Actor, product_id: int) -> Product:
    async with work.read(actor) as db:
        return await products.read(db, product_id)


async def price_of(work: Work, actor: Actor, product_id: int) -> Decimal | None:
    return (await seen(work, actor, product_id)).price


async def facts_about(work: Work, actor: Actor, product_id: int) -> Sequence[str]:
    """The kinds of facts about a product, oldest first."""
    about = select(Entry.kind).where(Entry.subject == "product", Entry.subject_id == product_id).order_by(Entry.id)
    async with work.read(actor) as db:
        return (await db.session.scalars(about)).all()
