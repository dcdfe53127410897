"""What people had in the first release is there after the second one came, and again when it has gone."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, MetaData, Table, select, text

from core import migrations
from core.catalog import kits, products
from core.db import Database, connect
from core.kernel.amounts import Amount, amount, percent, quantity, unit_price
from core.parties import customers
from core.permissions import Actor, Role
from core.sales import quotes
from core.sales.lifecycles import LineKind
from core.sales.models import Quote
from core.sales.quotes import NewLine
from core.uow import Work
from tests.companies import SettableClock
from tests.postgresql import Server

_NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
_WORDS: dict[str, dict[int, tuple[str, ...]]] = {
    "customer": {1: ("dupont", "lyon")},
    "product": {1: ("radiateur",), 2: ("radiateur",), 3: ("tva",)},
}
_OWNER = Actor(Role.OWNER, "Marie", person_id=1, company_id=1, source="1:1")
_OVERSEAS = Actor(Role.OWNER, "Paul", person_id=1, company_id=2, source="1:1")


@pytest.fixture
async def first(first_url: str) -> AsyncIterator[Database]:
    """A filled database of the first release."""
    opened = connect(first_url)
    await migrations.upgrade(opened, "0001")
    async with opened.engine.begin() as connection:
        await connection.run_sync(_fill)
    yield opened
    await opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def first_url(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue(f"first_{request.param}")
    return address


@pytest.fixture
def first_sqlite(tmp_path: Any) -> str:
    return f"sqlite:///{tmp_path / 'first.db'}"


@pytest.fixture
def first_postgresql(postgresql_server: Server) -> Any:
    name = asyncio.run(postgresql_server.copy("empty"))
    yield postgresql_server.url(name)
    asyncio.run(postgresql_server.drop(name))


async def test_customers_keep_their_kind_and_terms_and_are_found_with_a_slip(first: Database) -> None:
    await migrations.upgrade(first)
    async with _work(first).read(_OWNER) as db:
        (dupont,) = await customers.search(db, "dupond")
        zoe = await customers.read(db, 2)
    assert (dupont.name, dupont.kind, dupont.payment_terms) == ("Dupont", "professional", "30J_FDM")
    assert (zoe.kind, zoe.payment_terms, zoe.tags) == ("consumer", "", [])


async def test_products_keep_their_family_their_parent_and_what_tax_they_bear(first: Database) -> None:
    await migrations.upgrade(first)
    async with _work(first).read(_OWNER) as db:
        (variant,) = await products.search(db, "radiater")
        rates = await products.rates(db)
        goods = [await products.read(db, number) for number in (1, 2, 3)]
        family = await products.search(db, "radiateur", family_id=variant.family_id)
    assert (variant.id, variant.parent_id) == (2, 1)
    assert [one.vat_class for one in goods] == ["standard", "standard", "super-reduced"]
    assert [rates.of(one) for one in goods] == [percent(20), percent(20), percent("2.1")]
    assert [one.id for one in family] == [2]


async def test_the_lower_rate_overseas_is_the_reduced_one_there(first: Database) -> None:
    await migrations.upgrade(first)
    async with _work(first).read(_OVERSEAS) as db:
        assert (await products.read(db, 4)).vat_class == "reduced"


async def test_a_quote_says_what_it_said_and_can_be_gone_on_with(first: Database) -> None:
    await migrations.upgrade(first)
    work = _work(first)
    async with work.read(_OWNER) as db:
        draft, issued = [await quotes.read(db, number) for number in (1, 2)]
    assert _sums(draft) == _sums(issued) == (amount("378"), amount("75.60"), amount("453.60"))
    assert (issued.number, issued.seller["name"], issued.valid_until) == ("DE2611-0001", "Chaud", date(2026, 12, 2))
    async with work.begin(_OWNER) as uow:
        assert (await quotes.validate(uow, draft.id)).number == "DE2611-0002"
        assert (await quotes.revise(uow, issued.id)).revision == 1


async def test_what_there_was_is_the_same_when_the_second_release_has_gone(first: Database) -> None:
    before = await _rows(first)
    await migrations.upgrade(first)
    assert await migrations.current(first) == migrations.head()
    await migrations.downgrade(first, "0001")
    assert await _rows(first) == before


async def test_the_first_release_finds_no_word_that_it_does_not_know(first: Database) -> None:
    await migrations.upgrade(first)
    clock = SettableClock()
    work = Work(first, clock)
    async with work.begin(_OWNER) as uow:
        await kits.set_parts(uow, 3, [(2, quantity(2))])
        await quotes.validate(uow, (await quotes.revise(uow, 2)).id)
        title = NewLine(kind=LineKind.SECTION, label="Salle de bain")
        option = NewLine(label="Pose", quantity=quantity(1), price=unit_price("58"), optional=True)
        await quotes.add_lines(uow, 1, lines=[title, option])
        await quotes.validate(uow, 1)
    clock.advance(days=60)
    async with work.begin(replace(_OWNER, role=Role.SYSTEM)) as uow:
        assert await quotes.expire_due(uow) == 2
    await migrations.downgrade(first, "0001")
    rows = await _rows(first)
    assert {row["kind"] for row in rows["product"]} == {"product"}
    assert [row["state"] for row in rows["quote"]] == ["sent", "refused", "sent"]
    assert [row["label"] for row in rows["quote_line"]] == ["Radiateur L"] * 3


def _work(database: Database) -> Work:
    return Work(database, SettableClock())


def _sums(quote: Quote) -> tuple[Amount, Amount, Amount]:
    totals = quote.totals()
    assert (quote.net, quote.tax, quote.gross) == (totals.net, totals.tax, totals.gross)
    return quote.net, quote.tax, quote.gross


async def _rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    """Each table's rows; PostgreSQL tells a view of one transaction only, so all are read in one."""

    def read(connection: Connection) -> dict[str, list[dict[str, Any]]]:
        names = ("company", "member", "customer", "product", "quote", "quote_line", "search_word")
        return {name: [dict(row) for row in _ordered(connection, name)] for name in names}

    async with database.engine.connect() as connection:
        return await connection.run_sync(read)


