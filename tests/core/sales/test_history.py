"""Any history of quotes, by anybody, in any order: what must hold after each step."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from core.db import Database
from core.journal import Entry
from core.kernel.amounts import amount, percent, quantity
from core.kernel.errors import BusinessError
from core.permissions import SYSTEM, Actor, Role
from core.sales import quotes
from core.sales.lifecycles import QUOTE, QuoteAction, QuoteState, Reason
from core.sales.models import Quote
from core.uow import Work
from tests.companies import SettableClock, an_owner
from tests.core.sales.trade import Trade, Verb, a_trade, accepting, adding, work_hours
from tests.databases import copied, opened

A = QuoteAction
NUMBERED = set(QuoteState) - {QuoteState.DRAFT, QuoteState.CANCELLED}
Change = Callable[[Quote, int, int | None], Verb]  # of a quote, by a number, for somebody who saw that version

CHANGES: dict[str, Change] = {
    "quantity": lambda quote, value, seen: (
        lambda uow, key: quotes.set_line(uow, key, _some_line(quote), quantity=quantity(value), version=seen)
    ),
    "discount": lambda quote, value, seen: (
        lambda uow, key: quotes.set_discount(uow, key, discount_amount=amount(value), version=seen)
    ),
    "more": lambda quote, value, seen: adding(work_hours(price="12.34"), version=seen),
    "fewer": lambda quote, value, seen: lambda uow, key: quotes.remove_line(uow, key, _some_line(quote), version=seen),
}
STEPS: dict[QuoteAction, Callable[[int | None], Verb]] = {
    A.VALIDATE: lambda seen: lambda uow, key: quotes.validate(uow, key, version=seen),
    A.CANCEL: lambda seen: lambda uow, key: quotes.cancel(uow, key, version=seen),
    A.RESTORE: lambda seen: lambda uow, key: quotes.restore(uow, key, version=seen),
    A.SEND: lambda seen: lambda uow, key: quotes.send(uow, key, version=seen),
    A.ACCEPT: lambda seen: lambda uow, key: accepting(uow, key, version=seen),
    A.REFUSE: lambda seen: lambda uow, key: quotes.refuse(uow, key, version=seen),
    A.LOSE: lambda seen: lambda uow, key: quotes.lose(uow, key, reason=Reason.SILENCE, version=seen),
}


class QuoteHistory(RuleBasedStateMachine):
    """Quotes of one company; the actors are its people, its customer and somebody of another company."""

    fresh_database: Callable[[], Database]
    done: list[bool]  # one for each thing tried that was done, of all examples

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.work = Work(type(self).fresh_database(), SettableClock())
        self.trade, self.actors = self.runner.run(self._people())
        self.ids: list[int] = []

    async def _people(self) -> tuple[Trade, dict[str, Actor]]:
        trade = await a_trade(self.work)
        return trade, {
            "seller": trade.seller,
            "technician": replace(trade.seller, role=Role.TECHNICIAN),
            "customer": replace(trade.seller, role=Role.CUSTOMER, customer_id=trade.customer_id, name="Marc"),
            "elsewhere": await an_owner(self.work, company="Plomberie Martin"),
        }

    def teardown(self) -> None:
        self.runner.run(self.work.database.close())
        self.runner.close()

    @precondition(lambda self: len(self.ids) < 3)
    @rule(lines=st.integers(0, 3), off=st.integers(0, 100))
    def draft(self, lines: int, off: int) -> None:
        asked = [work_hours(price=f"{n * 37}.99", count="1.5") for n in range(1, lines + 1)]

        async def drafted() -> Quote:
            async with self.work.begin(self.trade.seller) as uow:
                return await quotes.draft(uow, customer_id=self.trade.customer_id, lines=asked, discount=percent(off))

        self.ids.append(self.runner.run(drafted()).id)

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), name=st.sampled_from(sorted(CHANGES)), value=st.integers(-5, 120))
    def change(self, data: st.DataObject, name: str, value: int) -> None:
        self._attempt(data, self._one(data), A.CHANGE, CHANGES[name], value)

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), legal=st.sampled_from([True, True, False]))
    def step(self, data: st.DataObject, legal: bool) -> None:
        quote = self._one(data)
        open_steps = [action for action in QUOTE.actions(quote.state) if action in STEPS]
        action = data.draw(st.sampled_from(open_steps if legal and open_steps else sorted(STEPS)))
        self._attempt(data, quote, action, lambda _quote, _value, version: STEPS[action](version), 0)

    def _one(self, data: st.DataObject) -> Quote:
        return self.runner.run(self._stored(data.draw(st.sampled_from(self.ids))))[0]

    def _attempt(self, data: st.DataObject, before: Quote, action: QuoteAction, change: Change, value: int) -> None:
        """Do it, or be refused; compare what was stored before and after."""
        right = "customer" if action in (A.ACCEPT, A.REFUSE) else "seller"
        who = data.draw(st.sampled_from([*[right] * 8, *sorted(self.actors)]))
        seen = data.draw(st.sampled_from([None, *[0] * 7, -1, 1]))  # nobody looked, or how far from the present version
        version = None if seen is None else before.version + seen
        facts = self.runner.run(self._stored(before.id))[1]
        done = self.runner.run(self._done(change(before, value, version), before.id, self.actors[who]))
        after, facts_now = self.runner.run(self._stored(before.id))
        if not done:
            assert (_told(after), facts_now) == (_told(before), facts)
            return
        self.done.append(True)
        assert (facts_now, after.version) == (facts + 1, before.version + 1)
        assert after.state is QUOTE.after(before.state, action)
        assert version in (None, before.version)
        assert who == right

    async def _done(self, verb: Verb, quote_id: int, actor: Actor) -> bool:
        try:
            async with self.work.begin(actor) as uow:
                await verb(uow, quote_id)
        except BusinessError:
            return False
        return True

    async def _stored(self, quote_id: int) -> tuple[Quote, int]:
        """The quote and how many facts tell of it."""
        async with self.work.read(self.trade.seller) as db:
            about = (Entry.subject == "quote", Entry.subject_id == quote_id)
            facts = await db.session.scalar(select(func.count()).select_from(Entry).where(*about))
            return await quotes.read(db, quote_id), facts or 0

    async def _all(self) -> Sequence[Quote]:
        async with self.work.read(replace(SYSTEM, company_id=self.trade.seller.company_id)) as db:
            everything = select(Quote).options(joinedload(Quote.lines)).order_by(Quote.id)
            return (await db.session.scalars(everything)).unique().all()

    @invariant()
    def what_is_stored_adds_up(self) -> None:
        for quote in self.runner.run(self._all()):
            totals = quote.totals()
            assert (quote.net, quote.tax, quote.gross) == (totals.net, totals.tax, totals.gross)
            assert quote.gross >= 0

    @invariant()
    def numbers_are_given_once_validated_without_a_gap(self) -> None:
        found = self.runner.run(self._all())
        assert all((quote.number is not None) == (quote.state in NUMBERED) for quote in found)
        numbers = sorted(quote.number for quote in found if quote.number)
        assert numbers == [f"DE2611-{n:04d}" for n in range(1, len(numbers) + 1)]


def _told(quote: Quote) -> tuple[object, ...]:
    lines = [(line.id, line.quantity, line.unit_price) for line in quote.lines]
    return quote.version, quote.state, quote.number, quote.gross, lines


def _some_line(quote: Quote) -> int:
    """A line of the quote, the last one; or one that there is not."""
    return quote.lines[-1].id if quote.lines else 999


@pytest.mark.parametrize(("kind", "examples"), [("sqlite", 15), ("postgresql", 5)])
def test_any_history_keeps_its_promises(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str, examples: int
) -> None:
    def fresh() -> Database:
        if kind == "sqlite":
            return opened(copied(request.getfixturevalue("sqlite_template"), tmp_path / "carnet.db"))
        server, name = (request.getfixturevalue(f"postgresql_{what}") for what in ("server", "database"))
        asyncio.run(server.clear(name))
        return opened(server.url(name))

    deeds: list[bool] = []

    class Here(QuoteHistory):
        fresh_database = staticmethod(fresh)
        done = deeds

    run_state_machine_as_test(Here, settings=settings(max_examples=examples, stateful_step_count=25))
    assert deeds, "all that was tried was refused"
