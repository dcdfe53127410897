"""Notices: told once, said when due, across companies."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.company import people
from core.company.hours import Changes, change_hours
from core.kernel.errors import Invalid
from core.kernel.priority import Priority
from core.notices.models import Notice
from core.notices.notices import due, mark_said, mark_unsaid, tell
from core.permissions import SYSTEM, Actor
from core.uow import Work
from tests.companies import SettableClock, an_owner, two_companies


async def _tell(work: Work, actor: Actor, key: str, **more: object) -> None:
    async with work.begin(actor) as uow:
        assert actor.person_id is not None
        due_at = uow.now + timedelta(minutes=5) if more.get("later") else None
        await tell(uow, person_id=actor.person_id, key=key, kind="quote_accepted", facts={"by": key}, due_at=due_at)


async def _due(work: Work, limit: int = 100) -> list[str]:
    async with work.database.writing() as session:
        return [notice.key for notice in await due(session, work.clock(), limit)]


async def test_a_notice_says_what_to_whom_and_in_which_language(work: Work) -> None:
    owner = await an_owner(work)
    await _tell(work, owner, "quote:1")
    async with work.database.writing() as session:
        (notice,) = await due(session, work.clock())
    assert (notice.person_id, notice.company_id, notice.language) == (owner.person_id, owner.company_id, "fr")
    assert (notice.kind, notice.facts, notice.zone) == ("quote_accepted", {"by": "quote:1"}, "Europe/Paris")
    assert notice.telegram_id > 0


async def test_the_same_fact_is_told_once_and_each_person_is_told(work: Work) -> None:
    one, other = await two_companies(work)
    for actor in (one, one, other):
        await _tell(work, actor, "quote:1")
    assert await _due(work) == ["quote:1", "quote:1"]


async def test_a_notice_for_later_waits_for_its_time(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    await _tell(work, owner, "later", later=True)
    assert await _due(work) == []
    clock.advance(minutes=5)
    assert await _due(work) == ["later"]


async def test_what_was_said_is_not_due_any_more_and_is_not_told_again(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    await _tell(work, owner, "quote:1")
    async with work.database.writing() as session:
        said = await due(session, clock())
        await mark_said(session, [notice.id for notice in said], clock())
    clock.advance(hours=1)
    async with work.database.writing() as session:
        await mark_said(session, [notice.id for notice in said], clock())
    await _tell(work, owner, "quote:1")
    assert await _due(work) == []
    async with work.read(owner) as db:
        assert (await db.session.scalars(select(Notice.said_at))).one() == clock() - timedelta(hours=1)


async def test_the_oldest_come_first_and_not_more_than_asked(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    for key in "abc":
        await _tell(work, owner, key)
        clock.advance(seconds=1)
    assert await _due(work, limit=2) == ["a", "b"]


async def test_the_most_urgent_come_before_the_oldest_and_none_less_urgent_than_asked(
    work: Work, clock: SettableClock
) -> None:
    owner = await an_owner(work)
    for priority in reversed(Priority):
        async with work.begin(owner) as uow:
            key = priority.name
            whom = owner.person_id or 0
            await tell(uow, person_id=whom, key=key, kind="x", facts={}, priority=priority)
        clock.advance(seconds=1)
    assert await _due(work) == [priority.name for priority in Priority]
    async with work.database.writing() as session:
        urgent = await due(session, clock(), least=Priority.ALERT)
        assert [notice.key for notice in urgent] == ["ANSWER", "ALERT"]
        others = await due(session, clock(), but=[notice.id for notice in urgent])
        assert [notice.key for notice in others] == ["DIGEST", "MAILING"]
        assert await due(session, clock(), but_to=[urgent[0].telegram_id]) == []


async def test_what_could_not_be_said_is_due_again(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    await _tell(work, owner, "quote:1")
    async with work.database.writing() as session:
        said = [notice.id for notice in await due(session, clock())]
        await mark_said(session, said, clock())
        await mark_unsaid(session, said)
    assert await _due(work) == ["quote:1"]


async def test_notices_wait_for_somebody_who_blocked_the_bot(work: Work) -> None:
    owner = await an_owner(work)
    await _tell(work, owner, "quote:1")
    async with work.database.writing() as session:
        (notice,) = await due(session, work.clock())
    for change, expected in ((people.unreachable, []), (people.reachable, ["quote:1"])):
        async with work.begin(SYSTEM) as uow:
            await change(uow, notice.telegram_id)
        assert await _due(work) == expected


async def test_a_notice_of_a_refused_action_is_never_said(work: Work) -> None:
    owner = await an_owner(work)

    async def refused() -> None:
        async with work.begin(owner) as uow:
            await tell(uow, person_id=owner.person_id or 0, key="k", kind="x", facts={})
            raise Invalid("name", "")

    with pytest.raises(Invalid):
        await refused()
    assert await _due(work) == []


async def test_two_companies_never_read_each_others_notices(work: Work) -> None:
    one, other = await two_companies(work)
    await _tell(work, one, "quote:1")
    async with work.read(other) as db:
        assert (await db.session.scalars(select(Notice))).all() == []


@pytest.mark.parametrize(
    ("local", "quiet"),
    [("06:59", True), ("07:00", False), ("12:00", False), ("19:59", False), ("20:00", True), ("23:30", True)],
)
async def test_what_is_told_while_the_company_rests_is_silent(
    work: Work, clock: SettableClock, local: str, quiet: bool
) -> None:
    hour, minute = map(int, local.split(":"))
    clock.now = clock.now.replace(hour=hour, minute=minute)  # in Paris
    await _tell(work, await an_owner(work), "quote:1")
    async with work.database.writing() as session:
        (notice,) = await due(session, work.clock())
    assert notice.silent(work.clock()) is quiet


async def test_his_own_quiet_hours_count_by_his_own_clock(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    await _tell(work, owner, "quote:1")
    async with work.begin(owner) as uow:
        await change_hours(uow, Changes(zone="Pacific/Noumea", quiet_from=18 * 60, quiet_to=8 * 60))
    async with work.database.writing() as session:
        (notice,) = await due(session, clock())
    assert notice.silent(clock()), "nine in Paris is seven in the evening there"
    assert notice.zone == "Europe/Paris", "days are the company's"
