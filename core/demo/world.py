"""Loading the fictitious company, and taking a seat in it."""

import json
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from sqlalchemy import select, text

from core.catalog import products
from core.catalog.models import Product, ProductKind
from core.company.events import CompanyFounded
from core.company.models import Company, Member
from core.company.seats import enter, seat
from core.kernel.amounts import percent, unit_price
from core.kernel.identifiers import phone, vat_number
from core.numbering import Counter
from core.parties import customers
from core.parties.models import Customer, CustomerKind, PaymentTerms
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
    return await seat(uow, await load(uow), person_id=person_id, role=role)


async def _make(uow: UnitOfWork) -> Company:
    world = _world()
    facts = world["company"]
    company = Company(**facts, vat_number=vat_number(facts["siren"]), created_at=uow.now, demo=True)
    uow.session.add(company)
    await uow.session.flush()
    await enter(uow, company)
    people = [_customer(row, uow.now) for row in world["customers"]]
    goods = [_product(row, uow.now) for row in world["products"]]
    codes = Counter(series=customers.KIND, year=0, last=len(people), last_on=uow.today)
    uow.session.add_all([*people, *goods, codes])
    await uow.session.flush()
    await index_many(uow, customers.KIND, {row.id: row.found_under() for row in people})
    await index_many(uow, products.KIND, {row.id: row.found_under() for row in goods})
    uow.record(CompanyFounded(company.id, name=company.name))
    return company


def _customer(row: dict[str, Any], now: datetime) -> Customer:
    read = {
        "kind": CustomerKind(row["kind"]),
        "payment_terms": PaymentTerms(row["payment_terms"]),
        "discount": percent(row.get("discount", 0)),
        "phone": phone(row.get("phone", "")),
        "mobile": phone(row.get("mobile", "")),
    }
    return Customer(**{**row, **read}, created_at=now)


def _product(row: dict[str, Any], now: datetime) -> Product:
    read = {
        "kind": ProductKind(row["kind"]),
        "price": unit_price(row["price"]),
        "cost": unit_price(row["cost"]) if "cost" in row else None,
        "vat": percent(row["vat"]),
    }
    return Product(**{**row, **read}, created_at=now)


@cache
def _world() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(files("core.demo").joinpath(_DATA).read_text("utf-8"))
    return read
