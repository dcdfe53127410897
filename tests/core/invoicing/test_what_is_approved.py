"""What somebody approves is what is issued: its totals, its tax, and nothing that the law would not let pass."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.catalog import vatex
from core.company.models import VatRegime
from core.invoicing import direct, lawful
from core.invoicing.errors import BuyerIncomplete, ReasonMissing, SellerIncomplete
from core.invoicing.models import Invoice
from core.invoicing.papers.invoice import invoice_paper
from core.kernel.amounts import ZERO, amount, percent
from core.parties.models import CustomerKind
from core.sales import quotes
from core.sales.lifecycles import Channel
from core.sales.models import Quote
from core.sales.quotes import NewLine
from tests.core.invoicing.office import Office, sold

REVERSED = {"reverse_charge": True, "siren": "552100554"}
RATES = ("20", "10", "5.5")
BUYERS: tuple[dict[str, Any], ...] = (
    {"kind": CustomerKind.CONSUMER},
    {"kind": CustomerKind.PROFESSIONAL},
    REVERSED,
    {"country": "BE", "vat_number": "BE0123456749"},
    {"country": "CH"},
)

lines = st.lists(
    st.builds(
        lambda count, cents, vat, off, cut, ttc: sold(
            str(count),
            str(Decimal(cents) / 100),
            vat=vat,
            ttc=ttc,
            discount=percent(off),
            discount_amount=amount(Decimal(cut) / 100),
        ),
        st.integers(1, 9),
        st.integers(1, 99_999),
        st.sampled_from(RATES),
        st.sampled_from([0, 5, 33, 100]),
        st.integers(0, 99),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)
whole = st.one_of(
    st.builds(lambda off: {"discount": percent(off)}, st.sampled_from([0, 3, 50])),
    st.builds(lambda cut: {"discount_amount": amount(Decimal(cut) / 100)}, st.integers(0, 500)),
)


async def _approved(office: Office, quote: Quote) -> tuple[Invoice, Invoice]:
    """What was shown, and what was issued on it."""
    async with office.work.read(office.boss) as db:
        shown = await direct.preview(db, await quotes.read(db, quote.id))
    async with office.work.begin(office.boss) as uow:
        return shown, await direct.invoice_quote(uow, quote.id)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=lines, off=whole, buyer=st.sampled_from(BUYERS))
async def test_any_draft_that_is_approved_is_issued_at_its_price(
    office: Office, asked: list[NewLine], off: dict[str, Any], buyer: dict[str, Any]
) -> None:
    customer = await office.a_customer(**buyer)
    draft = await office.shop.trade.draft(*asked, for_order=True, customer_id=customer.id, **off)
    shown, issued = await _approved(office, draft)
    assert [draft.net, draft.tax, draft.gross] == [issued.net, issued.tax, issued.gross]
    assert [shown.net, shown.tax, shown.gross] == [issued.net, issued.tax, issued.gross]
    assert [line.net for line in shown.lines] == [line.net for line in issued.lines]


async def test_who_owes_the_vat_himself_approves_the_price_without_it(office: Office) -> None:
    customer = await office.a_customer(**REVERSED)
    draft = await office.shop.trade.draft(sold("2", "50"), for_order=True, customer_id=customer.id)
    assert (draft.gross, draft.lines[0].vatex) == (amount(100), "VATEX-FR-AE")
    shown, issued = await _approved(office, draft)
    assert [shown.gross, shown.tax, issued.gross] == [amount(100), ZERO, amount(100)]
    assert "Autoliquidation" in issued.mentions


async def test_who_owes_the_vat_himself_is_identified_first(office: Office) -> None:
    customer = await office.a_customer(reverse_charge=True)
    draft = await office.shop.trade.draft(sold("1", "50"), for_order=True, customer_id=customer.id)
    async with office.work.begin(office.boss) as uow:
        with pytest.raises(BuyerIncomplete) as refused:
            await direct.invoice_quote(uow, draft.id)
    assert refused.value.fields == ("siren",)


@pytest.mark.parametrize("field", ["street", "zip", "city", "siren", "vat_number"])
async def test_a_company_that_has_not_said_who_it_is_issues_nothing(office: Office, field: str) -> None:
    await office.shop.trade.set_company(**{field: ""})
    order = await office.ordered(sold("1", "50"))
    draft = await office.drafted(order.id)
    with pytest.raises(SellerIncomplete) as refused:
        await office.issue(draft.id)
    assert refused.value.fields == (field,)
    await office.shop.trade.set_company(**{field: "FR44732829320" if field == "vat_number" else "732829320"})
    assert (await office.issue(draft.id)).number == "FA2611-0001"


async def test_a_franchise_needs_no_vat_number(office: Office) -> None:
    await office.shop.trade.set_company(vat_number="", vat_regime=VatRegime.FRANCHISE)
    order = await office.ordered(sold("1", "50"))
    assert (await office.invoiced(order.id)).tax == ZERO


async def test_no_vat_without_a_reason(office: Office) -> None:
    order = await office.ordered(sold("1", "50", vat="0"))
    draft = await office.drafted(order.id)
    async with office.work.read(office.boss) as db:
        assert (await lawful.lacking(db, draft)).unexplained == ("Fourniture",)
    with pytest.raises(ReasonMissing) as refused:
        await office.issue(draft.id)
    assert refused.value.label == "Fourniture"


async def test_no_vat_for_a_reason_that_the_product_has(office: Office) -> None:
    product = await office.shop.product(many="5")
    await office.shop.trade.set_product(product, vatex="VATEX-FR-CGI261-4")
    order = await office.ordered(sold("1", "50", vat="0", product_id=product))
    issued = await office.invoiced(order.id)
    assert {row.category for row in issued.taxes} == {vatex.EXEMPT}


async def test_a_consumer_at_home_has_seven_days_before_he_pays_a_direct_invoice(office: Office) -> None:
    customer = await office.a_customer(kind=CustomerKind.CONSUMER)
    draft = await office.shop.trade.draft(
        sold("1", "50"), for_order=True, customer_id=customer.id, channel=Channel.OFF_PREMISES, payment_terms="COMPTANT"
    )
    async with office.work.begin(office.boss) as uow:
        issued = await direct.invoice_quote(uow, draft.id)
    assert issued.payment_locked_until == issued.due_on == date(2026, 12, 1)
    titles = [annex.title for annex in invoice_paper(issued).annexes]
    assert titles[-1] == "Formulaire de rétractation"


async def test_at_the_companys_own_place_nothing_is_locked(office: Office) -> None:
    customer = await office.a_customer(kind=CustomerKind.CONSUMER)
    draft = await office.shop.trade.draft(
        sold("1", "50"), for_order=True, customer_id=customer.id, channel=Channel.PREMISES
    )
    async with office.work.begin(office.boss) as uow:
        issued = await direct.invoice_quote(uow, draft.id)
    assert issued.payment_locked_until is None
    assert not invoice_paper(issued).annexes
