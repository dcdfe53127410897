"""An invoice that was wrong is replaced by one whose prices, rates and lines were corrected."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from bot.invoices.screens import billed_words
from core.catalog.errors import VatRateUnknown
from core.invoicing import correcting, crediting, deposits, editing, outlook, reads, replacing
from core.invoicing.errors import BeyondOrdered, DepositNotReplaced, NothingToInvoice, OnlyQuantities, PriceCredited
from core.invoicing.models import Invoice
from core.invoicing.reads import Standing
from core.kernel.amounts import PriceBasis, amount, percent, quantity, unit_price
from core.kernel.errors import Changed
from core.parties.models import Customer
from core.sales.errors import DiscountWrong
from core.sales.quotes import NewLine
from tests.core.invoicing.office import Office, sold


async def _replaced(office: Office) -> tuple[Invoice, Invoice]:
    """An invoice of 3 at 10 and 1 at 40, and the draft in its place."""
    order = await office.ordered(sold("3", "10"), sold("1", "40", label="Chaudière"))
    wrong = await office.invoiced(order.id)
    async with office.work.begin(office.boss) as uow:
        _credit, draft = await replacing.replace(uow, wrong.id)
    return wrong, draft


async def test_price_rate_label_and_lines_of_a_replacing_draft_change(office: Office) -> None:
    wrong, draft = await _replaced(office)
    first, second = (line.id for line in draft.lines)
    async with office.work.begin(office.boss) as uow:
        await correcting.correct_line(uow, draft.id, first, price=unit_price("9.50"), vat=percent(10), label="Pose")
        await editing.set_line(uow, draft.id, second, quantity=quantity(0))
        more = NewLine(quantity=quantity(2), label="Trajet", price=unit_price("12"), basis=PriceBasis.TTC)
        changed = await correcting.add_lines(uow, draft.id, lines=[more])
        assert [(line.label, line.vat) for line in changed.lines] == [("Pose", percent(10)), ("Trajet", percent(20))]
    issued = await office.issue(draft.id)
    assert [issued.net, issued.gross] == [amount("48.50"), amount("55.35")]
    order = await office.shop.read_order(issued.order_id or 0)
    assert [line.invoiced for line in order.lines] == [quantity(3), quantity(0)]
    assert order.invoiced == amount("31.35"), "what was added is of no order"
    async with office.work.read(office.boss) as db:
        stand = await reads.stand_of(db, await reads.read(db, wrong.id))
    assert (stand.standing, stand.by) == (Standing.CANCELLED, ("AV2611-0001",))
    await office.expect_sound()


async def test_the_discount_of_a_replacing_draft_changes_and_stays_said(office: Office) -> None:
    _wrong, draft = await _replaced(office)
    async with office.work.begin(office.boss) as uow:
        assert (await correcting.set_discount(uow, draft.id, discount=percent(10))).net == amount(63)
        assert (await correcting.set_discount(uow, draft.id, discount_amount=amount(20))).net == amount(50)
        fewer = await editing.set_line(uow, draft.id, draft.lines[0].id, quantity=quantity(2))
        assert fewer.net == amount(40), "twenty off, as it was said"
        with pytest.raises(DiscountWrong):
            await correcting.set_discount(uow, draft.id, discount=percent(110))
        with pytest.raises(Changed):
            await correcting.set_discount(uow, draft.id, version=1)
    issued = await office.issue(draft.id)
    assert issued.net == amount(40)
    await office.expect_sound()
    order = await office.ordered(sold("3", "10"))
    other = await office.drafted(order.id)
    async with office.work.begin(office.boss) as uow:
        with pytest.raises(OnlyQuantities):
            await correcting.set_discount(uow, other.id, discount=percent(10))


async def test_a_discount_of_the_order_follows_the_lines_of_a_replacing_draft(office: Office) -> None:
    order = await office.ordered(sold("4", "10"), discount_amount=amount(8))
    wrong = await office.invoiced(order.id)
    async with office.work.begin(office.boss) as uow:
        _credit, draft = await replacing.replace(uow, wrong.id)
        assert draft.net == amount(32)
        half = await editing.set_line(uow, draft.id, draft.lines[0].id, quantity=quantity(2))
        assert half.net == amount(16)


async def test_a_replacing_draft_is_begun_again_as_often_as_it_is_given_up(office: Office) -> None:
    wrong, draft = await _replaced(office)
    async with office.work.begin(office.boss) as uow:
        assert (await replacing.draft_again(uow, wrong.id)).id == draft.id, "the one that waits"
        await editing.drop(uow, draft.id)
        assert await replacing.instead_of(uow, wrong.id) is None
        again = await replacing.draft_again(uow, wrong.id)
        assert again.id != draft.id
        assert [(line.label, line.quantity) for line in again.lines] == [
            (line.label, line.quantity) for line in wrong.lines
        ]
        assert [one.id for one in await replacing.waiting_on(uow, wrong.order_id or 0)] == [again.id]
    issued = await office.issue(again.id)
    async with office.work.begin(office.boss) as uow:
        with pytest.raises(NothingToInvoice):
            await replacing.draft_again(uow, wrong.id)
        with pytest.raises(NothingToInvoice):
            await replacing.draft_again(uow, issued.id)
    await office.expect_sound()


async def test_only_what_the_last_credit_note_took_back_is_begun_again(office: Office) -> None:
    order = await office.ordered(sold("3", "10"))
    wrong = await office.invoiced(order.id)
    async with office.work.begin(office.boss) as uow:
        back = await crediting.draft_credit(uow, wrong.id, quantities={wrong.lines[0].id: quantity(1)})
    await office.issue(back.id)
    async with office.work.begin(office.boss) as uow:
        _credit, draft = await replacing.replace(uow, wrong.id)
        await editing.drop(uow, draft.id)
        assert [line.quantity for line in (await replacing.draft_again(uow, wrong.id)).lines] == [quantity(2)]


async def test_a_line_that_was_added_is_changed_and_taken_away(office: Office) -> None:
    _wrong, draft = await _replaced(office)
    more = NewLine(quantity=quantity(2), label="Trajet", price=unit_price("12"))
    async with office.work.begin(office.boss) as uow:
        added = (await correcting.add_lines(uow, draft.id, lines=[more])).lines[-1].id
        changed = await editing.set_line(uow, draft.id, added, quantity=quantity(5))
        assert changed.net == amount(130)
        changed = await editing.set_line(uow, draft.id, added, quantity=quantity(0))
        assert changed.net == amount(70)


async def test_no_more_than_was_ordered_is_charged_of_its_lines(office: Office) -> None:
    _wrong, draft = await _replaced(office)
    async with office.work.begin(office.boss) as uow:
        await editing.set_line(uow, draft.id, draft.lines[0].id, quantity=quantity(4))
    with pytest.raises(BeyondOrdered):
        await office.issue(draft.id)


async def test_a_rate_of_elsewhere_is_refused(office: Office) -> None:
    _wrong, draft = await _replaced(office)
    async with office.work.begin(office.boss) as uow:
        with pytest.raises(VatRateUnknown):
            await correcting.correct_line(uow, draft.id, draft.lines[0].id, vat=percent("8.5"))


async def test_the_draft_of_an_order_keeps_the_orders_prices(office: Office) -> None:
    order = await office.ordered(sold("3", "10"))
    draft = await office.drafted(order.id)
    async with office.work.begin(office.boss) as uow:
        with pytest.raises(OnlyQuantities):
            await correcting.correct_line(uow, draft.id, draft.lines[0].id, price=unit_price("9"))


async def test_the_days_before_payment_stay_when_an_invoice_is_replaced(office: Office) -> None:
    order = await office.ordered(sold("3", "10"))
    draft, until = await office.drafted(order.id), date(2026, 12, 24)
    async with office.work.begin(office.boss) as uow:
        (await reads.load(uow, draft.id, locked=True)).payment_locked_until = until
    wrong = await office.issue(draft.id)
    async with office.work.begin(office.boss) as uow:
        credit, instead = await replacing.replace(uow, wrong.id)
    assert (credit.payment_locked_until, instead.payment_locked_until) == (None, until)
    due_on = (await office.issue(instead.id)).due_on
    assert due_on is not None
    assert due_on >= until


async def test_what_was_credited_before_is_not_charged_again(office: Office) -> None:
    given = sold("3", "10", discount_amount=amount("3"))
    order = await office.ordered(given, sold("1", "40", label="Chaudière"))
    wrong = await office.invoiced(order.id)
    await _credited(office, wrong, quantities={wrong.lines[0].id: quantity(2), wrong.lines[1].id: quantity(1)})
    async with office.work.begin(office.boss) as uow:
        credit, draft = await replacing.replace(uow, wrong.id)
    assert [(line.label, line.quantity) for line in draft.lines] == [("Fourniture", quantity(1))]
    assert (credit.gross, draft.gross) == (amount("10.80"), amount("10.80"))
    await office.issue(draft.id)
    await office.expect_sound()


async def test_an_invoice_whose_price_was_lowered_is_not_replaced(office: Office) -> None:
    order = await office.ordered(sold("3", "10"))
    wrong = await office.invoiced(order.id)
    await _credited(office, wrong, price_only=amount(5))
    async with office.work.begin(office.boss) as uow:
        with pytest.raises(PriceCredited):
            await replacing.replace(uow, wrong.id)


async def test_a_deposit_is_not_replaced(office: Office) -> None:
    order = await office.ordered(sold("3", "10"), delivered=False)
    async with office.work.begin(office.boss) as uow:
        draft = await deposits.draft_deposit(uow, order.id, share=percent(30))
    await office.issue(draft.id)
    async with office.work.begin(office.boss) as uow:
        with pytest.raises(DepositNotReplaced):
            await replacing.replace(uow, draft.id)
        with pytest.raises(DepositNotReplaced):
            await crediting.draft_replacement(uow, draft.id)


async def test_all_lines_of_a_replacing_draft_are_taxed_as_the_customer_is_now(office: Office) -> None:
    customer = await office.a_customer(siren="732829320")
    order = await office.ordered(sold("3", "10"), sold("1", "40"), customer_id=customer.id)
    wrong = await office.invoiced(order.id)
    await _reverse_charge(office, customer.id, owed=True)
    async with office.work.begin(office.boss) as uow:
        _credit, draft = await replacing.replace(uow, wrong.id)
    assert [line.category for line in draft.lines] == ["AE", "AE"]
    await _reverse_charge(office, customer.id, owed=False)
    async with office.work.begin(office.boss) as uow:
        changed = await correcting.correct_line(uow, draft.id, draft.lines[0].id, price=unit_price("9"))
        assert [(line.category, line.vat) for line in changed.lines] == [("S", percent(20))] * 2
    await _reverse_charge(office, customer.id, owed=True)
    async with office.work.begin(office.boss) as uow:
        changed = await editing.set_line(uow, draft.id, draft.lines[0].id, quantity=quantity(2))
        assert ([line.category for line in changed.lines], changed.tax) == (["AE", "AE"], amount(0))


async def test_more_than_is_left_of_the_order_is_told_without_a_document_that_charged_it(office: Office) -> None:
    _wrong, draft = await _replaced(office)
    async with office.work.begin(office.boss) as uow:
        await editing.set_line(uow, draft.id, draft.lines[0].id, quantity=quantity(5))
        found = await outlook.of_draft(uow, await reads.read(uow, draft.id))
    assert billed_words(found) == "Plus qu'il ne reste à facturer : 2 × Fourniture"


async def _credited(office: Office, invoice: Invoice, **asked: Any) -> None:
    async with office.work.begin(office.boss) as uow:
        credit = await crediting.draft_credit(uow, invoice.id, **asked)
    await office.issue(credit.id)


async def _reverse_charge(office: Office, customer_id: int, *, owed: bool) -> None:
    async with office.work.begin(office.boss) as uow:
        await uow.session.execute(update(Customer).where(Customer.id == customer_id).values(reverse_charge=owed))
