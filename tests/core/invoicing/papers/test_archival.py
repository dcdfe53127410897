"""The file of an invoice is PDF/A-3 with one XML inside: what ISO 19005-3 asks at level B, point by point.

Checked here, because no validator can be shipped: header and identifier (6.1.2, 6.1.3), streams and filters (6.1.7),
nothing encrypted (6.1.3), an output intent with an RGB profile (6.2.3), colours of the device (6.2.4), pictures that
are not smoothed (6.2.8), fonts embedded with one encoding and their own widths (6.2.11), no actions, forms or
annotations (6.3 to 6.5), metadata that tell the same as the information dictionary, with the schema of the extension
(6.6), the embedded file with its relationship (6.8).
"""

import re
import struct
from datetime import date
from functools import cache
from hashlib import md5
from io import BytesIO
from typing import Any

import pytest
from lxml import etree
from PIL import Image, ImageCms
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

from core.invoicing.papers.embedding import facturx_pdf, made
from core.invoicing.papers.invoice import invoice_paper
from core.invoicing.papers.xml import fields
from core.printing.archival import _profile
from tests.core.invoicing.papers.checking import data_of
from tests.core.invoicing.papers.invoices import CASES, a_customer, an_invoice

_RDF = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "fx": "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
_CASES = ("professional", "fictitious", "final", "credit", "200 lines", "in English", "picture")


def a_logo() -> bytes:
    """A picture with transparent parts."""
    target = BytesIO()
    Image.new("RGBA", (120, 60), (200, 30, 30, 128)).save(target, "PNG")
    return target.getvalue()


@cache
def a_file(case: str) -> bytes:
    invoice = an_invoice(customer=a_customer(name="Müller & 東京")) if case == "picture" else CASES[case]()
    return facturx_pdf(invoice_paper(invoice, logo=a_logo() if case == "picture" else None), data_of(invoice))


@pytest.fixture(params=_CASES)
def content(request: pytest.FixtureRequest) -> bytes:
    return a_file(request.param)


def opened(content: bytes) -> Any:
    """Untyped: what is inside is looked at entry by entry."""
    return PdfReader(BytesIO(content))


def objects(content: bytes) -> list[Any]:
    reader = opened(content)
    numbers = range(1, int(reader.trailer["/Size"]))
    return [reader.get_object(IndirectObject(number, 0, reader)) for number in numbers]


def dictionaries(content: bytes) -> list[Any]:
    found: list[Any] = []
    rest = objects(content)
    while rest:
        one = rest.pop()
        if isinstance(one, DictionaryObject):
            found.append(one)
            rest += one.values()
        elif isinstance(one, list):
            rest += one
    return found


def metadata(content: bytes) -> Any:
    root = opened(content).root_object
    stream = root["/Metadata"].get_object()
    assert isinstance(stream, StreamObject)
    assert "/Filter" not in stream
    assert [str(stream["/Type"]), str(stream["/Subtype"])] == ["/Metadata", "/XML"]
    return etree.fromstring(stream.get_data())


def test_it_begins_and_ends_as_it_must(content: bytes) -> None:
    first, second = content.split(b"\n", 2)[:2]
    assert re.fullmatch(rb"%PDF-1\.[4-7]", first)
    assert second.startswith(b"%")
    assert len([byte for byte in second[1:5] if byte > 127]) == 4
    assert content.rstrip().endswith(b"%%EOF")
    trailer = opened(content).trailer
    assert len(trailer["/ID"]) == 2
    assert "/Encrypt" not in trailer


def test_streams_are_closed_on_a_line_of_their_own_and_are_of_the_length_they_say(content: bytes) -> None:
    closed = re.findall(rb"(.)endstream", content, re.DOTALL)
    assert closed
    assert set(closed) == {b"\n"}
    for start in re.finditer(rb"/Length (\d+)\b[^>]*>>\s*stream\r?\n", content):
        end = start.end() + int(start[1])
        assert content[end : end + 10].lstrip(b"\r\n").startswith(b"endstream")


