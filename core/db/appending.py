"""Rows that are only ever added, and that nobody holds: written together, just before somebody could miss them.

A session looks at each of its own rows whenever it writes any, which costs several times as much as such a row does.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Table, event, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from core.db.columns import Base

_APPENDED: Final = "appended"

_Rows = dict[Table, list[Mapping[str, Any]]]


class AppendingSession(Session):
    """A session that writes what was appended before it asks anything, before a savepoint, and before it commits."""

    def begin_nested(self) -> SessionTransaction:
        _write(self)  # what is so far is not taken back with the savepoint
        return super().begin_nested()


def append(session: AsyncSession, kind: type[Base], values: Mapping[str, Any]) -> None:
    """Add a row of the session's company to such a table, in this transaction; it bears no id that anybody learns."""
    table = kind.__table__
    assert isinstance(table, Table)
    rows: _Rows = session.info.setdefault(_APPENDED, {})
    rows.setdefault(table, []).append(values)


@event.listens_for(AppendingSession, "do_orm_execute", propagate=True)
def _before_asking(state: ORMExecuteState) -> None:
    if state.is_orm_statement and state.execution_options.get("autoflush", True):
        _write(state.session)


@event.listens_for(AppendingSession, "before_commit", propagate=True)
def _before_commit(session: Session) -> None:
    _write(session)


@event.listens_for(AppendingSession, "after_soft_rollback", propagate=True)
def _forget(session: Session, _previous: SessionTransaction) -> None:
    session.info.pop(_APPENDED, None)


def _write(session: Session) -> None:
    rows: _Rows | None = session.info.pop(_APPENDED, None)
    for table, some in rows.items() if rows else ():
        company_id = session.info.get("company_id")
        assert company_id is not None, f"a new row of {table.name} belongs to no company"
        session.connection().execute(insert(table), [{**values, "company_id": company_id} for values in some])
