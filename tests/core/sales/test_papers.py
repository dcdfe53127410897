"""What is printed: the amounts of the card to the cent, what the law wants to be read, the agreement once given."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.company import companies
from core.company.models import Trade as Business
from core.company.models import VatRegime
from core.kernel.amounts import Amount, PriceBasis, amount, percent, quantity, total, unit_price
from core.kernel.terms import EndOfMonth
from core.parties.models import CustomerKind
from core.printing.layout.document import pdf
from core.printing.paper import Annex, Blank, LineKind, Paper
from core.sales import quotes
from core.sales.lifecycles import Channel
from core.sales.lifecycles import LineKind as Line
from core.sales.papers import draft_paper, quote_paper, terms_label
from core.sales.quotes import NewLine
from tests.core.sales.trade import Trade, accepting, work_hours


async def printed(trade: Trade, *lines: NewLine, kind: CustomerKind = CustomerKind.PROFESSIONAL, **facts: Any) -> Paper:
    buyer = await trade.a_customer(kind=kind)
    quote = await trade.draft(*lines, customer_id=buyer.id, **facts)
    return quote_paper(await trade.done(quotes.validate, quote.id))


def words(paper: Paper) -> str:
    annexes = [part for annex in paper.annexes for part in annex.parts if isinstance(part, str)]
    return "\n".join([*paper.conditions, *paper.mentions, *paper.footer, *annexes])


def counted(paper: Paper, field: str) -> Amount:
    kinds = (LineKind.ITEM, LineKind.CHOSEN)
    return total(getattr(line, field) or Amount(Decimal(0)) for line in paper.lines if line.kind in kinds)


MIXED = (
    NewLine(kind=Line.SECTION, label="Chauffage"),
    work_hours("Tuyau", price="3.335", count="7.5"),
    work_hours("Vanne", price="19.99", count="3", vat=percent(10), free=quantity(1)),
    NewLine(quantity=quantity(3), label="Pose", price=unit_price("33.33"), basis=PriceBasis.TTC),
    work_hours("Thermostat", price="100", optional=True),
)


@pytest.mark.parametrize("kind", [CustomerKind.PROFESSIONAL, CustomerKind.CONSUMER])
@pytest.mark.parametrize("facts", [{}, {"discount": percent(7)}, {"discount_amount": amount("12.34")}])
async def test_the_paper_the_card_and_the_database_say_the_same_to_the_cent(
    trade: Trade, kind: CustomerKind, facts: dict[str, Any]
) -> None:
    buyer = await trade.a_customer(kind=kind)
    draft = await trade.draft(*MIXED, customer_id=buyer.id, **facts)
    quote = await trade.done(quotes.validate, draft.id)
    paper = quote_paper(quote)
    sums = [line.amount for line in paper.totals]
    assert sums[-3:] == [quote.net, quote.tax, quote.gross]
    assert (total(tax.base for tax in paper.taxes), total(tax.tax for tax in paper.taxes)) == (quote.net, quote.tax)
    if facts:
        assert sums[0] == counted(paper, "gross" if paper.show_gross else "net")
        assert sums[0] + sums[1] == (quote.gross if paper.show_gross else quote.net)
    else:
        assert counted(paper, "net") == quote.net
        assert counted(paper, "gross") == quote.gross
    assert paper.show_gross is (kind is CustomerKind.CONSUMER)


async def test_lines_are_printed_as_what_they_are(trade: Trade) -> None:
    cheaper = NewLine(quantity=quantity(1), product_id=trade.product_id, price=unit_price("150"))
    paper = await printed(trade, *MIXED, cheaper, work_hours(price="10", offered=True))
    assert [line.kind for line in paper.lines] == [
        LineKind.SECTION,
        *[LineKind.ITEM] * 3,
        LineKind.OPTION,
        *[LineKind.ITEM] * 2,
    ]
    assert (paper.lines[5].list_price, paper.lines[5].unit_price) == (Decimal("189"), Decimal("150"))
    assert (paper.lines[2].free_quantity, paper.lines[6].offered, paper.lines[6].discount) == (Decimal(1), True, None)


async def test_the_payments_sum_to_the_total(trade: Trade) -> None:
    await trade.set_company(iban="FR7630006000011234567890189")
    paper = await printed(trade, work_hours(price="100.01"), deposit=percent(30), payment_terms="3X")
    assert paper.payment is not None
    assert [part.amount for part in paper.payment.schedule] == [
        Decimal("36.00"),
        Decimal("28.01"),
        Decimal("28.00"),
        Decimal("28.00"),
    ]
    assert paper.payment.terms == "Paiement en 3 mensualités"
    assert paper.payment.account is not None


@pytest.mark.parametrize(
    ("code", "reading", "label"),
    [
        ("COMPTANT", EndOfMonth.DAYS_THEN_END, "paiement comptant"),
        ("30J", EndOfMonth.DAYS_THEN_END, "paiement à 30 jours"),
        ("45J_FDM", EndOfMonth.DAYS_THEN_END, "paiement à 45 jours, fin de mois"),
        ("30J_FDM", EndOfMonth.END_THEN_DAYS, "paiement fin de mois, puis 30 jours"),
        ("3X", EndOfMonth.DAYS_THEN_END, "paiement en 3 mensualités"),
    ],
)
def test_terms_are_said_in_words(code: str, reading: EndOfMonth, label: str) -> None:
    assert terms_label(code, reading) == label


async def test_the_company_is_named_as_the_law_wants(trade: Trade) -> None:
    await trade.set_company(
        legal_form="SARL",
        capital=amount("10000"),
        siren="732829320",
        register_town="Lyon",
        vat_regime=VatRegime.FRANCHISE,
        insurance="Décennale AXA n° 1, France",
        conditions="Nos conditions.",
        mediator="CM2C, Paris",
    )
    professional = await printed(trade)
    said = words(professional)
    for expected in (
        "SARL au capital de 10\N{NO-BREAK SPACE}000\N{NO-BREAK SPACE}€",
        "RCS Lyon 732829320",
        "TVA non applicable, art. 293 B du CGI",
        "Décennale AXA",
        "Nos conditions.",
    ):
        assert expected in said
    assert "CM2C" not in said
    assert "CM2C" in words(await printed(trade, kind=CustomerKind.CONSUMER))


async def test_a_consumer_at_home_gets_information_notice_and_form(trade: Trade) -> None:
    paper = await printed(trade, kind=CustomerKind.CONSUMER)
    assert [annex.title for annex in paper.annexes] == [
        "Informations avant l'achat",
        "Droit de rétractation",
        "Formulaire de rétractation",
    ]
    assert [annex.cut_out for annex in paper.annexes] == [False, False, True]
    assert [part.label for part in blanks(paper.annexes[2])] == [
        "",
        "Commandé le (*)/reçu le (*) :",
        "Nom du (des) consommateur(s) :",
        "Adresse du (des) consommateur(s) :",
        "Signature du (des) consommateur(s) (uniquement en cas de notification du présent formulaire sur papier) :",
        "Date :",
    ]
    assert "Aucun paiement" in words(paper)
    assert paper.seller_signature is not None


def blanks(annex: Annex) -> list[Blank]:
    return [part for part in annex.parts if isinstance(part, Blank)]


@pytest.mark.parametrize(
    ("kind", "channel", "pages", "said"),
    [
        (CustomerKind.CONSUMER, Channel.FAIR, 0, "vous ne bénéficiez pas d'un droit de rétractation"),
        (CustomerKind.CONSUMER, Channel.DISTANCE, 3, "à distance"),
        (CustomerKind.CONSUMER, Channel.PREMISES, 0, "Devis gratuit"),
        (CustomerKind.PROFESSIONAL, Channel.OFF_PREMISES, 0, "Devis gratuit"),
    ],
)
async def test_other_places_of_signature_say_what_holds_there(
    trade: Trade, kind: CustomerKind, channel: Channel, pages: int, said: str
) -> None:
    paper = await printed(trade, kind=kind, channel=channel)
    assert len(paper.annexes) == pages
    assert said in words(paper)
    assert "Aucun paiement" not in words(paper)


async def test_building_works_for_a_consumer_ask_for_the_written_mention(trade: Trade) -> None:
    await trade.set_company(trade=Business.BUILDING)
    consumer, professional = await printed(trade, kind=CustomerKind.CONSUMER), await printed(trade)
    assert consumer.signature is not None
    assert "Devis reçu avant l'exécution des travaux" in consumer.signature.caption[0]
    assert professional.signature is not None
    assert not any("travaux" in line for line in professional.signature.caption)


async def test_the_agreement_is_printed_with_name_words_and_moment(trade: Trade) -> None:
    quote, customer = await trade.sent()
    done = await trade.done(lambda uow, key: accepting(uow, key, name="Jeanne Dupont"), quote.id, customer)
    signature = quote_paper(done).signature
    assert signature is not None
    assert signature.signed_by == "Jeanne Dupont"
    assert signature.caption == ("« Bon pour accord », le lun. 23 nov. 2026 à 09:00, dans la messagerie",)


async def test_a_customer_reads_in_his_own_language(trade: Trade) -> None:
    buyer = await trade.a_customer(language="en")
    quote = await trade.draft(customer_id=buyer.id)
    async with trade.work.read(trade.seller) as db:
        company = await companies.read(db)
    assert draft_paper(quote, company, date(2026, 11, 23)).kind == "Quote"


async def test_every_sort_of_paper_can_be_drawn(trade: Trade) -> None:
    for kind in (CustomerKind.PROFESSIONAL, CustomerKind.CONSUMER):
        assert pdf(await printed(trade, *MIXED, kind=kind, deposit=percent(30))).startswith(b"%PDF")


async def test_euros_off_are_told_before_tax_where_the_page_takes_them_off_with_tax(trade: Trade) -> None:
    line = work_hours("Vanne", price="100", vat=percent(20))
    consumer = await printed(trade, line, kind=CustomerKind.CONSUMER, discount_amount=amount("10"))
    professional = await printed(trade, line, discount_amount=amount("10"))
    assert [(sum_.label.replace("\N{NO-BREAK SPACE}", " "), sum_.amount) for sum_ in consumer.totals[:2]] == [
        ("Total des lignes TTC", amount("120")),
        ("Remise de 10,00 € HT", amount("-12")),
    ]
    assert [(sum_.label, sum_.amount) for sum_ in professional.totals[:2]] == [
        ("Total des lignes HT", amount("100")),
        ("Remise", amount("-10")),
    ]
