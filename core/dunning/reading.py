"""What is late, read in one go for one customer or for all: what is left, what was sent, what holds it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Select, func, select, type_coerce
from sqlalchemy.orm import joinedload

from core.company.models import Company, Member, Person
from core.dunning.models import DunningPause, DunningSettings, Litigation, Reminder
from core.dunning.rates import Debtor, indemnity, yearly
from core.dunning.rules import (
    USUAL_DAYS,
    Level,
    Sent,
    day_of,
    early_level,
    interest,
    level_due,
    levels_of,
    owings,
    take_off,
)
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, Settlement
from core.kernel.amounts import ZERO, Amount, Rate, amount, total
from core.kernel.errors import Invalid
from core.kernel.workdays import working_from
from core.mail import mail
from core.mail.rules import address
from core.parties.models import Customer, CustomerKind
from core.parties.visibility import followed
from core.permissions import Role
from core.sales.errors import NotAgreedYet, PaymentLocked
from core.treasury.locking import why_locked
from core.treasury.models import Payment
from core.uow import Reader

Locked = tuple[Invoice, PaymentLocked | NotAgreedYet]  # an invoice, and why nobody may be asked to pay it


@dataclass(frozen=True, slots=True)
class Plan:
    """How a company chases."""

    levels: tuple[Level, ...]
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Late:
    """An invoice that is late today. `left` is what is left of it, less what the customer has with us that settles
    nothing yet. `level` is the one that may leave today, `early` the one that somebody may send all the same; `next_on`
    is when the next one may leave by itself. `pause` keeps all of that from happening."""

    invoice: Invoice
    left: Amount
    level: Level | None
    early: Level | None
    next_on: date | None
    sent: Sequence[Sent]
    penalty: Amount
    indemnity: Amount
    pause: DunningPause | None = None
    credit_pending: bool = False  # a credit note on it is drafted

    @property
    def due_on(self) -> date:
        assert self.invoice.due_on is not None, "what has no due day is never late"
        return self.invoice.due_on

    @property
    def held(self) -> bool:
        return self.pause is not None or self.credit_pending

    def days(self, today: date) -> int:
        return (today - self.due_on).days


@dataclass(frozen=True, slots=True)
class Arrears:
    """All that one customer is late with, oldest due first, and how he is reached."""

    customer: Customer
    late: Sequence[Late]
    pause: DunningPause | None = None  # of the whole customer
    litigation: Litigation | None = None
    people: Sequence[int] = field(default_factory=tuple)  # persons of his in the chat
    mailed: bool = False  # whether an e-mail may reach him

    @property
    def asked(self) -> Sequence[Late]:
        """What a message to him asks for: all of it that nothing holds."""
        if self.pause is not None or self.litigation is not None:
            return ()
        return [one for one in self.late if not one.held]

    @property
    def level(self) -> Level | None:
        """The highest of the levels that may leave today: the message's own."""
        return max((one.level for one in self.asked if one.level), key=lambda level: level.number, default=None)

    @property
    def ordinary(self) -> "Arrears":
        """Without the invoices whose formal notice waits for whoever signs it: it holds up none of the others."""
        return replace(self, late=[one for one in self.late if one.level is None or not one.level.formal])

    @property
    def early(self) -> Level | None:
        return max((one.early for one in self.asked if one.early), key=lambda level: level.number, default=None)

    @property
    def next(self) -> Level | None:
        """The message's own level if somebody sends it now: the highest that any of his invoices would take with it."""
        found = (one.level or one.early for one in self.asked)
        return max((one for one in found if one), key=lambda level: level.number, default=None)

    @property
    def sellers(self) -> Sequence[int]:
        """Whoever follows him; where nobody does, those who have sold what is late."""
        if self.customer.salesperson_id is not None:
            return [self.customer.salesperson_id]
        sold = [one.invoice.salesperson_id or one.invoice.created_by for one in self.late]
        return list(dict.fromkeys(one for one in sold if one is not None))

    @property
    def due(self) -> Amount:
        return total(one.left for one in self.asked)

    @property
    def overdue(self) -> Amount:
        """Of all that is late, whatever holds it."""
        return total(one.left for one in self.late)

    @property
    def channels(self) -> list[str]:
        chat = ["chat"] if self.people else []
        return [*chat, *(["mail"] if self.mailed else [])]

    @property
    def next_on(self) -> date | None:
        return min((one.next_on for one in self.asked if one.next_on), default=None)


