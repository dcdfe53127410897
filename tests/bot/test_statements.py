"""How many statements the turns that people wait for send to the database: today's number is the most."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from bot.deliveries.screens import day_screen
from core.db import Database
from core.permissions import Role
from core.sales import deliveries
from core.uow import Work
from tests.bot.talking import Talking, data_of, talking
from tests.core.sales.deliveries.shop import a_shop, some

READ_PRODUCT, ADD_LINE, VALIDATE = 8, 15, 15


@pytest.fixture
async def chat(work: Work) -> Talking:
    return await talking(work, Role.SALES)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "INTO inbox" not in statement and "set_config" not in statement:  # intake's, and PostgreSQL's alone
            sent.append(" ".join(statement.split()))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)


def _expect(sent: list[str], most: int, what: str) -> None:
    print(f"{what}: {len(sent)} statements", *(f"  {statement[:150]}" for statement in sent), sep="\n")
    assert len(sent) <= most


async def test_the_list_of_a_day_takes_as_many_statements_for_many_stops_as_for_one(work: Work) -> None:
    shop, sent = await a_shop(work), dict[int, list[str]]()
    product = await shop.product(many="90")
    for stops in range(1, 9):
        await shop.plan((await shop.order(some(product))).id)
        with counted(work.database) as sent[stops]:
            async with work.read(shop.driver) as db:
                screen = await day_screen(db, await deliveries.of_day(db, db.today), "")
        assert len(screen.rows) == stops
    assert len(sent[8]) == len(sent[1])


async def test_a_product_card_read_by_its_words_does_not_read_the_draft_in_hand(chat: Talking) -> None:
    await chat.say(Role.SALES, "devis girard 2 radiateurs 1000w")
    with counted(chat.work.database) as sent:
        (card,) = await chat.say(Role.SALES, "prix clim 3,5")
    assert "899,00" in card["plain"]
    _expect(sent, READ_PRODUCT, "product card")


async def test_a_line_added_to_the_draft_in_hand(chat: Talking) -> None:
    await chat.say(Role.SALES, "devis girard 2 radiateurs 1000w")
    with counted(chat.work.database) as sent:
        (card,) = await chat.say(Role.SALES, "+ 10m cuivre 16")
    assert "Tube cuivre" in card["plain"]
    _expect(sent, ADD_LINE, "« + 10m cuivre 16 »")


async def test_a_tap_on_valider(chat: Talking) -> None:
    (first,) = await chat.say(Role.SALES, "devis girard 1 clim 3,5")
    await chat.tap(Role.SALES, data_of(first, "Valider"))  # the year's first number costs three statements more
    (card,) = await chat.say(Role.SALES, "devis girard 2 radiateurs 1000w")
    with counted(chat.work.database) as sent:
        said = await chat.tap(Role.SALES, data_of(card, "Valider"))
    assert any("DE2611-0002" in str(payload) for payload in said)
    _expect(sent, VALIDATE, "Valider")
