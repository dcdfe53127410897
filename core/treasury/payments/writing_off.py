"""Differences too small to ask for, or to give back: a loss or a gain."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from core.chain import Chained, chain, said
from core.company import companies
from core.invoicing import reads
from core.invoicing.models import Invoice, Settlement
from core.invoicing.pending import tax_given_up
from core.invoicing.settling import SETTLEMENT, settle, undo
from core.journal import Entry
from core.kernel.amounts import ZERO, Amount, amount, total
from core.ledger.models import AccountUse, Journal, LedgerEntry
from core.ledger.posting import Posting, chained, post
from core.permissions import Permission, requires
from core.treasury.credit import lefts, pool
from core.treasury.errors import DifferenceTooLarge, NothingDue
from core.treasury.events import DifferenceWrittenOff
from core.treasury.matching import WRITTEN_OFF, match
from core.treasury.payments.making import hold, open_documents
from core.uow import UnitOfWork


@requires(Permission.PAYMENTS_CORRECT)
async def write_off(uow: UnitOfWork, invoice_id: int, *, key: str) -> Amount:
    """Do not ask for the small rest of a document, or keep what is owed of a credit note, or what was paid too much of
    an invoice: a loss or a gain. No VAT falls due by it, nor is any taken back: what waited for that rest is due no
    more (CGI 269, 2-c).

    Returns what was written off: negative for a gain. The same `key` writes off once. Raises NothingDue,
    DifferenceTooLarge (the company's `write_off_limit`), BooksClosed, NotFound.
    """
    customer_id = (await reads.load(uow, invoice_id)).customer_id
    await hold(uow, customer_id)
    if (before := await _written_before(uow, invoice_id, key)) is not None:
        return before
    ((invoice, left),) = (await open_documents(uow, customer_id, [invoice_id])).items()
    over = {} if left else await _overpaid(uow, invoice)
    written, limit = amount(left - total(over.values())), (await companies.read(uow)).write_off_limit
    if not written:
        raise NothingDue(invoice.number or "")
    if abs(written) > limit:
        raise DifferenceTooLarge(Amount(abs(written)), limit)
    if left:
        links = list(await settle(uow, invoice, left, on=uow.today))
    else:
        links = await _keep(uow, invoice, over)
    links += chained(await _post(uow, invoice, written, links[0].subject_id))
    uow.record(DifferenceWrittenOff(invoice.id, amount=written, key=key))
    await match(uow, customer_id)
    await chain(uow, links)
    return written


async def ask_again(uow: UnitOfWork, documents: Sequence[Invoice], *, losses: bool = False) -> list[Chained]:
    """What was written off of these documents, loaded locked, is due again, and posted back; `losses`: only what was
    not asked of the customer."""
    links: list[Chained] = []
    for invoice in documents:
        for one in await _written_off(uow, invoice.id):
            if losses and one.amount <= ZERO:
                continue
            undone = await undo(uow, one, on=uow.today)
            links += undone
            links += chained(await _post(uow, invoice, one.amount, undone[0].subject_id, back=True))
    return links


async def _written_off(uow: UnitOfWork, invoice_id: int) -> Sequence[Settlement]:
    """Settlements that neither money nor a document has made, and that hold."""
    rows = select(Settlement).where(
        Settlement.invoice_id == invoice_id, Settlement.payment_id.is_(None), Settlement.other_id.is_(None)
    )
    every = (await uow.session.scalars(rows.order_by(Settlement.id))).all()
    undone = {one.undoes_id for one in every}
    return [one for one in every if one.id not in undone and one.undoes_id is None]


async def _overpaid(uow: UnitOfWork, invoice: Invoice) -> Mapping[int, Amount]:
    """What is left of the payments that have settled an invoice, by id, of those held for nothing."""
    of = select(Settlement.payment_id).where(Settlement.invoice_id == invoice.id, Settlement.payment_id.is_not(None))
    paying = set((await uow.session.scalars(of)).all())
    left = pool(await lefts(uow, invoice.customer_id), None)
    return {payment_id: share for payment_id, share in left if payment_id in paying}


async def _keep(uow: UnitOfWork, invoice: Invoice, over: Mapping[int, Amount]) -> list[Chained]:
    """What was paid too much is used up, on the invoice that it was paid for: as much is written off there the other
    way. The invoice stays settled as it was, so no VAT falls due."""
    shares = [(None, amount(-total(over.values()))), *over.items()]
    rows = [
        Settlement(
            invoice_id=invoice.id,
            amount=share,
            on=uow.today,
            made_at=uow.now,
            made_by=uow.actor.person_id,
            payment_id=payment_id,
        )
        for payment_id, share in shares
    ]
    uow.session.add_all(rows)
    await uow.session.flush()
    return [Chained(SETTLEMENT, one.id, said(one)) for one in rows]


async def _post(
    uow: UnitOfWork, invoice: Invoice, written: Amount, settlement_id: int, *, back: bool = False
) -> LedgerEntry | None:
    """A loss when it is positive, else a gain, less the VAT that never falls due; or `back` from where it was."""
    tax = await tax_given_up(uow, invoice, written)
    moved, pending = (amount(-one if back else one) for one in (written, tax))
    return await post(
        uow,
        Journal.OTHER,
        (
            Posting(AccountUse.LOSSES if written > 0 else AccountUse.GAINS, amount(moved - pending)),
            Posting(AccountUse.VAT_PENDING, pending),
            Posting(AccountUse.CUSTOMERS, amount(-moved), customer=invoice.customer),
        ),
        on=uow.today,
        piece=invoice.number or "",
        piece_on=invoice.issued_on or uow.today,
        label=f"Écart de règlement {invoice.number}",
        subject=WRITTEN_OFF,
        subject_id=settlement_id,
    )


async def _written_before(uow: UnitOfWork, invoice_id: int, key: str) -> Amount | None:
    facts = select(Entry.facts).where(
        Entry.subject == "invoice", Entry.subject_id == invoice_id, Entry.kind == DifferenceWrittenOff.__name__
    )
    for one in await uow.session.scalars(facts):
        if one["key"] == key:
            return amount(one["amount"])
    return None
