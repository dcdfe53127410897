"""What dunning does by itself: once a working day, at eight in the company's own morning."""

from datetime import UTC, datetime, timedelta

import pytest

from core.dunning import daily, litigation, pausing
from core.dunning.errors import HandedOver, NoPause, NotHandedOver, PromiseTooFar
from core.dunning.models import Why
from core.kernel.errors import Invalid, NotAllowed, NotFound
from core.permissions import SYSTEM
from core.sales.orders import CheckKind, Verdict
from core.sales.orders.control import control
from tests.core.dunning.desk import Desk


def at_eight(desk: Desk, *, minutes: int = 2) -> None:
    """On the day that it is, the clocks of Paris show eight in the morning."""
    desk.clock.now = desk.clock.now.replace(hour=8, minute=minutes, second=0)


async def test_the_batch_is_told_once_to_those_who_may_do_something_about_it(desk: Desk) -> None:
    await desk.late(days=3)
    at_eight(desk)
    assert await desk.run_daily() == 0
    desk.clock.advance(hours=1)
    await desk.run_daily()
    told = await desk.notices("dunning_batch")
    assert {desk.accountant.person_id, desk.till.manager.person_id} <= {one.person_id for one in told}
    assert desk.till.trade.seller.person_id not in {one.person_id for one in told}
    assert len({one.key for one in told}) == 1, "once a day"


@pytest.mark.parametrize("hour", [0, 7, 19, 23])
async def test_nothing_happens_before_eight_or_at_night(desk: Desk, hour: int) -> None:
    await desk.set_up(automatic=True)
    await desk.till.trade.sent()
    await desk.late(days=3)
    desk.clock.now = desk.clock.now.replace(hour=hour)
    assert await desk.run_daily() == 0
    desk.clock.now = desk.clock.now.replace(hour=8)
    assert await desk.run_daily() == 1, "what was too early is done at its hour"


async def test_nothing_happens_on_days_without_work(desk: Desk) -> None:
    """Saturday, Sunday and the eleventh of November."""
    await desk.set_up(automatic=True)
    await desk.till.trade.sent()
    await desk.late(days=3)
    for day in (datetime(2027, 10, 30, 8, 5, tzinfo=UTC), datetime(2027, 11, 11, 8, 5, tzinfo=UTC)):
        desk.clock.now = day
        assert await desk.run_daily() == 0
    desk.clock.now = datetime(2027, 11, 12, 8, 5, tzinfo=UTC)
    assert await desk.run_daily() == 1


async def test_after_a_stop_of_weeks_one_reminder_leaves_and_not_all_that_were_missed(desk: Desk) -> None:
    await desk.set_up(automatic=True)
    await desk.till.trade.sent()
    await desk.late(days=60)
    desk.clock.now = datetime(2027, 2, 1, 8, 5, tzinfo=UTC)
    assert await desk.run_daily() == 1
    assert await desk.run_daily() == 0
    desk.clock.advance(days=1)
    assert await desk.run_daily() == 0, "the next one leaves some days apart"
    assert [one.level for one in await desk.reminders()] == [1]


async def test_a_formal_notice_never_leaves_by_itself(desk: Desk) -> None:
    await desk.set_up(automatic=True, days=[3])
    await desk.late(days=10)
    desk.clock.now = datetime(2027, 2, 1, 8, 5, tzinfo=UTC)
    assert await desk.run_daily() == 0
    assert desk.till.manager.person_id in {one.person_id for one in await desk.notices("dunning_batch")}
    assert desk.accountant.person_id not in {one.person_id for one in await desk.notices("dunning_batch")}


async def test_only_companies_where_something_is_late_are_asked(desk: Desk) -> None:
    async with desk.work.read(SYSTEM) as db:
        assert await daily.companies_to_dun(db) == []
    await desk.late(days=1)
    async with desk.work.read(SYSTEM) as db:
        assert [one.company_id for one in await daily.companies_to_dun(db)] == [desk.till.trade.company_id]


