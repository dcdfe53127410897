"""Sending reminders: the rows that say so once for ever, the customer's people in the chat, his mailbox."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.company import companies
from core.company.models import Company
from core.dunning.errors import HandedOver, NothingToRemind
from core.dunning.events import CustomerReminded, InvoiceReminded
from core.dunning.mailing import post
from core.dunning.models import DunningLetter, Reminder
from core.dunning.proposing import Shown, batch_of, load_letter, shown, stands
from core.dunning.reading import Arrears, Late, arrears
from core.dunning.rules import Level
from core.dunning.telling import HIS, concerned
from core.kernel.amounts import total
from core.kernel.errors import Changed
from core.kernel.priority import Priority
from core.notices.notices import tell, tell_each
from core.parties import visibility
from core.parties.models import Customer
from core.permissions import Permission, requires
from core.sales.papers import buyer_copy, seller_copy
from core.uow import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class Going:
    """A message about to leave: the arrears, and which level each invoice takes with it, none where it is recalled."""

    arrears: Arrears
    levels: Sequence[tuple[Late, Level | None]]

    @property
    def highest(self) -> Level:
        return max((level for _late, level in self.levels if level), key=lambda level: level.number)


@requires(Permission.DUNNING_WRITE)
async def send_batch(uow: UnitOfWork, *, seen: Shown | None = None) -> Sequence[DunningLetter]:
    """All reminders that may leave today but for formal notices: one message to each customer.

    What was paid, paused or sent since it was `seen` stays behind; raises Changed for more than that.
    """
    return await _send(uow, batch_of(await locked(uow)).ready, seen)


@requires(Permission.DUNNING_FORMAL)
async def send_formal(uow: UnitOfWork, *, seen: Shown | None = None) -> Sequence[DunningLetter]:
    """The formal notices that may leave today. Raises Changed for more than was `seen`."""
    return await _send(uow, batch_of(await locked(uow)).formal, seen)


@requires(Permission.DUNNING_WRITE)
async def remind(
    uow: UnitOfWork, customer_id: int, *, invoice_id: int | None = None, level: int | None = None
) -> DunningLetter:
    """The next level of one customer, or of one invoice of his, today: also before its day, never before it is late.

    Raises Changed when that is not the `level` that was shown, NotFound, NothingToRemind, HandedOver, NotAllowed for a
    formal notice of whoever signs none.
    """
    customer = await visibility.load(uow, customer_id)
    found = await locked(uow, [customer_id], invoice_id=invoice_id)
    if found and found[0].litigation is not None:
        raise HandedOver(customer.name)
    his = mine(uow, found[0]) if found else None
    going = [(late, late.level or late.early) for late in his.asked] if his is not None else []
    if his is None or not any(level for _late, level in going):
        raise NothingToRemind(customer.name, found[0].next_on if found else None)
    message = Going(his, going)
    if level is not None and message.highest.number != level:
        raise Changed("dunning", customer_id, level, message.highest.number)
    if message.highest.formal:
        uow.actor.expect(Permission.DUNNING_FORMAL)
    return await write(uow, message)


async def _send(uow: UnitOfWork, going: Sequence[Arrears], seen: Shown | None) -> Sequence[DunningLetter]:
    if seen is not None and not seen.covers(shown(going, uow.today)):
        raise Changed("dunning", 0, seen.customers, len(going))
    return [await write(uow, going_today(one)) for one in going]


def mine(db: Reader, found: Arrears) -> Arrears:
    """What the actor may send of it: whoever signs no formal notice sends the rest, where there is some."""
    rest = found.ordinary
    return found if db.actor.may(Permission.DUNNING_FORMAL) or rest.next is None else rest


def going_today(found: Arrears) -> Going:
    return Going(found, [(late, late.level) for late in found.asked])


async def locked(
    uow: UnitOfWork, customer_ids: Collection[int] | None = None, *, invoice_id: int | None = None
) -> Sequence[Arrears]:
    """What is late of these customers, or of all, once nobody pays, credits or reminds beside: payments hold the
    customer too."""
    if customer_ids is None:
        customer_ids = [one.customer.id for one in await arrears(uow)]
    await _hold(uow, customer_ids)
    return await arrears(uow, customer_ids=customer_ids, invoice_id=invoice_id)


async def _hold(uow: UnitOfWork, customer_ids: Collection[int]) -> None:
    hold = select(Customer.id).where(Customer.id.in_(sorted(customer_ids))).order_by(Customer.id)
    await uow.session.execute(hold.with_for_update(key_share=True))


async def may_leave(uow: UnitOfWork, letter_id: int) -> bool:
    """Whether a letter may still leave, and nobody pays beside."""
    letter = await load_letter(uow, letter_id)
    await _hold(uow, [letter.customer_id])
    return await stands(uow, letter)


async def write(uow: UnitOfWork, going: Going) -> DunningLetter:
    """The letter, a row for each level that leaves with it, the facts, and the words on their way."""
    found, highest = going.arrears, going.highest
    letter = _letter(uow, going, await companies.read(uow))
    uow.session.add(letter)
    await uow.session.flush()
    for late, level in going.levels:
        if level is not None:
            uow.session.add(_reminder(uow, letter, late, level))
            uow.record(
                InvoiceReminded(
                    late.invoice.id,
                    letter_id=letter.id,
                    level=level.number,
                    formal=level.formal,
                    left=late.left,
                    penalty=late.penalty,
                    indemnity=late.indemnity,
                    channels=letter.channels,
                )
            )
    await uow.session.flush()
    numbers = [late.invoice.number or "" for late, _level in going.levels]
    uow.record(
        CustomerReminded(
            found.customer.id,
            letter_id=letter.id,
            level=highest.number,
            formal=highest.formal,
            due=letter.due,
            invoices=numbers,
            channels=letter.channels,
        )
    )
    await _tell(uow, letter, found)
    return letter


async def _tell(uow: UnitOfWork, letter: DunningLetter, found: Arrears) -> None:
    for person_id in found.people:
        await tell(
            uow,
            person_id=person_id,
            key=f"dunning:{letter.id}",
            kind=HIS,
            facts={"letter_id": letter.id},
            priority=Priority.DIGEST,
        )
    if "mail" in letter.channels:
        await post(uow, letter, found.customer)
    if letter.formal:
        facts = {"customer_id": found.customer.id, "customer": found.customer.name, "due": str(letter.due)}
        told = await concerned(uow, found.customer, found)
        await tell_each(uow, told, key=f"dunning:{letter.id}:formal", kind="dunning_formal_sent", facts=facts)


def _letter(uow: UnitOfWork, going: Going, company: Company) -> DunningLetter:
    found = going.arrears
    asked = [late for late, _level in going.levels]
    return DunningLetter(
        customer_id=found.customer.id,
        level=going.highest.number,
        formal=going.highest.formal,
        sent_at=uow.now,
        sent_on=uow.today,
        sent_by=uow.actor.person_id,
        language=found.customer.language,
        channels=found.channels or ["paper"],
        items=[_item(uow, late, level) for late, level in going.levels],
        due=total(late.left for late in asked),
        penalty=total(late.penalty for late in asked),
        indemnity=total(late.indemnity for late in asked),
        seller=seller_copy(company),
        buyer=buyer_copy(found.customer),
        demo=company.demo,
    )


def _item(uow: UnitOfWork, late: Late, level: Level | None) -> dict[str, Any]:
    invoice = late.invoice
    return {
        "invoice_id": invoice.id,
        "number": invoice.number,
        "kind": invoice.kind.value,
        "issued_on": invoice.issued_on.isoformat() if invoice.issued_on else "",
        "due_on": late.due_on.isoformat(),
        "payable": str(invoice.payable),
        "left": str(late.left),
        "days": late.days(uow.today),
        "level": level.number if level else 0,
        "formal": level is not None and level.formal,
        "penalty": str(late.penalty),
        "indemnity": str(late.indemnity),
    }


def _reminder(uow: UnitOfWork, letter: DunningLetter, late: Late, level: Level) -> Reminder:
    return Reminder(
        letter_id=letter.id,
        invoice_id=late.invoice.id,
        level=level.number,
        formal=level.formal,
        sent_at=uow.now,
        sent_on=uow.today,
        due_on=late.due_on,
        owed=late.left,
        penalty=late.penalty,
        indemnity=late.indemnity,
    )
