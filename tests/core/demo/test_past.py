"""What the fictitious company has sold and been paid before anybody looks."""

import time
from collections import Counter
from dataclasses import replace

from sqlalchemy import select

from core.audit import verifying
from core.demo import past, world
from core.invoicing import batches, reads
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice
from core.invoicing.reads import Standing
from core.kernel.amounts import ZERO
from core.permissions import SYSTEM, Actor
from core.sales.models import Quote
from core.treasury.models import Payment
from core.uow import Work
from tests.core.demo.test_world import VISITOR


async def _inside(work: Work) -> Actor:
    async with work.begin(VISITOR) as uow:
        await past.live(uow)
        return replace(SYSTEM, company_id=uow.actor.company_id)


async def test_it_shows_invoices_of_all_kinds(work: Work) -> None:
    async with work.read(await _inside(work)) as db:
        every = (await db.session.scalars(select(Invoice))).all()
        issued = [one for one in every if one.state is InvoiceState.ISSUED]
        settled = await reads.settled_of(db, [one.id for one in issued])
        standings = {reads.standing(one, settled.get(one.id, ZERO), db.today) for one in issued}
        paid = (await db.session.scalars(select(Payment))).all()
        waiting = await batches.to_invoice(db)
    assert {Standing.PAID, Standing.PARTLY, Standing.OVERDUE, Standing.OPEN} <= standings
    kinds = Counter(one.kind for one in issued)
    assert (kinds[InvoiceKind.DEPOSIT], kinds[InvoiceKind.CREDIT]) == (1, 1)
    assert [one.deducted > 0 for one in issued].count(True) == 1
    assert [one.state for one in every].count(InvoiceState.DRAFT) == 1
    assert {one.method for one in paid} == {"card", "cash", "cheque", "transfer"}
    assert [one.amount + two.amount for one in paid for two in paid if two.reverses_id == one.id] == [0]
    assert [one.customer.name for one in waiting] == ["Dupond & Fils", "École Saint-Exupéry"]
    assert all(one.demo for one in every)


async def test_its_books_hold_and_its_chain_is_whole(work: Work) -> None:
    inside = await _inside(work)
    async with work.read(inside) as db:
        assert (await verifying.verify(db)).broken == []


async def test_it_has_its_past_once_and_only_before_anything_is_sold(work: Work) -> None:
    inside = await _inside(work)
    async with work.begin(VISITOR) as uow:
        await past.live(uow)
    async with work.read(inside) as db:
        numbers = [one.number for one in await db.session.scalars(select(Invoice)) if one.number]
        assert len(numbers) == len(set(numbers)) == 10
        assert len((await db.session.scalars(select(Quote))).all()) == 10


async def test_it_loads_fast_enough_to_wait_for(work: Work) -> None:
    async with work.begin(SYSTEM) as uow:
        await world.load(uow)
    before = time.process_time()  # whatever else the machine does
    await _inside(work)
    assert time.process_time() - before < 3
