"""What had come before an invoice is issued: its card, its page, its data and the books ask for the rest alone."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from bot.invoices.screens import staff_card
from bot.outgoing.render import plain
from core.invoicing import crediting, editing, reads, replacing
from core.invoicing.drafting import draft_of_order
from core.invoicing.issuing import issue
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.invoicing.papers.embedding import xml_of
from core.invoicing.papers.keeping import invoice_print
from core.kernel.amounts import ZERO, amount, quantity
from core.printing.paper import Paper
from core.sales.models import Order
from tests.core.invoicing.papers.checking import broken
from tests.core.sales.orders.counter import Counter
from tests.core.treasury.till import Till

Printed = tuple[Paper, Mapping[str, Any]]


@pytest.fixture
def counter(till: Till) -> Counter:
    return Counter(till.trade)


async def drafted(till: Till, order: Order) -> Invoice:
    async with till.work.begin(till.manager) as uow:
        return await draft_of_order(uow, order.id, everything=True, beyond=True)


async def issued(till: Till, draft: Invoice) -> Invoice:
    async with till.work.begin(till.manager) as uow:
        return await issue(uow, draft.id, beyond=True)


async def invoiced(till: Till, order: Order) -> Invoice:
    return await issued(till, await drafted(till, order))


async def replaced(till: Till, invoice: Invoice) -> tuple[Invoice, Invoice]:
    """The credit note that is issued, and the draft in its place."""
    till.work.clock.advance(days=1)  # type: ignore[attr-defined]
    async with till.work.begin(till.manager) as uow:
        return await replacing.replace(uow, invoice.id, reason="Erreur")


async def card(till: Till, invoice: Invoice) -> str:
    async with till.work.read(till.manager) as db:
        told = plain(await staff_card(db, await reads.read(db, invoice.id)))
    return told.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


async def printed(till: Till, invoice: Invoice) -> Printed:
    async with till.work.read(till.system) as db:
        return (await invoice_print(db, invoice.id)).asked()


async def expect_asked(till: Till, invoice: Invoice, *, paid: str, left: str) -> Printed:
    """The page, the data and the account say the same of what was paid and of what is left; no rule is broken."""
    paper, terms = await printed(till, invoice)
    totals = {line.label: line.amount for line in paper.totals}
    assert (totals["Déjà réglé"], totals["Net à payer"]) == (-amount(paid), amount(left))
    assert (terms["BT-113"], terms["BT-115"]) == (str(amount(invoice.deducted + amount(paid))), left)
    assert await till.left(invoice) == amount(left)
    assert broken(xml_of(terms)) == []
    return paper, terms


async def test_money_held_for_the_order_is_not_asked_again(till: Till, counter: Counter) -> None:
    order = await counter.paid(await counter.placed(), "200")  # 453,60 €
    draft = await drafted(till, order)
    assert "Déjà réglé : 200,00 €, restera 253,60 €" in await card(till, draft)
    invoice = await issued(till, draft)
    assert "reste 253,60 €" in await card(till, invoice)
    _paper, terms = await expect_asked(till, invoice, paid="200.00", left="253.60")
    assert terms["BT-23"] == "B1"
    first = await printed(till, invoice)
    assert (await till.balances())["411000"] == Decimal("253.60")
    till.work.clock.advance(days=1)  # type: ignore[attr-defined]
    await till.receive("253.60", invoice)
    assert await printed(till, invoice) == first, "the same page however late it is printed"
    await till.expect_whole([invoice])


async def test_what_is_wholly_paid_asks_for_nothing(till: Till, counter: Counter) -> None:
    order = await counter.paid(await counter.placed(), "453.60")
    invoice = await invoiced(till, order)
    paper, terms = await expect_asked(till, invoice, paid="453.60", left="0.00")
    assert (paper.payment, terms["BT-23"], terms["BT-9"]) == (None, "B2", invoice.issued_on)
    assert "BT-84" not in terms, "no account to pay to"


async def test_beside_a_deposit_that_is_deducted(till: Till, counter: Counter) -> None:
    order = await counter.placed()
    deposit = await till.issued("100", kind=InvoiceKind.DEPOSIT, order_id=order.id)
    await till.receive("120", deposit)
    order = await counter.paid(order, "33.60")
    invoice = await invoiced(till, order)
    _paper, terms = await expect_asked(till, invoice, paid="33.60", left="300.00")
    assert (invoice.deducted, terms["BT-23"]) == (amount(120), "B4")
    await till.expect_whole([deposit, invoice])


@pytest.mark.parametrize(("count", "left"), [("2", "253.60"), ("1", "26.80")])
async def test_one_that_replaces_takes_over_what_was_paid(till: Till, counter: Counter, count: str, left: str) -> None:
    wrong = await invoiced(till, await counter.placed())
    await till.receive("200", wrong)
    credit, draft = await replaced(till, wrong)
    assert [await till.left(wrong), await till.left(credit)] == [0, -200]
    async with till.work.begin(till.manager) as uow:
        draft = await editing.set_line(uow, draft.id, draft.lines[0].id, quantity=quantity(count))
    assert "Déjà réglé : 200,00 €" in await card(till, draft)
    invoice = await issued(till, draft)
    await expect_asked(till, invoice, paid="200.00", left=left)
    assert await till.left(credit) == 0
    said = await card(till, invoice)
    assert ("payée en partie" in said, "avoir 200" in said) == (True, False)
    assert (await till.balances())["411000"] == amount(left)
    await till.receive(left, invoice)
    assert "" not in await till.letters()
    await till.expect_whole([wrong, credit, invoice])


async def test_more_than_it_comes_to_stays_in_the_customers_favour(till: Till, counter: Counter) -> None:
    wrong = await invoiced(till, await counter.placed())
    await till.receive("453.60", wrong)
    credit, draft = await replaced(till, wrong)
    async with till.work.begin(till.manager) as uow:
        draft = await editing.set_line(uow, draft.id, draft.lines[0].id, quantity=quantity(1))
    invoice = await issued(till, draft)
    await expect_asked(till, invoice, paid="226.80", left="0.00")
    assert await till.left(credit) == -amount("226.80")
    await till.expect_whole([wrong, credit, invoice])


async def test_what_was_given_back_meanwhile_is_asked_again(till: Till, counter: Counter) -> None:
    wrong = await invoiced(till, await counter.placed())
    await till.receive("200", wrong)
    credit, draft = await replaced(till, wrong)
    await till.refund("200", credit_id=credit.id)
    invoice = await issued(till, draft)
    assert "Déjà réglé" not in {line.label for line in (await printed(till, invoice))[0].totals}
    assert (await till.left(invoice), await till.left(credit)) == (amount("453.60"), ZERO)


async def test_an_earlier_credit_note_stays_the_customers(till: Till, counter: Counter) -> None:
    wrong = await invoiced(till, await counter.placed())
    await till.receive("453.60", wrong)
    async with till.work.begin(till.manager) as uow:
        draft = await crediting.draft_credit(
            uow, wrong.id, quantities={wrong.lines[0].id: quantity(1)}, reason="Retour"
        )
    returned = await issued(till, draft)
    credit, draft = await replaced(till, wrong)
    invoice = await issued(till, draft)
    await expect_asked(till, invoice, paid="226.80", left="0.00")
    assert (await till.left(returned), await till.left(credit)) == (-amount("226.80"), ZERO)
    await till.expect_whole([wrong, returned, credit, invoice])
