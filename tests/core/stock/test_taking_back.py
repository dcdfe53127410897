"""What was received, moved or adjusted goes back once, by another move, while it is still there."""

from dataclasses import replace

import pytest

from core.catalog.models import Tracking
from core.kernel.amounts import NOTHING, quantity
from core.kernel.errors import NotAllowed, NotFound
from core.permissions import Role
from core.stock import expected, moves, reversing, warehouses
from core.stock.errors import SerialTaken, StockShort
from core.stock.models import WarehouseKind
from tests.core.stock.shelves import Shelves


async def test_a_receipt_goes_back_once(shelves: Shelves) -> None:
    ballon = await shelves.product()
    await shelves.receive(ballon, "4", key="bl-7")
    async with shelves.work.begin(shelves.owner) as uow:
        assert await reversing.take_back(uow, "bl-7")
    async with shelves.work.begin(shelves.owner) as uow:
        assert not await reversing.take_back(uow, "bl-7")
    assert await shelves.in_depot(ballon) == (NOTHING, NOTHING)
    await shelves.expect_sums()


async def test_a_transfer_goes_back_on_both_sides_and_not_once_the_goods_have_left(shelves: Shelves) -> None:
    ballon = await shelves.product()
    await shelves.receive(ballon, "4")
    async with shelves.work.begin(shelves.owner) as uow:
        van = (await warehouses.create(uow, name="Camion 9", kind=WarehouseKind.VAN)).id
        await moves.transfer(uow, ballon, quantity=quantity(3), source_id=shelves.depot, target_id=van, key="there")
    async with shelves.work.begin(shelves.owner) as uow:
        assert await reversing.take_back(uow, "there")
        await moves.transfer(uow, ballon, quantity=quantity(3), source_id=shelves.depot, target_id=van, key="again")
        await moves.adjust(uow, ballon, quantity=quantity(-1), warehouse_id=van, reason="Casse", key="broken")
    with pytest.raises(StockShort):
        async with shelves.work.begin(shelves.owner) as uow:
            await reversing.take_back(uow, "again")
    assert await shelves.in_depot(ballon) == (quantity(1), NOTHING)
    await shelves.expect_sums()


async def test_a_colleague_s_move_is_taken_back_only_by_who_may_adjust(shelves: Shelves) -> None:
    ballon = await shelves.product()
    await shelves.receive(ballon, "4", key="bl-7")
    stranger = replace(shelves.owner, role=Role.TECHNICIAN, person_id=None)
    with pytest.raises(NotAllowed):
        async with shelves.work.begin(stranger) as uow:
            await reversing.take_back(uow, "bl-7")
    with pytest.raises(NotFound):
        async with shelves.work.begin(shelves.owner) as uow:
            await reversing.take_back(uow, "nobody's")


async def test_a_piece_that_has_come_in_since_is_not_there_twice(shelves: Shelves) -> None:
    boiler = await shelves.product("Chaudière", tracking=Tracking.SERIAL)
    await shelves.receive(boiler, "1", lots=["S1"])
    async with shelves.work.begin(shelves.owner) as uow:
        less = quantity(-1)
        await moves.adjust(
            uow, boiler, quantity=less, warehouse_id=shelves.depot, reason="perdue", lots=["S1"], key="lost"
        )
    await shelves.receive(boiler, "1", lots=["S1"])
    with pytest.raises(SerialTaken):
        async with shelves.work.begin(shelves.owner) as uow:
            await reversing.take_back(uow, "lost")
    assert await shelves.lots(boiler) == {"S1": quantity(1)}


async def test_what_was_announced_is_awaited_again_once_its_receipt_is_taken_back(shelves: Shelves) -> None:
    tube = await shelves.product()
    async with shelves.work.begin(shelves.owner) as uow:
        waiting = [
            await expected.announce(uow, tube, quantity=quantity(5), due_on=uow.today, key="k") for _time in range(2)
        ]
        assert waiting[0] is waiting[1]
        for many, key in ((2, "some"), (4, "more than left")):
            await expected.arrive(uow, waiting[0].id, quantity=quantity(many), key=key)
    for key, left in (("more than left", 3), ("some", 5)):
        async with shelves.work.begin(shelves.owner) as uow:
            assert await reversing.take_back(uow, key)
            assert [one.receipt.quantity for one in await expected.coming(uow, product_id=tube)] == [quantity(left)]
    assert await shelves.in_depot(tube) == (NOTHING, NOTHING)


async def test_what_was_given_up_is_not_awaited_again(shelves: Shelves) -> None:
    tube = await shelves.product()
    async with shelves.work.begin(shelves.owner) as uow:
        waiting = await expected.announce(uow, tube, quantity=quantity(5), due_on=uow.today, key="k")
        await expected.arrive(uow, waiting.id, quantity=quantity(2), key="some")
        await expected.cancel(uow, waiting.id)
        assert await reversing.take_back(uow, "some")
        assert await expected.coming(uow, product_id=tube) == []