def _ordered(connection: Connection, name: str) -> Any:
    table = Table(name, MetaData(), autoload_with=connection)
    return connection.execute(select(table).order_by(table.c.id)).mappings()


def _fill(connection: Connection) -> None:
    for number, (name, postcode) in {1: ("Chaud", "69003"), 2: ("Péi", "97400")}.items():
        _insert(connection, "company", id=number, name=name, zip=postcode, zone="Europe/Paris", quote_days=30)
    _insert(connection, "person", id=1, telegram_id=7, name="Marie", language="fr")
    _insert(connection, "member", id=1, person_id=1, role="owner", active=True)
    _insert(connection, "customer", id=1, code="C0001", name="Dupont", kind="company", payment_terms="30J_FDM")
    _insert(connection, "customer", id=2, code="C0002", name="Zoé Petit", kind="individual")
    goods = {"kind": "product", "unit": "U", "basis": "HT", "price": 1_890_000}
    _insert(connection, "product", id=1, reference="RAD", label="Radiateur", family="Chauffage", vat=2000, **goods)
    child = {"parent_reference": "RAD", "family": "Chauffage", "vat": 2000}
    _insert(connection, "product", id=2, reference="RAD-L", label="Radiateur L", **child, **goods)
    _insert(connection, "product", id=3, reference="JOURNAL", label="Journal", vat=210, **goods)
    _insert(connection, "product", id=4, reference="ILE", label="Colis", vat=210, company_id=2, **goods)
    money = {"net": 37_800, "tax": 7_560, "gross": 45_360, "validity_days": 30, "currency": "EUR", "created_by": 1}
    issued = {"number": "DE2611-0001", "issued_on": date(2026, 11, 2), "valid_until": date(2026, 12, 2)}
    _insert(connection, "quote", id=1, customer_id=1, state="draft", **money)
    _insert(connection, "quote", id=2, customer_id=1, state="validated", seller={"name": "Chaud"}, **issued, **money)
    line = {"position": 1, "product_id": 2, "label": "Radiateur L", "quantity": 2000, "unit": "U", "basis": "HT"}
    for number in (1, 2):
        _insert(connection, "quote_line", id=number, quote_id=number, unit_price=1_890_000, vat=2000, **line)
    _insert(connection, "counter", series="quote", year=2026, last=1, last_on=date(2026, 11, 2))
    for kind, objects in _WORDS.items():
        for number, words in objects.items():
            for word in words:
                _insert(connection, "search_word", kind=kind, object_id=number, start=word[:3], word=word)
    if connection.dialect.name == "postgresql":  # ids that were given by hand are not given again
        for name in ("customer", "product", "quote", "quote_line", "search_word"):
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), 1000)"))


def _insert(connection: Connection, name: str, /, **values: Any) -> None:
    """A row with what is said, and nothing, zero or the same day in the columns that must hold something."""
    table = Table(name, MetaData(), autoload_with=connection)
    usual: dict[type, Any] = {str: "", int: 0, bool: False, object: {}, dict: {}, datetime: _NOW}
    for column in table.columns:
        if column.nullable or column.name in values or column.name == "id":
            continue
        if column.name == "company_id":
            values["company_id"] = 1
        elif column.name == "version":
            values["version"] = 1
        elif column.name == "aliases":
            values["aliases"] = []
        else:
            values[column.name] = usual[column.type.python_type]
    connection.execute(table.insert().values(**values))
