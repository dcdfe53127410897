"""Two companies that live side by side: nobody ever reads or touches a row of the other one.

Each use case there is gets called by one company's owner with the ids, the numbers and the names of the other's rows.
"""

import inspect
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Final

import pytest
from sqlalchemy import inspect as inspected
from sqlalchemy import text

from core.catalog import families, products
from core.company import access, companies, invitations, members, people
from core.db.columns import Base
from core.kernel.amounts import PriceBasis, percent, quantity, unit_price
from core.kernel.errors import BusinessError
from core.parties import addresses, contacts, customers
from core.parties.models import AddressUse
from core.permissions import Actor, Role, UseCase
from core.sales import quotes, templates
from core.sales.quotes import NewLine
from core.uow import UnitOfWork, Work
from tests.architecture.test_use_cases import USE_CASES
from tests.companies import an_owner
from tests.modules import import_tables

import_tables()
TABLES: Final = sorted(
    name for name, table in Base.metadata.tables.items() if "company_id" in table.columns and name != "person"
)
# Whose ids a parameter takes; any other parameter is tried with the ids of all tables.
HOLDERS: Final = {
    "customer_id": "customer",
    "kept_id": "customer",
    "gone_id": "customer",
    "product_id": "product",
    "parent_id": "product",
    "kit_id": "product",
    "quote_id": "quote",
    "line_id": "quote_line",
    "member_id": "member",
    "invitation_id": "invitation",
    "request_id": "access_request",
    "contact_id": "contact",
    "address_id": "address",
    "job_id": "import_job",
    "template_id": "quote_template",
}
# Use cases whose very purpose is another company, each for a person who holds its secret or has a seat there.
CROSSING: Final = {
    "core.company.access.ask",  # knocks; nothing comes back
    "core.demo.world.join_demo",  # the fictitious company, open to all
    "core.demo.world.load",
}


@dataclass(frozen=True)
class Side:
    """One company; every name in it contains `mark`, and nothing else does."""

    mark: str
    owner: Actor

    @property
    def company_id(self) -> int:
        assert self.owner.company_id is not None
        return self.owner.company_id


@pytest.mark.parametrize("seed", range(2))
async def test_a_company_neither_sees_nor_changes_what_is_the_others(work: Work, seed: int) -> None:
    alpha, beta = await _lived(work, random.Random(seed))
    for one, other in ((alpha, beta), (beta, alpha)):
        before, theirs = await _rows(work, other), await _ids(work, other)
        for name, use_case in USE_CASES.items():
            if name in CROSSING:
                continue
            for given in _calls(use_case, theirs, other.mark):
                shown = await _called(work, one.owner, use_case, given)
                assert other.mark not in shown, (name, given, shown)
        assert await _rows(work, other) == before
    assert len(await _seen_of_its_own(work, alpha)) > 20  # the calls do show what is there to be seen


async def _seen_of_its_own(work: Work, side: Side) -> set[str]:
    """The use cases that show a company what it has."""
    mine = await _ids(work, side)
    return {
        name
        for name, use_case in USE_CASES.items()
        for given in _calls(use_case, mine, side.mark)
        if name not in CROSSING and side.mark in await _called(work, side.owner, use_case, given)
    }


async def _lived(work: Work, chance: random.Random) -> tuple[Side, Side]:
    """Two companies that have done some twenty things in turns."""
    marks = ("Alphaxx", "Betaxx")
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


def _calls(
    use_case: UseCase[UnitOfWork, Any, Any], theirs: Mapping[str, Sequence[int]], mark: str
) -> Iterable[dict[str, Any]]:
    """The arguments to try: each of the other company's ids in turn where an id is asked."""
    asked = [
        one for one in list(inspect.signature(use_case.run).parameters.values())[1:] if one.kind is not one.VAR_KEYWORD
    ]
    keys = [one.name for one in asked if one.name.endswith("_id")]
    everything = sorted({key for ids in theirs.values() for key in ids})
    tried = theirs.get(HOLDERS.get(keys[0], ""), everything) if keys else [0]
    for key in tried or [0]:
        yield {
            one.name: key if one.name in keys else _value(one, mark)
            for one in asked
            if one.default is one.empty or one.name in keys
        }


def _value(parameter: inspect.Parameter, mark: str) -> Any:
    """Words that find what is theirs, but are not written like it."""
    return {str: mark.lower(), int: 1, Role: Role.SALES, bool: True}.get(parameter.annotation)


async def _called(work: Work, actor: Actor, use_case: UseCase[UnitOfWork, Any, Any], given: dict[str, Any]) -> str:
    """All that comes back, as text, or what the refusal says; only what was kept of the call counts."""
    named = [one.name for one in inspect.signature(use_case.run).parameters.values() if one.kind is one.KEYWORD_ONLY]
    positional = [value for name, value in given.items() if name not in named]
    try:
        async with work.begin(actor) as uow:
            result = await use_case(uow, *positional, **{name: given[name] for name in given if name in named})
            return _shown(result)
    except BusinessError:
        return ""  # a refusal carries what was asked, which was theirs to know
    except Exception:
        return ""  # values that fit nothing


def _shown(thing: Any, depth: int = 0) -> str:
    if depth > 6 or isinstance(thing, str | int | float | bytes | None):
        return "" if depth == 0 and isinstance(thing, str) else str(thing)
    if isinstance(thing, Mapping):
        return " ".join(_shown(value, depth + 1) for pair in thing.items() for value in pair)
    if isinstance(thing, Iterable):
        return " ".join(_shown(one, depth + 1) for one in thing)
    if isinstance(thing, Base):
        return " ".join(_shown(value, depth + 1) for name, value in inspected(thing).dict.items() if name[0] != "_")
    if is_dataclass(thing):
        return " ".join(_shown(getattr(thing, field.name), depth + 1) for field in fields(thing))
    return str(thing)


async def _rows(work: Work, side: Side) -> dict[str, list[tuple[Any, ...]]]:
    """Everything the company has, table by table."""
    async with work.database.reading(side.company_id) as session:
        rows = {}
        for table in TABLES:
            found = await session.execute(text(f"SELECT * FROM {table} WHERE company_id = :c"), {"c": side.company_id})
            rows[table] = sorted((tuple(map(str, row)) for row in found.all()), key=str)
        return rows


async def _ids(work: Work, side: Side) -> dict[str, list[int]]:
    async with work.database.reading(side.company_id) as session:
        ids = {}
        for table in TABLES:
            if "id" in Base.metadata.tables[table].columns:
                statement = text(f"SELECT id FROM {table} WHERE company_id = :c ORDER BY id")
                ids[table] = list((await session.execute(statement, {"c": side.company_id})).scalars())
        return ids
