"""What is sent to a delivery beside words: photos of it, and where its driver is."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.deliveries.asking import reserve
from bot.deliveries.screens import delivery_card
from bot.deliveries.showing import place_of
from bot.outgoing.say import Say, Show
from bot.talk.means import Sighting
from bot.talk.visit import Plan, Visit, object_id, tell
from core.i18n import _
from core.permissions import Permission
from core.sales import deliveries
from core.sales.lifecycles import DeliveryState
from core.uow import UnitOfWork

_HOLDS: Final = timedelta(minutes=15)  # a place sent once is of the step that follows it soon


async def photographed(visit: Visit) -> Plan | None:
    """A photo sent as a reply to a delivery's card is kept with it; its words too, as a reserve until it is signed."""
    delivery_id = object_id(visit.card or "", "delivery") if visit.turn.reply_to else None
    file = visit.turn.file
    if delivery_id is None or file is None or not file.is_picture or not visit.actor.may(Permission.DELIVERIES_WRITE):
        return None
    photo, words = await visit.means.keep_picture(file), visit.turn.text.strip()

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        delivery = await deliveries.add_photo(uow, delivery_id, sha256=photo, caption=words)
        if words and delivery.state is DeliveryState.DELIVERED and delivery.signed_at is None:
            return await reserve(uow, visit, delivery_id, words)
        await uow.session.flush()
        return [Show(await delivery_card(uow, await deliveries.read(uow, delivery_id)))]

    return Plan(act=act)


async def located(visit: Visit) -> Plan | None:
    """Where the driver is: kept with the step that he has just taken, or with the one that he takes next.

    Of a place that is shared live only the latest counts, and only until the sharing ends; one sent once counts once.
    """
    seen = visit.turn.place
    if seen is None or not visit.actor.may(Permission.DELIVERIES_WRITE):
        return None
    if seen.over:
        visit.means.seen_at.pop(visit.turn.chat_id, None)
        return Plan()
    until = seen.since + (timedelta(seconds=seen.live) if seen.live else _HOLDS)
    visit.means.seen_at[visit.turn.chat_id] = Sighting(seen.latitude, seen.longitude, until, once=not seen.live)
    if seen.moving:
        return Plan()
    delivery_id = object_id(visit.card or "", "delivery") or object_id(visit.focus, "delivery")
    noted = _("📍 C'est noté : votre prochaine étape de livraison portera cet endroit.")
    if delivery_id is None:
        return tell(visit, noted)

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        place = deliveries.Place(seen.latitude, seen.longitude)
        step = await deliveries.locate(uow, delivery_id, place=place)
        if step is not None:
            place_of(visit)  # taken: the next step is elsewhere
        card = await delivery_card(uow, await deliveries.read(uow, delivery_id))
        told = noted if step is None else _("📍 Endroit gardé avec cette étape.")
        return [Show(card.noting(told))]

    return Plan(act=act)
