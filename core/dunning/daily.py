"""What dunning does by itself each working day, at eight in the company's own morning."""

from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from core.company import companies
from core.company.members import those_who
from core.company.models import Company, Member
from core.db.scope import ALL_COMPANIES
from core.dunning.models import DunningPause, DunningSettings, Why
from core.dunning.proposing import Batch, batch_of, own_late
from core.dunning.reading import arrears
from core.dunning.sending import going_today, locked, write
from core.dunning.settings import own
from core.dunning.telling import concerned
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice
from core.kernel.amounts import total
from core.kernel.workdays import is_working
from core.notices.notices import tell_each
from core.parties.models import Customer
from core.permissions import OUTSIDE, SYSTEM, Actor, Permission, requires
from core.uow import Reader, UnitOfWork

FROM_HOUR: Final = 8
TO_HOUR: Final = 19  # started later, the program waits for the next morning: nobody is chased at night


@requires(Permission.UPKEEP)
async def companies_to_dun(db: Reader) -> list[Actor]:
    """Who acts for each company where something may be late, by that company's own day."""
    late = (
        select(Company.id, Company.zone)
        .join(Invoice, Invoice.company_id == Company.id)
        .where(
            Invoice.state == InvoiceState.ISSUED,
            Invoice.kind != InvoiceKind.CREDIT,
            Invoice.due_on < (db.now + timedelta(days=1)).date(),
        )
        .distinct()
        .execution_options(**{ALL_COMPANIES: True})
    )
    return [Actor(SYSTEM.role, SYSTEM.name, company_id=row.id, zone=row.zone) for row in await db.session.execute(late)]


@requires(Permission.UPKEEP)
async def run_daily(uow: UnitOfWork) -> int:
    """The day's reminders, once however often it is called; returns how many have left by themselves.

    Where reminders are automatic they leave, but for formal notices and for customers whom nothing reaches; what is
    left is shown to those who send, and to those who sign formal notices. On the first working day of the week whoever
    sells reads which of his customers are late.
    """
    company = await companies.read(uow)
    if not FROM_HOUR <= uow.local(uow.now).hour < TO_HOUR or not is_working(uow.today, company.zip):
        return 0
    kept = await own(uow)
    if kept.ran_on is not None and kept.ran_on >= uow.today:
        return 0
    before, kept.ran_on = kept.ran_on, uow.today
    await _tell_broken(uow, before)
    sent = await _send(uow) if kept.automatic else 0
    await _propose(uow, batch_of(await arrears(uow)))
    await _tell_sellers(uow, kept)
    return sent


async def _send(uow: UnitOfWork) -> int:
    reached = [one for one in batch_of(await locked(uow)).ready if one.channels]
    for one in reached:
        await write(uow, going_today(one))
    return len(reached)


async def _propose(uow: UnitOfWork, batch: Batch) -> None:
    """One notice with the card for whoever may do something about it."""
    day = uow.today.isoformat()
    told: list[int] = []
    if batch.formal:
        told = list(await those_who(uow, Permission.DUNNING_FORMAL))
    if batch.ready:
        told += await those_who(uow, Permission.DUNNING_WRITE)
    await tell_each(uow, told, key=f"dunning:batch:{day}", kind="dunning_batch", facts={"on": day})


async def _tell_sellers(uow: UnitOfWork, kept: DunningSettings) -> None:
    """Each his own customers who are late; once a week, on its first working day."""
    monday = uow.today - timedelta(days=uow.today.weekday())
    if kept.told_on is not None and kept.told_on >= monday:
        return
    kept.told_on = uow.today
    members = await uow.session.scalars(select(Member).where(Member.active.is_(True)).order_by(Member.id))
    for person_id in [one.person_id for one in members if one.role not in OUTSIDE]:
        found = await own_late(uow, person_id)
        if found:
            facts = {"count": len(found), "due": str(total(one.owed.overdue for one in found))}
            key = f"dunning:mine:{uow.today.isoformat()}"
            await tell_each(uow, [person_id], key=key, kind="dunning_mine", facts=facts)


async def _tell_broken(uow: UnitOfWork, before: date | None) -> None:
    """Promises whose time has run out since the last run, and that were not kept."""
    query = select(DunningPause).where(
        DunningPause.why == Why.PROMISE, DunningPause.ended_at.is_(None), DunningPause.until < uow.today
    )
    if before is not None:
        query = query.where(DunningPause.until >= before)
    for pause in (await uow.session.scalars(query.order_by(DunningPause.id))).all():
        late = await arrears(uow, customer_ids=[pause.customer_id], invoice_id=pause.invoice_id)
        promised = [one for one in late[0].late if one.due_on <= (pause.promised_on or uow.today)] if late else []
        if promised:
            customer = await uow.session.get_one(Customer, pause.customer_id)
            facts = {
                "customer_id": customer.id,
                "customer": customer.name,
                "on": pause.promised_on.isoformat() if pause.promised_on else "",
                "due": str(total(one.left for one in promised)),
            }
            told = await concerned(uow, customer, late[0])
            await tell_each(uow, told, key=f"dunning:broken:{pause.id}", kind="dunning_broken", facts=facts)
