"""The summary and the brief: each at its moment, once, whatever happens to the clock, the hours and the program."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from core.company import hours
from core.company.hours import Changes
from core.company.models import Member
from core.kernel.errors import Invalid, NotAllowed, NotFound
from core.notices.models import Notice
from core.permissions import SYSTEM, Actor, Role
from core.reporting import digests, questions
from core.reporting.digests import Digest
from core.reporting.errors import TooManyQuestions
from core.uow import Work
from scheduler.bell import Bell
from tests.clockwork import pass_days, pass_time
from tests.companies import SettableClock, a_member, an_owner

PARIS = ZoneInfo("Europe/Paris")


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


async def wait(work: Work, owner: Actor) -> int:
    async with work.begin(replace(SYSTEM, company_id=owner.company_id)) as uow:
        return await digests.wait_for_all(uow)


async def told(work: Work, person: Actor, kind: str) -> Sequence[tuple[str, datetime]]:
    """The days that this person was told of, and when."""
    async with work.read(replace(SYSTEM, company_id=person.company_id)) as db:
        rows = select(Notice).where(Notice.person_id == person.person_id, Notice.kind == kind).order_by(Notice.id)
        return [(one.facts.get("day", ""), one.due_at.astimezone(PARIS)) for one in await db.session.scalars(rows)]


async def test_who_leads_gets_both_and_the_others_the_brief(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    assert owner.company_id is not None
    seller = await a_member(work, owner.company_id)
    customer = await a_member(work, owner.company_id, role=Role.CUSTOMER, name="Marc")
    assert await wait(work, owner) == 3
    assert await wait(work, owner) == 0, "what waits is left alone"
    await pass_time(work, clock, until=at(2026, 11, 24, 8))
    assert await told(work, owner, "summary") == [("2026-11-23", at(2026, 11, 23, 18, 30))]
    assert await told(work, owner, "brief") == [("2026-11-24", at(2026, 11, 24, 7, 30))]
    assert await told(work, seller, "summary") == []
    assert await told(work, seller, "brief") == [("2026-11-24", at(2026, 11, 24, 7, 30))]
    assert await told(work, customer, "brief") == []


async def test_over_a_year_each_day_of_work_once_at_the_wall_time(work: Work, clock: SettableClock) -> None:
    """Both changes of the clocks, the holidays, a new process each week."""
    owner = await an_owner(work)
    await wait(work, owner)
    for _week in range(53):
        await pass_days(work, clock, 7)
        await Bell(work).ring()
    days = await told(work, owner, "summary")
    assert len({day for day, _moment in days}) == len(days)
    assert {(moment.hour, moment.minute) for _day, moment in days} == {(18, 30)}
    assert all(date.fromisoformat(day) == moment.date() for day, moment in days)
    assert all(date.fromisoformat(day).isoweekday() <= 5 for day, _moment in days)
    said = {day for day, _moment in days}
    assert {"2026-12-25", "2027-01-01", "2027-05-06"} & said == set()
    assert {"2027-03-26", "2027-03-30", "2027-10-29", "2026-11-23"} <= said


async def test_what_was_missed_is_told_once_for_the_last_day_of_work(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    await wait(work, owner)
    clock.now = at(2026, 12, 5, 11)  # a Saturday
    await Bell(work).ring()
    await Bell(work).ring()
    assert [day for day, _moment in await told(work, owner, "summary")] == ["2026-12-04"]
    assert await told(work, owner, "brief") == [], "a brief is of no use afterwards"
    await pass_time(work, clock, until=at(2026, 12, 7, 19))
    assert [day for day, _moment in await told(work, owner, "summary")] == ["2026-12-04", "2026-12-07"]


async def test_a_start_that_dies_before_it_rings_loses_no_summary(work: Work, clock: SettableClock) -> None:
    """The job that sets the next digests has run, the one that was missed has not rung: two wait the next evening."""
    owner = await an_owner(work)
    await wait(work, owner)
    clock.now = at(2026, 11, 24, 4)
    await wait(work, owner)
    clock.now = at(2026, 11, 24, 19)
    await Bell(work).ring()
    async with work.read(owner) as db:
        waiting = (await db.session.scalars(select(Notice.key).where(Notice.said_at.is_(None)))).all()
    assert "summary:2026-11-24" in waiting


async def test_another_time_holds_from_the_same_day_and_no_day_is_told_twice(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    await wait(work, owner)
    await pass_time(work, clock, until=at(2026, 11, 23, 18, 45))
    async with work.begin(owner) as uow:
        await digests.set_time(uow, Digest.SUMMARY, at=19 * 60)
    await pass_time(work, clock, until=at(2026, 11, 24, 20))
    assert await told(work, owner, "summary") == [
        ("2026-11-23", at(2026, 11, 23, 18, 30)),
        ("2026-11-24", at(2026, 11, 24, 19)),
    ]
    async with work.begin(owner) as uow:
        await digests.set_time(uow, Digest.SUMMARY, at=None)
    await wait(work, owner)
    await pass_days(work, clock, 5)
    assert len(await told(work, owner, "summary")) == 2


async def test_the_brief_follows_ones_own_zone_and_the_summary_the_companys(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    await wait(work, owner)
    async with work.begin(owner) as uow:
        await hours.change_hours(uow, Changes(zone="Indian/Reunion"))
    assert await wait(work, owner) == 1, "what waited at the old moment is moved"
    await pass_time(work, clock, until=at(2026, 11, 24, 9))
    (brief,) = await told(work, owner, "brief")
    assert brief[1].astimezone(UTC) == datetime(2026, 11, 24, 3, 30, tzinfo=UTC)
    assert [moment for _day, moment in await told(work, owner, "summary")] == [at(2026, 11, 23, 18, 30)]


async def test_who_is_gone_or_may_no_more_gets_nothing(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    assert owner.company_id is not None
    manager = await a_member(work, owner.company_id, role=Role.MANAGER, name="Léa")
    await wait(work, owner)
    async with work.begin(replace(SYSTEM, company_id=owner.company_id)) as uow:
        member = await uow.session.scalar(select(Member).where(Member.person_id == manager.person_id))
        assert member is not None
        member.role = Role.TECHNICIAN
    await pass_time(work, clock, until=at(2026, 11, 24, 20))
    assert await told(work, manager, "summary") == []
    assert len(await told(work, manager, "brief")) == 1


async def test_times_and_rights_are_checked(work: Work) -> None:
    owner = await an_owner(work)
    assert owner.company_id is not None
    seller = await a_member(work, owner.company_id)
    for actor, digest, minutes, refusal in (
        (owner, Digest.SUMMARY, 3000, Invalid),
        (seller, Digest.SUMMARY, 600, NotAllowed),
    ):
        with pytest.raises(refusal):
            async with work.begin(actor) as uow:
                await digests.set_time(uow, digest, at=minutes)


async def test_a_question_is_asked_each_week_once_across_the_change_of_the_clocks(
    work: Work, clock: SettableClock
) -> None:
    owner = await an_owner(work)
    clock.now = at(2027, 3, 20, 9)
    async with work.begin(owner) as uow:
        first = await questions.save(uow, text="ca du mois")
        again = await questions.save(uow, text=" ca du mois ")
        assert again.id == first.id
    for _step in range(4):
        await pass_days(work, clock, 4)
        await Bell(work).ring()
    moments = [moment for _day, moment in await told(work, owner, "question")]
    assert moments == [at(2027, 3, 22, 8), at(2027, 3, 29, 8), at(2027, 4, 5, 8)]
    clock.now = at(2027, 5, 2, 12)
    await Bell(work).ring()
    await Bell(work).ring()
    assert len(await told(work, owner, "question")) == 4, "three missed Mondays make one answer"
    async with work.begin(owner) as uow:
        await questions.drop(uow, first.id)
    await pass_days(work, clock, 30)
    assert len(await told(work, owner, "question")) == 4


async def test_questions_are_ones_own_and_not_too_many(work: Work) -> None:
    owner = await an_owner(work)
    assert owner.company_id is not None
    manager = await a_member(work, owner.company_id, role=Role.MANAGER, name="Léa")
    async with work.begin(owner) as uow:
        kept = await questions.save(uow, text="impayés", weekday=5, at=17 * 60)
    async with work.begin(manager) as uow:
        assert await questions.listed(uow) == []
        with pytest.raises(NotFound):
            await questions.drop(uow, kept.id)
    async with work.begin(owner) as uow:
        for number in range(questions.MOST - 1):
            await questions.save(uow, text=f"question {number}")
        with pytest.raises(TooManyQuestions):
            await questions.save(uow, text="une de trop")
        with pytest.raises(Invalid):
            await questions.save(uow, text="impayés", weekday=8)
