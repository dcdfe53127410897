"""The self-check: what the levels say is what the moves and the reservations add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from core.company.models import Company, Member
from core.db.scope import ALL_COMPANIES
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.notices.notices import tell
from core.permissions import SYSTEM, Actor, Permission, Role, requires
from core.stock.levels import Place
from core.stock.models import Reservation, StockLevel, StockMove
from core.uow import Reader, UnitOfWork

_ENDLESS: Final = 2**63 - 1
_TOLD: Final = 10  # differences in one message
_AT_ONCE: Final = 25  # products of one reading: SQLite's statements hold everybody up while they run


@dataclass(frozen=True, slots=True)
class Difference:
    """A level that is wrong: what it says, and what its moves and reservations add up to."""

    product_id: int
    warehouse_id: int
    on_hand: Quantity
    moved: Quantity
    reserved: Quantity
    promised: Quantity


@dataclass(frozen=True, slots=True)
class Checked:
    """Part of the check: what is wrong, and the product after which to go on; None when all were checked."""

    differences: Sequence[Difference]
    after: int | None


@requires(Permission.UPKEEP)
async def companies_with_stock(db: Reader) -> list[Actor]:
    """Who acts for each company that keeps a stock."""
    keeping = select(Company.id, Company.zone).join(StockLevel, StockLevel.company_id == Company.id).distinct()
    rows = await db.session.execute(keeping.execution_options(**{ALL_COMPANIES: True}))
    return [Actor(SYSTEM.role, SYSTEM.name, company_id=row.id, zone=row.zone) for row in rows]


@requires(Permission.UPKEEP)
async def differences(db: Reader, *, after: int = 0, at_once: int = _AT_ONCE) -> Checked:
    """The levels of the next products of the actor's company that are not the sums of their rows."""
    kept = select(StockLevel.product_id).where(StockLevel.product_id > after).distinct()
    some = (await db.session.scalars(kept.order_by(StockLevel.product_id).limit(at_once))).all()
    last = some[-1] if len(some) == at_once else None
    until = _ENDLESS if last is None else last  # also moves of products that have no level at all
    levels = await _sums(db, StockLevel, StockLevel.on_hand, after, until)
    held = await _sums(db, StockLevel, StockLevel.reserved, after, until)
    moved = await _sums(db, StockMove, StockMove.quantity, after, until)
    promised = await _sums(db, Reservation, Reservation.quantity, after, until)
    wrong = []
    for place in sorted({*levels, *moved, *promised}):
        each = Difference(*place, *(sums.get(place, NOTHING) for sums in (levels, moved, held, promised)))
        if (each.on_hand, each.reserved) != (each.moved, each.promised):
            wrong.append(each)
    return Checked(wrong, last)


@requires(Permission.UPKEEP)
async def report(uow: UnitOfWork, wrong: Sequence[Difference]) -> None:
    """Tell the company's owners and managers, once a day, which levels are wrong."""
    rows = [
        [one.product_id, one.warehouse_id, str(one.on_hand), str(one.moved), str(one.reserved), str(one.promised)]
        for one in wrong[:_TOLD]
    ]
    facts = {"differences": rows, "many": len(wrong)}
    leading = select(Member.person_id).where(Member.active.is_(True), Member.role.in_((Role.OWNER, Role.MANAGER)))
    for person_id in (await uow.session.scalars(leading.order_by(Member.id))).all():
        await tell(uow, person_id=person_id, key=f"stock_differs:{uow.today}", kind="stock_differs", facts=facts)


async def _sums(
    db: Reader,
    table: type[StockLevel | StockMove | Reservation],
    column: InstrumentedAttribute[Quantity],
    after: int,
    until: int,
) -> dict[Place, Quantity]:
    """By product and warehouse, of the products behind `after` up to `until`."""
    some = table.product_id > after, table.product_id <= until
    sums = select(table.product_id, table.warehouse_id, func.sum(column)).where(*some)
    rows = await db.session.execute(sums.group_by(table.product_id, table.warehouse_id))
    return {(product_id, there): quantity(count) for product_id, there, count in rows}