async def locked_of(db: Reader, customer_id: int) -> Sequence[Locked]:
    """His invoices whose day has passed, and that the law lets nobody ask for yet."""
    found = [(invoice, await why_locked(db, invoice)) for invoice, _settled in await _overdue(db, [customer_id])]
    return [(invoice, reason) for invoice, reason in found if reason is not None]


async def plan_of(db: Reader) -> Plan:
    """What the company has set; what is usual where it has set nothing."""
    kept = await db.session.scalar(select(DunningSettings))
    if kept is None:
        return Plan(levels_of(USUAL_DAYS, formal=True))
    return Plan(levels_of([int(one) for one in kept.days], formal=kept.formal), kept.automatic)


async def arrears(
    db: Reader, *, customer_ids: Collection[int] | None = None, invoice_id: int | None = None
) -> Sequence[Arrears]:
    """Of the customers whom the actor may see, or of these, who owes most first. With `invoice_id` of it alone."""
    overdue = await _overdue(db, customer_ids)
    if not overdue:
        return []
    known = await _known(db, [invoice for invoice, _settled in overdue])
    found: dict[int, list[tuple[Invoice, Amount]]] = {}
    for invoice, paid in overdue:
        found.setdefault(invoice.customer_id, []).append((invoice, amount(invoice.payable - paid)))
    every = [_arrears(db, known, rows, invoice_id) for rows in found.values()]
    return sorted((one for one in every if one.late), key=lambda one: (-one.overdue, one.customer.id))


@dataclass(frozen=True, slots=True)
class _Known:
    """What stands beside the invoices, by invoice or by customer."""

    plan: Plan
    company: Company
    settled: Mapping[int, Sequence[tuple[date, Amount]]]
    sent: Mapping[int, Sequence[Sent]]
    pauses: Mapping[int, Sequence[DunningPause]]  # by customer
    credited: Collection[int]
    free: Mapping[int, Amount]  # by customer
    litigations: Mapping[int, Litigation]  # by customer
    people: Mapping[int, Sequence[int]]  # by customer
    locked: Collection[int]  # what the law lets nobody ask for yet


def _arrears(db: Reader, known: _Known, rows: Sequence[tuple[Invoice, Amount]], invoice_id: int | None) -> Arrears:
    """The oldest take what the customer has with us first, as his account does."""
    customer = rows[0][0].customer
    taken = take_off(known.free.get(customer.id, ZERO), [left for _invoice, left in rows])
    pauses = [one for one in known.pauses.get(customer.id, ()) if one.holds(db.today)]
    late = [
        _late(db, known, invoice, (left, off), [one for one in pauses if one.invoice_id == invoice.id])
        for (invoice, left), off in zip(rows, taken, strict=True)
        if left > off and invoice_id in (None, invoice.id) and invoice.id not in known.locked
    ]
    whole = next((one for one in pauses if one.invoice_id is None), None)
    people = known.people.get(customer.id, ())
    mailed = not known.company.demo and _mailbox(customer)  # the fictitious company writes to nobody
    return Arrears(customer, late, whole, known.litigations.get(customer.id), people, mailed)


def _mailbox(customer: Customer) -> bool:
    """This program sends e-mail, and his address is one."""
    try:
        return mail.connected() and bool(customer.email) and bool(address(customer.email))
    except Invalid:
        return False


