"""What leaves, and when: in simulated time, through the whole way from a parcel to the call."""

import asyncio
from collections.abc import Collection, Iterable
from itertools import pairwise
from random import Random
from typing import Any, cast

import pytest

from bot.outgoing.marks import Marks
from bot.outgoing.pace import Limits
from bot.outgoing.parcel import Parcel
from bot.outgoing.say import SendQuotePdf, Show, Toast, written
from bot.outgoing.screen import Screen, plain_screen
from bot.outgoing.sending import FileSource
from bot.outgoing.speaker import Speaker
from core.db import Database
from core.kernel.priority import Priority
from core.uow import system_clock
from tests.bot.outgoing.test_pace import most_within
from tests.simulated import Telegram, simulated

ANSWER, ALERT, DIGEST, MAILING = Priority


@pytest.fixture(autouse=True)
def _durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """PTB warns wherever it says how long to wait, unless it is asked for durations."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


class Prints:
    """Documents that take between nothing and five seconds."""

    def __init__(self) -> None:
        self._chance = Random(7)

    async def pdf(self, kind: str, company_id: int, subject_id: int) -> tuple[str, bytes]:
        await asyncio.sleep(self._chance.uniform(0, 5))
        return "x.pdf", b"x"

    async def chart(self, facts: dict[str, Any]) -> bytes:
        return b"a chart"

    async def kept(self, sha256: str) -> bytes:
        return b"x"


def a_speaker(telegram: Telegram, limits: Limits | None = None) -> Speaker:
    nothing = cast(Database, None)
    marks = Marks(nothing, system_clock)
    return Speaker(telegram.bot(), nothing, marks, cast(FileSource, Prints()), _nobody, limits=limits or Limits())


async def _nobody(chat_id: int, why: str) -> Collection[int]:
    raise AssertionError(f"{chat_id} is there")


def says(chat_id: int, words: str, priority: Priority = ANSWER, row: int | None = None) -> Parcel:
    kind, payload = written(Show(plain_screen(words)))
    return Parcel(chat_id, kind, payload, outbox_id=row, priority=priority)


def mailings(many: int) -> Iterable[Parcel]:
    return (says(chat, "Bonnes fêtes", MAILING, row=chat) for chat in range(1, many + 1))


async def idle(speaker: Speaker) -> None:
    """Wait until all is said."""
    while len(speaker._waiting) or speaker._tasks:
        await asyncio.sleep(0.01)


def test_a_sending_to_a_thousand_keeps_no_answer_waiting() -> None:
    telegram = Telegram()

    async def story() -> list[float]:
        speaker, asked = a_speaker(telegram), list[float]()
        speaker.submit(mailings(1000))
        for second in range(1, 31):
            await asyncio.sleep(1.1)
            asked.append(asyncio.get_running_loop().time())
            speaker.submit([says(5000 + second, f"réponse {second}"), says(6000 + second, "alerte", ALERT)])
            speaker.submit([Parcel(5000 + second, *written(Toast("7")))])
        await idle(speaker)
        assert len(speaker.marks._said) == 1000
        return asked

    asked = simulated(story())
    answered = {call.text: call.at for call in telegram.calls if call.text.startswith("réponse")}
    assert max(answered[f"réponse {number + 1}"] - moment for number, moment in enumerate(asked)) < 1
    toasts = [call.at for call in telegram.calls if call.method == "answerCallbackQuery"]
    assert max(at - moment for at, moment in zip(toasts, asked, strict=True)) < 0.1
    assert most_within([call.at for call in telegram.messages], 1) <= 30
    alerts = [call.at for call in telegram.calls if call.text == "alerte"]
    assert max(at - moment for at, moment in zip(alerts, asked, strict=True)) <= 1.1
    assert len(telegram.messages) == 1060
    assert telegram.messages[-1].at < 1060 / 25 + 2


def test_urgent_things_leave_first() -> None:
    telegram = Telegram()

    async def story() -> None:
        speaker = a_speaker(telegram)
        speaker.submit(says(chat, str(int(Priority(chat % 4))), Priority(chat % 4)) for chat in range(1, 401))
        await idle(speaker)

    simulated(story())
    said = [call.text for call in telegram.messages]
    assert said == sorted(said)
    assert len(said) == 400


@pytest.mark.parametrize("seconds", [1, 3, 40])
def test_a_chat_hears_nothing_before_the_very_moment_that_telegram_asked_for(seconds: int) -> None:
    telegram = Telegram()
    telegram.busy(7, seconds)

    async def story() -> None:
        speaker = a_speaker(telegram)
        speaker.submit([says(7, "un"), says(7, "deux"), says(8, "trois")])
        await idle(speaker)

    simulated(story())
    refused, *later = [call for call in telegram.calls if call.chat_id == 7]
    heard = refused.at + 0.05  # when the refusal has arrived
    assert [call.text for call in later] == ["un", "deux"]
    assert later[0].at == pytest.approx(heard + seconds, abs=1e-6)
    assert later[0].at >= heard + seconds - 1e-9
    assert next(call.at for call in telegram.calls if call.chat_id == 8) < 0.1


def test_when_several_chats_are_refused_at_once_everybody_waits() -> None:
    telegram = Telegram()
    for chat in (1, 2, 3):
        telegram.busy(chat, 9)

    async def story() -> None:
        speaker = a_speaker(telegram)
        speaker.submit(mailings(10))
        await asyncio.sleep(1)
        speaker.submit([says(77, "réponse")])
        await idle(speaker)

    simulated(story())
    after = [call for call in telegram.messages if call.at > 0.2]
    assert min(call.at for call in after) == pytest.approx(9.05, abs=1e-6)
    assert {call.chat_id for call in after} == {1, 2, 3, 77}


def test_two_calls_for_one_parcel_count_twice() -> None:
    """A card that is sent anew takes the buttons off the old one first."""
    telegram = Telegram()

    async def story() -> None:
        speaker = a_speaker(telegram)
        for chat in range(1, 201):
            speaker._cards._live[chat, "order:1"] = 5
        card = Screen(("Commande",), card="order:1")
        shown = written(Show(card, fresh=True))
        speaker.submit(Parcel(chat, *shown, priority=ALERT) for chat in range(1, 201))
        await idle(speaker)

    simulated(story())
    assert len(telegram.messages) == 400
    assert most_within([call.at for call in telegram.messages], 1) <= 30


def test_documents_are_counted_when_they_are_sent_not_when_they_are_printed() -> None:
    telegram = Telegram()

    async def story() -> None:
        speaker = a_speaker(telegram)
        document = written(SendQuotePdf(1, 1, ""))
        speaker.submit(Parcel(chat, *document, priority=DIGEST) for chat in range(1, 301))
        await asyncio.sleep(1)
        speaker.submit([says(5000, "réponse")])
        await idle(speaker)

    simulated(story())
    assert len([call for call in telegram.messages if call.method == "sendDocument"]) == 300
    assert most_within([call.at for call in telegram.messages], 1) <= 30
    assert next(call.at for call in telegram.calls if call.text == "réponse") < 2


def test_a_network_that_fails_is_tried_again_later_and_later_and_keeps_nobody_else_waiting() -> None:
    telegram = Telegram()
    telegram.arranged[7] = [(502, {"ok": False, "error_code": 502, "description": "Bad Gateway"})] * 3

    async def story() -> None:
        speaker = a_speaker(telegram)
        speaker.submit([says(7, "un"), says(8, "deux")])
        await idle(speaker)

    simulated(story())
    tries = [call.at for call in telegram.calls if call.chat_id == 7]
    pauses = [later - earlier - 0.05 for earlier, later in pairwise(tries)]
    assert pauses == pytest.approx([0.5, 1.0, 2.0])
    assert next(call.at for call in telegram.calls if call.chat_id == 8) < 0.1


def test_what_waits_when_the_program_stops_is_not_said() -> None:
    telegram = Telegram()

    async def story() -> Any:
        speaker = a_speaker(telegram)
        speaker.submit(mailings(200))
        await asyncio.sleep(1.5)
        await speaker.stop()
        return len(speaker.marks._said)

    said = simulated(story())
    assert 25 <= said == len(telegram.messages) < 100


def test_there_is_room_again_once_half_is_said() -> None:
    telegram, room = Telegram(), list[float]()

    async def story() -> None:
        speaker = a_speaker(telegram)
        speaker.on_room = lambda: room.append(asyncio.get_running_loop().time())
        assert speaker.room_for() is MAILING
        speaker.submit(mailings(90))
        assert speaker.room_for() is DIGEST
        speaker.submit(says(chat, "", ALERT) for chat in range(5001, 5061))
        assert speaker.room_for() is None
        await idle(speaker)
        assert speaker.room_for() is MAILING

    simulated(story())
    assert len(room) == 1
    assert 4 <= room[0] <= 6
