"""What goes with goods: how far they have come, boxes to tick, a code to read, reserves and photos."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from core.kernel.amounts import LARGEST_QUANTITY, quantity
from core.printing.layout import pdf
from core.printing.layout.blocks import LEFT, RIGHT, Frame, Picture, Runs, Text
from core.printing.layout.codes import code
from core.printing.layout.photos import photos
from core.printing.layout.pictures import photo
from core.printing.layout.table import table
from core.printing.layout.typography import width
from core.printing.paper import LineKind, Paper, PaperLine, Photo
from tests.core.printing.papers import line, quote
from tests.core.printing.reading import texts, whole

COUNTS = ("Commandé", "Déjà livré", "Livré", "Reste", "Manque")


def goods(*lines: PaperLine) -> Paper:
    return replace(quote(), lines=lines, taxes=(), totals=(), conditions=())


def jpeg(size: tuple[int, int] = (1600, 1200), colour: str = "teal") -> bytes:
    target = BytesIO()
    Image.new("RGB", size, colour).save(target, "JPEG")
    return target.getvalue()


def test_how_far_goods_have_come_stands_in_columns_of_its_own() -> None:
    brought = PaperLine(
        label="Vanne", unit="boîte", ordered=quantity(12), brought=quantity("2.5"), delivered=quantity(6),
        remaining=quantity("3.5"), missing=quantity(1),
    )  # fmt: skip
    said = whole(pdf(goods(brought)))
    assert all(title in said for title in COUNTS)
    assert "Vanne boîte 12 2,5 6 3,5 1" in said
    assert not any(title in whole(pdf(goods(line(0)))) for title in COUNTS)


def test_the_largest_counts_leave_room_for_the_label() -> None:
    most = LARGEST_QUANTITY
    full = PaperLine(
        label="Radiateur " * 20, reference="R" * 40, unit="mètre linéaire", ordered=most, brought=most, delivered=most,
        remaining=most, missing=most,
    )  # fmt: skip
    said = whole(pdf(goods(full)))
    assert said.count("Radiateur") == 20


def test_what_is_to_tick_has_an_empty_box_and_a_part_stands_further_in() -> None:
    rows = table(goods(PaperLine(label="Kit", kind=LineKind.TO_TICK), PaperLine(label="Pied", kind=LineKind.PART)))
    boxes = [mark for row in rows for mark in row.marks if isinstance(mark, Frame)]
    assert len(boxes) == 2
    assert boxes[0].x < boxes[1].x
    assert "Option" not in whole(pdf(goods(PaperLine(label="Kit", kind=LineKind.TO_TICK))))


@given(st.text(min_size=1, max_size=60))
def test_a_code_stays_in_its_square(text: str) -> None:
    (mark,) = [mark for mark in code(text, 100, 200).marks if isinstance(mark, Runs)]
    assert mark.x == 100
    assert mark.runs
    assert all(start >= 0 and row >= 0 and (start + count) * mark.size <= 62.01 for start, row, count in mark.runs)


def test_no_code_takes_no_room() -> None:
    assert code("", 100, 200).height == 0
    assert "BP-12" in whole(pdf(replace(quote(), code="BP-12")))


@pytest.mark.parametrize("reserves", ["Carton ouvert.\nDeux vis manquent.", "mot " * 250])
def test_reserves_are_printed_whole_under_their_title(reserves: str) -> None:
    said = whole(pdf(replace(quote(), reserves=reserves)))
    assert " ".join(reserves.split()) in said
    assert said.count("Réserves") == 1
    assert "Réserves" not in whole(pdf(quote()))


@given(st.lists(st.tuples(st.integers(1, 3000), st.integers(1, 3000)), max_size=6))
def test_photos_stay_within_the_margins(sizes: list[tuple[int, int]]) -> None:
    blocks = photos([Photo(jpeg(size)) for size in sizes])
    shown = [mark for block in blocks for mark in block.marks if isinstance(mark, Picture)]
    assert len(shown) == len(sizes)
    assert all(mark.x >= LEFT - 0.01 and mark.x + mark.width <= RIGHT + 0.01 and mark.height <= 121 for mark in shown)


@given(st.lists(st.text(max_size=400), max_size=6))
def test_the_words_of_photos_stay_under_their_own(captions: list[str]) -> None:
    blocks = photos([Photo(jpeg((160, 120)), caption) for caption in captions])
    said = [mark for block in blocks[1:] for mark in block.marks if isinstance(mark, Text)]
    wide = (RIGHT - LEFT - 30) / 4
    assert all(mark.x + width(mark.text, mark.style) <= mark.x + wide + 0.01 for mark in said)
    assert all(mark.y < block.height for block in blocks for mark in block.marks)


def test_what_is_no_picture_leaves_no_gap() -> None:
    assert photo(b"no picture", 0, 100, 100) is None
    assert photos([Photo(b"no picture", "Ouvert.")]) == ()
    first, second = (
        mark
        for block in photos([Photo(one) for one in (b"no", jpeg(), b"no", jpeg())])
        for mark in block.marks
        if isinstance(mark, Picture)
    )
    assert first.x == LEFT
    assert second.x < LEFT + 140


def test_photos_come_after_all_else_and_over_as_many_pages_as_they_need() -> None:
    paper = replace(quote(60), photos=tuple(Photo(jpeg((160, 120), f"rgb({i * 8},0,0)")) for i in range(30)))
    content = pdf(paper)
    assert sum(len(page.images) for page in PdfReader(BytesIO(content)).pages) == 30
    said = " ".join(texts(content))
    assert said.index("Bon pour accord") < said.index("Photos")
    assert len(re.findall("Photos", said)) == 1


def test_the_same_paper_with_photos_gives_the_same_bytes() -> None:
    paper = replace(quote(), photos=(Photo(jpeg(), "Carton"),), code="BP-1", reserves="Rien.")
    assert pdf(paper) == pdf(paper)
