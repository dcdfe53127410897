"""No quote is validated under a floor unless somebody who may has agreed to that very version."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from core.db import Database
from core.kernel.amounts import PriceBasis, amount, percent, quantity, unit_price
from core.kernel.errors import BusinessError, Changed, NotAllowed
from core.notices.models import Notice
from core.permissions import Actor, Permission, Role
from core.sales import quotes, templates
from core.sales.errors import BelowFloor
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote
from core.sales.quotes import NewLine
from core.sales.rules import Light
from core.uow import Work
from tests.companies import SettableClock, a_member
from tests.core.sales.trade import Trade, Verb, a_trade, work_hours
from tests.databases import copied, opened


@pytest.fixture
async def guarded(trade: Trade) -> Trade:
    """The radiator at 189 is not sold under 150."""
    await trade.set_product(floor_price=unit_price("150"), cost=unit_price("100"))
    return trade


async def a_manager(trade: Trade) -> Actor:
    return await a_member(trade.work, trade.company_id, role=Role.MANAGER, name="Claire")


async def told(trade: Trade) -> list[tuple[str, int]]:
    async with trade.work.read(trade.seller) as db:
        return [(notice.kind, notice.person_id) for notice in await db.session.scalars(select(Notice))]


def line(trade: Trade, **facts: Any) -> NewLine:
    return replace(trade.radiators("1"), **facts)


CHEAP: dict[str, dict[str, Any]] = {
    "price": {"price": unit_price("149.99")},
    "price with tax": {"price": unit_price("179.98"), "basis": PriceBasis.TTC},
    "discount": {"discount": percent(21)},
    "euros off": {"discount_amount": amount("39.01")},
    "gift": {"quantity": quantity(4), "free": quantity(1)},
    "offered": {"offered": True},
    "option": {"optional": True, "price": unit_price("149.99")},
}


@pytest.mark.parametrize("facts", CHEAP.values(), ids=list(CHEAP))
async def test_whatever_brings_a_line_under_its_floor_stops_the_quote(guarded: Trade, facts: dict[str, Any]) -> None:
    quote = await guarded.draft(work_hours(), line(guarded, **facts))
    with pytest.raises(BelowFloor) as refusal:
        await guarded.done(quotes.validate, quote.id)
    assert refusal.value.lines == ("Radiateur aluminium 1000 W",)
    assert (await guarded.read(quote.id)).state is QuoteState.DRAFT


@pytest.mark.parametrize("facts", [{"discount": percent(21)}, {"discount_amount": amount("50")}])
async def test_a_discount_on_the_whole_quote_counts_for_each_line(guarded: Trade, facts: dict[str, Any]) -> None:
    quote = await guarded.draft(line(guarded), **facts)
    with pytest.raises(BelowFloor):
        await guarded.done(quotes.validate, quote.id)


async def test_an_option_that_the_customer_unticks_brings_no_line_under_its_floor(guarded: Trade) -> None:
    quote = await guarded.draft(line(guarded), work_hours(price="1000", optional=True))
    revision = await guarded.revised_with(quote.id, ticked=1)
    await guarded.done(lambda uow, key: quotes.set_discount(uow, key, discount_amount=amount("100")), revision.id)
    with pytest.raises(BelowFloor):
        await guarded.done(quotes.validate, revision.id)


async def test_exactly_the_floor_is_not_under_it(guarded: Trade) -> None:
    quote = await guarded.draft(line(guarded, price=unit_price("180"), basis=PriceBasis.TTC))
    assert (await guarded.done(quotes.validate, quote.id)).state is QuoteState.VALIDATED


async def test_a_manager_decides_for_himself(guarded: Trade) -> None:
    quote = await guarded.draft(line(guarded, price=unit_price("10")))
    done = await guarded.done(quotes.validate, quote.id, await a_manager(guarded))
    assert done.state is QuoteState.VALIDATED


async def test_whoever_may_is_asked_once_agrees_and_the_salesperson_validates(guarded: Trade) -> None:
    manager = await a_manager(guarded)
    quote = await guarded.draft(line(guarded, price=unit_price("120")))
    for _ in range(2):
        await guarded.done(lambda uow, key: quotes.ask_floor(uow, key, version=quote.version), quote.id)
    asked = [person for kind, person in await told(guarded) if kind == "floor_asked"]
    assert manager.person_id in asked
    assert guarded.seller.person_id not in asked
    assert len(asked) == len(set(asked)) == 2  # the manager and the owner
    for _ in range(2):
        await guarded.done(lambda uow, key: quotes.approve_floor(uow, key, version=quote.version), quote.id, manager)
    assert [kind for kind, _ in await told(guarded)].count("floor_approved") == 1
    assert (await guarded.done(quotes.validate, quote.id)).number == "DE2611-0001"


async def test_an_agreement_holds_for_one_version(guarded: Trade) -> None:
    manager = await a_manager(guarded)
    quote = await guarded.draft(line(guarded, price=unit_price("120")))
    await guarded.done(quotes.approve_floor, quote.id, manager)
    await guarded.done(lambda uow, key: quotes.set_line(uow, key, quote.lines[0].id, price=unit_price("60")), quote.id)
    with pytest.raises(BelowFloor):
        await guarded.done(quotes.validate, quote.id)
    with pytest.raises(Changed):
        await guarded.done(lambda uow, key: quotes.approve_floor(uow, key, version=quote.version), quote.id, manager)


async def test_a_refusal_is_told_and_takes_an_agreement_back(guarded: Trade) -> None:
    manager = await a_manager(guarded)
    quote = await guarded.draft(line(guarded, price=unit_price("120")))
    await guarded.done(quotes.ask_floor, quote.id)
    await guarded.done(quotes.approve_floor, quote.id, manager)
    await guarded.done(quotes.refuse_floor, quote.id, manager)
    assert ("floor_refused", guarded.seller.person_id) in await told(guarded)
    with pytest.raises(BelowFloor):
        await guarded.done(quotes.validate, quote.id)


async def test_nobody_is_asked_about_a_price_above_the_floor(guarded: Trade) -> None:
    quote = await guarded.draft()
    await guarded.done(quotes.ask_floor, quote.id)
    assert await told(guarded) == []


async def test_who_may_is_said_person_by_person(guarded: Trade) -> None:
    quote = await guarded.draft(line(guarded, price=unit_price("120")))
    with pytest.raises(NotAllowed):
        await guarded.done(quotes.approve_floor, quote.id)
    trusted = replace(guarded.seller, grants=frozenset({Permission.BELOW_FLOOR}))
    assert (await guarded.done(quotes.validate, quote.id, trusted)).state is QuoteState.VALIDATED


async def test_figures_are_for_those_who_may_see_them_and_the_light_for_whoever_sells(guarded: Trade) -> None:
    quote = await guarded.draft(line(guarded), work_hours())
    async with guarded.work.read(guarded.seller) as db:
        assert await quotes.light_of(db, quote) is Light.GREEN
        with pytest.raises(NotAllowed):
            await quotes.margin_of(db, quote)
    async with guarded.work.read(await a_manager(guarded)) as db:
        margin = await quotes.margin_of(db, quote)
    assert (margin.net, margin.cost, margin.amount) == (Decimal("189.00"), Decimal("100.00"), Decimal("89.00"))
    assert (margin.rate, margin.partial) == (Decimal("0.4709"), True)


class Bargaining(RuleBasedStateMachine):
    """A salesperson who tries everything; a manager sometimes agrees to what he sees."""

    fresh_database: Callable[[], Database]
    validated: list[int]  # the quotes, of all examples

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.work = Work(type(self).fresh_database(), SettableClock())
        self.trade = self.runner.run(self._people())
        self.manager = replace(self.trade.seller, role=Role.MANAGER)
        self.ids: list[int] = []
        self.agreed: set[tuple[int, int]] = set()

    async def _people(self) -> Trade:
        trade = await a_trade(self.work)
        await trade.set_product(floor_price=unit_price("150"))
        return trade

    def teardown(self) -> None:
        self.runner.run(self.work.database.close())
        self.runner.close()

    @rule(price=st.sampled_from([None, "10", "149.99", "150", "300"]), off=st.sampled_from([0, 0, 10, 60]))
    def draft(self, price: str | None, off: int) -> None:
        asked = line(self.trade, price=None if price is None else unit_price(price), optional=off == 10)
        self.ids.append(self.runner.run(self.trade.draft(asked, work_hours(), discount=percent(off))).id)

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), value=st.sampled_from(["1", "40", "150", "200"]))
    def bargain(self, data: st.DataObject, value: str) -> None:
        quote = self._one(data)
        first = quote.lines[0].id
        tries: dict[str, Verb] = {
            "price": lambda uow, key: quotes.set_line(uow, key, first, price=unit_price(value)),
            "off": lambda uow, key: quotes.set_line(uow, key, first, discount_amount=amount(value)),
            "free": lambda uow, key: quotes.set_line(uow, key, first, quantity=quantity(2), free=quantity(1)),
            "less": lambda uow, key: quotes.set_discount(uow, key, discount_amount=amount(value)),
            "none": quotes.set_discount,
            "cancel": quotes.cancel,
            "restore": quotes.restore,
            "more": lambda uow, key: quotes.add_lines(uow, key, lines=[line(self.trade, price=unit_price(value))]),
            "rewrite": lambda uow, key: quotes.rewrite(
                uow, key, source="", lines=[line(self.trade, price=unit_price(value))]
            ),
            "ask": quotes.ask_floor,
        }
        self._attempt(tries[data.draw(st.sampled_from(sorted(tries)))], quote.id, self.trade.seller)

    @precondition(lambda self: self.ids)
    @rule(data=st.data())
    def agree(self, data: st.DataObject) -> None:
        quote = self._one(data)
        if self._attempt(quotes.approve_floor, quote.id, self.manager):
            self.agreed.add((quote.id, quote.version))

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), way=st.sampled_from(["copy", "revise", "template"]))
    def repeat(self, data: st.DataObject, way: str) -> None:
        async def repeated(quote_id: int) -> int:
            async with self.work.begin(self.trade.seller) as uow:
                if way == "copy":
                    return (await quotes.copy(uow, quote_id)).quote.id
                if way == "revise":
                    return (await quotes.revise(uow, quote_id)).id
                template = await templates.save(uow, quote_id, name="Modèle")
                return (await templates.use(uow, template.id, customer_id=self.trade.customer_id)).quote.id

        try:
            self.ids.append(self.runner.run(repeated(self._one(data).id)))
        except BusinessError:
            return

    @precondition(lambda self: self.ids)
    @rule(data=st.data())
    def validate(self, data: st.DataObject) -> None:
        quote = self._one(data)
        if self._attempt(quotes.validate, quote.id, self.trade.seller):
            self.validated.append(quote.id)
            assert (quote.id, quote.version) in self.agreed or not quotes.lines_below_floor(quote)

    def _one(self, data: st.DataObject) -> Quote:
        return self.runner.run(self.trade.read(data.draw(st.sampled_from(self.ids))))

    def _attempt(self, verb: Verb, quote_id: int, actor: Actor) -> bool:
        try:
            self.runner.run(self.trade.done(verb, quote_id, actor))
        except BusinessError:
            return False
        return True


def test_no_way_leads_around_the_floor(sqlite_template: Path, tmp_path: Path) -> None:
    through: list[int] = []

    class Here(Bargaining):
        validated = through

        @staticmethod
        def fresh_database() -> Database:
            return opened(copied(sqlite_template, tmp_path / "carnet.db"))

    run_state_machine_as_test(Here, settings=settings(max_examples=15, stateful_step_count=25))
    assert through, "nothing was ever validated"
