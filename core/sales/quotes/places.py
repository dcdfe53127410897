"""Where the goods of a draft go, or its works are done: whose rates of VAT hold."""

from collections.abc import Mapping
from typing import Any, Final

from core.catalog.vat import zone_of
from core.company import companies
from core.company.models import Company
from core.parties.models import Address, Customer
from core.sales.models import Quote
from core.sales.papers import place_copy
from core.uow import Reader

_HIS_OWN: Final[Mapping[str, Any]] = {}
_FRENCH: Final = frozenset({"", "FR", "MC", "GP", "MQ", "RE", "GF", "YT"})  # as customers' cards name it


async def place_of(db: Reader, quote: Quote) -> dict[str, Any]:
    """What its documents keep of the address that was said; {} for the customer's own."""
    address = await db.session.get(Address, quote.address_id) if quote.address_id is not None else None
    return place_copy(address) if address else {}


async def zone(db: Reader, quote: Quote) -> str:
    """Whose rates of VAT hold for a draft: where it is delivered or done, or else at the customer's (CGI 258, 259,
    296, 297); the company's own for a place that is not known, or not in France."""
    return zone_at(await companies.read(db), quote.customer, await place_of(db, quote))


def zone_at(company: Company, customer: Customer, place: Mapping[str, Any] = _HIS_OWN) -> str:
    """The same where all is read."""
    where = place or {"zip": customer.zip, "country": customer.country}
    french = (where.get("country") or "").upper() in _FRENCH
    return zone_of(where.get("zip") or company.zip) if french else zone_of(company.zip)
