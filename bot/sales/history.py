"""What happened to a quote, in sentences."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from core.history import Happened
from core.i18n import N_, _, moment, money
from core.uow import Reader

_SENTENCES: Final[dict[str, str]] = {
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
_SHOWN: Final[dict[str, Callable[[Any], str]]] = {
    "gross": lambda value: f"{money(Decimal(value))} {_('TTC')}",
    "chosen": lambda value: _("retenue") if value else _("non retenue"),
}


def history_lines(db: Reader, facts: Sequence[Happened]) -> tuple[str, ...]:
    """One line per fact: when (company's time), what, who, from which message."""
    return tuple(
        f"{moment(db.local(fact.at))} — {_sentence(fact)} — {fact.actor}"
        + (f" ({_('message')} {fact.source.partition(':')[2]})" if fact.source else "")
        for fact in facts
    )


def _sentence(fact: Happened) -> str:
    shown = {name: _SHOWN.get(name, str)(value) for name, value in fact.facts.items()}
    return _(_SENTENCES[fact.kind]).format(**shown) if fact.kind in _SENTENCES else fact.kind