def _late(
    db: Reader, known: _Known, invoice: Invoice, sums: tuple[Amount, Amount], pauses: Sequence[DunningPause]
) -> Late:
    left, off = sums
    assert invoice.due_on is not None
    sent, levels, today = known.sent.get(invoice.id, ()), known.plan.levels, db.today
    coming = day_of(levels, sent, invoice.due_on)
    debtor = debtor_of(invoice)
    return Late(
        invoice,
        amount(left - off),
        level_due(levels, sent, due_on=invoice.due_on, today=today),
        early_level(levels, sent, due_on=invoice.due_on, today=today),
        working_from(coming[1], known.company.zip) if coming else None,
        sent,
        _penalty(known, invoice, off, debtor, today),
        indemnity(debtor, invoice.due_on),
        pauses[0] if pauses else None,
        invoice.id in known.credited,
    )


def debtor_of(invoice: Invoice) -> Debtor:
    """As the invoice's own copy has its buyer."""
    kind = invoice.buyer.get("kind") or CustomerKind.PROFESSIONAL
    if kind == CustomerKind.PUBLIC:
        return Debtor.PUBLIC
    alone = kind == CustomerKind.ASSOCIATION and not invoice.buyer.get("siren")
    return Debtor.CONSUMER if alone or kind == CustomerKind.CONSUMER else Debtor.BUSINESS


def _penalty(known: _Known, invoice: Invoice, off: Amount, debtor: Debtor, today: date) -> Amount:
    """Of a consumer only what has run since the formal notice (C. civ. 1231-6)."""
    assert invoice.due_on is not None
    since = invoice.due_on
    if debtor is Debtor.CONSUMER:
        formal = [one.on for one in known.sent.get(invoice.id, ()) if one.formal]
        if not formal:
            return ZERO
        since = max(since, min(formal))
    parts = list(owings(invoice.payable, since, today, known.settled.get(invoice.id, ()), off=off))
    return interest(parts, partial(_yearly, debtor, known.company.late_rate))


def _yearly(debtor: Debtor, agreed: Rate | None, on: date) -> Rate:
    return yearly(debtor, on, agreed=agreed)


async def _overdue(db: Reader, customer_ids: Collection[int] | None) -> Sequence[tuple[Invoice, Amount]]:
    """Documents to be paid whose day has passed and of which something is left, with what is settled."""
    sums = (
        select(Settlement.invoice_id, func.sum(Settlement.amount).label("amount"))
        .group_by(Settlement.invoice_id)
        .subquery()
    )
    paid = type_coerce(func.coalesce(sums.c.amount, 0), Invoice.payable.type)
    wanted = (
        select(Invoice, paid)
        .join(Customer, Customer.id == Invoice.customer_id)
        .outerjoin(sums, sums.c.invoice_id == Invoice.id)
        .where(
            Invoice.state == InvoiceState.ISSUED,
            Invoice.kind != InvoiceKind.CREDIT,
            Invoice.due_on < db.today,
            paid < Invoice.payable,
            followed(db),
        )
        .options(joinedload(Invoice.customer))
        .order_by(Invoice.due_on, Invoice.id)
    )
    if customer_ids is not None:
        wanted = wanted.where(Invoice.customer_id.in_(sorted(customer_ids)))
    return [(invoice, amount(settled)) for invoice, settled in await db.session.execute(wanted)]


async def _known(db: Reader, invoices: Sequence[Invoice]) -> _Known:
    ids = sorted({one.id for one in invoices})
    customer_ids = sorted({one.customer_id for one in invoices})
    company = await db.session.get_one(Company, db.actor.company_id)
    pauses: dict[int, list[DunningPause]] = {}
    kept = select(DunningPause).where(DunningPause.customer_id.in_(customer_ids), DunningPause.ended_at.is_(None))
    for pause in await db.session.scalars(kept.order_by(DunningPause.id)):
        pauses.setdefault(pause.customer_id, []).append(pause)
    open_ = select(Litigation).where(Litigation.customer_id.in_(customer_ids), Litigation.closed_at.is_(None))
    drafts = select(Invoice.origin_id).where(
        Invoice.origin_id.in_(ids), Invoice.kind == InvoiceKind.CREDIT, Invoice.state == InvoiceState.DRAFT
    )
    return _Known(
        await plan_of(db),
        company,
        await _settled(db, ids),
        await sent_of(db, ids),
        pauses,
        {one for one in await db.session.scalars(drafts) if one is not None},
        await _free(db, customer_ids),
        {one.customer_id: one for one in await db.session.scalars(open_)},
        await _people(db, customer_ids),
        [one.id for one in invoices if await why_locked(db, one) is not None],
    )


