"""What the pages of an invoice say: all that the law wants, and the same sums as its data, to the cent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import segno
from segno.helpers import make_epc_qr

from core.i18n import language, money
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.invoicing.papers.embedding import facturx_pdf
from core.invoicing.papers.invoice import invoice_paper, title_of
from core.invoicing.papers.transfer import transfer_code
from core.invoicing.papers.xml import fields
from core.kernel.amounts import ZERO, amount, percent
from core.printing.layout import pdf
from core.printing.paper import Paper
from tests.core.invoicing.papers.checking import data_of
from tests.core.invoicing.papers.invoices import (
    CASES,
    DEPOSITS,
    GOODS,
    IBAN,
    WORK,
    Sold,
    a_company,
    a_consumer,
    a_customer,
    an_invoice,
    charged,
)
from tests.core.printing.reading import whole


def printed(invoice: Invoice) -> str:
    return whole(facturx_pdf(invoice_paper(invoice), data_of(invoice)))


def told(amount_: Decimal, speaking: str = "fr") -> str:
    with language(speaking):
        return money(amount_).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def facts(paper: Paper) -> Mapping[str, str]:
    return dict(paper.facts)


def totals(paper: Paper) -> Mapping[str, Decimal]:
    return {line.label: line.amount for line in paper.totals}


@pytest.mark.parametrize("case", CASES)
def test_paper_and_data_say_the_same_to_the_cent(case: str) -> None:
    invoice = CASES[case]()
    terms, text = fields(invoice), printed(invoice)
    for key in ("BT-112", "BT-115"):
        assert told(Decimal(terms[key]), invoice.language) in text
    if invoice_paper(invoice).taxes:
        for key in ("BT-109", "BT-110"):
            assert told(Decimal(terms[key]), invoice.language) in text
        for one in terms["BG-23"]:
            assert told(Decimal(one["BT-116"]), invoice.language) in text
            assert told(Decimal(one["BT-117"]), invoice.language) in text
    nets = [Decimal(line["BT-131"]) for line in terms["BG-25"]]
    assert nets == [row.net for row in invoice_paper(invoice).lines if row.kind not in ("section", "text")]


@pytest.mark.parametrize("case", CASES)
def test_every_mention_is_printed(case: str) -> None:
    invoice = CASES[case]()
    text = printed(invoice)
    assert [one for one in invoice.mentions if " ".join(one.split()) not in text] == []


@pytest.mark.parametrize(
    ("case", "title"),
    [
        ("professional", "Facture"),
        ("deposit", "Facture d'acompte"),
        ("progress", "Facture de situation n° 2"),
        ("final", "Facture de solde"),
        ("credit", "Avoir"),
        ("replacing", "Facture rectificative"),
    ],
)
def test_it_is_called_what_it_is(case: str, title: str) -> None:
    invoice = CASES[case]()
    assert title_of(invoice) == invoice_paper(invoice).kind == title
    assert title in printed(invoice)


def test_both_are_identified() -> None:
    paper = invoice_paper(an_invoice())
    assert {"SIREN 452881937", "TVA FR40452881937"} <= set(paper.seller.details)
    assert paper.buyer.details == ("SIREN 552100554", "TVA FR96552100554")
    assert invoice_paper(an_invoice(customer=a_customer(siret="55210055400013"))).buyer.details == (
        "SIRET 55210055400013",
        "SIREN 552100554",
        "TVA FR96552100554",
    )


def test_another_country_stands_in_the_address() -> None:
    assert invoice_paper(CASES["export"]()).buyer.address_lines[-1] == "Suisse"
    assert invoice_paper(CASES["in English"]()).buyer.address_lines[-1] == "Belgium"


def test_it_names_all_that_it_stands_on() -> None:
    said = facts(invoice_paper(an_invoice(customer_number="PO-4711")))
    assert said["Devis"] == "DE2611-0045 du 02/11/2026"
    assert said["Commande"] == "CO2611-0001 du 09/11/2026"
    assert said["Bon de livraison"] == "BL2611-0003 du 20/11/2026"
    assert said["Votre commande"] == "PO-4711"
    assert said["Livré le"]
    assert "Exécuté le" in facts(invoice_paper(CASES["services"]()))
    many = [{"kind": "delivery", "number": f"BL{n}", "on": "2026-11-20"} for n in range(5)]
    assert facts(invoice_paper(an_invoice(sources=many)))["Bon de livraison"] == "BL0, BL1, BL2, BL3, BL4"
    undated = [{"kind": "quote", "number": "DE1", "on": None}]
    assert facts(invoice_paper(an_invoice(sources=undated)))["Devis"] == "DE1"


def test_where_it_was_done_is_told() -> None:
    place = invoice_paper(CASES["delivered elsewhere"]()).delivery
    assert place is not None
    assert (place.name, place.address_lines[-1]) == ("Chantier Œuvrard", "33000 Bordeaux")


def test_lines_are_before_tax_whoever_buys() -> None:
    paper = invoice_paper(CASES["prices with tax"]())
    assert not paper.show_gross
    assert [row.unit_price for row in paper.lines[:2]] == [Decimal("3.1667"), Decimal("5.1667")]


def test_what_deposits_have_charged_is_listed_and_deducted() -> None:
    paper = invoice_paper(CASES["final"]())
    assert [(one.label, one.base, one.tax, one.gross) for one in paper.deducted] == [
        ("AC2611-0001 du 03/11/2026", amount(100), amount(20), amount(120)),
        ("AC2611-0002 du 12/11/2026", amount("33.33"), amount("6.67"), amount(40)),
    ]
    sums = totals(paper)
    assert (sums["Total TTC"], sums["Déjà facturé TTC"], sums["Net à payer"]) == (
        amount("695.76"), amount(-160), amount("535.76"),
    )  # fmt: skip


def test_a_deposit_of_several_rates_is_one_row() -> None:
    both = [charged(11, amount(100), amount(20)), charged(11, amount(50), amount(5), "10")]
    paper = invoice_paper(an_invoice(charged=both, sources=DEPOSITS))
    assert [(one.base, one.tax, one.gross) for one in paper.deducted] == [(amount(150), amount(25), amount(175))]


def test_how_far_works_are_is_told_with_what_was_before() -> None:
    said = facts(invoice_paper(CASES["progress"]()))
    assert said["Avancement cumulé"].startswith("60")
    assert said["Avancement précédent"].startswith("30")
    first = an_invoice(WORK, kind=InvoiceKind.PROGRESS, percent=percent(30), sources=[])
    assert "Avancement précédent" not in facts(invoice_paper(first))


def test_a_credit_note_names_its_origin_and_asks_for_nothing() -> None:
    paper = invoice_paper(CASES["credit"]())
    assert facts(paper)["Facture d'origine"] == "FA2611-0001 du 10/11/2026"
    assert facts(paper)["Motif"] == "Matériel rendu"
    assert paper.payment is None
    assert "Échéance" not in facts(paper)
    assert paper.totals[-1].label == "Net en votre faveur"


def test_a_franchise_has_no_word_of_vat_but_its_mention() -> None:
    paper = invoice_paper(CASES["franchise"]())
    assert paper.taxes == ()
    assert {row.tax_rate for row in paper.lines} == {None}
    assert list(totals(paper)) == ["Total", "Net à payer"]


def test_each_rate_says_why_it_is_none() -> None:
    paper = invoice_paper(CASES["margin scheme"]())
    assert [tax.reason for tax in paper.taxes] == ["", "Régime particulier – Biens d'occasion"]


def test_what_was_paid_is_taken_off() -> None:
    invoice = an_invoice(GOODS)
    paper = invoice_paper(invoice, paid=amount(100))
    assert totals(paper)["Déjà réglé"] == amount(-100)
    assert totals(paper)["Net à payer"] == amount(invoice.payable - 100)
    assert invoice_paper(invoice, paid=invoice.payable).payment is None


def test_payments_of_several_months_have_their_days_and_sum_to_the_whole() -> None:
    invoice = CASES["three payments"]()
    payment = invoice_paper(invoice).payment
    assert payment is not None
    assert [one.due_on for one in payment.schedule] == [date(2026, 11, 22), date(2026, 12, 22), date(2027, 1, 22)]
    assert sum(one.amount for one in payment.schedule) == invoice.payable


@pytest.mark.parametrize(
    ("name", "iban", "due"), [("Chauffage Morel SARL", IBAN, "1124.76"), ("Été & Fils", IBAN, "5")]
)
def test_the_code_is_a_transfer_as_banks_read_it(name: str, iban: str, due: str) -> None:
    said = transfer_code(name, iban, amount(due), "FA2611-0001")
    ours = segno.make_qr(said.encode(), error="m", boost_error=False)
    theirs = make_epc_qr(name, iban, Decimal(due), text="FA2611-0001", encoding="utf-8")
    assert ours.matrix == theirs.matrix


@pytest.mark.parametrize(
    "facts_of",
    [
        {"currency": "CHF"},
        {"demo": True},
        {"payment_locked_until": date(2026, 11, 29)},
        {"sources": [{"kind": "unsigned"}]},
    ],
)
def test_no_code_asks_for_what_may_not_be_paid(facts_of: dict[str, Any]) -> None:
    payment = invoice_paper(an_invoice(**facts_of)).payment
    assert payment is not None
    assert payment.code == ""


@pytest.mark.parametrize(
    ("case", "terms"),
    [
        ("unsigned", "Paiement en 3 mensualités, au plus tôt sept jours après la signature du contrat"),
        ("unsigned, no terms", "À régler au plus tôt sept jours après la signature du contrat"),
    ],
)
def test_what_is_not_signed_has_no_day_on_which_it_is_due(case: str, terms: str) -> None:
    invoice = CASES[case]()
    paper, data = invoice_paper(invoice), fields(invoice)
    assert paper.payment is not None
    assert paper.payment.terms == terms
    assert {one.due_on for one in paper.payment.schedule} <= {None}
    assert "Échéance" not in facts(paper)
    assert data["BT-20"].casefold() == terms.casefold()
    assert "BT-9" not in data


def test_no_account_and_nothing_to_pay_give_no_code() -> None:
    assert transfer_code("Morel", "", amount(5), "FA1") == transfer_code("Morel", IBAN, ZERO, "FA1") == ""
    payment = invoice_paper(an_invoice(company=a_company(iban=""))).payment
    assert payment is not None
    assert (payment.account, payment.code) == (None, "")


def test_the_code_stands_on_the_page() -> None:
    paper = invoice_paper(an_invoice())
    assert paper.payment is not None
    without = replace(paper, payment=replace(paper.payment, code="", code_label=""))
    assert "scannez" in whole(pdf(paper))
    assert "scannez" not in whole(pdf(without))


def test_both_codes_are_read_off_the_page_and_each_says_what_it_is_for() -> None:
    opening = "https://t.me/a_long_name_of_a_bot_bot?start=p_" + "x" * 32
    paper = invoice_paper(an_invoice(), account=opening)
    assert paper.payment is not None
    assert (paper.payment.link, paper.payment.code[:3]) == (opening, "BCD")
    said = whole(pdf(paper))
    assert "appareil photo" in said
    assert "application de votre banque" in said
    assert "camera" in whole(pdf(invoice_paper(an_invoice(), account=opening, speaking="en")))


def test_a_fictitious_company_says_so_across_its_pages() -> None:
    assert invoice_paper(CASES["fictitious"]()).watermark == "factice"


def test_titles_and_texts_stay_between_the_lines() -> None:
    kinds = [row.kind for row in invoice_paper(CASES["sections"]()).lines]
    assert kinds == ["section", "item", "text", "item"]


def test_insurance_is_told_to_all_and_the_mediator_to_consumers() -> None:
    assert "Assurance : Décennale AXA 4711, France" in invoice_paper(an_invoice()).mentions
    consumer = invoice_paper(an_invoice(Sold(), customer=a_consumer())).mentions
    assert "Médiateur de la consommation : CM2C, Paris" in consumer
