"""Two companies that live side by side, for the tests of what each may see of the other."""

import random
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy import text

from core.catalog import families, products
from core.catalog.models import Tracking
from core.company import access, companies, invitations, members, people
from core.db.columns import Base
from core.exchange.imports import jobs
from core.invoicing import crediting, deposits, drafting, issuing
from core.kernel.amounts import PriceBasis, amount, percent, quantity, unit_price
from core.ledger import accounts, exporting
from core.notices.notices import tell
from core.parties import addresses, contacts, customers
from core.parties.models import AddressUse
from core.permissions import Actor, Role
from core.sales import deliveries, orders, quotes, templates
from core.sales.deliveries import Back, Left, Planned
from core.sales.lifecycles import Engagement
from core.sales.quotes import NewLine
from core.stock import counts, expected, moves, warehouses
from core.stock.models import Warehouse, WarehouseKind
from core.treasury import payments, places
from core.treasury.models import PaymentMethod, PlaceKind
from core.uow import UnitOfWork, Work
from tests.companies import an_owner
from tests.modules import import_tables

import_tables()
TABLES: Final = sorted(
    name for name, table in Base.metadata.tables.items() if "company_id" in table.columns and name != "person"
)


@dataclass(frozen=True)
class Side:
    """One company; every name in it contains `mark`, and nothing else does."""

    mark: str
    owner: Actor

    @property
    def company_id(self) -> int:
        assert self.owner.company_id is not None
        return self.owner.company_id


async def lived(work: Work, chance: random.Random) -> tuple[Side, Side]:
    """Two companies that have done some twenty things in turns, among them one of each kind."""
    marks = ("AlphaXx", "BetaXx")  # written as no program writes words that it is given
    sides = tuple([Side(mark, await an_owner(work, company=f"{mark} SARL", name=f"Chef {mark}")) for mark in marks])
    for side in sides:
        for deed in _FIRST:
            await _do(work, side, deed, chance)
    for _turn in range(8):
        await _do(work, chance.choice(sides), chance.choice(DEEDS), chance)
    return sides[0], sides[1]


async def _do(work: Work, side: Side, deed: Any, chance: random.Random) -> None:
    async with work.begin(side.owner) as uow:
        await deed(uow, side.mark, chance)


async def _customer(uow: UnitOfWork, mark: str, chance: random.Random) -> None:
    customer = await customers.create(
        uow, name=f"{mark} Menuiserie {chance.randrange(999)}", street=mark, zip="69003", city=mark
    )
    await contacts.add(uow, customer.id, name=f"Marc {mark}")
    where = {"label": mark, "street": "1 rue du Bois", "zip": "69003", "city": mark}
    await addresses.add(uow, customer.id, use=AddressUse.DELIVERY, **where)


async def _product(uow: UnitOfWork, mark: str, chance: random.Random) -> None:
    await products.create(
        uow, label=f"Radiateur {mark} {chance.randrange(999)}", price=unit_price(189), vat=percent(20)
    )


async def _family(uow: UnitOfWork, mark: str, chance: random.Random) -> None:
    await families.create(uow, name=f"Famille {mark} {chance.randrange(999)}")


async def _quote(uow: UnitOfWork, mark: str, chance: random.Random) -> None:
    buyer = chance.choice(await customers.search(uow, mark))
    label = f"Pose {mark}"
    line = NewLine(quantity=quantity(1), label=label, price=unit_price(58), basis=PriceBasis.HT)
    quote = await quotes.draft(uow, customer_id=buyer.id, lines=(line,))
    if chance.random() < 0.7:
        await quotes.validate(uow, quote.id)
        await quotes.send(uow, quote.id)


async def _order(uow: UnitOfWork, mark: str, chance: random.Random) -> None:
    buyer = chance.choice(await customers.search(uow, mark))
    line = NewLine(quantity=quantity(2), label=f"Pose {mark}", price=unit_price(58), basis=PriceBasis.HT)
    deposit = percent(chance.choice((0, 30)))
    draft = await quotes.draft(uow, customer_id=buyer.id, lines=(line,), deposit=deposit, for_order=True)
    order = await orders.place(uow, draft.id, engagement=Engagement.ORAL, told_by=f"Marc {mark}")
    await orders.send(uow, order.id)
    if chance.random() < 0.3:
        await orders.cancel(uow, order.id, reason=f"Annulé par {mark}")


