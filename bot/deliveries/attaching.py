"""What is sent to a delivery beside words: photos of it, voice notes, and where its driver is."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final

from bot.deliveries.reserves import RESERVES, reserve
from bot.deliveries.screens import delivery_card
from bot.deliveries.showing import place_of
from bot.flows import Reply
from bot.flows.engine import amended, begin, proceed
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import plain_screen
from bot.talk.lookup import Lookup
from bot.talk.means import Sighting
from bot.talk.visit import Plan, Visit, object_id, tell
from bot.understanding import CustomerFind, ProductFind, understand
from bot.understanding.deliveries import DeliveredSaid, MissingSaid, ProblemSaid, ReservesSaid, read_delivery
from core.i18n import _
from core.kernel.errors import NotFound
from core.permissions import Permission
from core.sales import deliveries
from core.sales.lifecycles import DeliveryState
from core.sales.models import Delivery
from core.uow import UnitOfWork

_PHOTOGRAPHED: Final = frozenset(  # it has left the depot
    (DeliveryState.LOADED, DeliveryState.ON_WAY, DeliveryState.PROBLEM, DeliveryState.DELIVERED)
)
_HOLDS: Final = timedelta(minutes=15)  # a place sent once is of the step that follows it soon


async def photographed(visit: Visit) -> Plan | None:
    """A photo sent as a reply to a delivery's card is kept with it; its words too, as a reserve until it is signed."""
    delivery_id = object_id(visit.card or "", "delivery") if visit.turn.reply_to else None
    return None if delivery_id is None else await _kept_with(visit, delivery_id)


async def photographed_at_the_door(visit: Visit) -> Plan | None:
    """The same of the delivery in hand, once it is on the road; not when the words ask for something else."""
    delivery = await at_the_door(visit)
    said = visit.turn.text.strip()
    if delivery is None or (said and await _asks(visit, delivery, said)):
        return None
    return await _kept_with(visit, delivery.id)


async def voiced(visit: Visit) -> Plan | None:
    """A voice note about a delivery that waits for its signature, or in answer to « Quelles réserves ? »: who signs
    reads them, so that its words are asked for; those beside it are taken as they are."""
    said, asked = visit.turn.text.strip(), visit.question
    to_write = _("🎙 Le client lit les réserves avant de signer : écrivez-les en quelques mots.")
    if asked is not None and asked["flow"] == RESERVES.name and not visit.card_is_object:
        if said:
            return Plan(act=lambda uow: proceed(uow, visit, asked, Reply(text=said)))
        return Plan(act=lambda uow: amended(uow, visit, asked, {}, note=to_write))
    delivery = await _to_be_signed(visit)
    if delivery is None or (said and await _asks(visit, delivery, said)):
        return None
    known = {"delivery_id": delivery.id, **({"text": said} if said else {})}

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        told = [] if said else [Show(plain_screen(to_write), fresh=True)]
        return [*told, *await begin(uow, visit, RESERVES, known)]

    return Plan(act=act)


async def at_the_door(visit: Visit) -> Delivery | None:
    """The delivery in hand of which a photo may be, unless it answers something; None while it is prepared."""
    delivery_id = object_id(visit.focus, "delivery")
    if delivery_id is None or visit.turn.reply_to or not visit.actor.may(Permission.DELIVERIES_WRITE):
        return None
    with suppress(NotFound):  # of a company that is no longer in view
        delivery = await deliveries.read(visit.db, delivery_id)
        return delivery if delivery.state in _PHOTOGRAPHED else None
    return None


async def _to_be_signed(visit: Visit) -> Delivery | None:
    """That replied to; unless something is asked, the one in hand of who brought it or takes no orders."""
    actor, replied = visit.actor, object_id(visit.card or "", "delivery") if visit.turn.reply_to else None
    if not actor.may(Permission.DELIVERIES_WRITE) or (replied is None and visit.question is not None):
        return None
    found = await at_the_door(visit) if replied is None else await deliveries.read(visit.db, replied)
    if found is None or found.state is not DeliveryState.DELIVERED or found.signed_at is not None:
        return None
    takes_orders = actor.may(Permission.ORDERS_WRITE) and found.driver_id != actor.person_id
    return None if replied is None and takes_orders else found


async def _asks(visit: Visit, delivery: Delivery, said: str) -> bool:
    """Whether these words do something by themselves; what they say of trouble or a reserve belongs to the photo."""
    read = read_delivery(said, visit.db.today, in_hand=True)
    if read is not None:
        done = delivery.state is DeliveryState.DELIVERED and isinstance(read, DeliveredSaid | MissingSaid)
        return getattr(read, "number", None) is not None or not (done or isinstance(read, ProblemSaid | ReservesSaid))
    reading = await understand(said, Lookup(visit.db).context())
    return reading.intent is not None and not isinstance(reading.slots, CustomerFind | ProductFind)


async def _kept_with(visit: Visit, delivery_id: int) -> Plan | None:
    file = visit.turn.file
    if file is None or not file.is_picture or not visit.actor.may(Permission.DELIVERIES_WRITE):
        return None
    photo, words = await visit.means.keep_picture(file), visit.turn.text.strip()

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        delivery = await deliveries.add_photo(uow, delivery_id, sha256=photo, caption=words)
        if words and delivery.state is DeliveryState.DELIVERED and delivery.signed_at is None:
            return await reserve(uow, visit, delivery_id, words)
        await uow.session.flush()
        card = await delivery_card(uow, await deliveries.read(uow, delivery_id))
        return [Show(card.noting(_("📷 Photo gardée avec cette livraison.")))]

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
