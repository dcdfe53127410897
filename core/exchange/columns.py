"""The columns of a table of customers or of products: what an import reads is what an export writes.

`also` are folded headers under which other programs know the column, parted by « | » where they are declared. A price
is in one of two columns, HT or TTC.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from core.exchange import values
from core.exchange.models import ImportKind
from core.exchange.tables.cells import Cell
from core.exchange.values import Read, written
from core.i18n import LANGUAGES, N_, _, language
from core.kernel.text import words
from core.permissions import Permission


@dataclass(frozen=True, slots=True)
class Column:
    """`field` names the parameter of the use case; `key` columns tell which row of the base is meant."""

    field: str
    label: str
    read: Read
    write: Callable[[Any], Cell] = written
    also: tuple[str, ...] = ()
    key: bool = False
    permission: Permission | None = None

    @property
    def names(self) -> frozenset[str]:
        """The folded headers that mean this column: its own in each language, and those of others."""
        return _names(self.label, self.also)


@cache
def _names(label: str, also: tuple[str, ...]) -> frozenset[str]:
    own = set()
    for code in LANGUAGES:
        with language(code):
            own.add(" ".join(words(_(label))))
    return frozenset({*own, *also})


def _column(
    field: str,
    label: str,
    read: Callable[[str], Read] = values.text,
    also: str = "",
    *,
    write: Callable[[Any], Cell] = written,
    key: bool = False,
    permission: Permission | None = None,
) -> Column:
    return Column(field, label, read(field), write, tuple(also.split(" | ")) if also else (), key, permission)


_SEES = Permission.MARGINS_READ

CUSTOMERS: Final = (
    _column(
        "code",
        N_("Code"),
        values.text,
        "code client | ref client | reference | customer code | numero client | n client | no client",
        key=True,
    ),
    _column(
        "name",
        N_("Nom"),
        values.text,
        "raison sociale | nom client | client | societe | nom societe | name | company | company name | "
        "denomination | nom de l entreprise | nom complet | tiers",
    ),
    _column(
        "kind",
        N_("Type"),
        values.kind_in,
        "type client | nature | categorie client | kind",
        write=values.written_kind,
    ),
    _column("prospect", N_("Prospect"), values.flag_in, "est prospect | is prospect"),
    _column("supplier", N_("Fournisseur"), values.flag_in, "est fournisseur | supplier"),
    _column(
        "contact",
        N_("Contact"),
        values.text,
        "interlocuteur | nom contact | contact name | personne a contacter",
    ),
    _column(
        "street",
        N_("Adresse"),
        values.text,
        "rue | adresse 1 | adresse1 | street | address | voie | adresse postale | adresse ligne 1",
    ),
    _column("zip", N_("Code postal"), values.zip_in, "cp | postal code | zip | codepostal | zip code | postcode"),
    _column("city", N_("Ville"), values.text, "commune | localite | city | town"),
    _column(
        "phone",
        N_("Téléphone"),
        values.phone_in,
        "tel | telephone fixe | fixe | phone | tel fixe | tel 1 | telephone 1 | numero de telephone",
    ),
    _column(
        "mobile",
        N_("Mobile"),
        values.phone_in,
        "portable | tel portable | telephone portable | gsm | cell | telephone mobile | tel mobile | "
        "tel 2 | telephone 2",
    ),
    _column(
        "email",
        N_("E-mail"),
        values.text,
        "email | mail | courriel | adresse mail | adresse email | adresse e mail",
    ),
    _column("siren", N_("SIREN"), values.text, "numero siren | n siren | no siren"),
    _column("siret", N_("SIRET"), values.text, "numero siret | n siret | no siret", key=True),
    _column(
        "vat_number",
        N_("N° TVA"),
        values.text,
        "tva intracommunautaire | numero de tva | numero tva | n tva | no tva | vat number | tva intra | "
        "n tva intracommunautaire | numero de tva intracommunautaire",
    ),
    _column(
        "payment_terms",
        N_("Règlement"),
        values.terms_in,
        "conditions de paiement | conditions de reglement | mode de reglement | delai de paiement | "
        "payment terms | echeance | condition de reglement",
    ),
    _column(
        "discount",
        N_("Remise %"),
        values.rate_in,
        "remise | taux de remise | discount | remise client",
        write=values.written_rate,
    ),
    _column(
        "credit_limit",
        N_("Encours autorisé"),
        values.amount_in,
        "encours | plafond | encours maximum | credit limit | limite de credit | plafond d encours",
        permission=Permission.ORDERS_RELEASE,
    ),
    _column("salesperson", N_("Suivi par"), values.text, "commercial | vendeur | representant | salesperson"),
    _column("tags", N_("Étiquettes"), values.list_in, "tags | tag | categories | groupes | mots cles"),
    _column("language", N_("Langue"), values.language_in, "language"),
    _column(
        "notes",
        N_("Notes"),
        values.text,
        "note | commentaire | commentaires | remarque | remarques | observations | comment | comments",
    ),
)

PRODUCTS: Final = (
    _column(
        "reference",
        N_("Référence"),
        values.text,
        "ref | code | code article | reference article | sku | code produit | ref article | ref produit | "
        "reference produit",
        key=True,
    ),
    _column(
        "label",
        N_("Désignation"),
        values.text,
        "libelle | nom | article | produit | description | name | label | intitule | designation article | "
        "libelle article | nom du produit",
    ),
    _column(
        "kind",
        N_("Type"),
        values.product_kind_in,
        "nature | type article | type de produit | kind",
        write=values.written_product_kind,
    ),
    _column("family", N_("Famille"), values.text, "categorie | rayon | groupe | family | category | famille article"),
    _column("unit", N_("Unité"), values.text, "unite de vente | u | unit | unite vente | uv"),
    _column(
        "price_ht",
        N_("Prix HT"),
        values.price_in,
        "prix | prix de vente | prix unitaire | pu | pu ht | tarif | prix de vente ht | prix unitaire ht | "
        "tarif ht | price | pv ht | prix vente | prix vente ht | puht",
    ),
    _column(
        "price_ttc",
        N_("Prix TTC"),
        values.price_in,
        "prix de vente ttc | pu ttc | prix unitaire ttc | tarif ttc | pv ttc | prix vente ttc",
    ),
    _column(
        "vat",
        N_("TVA"),
        values.vat_in,
        "taux de tva | taux tva | vat | code tva | tax",
        write=values.written_vat,
    ),
    _column(
        "cost",
        N_("Coût HT"),
        values.price_in,
        "prix d achat | prix achat | pa | pa ht | cout | cost | prix de revient | prix d achat ht | "
        "prix achat ht | cout ht",
        permission=_SEES,
    ),
    _column(
        "floor_price",
        N_("Prix plancher HT"),
        values.price_in,
        "prix plancher | prix minimum | prix mini | minimum price",
        permission=_SEES,
    ),
    _column(
        "barcode",
        N_("Code-barres"),
        values.text,
        "ean | ean13 | gtin | code barre | code barres | barcode | gencod",
        key=True,
    ),
    _column("aliases", N_("Autres noms"), values.list_in, "alias | synonymes | aliases | mots cles"),
    _column("notes", N_("Texte"), values.text, "notes | note | commentaire | description longue | detail | texte"),
)

COLUMNS: Final[Mapping[ImportKind, tuple[Column, ...]]] = {
    ImportKind.CUSTOMERS: CUSTOMERS,
    ImportKind.PRODUCTS: PRODUCTS,
}
NAMED_BY: Final[Mapping[ImportKind, str]] = {ImportKind.CUSTOMERS: "name", ImportKind.PRODUCTS: "label"}


def column(kind: ImportKind, field: str) -> Column:
    return next(one for one in COLUMNS[kind] if one.field == field)
