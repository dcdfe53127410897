"""Lot and serial numbers: each piece once, each lot no more than there is."""

import pytest

from core.catalog.models import Tracking
from core.kernel.amounts import quantity
from core.stock.errors import LotMissing, LotsWrong, SerialSold, SerialTaken
from tests.core.stock.shelves import Shelves, goods

ONE = quantity(1)


async def _boiler(shelves: Shelves, *serials: str) -> int:
    boiler = await shelves.product("Chaudière", tracking=Tracking.SERIAL)
    if serials:
        await shelves.receive(boiler, str(len(serials)), lots=serials)
    return boiler


@pytest.mark.parametrize(("many", "serials"), [("2", ["A"]), ("2", ["A", "A"]), ("1", [])])
async def test_each_piece_needs_a_number_of_its_own(shelves: Shelves, many: str, serials: list[str]) -> None:
    boiler = await _boiler(shelves, "X", "Y", "Z")
    with pytest.raises(LotsWrong):
        await shelves.receive(boiler, many, lots=serials)
    with pytest.raises(LotsWrong):
        await shelves.take(goods(boiler, many, *serials))


async def test_a_number_is_in_stock_once_wherever(shelves: Shelves) -> None:
    boiler = await _boiler(shelves, "A", "B")
    with pytest.raises(SerialTaken) as refused:
        await shelves.receive(boiler, "2", lots=["C", "A"], into=shelves.van)
    assert (refused.value.serial, await shelves.lots(boiler)) == ("A", {"A": ONE, "B": ONE})


async def test_a_piece_goes_changes_place_and_comes_back_under_its_number(shelves: Shelves) -> None:
    boiler = await _boiler(shelves, "A", "B", "C")
    await shelves.transfer(boiler, "2", lots=["A", "B"])
    assert await shelves.lots(boiler, shelves.van) == {"A": ONE, "B": ONE}
    with pytest.raises(LotMissing):
        await shelves.take(goods(boiler, "1", "C"), warehouse_id=shelves.van)
    await shelves.take(goods(boiler, "1", "B"), warehouse_id=shelves.van)
    with pytest.raises(SerialTaken):
        await shelves.put_back(goods(boiler, "1", "A"))
    await shelves.put_back(goods(boiler, "1", "B"))
    assert await shelves.lots(boiler) == {"B": ONE, "C": ONE}
    await shelves.expect_sums()


async def test_a_piece_without_a_number_gets_the_one_that_is_said_when_it_leaves(shelves: Shelves) -> None:
    boiler = await _boiler(shelves)
    await shelves.adjust(boiler, "1")  # found on the shelf
    assert await shelves.lots(boiler) == {"": ONE}
    await shelves.take(goods(boiler, "1", "X"))
    assert await shelves.lots(boiler) == {}
    await shelves.put_back(goods(boiler, "1", "X"))
    assert await shelves.lots(boiler) == {"X": ONE}
    await shelves.expect_sums()


async def test_a_number_that_lies_elsewhere_names_no_other_piece(shelves: Shelves) -> None:
    boiler = await _boiler(shelves, "A")
    await shelves.adjust(boiler, "1", into=shelves.van)  # found there, and nobody knows its number
    with pytest.raises(LotMissing):
        await shelves.adjust(boiler, "-1", lots=["A"], into=shelves.van)
    with pytest.raises(LotMissing):
        await shelves.take(goods(boiler, "1", "A"), warehouse_id=shelves.van)
    assert await shelves.lots(boiler) == {"A": ONE}


