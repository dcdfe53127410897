"""What whoever issues an invoice is told before, and what is refused."""

import pytest

from core.invoicing import deposits, drafting, editing, issuing, lawful, outlook, reads
from core.invoicing.errors import BeyondOrdered, BuyerIncomplete
from core.invoicing.papers.invoice import invoice_paper, title_of
from core.invoicing.papers.xml import fields
from core.kernel.amounts import percent, quantity
from core.parties.models import CustomerKind
from tests.core.invoicing.office import Office, sold
from tests.core.invoicing.papers.checking import broken, data_of


async def test_a_professional_without_an_address_is_not_invoiced(office: Office) -> None:
    customer = await office.a_customer(street="", siren="")
    order = await office.ordered(sold("1", "50"), customer_id=customer.id)
    draft = await office.drafted(order.id)
    with pytest.raises(BuyerIncomplete) as refused:
        await office.issue(draft.id)
    assert refused.value.fields == ("street",)


async def test_a_second_deposit_tells_of_the_first(office: Office) -> None:
    order = await office.ordered(sold("2", "50"), delivered=False)
    async with office.work.begin(office.boss) as uow:
        first = await deposits.draft_deposit(uow, order.id, share=percent(30))
    first = await office.issue(first.id)
    async with office.work.begin(office.boss) as uow:
        second = await deposits.draft_deposit(uow, order.id, share=percent(30))
        assert (await outlook.of_draft(uow, second)).earlier == [(first.number, first.gross)]


async def test_a_draft_tells_which_invoice_has_charged_its_goods_meanwhile(office: Office) -> None:
    order = await office.ordered(sold("2", "50"))
    stale = await office.drafted(order.id)
    (note,) = await office.notes(order.id)
    async with office.work.begin(office.boss) as uow:
        other = await drafting.draft_of_deliveries(uow, [note])
    issued = await office.issue(other.id)
    async with office.work.begin(office.boss) as uow:
        found = await outlook.of_draft(uow, await reads.read(uow, stale.id))
        assert (found.billed, found.by, found.beyond) == ([("Fourniture", quantity(2))], (issued.number,), [])
        with pytest.raises(BeyondOrdered):
            await issuing.issue(uow, stale.id)


async def test_a_draft_asked_for_again_is_what_other_invoices_have_left_of_it(office: Office) -> None:
    order = await office.ordered(sold("4", "50"))
    stale = await office.drafted(order.id)
    line = order.lines[0].id
    async with office.work.begin(office.boss) as uow:
        part = await drafting.draft_of_order(uow, order.id, quantities={line: quantity(1)})
        assert part.id == stale.id, "one draft for one order"
        await editing.drop(uow, part.id)
    whole = await office.drafted(order.id)
    (note,) = await office.notes(order.id)
    async with office.work.begin(office.boss) as uow:
        other = await drafting.draft_of_deliveries(uow, [note])
        await editing.set_line(uow, other.id, other.lines[-1].id, quantity=quantity(3))
    await office.issue(other.id)
    again = await office.drafted(order.id)
    assert (again.id, [one.quantity for one in again.lines]) == (whole.id, [quantity(1)])
    assert (await office.issue(again.id)).net == 50
    await office.expect_sound()


async def test_what_its_maker_agreed_to_invoice_early_is_not_called_invoiced(office: Office) -> None:
    order = await office.ordered(sold("4", "50"), delivered=False)
    draft = await office.drafted(order.id, everything=True, beyond=True)
    async with office.work.begin(office.boss) as uow:
        found = await outlook.of_draft(uow, draft)
    assert (found.beyond, found.billed) == ([("Fourniture", quantity(4))], [])


async def test_only_the_last_invoice_of_an_order_is_the_final_one(office: Office) -> None:
    order = await office.ordered(sold("2", "50"))
    async with office.work.begin(office.boss) as uow:
        deposit = await deposits.draft_deposit(uow, order.id, share=percent(80))
    await office.issue(deposit.id)
    parts = [await office.invoiced(order.id, quantities={order.lines[0].id: quantity(1)}) for _half in range(2)]
    assert all(one.deducted for one in parts)
    assert [title_of(one) for one in parts] == ["Facture", "Facture de solde"]


async def test_a_business_of_the_union_without_its_vat_number_is_charged_vat_with_a_word(office: Office) -> None:
    customer = await office.a_customer(country="BE", zip="", vat_number="")
    order = await office.ordered(sold("1", "50"), customer_id=customer.id)
    draft = await office.drafted(order.id)
    async with office.work.read(office.boss) as db:
        found = await lawful.lacking(db, await reads.read(db, draft.id))
    assert (found.advised, found.stops) == (("vat_number",), False)
    assert (await office.issue(draft.id)).tax == 10


async def test_a_public_body_is_advised_its_siret_and_the_number_that_it_ordered_under(office: Office) -> None:
    customer = await office.a_customer(kind=CustomerKind.PUBLIC, siren="", siret="", street="", zip="")
    order = await office.ordered(sold("1", "50"), customer_id=customer.id)
    draft = await office.drafted(order.id)
    async with office.work.begin(office.boss) as uow:
        found = await lawful.lacking(uow, await reads.read(uow, draft.id))
        assert (found.advised, found.stops) == (("siret", "customer_number"), False)
        await editing.change(uow, draft.id, customer_number="EJ-4500012")
        assert (await lawful.lacking(uow, await reads.read(uow, draft.id))).advised == ("siret",)
    issued = await office.issue(draft.id)
    assert fields(issued)["BT-13"] == "EJ-4500012"


async def test_who_owes_the_vat_himself_is_named_with_his_vat_number(office: Office) -> None:
    customer = await office.a_customer(reverse_charge=True, siren="552100554", vat_number="")
    order = await office.ordered(sold("1", "50"), customer_id=customer.id)
    issued = await office.invoiced(order.id)
    assert issued.tax == 0
    assert fields(issued)["BG-7"]["vat_identifier"] == "FR96552100554"
    assert any("FR96552100554" in detail for detail in invoice_paper(issued).buyer.details)
    assert broken(data_of(issued)) == []


async def test_a_vat_number_that_nothing_asks_for_is_not_made_up(office: Office) -> None:
    customer = await office.a_customer(siren="552100554", vat_number="")
    order = await office.ordered(sold("1", "50"), customer_id=customer.id)
    assert fields(await office.invoiced(order.id))["BG-7"]["vat_identifier"] == ""
