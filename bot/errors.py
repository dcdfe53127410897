"""What the person is told when the business refuses: one sentence for each class of refusal."""

from functools import singledispatch

from bot.talk.undo import TooLateToUndo
from core.catalog.errors import ReferenceTaken, VatRateUnknown
from core.company.errors import LinkForCustomer, LinkUnknown, LinkUsed, RoleWrong, SetupCodeWrong
from core.demo.trial import TrialOver
from core.i18n import _, day, percentage
from core.kernel.errors import BusinessError, Changed, IllegalTransition, Invalid, NotAllowed, NotFound
from core.kernel.identifiers import PhoneWrong, SirenWrong, SiretWrong
from core.numbering import DateWentBack
from core.sales.errors import (
    AmountTooLarge,
    DiscountWrong,
    PriceMissing,
    QuantityWrong,
    QuoteEmpty,
    QuoteExpired,
    TooManyLines,
)


@singledispatch
def explain(error: BusinessError) -> str:
    """The sentence for a refusal, in the current language."""
    raise LookupError(f"no sentence for {type(error).__name__}")


@explain.register
def _illegal(error: IllegalTransition) -> str:
    return _("Ce n'est plus possible : la pièce est déjà plus loin. Touchez « PDF » ou écrivez /reprendre.")


@explain.register
def _not_allowed(error: NotAllowed) -> str:
    return _("Votre rôle ne permet pas cela. Demandez à votre gérant.")


@explain.register
def _not_found(error: NotFound) -> str:
    return _("Je ne trouve pas cela ici.")


@explain.register
def _changed(error: Changed) -> str:
    return _("Cela a changé entre-temps, voici la version actuelle.")


@explain.register
def _invalid(error: Invalid) -> str:
    return _("« {value} » ne convient pas.").format(value=error.value[:60])


@explain.register
def _siren(error: SirenWrong) -> str:
    return _("Ce numéro SIREN n'est pas juste : 9 chiffres, dont le dernier contrôle les autres.")


@explain.register
def _siret(error: SiretWrong) -> str:
    return _("Ce numéro SIRET n'est pas juste : 14 chiffres, dont le dernier contrôle les autres.")


@explain.register
def _phone(error: PhoneWrong) -> str:
    return _("Ce numéro de téléphone n'est pas juste.")


@explain.register
def _vat(error: VatRateUnknown) -> str:
    known = ", ".join(percentage(rate) for rate in error.known)
    return _("Pas de TVA à {vat} le {day}. Les taux sont : {known}.").format(
        vat=percentage(error.vat), day=day(error.day), known=known
    )


@explain.register
def _reference(error: ReferenceTaken) -> str:
    return _("La référence {reference} est déjà prise.").format(reference=error.reference)


@explain.register
def _setup_code(error: SetupCodeWrong) -> str:
    return _("Ce code d'installation n'est pas bon, ou a déjà servi.")


@explain.register
def _role(error: RoleWrong) -> str:
    return _("Ce rôle ne se donne pas.")


@explain.register
def _link_unknown(error: LinkUnknown) -> str:
    return _("Ce lien n'est plus valable. Demandez-en un nouveau à votre fournisseur.")


@explain.register
def _link_used(error: LinkUsed) -> str:
    return _("Ce lien a déjà servi à une autre personne. Demandez-en un nouveau à votre fournisseur.")


@explain.register
def _link_for_customer(error: LinkForCustomer) -> str:
    return _("Ce lien est pour votre client : faites-le ouvrir depuis son Telegram. Il reste valable.")


@explain.register
def _trial(error: TrialOver) -> str:
    return _("L'essai est terminé : une vraie entreprise est installée ici.")


@explain.register
def _went_back(error: DateWentBack) -> str:
    return _("La dernière pièce est du {last} : une date ne revient jamais en arrière.").format(last=day(error.last))


@explain.register
def _empty(error: QuoteEmpty) -> str:
    return _("Ce devis n'a aucune ligne. Écrivez par exemple : 2 radiateurs 1000 W")


@explain.register
def _expired(error: QuoteExpired) -> str:
    return _("Le devis {number} n'était valable que jusqu'au {day}.").format(
        number=error.number, day=day(error.valid_until)
    )


@explain.register
def _price(error: PriceMissing) -> str:
    return _("Il manque le prix de « {label} ».").format(label=error.label)


@explain.register
def _quantity(error: QuantityWrong) -> str:
    return _("La quantité de « {label} » doit être entre 0,001 et 9 999 999.").format(label=error.label)


@explain.register
def _too_large(error: AmountTooLarge) -> str:
    return _("Ce montant est trop grand pour un devis.")


@explain.register
def _discount(error: DiscountWrong) -> str:
    return _("Une remise va de 0 à 100 %.")


@explain.register
def _too_many(error: TooManyLines) -> str:
    return _("Un devis a au plus {limit} lignes.").format(limit=error.limit)


@explain.register
def _too_late(error: TooLateToUndo) -> str:
    return _("Trop tard pour annuler : la minute est passée.")
