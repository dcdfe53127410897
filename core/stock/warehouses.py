"""Warehouses: depots, vans that belong to people, and where goods wait that are not sold as they are."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import bindparam, exists, or_, select

from core.company.models import Member
from core.company.seats import alone
from core.history import open_to_readers
from core.kernel.errors import NotFound
from core.kernel.text import words
from core.kernel.typed import line
from core.permissions import STAFF, Permission, requires
from core.stock.errors import WarehouseInUse, WarehouseTaken, WarehouseWrong
from core.stock.events import StockLocated, WarehouseChanged, WarehouseCreated
from core.stock.models import (
    CountState,
    ExpectedReceipt,
    StockCount,
    StockLevel,
    Warehouse,
    WarehouseKind,
)
from core.uow import Reader, UnitOfWork

KIND: Final = "warehouse"
_DEPOT: Final = "Dépôt"  # what the first one is called; people rename it
_QUARANTINE: Final = "Quarantaine"


@requires(Permission.WAREHOUSES_WRITE)
async def create(
    uow: UnitOfWork, *, name: str, kind: WarehouseKind = WarehouseKind.DEPOT, person_id: int | None = None
) -> Warehouse:
    """A new warehouse; a van may be somebody's. Raises Invalid, WarehouseTaken, WarehouseWrong, NotFound (person)."""
    kept = line("name", name, longest=100, required=True)
    await alone(uow)
    await _expect_free(uow, kept)
    warehouse = await _made(uow, kept, kind)
    if person_id is not None:
        await _hand_over(uow, warehouse, person_id)
    uow.record(WarehouseCreated(warehouse.id, name=kept, kind=kind, person_id=person_id))
    return warehouse


@requires(Permission.WAREHOUSES_WRITE)
async def rename(uow: UnitOfWork, warehouse_id: int, *, name: str, version: int | None = None) -> Warehouse:
    """Raises Invalid, NotFound, Changed, WarehouseTaken."""
    kept = line("name", name, longest=100, required=True)
    await alone(uow)
    warehouse = await load(uow, warehouse_id, locked=True)
    warehouse.expect(version)
    await _expect_free(uow, kept, but=warehouse_id)
    return _changed(uow, warehouse, name=kept)


@requires(Permission.WAREHOUSES_WRITE)
async def give(uow: UnitOfWork, warehouse_id: int, *, person_id: int | None, version: int | None = None) -> Warehouse:
    """Say whose van it is, nobody's for None; the van that he had before is nobody's from then on.

    Raises NotFound, Changed, WarehouseWrong.
    """
    await alone(uow)
    warehouse = await load(uow, warehouse_id, locked=True)
    warehouse.expect(version)
    if person_id is None:
        return _changed(uow, warehouse, person_id=None)
    return await _hand_over(uow, warehouse, person_id)


@requires(Permission.WAREHOUSES_WRITE)
async def archive(uow: UnitOfWork, warehouse_id: int, *, version: int | None = None) -> Warehouse:
    """Use it no more; its moves stay. Raises NotFound, Changed, WarehouseInUse."""
    warehouse = await load(uow, warehouse_id, locked=True)
    warehouse.expect(version)
    if warehouse.archived_at is not None:
        return warehouse
    holds = or_(StockLevel.on_hand != 0, StockLevel.reserved != 0)
    level = select(StockLevel.id).where(StockLevel.warehouse_id == warehouse_id, holds)
    coming = select(ExpectedReceipt.id).where(
        ExpectedReceipt.warehouse_id == warehouse_id, ExpectedReceipt.closed_at.is_(None)
    )
    counting = select(StockCount.id).where(StockCount.warehouse_id == warehouse_id, StockCount.state == CountState.OPEN)
    for used in (level, coming, counting):
        if await uow.session.scalar(used.limit(1)) is not None:
            raise WarehouseInUse(warehouse.name)
    return _changed(uow, warehouse, archived_at=uow.now)


@requires(Permission.WAREHOUSES_WRITE)
async def restore(uow: UnitOfWork, warehouse_id: int) -> Warehouse:
    """Use it again. Raises NotFound."""
    warehouse = await load(uow, warehouse_id, locked=True)
    return warehouse if warehouse.archived_at is None else _changed(uow, warehouse, archived_at=None)


