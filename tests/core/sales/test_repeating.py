"""A new version, a copy, a template: the same lines once more."""

from datetime import date
from decimal import Decimal

import pytest

from core.catalog import products
from core.catalog.vat import VatClass
from core.kernel.amounts import amount, percent, quantity, unit_price
from core.kernel.errors import IllegalTransition, Invalid, NotFound
from core.sales import quotes, templates
from core.sales.errors import QuoteEmpty, RevisionOpen
from core.sales.lifecycles import LineKind, QuoteState
from core.sales.models import Quote
from core.sales.quotes import Copied, Difference, NewLine, Why
from tests.companies import SettableClock
from tests.core.sales.trade import Trade, accepting, work_hours


async def revised(trade: Trade, quote_id: int) -> Quote:
    async with trade.work.begin(trade.seller) as uow:
        return await quotes.revise(uow, quote_id)


async def copied(trade: Trade, quote_id: int, customer_id: int | None = None) -> Copied:
    async with trade.work.begin(trade.seller) as uow:
        return await quotes.copy(uow, quote_id, customer_id=customer_id, source="7:9")


async def test_a_new_version_keeps_number_and_prices_and_replaces_the_old_one(trade: Trade) -> None:
    first, customer = await trade.sent()
    await trade.set_product(price=unit_price("999"))
    second = await revised(trade, first.id)
    assert (second.state, second.number, second.revision, second.net) == (QuoteState.DRAFT, None, 1, first.net)
    issued = await trade.done(quotes.validate, second.id)
    assert (issued.number, (await trade.read(first.id)).state) == ("DE2611-0001-V2", QuoteState.REPLACED)
    with pytest.raises(IllegalTransition):
        await trade.done(accepting, first.id, customer)
    third = await trade.done(quotes.validate, (await revised(trade, issued.id)).id)
    assert third.number == "DE2611-0001-V3"
    assert (await trade.validated()).number == "DE2611-0002"


async def test_the_customer_sees_the_newest_version_that_was_sent(trade: Trade) -> None:
    first, customer = await trade.sent()

    async def sees() -> tuple[int, list[int]]:
        async with trade.work.read(customer) as db:
            return (await quotes.read_received(db, first.id)).id, [quote.id for quote in await quotes.received(db)]

    second = await revised(trade, first.id)
    await trade.done(quotes.validate, second.id)
    assert await sees() == (first.id, [first.id])
    await trade.done(quotes.send, second.id)
    assert await sees() == (second.id, [second.id])


async def test_what_was_never_given_is_never_seen(trade: Trade) -> None:
    _, customer = await trade.sent()
    kept = await trade.validated()
    await trade.done(quotes.validate, (await revised(trade, kept.id)).id)
    async with trade.work.read(customer) as db:
        with pytest.raises(NotFound):
            await quotes.read_received(db, kept.id)


async def test_there_is_one_new_version_at_a_time(trade: Trade) -> None:
    first = await trade.validated()
    second = await revised(trade, first.id)
    with pytest.raises(RevisionOpen) as refusal:
        await revised(trade, first.id)
    assert refusal.value.quote_id == second.id
    await trade.done(quotes.cancel, second.id)
    await revised(trade, first.id)
    with pytest.raises(RevisionOpen):
        await trade.done(quotes.restore, second.id)


async def test_a_draft_and_an_accepted_quote_have_no_new_version(trade: Trade) -> None:
    draft = await trade.draft()
    accepted, customer = await trade.sent()
    pending = await revised(trade, accepted.id)
    await trade.done(accepting, accepted.id, customer)
    for quote_id in (draft.id, accepted.id):
        with pytest.raises(IllegalTransition):
            await revised(trade, quote_id)
    with pytest.raises(IllegalTransition):
        await trade.done(quotes.validate, pending.id)
    assert (await trade.read(accepted.id)).state is QuoteState.ACCEPTED


async def test_a_copy_takes_todays_prices_and_says_what_differs(trade: Trade, clock: SettableClock) -> None:
    async with trade.work.begin(trade.seller) as uow:
        gone = await products.create(uow, label="Vanne", price=unit_price("30"))
    old = await trade.draft(
        NewLine(kind=LineKind.SECTION, label="Chauffage"),
        trade.radiators("3"),
        NewLine(quantity=quantity(1), product_id=gone.id, discount=percent(10)),
        work_hours("Pose sur mesure", price="77", optional=True),
        discount_amount=amount("5"),
        delivery_on=date(2026, 12, 1),
    )
    await trade.set_product(price=unit_price("199"), vat_class=VatClass.INTERMEDIATE)
    await trade.set_product(gone.id, archived_at=clock())
    copy = await copied(trade, old.id)
    lines = copy.quote.lines
    assert [line.label for line in lines] == [line.label for line in old.lines]
    assert [line.unit_price for line in lines[1:]] == [Decimal("199"), Decimal("30"), Decimal("77")]
    assert (lines[2].product_id, lines[2].discount, lines[3].optional) == (None, percent(10), True)
    assert (copy.quote.discount_amount, copy.quote.delivery_on, copy.quote.number) == (Decimal("5.00"), None, None)
    assert Difference("Radiateur aluminium 1000 W", Why.PRICE, Decimal("189"), Decimal("199")) in copy.differences
    assert Difference("Vanne", Why.GONE) in copy.differences
    assert not any(difference.label == "Pose sur mesure" for difference in copy.differences)


