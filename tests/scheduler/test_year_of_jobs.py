"""A whole year of every job: all is done on its day, once, though the program dies and is away at any moment."""

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event, select

from core.alarms import alarms
from core.audit import verifying
from core.audit.models import Closing, Period
from core.db.appending import AppendingSession
from core.dunning.models import Reminder
from core.dunning.rules import USUAL_DAYS
from core.files import FileStore
from core.invoicing import reads
from core.invoicing.models import Invoice
from core.journal import Entry
from core.kernel.workdays import is_working
from core.messages.models import Inbox
from core.notices import notices
from core.permissions import SYSTEM, Actor
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote
from core.uow import Work
from scheduler.bell import Bell
from scheduler.clock import JOBS, KEPT, Job, archiving, catch_up, run_job, trigger
from tests.companies import SettableClock
from tests.core.audit.books import tamper
from tests.core.dunning.desk import Desk, a_desk

PARIS = ZoneInfo("Europe/Paris")
FIRST = datetime(2027, 1, 1, 6, tzinfo=PARIS)
LAST = datetime(2028, 1, 12, 12, tzinfo=PARIS)  # the year is closed and archived

Deed = tuple[datetime, Callable[[], Awaitable[object]]]


class _Killed(BaseException):
    """The program is gone."""


@dataclass(frozen=True)
class _Told:
    """What was said to somebody, by its key, and when."""

    person_id: int
    kind: str
    key: str
    at: datetime


@dataclass
class _Program:
    """Carnet as it runs now and then: started, killed inside or right behind a transaction, away, started again."""

    work: Work
    clock: SettableClock
    jobs: Sequence[Job]
    dice: random.Random
    up: list[tuple[datetime, datetime]] = field(default_factory=list)  # from when to when it ran
    ran: list[tuple[str, datetime]] = field(default_factory=list)  # jobs that came to their end
    told: list[_Told] = field(default_factory=list)
    kills: int = 0
    fatal: bool = False
    heard: bool = False  # somebody is to be told something, or an alarm was set

    async def live(self, until: datetime, deeds: Sequence[Deed]) -> None:
        """All that is due until then, in its order; people do what they do once the program is there."""
        waiting = sorted(deeds, key=lambda deed: deed[0])
        while self.clock.now < until:
            since = self.clock.now
            try:
                await self._run(until, waiting)
            except _Killed:
                self.kills += 1
            self.up.append((since, self.clock.now))
            self.clock.advance(minutes=self.dice.choice((1, 20, 300, 900, 2000, 7000)))

    async def _run(self, until: datetime, waiting: list[Deed]) -> None:
        end = min(until, self.clock.now + timedelta(hours=self.dice.randrange(2, 90)))
        with self._alone():
            self._note(await catch_up(self.work, self.jobs))
        jobs = {job.name: job for job in self.jobs}
        runs = {name: self._after(job, self.clock.now) for name, job in jobs.items()}
        rings = await self._spoken()
        while True:
            due = min(runs, key=lambda name: runs[name])
            deed = waiting[0][0] if waiting else end
            moment = max(min(runs[due], rings or end, deed), self.clock.now)
            if moment >= end:
                self.clock.now = end
                return
            self.clock.now, before = moment, self.clock.now
            if deed <= moment:
                await waiting.pop(0)[1]()
            elif rings is not None and rings <= moment:
                with self._alone():
                    await Bell(self.work).ring()
            else:
                with self._alone():
                    await run_job(self.work, jobs[due])
                self._note([due])
                runs[due] = self._after(jobs[due], moment)
            if self.heard or moment.hour != before.hour:
                rings = await self._spoken()

    def hear(self, left: dict[str, Any]) -> None:
        """What a transaction left in its session when it was committed."""
        self.heard = self.heard or bool(left.get(alarms.SET) or left.get(notices.TOLD))

    def _note(self, names: Sequence[str]) -> None:
        self.ran += [(name, self.clock.now) for name in names]

    async def _spoken(self) -> datetime | None:
        """Say what is to be said now, as the conversation's speaker does; returns when the next alarm rings."""
        self.heard = False
        async with self.work.database.writing() as session:
            due = await notices.due(session, self.clock(), 100)
            await notices.mark_said(session, [one.id for one in due], self.clock())
            rings = await alarms.next_moment(session)
        self.told += [_Told(one.person_id, one.kind, one.key, self.clock.now) for one in due]
        return rings

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """What the program does by itself: it may die at any of its commits."""
        self.fatal = True
        try:
            yield
        finally:
            self.fatal = False

    def _after(self, job: Job, moment: datetime) -> datetime:
        fires: datetime | None = trigger(job).get_next_fire_time(moment, moment)
        assert fires is not None
        return fires.astimezone(PARIS)


