"""Delivery notes and return notes, read back from their pages."""

import re
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from core.kernel.amounts import quantity
from core.printing.layout import pdf
from core.printing.paper import Paper, Photo
from core.sales.lifecycles import DeliveryState
from core.sales.models import DeliveryLine, ReturnLine
from core.sales.papers import delivery_paper, return_paper
from tests.core.printing.reading import texts, whole
from tests.core.sales.papers.rows import (
    AT,
    a_delivery,
    a_return,
    a_title,
    an_order,
    an_order_line,
    brought,
    ink,
    photo,
)

SIGNED = {"signed_at": AT, "signed_by": "Léa Œuvrard", "signed_role": "Cheffe de chantier"}


def note(*lines: DeliveryLine, **facts: Any) -> Paper:
    return delivery_paper(a_delivery(*lines, **facts), an_order(), before={})


def counts(paper: Paper) -> list[tuple[str, ...]]:
    """Ordered, brought before, delivered now, remaining, by line."""
    return [
        tuple("" if one is None else str(one.normalize()) for one in (x.ordered, x.brought, x.delivered, x.remaining))
        for x in paper.lines
        if x.ordered is not None
    ]


def test_it_names_the_order_the_customers_own_number_place_and_contact() -> None:
    said = whole(pdf(delivery_paper(a_delivery(brought(1, "4")), an_order(), before={}, driver="Karim B.")))
    for expected in (
        "Bon de livraison", "BL2611-0007", "mar. 24 nov. 2026 à 10:12", "CO2611-0001 du lun. 23 nov. 2026", "PO-4711",
        "Chantier Œuvrard", "33000 Bordeaux", "Léa Œuvrard", "06 12 34 56 78", "Karim B.", "REF001", "Commandé",
        "Livré", "Reste",
    ):  # fmt: skip
        assert expected in said


def test_it_says_no_price() -> None:
    said = whole(pdf(note(brought(1, "4"), brought(2, "4"))))
    assert "289" not in said
    assert "€" not in said.replace("20 000 €", "")  # the capital, in the footer
    assert "TVA FR" in said  # of the company
    assert "Total" not in said


def test_ordered_delivered_now_and_remaining_add_up() -> None:
    lines = [an_order_line(index, count="10") for index in (1, 2, 3)]
    paper = delivery_paper(
        a_delivery(brought(1, "3"), brought(2, "10")), an_order(*lines), before={1: quantity(2), 3: quantity(4)}
    )
    assert counts(paper) == [
        ("1E+1", "2", "3", "5"),
        ("1E+1", "0", "1E+1", "0"),
        ("1E+1", "4", "0", "6"),
    ]
    first = delivery_paper(a_delivery(brought(1, "3")), an_order(lines[0]), before={})
    assert counts(first) == [("1E+1", "", "3", "7")]


@given(ordered=st.integers(1, 50), before=st.integers(0, 50), now=st.integers(0, 50))
def test_what_remains_is_never_less_than_nothing(ordered: int, before: int, now: int) -> None:
    order = an_order(an_order_line(1, count=str(ordered)))
    paper = delivery_paper(a_delivery(brought(1, str(now))), order, before={1: quantity(before)})
    assert paper.lines[0].remaining == max(ordered - before - now, 0)


def test_what_was_all_brought_before_is_not_told_again_nor_its_title() -> None:
    order = an_order(
        a_title(10, "Fournitures"), an_order_line(1), a_title(11, "Pose"), an_order_line(2), a_title(12, "Vide")
    )
    paper = delivery_paper(a_delivery(brought(2, "1")), order, before={1: quantity(4)})
    assert [line.label for line in paper.lines] == ["Pose", order.lines[3].label]


def test_lots_damages_refusals_and_remarks_stand_under_their_line() -> None:
    paper = note(
        brought(1, "2", lots=["SN-1", "SN-2"], damaged=quantity(1), note="Coin enfoncé"),
        brought(2, "0", refused=quantity("1.5")),
    )
    details = [line.detail.replace("\N{NO-BREAK SPACE}", " ") for line in paper.lines]
    assert details == [
        "Lot ou n° de série : SN-1, SN-2\nAbîmé, livré avec réserve : 1\nCoin enfoncé",
        "Refusé, repris : 1,5",
    ]


