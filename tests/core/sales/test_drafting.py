"""Making a draft and changing it: what it takes, what it refuses; on both databases."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from core.kernel.amounts import PriceBasis, amount, percent, quantity, rate, unit_price
from core.kernel.errors import BusinessError, Changed, IllegalTransition, NotFound
from core.parties import customers
from core.sales import quotes
from core.sales.errors import (
    AmountTooLarge,
    DiscountWrong,
    PriceMissing,
    QuantityWrong,
    TooManyLines,
)
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote
from core.sales.quotes import NewLine
from tests.core.sales.trade import VERBS, Trade, Verb, adding, work_hours


async def test_a_draft_copies_what_it_needs_from_the_product(trade: Trade) -> None:
    quote = await trade.read((await trade.draft(source="7:1", said="devis dupont 2 radiateurs")).id)
    line = quote.lines[0]
    assert (line.reference, line.label, line.unit_price, line.vat) == (
        "RAD-1000",
        "Radiateur aluminium 1000 W",
        Decimal("189"),
        percent(20),
    )
    assert (quote.net, quote.tax, quote.gross) == (Decimal("378.00"), Decimal("75.60"), Decimal("453.60"))
    assert (quote.state, quote.number, quote.salesperson) == (QuoteState.DRAFT, None, "Karim Benali")
    assert quote.validity_days == 30
    assert await trade.facts(quote.id) == ["QuoteDrafted"]


async def test_a_draft_takes_the_customers_discount_unless_it_has_its_own(trade: Trade) -> None:
    async with trade.work.begin(trade.seller) as uow:
        faithful = await customers.create(uow, name="Leroy", discount=percent(10))
    usual = await trade.draft(customer_id=faithful.id)
    own = await trade.draft(customer_id=faithful.id, discount=percent(0))
    euros = await trade.draft(customer_id=faithful.id, discount_amount=amount("8"))
    assert [(quote.discount, quote.net) for quote in (usual, own, euros)] == [
        (percent(10), Decimal("340.20")),
        (percent(0), Decimal("378.00")),
        (percent(0), Decimal("370.00")),
    ]


async def test_what_is_said_of_a_line_wins_over_its_product(trade: Trade) -> None:
    said = NewLine(
        quantity=quantity("1.5"),
        product_id=trade.product_id,
        label="Radiateur posé",
        unit="H",
        price=unit_price("120"),
        basis=PriceBasis.TTC,
        vat=percent(10),
    )
    line = (await trade.draft(said)).lines[0]
    assert (line.label, line.unit, line.unit_price, line.basis, line.vat) == (
        "Radiateur posé",
        "H",
        Decimal("120"),
        PriceBasis.TTC,
        percent(10),
    )


async def test_a_free_line_costs_nothing_and_keeps_its_price(trade: Trade) -> None:
    quote = await trade.draft(
        replace(trade.radiators(), offered=True), NewLine(quantity=quantity(1), label="Pose", offered=True)
    )
    assert [line.discount for line in quote.lines] == [percent(100)] * 2
    assert (quote.lines[0].unit_price, quote.gross) == (Decimal("189"), Decimal("0.00"))


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        (NewLine(quantity=quantity(1), label="Pose"), PriceMissing),
        (NewLine(quantity=quantity(1), product_id=999, price=unit_price(1)), NotFound),
        (work_hours(count="0"), QuantityWrong),
        (work_hours(count="-1"), QuantityWrong),
        (work_hours(count="10000000"), QuantityWrong),
        (work_hours(price="-0.01"), AmountTooLarge),
        (work_hours(price="100000000"), AmountTooLarge),
        (work_hours(price="99999999", count="9999999"), AmountTooLarge),
        (work_hours(discount=percent(101)), DiscountWrong),
        (work_hours(discount=rate("-0.01")), DiscountWrong),
    ],
)
async def test_a_line_that_makes_no_sense_is_refused_and_nothing_is_kept(
    trade: Trade, line: NewLine, refusal: type[BusinessError]
) -> None:
    with pytest.raises(refusal):
        await trade.draft(line)
    async with trade.work.read(trade.seller) as db:
        assert await db.session.scalar(select(func.count()).select_from(Quote)) == 0


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"customer_id": 999}, NotFound),
        ({"discount": percent(101)}, DiscountWrong),
        ({"discount": rate("-0.5")}, DiscountWrong),
        ({"discount_amount": amount("-1")}, DiscountWrong),
        ({"lines": [work_hours()] * 501}, TooManyLines),
    ],
)
async def test_a_draft_that_makes_no_sense_is_refused(
    trade: Trade, facts: dict[str, Any], refusal: type[BusinessError]
) -> None:
    with pytest.raises(refusal):
        await trade.draft(**facts)


async def test_five_hundred_lines_are_the_limit_however_they_come(trade: Trade) -> None:
    quote = await trade.draft(*[work_hours()] * 499)
    assert len((await trade.done(adding(work_hours()), quote.id)).lines) == 500
    with pytest.raises(TooManyLines):
        await trade.done(adding(work_hours()), quote.id)


async def test_each_change_settles_the_totals_counts_a_version_and_leaves_one_fact(trade: Trade) -> None:
    quote = await trade.draft(trade.radiators(), work_hours())
    pose = quote.lines[1].id
    changes: list[tuple[Verb, str]] = [
        (adding(work_hours("Mise en service", price="90")), "526.00"),
        (lambda uow, key: quotes.set_line(uow, key, pose, quantity=quantity(2)), "584.00"),
        (lambda uow, key: quotes.set_line(uow, key, pose, price=unit_price("72"), basis=PriceBasis.TTC), "588.00"),
        (lambda uow, key: quotes.set_line(uow, key, pose, discount=percent(50)), "528.00"),
        (lambda uow, key: quotes.set_discount(uow, key, discount=percent(10)), "475.20"),
        (lambda uow, key: quotes.set_discount(uow, key, discount_amount=amount("28")), "500.00"),
        (quotes.set_discount, "528.00"),
        (lambda uow, key: quotes.remove_line(uow, key, pose), "468.00"),
    ]
    for count, (verb, net) in enumerate(changes, 2):
        changed = await trade.done(verb, quote.id)
        assert (changed.net, changed.version) == (Decimal(net), count)
        assert (changed.net, changed.tax, changed.gross) == _summed(changed)
        assert len(await trade.facts(quote.id)) == count


def _summed(quote: Quote) -> tuple[Decimal, Decimal, Decimal]:
    result = quote.totals()
    return result.net, result.tax, result.gross


async def test_the_customer_changes_and_the_discount_stays(trade: Trade) -> None:
    quote = await trade.draft(discount=percent(5))
    async with trade.work.begin(trade.seller) as uow:
        other = await customers.create(uow, name="Leroy", discount=percent(10))
        await quotes.set_customer(uow, quote.id, customer_id=other.id)
    changed = await trade.read(quote.id)
    assert (changed.customer.name, changed.customer_id, changed.discount) == ("Leroy", other.id, percent(5))


async def test_whoever_saw_another_version_is_refused(trade: Trade) -> None:
    quote = await trade.draft()
    for name, verb in VERBS.items():
        with pytest.raises(Changed) as refusal:
            await trade.done(verb(quote.version + 1), quote.id)
        assert (refusal.value.seen, refusal.value.current) == (quote.version + 1, quote.version), name
    assert await trade.facts(quote.id) == ["QuoteDrafted"]


async def test_a_validated_quote_is_never_changed_again(trade: Trade) -> None:
    quote = await trade.validated()
    for verb in VERBS.values():
        with pytest.raises(IllegalTransition):
            await trade.done(verb(None), quote.id)
    assert await trade.facts(quote.id) == ["QuoteDrafted", "QuoteValidated"]


async def test_there_is_no_changing_what_does_not_exist(trade: Trade) -> None:
    for verb in VERBS.values():
        with pytest.raises(NotFound):
            await trade.done(verb(None), 999)


@pytest.mark.parametrize(
    ("verb", "refusal"),
    [
        (lambda uow, key: quotes.set_line(uow, key, 999, quantity=quantity(1)), NotFound),
        (lambda uow, key: quotes.remove_line(uow, key, 999), NotFound),
        (lambda uow, key: quotes.set_line(uow, key, 1, quantity=quantity(0)), QuantityWrong),
        (lambda uow, key: quotes.set_line(uow, key, 1, price=unit_price("-1")), AmountTooLarge),
        (lambda uow, key: quotes.set_line(uow, key, 1, discount=percent(200)), DiscountWrong),
        (lambda uow, key: quotes.set_discount(uow, key, discount=percent(200)), DiscountWrong),
        (lambda uow, key: quotes.set_discount(uow, key, discount_amount=amount("-1")), DiscountWrong),
        (lambda uow, key: quotes.set_customer(uow, key, customer_id=999), NotFound),
    ],
)
async def test_a_change_that_makes_no_sense_is_refused(trade: Trade, verb: Verb, refusal: type[BusinessError]) -> None:
    quote = await trade.draft()
    with pytest.raises(refusal):
        await trade.done(verb, quote.id)
    assert (await trade.read(quote.id)).version == quote.version
