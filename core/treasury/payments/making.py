"""A payment with its number, its entry and its place in the chain: what receiving, giving back and reversing share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import bindparam, select, union_all
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from core.chain import Chained, said
from core.company import companies
from core.invoicing import reads
from core.invoicing.lifecycles import InvoiceState
from core.invoicing.models import Invoice
from core.kernel.amounts import ZERO, Amount, amount
from core.kernel.errors import Invalid, NotFound
from core.kernel.typed import line as one_line
from core.ledger.models import AccountUse, LedgerEntry
from core.ledger.posting import ENTRY, Posting, chained, post
from core.numbering import hold_count, take_number
from core.parties.models import Customer
from core.parties.visibility import KIND, followed
from core.sales.models import Order
from core.treasury.models import MoneyPlace, Payment, PaymentMethod
from core.uow import Reader, UnitOfWork

CHAINED: Final = "payment"  # the kind of its links in the chain
_LONGEST: Final = {"reference": 60, "bank": 60, "note": 300}
_LONGEST_KEY: Final = 120
# The entry's words: the books are French, whoever posts.
_METHODS: Final = {
    PaymentMethod.CARD: "Carte",
    PaymentMethod.CHEQUE: "Chèque",
    PaymentMethod.CASH: "Espèces",
    PaymentMethod.TRANSFER: "Virement",
    PaymentMethod.DIRECT_DEBIT: "Prélèvement",
    PaymentMethod.BILL: "Effet",
    PaymentMethod.VOUCHER: "Bon",
    PaymentMethod.ONLINE: "Paiement en ligne",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A payment's own: a cheque's number or what the bank writes, whose cheque it is, and what one notes."""

    reference: str = ""
    bank: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What is known of a payment before it is one. `key` makes it happen once."""

    customer: Customer
    place: MoneyPlace
    method: PaymentMethod
    amount: Amount
    on: date
    key: str
    words: Words
    order_id: int | None = None
    reverses_id: int | None = None
    fee: Amount = ZERO  # the bank's, of a payment that bounced


async def make(uow: UnitOfWork, money: Money) -> tuple[Payment, list[Chained]]:
    """Number it and post it to the journal of its place; what joins the chain comes back. Raises BooksClosed."""
    company = await companies.read(uow)
    payment = Payment(
        number=await take_number(uow, "payment", on=uow.today),
        customer_id=money.customer.id,
        method=money.method,
        place_id=money.place.id,
        amount=money.amount,
        on=money.on,
        made_at=uow.now,
        made_by=uow.actor.person_id,
        reference=money.words.reference,
        bank=money.words.bank,
        note=money.words.note,
        order_id=money.order_id,
        reverses_id=money.reverses_id,
        key=money.key,
        demo=company.demo,
    )
    uow.session.add(payment)
    await uow.session.flush()
    set_committed_value(payment, "customer", money.customer)
    set_committed_value(payment, "place", money.place)
    entry = await _posted(uow, payment, money)
    return payment, [Chained(CHAINED, payment.id, said(payment)), *chained(entry)]


async def hold(uow: UnitOfWork, customer_id: int) -> Customer:
    """The customer, locked first of all: his payments and what they settle are changed by one at a time.

    Documents that name him may still be written meanwhile. Raises NotFound.
    """
    wanted = select(Customer).where(Customer.id == customer_id, followed(uow)).with_for_update(key_share=True)
    customer = await uow.session.scalar(wanted, execution_options={"populate_existing": True})
    if customer is None:
        raise NotFound(KIND, customer_id)
    return customer


async def hold_orders(uow: UnitOfWork, invoice_ids: Sequence[int], order_id: int | None = None) -> None:
    """The orders that a payment concerns, locked by their ids, before any of their documents is."""
    if uow.session.get_bind().dialect.name == "postgresql":  # on SQLite one transaction writes at a time
        await uow.session.execute(_ORDERS, {"ids": invoice_ids, "order_id": order_id or 0})


async def by_key(db: Reader, key: str) -> Payment | None:
    """The payment that was made for this demand."""
    made: Payment | None = await db.session.scalar(_BY_KEY, {"key": key})
    return made


async def open_documents(uow: UnitOfWork, customer_id: int, ids: Sequence[int]) -> dict[Invoice, Amount]:
    """These issued documents of the customer's, in the order asked, and what is left of each, with its sign.

    They are locked, by their ids. Raises NotFound.
    """
    found = {key: await reads.load(uow, key, locked=True) for key in sorted(set(ids))}
    for invoice in found.values():
        if invoice.customer_id != customer_id or invoice.state is not InvoiceState.ISSUED:
            raise NotFound("invoice", invoice.id)
    settled = await reads.settled_of(uow, list(found))
    return {found[key]: reads.left_of(found[key], settled.get(key, ZERO)) for key in dict.fromkeys(ids)}


def words(*, reference: str = "", bank: str = "", note: str = "") -> Words:
    """Each on one line. Raises Invalid (reference, bank, note)."""
    typed = {"reference": reference, "bank": bank, "note": note}
    return Words(**{name: one_line(name, value, longest=_LONGEST[name]) for name, value in typed.items()})


def checked(uow: UnitOfWork, value: Amount, on: date | None, key: str) -> date:
    """The day of a payment. Raises Invalid (amount, on, key)."""
    if value <= ZERO or amount(value) != value:
        raise Invalid("amount", str(value))
    if on is not None and on > uow.today:
        raise Invalid("on", on.isoformat())
    if not 0 < len(key) <= _LONGEST_KEY:
        raise Invalid("key", key)
    return on or uow.today


async def _posted(uow: UnitOfWork, payment: Payment, money: Money) -> LedgerEntry | None:
    what = f"{_METHODS[money.method]} {money.words.reference}".strip()
    await hold_count(uow, ENTRY)  # whoever numbers the place's account anew holds it too
    account = await uow.session.scalar(select(MoneyPlace.account).where(MoneyPlace.id == money.place.id))
    assert account is not None, "a payment has a place"
    return await post(
        uow,
        money.place.journal,
        (
            Posting(account, amount(money.amount - money.fee)),
            Posting(AccountUse.BANK_FEES, money.fee),
            Posting(AccountUse.CUSTOMERS, amount(-money.amount), customer=money.customer),
        ),
        on=money.on,
        piece=payment.number,
        piece_on=money.on,
        label=f"{what} – {money.customer.name}",
        subject=CHAINED,
        subject_id=payment.id,
    )


WITH_PLACE: Final = select(Payment).options(joinedload(Payment.place), joinedload(Payment.customer))
_BY_KEY: Final = WITH_PLACE.where(Payment.key == bindparam("key"))
_ORDERS: Final = (
    select(Order.id)
    .where(
        Order.id.in_(
            union_all(
                select(Order.id).where(Order.id == bindparam("order_id")),
                select(Invoice.order_id).where(Invoice.id.in_(bindparam("ids", expanding=True))),
            )
        )
    )
    .order_by(Order.id)
    .with_for_update(key_share=True)
)
