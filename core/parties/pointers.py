"""Which rows name a customer: contacts, documents, links, people … of this room and of those above it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select, update

from core.db import Base
from core.uow import UnitOfWork

_AT_ONCE: Final = 5000  # ids named in one statement: both databases take fewer than 32 768


def pointing() -> Mapping[str, Any]:
    """Each mapped class whose rows name a customer, by its table.

    A column that names one is called `customer_id`, whatever the room: rooms above need not be known here, and none
    can be forgotten.
    """
    mappers = sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__tablename__)
    return {mapper.class_.__tablename__: mapper.class_ for mapper in mappers if "customer_id" in mapper.columns}


async def move(uow: UnitOfWork, gone_id: int, kept_id: int) -> dict[str, list[int]]:
    """Every row that names the one names the other from now on; returns the ids of those rows, by table."""
    moved: dict[str, list[int]] = {}
    for table, rows in pointing().items():
        ids = (await uow.session.scalars(select(rows.id).where(rows.customer_id == gone_id).order_by(rows.id))).all()
        if ids:
            moved[table] = list(ids)
            await uow.session.execute(update(rows).where(rows.customer_id == gone_id).values(customer_id=kept_id))
    return moved


async def give_back(uow: UnitOfWork, moved: Mapping[str, Sequence[int]], kept_id: int, gone_id: int) -> None:
    """The rows that `move` moved name their customer again; one that somebody has given to a third stays there."""
    known = pointing()
    for table, ids in moved.items():
        rows = known[table]
        for start in range(0, len(ids), _AT_ONCE):
            still = update(rows).where(rows.id.in_(ids[start : start + _AT_ONCE]), rows.customer_id == kept_id)
            await uow.session.execute(still.values(customer_id=gone_id))
