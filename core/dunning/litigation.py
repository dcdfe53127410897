"""« Passer au contentieux »: the customer's file is closed for reminders and credit, and handed over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.company.members import those_who
from core.dunning.errors import HandedOver, NotHandedOver, NothingToRemind
from core.dunning.events import CustomerHandedOver, HandoverEnded
from core.dunning.models import DunningLetter, Litigation
from core.dunning.reading import arrears
from core.dunning.telling import concerned
from core.invoicing import reads as invoices
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice, InvoiceLine
from core.kernel.amounts import ZERO, Amount, total
from core.notices.notices import tell_each
from core.parties import visibility
from core.parties.models import Customer
from core.permissions import Permission, requires
from core.sales.lifecycles import DeliveryState
from core.sales.models import Delivery, OrderLine
from core.treasury.payments.making import hold
from core.uow import Reader, UnitOfWork

_BROUGHT = (DeliveryState.DELIVERED, DeliveryState.CLOSED)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds, in its order: invoices and credit notes that are open, the notes that they charge, letters."""

    customer: Customer
    invoices: Sequence[Invoice]
    deliveries: Sequence[Delivery]
    letters: Sequence[DunningLetter]
    due: Amount
    penalty: Amount
    indemnity: Amount


@requires(Permission.DUNNING_FORMAL)
async def hand_over(uow: UnitOfWork, customer_id: int) -> Litigation:
    """Nothing is sent to him any more, and he is given no credit. Raises NotFound, HandedOver, NothingToRemind."""
    customer = await hold(uow, customer_id)
    if await _open(uow, customer_id) is not None:
        raise HandedOver(customer.name)
    late = await arrears(uow, customer_ids=[customer_id])
    if not late:
        raise NothingToRemind(customer.name)
    opened = Litigation(
        customer_id=customer_id,
        amount=late[0].overdue,
        opened_at=uow.now,
        opened_on=uow.today,
        opened_by=uow.actor.person_id,
        by=uow.actor.name,
    )
    uow.session.add(opened)
    await uow.session.flush()
    uow.record(CustomerHandedOver(customer_id, amount=opened.amount))
    facts = {
        "customer_id": customer_id,
        "customer": customer.name,
        "amount": str(opened.amount),
        "by": uow.actor.name,
    }
    told = [*await concerned(uow, customer, late[0]), *await those_who(uow, Permission.DUNNING_FORMAL)]
    await tell_each(uow, told, key=f"dunning:litigation:{opened.id}", kind="dunning_handed_over", facts=facts)
    return opened


@requires(Permission.DUNNING_FORMAL)
async def take_back(uow: UnitOfWork, customer_id: int) -> Litigation:
    """It is over: reminders and credit are as before. Raises NotFound, NotHandedOver."""
    await hold(uow, customer_id)
    opened = await litigation_of(uow, customer_id)
    opened.closed_at, opened.closed_by = uow.now, uow.actor.person_id
    uow.record(HandoverEnded(customer_id))
    return opened


@requires(Permission.DUNNING_FORMAL)
async def contents(db: Reader, customer_id: int) -> Contents:
    """What belongs into the file of a customer, handed over or about to be. Raises NotFound."""
    customer = await visibility.load(db, customer_id)
    open_ = [one.invoice for one in await invoices.unsettled(db, customer_id)]
    charged = [one for one in open_ if one.kind is not InvoiceKind.CREDIT]
    late = await arrears(db, customer_ids=[customer_id])
    letters = select(DunningLetter).where(DunningLetter.customer_id == customer_id).order_by(DunningLetter.id)
    found = late[0].late if late else ()
    return Contents(
        customer,
        open_,
        await _delivered(db, [one.id for one in charged]),
        (await db.session.scalars(letters)).all(),
        late[0].overdue if late else ZERO,
        total(one.penalty for one in found),
        total(one.indemnity for one in found),
    )


@requires(Permission.DUNNING_FORMAL)
async def keep_file(uow: UnitOfWork, customer_id: int, *, sha256: str) -> None:
    """The file as it was handed over, by its hash. Raises NotFound, NotHandedOver."""
    await hold(uow, customer_id)
    (await litigation_of(uow, customer_id)).file_sha256 = sha256


async def litigation_of(db: Reader, customer_id: int) -> Litigation:
    """The one that is open. Raises NotFound, NotHandedOver."""
    customer = await visibility.load(db, customer_id)
    opened = await _open(db, customer_id)
    if opened is None:
        raise NotHandedOver(customer.name)
    return opened


async def refused_since(db: Reader, customer_id: int) -> date | None:
    """Since when he is given no credit; for the control of his orders."""
    opened = await _open(db, customer_id)
    return opened.opened_on if opened is not None else None


async def _open(db: Reader, customer_id: int) -> Litigation | None:
    query = select(Litigation).where(Litigation.customer_id == customer_id, Litigation.closed_at.is_(None))
    found: Litigation | None = await db.session.scalar(query.order_by(Litigation.id).limit(1))
    return found


async def _delivered(db: Reader, invoice_ids: Sequence[int]) -> Sequence[Delivery]:
    """The delivery notes of what these invoices charge: named by their lines, or of the same orders."""
    if not invoice_ids:
        return []
    lines = select(InvoiceLine.delivery_id).where(InvoiceLine.invoice_id.in_(invoice_ids))
    named = [one for one in await db.session.scalars(lines.distinct()) if one is not None]
    of = select(OrderLine.order_id).join(InvoiceLine, InvoiceLine.order_line_id == OrderLine.id)
    orders = await db.session.scalars(of.where(InvoiceLine.invoice_id.in_(invoice_ids)).distinct())
    brought = select(Delivery).where(
        Delivery.id.in_(named) | Delivery.order_id.in_(list(orders)), Delivery.state.in_(_BROUGHT)
    )
    return (await db.session.scalars(brought.order_by(Delivery.id))).all()
