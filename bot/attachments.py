"""What to do with a photo, a file or a visiting card: an answer to the open question, or what its kind begins."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from bot.catalog.editing import photographed
from bot.deliveries.attaching import located, photographed_at_the_door, voiced
from bot.deliveries.attaching import photographed as delivery_photographed
from bot.exchange.buttons import dropped
from bot.flows import Reply
from bot.flows.engine import open_question, proceed
from bot.incoming.turn import Kind
from bot.meant import asks_beside_a_file
from bot.orders.asked import customer_file_sent
from bot.orders.customer_files import order_file_sent, order_file_unsaid
from bot.orders.voices import voice_sent
from bot.outgoing.say import Show
from bot.outgoing.screen import Screen
from bot.parties.sharing import contact_received
from bot.stock.scanning import scanned
from bot.talk.visit import Plan, Visit, answer
from core.i18n import _

Received = Callable[[Visit], Awaitable[Plan | None]]  # None: it is nothing for this room

# What a message of each kind begins when no question takes it. The first that has a plan decides.
BEGUN_BY: Final[dict[Kind, tuple[Received, ...]]] = {
    Kind.PHOTO: (
        customer_file_sent,
        delivery_photographed,
        order_file_sent,
        photographed,
        scanned,
        photographed_at_the_door,
        order_file_unsaid,
    ),
    # A picture may be sent as a file.
    Kind.DOCUMENT: (
        customer_file_sent,
        delivery_photographed,
        order_file_sent,
        dropped,
        photographed,
        scanned,
        photographed_at_the_door,
        order_file_unsaid,
    ),
    Kind.VOICE: (customer_file_sent, voiced, voice_sent),
    Kind.CONTACT: (contact_received,),
    Kind.PLACE: (located,),
}


async def attached(visit: Visit) -> Plan | None:
    """The plan for what was sent; None when its caption is to be read like any words."""
    asked = None if visit.card_is_object else visit.question
    if asked is not None and (kind := _taken_as(visit, asked)) is not None:
        return await _answered(visit, asked, kind)
    for received in BEGUN_BY.get(visit.turn.kind, ()):
        if received is order_file_unsaid and visit.turn.text and await asks_beside_a_file(visit, visit.turn.text):
            continue
        if (plan := await received(visit)) is not None:
            return plan
    return None if visit.turn.text else _unread(visit)


def _taken_as(visit: Visit, stored: dict[str, Any]) -> Kind | None:
    """As which kind the open question takes it; a picture sent as a file is a photo to whoever asks for one."""
    question, turn = open_question(stored), visit.turn
    takes = question.takes if question is not None else frozenset()
    if turn.kind in takes:
        return turn.kind
    return Kind.PHOTO if turn.file is not None and turn.file.is_picture and Kind.PHOTO in takes else None


async def _answered(visit: Visit, stored: dict[str, Any], kind: Kind) -> Plan:
    """The file is fetched and kept before the transaction begins: nobody else's writing waits for a download."""
    turn, kept = visit.turn, ""
    if turn.file is not None:
        kept = await (visit.means.keep_picture if kind is Kind.PHOTO else visit.means.keep)(turn.file)
    reply = Reply(text=turn.text, file=turn.file, kept=kept, contact=turn.contact)
    return Plan(act=lambda uow: proceed(uow, visit, stored, reply))


def _unread(visit: Visit) -> Plan:
    sorry = _("Je ne sais pas encore lire cela. Écrivez-le-moi en quelques mots.")
    album = visit.turn.album
    return answer(Show(Screen((sorry,), card=f"album:{album}" if album else "")))  # one answer per album
