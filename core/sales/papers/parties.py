"""Who sells, who buys, where goods go: from the copies that a document keeps."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from core.i18n import _, territory
from core.kernel.identifiers import HOME, national
from core.kernel.text import words
from core.parties.models import CustomerKind
from core.printing.paper import Party

Copy = Mapping[str, Any]
_SIGN: Final = "EI"  # the law's own, in every language
_ALONE: Final = re.compile(r"(?:ei|e i|entrepr(?:ise|eneur|eneuse) individuel(?:le)?|(?:micro|auto) ?entrepr\w*)(?!\w)")
_TOLD: Final = re.compile(r"(?<!\w)(?:ei|entrepreneur individuel)(?!\w)")


def seller_party(copy: Copy) -> Party:
    phone = national(copy["phone"]) if copy["phone"] else ""
    party = _party(copy, tuple(value for value in (phone, copy["email"]) if value))
    return replace(party, name=seller_name(copy))


def seller_name(copy: Copy) -> str:
    """« Jean Petit EI »: who trades in his own name says so right beside it (C. com. R526-27)."""
    name, form = str(copy["name"]), " ".join(words(str(copy.get("legal_form") or "")))
    told = _TOLD.search(" ".join(words(name)))
    return " ".join((name, _SIGN)) if _ALONE.match(form) and not told else name


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
