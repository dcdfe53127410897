"""What the person is told when the business refuses: one sentence for each class of refusal."""

import re
from datetime import date
from decimal import Decimal
from functools import singledispatch
from typing import Final

from bot.agenda.refusals import SENTENCES as AGENDA_SENTENCES
from bot.audit.refusals import SENTENCES as AUDIT_SENTENCES
from bot.deliveries.refusals import SENTENCES as DELIVERY_SENTENCES
from bot.dunning.refusals import SENTENCES as DUNNING_SENTENCES
from bot.expected import EXPECTED, expected_in
from bot.incoming.download import FileTooLarge, FileUnavailable
from bot.invoices.refusals import SENTENCES as INVOICE_SENTENCES
from bot.ledger.refusals import SENTENCES as LEDGER_SENTENCES
from bot.mail.refusals import SENTENCES as MAIL_SENTENCES
from bot.orders.refusals import SENTENCES as ORDER_SENTENCES
from bot.reporting.refusals import SENTENCES as REPORTING_SENTENCES
from bot.stock.refusals import SENTENCES as STOCK_SENTENCES
from bot.talk.undo import TooLateToUndo
from bot.treasury.refusals import SENTENCES as PAYMENT_SENTENCES
from core.catalog.barcodes import BarcodeWrong
from core.catalog.errors import (
    FamilyInsideItself,
    FamilyTaken,
    KitInsideItself,
    NoVariants,
    ReferenceTaken,
    VariantNeeded,
    VariantTaken,
    VatRateUnknown,
)
from core.company.errors import (
    AccessDone,
    InvitationForOthers,
    InvitationOver,
    LastOwner,
    LinkForCustomer,
    LinkUnknown,
    LinkUsed,
    Over,
    RightNotOwn,
    RightNotSingle,
    RoleWrong,
    SetupCodeWrong,
)
from core.demo.trial import TrialOver
from core.exchange.columns import column
from core.exchange.errors import CellWrong, NameMissing, PutAway, SalespersonUnknown, SeveralFit, TwiceInFile
from core.exchange.tables.errors import Reason, TableUnreadable
from core.exchange.tables.limits import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from core.i18n import N_, _, count, day, money, percentage
from core.kernel.errors import BusinessError, Changed, IllegalTransition, Invalid, NotAllowed, NotFound
from core.kernel.identifiers import PhoneWrong, RnaWrong, SirenWrong, SiretWrong, VatNumberWrong
from core.numbering import DateWentBack
from core.parties.errors import DifferentParties, MergeSettled
from core.pictures.errors import PictureUnreadable
from core.sales.errors import (
    AmountTooLarge,
    BelowDelivered,
    BelowFloor,
    CreditExceeded,
    DiscountWrong,
    OrderEmpty,
    PaymentLocked,
    PriceMissing,
    QuantityWrong,
    QuoteEmpty,
    QuoteExpired,
    QuoteForOrder,
    RevisionOpen,
    TooManyLines,
)

_ISO_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_SHOWN: Final = 60  # characters of a refused value
_TABLE_REFUSALS: Final = {
    Reason.NOT_A_TABLE: N_("Ce fichier n'est pas un tableau. Envoyez un fichier CSV ou Excel (.xlsx)."),
    Reason.OLD_EXCEL: N_("C'est un ancien fichier Excel. Enregistrez-le au format .xlsx, puis envoyez-le à nouveau."),
    Reason.OPEN_DOCUMENT: N_("C'est un fichier OpenDocument. Enregistrez-le au format .xlsx ou CSV, puis envoyez-le."),
    Reason.MACROS: N_("Ce fichier contient des macros. Enregistrez-le au format .xlsx simple, puis envoyez-le."),
    Reason.ENCRYPTED: N_("Ce fichier est protégé par un mot de passe. Enlevez-le, puis envoyez-le à nouveau."),
    Reason.DAMAGED: N_("Ce fichier est abîmé, je n'en lis rien. Enregistrez-le à nouveau en .xlsx ou en CSV."),
    Reason.EMPTY: N_("Ce tableau est vide : il faut une ligne de titres, et au moins une ligne dessous."),
    Reason.FORMULA: N_("Ce tableau contient des formules sans résultat. Ouvrez-le, enregistrez-le, puis envoyez-le."),
    Reason.TOO_LARGE: N_("Ce tableau est trop gros. Coupez-le en plusieurs fichiers."),
    Reason.TOO_MANY_ROWS: N_("Ce tableau a plus de {rows} lignes. Coupez-le en plusieurs fichiers."),
    Reason.TOO_MANY_COLUMNS: N_("Ce tableau a plus de {columns} colonnes. Gardez celles qui servent."),
    Reason.CELL_TOO_LONG: N_("Une case de ce tableau dépasse {characters} caractères. Raccourcissez-la."),
    Reason.INVOICES: N_(
        "Ce sont des factures : elles ne s'importent pas encore ici, et rien n'en est noté. Pour vos clients, envoyez"
        " un tableau de leurs noms et adresses, sans montants."
    ),
}


