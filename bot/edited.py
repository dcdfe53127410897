"""One's own message was edited: what it made is made again from the new words, or stays and is shown."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from bot.company.home import not_understood
from bot.flows.engine import begin
from bot.orders.screens import staff_card as order_card
from bot.outgoing.say import Show
from bot.outgoing.screen import plain_screen
from bot.sales.changing import as_draft, change
from bot.sales.making import NEW_QUOTE, order_told, quote_answers
from bot.sales.screens import staff_card
from bot.staff import said
from bot.talk.lookup import Lookup
from bot.talk.visit import Plan, Visit, answer, tell
from bot.treasury.requests import booked as payment_booked
from bot.understanding import Draft, OrderCreate, QuoteChange, QuoteCreate, understand
from core.catalog.events import ProductCreated
from core.history import recorded
from core.i18n import N_, _
from core.journal import Fact
from core.parties.events import CustomerCreated
from core.permissions import Permission
from core.sales import orders, quotes
from core.sales.deliveries.events import DeliveryDone, OrderGoodsReturned
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote
from core.stock.events import GoodsReceived, GoodsTransferred, ReceiptAnnounced, StockAdjusted, WarehouseCreated

_NUMBER_ALONE: Final = re.compile(r"[\s\d.,]+")  # has answered a question, and says nothing by itself
_ONCE: Final[Mapping[tuple[type[Fact], ...], Sequence[str]]] = {  # is not made anew when its message is edited
    (
        CustomerCreated,
        ProductCreated,
        GoodsReceived,
        GoodsTransferred,
        StockAdjusted,
        ReceiptAnnounced,
        WarehouseCreated,
    ): (N_("C'est déjà enregistré. « ↩️ Annuler » l'efface pendant une minute ; puis écrivez-le à nouveau."),),
    (DeliveryDone,): (N_("C'est déjà enregistré. Pour corriger, touchez « 🗑 Noté par erreur » ou « ↩️ Retour »."),),
    (OrderGoodsReturned,): (
        N_("Rien n'a changé : ce retour est déjà enregistré. Ce qui revient en plus se note à part."),
        N_("Écrivez par exemple : retour 1 2 vannes"),
    ),
}


async def edited(visit: Visit) -> Plan:
    """One's own message was edited: what it made is made again from the new words."""
    sells = visit.actor.may(Permission.QUOTES_WRITE) and not _NUMBER_ALONE.fullmatch(visit.turn.text)
    made = await quotes.made_from(visit.db, visit.turn.source) if sells else None
    if made is None:
        for facts, kept in _ONCE.items():
            if await recorded(visit.db, visit.turn.source, kinds=facts):
                return tell(visit, *map(_, kept))
        if (booked := await payment_booked(visit)) is not None:
            return booked
        asking = visit.question is not None and visit.question["source"] == visit.turn.source
        return await said(replace(visit, question=None) if asking else visit, visit.turn.text)  # no answer to itself
    quote = await quotes.read(visit.db, made)
    if quote.state is not QuoteState.DRAFT:
        return await _edited_too_late(visit, quote)
    lookup = Lookup(visit.db)
    reading = await understand(visit.turn.text.lstrip("/"), lookup.context(partial(_drafted, quote)))
    match reading.slots:
        case QuoteCreate() as slots:
            answers = await quote_answers(visit, slots, lookup, quote_id=made)
            return Plan(act=lambda uow: begin(uow, visit, NEW_QUOTE, answers))
        case OrderCreate(slots) as said_order:
            order = order_told(said_order)
            answers = await quote_answers(visit, slots, lookup, quote_id=made, order=order)
            return Plan(act=lambda uow: begin(uow, visit, NEW_QUOTE, answers))
        case QuoteChange() as asked:
            return Plan(act=lambda uow: change(uow, visit, made, asked, lookup, replacing=True))
        case _:
            return answer(Show(not_understood(visit)))


async def _edited_too_late(visit: Visit, quote: Quote) -> Plan:
    """What the message made is recorded: it stays as it is, and is shown with the way to change it."""
    order = await orders.of_quote(visit.db, quote.id) if quote.state is QuoteState.ORDERED else None
    if order is None:
        kept = _("Rien n'a changé : le devis {number} est déjà fait.").format(number=quote.number or "")
        return answer(Show(plain_screen(kept)), Show(await staff_card(visit.db, quote), fresh=True))
    kept = _("Rien n'a changé : {number} est déjà enregistrée. Pour la changer, écrivez : « 3 pas 2 ».")
    card = await order_card(visit.db, await orders.read(visit.db, order.id))
    return answer(Show(plain_screen(kept.format(number=order.number))), Show(card, fresh=True))


async def _drafted(quote: Quote) -> Draft | None:
    return as_draft(quote.lines)
