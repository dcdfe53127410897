"""Tables as French companies have them: from any program, in any encoding, with titles above."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from core.exchange.tables.reading import read_table

CLIENTS = "nom;ville;téléphone\nGarage Évrard;Besançon;04 65 71 22 33\n« Chez Zoé »;L'Haÿ-les-Roses;+33 6 12 34 56 78\n"


def workbook(*rows: Sequence[Any], formats: dict[str, str] | None = None) -> bytes:
    """A workbook whose first sheet has these rows."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    for place, code in (formats or {}).items():
        sheet[place].number_format = code
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_encoding_and_separator_are_found_out(encoding: str, separator: str) -> None:
    read = read_table(CLIENTS.replace(";", separator).encode(encoding), "clients.csv")
    assert read.header == ("nom", "ville", "téléphone")
    assert read.rows[1] == ("« Chez Zoé »", "L'Haÿ-les-Roses", "+33 6 12 34 56 78")


@given(st.lists(st.decimals(0, 9999, places=2), min_size=2, max_size=20), st.sampled_from(["utf-8", "cp1252"]))
def test_decimal_commas_are_no_separators(prices: list[Any], encoding: str) -> None:
    lines = ["référence;libellé;prix", *(f"R{n};Tube, coudé;{price:f}" for n, price in enumerate(prices))]
    read = read_table("\r\n".join(lines).replace(".", ",").encode(encoding), "articles.csv")
    assert [row[2] for row in read.rows] == [f"{price:f}".replace(".", ",") for price in prices]


def test_quotes_hold_separators_quotes_and_line_ends() -> None:
    read = read_table(b'nom;note\r\n"Dupont; fils";"dit ""le grand""\r\n2e ligne"\r\n', "clients.csv")
    assert read.rows == (("Dupont; fils", 'dit "le grand"\r\n2e ligne'),)


def test_a_quote_in_the_middle_of_a_word_is_a_letter() -> None:
    read = read_table(b'ref;nom;prix\nA;Tube 3/4" cuivre;1,50\nB;Coude 1" laiton;2,50\n', "articles.csv")
    assert read.rows[0] == ("A", 'Tube 3/4" cuivre', "1,50")


def test_the_hint_of_excel_names_the_separator() -> None:
    assert read_table(b"sep=,\nnom;x,ville\nA;B,Lyon\n", "clients.csv").header == ("nom;x", "ville")


def test_titles_and_empty_rows_above_the_header_are_passed_over() -> None:
    text = "\n;;;\nSociété Dupont;;;\nExport du;12/03/2026;;\n;;;\nnom;ville;cp;tel\nZoé;Lyon;69003;\n\nMax;;;0478\n"
    read = read_table(text.encode(), "clients.csv")
    assert read.header == ("nom", "ville", "cp", "tel")
    assert read.rows == (("Zoé", "Lyon", "69003", ""), ("Max", "", "", "0478"))


def test_a_row_of_text_stands_where_it_begins_whatever_is_above_or_in_it() -> None:
    text = '\r\nSociété Dupont;;\r\n\r\nnom;ville;note\r\nZoé;Lyon;"une\r\ndeux\r\ntrois"\r\n\r\nMax;Bron;\r\n'
    assert read_table(text.encode("cp1252"), "clients.csv").lines == (5, 9)
    assert read_table(b"sep=;\nnom;ville\nZ;Lyon\n", "clients.csv").lines == (3,)


def test_a_row_of_a_sheet_has_the_number_that_the_sheet_shows() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for place, said in {"A2": "Clients", "A5": "nom", "B5": "ville", "A6": "Zoé", "B6": "Lyon", "A40": "Max"}.items():
        sheet[place] = said
    read = read_table(saved(book), "clients.xlsx")
    assert (read.header, read.lines) == (("nom", "ville"), (6, 40))


@given(
    st.lists(st.tuples(st.integers(0, 3), st.lists(st.sampled_from(["a", "\n", "\r\n", '"']), min_size=1)), min_size=1)
)
def test_lines_are_those_of_a_text_editor(rows: list[tuple[int, list[str]]]) -> None:
    text, begin = "nom;note\r\n", []
    for blank, pieces in rows:
        text += "\r\n" * blank
        begin.append(len(re.split("\r\n|\n", text)))
        text += '"x;";"' + "".join(pieces).replace('"', '""') + '"\r\n'
    assert read_table(text.encode(), "a.csv").lines == tuple(begin)


def test_a_column_without_a_name_is_kept() -> None:
    read = read_table(b"nom;ville;cp\nZ;Lyon;69003;note\n", "clients.csv")
    assert (read.header, read.rows) == (("nom", "ville", "cp", ""), (("Z", "Lyon", "69003", "note"),))


def test_one_column_is_a_table() -> None:
    assert read_table(b"nom\nDupont\nMartin\n", "clients.csv").rows == (("Dupont",), ("Martin",))


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (12.5, "General", "12,5"),
        (0.1 + 0.2, "General", "0,3"),
        (1234.0, "#,##0.00 €", "1234"),
        (1e21, "General", "1000000000000000000000"),
        (0.000001, "General", "0,000001"),
        (-5, "General", "-5"),
        (33612345678, "General", "33612345678"),
        (612345678, '0#" "##" "##" "##" "##', "0612345678"),
        (1000, "00000", "01000"),
        (0.2, "0%", "20 %"),
        (0.055, "0.0%", "5,5 %"),
        (True, "General", "oui"),
        (date(2026, 11, 3), "dd/mm/yyyy", "03/11/2026"),
        (datetime.combine(date(2026, 11, 3), time(14, 30)), "dd/mm/yyyy hh:mm", "03/11/2026 14:30"),
        (time(8, 5), "hh:mm", "08:05"),
        (timedelta(hours=30, minutes=5), "[hh]:mm", "30:05"),
        ("0612345678", "@", "0612345678"),
        ("#N/A", "General", "#N/A"),
    ],
)
def test_a_cell_is_read_as_one_would_have_typed_it(value: object, code: str, shown: str) -> None:
    read = read_table(workbook(["nom", "valeur"], ["x", value], formats={"B2": code}), "a.xlsx")
    assert read.rows == (("x", shown),)


def test_the_first_sheet_in_view_that_holds_anything_is_read() -> None:
    book = Workbook()
    for name, state in (("Cachée", "hidden"), ("Clients", "visible"), ("Autres", "visible")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        sheet.append(["nom", name])
        sheet.append(["Zoé", "1"])
    read = read_table(saved(book), "clients.xlsx")
    assert (read.sheet, read.sheets) == ("Clients", ("Sheet", "Cachée", "Clients", "Autres"))
    assert read.header == ("nom", "Clients")


def test_gaps_between_the_cells_of_a_sheet_are_empty_cells() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["B3"], sheet["D3"], sheet["E3"] = "nom", "ville", "tel"
    sheet["D900000"], sheet["E900000"] = "Lyon", "04"
    read = read_table(saved(book), "clients.xlsx")
    assert read.header == ("", "nom", "", "ville", "tel")
    assert read.rows == (("", "", "", "Lyon", "04"),)


def test_days_counted_from_1904_are_the_same_days() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0].append(["nom", "depuis"])
    book.worksheets[0].append(["Zoé", date(2026, 11, 3)])
    assert read_table(saved(book), "clients.xlsx").rows == (("Zoé", "03/11/2026"),)
