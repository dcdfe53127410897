"""What is declared though no VAT stands on the invoice: services to the Union as performed, margins apart."""

from datetime import date

from core.catalog.vatex import REVERSED_IN_EU
from core.invoicing import crediting
from core.invoicing.issuing import issue
from core.invoicing.vat import VatReport, vat_report
from core.kernel.amounts import amount, quantity, unit_price
from tests.core.invoicing.office import Office, sold
from tests.core.invoicing.papers.invoices import BELGIAN

_USED = "VATEX-EU-F"


async def _report(office: Office) -> VatReport:
    async with office.work.read(office.boss) as db:
        return await vat_report(db, date(2026, 11, 23))


async def test_services_to_a_business_of_the_union_are_listed_before_they_are_paid(office: Office) -> None:
    buyer = await office.a_customer(**BELGIAN)
    invoice = await office.invoiced((await office.ordered(sold("1", "1200"), customer_id=buyer.id)).id)
    wanted = [("AE", REVERSED_IN_EU, amount("1200"), amount("0"))]
    for _paid in range(2):
        rows = (await _report(office)).rows
        assert [(row.category, row.vatex, row.base, row.tax) for row in rows] == wanted
        if left := await office.left(invoice.id):
            await office.pay(invoice.id, left)
    await office.expect_sound()


async def test_the_vat_on_margins_is_named_where_costs_are_known(office: Office) -> None:
    known = await office.shop.product(many="9", vatex=_USED, cost=unit_price("599"))
    other = await office.shop.product(many="9", vatex=_USED, cost=unit_price("479"))
    unknown = await office.shop.product(many="9", vatex=_USED)
    assert (await _report(office)).margins == []
    both = sold("2", "899", vat="0", product_id=known), sold("1", "899", vat="0", product_id=other)
    first = await office.read((await office.invoiced((await office.ordered(*both)).id)).id)
    await office.invoiced((await office.ordered(sold("1", "500", vat="0", product_id=unknown))).id)
    sales = [(one.number, one.price, one.tax) for one in (await _report(office)).margins]
    assert sales == [
        ("FA2611-0001", amount("2697"), amount("170")),  # 2 × 300 and 420 of margin, a sixth of it
        ("FA2611-0002", amount("500"), None),
    ]
    for asked in ({"quantities": {first.lines[0].id: quantity(1)}}, {"price_only": amount("60")}):
        async with office.work.begin(office.boss) as uow:
            draft = await crediting.draft_credit(uow, first.id, reason="retour", **asked)
            await issue(uow, draft.id)
    sales = [(one.number, one.price, one.tax) for one in (await _report(office)).margins]
    assert sales[:2] == [("AV2611-0001", amount("-899"), amount("-50")), ("AV2611-0002", amount("-60"), amount("-10"))]