@contextmanager
def _dying(program: _Program) -> Iterator[None]:
    """Now and then a commit is its last: it dies before it, or right behind it."""

    def strike(_session: object) -> None:
        if program.fatal and program.dice.random() < 0.012:
            raise _Killed

    moments = ("before_commit", "after_commit")
    for moment in moments:
        event.listen(AppendingSession, moment, strike, propagate=True)
    try:
        yield
    finally:
        for moment in moments:
            event.remove(AppendingSession, moment, strike)


@dataclass
class _Year:
    """What people do: each month a message, a quote and an invoice; each second invoice is paid late, the others never.
    In June somebody changes an invoice behind the program's back, and changes it back two weeks later."""

    desk: Desk
    paid_on: dict[int, date] = field(default_factory=dict)  # by invoice

    def deeds(self) -> list[Deed]:
        months: list[Deed] = [
            (datetime(2027, month, 5, 10, tzinfo=PARIS), partial(self._month, month)) for month in range(1, 13)
        ]
        return [
            *months,
            *((moment + timedelta(days=7), self._pay) for moment, _do in months[::2]),
            (datetime(2027, 6, 15, 12, tzinfo=PARIS), partial(self._alter, "net + 1")),
            (datetime(2027, 6, 29, 12, tzinfo=PARIS), partial(self._alter, "net - 1")),
        ]

    async def _month(self, month: int) -> None:
        work = self.desk.work
        invoice = await self.desk.till.issued(str(100 * month))
        if month % 2:
            self.paid_on[invoice.id] = date.max
        await self.desk.till.trade.validated()
        async with work.database.writing() as session:
            session.add(Inbox(update_id=month, payload={}, received_at=work.clock(), done_at=work.clock()))

    async def _pay(self) -> None:
        waiting = next(one for one, day in self.paid_on.items() if day == date.max)
        async with self.desk.work.read(self.desk.till.manager) as db:
            invoice = await reads.read(db, waiting)
        await self.desk.till.receive(str(invoice.payable), invoice)
        self.paid_on[waiting] = self.desk.clock.now.date()

    async def _alter(self, net: str) -> None:
        await tamper(self.desk.work, f"UPDATE invoice SET net = {net} WHERE id = (SELECT min(id) FROM invoice)")


def _first_after(moment: datetime, program: _Program) -> datetime | None:
    """When the program was there first from that moment on, and lived to do something."""
    return next((max(since, moment) for since, until in program.up if until > max(since, moment)), None)


def _digests(program: _Program, kind: str, person: Actor) -> Counter[str]:
    return Counter(one.key for one in program.told if one.kind == kind and one.person_id == person.person_id)


def _expect_summaries(program: _Program, person: Actor) -> None:
    """At half past six of each working day; of the days that passed while the program was away the last one, once."""
    wanted: dict[datetime, str] = {}
    for number in range((LAST - FIRST).days):
        day = FIRST.date() + timedelta(days=number)
        there = _first_after(datetime.combine(day, time(18, 30), PARIS), program)
        if there is not None and is_working(day):
            wanted[there] = f"summary:{day}"
    told = {one.key: one.at for one in program.told if one.kind == "summary" and one.person_id == person.person_id}
    assert set(_digests(program, "summary", person).values()) == {1}
    more = set(told) - set(wanted.values())  # it died right behind what it had just done, and was away another day
    assert len(more) < 10
    assert {at: key for key, at in told.items() if key not in more} == wanted


def _expect_briefs(program: _Program, person: Actor) -> None:
    """At half past seven of each working day, or later that day."""
    told = _digests(program, "brief", person)
    assert set(told.values()) == {1}
    at = {one.key: one.at for one in program.told if one.kind == "brief" and one.person_id == person.person_id}
    for number in range((LAST - FIRST).days):
        day = FIRST.date() + timedelta(days=number)
        there = _first_after(datetime.combine(day, time(7, 30), PARIS), program)
        if there is not None and there.date() == day and is_working(day):
            assert at.pop(f"brief:{day}") == there
    assert len(at) < 10, "it died right behind it: what is said another day says nothing of this one"


