"""Countries are known by their names, and said of a customer in a reply to his card."""

import pytest

from bot.understanding.cards import read_card_change
from bot.understanding.countries import country_code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("belgique", "BE"),
        ("la Belgique", "BE"),
        ("BE", "BE"),
        ("Royaume-Uni", "GB"),
        ("angleterre", "GB"),
        ("États-Unis", "US"),
        ("Switzerland", "CH"),
        ("la Réunion", "RE"),
        ("dupont", None),
        ("", None),
        ("union européenne", None),
    ],
)
def test_a_country_is_known_by_its_names(typed: str, code: str | None) -> None:
    assert country_code(typed) == code


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        ("pays belgique", {"country": "BE"}),
        ("il est en Belgique", {"country": "BE"}),
        ("Belgique", {"country": "BE"}),
        (
            "rue de la Loi 16, 1000 Bruxelles, Belgique",
            {"country": "BE", "zip": "1000", "city": "Bruxelles", "street": "rue de la Loi 16"},
        ),
        ("tva BE0203201340, belgique", {"vat_number": "BE0203201340", "country": "BE"}),
        ("autoliquidation", {"reverse_charge": True}),
        ("plus d'autoliquidation", {"reverse_charge": False}),
        ("anglais", {"language": "en"}),
    ],
)
def test_what_is_said_of_a_place_changes_the_card(said: str, facts: dict[str, str | bool]) -> None:
    change = read_card_change(said)
    assert change is not None
    assert change.facts == facts


@pytest.mark.parametrize("said", ["pays xyz", "il est en retard", "en attente"])
def test_what_names_no_country_changes_nothing(said: str) -> None:
    assert read_card_change(said) is None