async def sent_of(db: Reader, invoice_ids: Sequence[int]) -> Mapping[int, Sequence[Sent]]:
    """The reminders of these invoices that have left, in their order."""
    found: dict[int, list[Sent]] = {}
    rows = select(Reminder).where(Reminder.invoice_id.in_(invoice_ids)).order_by(Reminder.id)
    for one in await db.session.scalars(rows):
        found.setdefault(one.invoice_id, []).append(Sent(one.level, one.sent_on, one.formal))
    return found


async def _settled(db: Reader, invoice_ids: Sequence[int]) -> Mapping[int, Sequence[tuple[date, Amount]]]:
    """What settles them and stands, by day: what was undone, as a cheque that bounced, has never settled anything."""
    rows = (await db.session.scalars(select(Settlement).where(Settlement.invoice_id.in_(invoice_ids)))).all()
    undone = {one.undoes_id for one in rows if one.undoes_id is not None}
    found: dict[int, list[tuple[date, Amount]]] = {}
    for one in rows:
        if one.undoes_id is None and one.id not in undone:
            found.setdefault(one.invoice_id, []).append((one.on, one.amount))
    return found


async def _free(db: Reader, customer_ids: Sequence[int]) -> Mapping[int, Amount]:
    """What each has with us that settles nothing yet: payments held for no order, and credit notes."""
    used = (
        select(Settlement.payment_id, func.sum(Settlement.amount).label("amount"))
        .where(Settlement.payment_id.is_not(None))
        .group_by(Settlement.payment_id)
        .subquery()
    )
    rest = type_coerce(func.sum(Payment.amount - func.coalesce(used.c.amount, 0)), Payment.amount.type)
    held = (
        select(Payment.customer_id, rest)
        .outerjoin(used, used.c.payment_id == Payment.id)
        .where(Payment.customer_id.in_(customer_ids), Payment.order_id.is_(None))
        .group_by(Payment.customer_id)
    )
    found = {customer_id: max(amount(sum_ or ZERO), ZERO) for customer_id, sum_ in await db.session.execute(held)}
    for customer_id, sum_ in await db.session.execute(_credits(customer_ids)):
        found[customer_id] = amount(found.get(customer_id, ZERO) + sum_)
    return {customer_id: Amount(sum_) for customer_id, sum_ in found.items()}


def _credits(customer_ids: Sequence[int]) -> Select[Any]:
    """What credit notes of each have not been used for: they settle with a minus."""
    done = (
        select(Settlement.invoice_id, func.sum(Settlement.amount).label("amount"))
        .group_by(Settlement.invoice_id)
        .subquery()
    )
    left = type_coerce(func.sum(Invoice.payable + func.coalesce(done.c.amount, 0)), Invoice.payable.type)
    return (
        select(Invoice.customer_id, left)
        .outerjoin(done, done.c.invoice_id == Invoice.id)
        .where(
            Invoice.customer_id.in_(customer_ids),
            Invoice.kind == InvoiceKind.CREDIT,
            Invoice.state == InvoiceState.ISSUED,
        )
        .group_by(Invoice.customer_id)
    )


async def _people(db: Reader, customer_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
    """Their persons in the chat whom a message reaches."""
    found: dict[int, list[int]] = {}
    rows = (
        select(Member.customer_id, Member.person_id)
        .join(Person, Person.id == Member.person_id)
        .where(
            Member.customer_id.in_(customer_ids),
            Member.role == Role.CUSTOMER,
            Member.active.is_(True),
            Person.unreachable_since.is_(None),
        )
        .order_by(Member.id)
    )
    for customer_id, person_id in await db.session.execute(rows):
        if customer_id is not None:
            found.setdefault(customer_id, []).append(person_id)
    return found
