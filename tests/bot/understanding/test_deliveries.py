"""What is said of deliveries is read as it is meant, and nothing else is taken for it."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.deliveries import (
    CancelSaid,
    Counted,
    DayAsked,
    DeliveredSaid,
    DeliverySaid,
    FindSaid,
    MissingSaid,
    PrepareSaid,
    ProblemSaid,
    RescheduleSaid,
    ReservesSaid,
    RestSaid,
    ReturnSaid,
    SignedSaid,
    StepSaid,
    TakeSaid,
    ToPrepareAsked,
    When,
    read_delivery,
)

TODAY = date(2026, 11, 23)  # a Monday
TOMORROW, THURSDAY, FRIDAY, MONDAY = (date(2026, 11, day) for day in (24, 26, 27, 30))
AFTERNOON = When(TOMORROW, part="après-midi")


def some(words: str, many: int | None = None, **facts: object) -> Counted:
    counts = {
        name: Decimal(value) if isinstance(value, int) and name != "less" else value for name, value in facts.items()
    }
    return Counted(words, None if many is None else Decimal(many), **counts)  # type: ignore[arg-type]


ANYWHERE: list[tuple[str, DeliverySaid]] = [
    # Lists.
    ("livraisons du jour", DayAsked(TODAY)),
    ("les livraisons d'aujourd'hui", DayAsked(TODAY)),
    ("livraisons", DayAsked(TODAY)),
    ("mes livraisons", DayAsked(TODAY, mine=True)),
    ("livraisons demain", DayAsked(TOMORROW)),
    ("Mes livraisons de demain", DayAsked(TOMORROW, mine=True)),
    ("ma tournée de lundi", DayAsked(MONDAY, mine=True)),
    ("livraisons prévues vendredi", DayAsked(FRIDAY)),
    ("à préparer", ToPrepareAsked()),
    ("quoi à préparer", ToPrepareAsked()),
    ("bon de préparation", ToPrepareAsked()),
    ("les bons de préparation", ToPrepareAsked()),
    ("livraison 1", FindSaid("1")),
    ("la livraison de la 107", FindSaid("107")),
    ("livraisons co107", FindSaid("co107")),
    ("bl 12", FindSaid("bl12")),
    ("BL2611-0012", FindSaid("bl2611-12")),
    ("bon de livraison 12", FindSaid("bl12")),
    # The depot.
    ("prépare la 106", PrepareSaid("106")),
    ("Prepare 106 stp", PrepareSaid("106")),
    ("prepa 106", PrepareSaid("106")),
    ("prépare le reste de la 106", PrepareSaid("106")),
    ("prépare moi le reliquat de la commande 106", PrepareSaid("106")),
    ("prépare la commande CO2611-0106", PrepareSaid("co2611-106")),
    ("bon de préparation de la 106", PrepareSaid("106", paper=True)),
    (
        "106 livré 4 radiateurs dont 1 abîmé et les ballons",
        DeliveredSaid("106", (some("radiateurs", 4, damaged=1), some("ballons")), False),
    ),
    ("sors moi le bon de préparation 106", PrepareSaid("106", paper=True)),
    ("prépare la 106 pour demain", PrepareSaid("106", When(TOMORROW))),
    ("prépare la 106 pour lundi 9h30", PrepareSaid("106", When(MONDAY, time(9, 30)))),
    ("la 106 est prête", StepSaid("106", "ready")),
    ("106 pret", StepSaid("106", "ready")),
    ("106 manque 2 radiateurs", MissingSaid("106", (some("radiateurs", 2, less=True),))),
    ("il manque 2 radiateurs sur la 106", MissingSaid("106", (some("radiateurs", 2, less=True),))),
    # The road.
    ("106 chargée", StepSaid("106", "load")),
    ("j'ai chargé la 106", StepSaid("106", "load")),
    ("106 en route", StepSaid("106", "leave")),
    ("je suis en route pour la 106", StepSaid("106", "leave")),
    ("je pars livrer la 106", StepSaid("106", "leave")),
    ("je prends la 1", TakeSaid("1")),
    ("je m'occupe de la livraison 12", TakeSaid("12")),
    # Delivered whole.
    ("106 complet", DeliveredSaid("106")),
    ("livré la 106 complet", DeliveredSaid("106")),
    ("106 complet depuis mon camion", DeliveredSaid("106", from_van=True)),
    ("106 livré 4 radiateurs du camion", DeliveredSaid("106", (some("radiateurs", 4),), others=False, from_van=True)),
    ("106 livrée", DeliveredSaid("106")),
    ("livre 106", DeliveredSaid("106")),
    ("la 106 est livrée en totalité", DeliveredSaid("106")),
    ("j'ai livré la 106", DeliveredSaid("106")),
    ("livré la commande 106 au complet", DeliveredSaid("106")),
    # Delivered in part.
    ("106 livré 4 radiateurs dont 1 abîmé", DeliveredSaid("106", (some("radiateurs", 4, damaged=1),), others=False)),
    (
        "106 livré quatre radiateurs dont un abimé",
        DeliveredSaid("106", (some("radiateurs", 4, damaged=1),), others=False),
    ),
    (
        "106 livré 4 radiateurs et 2 vannes",
        DeliveredSaid("106", (some("radiateurs", 4), some("vannes", 2)), others=False),
    ),
    ("106 livré tout sauf 2 rouleaux", DeliveredSaid("106", (some("rouleaux", 2, less=True),))),
    ("106 complet sauf le thermostat", DeliveredSaid("106", (some("thermostat", less=True),))),
    ("livré la 106, 1 radiateur refusé", DeliveredSaid("106", (some("radiateur", refused=1),))),
    ("106 que 6 rouleaux sur 8", DeliveredSaid("106", (some("rouleaux", 6, of=8),), delivered=False)),
    (
        "106 livré 6 rouleaux sur 8, le reste lundi",
        DeliveredSaid("106", (some("rouleaux", 6, of=8),), others=False, rest_on=MONDAY),
    ),
    ("106 le reste vendredi", RestSaid("106", FRIDAY)),
    ("le reste de la 106 sera livré demain", RestSaid("106", TOMORROW)),
    # Trouble, other days.
    ("client absent, je repasse demain aprem", ProblemSaid(None, "Client absent", AFTERNOON, mine=True)),
    ("106 client absent je repasse demain aprem", ProblemSaid("106", "Client absent", AFTERNOON, mine=True)),
    ("client absent 106", ProblemSaid("106", "Client absent")),
    ("le client n'est pas là", ProblemSaid(None, "Le client n'est pas là")),
    ("106 personne sur place", ProblemSaid("106", "Personne sur place")),
    ("problème 106 : camion trop haut", ProblemSaid("106", "Camion trop haut")),
    ("106 reportée à jeudi", RescheduleSaid("106", When(THURSDAY))),
    ("livre la 106 demain 9h", RescheduleSaid("106", When(TOMORROW, time(9)))),
    # Signed, brought back, given up.
    ("106 signé Mme Caron", SignedSaid("106", "Mme Caron")),
    ("106 signée par M. Caron, gérant", SignedSaid("106", "M. Caron", "gérant")),
    ("106 réserve: carton mouillé", ReservesSaid("106", "Carton mouillé")),
    ("retour 106 1 radiateur abîmé", ReturnSaid("106", (some("radiateur", 1),), "Abîmé")),
    ("106 retour 2 vannes car trop commandé", ReturnSaid("106", (some("vannes", 2),), "Trop commandé")),
    ("retour 106 2 vannes en trop", ReturnSaid("106", (some("vannes", 2),), "En trop")),
    ("retour 106 1 radiateur abîmé en quarantaine", ReturnSaid("106", (some("radiateur", 1),), "Abîmé", aside=True)),
    ("girard rend 2 clim", ReturnSaid(None, (some("clim", 2),), who="girard")),
    ("annule la livraison 106", CancelSaid("106")),
]
IN_HAND: list[tuple[str, DeliverySaid]] = [
    ("complet", DeliveredSaid(None)),
    ("depuis mon camion", DeliveredSaid(None, others=False, from_van=True)),
    (
        "4 radiateurs dont 1 abîmé depuis ma camionnette",
        DeliveredSaid(None, (some("radiateurs", 4, damaged=1),), False, from_van=True),
    ),
    ("tout est livré", DeliveredSaid(None)),
    ("que 6 rouleaux sur 8", DeliveredSaid(None, (some("rouleaux", 6, of=8),), delivered=False)),
    ("4 radiateurs dont 1 abîmé", DeliveredSaid(None, (some("radiateurs", 4, damaged=1),), others=False)),
    ("livré 4 radiateurs, le reste demain", DeliveredSaid(None, (some("radiateurs", 4),), False, TOMORROW)),
    ("le reste lundi", RestSaid(None, MONDAY)),
    ("absent, repasse lundi 9h30", ProblemSaid(None, "Absent", When(MONDAY, time(9, 30)))),
    ("c'est fermé", ProblemSaid(None, "C'est fermé")),
    ("signé Mme Caron", SignedSaid(None, "Mme Caron")),
    ("signé Paul Martin (magasinier)", SignedSaid(None, "Paul Martin", "magasinier")),
    ("réserve: carton mouillé", ReservesSaid(None, "Carton mouillé")),
    ("prêt", StepSaid(None, "ready")),
    ("je m'en occupe", TakeSaid(None)),
    ("chargé", StepSaid(None, "load")),
    ("en route", StepSaid(None, "leave")),
    ("il manque un thermostat", MissingSaid(None, (some("thermostat", 1, less=True),))),
    ("retour 1 radiateur abîmé", ReturnSaid(None, (some("radiateur", 1),), "Abîmé")),
    ("reporté à jeudi", RescheduleSaid(None, When(THURSDAY))),
    ("annule la livraison", CancelSaid(None)),
]


@pytest.mark.parametrize(("said", "meant"), ANYWHERE)
def test_a_sentence_that_names_its_delivery_is_read_anywhere(said: str, meant: DeliverySaid) -> None:
    assert read_delivery(said, TODAY) == meant
    assert read_delivery(said, TODAY, in_hand=True) == meant


@pytest.mark.parametrize(("said", "meant"), IN_HAND)
def test_of_the_delivery_in_hand_a_few_words_are_enough(said: str, meant: DeliverySaid) -> None:
    assert read_delivery(said, TODAY, in_hand=True) == meant


@pytest.mark.parametrize("said", [said for said, _meant in IN_HAND])
def test_without_a_delivery_in_hand_they_may_mean_something_else(said: str) -> None:
    assert read_delivery(said, TODAY) is None


@pytest.mark.parametrize(
    "said",
    [
        "devis dupont 2 radiateurs livraison 12/12",
        "livraison lundi",
        "livraison 2 radiateurs",
        "livraison 50 €",
        "je prends 2",
        "commande dupont 3 rad",
        "prépare un devis pour dupont 2 radiateurs",
        "réserve 2 radiateurs",
        "stock radiateur",
        "passe 2 filtres au camion julien",
        "où en est la 107",
        "2 radiateurs",
        "4 pas 3",
        "106",
        "annule",
        "",
    ],
)
def test_other_words_are_not_about_deliveries(said: str) -> None:
    assert read_delivery(said, TODAY) is None
    if said not in ("réserve 2 radiateurs",):
        assert read_delivery(said, TODAY, in_hand=True) is None


_HEARD = (
    "2",
    "107",
    "radiateurs",
    "vannes",
    "sur",
    "de",
    "la",
    "commande",
    "bl",
    "livré",
    "retour",
    "reste",
    "lundi",
    ",",
)


@given(st.text(max_size=200) | st.lists(st.sampled_from(_HEARD), max_size=8).map(" ".join), st.booleans())
def test_whatever_is_said_behind_an_order_it_stays_the_one_that_is_named(said: str, in_hand: bool) -> None:
    read_delivery(said, TODAY, in_hand=in_hand)
    delivered = read_delivery(f"106 livré {said}", TODAY, in_hand=in_hand)
    assert getattr(delivered, "number", None) in (None, "106"), delivered
    returned = read_delivery(f"retour 106 {said}", TODAY, in_hand=in_hand)
    if isinstance(returned, ReturnSaid) and returned.number != "106":
        assert returned.lines, "106 was neither the order nor how much comes back: « retour 106 vis de la 107 »"
