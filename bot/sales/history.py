"""What happened to a quote: a sentence for each fact, and how its values are written."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from core.i18n import N_, _, money

SENTENCES: Final[dict[str, str]] = {
    "QuoteDrafted": N_("créé pour {customer}, {gross}"),
    "QuoteChanged": N_("modifié, {gross}"),
    "QuoteValidated": N_("validé sous le numéro {number}, {gross}"),
    "QuoteSent": N_("envoyé au client"),
    "QuoteAccepted": N_("accepté par {by}, {gross}"),
    "QuoteCopyKept": N_("exemplaire signé rangé"),
    "QuoteRefused": N_("refusé par {by}"),
    "QuoteLost": N_("perdu"),
    "QuoteLapsed": N_("expiré"),
    "QuoteRevised": N_("nouvelle version commencée"),
    "QuoteReplaced": N_("remplacé par {number}"),
    "QuoteFloorAsked": N_("accord demandé pour un prix sous le plancher"),
    "QuoteFloorApproved": N_("prix sous le plancher autorisé par {by}"),
    "QuoteFloorRefused": N_("prix sous le plancher refusé par {by}"),
    "QuoteOptionChosen": N_("option « {label} » : {chosen}, {gross}"),
    "QuoteQuestionAsked": N_("question de {by} : {text}"),
    "QuoteQuestionReplied": N_("réponse de {by} : {text}"),
    "QuoteCancelled": N_("abandonné"),
    "QuoteRestored": N_("repris"),
}
SHOWN: Final[dict[str, Callable[[Any], str]]] = {
    "gross": lambda value: f"{money(Decimal(value))} {_('TTC')}",
    "chosen": lambda value: _("retenue") if value else _("non retenue"),
}
