"""What did not hold: cheques that bounce, mistakes, and differences too small to ask for."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select

from core.chain import Chained, chain, said
from core.company import companies
from core.invoicing import reads
from core.invoicing.models import Invoice, Settlement
from core.invoicing.settling import SETTLEMENT, settle, settlements_of_payment, undo
from core.journal import Entry
from core.kernel.amounts import ZERO, Amount, amount, total
from core.kernel.errors import Invalid, NotFound
from core.kernel.typed import line as one_line
from core.ledger.models import AccountUse, Journal, LedgerEntry
from core.ledger.posting import Posting, chained, post
from core.notices.notices import tell
from core.permissions import Permission, requires
from core.sales.orders.deciding import count_deposit
from core.treasury.credit import in_pool, lefts, pool
from core.treasury.errors import CreditTooSmall, DifferenceTooLarge, NothingDue, PaymentReversed
from core.treasury.events import DifferenceWrittenOff, PaymentTakenBack
from core.treasury.matching import WRITTEN_OFF, match, unmatch
from core.treasury.models import Payment
from core.treasury.payments.making import WITH_PLACE, Money, Words, hold, make, open_documents
from core.treasury.payments.receiving import deposits_in
from core.uow import UnitOfWork

_LONGEST_REASON: Final = 300


@requires(Permission.PAYMENTS_CORRECT)
async def reverse(uow: UnitOfWork, payment_id: int, *, reason: str, fee: Amount = ZERO) -> Payment:
    """A payment has bounced, or was a mistake: what it settled is due again, and so are differences written off there.

    Returns the payment that takes it back, the one made before when it was taken back already. `fee` is what the bank
    asks. The salespeople of what it had paid are told, and whoever had noted it. Raises Invalid (reason, fee),
    PaymentReversed, CreditTooSmall (what was left of it is given back or used already), BooksClosed, NotFound.
    """
    why = one_line("reason", reason, longest=_LONGEST_REASON, required=True)
    if fee < ZERO or amount(fee) != fee:
        raise Invalid("fee", str(fee))
    payment = await _held(uow, payment_id)
    if (before := await uow.session.scalar(WITH_PLACE.where(Payment.reverses_id == payment_id))) is not None:
        return before
    if payment.reverses_id is not None:
        raise PaymentReversed(payment.number)
    settled = await settlements_of_payment(uow, payment_id)
    await _expect_left(uow, payment, settled)
    await _count_back(uow, payment, settled)
    paid = await _documents(uow, settled)
    await unmatch(uow, payment_id)
    taken, links = await make(uow, _back(uow, payment, why, fee))
    for one in settled:
        links += await undo(uow, one, on=uow.today)
    links += await _ask_again(uow, paid)
    uow.record(
        PaymentTakenBack(payment.id, number=taken.number, amount=payment.amount, on=taken.on, reason=why, fee=fee)
    )
    await _tell(uow, payment, paid, why)
    await match(uow, payment.customer_id)
    await chain(uow, links)
    return taken


@requires(Permission.PAYMENTS_CORRECT)
async def write_off(uow: UnitOfWork, invoice_id: int, *, key: str) -> Amount:
    """Do not ask for the small rest of a document, or keep what is owed of a credit note, or what was paid too much of
    an invoice: a loss or a gain; its VAT is as it was.

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


async def _held(uow: UnitOfWork, payment_id: int) -> Payment:
    """The payment, its customer locked. Raises NotFound."""
    wanted = WITH_PLACE.where(Payment.id == payment_id)
    payment = await uow.session.scalar(wanted)
    if payment is None:
        raise NotFound("payment", payment_id)
    await hold(uow, payment.customer_id)
    return payment


async def _expect_left(uow: UnitOfWork, payment: Payment, settled: Sequence[Settlement]) -> None:
    """What it has not settled must still be there: given back meanwhile, it cannot bounce too."""
    rest = amount(payment.amount - total(one.amount for one in settled))
    left = in_pool(await lefts(uow, payment.customer_id), payment.order_id)
    if rest > left:
        raise CreditTooSmall(left)


async def _documents(uow: UnitOfWork, settled: Sequence[Settlement]) -> list[Invoice]:
    """What it has settled, locked by their ids."""
    return [await reads.load(uow, key, locked=True) for key in sorted({one.invoice_id for one in settled})]


async def _count_back(uow: UnitOfWork, payment: Payment, settled: Sequence[Settlement]) -> None:
    """Orders know that it is gone; they are locked before their documents."""
    if payment.order_id is not None:
        await count_deposit(uow, payment.order_id, amount=amount(-payment.amount), method=payment.method)
        return
    documents = await uow.session.scalars(select(Invoice).where(Invoice.id.in_([one.invoice_id for one in settled])))
    shares = {each: total(one.amount for one in settled if one.invoice_id == each.id) for each in documents.all()}
    for order_id, share in sorted(deposits_in(shares).items()):
        await count_deposit(uow, order_id, amount=amount(-share), method=payment.method)


def _back(uow: UnitOfWork, payment: Payment, reason: str, fee: Amount) -> Money:
    return Money(
        customer=payment.customer,
        place=payment.place,
        method=payment.method,
        amount=amount(-payment.amount),
        on=uow.today,
        key=f"reverse:{payment.id}",
        words=Words(payment.reference, payment.bank, reason),
        order_id=payment.order_id,
        reverses_id=payment.id,
        fee=fee,
    )


async def _ask_again(uow: UnitOfWork, paid: Sequence[Invoice]) -> list[Chained]:
    """What was written off of these documents is due again, and posted back."""
    links: list[Chained] = []
    for invoice in paid:
        for one in await _written_off(uow, invoice.id):
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
    """A loss when it is positive, else a gain; or `back` from where it was posted."""
    moved = amount(-written if back else written)
    return await post(
        uow,
        Journal.OTHER,
        (
            Posting(AccountUse.LOSSES if written > 0 else AccountUse.GAINS, moved),
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


async def _tell(uow: UnitOfWork, payment: Payment, paid: Sequence[Invoice], reason: str) -> None:
    """Those whom it concerns, but whoever does it."""
    told = {
        "payment_id": payment.id,
        "customer": payment.customer.name,
        "amount": str(payment.amount),
        "method": payment.method.value,
        "reason": reason,
        "invoices": [each.number for each in paid],
        "by": uow.actor.name,
    }
    people = {payment.made_by, *(each.salesperson_id for each in paid)} - {None, uow.actor.person_id}
    for person_id in sorted(one for one in people if one is not None):
        await tell(uow, person_id=person_id, key=f"payment:{payment.id}:back", kind="payment_back", facts=told)
