"""Which warehouse is meant: those that words name, one's own van, the depot when there is but one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from bot.understanding.known import Entry
from bot.understanding.places import PlaceSaid
from core.parties import customers
from core.stock import warehouses
from core.stock.models import Warehouse, WarehouseKind
from core.uow import Reader

Place = dict[str, Any]  # JSON: {"id"} once it is certain, else {"candidates": [{"id", "name"}]}

SIGNS: Final = {WarehouseKind.DEPOT: "🏬", WarehouseKind.VAN: "🚐", WarehouseKind.QUARANTINE: "⛔"}


async def place_entries(db: Reader) -> Sequence[Entry]:
    """The warehouses in use, as the reader of messages compares them: a van is also called by whose it is."""
    present = await warehouses.all_(db)
    if not present:
        return ()
    names = dict(await customers.colleagues(db))
    return [Entry(one.id, one.kind, one.name, _whose(one, names)) for one in present]


def chosen(place: Warehouse) -> Place:
    return {"id": place.id}


def among(places: Iterable[Warehouse], *, surely: bool = True) -> Place:
    """Certain when it is but one; not `surely`, that one is asked about too."""
    found = list(places)
    if surely and len(found) == 1:
        return chosen(found[0])
    return {"candidates": [{"id": one.id, "name": f"{SIGNS[one.kind]} {one.name}"} for one in found]}


async def meant(db: Reader, said: PlaceSaid) -> Place | None:
    """The warehouse that was named; one's own van for « camion » alone. None when nobody knows such a one."""
    if said.mine or (said.kind == "van" and not said.words):
        own = await warehouses.van_of(db, db.actor.person_id)
        if own is not None:
            return chosen(own)
    wanted = {entry.id for entry in said.candidates}
    everywhere = await warehouses.all_(db)
    found = [one for one in everywhere if one.id in wanted]
    if not found and not said.words:
        found = [one for one in everywhere if one.kind == (said.kind or WarehouseKind.VAN)]
    return among(found, surely=not (said.mine or said.doubtful)) if found else None


async def depots(db: Reader) -> Place | None:
    """The depot when none was named: certain when there is but one; None when there is none yet."""
    found = [one for one in await warehouses.all_(db) if one.kind is WarehouseKind.DEPOT]
    return among(found) if found else None


async def own_van(db: Reader) -> Place | None:
    own = await warehouses.van_of(db, db.actor.person_id)
    return chosen(own) if own is not None else None


async def all_but(db: Reader, other: Place | None) -> Place | None:
    """Any warehouse but this one."""
    without = (other or {}).get("id")
    found = [one for one in await warehouses.all_(db) if one.id != without]
    return among(found) if found else None


def is_certain(place: Place | None) -> bool:
    return place is not None and "id" in place


def _whose(one: Warehouse, names: Mapping[int, str]) -> tuple[str, ...]:
    name = names.get(one.person_id or 0, "")
    return (name,) if name else ()
