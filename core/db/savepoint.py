"""A part of a transaction that is taken back by itself when it fails."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession


@asynccontextmanager
async def savepoint(session: AsyncSession) -> AsyncIterator[None]:
    """What fails within leaves nothing behind; what was before it stays.

    A session that takes a savepoint back goes on holding what was added and deleted within, and stumbles over it once
    SQLite gives its number to another row: so whatever was added within is let go.
    """
    added: list[Any] = []

    def note(_session: Any, one: Any) -> None:
        added.append(one)

    event.listen(session.sync_session, "pending_to_persistent", note)
    try:
        async with session.begin_nested():
            yield
    except BaseException:
        for one in added:
            if one in session:
                session.expunge(one)
        raise
    finally:
        event.remove(session.sync_session, "pending_to_persistent", note)
