"""The same card in other chats: what one person changes, the others see where they have it before them."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Final

from sqlalchemy import or_, select

from bot.deliveries.screens import delivery_card
from bot.invoices.screens import staff_card as invoice_card
from bot.orders.received import received_card
from bot.orders.screens import staff_card
from bot.outgoing.parcel import Parcel
from bot.outgoing.post import post
from bot.outgoing.say import Show
from bot.outgoing.screen import Screen
from bot.sales.screens import staff_card as quote_card
from bot.talk.visit import object_key
from core.company.models import Member, Person
from core.company.people import recognise
from core.i18n import language
from core.invoicing import reads as invoices
from core.kernel.errors import NotAllowed, NotFound
from core.kernel.priority import Priority
from core.messages.models import Card
from core.permissions import STAFF
from core.sales import deliveries, orders, quotes
from core.sales.models import Order
from core.uow import Reader, UnitOfWork

_Draw = Callable[[Reader, int], Awaitable[Screen]]


async def beside(uow: UnitOfWork, chat_id: int, *, with_quotes: bool = False) -> list[Parcel]:
    """What this transaction has changed, drawn anew in the other chats that show it, each for whoever reads there.

    Nobody gets a message: cards change where they stand, and whoever may no longer see one keeps it as it is. With
    `with_quotes`, the cards of quotes too: what happened to them nobody has done in a chat.
    """
    shown_as = {**_SHOWN_AS, "quote": ("quote",)} if with_quotes else _SHOWN_AS
    cards = {
        object_key(kind, row_id): (kind, row_id)
        for subject, row_id in uow.changed
        for kind in shown_as.get(subject, ())
    }
    if not cards:
        return []
    await uow.session.flush()
    order_ids = [row_id for kind, row_id in cards.values() if kind == "my-order"]
    parcels: list[Parcel] = []
    for other, key in await _standing(uow, chat_id, cards, order_ids):
        drawn = await _drawn(uow, other, *cards[key])
        if drawn is not None:
            parcels += await post(uow, other, [drawn], priority=Priority.ALERT)
    return parcels


async def _standing(
    uow: UnitOfWork, chat_id: int, keys: Collection[str], order_ids: Collection[int]
) -> list[tuple[int, str]]:
    """The other chats of our people, and of the customers of these orders, with one of these cards."""
    buyers = select(Order.customer_id).where(Order.id.in_(order_ids))
    theirs = or_(Member.role.in_(STAFF), Member.customer_id.in_(buyers))
    chats = (
        select(Card.chat_id, Card.key)
        .join(Person, Person.telegram_id == Card.chat_id)
        .join(Member, Member.person_id == Person.id)
        .where(Card.key.in_(keys), Card.live.is_(True), Card.chat_id != chat_id, Member.active.is_(True), theirs)
    )
    rows = await uow.session.execute(chats.distinct().order_by(Card.chat_id, Card.key))
    return [(row.chat_id, row.key) for row in rows]


async def _drawn(uow: UnitOfWork, chat_id: int, kind: str, row_id: int) -> Show | None:
    known = await recognise(uow.session, telegram_id=chat_id, name="", language="", company_id=uow.actor.company_id)
    reader = Reader(uow.session, known.actor, uow.now)
    try:
        with language(known.actor.language):
            return Show(await _DRAWN[kind](reader, row_id), standing=True)
    except (NotFound, NotAllowed):
        return None


async def _delivery(db: Reader, delivery_id: int) -> Screen:
    return await delivery_card(db, await deliveries.read(db, delivery_id))


async def _order(db: Reader, order_id: int) -> Screen:
    return await staff_card(db, await orders.read(db, order_id))


async def _quote(db: Reader, quote_id: int) -> Screen:
    return await quote_card(db, await quotes.read(db, quote_id))


async def _received(db: Reader, order_id: int) -> Screen:
    return await received_card(await orders.read_received(db, order_id), db)


async def _invoice(db: Reader, invoice_id: int) -> Screen:
    return await invoice_card(db, await invoices.read(db, invoice_id))


_DRAWN: Final[Mapping[str, _Draw]] = {
    "delivery": _delivery,
    "order": _order,
    "my-order": _received,
    "invoice": _invoice,
    "quote": _quote,
}
_SHOWN_AS: Final[Mapping[str, tuple[str, ...]]] = {
    "delivery": ("delivery",),
    "order": ("order", "my-order"),
    "invoice": ("invoice",),
}
