"""What is expected where a value was refused, with an example: the end of « … ne convient pas : il faut … ».

Telephone numbers, those of registers and barcodes are refused by errors of their own.
"""

from collections.abc import Mapping
from typing import Final

from core.exchange.models import ImportKind
from core.i18n import N_

_SHORTER: Final = N_("un texte plus court, et pas vide")
_NOTE: Final = N_("un texte de 2 000 caractères au plus")
_LINES: Final = N_("un texte de 1 000 caractères au plus, et pas vide")
_PRICE: Final = N_("un prix positif, par exemple 12,50")
_PERCENT: Final = N_("un pourcentage de 0 à 100, par exemple 30")
_TERMS: Final = N_("un délai comme comptant, 30 jours, 45 jours fin de mois ou 3 fois")
_HOURS: Final = N_("deux heures de la journée, par exemple 20h-7h")
_NAMES: Final = N_("des noms courts séparés par des virgules, par exemple : cuivre 16, tube 16")

EXPECTED: Final[Mapping[str, str]] = {
    "until": N_("un jour à venir, dans l'année, par exemple vendredi ou 12/12"),
    "dunning_days": N_("un à six délais qui croissent, par exemple : relances j+5 j+15 j+30"),
    "moment": N_("un moment à venir, par exemple demain 9h"),
    "recurrence": N_("une répétition, par exemple : tous les lundis"),
    "weekday": N_("un jour de la semaine, par exemple lundi"),
    "days": N_("des jours, par exemple : du lundi au samedi"),
    "postcode": N_("un code postal de cinq chiffres"),
    "name": N_("un nom de 200 caractères au plus, par exemple Dupont Menuiserie"),
    **dict.fromkeys(("job", "role", "contact", "label", "reference", "words", "register_town"), _SHORTER),
    **dict.fromkeys(
        ("street", "zip", "city", "address"), N_("une adresse courte, par exemple 3 rue du Bois 69340 Francheville")
    ),
    "country": N_("un pays en deux lettres, par exemple BE"),
    "vatex": N_("un code VATEX de la liste, par exemple VATEX-FR-CGI261-4"),
    "email": N_("une adresse comme nom@exemple.fr"),
    **dict.fromkeys(("notes", "note", "detail"), _NOTE),
    "text": _LINES,
    "subject": N_("un objet de 200 caractères au plus, par exemple : Rénovation de la salle de bains"),
    **dict.fromkeys(("insurance", "mediator"), N_("un texte de 500 caractères au plus")),
    "conditions": N_("un texte de 4 000 caractères au plus"),
    "payment_terms": _TERMS,
    **dict.fromkeys(("deposit", "discount", "floor_margin", "good_margin", "percent"), _PERCENT),
    "day": N_("un jour déjà passé, par exemple 31/10/2026"),
    "credit_limit": N_("un montant positif, par exemple 1 500, ou « aucun »"),
    "capital": N_("un montant positif, par exemple 10 000 €"),
    "legal_form": N_("une forme et un capital, par exemple SARL 10 000 €"),
    "quote_prefix": N_("1 à 6 lettres ou chiffres, une lettre d'abord, par exemple DE"),
    "invoice_prefix": N_("1 à 6 lettres ou chiffres, une lettre d'abord, sauf AC et AV, par exemple FA"),
    "late_rate": _PERCENT,
    "early_discount": N_("un texte de 200 caractères au plus"),
    "quote_days": N_("de 1 à 365 jours, par exemple 30"),
    "validity_days": N_("de 1 à 3 650 jours, par exemple 30"),
    "delivery_on": N_("un jour à venir, par exemple vendredi ou 12/12"),
    **dict.fromkeys(("quiet_from", "quiet_to"), _HOURS),
    "customer_number": N_("un numéro de 60 caractères au plus, par exemple BC-778"),
    "account": N_("un numéro de compte du plan comptable, par exemple 707100"),
    "ends_on": N_("un dernier jour après le premier, et deux ans au plus"),
    "amount": N_("un montant entre 0,01 € et ce qui reste dû"),
    **dict.fromkeys(("reason", "problem"), N_("une raison en quelques mots")),
    "reserves": N_("un texte de 1 000 caractères au plus"),
    "lines": N_("au moins un article et sa quantité, par exemple : 2 radiateurs"),
    "at": N_("un moment déjà passé, par exemple ce matin 10h"),
    "location": N_("un emplacement de 40 caractères au plus, par exemple A3"),
    **dict.fromkeys(("lot", "lots"), N_("des numéros de 60 caractères au plus, séparés par des virgules")),
    "write_off_limit": N_("un montant de 0 à 50 €"),
    "net_of_tax": N_("une facture qui n'est pas un acompte, dont la TVA reste"),
    "fee": N_("un montant en euros, par exemple 12,50"),
    "bank": N_("un nom de banque de 60 caractères au plus"),
    "on": N_("un jour passé, ou aujourd'hui"),
    "method": N_("un moyen de paiement, par exemple chèque ou virement"),
    "signature": N_("une signature tracée"),
    "zone": N_("un fuseau horaire de la liste"),
    "language": N_("français ou anglais"),
    "tags": N_("des mots courts séparés par des virgules, par exemple : vip, dépannage"),
    "aliases": _NAMES,
    "salesperson_id": N_("le nom d'une personne de l'équipe, par exemple « suivi par Julie », ou « moi »"),
    **dict.fromkeys(("price", "cost", "unit_cost", "floor_price"), _PRICE),
    "quantity": N_("une quantité positive, par exemple 12"),
    "unit": N_("une unité courte, par exemple m, m², kg, h ou boîte"),
    "packaging": N_("un nombre par emballage, par exemple : palette 66"),
    "attributes": N_("ce qui distingue la variante, par exemple : taille L"),
    "parts": N_("au moins un article et sa quantité, par exemple : 2 vannes"),
    "family": N_("un nom de famille, à huit niveaux au plus, par exemple Chauffage › Radiateurs"),
}

_YES_OR_NO: Final = N_("oui ou non")

# What only columns of a file take, or take otherwise than somebody who types it.
_IN_COLUMNS: Final[Mapping[ImportKind, Mapping[str, str]]] = {
    ImportKind.CUSTOMERS: {
        "code": _SHORTER,
        "kind": N_("professionnel, particulier, public ou association"),
        "credit_limit": N_("un montant positif, comme 1 500,00"),
        **dict.fromkeys(("prospect", "supplier"), _YES_OR_NO),
    },
    ImportKind.PRODUCTS: {
        "kind": N_("produit, service ou kit"),
        "vat": N_("un taux, comme 20 % ou 5,5 %"),
        **dict.fromkeys(("price_ht", "price_ttc"), _PRICE),
    },
}


def expected_in(kind: ImportKind, column: str) -> str:
    """What a column of such a file takes, in French; `column` is the name of its field."""
    return _IN_COLUMNS[kind].get(column) or EXPECTED[column]