def test_nothing_needs_another_file_a_script_or_a_key(content: bytes) -> None:
    forbidden = {"/JS", "/JavaScript", "/AA", "/OpenAction", "/AcroForm", "/Annots", "/XFA", "/Launch", "/PresSteps"}
    for one in dictionaries(content):
        assert not forbidden & one.keys()
        filters = one.get("/Filter", [])
        assert "/LZWDecode" not in (filters if isinstance(filters, list) else [filters])
        assert "/Crypt" not in (filters if isinstance(filters, list) else [filters])
        assert one.get("/F") is None or one.get("/Type") == "/Filespec" or "/UF" in one


def test_its_colours_are_those_of_one_profile(content: bytes) -> None:
    (intent,) = opened(content).root_object["/OutputIntents"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1"
    profile = intent.get_object()["/DestOutputProfile"].get_object()
    assert profile["/N"] == 3
    data = profile.get_data()
    assert (data[12:16], data[16:20], data[36:40]) == (b"mntr", b"RGB ", b"acsp")
    assert struct.unpack(">I", data[:4])[0] == len(data)
    assert "sRGB" in (ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(data))))
    spaces = {str(one["/ColorSpace"]) for one in dictionaries(content) if one.get("/Subtype") == "/Image"}
    assert spaces <= {"/DeviceRGB", "/DeviceGray"}
    for page in opened(content).pages:
        drawn = page.get_contents()
        assert drawn is not None
        assert not re.search(rb"\s(k|K|cs|CS|sh)\s", drawn.get_data())


def test_pictures_and_states_are_plain(content: bytes) -> None:
    for one in dictionaries(content):
        if one.get("/Subtype") == "/Image":
            assert not one.get("/Interpolate", False)
            assert not {"/Alternates", "/OPI"} & one.keys()
        assert one.get("/BM", "/Normal") in ("/Normal", "/Compatible")
        assert not {"/TR", "/HTP"} & one.keys()


def test_fonts_are_inside_with_one_encoding(content: bytes) -> None:
    fonts = [one for one in dictionaries(content) if one.get("/Type") == "/Font"]
    assert fonts
    for font in fonts:
        about = font["/FontDescriptor"].get_object()
        assert font["/BaseFont"] == about["/FontName"]
        assert re.match(r"/[A-Z]{6}\+", font["/BaseFont"])
        assert "/ToUnicode" in font
        assert font["/Subtype"] == "/TrueType"
        assert about["/Flags"] & 4  # symbolic: no Encoding, and one table of characters
        assert "/Encoding" not in font
        assert len(font["/Widths"]) == font["/LastChar"] - font["/FirstChar"] + 1
        assert encodings(about["/FontFile2"].get_object().get_data()) == 1


def encodings(font: bytes) -> int:
    """How many tables of characters a TrueType file has."""
    count = struct.unpack(">H", font[4:6])[0]
    tables = {
        font[12 + 16 * i : 16 + 16 * i]: struct.unpack(">I", font[20 + 16 * i : 24 + 16 * i]) for i in range(count)
    }
    (start,) = tables[b"cmap"]
    return int(struct.unpack(">H", font[start + 2 : start + 4])[0])


def test_widths_are_those_of_the_fonts(content: bytes) -> None:
    for font in (one for one in dictionaries(content) if one.get("/Type") == "/Font"):
        advances = hmtx(font["/FontDescriptor"].get_object()["/FontFile2"].get_object().get_data())
        said = [float(width) for width in font["/Widths"]]
        used = [(width, advance) for width, advance in zip(said, advances, strict=False) if advance]
        assert all(abs(width - advance) <= 1 for width, advance in used)


