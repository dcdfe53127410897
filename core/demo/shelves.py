"""What the fictitious company has in its depot and its vans."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from core.catalog.models import Product
from core.company.models import Person
from core.kernel.amounts import quantity
from core.kernel.text import words
from core.stock.models import ExpectedReceipt, MoveKind, StockLevel, StockMove, Warehouse, WarehouseKind
from core.stock.warehouses import van_of
from core.uow import UnitOfWork


async def fill(
    uow: UnitOfWork,
    goods: Mapping[str, Product],
    places: Mapping[str, Mapping[str, Any]],
    coming: Sequence[Mapping[str, Any]],
) -> None:
    """The warehouses with what was received there, and what is announced to the first of them; goods by reference."""
    homes = {
        name: Warehouse(name=name, kind=WarehouseKind(place["kind"]), created_at=uow.now)
        for name, place in places.items()
    }
    uow.session.add_all(homes.values())
    await uow.session.flush()
    for name, place in places.items():
        for reference, (many, location) in place["goods"].items():
            uow.session.add_all(_received(uow, goods[reference], homes[name].id, many, location))
    first = next(iter(homes.values()))
    uow.session.add_all(_announced(uow, goods[one["reference"]], first.id, one) for one in coming)
    await uow.session.flush()


async def hand_over_van(uow: UnitOfWork, person_id: int) -> None:
    """Whoever comes as a technician drives one of the vans that nobody has, if there is one left."""
    free = select(Warehouse).where(Warehouse.kind == WarehouseKind.VAN, Warehouse.person_id.is_(None))
    if await van_of(uow, person_id) is None:
        vans = (await uow.session.scalars(free.order_by(Warehouse.id).with_for_update())).all()
        name = words(await uow.session.scalar(select(Person.name).where(Person.id == person_id)) or "")
        named = [van for van in vans if set(words(van.name)) & set(name)]
        for van in (named or vans)[:1]:
            van.person_id = person_id


def _received(
    uow: UnitOfWork, product: Product, warehouse_id: int, many: str, location: str
) -> Sequence[StockLevel | StockMove]:
    level = StockLevel(product_id=product.id, warehouse_id=warehouse_id, on_hand=quantity(many), location=location)
    if not level.on_hand:
        return [level]
    received = StockMove(
        product_id=product.id,
        warehouse_id=warehouse_id,
        quantity=level.on_hand,
        kind=MoveKind.RECEIPT,
        unit_cost=product.cost,
        key=f"opening:{warehouse_id}:{product.id}",
        made_at=uow.now,
        made_by=uow.actor.person_id,
    )
    return [level, received]


def _announced(uow: UnitOfWork, product: Product, warehouse_id: int, said: Mapping[str, Any]) -> ExpectedReceipt:
    return ExpectedReceipt(
        product_id=product.id,
        warehouse_id=warehouse_id,
        announced=quantity(said["quantity"]),
        quantity=quantity(said["quantity"]),
        key=f"opening:{warehouse_id}:{product.id}:expected",
        due_on=uow.today + timedelta(days=said["days"]),
        made_at=uow.now,
        made_by=uow.actor.person_id,
    )
