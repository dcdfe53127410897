"""VAT rates of France, by place and day: law that has a date is a table.

`source` names the article of the general tax code (CGI). A rate whose first day matters to no document of ours, because
it is older than the oldest supply somebody may still invoice, has no `valid_from`.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from core.catalog.errors import VatRateUnknown
from core.i18n import N_
from core.kernel.amounts import NO_RATE, Rate, percent

MAINLAND: Final = "metropole"  # and Monaco
CORSICA: Final = "corse"
OVERSEAS: Final = "antilles-reunion"  # Guadeloupe, Martinique, La Réunion
UNTAXED: Final = "guyane-mayotte"  # French, but without VAT


@dataclass(frozen=True, slots=True)
class VatRate:
    """`valid_to` is the last day, None while in force; `standard` marks what applies when nothing else is said."""

    zone: str
    rate: Rate
    label: str
    source: str
    valid_from: date | None = None
    valid_to: date | None = None
    standard: bool = False

    def holds(self, day: date) -> bool:
        return (self.valid_from or day) <= day <= (self.valid_to or day)


def rates_on(day: date, zone: str = MAINLAND) -> tuple[VatRate, ...]:
    """The rates in force that day in that place, highest first; zero (exempt, reverse charge…) is always the last."""
    found = (row for row in RATES if row.zone == zone and row.holds(day))
    return tuple(sorted(found, key=lambda row: row.rate, reverse=True))


def standard_rate(day: date, zone: str = MAINLAND) -> Rate:
    """The rate of whatever has no other one; zero where there is no VAT."""
    return next((row.rate for row in rates_on(day, zone) if row.standard), NO_RATE)


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
_2014: Final = date(2014, 1, 1)


def _rate(
    zone: str,
    value: str,
    label: str,
    source: str,
    valid_from: date | None = None,
    valid_to: date | None = None,
    *,
    standard: bool = False,
) -> VatRate:
    return VatRate(zone, percent(Decimal(value)), label, source, valid_from, valid_to, standard)


_STANDARD, _MIDDLE, _REDUCED = N_("Taux normal"), N_("Taux intermédiaire"), N_("Taux réduit")
_SPECIAL, _NONE = N_("Taux particulier"), N_("Sans TVA")

RATES: Final = (
    _rate(MAINLAND, "20.6", _STANDARD, "CGI 278", date(1995, 8, 1), date(2000, 3, 31), standard=True),
    _rate(MAINLAND, "19.6", _STANDARD, "CGI 278", date(2000, 4, 1), date(2013, 12, 31), standard=True),
    _rate(MAINLAND, "20", _STANDARD, "CGI 278", _2014, standard=True),
    _rate(MAINLAND, "7", _MIDDLE, "CGI 279", date(2012, 1, 1), date(2013, 12, 31)),
    _rate(MAINLAND, "10", _MIDDLE, "CGI 279", _2014),
    _rate(MAINLAND, "5.5", _REDUCED, "CGI 278-0 bis", date(1982, 7, 1)),
    _rate(MAINLAND, "2.1", _SPECIAL, "CGI 281 quater – 281 octies"),
    _rate(MAINLAND, "0", _NONE, "CGI 261, 262, 283, 293 B"),
    _rate(CORSICA, "20", _STANDARD, "CGI 278", _2014, standard=True),
    _rate(CORSICA, "13", _SPECIAL, "CGI 297"),
    _rate(CORSICA, "10", _SPECIAL, "CGI 297", _2014),
    _rate(CORSICA, "5.5", _REDUCED, "CGI 278-0 bis"),
    _rate(CORSICA, "2.1", _SPECIAL, "CGI 297"),
    _rate(CORSICA, "0.9", _SPECIAL, "CGI 297"),
    _rate(CORSICA, "0", _NONE, "CGI 261, 262, 283, 293 B"),
    _rate(OVERSEAS, "8.5", _STANDARD, "CGI 296", standard=True),
    _rate(OVERSEAS, "2.1", _REDUCED, "CGI 296"),
    _rate(OVERSEAS, "1.75", _SPECIAL, "CGI 296 quater"),
    _rate(OVERSEAS, "1.05", _SPECIAL, "CGI 296 ter"),
    _rate(OVERSEAS, "0", _NONE, "CGI 261, 262, 283, 293 B"),
    _rate(UNTAXED, "0", _NONE, "CGI 294", standard=True),
)
