"""What a file is about, and what its columns mean."""

import pytest

from core.exchange.columns import COLUMNS
from core.exchange.imports.guessing import guessed_kind, guessed_mapping, holds_invoices
from core.exchange.models import ImportKind
from core.i18n import _, language


@pytest.mark.parametrize("speaking", ["fr", "en"])
@pytest.mark.parametrize("kind", ImportKind)
def test_what_we_export_is_understood_without_a_question(kind: ImportKind, speaking: str) -> None:
    with language(speaking):
        header = [_(column.label) for column in COLUMNS[kind]]
    assert guessed_kind(header, []) is kind
    assert list(guessed_mapping(kind, header, []).values()) == [column.field for column in COLUMNS[kind]]


def test_a_header_that_is_nearly_one_is_taken_for_it() -> None:
    assert guessed_mapping(ImportKind.CUSTOMERS, ["Raison social", "Téléphonne", "Bidule"], []) == {
        0: "name",
        1: "phone",
    }


def test_a_column_without_a_telling_header_is_told_by_its_cells() -> None:
    sample = [["Dupont", "a@b.example", "06 39 98 10 05", "04 65 71 10 05"], ["Petit", "", "0639981006", ""]]
    mapping = guessed_mapping(ImportKind.CUSTOMERS, ["Client", "", "Colonne 3", "X"], sample)
    assert mapping == {0: "name", 1: "email", 2: "mobile", 3: "phone"}


def test_two_columns_never_mean_the_same() -> None:
    assert guessed_mapping(ImportKind.CUSTOMERS, ["Nom", "Client", "Name"], []) == {0: "name"}


def test_a_table_of_neither_is_said_to_be_neither() -> None:
    assert guessed_kind(["Date", "Montant"], [["01/01/2026", "12"]]) is None


@pytest.mark.parametrize(
    "header",
    [
        "Numéro;Date;Client;HT;TVA;TTC;Reste dû",
        "N° facture;Client;Montant TTC",
        "Date d'échéance;Raison sociale;Net à payer",
    ],
)
def test_a_table_of_invoices_is_known(header: str) -> None:
    assert holds_invoices(header.split(";"))


@pytest.mark.parametrize(
    "header",
    [
        "Code client;Raison sociale;CP;Ville;Date",
        "Réf;Désignation;HT;TTC;Date",
        "Client;Adresse de facturation;Total",
        "Nom;E-mail factures",
    ],
)
def test_a_table_of_customers_or_products_is_none_of_invoices(header: str) -> None:
    assert not holds_invoices(header.split(";"))


@pytest.mark.parametrize("kind", ImportKind)
def test_what_we_export_is_none_of_invoices(kind: ImportKind) -> None:
    assert not holds_invoices([_(column.label) for column in COLUMNS[kind]])


def test_products_are_known_by_their_prices_and_customers_by_their_towns() -> None:
    assert guessed_kind(["Code", "Nom", "Prix HT", "TVA"], []) is ImportKind.PRODUCTS
    assert guessed_kind(["Code", "Nom", "Ville", "Tél"], []) is ImportKind.CUSTOMERS
