"""Whose turn it is: one person in order, few at a time, taps before words."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from bot.incoming.dispatch import Dispatcher, Seats
from bot.incoming.turn import Turn

NOW = 1_795_000_000


def words(update_id: int, person: int) -> Mapping[str, Any]:
    user = {"id": person, "first_name": "Ana", "is_bot": False}
    chat = {"id": person, "type": "private"}
    return {
        "update_id": update_id,
        "message": {"message_id": update_id, "date": NOW, "chat": chat, "from": user, "text": "bonjour"},
    }


def tap(update_id: int, person: int) -> Mapping[str, Any]:
    user = {"id": person, "first_name": "Ana", "is_bot": False}
    return {"update_id": update_id, "callback_query": {"id": str(update_id), "from": user, "data": "x.0.0.0"}}


async def test_a_tap_passes_the_words_that_wait_and_each_person_stays_in_order() -> None:
    handled: list[int] = []
    open_door = asyncio.Event()

    async def handle(turn: Turn) -> None:
        await open_door.wait()
        handled.append(turn.update_id)

    dispatcher = Dispatcher(handle, Seats(1))
    dispatcher.deliver([dict(words(1, 10)), dict(words(2, 20)), dict(words(3, 20)), dict(tap(4, 30)), dict(tap(5, 10))])
    await asyncio.sleep(0)
    open_door.set()
    await dispatcher.drain()
    assert handled[:2] == [1, 4], "the tap of somebody else goes before words that came earlier"
    assert handled.index(2) < handled.index(3)
    assert handled.index(1) < handled.index(5)
    assert sorted(handled) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("seats", [1, 2, 5])
async def test_no_more_than_so_many_work_at_once_and_cancelled_waits_take_no_seat(seats: int) -> None:
    room, inside, most = Seats(seats), 0, 0

    async def work() -> None:
        nonlocal inside, most
        await room.take(1)
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0)
        inside -= 1
        room.leave()

    tasks = [asyncio.create_task(work()) for _ in range(40)]
    await asyncio.sleep(0)
    for task in tasks[seats::3]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert most == seats
    assert room.free == seats


async def test_whoever_waits_for_a_download_holds_nobody_up_and_only_a_few_may() -> None:
    arrived, come = asyncio.Event(), 0
    dispatcher: Dispatcher

    async def handle(turn: Turn) -> None:
        nonlocal come
        async with dispatcher.seats.away():
            come += 1
            await arrived.wait()

    dispatcher = Dispatcher(handle, Seats(2))
    dispatcher.deliver([dict(words(number, number)) for number in range(1, 21)])
    for _ in range(100):
        await asyncio.sleep(0)
    assert come == 8, "six on their way, and two who stay in their seats"
    arrived.set()
    await dispatcher.drain()
    assert (come, dispatcher.seats.free) == (20, 2)
