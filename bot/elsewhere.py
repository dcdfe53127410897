"""What leaves a question that takes any sentence, as slash commands do: a request that names what is there."""

import re
from datetime import date
from typing import Final

from bot.parties.listing import names_them_all
from bot.talk.lookup import Lookup
from bot.talk.visit import Visit
from bot.treasury.meant import named_customer
from bot.understanding import Intent, OrderCreate, QuoteCreate, understand
from bot.understanding.agenda import ASKED_OF_OTHERS, DAY, LISTED, TEAM, TODO
from bot.understanding.deliveries import (
    CancelSaid,
    DayAsked,
    DeliveredSaid,
    FindSaid,
    MistakenSaid,
    PrepareSaid,
    ProblemSaid,
    RescheduleSaid,
    ReservesSaid,
    ReturnSaid,
    SignedSaid,
    StepSaid,
    TakeSaid,
    ToPrepareAsked,
    UnreservedSaid,
    read_delivery,
)
from bot.understanding.dunning import BatchAsked, SettingsAsked, read_dunning
from bot.understanding.invoices import DepositSaid, FinalSaid, InvoiceOrder, TurnoverAsked, read_invoice
from bot.understanding.orders import starts_a_document
from bot.understanding.payments import MistakeSaid, PaymentSaid, read_payment
from bot.understanding.reports import BelowAsked, DigestNow, ExpiringAsked, QuietAsked, WeeklyAsked, read_report
from bot.understanding.stock_said import StockFind
from bot.understanding.words import fold
from core.invoicing import reads as invoices
from core.kernel.text import words
from core.permissions import Permission
from core.sales import deliveries, orders, quotes
from core.treasury import payments

_DOCUMENT: Final = re.compile(
    r"\s*(?:la |le )?(?P<kind>commande|devis) (?:n[°o] ?)?"
    r"(?P<number>(?:co|de) ?\d{4}[- ]?\d{1,6}(?:[- ]?v ?\d{1,2})?|\d{1,6})\s*[?!.]*\s*",
    re.I,
)
_BROUGHT: Final = (
    FindSaid,
    PrepareSaid,
    DeliveredSaid,
    ReturnSaid,
    ProblemSaid,
    RescheduleSaid,
    StepSaid,
    TakeSaid,
    SignedSaid,
    ReservesSaid,
    UnreservedSaid,
    MistakenSaid,
    CancelSaid,
)
_RESERVES: Final = "delivery:reserves"  # the question in which « enlève les réserves » is no remark
_LATE: Final = (BatchAsked, SettingsAsked)
_FIGURES: Final = (DigestNow, QuietAsked, ExpiringAsked, BelowAsked, WeeklyAsked)
_LISTED: Final = (DayAsked, ToPrepareAsked)
_WHOLE_REQUESTS: Final = (  # a message is read as one of these only when it says nothing else
    Intent.QUOTE_LIST,
    Intent.TEMPLATE_LIST,
    Intent.ORDER_FIND,
    Intent.ORDER_LIST,
    Intent.ORDER_CANCEL,
    Intent.ORDER_COPY,
    Intent.ORDER_DECIDE,
    Intent.ORDER_ASK_DEPOSIT,
    Intent.ORDER_DEPOSIT,
    Intent.ORDER_PURCHASES,
    Intent.STOCK_PLACE,
)


async def asks_elsewhere(visit: Visit, text: str) -> bool:
    """Whether these words are no reason and no note: they ask for a document, a delivery or goods that are there, or
    tell of money by an invoice's number or a customer's name."""
    return (
        await _asks_for_goods(visit, text)
        or await _tells_of_money(visit, text)
        or await _names_a_delivery(visit, text)
        or await _names_an_invoice(visit, text)
        or await _names_a_document(visit, text)
        or await _names_what_is_kept(visit, text)
        or await _is_a_request(visit, text)
    )


async def _asks_for_goods(visit: Visit, text: str) -> bool:
    """« commande girard 2 clims » names a known customer, and goods."""
    if not starts_a_document(text):
        return False
    asked = (await understand(text, Lookup(visit.db).context())).slots
    quote = asked.quote if isinstance(asked, OrderCreate) else asked
    if not isinstance(quote, QuoteCreate) or quote.customer is None or not quote.customer.candidates:
        return False
    return any(line.product is not None and line.counted for line in quote.lines)


