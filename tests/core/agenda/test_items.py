"""Reminders, tasks and appointments: said at their hour, once, to whom they are for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.agenda import items, planning
from core.agenda.errors import MomentPast, NotAColleague, NotYours
from core.agenda.items import Wanted, When
from core.agenda.lifecycles import AgendaState
from core.agenda.models import AgendaItem, AgendaKind
from core.company import hours, members
from core.company.hours import Changes
from core.kernel.errors import Changed, IllegalTransition, NotAllowed, NotFound
from core.notices import notices
from core.parties import customers
from core.permissions import Actor, Role
from core.uow import Work
from tests.clockwork import pass_days, pass_time, told
from tests.companies import SettableClock, a_member, an_owner, two_companies

PARIS = ZoneInfo("Europe/Paris")
TUESDAY = date(2026, 11, 24)


async def _noted(work: Work, actor: Actor, text: str = "appeler Girard", **facts: Any) -> AgendaItem:
    kind = facts.pop("kind", AgendaKind.REMINDER)
    async with work.begin(actor) as uow:
        return await items.create(uow, Wanted(kind=kind, text=text, **facts))


async def _asked(work: Work, author: Actor, assignee: Actor, **facts: Any) -> AgendaItem:
    return await _noted(work, author, kind=AgendaKind.TASK, assignee_id=assignee.person_id, **facts)


async def _read(work: Work, actor: Actor, item: AgendaItem) -> AgendaItem:
    async with work.read(actor) as db:
        return await items.read(db, item.id)


async def test_a_reminder_is_said_at_its_hour_once(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    await _noted(work, owner, when=When(TUESDAY, 9 * 60))
    assert await pass_time(work, clock, until=datetime(2026, 11, 24, 8, 59, 59, tzinfo=PARIS)) == []
    assert await told(work) == []
    assert await pass_days(work, clock, 30) == [datetime(2026, 11, 24, 9, tzinfo=PARIS)]
    assert await told(work) == [(owner.person_id, "agenda_due", "")]
    assert await told(work) == []


@pytest.mark.parametrize(
    ("when", "rings"),
    [
        (When(TUESDAY), "2026-11-24T08:00"),  # a day without an hour: in the morning
        (When(date(2026, 11, 23)), "2026-11-23T10:00"),  # today, and the morning is over: soon
        (When(None, 18 * 60), "2026-11-23T18:00"),
        (When(None, 8 * 60), "2026-11-24T08:00"),  # that hour is over today
        (When(None, 8 * 60, "weekly:MO"), "2026-11-30T08:00"),
        (When(None, None, "daily"), "2026-11-24T08:00"),
        (When(None, 17 * 60, "daily"), "2026-11-23T17:00"),
    ],
)
async def test_what_is_not_said_of_the_moment_is_as_people_mean_it(
    work: Work, clock: SettableClock, when: When, rings: str
) -> None:
    owner = await an_owner(work)
    item = await _noted(work, owner, when=when)
    assert item.rings_at == datetime.fromisoformat(rings).replace(tzinfo=PARIS)


async def test_an_appointment_is_said_an_hour_before(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    await _noted(work, owner, kind=AgendaKind.APPOINTMENT, when=When(TUESDAY, 14 * 60))
    assert await pass_days(work, clock, 3) == [datetime(2026, 11, 24, 13, tzinfo=PARIS)]


async def test_nobody_is_reminded_at_a_moment_that_is_over(work: Work) -> None:
    owner = await an_owner(work)
    with pytest.raises(MomentPast) as refusal:
        await _noted(work, owner, when=When(date(2026, 11, 23), 8 * 60))
    assert refusal.value.moment.isoformat() == "2026-11-23T08:00:00+01:00"


async def test_the_hour_is_that_of_whoever_asks(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        await hours.change_hours(uow, Changes(zone="Indian/Reunion"))
    await _noted(work, owner, when=When(TUESDAY, 9 * 60))
    assert await pass_days(work, clock, 3) == [datetime(2026, 11, 24, 6, tzinfo=PARIS)]


async def test_what_comes_back_keeps_its_hour_over_the_change_of_the_clocks(work: Work, clock: SettableClock) -> None:
    clock.now = datetime(2027, 3, 20, 9, tzinfo=PARIS)
    owner = await an_owner(work)
    await _noted(work, owner, when=When(None, 8 * 60, "weekly:MO"))
    rung, heard = [], 0
    for _week in range(3):
        rung += await pass_days(work, clock, 6)
        heard += len(await told(work))
    assert [moment.astimezone(PARIS).isoformat() for moment in rung] == [
        "2027-03-22T08:00:00+01:00",
        "2027-03-29T08:00:00+02:00",
        "2027-04-05T08:00:00+02:00",
    ]
    assert heard == 3


async def test_of_a_series_that_nobody_heard_the_last_is_told(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    await _noted(work, owner, when=When(None, 8 * 60, "daily"))
    await _noted(work, owner, text="autre", when=When(TUESDAY, 8 * 60))
    assert len(await pass_days(work, clock, 5)) == 5
    assert len(await told(work)) == 2


async def test_what_was_missed_while_nothing_ran_is_said_once_and_goes_on(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    await _noted(work, owner, when=When(None, 8 * 60, "daily"))
    clock.advance(days=10, hours=3)
    assert await pass_days(work, clock, 0) == [clock.now]
    assert len(await told(work)) == 1
    assert len(await pass_days(work, clock, 2)) == 2, "the next ones come on their days"


async def test_what_is_done_or_cancelled_is_not_said(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    done, gone = [await _noted(work, owner, when=When(TUESDAY, at)) for at in (540, 600)]
    async with work.begin(owner) as uow:
        await items.finish(uow, done.id, version=done.version)
        await items.cancel(uow, gone.id)
    assert await pass_days(work, clock, 3) == []
    assert (await _read(work, owner, done)).state is AgendaState.DONE


async def test_a_task_of_every_week_that_is_done_early_comes_back_all_the_same(
    work: Work, clock: SettableClock
) -> None:
    owner = await an_owner(work)
    item = await _noted(work, owner, when=When(None, 8 * 60, "weekly:TU"))
    async with work.begin(owner) as uow:
        await items.finish(uow, item.id)
    assert await pass_days(work, clock, 9) == [datetime(2026, 12, 1, 8, tzinfo=PARIS)]


async def test_cancelled_once_it_has_rung_a_series_ends(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    item = await _noted(work, owner, when=When(None, 8 * 60, "weekly:TU"))
    assert len(await pass_days(work, clock, 8)) == 2
    async with work.begin(owner) as uow:
        await items.cancel(uow, item.id)
    assert await pass_days(work, clock, 30) == []


async def test_not_this_time_it_comes_back_all_the_same(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    item = await _noted(work, owner, when=When(None, 8 * 60, "weekly:TU"))
    async with work.begin(owner) as uow:
        await items.skip(uow, item.id)  # before its hour
    assert await pass_days(work, clock, 9) == [datetime(2026, 12, 1, 8, tzinfo=PARIS)]
    async with work.read(owner) as db:
        assert await planning.goes_on(db, await items.read(db, item.id)) == "weekly:TU"
    async with work.begin(owner) as uow:
        (rung,) = [one for one in await planning.to_do(uow) if one.rung_at is not None]
        await items.skip(uow, rung.id)  # once it has rung
    assert await pass_days(work, clock, 7) == [datetime(2026, 12, 8, 8, tzinfo=PARIS)]


@pytest.mark.parametrize("author_goes", [False, True])
async def test_what_somebody_was_to_do_who_goes_is_told(work: Work, author_goes: bool) -> None:
    owner = await an_owner(work)
    karim = await a_member(work, owner.company_id or 0)
    mehdi = await a_member(work, owner.company_id or 0, role=Role.TECHNICIAN, name="Mehdi")
    item = await _asked(work, karim, mehdi, when=When(TUESDAY, 600))
    await _noted(work, mehdi, text="dentiste", when=When(TUESDAY, 900))
    async with work.begin(mehdi) as uow:
        await items.answer(uow, item.id, accepted=True)
    await told(work)
    for gone in (karim, mehdi) if author_goes else (mehdi,):
        async with work.begin(owner) as uow:
            (member_id,) = [one.id for one in await members.team(uow) if one.person_id == gone.person_id]
            await members.block(uow, member_id)
    async with work.database.writing() as session:
        found = await notices.due(session, work.clock())
    hears = owner if author_goes else karim
    assert [(one.person_id, one.kind, one.facts["items"]) for one in found if one.kind == "agenda_left"] == [
        (hears.person_id, "agenda_left", [item.id])
    ]


async def test_in_an_hour_is_an_hour_while_the_clocks_change(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    clock.now = datetime(2027, 10, 31, 2, 32, tzinfo=PARIS).astimezone(UTC)  # shown twice: the first
    item = await _noted(work, owner, when=When(date(2027, 11, 2)))
    async with work.begin(owner) as uow:
        await items.move(uow, item.id, when=When(date(2027, 10, 31), 2 * 60 + 33))
        moved = await items.snooze(uow, item.id, minutes=60)
    assert moved.rings_at == clock.now + timedelta(hours=1, minutes=1)


async def test_the_same_said_twice_on_a_bad_network_is_one(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    first = await _noted(work, owner, when=When(TUESDAY))
    clock.advance(seconds=20)
    assert (await _noted(work, owner, when=When(TUESDAY))).id == first.id
    assert (await _noted(work, owner, when=When(TUESDAY), text="appeler Martin")).id != first.id
    clock.advance(minutes=10)
    assert (await _noted(work, owner, when=When(TUESDAY))).id != first.id, "much later it is meant"


async def test_put_in_other_words_it_stays_one_thing(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    luc, zoe = [await a_member(work, owner.company_id or 0, name=name) for name in ("Luc", "Zoé")]
    item = await _asked(work, owner, luc, when=When(TUESDAY, 9 * 60))
    assert await told(work) == [(luc.person_id, "agenda_told", "asked")]
    async with work.begin(owner) as uow:
        wanted = Wanted(AgendaKind.TASK, "appeler Martin", When(TUESDAY, 10 * 60), zoe.person_id)
        again = await items.rewrite(uow, item.id, wanted)
    assert (again.id, again.text, again.assignee_id) == (item.id, "appeler Martin", zoe.person_id)
    heard = await told(work)
    assert sorted(heard) == [(luc.person_id, "agenda_told", "cancelled"), (zoe.person_id, "agenda_told", "asked")]
    with pytest.raises(NotFound):
        await _rewritten(work, luc, item)
    with pytest.raises(NotYours):
        await _rewritten(work, zoe, item)
    assert (await pass_days(work, clock, 3))[-1] == datetime(2026, 11, 24, 10, tzinfo=PARIS)


async def _rewritten(work: Work, actor: Actor, item: AgendaItem) -> None:
    async with work.begin(actor) as uow:
        await items.rewrite(uow, item.id, Wanted(AgendaKind.TASK, "rien"))


async def test_what_a_colleague_asks_for_waits_until_the_leave_is_over(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    luc = await a_member(work, owner.company_id or 0, name="Luc")
    async with work.begin(luc) as uow:
        await hours.change_hours(uow, Changes(leave=(TUESDAY, date(2026, 11, 27))))
        await hours.change_hours(uow, Changes(leave=(date(2026, 12, 28), date(2026, 12, 31))))
    await _noted(work, luc, when=When(date(2026, 11, 26), 9 * 60))
    clock.now = datetime(2026, 11, 24, 9, tzinfo=PARIS)
    gone = await _asked(work, owner, luc, text="gone")
    await _asked(work, owner, luc, when=When(date(2026, 11, 26)))
    async with work.begin(owner) as uow:
        await items.cancel(uow, gone.id)
    await pass_time(work, clock, until=datetime(2026, 11, 27, 23, tzinfo=PARIS))
    assert await told(work) == [(luc.person_id, "agenda_due", "")], "his own rings, the rest waits"
    clock.now = datetime(2026, 11, 30, 7, tzinfo=PARIS)
    heard = [what for person, _kind, what in await told(work) if person == luc.person_id]
    assert heard == ["asked", ""], "nothing of what was called off before he heard of it"


async def test_silence_is_noticed_whoever_moves_it(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    company = owner.company_id or 0
    sales, luc = await a_member(work, company), await a_member(work, company, name="Luc")
    item = await _asked(work, sales, luc, when=When(date(2026, 11, 27)))
    async with work.begin(owner) as uow:
        await items.move(uow, item.id, when=When(date(2026, 11, 30)))
    await told(work)
    await pass_time(work, clock, until=datetime(2026, 11, 24, 9, 1, tzinfo=PARIS))
    assert {what for _person, _kind, what in await told(work)} == {"unanswered"}


async def test_whoever_is_asked_hears_which_customer_it_is_about(work: Work) -> None:
    owner = await an_owner(work)
    luc = await a_member(work, owner.company_id or 0, name="Luc")
    item = await _asked(work, owner, luc)
    await told(work)
    async with work.begin(owner) as uow:
        customer = await customers.create(uow, name="Martin Plomberie")
        await items.relate(uow, item.id, customer_id=customer.id)
    assert await told(work) == [(luc.person_id, "agenda_told", "about")]


async def test_moved_it_is_said_at_the_new_moment_only(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    item = await _noted(work, owner, when=When(TUESDAY, 9 * 60))
    async with work.begin(owner) as uow:
        await items.move(uow, item.id, when=When(TUESDAY + timedelta(days=1)))
    assert await pass_days(work, clock, 5) == [datetime(2026, 11, 25, 9, tzinfo=PARIS)], "the hour stays"
    async with work.begin(owner) as uow:
        await items.snooze(uow, item.id, minutes=60)
    later = clock.now + timedelta(hours=1)
    assert await pass_days(work, clock, 5) == [later]


async def test_a_colleague_is_asked_and_his_answer_reaches_the_author(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    mehdi = await a_member(work, owner.company_id or 0, role=Role.TECHNICIAN, name="Mehdi")
    item = await _asked(work, owner, mehdi, when=When(date(2026, 11, 26)))
    assert await told(work) == [(mehdi.person_id, "agenda_told", "asked")]
    async with work.begin(mehdi) as uow:
        await items.answer(uow, item.id, accepted=False, reason="en congé", version=item.version)
    assert await told(work) == [(owner.person_id, "agenda_told", "refused")]
    refused = await _read(work, owner, item)
    assert (refused.state, refused.reason) == (AgendaState.REFUSED, "en congé")
    await pass_days(work, clock, 2)
    assert await told(work) == [], "an answer is no silence"
    async with work.begin(mehdi) as uow:
        await items.answer(uow, item.id, accepted=True)
        await items.finish(uow, item.id)
    assert [what for _person, _kind, what in await told(work)] == ["accepted", "done"]


async def test_silence_for_a_day_goes_up_once(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    company = owner.company_id or 0
    sales = await a_member(work, company)
    mehdi = await a_member(work, company, role=Role.TECHNICIAN, name="Mehdi")
    await _asked(work, sales, mehdi)
    await told(work)
    assert await pass_time(work, clock, until=datetime(2026, 11, 24, 8, 59, tzinfo=PARIS)) == []
    assert await pass_days(work, clock, 10) == [datetime(2026, 11, 24, 9, tzinfo=PARIS)]
    heard = await told(work)
    assert {person for person, _kind, _what in heard} == {sales.person_id, mehdi.person_id, owner.person_id}
    assert {what for _person, _kind, what in heard} == {"unanswered"}
    assert await pass_days(work, clock, 10) == []


async def test_nobody_is_asked_at_night_unless_it_is_urgent(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    mehdi = await a_member(work, owner.company_id or 0, role=Role.TECHNICIAN, name="Mehdi")
    clock.now = datetime(2026, 11, 20, 21, tzinfo=PARIS)  # Friday night
    await _asked(work, owner, mehdi)
    await _asked(work, owner, mehdi, urgent=True)
    assert await told(work) == [(mehdi.person_id, "agenda_told", "asked")]
    clock.now = datetime(2026, 11, 23, 6, 59, tzinfo=PARIS)
    assert await told(work) == []
    clock.advance(minutes=1)
    assert await told(work) == [(mehdi.person_id, "agenda_told", "asked")]


async def test_only_those_whom_it_concerns_see_it_and_step_it(work: Work) -> None:
    owner, other = await two_companies(work)
    company = owner.company_id or 0
    sales, colleague = await a_member(work, company), await a_member(work, company, name="Luc")
    private = await _noted(work, sales)
    task = await _asked(work, sales, colleague)
    for stranger, item in ((owner, private), (colleague, private), (other, private), (other, task)):
        with pytest.raises(NotFound):
            await _read(work, stranger, item)
    assert (await _read(work, owner, task)).id == task.id, "who leads sees the tasks"
    with pytest.raises(NotYours):
        async with work.begin(colleague) as uow:
            await items.cancel(uow, task.id)
    with pytest.raises(NotYours):
        async with work.begin(sales) as uow:
            await items.answer(uow, task.id, accepted=True)


async def test_only_colleagues_are_asked(work: Work) -> None:
    owner, other = await two_companies(work)
    customer = await a_member(work, owner.company_id or 0, role=Role.CUSTOMER, name="Client")
    for somebody in (other, customer):
        with pytest.raises(NotAColleague):
            await _asked(work, owner, somebody)
    with pytest.raises(NotAllowed):
        await _noted(work, customer)


async def test_a_stale_card_changes_nothing(work: Work) -> None:
    owner = await an_owner(work)
    item = await _noted(work, owner, when=When(TUESDAY))
    async with work.begin(owner) as uow:
        await items.finish(uow, item.id, version=1)
    with pytest.raises(Changed):
        async with work.begin(owner) as uow:
            await items.finish(uow, item.id, version=1)
    with pytest.raises(IllegalTransition):
        async with work.begin(owner) as uow:
            await items.finish(uow, item.id)


async def test_it_is_given_to_somebody_else(work: Work) -> None:
    owner = await an_owner(work)
    one, other = [await a_member(work, owner.company_id or 0, name=name) for name in ("Luc", "Zoé")]
    item = await _asked(work, owner, one)
    await told(work)
    async with work.begin(owner) as uow:
        await items.give(uow, item.id, assignee_id=other.person_id or 0)
    assert await told(work) == [(other.person_id, "agenda_told", "asked")]
    with pytest.raises(NotFound):
        await _read(work, replace(one), item)
