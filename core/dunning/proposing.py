"""Who is to be reminded today, and where each customer stands; nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import and_, func, or_, select

from core.dunning.models import DunningLetter, DunningPause, Litigation, Reminder
from core.dunning.reading import Arrears, Locked, Plan, arrears, locked_of, plan_of
from core.dunning.rules import Sent
from core.invoicing import reads as invoices
from core.invoicing.models import Invoice
from core.kernel.amounts import Amount, total
from core.kernel.errors import NotFound
from core.ledger.receivables import Owed, owed
from core.parties import visibility
from core.parties.models import Customer
from core.permissions import Permission, requires
from core.uow import Reader


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody has seen who lets it leave: of which day, so many customers, and so much."""

    day: date
    customers: int
    due: Amount

    def covers(self, now: "Shown") -> bool:
        """Whether what would leave now is that or less: paid, paused or sent since, but nothing that was not shown."""
        return self.day == now.day and now.customers <= self.customers and now.due <= self.due


def shown(going: Sequence[Arrears], today: date) -> Shown:
    return Shown(today, len(going), total(one.due for one in going))


@dataclass(frozen=True, slots=True)
class Batch:
    """What waits today: `ready` for whoever sends, `formal` for whoever signs formal notices; the same customer may be
    in both, each time with other invoices. `unreached` are among the ready ones, and get a letter on paper; `held` have
    a level that only a pause keeps back."""

    ready: Sequence[Arrears]
    formal: Sequence[Arrears]
    held: Sequence[Arrears]

    @property
    def unreached(self) -> Sequence[Arrears]:
        return [one for one in self.ready if not one.channels]

    @property
    def due(self) -> Amount:
        return total(one.due for one in self.ready)


@dataclass(frozen=True, slots=True)
class OwnLate:
    """A customer who is late, as his account says it, with whom to call there."""

    customer: Customer
    owed: Owed


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one customer stands: what is late, the letters he got, newest first, and what holds the next one.

    `numbers` are those of the invoices that pauses are about, by id.
    """

    customer: Customer
    arrears: Arrears | None
    letters: Sequence[DunningLetter]
    pauses: Sequence[DunningPause]
    litigation: Litigation | None
    numbers: Mapping[int, str]
    locked: Sequence[Locked] = ()


@dataclass(frozen=True, slots=True)
class OfInvoice:
    """What an invoice's card says: the last reminder of it, and the pause that holds the next one."""

    last: Sent | None
    pause: DunningPause | None
    litigation: Litigation | None


@dataclass(frozen=True, slots=True)
class Brief:
    """The last letter to a customer, the pause noted last, and the litigation that is open."""

    last: DunningLetter | None
    pause: DunningPause | None
    litigation: Litigation | None


@requires(Permission.DUNNING_READ)
async def batch(db: Reader) -> Batch:
    """What may leave today, of the customers whom the actor sees."""
    return batch_of(await arrears(db))


@requires(Permission.DUNNING_READ)
async def plan(db: Reader) -> Plan:
    return await plan_of(db)


@requires(Permission.DUNNING_READ)
async def late_customers(db: Reader) -> Sequence[Arrears]:
    """Whoever is late, who owes most first."""
    return await arrears(db)


@requires(Permission.DUNNING_READ)
async def of_customer(db: Reader, customer_id: int, *, invoice_id: int | None = None) -> Standing:
    """With `invoice_id` what is late is of that invoice alone. Raises NotFound."""
    customer = await visibility.load(db, customer_id)
    found = await arrears(db, customer_ids=[customer_id], invoice_id=invoice_id)
    letters = select(DunningLetter).where(DunningLetter.customer_id == customer_id)
    open_ = select(Litigation).where(Litigation.customer_id == customer_id, Litigation.closed_at.is_(None))
    pauses = await pauses_of(db, customer_id)
    held = [one.invoice_id for one in pauses if one.invoice_id is not None]
    named = await db.session.execute(select(Invoice.id, Invoice.number).where(Invoice.id.in_(held))) if held else ()
    return Standing(
        customer,
        found[0] if found else None,
        (await db.session.scalars(letters.order_by(DunningLetter.id.desc()))).all(),
        pauses,
        await db.session.scalar(open_),
        {number_id: number or "" for number_id, number in named},
        await locked_of(db, customer_id),
    )


@requires(Permission.DUNNING_READ)
async def brief(db: Reader, customer_id: int) -> Brief:
    """What a customer's card says of it, in one statement; of nobody whom the actor may not see."""
    row = (await db.session.execute(_BRIEF.where(Customer.id == customer_id, visibility.followed(db)))).first()
    if row is None:
        return Brief(None, None, None)
    letter, held, opened = row
    return Brief(letter, held if held is not None and held.holds(db.today) else None, opened)


