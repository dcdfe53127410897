"""How much of an order is to be invoiced, and its lines and discount for so much."""

from collections.abc import Mapping
from typing import Final

from core.invoicing.errors import BeyondOrdered, NotDelivered, NothingToInvoice, OrderNotConfirmed
from core.invoicing.making import of_order_line
from core.invoicing.models import InvoiceLine
from core.invoicing.sources import Billable, Standing
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.kernel.errors import NotFound
from core.sales.lifecycles import LineKind, OrderState
from core.sales.models import Order
from core.sales.quotes.whole import expect_whole_count
from core.uow import Reader

Counts = Mapping[int, Quantity]  # by order line

_NOT_BINDING: Final = (OrderState.WAITING, OrderState.REFUSED)


def expect_binding(order: Order) -> None:
    """Raises OrderNotConfirmed."""
    if order.state in _NOT_BINDING:
        raise OrderNotConfirmed(order.number, order.state)


def counts_of(found: Standing, *, everything: bool, quantities: Counts | None) -> Counts:
    """What is asked by line: these quantities, or all that is left, or what is delivered. Raises NothingToInvoice,
    NotFound."""
    if quantities is not None:
        unknown = quantities.keys() - found.lines.keys()
        if unknown:
            raise NotFound("order_line", min(unknown))
        counts = {line_id: count for line_id, count in quantities.items() if count}
    else:
        each = {line_id: one.left if everything else one.ready for line_id, one in found.lines.items()}
        counts = {line_id: count for line_id, count in each.items() if count}
    if not counts:
        raise NothingToInvoice(undelivered=not everything and any(one.left for one in found.lines.values()))
    return counts


def expect_may(lines: Mapping[int, Billable], counts: Counts, *, beyond: bool) -> None:
    """Raises BeyondOrdered for more than is ordered and not invoiced, or less than nothing, NotDelivered for more than
    is delivered unless it is agreed."""
    for line_id, count in counts.items():
        one = lines[line_id]
        if count > one.most or quantity(one.invoiced + count) < NOTHING:
            raise BeyondOrdered(one.line.label, one.most if count > 0 else one.invoiced)
        if count > one.ready and not beyond:
            raise NotDelivered(one.line.label, count, one.ready)


async def expect_whole(db: Reader, lines: Mapping[int, Billable], counts: Counts) -> None:
    """Raises NotWhole for a part of a piece that is not the rest of what may be invoiced, or of what is delivered."""
    for line_id, count in counts.items():
        one = lines[line_id]
        if count != one.ready:
            await expect_whole_count(db, one.line, count, most=one.most)


def lines_of(order: Order, counts: Counts) -> list[InvoiceLine]:
    """So much of each line, with the titles and texts of what is there."""
    made: list[InvoiceLine] = []
    waiting: list[InvoiceLine] = []  # titles and texts until something of theirs comes
    followed = False
    for line in order.lines:
        if line.kind is LineKind.ITEM:
            followed = line.id in counts
            if followed:
                made += [*waiting, of_order_line(line, line.invoiced, counts[line.id])]
                waiting = []
        elif line.kind is LineKind.TEXT and followed:
            made.append(of_order_line(line, NOTHING, NOTHING))
        else:
            waiting = [] if line.kind is LineKind.SECTION else waiting
            waiting.append(of_order_line(line, NOTHING, NOTHING))
            followed = False
    return made
