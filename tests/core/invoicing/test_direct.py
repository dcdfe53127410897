"""What is done already is ordered and invoiced at once; and goods that leave with the invoice."""

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select, update

from core.company.models import Company, StockOut
from core.db.scope import ALL_COMPANIES
from core.invoicing import batches, crediting, direct, editing, reads, returned
from core.invoicing.errors import BuyerIncomplete
from core.invoicing.lifecycles import InvoiceState
from core.kernel.amounts import amount, quantity
from core.kernel.errors import IllegalTransition
from core.permissions import SYSTEM
from core.sales import deliveries
from core.sales.errors import InvoiceDoubtful
from core.sales.lifecycles import LineKind, OrderState
from core.sales.orders.control import owed_by
from core.sales.orders.progress import progress
from core.stock.models import Reservation, StockMove
from tests.core.invoicing.office import Office, sold
from tests.core.sales.deliveries.shop import some as goods

ACROSS = {ALL_COMPANIES: True}


async def _moved(office: Office) -> Sequence[object]:
    async with office.work.read(office.boss) as db:
        sums = select(func.sum(StockMove.quantity)).where(StockMove.subject == "order_line")
        held = select(func.coalesce(func.sum(Reservation.quantity), 0))
        return [await db.session.scalar(sums), await db.session.scalar(held)]


async def test_a_direct_invoice_is_one_act_and_once(office: Office) -> None:
    product = await office.shop.product(many="5")
    draft = await office.shop.trade.draft(goods(product, "3"), sold("1", "50"), for_order=True)
    made = []
    for _twice in range(2):
        async with office.work.begin(office.boss) as uow:
            made.append(await direct.invoice_quote(uow, draft.id))
    assert made[0].id == made[1].id
    assert [made[0].state, made[0].number, made[0].net] == [InvoiceState.ISSUED, "FA2611-0001", amount(350)]
    order = await office.shop.read_order(made[0].order_id or 0)
    assert [order.direct, order.state, order.invoiced] == [True, OrderState.CLOSED, made[0].gross]
    async with office.work.read(office.boss) as db:
        found = (await progress(db, [order.id]))[order.id]
    assert {(one.delivered, one.invoiced, one.left) for one in found.values()} == {
        (quantity(3), quantity(3), quantity(0)),
        (quantity(1), quantity(1), quantity(0)),
    }
    assert await _moved(office) == [-quantity(3), 0]
    await office.expect_sound()


async def test_what_the_stock_lacks_is_invoiced_at_once_only_by_who_says_so_and_may(office: Office) -> None:
    product = await office.shop.product(many="15")
    draft = await office.shop.trade.draft(goods(product, "500"), for_order=True)
    for lacks, actor, forced, may in (
        (True, office.boss, False, True),
        (False, office.shop.trade.seller, True, False),
    ):
        async with office.work.begin(SYSTEM) as uow:
            await uow.session.execute(update(Company).values(stock_may_lack=lacks), execution_options=ACROSS)
        async with office.work.begin(actor) as uow:
            with pytest.raises(InvoiceDoubtful) as refused:
                await direct.invoice_quote(uow, draft.id, forced=forced)
        assert (refused.value.kinds, refused.value.may_force) == (("stock",), may)
    assert await _moved(office) == [None, 0]
    async with office.work.begin(office.boss) as uow:
        await direct.invoice_quote(uow, draft.id, forced=True)
    assert await _moved(office) == [-quantity(500), 0]


async def test_who_owes_too_much_is_not_invoiced_at_once_unnoticed(office: Office) -> None:
    customer = await office.a_customer(credit_limit=amount(100))
    draft = await office.shop.trade.draft(sold("1", "500"), for_order=True, customer_id=customer.id)
    async with office.work.begin(office.shop.trade.seller) as uow:
        with pytest.raises(InvoiceDoubtful) as refused:
            await direct.invoice_quote(uow, draft.id, forced=True)
    assert (refused.value.kinds, refused.value.may_force) == (("credit",), False)


async def test_goods_that_were_invoiced_at_once_come_back_and_the_order_stays_done(office: Office) -> None:
    product = await office.shop.product(many="5")
    draft = await office.shop.trade.draft(goods(product, "3"), sold("1", "50"), for_order=True)
    async with office.work.begin(office.boss) as uow:
        made = await direct.invoice_quote(uow, draft.id)
        credit = await crediting.draft_credit(uow, made.id, reason="erreur")
    await office.issue(credit.id)
    order = await office.shop.read_order(made.order_id or 0)
    assert [order.state, order.invoiced] == [OrderState.CLOSED, amount(0)]
    async with office.work.begin(office.boss) as uow:
        found = (await progress(uow, [order.id]))[order.id]
        assert {one.left for one in found.values()} == {quantity(0)}
        assert await owed_by(uow, order.customer_id) == 0
        back = await returned.restockable(uow, await reads.read(uow, credit.id))
        assert back == {order.lines[0].id: quantity(3)}
        lines = [deliveries.Back(line_id, many) for line_id, many in back.items()]
        await deliveries.give_back(uow, order.id, lines=lines, reason="erreur")
        assert await returned.restockable(uow, await reads.read(uow, credit.id)) == {}
    assert await _moved(office) == [quantity(0), 0]
    await office.expect_sound()


