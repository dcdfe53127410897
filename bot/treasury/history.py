"""What happened to money: a sentence for each fact, and how its values are written."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from bot.treasury.words import method_words
from core.i18n import N_, _, money
from core.treasury.models import PaymentMethod

SENTENCES: Final[Mapping[str, str]] = {
    "PaymentReceived": N_("{amount} reçus ({method}) : {settled}{left}"),
    "PaymentTakenBack": N_("{amount} repris par {number} : {reason}{fee}"),
    "PaymentRefunded": N_("{amount} remboursés ({method}){settled}"),
    "DifferenceWrittenOff": N_("écart de {amount} soldé"),
    "QuoteSeen": N_("vu par {by}"),
    "OrderSeen": N_("vue par {by}"),
    "DeliverySeen": N_("vue par {by}"),
    "AccountSeen": N_("compte ouvert par {by}"),
    "PlaceCreated": N_("compte « {name} » ({account}) créé"),
    "PlaceArchived": N_("compte « {name} » archivé"),
    "MethodAssigned": N_("reçoit désormais : {method}"),
}


def _money(value: Any) -> str:
    return money(Decimal(value))


def _method(word: Any) -> str:
    return method_words(PaymentMethod(word)) if word in set(PaymentMethod) else str(word)


def _more(sentence: str) -> Callable[[Any], str]:
    """Words that are said only when there is money."""
    return lambda value: _(sentence).format(amount=_money(value)) if Decimal(value) else ""


SHOWN: Final[Mapping[str, Callable[[Any], str]]] = {
    "PaymentReceived.method": _method,
    "PaymentReceived.settled": lambda value: ", ".join(value) or _("d'avance"),
    "PaymentReceived.left": _more(N_(", {amount} au crédit du client")),
    "PaymentTakenBack.fee": _more(N_(", frais de {amount}")),
    "PaymentRefunded.method": _method,
    "PaymentRefunded.settled": lambda value: f" : {value}" if value else "",
    "MethodAssigned.method": _method,
    "DifferenceWrittenOff.amount": lambda value: money(abs(Decimal(value))),
}
