"""The fictitious company."""

import time
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from core.catalog import products
from core.catalog.models import Product
from core.catalog.vat import VatClass, rates_on
from core.company import companies, people
from core.company.errors import RoleWrong
from core.company.models import Company
from core.demo import world
from core.kernel.amounts import percent, quantity, unit_price
from core.parties import customers
from core.parties.models import Customer
from core.permissions import SYSTEM, Actor, Role
from core.stock import availability, warehouses
from core.stock.checking import differences
from core.uow import Work
from tests.companies import an_owner

VISITOR = Actor(Role.VISITOR, "?")


async def _inside(work: Work) -> Actor:
    async with work.begin(SYSTEM) as uow:
        await world.load(uow)
        return uow.actor


async def test_it_comes_with_its_customers_and_products(work: Work) -> None:
    inside = await _inside(work)
    async with work.read(inside) as db:
        company = await companies.read(db)
        dupont = (await customers.search(db, "menuiserie dupont"))[0]
        radiator = (await products.search(db, "RAD-ALU-1000"))[0]
        counts = [await db.session.scalar(select(func.count()).select_from(table)) for table in (Customer, Product)]
    assert (company.name, company.city, company.demo) == ("Thermélec Services", "Lyon", True)
    assert (dupont.code, dupont.discount, dupont.phone) == ("C005", percent(5), "+33465711005")
    assert (radiator.price, radiator.vat_class, radiator.cost) == (unit_price(189), VatClass.STANDARD, unit_price(108))
    assert counts == [25, 64]


async def test_every_product_has_a_rate_of_the_day_and_every_customer_a_number(work: Work) -> None:
    async with work.read(await _inside(work)) as db:
        known, rates = {row.rate for row in rates_on(db.today)}, await products.rates(db)
        assert {rates.of(product) for product in await db.session.scalars(select(Product))} <= known
        assert all(row.phone or row.mobile for row in await db.session.scalars(select(Customer)))


async def test_it_has_goods_in_its_depot_and_its_vans(work: Work) -> None:
    inside = await _inside(work)
    async with work.read(inside) as db:
        first, *vans = await warehouses.all_(db)
        heater = (await products.search(db, "CE-150"))[0]
        (there,) = await availability.stock_of(db, heater.id)
        assert (there.warehouse.name, there.available, there.location) == ("Dépôt Gerland", quantity(7), "A4")
        assert [(await availability.standing_in(db, van.id)).total for van in vans] == [8, 10]
        assert (await availability.standing_in(db, first.id)).total == 46
    async with work.read(replace(SYSTEM, company_id=inside.company_id)) as db:
        assert (await differences(db)).differences == []


async def test_who_comes_as_a_technician_gets_a_van_while_there_is_one(work: Work) -> None:
    vans = []
    async with work.begin(SYSTEM) as uow:
        for telegram_id in (1001, 1001, 1002, 1003):
            person = await people.register(uow, telegram_id=telegram_id, name="T", language="fr")
            await world.join_demo(uow, person_id=person.id, role=Role.TECHNICIAN)
            van = await warehouses.van_of(uow, person.id)
            vans.append(van.name if van else "")
    assert vans == ["Camion Mehdi", "Camion Mehdi", "Camion Julien", ""]


async def test_loading_again_gives_the_same_company(work: Work) -> None:
    first = await _inside(work)
    assert await _inside(work) == first
    async with work.read(SYSTEM) as db:
        assert await db.session.scalar(select(func.count()).select_from(Company)) == 1


async def test_the_next_customer_takes_the_next_code(work: Work) -> None:
    async with work.begin(await _inside(work)) as uow:
        assert (await customers.create(uow, name="Nouveau")).code == "C0026"


async def test_it_loads_fast_enough_to_wait_for(work: Work) -> None:
    before = time.perf_counter()
    await _inside(work)
    assert time.perf_counter() - before < 1.5


@pytest.mark.parametrize("role", [Role.OWNER, Role.SALES, Role.TECHNICIAN, Role.STOREKEEPER, Role.ACCOUNTANT])
async def test_a_visitor_looks_around_in_any_role_of_the_company(work: Work, role: Role) -> None:
    async with work.begin(VISITOR) as uow:
        person = await people.register(uow, telegram_id=42, name="Zoé", language="fr")
        await world.join_demo(uow, person_id=person.id, role=role)
        assert uow.actor.role is role
        joined = uow.actor
    async with work.read(SYSTEM) as db:
        known = await people.recognise(db.session, telegram_id=42, name="?", language="fr")
    assert (known.actor, known.demo, known.company) == (joined, True, "Thermélec Services")


async def test_the_command_line_gives_roles_to_several_people(work: Work) -> None:
    async with work.begin(SYSTEM) as uow:
        for telegram_id, role in ((1001, Role.OWNER), (1002, Role.SALES)):
            person = await people.register(uow, telegram_id=telegram_id, name=f"P{telegram_id}", language="fr")
            await world.join_demo(uow, person_id=person.id, role=role)
    async with work.read(SYSTEM) as db:
        known = await people.recognise(db.session, telegram_id=1002, name="?", language="fr")
    assert known.actor.role is Role.SALES


async def test_a_refused_role_leaves_the_asker_a_visitor_in_the_fictitious_company(work: Work) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        assert owner.person_id is not None
        with pytest.raises(RoleWrong):
            await world.join_demo(uow, person_id=owner.person_id, role=Role.SYSTEM)
        assert uow.actor == replace(owner, role=Role.VISITOR, company_id=uow.actor.company_id)


async def test_a_real_company_sees_nothing_of_it(work: Work) -> None:
    await _inside(work)
    async with work.read(await an_owner(work)) as db:
        assert await customers.search(db, "dupont") == []
        assert await products.search(db, "radiateur") == []
