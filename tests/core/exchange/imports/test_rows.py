"""Rows before any database is asked: which are read, which are refused, which only add others up."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exchange.errors import TwiceInFile
from core.exchange.imports.guessing import guessed_mapping
from core.exchange.imports.rows import RowAside, RowRead, RowRefused, read_rows
from core.exchange.models import ImportKind

PEOPLE = ["Code", "Nom", "Ville", "Téléphone", "Encours autorisé", "CA 2025"]
GOODS = ["Référence", "Désignation", "Prix HT", "Stock"]
HEADERS = {ImportKind.CUSTOMERS: PEOPLE, ImportKind.PRODUCTS: GOODS}


def read(kind: ImportKind, *rows: Sequence[str]) -> list[type[object]]:
    mapping = guessed_mapping(kind, HEADERS[kind], [])
    return [type(row) for row in read_rows(kind, mapping, rows, range(7, 7 + len(rows)))]


@pytest.mark.parametrize(
    "said", ["TOTAL", "Total général :", "Totaux", "Total HT", "Total : 14 clients", "Grand total"]
)
@pytest.mark.parametrize("place", [0, 1])
def test_a_sum_at_the_end_is_left_aside(said: str, place: int) -> None:
    row = ["", "", "14", "", "12 500,00 €", "1 250"]
    row[place] = said
    assert read(ImportKind.CUSTOMERS, ["", "Dupont", "Lyon", "", "", ""], row) == [RowRead, RowAside]


def test_a_sum_may_stand_alone_at_the_end_and_be_one_of_a_part_in_the_middle() -> None:
    kept = ["V1", "Vis", "1,50", "3"]
    parts = [["", "Sous-total visserie", "1,50", "3"], ["B2", "Boulon", "2", "1"], ["Total", "", "", ""]]
    assert read(ImportKind.PRODUCTS, kept, *parts) == [RowRead, RowAside, RowRead, RowAside]


@pytest.mark.parametrize(
    "row",
    [
        ["", "Total", "La Défense", "", "", ""],
        ["", "Total", "", "01 47 44 45 46", "", ""],
        ["TOTAL", "TotalEnergies", "", "", "", ""],
        ["C9", "Total", "", "", "", ""],
        ["", "Total Énergies Wallonie", "", "", "5000", ""],
        ["", "Total", "", "", "5000", "voir note"],
    ],
)
def test_somebody_called_total_is_somebody(row: list[str]) -> None:
    assert read(ImportKind.CUSTOMERS, ["", "Dupont", "Lyon", "", "", ""], row) == [RowRead, RowRead]


def test_a_name_without_numbers_in_the_middle_of_a_list_is_a_name() -> None:
    alone = ["", "Total", "", "", "", ""]
    assert read(ImportKind.CUSTOMERS, alone, ["", "Dupont", "", "", "", ""]) == [RowRead, RowRead]
    assert read(ImportKind.CUSTOMERS, alone) == [RowRead]


@pytest.mark.parametrize("said", ["Sous-total", "Sous-total Lyon", "TOTAL GÉNÉRAL", "Grand total"])
def test_nobody_is_called_subtotal_even_without_numbers_in_the_middle_of_a_list(said: str) -> None:
    rows = [["", name, "", "", "", ""] for name in ("Dupont", said, "Leroy")]
    assert read(ImportKind.CUSTOMERS, *rows) == [RowRead, RowAside, RowRead]


@given(
    st.lists(st.integers(1, 9), min_size=2, max_size=6).map(
        lambda steps: [sum(steps[: i + 1]) for i in range(len(steps))]
    )
)
def test_an_earlier_row_is_named_by_where_it_stands(lines: list[int]) -> None:
    rows = read_rows(ImportKind.CUSTOMERS, {0: "name"}, [["Dupont"]] * len(lines), lines)
    assert [row.line for row in rows] == lines
    errors = [row.error for row in rows if isinstance(row, RowRefused)]
    assert [error.line for error in errors if isinstance(error, TwiceInFile)] == [lines[0]] * (len(lines) - 1)