async def _tells_of_money(visit: Visit, text: str) -> bool:
    """« réglé fa 9 chèque », « 310 esp dupont », « compte dupont »: of a known customer, or of a document that is
    there; « payé par chèque » is of nobody's."""
    if not (visit.actor.may(Permission.PAYMENTS_WRITE) or visit.actor.may(Permission.PAYMENTS_READ)):
        return False
    said = read_payment(text, visit.db.today)
    if said is None:
        return False
    if isinstance(said, MistakeSaid) and said.payment is not None:
        return visit.actor.may(Permission.PAYMENTS_READ) and bool(await payments.by_number(visit.db, said.payment))
    if isinstance(said, PaymentSaid) and said.invoices:
        return all([await payments.named(visit.db, number) for number in said.invoices])
    who = getattr(said, "who", "")
    return bool(who) and (await named_customer(visit, who)).certain is not None


async def _names_a_delivery(visit: Visit, text: str) -> bool:
    """« bl 1 », « livraison 2 », « prépare 3 », « 3 complet », « retour 1 1 vanne », « 4 client absent »; and with a
    delivery in hand « enlève les réserves »."""
    if not visit.actor.may(Permission.DELIVERIES_READ):
        return False
    said = read_delivery(text, visit.db.today, in_hand=False)
    if visit.question is not None and visit.question["flow"] == _RESERVES and said is None:
        return isinstance(read_delivery(text, visit.db.today, in_hand=True), UnreservedSaid)
    if not isinstance(said, _BROUGHT) or said.number is None:
        return False
    if said.number.startswith("bl") and await deliveries.by_number(visit.db, said.number):
        return True
    return bool(await orders.by_number(visit.db, said.number))


async def _names_an_invoice(visit: Visit, text: str) -> bool:
    """« facture 12 », « fa 12 payée ? », « facture la 3 »."""
    if not visit.actor.may(Permission.INVOICES_READ):
        return False
    said = read_invoice(text, visit.db.today, in_hand=False)
    number: str | None = getattr(said, "number", None)
    if number is None:
        return False
    if isinstance(said, InvoiceOrder | DepositSaid | FinalSaid):
        return bool(await orders.by_number(visit.db, number))
    return bool(await invoices.found_by_number(visit.db, number))


async def _names_a_document(visit: Visit, text: str) -> bool:
    """« commande 12 », « devis DE2611-0003 », and nothing beside."""
    found = _DOCUMENT.fullmatch(text)
    if found is None:
        return False
    if found["kind"].lower() == "devis":
        return visit.actor.may(Permission.QUOTES_READ) and bool(await quotes.by_number(visit.db, found["number"]))
    return visit.actor.may(Permission.ORDERS_READ) and bool(await orders.by_number(visit.db, found["number"]))


async def _names_what_is_kept(visit: Visit, text: str) -> bool:
    """« stock radiateur 1000w »: one article that is known by all of these words."""
    if words(text)[:1] != ["stock"] or not visit.actor.may(Permission.STOCK_READ):
        return False
    asked = (await understand(text, Lookup(visit.db).context())).slots
    return isinstance(asked, StockFind) and asked.product.certain is not None


async def _is_a_request(visit: Visit, text: str) -> bool:
    """« où en est la 3 », « mes commandes », « livraisons demain », « annule la commande 4 »."""
    if _only_asks(text, visit.db.today):
        return True
    if names_them_all(text):
        return visit.actor.may(Permission.CUSTOMERS_READ)
    if isinstance(read_delivery(text, visit.db.today, in_hand=False), _LISTED):
        return visit.actor.may(Permission.DELIVERIES_READ)
    return (await understand(text, Lookup(visit.db).context())).intent in _WHOLE_REQUESTS


def _only_asks(text: str, today: date) -> bool:
    """« qui relancer », « ca du mois », « mes rappels de demain »: nobody gives that as a reason."""
    if isinstance(read_dunning(text, today), _LATE) or isinstance(read_report(text), _FIGURES):
        return True
    if isinstance(asked := read_invoice(text, today, in_hand=False), TurnoverAsked) and asked.period is not None:
        return True
    said = words(fold(text))
    own = (DAY,) if said[:1] in (["mon"], ["ma"]) else ()
    agenda = (TEAM, TODO, ASKED_OF_OTHERS, LISTED, *own)
    return len(said) > 1 and any(pattern.fullmatch(" ".join(said)) for pattern in agenda)