async def _stock(uow: UnitOfWork, mark: str, chance: random.Random) -> None:
    """Goods with a number that come, wait, change place, are counted, and one of which is to come."""
    label = f"Chaudière {mark} {chance.randrange(9999)}"
    product = await products.create(uow, label=label, price=unit_price(900), tracking=Tracking.SERIAL)
    depot, van = await warehouses.main(uow), await _van(uow, mark)
    serials = [f"{mark}-{product.id}-{number}" for number in range(3)]
    moved: Any = partial(_keyed, uow, product.id)
    await moved(moves.receive, quantity=quantity(3), warehouse_id=depot.id, lots=serials)
    await moved(moves.transfer, quantity=quantity(1), source_id=depot.id, target_id=van.id, lots=serials[:1])
    broken = {"quantity": quantity(-1), "reason": f"Casse {mark}", "lots": serials[1:2]}
    await moved(moves.adjust, warehouse_id=depot.id, **broken)
    await warehouses.locate(uow, depot.id, product.id, location=f"{mark} A3")
    await expected.announce(
        uow,
        product.id,
        quantity=quantity(2),
        due_on=uow.today,
        warehouse_id=depot.id,
        note=mark,
        key=f"{mark}:{chance.random()}",
    )
    counting = await counts.start(uow, van.id)
    await counts.count(uow, counting.id, product.id, quantity=quantity(1))
    if chance.random() < 0.5:
        await counts.close(uow, counting.id, reason=f"Compté par {mark}")


async def _keyed(uow: UnitOfWork, product_id: int, move: Any, **facts: Any) -> None:
    await move(uow, product_id, key=f"{product_id}:{move.run.__name__}", **facts)


async def _van(uow: UnitOfWork, mark: str) -> Warehouse:
    vans = [one for one in await warehouses.all_(uow) if one.kind is WarehouseKind.VAN]
    return vans[0] if vans else await warehouses.create(uow, name=f"Camion {mark}", kind=WarehouseKind.VAN)


async def _delivery(uow: UnitOfWork, mark: str, chance: random.Random) -> None:
    """An order of goods in stock, a part of which is delivered, signed for and brought back."""
    tubes = await products.create(uow, label=f"Tube {mark} {chance.randrange(9999)}", price=unit_price(4))
    await moves.receive(uow, tubes.id, quantity=quantity(9), key=f"came:{tubes.id}")
    buyer = chance.choice(await customers.search(uow, mark))
    line = NewLine(quantity=quantity(5), product_id=tubes.id)
    draft = await quotes.draft(uow, customer_id=buyer.id, lines=(line,), for_order=True)
    order = await orders.place(uow, draft.id, engagement=Engagement.ORAL, told_by=f"Marc {mark}")
    brought = await deliveries.plan(uow, order.id, lines=[Planned(order.lines[0].id, quantity(3))])
    if chance.random() < 0.7:
        left = Left(brought.lines[0].id, quantity(2), damaged=quantity(1), note=f"Rayé {mark}")
        await deliveries.deliver(uow, brought.id, lines=[left])
        returned = [Back(order.lines[0].id, quantity(1))]
        await deliveries.give_back(uow, order.id, lines=returned, reason=f"Rendu par {mark}")


async def _invoices(uow: UnitOfWork, mark: str, chance: random.Random) -> None:
    """A deposit, an invoice that deducts it, a credit note, a payment of it all, and one that bounced."""
    buyer = chance.choice(await customers.search(uow, mark))
    line = NewLine(quantity=quantity(4), label=f"Pose {mark}", price=unit_price(58), basis=PriceBasis.HT)
    draft = await quotes.draft(uow, customer_id=buyer.id, lines=(line,), for_order=True)
    order = await orders.place(uow, draft.id, engagement=Engagement.ORAL, told_by=f"Marc {mark}")
    deposit = await issuing.issue(uow, (await deposits.draft_deposit(uow, order.id, share=percent(30))).id)
    part = await drafting.draft_of_order(uow, order.id, quantities={order.lines[0].id: quantity(3)}, beyond=True)
    invoice = await issuing.issue(uow, part.id)
    less = await crediting.draft_credit(uow, invoice.id, price_only=amount(9), reason=f"Rayé {mark}")
    await issuing.issue(uow, less.id)
    paid = partial(_paid, uow, buyer.id, mark, chance)
    await paid([deposit.id, invoice.id], amount(150))
    bounced = await paid([invoice.id], amount(5))
    await payments.reverse(uow, bounced.id, reason=f"Sans provision {mark}")
    await drafting.draft_of_order(uow, order.id, everything=True, beyond=True)


