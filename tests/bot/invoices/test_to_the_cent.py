"""The chat, the page, the data, the books and the VAT report say the same of every document, to the cent."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, Final

import pytest
from lxml import etree
from sqlalchemy import select

from bot.invoices.received import received_card
from bot.invoices.screens import staff_card
from bot.outgoing.render import plain
from core.catalog.vatex import NET_CREDIT_BACK
from core.i18n import language, money
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice
from core.invoicing.papers.embedding import facturx_pdf
from core.invoicing.papers.invoice import invoice_paper
from core.invoicing.vat import vat_report
from core.kernel.amounts import Amount
from core.uow import Work
from tests.bot.invoices.golden import CASES
from tests.core.invoicing.office import (
    ADVANCES,
    CUSTOMERS,
    GOODS,
    REBATES,
    SERVICES,
    VAT_DUE,
    VAT_PENDING,
    Office,
    an_office,
)
from tests.core.invoicing.papers.checking import broken, data_of
from tests.core.invoicing.test_any_history import an_order, do_something
from tests.core.printing.reading import whole

Tax = tuple[str, Decimal]  # category and rate in hundredths

_RAM: Final = "{urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100}"
_SUM: Final = r"([−-]?\d[\d ]*,\d\d) €"
_LINE: Final = re.compile(rf"→ {_SUM}")
_TOTALS: Final = re.compile(rf"HT {_SUM} · TVA(?: [\d,]+ %)? {_SUM} · TTC {_SUM}")
_PAYABLE: Final = re.compile(rf"Acomptes déduits −{_SUM} · (?:Net à payer|En votre faveur) {_SUM}")
_ON_A_CARD: Final = 25
_SEAT: Final = {"street": "4 quai Rambaud", "zip": "69002", "city": "Lyon"}


@dataclass(frozen=True)
class Told:
    """What the data of a document says."""

    lines: Sequence[Decimal]
    taxes: Mapping[Tax, tuple[Decimal, Decimal]]  # base and tax
    net: Decimal
    tax: Decimal
    gross: Decimal
    deducted: Decimal
    payable: Decimal


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One will do: both hold cents as whole numbers."""
    return sqlite_url


@pytest.fixture
async def office(work: Work) -> Office:
    office = await an_office(work)
    await office.shop.trade.set_company(siren="452881937", vat_number="FR40452881937", **_SEAT)
    return office


@pytest.mark.parametrize("case", CASES)
async def test_a_document_says_the_same_everywhere(office: Office, case: str) -> None:
    CASES[case].expect(await CASES[case].story(office))
    await _expect_agreed(office)


@pytest.mark.parametrize("seed", range(11, 16))
async def test_any_history_says_the_same_everywhere(office: Office, seed: int) -> None:
    chance = Random(seed)
    await office.shop.trade.set_company(vat_on_debits=bool(seed % 2))
    orders = [await an_order(office, chance) for _ in range(2)]
    for _turn in range(10):
        await do_something(office, chance, chance.choice(orders))
    await _expect_agreed(office)


async def _expect_agreed(office: Office) -> None:
    """All that was issued, in each place."""
    documents = await _issued(office)
    assert documents
    told = {one.id: _told(data_of(one)) for one in documents}
    for one in documents:
        data = told[one.id]
        assert broken(data_of(one)) == []
        assert data.net + data.tax == data.gross == data.payable + data.deducted
        await _expect_card(office, one, data)
        _expect_page(one, data)
        await _expect_entry(office, one, data)
    await _expect_declared(office, documents, told)
    await office.expect_sound()


async def _issued(office: Office) -> Sequence[Invoice]:
    async with office.work.read(office.boss) as db:
        ids = select(Invoice.id).where(Invoice.state == InvoiceState.ISSUED).order_by(Invoice.id)
        found = (await db.session.scalars(ids)).all()
    return [await office.read(one) for one in found]


def _told(xml: bytes) -> Told:
    tree = etree.fromstring(xml)
    (sums,) = tree.iter(f"{_RAM}SpecifiedTradeSettlementHeaderMonetarySummation")
    lines = tree.iter(f"{_RAM}SpecifiedTradeSettlementLineMonetarySummation")
    (settled,) = tree.iter(f"{_RAM}ApplicableHeaderTradeSettlement")
    return Told(
        lines=[_of(line, "LineTotalAmount") for line in lines],
        taxes={
            (str(one.findtext(f"{_RAM}CategoryCode")), _of(one, "RateApplicablePercent")): (
                _of(one, "BasisAmount"),
                _of(one, "CalculatedAmount"),
            )
            for one in settled.findall(f"{_RAM}ApplicableTradeTax")
        },
        net=_of(sums, "TaxBasisTotalAmount"),
        tax=_of(sums, "TaxTotalAmount"),
        gross=_of(sums, "GrandTotalAmount"),
        deducted=_of(sums, "TotalPrepaidAmount"),
        payable=_of(sums, "DuePayableAmount"),
    )