@singledispatch
def explain(error: BusinessError) -> str:
    """The sentence for a refusal, in the current language."""
    raise LookupError(f"no sentence for {type(error).__name__}")


@explain.register
def _illegal(error: IllegalTransition) -> str:
    if error.document == "delivery":
        return _("Ce n'est plus possible : cette livraison est déjà plus loin. Écrivez « livraisons » pour la revoir.")
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
    if error.field == "iban":
        return _("Cet IBAN n'est pas juste. Recopiez-le d'un relevé (RIB) : un chiffre manque ou a changé.")
    value = _as_day(f"{error.value[:_SHOWN]}…" if len(error.value) > _SHOWN else error.value)
    if error.field not in EXPECTED:
        return _("« {value} » ne convient pas.").format(value=value)
    return _("« {value} » ne convient pas : il faut {expected}.").format(value=value, expected=_(EXPECTED[error.field]))


def _as_day(value: str) -> str:
    """A day as people write it; anything else as it is."""
    try:
        return day(date.fromisoformat(value)) if _ISO_DAY.fullmatch(value) else value
    except ValueError:
        return value


@explain.register
def _siren(error: SirenWrong) -> str:
    return _("Ce numéro SIREN n'est pas juste : 9 chiffres, dont le dernier contrôle les autres.")


@explain.register
def _siret(error: SiretWrong) -> str:
    return _(
        "Ce numéro SIRET n'est pas juste : 14 chiffres, dont les 9 du SIREN et un dernier qui contrôle les autres."
    )


@explain.register
def _vat_number(error: VatNumberWrong) -> str:
    return _("Ce numéro de TVA n'est pas juste (exemple : FR40303265045), ou n'est pas celui du SIREN indiqué.")


@explain.register
def _rna(error: RnaWrong) -> str:
    return _("Ce numéro d'association n'est pas juste : W et neuf chiffres, par exemple W691234567.")


@explain.register
def _different(error: DifferentParties) -> str:
    return _("{kept} et {gone} ont chacun leur SIREN : ce sont deux clients, je ne les fusionne pas.").format(
        kept=error.kept, gone=error.gone
    )


@explain.register
def _merge_settled(error: MergeSettled) -> str:
    return _("La fiche {name} a elle-même changé de place depuis : commencez par la remettre.").format(name=error.name)


@explain.register
def _phone(error: PhoneWrong) -> str:
    return _("Le numéro de téléphone « {value} » n'est pas juste : dix chiffres, ou + et l'indicatif du pays.").format(
        value=error.value[:_SHOWN]
    )


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
def _barcode(error: BarcodeWrong) -> str:
    return _("Ce code-barres n'est pas juste : 8, 12, 13 ou 14 chiffres, dont le dernier contrôle les autres.")


@explain.register
def _family_taken(error: FamilyTaken) -> str:
    return _("La famille « {name} » existe déjà à cet endroit.").format(name=error.name)


@explain.register
def _family_inside(error: FamilyInsideItself) -> str:
    return _("« {name} » ne peut pas aller dans elle-même.").format(name=error.name)


@explain.register
def _variant_taken(error: VariantTaken) -> str:
    return _("« {label} » existe déjà.").format(label=error.label)


@explain.register
def _variant_needed(error: VariantNeeded) -> str:
    return _("« {label} » se décline : choisissez une variante.").format(label=error.label)


@explain.register
def _no_variants(error: NoVariants) -> str:
    return _("« {label} » ne peut pas avoir de variantes.").format(label=error.label)


@explain.register
def _kit_inside(error: KitInsideItself) -> str:
    return _("Le kit « {label} » ne peut pas se contenir lui-même.").format(label=error.label)


@explain.register
def _setup_code(error: SetupCodeWrong) -> str:
    return _("Ce code d'installation n'est pas bon, ou a déjà servi.")


@explain.register
def _role(error: RoleWrong) -> str:
    return _("Ce rôle ne se donne pas.")


@explain.register
def _last_owner(error: LastOwner) -> str:
    return _("Une entreprise garde toujours un gérant : nommez-en un autre d'abord.")


@explain.register
def _right_not_own(error: RightNotOwn) -> str:
    return _("Vous ne pouvez pas donner un droit que vous n'avez pas.")


@explain.register
def _right_not_single(error: RightNotSingle) -> str:
    return _("Ce droit va avec un rôle, il ne se donne pas seul.")


