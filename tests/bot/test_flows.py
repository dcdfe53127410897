"""Questions: a table of steps, kept as a small row, asked one at a time."""

import inspect
import json
from collections.abc import Sequence

import pytest

from bot.flows.engine import FLOWS, Flow
from bot.flows.steps import Given, Text
from bot.outgoing.say import Say
from bot.talk.talks import MOST_PARKED, ask, focus_on, park, talk_of
from bot.talk.visit import Visit
from core.permissions import SYSTEM, Role
from core.uow import UnitOfWork, Work
from tests.bot.talking import Talking, data_of, talking


async def _nothing(uow: UnitOfWork, visit: Visit, name: str, what: str | None) -> Sequence[Say]:
    return []


def test_the_steps_of_every_flow_are_the_parameters_of_its_action() -> None:
    assert "quote:new" in FLOWS
    for flow in FLOWS.values():
        assert [step.name for step in flow.steps] == list(inspect.signature(flow.run).parameters)[2:]
        assert flow.title


def test_a_flow_whose_steps_do_not_fit_its_action_is_not_made() -> None:
    for steps in ((Text("name", "?"),), (Given("what"), Text("name", "?")), (Text("name", "?"), Given("other"))):
        with pytest.raises(AssertionError):
            Flow("test:wrong", steps, _nothing)
    assert "test:wrong" not in FLOWS


async def test_what_is_put_aside_is_kept_up_to_a_few(work: Work) -> None:
    async with work.begin(SYSTEM) as uow:
        for number in range(MOST_PARKED + 2):
            await ask(uow, 1, {"flow": "quote:new", "number": number, "source": f"1:{number}"})
            await park(uow, 1)
        await focus_on(uow, 1, "quote:12")
    async with work.begin(SYSTEM) as uow:
        talk = await talk_of(uow, 1)
        assert [question["number"] for question in talk.parked] == list(range(2, MOST_PARKED + 2))
        assert (talk.question, talk.focus, talk.asked) == (None, "quote:12", MOST_PARKED + 2)


@pytest.fixture
async def chat(work: Work) -> Talking:
    return await talking(work, Role.SALES)


async def test_an_answer_that_cannot_be_read_asks_the_same_again_and_says_what_is_expected(chat: Talking) -> None:
    await chat.say(Role.SALES, "/article")
    (asked,) = await chat.say(Role.SALES, "siphon")
    (again,) = await chat.say(Role.SALES, "pas cher")
    assert "À quel prix unitaire HT" in asked["plain"]
    assert "J'attends un prix" in again["plain"]
    assert "À quel prix unitaire HT" in again["plain"]
    assert "9,90" in str(await chat.say(Role.SALES, "9,90"))


async def test_a_button_of_a_question_put_aside_takes_it_up_and_once_answered_is_out_of_date(chat: Talking) -> None:
    (first,) = await chat.say(Role.SALES, "devis martin 1 ballon 200")
    await chat.say(Role.SALES, "nouveau client garage quenelle")
    await chat.tap(Role.SALES, data_of(first, "Bron"))
    (toast,) = await chat.tap(Role.SALES, data_of(first, "Bron"))
    assert "Cette question est passée" in toast["text"]


async def test_what_is_known_of_a_question_is_plain_json(chat: Talking) -> None:
    await chat.say(Role.SALES, "devis martin 1 ballon 200 à 12,50 remise 5")
    async with chat.work.begin(SYSTEM) as uow:
        kept = (await talk_of(uow, 1000 + list(Role).index(Role.SALES))).question
    assert kept is not None
    assert json.loads(json.dumps(kept)) == kept
