"""Finding quotes again: one's own, by number, by whoever may know of them; and what happens once time has passed."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from core.company.models import Company
from core.history import history
from core.kernel.errors import NotFound
from core.notices.models import Notice
from core.permissions import SYSTEM, Permission, Role
from core.sales import quotes
from core.sales.errors import QuoteExpired
from core.sales.lifecycles import QuoteState, Reason
from core.sales.models import Quote
from core.uow import Work
from scheduler.clock import JOBS, run_job
from tests.companies import SettableClock, a_member, an_owner
from tests.core.sales.trade import Trade, a_trade, accepting

EXPIRY = next(job for job in JOBS if job.name == "expire-quotes")


async def listing(trade: Trade, *states: QuoteState, limit: int = 10, offset: int = 0) -> quotes.Listing:
    async with trade.work.read(trade.seller) as db:
        return await quotes.mine(db, states=states or None, limit=limit, offset=offset)


async def test_my_quotes_are_the_open_ones_with_their_age(trade: Trade, clock: SettableClock) -> None:
    sent, customer = await trade.sent()
    clock.advance(days=3)
    draft, issued = await trade.draft(), await trade.validated()
    clock.advance(days=2)
    page = await listing(trade)
    assert [(row.quote.id, row.age) for row in page.rows] == [(issued.id, 2), (draft.id, 2), (sent.id, 5)]
    assert [row.sent_on is not None for row in page.rows] == [False, False, True]
    await trade.done(accepting, sent.id, customer)
    assert [row.quote.id for row in (await listing(trade)).rows] == [issued.id, draft.id]
    assert [row.quote.id for row in (await listing(trade, QuoteState.ACCEPTED)).rows] == [sent.id]


async def test_the_counts_of_a_list_are_those_of_the_database(trade: Trade) -> None:
    for _ in range(3):
        await trade.draft()
    await trade.sent()
    await trade.done(lambda uow, key: quotes.lose(uow, key, reason=Reason.OTHER), (await trade.validated()).id)
    page = await listing(trade, *QuoteState, limit=2, offset=1)
    async with trade.work.read(trade.seller) as db:
        stored = await db.session.execute(select(Quote.state, func.count()).group_by(Quote.state))
        assert page.counts == {row[0]: row[1] for row in stored}
    assert (len(page.rows), page.total) == (2, 5)


@pytest.mark.parametrize("typed", ["DE2611-0001", "de2611-1", "26110001", "1", "0001", "n° 1", "D12611-0001"])
async def test_a_quote_is_found_by_its_number_in_all_its_versions(trade: Trade, typed: str) -> None:
    first = await trade.validated()
    async with trade.work.begin(trade.seller) as uow:
        second = await quotes.validate(uow, (await quotes.revise(uow, first.id)).id)
        assert [quote.id for quote in await quotes.by_number(uow, typed)] == [second.id, first.id]
        assert [quote.id for quote in await quotes.by_number(uow, f"{typed}-V2")] == [second.id]
        assert [quote.id for quote in await quotes.by_number(uow, f"{typed} v1")] == [first.id]


async def test_numbers_take_the_companys_prefix_and_the_old_ones_are_still_found(trade: Trade) -> None:
    await trade.validated()
    await trade.set_company(quote_prefix="DEV")
    second = await trade.validated()
    assert second.number == "DEV2611-0002"
    async with trade.work.read(trade.seller) as db:
        found = [[quote.number for quote in await quotes.by_number(db, typed)] for typed in ("de1", "dev2", "2")]
    assert found == [["DE2611-0001"], ["DEV2611-0002"], ["DEV2611-0002"]]


async def test_a_colleagues_quote_for_his_own_customer_is_nobody_elses_business(trade: Trade) -> None:
    quote = await trade.validated()
    colleague = await a_member(trade.work, trade.company_id, name="Léa")
    async with trade.work.begin(colleague) as uow:
        assert await quotes.by_number(uow, "1") == []
        for read in (quotes.read, quotes.outline, quotes.revise, quotes.copy, quotes.address_of):
            with pytest.raises(NotFound):
                await read(uow, quote.id)
        with pytest.raises(NotFound):
            await history(uow, "quote", quote.id)
        with pytest.raises(NotFound):
            await quotes.draft(uow, customer_id=trade.customer_id, lines=[])
    async with trade.work.read(replace(colleague, grants=frozenset({Permission.CUSTOMERS_ALL}))) as db:
        assert (await quotes.read(db, quote.id)).id == quote.id


async def test_whoever_made_a_quote_keeps_it_in_sight(trade: Trade) -> None:
    quote = await trade.validated()
    colleague = await a_member(trade.work, trade.company_id, name="Léa")
    manager = await a_member(trade.work, trade.company_id, role=Role.MANAGER)
    async with trade.work.begin(manager) as uow:
        customer = (await quotes.read(uow, quote.id)).customer
        customer.salesperson_id = colleague.person_id
    for actor in (trade.seller, colleague):
        async with trade.work.read(actor) as db:
            assert [found.id for found in await quotes.by_number(db, "1")] == [quote.id]


async def test_quotes_expire_the_day_after_their_last_one(trade: Trade, clock: SettableClock) -> None:
    sent, customer = await trade.sent()
    issued, draft = await trade.validated(), await trade.draft()
    clock.advance(days=30)
    await run_job(trade.work, EXPIRY)
    assert (await trade.read(sent.id)).state is QuoteState.SENT
    clock.advance(days=1)
    for _ in range(2):
        await run_job(trade.work, EXPIRY)
    states = [(await trade.read(quote.id)).state for quote in (sent, issued, draft)]
    assert states == [QuoteState.EXPIRED, QuoteState.EXPIRED, QuoteState.DRAFT]
    with pytest.raises(QuoteExpired):
        await trade.done(accepting, sent.id, customer)
    async with trade.work.read(trade.seller) as db:
        notice = (await db.session.scalars(select(Notice))).one()
    assert (notice.person_id, notice.kind) == (trade.seller.person_id, "quotes_expired")
    assert notice.facts == {"quote_ids": [sent.id, issued.id]}
    assert (await trade.facts(sent.id))[-1] == "QuoteLapsed"


async def test_an_expired_quote_is_seen_by_whom_it_was_given_to(trade: Trade, clock: SettableClock) -> None:
    sent, customer = await trade.sent()
    issued = await trade.validated()
    clock.advance(days=31)
    await run_job(trade.work, EXPIRY)
    async with trade.work.read(customer) as db:
        assert [quote.id for quote in await quotes.received(db)] == [sent.id]
        with pytest.raises(NotFound):
            await quotes.read_received(db, issued.id)


async def test_each_company_has_its_own_midnight_and_nobody_is_woken(work: Work, clock: SettableClock) -> None:
    paris, reunion = await a_trade(work), await a_trade(work, await an_owner(work, company="Océan"))
    await reunion.set_company(zone="Indian/Reunion")
    reunion = replace(reunion, seller=replace(reunion.seller, zone="Indian/Reunion"))
    here, there = await paris.validated(), await reunion.validated()
    clock.now = datetime(2026, 12, 23, 22, 30, tzinfo=UTC)  # 23:30 in Paris, 02:30 of the next day in La Réunion
    await run_job(work, EXPIRY)
    assert (await paris.read(here.id)).state is QuoteState.VALIDATED
    assert (await reunion.read(there.id)).state is QuoteState.EXPIRED
    async with work.read(replace(SYSTEM, company_id=reunion.company_id)) as db:
        notice = (await db.session.scalars(select(Notice))).one()
        company = await db.session.get(Company, reunion.company_id)
    assert company is not None
    assert notice.due_at.astimezone(ZoneInfo("Indian/Reunion")).hour == company.quiet_to // 60
