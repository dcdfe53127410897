"""How a line is taxed, by who sells, who buys, what it is and where it goes."""

from typing import Any

import pytest

from core.catalog.vatex import REASONS, category_of, code_of, reason_of
from core.company.models import VatRegime
from core.kernel.amounts import NO_RATE, percent
from core.parties.models import CustomerKind
from core.sales.taxation import Tax, tax_of
from tests.core.invoicing.papers.invoices import BELGIAN, ON, SWISS, a_company, a_consumer, a_customer

_BERLIN = {"zip": "10115", "country": "DE"}
_LYON = {"zip": "69001", "country": "FR"}
_CAYENNE = {"zip": "97300", "country": "FR"}


def taxed(*, company: Any = None, customer: Any = None, place: Any = None, rate: str = "20", **facts: Any) -> Tax:
    buyer = customer or a_customer()
    facts = {"service": False, **facts}
    return tax_of(company or a_company(), buyer, place or {}, rate=percent(rate), **facts)


@pytest.mark.parametrize(
    ("facts", "category", "vatex"),
    [
        ({}, "S", ""),
        ({"rate": "0"}, "Z", ""),
        ({"company": a_company(vat_regime=VatRegime.FRANCHISE)}, "E", "VATEX-FR-FRANCHISE"),
        ({"vatex": "VATEX-FR-CGI261-4"}, "E", "VATEX-FR-CGI261-4"),
        ({"vatex": "VATEX-EU-F"}, "E", "VATEX-EU-F"),
        ({"vatex": "VATEX-FR-AE"}, "AE", "VATEX-FR-AE"),
        ({"customer": a_customer(reverse_charge=True)}, "AE", "VATEX-FR-AE"),
        ({"customer": a_consumer(reverse_charge=True)}, "S", ""),
        ({"customer": a_customer(**BELGIAN)}, "K", "VATEX-EU-IC"),
        ({"customer": a_customer(**BELGIAN), "service": True}, "AE", "VATEX-EU-AE"),
        ({"customer": a_consumer(country="BE")}, "S", ""),
        ({"customer": a_consumer(country="BE"), "service": True}, "S", ""),
        ({"customer": a_customer(**BELGIAN), "place": {"zip": "69001", "country": "FR"}}, "S", ""),
        ({"customer": a_customer(**BELGIAN), "place": _LYON, "service": True}, "S", ""),
        ({"customer": a_customer(**SWISS), "place": _LYON, "service": True}, "S", ""),
        ({"customer": a_customer(**SWISS), "place": _LYON, "service": True, "rate": "0"}, "Z", ""),
        ({"customer": a_customer(**BELGIAN), "place": _CAYENNE, "service": True}, "G", "FR-294"),
        ({"customer": a_customer(**BELGIAN), "place": _BERLIN, "service": True}, "AE", "VATEX-EU-AE"),
        (
            {"customer": a_customer(**BELGIAN, reverse_charge=True), "place": _LYON, "service": True},
            "AE",
            "VATEX-FR-AE",
        ),
        ({"customer": a_customer(zip="97300"), "place": _LYON, "service": True}, "S", ""),
        ({"place": _BERLIN}, "S", ""),
        ({"customer": a_customer(**BELGIAN), "place": _BERLIN}, "K", "VATEX-EU-IC"),
        ({"customer": a_customer(**SWISS)}, "G", "VATEX-EU-G"),
        ({"customer": a_consumer(country="CH")}, "G", "VATEX-EU-G"),
        ({"customer": a_customer(**SWISS), "service": True}, "G", "FR-259-1"),
        ({"customer": a_consumer(country="CH"), "service": True}, "S", ""),
        ({"customer": a_customer(country="MC")}, "S", ""),
        ({"customer": a_customer(zip="98800")}, "G", "VATEX-EU-G"),
        ({"customer": a_customer(zip="97300")}, "G", "FR-294"),
        ({"customer": a_customer(country="YT", zip="")}, "G", "FR-294"),
        ({"place": _CAYENNE}, "G", "FR-294"),
        ({"place": _CAYENNE, "service": True}, "S", ""),
        ({"place": _CAYENNE, "service": True, "customer": a_consumer()}, "G", "FR-294"),
        ({"company": a_company(zip="97300")}, "G", "FR-294"),
        ({"customer": a_customer(zip="97400"), "rate": "8.5"}, "S", ""),
        ({"customer": a_customer(zip="97400"), "rate": "0"}, "G", "FR-294"),
        ({"customer": a_customer(kind=CustomerKind.PUBLIC)}, "S", ""),
    ],
)
def test_each_case_has_its_category(facts: dict[str, Any], category: str, vatex: str) -> None:
    found = taxed(**facts)
    assert (found.category, found.vatex) == (category, vatex)


def test_only_what_is_charged_keeps_its_rate() -> None:
    assert taxed(rate="5.5") == Tax("S", "", percent("5.5"))
    assert taxed(rate="5.5", customer=a_customer(**SWISS)).rate == NO_RATE


@pytest.mark.parametrize("key", REASONS)
def test_each_reason_has_words_a_category_and_a_code(key: str) -> None:
    assert reason_of(category_of(key), key, ON)
    assert code_of(key).startswith("VATEX-")


def test_a_reason_that_no_table_has_is_still_told() -> None:
    assert reason_of("E", "VATEX-EU-143-1A", ON) == "Exonération de TVA (VATEX-EU-143-1A)"
    assert (category_of("VATEX-EU-143-1A"), code_of("VATEX-EU-143-1A")) == ("E", "VATEX-EU-143-1A")
    assert reason_of("S", "", ON) == reason_of("Z", "", ON) == code_of("") == ""
