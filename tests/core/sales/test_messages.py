"""Which message made which quote, and what its edit replaces."""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from core.kernel.amounts import amount, percent
from core.parties import addresses, customers
from core.parties.models import AddressUse
from core.permissions import Actor
from core.sales import quotes
from core.sales.models import Quote
from core.sales.quotes.header import Terms
from core.uow import UnitOfWork
from tests.companies import SettableClock, a_member
from tests.core.sales.trade import Trade, Verb, adding, work_hours


async def test_an_edited_message_replaces_its_own_lines_where_they_stood(trade: Trade) -> None:
    quote = await trade.draft(work_hours("A"), work_hours("B"), source="7:1")
    await trade.done(adding(work_hours("C"), work_hours("D"), source="7:2"), quote.id)
    await trade.done(adding(work_hours("E"), source="7:3"), quote.id)
    letters = [work_hours(letter) for letter in "XYZ"]
    rewritten = await trade.done(lambda uow, key: quotes.rewrite(uow, key, source="7:2", lines=letters), quote.id)
    assert [(line.position, line.label) for line in rewritten.lines] == list(enumerate("ABXYZE", 1))
    emptied = await trade.done(lambda uow, key: quotes.rewrite(uow, key, source="7:1", lines=[]), quote.id)
    assert [line.label for line in emptied.lines] == ["X", "Y", "Z", "E"]
    assert emptied.net == Decimal("232.00")


async def test_a_rewritten_quote_takes_the_new_customer_and_discount(trade: Trade) -> None:
    quote = await trade.draft(source="7:1", discount=percent(5))
    async with trade.work.begin(trade.seller) as uow:
        other = await customers.create(uow, name="Leroy")
        await quotes.rewrite(
            uow, quote.id, source="7:1", lines=[work_hours()], customer_id=other.id, discount_amount=amount("8")
        )
    changed = await trade.read(quote.id)
    assert (changed.customer.name, changed.discount, changed.net) == ("Leroy", percent(0), Decimal("50.00"))


async def test_a_message_finds_the_quote_that_it_made_or_added_to(trade: Trade) -> None:
    quote = await trade.draft(source="7:1")
    await trade.done(adding(work_hours(), source="7:2"), quote.id)
    async with trade.work.read(trade.seller) as db:
        found = [await quotes.made_from(db, source) for source in ("7:1", "7:2", "7:3")]
    assert found == [quote.id, quote.id, None]


async def test_the_same_words_find_their_twin_for_a_while(trade: Trade, clock: SettableClock) -> None:
    within, said = timedelta(minutes=3), "devis dupont 2 radiateurs"
    quote = await trade.draft(said=said)
    colleague = await a_member(trade.work, trade.seller.company_id or 0)

    async def twin(actor: Actor = trade.seller, words: str = said) -> int | None:
        async with trade.work.read(actor) as db:
            found = await quotes.twin(db, said=words, within=within)
            return found.id if found else None

    assert await twin() == quote.id
    assert await twin(words="devis dupont 3 radiateurs") is None
    assert await twin(colleague) is None
    clock.advance(minutes=3, seconds=1)
    assert await twin() is None


async def test_a_quote_given_up_has_no_twin(trade: Trade) -> None:
    quote = await trade.draft(said="devis dupont")
    await trade.done(quotes.cancel, quote.id)
    async with trade.work.read(trade.seller) as db:
        assert await quotes.twin(db, said="devis dupont", within=timedelta(minutes=3)) is None


async def test_drafts_of_ones_own_wait_newest_first(trade: Trade) -> None:
    first, second, third = await trade.draft(), await trade.draft(), await trade.draft()
    await trade.done(quotes.cancel, second.id)
    async with trade.work.read(trade.seller) as db:
        assert [quote.id for quote in await quotes.open_drafts(db)] == [third.id, first.id]


async def test_what_an_edited_message_no_longer_says_of_the_terms_is_usual_again(trade: Trade) -> None:
    said = {"payment_terms": "30J", "validity_days": 60, "deposit": percent(40), "delivery_on": date(2030, 1, 7)}
    quote = await trade.draft(source="7:1", discount=percent(5), subject="Bureau", notes="Clé au café", **said)
    again = await trade.done(
        lambda uow, key: quotes.rewrite(uow, key, source="7:1", lines=[work_hours()], subject="Atelier"), quote.id
    )
    usual = await trade.draft(subject="Atelier")
    for name in ("discount", "payment_terms", "validity_days", "deposit", "delivery_on", "subject", "notes"):
        assert getattr(again, name) == getattr(usual, name), name


