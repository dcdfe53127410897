"""What is paid through the messenger: what may be asked for so, what may be taken, and what was taken, booked once.

Its provider asks a moment before it takes the money; once it has, the money is there whatever has happened meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sqlalchemy import func, select

from core.chain import chain
from core.company.models import Member
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, Settlement
from core.invoicing.reads import left_of, load, settled_of
from core.kernel.amounts import ZERO, Amount, amount
from core.notices.notices import tell
from core.parties.models import Customer
from core.permissions import STAFF, Permission, Role, requires
from core.treasury import account
from core.treasury.errors import AmountChanged, CurrencyRefused, InvoiceWithdrawn, NothingDue, NotOnline
from core.treasury.locking import expect_payable, why_locked
from core.treasury.matching import match
from core.treasury.models import Payment, PaymentMethod
from core.treasury.payments.making import Money, Words, by_key, hold, hold_orders, make, open_documents, words
from core.treasury.payments.receiving import count_deposits, pay, record
from core.treasury.places import place_for
from core.treasury.rules import spread
from core.uow import Reader, UnitOfWork

CURRENCY: Final = "EUR"
# What Telegram takes at a time is worth 1 to 10 000 US dollars; in euros the bounds move, these stay within them.
# https://core.telegram.org/bots/payments#supported-currencies
SMALLEST: Final = amount("1")
LARGEST: Final = amount("8000")
_LONGEST_REFERENCE: Final = 60
_LONGEST_NOTE: Final = 300
_LONGEST_KEY: Final = 100
_KEPT: Final = (Role.OWNER, Role.ACCOUNTANT)  # who look after what is not as it should be


@dataclass(frozen=True, slots=True)
class Charge:
    """What the provider has taken. `charge_id` is the messenger's own, one for each; `provider_id` the provider's.

    `customer_id` is the customer of whose people the payer is now, None for somebody who is of none any more.
    """

    charge_id: str
    provider_id: str
    amount: Amount
    payer: str
    customer_id: int | None


@dataclass(frozen=True, slots=True)
class Received:
    """The payment of a charge. `anew`: it was booked by this demand, and not by one before."""

    payment: Payment
    invoice: Invoice
    anew: bool


async def asked_online(db: Reader, invoice: Invoice, settled: Amount) -> Amount | None:
    """What may be asked of an issued document through the messenger now: all that is left; None when nothing may."""
    left = left_of(invoice, settled)
    payable = invoice.state is InvoiceState.ISSUED and invoice.kind is not InvoiceKind.CREDIT
    if not payable or not SMALLEST <= left <= LARGEST or await why_locked(db, invoice) is not None:
        return None
    return left


@requires(Permission.ACCOUNT_OWN)
async def ask_online(db: Reader, invoice_id: int) -> tuple[Invoice, Amount]:
    """One of the actor's own invoices, and what he is asked to pay of it.

    Raises NotFound, NothingDue, InvoiceWithdrawn, PaymentLocked and NotAgreedYet (C. cons. L221-10), NotOnline.
    """
    invoice = await account.own_invoice(db, invoice_id)
    left = await _due(db, invoice)
    if not SMALLEST <= left <= LARGEST:
        raise NotOnline(left, SMALLEST, LARGEST)
    return invoice, left


@requires(Permission.ACCOUNT_OWN)
async def expect_online(db: Reader, invoice_id: int, *, amount: Amount, currency: str) -> None:
    """Whether so much of one of the actor's own invoices may be taken now: the last word before the money moves.

    Raises NotFound, CurrencyRefused, NothingDue, InvoiceWithdrawn, PaymentLocked and NotAgreedYet (C. cons. L221-10),
    AmountChanged.
    """
    if currency != CURRENCY:
        raise CurrencyRefused(currency)
    invoice = await account.own_invoice(db, invoice_id)
    left = await _due(db, invoice)
    if not ZERO < amount <= left:
        raise AmountChanged(invoice.number or "", left)


@requires(Permission.UPKEEP)
async def receive_online(uow: UnitOfWork, invoice_id: int, *, charge: Charge) -> Received:
    """Book what the provider has taken for an invoice, once for a charge: for the messenger's word, nobody else's.

    The invoice takes what is open of it and may be paid; the rest stays the customer's credit. Whoever sold is told,
    and those who keep the books where not all is as it should be. Raises NotFound, for an invoice that never was.
    """
    invoice = await load(uow, invoice_id)
    customer = await hold(uow, invoice.customer_id)
    key = _key(charge.charge_id)
    if (before := await by_key(uow, key)) is not None:
        return Received(before, invoice, anew=False)
    await hold_orders(uow, [invoice_id])
    shares = await _shares(uow, customer, invoice_id, charge.amount)
    await count_deposits(uow, charge.amount, PaymentMethod.ONLINE, shares, None)
    money = Money(
        customer=customer,
        place=await place_for(uow, PaymentMethod.ONLINE),
        method=PaymentMethod.ONLINE,
        amount=charge.amount,
        on=uow.today,
        key=key,
        words=_words(charge),
    )
    payment, links = await make(uow, money)
    links += await pay(uow, payment, shares)
    record(uow, payment, shares)
    await _tell(uow, payment, shares, charge)
    await match(uow, customer.id)
    await chain(uow, links)
    return Received(payment, invoice, anew=True)


async def _due(db: Reader, invoice: Invoice) -> Amount:
    """What is left to pay. Raises NothingDue, InvoiceWithdrawn, PaymentLocked, NotAgreedYet."""
    left = left_of(invoice, (await settled_of(db, [invoice.id])).get(invoice.id, ZERO))
    number = invoice.number or ""
    if left <= ZERO and invoice.kind is not InvoiceKind.CREDIT and await _credited(db, invoice) >= invoice.payable:
        raise InvoiceWithdrawn(number)
    if left <= ZERO:
        raise NothingDue(number)
    await expect_payable(db, [invoice], db.today)
    return left


async def _credited(db: Reader, invoice: Invoice) -> Amount:
    """How much of it was settled by credit notes."""
    by_others = select(func.sum(Settlement.amount)).where(
        Settlement.invoice_id == invoice.id, Settlement.other_id.is_not(None)
    )
    return amount(await db.session.scalar(by_others) or ZERO)


async def _shares(uow: UnitOfWork, customer: Customer, invoice_id: int, whole: Amount) -> dict[Invoice, Amount]:
    """What the invoice takes of the payment: nothing while the law keeps it from being paid."""
    ((invoice, due),) = (await open_documents(uow, customer.id, [invoice_id])).items()
    if await why_locked(uow, invoice) is not None:
        return {invoice: ZERO}
    return {invoice: spread(whole, [due])[0]}


async def _tell(uow: UnitOfWork, payment: Payment, shares: dict[Invoice, Amount], charge: Charge) -> None:
    ((invoice, share),) = shares.items()
    stranger = charge.customer_id != payment.customer_id
    told = {
        "payment_id": payment.id,
        "customer": payment.customer.name,
        "payer": charge.payer,
        "stranger": stranger,
        "amount": str(payment.amount),
        "invoice": invoice.number,
        "held": str(amount(payment.amount - share)),
    }
    for person_id in await _readers(uow, invoice.salesperson_id, odd=stranger or share != payment.amount):
        await tell(uow, person_id=person_id, key=f"payment:{payment.id}:online", kind="payment_online", facts=told)


async def _readers(uow: UnitOfWork, salesperson_id: int | None, *, odd: bool) -> Sequence[int]:
    """Whoever sold; those who keep the books too, when something is `odd`, or nobody who sold is there any more."""
    working = select(Member).where(Member.active.is_(True), Member.role.in_(STAFF)).order_by(Member.id)
    members = (await uow.session.scalars(working)).all()
    sold = [one.person_id for one in members if one.person_id == salesperson_id]
    keep = [one.person_id for one in members if one.role in _KEPT]
    return list(dict.fromkeys(sold + keep if odd or not sold else sold))


def _key(charge_id: str) -> str:
    """The messenger says nowhere how long its charges' names are."""
    return f"online:{charge_id if len(charge_id) <= _LONGEST_KEY else sha256(charge_id.encode()).hexdigest()}"


def _words(charge: Charge) -> Words:
    """As much as a payment keeps: none is refused for a long name."""
    reference = charge.provider_id or charge.charge_id
    return words(reference=reference[:_LONGEST_REFERENCE], note=charge.payer[:_LONGEST_NOTE])
