"""The buttons of a customer who holds an order: yes, that is it; « Bon pour accord » under his name."""

from collections.abc import Sequence
from typing import Final

from bot.flows import Flow
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given, Text
from bot.orders.received import confirm_agree, received_card, waits_for_agreement, waits_for_yes
from bot.outgoing.say import Say, SendPdf, Show
from bot.outgoing.screen import plain_screen
from bot.sales.answering import ConfirmStep
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.i18n import N_, _, money
from core.sales import orders
from core.sales.models import Order
from core.sales.quotes.answering import AGREED
from core.uow import Reader, UnitOfWork


async def stale(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The card as it is now: he has agreed already, or the order has changed since."""
    order = await orders.read_received(db, tap.object_id)
    done = not (waits_for_yes if tap.verb == "my-order-yes" else waits_for_agreement)(order)
    told = _("C'est déjà fait, merci !") if done else _("Cette commande a changé, voici la version actuelle.")
    return [visit.toast(told), await _card(db, visit, order)]


@button("my-order", writes=False)
async def _show(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [await _card(db, visit, await orders.read_received(db, tap.object_id))]


@button("my-order-pdf", writes=False)
async def _pdf(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    order = await orders.read_received(db, tap.object_id)
    caption = _("Commande {number} — {gross} TTC").format(number=order.number, gross=money(order.gross))
    return [SendPdf("order", order.company_id, order.id, caption)]


@button("my-order-yes", writes=True, stale=stale)
async def _yes(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    order = await orders.confirm_oral(uow, tap.object_id, version=tap.version)
    return [visit.toast(_("Merci, c'est confirmé.")), await _card(uow, visit, order)]


@button("my-order-ask", writes=False, stale=stale)
async def _ask(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    order = await orders.read_received(db, tap.object_id)
    if order.version != tap.version or not waits_for_agreement(order):
        return await stale(db, visit, tap)
    return [visit.show(confirm_agree(order, db.actor.name))]


@button("my-order-agree", writes=True, stale=stale)
async def _agree(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    order = await orders.agree(uow, tap.object_id, name=uow.actor.name, words=AGREED, version=tap.version)
    return [visit.toast(_thanks(order)), await _card(uow, visit, order)]


@button("my-order-agree-as", writes=True, stale=stale)
async def _agree_as(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    order = await orders.read_received(uow, tap.object_id)
    order.expect(tap.version)
    asked = {"number": order.number, "gross": str(order.gross)}
    return await begin(uow, visit, AGREE, {"order_id": order.id, "version": order.version, "asked": asked})


async def _run(
    uow: UnitOfWork, visit: Visit, order_id: int, version: int, asked: object, signed_by: str, confirmed: bool
) -> Sequence[Say]:
    order = await orders.read_received(uow, order_id)
    if order.version != version:
        changed = plain_screen(_("Cette commande a changé, voici la version actuelle."))
        return [Show(changed), await _card(uow, visit, order, fresh=True)]
    order = await orders.agree(uow, order_id, name=signed_by, words=AGREED, version=version)
    return [Show(plain_screen(_thanks(order))), await _card(uow, visit, order, fresh=True)]


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return [await _card(uow, visit, await orders.read_received(uow, answers["order_id"]), fresh=True)]


async def _card(db: Reader, visit: Visit, order: Order, *, fresh: bool = False) -> Show:
    return visit.show(await received_card(order, db), fresh=fresh)


def _thanks(order: Order) -> str:
    return _("Merci ! {company} est prévenu.").format(company=order.seller.get("name") or order.salesperson)


AGREE: Final = Flow(
    "order:agree",
    (
        Given("order_id"),
        Given("version"),
        Given("asked"),
        Text("signed_by", N_("Quels sont vos nom et prénom ?"), limit=200),
        ConfirmStep("confirmed", N_("Vous commandez {number} pour {gross} TTC ?")),
    ),
    _run,
    N_("Accord sur une commande"),
    _left,
)
