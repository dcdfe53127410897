"""The buttons of an order's card that look at it or pass it on; those that change or decide have files of their own."""

from collections.abc import Sequence
from typing import Final

from bot.company.history import history_lines
from bot.orders import answering, changing, deciding  # noqa: F401 - the other buttons of this room
from bot.orders.control import send_order
from bot.orders.screens import LISTS, VOICE_NAME, list_screen, staff_card
from bot.orders.showing import show_order, stale
from bot.outgoing.say import Say, SendFile, SendPdf
from bot.outgoing.screen import Folded, Screen, bold
from bot.sales.showing import show_quote
from bot.talk.buttons import button
from bot.talk.pages import PAGE
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.history import history
from core.i18n import _, money
from core.kernel.errors import NotFound
from core.sales import orders
from core.sales.lifecycles import OrderState
from core.sales.models import Order
from core.uow import Reader, UnitOfWork

_OVER: Final = (OrderState.CLOSED, OrderState.REFUSED, OrderState.CANCELLED)
_STATES: Final = {"waiting": (OrderState.WAITING,), "over": _OVER, "mine-over": _OVER}
_OTHER: Final = {"open": "over", "over": "open", "mine": "mine-over", "mine-over": "mine", "waiting": "open"}


@button("order", writes=False)
async def _show(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await staff_card(db, await orders.read(db, tap.object_id)))]


@button("order-open", writes=True)
async def _open(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await show_order(uow, visit, await orders.read(uow, tap.object_id))


@button("order-list", writes=False)
async def _list(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await listed(db, tap.word(0, LISTS), tap.number(1)))]


@button("order-send", writes=True, stale=stale)
async def _send(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await send_order(uow, visit, tap.object_id, version=tap.version)


@button("order-pdf", writes=False)
async def _pdf(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [send_pdf(await orders.read(db, tap.object_id))]


@button("order-file", writes=False)
async def _file(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    order = await orders.read(db, tap.object_id)
    if order.customer_file_sha256 is None:
        raise NotFound("order_file", order.id)
    caption = _("Commande de {name}, pour {number}").format(name=order.customer.name, number=order.number)
    return [SendFile(order.customer_file_name, order.customer_file_sha256, caption)]


@button("order-voice", writes=False)
async def _voice(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    order = await orders.read(db, tap.object_id)
    if order.voice_sha256 is None:
        raise NotFound("order_file", order.id)
    caption = _("Commande de {name}, pour {number}").format(name=order.customer.name, number=order.number)
    return [SendFile(VOICE_NAME, order.voice_sha256, caption)]


@button("order-history", writes=False)
async def _history(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await history_screen(db, await orders.read(db, tap.object_id)))]


@button("order-copy", writes=True)
async def _copy(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await show_quote(uow, visit, await orders.copy_as_draft(uow, tap.object_id), fresh=True)


async def listed(db: Reader, which: str, page: int) -> Screen:
    """One page of the orders that are still open, or of those that are over; each list leads to the other."""
    read = orders.mine if which.startswith("mine") else orders.open_
    there = _OTHER[which]
    found = await read(db, states=_STATES.get(which), limit=PAGE, offset=page * PAGE)
    others = await read(db, states=_STATES.get(there), limit=1)
    return list_screen(found, which, page, (there, others.total))


async def history_screen(db: Reader, order: Order) -> Screen:
    """The order's card with what happened to it, folded."""
    card = await staff_card(db, order)
    facts = await history(db, "order", order.id)
    return card.noting(bold(_("Historique")), Folded(await history_lines(db, facts)))


def send_pdf(order: Order) -> SendPdf:
    caption = _("Commande {number} — {gross} TTC").format(number=order.number, gross=money(order.gross))
    return SendPdf("order", order.company_id, order.id, caption)
