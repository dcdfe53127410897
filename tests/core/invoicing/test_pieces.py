"""Goods with serial and lot numbers, invoiced at once: the invoice says which pieces left, and they come back."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from sqlalchemy import select

from core.catalog.models import Tracking
from core.company.models import StockOut
from core.invoicing import correcting, crediting, direct, editing, pieces, reads, replacing, returned
from core.invoicing.models import Invoice
from core.kernel.amounts import quantity
from core.kernel.errors import Invalid
from core.sales import deliveries
from core.sales.deliveries.errors import LotUnknown
from core.sales.models import Quote
from core.sales.orders.reads import load as load_order
from core.sales.quotes.reads import load as load_quote
from core.stock.errors import LotMissing, LotsWrong, SerialSold
from core.stock.models import StockMove
from tests.core.invoicing.office import Office
from tests.core.sales.deliveries.shop import back, left, some

GONE = (LotMissing, SerialSold)


async def test_the_pieces_in_the_depot_are_asked_and_said_on_the_invoice(office: Office) -> None:
    boiler = await office.shop.numbered(Tracking.SERIAL, "S2", "S1")
    draft = await _draft(office, boiler)
    async with office.work.read(office.boss) as db:
        (asked,) = await pieces.numbers_asked(db, await load_quote(db, draft.id))
    assert (asked.label, asked.numbers.wanted(asked.count), asked.there) == ("Chaudière", 1, ("S2", "S1"))
    made = await _billed(office, draft, ["S1"])
    assert made.lines[0].detail == "Lot ou n° de série : S1"
    assert await _moves(office, made) == [("S1", -quantity(1))]
    async with office.work.read(office.boss) as db:
        assert await pieces.numbers_asked(db, await load_quote(db, draft.id)) == ()
    again = await _billed(office, draft, ["S1"])
    assert again.id == made.id, "the same invoice"
    await office.expect_sound()


@pytest.mark.parametrize("said", [[], ["S1", "S2"], ["S1", "S1", "S2"]])
async def test_each_piece_needs_its_own_number(office: Office, said: Sequence[str]) -> None:
    boiler = await office.shop.numbered(Tracking.SERIAL, "S1", "S2")
    with pytest.raises(LotsWrong):
        await _billed(office, await _draft(office, boiler), said)
    both = await office.shop.trade.draft(some(boiler), some(boiler), for_order=True)
    with pytest.raises(LotsWrong):
        await _billed(office, both, ["S1"], ["S1"])
    assert (await _billed(office, both, ["S1"], ["S2"])).number


@pytest.mark.parametrize("lacks", [False, True])
async def test_a_piece_that_is_with_a_customer_is_not_invoiced_again(office: Office, lacks: bool) -> None:
    boiler = await office.shop.numbered(Tracking.SERIAL, "S1", "S2", "S3")
    await _billed(office, await _draft(office, boiler), ["S1"])
    order = await office.shop.order(some(boiler), stock_out=StockOut.CLOSED)
    await office.shop.deliver_order(order.id, left(order.lines[0].id, "1", "S2"))
    await office.shop.trade.set_company(stock_may_lack=lacks)
    for number in ("S1", "S2"):
        draft = await _draft(office, boiler)
        async with office.work.read(office.boss) as db:
            quote = await load_quote(db, draft.id)
            with pytest.raises(GONE):
                await pieces.expect_pieces(db, quote, lots={quote.lines[0].id: [number]})
        for forced in (False, True):
            with pytest.raises(GONE):
                await _billed(office, draft, [number], forced=forced)
    other = await office.shop.order(some(boiler), stock_out=StockOut.DELIVERY)
    await office.shop.trade.set_company(stock_may_lack=False)
    with pytest.raises(GONE):
        await office.shop.deliver_order(other.id, left(other.lines[0].id, "1", "S1"))


async def test_a_number_that_nobody_has_leaves_only_when_it_is_forced(office: Office) -> None:
    boiler = await office.shop.numbered(Tracking.SERIAL, "S1")
    draft = await _draft(office, boiler)
    with pytest.raises(LotMissing):
        await _billed(office, draft, ["S9"])
    made = await _billed(office, draft, ["S9"], forced=True)
    assert await _moves(office, made) == [("S9", -quantity(1))]


async def test_the_same_pieces_come_back_and_may_be_sold_again(office: Office) -> None:
    boiler = await office.shop.numbered(Tracking.SERIAL, "S1", "S2", "S3")
    draft = await office.shop.trade.draft(some(boiler, "2"), for_order=True)
    made = await _billed(office, draft, ["S1", "S3"])
    async with office.work.begin(office.boss) as uow:
        credit = await crediting.draft_credit(uow, made.id, quantities={made.lines[0].id: quantity(1)}, reason="erreur")
        assert credit.lines[0].detail == "", "nobody has said yet which one comes back"
    await office.issue(credit.id)
    assert await _there(office, made) == ["S1", "S3"]
    async with office.work.begin(office.boss) as uow:
        ((line_id, many),) = (await returned.restockable(uow, await reads.read(uow, credit.id))).items()
    assert many == quantity(1)
    with pytest.raises(LotUnknown):
        await office.shop.give_back(made.order_id or 0, back(line_id, "1", "S2"))
    await office.shop.give_back(made.order_id or 0, back(line_id, "1", "S3"))
    assert await _there(office, made) == ["S1"]
    with pytest.raises(LotUnknown):
        await office.shop.give_back(made.order_id or 0, back(line_id, "1", "S3"))
    assert (await _billed(office, await _draft(office, boiler), ["S3"])).number
    await office.shop.give_back(made.order_id or 0, back(line_id, "1", "S1"))
    assert await _there(office, made) == []
    await office.shop.expect_sums()
    await office.expect_sound()


async def test_several_lots_of_a_line_come_back_by_their_own(office: Office) -> None:
    cable = await office.shop.numbered(Tracking.LOT, label="Câble")
    await office.shop.receive(cable, "10", lots=("L1",))
    await office.shop.receive(cable, "20", lots=("L2",))
    made = await _billed(office, await office.shop.trade.draft(some(cable, "15"), for_order=True), ["L1", "L2"])
    assert await _moves(office, made) == [("L1", -quantity(10)), ("L2", -quantity(5))]
    order = await office.shop.read_order(made.order_id or 0)
    await office.shop.give_back(order.id, back(order.lines[0].id, "10", "L1"), back(order.lines[0].id, "5", "L2"))
    assert await _there(office, made) == []
    await office.shop.expect_sums()


async def test_the_pieces_of_a_kit_are_those_of_its_parts(office: Office) -> None:
    inside = await office.shop.numbered(Tracking.SERIAL, "I1", "I2", label="Unité intérieure")
    outside = await office.shop.numbered(Tracking.SERIAL, "O1", label="Unité extérieure")
    kit = await office.shop.kit((inside, "2"), (outside, "1"))
    draft = await _draft(office, kit)
    async with office.work.read(office.boss) as db:
        (asked,) = await pieces.numbers_asked(db, await load_quote(db, draft.id))
    assert (asked.numbers.wanted(asked.count), set(asked.there)) == (3, {"I1", "I2", "O1"})
    made = await _billed(office, draft, ["O1", "I1", "I2"])
    order = await office.shop.read_order(made.order_id or 0)
    await office.shop.give_back(order.id, back(order.lines[0].id, "1", "I1", "I2", "O1"))
    assert await office.shop.in_stock(inside) == (quantity(2), quantity(0))
    await office.shop.expect_sums()


async def test_what_left_before_its_numbers_were_kept_comes_back_with_them(office: Office) -> None:
    boiler = await office.shop.product("Chaudière", "2")
    made = await _billed(office, await _draft(office, boiler))
    await office.shop.trade.set_product(boiler, tracking=Tracking.SERIAL)
    order = await office.shop.read_order(made.order_id or 0)
    assert await _there(office, made) == []
    await office.shop.give_back(order.id, back(order.lines[0].id, "1", "S7"))
    await office.shop.expect_sums()


async def test_two_who_invoice_one_piece_at_once_are_one(office: Office) -> None:
    boiler = await office.shop.numbered(Tracking.SERIAL, "S1", "S2")
    drafts = [await _draft(office, boiler) for _twice in range(2)]
    done = await asyncio.gather(*(_billed(office, draft, ["S1"]) for draft in drafts), return_exceptions=True)
    assert sorted(isinstance(one, GONE) for one in done) == [False, True], done
    await office.shop.expect_sums()


async def test_of_fewer_pieces_that_replace_others_nobody_has_said_yet_which_they_are(office: Office) -> None:
    boiler = await office.shop.numbered(Tracking.SERIAL, "Z1", "Z2")
    made = await _billed(office, await office.shop.trade.draft(some(boiler, "2"), for_order=True), ["Z1", "Z2"])
    async with office.work.begin(office.boss) as uow:
        _credit, draft = await replacing.replace(uow, made.id, reason="erreur")
        line_id = draft.lines[0].id
        assert draft.lines[0].detail == "Lot ou n° de série : Z1, Z2"
        fewer = await editing.set_line(uow, draft.id, line_id, quantity=quantity(1))
        assert fewer.lines[0].detail == ""
        again = await editing.set_line(uow, draft.id, line_id, quantity=quantity(2))
        assert again.lines[0].detail == "Lot ou n° de série : Z1, Z2", "they are all of them again"
        assert not await correcting.numbers_unsaid(uow, again)
        fewer = await editing.set_line(uow, draft.id, line_id, quantity=quantity(1))
        (asked,) = await correcting.numbers_unsaid(uow, fewer)
        assert (asked.label, asked.told, asked.left) == ("Chaudière", (), ("Z1", "Z2"))
        with pytest.raises(Invalid):
            await correcting.tell_number(uow, draft.id, line_id, number="Z3")
        said = await correcting.tell_number(uow, draft.id, line_id, number="Z2")
        assert not await correcting.numbers_unsaid(uow, said)
        with pytest.raises(Invalid):
            await correcting.tell_number(uow, draft.id, line_id, number="Z1")
    assert (await office.issue(draft.id)).lines[0].detail == "Lot ou n° de série : Z2"
    await office.expect_sound()


async def _draft(office: Office, product_id: int) -> Quote:
    return await office.shop.trade.draft(some(product_id), for_order=True)


async def _billed(office: Office, draft: Quote, *said: Sequence[str], forced: bool = False) -> Invoice:
    async with office.work.begin(office.boss) as uow:
        quote = await load_quote(uow, draft.id)
        lots: Mapping[int, Sequence[str]] = {
            line.id: one for line, one in zip(quote.lines, said, strict=False) if line.counted
        }
        return await direct.invoice_quote(uow, draft.id, lots=lots, forced=forced)


async def _moves(office: Office, made: Invoice) -> list[tuple[str, object]]:
    async with office.work.read(office.boss) as db:
        ids = [line.order_line_id for line in made.lines]
        moved = select(StockMove.lot, StockMove.quantity).where(StockMove.subject_id.in_(ids))
        rows = await db.session.execute(moved.where(StockMove.subject == "order_line").order_by(StockMove.id))
        return [(lot, count) for lot, count in rows]


async def _there(office: Office, made: Invoice) -> list[str]:
    """What the customer has of the first line."""
    async with office.work.read(office.boss) as db:
        order = await load_order(db, made.order_id or 0)
        return sorted((await deliveries.numbers_there(db, order))[order.lines[0].id])
