"""What people say about what is late, read in one go; everything else is left to others."""

from datetime import date

import pytest

from bot.understanding.dunning import (
    About,
    AutomaticSaid,
    BatchAsked,
    DaysSaid,
    DisputeSaid,
    DunningSaid,
    FormalSaid,
    HandOverSaid,
    PauseSaid,
    PromiseSaid,
    RemindSaid,
    ResumeSaid,
    SettingsAsked,
    read_dunning,
    read_own_promise,
)

TODAY = date(2026, 11, 23)  # a Monday
FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("relances", BatchAsked()),
        ("Relances du jour", BatchAsked()),
        ("qui relancer ?", BatchAsked()),
        ("reminders today", BatchAsked()),
        ("délais de relance", SettingsAsked()),
        ("relance girard", RemindSaid(About("girard"))),
        ("relance la facture 213", RemindSaid(About(invoice="213"))),
        ("relancer l'hôtel du parc", RemindSaid(About("hotel du parc"))),
        ("dupont paie vendredi", PromiseSaid(About("dupont"), FRIDAY)),
        ("le client dupont paiera demain", PromiseSaid(About("dupont"), date(2026, 11, 24))),
        ("dupont va payer le 12/12", PromiseSaid(About("dupont"), date(2026, 12, 12))),
        ("il paie vendredi", PromiseSaid(About(), FRIDAY)),
        ("dupont pays friday", PromiseSaid(About("dupont"), FRIDAY)),
        ("litige facture 213 : radiateur rayé", DisputeSaid(About(invoice="213"), "radiateur rayé")),
        ("dupont conteste la facture 213", DisputeSaid(About("dupont", "213"), "")),
        ("fin du litige 213", ResumeSaid(About(invoice="213"))),
        ("reprends les relances de girard", ResumeSaid(About("girard"))),
        ("pause relances girard jusqu'au 15/12", PauseSaid(About("girard"), date(2026, 12, 15))),
        ("ne relance pas girard", PauseSaid(About("girard"), None)),
        ("passer girard au contentieux", HandOverSaid(About("girard"))),
        ("fin du contentieux girard", HandOverSaid(About("girard"), back=True)),
        ("relances automatiques oui", AutomaticSaid(on=True)),
        ("passe les relances en automatique", AutomaticSaid(on=True)),
        ("relances automatiques", SettingsAsked()),
        ("relances automatiques non", AutomaticSaid(on=False)),
        ("relances J+5, J+15 et J+30", DaysSaid((5, 15, 30))),
        ("relances sans mise en demeure", FormalSaid(on=False)),
    ],
)
def test_it_is_read(words: str, said: DunningSaid) -> None:
    assert read_dunning(words, TODAY) == said


@pytest.mark.parametrize(
    "words",
    [
        "relance le devis 45",
        "dupont a payé vendredi",
        "dupont n'a pas payé vendredi",
        "girard paie 300 cb",
        "quand dupont paie vendredi",
        "rappelle moi de relancer girard",
        "devis girard 2 radiateurs",
        "livraison dupont vendredi",
        "compte dupont",
        "clients en retard",
        "",
        "relances " * 60,
    ],
)
def test_it_is_about_something_else(words: str) -> None:
    assert read_dunning(words, TODAY) is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("je paie vendredi", FRIDAY),
        ("Bonjour, je vous paie vendredi.", FRIDAY),
        ("nous allons vous payer le 27/11", FRIDAY),
        ("virement prévu vendredi", FRIDAY),
        ("i'll pay friday", FRIDAY),
        ("je paie pas", None),
        ("je ne paie pas vendredi", None),
        ("je veux 3 radiateurs vendredi", None),
        ("pouvez-vous livrer vendredi ?", None),
    ],
)
def test_a_customer_says_when_he_pays(words: str, day: date | None) -> None:
    assert read_own_promise(words, TODAY) == day
