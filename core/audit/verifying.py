"""The audit: the whole chain, the numbers, and the sums that must agree, from the rows alone."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import or_, select

from core.audit.copies import check_copies
from core.audit.findings import Broken, Findings, Problem
from core.audit.locks import check_locks
from core.audit.numbers import check_entries, check_series
from core.audit.reading import readable
from core.audit.subjects import SUBJECTS
from core.audit.sums import Tally
from core.audit.walking import Progress, walk
from core.chain import ChainHead, ChainLink
from core.company.models import Company, Member
from core.db.scope import ALL_COMPANIES
from core.files import FileStore
from core.invoicing.models import Invoice
from core.kernel.amounts import NOTHING, ZERO, Amount, amount
from core.ledger.chart import BEGINS
from core.ledger.models import AccountUse, LedgerEntry
from core.notices.notices import tell
from core.numbering import Counter
from core.permissions import SYSTEM, Actor, Permission, Role, requires
from core.sales.models import Order, OrderLine
from core.stock import checking
from core.stock.models import StockLevel
from core.treasury.models import Payment
from core.uow import Reader, UnitOfWork

_SERIES: Final = ("invoice", "deposit", "credit", "payment")
_BOOKS: Final = (
    (ChainHead, ()),
    (ChainLink, ()),
    (Invoice, (Invoice.number.is_not(None),)),
    (Payment, ()),
    (LedgerEntry, ()),
)
_AT_ONCE: Final = 500
_TOLD: Final = 5  # broken rows in one message


@requires(Permission.UPKEEP)
async def companies_with_books(db: Reader) -> list[Actor]:
    """Who acts for each company that has a link, a document that was issued, a payment or an entry."""
    kept = or_(*(select(one.id).where(one.company_id == Company.id, *of).exists() for one, of in _BOOKS))
    keeping = select(Company.id, Company.zone).where(kept).order_by(Company.id)
    rows = await db.session.execute(keeping.execution_options(**{ALL_COMPANIES: True}))
    return [Actor(SYSTEM.role, SYSTEM.name, company_id=row.id, zone=row.zone) for row in rows]


@requires(Permission.UPKEEP)
async def verify(
    db: Reader, *, stock: bool = True, files: FileStore | None = None, progress: Progress | None = None
) -> Findings:
    """Everything of the actor's company computed again, in one view; `progress` is told links done and links in all.

    Others are served meanwhile: nothing is read in more than some hundred rows at once. `stock` may be left out where
    it is checked by itself; archived files are looked at where `files` are at hand.
    """
    tally = Tally(BEGINS[AccountUse.CUSTOMERS], BEGINS[AccountUse.VAT_DUE])
    trail = await walk(db, seen=tally.add, progress=progress)
    broken = [
        *trail.broken,
        *await _check_numbers(db, tally),
        *tally.compared(),
        *await check_locks(db, tally.locks),
        *await check_copies(db, tally.copies, files),
        *await _check_orders(db, tally),
        *(await _check_stock(db) if stock else ()),
    ]
    rows = {kind: len(trail.linked[kind]) for kind in SUBJECTS}
    return Findings(links=trail.sequence, rows=rows, broken=broken)


@requires(Permission.UPKEEP)
async def report(uow: UnitOfWork, findings: Findings) -> None:
    """Tell the company's owners and accountants, once a day, that its books were altered, and where first."""
    rows = [
        [one.problem.value, one.table, one.id, one.number, one.expected, one.found] for one in findings.broken[:_TOLD]
    ]
    facts = {"broken": rows, "many": len(findings.broken)}
    told = (Role.OWNER, Role.ACCOUNTANT)
    answering = select(Member.person_id).where(Member.active.is_(True), Member.role.in_(told))
    for person_id in (await uow.session.scalars(answering.order_by(Member.id))).all():
        await tell(uow, person_id=person_id, key=f"chain_broken:{uow.today}", kind="chain_broken", facts=facts)


