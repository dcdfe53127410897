"""Each update is kept once; a number that comes back with other words is another update."""

from collections.abc import Sequence
from typing import Any, cast

from telegram import Bot

from bot.incoming.intake import Intake
from bot.outgoing.marks import Marks
from core.uow import Work


def update(number: int, text: str) -> dict[str, Any]:
    return {"update_id": number, "message": {"message_id": number, "text": text}}


async def test_the_same_update_is_delivered_once_however_often_it_comes(work: Work) -> None:
    heard: list[dict[str, Any]] = []
    intake = _intake(work, heard)
    await intake.keep([update(1, "a"), update(2, "b")])
    await intake.keep([update(2, "b"), update(3, "c")])
    await _answered(work, 1, 2, 3)
    await intake.keep([update(1, "a"), update(2, "b"), update(3, "c")])
    assert heard == [update(1, "a"), update(2, "b"), update(3, "c")]


async def test_a_server_that_counts_from_the_beginning_again_is_heard(work: Work) -> None:
    heard: list[dict[str, Any]] = []
    intake = _intake(work, heard)
    await intake.keep([update(1, "a"), update(2, "b")])
    await _answered(work, 1, 2)
    await intake.keep([update(1, "x"), update(2, "b"), update(3, "z")])
    assert heard[2:] == [update(1, "x"), update(3, "z")]
    assert await intake.resume() == 2


def _intake(work: Work, heard: list[dict[str, Any]]) -> Intake:
    def deliver(updates: Sequence[dict[str, Any]]) -> None:
        heard.extend(updates)

    return Intake(cast(Bot, None), work.database, work.clock, deliver)


async def _answered(work: Work, *numbers: int) -> None:
    marks = Marks(work.database, work.clock)
    for number in numbers:
        marks.answered(number)
    await marks.flush()
