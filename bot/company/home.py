"""The home card, the help, and each person's command menu."""

from dataclasses import dataclass
from typing import Final

from bot.company.guide import guide_lines
from bot.outgoing.say import SetCommands
from bot.outgoing.screen import Button, Line, Screen, bold, code, plain_screen
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.i18n import N_, _
from core.permissions import Actor, Permission, Role


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the menu; shown to people who may use what it leads to."""

    name: str
    description: str
    permission: Permission | None = None
    staff: bool = True


MENU: Final = (
    Command("devis", N_("Voir mes devis, en faire un"), Permission.QUOTES_WRITE),
    Command("modeles", N_("Commencer un devis d'après un modèle"), Permission.QUOTES_WRITE),
    Command("commandes", N_("Voir les commandes, en faire une"), Permission.ORDERS_READ),
    Command("livraisons", N_("Voir les livraisons du jour"), Permission.DELIVERIES_READ),
    Command("factures", N_("Voir les factures, en faire une"), Permission.INVOICES_READ),
    Command("afacturer", N_("Facturer ce qui est livré"), Permission.INVOICES_WRITE),
    Command("impayes", N_("Voir ce qui n'est pas payé"), Permission.INVOICES_READ),
    Command("stock", N_("Voir le stock, d'un article ou d'un camion"), Permission.STOCK_READ),
    Command("client", N_("Créer un client"), Permission.CUSTOMERS_WRITE),
    Command("article", N_("Créer un article"), Permission.PRODUCTS_WRITE),
    Command("catalogue", N_("Parcourir les articles par famille"), Permission.PRODUCTS_READ),
    Command("chercher", N_("Chercher un client ou un article"), Permission.CUSTOMERS_READ),
    Command("import", N_("Importer des clients ou des articles"), Permission.DATA_IMPORT),
    Command("export", N_("Exporter les clients ou les articles"), Permission.DATA_EXPORT),
    Command("reprendre", N_("Reprendre ce qui est en cours")),
    Command("historique", N_("Voir ce qui est arrivé à une pièce"), Permission.HISTORY_READ),
    Command("documents", N_("Voir mes documents"), Permission.QUOTES_ANSWER, staff=False),
    Command("paiements", N_("Voir ce qui est encaissé"), Permission.PAYMENTS_READ),
    Command("compte", N_("Voir mon compte et mes factures"), Permission.ACCOUNT_OWN, staff=False),
    Command("annuler", N_("Laisser la question en cours")),
    Command("equipe", N_("Voir l'équipe, inviter, donner des droits"), Permission.MEMBERS_WRITE),
    Command("reglages", N_("Régler l'entreprise"), Permission.COMPANY_WRITE),
    Command("societe", N_("Changer d'entreprise"), staff=False),
    Command("langue", N_("Français ou anglais"), staff=False),
    Command("deconnexion", N_("Me déconnecter de l'entreprise"), Permission.COMPANY_READ, staff=False),
    Command("aide", N_("Voir le guide"), staff=False),
)

ROLE_NAMES: Final = {
    Role.OWNER: N_("gérant"),
    Role.MANAGER: N_("responsable"),
    Role.SALES: N_("commercial"),
    Role.TECHNICIAN: N_("technicien"),
    Role.STOREKEEPER: N_("magasinier"),
    Role.ACCOUNTANT: N_("comptable"),
    Role.CUSTOMER: N_("client"),
}

_OF_CUSTOMERS: Final = ("documents", "compte")
_OUTSIDE = (Role.CUSTOMER, Role.VISITOR)


def menu(actor: Actor) -> SetCommands:
    """The commands this person may use, in his language."""
    outside = actor.role in _OUTSIDE
    return SetCommands(
        tuple(
            (command.name, _(command.description))
            for command in MENU
            if not (outside and command.staff)
            and not (command.name in _OF_CUSTOMERS and not outside)
            and (command.permission is None or actor.may(command.permission))
        )
    )


def home(visit: Visit) -> Screen:
    """Six lines at most: where one is, one sentence to copy, the likely next steps."""
    actor = visit.actor
    lines: list[Line] = [
        ("📒 ", bold("Carnet"), f" · {visit.known.company}"),
        _("Bonjour {name}, vous êtes {role}.").format(name=actor.name, role=_(ROLE_NAMES[actor.role])),
    ]
    buttons: list[Button] = []
    if actor.may(Permission.QUOTES_WRITE):
        lines += [_("Écrivez comme vous parlez, par exemple :"), code(_("devis dupont 2 radiateurs 1000w remise 5"))]
        buttons += [
            Button(_("📝 Nouveau devis"), Tap("new-quote").packed()),
            Button(_("📂 En cours"), Tap("resume").packed()),
        ]
    elif actor.may(Permission.STOCK_MOVE):
        lines += [_("Écrivez comme vous parlez, par exemple :"), code(_("stock ballon 200"))]
        buttons.append(Button(_("🏬 Stock"), Tap("places", actor.company_id or 0).packed()))
    elif actor.may(Permission.DELIVERIES_WRITE):
        lines += [_("Écrivez comme vous parlez, par exemple :"), code(_("prépare la 12")), code(_("12 complet"))]
        buttons += [
            Button(_("📦 À préparer"), Tap("preparations").packed()),
            Button(_("🚚 Livraisons du jour"), Tap("deliveries").packed()),
        ]
    elif actor.may(Permission.PRODUCTS_READ):
        lines += [_("Écrivez un nom, par exemple :"), code(_("prix clim 3,5"))]
    buttons.append(Button(_("❓ Guide"), Tap("guide").packed()))
    return Screen(tuple(lines), (tuple(buttons),), card="home:0")


def not_understood(visit: Visit) -> Screen:
    """What to say instead, never silence."""
    lines: list[Line] = [bold(_("Je n'ai pas compris."))]
    if visit.actor.may(Permission.QUOTES_WRITE):
        lines += [
            (_("Un devis :"), " ", code(_("devis dupont 2 radiateurs 1000w"))),
            (_("Un client :"), " ", code(_("nouveau client garage du lac 04 65 71 22 33 meyzieu"))),
        ]
    if visit.actor.may(Permission.PRODUCTS_WRITE):
        lines.append((_("Un article :"), " ", code(_("nouvel article vanne 3/4 12,50"))))
    if visit.actor.may(Permission.DELIVERIES_WRITE) and not visit.actor.may(Permission.QUOTES_WRITE):
        lines.append((_("Une livraison :"), " ", code(_("prépare la 12")), ", ", code(_("12 complet"))))
    if visit.actor.may(Permission.STOCK_MOVE) and not visit.actor.may(Permission.QUOTES_WRITE):
        lines.append((_("Le stock :"), " ", code(_("stock ballon 200")), ", ", code(_("reçu 10 ballon 200"))))
    lines.append((_("Un prix, une adresse :"), " ", code(_("prix clim 3,5")), ", ", code(_("tel dupont"))))
    return plain_screen(*lines, rows=((Button(_("❓ Guide"), Tap("guide").packed()),),))


def guide(actor: Actor) -> Screen:
    """The one-page guide, as served by /aide."""
    return Screen(guide_lines(actor), card="guide:0")
