"""What needs somebody today, with the money at risk: for the company as a whole, or for one person. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.dunning import proposing
from core.dunning.proposing import OwnLate
from core.invoicing import batches
from core.kernel.amounts import ZERO, Amount, total
from core.ledger import reports
from core.permissions import Permission, Role, requires
from core.reporting.quiet import expiring, quiet_quotes
from core.stock import minimums, warehouses
from core.uow import Reader

UNINVOICED_DAYS: Final = 3


class AlertKind(StrEnum):
    OVERDUE = "overdue"  # customers who are late to pay
    TO_INVOICE = "to-invoice"  # delivered some days ago, and not invoiced
    QUIET = "quiet"  # quotes about which nothing happens
    EXPIRING = "expiring"  # quotes that end soon
    BELOW = "below"  # less stock than there should be


@dataclass(frozen=True, slots=True)
class Alert:
    """So many of a kind, and the money at risk: with tax what is owed or offered, before tax what is to be invoiced.

    Of stock nobody knows what it costs to lack it: zero.
    """

    kind: AlertKind
    count: int
    money: Amount = ZERO


@requires(Permission.REPORTS_READ)
async def alerts(db: Reader) -> Sequence[Alert]:
    """Of the whole company, the most money first; only of what there is any, and what the actor may know."""
    may, found = db.actor.may, list[Alert]()
    if may(Permission.LEDGER_READ):
        late = [(total(one.slices[1:]), one) for one in await reports.aged_receivables(db)]
        owing = [sum_ for sum_, _one in late if sum_]
        found.append(Alert(AlertKind.OVERDUE, len(owing), total(owing)))
    if may(Permission.INVOICES_READ):
        found.append(await _to_invoice(db, None))
    if may(Permission.QUOTES_READ):
        found += await _quotes(db, None)
    if may(Permission.STOCK_READ):
        found.append(Alert(AlertKind.BELOW, len(await minimums.below(db))))
    return _sorted(found)


@requires(Permission.AGENDA_OWN)
async def own_alerts(db: Reader, *, arrears: bool) -> Sequence[Alert]:
    """Of what is the actor's own: his quotes, his orders, with `arrears` his customers who are late, and the stock that
    he keeps."""
    may, me, found = db.actor.may, db.actor.person_id, list[Alert]()
    assert me is not None, "somebody's own"
    if arrears and may(Permission.DUNNING_READ):
        late: Sequence[OwnLate] = await proposing.mine(db)
        found.append(Alert(AlertKind.OVERDUE, len(late), total(one.owed.overdue for one in late)))
    if may(Permission.INVOICES_READ) and may(Permission.INVOICES_WRITE):
        found.append(await _to_invoice(db, me))
    if may(Permission.QUOTES_READ):
        found += await _quotes(db, me)
    found.append(Alert(AlertKind.BELOW, len(await own_below(db))))
    return _sorted(found)


@requires(Permission.STOCK_READ)
async def own_below(db: Reader) -> Sequence[minimums.Below]:
    """What lacks where the actor keeps the stock: everywhere for who keeps the company's, else in his van."""
    if db.actor.role is Role.STOREKEEPER:
        return await minimums.below(db)
    van = await warehouses.van_of(db, db.actor.person_id)
    return await minimums.below(db, warehouse_ids=[van.id]) if van is not None else []


async def _to_invoice(db: Reader, seller_id: int | None) -> Alert:
    waiting = await batches.forgotten(db, days=UNINVOICED_DAYS, salesperson_id=seller_id)
    orders = sum(len(one.orders) for one in waiting)
    return Alert(AlertKind.TO_INVOICE, orders, total(one.net for one in waiting))


async def _quotes(db: Reader, seller_id: int | None) -> list[Alert]:
    quiet = [one.quote for one in await quiet_quotes(db, seller_id=seller_id)]
    ending = await expiring(db, seller_id=seller_id)
    return [
        Alert(AlertKind.QUIET, len(quiet), total(one.gross for one in quiet)),
        Alert(AlertKind.EXPIRING, len(ending), total(one.gross for one in ending)),
    ]


def _sorted(found: Sequence[Alert]) -> Sequence[Alert]:
    return sorted((one for one in found if one.count), key=lambda one: (-one.money, list(AlertKind).index(one.kind)))
