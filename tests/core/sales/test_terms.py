"""What a draft inherits, and what may be agreed instead."""

from datetime import date
from typing import Any

import pytest

from core.kernel.amounts import percent
from core.kernel.errors import Invalid, NotFound
from core.parties import addresses
from core.parties.models import AddressUse, CustomerKind
from core.sales import quotes
from core.sales.lifecycles import Channel
from core.sales.models import Quote
from tests.core.sales.trade import Trade


def terms(quote: Quote) -> tuple[object, ...]:
    return quote.payment_terms, quote.discount, quote.deposit, quote.validity_days, quote.channel, quote.language


async def test_what_is_not_said_comes_from_the_customer_and_then_from_the_company(trade: Trade) -> None:
    await trade.set_company(payment_terms="45J_FDM", deposit=percent(30), quote_days=15)
    plain = await trade.draft()
    home = await trade.a_customer(
        kind=CustomerKind.CONSUMER, payment_terms="COMPTANT", discount=percent(5), language="en"
    )
    own = await trade.draft(customer_id=home.id)
    assert terms(plain) == ("45J_FDM", percent(0), percent(30), 15, Channel.PREMISES, "fr")
    assert terms(own) == ("COMPTANT", percent(5), percent(30), 15, Channel.OFF_PREMISES, "en")


async def test_a_company_that_does_not_sell_outside_signs_at_its_own_place(trade: Trade) -> None:
    await trade.set_company(sells_outside=False)
    home = await trade.a_customer(kind=CustomerKind.CONSUMER)
    assert (await trade.draft(customer_id=home.id)).channel is Channel.PREMISES


async def test_everything_may_be_said_instead(trade: Trade) -> None:
    quote = await trade.draft(
        payment_terms="3X",
        deposit=percent(10),
        validity_days=7,
        channel=Channel.FAIR,
        delivery_on=date(2026, 12, 12),
        subject="  Rénovation  ",
        notes="Accès par la cour.\nChien gentil.",
    )
    assert terms(quote)[:1] + terms(quote)[2:5] == ("3X", percent(10), 7, Channel.FAIR)
    assert (quote.delivery_on, quote.subject) == (date(2026, 12, 12), "Rénovation")
    assert quote.notes == "Accès par la cour.\nChien gentil."


@pytest.mark.parametrize(
    "facts",
    [
        {"payment_terms": "400J"},
        {"payment_terms": "demain"},
        {"deposit": percent(101)},
        {"delivery_on": date(2026, 11, 22)},
        {"subject": "x" * 201},
        {"notes": "x" * 2001},
        {"validity_days": 0},
    ],
)
async def test_terms_that_make_no_sense_are_refused_when_drafting_and_later(
    trade: Trade, facts: dict[str, Any]
) -> None:
    with pytest.raises(Invalid):
        await trade.draft(**facts)
    quote = await trade.draft()
    with pytest.raises(Invalid):
        await trade.done(lambda uow, key: quotes.set_terms(uow, key, **facts), quote.id)
    assert (await trade.read(quote.id)).version == quote.version


async def test_terms_change_and_what_is_not_said_stays(trade: Trade) -> None:
    quote = await trade.draft(notes="Ancienne")
    changed = await trade.done(
        lambda uow, key: quotes.set_terms(uow, key, payment_terms="30J_FDM", deposit=percent(40)), quote.id
    )
    assert (changed.payment_terms, changed.deposit, changed.notes) == ("30J_FDM", percent(40), "Ancienne")
    usual = await trade.done(lambda uow, key: quotes.set_terms(uow, key, payment_terms="", notes=""), quote.id)
    assert (usual.payment_terms, usual.notes, usual.version) == ("30J", "", quote.version + 2)


async def test_another_customer_brings_his_own_terms_where_the_old_ones_were_inherited(trade: Trade) -> None:
    faithful = await trade.a_customer(
        payment_terms="60J", discount=percent(10), kind=CustomerKind.CONSUMER, language="en"
    )
    inherited = await trade.draft()
    agreed = await trade.draft(payment_terms="COMPTANT", discount=percent(5), channel=Channel.FAIR)
    for quote in (inherited, agreed):
        await trade.done(lambda uow, key: quotes.set_customer(uow, key, customer_id=faithful.id), quote.id)
    assert terms(await trade.read(inherited.id)) == ("60J", percent(10), percent(0), 30, Channel.OFF_PREMISES, "en")
    assert terms(await trade.read(agreed.id)) == ("COMPTANT", percent(5), percent(0), 30, Channel.FAIR, "en")


async def test_settings_that_change_later_rewrite_nothing(trade: Trade) -> None:
    quote = await trade.draft()
    await trade.set_company(payment_terms="60J", deposit=percent(50), quote_days=90)
    assert terms(await trade.read(quote.id)) == terms(quote)


async def test_the_place_of_work_is_one_of_the_customers_addresses(trade: Trade) -> None:
    other = await trade.a_customer()
    async with trade.work.begin(trade.seller) as uow:
        mine = await addresses.add(
            uow,
            trade.customer_id,
            use=AddressUse.DELIVERY,
            label="Tilleuls",
            street="1 rue A",
            zip="69001",
            city="Lyon",
        )
        theirs = await addresses.add(uow, other.id, use=AddressUse.DELIVERY, street="2 rue B", city="Lyon")
    quote = await trade.draft(address_id=mine.id)
    with pytest.raises(NotFound):
        await trade.done(lambda uow, key: quotes.set_terms(uow, key, address_id=theirs.id), quote.id)
    issued = await trade.done(quotes.validate, quote.id)
    assert issued.place == {"label": "Tilleuls", "street": "1 rue A", "zip": "69001", "city": "Lyon", "country": "FR"}
    again = await trade.draft(address_id=mine.id)
    home = await trade.done(lambda uow, key: quotes.set_terms(uow, key, address_id=0), again.id)
    assert home.address_id is None
