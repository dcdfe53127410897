"""What a line of a quote takes, keeps and refuses: gifts, cuts, titles, options, prices before and after, kits."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from core.catalog import kits, products
from core.catalog.errors import VariantNeeded
from core.catalog.models import Product, ProductKind
from core.kernel.amounts import PriceBasis, amount, percent, quantity, unit_price
from core.kernel.errors import Invalid
from core.sales import quotes
from core.sales.errors import QuantityWrong
from core.sales.lifecycles import LineKind
from core.sales.quotes import NewLine
from tests.core.sales.trade import Trade, adding, work_hours


async def test_two_are_paid_and_one_is_free(trade: Trade) -> None:
    quote = await trade.draft(NewLine(quantity=quantity(3), free=quantity(1), product_id=trade.product_id))
    assert (quote.lines[0].free, quote.net) == (Decimal(1), Decimal("378.00"))
    line = quote.lines[0].id
    changed = await trade.done(lambda uow, key: quotes.set_line(uow, key, line, free=quantity(2)), quote.id)
    assert changed.net == Decimal("189.00")


@pytest.mark.parametrize("free", ["-1", "2.001"])
async def test_no_more_is_free_than_there_is(trade: Trade, free: str) -> None:
    with pytest.raises(QuantityWrong):
        await trade.draft(work_hours(count="2", free=quantity(free)))


async def test_the_quantity_does_not_fall_under_what_is_free(trade: Trade) -> None:
    quote = await trade.draft(work_hours(count="3", free=quantity(2)))
    with pytest.raises(QuantityWrong):
        await trade.done(lambda uow, key: quotes.set_line(uow, key, quote.lines[0].id, quantity=quantity(1)), quote.id)


async def test_euros_are_taken_off_a_line_and_never_more_than_it_holds(trade: Trade) -> None:
    quote = await trade.draft(work_hours(price="80", discount_amount=amount("30")), work_hours(price="20"))
    assert quote.net == Decimal("70.00")
    line = quote.lines[0].id
    emptied = await trade.done(
        lambda uow, key: quotes.set_line(uow, key, line, discount_amount=amount("500")), quote.id
    )
    assert emptied.net == Decimal("20.00")


async def test_titles_and_texts_have_words_only_and_count_for_nothing(trade: Trade) -> None:
    title = NewLine(kind=LineKind.SECTION, label="Salle de bain", quantity=quantity(4), price=unit_price(10))
    quote = await trade.draft(title, trade.radiators(), NewLine(kind=LineKind.TEXT, label="Hors peinture"))
    assert [(line.kind, line.label) for line in quote.lines] == [
        (LineKind.SECTION, "Salle de bain"),
        (LineKind.ITEM, "Radiateur aluminium 1000 W"),
        (LineKind.TEXT, "Hors peinture"),
    ]
    assert (quote.net, quote.lines[0].unit_price) == (Decimal("378.00"), Decimal(0))
    with pytest.raises(Invalid):
        await trade.done(lambda uow, key: quotes.set_line(uow, key, quote.lines[0].id, price=unit_price(5)), quote.id)
    named = await trade.done(lambda uow, key: quotes.set_line(uow, key, quote.lines[0].id, label="Cuisine"), quote.id)
    assert named.lines[0].label == "Cuisine"


@pytest.mark.parametrize("facts", [{"label": ""}, {"label": "x" * 301}, {"label": "x", "detail": "y" * 2001}])
async def test_a_line_has_a_name_that_fits(trade: Trade, facts: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        await trade.draft(NewLine(kind=LineKind.TEXT, **facts))


async def test_an_option_counts_once_it_is_chosen(trade: Trade) -> None:
    quote = await trade.draft(trade.radiators(), work_hours("Thermostat", price="100", optional=True))
    assert quote.net == Decimal("378.00")
    revision = await trade.revised_with(quote.id, ticked=1)
    assert (revision.net, revision.lines[1].chosen) == (Decimal("478.00"), True)
    option = revision.lines[1].id
    usual = await trade.done(lambda uow, key: quotes.set_line(uow, key, option, optional=False), revision.id)
    assert (usual.net, usual.lines[1].chosen) == (Decimal("478.00"), False)


async def test_another_price_keeps_the_catalogues_beside_it(trade: Trade) -> None:
    agreed = NewLine(quantity=quantity(1), product_id=trade.product_id, price=unit_price("180"), basis=PriceBasis.TTC)
    quote = await trade.draft(agreed, trade.radiators(), work_hours(price="7"))
    assert [line.list_price for line in quote.lines] == [Decimal("226.8"), None, None]
    usual, free_text = quote.lines[1].id, quote.lines[2].id
    lowered = await trade.done(lambda uow, key: quotes.set_line(uow, key, usual, price=unit_price("150")), quote.id)
    assert lowered.lines[1].list_price == Decimal("189")
    await trade.done(lambda uow, key: quotes.set_line(uow, key, free_text, price=unit_price("6")), quote.id)
    back = await trade.done(lambda uow, key: quotes.set_line(uow, key, usual, price=unit_price("189")), quote.id)
    assert [line.list_price for line in back.lines[1:]] == [None, None]


async def test_the_price_before_may_be_said(trade: Trade) -> None:
    quote = await trade.draft(work_hours(price="700", list_price=unit_price("749")))
    assert (quote.lines[0].list_price, quote.net) == (Decimal("749"), Decimal("700.00"))


async def test_a_line_copies_cost_and_floor_and_does_not_follow_the_product(trade: Trade) -> None:
    await trade.set_company(floor_margin=percent(20))
    await trade.set_product(cost=unit_price("120"), floor_price=unit_price("140"))
    line = (await trade.draft()).lines[0]
    assert (line.cost, line.floor) == (Decimal("120"), Decimal("150"))
    await trade.set_product(cost=unit_price("120"), floor_price=unit_price("160"))
    assert (await trade.draft()).lines[0].floor == Decimal("160")
    await trade.set_product(cost=unit_price("1"), floor_price=None)
    assert (await trade.read(line.quote_id)).lines[0].floor == Decimal("150")


async def test_a_pack_costs_what_it_holds(trade: Trade) -> None:
    await trade.set_product(packaging={"PAL": "66"}, cost=unit_price("120"))
    line = (await trade.draft(NewLine(quantity=quantity(1), product_id=trade.product_id, unit="PAL"))).lines[0]
    assert (line.unit_price, line.cost) == (Decimal("12474"), Decimal("7920"))


async def test_a_kit_says_what_it_is_made_of(trade: Trade) -> None:
    async with trade.work.begin(trade.seller) as uow:
        kit = await products.create(uow, label="Kit salle de bain", price=unit_price("400"), kind=ProductKind.KIT)
        await kits.set_parts(uow, kit.id, [(trade.product_id, quantity("1.5"))])
    line = (await trade.draft(NewLine(quantity=quantity(1), product_id=kit.id))).lines[0]
    assert line.detail == "1,5 × Radiateur aluminium 1000 W"


async def test_a_product_with_variants_is_not_sold_itself(trade: Trade) -> None:
    async with trade.work.begin(trade.seller) as uow:
        other = await products.create(uow, label="Radiateur blanc", price=unit_price("1"))
        await uow.session.execute(update(Product).where(Product.id == other.id).values(parent_id=trade.product_id))
    with pytest.raises(VariantNeeded):
        await trade.draft()


@pytest.mark.parametrize(("to", "order"), [(1, "CAB"), (2, "ACB"), (3, "ABC"), (99, "ABC"), (-4, "CAB")])
async def test_a_line_moves(trade: Trade, to: int, order: str) -> None:
    quote = await trade.draft(*map(work_hours, "ABC"))
    moved = await trade.done(lambda uow, key: quotes.move_line(uow, key, quote.lines[2].id, to=to), quote.id)
    assert "".join(line.label for line in moved.lines) == order
    assert [line.position for line in moved.lines] == [1, 2, 3]
    more = await trade.done(adding(work_hours("D")), quote.id)
    assert more.lines[-1].label == "D"
