"""Which order or delivery some words mean: by its number, by the card replied to, or the one last worked on."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Final, TypeAlias

from bot.deliveries.screens import choice, day_screen, which_screen
from bot.outgoing.say import Show
from bot.outgoing.screen import Button
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer, object_id, object_key, tell
from core.i18n import _
from core.numbering import number_said
from core.sales import deliveries, orders
from core.sales.lifecycles import DELIVERY, DeliveryAction, DeliveryState
from core.sales.models import Delivery
from core.uow import UnitOfWork

OPEN: Final = frozenset(state for state, action, _to in DELIVERY.rows if action is DeliveryAction.DELIVER)
DONE: Final = frozenset({DeliveryState.DELIVERED, DeliveryState.CLOSED})
ON_ROAD: Final = frozenset({DeliveryState.LOADED, DeliveryState.ON_WAY})
Begun: TypeAlias = Callable[[UnitOfWork], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Target:
    """What words are about: an order, or one delivery of it that was named, replied to or is in hand."""

    order_id: int
    delivery: Delivery | None = None


def in_hand(visit: Visit) -> tuple[str, int] | None:
    """("delivery" or "order", id) of what is replied to, of what the open question is about, or last worked on."""
    for key in (visit.card or "", _asked_about(visit), visit.focus):
        for kind in ("delivery", "order"):
            if (found := object_id(key, kind)) is not None:
                return kind, found
        if key and key is visit.card and not key.startswith("ask:"):
            return None  # a reply to something else is about that
    return None


def _asked_about(visit: Visit) -> str:
    """The delivery that the open question names; "" when it names none."""
    question = visit.question or {"flow": "", "answers": {}}
    delivery_id = question["answers"].get("delivery_id") if question["flow"].startswith("delivery:") else None
    return object_key("delivery", delivery_id) if delivery_id is not None else ""


async def target(visit: Visit, number: str | None) -> Target | Plan:
    """The order or delivery of this number, or the one in hand; a plan that asks which when that is not certain."""
    if number is None:
        return await _target_in_hand(visit)
    if number.startswith("bl"):
        ids = await deliveries.by_number(visit.db, number)
        if len(ids) == 1:
            return _of(await deliveries.read(visit.db, ids[0]))
    found = await orders.by_number(visit.db, number)
    if len(found) == 1:
        return Target(found[0].id)
    if found:
        company = visit.actor.company_id or 0
        buttons = [
            Button(f"{one.number} · {one.customer.name}", Tap("order-open", company, one.id, one.version).packed())
            for one in found
        ]
        return answer(Show(which_screen(buttons), fresh=True))
    return tell(visit, _("Je ne trouve pas la commande {number}.").format(number=number_said(number)))


async def open_one(visit: Visit, number: str | None) -> Delivery | Plan:
    """The delivery that is still to be brought; a plan that tells when the order has none."""
    found = await open_or_none(visit, number)
    return found or tell(visit, _("Aucune livraison n'est en cours pour cette commande."))


async def open_or_none(visit: Visit, number: str | None) -> Delivery | Plan | None:
    """The same, None when the order has none. Of a delivery that is done it is another one of its order."""
    about = await target(visit, number)
    if isinstance(about, Plan) or (about.delivery is not None and about.delivery.state in OPEN):
        return about if isinstance(about, Plan) else about.delivery
    return await _of_order(visit, about.order_id, OPEN)


async def done_one(visit: Visit, number: str | None) -> Delivery | Plan:
    """The delivery that is done: the newest, when the order has several; a plan that tells when there is none."""
    about = await target(visit, number)
    if isinstance(about, Plan):
        return about
    found = about.delivery or await _of_order(visit, about.order_id, DONE)
    if isinstance(found, Plan) or (found is not None and found.state in DONE):
        return found
    return tell(visit, _("Dites d'abord ce qui est livré : touchez « 📦 Livré » sur sa carte."))


async def begun(visit: Visit, number: str | None) -> Begun | Plan:
    """The open delivery that is meant, or a new one of all that is left: whoever says that he leaves has prepared."""
    delivery = await open_or_none(visit, number)
    about = await target(visit, number) if delivery is None else delivery
    if isinstance(about, Plan):
        return about
    order_id = about.order_id

    async def begin(uow: UnitOfWork) -> int:
        return delivery.id if isinstance(delivery, Delivery) else (await deliveries.plan(uow, order_id)).id

    return begin


def _of(delivery: Delivery) -> Target:
    return Target(delivery.order_id, delivery)


async def _target_in_hand(visit: Visit) -> Target | Plan:
    key = in_hand(visit)
    if key is not None:
        kind, found = key
        return Target(found) if kind == "order" else _of(await deliveries.read(visit.db, found))
    stops = await deliveries.of_day(visit.db, visit.db.today)
    if not stops:
        return tell(visit, _("Quelle livraison ? Répondez à sa carte, ou donnez le numéro de la commande."))
    return answer(Show(await day_screen(visit.db, stops, _("Quelle livraison ?")), fresh=True))


async def _of_order(visit: Visit, order_id: int, states: Collection[DeliveryState]) -> Delivery | Plan | None:
    """The delivery of an order in one of these states: the only one, the one on the road, the newest that is done."""
    found = [one for one in await deliveries.of_order(visit.db, order_id) if one.state in states]
    likely = found if len(found) == 1 else [one for one in found if one.state in ON_ROAD or states is DONE]
    if likely and (len(likely) == 1 or states is DONE):
        return await deliveries.read(visit.db, likely[-1].id)
    if found:
        order = await orders.read(visit.db, order_id)
        return answer(Show(which_screen([choice(one, order.number) for one in found]), fresh=True))
    return None
