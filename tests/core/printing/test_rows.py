"""Rows of every kind read back from the page: sections, options, offers, reductions, sums carried over."""

import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.i18n import price
from core.kernel.amounts import LARGEST_AMOUNT, LARGEST_PRICE, LARGEST_QUANTITY, amount, percent, quantity, unit_price
from core.printing.layout import pdf
from core.printing.layout.columns import LABEL, REFERENCE, slots
from core.printing.paper import LineKind, Paper, PaperLine
from tests.core.printing.papers import item, line, quote, section
from tests.core.printing.reading import texts, whole


def _lines(*lines: PaperLine) -> Paper:
    return replace(quote(), lines=lines)


def _net(lines: tuple[PaperLine, ...]) -> Decimal:
    return sum((line.net for line in lines if line.net is not None), Decimal(0))


def test_a_section_ends_with_the_sum_of_its_own_lines() -> None:
    said = whole(pdf(_lines(item("Avant", "7"), section("Pose"), item("A", "10"), item("B", "20.50"), section("Vide"))))
    assert "Sous-total Pose 30,50" in said
    assert "Sous-total Vide" not in said


def test_an_option_counts_once_it_is_taken() -> None:
    taken, left = item("Pris", "100", LineKind.CHOSEN), item("Laissé", "40", LineKind.OPTION)
    said = whole(pdf(_lines(section("Lot"), item("A", "10"), taken, left)))
    assert "Sous-total Lot 110,00" in said
    assert "(40,00)" in said
    assert "(100,00)" not in said
    assert said.index("Pris") < said.index("Option retenue") < said.index("Option, non comprise dans le total")


def test_text_and_section_print_no_figure_of_theirs() -> None:
    said = whole(pdf(_lines(item("A", "10"), replace(item("Mot", "77"), kind=LineKind.TEXT, detail="suite"))))
    assert "Mot suite" in said
    assert "77,00" not in said


def test_a_reduction_shows_the_price_before_and_the_part_that_is_free() -> None:
    reduced = replace(
        item("A", "289.90"), list_price=unit_price(320), discount_amount=amount("20"), discount=percent(10),
        quantity=quantity(3), free_quantity=quantity(1),
    )  # fmt: skip
    said = whole(pdf(_lines(reduced)))
    for text in ("289,90", "320,00", "10 %", "-20,00", "dont 1 offert"):
        assert text in said


def test_a_price_before_that_is_the_price_is_not_repeated() -> None:
    assert whole(pdf(_lines(replace(item("A", "55"), list_price=unit_price(55), net=None)))).count("55,00") == 1


def test_an_offered_line_says_so_in_place_of_nothing() -> None:
    said = whole(pdf(_lines(item("A", "10"), replace(item("B", "12"), offered=True, net=amount(0)))))
    assert "Offert" in said
    assert "0,00" not in said.replace("10,00", "")


def test_a_paper_with_tax_shows_and_adds_up_amounts_with_tax() -> None:
    said = whole(pdf(replace(_lines(section("Lot"), item("A", "10"), item("B", "20")), show_gross=True)))
    assert "P.U. TTC" in said
    assert "Total TTC" in said
    assert "P.U. HT" not in said
    assert "Sous-total Lot 36,00" in said


@pytest.mark.parametrize("count", [12, 60, 200])
def test_every_page_break_carries_the_sum_of_the_lines_before_it(count: int) -> None:
    lines = tuple(replace(line(i), reference=f"L{i:04}") for i in range(count))
    pages = [" ".join(page.split()) for page in texts(pdf(_lines(*lines)))]
    shown = 0
    for page, following in pairwise(pages):
        shown += len(re.findall(r"L\d{4}", page))
        so_far = price(_net(lines[:shown])).replace("\N{NO-BREAK SPACE}", " ")
        assert f"À reporter {so_far}" in page
        assert f"Report {so_far}" in following
    assert "À reporter" not in pages[-1]
    assert not re.search(r"(?<!À )\bReport\b", pages[0])


def test_lines_without_amounts_carry_nothing() -> None:
    lines = tuple(replace(line(i), unit_price=None, net=None) for i in range(80))
    pages = texts(pdf(_lines(section("Colis"), *lines)))
    assert len(pages) > 1
    assert not any(word in page for page in pages for word in ("Report", "reporter", "Sous-total"))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 8), min_size=3, max_size=12))
def test_no_page_ends_with_a_section_title_and_none_begins_with_a_subtotal(sizes: list[int]) -> None:
    lines = [
        each
        for index, size in enumerate(sizes)
        for each in (section(f"Lot{index}"), *(item(f"Article{index}x{i}", "10") for i in range(max(1, size))))
    ]
    for page in texts(pdf(_lines(*lines))):
        body = re.findall(r"Sous-total|(?<!Sous-total )Lot\d+|Article\d+x\d+", page)
        assert not body or (body[0] != "Sous-total" and not body[-1].startswith("Lot"))


def test_references_go_under_labels_that_would_get_too_narrow() -> None:
    wide = PaperLine(
        label="Radiateur", reference="R" * 30, quantity=LARGEST_QUANTITY, free_quantity=LARGEST_QUANTITY,
        unit="mètre linéaire", unit_price=LARGEST_PRICE, list_price=unit_price(1), discount=percent("12.55"),
        discount_amount=LARGEST_AMOUNT, tax_rate=percent("8.5"), net=LARGEST_AMOUNT,
    )  # fmt: skip
    columns = [slot.column for slot in slots([wide], gross=False)]
    assert LABEL in columns
    assert REFERENCE not in columns
    assert whole(pdf(_lines(wide))).replace(" ", "").count("R" * 30) == 1


@settings(max_examples=40)
@given(st.lists(st.sampled_from([line(i) for i in range(5)]), min_size=1), st.booleans())
def test_columns_never_overlap_and_fill_the_width(lines: list[PaperLine], gross: bool) -> None:
    placed = slots(lines, gross)
    ends = [slot.x + slot.room for slot in placed]
    assert all(end <= slot.x for end, slot in zip(ends, placed[1:], strict=False))
    assert ends[-1] == pytest.approx(595.28 - 42, abs=0.01)
