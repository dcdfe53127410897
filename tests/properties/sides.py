"""Two companies that live side by side, for the tests of what each may see of the other."""

import random
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import text

from core.catalog import families, products
from core.company import access, companies, invitations, members, people
from core.db.columns import Base
from core.kernel.amounts import PriceBasis, percent, quantity, unit_price
from core.parties import addresses, contacts, customers
from core.parties.models import AddressUse
from core.permissions import Actor, Role
from core.sales import quotes, templates
from core.sales.quotes import NewLine
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
    """Two companies that have done some twenty things in turns."""
    marks = ("AlphaXx", "BetaXx")  # written as no program writes words that it is given
    sides = tuple([Side(mark, await an_owner(work, company=f"{mark} SARL", name=f"Chef {mark}")) for mark in marks])
    for side in sides:
        for deed in (_customer, _product, _quote):
            await _do(work, side, deed, chance)
    for _turn in range(14):
        await _do(work, chance.choice(sides), chance.choice(DEEDS), chance)
    return sides[0], sides[1]


async def _do(work: Work, side: Side, deed: Any, chance: random.Random) -> None:
    async with work.begin(side.owner) as uow:
        await deed(uow, side.mark, chance)


async def _customer(uow: UnitOfWork, mark: str, chance: random.Random) -> None:
    customer = await customers.create(uow, name=f"{mark} Menuiserie {chance.randrange(999)}", city=mark)
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


async def _template(uow: UnitOfWork, mark: str, chance: random.Random) -> None:
    draft = (await quotes.open_drafts(uow, limit=1)) or ()
    for quote in draft:
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


DEEDS: Final = (_customer, _product, _family, _quote, _template, _invitation, _setting, _colleague)


async def rows_of(work: Work, side: Side) -> dict[str, list[tuple[Any, ...]]]:
    """Everything the company has, table by table."""
    async with work.database.reading(side.company_id) as session:
        rows = {}
        for table in TABLES:
            found = await session.execute(text(f"SELECT * FROM {table} WHERE company_id = :c"), {"c": side.company_id})
            rows[table] = sorted((tuple(map(str, row)) for row in found.all()), key=str)
        return rows


async def ids_of(work: Work, side: Side) -> dict[str, list[int]]:
    async with work.database.reading(side.company_id) as session:
        ids = {}
        for table in TABLES:
            if "id" in Base.metadata.tables[table].columns:
                statement = text(f"SELECT id FROM {table} WHERE company_id = :c ORDER BY id")
                ids[table] = list((await session.execute(statement, {"c": side.company_id})).scalars())
        return ids
