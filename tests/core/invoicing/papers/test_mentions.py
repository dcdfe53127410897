"""Which words of the law stand on an invoice: by who buys, what is sold, where it goes, and on which day."""

from datetime import date

import pytest

from core.company.models import VatRegime
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.invoicing.papers.mentions import DISCOUNT, GENERAL, INDEMNITY, MENTIONS, PENALTIES, REGULATORY, subject_of
from core.kernel.amounts import percent
from core.parties.models import CustomerKind
from tests.core.invoicing.papers.invoices import CASES, GOODS, ORIGIN, WORK, a_company, a_customer, an_invoice

LATE = "Pénalités de retard exigibles le jour suivant l'échéance"
FORTY = "Indemnité forfaitaire pour frais de recouvrement en cas de retard : 40\N{NO-BREAK SPACE}€."


def of(case: str) -> list[str]:
    return CASES[case]().mentions


def filed(invoice: Invoice) -> list[str]:
    return sorted(subject_of(text) for text in invoice.mentions)


@pytest.mark.parametrize(
    ("case", "mention"),
    [
        ("goods", "Nature de l'opération : livraison de biens."),
        ("services", "Nature de l'opération : prestation de services."),
        ("professional", "Nature de l'opération : livraison de biens et prestation de services."),
        ("professional", FORTY),
        ("professional", "Escompte pour paiement anticipé : néant."),
        ("public", FORTY),
        ("services on debits", "Option pour le paiement de la taxe d'après les débits."),
        ("franchise", "TVA non applicable, art. 293 B du CGI"),
        ("reverse charge", "Autoliquidation"),
        ("services to the Union", "Autoliquidation, art. 283-2 du CGI et art. 196 de la directive 2006/112/CE"),
        ("goods to the Union", "Exonération de TVA, art. 262 ter I du CGI"),
        ("export", "Exonération de TVA, art. 262 I du CGI"),
        ("services outside the Union", "TVA non applicable, art. 259-1° du CGI"),
        ("Guyane", "TVA non applicable, art. 294 du CGI"),
        ("margin scheme", "Régime particulier – Biens d'occasion"),
        ("exempt", "Exonération de TVA, art. 261-4 du CGI"),
        (
            "locked",
            "Contrat hors établissement : aucun paiement, sous quelque forme que ce soit, avant le 29/11/2026.",
        ),
        (
            "unsigned",
            "Contrat hors établissement non encore signé : aucun paiement, sous quelque forme que ce soit, avant "
            "l'expiration d'un délai de sept jours à compter de sa signature.",
        ),
        (
            "consumer",
            "Les biens vendus bénéficient de la garantie légale de conformité pendant deux ans à compter de leur "
            "délivrance (C. conso. L217-3 et suivants).",
        ),
        ("credit", "Avoir sur la facture n° FA2611-0001 du 10/11/2026."),
        ("credit net of tax", "Avoir net de taxe : la TVA facturée à l'origine n'est pas rectifiée (CGI 272)"),
        ("replacing", "Annule et remplace la facture n° FA2611-0001 du 10/11/2026."),
    ],
)
def test_each_case_has_its_mention(case: str, mention: str) -> None:
    assert mention in of(case)


@pytest.mark.parametrize("case", ["consumer", "locked", "association", "credit", "credit net of tax"])
def test_who_owes_no_penalty_reads_of_none(case: str) -> None:
    assert not {PENALTIES, INDEMNITY, DISCOUNT} & {subject_of(text) for text in of(case)}


def test_a_registered_association_buys_as_a_business() -> None:
    club = a_customer(kind=CustomerKind.ASSOCIATION)
    assert filed(an_invoice(GOODS, customer=club)) == sorted([REGULATORY, PENALTIES, INDEMNITY, DISCOUNT])


def test_the_option_on_debits_is_for_services_only() -> None:
    assert not [text for text in an_invoice(GOODS, company=a_company(vat_on_debits=True)).mentions if "débits" in text]


