"""What whoever issues an invoice is told before, and what is refused."""

import pytest

from core.invoicing import deposits, outlook
from core.invoicing.errors import BuyerIncomplete
from core.invoicing.papers.invoice import title_of
from core.kernel.amounts import percent, quantity
from tests.core.invoicing.office import Office, sold


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


async def test_only_the_last_invoice_of_an_order_is_the_final_one(office: Office) -> None:
    order = await office.ordered(sold("2", "50"))
    async with office.work.begin(office.boss) as uow:
        deposit = await deposits.draft_deposit(uow, order.id, share=percent(80))
    await office.issue(deposit.id)
    parts = [await office.invoiced(order.id, quantities={order.lines[0].id: quantity(1)}) for _half in range(2)]
    assert all(one.deducted for one in parts)
    assert [title_of(one) for one in parts] == ["Facture", "Facture de solde"]