async def test_terms_that_were_set_since_stay_when_the_message_that_said_others_is_edited(trade: Trade) -> None:
    quote = await trade.draft(source="7:1", payment_terms="30J", validity_days=60)
    await _says(trade, "7:2", lambda uow, key: quotes.set_terms(uow, key, payment_terms="60J"), quote.id)
    again = await trade.done(lambda uow, key: quotes.rewrite(uow, key, source="7:1", lines=[work_hours()]), quote.id)
    assert (again.payment_terms, again.validity_days) == ("60J", (await trade.draft()).validity_days)


async def test_a_later_message_takes_back_what_it_no_longer_says_and_no_more(trade: Trade) -> None:
    quote = await trade.draft(source="7:1", payment_terms="30J", discount=percent(5))
    await _says(trade, "7:2", lambda uow, key: quotes.set_terms(uow, key, payment_terms="60J", notes="Clé"), quote.id)
    await _says(trade, "7:2", lambda uow, key: quotes.set_discount(uow, key, discount=percent(8)), quote.id)
    left = await trade.done(lambda uow, key: quotes.unsay(uow, key, source="7:2", but={"notes"}), quote.id)
    assert (left.payment_terms, left.discount, left.notes) == ("30J", percent(5), "Clé")


async def test_what_was_usual_for_one_customer_never_comes_back_for_another(trade: Trade) -> None:
    dupont = await trade.a_customer("Dupont", discount=percent(5), payment_terms="60J")
    quote = await trade.draft(customer_id=dupont.id, source="7:1")
    async with trade.work.begin(trade.seller) as uow:
        yard = await addresses.add(uow, dupont.id, use=AddressUse.DELIVERY, street="1 quai du Port", city="Lyon")
    terms: Terms = {"payment_terms": "30J", "address_id": 0}
    await _says(trade, "7:2", lambda uow, key: quotes.set_terms(uow, key, address_id=yard.id), quote.id)
    await _says(trade, "7:3", lambda uow, key: quotes.set_terms(uow, key, **terms), quote.id)
    await _says(trade, "7:3", lambda uow, key: quotes.set_discount(uow, key, discount=percent(20)), quote.id)
    leroy = await trade.a_customer(payment_terms="45J")
    await _says(trade, "7:4", lambda uow, key: quotes.set_customer(uow, key, customer_id=leroy.id), quote.id)
    left = await trade.done(lambda uow, key: quotes.unsay(uow, key, source="7:3", but=()), quote.id)
    assert (left.discount, left.payment_terms, left.address_id) == (percent(0), "45J", None)


async def test_a_message_that_now_names_another_customer_leaves_him_his_own_terms(trade: Trade) -> None:
    dupont = await trade.a_customer("Dupont", discount=percent(5), payment_terms="60J")
    leroy = await trade.a_customer(payment_terms="45J")
    quote = await trade.draft(customer_id=dupont.id, source="7:1")
    await _says(trade, "7:2", lambda uow, key: quotes.set_discount(uow, key, discount=percent(20)), quote.id)

    async def now_for(customer_id: int | None) -> Quote:
        def said(uow: UnitOfWork, key: int) -> Awaitable[Quote]:
            return quotes.rewrite(uow, key, source="7:2", lines=[], customer_id=customer_id)

        return await trade.done(said, quote.id, replace(trade.seller, source="7:2"))

    for customer_id in (leroy.id, None):
        seen = await now_for(customer_id)
        assert (seen.customer.name, seen.discount, seen.payment_terms) == ("Leroy", percent(0), "45J")


async def test_a_message_finds_the_quote_that_it_set_the_terms_of(trade: Trade) -> None:
    quote = await trade.draft(source="7:1")
    await _says(trade, "7:2", lambda uow, key: quotes.set_terms(uow, key, payment_terms="60J"), quote.id)
    async with trade.work.read(trade.seller) as db:
        assert await quotes.made_from(db, "7:2") == quote.id


async def _says(trade: Trade, source: str, verb: Verb, quote_id: int) -> None:
    await trade.done(verb, quote_id, replace(trade.seller, source=source))
