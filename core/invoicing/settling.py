"""What settles documents, and the VAT that falls due with it; for those who move money, and for credit notes."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import select

from core.chain import Chained, said
from core.invoicing.errors import SettledTooMuch
from core.invoicing.events import InvoiceSettled, InvoiceUnsettled
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice, Settlement, VatDue
from core.invoicing.pending import deducting, deposits_of, missing
from core.invoicing.reads import left_of as left_to_settle
from core.invoicing.reads import load, settled_of
from core.invoicing.rules import Kind
from core.invoicing.totalling import taxed_of
from core.kernel.amounts import ZERO, Amount, amount, total
from core.ledger import posting
from core.ledger.models import AccountUse, Journal, LedgerEntry
from core.ledger.posting import Posting, post
from core.uow import Reader, UnitOfWork

SETTLEMENT: Final = "settlement"  # the kinds of links in the chain
VAT: Final = "vat"


async def residual(db: Reader, invoice: Invoice) -> Amount:
    """What is left to settle of an issued document: owed to us, or by us when negative."""
    return left_to_settle(invoice, (await settled_of(db, [invoice.id])).get(invoice.id, ZERO))


async def settle(
    uow: UnitOfWork,
    invoice: Invoice,
    settled: Amount,
    *,
    on: date,
    payment_id: int | None = None,
    other_id: int | None = None,
) -> Sequence[Chained]:
    """So much of an issued document, loaded locked, is settled: by a payment, another document, or written off.

    `settled` has the document's sign: negative for a credit note that is paid back. Returns what joins the chain, the
    settlement first. Raises SettledTooMuch, BooksClosed.
    """
    before = (await settled_of(uow, [invoice.id])).get(invoice.id, ZERO)
    left = left_to_settle(invoice, before)
    if not 0 < settled * invoice.sign <= left * invoice.sign:
        raise SettledTooMuch(invoice.number or "", left)
    made = _row(uow, invoice, settled, on, payment_id=payment_id, other_id=other_id)
    by: list[object] = ["payment", payment_id] if payment_id else ["invoice", other_id] if other_id else []
    uow.record(InvoiceSettled(invoice.id, amount=settled, left=amount(left - settled), by=by))
    return await _with_vat(uow, invoice, made)


async def settle_each_other(
    uow: UnitOfWork, invoice: Invoice, credit: Invoice, *, on: date | None = None
) -> Sequence[Chained]:
    """A credit note settles an invoice as far as both go; both are loaded locked. Nothing when one of them is settled
    already. Raises BooksClosed."""
    done = await settled_of(uow, [invoice.id, credit.id])
    owed = left_to_settle(invoice, done.get(invoice.id, ZERO))
    owing = amount(-left_to_settle(credit, done.get(credit.id, ZERO)))
    both = min(owed, owing)
    if both <= 0:
        return []
    day = on or uow.today
    first = await settle(uow, invoice, both, on=day, other_id=credit.id)
    return [*first, *await settle(uow, credit, amount(-both), on=day, other_id=invoice.id)]


async def undo(uow: UnitOfWork, settlement: Settlement, *, on: date) -> Sequence[Chained]:
    """What was settled is not any more, nor its VAT due; once, however often asked. Returns what joins the chain.

    Raises BooksClosed, NotFound.
    """
    done = await uow.session.scalar(select(Settlement.id).where(Settlement.undoes_id == settlement.id))
    if done is not None or settlement.undoes_id is not None:
        return []
    invoice = await load(uow, settlement.invoice_id, locked=True)
    before = (await settled_of(uow, [invoice.id])).get(invoice.id, ZERO)
    back = amount(-settlement.amount)
    made = _row(
        uow, invoice, back, on, payment_id=settlement.payment_id, other_id=settlement.other_id, undoes=settlement
    )
    uow.record(
        InvoiceUnsettled(invoice.id, amount=settlement.amount, left=left_to_settle(invoice, amount(before + back)))
    )
    return await _with_vat(uow, invoice, made)


async def settlements_of_payment(uow: UnitOfWork, payment_id: int) -> Sequence[Settlement]:
    """What a payment settles still, oldest first."""
    rows = (await uow.session.scalars(select(Settlement).where(Settlement.payment_id == payment_id))).all()
    undone = {row.undoes_id for row in rows}
    return [row for row in sorted(rows, key=lambda row: row.id) if row.id not in undone and row.undoes_id is None]


async def vat_at_issue(uow: UnitOfWork, invoice: Invoice, on: date) -> Sequence[VatDue]:
    """The VAT that falls due as a document is issued: its own, and what waited of deposits that it deducts for what is
    taxed now. A credit note that gives deposits back has the latter wait again."""
    own = {kind: sums for (kind, on_receipt), sums in taxed_of(invoice).items() if not on_receipt and any(sums)}
    rows = [_due(invoice, on, None, *one) for one in own.items()]
    for deposit in await deposits_of(uow, invoice):
        rows += [_due(deposit, on, None, *one) for one in (await missing(uow, deposit)).items()]
    uow.session.add_all(rows)
    return rows


def chained(rows: Sequence[VatDue]) -> list[Chained]:
    """The links of VAT that has fallen due; the rows are written."""
    return [Chained(VAT, row.id, said(row)) for row in rows]


def _row(
    uow: UnitOfWork,
    invoice: Invoice,
    settled: Amount,
    on: date,
    *,
    payment_id: int | None,
    other_id: int | None,
    undoes: Settlement | None = None,
) -> Settlement:
    row = Settlement(
        invoice_id=invoice.id,
        amount=settled,
        on=on,
        made_at=uow.now,
        made_by=uow.actor.person_id,
        payment_id=payment_id,
        other_id=other_id,
        undoes_id=undoes.id if undoes else None,
    )
    uow.session.add(row)
    return row


async def _with_vat(uow: UnitOfWork, invoice: Invoice, made: Settlement) -> Sequence[Chained]:
    """What is due once this is settled, less what was due before: of the document, and of what deducts it where it is a
    deposit. Nothing of what leaves the VAT as it was."""
    await uow.session.flush()
    about = [invoice, *(await deducting(uow, invoice) if invoice.kind is InvoiceKind.DEPOSIT else ())]
    rows = [_due(one, made.on, made.id, *due) for one in about for due in (await missing(uow, one)).items()]
    uow.session.add_all(rows)
    entry = await _post(uow, invoice, made, total(row.tax for row in rows)) if rows else None
    if rows and entry is None:
        await uow.session.flush()
    return [Chained(SETTLEMENT, made.id, said(made)), *posting.chained(entry), *chained(rows)]


def _due(invoice: Invoice, on: date, settlement_id: int | None, kind: Kind, sums: tuple[Amount, Amount]) -> VatDue:
    base, tax = sums
    return VatDue(
        on=on,
        invoice_id=invoice.id,
        settlement_id=settlement_id,
        category=kind.category,
        vatex=kind.vatex,
        rate=kind.rate,
        base=amount(base * invoice.sign),
        tax=amount(tax * invoice.sign),
    )


async def _post(uow: UnitOfWork, invoice: Invoice, made: Settlement, tax: Amount) -> LedgerEntry | None:
    """What waited for payment is due: from one account of VAT to the other."""
    return await post(
        uow,
        Journal.OTHER,
        [Posting(AccountUse.VAT_PENDING, tax), Posting(AccountUse.VAT_DUE, amount(-tax))],
        on=made.on,
        piece=invoice.number or "",
        piece_on=invoice.issued_on or made.on,
        label=f"TVA exigible {invoice.number}",
        subject=SETTLEMENT,
        subject_id=made.id,
    )
