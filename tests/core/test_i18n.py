"""Amounts, quantities and days as a French, or English, reader expects them."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.i18n import NBSP, _, count, day, language, moment, money, percentage, price

NINE = datetime(2026, 11, 23, 9, 12, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.mark.parametrize(
    ("written", "french", "english"),
    [
        (lambda: money(Decimal("1284.00")), "1 284,00 €", "1,284.00 €"),
        (lambda: money(Decimal("-0.5")), "-0,50 €", "-0.50 €"),
        (lambda: price(Decimal("7.9500")), "7,95", "7.95"),
        (lambda: price(Decimal("0.0825")), "0,0825", "0.0825"),
        (lambda: count(Decimal("2.000")), "2", "2"),
        (lambda: count(Decimal("16.450")), "16,45", "16.45"),
        (lambda: count(Decimal("12000")), "12 000", "12,000"),
        (lambda: percentage(Decimal("0.0550")), "5,5 %", "5.5 %"),
        (lambda: percentage(Decimal("0.2")), "20 %", "20 %"),
        (lambda: day(date(2026, 11, 23)), "lun. 23 nov. 2026", "Mon 23 Nov 2026"),
        (lambda: moment(NINE), "lun. 23 nov. 2026 à 09:12", "Mon 23 Nov 2026 at 09:12"),
    ],
)
def test_figures_and_days_are_written_in_the_reader_s_way(written, french: str, english: str) -> None:  # type: ignore[no-untyped-def]
    with language("fr"):
        assert written().replace(NBSP, " ") == french
    with language("en"):
        assert written().replace(NBSP, " ") == english


@given(value=st.decimals(-(10**11), 10**11, places=2))
def test_an_amount_is_never_cut_in_two_lines_nor_loses_a_cent(value: Decimal) -> None:
    text = money(value)
    assert " " not in text
    assert Decimal(text.removesuffix(f"{NBSP}€").replace(NBSP, "").replace(",", ".")) == value


def test_an_unknown_language_speaks_french() -> None:
    with language("de"):
        assert money(Decimal(1)) == f"1,00{NBSP}€"


def test_a_sentence_without_translation_stays_french() -> None:
    with language("en"):
        assert _("Une phrase que personne n'a traduite.") == "Une phrase que personne n'a traduite."
