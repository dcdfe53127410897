"""What happened to an order: a sentence for each fact, and how its values are written."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from bot.orders.words import CHECKS, ENGAGEMENTS, failed_words, method_words
from core.i18n import N_, _, count, money
from core.sales.lifecycles import Engagement
from core.sales.orders import CheckKind

SENTENCES: Final[Mapping[str, str]] = {
    "CustomerAsked": N_("{by} écrit : {text} {file_name}"),
    "CustomerAnswered": N_("{by} lui répond : {text}"),
    "CustomerAskTaken": N_("{by} en fait une commande"),
    "QuoteOrderNoted": N_("commande du client notée : {number} {file_name} {told_by}"),
    "QuoteOrdered": N_("commandé sous le numéro {number}"),
    "OrderRecorded": N_("enregistrée pour {customer}, {gross}{failed}"),
    "OrderConfirmed": N_("confirmée"),
    "OrderReleased": N_("débloquée par {by} : {reason}{failed}"),
    "OrderRefused": N_("refusée par {by} : {reason}"),
    "OrderDepositAsked": N_("acompte de {amount} demandé par {by}"),
    "OrderDepositNoted": N_("acompte de {amount} reçu ({method})"),
    "OrderDepositBack": N_("acompte de {amount} repris{reason} ({method})"),
    "OrderHeld": N_("attend à nouveau : son acompte est repris{reason}"),
    "OrderChanged": N_("« {label} » : {before} → {after}, {gross}"),
    "OrderBeyondCredit": N_("plafond de {limit} dépassé par {by} : il devrait {owed}"),
    "OrderCancelled": N_("annulée par {by} : {reason}"),
    "OrderAgreed": N_("{how} : {by}{conditions_version}"),
    "OralOrderConfirmed": N_("récapitulatif confirmé par {by}"),
    "OrderSent": N_("envoyée au client"),
    "OrderClosed": N_("terminée"),
    "OrderReopened": N_("rouverte"),
    "OrderCopyKept": N_("exemplaire PDF rangé"),
}


def _failed(kinds: Any) -> str:
    known = [CheckKind(kind) for kind in kinds if kind in CHECKS]
    return f" ({failed_words(known)})" if known else ""


def _because(reason: Any) -> str:
    return f"{_(' : ')}{reason}" if reason else ""


def _conditions(version: Any) -> str:
    return _(", conditions version {version}").format(version=version) if version else ""


def _engagement(word: Any) -> str:
    return _(ENGAGEMENTS[Engagement(word)]) if word in set(Engagement) else str(word)


def counted(value: Any) -> str:
    """A quantity as it is kept, « 3.000 », as people write it; other words stay as they are."""
    try:
        return count(Decimal(str(value)))
    except InvalidOperation:
        return str(value)


SHOWN: Final[Mapping[str, Callable[[Any], str]]] = {
    "failed": _failed,
    "how": _engagement,
    "OrderAgreed.conditions_version": _conditions,
    "method": method_words,
    "OrderDepositBack.reason": _because,
    "OrderHeld.reason": _because,
    "amount": lambda value: money(Decimal(value)),
    "after": counted,
    "OrderBeyondCredit.limit": lambda value: money(Decimal(value)),
    "OrderBeyondCredit.owed": lambda value: money(Decimal(value)),
}
