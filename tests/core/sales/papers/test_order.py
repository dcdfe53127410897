"""The confirmation of an order, read back from its pages."""

import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from core.kernel.amounts import amount, percent
from core.printing.layout import pdf
from core.printing.paper import Annex, Blank, LineKind, Paper
from core.sales.lifecycles import Channel, Engagement, OrderState
from core.sales.papers import file_name, order_paper
from tests.core.printing.reading import texts, whole
from tests.core.sales.papers.rows import AT, BUYER, PLACE, SELLER, a_quote, a_title, an_order, an_order_line, ink

CONSUMER = {**BUYER, "kind": "consumer"}


def said(**facts: Any) -> str:
    return whole(pdf(order_paper(an_order(**facts), a_quote())))


def caption(**facts: Any) -> str:
    signature = order_paper(an_order(**facts), a_quote()).signature
    assert signature is not None
    return " / ".join(signature.caption).replace("\N{NO-BREAK SPACE}", " ")


def test_it_names_both_orders_the_quote_and_the_terms() -> None:
    seller = {**SELLER, "conditions": "Paiement à 30 jours."}
    terms = {"subject": "Deux radiateurs", "notes": "Sonner deux fois."}
    text = said(delivery_on=date(2026, 12, 1), place=PLACE, seller=seller, **terms)
    assert "version 2" not in said()
    for expected in (
        "Confirmation de commande", "CO2611-0001", "lun. 23 nov. 2026", "PO-4711", "DE2611-0042 du ven. 20 nov. 2026",
        "mar. 1 déc. 2026", "Dupont Menuiserie", "Chantier Œuvrard", "C0007", "Vincent Morel", "REF001", "289,90",
        "Total TTC", "2 783,04 €", "Paiement à 30 jours", "Conditions générales de vente, version 2",
        "Sonner deux fois.",
    ):  # fmt: skip
        assert expected in text


def test_a_quote_that_never_had_a_number_is_not_named() -> None:
    paper = order_paper(an_order(), a_quote(number=None, issued_on=None))
    assert "Devis" not in [label for label, _value in paper.facts]


@pytest.mark.parametrize("lines", [1, 12, 60])
def test_every_line_is_printed_once_in_order(lines: int) -> None:
    order = an_order(*[an_order_line(index) for index in range(1, lines + 1)])
    pages = texts(pdf(order_paper(order, a_quote())))
    assert re.findall(r"REF\d{3}", " ".join(pages)) == [f"REF{index:03}" for index in range(1, lines + 1)]
    assert "Total TTC" in pages[-1]
    assert "Jeanne Dupont" in pages[-1]


def test_each_line_says_the_day_that_is_promised_for_it() -> None:
    promised = date(2026, 12, 1)
    same = order_paper(
        an_order(an_order_line(1, delivery_on=promised), an_order_line(2), delivery_on=promised), a_quote()
    )
    assert [line.detail.replace("\N{NO-BREAK SPACE}", " ") for line in same.lines] == [
        "Livraison prévue : mar. 1 déc. 2026"
    ] * 2
    assert [line.detail for line in order_paper(an_order(an_order_line(1)), a_quote()).lines] == [""]
    apart = order_paper(
        an_order(
            a_title(9, "Lot"),
            an_order_line(1, delivery_on=date(2026, 12, 8), detail="Blanc"),
            an_order_line(2),
            delivery_on=promised,
        ),
        a_quote(),
    )
    assert [line.detail.replace("\N{NO-BREAK SPACE}", " ") for line in apart.lines] == [
        "",
        "Blanc\nLivraison prévue : mar. 8 déc. 2026",
        "Livraison prévue : mar. 1 déc. 2026",
    ]


def test_lines_and_totals_are_those_of_the_order() -> None:
    order = an_order(a_title(9, "Lot"), an_order_line(1), an_order_line(2, vat=percent(10)), discount=percent(5))
    paper = order_paper(order, a_quote())
    assert [line.kind for line in paper.lines] == [LineKind.SECTION, LineKind.ITEM, LineKind.ITEM]
    assert [line.amount for line in paper.totals][-3:] == [order.net, order.tax, order.gross]