@dataclass(slots=True)
class _Spoilt:
    """Rows of a table that cannot be read."""

    table: str
    broken: list[Broken] = field(default_factory=list)

    def add(self, row_id: int) -> None:
        self.broken.append(Broken(Problem.ROW_UNREADABLE, self.table, row_id))


async def _check_numbers(db: Reader, tally: Tally) -> list[Broken]:
    counters = (await db.session.scalars(select(Counter).where(Counter.series.in_((*_SERIES, "entry"))))).all()
    broken: list[Broken] = []
    for series in _SERIES:
        of_years = {one.year: one for one in counters if one.series == series}
        broken += check_series(series, tally.numbered[series], of_years)
    counted = next((one for one in counters if one.series == "entry"), None)
    return [*broken, *check_entries(tally.entries, counted)]


async def _check_orders(db: Reader, tally: Tally) -> list[Broken]:
    """What lines of orders say to be invoiced is what the lines of issued invoices add up to, and orders likewise."""
    broken: list[Broken] = []
    owners: dict[int, int] = {}  # orders by lines
    after = 0
    while True:
        wanted = select(OrderLine.id, OrderLine.order_id, OrderLine.label, OrderLine.invoiced).where(
            OrderLine.id > after
        )
        spoilt = _Spoilt(OrderLine.__tablename__)
        rows = await readable(db, wanted.order_by(OrderLine.id).limit(_AT_ONCE), OrderLine.id, spoilt.add)
        broken += spoilt.broken
        last = max([*(row[0] for row in rows), *(one.id for one in spoilt.broken)], default=None)
        if last is None:
            break
        for line_id, order_id, label, invoiced in rows:
            owners[line_id] = order_id
            expected = tally.invoiced.get(line_id, NOTHING)
            if expected != invoiced:
                told = label, str(expected), str(invoiced)
                broken.append(Broken(Problem.ORDER_LINE_DIFFERS, OrderLine.__tablename__, line_id, *told))
        after = last
        await asyncio.sleep(0)
    return [*broken, *await _check_charged(db, tally, owners)]


async def _check_charged(db: Reader, tally: Tally, owners: Mapping[int, int]) -> list[Broken]:
    """Orders that share no invoice say what theirs come to; of the others only the lines tell."""
    expected: dict[int, Amount] = defaultdict(lambda: ZERO)
    shared: set[int] = set()
    for lines, gross in tally.charged:
        orders = {owners[line_id] for line_id in lines if line_id in owners}
        if len(orders) > 1:
            shared |= orders
        for order_id in orders:
            expected[order_id] = amount(expected[order_id] + gross)
    broken: list[Broken] = []
    after = 0
    while True:
        wanted = select(Order.id, Order.number, Order.invoiced).where(Order.id > after)
        spoilt = _Spoilt(Order.__tablename__)
        rows = await readable(db, wanted.order_by(Order.id).limit(_AT_ONCE), Order.id, spoilt.add)
        broken += spoilt.broken
        last = max([*(row[0] for row in rows), *(one.id for one in spoilt.broken)], default=None)
        if last is None:
            return broken
        broken += [
            Broken(Problem.ORDER_DIFFERS, Order.__tablename__, order_id, number, str(expected[order_id]), str(invoiced))
            for order_id, number, invoiced in rows
            if order_id not in shared and expected[order_id] != invoiced
        ]
        after = last
        await asyncio.sleep(0)


async def _check_stock(db: Reader) -> Sequence[Broken]:
    broken: list[Broken] = []
    after: int | None = 0
    while after is not None:
        checked = await checking.differences(db, after=after)
        for one in checked.differences:
            broken += _stock_broken(one)
        after = checked.after
        await asyncio.sleep(0)
    return broken


def _stock_broken(one: checking.Difference) -> list[Broken]:
    place = f"{one.product_id} / {one.warehouse_id}"
    pairs = (
        (Problem.STOCK_DIFFERS, one.moved, one.on_hand),
        (Problem.RESERVED_DIFFERS, one.promised, one.reserved),
    )
    return [
        Broken(problem, StockLevel.__tablename__, one.product_id, place, str(expected), str(found))
        for problem, expected, found in pairs
        if expected != found
    ]
