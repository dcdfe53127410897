"""Preparation slips, read back from their pages; and their code, read back from a picture of the page."""

import re
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from pypdf import PdfReader

from core.kernel.amounts import quantity
from core.pictures.barcodes import texts_of
from core.printing.layout import pdf
from core.printing.layout.blocks import Runs
from core.printing.layout.codes import code
from core.printing.paper import LineKind, Paper
from core.sales.papers import ToPick, preparation_paper, slip_code, slip_delivery
from tests.core.printing.reading import texts, whole
from tests.core.sales.papers.rows import a_delivery, an_order, jpeg

TODAY = date(2026, 11, 24)


def drawn(paper: Paper) -> bytes:
    """What is drawn on its only page."""
    (page,) = PdfReader(BytesIO(pdf(paper))).pages
    contents = page.get_contents()
    assert contents is not None
    return contents.get_data()


def slip(*goods: ToPick, **facts: Any) -> Paper:
    return preparation_paper(a_delivery(**facts), an_order(), goods, on=TODAY, warehouse="Dépôt de Chassieu")


def pick(label: str, location: str = "", **facts: Any) -> ToPick:
    return ToPick(label=label, location=location, quantity=facts.pop("count", quantity(2)), **facts)


KIT = pick(
    "Kit salle de bain",
    reference="KIT",
    parts=(pick("Lavabo", "B1"), pick("Siphon", "B7", missing=quantity(1)), pick("Sous-kit", parts=(pick("Vis"),))),
)


def test_it_names_the_order_the_day_the_depot_and_the_driver() -> None:
    at = datetime(2026, 11, 25, 8, 30, tzinfo=ZoneInfo("Europe/Paris"))
    paper = preparation_paper(
        a_delivery(planned_on=at.date(), planned_at=at),
        an_order(),
        [pick("Vanne", reference="VAN-15", unit="BTE")],
        on=TODAY,
        warehouse="Dépôt de Chassieu",
        driver="Karim B.",
    )
    said = whole(pdf(paper))
    for expected in (
        "Bon de préparation", "BP-12", "CO2611-0001", "PO-4711", "mer. 25 nov. 2026 à 08:30", "Dépôt de Chassieu",
        "Karim B.", "Dupont Menuiserie", "Chantier Œuvrard", "VAN-15", "Vanne", "boîte",
    ):  # fmt: skip
        assert expected in said
    assert "€" not in said.replace("20 000 €", "")


def test_goods_are_grouped_by_place_in_the_order_of_a_walk() -> None:
    paper = slip(pick("a", "A10-1"), pick("b"), pick("c", "A2-1"), pick("d", "A10-1"), pick("e", "a2-3"))
    assert [(line.kind, line.label) for line in paper.lines] == [
        (LineKind.SECTION, "Emplacement A2-1"),
        (LineKind.TO_TICK, "c"),
        (LineKind.SECTION, "Emplacement a2-3"),
        (LineKind.TO_TICK, "e"),
        (LineKind.SECTION, "Emplacement A10-1"),
        (LineKind.TO_TICK, "a"),
        (LineKind.TO_TICK, "d"),
        (LineKind.SECTION, "Emplacement inconnu"),
        (LineKind.TO_TICK, "b"),
    ]


def test_the_parts_of_a_kit_stand_under_it_where_its_first_one_lies() -> None:
    paper = slip(KIT)
    assert [(line.kind, line.label, line.detail) for line in paper.lines] == [
        (LineKind.SECTION, "Emplacement B1", ""),
        (LineKind.TO_TICK, "Kit salle de bain", ""),
        (LineKind.PART, "Lavabo", ""),
        (LineKind.PART, "Siphon", "Emplacement B7"),
        (LineKind.PART, "Sous-kit", ""),
        (LineKind.PART, "Vis", ""),
    ]


def test_what_is_missing_has_a_column_only_where_something_is() -> None:
    assert "Manque" in whole(pdf(slip(KIT)))
    assert [line.missing for line in slip(KIT).lines if line.label == "Siphon"] == [quantity(1)]
    assert "Manque" not in whole(pdf(slip(pick("Vanne"))))


def test_what_was_found_is_ticked_a_kit_with_its_parts() -> None:
    kit = pick("Kit", there=True, parts=(pick("Lavabo"), pick("Sous-kit", parts=(pick("Vis"),))))
    ticked = {line.label: line.ticked for line in slip(kit, pick("Vanne")).lines if line.kind is not LineKind.SECTION}
    assert ticked == {"Kit": True, "Lavabo": True, "Sous-kit": True, "Vis": True, "Vanne": False}
    strokes = [len(drawn(slip(pick("Vanne", there=there)))) for there in (False, True)]
    assert strokes[1] > strokes[0], "the box holds a cross"


@pytest.mark.parametrize("lines", [1, 12, 60])
def test_no_line_is_lost_over_the_pages(lines: int) -> None:
    long = "Article " + "très long " * 12
    goods = [pick(long, f"A{index // 6}", reference=f"REF{index:03}") for index in range(lines)]
    pages = texts(pdf(slip(*goods)))
    assert re.findall(r"REF\d{3}", " ".join(pages)) == [f"REF{index:03}" for index in range(lines)]


@given(st.lists(st.text(max_size=8), max_size=6))
def test_places_are_whatever_people_write(places: list[str]) -> None:
    rows = [line.kind for line in slip(*(pick("x", place) for place in places)).lines]
    assert rows.count(LineKind.TO_TICK) == len(places)


@given(st.integers(1, 999_999_999))
def test_its_code_names_the_delivery(delivery_id: int) -> None:
    assert slip_delivery(slip_code(delivery_id)) == delivery_id


@pytest.mark.parametrize("text", ["", "BP-", "BP-0", "BP-12x", "3453120000011", "BL2611-0007"])
def test_another_code_names_none(text: str) -> None:
    assert slip_delivery(text) is None


def test_a_photo_of_the_printed_code_is_read() -> None:
    drawn = code("BP-12", 0, 200)
    page = Image.new("L", (700, 700), 255)
    pen = ImageDraw.Draw(page)
    for mark in (one for one in drawn.marks if isinstance(one, Runs)):
        side = mark.size * 6
        for start, row, count in mark.runs:
            left, top = 100 + mark.x * 6 + start * side, 100 + mark.y * 6 + row * side
            pen.rectangle((left, top, left + count * side - 1, top + side - 1), fill=0)
    assert texts_of(jpeg(page)) == ["BP-12"]
