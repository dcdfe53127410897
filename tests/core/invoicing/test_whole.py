"""No half of a piece is invoiced or credited: nobody hands one over."""

import pytest

from core.catalog.errors import NotWhole
from core.company.models import StockOut
from core.invoicing import crediting, deposits, direct, editing
from core.invoicing.errors import NotDelivered
from core.kernel.amounts import percent, quantity
from tests.core.invoicing.office import Office, sold, some
from tests.core.sales.deliveries.shop import back


async def test_no_half_of_a_piece_is_invoiced_at_once(office: Office) -> None:
    valve, service = await office.shop.product("Vanne"), await office.shop.service()
    whole, half = sold("1.5", "80", product_id=service), sold("1.5", "80", product_id=valve)
    for lines, refused in (([whole], False), ([whole, half], True)):
        draft = await office.shop.trade.draft(*lines, for_order=True)
        async with office.work.begin(office.boss) as uow:
            if not refused:
                await direct.invoice_quote(uow, draft.id, forced=True)
                continue
            with pytest.raises(NotWhole) as told:
                await direct.invoice_quote(uow, draft.id, forced=True)
            assert (told.value.label, told.value.asked) == ("Vanne", quantity("1.5"))


async def test_no_half_of_a_piece_of_an_order_is_invoiced_or_credited(office: Office) -> None:
    order = await office.ordered(sold("4", "80", product_id=await office.shop.product("Vanne")))
    with pytest.raises(NotWhole):
        await office.drafted(order.id, quantities=some(order, "0.5"))
    draft = await office.drafted(order.id, quantities=some(order, "2"))
    async with office.work.begin(office.boss) as uow:
        with pytest.raises(NotWhole):
            await editing.set_line(uow, draft.id, draft.lines[0].id, quantity=quantity("1.5"))
    invoice = await office.issue(draft.id)
    line = (await office.read(invoice.id)).lines[0].id
    async with office.work.begin(office.boss) as uow:
        with pytest.raises(NotWhole):
            await crediting.draft_credit(uow, invoice.id, quantities={line: quantity("0.7")})


async def test_the_rest_of_a_piece_after_a_share_of_works_is_invoiced(office: Office) -> None:
    valve = await office.shop.product("Vanne", many="9")
    order = await office.ordered(sold("1", "80", product_id=valve), stock_out=StockOut.INVOICE)
    async with office.work.begin(office.boss) as uow:
        share = await deposits.draft_progress(uow, order.id, percent=percent(30))
    await office.issue(share.id)
    assert await office.shop.in_stock(valve) == (quantity(9), quantity(1))
    rest = await office.invoiced(order.id, quantities=some(order, "0.7"))
    assert (await office.read(rest.id)).lines[0].quantity == quantity("0.7")
    assert await office.shop.in_stock(valve) == (quantity(8), quantity(0))
    await office.expect_sound()


async def test_what_came_back_is_not_invoiced(office: Office) -> None:
    order = await office.ordered(sold("4", "80", product_id=await office.shop.product("Vanne", many="9")))
    await office.shop.give_back(order.id, back(order.lines[0].id, "1"))
    with pytest.raises(NotDelivered):
        await office.drafted(order.id, quantities=some(order, "4"))
    draft = await office.drafted(order.id, everything=True, beyond=True)
    assert [line.quantity for line in draft.lines] == [quantity(3)]
