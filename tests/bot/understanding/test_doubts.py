"""Words that tell of nothing that has happened, or ask for nothing, are known for what they are."""

from datetime import date
from typing import Final

import pytest

from bot.understanding.deliveries import read_delivery
from bot.understanding.doubts import Doubt, doubt_in, figures_left
from bot.understanding.payments import PaymentSaid, read_payment

_TODAY: Final = date(2026, 11, 23)
_SAID: Final = {
    Doubt.REFUSED: (
        "ne livre pas la 12", "n'envoie pas la facture 6", "envoie pas la facture 6 à dupont", "faut pas livrer girard",
        "on ne livre plus girard", "surtout ne commande pas 4 radiateurs", "pas de devis pour girard",
        "arrête de facturer la 12", "girard a refusé le devis 3", "dupont a annulé la commande 12", "don't deliver 12",
    ),
    Doubt.SUPPOSED: (
        "si girard paie 200", "quand la 12 sera livrée facture la", "s'il paie 200 tu me dis", "if girard pays 200",
        "on a livré la 12 ou la 11 je sais plus", "j'ai rêvé que dupont payait 1000",
    ),
    Doubt.NOT_DONE: (
        "la 12 n'est pas livrée", "girard toujours pas livré", "j'ai pas livré girard", "la 12 a failli être livrée",
        "dupont a pas payé la 6", "dupont paiera 359,36 par virement", "dupont promet un chèque de 200",
        "dupont devait payer 300 hier", "dupont va payer 200 demain", "il m'a dit j'ai payé 300",
        "dupont dit qu'il a payé 359,36", "dupont a soi-disant payé 359,36", "je crois que la 12 est livrée",
        "Bonjour, je vous ai réglé 359,36 € ce jour. Dupont", "facture 6 payée en partie",
        "dupont a perdu son chèque de 359,36", "girard hasn't paid", "girard veut être livré",
    ),
    Doubt.ASKED: ("la 12 est livrée ?", "pourquoi girard n'est pas livré", "qui a livré girard", "dupont a payé ?"),
    None: (
        "devis girard 2 radiateurs 1000w", "encaissé 200 girard cb", "la 12 livrée complet, le client n'a pas signé",
        "reçu 200 sur les 500 qu'il doit", "si possible livraison lundi, commande girard 2 radiateurs 1000w",
        "107 livré 3 lames, le reste sera livré lundi", "le client est pas là", "n° 12 livrée", "facture la 12",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("doubt", "text"), [(doubt, text) for doubt, texts in _SAID.items() for text in texts])
def test_a_doubt_is_known(doubt: Doubt | None, text: str) -> None:
    assert doubt_in(text) is doubt


@pytest.mark.parametrize(
    "text",
    [
        "dupont paiera 359,36 par virement",
        "dupont promet un chèque de 200",
        "la facture 6 n'est pas payée",
        "facture 6 payée en partie",
    ],
)
def test_money_that_did_not_come_is_no_payment(text: str) -> None:
    assert not isinstance(read_payment(text, _TODAY), PaymentSaid)


def test_a_question_is_no_delivery() -> None:
    assert read_delivery("la 12 est livrée ?", _TODAY) is None
    assert read_delivery("la 12 est livrée", _TODAY) is not None


@pytest.mark.parametrize(
    ("text", "sentence", "left"),
    [
        ("reçu 200 ou 300 de dupont", "reçu 200 € dupont", ("300",)),
        ("reçu 3 chèques de 100 dupont", "reçu 3 € chèque dupont", ("100",)),
        ("reçu 1 250,50 fa 213 girard le 12/11", "reçu 1250,5 € fa 213 Girard le 12/11/2026", ()),
        ("fa 6 100 cb", "reçu 100 € carte fa 6", ()),
        ("1,2k girard", "reçu 1200 € girard", ()),
    ],
)
def test_figures_that_are_not_said_again_are_told(text: str, sentence: str, left: tuple[str, ...]) -> None:
    assert figures_left(text, [sentence]) == left
