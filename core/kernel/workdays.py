"""Working days: the calendar without Saturdays, Sundays and the public holidays of a place in France."""

from collections.abc import Container
from datetime import date, timedelta
from functools import cache
from typing import Final

from holidays import country_holidays

SATURDAY: Final = 5

# Places with holidays of their own, by the beginning of their postcodes: Alsace-Moselle (C. trav. L3134-13) and the
# overseas departments and territories (L3422-2). The codes are those of the `holidays` library.
_PLACES: Final = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "97133": "BL",
    "97150": "MF",
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "975": "PM",
    "976": "976",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}


def is_working(day: date, postcode: str = "") -> bool:
    """Whether it is no Saturday, no Sunday and no public holiday at a French postcode."""
    return day.weekday() < SATURDAY and not is_holiday(day, postcode)


def is_holiday(day: date, postcode: str = "") -> bool:
    """Whether it is a public holiday at a French postcode."""
    return day in _holidays(place_of(postcode), day.year)


def working_from(day: date, postcode: str = "") -> date:
    """That day, or the first working one after it: where the law puts the end of a term (C. cons. L221-19)."""
    while not is_working(day, postcode):
        day += timedelta(days=1)
    return day


def place_of(postcode: str) -> str | None:
    """The place whose own holidays hold at a postcode; None for the rest of France."""
    return next((place for start, place in _PLACES.items() if postcode.startswith(start)), None)


@cache
def _holidays(place: str | None, year: int) -> Container[date]:
    return country_holidays("FR", subdiv=place, years=year)
