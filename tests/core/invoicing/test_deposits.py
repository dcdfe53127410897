"""Deposits, and shares of works, and the invoices that deduct them."""

from decimal import Decimal

import pytest
from sqlalchemy import update

from core.invoicing import crediting, deposits, editing, outlook, reads
from core.invoicing.errors import DepositTaxedOtherwise, DepositTooLarge
from core.invoicing.models import Invoice
from core.invoicing.papers.invoice import invoice_paper
from core.kernel.amounts import amount, percent, quantity
from core.parties.models import Customer
from tests.core.invoicing.office import ADVANCES, CUSTOMERS, GOODS, SERVICES, VAT_DUE, VAT_PENDING, Office, sold, some
from tests.core.sales.deliveries.shop import back


async def _deposit(office: Office, order_id: int, **asked: object) -> Invoice:
    async with office.work.begin(office.boss) as uow:
        draft = await deposits.draft_deposit(uow, order_id, **asked)  # type: ignore[arg-type]
    return await office.issue(draft.id)


async def test_a_deposit_is_charged_paid_and_deducted(office: Office) -> None:
    order = await office.ordered(office.shop.trade.radiators("10"), delivered=False)
    deposit = await _deposit(office, order.id, share=percent(30))
    assert [deposit.number, deposit.gross] == ["AC2611-0001", amount("680.40")]
    assert await office.entry(deposit.id) == {
        CUSTOMERS: Decimal("680.40"),
        ADVANCES: Decimal(-567),
        VAT_PENDING: Decimal("-113.40"),
    }
    await office.pay(deposit.id, "680.40")
    assert (await office.balances())[VAT_DUE] == Decimal("-113.40")
    final = await office.invoiced(order.id, everything=True, beyond=True)
    assert [final.gross, final.deducted, final.payable] == [amount("2268"), amount("680.40"), amount("1587.60")]
    assert await office.entry(final.id) == {
        CUSTOMERS: Decimal("1587.60"),
        ADVANCES: Decimal(567),
        GOODS: Decimal(-1890),
        VAT_DUE: Decimal("-264.60"),
    }
    assert (await office.balances())[VAT_DUE] == Decimal("-378.00")
    assert ADVANCES not in await office.balances()
    await office.expect_sound()


async def test_each_rate_bears_its_part_and_two_invoices_share_the_deposit(office: Office) -> None:
    order = await office.ordered(sold("2", "100"), sold("3", "70", vat="5.5", ttc=True), delivered=False)
    deposit = await _deposit(office, order.id, amount=amount("100"))
    assert [deposit.gross, len(deposit.lines)] == [amount(100), 2]
    first = await office.invoiced(order.id, quantities=some(order, "0", "1"), beyond=True)
    last = await office.invoiced(order.id, everything=True, beyond=True)
    assert first.deducted + last.deducted == amount(100)
    assert first.payable + last.payable == order.gross - 100
    await office.expect_sound()


async def test_less_of_a_deposit_is_deducted_when_that_is_said(office: Office) -> None:
    order = await office.ordered(sold("4", "100"), delivered=False)
    await _deposit(office, order.id, share=percent(50))
    draft = await office.drafted(order.id, quantities=some(order, "2"), beyond=True)
    async with office.work.begin(office.boss) as uow:
        await editing.deduct(uow, draft.id, at_most=amount(60))
    first = await office.issue(draft.id)
    assert [first.deducted, first.payable] == [amount(60), amount(180)]
    last = await office.invoiced(order.id, everything=True, beyond=True)
    assert [last.deducted, last.payable] == [amount(180), amount(60)]
    await office.expect_sound()


async def test_a_draft_deducts_the_deposit_that_is_issued_after_it(office: Office) -> None:
    order = await office.ordered(sold("4", "100"), delivered=False)
    draft = await office.drafted(order.id, everything=True, beyond=True)
    await _deposit(office, order.id, share=percent(50))
    assert (await office.issue(draft.id)).payable == amount(240)


async def test_deposits_together_are_no_more_than_the_order(office: Office) -> None:
    order = await office.ordered(sold("1", "100"), delivered=False)
    await _deposit(office, order.id, share=percent(60))
    with pytest.raises(DepositTooLarge) as told:
        await _deposit(office, order.id, share=percent(60))
    assert told.value.left == amount(48)


async def test_a_deposit_charges_nothing_of_what_came_back_and_was_credited(office: Office) -> None:
    order = await office.ordered(sold("10", "100"))
    invoice = await office.invoiced(order.id)
    await office.shop.give_back(order.id, back(order.lines[0].id, "4"))
    async with office.work.begin(office.boss) as uow:
        credit = await crediting.draft_credit(uow, invoice.id, quantities={invoice.lines[0].id: quantity(4)})
    await office.issue(credit.id)
    with pytest.raises(DepositTooLarge) as told:
        await _deposit(office, order.id, amount=amount("1"))
    assert told.value.left == 0


async def test_a_credited_deposit_is_deducted_no_more(office: Office) -> None:
    order = await office.ordered(sold("1", "100"), delivered=False)
    deposit = await _deposit(office, order.id, share=percent(50))
    await office.pay(deposit.id, "60")
    async with office.work.begin(office.boss) as uow:
        draft = await crediting.draft_credit(uow, deposit.id, reason="annulé")
    credit = await office.issue(draft.id)
    assert (await office.entry(credit.id))[ADVANCES] == 50
    await office.pay(credit.id, "-60")
    assert VAT_DUE not in await office.balances()
    assert (await office.invoiced(order.id, everything=True, beyond=True)).payable == amount(120)
    await office.expect_sound()


