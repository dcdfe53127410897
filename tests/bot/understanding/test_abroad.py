"""Customers and addresses outside France, as people type them."""

import pytest

from bot.understanding import CustomerCreate, understand
from bot.understanding.cards import read_address, read_card_change
from bot.understanding.people import read_customer
from tests.bot.understanding.world import context


@pytest.mark.parametrize(
    ("typed", "name", "street", "zip", "city", "country"),
    [
        ("Luc Bau, 5 rue du Bois, 10115 Berlin, Allemagne", "Luc Bau", "5 rue du Bois", "10115", "Berlin", "DE"),
        ("Peeters NV, Kerkstraat 5, 2000 Anvers, Belgique", "Peeters NV", "Kerkstraat 5", "2000", "Anvers", "BE"),
        ("Peeters NV Kerkstraat 5 2000 Anvers Belgique", "Peeters NV", "Kerkstraat 5", "2000", "Anvers", "BE"),
        (
            "Müller Bau GmbH 3 Hauptstrasse 10115 Berlin Allemagne",
            *("Müller Bau GmbH", "3 Hauptstrasse", "10115", "Berlin", "DE"),
        ),
        ("De Vries, Damrak 1, 1012 LG Amsterdam, Pays-Bas", "De Vries", "Damrak 1", "1012 LG", "Amsterdam", "NL"),
        (
            "Smith Ltd, 10 Downing Street, London SW1A 2AA, Royaume-Uni",
            *("Smith Ltd", "10 Downing Street", "SW1A 2AA", "London", "GB"),
        ),
        ("Rossi SpA, Milano, Italie", "Rossi SpA", None, None, "Milano", "IT"),
        ("Dupont Lux, Luxembourg", "Dupont Lux", None, None, "Luxembourg", "LU"),
        ("Müller Bau GmbH basé en Allemagne", "Müller Bau GmbH", None, None, None, "DE"),
        ("Jean Martin, Bron, France", "Jean Martin", None, None, "Bron", "FR"),
    ],
)
def test_a_new_customer_abroad_has_his_country_and_his_address(
    typed: str, name: str, street: str | None, zip: str | None, city: str | None, country: str
) -> None:
    read = read_customer(typed, None)
    assert read is not None
    assert (read.name, read.street, read.zip, read.city, read.country) == (name, street, zip, city, country)


@pytest.mark.parametrize(
    ("typed", "name", "street", "city"),
    [
        ("Chalet Suisse", "Chalet Suisse", None, None),
        ("Jean Petit, 1012 rue de la Suisse, 74000 Annecy", "Jean Petit", "1012 rue de la Suisse", "Annecy"),
        ("Hôtel du Portugal 3 rue du Lac 38200 Vienne", "Hôtel du Portugal", "3 rue du Lac", "Vienne"),
        ("Voyages en Italie, bron", "Voyages en Italie", None, "Bron"),
        ("Perrin, Saint-Martin", "Perrin", None, "Saint-Martin"),
    ],
)
def test_a_country_in_a_name_or_a_street_is_none(typed: str, name: str, street: str | None, city: str | None) -> None:
    read = read_customer(typed, None)
    assert read is not None
    assert (read.name, read.street, read.city, read.country) == (name, street, city, None)


def test_the_numbers_of_a_foreigner_are_read() -> None:
    read = read_customer("Müller Bau GmbH, Allemagne, +49 30 901820, tva DE136695976", None)
    assert read is not None
    assert (read.country, read.phone, read.vat_number) == ("DE", "+4930901820", "DE136695976")


def test_what_is_on_no_line_of_the_card_is_known() -> None:
    read = read_customer("Menuiserie Joly, 69500 Bron, le beau-frère de Rémi, 30j fdm", None)
    assert read is not None
    assert read.unread == "le beau-frère de Rémi"


@pytest.mark.parametrize(
    ("typed", "country", "facts"),
    [
        ("12 rue du Rhône, 1204 Genève", "CH", {"street": "12 rue du Rhône", "zip": "1204", "city": "Genève"}),
        ("12 rue du Rhône 1204 Genève", "CH", {"street": "12 rue du Rhône", "zip": "1204", "city": "Genève"}),
        (
            "12 rue du Rhône 1204 Genève Suisse",
            "FR",
            {"country": "CH", "street": "12 rue du Rhône", "zip": "1204", "city": "Genève"},
        ),
        (
            "Am Bach 5, 10115 Berlin, tel +49 30 901820, 30j fdm",
            "DE",
            {
                **{"street": "Am Bach 5", "zip": "10115", "city": "Berlin"},
                **{"phone": "+4930901820", "payment_terms": "30J_FDM"},
            },
        ),
        (
            "3 rue du Bois, 69340 Francheville",
            "CH",
            {"street": "3 rue du Bois", "zip": "69340", "city": "Francheville"},
        ),
    ],
)
def test_an_address_is_written_as_in_the_country_of_the_card(typed: str, country: str, facts: dict[str, str]) -> None:
    change = read_card_change(typed, country)
    assert change is not None
    assert change.facts == facts


@pytest.mark.parametrize(
    ("typed", "country", "read"),
    [
        ("12 rue du Rhône, 1204 Genève", "CH", ("", "12 rue du Rhône", "1204", "Genève", "CH")),
        ("12 rue du Rhône, 1204 Genève, Suisse", "FR", ("", "12 rue du Rhône", "1204", "Genève", "CH")),
        ("Tilleuls, 3 rue du Bois, 69340 Bron", "CH", ("Tilleuls", "3 rue du Bois", "69340", "Bron", "FR")),
    ],
)
def test_another_address_has_a_country_of_its_own(typed: str, country: str, read: tuple[str, ...]) -> None:
    place = read_address(typed, country)
    assert place is not None
    assert tuple(place[field] for field in ("label", "street", "zip", "city", "country")) == read


@pytest.mark.parametrize(
    ("typed", "name", "city", "country"),
    [
        ("Παπαδόπουλος", "Παπαδόπουλος", None, None),
        ("Παπαδόπουλος ΑΕ, Αθήνα, Grèce", "Παπαδόπουλος ΑΕ", "Αθήνα", "GR"),
        ("Ольга Иванова 06 39 98 10 08", "Ольга Иванова", None, None),
        ("山田商店, Tokyo, Japon", "山田商店", "Tokyo", "JP"),
    ],
)
async def test_a_name_in_another_script_is_a_name(typed: str, name: str, city: str | None, country: str | None) -> None:
    reading = await understand(f"nouveau client {typed}", context())
    assert isinstance(reading.slots, CustomerCreate)
    assert (reading.slots.name, reading.slots.city, reading.slots.country) == (name, city, country)