@requires(Permission.STOCK_MOVE)
async def locate(uow: UnitOfWork, warehouse_id: int, product_id: int, *, location: str) -> StockLevel:
    """Say where in the warehouse a product lies, « A3-2 ». Raises Invalid, NotFound when it is not kept there."""
    kept = line("location", location, longest=40)
    place = StockLevel.product_id == product_id, StockLevel.warehouse_id == warehouse_id
    level = await uow.session.scalar(
        select(StockLevel).where(*place).with_for_update(), execution_options={"populate_existing": True}
    )
    if level is None:
        raise NotFound("stock", product_id)
    level.location = kept
    uow.record(StockLocated(product_id, warehouse_id=warehouse_id, location=kept))
    return level


@requires(Permission.STOCK_READ)
async def all_(db: Reader, *, archived: bool = False) -> Sequence[Warehouse]:
    """Those in use, depots first, then by name; also the archived ones when asked."""
    wanted = select(Warehouse) if archived else _IN_USE
    found = (await db.session.scalars(wanted)).all()
    return sorted(found, key=lambda one: (_ORDER.index(one.kind), words(one.name), one.id))


@requires(Permission.STOCK_READ)
async def read(db: Reader, warehouse_id: int) -> Warehouse:
    """One warehouse, archived or not. Raises NotFound."""
    return await load(db, warehouse_id)


async def main(uow: UnitOfWork) -> Warehouse:
    """The depot that is meant when none is named: the oldest, made when there is none."""
    return await depot(uow) or await _one(uow, WarehouseKind.DEPOT, _DEPOT)


async def quarantine(uow: UnitOfWork) -> Warehouse:
    """Where goods wait that came back and are not sold as they are: the oldest, made when there is none."""
    found: Warehouse | None = await uow.session.scalar(_OLDEST, {"kind": WarehouseKind.QUARANTINE})
    return found or await _one(uow, WarehouseKind.QUARANTINE, _QUARANTINE)


async def depot(db: Reader) -> Warehouse | None:
    """The depot that is meant when none is named, for those who only read; None when there is none yet."""
    found: Warehouse | None = await db.session.scalar(_OLDEST, {"kind": WarehouseKind.DEPOT})
    return found


async def van_of(db: Reader, person_id: int | None) -> Warehouse | None:
    """Somebody's van; None when he has none, or when nobody is meant."""
    if person_id is None:
        return None
    found: Warehouse | None = await db.session.scalar(_VAN, {"person_id": person_id})
    return found


async def vans_in_use(db: Reader) -> Sequence[Warehouse]:
    """Whoever's they are, the oldest first."""
    return (await db.session.scalars(_VANS)).all()


async def load(db: Reader, warehouse_id: int, *, locked: bool = False) -> Warehouse:
    """One warehouse, archived or not; `locked`, as it is once whoever was changing it is done. Raises NotFound."""
    warehouse = None if locked else _kept(db).get(warehouse_id)
    warehouse = warehouse or await db.session.scalar(_LOCKED if locked else _ONE, {"warehouse_id": warehouse_id})
    if warehouse is None:
        raise NotFound(KIND, warehouse_id)
    return warehouse


async def usable(db: Reader, warehouse_id: int) -> Warehouse:
    """One that is in use. Raises NotFound, WarehouseWrong when it is archived."""
    warehouse = await _known(db, warehouse_id)
    if warehouse is None:
        raise NotFound(KIND, warehouse_id)
    if warehouse.archived_at is not None:
        raise WarehouseWrong(warehouse.name)
    return warehouse


async def in_use(uow: UnitOfWork, warehouse_id: int | None) -> Warehouse:
    """That one as long as it is used, else the main depot: what was to leave it, or comes back, has to go somewhere."""
    found = await _known(uow, warehouse_id) if warehouse_id is not None else None
    return found if found is not None and found.archived_at is None else await main(uow)


