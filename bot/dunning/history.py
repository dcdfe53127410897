"""What happened about what is late: a sentence for each fact, and how its values are written."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from bot.dunning.words import CHANNELS, why_words
from core.dunning.models import Why
from core.i18n import N_, _, day, money

SENTENCES: Final[Mapping[str, str]] = {
    "InvoiceReminded": N_(
        "relance {level}{formal} : {left} dus, {penalty} de pénalités, {indemnity} d'indemnité {channels}"
    ),
    "CustomerReminded": N_("relance {level}{formal} : {due} ({invoices}) {channels}"),
    "DunningPaused": N_("{why}{number}{promised_on}{until}{note}"),
    "DunningResumed": N_("fin : {why}{number}"),
    "CustomerHandedOver": N_("passé au contentieux : {amount}"),
    "HandoverEnded": N_("fin du contentieux"),
    "DunningSet": N_("relances à {days} jours{formal}{automatic}"),
}


def _money(value: Any) -> str:
    return money(Decimal(value))


def _day(sentence: str) -> Callable[[Any], str]:
    """Words that are said only when there is a day."""
    return lambda value: _(sentence).format(day=day(date.fromisoformat(value))) if value else ""


def _channels(value: Any) -> str:
    return "".join(CHANNELS.get(one, "") for one in value)


def _why(value: Any) -> str:
    return why_words(Why(value)) if value in set(Why) else str(value)


def _formal(value: Any) -> str:
    return _(" (mise en demeure)") if value else ""


SHOWN: Final[Mapping[str, Callable[[Any], str]]] = {
    "InvoiceReminded.formal": _formal,
    "InvoiceReminded.left": _money,
    "InvoiceReminded.penalty": _money,
    "InvoiceReminded.indemnity": _money,
    "InvoiceReminded.channels": _channels,
    "CustomerReminded.formal": _formal,
    "CustomerReminded.due": _money,
    "CustomerReminded.invoices": ", ".join,
    "CustomerReminded.channels": _channels,
    "DunningPaused.why": _why,
    "DunningPaused.number": lambda value: f" · {value}" if value else "",
    "DunningPaused.promised_on": _day(N_(" le {day}")),
    "DunningPaused.until": _day(N_(", sans relance jusqu'au {day}")),
    "DunningPaused.note": lambda value: f" · {_('« {label} »').format(label=value)}" if value else "",
    "DunningResumed.why": _why,
    "DunningResumed.number": lambda value: f" · {value}" if value else "",
    "CustomerHandedOver.amount": _money,
    "DunningSet.days": lambda value: ", ".join(f"J+{one}" for one in value),
    "DunningSet.formal": lambda value: _(", mise en demeure à la fin") if value else "",
    "DunningSet.automatic": lambda value: _(", envoyées seules") if value else _(", sur accord"),
}