@pytest.mark.parametrize("lines", [1, 12, 60])
def test_no_line_is_lost_over_the_pages(lines: int) -> None:
    order = an_order(*[an_order_line(index) for index in range(1, lines + 1)])
    goods = [brought(index, "1", lots=[f"LOT{index:03}-{n}" for n in range(9)]) for index in range(1, lines + 1)]
    pages = texts(pdf(delivery_paper(a_delivery(*goods, **SIGNED), order, before={}, signature=ink())))
    said = " ".join(" ".join(pages).split())
    assert re.findall(r"REF\d{3}", said) == [f"REF{index:03}" for index in range(1, lines + 1)]
    assert len(re.findall(r"LOT\d{3}-\d", said)) == 9 * lines
    for number, page in enumerate(pages, 1):
        assert f"Page {number}/{len(pages)}" in page
    assert "Léa Œuvrard" in pages[-1]


def test_the_receiver_is_named_with_role_hour_signature_and_reserves() -> None:
    delivery = a_delivery(brought(1, "4"), **SIGNED, reserves="Deux cartons mouillés.\nPalette ouverte.")
    content = pdf(delivery_paper(delivery, an_order(), before={}, signature=ink()))
    said = whole(content)
    for expected in (
        "Reçu par", "Léa Œuvrard", "Cheffe de chantier", "Le mar. 24 nov. 2026 à 10:12", "Réserves",
        "Deux cartons mouillés.", "Palette ouverte.",
    ):  # fmt: skip
        assert expected in said
    assert pictures(content) == 1


def test_a_note_that_nobody_signed_has_room_for_it() -> None:
    signature = note(brought(1, "4")).signature
    assert signature is not None
    assert not signature.signed_by
    assert "Nom, qualité, date et signature" in signature.caption[0]


def test_photos_are_printed_small_and_weigh_little() -> None:
    shown = [Photo(one) for one in (photo("noise"), photo("teal", (900, 1600)), photo("navy"), b"no picture")]
    content = pdf(delivery_paper(a_delivery(brought(1, "4")), an_order(), before={}, photos=shown))
    assert pictures(content) == 3
    assert "Photos" in whole(content)
    assert len(content) < 150_000


def test_the_words_of_a_photo_stand_under_it() -> None:
    shown = [Photo(photo(), "Carton écrasé à l'arrivée"), Photo(photo("navy"))]
    said = whole(pdf(delivery_paper(a_delivery(brought(1, "4")), an_order(), before={}, photos=shown)))
    assert said.index("Photos") < said.index("Carton écrasé à l'arrivée")


@pytest.mark.parametrize(("facts", "mark"), [({}, "annulé"), ({"demo": True}, "factice")])
def test_a_note_that_was_taken_back_says_so_across_its_pages(facts: dict[str, Any], mark: str) -> None:
    assert note(brought(1, "4"), state=DeliveryState.CANCELLED, **facts).watermark == mark
    assert note(brought(1, "4")).watermark == ""


def test_forty_photos_take_the_pages_they_need() -> None:
    shown = [Photo(photo(f"rgb({index * 6},0,0)", (90, 160))) for index in range(40)]
    content = pdf(delivery_paper(a_delivery(brought(1, "4")), an_order(), before={}, photos=shown))
    assert pictures(content) == 40


def pictures(content: bytes) -> int:
    return sum(len(page.images) for page in PdfReader(BytesIO(content)).pages)


def test_without_a_place_of_its_own_the_contact_is_among_the_facts() -> None:
    paper = note(brought(1, "4"), place={})
    assert paper.delivery is None
    assert ("Contact sur place", "Léa Œuvrard, 06 12 34 56 78") in [
        (label, value.replace("\N{NO-BREAK SPACE}", " ")) for label, value in paper.facts
    ]


def test_it_speaks_the_customers_language() -> None:
    paper = delivery_paper(a_delivery(brought(1, "4"), **SIGNED), an_order(language="en"), before={})
    said = whole(pdf(paper))
    assert paper.kind == "Delivery note"
    for expected in ("Ordered", "Delivered", "Remaining", "Received by"):
        assert expected in said


def test_a_return_says_what_came_back_and_why() -> None:
    back = ReturnLine(order_line_id=2, quantity=quantity(2), lots=["SN-1", "SN-2"])
    said = whole(pdf(return_paper(a_return(back), an_order())))
    for expected in ("Bon de retour", "BR2611-0003", "CO2611-0001", "Mauvaise taille", "REF002", "SN-1, SN-2"):
        assert expected in said
    assert "REF001" not in said
    assert "289,90" not in said
