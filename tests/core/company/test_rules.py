"""What people say about their company is read as they mean it, and what cannot be is refused."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.company.rules import DAY, checked_iban, checked_prefix, form_and_capital, hours, is_quiet
from core.kernel.amounts import amount
from core.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "form", "capital"),
    [
        ("SARL 10 000 €", "SARL", "10000"),
        ("SARL au capital de 10 000 €", "SARL", "10000"),
        ("SAS, capital social 7.500,50 euros", "SAS", "7500.50"),
        ("EURL 5k€", "EURL", "5000"),
        ("SASU 1000.50", "SASU", "1000.50"),
        ("SA 1\u202f250\u00a0000 €", "SA", "1250000"),
        ("micro-entreprise", "micro-entreprise", None),
        ("", "", None),
    ],
)
def test_the_legal_form_and_the_capital_are_read_together(typed: str, form: str, capital: str | None) -> None:
    assert form_and_capital(typed) == (form, None if capital is None else amount(Decimal(capital)))


@given(st.sampled_from(["SARL", "SAS", "Société anonyme"]), st.integers(0, 10**9))
def test_any_whole_capital_is_read_with_its_thousands_apart(form: str, euros: int) -> None:
    spaced = f"{euros:,}".replace(",", " ")
    assert form_and_capital(f"{form} au capital de {spaced} €") == (form, amount(euros))


@given(st.text("abzÀé019 -_", max_size=8) | st.text(max_size=8))
def test_a_prefix_is_capitals_and_digits_and_settled_or_refused(typed: str) -> None:
    try:
        prefix = checked_prefix(typed)
    except Invalid:
        assert not re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,5}", typed)
    else:
        assert re.fullmatch(r"[A-Z][A-Z0-9]{0,5}", prefix)
        assert checked_prefix(prefix) == prefix


@given(st.text("0123456789h:- ", max_size=14) | st.text(max_size=14))
def test_hours_that_are_read_are_of_one_day_and_said_again_the_same(typed: str) -> None:
    with suppress(Invalid):
        first, last = hours(typed)
        assert 0 <= first < DAY
        assert 0 <= last < DAY
        assert hours(f"{first // 60}h{first % 60:02}-{last // 60}h{last % 60:02}") == (first, last)


def test_an_account_number_is_kept_without_spaces_and_one_that_is_wrong_is_refused() -> None:
    assert checked_iban("FR76 3000 6000 0112 3456 7890 189") == "FR7630006000011234567890189"
    assert checked_iban("") == ""
    for wrong in ("FR76 3000 6000 0112 3456 7890 188", "XX", "FR76"):
        with pytest.raises(Invalid):
            checked_iban(wrong)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("20h-7h", (20 * 60, 7 * 60)),
        ("de 19h30 à 8h", (19 * 60 + 30, 8 * 60)),
        ("21:15 - 06:45", (21 * 60 + 15, 6 * 60 + 45)),
        ("0h-24h", (0, 0)),
    ],
)
def test_hours_are_read_as_they_are_said(typed: str, read: tuple[int, int]) -> None:
    assert hours(typed) == read


@pytest.mark.parametrize("typed", ["", "25h-7h", "la nuit", "20h"])
def test_hours_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        hours(typed)


MINUTES = st.integers(0, DAY - 1)


@given(MINUTES, MINUTES, MINUTES)
def test_each_minute_is_quiet_or_not_and_the_other_way_round_the_contrary(now: int, first: int, last: int) -> None:
    moment = datetime(2026, 7, 1, now // 60, now % 60, tzinfo=UTC)
    quiet = is_quiet(moment, "UTC", quiet_from=first, quiet_to=last)
    if first == last:
        assert not quiet
    else:
        assert quiet is not is_quiet(moment, "UTC", quiet_from=last, quiet_to=first)
