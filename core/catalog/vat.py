"""VAT rates of France, by place and day: law that has a date is a table.

`source` names the article of the general tax code (CGI). A rate whose first day matters to no document of ours, because
it is older than the oldest supply somebody may still invoice, has no `valid_from`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from core.catalog.errors import VatRateUnknown
from core.i18n import N_
from core.kernel.amounts import Rate, percent

MAINLAND: Final = "metropole"  # and Monaco
CORSICA: Final = "corse"
OVERSEAS: Final = "antilles-reunion"  # Guadeloupe, Martinique, La Réunion
UNTAXED: Final = "guyane-mayotte"  # French, but without VAT

ZONES: Final = (MAINLAND, CORSICA, OVERSEAS, UNTAXED)


class VatClass(StrEnum):
    """What a product is to the VAT; the place and the day give it a rate."""

    STANDARD = "standard"
    INTERMEDIATE = "intermediate"
    REDUCED = "reduced"
    SUPER_REDUCED = "super-reduced"
    CORSICAN = "corsican"  # fuel in Corsica
    LOWEST = "lowest"  # the first shows in Corsica; live animals sold to consumers overseas
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class VatRate:
    """`valid_to` is the last day, None while in force."""

    zone: str
    vat_class: VatClass
    rate: Rate
    label: str
    source: str
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        return (self.valid_from or day) <= day <= (self.valid_to or day)


def rates_on(day: date, zone: str = MAINLAND) -> tuple[VatRate, ...]:
    """The rates in force that day in that place, highest first; zero (exempt, reverse charge…) is always the last."""
    found = (row for row in RATES if row.zone == zone and row.holds(day))
    return tuple(sorted(found, key=lambda row: row.rate, reverse=True))


def rate_of(vat_class: VatClass, day: date, zone: str = MAINLAND) -> Rate:
    """The rate of a class that day in that place; one that the place does not know falls to the next below it."""
    known = {row.vat_class: row.rate for row in rates_on(day, zone)}
    while vat_class not in known:
        vat_class = _BELOW[vat_class]
    return known[vat_class]


def class_of(vat: Rate, day: date, zone: str = MAINLAND) -> VatClass:
    """The class that has this rate that day in that place; raises VatRateUnknown."""
    for row in rates_on(day, zone):
        if row.rate == vat:
            return row.vat_class
    raise VatRateUnknown(vat, day, tuple(row.rate for row in rates_on(day, zone)))


def checked(vat: Rate, day: date, zone: str = MAINLAND) -> Rate:
    """The same rate; raises VatRateUnknown when it is not one of that day and place."""
    known = tuple(row.rate for row in rates_on(day, zone))
    if vat not in known:
        raise VatRateUnknown(vat, day, known)
    return vat


def zone_of(postcode: str) -> str:
    """The place whose rates hold at a French postcode; the mainland when it says nothing else."""
    return next((zone for start, zone in _ZONES.items() if postcode.startswith(start)), MAINLAND)


_ZONES: Final = {"20": CORSICA, "971": OVERSEAS, "972": OVERSEAS, "974": OVERSEAS, "973": UNTAXED, "976": UNTAXED}
_BELOW: Final = {
    VatClass.STANDARD: VatClass.ZERO,  # where there is no VAT
    VatClass.CORSICAN: VatClass.STANDARD,
    VatClass.INTERMEDIATE: VatClass.REDUCED,
    VatClass.REDUCED: VatClass.ZERO,
    VatClass.SUPER_REDUCED: VatClass.ZERO,
    VatClass.LOWEST: VatClass.SUPER_REDUCED,
}
_2014: Final = date(2014, 1, 1)


def _rate(
    zone: str,
    vat_class: VatClass,
    value: str,
    label: str,
    source: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> VatRate:
    return VatRate(zone, vat_class, percent(Decimal(value)), label, source, valid_from, valid_to)


_STANDARD, _MIDDLE, _REDUCED = N_("Taux normal"), N_("Taux intermédiaire"), N_("Taux réduit")
_SPECIAL, _NONE = N_("Taux particulier"), N_("Sans TVA")

C = VatClass
RATES: Final = (
    _rate(MAINLAND, C.STANDARD, "20.6", _STANDARD, "CGI 278", date(1995, 8, 1), date(2000, 3, 31)),
    _rate(MAINLAND, C.STANDARD, "19.6", _STANDARD, "CGI 278", date(2000, 4, 1), date(2013, 12, 31)),
    _rate(MAINLAND, C.STANDARD, "20", _STANDARD, "CGI 278", _2014),
    _rate(MAINLAND, C.INTERMEDIATE, "7", _MIDDLE, "CGI 279", date(2012, 1, 1), date(2013, 12, 31)),
    _rate(MAINLAND, C.INTERMEDIATE, "10", _MIDDLE, "CGI 279", _2014),
    _rate(MAINLAND, C.REDUCED, "5.5", _REDUCED, "CGI 278-0 bis", date(1982, 7, 1)),
    _rate(MAINLAND, C.SUPER_REDUCED, "2.1", _SPECIAL, "CGI 281 quater – 281 octies"),
    _rate(MAINLAND, C.ZERO, "0", _NONE, "CGI 261, 262, 283, 293 B"),
    _rate(CORSICA, C.STANDARD, "20", _STANDARD, "CGI 278", _2014),
    _rate(CORSICA, C.CORSICAN, "13", _SPECIAL, "CGI 297"),
    _rate(CORSICA, C.INTERMEDIATE, "10", _SPECIAL, "CGI 297", _2014),
    _rate(CORSICA, C.REDUCED, "5.5", _REDUCED, "CGI 278-0 bis"),
    _rate(CORSICA, C.SUPER_REDUCED, "2.1", _SPECIAL, "CGI 297"),
    _rate(CORSICA, C.LOWEST, "0.9", _SPECIAL, "CGI 297"),
    _rate(CORSICA, C.ZERO, "0", _NONE, "CGI 261, 262, 283, 293 B"),
    _rate(OVERSEAS, C.STANDARD, "8.5", _STANDARD, "CGI 296"),
    _rate(OVERSEAS, C.REDUCED, "2.1", _REDUCED, "CGI 296"),
    _rate(OVERSEAS, C.LOWEST, "1.75", _SPECIAL, "CGI 296 quater"),
    _rate(OVERSEAS, C.SUPER_REDUCED, "1.05", _SPECIAL, "CGI 296 ter"),
    _rate(OVERSEAS, C.ZERO, "0", _NONE, "CGI 261, 262, 283, 293 B"),
    _rate(UNTAXED, C.ZERO, "0", _NONE, "CGI 294"),
)
