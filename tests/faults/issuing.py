"""Processes that issue invoices without pause, to be killed: each line read on standard input starts one more.

`python -m tests.faults.issuing <database> <company> <person> <log> <began>`: whatever is committed is written to the
log afterwards, a line each. Their calendar runs ahead: a day goes by every `DAY_LASTS` seconds since `began`.
"""

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from core import hooks  # noqa: F401 - connects the rooms
from core.db import connect
from core.invoicing import crediting, deposits, drafting, issuing
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice
from core.kernel.amounts import ONE, amount
from core.kernel.errors import BusinessError
from core.permissions import Actor, Role
from core.sales.models import Order, OrderLine
from core.treasury import payments
from core.treasury.models import PaymentMethod
from core.uow import UnitOfWork, Work

DAY_LASTS: Final = 2.0
BEGINS: Final = datetime(2026, 12, 28, 9, tzinfo=UTC)  # the year ends while they are at it
_AT_ONCE: Final = 4


async def issue_until_killed(work: Work, actor: Actor, log: int, chance: random.Random) -> None:
    """Several people at once."""
    async with asyncio.TaskGroup() as group:
        for _one in range(_AT_ONCE):
            group.create_task(_issue_on_and_on(work, actor, log, chance))


async def _issue_on_and_on(work: Work, actor: Actor, log: int, chance: random.Random) -> None:
    while True:
        deed = chance.choice(_DEEDS)
        try:
            async with work.begin(actor) as uow:
                number = await deed(uow, chance)
        except BusinessError:  # a day that went by meanwhile, an order that is wholly invoiced
            continue
        os.write(log, f"{number}\n".encode())


async def _invoice(uow: UnitOfWork, chance: random.Random) -> str:
    wanted = select(OrderLine.order_id, OrderLine.id).join(Order, Order.id == OrderLine.order_id)
    order_id, line_id = chance.choice((await uow.session.execute(wanted)).all())
    draft = await drafting.draft_of_order(uow, order_id, quantities={line_id: ONE}, beyond=True)
    return (await issuing.issue(uow, draft.id)).number or ""


async def _deposit(uow: UnitOfWork, chance: random.Random) -> str:
    order_id = chance.choice((await uow.session.scalars(select(Order.id))).all())
    draft = await deposits.draft_deposit(uow, order_id, amount=amount(chance.randint(1, 20)))
    return (await issuing.issue(uow, draft.id)).number or ""


async def _credit(uow: UnitOfWork, chance: random.Random) -> str:
    draft = await crediting.draft_credit(uow, (await _one_of(uow, chance)).id, reason="retour")
    return (await issuing.issue(uow, draft.id)).number or ""


async def _pay(uow: UnitOfWork, chance: random.Random) -> str:
    invoice = await _one_of(uow, chance)
    key = f"{chance.random()}:{os.getpid()}"
    asked: dict[str, Any] = {"method": PaymentMethod.TRANSFER, "key": key, "invoice_ids": [invoice.id]}
    return (await payments.receive(uow, invoice.customer_id, amount=amount(7), **asked)).number


async def _one_of(uow: UnitOfWork, chance: random.Random) -> Invoice:
    issued = select(Invoice).where(Invoice.state == InvoiceState.ISSUED, Invoice.kind == InvoiceKind.INVOICE)
    found = (await uow.session.scalars(issued.order_by(Invoice.id.desc()).limit(20))).all()
    if not found:
        raise BusinessError
    return chance.choice(found)


_Deed = Callable[[UnitOfWork, random.Random], Awaitable[str]]
_DEEDS: Final[tuple[_Deed, ...]] = (_invoice, _invoice, _invoice, _invoice, _deposit, _credit, _pay)


async def _child(url: str, company: int, person: int, file: str, began: float) -> None:
    def clock() -> datetime:
        return BEGINS + timedelta(days=(time.time() - began) / DAY_LASTS)

    log = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    actor = Actor(Role.OWNER, "Marie Dupont", person_id=person, company_id=company)
    await issue_until_killed(Work(connect(url), clock), actor, log, random.Random())


def main() -> None:
    url, company, person, file, began = sys.argv[1:]
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _line in sys.stdin:
        pid = os.fork()
        if not pid:
            asyncio.run(_child(url, int(company), int(person), file, float(began)))
        print(pid, flush=True)


if __name__ == "__main__":
    main()
