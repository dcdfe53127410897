"""VAT rates by place and day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.errors import VatRateUnknown
from core.catalog.vat import (
    CORSICA,
    MAINLAND,
    OVERSEAS,
    RATES,
    UNTAXED,
    VatClass,
    checked,
    class_of,
    rate_of,
    rates_on,
    zone_of,
)
from core.kernel.amounts import NO_RATE, percent

DAYS = st.dates(date(2014, 1, 1), date(2040, 1, 1))
ZONES = st.sampled_from([MAINLAND, CORSICA, OVERSEAS, UNTAXED])


@pytest.mark.parametrize(
    ("day", "zone", "rates"),
    [
        (date(2026, 11, 23), MAINLAND, ["20", "10", "5.5", "2.1", "0"]),
        (date(2026, 11, 23), CORSICA, ["20", "13", "10", "5.5", "2.1", "0.9", "0"]),
        (date(2026, 11, 23), OVERSEAS, ["8.5", "2.1", "1.75", "1.05", "0"]),
        (date(2026, 11, 23), UNTAXED, ["0"]),
        (date(2014, 1, 1), MAINLAND, ["20", "10", "5.5", "2.1", "0"]),
        (date(2013, 12, 31), MAINLAND, ["19.6", "7", "5.5", "2.1", "0"]),
        (date(2000, 3, 31), MAINLAND, ["20.6", "5.5", "2.1", "0"]),
        (date(2026, 11, 23), "nowhere", []),
    ],
)
def test_the_rates_of_a_day(day: date, zone: str, rates: list[str]) -> None:
    assert [row.rate for row in rates_on(day, zone)] == [percent(value) for value in rates]


@given(DAYS, ZONES)
def test_each_day_has_exactly_one_usual_rate_and_it_is_the_highest(day: date, zone: str) -> None:
    rows = rates_on(day, zone)
    usual = [row.rate for row in rows if row.vat_class is VatClass.STANDARD] or [NO_RATE]
    assert usual == [rows[0].rate] == [rate_of(VatClass.STANDARD, day, zone)]


@given(DAYS, ZONES, st.sampled_from(VatClass))
def test_each_class_has_a_rate_in_each_place_on_each_day(day: date, zone: str, vat_class: VatClass) -> None:
    rate = rate_of(vat_class, day, zone)
    assert rate in [row.rate for row in rates_on(day, zone)]
    assert rate_of(class_of(rate, day, zone), day, zone) == rate


@given(st.dates(date(1995, 8, 1), date(2040, 1, 1)))
def test_no_day_lacks_a_usual_rate_or_has_a_rate_twice(day: date) -> None:
    rates = [row.rate for row in rates_on(day)]
    assert rate_of(VatClass.STANDARD, day) > NO_RATE
    assert len(set(rates)) == len(rates)


def test_a_rate_ends_the_day_before_its_successor_begins() -> None:
    usual = sorted(
        (row for row in RATES if row.zone == MAINLAND and row.vat_class is VatClass.STANDARD), key=lambda row: row.rate
    )
    ends = {row.valid_to + timedelta(days=1) for row in usual if row.valid_to}
    assert ends < {row.valid_from for row in usual}


def test_every_rate_names_its_source_and_has_days() -> None:
    assert all(row.source and row.label and (row.valid_from or date.min) <= (row.valid_to or date.max) for row in RATES)


def test_a_rate_of_another_time_or_place_is_refused() -> None:
    assert checked(percent("19.6"), date(2013, 12, 31)) == percent("19.6")
    with pytest.raises(VatRateUnknown):
        checked(percent("19.6"), date(2014, 1, 1))
    with pytest.raises(VatRateUnknown):
        checked(percent("13"), date(2026, 11, 23), MAINLAND)


@pytest.mark.parametrize(
    ("postcode", "zone"),
    [
        ("69003", MAINLAND),
        ("98000", MAINLAND),
        ("20200", CORSICA),
        ("97110", OVERSEAS),
        ("97229", OVERSEAS),
        ("97400", OVERSEAS),
        ("97300", UNTAXED),
        ("97600", UNTAXED),
        ("02200", MAINLAND),
        ("", MAINLAND),
    ],
)
def test_a_postcode_tells_the_place(postcode: str, zone: str) -> None:
    assert zone_of(postcode) == zone
