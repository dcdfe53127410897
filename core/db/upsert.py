"""INSERT that may meet an existing row: both databases write it alike, SQLAlchemy keeps one class for each."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from core.db.columns import Base


def inserting(session: AsyncSession, table: type[Base] | Table, **values: Any) -> postgresql.Insert | sqlite.Insert:
    """An INSERT of one row, to be ended by `on_conflict_do_nothing` or `on_conflict_do_update`.

    It goes round the session: `company_id` is among the values when the table has one.
    """
    kind = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return kind(table).values(**values)