async def test_each_salesperson_reads_once_a_week_who_of_his_is_late(desk: Desk) -> None:
    await desk.late(days=1)
    desk.clock.now = datetime(2027, 2, 1, 8, 5, tzinfo=UTC)
    for _day in range(5):
        await desk.run_daily()
        desk.clock.advance(days=1)
    (told,) = await desk.notices("dunning_mine")
    assert told.person_id == desk.till.trade.seller.person_id
    assert told.facts == {"count": 1, "due": "1200.00"}
    desk.clock.now = datetime(2027, 2, 8, 8, 5, tzinfo=UTC)
    await desk.run_daily()
    assert len(await desk.notices("dunning_mine")) == 2


async def test_a_promise_that_was_not_kept_is_told_once(desk: Desk) -> None:
    await desk.late(days=3)
    await desk.promised(days=2)
    desk.clock.advance(days=5)
    desk.clock.now = datetime(2027, 2, 1, 8, 5, tzinfo=UTC)
    await desk.run_daily()
    desk.clock.advance(days=1)
    await desk.run_daily()
    (told,) = await desk.notices("dunning_broken")
    assert told.person_id == desk.till.trade.seller.person_id
    assert told.facts["due"] == "1200.00"


async def test_a_customer_says_himself_when_he_pays_but_puts_it_off_for_a_month_at_most(desk: Desk) -> None:
    _quote, person = await desk.till.trade.sent()
    await desk.late(days=3)
    for days in (20, 5):
        async with desk.work.begin(person) as uow:
            await pausing.promise_own(uow, on=uow.today + timedelta(days=days))
    desk.clock.advance(days=25)
    with pytest.raises(PromiseTooFar):
        async with desk.work.begin(person) as uow:
            await pausing.promise_own(uow, on=uow.today + timedelta(days=10))
    told = await desk.notices("dunning_paused")
    assert {one.person_id for one in told} == {desk.till.trade.seller.person_id}
    assert len(told) == 2


async def test_a_customer_contests_his_own_invoice_and_no_other(desk: Desk) -> None:
    _quote, person = await desk.till.trade.sent()
    invoice = await desk.late(days=3)
    other = await desk.till.trade.a_customer("Leroy")
    assert other.id != desk.customer_id
    async with desk.work.begin(person) as uow:
        await pausing.dispute_own(uow, note="manque un carton", invoice_id=invoice.id)
    assert (await desk.batch()).ready == []
    with pytest.raises(NotFound):
        async with desk.work.begin(person) as uow:
            await pausing.dispute_own(uow, note="x", invoice_id=invoice.id + 100)


async def test_what_is_not_paused_is_not_resumed_and_promises_are_for_days_to_come(desk: Desk) -> None:
    with pytest.raises(NoPause):
        await desk.resume()
    for days in (-1, 91):
        with pytest.raises(PromiseTooFar):
            await desk.promised(days=days)
    with pytest.raises(Invalid):
        await desk.set_up(days=[10, 3])
    with pytest.raises(Invalid):
        await desk.paused(Why.HOLD, until=desk.clock.now.date() - timedelta(days=1))


async def test_whoever_was_handed_over_is_given_no_credit_until_it_is_over(desk: Desk) -> None:
    await desk.late(days=3)
    await desk.till.trade.set_company(stock_may_lack=True)
    await desk.hand_over()
    draft = await desk.till.trade.draft()
    async with desk.work.read(desk.till.manager) as db:
        credit = (await control(db, draft.id))[CheckKind.CREDIT]
    assert credit.verdict is Verdict.FAIL
    assert credit.facts["refused"] == desk.clock.now.date().isoformat()
    async with desk.work.begin(desk.till.manager) as uow:
        await litigation.take_back(uow, desk.customer_id)
    async with desk.work.read(desk.till.manager) as db:
        assert "refused" not in (await control(db, draft.id))[CheckKind.CREDIT].facts
    with pytest.raises(NotHandedOver):
        async with desk.work.begin(desk.till.manager) as uow:
            await litigation.take_back(uow, desk.customer_id)
    with pytest.raises(NotAllowed):
        async with desk.work.begin(desk.accountant) as uow:
            await litigation.hand_over(uow, desk.customer_id)
    await desk.hand_over()
    with pytest.raises(HandedOver):
        await desk.hand_over()
