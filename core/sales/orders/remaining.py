"""What of orders is still to be charged: of what came back nothing, the customer does not have it."""

from collections.abc import Mapping, Sequence

from core.kernel.amounts import NOTHING, ZERO, Amount, Quantity, amount, quantity
from core.sales.lifecycles import LineKind
from core.sales.models import Order
from core.sales.orders.progress import items_of, returned_of
from core.sales.parts import discount_part, part
from core.sales.rules import totals
from core.uow import Reader


async def remaining_of(db: Reader, orders: Sequence[Order]) -> Mapping[int, Amount]:
    """With tax, by the orders' ids, their lines at hand: deposits are not taken off. Nothing of a direct one, which was
    charged as it was made."""
    returned = await returned_of(db, [order.id for order in orders])
    return {order.id: ZERO if order.direct else _remaining(order, returned) for order in orders}


def discount_of(order: Order, counts: Mapping[int, Quantity]) -> Amount:
    """The share of an amount off the order that goes with so much of its lines."""
    nets: Sequence[Amount] = order.totals().lines if order.discount_amount else ()
    lines = [
        (net, line.quantity, line.invoiced, quantity(line.invoiced + counts.get(line.id, NOTHING)))
        for line, net in zip(order.lines, nets, strict=False)
        if line.kind is LineKind.ITEM
    ]
    return discount_part(order.discount_amount, lines)


def _remaining(order: Order, returned: Mapping[int, Quantity]) -> Amount:
    """Never more than no invoice has charged of the whole."""
    left = {
        line.id: quantity(line.quantity - line.invoiced - returned.get(line.id, NOTHING)) for line in items_of(order)
    }
    counts = {line_id: count for line_id, count in left.items() if count > NOTHING}
    lines = [part(line.priced(), line.invoiced, counts[line.id]) for line in items_of(order) if line.id in counts]
    rest = totals(lines, discount=order.discount, discount_amount=discount_of(order, counts)).gross
    return amount(max(min(rest, order.gross - order.invoiced), ZERO))
