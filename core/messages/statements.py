"""The statements of every turn, built once and on the tables themselves: mapped objects would cost several times more.

The tables belong to no company, so there is nothing that the session would have to add.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.messages.models import Inbox, Outbox, Talk


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the conversation of one chat stands, see `Talk`."""

    focus: str = ""
    question: dict[str, Any] | None = None
    asked: int = 0
    parked: list[dict[str, Any]] = field(default_factory=list)


async def standing(session: AsyncSession, chat_id: int) -> Standing:
    row = (await session.execute(_STANDING, {"chat": chat_id})).one_or_none()
    return Standing(*row) if row else Standing()


async def finish(session: AsyncSession, update_id: int, now: datetime) -> bool:
    """Mark a turn done in this transaction; False when it was done before."""
    return (await session.execute(_FINISH, {"turn": update_id, "now": now})).first() is not None


async def write_out(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> Sequence[int]:
    """Write rows of the outbox (`chat_id`, `kind`, `payload`, `created_at`, `priority`, `notice_id`).

    Returns their ids, in the same order.
    """
    if not rows:
        return ()
    return (await session.scalars(_WRITE_OUT, [{**row, "error": ""} for row in rows])).all()


async def give_up(session: AsyncSession, chat_id: int, why: str, now: datetime) -> dict[int, int | None]:
    """Nothing that waits for this chat is said any more; returns the ids of the rows, each with its notice."""
    rows = await session.execute(_GIVE_UP, {"chat": chat_id, "why": why[:300], "now": now})
    return {row.id: row.notice_id for row in rows}


_INBOX, _OUTBOX, _TALK = (cast(Table, model.__table__) for model in (Inbox, Outbox, Talk))

_STANDING: Final = select(_TALK.c.focus, _TALK.c.question, _TALK.c.asked, _TALK.c.parked).where(
    _TALK.c.chat_id == bindparam("chat")
)
_FINISH: Final = (
    update(_INBOX)
    .where(_INBOX.c.update_id == bindparam("turn"), _INBOX.c.done_at.is_(None))
    .values(done_at=bindparam("now"))
    .returning(_INBOX.c.update_id)
)
_GIVE_UP: Final = (
    update(_OUTBOX)
    .where(_OUTBOX.c.chat_id == bindparam("chat"), _OUTBOX.c.sent_at.is_(None))
    .values(sent_at=bindparam("now"), error=bindparam("why"))
    .returning(_OUTBOX.c.id, _OUTBOX.c.notice_id)
)
_WRITE_OUT: Final = insert(_OUTBOX).returning(_OUTBOX.c.id, sort_by_parameter_order=True)
