"""The deposit invoice of money that had come before: it says so, and asks for nothing."""

from core.invoicing.papers.keeping import invoice_print
from core.kernel.amounts import amount
from core.treasury.advances import invoice_advance
from core.treasury.payments import of_order
from tests.core.sales.orders.counter import Counter
from tests.core.treasury.till import Till


async def test_its_page_and_its_data_say_that_it_is_paid(till: Till) -> None:
    counter = Counter(till.trade)
    order = await counter.paid(await counter.placed(), "100")
    async with till.work.begin(till.manager) as uow:
        payment = (await of_order(uow, order.id))[0]
        issued = await invoice_advance(uow, payment.id)
    async with till.work.read(till.system) as db:
        paper, terms = (await invoice_print(db, issued.id)).asked()
    told = {line.label: line.amount for line in paper.totals}
    assert (told["Déjà réglé"], told["Net à payer"]) == (amount(-100), amount(0))
    assert paper.payment is None
    assert (terms["BT-113"], terms["BT-115"]) == ("100.00", "0.00")


async def test_a_cheque_that_bounces_later_changes_no_page(till: Till) -> None:
    counter = Counter(till.trade)
    order = await counter.paid(await counter.placed(), "100")
    async with till.work.begin(till.manager) as uow:
        payment = (await of_order(uow, order.id))[0]
        issued = await invoice_advance(uow, payment.id)
    till.work.clock.advance(days=1)  # type: ignore[attr-defined]
    await till.reverse(payment)
    async with till.work.read(till.system) as db:
        assert (await invoice_print(db, issued.id)).paid == 100
