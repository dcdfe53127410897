"""Files that are no table, pretend to be one, or would take a machine down: refused, each with its reason."""

import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from core.exchange.tables.errors import Reason, TableUnreadable
from core.exchange.tables.limits import LARGEST_FILE, LARGEST_UNZIPPED, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from core.exchange.tables.reading import read_table
from core.exchange.tables.writing import write_xlsx
from tests.core.exchange.tables.test_reading import saved

SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOMB = '<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def refused(content: bytes, name: str = "clients.csv") -> Reason:
    with pytest.raises(TableUnreadable) as refusal:
        read_table(content, name)
    return refusal.value.reason


def a_workbook(changed: Mapping[str, str] | None = None, added: Mapping[str, bytes] | None = None) -> bytes:
    """A good workbook, some of whose parts are changed by putting a text in front, or added."""
    parts = unpacked(write_xlsx(["nom", "ville"], [["Zoé", "Lyon"]]))
    for name, text in (changed or {}).items():
        start = parts[name].index(b"?>") + 2 if parts[name].startswith(b"<?xml") else 0
        parts[name] = parts[name][:start] + text.encode() + parts[name][start:]
    return packed({**parts, **(added or {})})


def unpacked(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_cells(cells: str) -> bytes:
    """A workbook whose one row below the header has these cells, as XML."""
    parts = unpacked(a_workbook())
    parts[SHEET] = parts[SHEET].replace(b"</sheetData>", f'<row r="9">{cells}</row></sheetData>'.encode())
    return packed(parts)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (b"nom;ville\r\n", Reason.EMPTY),
        (b"\xef\xbb\xbf", Reason.EMPTY),
        (b"%PDF-1.7\nnom;ville\n", Reason.NOT_A_TABLE),
        (b"\x89PNG\r\n\x1a\n", Reason.NOT_A_TABLE),
        (b"\xff\xd8\xff\xe0;a\n;b", Reason.NOT_A_TABLE),
        (b"nom;ville\nZ\x00;Lyon\n", Reason.NOT_A_TABLE),
        (b"<html><table><tr><td>nom</td></tr></table></html>", Reason.NOT_A_TABLE),
        (OLE + bytes(5000), Reason.OLD_EXCEL),
        (OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le"), Reason.ENCRYPTED),
        (b'nom;ville\n"' + b"x" * (LONGEST_CELL + 1) + b'";Lyon\n', Reason.CELL_TOO_LONG),
        (b'nom;ville\n"jamais;fini\n' + b"a;b\n" * 9000, Reason.CELL_TOO_LONG),
        (b";".join([b"x"] * (MOST_COLUMNS + 1)) + b"\n1;2\n", Reason.TOO_MANY_COLUMNS),
        (b"a;b\n" + b"1;2\n" * (MOST_ROWS + 1), Reason.TOO_MANY_ROWS),
        (b"a" * (LARGEST_FILE + 1), Reason.TOO_LARGE),
        (b"PK\x03\x04 and no more", Reason.DAMAGED),
    ],
)
def test_each_refusal_has_its_reason(content: bytes, reason: Reason) -> None:
    assert refused(content) is reason


@pytest.mark.parametrize("name", ["carte.vcf", "page.html", "script.py", "donnees.json"])
def test_a_text_of_another_kind_is_no_table(name: str) -> None:
    assert refused(b"a;b\n1;2\n", name) is Reason.NOT_A_TABLE


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"word/document.xml": b"<x/>"}, Reason.NOT_A_TABLE),
        ({"META-INF/manifest.xml": b"<x/>", "content.xml": b"<x/>"}, Reason.OPEN_DOCUMENT),
        ({"xl/workbook.bin": b"x"}, Reason.OLD_EXCEL),
        ({"xl/workbook.xml": b"<x/>"}, Reason.DAMAGED),
        ({"../../etc/cron.d/x": b"x"}, Reason.NOT_A_TABLE),
        ({f"xl/{number}": b"" for number in range(2001)}, Reason.TOO_LARGE),
    ],
)
def test_an_archive_that_is_no_workbook_is_refused(parts: Mapping[str, bytes], reason: Reason) -> None:
    assert refused(packed(parts), "clients.xlsx") is reason


def test_macros_and_passwords_are_refused() -> None:
    assert refused(a_workbook(added={"xl/vbaProject.bin": b"x"}), "a.xlsm") is Reason.MACROS
    locked = bytearray(a_workbook())
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert refused(bytes(locked), "a.xlsx") is Reason.ENCRYPTED


