"""« annule », « laisse tomber »: of an open question, of a card that is replied to, or of the paper in hand."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from bot.flows.buttons import give_up
from bot.flows.engine import takes_any_words
from bot.invoices.screens import staff_card as invoice_card
from bot.orders.changing import ask_cancel
from bot.orders.screens import staff_card as order_card
from bot.orders.showing import order_replied_to
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Screen
from bot.sales.screens import staff_card
from bot.talk.visit import Plan, Visit, answer, object_id, tell
from core.i18n import _
from core.invoicing import reads as invoices
from core.permissions import OUTSIDE, Permission
from core.sales import orders, quotes
from core.uow import Reader, UnitOfWork


def calls_off(visit: Visit, said_words: Sequence[str]) -> bool:
    """« annule » in reply to a card."""
    return visit.card_is_object and len(said_words) == 1 and said_words[0] in _CALLING_OFF


def gives_up(visit: Visit, said_words: Sequence[str]) -> bool:
    """« laisse tomber »; « non » to a question that takes any sentence; « annule » alone of a paper in hand."""
    word = said_words[0] if said_words else ""
    if visit.question is None:
        return len(said_words) == 1 and word in _CALLING_OFF and _about_a_paper(visit)
    free = takes_any_words(visit.question)
    if free and tuple(said_words) in _NO:
        return True
    few = 1 if free and said_words[1:] != ["tomber"] else _FEW
    return word in _GIVING_UP and len(said_words) <= few and "".join(said_words).isalpha()


def _about_a_paper(visit: Visit) -> bool:
    """Whether « annule » alone is said of a paper, whose card has the button for it, or of nothing at all."""
    kind = visit.focus.partition(":")[0]
    return visit.actor.role not in OUTSIDE and kind in ("", *_CARDS)


async def give_up_command(visit: Visit, rest: str) -> Plan:
    """The open question is over; or the card of what is in hand, with the button that gives it up."""
    if visit.question is not None:
        return Plan(act=lambda uow: give_up(uow, visit))
    kind, _colon, number = visit.focus.partition(":")
    if kind in _CARDS and visit.actor.may(_CARDS[kind][0]):
        return answer(Show(await _CARDS[kind][1](visit.db, int(number)), fresh=True))
    return tell(visit, _("Rien n'est en cours."))


async def called_off(visit: Visit) -> Plan | None:
    """« annuler » in reply to a card is said of that: of an order it is asked why, anything else has a button for it if
    it can be. None for a delivery, whose room reads these words itself."""
    order_id = order_replied_to(visit)
    if object_id(visit.card or "", "delivery") is not None:
        return None
    if order_id is None:
        return tell(visit, _("Touchez le bouton sous cette carte, si elle en a un pour l'annuler."))

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        return await ask_cancel(uow, visit, await orders.read(uow, order_id))

    return Plan(act=act)


async def _quote_card(db: Reader, quote_id: int) -> Screen:
    return await staff_card(db, await quotes.read(db, quote_id))


async def _order_card(db: Reader, order_id: int) -> Screen:
    return await order_card(db, await orders.read(db, order_id))


async def _invoice_card(db: Reader, invoice_id: int) -> Screen:
    return await invoice_card(db, await invoices.read(db, invoice_id))


# The cards that have the button with which they are given up.
_CARDS: Final[Mapping[str, tuple[Permission, Callable[[Reader, int], Awaitable[Screen]]]]] = {
    "quote": (Permission.QUOTES_READ, _quote_card),
    "order": (Permission.ORDERS_READ, _order_card),
    "invoice": (Permission.INVOICES_READ, _invoice_card),
}


_CALLING_OFF: Final = frozenset(("annuler", "annule", "annulez", "annulation"))
_NO: Final = frozenset((("non",), ("no",), ("non", "merci")))
_GIVING_UP: Final = frozenset(("annuler", "annule", "annulez", "laisser", "laisse", "oublie", "stop", "cancel"))
_FEW: Final = 2  # words, as in « laisse tomber »
