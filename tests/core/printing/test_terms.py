"""What follows the table read back from the page: payment, words, signatures, annexes."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from core.kernel.amounts import amount
from core.printing.layout import pdf
from core.printing.paper import Annex, BankAccount, Instalment, Payment, SignatureBox
from tests.core.printing.papers import NOTICE, WITHDRAWAL_FORM, quote, rich_quote
from tests.core.printing.reading import texts, whole


def _drawn() -> bytes:
    target = BytesIO()
    Image.new("RGB", (300, 80)).save(target, "PNG")
    return target.getvalue()


def test_a_rich_quote_says_how_to_pay_where_to_deliver_and_what_was_noted() -> None:
    said = whole(pdf(rich_quote()))
    for text in (
        "Lieu de livraison ou d'exécution", "3 rue des Piliers-de-Tutelle", "Par virement, à 30 jours fin de mois.",
        "Acompte de 30 % à la commande 628,45 €", "mar. 15 déc. 2026", "838,00 €", "FR76 3000 6000 0112 3456 7890 189",
        "AGRIFRPP", "Merci de vider les chambres la veille.", "TVA à 5,5 % selon l’attestation",
    ):  # fmt: skip
        assert text in said


@pytest.mark.parametrize("typed", ["FR7630006000011234567890189", "FR76 3000 6000 0112 3456 7890 189"])
def test_an_iban_is_read_in_groups_of_four_however_it_is_kept(typed: str) -> None:
    said = whole(pdf(replace(quote(), payment=Payment(account=BankAccount(typed)))))
    assert "IBAN FR76 3000 6000 0112 3456 7890 189" in said
    assert "BIC" not in said
    assert "Titulaire" not in said


def test_a_long_schedule_flows_over_pages_without_losing_a_payment() -> None:
    schedule = tuple(Instalment(f"Mois {i}", amount(100 + i), date(2027, 1, 1)) for i in range(90))
    said = whole(pdf(replace(quote(), payment=Payment(schedule=schedule))))
    assert [f"{100 + i},00 €" in said for i in range(90)] == [True] * 90


def test_small_print_never_stands_alone_on_a_page() -> None:
    for count in range(5, 40):
        last = texts(pdf(replace(quote(count), mentions=("Petite mention.",))))[-1]
        assert "Petite mention." in last
        assert "Bon pour accord" in last


def test_small_print_under_long_terms_keeps_their_last_lines_with_it() -> None:
    for count in range(20, 60):
        long = tuple(f"Article {i}. " + "mot " * 40 for i in range(count))
        last = texts(pdf(replace(quote(), conditions=long, mentions=("Petite mention.",))))[-1]
        assert f"Article {count - 1}." in last
        assert "Petite mention." in last


def test_a_signed_box_names_who_signed_and_shows_the_signature() -> None:
    box = SignatureBox("Bon pour accord", ("lun. 23 nov. 2026 à 14:12",), "Léa Œuvrard", _drawn())
    content = pdf(replace(quote(), signature=box))
    assert "Bon pour accord Léa Œuvrard lun. 23 nov. 2026 à 14:12" in whole(content)
    assert len(PdfReader(BytesIO(content)).pages[0].images) == 1


def test_a_broken_signature_picture_leaves_the_name() -> None:
    box = SignatureBox("Bon pour accord", (), "Léa Œuvrard")
    assert pdf(replace(quote(), signature=replace(box, picture=b"broken"))) == pdf(replace(quote(), signature=box))


def test_a_contract_has_its_short_terms_above_the_two_places_to_sign() -> None:
    both = replace(quote(), seller_signature=SignatureBox("Le vendeur"), signature=SignatureBox("Le client"))
    [page] = texts(pdf(both))
    assert page.index("Total TTC") < page.index("Travaux garantis") < page.index("Le vendeur") < page.index("Le client")


def test_a_contract_with_long_terms_loses_none_of_them() -> None:
    boxes = replace(quote(), seller_signature=SignatureBox("Le vendeur"), signature=SignatureBox("Le client"))
    said = whole(pdf(replace(boxes, conditions=tuple(f"Article {i}. " + "mot " * 80 for i in range(20)))))
    assert all(f"Article {i}." in said for i in range(20))
    assert said.index("Article 19.") < said.index("Le vendeur")


def test_an_annex_has_pages_of_its_own_after_the_document() -> None:
    document, annex = texts(pdf(replace(quote(), annexes=(NOTICE,))))
    assert "Bon pour accord" in document
    assert "Votre droit de rétractation" in annex
    assert "Page 2/2" in annex


@pytest.mark.parametrize("before", [(), (NOTICE,), (NOTICE, NOTICE)])
@pytest.mark.parametrize("after", [(), (NOTICE,)])
def test_a_form_to_cut_out_has_both_sides_of_its_sheet(before: tuple[Annex, ...], after: tuple[Annex, ...]) -> None:
    pages = texts(pdf(replace(quote(), annexes=(*before, WITHDRAWAL_FORM, *after))))
    [form] = (i for i, page in enumerate(pages) if "Formulaire de rétractation" in page)
    assert form % 2 == 0
    assert len(pages) == form + 1 or "Page laissée blanche" in pages[form + 1]
    assert "Bon pour accord" not in pages[form]


def test_a_form_says_where_to_cut_and_keeps_what_is_already_filled_in() -> None:
    said = texts(pdf(replace(quote(), annexes=(WITHDRAWAL_FORM,))))[-1]
    assert "À découper en suivant les pointillés" in said
    assert "14 rue des Frères-Lumière, 69680 Chassieu" in said
    assert said.index("Commandé le") < said.index("Nom du client") < said.index("Signature")


def test_a_form_longer_than_a_page_loses_nothing() -> None:
    parts = tuple(f"alinéa{i} " + "mot " * 60 for i in range(60))
    said = whole(pdf(replace(quote(), annexes=(Annex(title="Long", parts=parts, cut_out=True),))))
    assert all(f"alinéa{i} " in said for i in range(60))


def test_the_same_rich_paper_gives_the_same_bytes() -> None:
    assert pdf(rich_quote()) == pdf(rich_quote())
