"""Showing a delivery that the next words are about, and where its next step is taken."""

from collections.abc import Sequence
from dataclasses import replace

from bot.deliveries.screens import delivery_card
from bot.outgoing.say import Say
from bot.talk.means import Sighting
from bot.talk.talks import focus_on, park, talk_of
from bot.talk.taps import Tap
from bot.talk.undo import undoable
from bot.talk.visit import Visit, object_key
from core.i18n import _
from core.kernel.errors import NotFound
from core.sales import deliveries
from core.sales.lifecycles import DeliveryState
from core.sales.models import Delivery
from core.uow import Reader, UnitOfWork


async def show_delivery(
    uow: UnitOfWork, visit: Visit, delivery_id: int, *, fresh: bool = False, undo: bool = False
) -> Sequence[Say]:
    """Show the delivery's card; the next words are about it. `undo`: it was planned just now, and may be taken back."""
    await uow.session.flush()
    key = object_key("delivery", delivery_id)
    if visit.focus != key:
        await focus_on(uow, visit.turn.chat_id, key)
    delivery = await deliveries.read(uow, delivery_id)
    await _set_aside(uow, visit, delivery.order_id)
    card = await delivery_card(uow, delivery)
    if undo:
        back = Tap("delivery-undo", delivery.company_id, delivery.id, delivery.version).packed()
        card = undoable(card, _("Livraison prévue."), back)
    return [visit.show(card, fresh=fresh)]


async def _set_aside(uow: UnitOfWork, visit: Visit, order_id: int) -> None:
    """A question about the delivery of another order is no longer what the next words answer."""
    question = (await talk_of(uow, visit.turn.chat_id)).question
    if question is None or not question["flow"].startswith("delivery:"):
        return
    if question["company"] != uow.actor.company_id:
        return
    answers = question["answers"]
    about = answers.get("order_id") or answers.get("left", {}).get("order_id")
    if about is None:
        about = (await deliveries.read(uow, answers["delivery_id"])).order_id
    if about != order_id:
        await park(uow, visit.turn.chat_id)


def place_of(visit: Visit) -> deliveries.Place | None:
    """Where the person is, for the step that he takes: he is sharing it, or sent it a moment ago for that one step."""
    chat_id, update_id = visit.turn.chat_id, visit.turn.update_id
    seen: Sighting | None = visit.means.seen_at.get(chat_id)
    if seen is None or seen.until < visit.db.now or seen.taken_by not in (None, update_id):
        return None
    if seen.once:  # marked, not removed: a transaction that is tried again is the same step
        visit.means.seen_at[chat_id] = replace(seen, taken_by=update_id)
    return deliveries.Place(seen.latitude, seen.longitude)


# What a verb leads to: a second tap on it finds the thing done, and says so.
_LEADS_TO = {
    "delivery-ready": {DeliveryState.READY},
    "delivery-load": {DeliveryState.LOADED},
    "delivery-leave": {DeliveryState.ON_WAY},
    "delivery-done": {DeliveryState.DELIVERED, DeliveryState.CLOSED},
    "delivery-close": {DeliveryState.CLOSED},
    "delivery-close-unsigned": {DeliveryState.CLOSED},
    "delivery-cancel": {DeliveryState.CANCELLED},
    "delivery-undo": {DeliveryState.CANCELLED},
}


async def stale(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The card as it is now, with a toast: it was done already, or it has changed since."""
    delivery = await deliveries.read(db, tap.object_id)
    done = delivery.state in _LEADS_TO.get(tap.verb, ())
    text = _("C'est déjà fait.") if done else _("Cette livraison a changé, la voici.")
    return [visit.toast(text), visit.show(await delivery_card(db, delivery))]


async def read_at(uow: UnitOfWork, tap: Tap) -> Delivery:
    """The tapped delivery, as the person saw it. Raises NotFound, Changed."""
    if not tap.object_id:
        raise NotFound("delivery", tap.object_id)
    delivery = await deliveries.read(uow, tap.object_id)
    delivery.expect(tap.version)
    return delivery