async def _known(db: Reader, warehouse_id: int) -> Warehouse | None:
    """As it is now. For who writes it stays in use until he is done: he asks once, however often he moves goods."""
    if not isinstance(db, UnitOfWork):
        found: Warehouse | None = await db.session.scalar(_ANEW, {"warehouse_id": warehouse_id})
        return found
    kept = _kept(db)
    if warehouse_id in kept:
        return kept[warehouse_id]
    locked: Warehouse | None = await db.session.scalar(_LOCKED_IN_USE, {"warehouse_id": warehouse_id})
    if locked is not None and not db.session.in_nested_transaction():  # when that fails its locks are gone
        kept[warehouse_id] = locked
    return locked


def _kept(db: Reader) -> dict[int, Warehouse]:
    """Those that this transaction has locked, by id; a session forgets what nobody holds."""
    kept: dict[int, Warehouse] = db.session.info.setdefault(_KEPT, {})
    return kept


_IN_USE: Final = select(Warehouse).where(Warehouse.archived_at.is_(None)).order_by(Warehouse.id)
_ORDER: Final = (WarehouseKind.DEPOT, WarehouseKind.VAN, WarehouseKind.QUARANTINE)
_OLDEST: Final = _IN_USE.where(Warehouse.kind == bindparam("kind")).limit(1)
_VANS: Final = _IN_USE.where(Warehouse.kind == WarehouseKind.VAN)
_VAN: Final = _VANS.where(Warehouse.person_id == bindparam("person_id"))
_ONE: Final = select(Warehouse).where(Warehouse.id == bindparam("warehouse_id"))
_ANEW: Final = _ONE.execution_options(populate_existing=True)
_LOCKED: Final = _ANEW.with_for_update(key_share=True)
_LOCKED_IN_USE: Final = _ANEW.with_for_update(read=True)
_KEPT: Final = "warehouses kept"


async def _one(uow: UnitOfWork, kind: WarehouseKind, name: str) -> Warehouse:
    """The first of its kind; two who want it at once get the same."""
    await alone(uow)
    found: Warehouse | None = await uow.session.scalar(_OLDEST, {"kind": kind})
    if found is not None:
        return found
    taken = [words(one) for one in await uow.session.scalars(select(Warehouse.name))]
    free = name
    while words(free) in taken:
        free += " bis"
    made = await _made(uow, free, kind)
    uow.record(WarehouseCreated(made.id, name=free, kind=kind, person_id=None))
    return made


async def _made(uow: UnitOfWork, name: str, kind: WarehouseKind) -> Warehouse:
    warehouse = Warehouse(name=name, kind=kind, created_at=uow.now)
    uow.session.add(warehouse)
    await uow.session.flush()
    return warehouse


async def _expect_free(uow: UnitOfWork, name: str, *, but: int = 0) -> None:
    rows = await uow.session.execute(select(Warehouse.id, Warehouse.name).where(Warehouse.id != but))
    if any(words(row.name) == words(name) for row in rows):
        raise WarehouseTaken(name)


async def _hand_over(uow: UnitOfWork, warehouse: Warehouse, person_id: int) -> Warehouse:
    if warehouse.kind is not WarehouseKind.VAN or warehouse.archived_at is not None:
        raise WarehouseWrong(warehouse.name)
    seat = exists().where(Member.person_id == person_id, Member.company_id == uow.actor.company_id)
    if not await uow.session.scalar(select(seat.where(Member.active.is_(True), Member.role.in_(STAFF)))):
        raise NotFound("person", person_id)
    earlier = _IN_USE.where(Warehouse.person_id == person_id, Warehouse.id != warehouse.id)
    for one in await uow.session.scalars(earlier):
        _changed(uow, one, person_id=None)
    return _changed(uow, warehouse, person_id=person_id)


def _changed(uow: UnitOfWork, warehouse: Warehouse, **values: Any) -> Warehouse:
    changes = {name: [getattr(warehouse, name), value] for name, value in values.items()}
    if all(before == after for before, after in changes.values()):
        return warehouse
    for name, value in values.items():
        setattr(warehouse, name, value)
    warehouse.touch()
    uow.record(WarehouseChanged(warehouse.id, changes=changes))
    return warehouse


open_to_readers(KIND, read)