async def _expect_expired(desk: Desk, program: _Program) -> None:
    """Each quote ends with the midnight behind its last day, or with the next run; whoever made them is told by day."""
    async with desk.work.read(desk.till.manager) as db:
        made = (await db.session.scalars(select(Quote))).all()
        ended = (await db.session.execute(select(Entry.subject_id, Entry.at).where(Entry.kind == "QuoteLapsed"))).all()
    assert [one.state for one in made] == [QuoteState.EXPIRED] * 13
    assert sorted(row.subject_id for row in ended) == sorted(one.id for one in made)
    ends = {row.subject_id: row.at.astimezone(PARIS) for row in ended}
    for one in made:
        assert one.valid_until is not None
        midnight = datetime.combine(one.valid_until + timedelta(days=1), time(), PARIS)
        run = next(at for name, at in program.ran if name == "expire-quotes" and at >= midnight)
        assert midnight <= ends[one.id] <= run
    told = [one for one in program.told if one.kind == "quotes_expired"]
    assert len(told) == len({one.key for one in told})
    for notice in told:
        morning = datetime.combine(date.fromisoformat(notice.key.removeprefix("quotes_expired:")), time(7), PARIS)
        assert notice.at >= morning, "the quiet hours of that night are over"


async def _expect_reminded(desk: Desk, program: _Program, year: _Year) -> None:
    """The first level leaves with the first run of a working day that is three days late or more; each once, none
    early, none at night, none on a holiday, none once it is paid, and no formal notice by itself."""
    async with desk.work.read(desk.till.manager) as db:
        left = (await db.session.scalars(select(Reminder).order_by(Reminder.id))).all()
        rows = await db.session.execute(select(Invoice.id, Invoice.due_on))
    due = {row.id: row.due_on for row in rows}
    runs = [at for name, at in program.ran if name == "dun" and 8 <= at.hour < 19 and is_working(at.date(), "69003")]
    levels: dict[int, list[int]] = {}
    for one in left:
        at = one.sent_at.astimezone(PARIS)
        assert one.sent_on == at.date()
        assert is_working(one.sent_on, "69003")
        assert 8 <= at.hour < 19
        assert (one.sent_on - due[one.invoice_id]).days >= USUAL_DAYS[one.level - 1]
        assert one.sent_on <= year.paid_on.get(one.invoice_id, date.max)
        assert not one.formal
        levels.setdefault(one.invoice_id, []).append(one.level)
        if one.level == 1:
            assert one.sent_on <= next(day for day in runs if (day.date() - due[one.invoice_id]).days >= 3).date()
    for invoice_id, due_on in due.items():
        if invoice_id not in year.paid_on and (LAST.date() - due_on).days > 40:
            assert levels[invoice_id] == [1, 2, 3]
    assert sum(1 for one in year.paid_on if levels.get(one) == [1]) >= 2


async def _expect_closed(desk: Desk) -> None:
    """Each month and the year are closed once, the year is archived, and the books are whole."""
    async with desk.work.read(replace(SYSTEM, company_id=desk.till.trade.company_id)) as db:
        closed = (await db.session.scalars(select(Closing).order_by(Closing.id))).all()
        findings = await verifying.verify(db)
    assert [one.starts_on.month for one in closed if one.period is Period.MONTH] == list(range(1, 13))
    assert [bool(one.archive_sha256) for one in closed if one.period is Period.YEAR] == [True]
    assert findings.broken == []


async def _expect_forgotten(work: Work, program: _Program) -> None:
    """What is older than ninety days at the last night is gone, and nothing else."""
    night = max(at for name, at in program.ran if name == "forget-messages")
    async with work.database.reading() as session:
        kept = (await session.execute(select(Inbox.update_id, Inbox.received_at))).all()
    assert all(row.received_at >= night - KEPT for row in kept)
    assert {row.update_id for row in kept} >= {11, 12}


def _expect_found(program: _Program) -> None:
    """What was changed behind the program's back in June is told the nights that it lasts, and no other."""
    told = sorted({one.key.removeprefix("chain_broken:") for one in program.told if one.kind == "chain_broken"})
    assert told, "it was found"
    assert all("2027-06-16" <= day <= "2027-07-02" for day in told)
    assert not [one for one in program.told if one.kind == "stock_differs"]


async def test_a_year_of_every_job(work: Work, clock: SettableClock, tmp_path: Path) -> None:
    clock.now = FIRST
    desk = await a_desk(work, clock)
    await desk.set_up(automatic=True)
    await desk.till.trade.sent()  # his customer is in a chat
    program = _Program(work, clock, (*JOBS, archiving(FileStore(tmp_path))), random.Random(2027))
    work.listeners.append(program.hear)
    year = _Year(desk)
    with _dying(program):
        await program.live(LAST, year.deeds())
    assert program.kills > 100
    assert {name for name, _at in program.ran} == {job.name for job in program.jobs}
    _expect_summaries(program, desk.till.manager)
    for person in (desk.till.manager, desk.till.trade.seller, desk.accountant):
        _expect_briefs(program, person)
    await _expect_expired(desk, program)
    await _expect_reminded(desk, program, year)
    await _expect_closed(desk)
    await _expect_forgotten(work, program)
    _expect_found(program)
