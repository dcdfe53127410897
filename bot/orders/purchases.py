"""« girard a acheté quoi »: the last articles with their day and price, and the same again at today's prices."""

from collections.abc import Sequence
from typing import Final

from bot.outgoing.say import Say
from bot.outgoing.screen import Button, Line, Screen, bold
from bot.sales.showing import show_quote
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.catalog import products
from core.catalog.units import unit_label
from core.i18n import _, count, day, money, price
from core.kernel.amounts import amount
from core.kernel.errors import NotFound
from core.parties import customers
from core.parties.models import Customer
from core.permissions import Permission
from core.sales import orders, quotes
from core.sales.orders import Purchase
from core.sales.quotes import NewLine
from core.uow import Reader, UnitOfWork

BOUGHT: Final = "bought"


async def purchases_screen(db: Reader, customer: Customer) -> Screen:
    """The last lines, newest first, each with the price that was paid."""
    bought = await orders.purchases(db, customer.id)
    title = ("🛒 ", bold(_("Achats de {name}").format(name=customer.name)))
    if not bought:
        return Screen((title, _("Aucune commande confirmée jusqu'ici.")), card="bought:0")
    rows: list[tuple[Button, ...]] = []
    last = Tap("order-open", customer.company_id, bought[0].order_id).packed()
    if db.actor.may(Permission.ORDERS_WRITE):
        again = Tap("bought-again", customer.company_id, customer.id).packed()
        rows.append((Button(_("🔁 Recommander"), again), Button(_("🧾 Sa dernière commande"), last)))
    return Screen((title, *map(_line, bought)), tuple(rows), card=f"bought:{customer.id}")


@button("bought-again", writes=True)
async def _again(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """A draft of the articles that are still sold, as many as the last time, at today's prices."""
    customer = await customers.read(uow, tap.object_id)
    last: dict[int | str, Purchase] = {}
    for one in await orders.purchases(uow, customer.id):
        last.setdefault(one.product_id or one.label, one)
    lines = [line for one in last.values() if (line := await _today(uow, one)) is not None]
    draft = await quotes.draft(uow, customer_id=customer.id, lines=lines, source=visit.turn.source, for_order=True)
    return await show_quote(uow, visit, draft, fresh=True)


async def _today(db: Reader, one: Purchase) -> NewLine | None:
    """The line for as much again; an article without a card keeps its price, one that is no longer sold is left out."""
    if one.product_id is None:
        return NewLine(quantity=one.quantity, label=one.label, unit=one.unit, price=one.price, basis=one.basis)
    try:
        product = await products.read(db, one.product_id)
    except NotFound:
        return None
    if product.archived_at is not None:
        return None
    offered = None if product.price is not None else one.price
    return NewLine(quantity=one.quantity, product_id=product.id, unit=one.unit, price=offered, basis=one.basis)


def _line(one: Purchase) -> Line:
    """« 12/11 · 3 × Radiateur · 179,55 € HT »"""
    unit = unit_label(one.unit)
    quantity = f"{count(one.quantity)} {unit} ×" if unit else f"{count(one.quantity)} ×"
    paid = money(amount(one.paid)) if one.paid >= 1 else f"{price(one.paid)} €"  # a screw costs less than a cent
    return (f"{day(one.on)} · {quantity} ", bold(one.label), f" · {paid} {_('HT')}")