def test_a_consumer_who_buys_services_has_no_guarantee_of_goods() -> None:
    assert not [text for text in CASES["consumer"]().mentions if "débits" in text]
    consumer = a_customer(kind=CustomerKind.CONSUMER, siren="", vat_number="")
    assert not [text for text in an_invoice(WORK, customer=consumer).mentions if "garantie" in text]


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (date(2015, 1, 1), "10,05 % l'an au 01/01/2015"),
        (date(2023, 6, 30), "12,5 % l'an au 01/01/2023"),
        (date(2023, 7, 1), "14 % l'an au 01/07/2023"),
        (date(2026, 6, 30), "12,15 % l'an au 01/01/2026"),
        (date(2026, 11, 22), "12,4 % l'an au 01/07/2026"),
    ],
)
def test_the_rate_of_penalties_is_that_of_its_half_year(on: date, told: str) -> None:
    (late,) = [text for text in an_invoice(on=on).mentions if text.startswith(LATE)]
    spaced = late.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert spaced == f"{LATE} : taux de refinancement de la BCE majoré de 10 points (soit {told})."


@pytest.mark.parametrize("on", [date(2014, 12, 31), date(2035, 1, 1)])
def test_a_rate_that_is_not_known_is_told_by_its_rule(on: date) -> None:
    assert f"{LATE} : taux de refinancement de la BCE majoré de 10 points." in an_invoice(on=on).mentions


def test_a_public_buyer_owes_eight_points() -> None:
    (late,) = [text for text in of("public") if text.startswith(LATE)]
    assert "majoré de 8 points" in late
    assert "10,4" in late


def test_penalties_and_discount_are_those_of_the_company() -> None:
    company = a_company(late_rate=percent("9.5"), early_discount="1 % sous huit jours.")
    said = [text.replace("\N{NO-BREAK SPACE}", " ") for text in an_invoice(company=company).mentions]
    assert f"{LATE} : 9,5 % l'an." in said
    assert "Escompte pour paiement anticipé : 1 % sous huit jours." in said


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2026, 12, 31), "TVA non applicable, art. 293 B du CGI"),
        (date(2027, 1, 1), "TVA non applicable, art. L. 223-3 du CIBS"),
    ],
)
def test_a_franchise_says_it_in_the_words_of_the_day(on: date, said: str) -> None:
    franchise = a_company(vat_regime=VatRegime.FRANCHISE)
    assert an_invoice(company=franchise, on=on).mentions[0] == said


def test_the_guarantee_is_told_since_it_has_to_be() -> None:
    consumer = a_customer(kind=CustomerKind.CONSUMER, siren="", vat_number="")
    told = [
        any("garantie" in text for text in an_invoice(GOODS, customer=consumer, on=on).mentions)
        for on in (date(2022, 9, 30), date(2022, 10, 1))
    ]
    assert told == [False, True]


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_told_twice(case: str) -> None:
    said = of(case)
    assert len(said) == len(set(said))
    assert not [text for text in said if "{" in text or not text.strip()]


@pytest.mark.parametrize("case", CASES)
def test_what_is_printed_is_filed_under_one_subject_each(case: str) -> None:
    subjects = filed(CASES[case]())
    assert all(subjects.count(one) <= 1 for one in (PENALTIES, INDEMNITY, DISCOUNT))


def test_words_that_no_row_has_are_general() -> None:
    assert subject_of("Merci de votre confiance") == GENERAL
    assert all(row.opening and row.source for row in MENTIONS)


def test_they_are_french_whatever_the_language() -> None:
    assert an_invoice(customer=a_customer(language="en"), language="en").mentions == an_invoice().mentions


def test_a_credit_note_of_a_business_names_what_it_corrects_first() -> None:
    credit = an_invoice(kind=InvoiceKind.CREDIT, sources=[ORIGIN])
    assert credit.mentions[0].startswith("Avoir sur la facture")
