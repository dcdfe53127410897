"""What is written is read back to the letter, and no spreadsheet calculates any of it."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exchange.tables.cells import guarded, storable, unguarded
from core.exchange.tables.reading import read_table
from core.exchange.tables.writing import write_csv, write_xlsx
from core.kernel.amounts import LARGEST_AMOUNT, LARGEST_PRICE, ZERO, amount, quantity, unit_price

Write = Callable[[Sequence[str], Sequence[Sequence[str]]], bytes]

WRITERS = {"clients.csv": write_csv, "clients.xlsx": write_xlsx}
TEXTS = st.text(max_size=12) | st.text("'=+-@\t\r\n;,\"|_x000D5F 1", max_size=8)
HARMLESS = ("-5,00", "+33 6 12 34 56 78", "+33612345678", "-12 %", "- 1\N{NARROW NO-BREAK SPACE}250,00 €")


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """A header of names and rows that say something."""
    width = draw(st.integers(1, 5))
    name = TEXTS.map(lambda text: " ".join(storable(text).split())).filter(bool)
    header = draw(st.lists(name, min_size=width, max_size=width))
    row = st.lists(TEXTS, min_size=width, max_size=width).filter(lambda cells: any(map(str.strip, cells)))
    return header, draw(st.lists(row, min_size=1, max_size=5))


@pytest.mark.parametrize("name", WRITERS)
@given(table=tables())
def test_each_text_comes_back_as_it_was(name: str, table: tuple[list[str], list[list[str]]]) -> None:
    header, rows = table
    read = read_table(WRITERS[name](header, rows), name)
    assert read.header == tuple(header)
    assert read.rows == tuple(tuple(map(storable, row)) for row in rows)


@given(TEXTS)
def test_no_cell_begins_like_a_formula_unless_it_is_a_number(text: str) -> None:
    cell = guarded(text)
    assert not re.match(r"[=+\-@\t\r\n]", cell) or re.fullmatch(r"[+-] ?\d[\d ., \u00a0\u202f]*[%€]?", cell)
    assert unguarded(cell) == storable(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_amounts_and_phone_numbers_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text == unguarded(text)


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-2+3", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", '=HYPERLINK("x")'])
def test_a_formula_becomes_words(text: str) -> None:
    assert guarded(text) == f"'{text}"
    book = openpyxl.load_workbook(BytesIO(write_xlsx(["a"], [[text]])))
    assert book.active is not None
    assert book.active["A2"].data_type == "s"


def test_csv_opens_at_a_touch_in_a_french_spreadsheet() -> None:
    assert write_csv(["nom", "prix"], [["Évier", "12,50"]]) == b'\xef\xbb\xbf"nom";"prix"\r\n"\xc3\x89vier";"12,50"\r\n'


def test_a_workbook_holds_amounts_and_days_that_can_be_summed_and_sorted() -> None:
    book = openpyxl.load_workbook(BytesIO(write_xlsx(["Jour", "Débit"], [[date(2026, 11, 23), Decimal("1250.50")]])))
    day, debit = book.worksheets[0]["A2"], book.worksheets[0]["B2"]
    assert (day.is_date, str(day.value)[:10]) == (True, "2026-11-23")
    assert (debit.value, debit.data_type, debit.number_format) == (1250.5, "n", "#,##0.00")


@pytest.mark.parametrize(
    ("number", "number_format", "words"),
    [
        (amount("1250.50"), "#,##0.00", "1250,5"),
        (amount("-3"), "#,##0.00", "-3"),
        (ZERO, "#,##0.00", "0"),
        (unit_price("12.5"), "#,##0.00", "12,5"),
        (unit_price("0.1234"), "#,##0.0000", "0,1234"),
        (quantity("2.125"), "#,##0.000", "2,125"),
        (quantity("1200"), "#,##0", "1200"),
        (LARGEST_PRICE, "#,##0.0000", "99999999,9999"),
        (LARGEST_AMOUNT, "#,##0.00", "99999999999,99"),
    ],
)
def test_a_number_shows_all_its_places_and_comes_back_whole(number: Decimal, number_format: str, words: str) -> None:
    book = openpyxl.load_workbook(BytesIO(write_xlsx(["Nombre"], [[number]])))
    assert book.worksheets[0]["A2"].number_format == number_format
    for name, write in WRITERS.items():
        assert read_table(write(["Nombre"], [[number]]), name).rows == ((words,),)
