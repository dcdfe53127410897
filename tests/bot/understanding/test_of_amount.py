"""Documents looked for by what they come to: which words ask for them, and how exact the sum is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.understanding.of_amount import read_of_amount


@pytest.mark.parametrize(
    ("typed", "least", "most", "kind"),
    [
        ("la facture de 1 250 €", "1250", "1250.99", "invoice"),
        ("facture d'un montant de 1.250,50", "1250.50", "1250.50", "invoice"),
        ("le devis à 430,92 ?", "430.92", "430.92", "quote"),
        ("commande d'environ 900 €", "855", "945", "order"),
        ("cherche 453,60", "453.60", "453.60", None),
        ("retrouve moi la facture qui fait 1,2k", "1200", "1200.99", "invoice"),
        ("invoice for 1250", "1250", "1250.99", "invoice"),
        ("1 250,50 €", "1250.50", "1250.50", None),
    ],
)
def test_a_sum_asks_for_documents(typed: str, least: str, most: str, kind: str | None) -> None:
    said = read_of_amount(typed)

    assert said is not None
    assert (said.least, said.most, said.kind) == (Decimal(least), Decimal(most), kind)


@pytest.mark.parametrize(
    "typed",
    ["facture 213", "12", "12/12", "2h30", "3 x 250", "tva 20", "06 12 34 56 78", "facture de 400 à dupont",
     "reçu 1250", "facture dupont 1250", "merci", "", "9" * 10_000],
)  # fmt: skip
def test_other_words_ask_for_none(typed: str) -> None:
    assert read_of_amount(typed) is None


@pytest.mark.parametrize(
    ("typed", "certain"), [("cherche 430", True), ("devis à 430", True), ("facture de 400", False)]
)
def test_what_may_be_said_to_the_card_in_hand_is_not_certain(typed: str, certain: bool) -> None:
    said = read_of_amount(typed)

    assert said is not None
    assert said.certain is certain
