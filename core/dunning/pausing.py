"""What keeps reminders from leaving: a promise to pay, a dispute, a credit note on its way, somebody's wish."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from core.dunning.errors import NoPause, PromiseTooFar
from core.dunning.events import DunningPaused, DunningResumed
from core.dunning.models import DunningPause, Why
from core.dunning.proposing import pauses_of
from core.dunning.reading import arrears
from core.dunning.telling import concerned
from core.invoicing import reads as invoices
from core.invoicing.events import InvoiceIssued
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.kernel.errors import Invalid, NotFound
from core.kernel.typed import line
from core.notices.notices import tell_each
from core.parties import visibility
from core.parties.models import Customer
from core.permissions import SYSTEM, Permission, requires
from core.uow import Reader, UnitOfWork

GRACE: Final = timedelta(days=2)  # after the day that was promised: a transfer takes its time
FARTHEST: Final = timedelta(days=90)  # that one of the company's people may note
OWN_FARTHEST: Final = timedelta(days=30)  # that a customer may grant himself, all his promises together
_LONGEST_NOTE: Final = 300


@requires(Permission.DUNNING_PAUSE)
async def promise(
    uow: UnitOfWork, customer_id: int, *, on: date, invoice_id: int | None = None, note: str = ""
) -> DunningPause:
    """He has said that he pays that day: nothing is sent until two days later. Raises NotFound, PromiseTooFar."""
    customer, invoice = await _about(uow, customer_id, invoice_id)
    latest = uow.today + FARTHEST
    if not uow.today <= on <= latest:
        raise PromiseTooFar(latest)
    return await _begin(uow, customer, invoice, Why.PROMISE, note=note, promised_on=on, until=on + GRACE)


@requires(Permission.ACCOUNT_OWN)
async def promise_own(uow: UnitOfWork, *, on: date) -> DunningPause:
    """The customer says himself when he pays; whoever sells to him is told. Raises NotFound, PromiseTooFar."""
    customer = await own_customer(uow)
    latest = await _own_latest(uow, customer.id)
    if not uow.today <= on <= latest:
        raise PromiseTooFar(latest)
    for one in await pauses_of(uow, customer.id):
        if one.why is Why.PROMISE and one.invoice_id is None and _covers(one, on, uow.actor.person_id):
            return one
    pause = await _begin(uow, customer, None, Why.PROMISE, promised_on=on, until=on + GRACE)
    await _tell_concerned(uow, customer, pause, "")
    return pause


@requires(Permission.DUNNING_PAUSE)
async def pause(
    uow: UnitOfWork,
    customer_id: int,
    *,
    why: Why,
    invoice_id: int | None = None,
    until: date | None = None,
    note: str = "",
) -> DunningPause:
    """Nothing is sent of one invoice, or to him at all, up to that day, or until somebody ends it.

    Whoever follows him is told of a dispute. Raises NotFound, Invalid (until).
    """
    customer, invoice = await _about(uow, customer_id, invoice_id)
    if until is not None and until < uow.today:
        raise Invalid("until", until.isoformat())
    begun = await _begin(uow, customer, invoice, why, note=note, until=until)
    if why is Why.DISPUTE:
        await _tell_concerned(uow, customer, begun, _number(invoice))
    return begun


@requires(Permission.ACCOUNT_OWN)
async def dispute_own(uow: UnitOfWork, *, note: str, invoice_id: int | None = None) -> DunningPause:
    """The customer contests what he is asked for: nothing is sent until somebody has seen to it. Raises NotFound,
    Invalid (note)."""
    customer = await own_customer(uow)
    invoice = None
    if invoice_id is not None:
        its = select(Invoice).where(Invoice.id == invoice_id, Invoice.customer_id == customer.id)
        invoice = await uow.session.scalar(its)
        if invoice is None:
            raise NotFound("invoice", invoice_id)
    begun = await _begin(uow, customer, invoice, Why.DISPUTE, note=note)
    await _tell_concerned(uow, customer, begun, _number(invoice))
    return begun


@requires(Permission.DUNNING_PAUSE)
async def leave_out(uow: UnitOfWork, customer_id: int) -> DunningPause:
    """Not in today's batch: the next one asks again. Raises NotFound."""
    customer, _invoice = await _about(uow, customer_id, None)
    return await _begin(uow, customer, None, Why.SKIPPED, until=uow.today)


@requires(Permission.DUNNING_PAUSE)
async def resume(uow: UnitOfWork, customer_id: int, *, invoice_id: int | None = None) -> int:
    """End what holds reminders of him, or of this invoice alone; returns how many pauses. Raises NotFound, NoPause."""
    customer, invoice = await _about(uow, customer_id, invoice_id)
    holding = [
        one for one in await pauses_of(uow, customer_id) if invoice_id is None or one.invoice_id in (None, invoice_id)
    ]
    if not holding:
        raise NoPause(_number(invoice) or customer.name)
    for one in holding:
        one.ended_at, one.ended_by = uow.now, uow.actor.person_id
        number = _number(await uow.session.get(Invoice, one.invoice_id) if one.invoice_id else None)
        uow.record(DunningResumed(customer_id, why=one.why, number=number))
    return len(holding)


