"""What columns of a file take, as the end of a sentence about a cell that they do not take.

Telephone numbers, those of registers and barcodes are refused by errors of their own.
"""

from collections.abc import Mapping
from typing import Final

from core.exchange.models import ImportKind
from core.i18n import N_

_SHORTER: Final = N_("un texte plus court")
_YES_OR_NO: Final = N_("oui ou non")
_PRICE: Final = N_("un prix positif, comme 12,50")

EXPECTED: Final[Mapping[ImportKind, Mapping[str, str]]] = {
    ImportKind.CUSTOMERS: {
        **dict.fromkeys(("code", "name", "contact", "street", "zip", "city", "notes"), _SHORTER),
        **dict.fromkeys(("prospect", "supplier"), _YES_OR_NO),
        "kind": N_("professionnel, particulier, public ou association"),
        "email": N_("une adresse comme nom@exemple.fr"),
        "payment_terms": N_("un délai comme comptant, 30 jours, 45 jours fin de mois ou 3 fois"),
        "discount": N_("un pourcentage de 0 à 100"),
        "credit_limit": N_("un montant positif, comme 1 500,00"),
        "tags": N_("des mots plus courts, séparés par des virgules"),
        "language": N_("français ou anglais"),
    },
    ImportKind.PRODUCTS: {
        **dict.fromkeys(("reference", "label", "family", "notes"), _SHORTER),
        **dict.fromkeys(("price_ht", "price_ttc", "cost", "floor_price"), _PRICE),
        "kind": N_("produit, service ou kit"),
        "unit": N_("une unité courte, comme U, m, m², kg ou h"),
        "vat": N_("un taux, comme 20 % ou 5,5 %"),
        "aliases": N_("des noms plus courts, séparés par des virgules"),
    },
}
