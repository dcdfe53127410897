"""What is stored comes back as it was: decimals to the last digit, moments with their zone."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Dialect, func, literal, select, union_all
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.exc import StatementError
from sqlalchemy.types import TypeEngine

from core.db import Database, Moment, Scaled
from core.db.columns import Word
from core.permissions import Role

DIALECT: Dialect = sqlite_dialect()
PLACES = st.integers(0, 4)
LARGEST = 2**63 - 1


async def returned(database: Database, value: Any, kind: TypeEngine[Any]) -> Any:
    async with database.reading() as session:
        return await session.scalar(select(literal(value, kind)))


@hypothesis_settings(max_examples=60)
@given(places=PLACES, scaled=st.integers(-LARGEST, LARGEST) | st.sampled_from([LARGEST, -LARGEST, 0, 1, -1]))
async def test_a_decimal_comes_back_with_every_digit(database: Database, places: int, scaled: int) -> None:
    value = Decimal(scaled).scaleb(-places)
    back = await returned(database, value, Scaled(places))
    assert back == value
    assert back.as_tuple().exponent == -places


@given(places=PLACES, value=st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_is_stored_exactly_or_refused(places: int, value: Decimal) -> None:
    with localcontext(prec=400, Emax=10**6, Emin=-(10**6)):
        expected = value * 10**places
        fits = expected == expected.to_integral_value() and abs(expected) <= LARGEST
    if fits:
        assert Scaled(places).process_bind_param(value, DIALECT) == expected
    else:
        with pytest.raises(ValueError, match=r"places|large"):
            Scaled(places).process_bind_param(value, DIALECT)


@pytest.mark.parametrize(
    "value", ["0.001", "1.00000000000000000000000000000001", "NaN", "Infinity", "92233720368547758.08"]
)
def test_a_decimal_that_does_not_fit_is_refused(value: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        Scaled(2).process_bind_param(Decimal(value), DIALECT)


@hypothesis_settings(max_examples=20)
@given(values=st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=8))
async def test_sums_are_exact_in_the_database(database: Database, values: list[Decimal]) -> None:
    rows = union_all(*(select(literal(value, Scaled(2)).label("value")) for value in values)).subquery()
    async with database.reading() as session:
        assert await session.scalar(select(func.sum(rows.c.value))) == sum(values)


@hypothesis_settings(max_examples=40)
@given(
    moment=st.datetimes(
        datetime(1, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
        datetime(9999, 12, 30),  # noqa: DTZ001
        timezones=st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
    )
)
async def test_a_moment_comes_back_in_utc(database: Database, moment: datetime) -> None:
    back = await returned(database, moment, Moment())
    assert back == moment
    assert back.utcoffset() == timedelta(0)


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="has no zone"):
        await returned(database, datetime(2026, 11, 23), Moment())  # noqa: DTZ001 - what is refused


async def test_moments_are_ordered_whatever_their_zone(database: Database) -> None:
    nine_in_paris = datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=1)))
    half_past_eight_utc = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    async with database.reading() as session:
        earlier = select(literal(nine_in_paris, Moment()) < literal(half_past_eight_utc, Moment()))
        assert await session.scalar(earlier)


async def test_a_word_comes_back_as_the_member_of_its_enumeration(database: Database) -> None:
    assert await returned(database, Role.OWNER, Word(Role)) is Role.OWNER


async def test_a_word_outside_its_enumeration_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="not a valid Role"):
        await returned(database, "emperor", Word(Role))


@pytest.mark.parametrize("kind", [Scaled(2), Moment(), Word(Role)])
async def test_nothing_comes_back_as_nothing(database: Database, kind: TypeEngine[Any]) -> None:
    assert await returned(database, None, kind) is None
