"""Loading the fictitious company, and taking a seat in it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from sqlalchemy import select, text

from core.catalog.changing import sums
from core.catalog.models import Family, KitPart, Product, ProductKind
from core.catalog.reading import KIND as PRODUCT
from core.catalog.reading import family_paths
from core.catalog.vat import class_of
from core.company.events import CompanyFounded
from core.company.models import Company, Member
from core.company.seats import enter, seat
from core.demo.shelves import fill, hand_over_van
from core.kernel.amounts import percent, quantity, unit_price
from core.kernel.identifiers import phone, vat_number
from core.numbering import Counter
from core.parties import customers
from core.parties.models import Customer, CustomerKind
from core.permissions import Permission, Role, requires
from core.search import index_many
from core.uow import UnitOfWork

_DATA: Final = "thermelec.json"
_LOCK: Final = 0x64656D6F  # PostgreSQL's advisory lock of whoever makes the fictitious company: "demo"


@requires(Permission.DEMO_TRY)
async def load(uow: UnitOfWork) -> Company:
    """The fictitious company, made on the first call; from here on the unit of work is in it."""
    if uow.session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time
        await uow.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    company = await uow.session.scalar(select(Company).where(Company.demo.is_(True)).order_by(Company.id).limit(1))
    if company is None:
        return await _make(uow)
    await enter(uow, company)
    return company


@requires(Permission.DEMO_TRY)
async def join_demo(uow: UnitOfWork, *, person_id: int, role: Role) -> Member:
    """Give somebody a role in the fictitious company, made when missing, and put it into their view.

    Raises RoleWrong, NotFound.
    """
    member = await seat(uow, await load(uow), person_id=person_id, role=role)
    if role is Role.TECHNICIAN:
        await hand_over_van(uow, person_id)
    return member


async def _make(uow: UnitOfWork) -> Company:
    world = _world()
    facts = world["company"]
    company = Company(**facts, vat_number=vat_number(facts["siren"]), created_at=uow.now, demo=True)
    uow.session.add(company)
    await uow.session.flush()
    await enter(uow, company)
    people = [_customer(row, uow.now) for row in world["customers"]]
    codes = Counter(series=customers.KIND, year=0, last=len(people), last_on=uow.today)
    uow.session.add_all([*people, codes])
    await uow.session.flush()
    await index_many(uow, customers.KIND, {row.id: row.found_under() for row in people})
    goods = await _catalogue(uow, world["products"], world["families"])
    await fill(uow, goods, world["warehouses"], world["expected"])
    uow.record(CompanyFounded(company.id, name=company.name))
    return company


async def _catalogue(
    uow: UnitOfWork, rows: Sequence[Mapping[str, Any]], tree: Mapping[str, Sequence[str]]
) -> Mapping[str, Product]:
    """Families, then products, then what is a variant or is made of others; the products by reference."""
    homes = await _families(uow, rows, tree)
    goods = {row["reference"]: _product(row, homes[row["family"]], uow) for row in rows}
    uow.session.add_all(goods.values())
    await uow.session.flush()
    for row in rows:
        product = goods[row["reference"]]
        product.parent_id = goods[row["parent"]].id if "parent" in row else None
        for reference, count in row.get("parts", {}).items():
            uow.session.add(KitPart(kit_id=product.id, part_id=goods[reference].id, quantity=quantity(count)))
    await uow.session.flush()
    for kit in (one for one in goods.values() if one.kind is ProductKind.KIT):
        kit.price, kit.cost = await sums(uow, kit)
    paths = await family_paths(uow, {home.id for home in homes.values()})
    found = {one.id: one.found_under(paths.get(one.family_id or 0, "")) for one in goods.values()}
    await index_many(uow, PRODUCT, found)
    return goods


async def _families(
    uow: UnitOfWork, rows: Sequence[Mapping[str, Any]], tree: Mapping[str, Sequence[str]]
) -> dict[str, Family]:
    """By name; those of `tree` inside the one that holds them."""
    above = {name: holder for holder, names in tree.items() for name in names}
    roots = {
        name: Family(name=name)
        for name in dict.fromkeys([*tree, *(row["family"] for row in rows)])
        if name not in above
    }
    uow.session.add_all(roots.values())
    await uow.session.flush()
    inside = {name: Family(name=name, parent_id=roots[holder].id) for name, holder in above.items()}
    uow.session.add_all(inside.values())
    await uow.session.flush()
    return {**roots, **inside}


def _customer(row: dict[str, Any], now: datetime) -> Customer:
    read = {
        "kind": CustomerKind(row["kind"]),
        "discount": percent(row.get("discount", 0)),
        "phone": phone(row.get("phone", "")),
        "mobile": phone(row.get("mobile", "")),
    }
    return Customer(**{**row, **read}, created_at=now)


def _product(row: Mapping[str, Any], family: Family, uow: UnitOfWork) -> Product:
    given = {name: value for name, value in row.items() if name not in ("family", "vat", "parent", "parts")}
    read = {name: unit_price(row[name]) if name in row else None for name in ("price", "cost", "floor_price")}
    vat_class = class_of(percent(row["vat"]), uow.today)
    known = {"kind": ProductKind(row["kind"]), "vat_class": vat_class, "family_id": family.id, "created_at": uow.now}
    return Product(**{**given, **read, **known})


@cache
def _world() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(files("core.demo").joinpath(_DATA).read_text("utf-8"))
    return read
