"""Goods come, go and change place; each move once, and never more than is there."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from core.catalog.errors import NotWhole, VariantNeeded
from core.catalog.models import Product, ProductKind
from core.history import history
from core.kernel.amounts import NOTHING, quantity, unit_price
from core.kernel.errors import Invalid, NotAllowed, NotFound
from core.permissions import Role
from core.stock import counts, expected, moves, warehouses
from core.stock.errors import ForOthersToReceive, NotStocked, Shortage, StockShort, WarehouseWrong
from core.stock.models import MoveKind, StockMove
from tests.companies import a_member, an_owner
from tests.core.catalog.goods import a_kit, a_variant
from tests.core.stock.shelves import Shelves, goods


async def test_what_was_received_lies_there_and_is_kept_in_stock_from_then_on(shelves: Shelves) -> None:
    ballon = await shelves.product()
    assert await shelves.stands(ballon) == {}
    move = await shelves.receive(ballon, "4")
    assert (move.quantity, move.kind, move.made_by) == (quantity(4), MoveKind.RECEIPT, shelves.owner.person_id)
    assert await shelves.in_depot(ballon) == (quantity(4), NOTHING)
    await shelves.expect_sums()


async def test_goods_without_a_place_go_to_the_main_depot(shelves: Shelves) -> None:
    ballon = await shelves.product()
    async with shelves.work.begin(shelves.owner) as uow:
        move = await moves.receive(uow, ballon, quantity=quantity(1), key="k")
    assert move.warehouse_id == shelves.depot


async def test_the_same_key_receives_once(shelves: Shelves) -> None:
    ballon = await shelves.product()
    first = await shelves.receive(ballon, "4", key="bl-7")
    assert (await shelves.receive(ballon, "4", key="bl-7")).id == first.id
    assert await shelves.in_depot(ballon) == (quantity(4), NOTHING)


async def test_a_transfer_keeps_the_total_and_happens_once(shelves: Shelves) -> None:
    filters = await shelves.filled("10")
    for _time in range(2):
        await shelves.transfer(filters, "2", key="to-the-van")
    assert await shelves.stands(filters) == {
        shelves.depot: (quantity(8), NOTHING),
        shelves.van: (quantity(2), NOTHING),
    }
    await shelves.expect_sums()


async def test_no_more_is_moved_than_lies_there(shelves: Shelves) -> None:
    filters = await shelves.filled("2")
    short = (Shortage(filters, "Ballon 150 L", quantity(3), quantity(2)),)
    for moving in (
        lambda: shelves.transfer(filters, "3"),
        lambda: shelves.adjust(filters, "-3"),
        lambda: shelves.take(goods(filters, "3")),
    ):
        with pytest.raises(StockShort) as refused:
            await moving()
        assert refused.value.shortages == short
    assert await shelves.stands(filters) == {shelves.depot: (quantity(2), NOTHING)}


async def test_a_company_that_allows_it_goes_below_nothing(shelves: Shelves) -> None:
    filters = await shelves.filled("2")
    await shelves.may_lack()
    await shelves.transfer(filters, "3")
    await shelves.take(goods(filters, "1"), may_lack=True)
    assert (await shelves.stands(filters))[shelves.depot] == (quantity(-2), NOTHING)
    await shelves.expect_sums()


async def test_a_transfer_to_where_it_lies_already_is_refused(shelves: Shelves) -> None:
    filters = await shelves.filled("2")
    async with shelves.work.begin(shelves.owner) as uow:
        with pytest.raises(WarehouseWrong):
            await moves.transfer(
                uow, filters, quantity=quantity(1), source_id=shelves.depot, target_id=shelves.depot, key="k"
            )


async def test_an_adjustment_says_why(shelves: Shelves) -> None:
    filters = await shelves.filled("5")
    await shelves.adjust(filters, "-2")
    async with shelves.work.read(shelves.owner) as db:
        last = (await moves.moves_of(db, filters))[0]
        assert (last.kind, last.quantity, last.reason) == (MoveKind.ADJUSTMENT, quantity(-2), "casse")
        assert [fact.kind for fact in await history(db, "stock", filters)] == ["GoodsReceived", "StockAdjusted"]
    async with shelves.work.begin(shelves.owner) as uow:
        with pytest.raises(Invalid):
            await moves.adjust(uow, filters, quantity=quantity(1), warehouse_id=shelves.depot, reason=" ", key="k")


@pytest.mark.parametrize("many", ["0", "-1", "10000000"])
async def test_a_quantity_that_moves_nothing_or_too_much_is_refused(shelves: Shelves, many: str) -> None:
    ballon = await shelves.product()
    with pytest.raises(Invalid):
        await shelves.receive(ballon, many)


async def test_services_kits_and_what_has_variants_are_not_kept(shelves: Shelves) -> None:
    work, owner = shelves.work, shelves.owner
    ballon, service, parent = await shelves.product(), await shelves.product("Pose"), await shelves.product("Gants")
    kit = await a_kit(work, owner, [(ballon, "1")])
    await a_variant(work, owner, parent, "L")
    async with work.begin(shelves.clock) as uow:
        await uow.session.execute(update(Product).where(Product.id == service).values(kind=ProductKind.SERVICE))
    for product_id, refusal in ((service, NotStocked), (kit, NotStocked), (parent, VariantNeeded)):
        with pytest.raises(refusal):
            await shelves.receive(product_id, "1")


async def test_what_was_sold_leaves_once_for_one_key(shelves: Shelves) -> None:
    ballon = await shelves.filled("5")
    assert await shelves.take(goods(ballon, "2"), key="order_line:1:delivery:1")
    assert not await shelves.take(goods(ballon, "2"), key="order_line:1:delivery:1")
    assert await shelves.take(goods(ballon, "1"), key="order_line:1:delivery:2")
    assert await shelves.in_depot(ballon) == (quantity(2), NOTHING)
    assert not await shelves.take()  # nothing of it is kept in stock


async def test_two_products_of_one_key_leave_together_or_not_at_all(shelves: Shelves) -> None:
    many, few = await shelves.filled("5", label="Tube"), await shelves.filled("1", label="Raccord")
    with pytest.raises(StockShort):
        await shelves.take(goods(many, "2"), goods(few, "2"))
    assert await shelves.in_depot(many) == (quantity(5), NOTHING)
    assert await shelves.take(goods(many, "2"), goods(few, "1"), key="k")
    assert not await shelves.take(goods(many, "2"), goods(few, "1"), key="k")
    assert (await shelves.in_depot(many), await shelves.in_depot(few)) == ((quantity(3), NOTHING), (NOTHING, NOTHING))


async def test_what_leaves_is_no_longer_promised(shelves: Shelves) -> None:
    ballon = await shelves.filled("5")
    await shelves.reserve(1, goods(ballon, "4"))
    await shelves.take(goods(ballon, "3"), promised=True)
    assert await shelves.in_depot(ballon) == (quantity(2), quantity(1))
    await shelves.take(goods(ballon, "2"), promised=True)  # one more than was promised
    assert await shelves.in_depot(ballon) == (NOTHING, NOTHING)
    await shelves.expect_sums()


async def test_what_leaves_from_a_van_is_no_longer_promised_in_the_depot(shelves: Shelves) -> None:
    ballon = await shelves.filled("5")
    await shelves.reserve(1, goods(ballon, "4"))
    await shelves.transfer(ballon, "4")
    await shelves.take(goods(ballon, "4"), promised=True, warehouse_id=shelves.van)
    assert await shelves.stands(ballon) == {shelves.depot: (quantity(1), NOTHING), shelves.van: (NOTHING, NOTHING)}
    await shelves.expect_sums()


async def test_what_is_promised_to_others_does_not_leave_without_a_promise(shelves: Shelves) -> None:
    ballon = await shelves.filled("5")
    await shelves.reserve(1, goods(ballon, "4"))
    with pytest.raises(StockShort) as refused:
        await shelves.take(goods(ballon, "2"), line=2)
    assert refused.value.shortages[0].available == quantity(1)


async def test_what_comes_back_lies_there_again_once(shelves: Shelves) -> None:
    ballon = await shelves.filled("1")
    await shelves.take(goods(ballon))
    assert await shelves.put_back(goods(ballon), key="return:1")
    assert not await shelves.put_back(goods(ballon), key="return:1")
    assert await shelves.in_depot(ballon) == (quantity(1), NOTHING)
    await shelves.expect_sums()


async def test_what_waits_in_quarantine_is_not_sold(shelves: Shelves) -> None:
    ballon = await shelves.filled("1")
    async with shelves.work.begin(shelves.owner) as uow:
        aside = (await warehouses.quarantine(uow)).id
    await shelves.put_back(goods(ballon), warehouse_id=aside)
    for refused in (
        shelves.take(goods(ballon), warehouse_id=aside),
        shelves.reserve(1, goods(ballon), warehouse_id=aside),
    ):
        with pytest.raises(WarehouseWrong):
            await refused


async def test_costs_are_told_by_those_who_may_see_them(shelves: Shelves) -> None:
    ballon = await shelves.product()
    keeper = replace(shelves.owner, role=Role.STOREKEEPER)
    async with shelves.work.begin(keeper) as uow:
        with pytest.raises(NotAllowed):
            await moves.receive(uow, ballon, quantity=quantity(1), unit_cost=unit_price(90), key="k")
    async with shelves.work.begin(shelves.owner) as uow:
        move = await moves.receive(uow, ballon, quantity=quantity(1), unit_cost=unit_price(90), key="k")
    assert move.unit_cost == unit_price(90)


async def test_a_move_is_never_changed(shelves: Shelves) -> None:
    await shelves.filled("1")
    with pytest.raises(DBAPIError, match="append-only"):
        async with shelves.work.begin(shelves.clock) as uow:
            await uow.session.execute(update(StockMove).values(quantity=quantity(9)))


async def test_nobody_moves_the_goods_of_another_company(shelves: Shelves) -> None:
    ballon = await shelves.filled("5")
    stranger = await an_owner(shelves.work, company="Plomberie Martin")
    theirs = replace(shelves, owner=stranger)
    for moving in (
        lambda: theirs.receive(ballon, "1"),
        lambda: theirs.transfer(ballon, "1"),
        lambda: theirs.take(goods(ballon)),
        lambda: theirs.put_back(goods(ballon)),
        lambda: theirs.reserve(1, goods(ballon)),
    ):
        with pytest.raises(NotFound):
            await moving()
    assert await theirs.stands(ballon) == {}
    async with shelves.work.read(shelves.owner) as db:
        assert await db.session.scalar(select(func.count()).select_from(StockMove)) == 1


async def test_who_may_not_adjust_receives_into_his_own_van_only(shelves: Shelves) -> None:
    ballon = await shelves.product()
    assert shelves.owner.company_id is not None
    driver = await a_member(shelves.work, shelves.owner.company_id, role=Role.TECHNICIAN)
    async with shelves.work.begin(shelves.owner) as uow:
        await warehouses.give(uow, shelves.van, person_id=driver.person_id)
    for into in (shelves.depot, None):
        with pytest.raises(ForOthersToReceive):
            async with shelves.work.begin(driver) as uow:
                await moves.receive(uow, ballon, quantity=quantity(1), warehouse_id=into, key="k")
    async with shelves.work.begin(driver) as uow:
        await moves.receive(uow, ballon, quantity=quantity(1), warehouse_id=shelves.van, key="k")
    assert await shelves.stands(ballon) == {shelves.van: (quantity(1), NOTHING)}


async def test_what_is_counted_by_the_piece_moves_whole(shelves: Shelves) -> None:
    filters, copper = await shelves.filled("10"), await shelves.filled("10", label="Cuivre", unit="M")

    async def announced(product_id: int) -> None:
        async with shelves.work.begin(shelves.owner) as uow:
            day = uow.today
            await expected.announce(uow, product_id, quantity=quantity("1.5"), due_on=day, key=shelves.key())

    async def counted(product_id: int) -> None:
        async with shelves.work.begin(shelves.owner) as uow:
            here = await counts.start(uow, shelves.depot)
            await counts.count(uow, here.id, product_id, quantity=quantity("9.5"))

    for moving in (
        lambda product: shelves.transfer(product, "1.5"),
        lambda product: shelves.receive(product, "1.5"),
        lambda product: shelves.adjust(product, "-1.5"),
        announced,
        counted,
    ):
        with pytest.raises(NotWhole):
            await moving(filters)
        await moving(copper)
    assert (await shelves.in_depot(filters))[0] == quantity(10)


async def test_a_part_of_a_piece_that_is_there_may_be_put_right(shelves: Shelves) -> None:
    filters = await shelves.filled("10")
    await shelves.take(goods(filters, "1.5"))
    await shelves.adjust(filters, "0.5")
    assert (await shelves.in_depot(filters))[0] == quantity(9)