async def test_a_copy_of_unchanged_things_has_no_difference(trade: Trade) -> None:
    old = await trade.draft(trade.radiators(), work_hours(vat=percent(10)))
    copy = await copied(trade, old.id)
    assert copy.differences == ()
    assert copy.quote.gross == old.gross


async def test_a_copy_for_another_customer_takes_his_terms(trade: Trade) -> None:
    old = await trade.draft(discount=percent(15), payment_terms="3X")
    other = await trade.a_customer(discount=percent(2), payment_terms="COMPTANT")
    mine, theirs = await copied(trade, old.id), await copied(trade, old.id, other.id)
    assert (mine.quote.discount, mine.quote.payment_terms) == (percent(15), "3X")
    assert (theirs.quote.discount, theirs.quote.payment_terms, theirs.quote.customer_id) == (
        percent(2),
        "COMPTANT",
        other.id,
    )


async def test_like_the_last_time_is_the_last_one_that_was_given(trade: Trade) -> None:
    first, _ = await trade.sent()
    await trade.validated()
    async with trade.work.read(trade.seller) as db:
        found = await quotes.last_of(db, trade.customer_id)
        assert found is not None
        assert found.id == first.id
        assert await quotes.last_of(db, 999) is None


async def test_a_template_begins_a_quote_at_todays_prices(trade: Trade) -> None:
    old = await trade.draft(
        NewLine(kind=LineKind.SECTION, label="Pose clim"),
        trade.radiators("3"),
        work_hours("Mise en service", price="90.5", optional=True),
        subject="Pose d'une climatisation",
        notes="Alimentation prévue.",
        payment_terms="3X",
        deposit=percent(40),
        validity_days=20,
    )
    async with trade.work.begin(trade.seller) as uow:
        saved = await templates.save(uow, old.id, name="Pose clim")
    await trade.set_product(price=unit_price("200"))
    other = await trade.a_customer(discount=percent(3))
    async with trade.work.begin(trade.seller) as uow:
        made = await templates.use(uow, saved.id, customer_id=other.id)
    quote = made.quote
    assert [(line.label, line.quantity, line.optional) for line in quote.lines] == [
        (line.label, line.quantity, line.optional) for line in old.lines
    ]
    assert (quote.lines[1].unit_price, quote.discount) == (Decimal("200"), percent(3))
    assert (quote.payment_terms, quote.deposit, quote.validity_days) == ("3X", percent(40), 20)
    assert (quote.subject, quote.notes) == (old.subject, old.notes)
    assert made.differences == (Difference("Radiateur aluminium 1000 W", Why.PRICE, Decimal("189"), Decimal("200")),)


async def test_templates_are_found_with_errors_renamed_and_archived(trade: Trade) -> None:
    quote = await trade.draft()
    async with trade.work.begin(trade.seller) as uow:
        clim = await templates.save(uow, quote.id, name="Pose climatisation")
        await templates.save(uow, quote.id, name="Entretien chaudière")
        assert [each.name for each in await templates.search(uow, "climatisaton")] == ["Pose climatisation"]
        assert [each.name for each in await templates.search(uow)] == ["Entretien chaudière", "Pose climatisation"]
        again = await templates.save(uow, quote.id, name="pose Climatisation")
        assert [each.id for each in await templates.search(uow, "clim")] == [again.id]
        await templates.rename(uow, again.id, name="Clim")
        await templates.archive(uow, again.id)
        assert await templates.search(uow, "clim") == []
        for key in (clim.id, again.id):
            with pytest.raises(NotFound):
                await templates.use(uow, key, customer_id=trade.customer_id)
        with pytest.raises(Invalid):
            await templates.save(uow, quote.id, name="  ")
        empty = await quotes.draft(uow, customer_id=trade.customer_id, lines=[])
        with pytest.raises(QuoteEmpty):
            await templates.save(uow, empty.id, name="Vide")
