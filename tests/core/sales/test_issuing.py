"""Validating, sending, answering: what freezes, who may, who sees."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, update

from core.catalog.models import Product
from core.catalog.vat import VatClass
from core.company.models import Company
from core.journal import Entry
from core.kernel.amounts import unit_price
from core.kernel.errors import Changed, IllegalTransition, NotAllowed, NotFound
from core.notices.models import Notice
from core.parties import customers
from core.parties.models import Customer
from core.permissions import SYSTEM, Role
from core.sales import quotes
from core.sales.errors import (
    QuoteEmpty,
    QuoteExpired,
)
from core.sales.lifecycles import QuoteState
from core.sales.papers import quote_paper
from core.uow import Work
from tests.companies import SettableClock, two_companies
from tests.core.sales.trade import VERBS, Trade, Verb, a_trade, accepting, work_hours


async def test_validating_numbers_dates_and_freezes(trade: Trade) -> None:
    quote = await trade.validated()
    assert (quote.number, quote.state) == ("DE2611-0001", QuoteState.VALIDATED)
    assert (quote.issued_on, quote.valid_until) == (date(2026, 11, 23), date(2026, 12, 23))
    assert (quote.seller["name"], quote.buyer["name"]) == ("Menuiserie Dupont", "Dupont Menuiserie")


async def test_numbers_follow_each_other_and_a_draft_takes_none(trade: Trade) -> None:
    first, _draft, second = await trade.validated(), await trade.draft(), await trade.validated()
    assert (first.number, second.number) == ("DE2611-0001", "DE2611-0002")


async def test_an_empty_quote_is_not_validated_and_takes_no_number(trade: Trade) -> None:
    quote = await trade.draft()
    await trade.done(lambda uow, key: quotes.remove_line(uow, key, quote.lines[0].id), quote.id)
    with pytest.raises(QuoteEmpty):
        await trade.done(quotes.validate, quote.id)
    assert (await trade.read(quote.id)).state is QuoteState.DRAFT
    assert (await trade.validated()).number == "DE2611-0001"


async def test_what_a_validated_quote_prints_never_changes(trade: Trade, clock: SettableClock) -> None:
    quote = await trade.validated()
    printed = quote_paper(await trade.read(quote.id))
    async with trade.work.begin(trade.seller) as uow:
        await uow.session.execute(update(Customer).values(name="Autre nom", street="Ailleurs", city="Nulle part"))
        await uow.session.execute(update(Company).values(name="Autre société", city="Nulle part", siren="732829320"))
        await uow.session.execute(
            update(Product).values(label="Autre chose", price=unit_price("1"), vat_class=VatClass.REDUCED)
        )
    clock.advance(days=400)
    assert quote_paper(await trade.read(quote.id)) == printed


async def test_the_paper_says_what_the_quote_totals(trade: Trade) -> None:
    quote = await trade.validated()
    paper = quote_paper(await trade.read(quote.id))
    assert (paper.number, paper.buyer.name) == (quote.number, "Dupont Menuiserie")
    assert [total.amount for total in paper.totals] == [quote.net, quote.tax, quote.gross]


async def test_the_first_pdf_is_the_one_that_counts(trade: Trade) -> None:
    quote = await trade.validated()
    system = replace(SYSTEM, company_id=trade.seller.company_id)
    async with trade.work.begin(system) as uow:
        assert await quotes.attach_pdf(uow, quote.id, sha256="a" * 64) == "a" * 64
    async with trade.work.begin(system) as uow:
        assert await quotes.attach_pdf(uow, quote.id, sha256="b" * 64) == "a" * 64
        with pytest.raises(NotFound):
            await quotes.attach_pdf(uow, 999, sha256="c" * 64)
    assert (await trade.read(quote.id)).version == quote.version  # whoever looks at the card sees the same one


async def test_a_quote_is_found_by_its_number_and_by_no_other(trade: Trade) -> None:
    quote = await trade.validated()
    async with trade.work.read(trade.seller) as db:
        for typed in ("DE2611-0001", "de26110001", "de1", "1", "0001"):
            assert [found.id for found in await quotes.by_number(db, typed)] == [quote.id], typed
        for typed in ("", "DE", "2", "DE2610-0001", "%", "99999999999999"):
            assert await quotes.by_number(db, typed) == [], typed


async def test_a_draft_given_up_can_be_taken_back(trade: Trade) -> None:
    quote = await trade.draft()
    assert (await trade.done(quotes.cancel, quote.id)).state is QuoteState.CANCELLED
    assert (await trade.done(quotes.restore, quote.id)).state is QuoteState.DRAFT
    assert await trade.facts(quote.id) == ["QuoteDrafted", "QuoteCancelled", "QuoteRestored"]


async def test_a_draft_is_not_sent(trade: Trade) -> None:
    quote = await trade.draft()
    with pytest.raises(IllegalTransition):
        await trade.done(quotes.send, quote.id)


async def test_a_quote_is_sent_again_with_another_link(trade: Trade) -> None:
    quote = await trade.validated()
    async with trade.work.begin(trade.seller) as uow:
        tokens = {(await quotes.send(uow, quote.id))[1] for _ in range(2)}
    assert len(tokens) == 2
    assert await trade.facts(quote.id) == ["QuoteDrafted", "QuoteValidated", "QuoteSent", "QuoteSent"]


@pytest.mark.parametrize(
    ("answer", "state", "fact", "told"),
    [
        (accepting, QuoteState.ACCEPTED, "QuoteAccepted", "quote_accepted"),
        (quotes.refuse, QuoteState.REFUSED, "QuoteRefused", "quote_refused"),
    ],
)
async def test_the_customer_answers_and_the_salesperson_is_told(
    trade: Trade, answer: Verb, state: QuoteState, fact: str, told: str
) -> None:
    quote, customer = await trade.sent()
    answered = await trade.done(answer, quote.id, customer)
    assert (answered.state, answered.answered_by) == (state, "Marc Dupont")
    assert (await trade.facts(quote.id))[-1] == fact
    async with trade.work.read(trade.seller) as db:
        notices = (await db.session.scalars(select(Notice))).all()
    assert [(notice.kind, notice.person_id) for notice in notices] == [(told, trade.seller.person_id)]
    with pytest.raises(IllegalTransition):
        await trade.done(answer, quote.id, customer)


async def test_nobody_accepts_a_version_that_he_has_not_seen(trade: Trade) -> None:
    quote, customer = await trade.sent()
    await trade.done(quotes.send, quote.id)
    with pytest.raises(Changed):
        await trade.done(lambda uow, key: accepting(uow, key, version=quote.version), quote.id, customer)


async def test_the_last_day_still_counts_and_the_next_does_not(trade: Trade, clock: SettableClock) -> None:
    quote, customer = await trade.sent()
    clock.advance(days=31)
    for verb, actor in ((accepting, customer), (quotes.refuse, customer), (quotes.send, trade.seller)):
        with pytest.raises(QuoteExpired):
            await trade.done(verb, quote.id, actor)
    clock.advance(days=-1)
    assert (await trade.done(accepting, quote.id, customer)).state is QuoteState.ACCEPTED


async def test_the_customer_sees_what_was_sent_to_him_and_nothing_else(trade: Trade) -> None:
    mine, customer = await trade.sent()
    unsent = await trade.validated()
    async with trade.work.begin(trade.seller) as uow:
        neighbour = await customers.create(uow, name="Leroy")
        theirs = await quotes.draft(uow, customer_id=neighbour.id, lines=[work_hours()])
        await quotes.validate(uow, theirs.id)
        await quotes.send(uow, theirs.id)
    async with trade.work.read(customer) as db:
        assert [quote.id for quote in await quotes.received(db)] == [mine.id]
        assert (await quotes.read_received(db, mine.id)).gross == mine.gross
        for other in (unsent.id, theirs.id, 999):
            with pytest.raises(NotFound):
                await quotes.read_received(db, other)
    with pytest.raises(NotFound):
        await trade.done(accepting, theirs.id, customer)


async def test_the_companys_own_people_do_not_answer_for_the_customer(trade: Trade) -> None:
    quote, _customer = await trade.sent()
    with pytest.raises(NotAllowed):
        await trade.done(accepting, quote.id, trade.seller)


async def test_other_roles_make_no_quote_and_change_none(trade: Trade) -> None:
    quote = await trade.draft()
    for role in (Role.TECHNICIAN, Role.STOREKEEPER, Role.ACCOUNTANT, Role.CUSTOMER, Role.VISITOR):
        actor = replace(trade.seller, role=role)
        for verb in VERBS.values():
            with pytest.raises(NotAllowed):
                await trade.done(verb(None), quote.id, actor)
        async with trade.work.begin(actor) as uow:
            with pytest.raises(NotAllowed):
                await quotes.draft(uow, customer_id=trade.customer_id, lines=[])
    assert (await trade.read(quote.id)).version == quote.version


async def test_another_company_sees_nothing_and_changes_nothing(work: Work) -> None:
    ours, theirs = [await a_trade(work, owner) for owner in await two_companies(work)]
    quote, _customer = await ours.sent()
    async with work.read(theirs.seller) as db:
        with pytest.raises(NotFound):
            await quotes.read(db, quote.id)
        assert await quotes.by_number(db, "1") == []
        assert await quotes.made_from(db, quote.source) is None
    for verb in (quotes.send, quotes.validate, VERBS["add_lines"](None)):
        with pytest.raises(NotFound):
            await theirs.done(verb, quote.id)
    for line in (ours.radiators(), work_hours()):
        with pytest.raises(NotFound):
            await theirs.draft(line, customer_id=ours.customer_id)
    with pytest.raises(NotFound):
        await theirs.draft(ours.radiators())
    assert (await theirs.validated()).number == "DE2611-0001"
    async with work.read(theirs.seller) as db:
        subjects = set((await db.session.scalars(select(Entry.subject_id).where(Entry.subject == "quote"))).all())
    assert quote.id not in subjects
