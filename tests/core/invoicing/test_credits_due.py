"""Services that a credit note touches: their VAT is due of what was received, for what stays charged (CGI 269)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.catalog.vatex import NET_CREDIT, NET_CREDIT_BACK
from core.invoicing import crediting, deposits
from core.invoicing.issuing import issue
from core.invoicing.models import Invoice, Settlement, VatDue
from core.invoicing.pending import tax_given_up
from core.invoicing.reads import load
from core.invoicing.vat import vat_report
from core.kernel.amounts import Amount, amount, percent, quantity
from core.kernel.errors import BusinessError
from core.treasury import payments
from core.treasury.models import Payment, PaymentMethod
from core.uow import Work
from tests.core.invoicing.office import VAT_DUE, VAT_PENDING, Office, an_office, sold

_keys = count(1)
CENT: Final = Decimal("0.01")


async def _invoiced(office: Office, *lines: tuple[bool, str, str, str], **facts: Any) -> Invoice:
    """One of these lines: whether they are services, how many at which price before tax and rate."""
    goods = await office.shop.product(many="500")
    asked = [
        sold(many, price, vat=vat) if service else sold(many, price, vat=vat, product_id=goods)
        for service, many, price, vat in lines
    ]
    order = await office.ordered(*asked, **facts)
    return await office.read((await office.invoiced(order.id)).id)


async def _credit(office: Office, invoice: Invoice, **asked: Any) -> Invoice:
    async with office.work.begin(office.boss) as uow:
        draft = await crediting.draft_credit(uow, invoice.id, reason="retour", **asked)
        return await issue(uow, draft.id)


async def _receive(office: Office, invoice: Invoice, value: Amount) -> Payment:
    async with office.work.begin(office.boss) as uow:
        return await payments.receive(
            uow,
            invoice.customer_id,
            amount=value,
            method=PaymentMethod.CHEQUE,
            invoice_ids=[invoice.id],
            key=f"tap:{next(_keys)}",
        )


async def _refund(office: Office, credit: Invoice, value: Amount) -> None:
    async with office.work.begin(office.boss) as uow:
        asked = {"method": PaymentMethod.TRANSFER, "credit_id": credit.id, "key": f"tap:{next(_keys)}"}
        await payments.refund(uow, credit.customer_id, amount=value, **asked)  # type: ignore[arg-type]


async def _due(office: Office) -> dict[str, tuple[Decimal, Decimal]]:
    """What the report of the month says, by rate in hundredths."""
    async with office.work.read(office.boss) as db:
        rows = (await vat_report(db, date(2026, 11, 23))).rows
    return {f"{float(row.rate * 100):g}{row.vatex}": (row.base, row.tax) for row in rows if row.base or row.tax}


async def test_what_is_credited_of_an_invoice_that_nobody_paid_makes_nothing_due(office: Office) -> None:
    invoice = await _invoiced(office, (False, "3", "20", "20"), (True, "2", "27.50", "10"))
    goods, labour = invoice.lines
    before = {"20": (amount("60"), amount("12"))}
    assert await _due(office) == before
    await _credit(office, invoice, quantities={labour.id: quantity(1)})
    await _credit(office, invoice, price_only=amount("10"), net_of_tax=True)
    assert await _due(office) == before
    await _credit(office, invoice, quantities={goods.id: quantity(3)})
    assert await _due(office) == {}
    assert (await office.balances())[VAT_PENDING] == amount("-2.75")
    await office.expect_sound()


async def test_what_stays_charged_is_due_once_the_rest_is_paid(office: Office) -> None:
    invoice = await _invoiced(office, (False, "4", "50", "20"), (True, "2", "40", "10"))
    panels, _labour = invoice.lines
    await _credit(office, invoice, quantities={panels.id: quantity(4)})
    await _credit(office, invoice, price_only=amount("20"), net_of_tax=True)
    assert await _due(office) == {}
    half = amount((await office.left(invoice.id)) / 2)
    cheque = await _receive(office, invoice, half)
    assert await _due(office) == {"10": (amount("40"), amount("4"))}
    await _receive(office, invoice, half)
    assert await _due(office) == {"10": (amount("80"), amount("8"))}
    async with office.work.begin(office.boss) as uow:
        await payments.reverse(uow, cheque.id, reason="Sans provision")
    assert await _due(office) == {"10": (amount("40"), amount("4"))}
    await office.expect_sound()


async def test_what_was_paid_is_for_what_stays_charged(office: Office) -> None:
    invoice = await _invoiced(office, (False, "1", "100", "20"), (True, "1", "100", "10"))
    await _receive(office, invoice, amount("115"))
    assert await _due(office) == {"20": (amount("100"), amount("20")), "10": (amount("50"), amount("5"))}
    await _credit(office, invoice, quantities={invoice.lines[0].id: quantity(1)})
    assert await _due(office) == {"10": (amount("100"), amount("10"))}
    await office.expect_sound()


async def test_a_whole_credit_note_behind_one_net_of_tax_leaves_nothing_of_either(office: Office) -> None:
    for service in (False, True):
        invoice = await _invoiced(office, (service, "2", "100", "20"))
        await _credit(office, invoice, price_only=amount("20"), net_of_tax=True)
        credit = await _credit(office, invoice)
        assert (credit.net, credit.tax) == (amount("180"), amount("40"))
        assert await _due(office) == {}
        assert not any("CGI 272" in one for one in credit.mentions)
    await office.expect_sound()


async def test_services_credited_that_a_deposit_had_paid_come_off_at_once(office: Office) -> None:
    goods = await office.shop.product(many="500")
    order = await office.ordered(sold("1", "100", product_id=goods), sold("1", "100"))
    async with office.work.begin(office.boss) as uow:
        deposit = await issue(uow, (await deposits.draft_deposit(uow, order.id, share=percent(30))).id)
    await _receive(office, deposit, deposit.payable)
    final = await office.read((await office.invoiced(order.id)).id)
    assert await _due(office) == {"20": (amount("130"), amount("26"))}  # the goods, and the services of the deposit
    await _credit(office, final, quantities={final.lines[1].id: quantity(1)})
    assert await _due(office) == {"20": (amount("100"), amount("20"))}
    await _receive(office, final, await office.left(final.id))
    assert await _due(office) == {"20": (amount("100"), amount("20"))}
    await office.expect_sound()


_LINES = st.lists(
    st.tuples(
        st.booleans(),
        st.integers(1, 4).map(str),
        st.integers(100, 30_000).map(lambda cents: str(Decimal(cents) / 100)),
        st.sampled_from(["20", "10", "5.5"]),
    ),
    min_size=1,
    max_size=3,
).map(lambda lines: [*lines, (True, "2", "57.33", "10")])
_DEEDS = ["pay", "pay", "bounce", "refund", "use", "off", "line", "line", "price", "with tax", "net", "whole"]
_STEPS = st.lists(
    st.tuples(
        st.integers(0, 1),  # which invoice
        st.sampled_from(_DEEDS),
        st.sampled_from([1, 2, 3, 3]),  # thirds of what is left
        st.integers(0, 3),
    ),
    min_size=2,
    max_size=8,
)


@dataclass
class Case:
    """An invoice with its own credit notes and what was paid of it."""

    invoice: Invoice
    credits: list[Invoice] = field(default_factory=list)
    paid: list[Payment] = field(default_factory=list)


@settings(max_examples=20)
@given(_LINES, _LINES, _STEPS)
async def test_whatever_is_credited_and_paid_services_are_due_for_what_is_received(
    work: Work,
    lines: list[tuple[bool, str, str, str]],
    more: list[tuple[bool, str, str, str]],
    steps: list[tuple[int, str, int, int]],
) -> None:
    office = await an_office(work)
    customer = (await office.a_customer(city="Lyon")).id
    cases = [Case(await _invoiced(office, *each, customer_id=customer)) for each in (lines, more)]
    for at, deed, share, which in steps:
        try:
            await _do(office, cases[at], deed, share, which)
        except BusinessError:
            continue
        await _expect_due(office, cases)
    await _settle_all(office, cases)
    await _expect_due(office, cases)
    await office.expect_sound()


async def _do(office: Office, case: Case, deed: str, share: int, which: int) -> None:
    invoice, left = case.invoice, await office.left(case.invoice.id)
    line = invoice.lines[which % len(invoice.lines)]
    if deed == "pay" and left:
        case.paid.append(await _receive(office, invoice, max(amount(left * share / 3), amount(CENT))))
    elif deed == "bounce" and case.paid:
        async with office.work.begin(office.boss) as uow:
            await payments.reverse(uow, case.paid.pop(which % len(case.paid)).id, reason="Sans provision")
    elif deed == "refund" and case.credits:
        credit = case.credits[which % len(case.credits)]
        await _refund(office, credit, max(amount(-(await office.left(credit.id)) * share / 3), amount(CENT)))
    elif deed == "use":
        async with office.work.begin(office.boss) as uow:
            await payments.use_credit(uow, invoice.id)
    elif deed == "off":
        await _write_off(office, case, left)
    elif deed == "line":
        await _credited(office, case, quantities={line.id: quantity(1)})
    elif deed in ("price", "with tax", "net"):
        price = amount(invoice.net * share / 12)
        await _credited(office, case, price_only=price, with_tax=deed == "with tax", net_of_tax=deed == "net")
    elif deed == "whole":
        await _credited(office, case)


async def _credited(office: Office, case: Case, **asked: Any) -> None:
    case.credits.append(await office.read((await _credit(office, case.invoice, **asked)).id))


async def _write_off(office: Office, case: Case, left: Amount) -> None:
    """All is paid but two euros, which nobody asks for."""
    if left > 2:
        case.paid.append(await _receive(office, case.invoice, amount(left - 2)))
    async with office.work.begin(office.boss) as uow:
        await payments.write_off(uow, case.invoice.id, key=f"off:{next(_keys)}")


async def _settle_all(office: Office, cases: Sequence[Case]) -> None:
    for one in cases:
        for credit in one.credits:
            if left := await office.left(credit.id):
                await _refund(office, credit, amount(-left))
        if left := await office.left(one.invoice.id):
            await _receive(office, one.invoice, left)


async def _expect_due(office: Office, cases: Sequence[Case]) -> None:
    async with office.work.read(office.boss) as db:
        rows = (await db.session.scalars(select(VatDue))).all()
        settled = (await db.session.scalars(select(Settlement))).all()
        report = await vat_report(db, date(2026, 11, 23))
    assert not {row.vatex for row in rows} & {NET_CREDIT, NET_CREDIT_BACK}
    assert report.tax == sum((row.tax for row in rows), Decimal(0))
    for case in cases:
        mine = [case.invoice, *case.credits]
        ids = {one.id for one in mine}
        theirs = [row for row in rows if row.invoice_id in ids]
        for rate in {row.rate for one in mine for row in one.taxes if row.rate}:
            due = sum((row.tax for row in theirs if row.rate == rate), Decimal(0))
            await _expect_of_rate(office, case, [row for row in settled if row.invoice_id in ids], rate, due)
    balances = await office.balances()
    charged = sum(one.sign * one.tax for case in cases for one in (case.invoice, *case.credits))
    lost = sum(
        [await _given_up(office, one, settled) for case in cases for one in (case.invoice, *case.credits)], Decimal(0)
    )
    assert balances.get(VAT_DUE, 0) == -report.tax
    assert balances.get(VAT_DUE, 0) + balances.get(VAT_PENDING, 0) == lost - charged


async def _expect_of_rate(
    office: Office, case: Case, settled: Sequence[Settlement], rate: Decimal, due: Decimal
) -> None:
    mine = [case.invoice, *case.credits]
    whole = sum(one.sign * row.tax for one in mine for row in one.taxes if row.rate == rate)
    goods = sum(one.sign * row.tax for one in mine for row in one.taxes if row.rate == rate and not row.on_receipt)
    assert abs(Fraction(due) - Fraction(goods) - _of_services(mine, settled, rate)) <= Fraction(3, 100) * len(mine)
    if not any(row.payment_id for row in settled) and not _with_others(mine, settled):
        assert due == goods or not await office.left(case.invoice.id)
    if not any([await office.left(one.id) for one in mine]) and not any(_lost(settled, one.id) for one in mine):
        assert due == whole


def _with_others(mine: Sequence[Invoice], settled: Sequence[Settlement]) -> bool:
    """Whether a document of another sale has settled some of these."""
    return any(row.other_id not in {None, *(one.id for one in mine)} for row in settled)


def _lost(settled: Sequence[Settlement], invoice_id: int) -> Fraction:
    rows = [row for row in settled if row.invoice_id == invoice_id and not row.payment_id and not row.other_id]
    return sum((Fraction(row.amount) for row in rows), Fraction(0))


async def _given_up(office: Office, document: Invoice, settled: Sequence[Settlement]) -> Decimal:
    """The VAT within what was written off, which never falls due."""
    lost = amount(Decimal(str(float(_lost(settled, document.id)))))
    async with office.work.read(office.boss) as db:
        return await tax_given_up(db, await load(db, document.id), lost) if lost else Decimal(0)


def _of_services(mine: Sequence[Invoice], settled: Sequence[Settlement], rate: Decimal) -> Fraction:
    """What is received of the invoice, as a share of what it and its credit notes have not settled of each other, of
    the tax on the services that it charges still; less what was paid back of those. Of what is given up: nothing."""
    invoice, *credits = mine
    charged, back, each_other = _tax(invoice, rate), Fraction(0), Fraction(0)
    for credit in credits:
        rows = [row for row in settled if row.invoice_id == credit.id]
        with_invoice = -sum((Fraction(row.amount) for row in rows if row.other_id == invoice.id), Fraction(0))
        given_back = -sum((Fraction(row.amount) for row in rows), Fraction(0)) - with_invoice + _lost(rows, credit.id)
        each_other += with_invoice
        if credit.payable:
            charged -= _tax(credit, rate) * with_invoice / Fraction(credit.payable)
            back += _tax(credit, rate) * given_back / Fraction(credit.payable)
    every = sum((Fraction(row.amount) for row in settled if row.invoice_id == invoice.id), Fraction(0))
    received = every - each_other - _lost(settled, invoice.id)
    left = Fraction(invoice.payable) - each_other
    return (charged * received / left if left else charged) - back


def _tax(document: Invoice, rate: Decimal) -> Fraction:
    """On the services of a rate; a document's own rounding is its row's."""
    return sum((Fraction(row.tax) for row in document.taxes if row.rate == rate and row.on_receipt), Fraction(0))