def test_a_bomb_is_seen_before_it_is_unpacked() -> None:
    huge = packed({"xl/workbook.xml": b"<x/>", "xl/media/a": bytes(LARGEST_UNZIPPED)})
    assert len(huge) < LARGEST_FILE
    assert refused(huge, "a.xlsx") is Reason.TOO_LARGE
    assert refused(packed({"xl/workbook.xml": bytes(10**6)}, ZIP_BZIP2), "a.xlsx") is Reason.DAMAGED


def test_a_part_that_is_larger_than_it_says_is_damaged() -> None:
    lying, true = packed({**unpacked(a_workbook()), SHEET: b"<x/>" + b" " * 10**6}), (10**6 + 4).to_bytes(4, "little")
    assert refused(lying.replace(true, (99).to_bytes(4, "little")), "a.xlsx") is Reason.DAMAGED


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"])
@pytest.mark.parametrize("declared", [BOMB, OUTSIDE])
def test_entities_are_refused_wherever_they_stand(part: str, declared: str) -> None:
    assert read_table(a_workbook(), "a.xlsx").rows == (("Zoé", "Lyon"),)
    assert refused(a_workbook({part: declared}), "a.xlsx") is Reason.DAMAGED


def test_a_formula_gives_the_result_that_the_file_holds_or_none_is_taken() -> None:
    kept = with_cells('<c r="A9" t="str"><f>CMD()</f><v>Max</v></c><c r="B9"><f>1+1</f><v>2</v></c>')
    assert read_table(kept, "a.xlsx").rows[-1] == ("Max", "2")
    assert refused(with_cells('<c r="A9"><f>1+1</f></c>'), "a.xlsx") is Reason.FORMULA
    book = Workbook()
    book.worksheets[0].append(["a", "b"])
    book.worksheets[0].append(["x", "=1+1"])
    assert refused(saved(book), "a.xlsx") is Reason.FORMULA


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ('<c r="ZZZ9"><v>1</v></c>', Reason.TOO_MANY_COLUMNS),
        ('<c r="A9" t="s"><v>999</v></c>', Reason.DAMAGED),
        ('<c r="A9" s="999"><v>1</v></c>', Reason.DAMAGED),
        ('<c r="A9"><v>1e999999</v></c>', Reason.DAMAGED),
        ('<c r="A9"><v>abc</v></c>', Reason.DAMAGED),
        ('<c r="A9" t="inlineStr"><is><t>' + "x" * (LONGEST_CELL + 1) + "</t></is></c>", Reason.CELL_TOO_LONG),
        ('</row><row r="99999999999"><c><v>1</v></c>', Reason.DAMAGED),
        ('</row><row r="9"><c><v>1</v></c>', Reason.DAMAGED),
        ('</row><row r="3"><c><v>1</v></c>', Reason.DAMAGED),
    ],
)
def test_a_cell_that_cannot_be_is_refused(cells: str, reason: Reason) -> None:
    assert refused(with_cells(cells), "a.xlsx") is reason


def test_more_rows_than_a_sheet_is_read_of() -> None:
    assert refused(write_xlsx(["a", "b"], [["1", "2"]] * (MOST_ROWS + 1)), "a.xlsx") is Reason.TOO_MANY_ROWS


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.xlsx"]))
def test_any_bytes_are_a_table_or_refused(content: bytes, name: str) -> None:
    for file in (content, b"PK\x03\x04" + content):
        try:
            read = read_table(file, name)
        except TableUnreadable:
            continue
        assert all(len(row) == len(read.header) for row in read.rows)


@given(st.data())
def test_a_workbook_with_any_byte_changed_is_read_or_refused(data: st.DataObject) -> None:
    parts = unpacked(a_workbook())
    name = data.draw(st.sampled_from(sorted(parts)))
    changed = bytearray(parts[name])
    changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    try:
        read = read_table(packed({**parts, name: bytes(changed)}), "a.xlsx")
    except TableUnreadable:
        return
    assert read.rows


def test_the_crc_of_a_part_is_checked() -> None:
    content = a_workbook()
    crc = zlib.crc32(unpacked(content)[SHEET]).to_bytes(4, "little")
    assert refused(content.replace(crc, b"\0\0\0\0"), "a.xlsx") is Reason.DAMAGED
