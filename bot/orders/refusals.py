"""What the person is told when an order is refused by the rules of the business."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.orders.words import failed_words
from core.i18n import _, count, day, money
from core.kernel.errors import BusinessError
from core.sales.errors import (
    BelowDelivered,
    CreditExceeded,
    InvoiceDoubtful,
    LastLine,
    MoreThanDue,
    NotAgreedYet,
    OrderEmpty,
    PaymentLocked,
    QuoteForOrder,
)
from core.sales.orders import CheckKind

_NAMED: Final = 3  # people


def _empty(error: OrderEmpty) -> str:
    return _("Cette commande n'a aucune ligne. Écrivez par exemple : 2 radiateurs 1000 W")


def _delivered(error: BelowDelivered) -> str:
    return _("« {label} » : {count} sont déjà livrés, la commande ne descend pas en dessous.").format(
        label=error.label[:60], count=count(error.delivered)
    )


def _credit(error: CreditExceeded) -> str:
    who = ", ".join(error.deciders[:_NAMED]) or _("votre gérant")
    told = _(
        "Il devrait {owed}, et son plafond est de {limit}. Demandez à {who} de le faire, ou de relever ce plafond."
    )
    return told.format(owed=money(error.owed), limit=money(error.limit), who=who)


def _doubtful(error: InvoiceDoubtful) -> str:
    about = failed_words([CheckKind(kind) for kind in error.kinds])
    if error.may_force:
        return _("À vérifier d'abord : {about}. Facturer quand même ?").format(about=about)
    return _("À vérifier d'abord : {about}. Votre gérant doit l'accorder.").format(about=about)


def _last(error: LastLine) -> str:
    return _("C'est la dernière ligne de {number}. Pour tout annuler, touchez « 🗑 Annuler » sur sa carte.").format(
        number=error.number
    )


def _more(error: MoreThanDue) -> str:
    if not error.left:
        return _("Tout est déjà payé : rien n'est noté.")
    return _("{amount}, c'est trop : il reste {left} à payer. Rien n'est noté.").format(
        amount=money(error.amount), left=money(error.left)
    )


def _locked(error: PaymentLocked) -> str:
    return _("Aucun paiement avant le {day} (loi, vente hors établissement).").format(day=day(error.until))


def _not_agreed(error: NotAgreedYet) -> str:
    return _(
        "{number} n'a pas encore de signature (vente hors établissement) : aucun paiement avant. Faites signer le"
        " client ; il pourra payer 7 jours après."
    ).format(number=error.number)


def _for_order(error: QuoteForOrder) -> str:
    return _("Ce brouillon est une commande : touchez « Contrôler », il ne se valide pas comme un devis.")


SENTENCES: Final[Mapping[type[BusinessError], Callable[[Any], str]]] = {
    OrderEmpty: _empty,
    BelowDelivered: _delivered,
    CreditExceeded: _credit,
    InvoiceDoubtful: _doubtful,
    LastLine: _last,
    MoreThanDue: _more,
    PaymentLocked: _locked,
    NotAgreedYet: _not_agreed,
    QuoteForOrder: _for_order,
}
