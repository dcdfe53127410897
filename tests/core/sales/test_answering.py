"""The customer's side: options, questions, an agreement with a name, a refusal with a reason; and what the law adds."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from core.kernel.errors import Changed, IllegalTransition, Invalid, NotAllowed, NotFound
from core.notices.models import Notice
from core.parties.models import Customer, CustomerKind
from core.permissions import Actor
from core.sales import quotes
from core.sales.errors import QuoteExpired
from core.sales.lifecycles import Channel, QuoteState, Reason
from core.sales.models import Quote
from tests.companies import SettableClock
from tests.core.sales.trade import Trade, accepting, work_hours


async def with_option(trade: Trade) -> tuple[Quote, int, Actor]:
    """A quote sent with an option of 100 €: the quote, the option, the customer's person."""
    quote = await trade.draft(trade.radiators(), work_hours("Thermostat", price="100", optional=True))
    customer = await trade.given(quote.id)
    return await trade.read(quote.id), quote.lines[1].id, customer


async def test_the_customer_ticks_an_option_and_the_total_follows(trade: Trade) -> None:
    quote, option, customer = await with_option(trade)
    ticked = await trade.done(
        lambda uow, key: quotes.choose(uow, key, option, chosen=True, version=quote.version), quote.id, customer
    )
    assert (ticked.net, ticked.number, ticked.state) == (Decimal("478.00"), quote.number, QuoteState.SENT)
    again = await trade.done(lambda uow, key: quotes.choose(uow, key, option, chosen=True), quote.id, customer)
    assert again.version == ticked.version  # the same tap once more
    back = await trade.done(lambda uow, key: quotes.choose(uow, key, option, chosen=False), quote.id, customer)
    assert back.net == quote.net
    assert (await trade.facts(quote.id))[-2:] == ["QuoteOptionChosen"] * 2


async def test_only_options_are_ticked_and_only_while_it_is_open(trade: Trade, clock: SettableClock) -> None:
    quote, option, customer = await with_option(trade)
    with pytest.raises(NotFound):
        await trade.done(lambda uow, key: quotes.choose(uow, key, quote.lines[0].id, chosen=True), quote.id, customer)
    with pytest.raises(Changed):
        await trade.done(lambda uow, key: quotes.choose(uow, key, option, chosen=True, version=1), quote.id, customer)
    with pytest.raises(NotAllowed):  # not even on a draft: the salesperson says what is in it, and what is an option
        await trade.done(lambda uow, key: quotes.choose(uow, key, option, chosen=True), quote.id)
    clock.advance(days=31)
    with pytest.raises(QuoteExpired):
        await trade.done(lambda uow, key: quotes.choose(uow, key, option, chosen=True), quote.id, customer)


async def test_nothing_is_ticked_after_the_agreement(trade: Trade) -> None:
    quote, option, customer = await with_option(trade)
    await trade.done(accepting, quote.id, customer)
    with pytest.raises(IllegalTransition):
        await trade.done(lambda uow, key: quotes.choose(uow, key, option, chosen=True), quote.id, customer)


async def test_the_agreement_bears_name_words_and_moment(trade: Trade) -> None:
    quote, customer = await trade.sent()
    done = await trade.done(
        lambda uow, key: accepting(uow, key, name="  Jeanne  Dupont ", words="bon pour accord"), quote.id, customer
    )
    assert (done.answered_by, done.agreed_words, done.state) == (
        "Jeanne Dupont",
        "bon pour accord",
        QuoteState.ACCEPTED,
    )
    assert (done.payment_locked_until, done.withdrawal_until) == (None, None)


@pytest.mark.parametrize("facts", [{"name": " "}, {"words": ""}, {"words": "ok"}, {"name": "x" * 201}])
async def test_an_agreement_without_a_name_or_the_words_is_none(trade: Trade, facts: dict[str, Any]) -> None:
    quote, customer = await trade.sent()
    with pytest.raises(Invalid):
        await trade.done(lambda uow, key: accepting(uow, key, **facts), quote.id, customer)
    assert (await trade.read(quote.id)).state is QuoteState.SENT


