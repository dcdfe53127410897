"""What Factur-X says of every kind and case: it breaks no published rule, and is right to the cent."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.papers.embedding import xml_of
from core.invoicing.papers.invoice import invoice_paper
from core.invoicing.papers.xml import fields
from core.kernel.amounts import PriceBasis, amount, percent
from tests.core.invoicing.papers.checking import EN_16931, FRENCH, broken, data_of, failed
from tests.core.invoicing.papers.invoices import BELGIAN, CASES, GOODS, Sold, a_company, a_customer, an_invoice

_RAM = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"


def texts(xml: bytes, tag: str) -> list[str]:
    return [one.text for one in etree.fromstring(xml).iter(f"{_RAM}{tag}")]


@pytest.mark.parametrize("case", CASES)
def test_no_rule_is_broken(case: str) -> None:
    assert broken(data_of(CASES[case]())) == []


@pytest.mark.parametrize(
    ("key", "value", "rules"),
    [
        ("BT-1", "FA 2611", FRENCH),
        ("BG-1", [], FRENCH),
        ("BT-23", "X1", FRENCH),
        ("BT-109", "1.00", EN_16931),
        ("BG-4", {"name": "Morel", "country_code": "FR"}, EN_16931),
    ],
)
def test_the_rules_do_find_what_breaks_them(key: str, value: Any, rules: str) -> None:
    wrong = fields(an_invoice(GOODS)) | {key: value}
    assert failed(xml_of(wrong), rules)


@pytest.mark.parametrize("case", CASES)
def test_its_sums_are_those_of_the_invoice(case: str) -> None:
    invoice = CASES[case]()
    xml = data_of(invoice)
    told = {
        tag: [Decimal(text) for text in texts(xml, tag)]
        for tag in ("TaxBasisTotalAmount", "TaxTotalAmount", "GrandTotalAmount", "DuePayableAmount")
    }
    assert told == {
        "TaxBasisTotalAmount": [invoice.net],
        "TaxTotalAmount": [invoice.tax],
        "GrandTotalAmount": [invoice.gross],
        "DuePayableAmount": [invoice.payable],
    }
    assert sum(map(Decimal, texts(xml, "TotalPrepaidAmount"))) == invoice.deducted


def whole_lines(terms: dict[str, Any]) -> list[Decimal]:
    """What the price, the quantity and the reductions of each line leave between its parts and its net: nothing."""
    left = []
    for line in terms["BG-25"]:
        gross = amount(Decimal(line["BT-129"]) * Decimal(line["BT-146"]))
        less = sum(Decimal(one["amount"]) for one in line.get("BG-27", ()))
        more = sum(Decimal(one["amount"]) for one in line.get("BG-28", ()))
        left.append(gross - less + more - Decimal(line["BT-131"]))
    return left


_SOLD = st.builds(
    lambda count, price, rate, basis, discount, cut: Sold(
        count=f"{count / 1000}", price=f"{price / 10000}", rate=rate,
        facts={"basis": basis, "discount": percent(discount), "discount_amount": amount(Decimal(cut) / 100)},
    ),
    st.integers(1, 2_000_000), st.integers(0, 9_999_999), st.sampled_from(["20", "10", "5.5", "2.1"]),
    st.sampled_from(PriceBasis), st.sampled_from([0, 5, "12.5"]), st.sampled_from([0, 0, 150]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(_SOLD, min_size=1, max_size=12), st.sampled_from([0, 3, "7.25"]))
def test_every_sum_is_made_of_its_parts(sold: list[Sold], discount: Any) -> None:
    terms = fields(an_invoice(*sold, discount=percent(discount)))
    assert not any(whole_lines(terms))
    lines = sum(Decimal(line["BT-131"]) for line in terms["BG-25"])
    cuts, adds = (sum(Decimal(one["amount"]) for one in terms.get(key, ())) for key in ("BG-20", "BG-21"))
    assert lines == Decimal(terms["BT-106"])
    assert lines - cuts + adds == Decimal(terms["BT-109"]) == sum(Decimal(one["BT-116"]) for one in terms["BG-23"])
    assert Decimal(terms["BT-110"]) == sum(Decimal(one["BT-117"]) for one in terms["BG-23"])
    assert Decimal(terms["BT-112"]) == Decimal(terms["BT-109"]) + Decimal(terms["BT-110"])


@pytest.mark.parametrize(
    ("case", "kind", "frame"),
    [
        ("goods", "380", "B1"),
        ("services", "380", "S1"),
        ("professional", "380", "M1"),
        ("deposit", "386", "B1"),
        ("final", "380", "B4"),
        ("credit", "381", "M1"),
        ("credit on a deposit", "503", "B1"),
        ("replacing", "384", "M1"),
    ],
)
def test_its_kind_and_frame_are_those_of_the_reform(case: str, kind: str, frame: str) -> None:
    terms = fields(CASES[case]())
    assert (terms["BT-3"], terms["BT-23"]) == (kind, frame)


@pytest.mark.parametrize(
    ("case", "category", "code"),
    [
        ("franchise", "E", "VATEX-FR-FRANCHISE"),
        ("reverse charge", "AE", "VATEX-FR-AE"),
        ("services to the Union", "AE", "VATEX-EU-AE"),
        ("goods to the Union", "K", "VATEX-EU-IC"),
        ("export", "G", "VATEX-EU-G"),
        ("services outside the Union", "G", "VATEX-EU-G"),
        ("Guyane", "G", "VATEX-EU-G"),
        ("margin scheme", "E", "VATEX-EU-F"),
        ("exempt", "E", "VATEX-FR-CGI261-4"),
        ("credit net of tax", "E", "VATEX-FR-CNWVAT"),
    ],
)
def test_what_bears_no_vat_says_why(case: str, category: str, code: str) -> None:
    untaxed = [one for one in fields(CASES[case]())["BG-23"] if one["BT-118"] != "S"]
    assert [(one["BT-118"], one["BT-121"]) for one in untaxed] == [(category, code)]
    assert untaxed[0]["BT-120"]


def test_when_vat_falls_due_is_told_unless_it_differs() -> None:
    assert [
        fields(CASES[case]()).get("BT-8")
        for case in ("goods", "services", "services on debits", "professional", "deposit", "export")
    ] == ["delivery", "payment", "invoice", None, "payment", None]


@pytest.mark.parametrize(
    ("case", "bar", "address", "scheme"),
    [
        ("professional", "B2B", "552100554", "0225"),
        ("consumer", "B2C", "j.martin@exemple.fr", "EM"),
        ("consumer without e-mail", "B2C", "sans-adresse@client.invalid", "EM"),
        ("export", "B2BINT", "sans-adresse@client.invalid", "EM"),
        ("goods to the Union", "B2BINT", "BE0897223571", "9925"),
        ("professional without SIREN", None, "sans-adresse@client.invalid", "EM"),
    ],
)
def test_it_is_addressed_to_its_buyer(case: str, bar: str | None, address: str, scheme: str) -> None:
    terms = fields(CASES[case]())
    assert next((one["BT-22"] for one in terms["BG-1"] if one["BT-21"] == "BAR"), None) == bar
    buyer = terms["BG-7"]
    assert (buyer["einvoicing_addr"], buyer["einvoicing_addr_schemeid"]) == (address, scheme)


@pytest.mark.parametrize(
    "vat",
    ["ATU13585627", "DE136695976", "DK13585628", "EL094259216", "IT00743110157", "SE123456789701", "HU12892312"],
)
def test_a_business_of_the_union_is_addressed_as_the_rules_let_it(vat: str) -> None:
    xml = data_of(an_invoice(GOODS, customer=a_customer(**{**BELGIAN, "country": vat[:2], "vat_number": vat})))
    assert [line for line in broken(xml) if "BT-49" in line or "schemeID" in line] == []


@pytest.mark.parametrize(
    ("name", "form", "told"),
    [
        ("Jean Petit", "EI", "Jean Petit EI"),
        ("Jean Petit", "Entrepreneur individuel", "Jean Petit EI"),
        ("Jean Petit", "micro-entreprise", "Jean Petit EI"),
        ("EI Jean Petit", "EI", "EI Jean Petit"),
        ("Jean Petit", "EIRL", "Jean Petit"),
        ("Chauffage Morel", "SARL", "Chauffage Morel"),
    ],
)
def test_who_trades_in_his_own_name_says_so_beside_it(name: str, form: str, told: str) -> None:
    invoice = an_invoice(GOODS, company=a_company(name=name, legal_form=form))
    assert fields(invoice)["BG-4"]["name"] == told
    assert invoice_paper(invoice).seller.name == told
    assert broken(data_of(invoice)) == []


def test_what_is_corrected_or_deducted_is_named_with_its_day() -> None:
    origin = [{"BT-25": "FA2611-0001", "BT-26": date(2026, 11, 10)}]
    assert fields(CASES["credit"]())["BG-3"] == fields(CASES["replacing"]())["BG-3"] == origin
    assert [one["BT-25"] for one in fields(CASES["final"]())["BG-3"]] == ["AC2611-0001", "AC2611-0002"]


def test_what_was_paid_before_is_told() -> None:
    invoice = an_invoice(GOODS)
    terms = fields(invoice, invoice.payable)
    assert (terms["BT-23"], terms["BT-113"], terms["BT-115"]) == ("B2", str(invoice.gross), "0.00")
    assert broken(data_of(invoice, paid=invoice.payable)) == []


def test_a_deposit_that_had_been_paid_asks_for_nothing() -> None:
    deposit = CASES["deposit"]()
    terms = fields(deposit, deposit.payable)
    assert (terms["BT-113"], terms["BT-115"], terms["BT-9"]) == (str(deposit.gross), "0.00", deposit.issued_on)
    assert "BT-84" not in terms, "no account to pay to"
    assert broken(data_of(deposit, paid=deposit.payable)) == []


def test_a_reduction_of_a_line_stands_beside_its_price() -> None:
    terms = fields(CASES["lines with discounts"]())
    assert [line.get("BG-27", [{}])[0].get("amount") for line in terms["BG-25"]] == [
        "57.98", "12.50", "289.90", "579.80", None,
    ]  # fmt: skip


def test_signs_that_no_xml_holds_are_left_out() -> None:
    odd = a_customer(name="Dupont\x00 & <Fils>\x0b")
    xml = data_of(an_invoice(Sold("Vis\x1f 4×40", facts={"detail": "a\nb\x02"}), customer=odd))
    assert "Dupont & <Fils>" in texts(xml, "Name")
    assert "Vis 4×40" in texts(xml, "Name")
    assert broken(xml) == []


def test_what_comes_back_has_a_negative_quantity() -> None:
    lines = fields(CASES["returned line"]())["BG-25"]
    assert [(line["BT-129"], line["BT-146"], line["BT-131"]) for line in lines[1:]] == [
        ("-2", "289.9", "-579.80"), ("-1", "289.9", "-260.91"),
    ]  # fmt: skip


def test_a_credit_note_has_nothing_to_pay_with() -> None:
    terms = fields(CASES["credit"]())
    assert an_invoice(kind=InvoiceKind.CREDIT).due_on is None
    assert not {"BT-9", "BT-81", "BT-84"} & terms.keys()
