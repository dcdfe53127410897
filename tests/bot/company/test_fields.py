"""The history names each field that can change, and writes its values as people do."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import inspect

from bot.company.fields import FIELDS, Names, change_words
from core.catalog.models import Family, Product
from core.company.settings import Settings
from core.history import Happened
from core.parties.models import Contact, Customer
from core.sales.quotes.header import HEADER

# Columns that no change is about: a card is made, archived and merged by facts of their own.
_NEVER_SAID = {"id", "company_id", "version", "created_at", "archived_at", "last_used_at"}
_NOT_CHANGED = {Customer: {"code", "merged_into"}, Product: {"parent_id"}, Contact: {"customer_id"}, Family: set()}


@pytest.mark.parametrize("model", _NOT_CHANGED)
def test_each_field_of_a_card_has_a_name_in_the_history(model: Any) -> None:
    columns = {column.key for column in inspect(model).column_attrs if column.key != "with_contacts"}
    assert columns - _NEVER_SAID - _NOT_CHANGED[model] - FIELDS.keys() == set()


def test_each_setting_and_each_term_of_a_quote_has_a_name_in_the_history() -> None:
    assert {*Settings.__annotations__, *HEADER} - FIELDS.keys() == set()


@pytest.mark.parametrize(
    ("field", "before", "after", "told"),
    [
        ("family_id", None, 3, "Famille : ∅ → Chauffage › Radiateurs"),
        ("family_id", 4, None, "Famille : ? → ∅"),
        ("salesperson_id", 7, None, "suivi : Julie → ∅"),
        ("vat_class", "standard", "reduced", "TVA : taux normal → taux réduit"),
        ("unit", "U", "BTE", "Unité : pièce → boîte"),
        ("basis", "HT", "TTC", "HT ou TTC : HT → TTC"),
        ("packaging", {}, {"PAL": "66"}, "Emballages : ∅ → palette 66"),
        ("attributes", {"taille": "L"}, {"taille": "XL"}, "Déclinaison : taille L → taille XL"),
        ("barcode", "", "3245060000004", "Code-barres : ∅ → 3245060000004"),
        ("photo_sha256", None, "ab" * 32, "Photo : ∅ → une image"),
        ("kind", "consumer", "public", "type : particulier → secteur public"),
        ("price", "12.5000", None, "Prix : 12,50 → ∅"),
        ("payment_terms", "COMPTANT", "30J", "Paiement : comptant → 30 jours"),
        ("prospect", True, False, "prospect : oui → non"),
    ],
)
def test_a_change_is_told_in_words(field: str, before: Any, after: Any, told: str) -> None:
    fact = Happened(datetime(2026, 11, 23, tzinfo=UTC), "Ana", "", "Changed", {"changes": {field: [before, after]}})
    names = Names({3: "Chauffage › Radiateurs"}, {7: "Julie"})
    assert change_words(fact, names).replace("\u00a0", " ").replace("\u202f", " ") == told
