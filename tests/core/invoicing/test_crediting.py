"""Credit notes take back what was charged, in the books, in the VAT and for the order."""

from datetime import date
from decimal import Decimal

import pytest

from core.invoicing import crediting, deposits, issuing, reads, replacing
from core.invoicing.errors import BeyondOrdered, CreditOnCredit, CreditTooLarge, NothingToCredit
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice
from core.kernel.amounts import amount, percent, quantity
from core.kernel.errors import Invalid
from tests.core.invoicing.office import CUSTOMERS, GOODS, REBATES, VAT_DUE, Office, sold


async def _credited(office: Office, invoice_id: int, **asked: object) -> Invoice:
    async with office.work.begin(office.boss) as uow:
        draft = await crediting.draft_credit(uow, invoice_id, reason="retour", **asked)  # type: ignore[arg-type]
    return await office.issue(draft.id)


async def test_a_part_is_credited_and_settles_what_is_not_paid(office: Office) -> None:
    order = await office.ordered(office.shop.trade.radiators("3"))
    invoice = await office.invoiced(order.id)
    line = (await office.read(invoice.id)).lines[0]
    credit = await _credited(office, invoice.id, quantities={line.id: quantity(2)})
    assert [credit.number, credit.gross] == ["AV2611-0001", amount("453.60")]
    (told,) = [one for one in credit.sources if one["kind"] == "invoice"]
    assert [told["number"], told["on"]] == [invoice.number, "2026-11-23"]
    assert await office.entry(credit.id) == {
        CUSTOMERS: Decimal("-453.60"),
        GOODS: Decimal("378.00"),
        VAT_DUE: Decimal("75.60"),
    }
    assert [await office.left(invoice.id), await office.left(credit.id)] == [amount("226.80"), 0]
    now = await office.shop.read_order(order.id)
    assert [now.lines[0].invoiced, now.invoiced] == [quantity(1), amount("226.80")]
    with pytest.raises(BeyondOrdered):
        await _credited(office, invoice.id, quantities={line.id: quantity(2)})
    await office.expect_sound()


async def test_of_a_paid_invoice_the_credit_waits_and_its_vat_comes_back_once_refunded(office: Office) -> None:
    invoice = await office.invoiced((await office.ordered(sold("1", "100"))).id)
    await office.pay(invoice.id, "120")
    credit = await _credited(office, invoice.id)
    assert await office.left(credit.id) == amount("-120")
    assert (await office.balances())[VAT_DUE] == -20
    await office.pay(credit.id, "-120")
    assert VAT_DUE not in await office.balances()
    await office.expect_sound()


async def test_a_lower_price_is_a_rebate_and_nothing_comes_back(office: Office) -> None:
    order = await office.ordered(office.shop.trade.radiators("2"))
    invoice = await office.invoiced(order.id)
    credit = await _credited(office, invoice.id, price_only=amount("50"))
    assert await office.entry(credit.id) == {
        CUSTOMERS: Decimal(-60),
        REBATES: Decimal(50),
        VAT_DUE: Decimal(10),
    }
    assert (await office.shop.read_order(order.id)).lines[0].invoiced == quantity(2)
    rest = await _credited(office, invoice.id)
    assert [rest.net, await office.left(invoice.id)] == [amount("328"), 0]
    await office.expect_sound()


async def test_net_of_tax_the_vat_stays_as_it_was(office: Office) -> None:
    invoice = await office.invoiced((await office.ordered(office.shop.trade.radiators("2"))).id)
    credit = await _credited(office, invoice.id, price_only=amount("50"), net_of_tax=True)
    assert [credit.gross, credit.tax] == [amount("50"), 0]
    assert await office.entry(credit.id) == {CUSTOMERS: Decimal(-50), REBATES: Decimal(50)}
    await office.expect_sound()


async def test_no_more_is_credited_than_was_charged(office: Office) -> None:
    invoice = await office.invoiced((await office.ordered(office.shop.trade.radiators("2"))).id)
    with pytest.raises(CreditTooLarge):
        await _credited(office, invoice.id, price_only=amount("400"))
    credit = await _credited(office, invoice.id)
    with pytest.raises(NothingToCredit):
        await _credited(office, invoice.id)
    with pytest.raises(CreditOnCredit):
        await _credited(office, credit.id)


async def test_a_replacing_invoice_has_the_same_lines_and_quotes_the_first(office: Office) -> None:
    order = await office.ordered(office.shop.trade.radiators("2"))
    invoice = await office.invoiced(order.id)
    async with office.work.begin(office.boss) as uow:
        credit, draft = await replacing.replace(uow, invoice.id, reason="adresse")
    assert [credit.state, draft.state, draft.kind] == [InvoiceState.ISSUED, InvoiceState.DRAFT, InvoiceKind.INVOICE]
    again = await office.issue(draft.id)
    assert [again.gross, again.origin_id] == [invoice.gross, invoice.id]
    assert (await office.shop.read_order(order.id)).lines[0].invoiced == quantity(2)
    async with office.work.read(office.boss) as db:
        figures = await reads.turnover(db, order.customer_id, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30))
    assert [figures.net, figures.documents] == [invoice.net, 3]
    await office.expect_sound()


async def test_a_deposit_is_not_credited_net_of_tax(office: Office) -> None:
    """Its VAT goes with it: else it would be deducted still, after it was given back."""
    order = await office.ordered(sold("2", "100"))
    async with office.work.begin(office.boss) as uow:
        deposit = await issuing.issue(uow, (await deposits.draft_deposit(uow, order.id, share=percent(30))).id)
    with pytest.raises(Invalid):
        await _credited(office, deposit.id, price_only=amount("10"), net_of_tax=True)
    await _credited(office, deposit.id, price_only=amount("10"))
    assert (await office.invoiced(order.id)).deducted == amount("60.00")
    await office.expect_sound()