@requires(Permission.DUNNING_READ)
async def of_invoice(db: Reader, invoice_id: int) -> OfInvoice:
    """Raises NotFound."""
    invoice = await invoices.load(db, invoice_id)
    rows = select(Reminder).where(Reminder.invoice_id == invoice_id).order_by(Reminder.id.desc()).limit(1)
    last = await db.session.scalar(rows)
    holding = await pauses_of(db, invoice.customer_id, invoice_id=invoice_id)
    open_ = select(Litigation).where(Litigation.customer_id == invoice.customer_id, Litigation.closed_at.is_(None))
    sent = Sent(last.level, last.sent_on, last.formal) if last is not None else None
    return OfInvoice(sent, holding[0] if holding else None, await db.session.scalar(open_))


@requires(Permission.DUNNING_READ)
async def letter(db: Reader, letter_id: int) -> DunningLetter:
    """Raises NotFound."""
    return await load_letter(db, letter_id)


async def stands(db: Reader, letter: DunningLetter) -> bool:
    """Whether all that a letter asks for is still owed to the cent, and nothing holds it: what was paid, contested,
    promised or handed over since is not asked for any more, however late the letter leaves."""
    found = await arrears(db, customer_ids=[letter.customer_id])
    asked = {late.invoice.id: late.left for one in found for late in one.asked}
    return all(asked.get(one["invoice_id"]) == Decimal(one["left"]) for one in letter.items)


async def own_late(db: Reader, person_id: int) -> Sequence[OwnLate]:
    """The late customers whom one person follows, or has sold to where nobody does; who owes most first."""
    mine = [one for one in await arrears(db) if person_id in one.sellers]
    found = [OwnLate(one.customer, await owed(db, one.customer.id)) for one in mine]
    return sorted((one for one in found if one.owed.overdue), key=lambda one: -one.owed.overdue)


@requires(Permission.DUNNING_READ)
async def mine(db: Reader) -> Sequence[OwnLate]:
    """The actor's own customers who are late."""
    return await own_late(db, db.actor.person_id) if db.actor.person_id is not None else []


def batch_of(every: Sequence[Arrears]) -> Batch:
    ready = [rest for rest in (one.ordinary for one in every) if rest.level is not None]
    formal = [one for one in every if (level := one.level) is not None and level.formal]
    held = [one for one in every if one.level is None and any(late.level for late in one.late)]
    return Batch(ready, formal, [one for one in held if one.litigation is None])


async def pauses_of(db: Reader, customer_id: int, *, invoice_id: int | None = None) -> Sequence[DunningPause]:
    """Those that hold today, of the customer and of his invoices, or only of what holds this invoice."""
    kept = select(DunningPause).where(DunningPause.customer_id == customer_id, DunningPause.ended_at.is_(None))
    if invoice_id is not None:
        kept = kept.where(or_(DunningPause.invoice_id == invoice_id, DunningPause.invoice_id.is_(None)))
    found = await db.session.scalars(kept.order_by(DunningPause.id.desc()))
    return [one for one in found if one.holds(db.today)]


async def load_letter(db: Reader, letter_id: int) -> DunningLetter:
    """The letter that a use case reads, if the actor may see its customer. Raises NotFound."""
    query = select(DunningLetter).join(Customer, Customer.id == DunningLetter.customer_id)
    found = await db.session.scalar(query.where(DunningLetter.id == letter_id, visibility.followed(db)))
    if found is None:
        raise NotFound("dunning_letter", letter_id)
    return found


_LAST_LETTER: Final = (
    select(func.max(DunningLetter.id))
    .where(DunningLetter.customer_id == Customer.id)
    .correlate(Customer)
    .scalar_subquery()
)
_LAST_PAUSE: Final = (
    select(func.max(DunningPause.id))
    .where(DunningPause.customer_id == Customer.id, DunningPause.ended_at.is_(None))
    .correlate(Customer)
    .scalar_subquery()
)
_BRIEF: Final = (
    select(DunningLetter, DunningPause, Litigation)
    .select_from(Customer)
    .outerjoin(DunningLetter, DunningLetter.id == _LAST_LETTER)
    .outerjoin(DunningPause, DunningPause.id == _LAST_PAUSE)
    .outerjoin(Litigation, and_(Litigation.customer_id == Customer.id, Litigation.closed_at.is_(None)))
)
