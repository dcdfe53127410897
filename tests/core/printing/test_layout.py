"""A paper read back from its PDF: nothing lost, nothing twice, nothing that depends on the moment."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from core.kernel.amounts import LARGEST_AMOUNT, LARGEST_PRICE, LARGEST_QUANTITY, percent
from core.printing.layout import pdf
from core.printing.layout.pictures import fitted
from core.printing.paper import (
    Annex,
    BankAccount,
    Blank,
    Instalment,
    LineKind,
    Paper,
    PaperLine,
    Party,
    Payment,
    SignatureBox,
    Subtitle,
    TaxLine,
    TotalLine,
)
from tests.core.printing.papers import line, quote, rich_quote
from tests.core.printing.reading import texts, whole

anything = st.text(st.characters(exclude_categories=()), max_size=80)


def _numbered(lines: int) -> Paper:
    return replace(quote(), lines=tuple(replace(line(i), reference=f"L{i:04}") for i in range(lines)))


def _picture(kind: str, mode: str = "RGB") -> bytes:
    target = BytesIO()
    Image.new(mode, (1800, 600), 128 if mode == "L" else None).save(target, kind)
    return target.getvalue()


def _within(holder: DictionaryObject, *keys: str) -> Any:
    for key in keys:
        holder = cast(DictionaryObject, holder[key].get_object())
    return holder


def _fonts(page: DictionaryObject) -> list[DictionaryObject]:
    return [font.get_object() for font in _within(page, "/Resources", "/Font").values()]


def test_a_quote_says_its_parties_facts_lines_taxes_and_terms() -> None:
    said = whole(pdf(quote()))
    for text in (
        "Devis", "DE2611-0042", "Chauffage Morel SARL", "Hôtel du Parc", "Mme Léa Œuvrard", "mer. 23 déc. 2026",
        "Remplacement de quatre radiateurs", "RAD-600", "289,90", "1,8425", "62,5", "10 %", "1 043,64 €", "57,40 €",
        "Bon pour accord", "assurance décennale", "NAF 4322B",
    ):  # fmt: skip
        assert text in said


@pytest.mark.parametrize("total", ["1 871,80 €", "223,03 €", "2 094,83 €", "628,45 €"])
def test_each_total_is_said_once(total: str) -> None:
    assert whole(pdf(quote(60))).count(total) == 1


@pytest.mark.parametrize("lines", [1, 60, 200, 500])
def test_every_line_is_printed_once_in_order_under_column_titles_on_numbered_pages(lines: int) -> None:
    pages = texts(pdf(_numbered(lines)))
    assert re.findall(r"L\d{4}", " ".join(pages)) == [f"L{i:04}" for i in range(lines)]
    for number, page in enumerate(pages, 1):
        assert f"Page {number}/{len(pages)}" in page
        assert page.count("Désignation") == 1
        assert page.count("DE2611-0042") == 1


@pytest.mark.parametrize("lines", range(6, 30))
def test_totals_and_signature_share_the_page_of_the_last_lines(lines: int) -> None:
    last = texts(pdf(_numbered(lines)))[-1]
    assert all(text in last for text in ("Total TTC", "Bon pour accord", f"L{lines - 1:04}", f"L{lines - 2:04}"))


def test_long_conditions_flow_after_the_signature_without_losing_a_word() -> None:
    conditions = tuple(f"Article {i} : " + " ".join(f"mot{i}x{j}" for j in range(150)) for i in range(20))
    said = whole(pdf(replace(quote(), conditions=conditions)))
    assert said.index("Bon pour accord") < said.index("Article 0")
    assert re.findall(r"mot\d+x\d+", said) == [f"mot{i}x{j}" for i in range(20) for j in range(150)]


def test_a_detail_longer_than_a_page_goes_on_over_the_next() -> None:
    detail = "\n".join(f"alinéa{i}" for i in range(150))
    pages = texts(pdf(replace(quote(), lines=(replace(line(0), detail=detail),))))
    assert len(pages) == 4
    assert re.findall(r"alinéa\d+", " ".join(pages)) == [f"alinéa{i}" for i in range(150)]
    assert " ".join(pages).count("RAD-600") == 1


def test_the_largest_figures_are_printed_whole() -> None:
    largest = PaperLine(
        label="Tout", reference="R" * 60, quantity=LARGEST_QUANTITY, unit="mètre linéaire", unit_price=LARGEST_PRICE,
        discount=percent("12.55"), tax_rate=percent("8.5"), net=LARGEST_AMOUNT,
    )  # fmt: skip
    said = whole(
        pdf(
            replace(
                quote(),
                lines=(largest,),
                taxes=(TaxLine(percent("8.5"), LARGEST_AMOUNT, LARGEST_AMOUNT),),
                totals=(TotalLine("Total TTC", LARGEST_AMOUNT, strong=True),),
            )
        )
    )
    for figure in ("9 999 999,999", "99 999 999,9999", "12,55 %", "8,5 %"):
        assert figure in said
    assert said.count("99 999 999 999,99 €") == 3


def test_columns_that_say_nothing_are_left_out() -> None:
    goods = tuple(PaperLine(label="Radiateur", quantity=each.quantity, unit=each.unit) for each in quote().lines)
    said = whole(pdf(replace(quote(), kind="Bon de livraison", lines=goods, taxes=(), totals=(), conditions=())))
    assert "Qté" in said
    assert not any(title in said for title in ("Réf.", "P.U. HT", "Remise", "Total HT", "Base HT"))


def test_an_empty_paper_is_one_page() -> None:
    empty = Paper(kind="", number="", language="fr", issued_on=date(2026, 1, 1), seller=Party(""), buyer=Party(""))
    assert len(texts(pdf(empty))) == 1


def test_the_paper_speaks_its_own_language() -> None:
    said = whole(pdf(replace(quote(), language="en")))
    assert "Description" in said
    assert "€" in said
    assert "1,043.64" in said
    assert "Désignation" not in said


def test_the_file_tells_who_what_when_and_in_which_language() -> None:
    reader = PdfReader(BytesIO(pdf(quote())))
    about = reader.metadata
    assert about is not None
    assert (about.title, about.author) == ("Devis DE2611-0042", "Chauffage Morel SARL")
    assert about.subject == "Remplacement de quatre radiateurs, premier étage"
    assert about.creation_date is not None
    assert about.creation_date.date() == date(2026, 11, 23)
    assert str(reader.root_object["/Lang"]) == "fr"
    assert tuple(map(round, reader.pages[0].mediabox[2:])) == (595, 842)


def test_every_font_is_embedded_with_the_signs_in_use_only() -> None:
    reader = PdfReader(BytesIO(pdf(quote(60))))
    used = [font for page in reader.pages for font in _fonts(page) if "/FontDescriptor" in font]
    assert {str(font["/BaseFont"]).partition("+")[2] for font in used} == {"Lato-Regular", "Lato-Bold"}
    for font in used:
        assert re.fullmatch(r"/[A-Z]{6}\+Lato-\w+", str(font["/BaseFont"]))
        assert len(_within(font, "/FontDescriptor", "/FontFile2").get_data()) < 120_000


def test_signs_that_the_fonts_lack_are_left_out_with_their_space_and_markup_stays_text() -> None:
    hostile = "<b>A&B</b> &amp; 🚿 漢字 \u202d\u200b\ufe0f\x00\ud800 fin"
    said = whole(pdf(replace(quote(), subject=hostile)))
    assert "<b>A&B</b> &amp; 漢字 fin" in said


@settings(max_examples=40, deadline=None)
@given(st.lists(anything, min_size=16, max_size=16), st.booleans(), st.lists(st.sampled_from(LineKind), max_size=6))
def test_no_text_makes_printing_fail(said: list[str], flag: bool, kinds: list[LineKind]) -> None:
    box = SignatureBox(said[5], (said[6],), said[7] if flag else "", said[9].encode("utf-16", "replace"))
    goods = replace(line(0), label=said[11], detail=said[12], reference=said[13], unit=said[14])
    hostile = Paper(
        kind=said[0], number=said[1], language=said[2], issued_on=date(2026, 1, 1), facts=((said[3], said[4]),),
        seller=Party(said[5], (said[6],), (said[7],)), buyer=Party(said[8], (said[9],), (said[9],)), subject=said[10],
        delivery=Party(said[1], (said[2],), (said[3],)), show_gross=flag,
        lines=tuple(replace(goods, kind=kind) for kind in kinds),
        totals=(TotalLine(said[15], LARGEST_AMOUNT, flag),), conditions=(said[12],), watermark=said[4],
        payment=Payment(
            terms=said[6], schedule=(Instalment(said[7], LARGEST_AMOUNT, date(2026, 1, 1) if flag else None),),
            account=BankAccount(said[8], said[9], said[10]),
        ),
        notes=said[11], signature=box, seller_signature=box if flag else None, mentions=(said[13],),
        annexes=(Annex(title=said[14], parts=(said[15], Subtitle(said[0]), Blank(said[1], 2, said[2])), cut_out=flag),),
        footer=(said[8],), logo=said[9].encode("utf-16", "replace"),
    )  # fmt: skip
    assert whole(pdf(hostile)).count("99 999 999 999,99 €") == 2


def test_no_text_becomes_a_link_a_file_or_an_action() -> None:
    hostile = '<a href="file:///etc/passwd">x</a> https://example.org <img src="/etc/passwd"/> javascript:alert(1)'
    paper = replace(
        rich_quote(), subject=hostile, notes=hostile, lines=(replace(line(0), label=hostile, detail=hostile),),
        annexes=(Annex(title=hostile, parts=(hostile, Blank(hostile))),),
    )  # fmt: skip
    reader = PdfReader(BytesIO(pdf(paper)))
    assert not {"/AcroForm", "/Names", "/OpenAction", "/AA"} & reader.root_object.keys()
    assert not any("/Annots" in page or page.images for page in reader.pages)
    assert whole(pdf(paper)).count("https://example.org") == 7


def test_the_watermark_is_under_every_page_and_the_text_still_there() -> None:
    plain, marked = texts(pdf(quote(30))), texts(pdf(replace(quote(30), watermark="factice")))
    assert len(marked) == len(plain) > 1
    assert all(page.count("factice") == 1 for page in marked)
    assert [page.replace("factice", "").split() for page in marked] == [page.split() for page in plain]


@pytest.mark.parametrize(("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "L"), ("JPEG", "CMYK")])
def test_a_logo_is_printed_at_a_reasonable_size(kind: str, mode: str) -> None:
    content = pdf(replace(quote(), logo=_picture(kind, mode)))
    [image] = PdfReader(BytesIO(content)).pages[0].images
    assert image.image is not None
    assert max(image.image.size) <= 720


@pytest.mark.parametrize("content", [b"", b"not a picture", _picture("PNG")[:200], b"%!PS-Adobe-3.0 EPSF-3.0\n"])
def test_bytes_that_are_no_picture_print_no_logo(content: bytes) -> None:
    assert pdf(replace(quote(), logo=content)) == pdf(quote())


@pytest.mark.parametrize("size", [(3000, 3), (3, 3000)])
def test_a_logo_of_any_proportions_stays_in_its_box(size: tuple[int, int]) -> None:
    target = BytesIO()
    Image.new("RGB", size).save(target, "PNG")
    picture = fitted(target.getvalue(), 42, 170, 48)
    assert picture is not None
    assert picture.width <= 170
    assert picture.height <= 48


def test_a_picture_left_out_is_told_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    assert fitted(b"no picture at all", 0, 10, 10) is None
    assert "17 bytes" in caplog.text
