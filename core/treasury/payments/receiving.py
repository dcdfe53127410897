"""Money comes: it settles what it is meant for, in order, and what is left stays the customer's."""

from collections.abc import Mapping, Sequence
from datetime import date

from core.chain import Chained, chain
from core.company import companies
from core.invoicing import reads
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.invoicing.settling import settle
from core.kernel.amounts import ZERO, Amount, amount, total
from core.kernel.errors import NotFound
from core.permissions import Permission, requires
from core.sales import orders
from core.sales.orders.deciding import count_deposit
from core.sales.orders.locking import expect_nothing_young
from core.sales.orders.locking import expect_payable as expect_order_payable
from core.treasury.cash import expect_cash
from core.treasury.errors import NothingDue
from core.treasury.events import PaymentReceived
from core.treasury.locking import expect_payable
from core.treasury.matching import match
from core.treasury.models import Payment, PaymentMethod
from core.treasury.payments.making import Money, by_key, checked, hold, hold_orders, make, open_documents, words
from core.treasury.places import place_for
from core.treasury.rules import spread
from core.uow import Reader, UnitOfWork


@requires(Permission.PAYMENTS_WRITE)
async def receive(
    uow: UnitOfWork,
    customer_id: int,
    *,
    amount: Amount,
    method: PaymentMethod,
    key: str,
    invoice_ids: Sequence[int] = (),
    oldest: bool = False,
    order_id: int | None = None,
    place_id: int | None = None,
    reference: str = "",
    bank: str = "",
    on: date | None = None,
    note: str = "",
) -> Payment:
    """Book a payment: of these invoices in this order, or of what is due longest (`oldest`), or held, for an order or
    for later. What is over stays the customer's credit. The same `key` gives the payment that was made before.

    `reference` is the cheque's number or the bank's words; `on` the day it came, today unless said. Raises NotFound,
    Invalid (amount, on, key, place, reference, bank, note), NothingDue, PaymentLocked and NotAgreedYet (C. cons.
    L221-10), CashAboveCeiling (CMF L112-6), BooksClosed, IllegalTransition of an order that is no more.
    """
    day = checked(uow, amount, on, key)
    said = words(reference=reference, bank=bank, note=note)
    customer = await hold(uow, customer_id)
    if (before := await by_key(uow, key)) is not None:
        return before
    wanted = list(invoice_ids) or await _meant(uow, customer_id, oldest, order_id)
    await hold_orders(uow, wanted, order_id)
    shares = await _shares(uow, customer_id, amount, wanted)
    await _expect_payable(uow, customer_id, day, amount, shares, order_id)
    if method is PaymentMethod.CASH:
        held = Amount(amount - total(shares.values()))
        await expect_cash(uow, customer_id, day, shares=shares, order_id=order_id, held=held)
    await count_deposits(uow, amount, method, shares, order_id)
    place = await place_for(uow, method, place_id)
    money = Money(
        customer=customer, place=place, method=method, amount=amount, on=day, key=key, order_id=order_id, words=said
    )
    payment, links = await make(uow, money)
    record(uow, payment, shares)
    links += await pay(uow, payment, shares)
    await match(uow, customer_id)
    await chain(uow, links)
    return payment


async def pay(uow: UnitOfWork, payment: Payment, shares: Mapping[Invoice, Amount]) -> list[Chained]:
    """The payment settles these documents, each by its share; what joins the chain comes back."""
    links: list[Chained] = []
    for invoice, share in shares.items():
        if share:
            links += await settle(uow, invoice, share, on=payment.on, payment_id=payment.id)
    return links


async def count_deposits(
    uow: UnitOfWork, whole: Amount, method: PaymentMethod, shares: Mapping[Invoice, Amount], order_id: int | None
) -> None:
    """Orders know what came for them before they were delivered: held, or on their deposit invoices."""
    if order_id is not None:
        await orders.note_deposit(uow, order_id, amount=whole, method=method)
        return
    for ordered, share in sorted(deposits_in(shares).items()):
        await count_deposit(uow, ordered, amount=share, method=method)


async def expect_advance(db: Reader, customer_id: int, over: Amount, *, named: bool, on: date) -> None:
    """What is over of a payment, which `named` invoices or nothing, may come that day. Raises PaymentLocked,
    NotAgreedYet where a contract that is too young may be what it is for."""
    if await _is_advance(db, over, named):
        await expect_nothing_young(db, customer_id, on)


def deposits_in(shares: Mapping[Invoice, Amount]) -> Mapping[int, Amount]:
    """What the shares pay of deposits, by order."""
    found: dict[int, Amount] = {}
    for invoice, share in shares.items():
        if invoice.kind is InvoiceKind.DEPOSIT and invoice.order_id is not None and share:
            found[invoice.order_id] = amount(found.get(invoice.order_id, ZERO) + share)
    return found


def record(uow: UnitOfWork, payment: Payment, shares: Mapping[Invoice, Amount]) -> None:
    """The fact of a payment, with what it settles."""
    uow.record(
        PaymentReceived(
            payment.id,
            number=payment.number,
            customer_id=payment.customer_id,
            amount=payment.amount,
            method=payment.method,
            on=payment.on,
            settled=[invoice.number or "" for invoice, share in shares.items() if share],
            left=amount(payment.amount - total(shares.values())),
        )
    )


async def _meant(uow: UnitOfWork, customer_id: int, oldest: bool, order_id: int | None) -> list[int]:
    """What is paid when nobody says which: nothing, the oldest due first, or what is open of the order."""
    if not oldest and order_id is None:
        return []
    due = (one.invoice for one in await reads.unsettled(uow, customer_id) if one.left > ZERO)
    return [invoice.id for invoice in due if order_id in (None, invoice.order_id)]


async def _shares(uow: UnitOfWork, customer_id: int, whole: Amount, ids: Sequence[int]) -> dict[Invoice, Amount]:
    """What each takes of the payment. Raises NothingDue where nothing is to be paid, NotFound."""
    documents = await open_documents(uow, customer_id, ids)
    for document, due in documents.items():
        if due <= ZERO:
            raise NothingDue(document.number or "")
    return dict(zip(documents, spread(whole, list(documents.values())), strict=True))


async def _expect_payable(
    uow: UnitOfWork, customer_id: int, on: date, whole: Amount, shares: Mapping[Invoice, Amount], order_id: int | None
) -> None:
    """Raises PaymentLocked, NotAgreedYet, NotFound (order)."""
    await expect_payable(uow, shares, on)
    if order_id is not None:
        order = await orders.load(uow, order_id)
        if order.customer_id != customer_id:
            raise NotFound("order", order_id)
        await expect_order_payable(uow, order_id, on)
    else:
        await expect_advance(uow, customer_id, amount(whole - total(shares.values())), named=bool(shares), on=on)


async def _is_advance(db: Reader, over: Amount, named: bool) -> bool:
    """Whether what is over may be for another contract. Beside what names an invoice, no more than a small difference
    (the company's `write_off_limit`) is a mistake: it is owed back (C. civ. 1302) and pays nothing else by itself."""
    if not named:
        return over > ZERO
    return over > (await companies.read(db)).write_off_limit