@explain.register
def _invitation_over(error: InvitationOver) -> str:
    return {
        Over.UNKNOWN: _("Je ne connais pas cette invitation."),
        Over.USED: _("Cette invitation a déjà servi."),
        Over.EXPIRED: _("Cette invitation est trop ancienne."),
        Over.REVOKED: _("Cette invitation a été annulée."),
    }[error.reason]


@explain.register
def _invitation_for_others(error: InvitationForOthers) -> str:
    return _("Vous êtes déjà de cette équipe. L'invitation reste valable pour la personne attendue.")


@explain.register
def _access_done(error: AccessDone) -> str:
    return _("Cette demande a déjà reçu une réponse.")


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
def _below_floor(error: BelowFloor) -> str:
    labels = ", ".join(_("« {label} »").format(label=label[:60]) for label in error.lines[:3])
    return _("Prix sous le plancher : {labels}. Demandez l'accord d'un responsable.").format(labels=labels)


@explain.register
def _revision_open(error: RevisionOpen) -> str:
    return _("Une nouvelle version de ce devis est déjà en cours : /reprendre la montre.")


@explain.register
def _quote_for_order(error: QuoteForOrder) -> str:
    return _("C'est le brouillon d'une commande : enregistrez la commande, il n'y a pas de devis à donner.")


@explain.register
def _order_empty(error: OrderEmpty) -> str:
    return _("Il n'y a rien à commander : ajoutez une ligne. Par exemple : 2 radiateurs 1000 W")


@explain.register
def _below_delivered(error: BelowDelivered) -> str:
    return _("{delivered} × « {label} » est déjà livré : on ne peut pas commander moins.").format(
        delivered=count(error.delivered), label=error.label
    )


@explain.register
def _credit(error: CreditExceeded) -> str:
    return _("Le client devrait {owed}, au-delà de son encours autorisé de {limit}.").format(
        owed=money(error.owed), limit=money(error.limit)
    )


@explain.register
def _payment_locked(error: PaymentLocked) -> str:
    return _("Aucun paiement avant le {day} : c'est la loi pour une vente hors établissement.").format(
        day=day(error.until)
    )


@explain.register
def _too_late(error: TooLateToUndo) -> str:
    return _("Trop tard pour annuler : la minute est passée.")


@explain.register
def _file_too_large(error: FileTooLarge) -> str:
    return _("Ce fichier est trop gros : {limit} Mo au plus.").format(limit=error.limit // (1024 * 1024))


@explain.register
def _file_unavailable(error: FileUnavailable) -> str:
    return _("Je n'arrive pas à recevoir ce fichier. Envoyez-le encore une fois.")


@explain.register
def _picture(error: PictureUnreadable) -> str:
    return _("Je n'arrive pas à lire cette image. Envoyez-la en photo, ou en fichier JPEG ou PNG.")


@explain.register
def _cell(error: CellWrong) -> str:
    value = _as_day(f"{error.value[:_SHOWN]}…" if len(error.value) > _SHOWN else error.value)
    return _("« {value} » ne convient pas à la colonne « {column} » : il faut {expected}.").format(
        value=value, column=_(column(error.kind, error.column).label), expected=_(expected_in(error.kind, error.column))
    )


@explain.register
def _nameless(error: NameMissing) -> str:
    return _("Il manque le nom, ou bien un code ou une référence que je connais.")


@explain.register
def _twice(error: TwiceInFile) -> str:
    return _("C'est déjà à la ligne {line} : gardez une seule des deux.").format(line=error.line)


@explain.register
def _several(error: SeveralFit) -> str:
    return _("Plusieurs fiches s'appellent « {name} » : ajoutez le code ou la référence.").format(name=error.name)


@explain.register
def _salesperson(error: SalespersonUnknown) -> str:
    return _("Personne ne s'appelle « {name} » dans l'équipe : écrivez un nom de l'équipe, ou rien.").format(
        name=error.name[:_SHOWN]
    )


@explain.register
def _put_away(error: PutAway) -> str:
    return _("« {name} » est archivé : remettez-le d'abord en service, ou enlevez cette ligne.").format(name=error.name)


@explain.register
def _table(error: TableUnreadable) -> str:
    rows, columns, characters = (count(Decimal(most)) for most in (MOST_ROWS, MOST_COLUMNS, LONGEST_CELL))
    return _(_TABLE_REFUSALS[error.reason]).format(rows=rows, columns=columns, characters=characters)


for _kind, _sentence in {
    **REPORTING_SENTENCES,
    **AGENDA_SENTENCES,
    **DUNNING_SENTENCES,
    **STOCK_SENTENCES,
    **ORDER_SENTENCES,
    **PAYMENT_SENTENCES,
    **INVOICE_SENTENCES,
    **DELIVERY_SENTENCES,
    **AUDIT_SENTENCES,
    **LEDGER_SENTENCES,
    **MAIL_SENTENCES,
}.items():
    explain.register(_kind, _sentence)
