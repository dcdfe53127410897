"""Each button is for those who may: whoever else taps it, nothing happens."""

import pytest
from sqlalchemy import func, select

from bot.talk.buttons import BUTTONS
from core.db.scope import ALL_COMPANIES
from core.journal import Entry
from core.permissions import Role
from core.sales.models import Quote
from core.uow import Work
from tests.bot.talking import Talking, talking

OTHERS = (Role.TECHNICIAN, Role.STOREKEEPER, Role.ACCOUNTANT, Role.VISITOR)
_ARGUMENTS = {
    "line": "1",
    "line-qty": "1.3.000",
    "line-remove": "1",
    "line-value": "1.price",
    "line-offer": "1.1",
    "line-option": "1.1",
    "line-move": "1.2",
    "option": "1.1",
    "quote-lose": "price",
    "quote-term": "payment",
    "quote-list": "open.0",
}
_FOR_ANYBODY = {"demo", "leave"}  # a look into the fictitious company; one's own seat, to give up
_BRINGS = ("count-", "deliver", "pick", "place-", "stock-")  # counting, moving, preparing and delivering goods
_MONEY = ("account-", "books-", "credit-", "invoice-", "money-", "payment-")
_THEIRS = {
    Role.ACCOUNTANT: ("dunning", *_MONEY),
    Role.TECHNICIAN: _BRINGS,
    Role.STOREKEEPER: ("product-", "family-", "van-", *_BRINGS),  # products and places are his to keep
}


@pytest.fixture
async def chat(work: Work) -> Talking:
    chat = await talking(work, Role.SALES, *OTHERS[:-1])
    await chat.say(Role.SALES, "devis girard 2 radiateurs 1000w")
    return chat


@pytest.mark.parametrize("role", OTHERS, ids=lambda role: str(role.value))
async def test_no_button_of_somebody_elses_writes_anything(chat: Talking, role: Role) -> None:
    before = await _written(chat.work)
    theirs = {verb for verb in BUTTONS if verb.startswith(_THEIRS.get(role, ("\0",)))}
    for verb in sorted(BUTTONS.keys() - _FOR_ANYBODY - theirs):
        answers = await chat.tap(role, data_of_verb(verb))
        assert any("callback_id" in answer or "inline_query_id" in answer for answer in answers), verb
        assert "Référence :" not in str(answers), verb
        assert await _written(chat.work) == before, verb


async def test_a_stranger_is_shown_nothing_by_any_button(chat: Talking) -> None:
    for verb in BUTTONS.keys() - _FOR_ANYBODY:
        said = str(await chat.tap(Role.VISITOR, data_of_verb(verb)))
        for secret in ("Girard", "Radiateur", "430,92", "Boulangerie"):
            assert secret not in said, verb


async def test_whoever_has_a_role_does_not_become_the_owner_by_a_forged_button(chat: Talking) -> None:
    await chat.tap(Role.TECHNICIAN, "demo.0.0.0")
    assert "rôle ne permet pas" in str(await chat.say(Role.TECHNICIAN, "devis girard 1 clim 3,5"))


def data_of_verb(verb: str) -> str:
    """A button of the first quote, customer or product."""
    return ".".join(part for part in (verb, "1.1.1", _ARGUMENTS.get(verb)) if part)


async def _written(work: Work) -> tuple[object, ...]:
    """What must not have changed: how much is in the journal, and the quote."""
    async with work.database.reading() as session:
        everywhere = {ALL_COMPANIES: True}
        facts = await session.scalar(select(func.count()).select_from(Entry), execution_options=everywhere)
        quote = (
            await session.execute(select(Quote.state, Quote.version, Quote.net), execution_options=everywhere)
        ).one()
        return facts, *quote
