"""Whose day looks how."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.agenda import feed, items, planning
from core.agenda.items import Wanted, When
from core.agenda.models import AgendaItem, AgendaKind
from core.agenda.planning import DAY_FROM, DAY_TO, LEAST_GAP, gaps_between
from core.kernel.errors import NotAllowed, NotFound
from core.permissions import Actor, Role
from core.uow import Work
from tests.companies import SettableClock, a_member, an_owner, two_companies

TODAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)


async def _noted(
    work: Work, actor: Actor, kind: AgendaKind, text: str, when: When, assignee_id: int | None = None
) -> AgendaItem:
    async with work.begin(actor) as uow:
        return await items.create(uow, Wanted(kind=kind, text=text, when=when, assignee_id=assignee_id))


async def test_a_day_has_its_order_and_its_room(work: Work) -> None:
    owner = await an_owner(work)
    for text, at in (("b", 14 * 60), ("a", 9 * 60), ("c", 15 * 60)):
        await _noted(work, owner, AgendaKind.APPOINTMENT, text, When(TUESDAY, at))
    await _noted(work, owner, AgendaKind.TASK, "sometime", When(TUESDAY))
    async with work.read(owner) as db:
        (day,) = await planning.of_person(db, person_id=owner.person_id or 0, first=TUESDAY, last=TUESDAY)
    assert [one.text for one in day.items] == ["a", "b", "c", "sometime"]
    assert [(gap.start, gap.end) for gap in day.gaps] == [(480, 540), (600, 840), (960, 1080)]
    assert day.late == ()


async def test_what_comes_back_is_in_each_of_its_days(work: Work) -> None:
    owner = await an_owner(work)
    rdv = await _noted(work, owner, AgendaKind.APPOINTMENT, "rdv girard", When(None, 600, "weekly:TU"))
    person_id = owner.person_id or 0
    async with work.read(owner) as db:
        days = await planning.of_person(db, person_id=person_id, first=TUESDAY, last=date(2026, 12, 9))
        assert [found.day for found in days if found.items] == [TUESDAY, date(2026, 12, 1), date(2026, 12, 8)]
        assert {(one.id, one.version, one.company_id) for found in days for one in found.items} == {
            (rdv.id, rdv.version, owner.company_id)
        }
        (everybody,) = await planning.of_everybody(db, date(2026, 12, 15))
        assert [one.text for one in everybody.items] == ["rdv girard"]
        assert [one.id for one in await planning.to_do(db)] == [rdv.id]
    other = await _noted(work, owner, AgendaKind.APPOINTMENT, "chantier", When(date(2026, 12, 8), 630))
    async with work.read(owner) as db:
        assert [one.text for one in await planning.overlapping(db, other)] == ["rdv girard"]


async def test_what_was_not_done_is_late_today_until_it_is_done(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    item = await _noted(work, owner, AgendaKind.TASK, "ranger", When(TUESDAY))
    clock.advance(days=3)
    async with work.read(owner) as db:
        (day,) = await planning.of_person(db, person_id=owner.person_id or 0, first=db.today, last=db.today)
        assert [one.id for one in day.late] == [item.id]
    async with work.begin(owner) as uow:
        await items.finish(uow, item.id)
        (day,) = await planning.of_person(uow, person_id=owner.person_id or 0, first=uow.today, last=uow.today)
        assert day.late == ()


async def test_leaders_see_everybody_but_nobodys_own_reminders(work: Work) -> None:
    owner, stranger = await two_companies(work)
    mehdi = await a_member(work, owner.company_id or 0, role=Role.TECHNICIAN, name="Mehdi")
    await a_member(work, owner.company_id or 0, role=Role.CUSTOMER, name="Client")
    await _noted(work, mehdi, AgendaKind.REMINDER, "dentiste", When(TUESDAY, 600))
    await _noted(work, owner, AgendaKind.TASK, "ranger", When(TUESDAY), assignee_id=mehdi.person_id or 0)
    await _noted(work, stranger, AgendaKind.TASK, "ailleurs", When(TUESDAY))
    async with work.read(owner) as db:
        days = await planning.of_everybody(db, TUESDAY)
        assert [(day.name, [one.text for one in day.items]) for day in days] == [
            ("Marie Dupont", []),
            ("Mehdi", ["ranger"]),
        ]
        assert [one.text for one in await planning.asked(db)] == ["ranger"]
    async with work.read(mehdi) as db:
        (own,) = await planning.of_person(db, person_id=mehdi.person_id or 0, first=TUESDAY, last=TUESDAY)
        assert [one.text for one in own.items] == ["dentiste", "ranger"]
        with pytest.raises(NotAllowed):
            await planning.of_everybody(db, TUESDAY)
        with pytest.raises(NotAllowed):
            await planning.of_person(db, person_id=owner.person_id or 0, first=TUESDAY, last=TUESDAY)


async def test_two_meetings_at_once_are_seen(work: Work) -> None:
    owner = await an_owner(work)
    first = await _noted(work, owner, AgendaKind.APPOINTMENT, "a", When(TUESDAY, 600))
    beside = await _noted(work, owner, AgendaKind.APPOINTMENT, "b", When(TUESDAY, 630))
    after = await _noted(work, owner, AgendaKind.APPOINTMENT, "c", When(TUESDAY, 690))
    async with work.read(owner) as db:
        assert [one.id for one in await planning.overlapping(db, first)] == [beside.id]
        assert [one.id for one in await planning.overlapping(db, after)] == []


async def test_a_calendar_is_read_by_its_address_alone_and_ends_with_it(work: Work) -> None:
    owner = await an_owner(work)
    await _noted(work, owner, AgendaKind.APPOINTMENT, "Réunion ; chantier, <b>", When(TUESDAY, 14 * 60))
    await _noted(work, owner, AgendaKind.TASK, "ranger", When(TUESDAY))
    async with work.begin(owner) as uow:
        token = await feed.open_feed(uow)
    text = (await feed.calendar_of(work, token)).decode()
    assert "DTSTART:20261124T130000Z" in text
    assert "DTEND:20261124T140000Z" in text
    assert "DTSTART;VALUE=DATE:20261124" in text
    assert r"Réunion \; chantier\, <b>" in text
    assert token not in text
    async with work.begin(owner) as uow:
        again = await feed.open_feed(uow)
    with pytest.raises(NotFound):
        await feed.calendar_of(work, token)
    await feed.calendar_of(work, again)
    async with work.begin(owner) as uow:
        await feed.close_feeds(uow)
    for gone in (again, "x" * 43):
        with pytest.raises(NotFound):
            await feed.calendar_of(work, gone)


@given(
    st.lists(st.tuples(st.integers(0, 1440), st.integers(1, 300)).map(lambda busy: (busy[0], sum(busy))), max_size=8)
)
def test_free_time_is_free_and_nothing_free_is_left_out(busy: list[tuple[int, int]]) -> None:
    gaps = gaps_between(busy)
    taken = {minute for start, end in busy for minute in range(start, end)}
    free = {minute for gap in gaps for minute in range(gap.start, gap.end)}
    assert not taken & free
    assert all(DAY_FROM <= gap.start < gap.end <= DAY_TO and gap.end - gap.start >= LEAST_GAP for gap in gaps)
    left = sorted(set(range(DAY_FROM, DAY_TO)) - taken - free)
    runs = [b - a for a, b in zip(left, left[LEAST_GAP - 1 :], strict=False)]
    assert LEAST_GAP - 1 not in runs, "no free half hour is left out"
