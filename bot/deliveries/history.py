"""What happened to a delivery and to what came back: a sentence for each fact, and how its values are written."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from bot.deliveries.words import STATES
from core.i18n import N_, _, count, day
from core.sales.lifecycles import DeliveryState

SENTENCES: Final[Mapping[str, str]] = {
    "DeliveryPlanned": N_("préparation commencée pour la commande {order}{planned_on} : {lines}"),
    "DeliveryRescheduled": N_("modifiée"),
    "DeliveryGaveWay": N_("allégée de ce qu'une autre livraison a apporté : {less}"),
    "DeliveryPicked": N_("« {label} », {planned} à préparer : {picked}"),
    "DeliveryReady": N_("livraison prête{short}"),
    "DeliveryLoaded": N_("chargée"),
    "DeliveryLeft": N_("en route"),
    "DeliveryFailed": N_("livraison manquée : {problem}{again_on}"),
    "DeliveryDone": N_("livraison {number} : {lines}{rest}{rest_on}"),
    "DeliverySigned": N_("livraison signée par {by}{role}{reserves}"),
    "DeliveryPhotoAdded": N_("photo ajoutée{caption}"),
    "DeliveryReserved": N_("réserves : {reserves}"),
    "DeliveryReservesStruck": N_("réserves enlevées : {reserves}"),
    "DeliveryLocated": N_("position partagée : {state}"),
    "DeliveryNewsChosen": N_("nouvelles de ses livraisons : {wanted}"),
    "DeliveryClosed": N_("close"),
    "DeliveryCancelled": N_("livraison annulée"),
    "OrderGoodsReturned": N_("retour {number}, {to_quarantine} : {lines} ({reason})"),
}


def _many(value: Any) -> str:
    return count(Decimal(value))


def _goods(pairs: Sequence[Sequence[Any]]) -> str:
    """« 2 × Radiateur, 1 × Vanne »."""
    return ", ".join(f"{_many(many)} × {label}" for label, many in pairs)


def _by_label(goods: Mapping[str, Any]) -> str:
    return _goods(tuple(goods.items()))


def _delivered(lines: Sequence[Sequence[Any]]) -> str:
    """« 4 × Radiateur (1 abîmé, 1 refusé) »."""
    told = []
    for label, many, damaged, refused in lines:
        damage = _("abîmés : {count}").format(count=_many(damaged)) if Decimal(damaged) else ""
        refusal = _("refusés : {count}").format(count=_many(refused)) if Decimal(refused) else ""
        amiss = ", ".join(part for part in (damage, refusal) if part)
        told.append(_goods([(label, many)]) + (f" ({amiss})" if amiss else ""))
    return ", ".join(told)


def _tail(sentence: str, write: Callable[[Any], str] = str) -> Callable[[Any], str]:
    """Words that are said only when there is something to say."""
    return lambda value: _(sentence).format(it=write(value)) if value else ""


def _day(value: str) -> str:
    return day(date.fromisoformat(value))


def _ready(value: Any) -> str:
    return _("à revoir") if value is None else _("il y en a {count}").format(count=_many(value))


def _state(word: Any) -> str:
    return _(STATES[DeliveryState(word)][0]) if word in set(DeliveryState) else str(word)


SHOWN: Final[Mapping[str, Callable[[Any], str]]] = {
    "DeliveryPlanned.lines": _goods,
    "DeliveryPlanned.planned_on": _tail(N_(" pour le {it}"), _day),
    "DeliveryGaveWay.less": _by_label,
    "DeliveryPicked.planned": _many,
    "DeliveryPicked.picked": _ready,
    "DeliveryReady.short": _tail(N_(", il manque {it}"), _by_label),
    "DeliveryFailed.again_on": _tail(N_(", nouveau passage le {it}"), _day),
    "DeliveryDone.lines": _delivered,
    "DeliveryDone.rest": _tail(N_(", reste {it}"), _by_label),
    "DeliveryDone.rest_on": _tail(N_(", pour le {it}"), _day),
    "DeliverySigned.role": _tail(N_(", {it}")),
    "DeliverySigned.reserves": _tail(N_(", avec réserves : {it}")),
    "DeliveryPhotoAdded.caption": _tail(N_(" : {it}")),
    "DeliveryLocated.state": _state,
    "DeliveryNewsChosen.wanted": lambda value: _("oui") if value else _("non"),
    "OrderGoodsReturned.lines": _goods,
    "OrderGoodsReturned.to_quarantine": lambda value: _("en quarantaine") if value else _("remis en stock"),
}
