"""The VAT of a draft is that of the place where it is delivered or done."""

from typing import Any

import pytest

from core.catalog.errors import VatRateUnknown
from core.kernel.amounts import NO_RATE, ZERO, PriceBasis, amount, percent, quantity, unit_price
from core.parties import addresses, customers
from core.parties.models import AddressUse
from core.sales import orders, quotes
from core.sales.papers.order import order_paper
from core.sales.papers.quote import quote_paper
from core.sales.quotes import NewLine
from tests.core.sales.trade import Trade

REUNION = {"street": "1 rue du Volcan", "zip": "97400", "city": "Saint-Denis"}


def free(**facts: Any) -> NewLine:
    return NewLine(**{"quantity": quantity(1), "label": "Fourniture", "price": unit_price("100"), **facts})


@pytest.mark.parametrize(
    ("zip_", "vat"),
    [("97400", "8.5"), ("97110", "8.5"), ("97200", "8.5"), ("97300", "0"), ("97600", "0"), ("20000", "20"), ("", "20")],
)
async def test_a_customers_zone_gives_the_rate(trade: Trade, zip_: str, vat: str) -> None:
    customer = await trade.a_customer(zip=zip_)
    quote = await trade.draft(trade.radiators(), free(), customer_id=customer.id)
    assert {line.vat for line in quote.lines} == {percent(vat)}


async def test_where_it_is_delivered_counts_before_where_the_customer_is(trade: Trade) -> None:
    async with trade.work.begin(trade.seller) as uow:
        place = await addresses.add(uow, trade.customer_id, use=AddressUse.DELIVERY, label="Chantier", **REUNION)
    quote = await trade.draft(trade.radiators(), free(vat=percent(10)))
    async with trade.work.begin(trade.seller) as uow:
        there = await quotes.set_terms(uow, quote.id, address_id=place.id)
        assert [line.vat for line in there.lines] == [percent("8.5"), percent(10)]
        doubtful = await quotes.out_of_place(uow, there)
        assert [line.label for line in doubtful] == ["Fourniture"]
    async with trade.work.begin(trade.seller) as uow:
        back = await quotes.set_terms(uow, quote.id, address_id=0)
        assert [line.vat for line in back.lines] == [percent(20), percent(10)]
        assert not await quotes.out_of_place(uow, back)


async def test_another_customer_brings_his_rates(trade: Trade) -> None:
    overseas = await trade.a_customer(**REUNION)
    quote = await trade.draft(trade.radiators(), free())
    async with trade.work.begin(trade.seller) as uow:
        changed = await quotes.set_customer(uow, quote.id, customer_id=overseas.id)
    assert {line.vat for line in changed.lines} == {percent("8.5")}
    assert [changed.net, changed.gross] == [amount(478), amount("518.63")]


@pytest.mark.parametrize(("where", "vat"), [({}, "8.5"), (REUNION, "20")])
async def test_a_rate_of_elsewhere_is_refused(trade: Trade, where: dict[str, str], vat: str) -> None:
    customer = await trade.a_customer(**where)
    with pytest.raises(VatRateUnknown):
        await trade.draft(free(vat=percent(vat)), customer_id=customer.id)


async def test_a_quote_is_made_again_for_somebody_overseas_and_back(trade: Trade) -> None:
    overseas = await trade.a_customer(**REUNION)
    first = await trade.draft(trade.radiators(), free())
    async with trade.work.begin(trade.seller) as uow:
        there = (await quotes.copy(uow, first.id, customer_id=overseas.id)).quote
        assert {line.vat for line in there.lines} == {percent("8.5")}
        back = (await quotes.copy(uow, there.id, customer_id=trade.customer_id)).quote
        assert {line.vat for line in back.lines} == {percent(20)}
        assert NO_RATE not in {line.vat for line in back.lines}


GENT = {"street": "Kouter 5", "zip": "9000", "city": "Gent", "country": "BE", "vat_number": "BE0203201340"}


async def test_who_bears_no_vat_is_quoted_none_and_reads_why(trade: Trade) -> None:
    """As the invoice will say: goods to another member state, and work there (CGI 262 ter I, 283-2)."""
    customer = await trade.a_customer(**GENT)
    quote = await trade.draft(
        trade.radiators(), free(basis=PriceBasis.TTC, price=unit_price("120")), customer_id=customer.id
    )
    assert [line.vatex for line in quote.lines] == ["VATEX-EU-IC", "VATEX-EU-AE"]
    assert {line.vat for line in quote.lines} == {percent(20)}, "what he would pay, should he turn out to owe it"
    assert (quote.net, quote.tax, quote.gross) == (amount(478), ZERO, amount(478))
    paper = quote_paper(await trade.done(quotes.validate, quote.id))
    assert [line.tax_rate for line in paper.lines] == [NO_RATE, NO_RATE]
    assert "Exonération de TVA, art. 262 ter I du CGI" in paper.conditions
    assert any(words.startswith("Autoliquidation") for words in paper.conditions)
    assert any("478,00" in words for words in paper.conditions)


async def test_vat_follows_the_customer_until_the_quote_is_given(trade: Trade) -> None:
    abroad = await trade.a_customer(**GENT)
    quote = await trade.draft(trade.radiators())
    assert quote.gross == amount("453.60")
    async with trade.work.begin(trade.seller) as uow:
        assert (await quotes.set_customer(uow, quote.id, customer_id=abroad.id)).gross == amount(378)
    async with trade.work.begin(trade.seller) as uow:
        await customers.change(uow, abroad.id, country="FR", zip="69003", vat_number="")
        assert (await quotes.validate(uow, quote.id)).gross == amount("453.60")
    async with trade.work.begin(trade.seller) as uow:
        await customers.change(uow, abroad.id, reverse_charge=True, siren="552100554")
        revision = await quotes.revise(uow, quote.id)
        assert (revision.gross, revision.lines[0].vatex) == (amount(378), "VATEX-FR-AE")


async def test_an_order_says_what_its_quote_said(trade: Trade) -> None:
    customer = await trade.a_customer(**GENT)
    quote = await trade.draft(trade.radiators(), customer_id=customer.id, for_order=True)
    async with trade.work.begin(trade.seller) as uow:
        order = await orders.place(uow, quote.id)
        assert (order.tax, order.gross, order.lines[0].vatex) == (ZERO, amount(378), "VATEX-EU-IC")
        paper = order_paper(order, quote)
    assert "Exonération de TVA, art. 262 ter I du CGI" in paper.conditions
    assert [(one.rate, one.tax) for one in paper.taxes] == [(NO_RATE, ZERO)]


async def test_a_product_that_bears_none_says_its_reason(trade: Trade) -> None:
    await trade.set_product(vatex="VATEX-FR-CGI261-4")
    quote = await trade.draft(trade.radiators(), free())
    assert [line.vatex for line in quote.lines] == ["VATEX-FR-CGI261-4", ""]
    paper = quote_paper(await trade.done(quotes.validate, quote.id))
    assert [words for words in paper.conditions if "Exonération" in words] == ["Exonération de TVA, art. 261-4 du CGI"]
