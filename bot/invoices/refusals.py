"""What the person is told when an invoice is refused by the rules of the business."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.invoices.words import missing_words
from core.i18n import N_, _, count, money
from core.invoicing.errors import (
    BeyondOrdered,
    BuyerIncomplete,
    CreditOnCredit,
    CreditTooLarge,
    DepositNotReplaced,
    DepositTaxedOtherwise,
    DepositTooLarge,
    InvoiceBelowZero,
    LineUnclear,
    NotDelivered,
    NothingToCredit,
    NothingToInvoice,
    OnlyQuantities,
    OrderNotConfirmed,
    PriceCredited,
    PriceNotCharged,
    ReasonMissing,
    SellerIncomplete,
    SettledTooMuch,
    SeveralCustomers,
)
from core.kernel.errors import BusinessError
from core.sales.lifecycles import OrderState

_GIVEN_UP: Final = {
    OrderState.CANCELLED: N_("La commande {number} est annulée : rien ne s'en facture."),
    OrderState.REFUSED: N_("La commande {number} est refusée : rien ne s'en facture."),
}


def _nothing(error: NothingToInvoice) -> str:
    if error.undelivered:
        return _("Rien n'est livré qui ne soit déjà facturé. Le reste n'est pas encore livré.")
    return _("Il n'y a rien à facturer : tout l'est déjà.")


def _not_delivered(error: NotDelivered) -> str:
    return _("« {label} » : {asked} à facturer, et {delivered} seulement sont livrés. Facturer quand même ?").format(
        label=error.label[:60], asked=count(error.asked), delivered=count(error.delivered)
    )


def _beyond(error: BeyondOrdered) -> str:
    return _("« {label} » : il n'en reste que {left}.").format(label=error.label[:60], left=count(error.left))


def _below_zero(error: InvoiceBelowZero) -> str:
    return _("Cette facture serait de {gross} : faites plutôt un avoir.").format(gross=money(error.gross))


def _credit(error: CreditTooLarge) -> str:
    if error.net == error.gross:
        return _("Il ne reste que {left} à créditer.").format(left=money(error.net))
    told = _("Il ne reste que {net} HT ({gross} TTC) à créditer.")
    return told.format(net=money(error.net), gross=money(error.gross))


def _credit_on_credit(error: CreditOnCredit) -> str:
    return _("{number} est un avoir : il ne se crédite ni ne se remplace.").format(number=error.number)


def _price(error: PriceNotCharged) -> str:
    told = _("« {label} » y est facturé {net} HT ({gross} TTC) pièce. Redites l'ancien prix.")
    return told.format(label=error.label[:60], net=money(error.net), gross=money(error.gross))


def _settled(error: SettledTooMuch) -> str:
    return _("Il ne reste que {left} à régler sur {number}.").format(left=money(abs(error.left)), number=error.number)


def _deposit(error: DepositTooLarge) -> str:
    return _("Un acompte ne dépasse pas ce qui reste à facturer : {left}.").format(left=money(error.left))


def _otherwise(error: DepositTaxedOtherwise) -> str:
    told = _("L'acompte {number} a une autre TVA et ne peut être déduit : faites d'abord un avoir.")
    return told.format(number=error.number)


def _price_credited(error: PriceCredited) -> str:
    told = _("Le prix de {number} est déjà baissé par un avoir : annulez-la par un avoir du reste, puis refacturez.")
    return told.format(number=error.number)


def _deposit_replaced(error: DepositNotReplaced) -> str:
    told = _("Un acompte ne se remplace pas : faites un avoir sur {number}, puis un nouvel acompte.")
    return told.format(number=error.number)


def _several(_error: SeveralCustomers) -> str:
    return _("Ces livraisons ne sont pas du même client : faites une facture pour chacun.")


def _waits(error: OrderNotConfirmed) -> str:
    told = _GIVEN_UP.get(error.state, N_("La commande {number} n'est pas confirmée : rien ne s'en facture."))
    return _(told).format(number=error.number)


def _buyer(error: BuyerIncomplete) -> str:
    told = _("{name} : la loi veut aussi {missing} sur sa facture. Complétez sa fiche, puis validez.")
    return told.format(name=error.name[:60], missing=missing_words(error.fields))


def _seller(error: SellerIncomplete) -> str:
    told = _("La loi veut aussi {missing} de votre entreprise sur ses factures : complétez /reglages, puis validez.")
    return told.format(missing=missing_words(error.fields))


def _reason(error: ReasonMissing) -> str:
    told = _(
        "« {label} » est à 0 % de TVA sans motif. Dites-le sur la fiche du produit (exonération) ou du client "
        "(autoliquidation, pays), ou donnez-lui son taux."
    )
    return told.format(label=error.label[:60])


def _quantities(_error: OnlyQuantities) -> str:
    return _(
        "Cette facture reprend une commande : seules ses quantités changent ici. Une facture déjà faite se corrige "
        "par « remplace la 17 »."
    )


def _unclear(error: LineUnclear) -> str:
    if not error.fits and error.number:
        return _("« {words} » n'est aucune ligne de {number}.").format(words=error.words[:60], number=error.number)
    if not error.fits:
        return _("« {words} » n'est aucune ligne de ce document.").format(words=error.words[:60])
    told = _("« {words} » peut être : {lines}. Laquelle ? Écrivez-la en entier.")
    return told.format(words=error.words[:60], lines=" · ".join(label[:60] for label in error.fits[:4]))


SENTENCES: Final[Mapping[type[BusinessError], Callable[[Any], str]]] = {
    NothingToInvoice: _nothing,
    NothingToCredit: lambda _error: _("Il n'y a plus rien à créditer : tout l'est déjà."),
    NotDelivered: _not_delivered,
    BeyondOrdered: _beyond,
    InvoiceBelowZero: _below_zero,
    CreditTooLarge: _credit,
    CreditOnCredit: _credit_on_credit,
    SettledTooMuch: _settled,
    DepositTooLarge: _deposit,
    DepositTaxedOtherwise: _otherwise,
    DepositNotReplaced: _deposit_replaced,
    PriceCredited: _price_credited,
    PriceNotCharged: _price,
    SeveralCustomers: _several,
    OrderNotConfirmed: _waits,
    BuyerIncomplete: _buyer,
    SellerIncomplete: _seller,
    ReasonMissing: _reason,
    OnlyQuantities: _quantities,
    LineUnclear: _unclear,
}