async def test_what_was_ordered_in_the_usual_way_is_not_invoiced_directly(office: Office) -> None:
    order = await office.ordered(sold("1", "50"))
    async with office.work.begin(office.boss) as uow:
        with pytest.raises(IllegalTransition):
            await direct.invoice_quote(uow, order.quote_id)


async def test_goods_leave_with_the_invoice_once(office: Office) -> None:
    product = await office.shop.product(many="5")
    order = await office.ordered(goods(product, "4"), stock_out=StockOut.INVOICE)
    assert await _moved(office) == [None, quantity(4)]
    first = await office.invoiced(order.id, quantities={order.lines[0].id: quantity(1)})
    assert await _moved(office) == [-quantity(1), quantity(3)]
    await office.invoiced(order.id)
    assert await _moved(office) == [-quantity(4), 0]
    async with office.work.begin(office.boss) as uow:
        credit = await crediting.draft_credit(uow, first.id, reason="erreur")
    await office.issue(credit.id)
    await office.invoiced(order.id)
    assert await _moved(office) == [-quantity(4), 0]
    await office.expect_sound()


async def test_what_waits_is_invoiced_in_one_go(office: Office) -> None:
    product = await office.shop.product(many="50")
    first = await office.shop.order(goods(product, "6"))
    for _twice in range(2):
        planned = await office.shop.plan(first.id, (first.lines[0].id, "3"))
        await office.shop.deliver(planned.id)
    second = await office.ordered(sold("2", "40"), discount_amount=amount(10))
    other = await office.a_customer(each_delivery=True)
    for _twice in range(2):
        await office.ordered(sold("1", "20"), customer_id=other.id)
    async with office.work.begin(office.boss) as uow:
        waiting = await batches.to_invoice(uow)
        assert [(one.customer.name, len(one.deliveries), one.net) for one in waiting] == [
            ("Dupont Menuiserie", 3, amount(670)),
            ("Leroy", 2, amount(40)),
        ]
        made = (await batches.invoice_all(uow)).made
    assert [one.net for one in made] == [amount(670), amount(20), amount(20)]
    titles = [one.label for one in made[0].lines if one.kind is LineKind.SECTION]
    assert titles[0] == "Livraison BL2611-0001 du 23/11/2026"
    assert made[0].order_id is None
    assert [one["kind"] for one in made[0].sources].count("delivery") == 3
    orders = [await office.shop.read_order(one.id) for one in (first, second)]
    assert sum(one.invoiced for one in orders) == made[0].gross
    async with office.work.begin(office.boss) as uow:
        assert await batches.to_invoice(uow) == []
        assert (await batches.invoice_all(uow)).made == []
        found = await reads.of_order(uow, first.id)
        assert [one.id for one in found] == [made[0].id]
    await office.expect_sound()


async def test_whoever_cannot_be_invoiced_holds_nobody_up_and_leaves_nothing_behind(office: Office) -> None:
    first = await office.ordered(sold("2", "40"))
    far = await office.a_customer(name="Martin", each_delivery=True, street="", siren="")
    refused = [await office.ordered(sold("1", "20"), customer_id=far.id) for _twice in range(2)]
    last = await office.ordered(sold("3", "10"), customer_id=(await office.a_customer(name="Zola")).id)
    async with office.work.begin(office.boss) as uow:
        batch = await batches.invoice_all(uow)
        assert [(one.customer_id, one.net) for one in batch.made] == [
            (first.customer_id, amount(80)),
            (last.customer_id, amount(30)),
        ]
        assert [(one.id, type(error)) for one, error in batch.refused] == [(far.id, BuyerIncomplete)]
        assert len(uow.changed) > 0
        assert not {("order", one.id) for one in refused} & uow.changed
    async with office.work.begin(office.boss) as uow:
        assert [one.customer.id for one in await batches.to_invoice(uow)] == [far.id]
        assert await reads.of_order(uow, refused[0].id) == []
    await office.expect_sound()


async def test_a_draft_is_changed_and_given_up(office: Office) -> None:
    order = await office.ordered(sold("4", "25"), sold("1", "9"), discount_amount=amount(10))
    draft = await office.drafted(order.id)
    async with office.work.begin(office.boss) as uow:
        await editing.change(uow, draft.id, notes="Merci", payment_terms="COMPTANT", version=draft.version)
        changed = await editing.set_line(uow, draft.id, draft.lines[0].id, quantity=quantity(2))
        changed = await editing.set_line(uow, draft.id, changed.lines[1].id, quantity=quantity(0))
        assert [changed.net, changed.discount_amount, len(changed.lines)] == [amount("45.41"), amount("4.59"), 1]
        await editing.drop(uow, draft.id)
    again = await office.drafted(order.id)
    assert [again.id == draft.id, again.net] == [False, amount(99)]
