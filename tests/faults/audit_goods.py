"""The judgement on orders and deliveries: each asked for once, each done once, and the stock is what became of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select

from core.permissions import SYSTEM
from core.sales.lifecycles import DeliveryState, OrderState
from core.sales.models import Delivery, DeliveryLine, Order, OrderLine, Quote, Return, ReturnLine
from core.stock.checking import differences
from core.stock.models import MoveKind, Reservation, StockMove
from core.uow import Reader, Work
from tests.faults.audit import expect_continuous_numbers
from tests.faults.delivering import ORDERED, Bringers, Deal
from tests.faults.stage import Stage

_SERIES: Final = {"order": "sales_order", "delivery": "delivery", "return": "sales_return"}
_OPEN: Final = OrderState.CONFIRMED


async def audit_goods(stage: Stage, bringers: Sequence[Bringers]) -> None:
    """Everything at once; Carnet may be running but has nothing left to do."""
    deals = [deal for one in bringers for deal in one.deals]
    for series, table in _SERIES.items():
        await expect_continuous_numbers(stage, table, series)
    await expect_facts_once(stage, deals)
    ((company_id,),) = await stage.rows("SELECT DISTINCT company_id FROM sales_order")
    async with Work(stage.database).read(replace(SYSTEM, company_id=company_id)) as db:
        assert await _orders(db) == sorted((deal.source, ORDERED, bool(deal.left)) for deal in deals)
        assert await _brought(db) == Counter((deal.order, count) for deal in deals for count in deal.brought)
        assert await _returned(db) == Counter((deal.order, deal.returned) for deal in deals if deal.returned)
        assert await _sums(db, Reservation) == {deal.order: deal.left for deal in deals if deal.left}
        assert await _sums(db, StockMove) == {deal.order: deal.returned - sum(deal.brought) for deal in deals}
        assert await _moves(db) == Counter(
            [MoveKind.SALE for deal in deals for _part in deal.brought]
            + [MoveKind.RETURN for deal in deals if deal.returned]
        )
        assert (await differences(db, at_once=10_000)).differences == []
        for one in bringers:
            await _expect_notes_sent(stage, db, one)


async def expect_facts_once(stage: Stage, deals: Sequence[Deal]) -> None:
    """Each step of an order and of its deliveries was told once."""
    each = ("QuoteDrafted", "QuoteOrdered", "OrderRecorded", "OrderConfirmed", "DeliveryReady", "DeliverySigned")
    kinds = dict.fromkeys(each, len(deals)) | {
        "QuoteValidated": sum(deal.from_quote for deal in deals),
        "DeliveryDone": sum(len(deal.brought) for deal in deals),
        "OrderClosed": sum(not deal.left for deal in deals),
        "OrderGoodsReturned": sum(deal.returned > 0 for deal in deals),
    }
    told = await stage.rows("SELECT kind FROM journal WHERE subject IN ('order', 'delivery')")
    quotes = "SELECT kind FROM journal WHERE subject = 'quote' AND subject_id IN (SELECT quote_id FROM sales_order)"
    found = Counter(row[0] for row in (*told, *await stage.rows(quotes)))
    assert {kind: found[kind] for kind in kinds} == kinds


async def _orders(db: Reader) -> list[tuple[str, int, bool]]:
    """What each order's quote came from, how many pieces it asks for, whether it is open."""
    asked = select(Quote.source, OrderLine.quantity, Order.state).join(Order, Order.quote_id == Quote.id)
    rows = await db.session.execute(asked.join(OrderLine, OrderLine.order_id == Order.id))
    return sorted((source, int(count), state is _OPEN) for source, count, state in rows)


async def _brought(db: Reader) -> Counter[tuple[int, int]]:
    asked = select(Delivery.order_id, DeliveryLine.delivered).join(DeliveryLine)
    rows = await db.session.execute(asked.where(Delivery.state == DeliveryState.DELIVERED))
    return Counter((order_id, int(count)) for order_id, count in rows)


async def _returned(db: Reader) -> Counter[tuple[int, int]]:
    rows = await db.session.execute(select(Return.order_id, ReturnLine.quantity).join(ReturnLine))
    return Counter((order_id, int(count)) for order_id, count in rows)


async def _sums(db: Reader, table: type[Reservation] | type[StockMove]) -> dict[int, int]:
    """What order lines are promised, or have moved, by order."""
    asked: Any = select(OrderLine.order_id, func.sum(table.quantity)).join(table, table.subject_id == OrderLine.id)
    rows = await db.session.execute(asked.where(table.subject == "order_line").group_by(OrderLine.order_id))
    return {order_id: int(Decimal(count)) for order_id, count in rows}


async def _moves(db: Reader) -> Counter[MoveKind]:
    return Counter(await db.session.scalars(select(StockMove.kind).where(StockMove.subject == "order_line")))


async def _expect_notes_sent(stage: Stage, db: Reader, bringers: Bringers) -> None:
    """What was signed for lies before the driver as a paper with its number."""
    for deal in bringers.deals:
        note = await db.session.get(Delivery, deal.signed)
        assert note is not None
        assert stage.documents(bringers.driver, note.number or "?"), note.number
