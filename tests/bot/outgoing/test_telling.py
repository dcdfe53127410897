"""The herald hands over what there is room for, the most urgent first, and keeps the rest as rows."""

from collections import Counter

from sqlalchemy import func, select

from bot.outgoing.herald import Herald
from bot.outgoing.marks import Marks
from bot.outgoing.pace import Limits
from bot.outgoing.speaker import Speaker
from bot.outgoing.waiting import CROWD
from core.kernel.priority import Priority
from core.messages.models import Outbox
from core.notices.notices import tell
from core.permissions import Actor
from core.uow import Work
from tests.bot.outgoing.test_speaker import Prints
from tests.companies import a_member, an_owner
from tests.simulated import Telegram

ANSWER, ALERT, DIGEST, MAILING = Priority


async def _unheard(chat_id: int, why: str) -> list[int]:
    return []


def a_herald(work: Work) -> Herald:
    """One before whose Telegram each call takes for ever."""
    marks = Marks(work.database, work.clock)
    speaker = Speaker(Telegram(takes=1e6).bot(), work.database, marks, Prints(), _unheard, limits=Limits())
    return Herald(work, speaker)


async def colleagues(work: Work, many: int) -> list[Actor]:
    owner = await an_owner(work)
    return [owner, *[await a_member(work, owner.company_id or 0) for _one in range(many - 1)]]


async def tells(work: Work, told: list[Actor], priority: Priority, times: int = 1) -> None:
    async with work.begin(told[0]) as uow:
        for one in told:
            for number in range(times):
                facts, key = {"by": str(number)}, f"{priority}:{number}"
                whom = one.person_id or 0
                await tell(uow, person_id=whom, key=key, kind="invitation_tried", facts=facts, priority=priority)


async def written_out(work: Work) -> Counter[Priority]:
    async with work.database.reading() as session:
        rows = await session.execute(select(Outbox.priority, func.count()).group_by(Outbox.priority))
        return Counter({Priority(priority): many for priority, many in rows})


async def test_a_sending_to_many_is_not_held_in_memory_and_lets_alerts_before_it(work: Work) -> None:
    herald, people = a_herald(work), await colleagues(work, 120)
    await tells(work, people, MAILING)
    while await herald.tell():
        pass
    first = await written_out(work)
    assert 60 <= first[MAILING] <= 110
    await tells(work, people[:30], ALERT)
    while await herald.tell():
        pass
    assert await written_out(work) == {MAILING: first[MAILING], ALERT: 30}
    assert len(herald.speaker._waiting) < 120
    await herald.speaker.stop()


async def test_the_most_urgent_are_told_first(work: Work) -> None:
    herald, people = a_herald(work), await colleagues(work, 15)
    for priority in (MAILING, DIGEST, ALERT):
        await tells(work, people, priority)
    assert await herald.tell() == 20
    assert await written_out(work) == {ALERT: 15, DIGEST: 5}
    await herald.speaker.stop()


async def test_somebody_who_has_many_to_hear_keeps_nobody_else_waiting(work: Work) -> None:
    herald, people = a_herald(work), await colleagues(work, 12)
    await tells(work, people[:1], ALERT, times=200)
    await tells(work, people[1:], ALERT)
    while await herald.tell():
        pass
    async with work.database.reading() as session:
        chats = Counter((await session.scalars(select(Outbox.chat_id))).all())
    assert len(chats) == 12
    assert max(chats.values()) <= 3 * CROWD
    await herald.speaker.stop()


async def test_notices_that_cannot_be_told_keep_no_other_back(work: Work) -> None:
    herald, people = a_herald(work), await colleagues(work, 30)
    async with work.begin(people[0]) as uow:
        for one in people[:25]:
            await tell(uow, person_id=one.person_id or 0, key="odd", kind="nothing_of_this_name", facts={})
    await tells(work, people, DIGEST)
    for _round in range(4):
        while await herald.tell():
            pass
    assert await written_out(work) == {DIGEST: 30}
    await herald.speaker.stop()