async def test_a_prospect_who_agrees_is_a_customer(trade: Trade) -> None:
    prospect = await trade.a_customer(prospect=True)
    quote = await trade.draft(customer_id=prospect.id)
    await trade.done(accepting, quote.id, await trade.given(quote.id))
    async with trade.work.read(trade.seller) as db:
        won = await db.session.get(Customer, prospect.id)
    assert won is not None
    assert won.prospect is False


@pytest.mark.parametrize(
    ("kind", "channel", "payable", "withdrawal"),
    [
        # Signed on Monday 23 November: seven full days end on the 30th, fourteen on Monday 7 December.
        (CustomerKind.CONSUMER, Channel.OFF_PREMISES, date(2026, 12, 1), date(2026, 12, 7)),
        (CustomerKind.CONSUMER, Channel.DISTANCE, None, date(2026, 12, 7)),
        (CustomerKind.CONSUMER, Channel.FAIR, None, None),
        (CustomerKind.CONSUMER, Channel.PREMISES, None, None),
        (CustomerKind.PROFESSIONAL, Channel.OFF_PREMISES, None, None),
    ],
)
async def test_the_law_protects_a_consumer_by_the_place_of_signature(
    trade: Trade, kind: CustomerKind, channel: Channel, payable: date | None, withdrawal: date | None
) -> None:
    buyer = await trade.a_customer(kind=kind)
    quote = await trade.draft(customer_id=buyer.id, channel=channel)
    done = await trade.done(
        lambda uow, key: accepting(uow, key, early_start=True), quote.id, await trade.given(quote.id)
    )
    assert (done.payment_locked_until, done.withdrawal_until) == (payable, withdrawal)
    assert done.early_start is (withdrawal is not None)


@pytest.mark.parametrize(
    ("agreed_on", "postcode", "last"),
    [
        (date(2026, 11, 23), "69003", date(2026, 12, 7)),
        (date(2026, 11, 21), "69003", date(2026, 12, 7)),  # ends on a Saturday
        (date(2026, 12, 11), "69003", date(2026, 12, 28)),  # ends on Christmas, a Friday
        (date(2026, 3, 20), "69003", date(2026, 4, 3)),
        (date(2026, 3, 20), "67000", date(2026, 4, 7)),  # Good Friday, the weekend, Easter Monday
    ],
)
def test_withdrawal_ends_on_a_working_day(agreed_on: date, postcode: str, last: date) -> None:
    assert quotes.withdrawal_until(agreed_on, postcode) == last


async def test_a_refusal_may_say_why(trade: Trade) -> None:
    quote, customer = await trade.sent()
    done = await trade.done(
        lambda uow, key: quotes.refuse(uow, key, reason=Reason.PRICE, note="12 % de trop"), quote.id, customer
    )
    assert (done.state, done.reason, done.reason_note) == (QuoteState.REFUSED, Reason.PRICE, "12 % de trop")


async def test_the_salesperson_says_that_a_quote_is_lost(trade: Trade) -> None:
    for quote in (await trade.validated(), (await trade.sent())[0]):
        done = await trade.done(lambda uow, key: quotes.lose(uow, key, reason=Reason.SILENCE), quote.id)
        assert (done.state, done.reason) == (QuoteState.REFUSED, Reason.SILENCE)
    draft = await trade.draft()
    with pytest.raises(IllegalTransition):
        await trade.done(lambda uow, key: quotes.lose(uow, key, reason=Reason.SILENCE), draft.id)


async def test_a_question_goes_to_the_salesperson(trade: Trade) -> None:
    quote, customer = await trade.sent()
    await trade.done(lambda uow, key: quotes.ask(uow, key, text="Et la pose ?"), quote.id, customer)
    with pytest.raises(Invalid):
        await trade.done(lambda uow, key: quotes.ask(uow, key, text="  "), quote.id, customer)
    async with trade.work.read(trade.seller) as db:
        notice = (await db.session.scalars(select(Notice))).one()
    assert (notice.kind, notice.person_id) == ("quote_question", trade.seller.person_id)
    assert notice.facts == {"quote_id": quote.id, "by": "Marc Dupont", "text": "Et la pose ?"}
