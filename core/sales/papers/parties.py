"""Who sells, who buys, where goods go: from the copies that a document keeps."""

from collections.abc import Mapping
from typing import Any

from core.i18n import _, territory
from core.kernel.identifiers import HOME, national
from core.parties.models import CustomerKind
from core.printing.paper import Party

Copy = Mapping[str, Any]


def seller_party(copy: Copy) -> Party:
    phone = national(copy["phone"]) if copy["phone"] else ""
    return _party(copy, tuple(value for value in (phone, copy["email"]) if value))


def buyer_party(copy: Copy) -> Party:
    siret, vat = copy.get("siret") or "", copy.get("vat_number") or ""
    named = ((_("SIRET {number}"), siret), (_("TVA {number}"), vat))
    return _party(copy, tuple(label.format(number=number) for label, number in named if number))


def place_party(place: Copy, buyer: Copy, *, contact: Copy | None = None) -> Party | None:
    """Where goods go or works are done, and whom to ask for; None where that is the buyer's own address."""
    if not place:
        return None
    return Party(place.get("label") or buyer["name"], _address(place), contact_details(contact or {}))


def contact_details(contact: Copy) -> tuple[str, ...]:
    """Name and telephone of whom to ask for."""
    phone = national(contact["phone"]) if contact.get("phone") else ""
    return tuple(value for value in (contact.get("name") or "", phone) if value)


def is_consumer(buyer: Copy) -> bool:
    return buyer.get("kind") == CustomerKind.CONSUMER


def _party(copy: Copy, details: tuple[str, ...]) -> Party:
    contact = (copy["contact"],) if copy.get("contact") else ()
    return Party(copy["name"], (*contact, *_address(copy)), details)


def _address(copy: Copy) -> tuple[str, ...]:
    town = f"{copy['zip']} {copy['city']}".strip()
    country = copy.get("country") or HOME
    return tuple(line for line in (copy["street"], town, territory(country) if country != HOME else "") if line)