def test_the_deposit_is_told_as_asked_and_as_received() -> None:
    paper = order_paper(an_order(deposit=percent(30), deposit_received=amount("400")), a_quote())
    assert [(line.label, line.amount) for line in paper.totals[-2:]] == [
        ("Acompte demandé", Decimal("834.91")),
        ("Acompte reçu", Decimal("400.00")),
    ]
    assert "Acompte" not in said()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"engagement": Engagement.TAPPED}, "« Bon pour accord », le mar. 24 nov. 2026 à 10:12, dans la messagerie"),
        (
            {"engagement": Engagement.DRAWN, "agreed_role": "Gérante"},
            "Gérante / « Bon pour accord », le mar. 24 nov. 2026 à 10:12, signé à l'écran",
        ),
        (
            {"engagement": Engagement.NAMED, "agreed_role": "Gérante", "agreed_words": ""},
            "Gérante / Nom écrit devant le vendeur, le mar. 24 nov. 2026 à 10:12",
        ),
        (
            {"engagement": Engagement.WRITTEN, "customer_file_name": "commande.pdf"},
            "Commande écrite PO-4711, reçue le mar. 24 nov. 2026 à 10:12 / commande.pdf",
        ),
        (
            {"engagement": Engagement.WRITTEN, "customer_number": ""},
            "Commande écrite, reçue le mar. 24 nov. 2026 à 10:12",
        ),
        (
            {"engagement": Engagement.ORAL},
            "Commande passée de vive voix, le mar. 24 nov. 2026 à 10:12 / Pas encore confirmée par le client",
        ),
        (
            {"engagement": Engagement.ORAL, "confirmed_at": AT + timedelta(hours=2)},
            "Commande passée de vive voix, le mar. 24 nov. 2026 à 10:12 / "
            "Confirmée par le client, le mar. 24 nov. 2026 à 12:12",
        ),
    ],
)
def test_who_agreed_when_and_how_is_told(facts: dict[str, Any], words: str) -> None:
    assert caption(**facts) == words


def test_only_who_has_signed_has_agreed_in_these_words() -> None:
    titles = {how: order_paper(an_order(engagement=how), a_quote()).signature for how in Engagement}
    said = {how for how, box in titles.items() if box is not None and box.title == "Commandé par"}
    assert said == {Engagement.ORAL, Engagement.WRITTEN, Engagement.NAMED}


def test_the_drawn_signature_is_on_the_page_and_only_for_what_was_drawn() -> None:
    drawn = order_paper(an_order(engagement=Engagement.DRAWN), a_quote(), signature=ink())
    tapped = order_paper(an_order(), a_quote(), signature=ink())
    assert pictures(drawn) == 1
    assert pictures(tapped) == 0


def pictures(paper: Paper) -> int:
    return sum(len(page.images) for page in PdfReader(BytesIO(pdf(paper))).pages)


def test_without_an_agreement_there_is_room_to_sign() -> None:
    paper = order_paper(an_order(engagement=Engagement.NONE, agreed_at=None, agreed_by=""), a_quote())
    assert paper.signature is not None
    assert not paper.signature.signed_by
    assert "Date et signature du client" in paper.signature.caption[0]


def test_what_was_changed_after_the_agreement_says_so() -> None:
    text = said(changed_at=AT + timedelta(days=1))
    assert "Modifiée après signature mer. 25 nov. 2026" in text
    assert "Commande modifiée après signature, le mer. 25 nov. 2026 à 10:12 : à signer de nouveau." in text
    assert "signer de nouveau" not in said(changed_at=AT - timedelta(days=1))


@pytest.mark.parametrize(
    ("state", "mark"),
    [
        (OrderState.CONFIRMED, ""),
        (OrderState.CLOSED, ""),
        (OrderState.WAITING, "en attente"),
        (OrderState.REFUSED, "refusée"),
        (OrderState.CANCELLED, "annulée"),
    ],
)
def test_an_order_that_does_not_bind_is_marked_across_the_page(state: OrderState, mark: str) -> None:
    assert order_paper(an_order(state=state), a_quote()).watermark == mark
    shown = " · ".join(filter(None, ("factice", mark)))  # the fictitious company's too
    assert order_paper(an_order(state=state, demo=True), a_quote()).watermark == shown


def test_a_consumer_pays_with_tax_and_away_from_the_shop_gets_the_form() -> None:
    paper = order_paper(an_order(buyer=CONSUMER), a_quote(channel=Channel.OFF_PREMISES))
    assert paper.show_gross
    assert [annex.cut_out for annex in paper.annexes] == [False, False, True]
    assert paper.seller_signature is not None
    assert blanks(paper.annexes[2])
    fair = order_paper(an_order(buyer=CONSUMER), a_quote(channel=Channel.FAIR))
    assert (fair.annexes, fair.seller_signature) == ((), None)


def blanks(annex: Annex) -> list[Blank]:
    return [part for part in annex.parts if isinstance(part, Blank)]


def test_a_company_without_vat_quotes_the_law() -> None:
    paper = order_paper(an_order(seller={**SELLER, "vat_regime": "franchise"}), a_quote())
    assert "TVA non applicable, art. 293 B du CGI" in paper.conditions
    assert (paper.taxes, [line.label for line in paper.totals]) == ((), ["Total"])


def test_it_speaks_the_customers_language() -> None:
    paper = order_paper(an_order(language="en", deposit=percent(30)), a_quote())
    assert paper.kind == "Order confirmation"
    assert "Deposit requested" in [line.label for line in paper.totals]


def test_its_file_has_its_number_and_his_name() -> None:
    assert file_name(an_order()) == "CO2611-0001_Dupont-Menuiserie.pdf"
    assert file_name(an_order(), number="BL2611-0007") == "BL2611-0007_Dupont-Menuiserie.pdf"
