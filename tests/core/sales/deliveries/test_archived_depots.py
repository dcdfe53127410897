"""A depot that is no longer used keeps no order from going on: the main depot stands in for it."""

import pytest

from core.company.models import StockOut
from core.kernel.amounts import ONE, quantity
from core.sales import orders
from core.sales.lifecycles import OrderState
from core.stock import moves, warehouses
from tests.core.sales.deliveries.shop import Shop, back, some


async def _moved_house(shop: Shop, product_id: int, many: int) -> None:
    """All that lies in the depot goes to a new one, and the old one is archived."""
    async with shop.work.begin(shop.owner) as uow:
        old, new = (await warehouses.main(uow)).id, (await warehouses.create(uow, name="Neuf")).id
        if many:
            moved = quantity(many)
            await moves.transfer(uow, product_id, quantity=moved, source_id=old, target_id=new, key="test:moved")
        await warehouses.archive(uow, old)


async def test_an_order_that_waits_is_released_from_the_depot_that_is_used_now(shop: Shop) -> None:
    product = await shop.product(many="1")
    order = await shop.order(some(product, "2"))
    assert order.state is OrderState.WAITING
    await _moved_house(shop, product, 1)
    async with shop.work.begin(shop.owner) as uow:
        await orders.release(uow, order.id, reason="livraison lundi")
    assert (await shop.read_order(order.id)).state is OrderState.CONFIRMED
    assert await shop.in_stock(product) == (ONE, quantity(2))
    await shop.expect_sums()


async def test_what_comes_back_after_the_move_lies_in_the_new_depot(shop: Shop) -> None:
    product = await shop.product(many="2")
    order = await shop.order(some(product, "2"))
    await shop.deliver_order(order.id)
    await _moved_house(shop, product, 0)
    await shop.give_back(order.id, back(order.lines[0].id, "1"))
    assert (await shop.by_warehouse(product))["Neuf"] == 1
    await shop.expect_sums()


@pytest.mark.parametrize("cancelled", [False, True])
async def test_goods_that_left_with_the_order_come_back_to_the_new_depot(shop: Shop, cancelled: bool) -> None:
    product = await shop.product(many="2")
    order = await shop.order(some(product, "2"), stock_out=StockOut.ORDER)
    await _moved_house(shop, product, 0)
    async with shop.work.begin(shop.seller) as uow:
        if cancelled:
            await orders.cancel(uow, order.id, reason="Chantier arrêté")
        else:
            await orders.set_quantity(uow, order.id, order.lines[0].id, quantity=quantity(1))
    assert (await shop.by_warehouse(product))["Neuf"] == (2 if cancelled else 1)