async def test_a_piece_that_went_before_its_number_was_known_comes_back_under_it(shelves: Shelves) -> None:
    boiler = await _boiler(shelves, "A", "B")
    assert await shelves.take(goods(boiler), unsaid=True)
    assert await shelves.lots(boiler) == {"": -ONE, "A": ONE, "B": ONE}
    with pytest.raises(SerialTaken):
        await shelves.receive(boiler, "1", lots=["A"])  # new pieces have new numbers
    with pytest.raises(SerialTaken):
        await shelves.put_back(goods(boiler, "2", "A", "B"))  # only one has gone
    await shelves.put_back(goods(boiler, "1", "A"))
    assert await shelves.lots(boiler) == {"A": ONE, "B": ONE}
    assert await shelves.in_depot(boiler) == (quantity(2), quantity(0))
    await shelves.expect_sums()


async def test_a_lot_gives_no_more_than_it_has(shelves: Shelves) -> None:
    glue = await shelves.product("Colle", tracking=Tracking.LOT)
    with pytest.raises(LotsWrong):
        await shelves.receive(glue, "3")
    with pytest.raises(LotsWrong):
        await shelves.receive(glue, "3", lots=["L1", "L2"])  # how many of each?
    await shelves.receive(glue, "3", lots=["L1"])
    await shelves.receive(glue, "4", lots=["L2"])
    with pytest.raises(LotMissing):
        await shelves.take(goods(glue, "5", "L2"))
    await shelves.take(goods(glue, "5", "L1", "L2"))  # the first as far as it goes
    assert await shelves.lots(glue) == {"L2": quantity(2)}
    await shelves.put_back(goods(glue, "1", "L1"), goods(glue, "2", "L2"))
    assert await shelves.lots(glue) == {"L1": ONE, "L2": quantity(4)}


async def test_a_company_that_allows_it_sells_a_piece_that_never_came(shelves: Shelves) -> None:
    boiler = await _boiler(shelves, "A")
    await shelves.take(goods(boiler, "1", "X"), may_lack=True)
    await shelves.receive(boiler, "1", lots=["X"])
    assert await shelves.lots(boiler) == {"A": ONE}


async def test_numbers_of_what_has_none_are_not_kept(shelves: Shelves) -> None:
    filters = await shelves.product("Filtre")
    await shelves.receive(filters, "2", lots=["A"])
    assert await shelves.lots(filters) == {"": quantity(2)}


async def test_a_number_that_was_sold_names_no_other_piece_until_it_is_back(shelves: Shelves) -> None:
    boiler = await _boiler(shelves, "A")
    await shelves.take(goods(boiler, "1", "A"))
    await shelves.adjust(boiler, "2")  # found on the shelf, and nobody knows their numbers
    with pytest.raises(SerialSold):
        await shelves.take(goods(boiler, "1", "A"), line=2)
    with pytest.raises(SerialSold):
        await shelves.transfer(boiler, "1", lots=["A"])
    with pytest.raises(SerialSold):
        await shelves.adjust(boiler, "-1", lots=["A"])
    await shelves.put_back(goods(boiler, "1", "A"))
    await shelves.take(goods(boiler, "1", "A"), line=2)
    await shelves.take(goods(boiler, "1", "B"), line=3)  # given when it left
    with pytest.raises(SerialSold):
        await shelves.take(goods(boiler, "1", "B"), line=4)
    await shelves.expect_sums()


async def test_a_sold_piece_that_came_back_without_its_number_leaves_under_it(shelves: Shelves) -> None:
    boiler = await _boiler(shelves, "A", "B")
    await shelves.take(goods(boiler, "2", "A", "B"))
    await shelves.put_back(goods(boiler), unsaid=True)
    await shelves.take(goods(boiler, "1", "A"), line=2)
    await shelves.adjust(boiler, "1")
    with pytest.raises(SerialSold):
        await shelves.take(goods(boiler, "1", "B"), line=3)


async def test_a_lot_may_be_sold_as_often_as_there_is_of_it(shelves: Shelves) -> None:
    glue = await shelves.product("Colle", tracking=Tracking.LOT)
    await shelves.receive(glue, "1", lots=["L1"])
    await shelves.take(goods(glue, "1", "L1"))
    await shelves.adjust(glue, "2")
    assert await shelves.take(goods(glue, "1", "L1"), line=2)
