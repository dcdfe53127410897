"""Whoever chases what is late, at a till whose days pass."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from core.dunning import daily, litigation, pausing, proposing, sending, settings
from core.dunning.models import DunningLetter, DunningPause, Reminder, Why
from core.dunning.reading import Arrears
from core.invoicing.models import Invoice
from core.notices.models import Notice
from core.parties.models import Customer
from core.permissions import Actor, Role
from core.uow import Work
from tests.companies import SettableClock, a_member
from tests.core.sales.trade import a_trade
from tests.core.treasury.till import Till, a_till


@dataclass(frozen=True)
class Desk:
    till: Till
    clock: SettableClock
    accountant: Actor

    @property
    def work(self) -> Work:
        return self.till.work

    @property
    def customer_id(self) -> int:
        return self.till.trade.customer_id

    async def late(self, net: str = "1000", *, days: int = 3, **facts: Any) -> Invoice:
        """An invoice that is so many days late once its thirty days and these have passed."""
        invoice = await self.till.issued(net, **facts)
        assert invoice.due_on is not None
        self.clock.advance(days=(invoice.due_on - self.clock.now.date()).days + days)
        return invoice

    async def set_customer(self, **facts: Any) -> None:
        async with self.work.begin(self.till.manager) as uow:
            await uow.session.execute(update(Customer).where(Customer.id == self.customer_id).values(**facts))

    async def set_up(self, **said: Any) -> None:
        async with self.work.begin(self.accountant) as uow:
            await settings.change(uow, **said)

    async def batch(self) -> proposing.Batch:
        async with self.work.read(self.accountant) as db:
            return await proposing.batch(db)

    async def arrears(self) -> Arrears | None:
        async with self.work.read(self.accountant) as db:
            return (await proposing.of_customer(db, self.customer_id)).arrears

    async def send(self, *, formal: bool = False) -> Sequence[DunningLetter]:
        """What waits today: whoever may signs the formal notices."""
        async with self.work.begin(self.till.manager if formal else self.accountant) as uow:
            return await (sending.send_formal(uow) if formal else sending.send_batch(uow))

    async def remind(self, actor: Actor | None = None, *, invoice: Invoice | None = None) -> DunningLetter:
        async with self.work.begin(actor or self.accountant) as uow:
            named = invoice.id if invoice is not None else None
            return await sending.remind(uow, self.customer_id, invoice_id=named)

    async def promised(self, *, days: int, actor: Actor | None = None) -> DunningPause:
        async with self.work.begin(actor or self.till.trade.seller) as uow:
            return await pausing.promise(uow, self.customer_id, on=uow.today + timedelta(days=days))

    async def paused(self, why: Why = Why.DISPUTE, *, invoice: Invoice | None = None, **said: Any) -> DunningPause:
        async with self.work.begin(self.till.trade.seller) as uow:
            named = invoice.id if invoice is not None else None
            return await pausing.pause(uow, self.customer_id, why=why, invoice_id=named, **said)

    async def resume(self, *, invoice: Invoice | None = None) -> int:
        async with self.work.begin(self.till.trade.seller) as uow:
            named = invoice.id if invoice is not None else None
            return await pausing.resume(uow, self.customer_id, invoice_id=named)

    async def hand_over(self) -> None:
        async with self.work.begin(self.till.manager) as uow:
            await litigation.hand_over(uow, self.customer_id)

    async def run_daily(self) -> int:
        async with self.work.begin(self.till.system) as uow:
            return await daily.run_daily(uow)

    async def reminders(self) -> Sequence[Reminder]:
        async with self.work.read(self.accountant) as db:
            return (await db.session.scalars(select(Reminder).order_by(Reminder.id))).all()

    async def notices(self, kind: str) -> Sequence[Notice]:
        return await self.till.notices(kind)


async def a_desk(work: Work, clock: SettableClock) -> Desk:
    till = await a_till(await a_trade(work))
    accountant = await a_member(work, till.trade.company_id, role=Role.ACCOUNTANT, name="Anne Petit")
    return Desk(till, clock, accountant)
