"""How what is due leaves: 10 000 notices at the rate that Telegram allows, in simulated time."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Final, cast

from sqlalchemy import insert, select

from bot.outgoing.herald import Herald
from bot.outgoing.marks import Marks
from bot.outgoing.pace import Limits
from bot.outgoing.parcel import Parcel
from bot.outgoing.say import Show, written
from bot.outgoing.screen import plain_screen
from bot.outgoing.sending import FileSource
from bot.outgoing.speaker import Speaker
from bot.talk.taps import Tap
from core import migrations
from core.company.models import Person
from core.db import connect
from core.kernel.priority import Priority
from core.notices.models import Notice
from core.permissions import SYSTEM
from core.uow import Work
from tests.benchmarks import bots, figures, talking
from tests.benchmarks.figures import percentile, verdict
from tests.benchmarks.people import People
from tests.benchmarks.telegram import Telegram
from tests.benchmarks.world import furnish
from tests.companies import SettableClock, an_owner
from tests.simulated import Call, simulated
from tests.simulated import Telegram as SimulatedTelegram

MANY: Final = 10_000
_FIRST: Final = 100_000  # the Telegram id of the first of them
_ANSWERED: Final = 10_000_000
_ANSWERS_EVERY: Final = 3.7  # seconds
_TAPPER: Final = 3301
_TAPS, _TAPS_EVERY = 12, 3.0  # how often, and how many seconds apart


@dataclass
class Left:
    """What was measured; seconds are simulated, but for `cpu`."""

    calls: Sequence[Call]
    delays: list[float] = field(default_factory=list)
    most_waiting: int = 0
    cpu: float = 0.0


def report(folder: Path) -> None:
    left = simulated(_leave(f"sqlite:///{folder / 'leaving.db'}"))
    news = [call for call in left.calls if call.chat_id < _ANSWERED]
    moments = [call.at for call in left.calls]
    rate = len(news) / (news[-1].at - news[0].at)
    urgency = [_urgency(call.chat_id) for call in news]
    late = sum(later < earlier for earlier, later in pairwise(urgency))
    most, answer = _most_in_a_second(moments), percentile(left.delays, 0.99)
    print(f"\nWhat leaves, {MANY:,} notices due at once, in simulated time")
    print(f"  {rate:5.1f} per second, at most {most} calls in any second  (aim: 30, {verdict(most, 30)})")
    print(f"  told before something more urgent: {late} of {len(news):,}  (aim: 0, {verdict(late, 0)})")
    print(f"  answers meanwhile: p99 {answer * 1000:.0f} ms, longest {max(left.delays) * 1000:.0f} ms", end="")
    print(f"  (aim: 1 s, {verdict(max(left.delays), 1)})")
    print(f"  {left.cpu / len(news) * 1000:.2f} ms of CPU each, at most {left.most_waiting} in memory")


async def beside(telegram: Telegram, data: Path) -> None:
    """The whole program, in real time: somebody taps and writes while a sending to many is on its way."""
    (draft,), _none = await furnish(data, [_TAPPER], tapped=1, long=0)
    await _due(data, draft.company_id)
    async with bots.carnet(telegram, data, number=2300, rate=Limits().overall) as carnet:
        people, taps, words = People(carnet.line), list[float](), list[float]()
        before = carnet.line.calls
        began = time.perf_counter()
        for number in range(_TAPS):
            await asyncio.sleep(_TAPS_EVERY)
            arguments = (str(draft.line_id), str(2 + number))
            button = Tap("line-qty", draft.company_id, draft.quote_id, draft.version + number, arguments)
            seconds, _said = await people.tap(_TAPPER, button.packed())
            taps.append(seconds)
            words.append(await people.write(_TAPPER, talking.READ_TEXT))
        rate = (carnet.line.calls - before - 3 * _TAPS) / (time.perf_counter() - began)
    longest = max(*taps, *words)
    print(f"\nTap → toast while {rate:.0f} notices per second leave      p50 p95 p99  {figures.spread(taps)} ms")
    print(f"  words → card                                   p50 p95 p99  {figures.spread(words)} ms")
    print(f"  longest {longest * 1000:.0f} ms  (aim: 1 s, {figures.verdict(longest, 1)})")


async def _due(data: Path, company_id: int) -> None:
    database = connect(f"sqlite:///{data / 'carnet.db'}")
    await _write(Work(database), company_id)
    await database.close()


async def _leave(address: str) -> Left:
    database = connect(address)
    await migrations.upgrade(database)
    work = Work(database, SettableClock(datetime(2026, 11, 23, 8, tzinfo=UTC)))
    await _write(work, (await an_owner(work)).company_id)
    telegram = SimulatedTelegram()
    left = Left(telegram.calls)
    marks = Marks(database, work.clock)
    speaker = Speaker(telegram.bot(), database, marks, cast(FileSource, None), _there, limits=Limits())
    began = time.process_time()
    services = [asyncio.create_task(one) for one in (Herald(work, speaker).run(), marks.run())]
    await _answer(speaker, telegram, left)
    left.cpu = time.process_time() - began
    for service in services:
        service.cancel()
    await asyncio.gather(*services, return_exceptions=True)
    await speaker.stop()
    await database.close()
    return left


async def _write(work: Work, company_id: int | None) -> None:
    """Each to somebody else, as urgent as his number says."""
    numbers = range(_FIRST, _FIRST + MANY)
    async with work.begin(replace(SYSTEM, company_id=company_id)) as uow:
        him = {"name": "x", "language": "fr", "created_at": uow.now}
        await uow.session.execute(insert(Person), [{"telegram_id": number, **him} for number in numbers])
        rows = await uow.session.execute(select(Person.id, Person.telegram_id).where(Person.telegram_id >= _FIRST))
        told = {"kind": "invitation_tried", "facts": {"by": "x"}, "due_at": uow.now, "company_id": company_id}
        notices = [
            {"person_id": row.id, "key": "x", "priority": _urgency(row.telegram_id), **told} for row in rows.all()
        ]
        await uow.session.execute(insert(Notice), notices)


async def _answer(speaker: Speaker, telegram: SimulatedTelegram, left: Left) -> None:
    """Until all is said somebody asks something now and then."""
    asked: dict[int, float] = {}

    def on_call(call: Call) -> None:
        if call.chat_id in asked:
            left.delays.append(call.at - asked[call.chat_id])

    telegram.on_call = on_call
    while len(left.calls) < MANY + len(asked):
        await asyncio.sleep(_ANSWERS_EVERY)
        chat = _ANSWERED + len(asked)
        asked[chat] = asyncio.get_running_loop().time()
        speaker.submit([Parcel(chat, *written(Show(plain_screen("x"))))])
        left.most_waiting = max(left.most_waiting, len(speaker._waiting))


def _urgency(telegram_id: int) -> Priority:
    return Priority(Priority.ALERT + telegram_id % 3)


def _most_in_a_second(moments: Sequence[float]) -> int:
    """The most calls in any second, wherever it begins."""
    begins, most = 0, 0
    for end, moment in enumerate(moments):
        while moments[begins] <= moment - 1 + 1e-9:
            begins += 1
        most = max(most, end - begins + 1)
    return most


async def _there(chat_id: int, why: str) -> list[int]:
    raise AssertionError(f"{chat_id} has not blocked the bot")
