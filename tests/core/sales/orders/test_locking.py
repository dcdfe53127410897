"""What is sold to a consumer off premises is paid once he has agreed to it, and seven days later."""

from datetime import date
from typing import Any

import pytest

from core.invoicing.deposits import draft_deposit
from core.invoicing.drafting import draft_of_order
from core.invoicing.issuing import issue
from core.invoicing.papers.invoice import invoice_paper
from core.invoicing.sources import UNSIGNED
from core.kernel.amounts import amount, percent
from core.parties.models import CustomerKind
from core.sales import orders
from core.sales.errors import NotAgreedYet, PaymentLocked
from core.sales.lifecycles import Channel, Engagement
from core.sales.models import Order
from tests.core.sales.orders.counter import Counter

PAYABLE = date(2026, 12, 1)


async def at_home(counter: Counter, kind: CustomerKind = CustomerKind.CONSUMER, **facts: Any) -> Order:
    await counter.set_customer(kind=kind)
    quote = await counter.quote(channel=Channel.OFF_PREMISES)
    return await counter.place(quote.id, **facts)


async def test_nothing_is_taken_or_asked_before_he_has_signed(counter: Counter) -> None:
    order = await at_home(counter)
    with pytest.raises(NotAgreedYet) as refused:
        await counter.paid(order, "10")
    assert refused.value.number == order.number
    with pytest.raises(NotAgreedYet):
        async with counter.trade.work.begin(counter.trade.seller) as uow:
            await draft_deposit(uow, order.id, share=percent(30))


async def test_his_signature_starts_the_seven_days_and_the_deposit_invoice_has_them(counter: Counter) -> None:
    order = await at_home(counter)
    await counter.done(orders.sign, order.id, name="Paul Girard")
    with pytest.raises(PaymentLocked) as refused:
        await counter.paid(order, "10")
    assert refused.value.until == PAYABLE
    async with counter.trade.work.begin(counter.trade.seller) as uow:
        assert (await draft_deposit(uow, order.id, amount=amount("10"))).payment_locked_until == PAYABLE


async def test_an_invoice_drafted_before_he_signed_has_them_too(counter: Counter) -> None:
    order = await at_home(counter)
    async with counter.trade.work.begin(counter.trade.seller) as uow:
        draft = await draft_of_order(uow, order.id, beyond=True)
    assert draft.payment_locked_until is None
    await counter.done(orders.sign, order.id, name="Paul Girard")
    async with counter.trade.work.begin(counter.trade.seller) as uow:
        issued = await issue(uow, draft.id, version=draft.version, beyond=True)
    assert issued.payment_locked_until == PAYABLE
    assert {"kind": UNSIGNED} not in issued.sources
    assert issued.due_on is not None
    assert issued.due_on >= PAYABLE


async def test_an_invoice_issued_before_he_signed_says_so_for_ever(counter: Counter) -> None:
    order = await at_home(counter)
    async with counter.trade.work.begin(counter.trade.seller) as uow:
        draft = await draft_of_order(uow, order.id, beyond=True)
        issued = await issue(uow, draft.id, version=draft.version, beyond=True)
    assert {"kind": UNSIGNED} in issued.sources
    assert any("non encore signé" in mention for mention in issued.mentions)
    paper = invoice_paper(issued)
    assert "Échéance" not in dict(paper.facts)


async def test_an_order_that_he_wrote_is_locked_from_the_beginning(counter: Counter) -> None:
    order = await at_home(counter, engagement=Engagement.WRITTEN)
    with pytest.raises(PaymentLocked):
        await counter.paid(order, "10")


async def test_what_was_only_told_has_to_be_confirmed(counter: Counter) -> None:
    order = await at_home(counter, engagement=Engagement.ORAL)
    with pytest.raises(NotAgreedYet):
        await counter.paid(order, "10")
    await counter.done(orders.confirm_oral, order.id, actor=await counter.customer(order.id))
    with pytest.raises(PaymentLocked):
        await counter.paid(order, "10")


async def test_a_business_pays_when_it_likes(counter: Counter) -> None:
    order = await at_home(counter, CustomerKind.PROFESSIONAL)
    assert (await counter.paid(order, "10")).deposit_received == 10
