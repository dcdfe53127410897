"""What the person is told when the room of deliveries refuses."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from core.catalog.errors import NotWhole
from core.i18n import N_, _, count
from core.kernel.errors import BusinessError
from core.sales.deliveries.errors import (
    AlreadySigned,
    DeliveryClosed,
    DeliveryInvoiced,
    LotUnknown,
    MoreDamaged,
    MoreThanDelivered,
    MoreThanLeft,
    NothingDelivered,
    NothingLeft,
    NotPicked,
    OrderNotConfirmed,
)
from core.sales.lifecycles import OrderState

_SHOWN: Final = 3  # lines named in one sentence
_GIVEN_UP: Final = {
    OrderState.CANCELLED: N_("La commande {number} est annulée : rien n'en part."),
    OrderState.REFUSED: N_("La commande {number} est refusée : rien n'en part."),
}


def _not_confirmed(error: OrderNotConfirmed) -> str:
    told = _GIVEN_UP.get(error.state, N_("La commande {number} n'est pas confirmée : rien ne part avant."))
    return _(told).format(number=error.number)


def _nothing_left(error: NothingLeft) -> str:
    return _("Tout est déjà livré, ou prévu dans une livraison, pour la commande {number}.").format(number=error.number)


def _more_than_left(error: MoreThanLeft) -> str:
    return _("« {label} » : il n'en reste que {left} à livrer.").format(label=error.label, left=count(error.left))


def _more_damaged(error: MoreDamaged) -> str:
    return _("« {label} » : {asked} avec réserve, c'est plus que les {delivered} livrés.").format(
        label=error.label, asked=count(error.asked), delivered=count(error.delivered)
    )


def _not_whole(error: NotWhole) -> str:
    return _("« {label} » se compte en entier : {asked} n'est pas possible.").format(
        label=error.label, asked=count(error.asked)
    )


def _nothing_delivered(error: NothingDelivered) -> str:
    return _("Rien n'a été livré : touchez plutôt « ⚠️ Problème ».")


def _not_picked(error: NotPicked) -> str:
    named = ", ".join(_("« {label} »").format(label=label[:60]) for label in error.lines[:_SHOWN])
    more = "…" if len(error.lines) > _SHOWN else ""
    return _("Pas encore regardé : {lines}. Cochez, ou touchez « Manque ».").format(lines=named + more)


def _lot_unknown(error: LotUnknown) -> str:
    return _("« {label} » : le numéro {lot} n'a pas été livré sur cette commande.").format(
        label=error.label, lot=error.lot
    )


def _signed(error: AlreadySigned) -> str:
    return _("La livraison {number} est déjà signée par {name}.").format(number=error.number, name=error.by)


def _closed(error: DeliveryClosed) -> str:
    told = _("La livraison {number} est close. Si quelque chose revient, notez un « ↩️ Retour ».")
    return told.format(number=error.number)


def _invoiced(error: DeliveryInvoiced) -> str:
    told = _("La livraison {number} est facturée ({invoices}) : faites d'abord un avoir, ou notez un « ↩️ Retour ».")
    return told.format(number=error.number, invoices=", ".join(error.invoices[:_SHOWN]))


def _more_than_delivered(error: MoreThanDelivered) -> str:
    return _("« {label} » : {left} au plus peuvent revenir.").format(label=error.label, left=count(error.left))


SENTENCES: Final[Mapping[type[BusinessError], Callable[[Any], str]]] = {
    OrderNotConfirmed: _not_confirmed,
    NothingLeft: _nothing_left,
    MoreThanLeft: _more_than_left,
    MoreDamaged: _more_damaged,
    NotWhole: _not_whole,
    NothingDelivered: _nothing_delivered,
    NotPicked: _not_picked,
    LotUnknown: _lot_unknown,
    AlreadySigned: _signed,
    DeliveryClosed: _closed,
    DeliveryInvoiced: _invoiced,
    MoreThanDelivered: _more_than_delivered,
}