def _of(element: Any, tag: str) -> Decimal:
    return Decimal(element.findtext(f"{_RAM}{tag}") or "0")


async def _expect_card(office: Office, invoice: Invoice, data: Told) -> None:
    """Each line, the totals, what is deducted, and what is left to pay; the customer's own card says that too."""
    with language("fr"):
        async with office.work.read(office.boss) as db:
            card = _spaced(plain(await staff_card(db, invoice)))
            his = _spaced(plain(await received_card(db, invoice)))
    assert [_figure(one) for one in _LINE.findall(card)] == list(data.lines[:_ON_A_CARD])
    (totals,) = _TOTALS.findall(card)
    assert [_figure(one) for one in totals] == [data.net, data.tax, data.gross]
    deducted = [[_figure(one) for one in found] for found in _PAYABLE.findall(card)]
    assert deducted == ([[data.deducted, data.payable]] if data.deducted else [])
    left = await office.left(invoice.id)
    assert _words(left if left > 0 else data.payable) in his


def _expect_page(invoice: Invoice, data: Told) -> None:
    text = whole(facturx_pdf(invoice_paper(invoice), data_of(invoice)))
    taxed = "Total TVA" in text
    assert f"{'Total TTC' if taxed else 'Total'} {_words(data.gross)}" in text
    assert taxed or not data.tax
    for label, figure in (("Total HT", data.net), ("Total TVA", data.tax)) if taxed else ():
        assert f"{label} {_words(figure)}" in text
    for figure in (data.payable, *data.lines, *(part for tax in data.taxes.values() for part in tax if taxed)):
        assert re.search(rf"(?<![\d,]){_words(figure).removesuffix(' €')}(?!\d)", text), figure


async def _expect_entry(office: Office, invoice: Invoice, data: Told) -> None:
    """What he owes, what was sold, the VAT: each less what deposits have posted before."""
    entry, sign = await office.entry(invoice.id), invoice.sign
    base = sum(row.base for row in invoice.deductions)
    turnover = sum(entry.get(account, Decimal(0)) for account in (GOODS, SERVICES, REBATES))
    advances = entry.get(ADVANCES, Decimal(0))
    of_deposit = invoice.kind is InvoiceKind.DEPOSIT or (invoice.sources and invoice.sources[-1].get("deposit"))
    assert entry.get(CUSTOMERS, 0) == sign * data.payable
    assert [turnover, advances] == ([0, -sign * data.net] if of_deposit else [-sign * data.net, sign * base])
    assert entry.get(VAT_DUE, 0) + entry.get(VAT_PENDING, 0) == -sign * (data.tax - (data.deducted - base))


async def _expect_declared(office: Office, documents: Sequence[Invoice], told: Mapping[int, Told]) -> None:
    """Once all is paid the report has what the data charges by rate, each euro once, and nothing waits any more."""
    for one in documents:
        if left := await office.left(one.id):
            await office.pay(one.id, left)
    wanted: dict[Tax, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for one in documents:
        if one.net_of_tax:
            continue
        for key, (base, tax) in told[one.id].taxes.items():
            _add(wanted[key], one.sign * base, one.sign * tax)
        for row in one.deductions:
            _add(wanted[row.category, row.rate * 100], -one.sign * row.base, -one.sign * row.tax)
        for back in (row for row in one.taxes if row.vatex == NET_CREDIT_BACK):  # it leaves the VAT as it was
            _add(wanted[back.category, back.rate * 100], -one.sign * back.base, -one.sign * back.tax)
    async with office.work.read(office.boss) as db:
        report = await vat_report(db, documents[-1].issued_on or db.today)
    found: dict[Tax, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for declared in report.rows:
        _add(found[declared.category, declared.rate * 100], declared.base, declared.tax)
    assert _said(found) == _said(wanted)
    balances = await office.balances()
    assert balances.get(VAT_DUE, 0) == -report.tax
    assert VAT_PENDING not in balances
    assert CUSTOMERS not in balances


def _add(sums: list[Decimal], base: Decimal, tax: Decimal) -> None:
    sums[0] += base
    sums[1] += tax


def _said(sums: Mapping[Tax, list[Decimal]]) -> Mapping[Tax, list[Decimal]]:
    return {key: both for key, both in sums.items() if any(both)}


def _spaced(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def _figure(words: str) -> Decimal:
    return Decimal(words.replace(" ", "").replace(",", ".").replace("−", "-"))


def _words(figure: Decimal) -> str:
    with language("fr"):
        return _spaced(money(Amount(figure)))
