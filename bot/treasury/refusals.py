"""What the person is told when the treasury refuses."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from core.i18n import _, money
from core.kernel.errors import BusinessError
from core.treasury.errors import (
    AmountChanged,
    CashAboveCeiling,
    CreditTooSmall,
    CurrencyRefused,
    DifferenceTooLarge,
    InvoiceWithdrawn,
    NothingDue,
    NotOnline,
    NumberNotOwn,
    PaymentReversed,
    PlaceInUse,
    PlaceTaken,
    TooManyTries,
)


def _cash(error: CashAboveCeiling) -> str:
    if error.back and error.paid > 0:
        return _(
            "Rien n'est noté : la loi limite les espèces à {most} pour une même dette, et {paid} ont déjà été rendus"
            " ainsi (C. mon. fin. L112-6). Le reste par carte, chèque ou virement."
        ).format(most=money(error.ceiling), paid=money(error.paid))
    if error.paid > 0:
        return _(
            "Rien n'est noté : la loi limite les espèces à {most} pour une même dette, et {paid} sont déjà venus ainsi"
            " (C. mon. fin. L112-6). Le reste par carte, chèque ou virement."
        ).format(most=money(error.ceiling), paid=money(error.paid))
    return _(
        "Rien n'est noté : la loi limite les espèces à {most} pour une même dette (C. mon. fin. L112-6). Notez au plus"
        " {most} en espèces, le reste par carte, chèque ou virement."
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


def _not_own(error: NumberNotOwn) -> str:
    return _("Ce contact n'est pas le vôtre. Touchez « 📱 Partager mon numéro », sous le champ de saisie.")


def _too_many(error: TooManyTries) -> str:
    return _("Trop de demandes pour aujourd'hui. Réessayez demain, ou appelez votre fournisseur.")


def _taken(error: PlaceTaken) -> str:
    return _("« {name} » existe déjà : choisissez un autre nom.").format(name=error.name)


def _withdrawn(error: InvoiceWithdrawn) -> str:
    return _("La facture {number} a été annulée : il n'y a plus rien à payer.").format(number=error.number)


def _changed(error: AmountChanged) -> str:
    return _("Le montant de {number} a changé : il reste {left}. Ouvrez à nouveau la facture.").format(
        number=error.number, left=money(error.left)
    )


def _not_online(error: NotOnline) -> str:
    return _("En ligne, on paie de {smallest} à {largest} à la fois. Payez par virement.").format(
        smallest=money(error.smallest), largest=money(error.largest)
    )


def _currency(error: CurrencyRefused) -> str:
    return _("On ne paie ici qu'en euros.")


SENTENCES: Final[Mapping[type[BusinessError], Callable[[Any], str]]] = {
    CashAboveCeiling: _cash,
    NothingDue: _nothing,
    CreditTooSmall: _too_small,
    DifferenceTooLarge: _too_large,
    PaymentReversed: _reversed,
    PlaceInUse: _in_use,
    PlaceTaken: _taken,
    NumberNotOwn: _not_own,
    TooManyTries: _too_many,
    InvoiceWithdrawn: _withdrawn,
    AmountChanged: _changed,
    NotOnline: _not_online,
    CurrencyRefused: _currency,
}
