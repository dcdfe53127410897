"""Reading and signing an order or a delivery from its page: once, however often it is sent."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypedDict

from bot.deliveries.screens import delivery_card
from bot.orders.received import received_card
from bot.orders.screens import staff_card
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import plain_screen
from bot.web.form import Form
from bot.web.links import Signable
from bot.web.papers import Paper, delivery_paper, delivery_signed, order_paper, order_signed
from core.permissions import Role
from core.sales import deliveries, orders
from core.sales.deliveries.reads import load as load_delivery
from core.sales.lifecycles import Engagement
from core.sales.quotes.answering import AGREED
from core.uow import Reader, UnitOfWork


class _Said(TypedDict):
    name: str
    role: str
    signature_sha256: str | None
    version: int


@dataclass(frozen=True, slots=True)
class Signed:
    """Who has signed, « Signé par … »: now, or before."""

    words: str
    now: bool


@dataclass(frozen=True, slots=True)
class Signing:
    """One kind of document. `read` gets the company's name; `sign` the form and the drawing's hash, "" for none."""

    read: Callable[[Reader, int, str], Awaitable[Paper]]
    sign: Callable[[UnitOfWork, int, Form, str], Awaitable[Signed]]


async def _read_order(db: Reader, order_id: int, company: str) -> Paper:
    read = orders.read_received if db.actor.role is Role.CUSTOMER else orders.read
    return order_paper(db, await read(db, order_id), company)


async def _sign_order(uow: UnitOfWork, order_id: int, form: Form, drawing: str) -> Signed:
    theirs = uow.actor.role is Role.CUSTOMER
    order = await (orders.load_received if theirs else orders.load)(uow, order_id, locked=True)
    if (signed := order_signed(uow, order)) and (order.engagement is Engagement.DRAWN or not drawing):
        return Signed(signed, now=False)
    said: _Said = {"name": form.name, "role": form.role, "signature_sha256": drawing or None, "version": form.version}
    if theirs:
        order = await orders.agree(uow, order_id, words=AGREED, **said)
    else:
        order = await orders.sign(uow, order_id, words=AGREED, **said)
    return Signed(order_signed(uow, order), now=True)


async def _read_delivery(db: Reader, delivery_id: int, company: str) -> Paper:
    return await delivery_paper(db, await deliveries.read(db, delivery_id), company)


async def _sign_delivery(uow: UnitOfWork, delivery_id: int, form: Form, drawing: str) -> Signed:
    delivery = await load_delivery(uow, delivery_id, locked=True)
    if signed := delivery_signed(uow, delivery):
        return Signed(signed, now=False)
    delivery.expect(form.version)
    delivery = await deliveries.sign(
        uow,
        delivery_id,
        name=form.name,
        role=form.role,
        signature_sha256=drawing or None,
        reserves=form.reserves,
    )
    return Signed(delivery_signed(uow, delivery), now=True)


async def news_of(db: Reader, kind: Signable, row_id: int, title: str, signed: Signed) -> Sequence[Say]:
    """What the signer's chat shows: the card as it is now; a customer also reads that he has signed."""
    if not signed.now:
        return []
    if db.actor.role is Role.CUSTOMER:
        card = await received_card(await orders.read_received(db, row_id), db)
        return [Show(card, standing=True), Show(plain_screen(f"✍️ {title} — {signed.words}"))]
    if kind is Signable.ORDER:
        return [Show(await staff_card(db, await orders.read(db, row_id)))]
    return [Show(await delivery_card(db, await deliveries.read(db, row_id)))]


SIGNING: Final = {
    Signable.ORDER: Signing(_read_order, _sign_order),
    Signable.DELIVERY: Signing(_read_delivery, _sign_delivery),
}