async def end_credited(uow: UnitOfWork) -> None:
    """The credit note that was awaited is issued: what waited for it goes on."""
    for fact in [one for one in uow.facts if isinstance(one, InvoiceIssued) and one.kind is InvoiceKind.CREDIT]:
        credit = await uow.session.get_one(Invoice, fact.id)
        for one in await pauses_of(uow, credit.customer_id):
            if one.why is Why.CREDIT and one.invoice_id in (None, credit.origin_id):
                one.ended_at, one.ended_by = uow.now, uow.actor.person_id
                uow.record(DunningResumed(credit.customer_id, why=one.why, number=fact.number))


def _covers(promise: DunningPause, on: date, person_id: int | None) -> bool:
    """Said before, or a colleague has granted him more: nothing new to tell."""
    day = promise.promised_on
    return day is not None and (day == on or (day > on and promise.begun_by != person_id))


async def own_customer(db: Reader) -> Customer:
    """The customer whose person acts. Raises NotFound."""
    customer = await db.session.scalar(select(Customer).where(Customer.id == db.actor.customer_id))
    if customer is None:
        raise NotFound(visibility.KIND, db.actor.customer_id or 0)
    return customer


async def _about(uow: UnitOfWork, customer_id: int, invoice_id: int | None) -> tuple[Customer, Invoice | None]:
    customer = await visibility.load(uow, customer_id)
    if invoice_id is None:
        return customer, None
    invoice = await invoices.load(uow, invoice_id)
    if invoice.customer_id != customer_id:
        raise NotFound("invoice", invoice_id)
    return customer, invoice


async def _begin(
    uow: UnitOfWork,
    customer: Customer,
    invoice: Invoice | None,
    why: Why,
    *,
    note: str = "",
    until: date | None = None,
    promised_on: date | None = None,
) -> DunningPause:
    """In the place of one of the same kind about the same that still holds."""
    about = invoice.id if invoice is not None else None
    for one in await pauses_of(uow, customer.id):
        if one.why is why and one.invoice_id == about:
            one.ended_at, one.ended_by = uow.now, uow.actor.person_id
    begun = DunningPause(
        customer_id=customer.id,
        invoice_id=about,
        why=why,
        until=until,
        promised_on=promised_on,
        note=line("note", note, longest=_LONGEST_NOTE),
        begun_at=uow.now,
        begun_by=uow.actor.person_id,
        by=uow.actor.name,
    )
    uow.session.add(begun)
    await uow.session.flush()
    uow.record(
        DunningPaused(
            customer.id, why=why, until=until, promised_on=promised_on, number=_number(invoice), note=begun.note
        )
    )
    return begun


async def _tell_concerned(uow: UnitOfWork, customer: Customer, pause: DunningPause, number: str) -> None:
    late = await arrears(_all_seeing(uow), customer_ids=[customer.id])
    facts = {
        "customer_id": customer.id,
        "customer": customer.name,
        "why": pause.why,
        "on": pause.promised_on.isoformat() if pause.promised_on else "",
        "until": pause.until.isoformat() if pause.until else "",
        "number": number,
        "note": pause.note,
        "due": str(late[0].overdue) if late else "",
        "by": uow.actor.name,
    }
    told = await concerned(uow, customer, late[0] if late else None)
    await tell_each(uow, told, key=f"dunning:pause:{pause.id}", kind="dunning_paused", facts=facts)


async def _own_latest(db: Reader, customer_id: int) -> date:
    """He may put off for so long in all what is late today, however often he promises."""
    late = await arrears(_all_seeing(db), customer_ids=[customer_id])
    if not late:
        return db.today + OWN_FARTHEST
    own = select(DunningPause.begun_at).where(
        DunningPause.customer_id == customer_id,
        DunningPause.why == Why.PROMISE,
        DunningPause.begun_by == db.actor.person_id,
    )
    begun = [db.local(moment).date() for moment in await db.session.scalars(own)]
    since = min((day for day in begun if day > late[0].late[0].due_on), default=db.today)
    return since + OWN_FARTHEST


def _all_seeing(db: Reader) -> Reader:
    """What his own account is, is not a question of who follows him."""
    return Reader(db.session, replace(SYSTEM, company_id=db.actor.company_id, zone=db.actor.zone), db.now)


def _number(invoice: Invoice | None) -> str:
    return (invoice.number or "") if invoice is not None else ""
