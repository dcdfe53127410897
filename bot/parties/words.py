"""How the facts of a customer are called and shown."""

from collections.abc import Mapping
from typing import Final

from core.i18n import N_, territory
from core.parties.models import Address, AutoInvoice, Customer, CustomerKind

KINDS: Final[Mapping[str, str]] = {
    CustomerKind.PROFESSIONAL: N_("professionnel"),
    CustomerKind.CONSUMER: N_("particulier"),
    CustomerKind.PUBLIC: N_("secteur public"),
    CustomerKind.ASSOCIATION: N_("association"),
}
AUTOMATIC: Final[Mapping[str, str]] = {
    AutoInvoice.NEVER: N_("à la main"),
    AutoInvoice.ORDER_DRAFT: N_("brouillon à la commande"),
    AutoInvoice.ORDER: N_("émise à la commande"),
    AutoInvoice.DELIVERY_DRAFT: N_("brouillon à la livraison"),
    AutoInvoice.DELIVERY: N_("émise à la livraison"),
}
LANGUAGES: Final[Mapping[str, str]] = {"fr": N_("français"), "en": N_("anglais")}

HOME: Final = "FR"
FIELDS: Final[Mapping[str, str]] = {
    "name": N_("nom"),
    "kind": N_("type"),
    "prospect": N_("prospect"),
    "supplier": N_("fournisseur"),
    "street": N_("rue"),
    "zip": N_("code postal"),
    "city": N_("ville"),
    "country": N_("pays"),
    "phone": N_("téléphone"),
    "mobile": N_("mobile"),
    "email": N_("e-mail"),
    "contact": N_("interlocuteur"),
    "siren": N_("SIREN"),
    "siret": N_("SIRET"),
    "vat_number": N_("n° de TVA"),
    "rna": N_("n° RNA"),
    "payment_terms": N_("paiement"),
    "discount": N_("remise"),
    "credit_limit": N_("plafond"),
    "auto_invoice": N_("facturation"),
    "each_delivery": N_("une facture par livraison"),
    "reverse_charge": N_("autoliquidation"),
    "salesperson_id": N_("suivi"),
    "notes": N_("note"),
    "tags": N_("étiquettes"),
    "language": N_("langue"),
    "aliases": N_("autres noms"),
}


def address_line(customer: Customer) -> str:
    """« 3 rue du Bois, 69340 Francheville », and the country of whoever is abroad."""
    town = f"{customer.zip} {customer.city}".strip()
    return ", ".join(part for part in (customer.street, town, abroad(customer)) if part)


def abroad(where: Customer | Address) -> str:
    """« Belgique »; nothing at home."""
    return territory(where.country) if where.country != HOME else ""