async def _paid(uow: UnitOfWork, customer_id: int, mark: str, chance: random.Random, ids: list[int], sum_: Any) -> Any:
    known = {one.name: one.id for one in await places.all_(uow)}
    bank = f"Banque {mark}"
    place = known.get(bank) or (await places.create(uow, name=bank, kind=PlaceKind.BANK)).id
    said: dict[str, Any] = {
        "reference": mark,
        "bank": mark,
        "note": mark,
        "key": f"{mark}:{chance.random()}",
        "place_id": place,
    }
    return await payments.receive(uow, customer_id, amount=sum_, method=PaymentMethod.CHEQUE, invoice_ids=ids, **said)


async def _books(uow: UnitOfWork, mark: str, chance: random.Random) -> None:
    """An account of the company's own, and a month that was handed over, where there is one."""
    number = f"6{chance.randrange(10**5, 10**6)}"
    await accounts.name_account(uow, number=number, label=f"Frais {mark} {number}")
    waiting = await exporting.standing(uow, starts_on=uow.today, ends_on=uow.today)
    if waiting.waiting:
        await exporting.hand_over(uow, starts_on=uow.today, ends_on=uow.today)


async def _template(uow: UnitOfWork, mark: str, chance: random.Random) -> None:
    buyer = chance.choice(await customers.search(uow, mark))
    line = NewLine(quantity=quantity(1), label=f"Pose {mark}", price=unit_price(58), basis=PriceBasis.HT)
    quote = await quotes.draft(uow, customer_id=buyer.id, lines=(line,))
    await templates.save(uow, quote.id, name=f"Modèle {mark} {chance.randrange(999)}")


async def _invitation(uow: UnitOfWork, mark: str, chance: random.Random) -> None:
    await invitations.invite(uow, role=Role.SALES, name=f"Léa {mark}")


async def _setting(uow: UnitOfWork, mark: str, chance: random.Random) -> None:
    await companies.change(uow, insurance=f"Assurance {mark}", quote_days=chance.randrange(1, 90))


async def _colleague(uow: UnitOfWork, mark: str, chance: random.Random) -> None:
    telegram_id = chance.randrange(10**9)
    person = await people.register(uow, telegram_id=telegram_id, name=f"Julien {mark}", language="fr")
    await people.join(uow, person_id=person.id, role=Role.TECHNICIAN)
    assert any(mark in one.name for one in await members.team(uow))
    assert await access.waiting(uow) == []


async def _news(uow: UnitOfWork, mark: str, chance: random.Random) -> None:
    """A file that waits to be read, and something that the owner is to be told."""
    number = chance.randrange(10**9)
    await jobs.drop(uow, file_name=f"{mark}.csv", file_sha256=f"{number:064d}", chat_id=number)
    assert uow.actor.person_id is not None
    await tell(uow, person_id=uow.actor.person_id, key=f"{mark}:{number}", kind="stock_differs", facts={"many": 0})


_FIRST: Final = (
    _customer,
    _product,
    _family,
    _quote,
    _order,
    _stock,
    _delivery,
    _template,
    _invitation,
    _news,
    _invoices,
    _books,
)
DEEDS: Final = (*_FIRST, _setting, _colleague)


async def rows_of(work: Work, side: Side) -> dict[str, list[tuple[Any, ...]]]:
    """Everything the company has, table by table."""
    async with work.database.reading(side.company_id) as session:
        rows = {}
        for table in TABLES:
            found = await session.execute(text(f"SELECT * FROM {table} WHERE company_id = :c"), {"c": side.company_id})
            rows[table] = sorted((tuple(map(str, row)) for row in found.all()), key=str)
        return rows


async def people_of(work: Work, side: Side) -> list[int]:
    """Who has a seat in the company: its persons, who are in no company's tables themselves."""
    async with work.database.reading(side.company_id) as session:
        seats = text("SELECT person_id FROM member WHERE company_id = :c ORDER BY id")
        return list((await session.execute(seats, {"c": side.company_id})).scalars())


async def ids_of(work: Work, side: Side) -> dict[str, list[int]]:
    async with work.database.reading(side.company_id) as session:
        ids = {}
        for table in TABLES:
            if "id" in Base.metadata.tables[table].columns:
                statement = text(f"SELECT id FROM {table} WHERE company_id = :c ORDER BY id")
                ids[table] = list((await session.execute(statement, {"c": side.company_id})).scalars())
        return ids
