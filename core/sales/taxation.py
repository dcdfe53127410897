"""How a line is taxed: what the seller's regime, the buyer, the place and the product's own reason make of its rate."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from core.catalog import vatex as reasons
from core.catalog.vat import OVERSEAS, UNTAXED, zone_of
from core.company.models import Company, VatRegime
from core.kernel.amounts import NO_RATE, Rate
from core.parties.models import Customer, CustomerKind

# Members of the Union; Monaco is France to the VAT (CGI 256-0), Northern Ireland is a member for goods (XI).
UNION: Final = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI GR EL HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI".split()  # noqa: SIM905
)
_HOME: Final = frozenset({"FR", "MC", "GP", "MQ", "RE"})
_UNTAXED_COUNTRIES: Final = frozenset({"GF", "YT"})
_OUTSIDE_POSTCODES: Final = ("975", "977", "978", "986", "987", "988")  # French, and third countries to the VAT


@dataclass(frozen=True, slots=True)
class Tax:
    """`category` of UNTDID 5305; `vatex` a key of `core.catalog.vatex`, "" where VAT is charged."""

    category: str
    vatex: str
    rate: Rate


NET_OF_TAX: Final = Tax(reasons.EXEMPT, reasons.NET_CREDIT, NO_RATE)  # of a credit note that leaves the VAT as it was


def tax_of(
    company: Company,
    customer: Customer,
    place: Mapping[str, Any],
    *,
    rate: Rate,
    service: bool,
    vatex: str = "",
) -> Tax:
    """The tax of one line. `place` is where goods go or works are done ({}: at the customer's), `rate` what was agreed,
    `vatex` the product's own reason to bear no VAT."""
    reason = _reason(company, customer, place or _home_of(customer), rate, service, vatex)
    if reason:
        return Tax(reasons.category_of(reason), reason, NO_RATE)
    return Tax(reasons.STANDARD if rate else reasons.ZERO_RATED, "", rate)


def on_site(customer: Customer, place: Mapping[str, Any]) -> bool:
    """Whether a service for this business is taxed where it is done, though the business is elsewhere.

    A place in France that was said is a site: works there are services on a building (CGI 259 A 2°; directive
    2006/112/CE, art. 47), what is charged beside them or beside goods brought there goes with them. {}: none was said.
    """
    home = _home_of(customer)
    elsewhere = not _inside(home) or _untaxed_zone(home)
    return customer.kind is not CustomerKind.CONSUMER and bool(place) and elsewhere and _in_france(place)


def _reason(
    company: Company, customer: Customer, place: Mapping[str, Any], rate: Rate, service: bool, vatex: str
) -> str:
    """The first that applies: the seller's regime, the product, the place, then who owes the VAT."""
    if company.vat_regime == VatRegime.FRANCHISE:
        return reasons.FRANCHISE
    if vatex:
        return vatex
    abroad = _of_the_place(company, customer, place, service)
    if abroad is not None:
        return abroad
    if customer.reverse_charge and customer.kind is not CustomerKind.CONSUMER:
        return reasons.REVERSED_HERE
    crossed = zone_of(_zip(place)) == OVERSEAS != zone_of(company.zip)
    return reasons.OVERSEAS if crossed and not rate and not service else ""


def _of_the_place(company: Company, customer: Customer, place: Mapping[str, Any], service: bool) -> str | None:
    """Why nothing is charged there; "" for VAT as agreed, None for a place inside France.

    Goods are taxed where they go, services to a business where it is, those on a building where that stands, others
    at the seller's (CGI 258, 259, 259 A 2°).
    """
    business = customer.kind is not CustomerKind.CONSUMER
    at_home = service and business and not on_site(customer, place)
    where = _home_of(customer) if at_home else place
    if _untaxed_zone(where) or zone_of(company.zip) == UNTAXED:
        return reasons.OVERSEAS
    if _inside(where):
        return None
    if _country(where) in UNION:
        return _to_union(customer, service)
    if not service:
        return reasons.EXPORTED
    return reasons.SERVICE_ABROAD if business else ""


def _to_union(customer: Customer, service: bool) -> str:
    """Only a buyer who is known to the VAT of another member owes it himself (CGI 262 ter I, 283-2)."""
    number = customer.vat_number.upper()
    if customer.kind is CustomerKind.CONSUMER or not number or number.startswith("FR"):
        return ""
    return reasons.REVERSED_IN_EU if service else reasons.GOODS_TO_EU


def _home_of(customer: Customer) -> Mapping[str, Any]:
    return {"zip": customer.zip, "country": customer.country}


def _country(place: Mapping[str, Any]) -> str:
    return str(place.get("country") or "FR").upper()


def _zip(place: Mapping[str, Any]) -> str:
    return str(place.get("zip") or "")


def _inside(place: Mapping[str, Any]) -> bool:
    """Whether VAT of France is charged there, at the rates of the place."""
    return _country(place) in _HOME and not (_country(place) == "FR" and _zip(place).startswith(_OUTSIDE_POSTCODES))


def _in_france(place: Mapping[str, Any]) -> bool:
    """Whether VAT of France says how it is taxed there, if only that it is not."""
    return _inside(place) or _untaxed_zone(place)


def _untaxed_zone(place: Mapping[str, Any]) -> bool:
    country = _country(place)
    return country in _UNTAXED_COUNTRIES or (country == "FR" and zone_of(_zip(place)) == UNTAXED)