def hmtx(font: bytes) -> list[float]:
    """The advance of each character of the subset, through its first table of characters (format 0 or 6)."""
    count = struct.unpack(">H", font[4:6])[0]
    at = {
        font[12 + 16 * i : 16 + 16 * i]: struct.unpack(">I", font[20 + 16 * i : 24 + 16 * i])[0] for i in range(count)
    }
    units = struct.unpack(">H", font[at[b"head"] + 18 : at[b"head"] + 20])[0]
    many = struct.unpack(">H", font[at[b"hhea"] + 34 : at[b"hhea"] + 36])[0]
    table = at[b"cmap"] + struct.unpack(">I", font[at[b"cmap"] + 8 : at[b"cmap"] + 12])[0]
    form = struct.unpack(">H", font[table : table + 2])[0]
    if form == 6:
        first, entries = struct.unpack(">HH", font[table + 6 : table + 10])
        glyphs = [0] * first + list(struct.unpack(f">{entries}H", font[table + 10 : table + 10 + 2 * entries]))
    else:
        glyphs = list(font[table + 6 : table + 262])
    last = min(many - 1, max(glyphs))
    widths = [struct.unpack(">H", font[at[b"hmtx"] + 4 * g : at[b"hmtx"] + 4 * g + 2])[0] for g in range(last + 1)]
    return [widths[min(glyph, last)] * 1000 / units if glyph else 0 for glyph in glyphs]


def test_metadata_say_what_it_conforms_to(content: bytes) -> None:
    told = metadata(content)

    def text(path: str) -> str:
        found: str = told.findtext(f".//{path}", namespaces=_RDF)
        return found

    assert (text("pdfaid:part"), text("pdfaid:conformance")) == ("3", "B")
    assert (text("fx:DocumentType"), text("fx:DocumentFileName")) == ("INVOICE", "factur-x.xml")
    assert (text("fx:Version"), text("fx:ConformanceLevel")) == ("1.0", "EN 16931")
    assert text("pdfaSchema:namespaceURI") == _RDF["fx"]
    assert len(told.findall(".//pdfaProperty:name", namespaces=_RDF)) == 4


def test_metadata_and_information_say_the_same(content: bytes) -> None:
    told, known = metadata(content), opened(content).metadata
    assert known is not None

    def text(path: str) -> str | None:
        found: str | None = told.findtext(f".//{path}", namespaces=_RDF)
        return found

    assert text("dc:title/rdf:Alt/rdf:li") == known["/Title"]
    assert text("dc:creator/rdf:Seq/rdf:li") == known["/Author"]
    assert (text("dc:description/rdf:Alt/rdf:li") or "") == known["/Subject"]
    assert text("pdf:Producer") == known["/Producer"]
    assert text("xmp:CreatorTool") == known["/Creator"]
    assert text("xmp:CreateDate") == text("xmp:ModifyDate") == "2026-11-22T00:00:00Z"
    assert known["/CreationDate"] == known["/ModDate"] == "D:20261122000000Z"


def test_it_has_one_file_inside(content: bytes) -> None:
    root = opened(content).root_object
    name, spec = root["/Names"].get_object()["/EmbeddedFiles"]["/Names"]
    assert name == "factur-x.xml"
    assert root["/AF"] == [spec]
    file = spec.get_object()
    assert (file["/Type"], file["/AFRelationship"], file["/F"], file["/UF"]) == ("/Filespec", "/Data", name, name)
    assert file["/Desc"]
    stream = file["/EF"]["/F"].get_object()
    assert (stream["/Type"], stream["/Subtype"]) == ("/EmbeddedFile", "/text/xml")
    assert stream["/Params"]["/ModDate"]
    data = stream.get_data()
    assert stream["/Params"]["/Size"] == len(data)
    assert stream["/Params"]["/CheckSum"].original_bytes == md5(data, usedforsecurity=False).digest()
    assert etree.fromstring(data).tag.endswith("CrossIndustryInvoice")


def test_every_sign_that_is_drawn_is_known(content: bytes) -> None:
    assert "\N{REPLACEMENT CHARACTER}" not in "".join(page.extract_text() for page in opened(content).pages)


def test_the_same_invoice_gives_the_same_bytes() -> None:
    invoice = an_invoice()
    paper, data = invoice_paper(invoice), fields(invoice)
    assert made(paper, data) == made(paper, fields(an_invoice())) == facturx_pdf(paper, data_of(invoice))
    assert made(invoice_paper(an_invoice(on=date(2026, 11, 23))), data) != made(paper, data)


def test_the_profile_has_no_moment_of_its_own() -> None:
    assert _profile()[24:36] == bytes.fromhex("07d000010001000000000000")