async def test_a_credited_final_invoice_gives_the_deposit_back_to_be_deducted(office: Office) -> None:
    order = await office.ordered(sold("1", "100"), delivered=False)
    await _deposit(office, order.id, share=percent(50))
    final = await office.invoiced(order.id, everything=True, beyond=True)
    async with office.work.begin(office.boss) as uow:
        draft = await crediting.draft_credit(uow, final.id, reason="erreur")
    credit = await office.issue(draft.id)
    assert [credit.payable, await office.left(final.id)] == [amount(60), 0]
    assert (await office.invoiced(order.id, everything=True, beyond=True)).payable == amount(60)
    await office.expect_sound()


async def test_works_are_charged_as_far_as_they_are(office: Office) -> None:
    order = await office.ordered(sold("1", "10000"), sold("40", "58"), delivered=False)
    nets = []
    for done in (30, 80, 100):
        async with office.work.begin(office.boss) as uow:
            draft = await deposits.draft_progress(uow, order.id, percent=percent(done))
        issued = await office.issue(draft.id)
        nets.append(issued.net)
        assert issued.percent == percent(done)
    assert nets == [amount(3696), amount(6160), amount(2464)]
    assert (await office.balances())[SERVICES] == -12320
    await office.expect_sound()


async def test_the_rest_names_the_shares_that_were_charged_before_it(office: Office) -> None:
    order = await office.ordered(sold("4", "100"))
    async with office.work.begin(office.boss) as uow:
        draft = await deposits.draft_progress(uow, order.id, percent=percent(25))
    share = await office.issue(draft.id)
    rest = await office.invoiced(order.id)
    facts = dict(invoice_paper(rest).facts)
    assert facts["Déjà facturé"].startswith(f"{share.number} du ")
    assert (share.net, rest.net) == (amount(100), amount(300))
    await office.expect_sound()


async def test_a_share_that_was_taken_back_is_none_before_the_next(office: Office) -> None:
    order = await office.ordered(sold("10", "100"), delivered=False)
    wrong = await _share_of_works(office, order.id, 50)
    async with office.work.begin(office.boss) as uow:
        credit = await crediting.draft_credit(uow, wrong.id, reason="erreur")
    await office.issue(credit.id)
    first = invoice_paper(await _share_of_works(office, order.id, 40))
    second = invoice_paper(await _share_of_works(office, order.id, 60))
    assert [first.kind, second.kind] == ["Facture de situation n° 1", "Facture de situation n° 2"]
    assert "Avancement précédent" not in dict(first.facts)
    assert dict(second.facts)["Avancement précédent"].startswith("40"), "not 50"
    assert str(wrong.number) not in dict(second.facts)["Déjà facturé"]
    await office.expect_sound()


async def _share_of_works(office: Office, order_id: int, done: int) -> Invoice:
    async with office.work.begin(office.boss) as uow:
        draft = await deposits.draft_progress(uow, order_id, percent=percent(done))
    return await office.issue(draft.id)


async def test_a_share_of_works_charges_nothing_of_what_came_back(office: Office) -> None:
    order = await office.ordered(sold("10", "100"))
    await office.shop.give_back(order.id, back(order.lines[0].id, "2"))
    for done, net in ((50, "500"), (100, "300")):
        async with office.work.begin(office.boss) as uow:
            draft = await deposits.draft_progress(uow, order.id, percent=percent(done))
        assert (await office.issue(draft.id)).net == amount(net)
    await office.expect_sound()


async def test_a_deposit_with_another_vat_than_its_order_has_now_is_credited_first(office: Office) -> None:
    customer = await office.a_customer(siren="732829320")
    order = await office.ordered(sold("2", "100"), customer_id=customer.id)
    deposit = await _deposit(office, order.id, share=percent(30))
    await office.pay(deposit.id, deposit.gross)
    await _reverse_charge(office, customer.id)
    draft = await office.drafted(order.id)
    assert await _stranded(office, draft.id) == [deposit.number]
    with pytest.raises(DepositTaxedOtherwise) as refused:
        await office.issue(draft.id)
    assert refused.value.number == deposit.number
    async with office.work.begin(office.boss) as uow:
        credit = await crediting.draft_credit(uow, deposit.id)
    await office.issue(credit.id)
    assert await _stranded(office, draft.id) == []
    final = await office.issue(draft.id)
    assert [final.tax, final.payable] == [amount(0), amount(200)]
    await office.expect_sound()


async def test_a_deposit_waits_for_the_lines_of_its_rate_without_being_stranded(office: Office) -> None:
    order = await office.ordered(sold("1", "100"), sold("1", "100", vat="5.5"), delivered=False)
    await _deposit(office, order.id, share=percent(100))
    first = await office.drafted(order.id, quantities=some(order, "0", "1"), beyond=True)
    assert await _stranded(office, first.id) == []
    await office.issue(first.id)
    last = await office.invoiced(order.id, everything=True, beyond=True)
    assert last.payable == amount(0)


async def test_a_deposit_that_is_more_than_the_invoice_is_not_stranded(office: Office) -> None:
    order = await office.ordered(sold("4", "100"), delivered=False)
    await _deposit(office, order.id, share=percent(50))
    draft = await office.drafted(order.id, quantities=some(order, "1"), beyond=True)
    assert await _stranded(office, draft.id) == []
    assert (await office.issue(draft.id)).payable == amount(0)


async def _reverse_charge(office: Office, customer_id: int) -> None:
    async with office.work.begin(office.boss) as uow:
        wanted = update(Customer).where(Customer.id == customer_id)
        await uow.session.execute(wanted.values(reverse_charge=True))


async def _stranded(office: Office, invoice_id: int) -> list[str]:
    async with office.work.read(office.boss) as db:
        found = await outlook.of_draft(db, await reads.read(db, invoice_id))
    return [one.number for one in found.stranded]
