"""Showing an order that the next words are about; and what an old button answers."""

from collections.abc import Sequence

from bot.orders.screens import staff_card
from bot.outgoing.say import Say
from bot.talk.talks import focus_on
from bot.talk.taps import Tap
from bot.talk.visit import Visit, object_id, object_key
from core.i18n import _
from core.kernel.errors import NotFound
from core.sales import orders
from core.sales.lifecycles import OrderState
from core.sales.models import Order, OrderLine
from core.uow import Reader, UnitOfWork

# What a verb leads to: a second tap on it finds the thing done, and says so.
_LEADS_TO = {
    "order-release": {OrderState.CONFIRMED, OrderState.CLOSED},
    "order-review": {OrderState.CONFIRMED, OrderState.CLOSED},
    "order-refuse": {OrderState.REFUSED},
    "order-cancel": {OrderState.CANCELLED},
}


async def show_order(uow: UnitOfWork, visit: Visit, order: Order, *, fresh: bool = False) -> Sequence[Say]:
    """Show the order's card; the next words are about it."""
    await uow.session.flush()
    key = object_key("order", order.id)
    if visit.focus != key:
        await focus_on(uow, visit.turn.chat_id, key)
    return [visit.show(await staff_card(uow, order), fresh=fresh)]


def order_in_hand(visit: Visit) -> int | None:
    """The order replied to, or else the one last worked on."""
    return order_replied_to(visit) or object_id(visit.focus, "order")


def order_replied_to(visit: Visit) -> int | None:
    card = visit.card or ""
    return object_id(card, "order") or object_id(card, "order-pdf")


async def stale(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The card as it is now, with a toast: it was done already, or the order has changed since."""
    order = await orders.read(db, tap.object_id)
    done = order.state in _LEADS_TO.get(tap.verb, ())
    text = _("C'est déjà fait : {name}.") if done else _("Cette commande a changé, voici la version actuelle.")
    return [visit.toast(text.format(name=order.number)), visit.show(await staff_card(db, order))]


def line_of(order: Order, tap: Tap) -> OrderLine:
    """The line that the first argument names; raises NotFound."""
    line_id = tap.number(0)
    for line in order.lines:
        if line.id == line_id:
            return line
    raise NotFound("order_line", line_id)
