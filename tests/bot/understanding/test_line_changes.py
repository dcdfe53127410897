"""A line of a draft is named by its words, numbers too: the last number is what it changes to."""

from decimal import Decimal

import pytest

from bot.understanding.invoices.changed import CountSaid, LabelSaid, LineSaid, PriceSaid, VatSaid, read_line_change

_PRICE = Decimal("9.50")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("prix 9,50", PriceSaid(_PRICE)),
        ("prix à 9,50 €", PriceSaid(_PRICE)),
        ("prix disj 16 9,50", PriceSaid(_PRICE, None, "disj 16")),
        ("prix du disj 16 : 9,50 € ttc", PriceSaid(_PRICE, "TTC", "disj 16")),
        ("prix 9,50 ht sur le disj 16", PriceSaid(_PRICE, "HT", "disj 16")),
        ("prix disj 16", PriceSaid(Decimal(16), None, "disj")),
        ("price disj 16 9.50", PriceSaid(_PRICE, None, "disj 16")),
        ("qté disj 16 3", CountSaid(Decimal(3), "disj 16")),
        ("quantité du disj 16 : 2,5", CountSaid(Decimal("2.5"), "disj 16")),
        ("tva 10", VatSaid(Decimal(10))),
        ("tva disj 16 10 %", VatSaid(Decimal(10), "disj 16")),
        ("prix disj 16 à 9,50", PriceSaid(_PRICE, None, "disj 16")),
        ("tva disj 16 à 5,5", VatSaid(Decimal("5.5"), "disj 16")),
        ("tva 5,5 % sur disj 16", VatSaid(Decimal("5.5"), "disj 16")),
        ("libellé disj 16 : Disjoncteur 16 A, courbe C", LabelSaid("Disjoncteur 16 A, courbe C", "disj 16")),
        ("tva novembre 2026", None),
        ("tva du mois", None),
        ("prix du radiateur", None),
        ("qté 3", None),
        ("libellé disj 16", None),
    ],
)
def test_a_change_of_one_line_is_read(said: str, meant: LineSaid | None) -> None:
    assert read_line_change(said) == meant
    assert read_line_change(f" {said} ") == meant
