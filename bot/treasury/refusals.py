"""What the person is told when the treasury refuses."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from core.i18n import _, money
from core.kernel.errors import BusinessError
from core.treasury.errors import (
    CashAboveCeiling,
    CreditTooSmall,
    DifferenceTooLarge,
    NothingDue,
    PaymentReversed,
    PlaceInUse,
    PlaceTaken,
)


def _cash(error: CashAboveCeiling) -> str:
    if error.paid > 0:
        return _(
            "Pas plus de {most} en espèces (loi), et {paid} sont déjà venus ainsi. Le reste par carte ou virement."
        ).format(most=money(error.ceiling), paid=money(error.paid))
    return _(
        "Pas plus de {most} en espèces pour une même dette : c'est la loi. Le reste par carte ou virement."
    ).format(most=money(error.ceiling))


def _nothing(error: NothingDue) -> str:
    return _("Il n'y a rien à payer sur {number}.").format(number=error.number)


def _too_small(error: CreditTooSmall) -> str:
    if error.left <= 0:
        return _("Ce client n'a plus rien d'avance.")
    return _("Il ne reste que {left} à ce client.").format(left=money(error.left))


def _too_large(error: DifferenceTooLarge) -> str:
    return _("Il reste {left} : c'est trop pour un petit écart ({limit} au plus, dans vos réglages).").format(
        left=money(error.left), limit=money(error.limit)
    )


def _reversed(error: PaymentReversed) -> str:
    return _("{number} annule déjà un paiement : on n'annule pas une annulation. Notez le paiement à nouveau.").format(
        number=error.number
    )


def _in_use(error: PlaceInUse) -> str:
    return _("« {name} » sert encore : choisissez d'abord un autre compte pour ces paiements.").format(name=error.name)


def _taken(error: PlaceTaken) -> str:
    return _("« {name} » existe déjà : choisissez un autre nom.").format(name=error.name)


SENTENCES: Final[Mapping[type[BusinessError], Callable[[Any], str]]] = {
    CashAboveCeiling: _cash,
    NothingDue: _nothing,
    CreditTooSmall: _too_small,
    DifferenceTooLarge: _too_large,
    PaymentReversed: _reversed,
    PlaceInUse: _in_use,
    PlaceTaken: _taken,
}
