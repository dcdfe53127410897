"""Reading rows that somebody may have spoilt: what cannot be read is set aside, and the rest is read all the same."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVarTuple

from sqlalchemy import Row, Select
from sqlalchemy.orm import InstrumentedAttribute

from core.uow import Reader

Columns = TypeVarTuple("Columns")
UNREADABLE: Final = (ValueError, TypeError, ArithmeticError, LookupError)  # an unknown word, a text that is no number


async def readable(
    db: Reader, wanted: Select[*Columns], key: InstrumentedAttribute[int], spoilt: Callable[[int], None]
) -> Sequence[Row[*Columns]]:
    """The rows of a select, in its order; the `key` of each that cannot be read is handed to `spoilt`."""
    try:
        return (await db.session.execute(wanted)).all()
    except UNREADABLE:
        ids = (await db.session.scalars(wanted.with_only_columns(key))).all()
    found: list[Row[*Columns]] = []
    for one in ids:
        try:
            found += (await db.session.execute(wanted.where(key == one))).all()
        except UNREADABLE:
            spoilt(one)
    return found
