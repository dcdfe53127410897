"""What happened to an object, as people may read it."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from core.journal import Entry, Fact
from core.permissions import Permission, requires
from core.uow import Reader


@requires(Permission.HISTORY_READ)
async def history(db: Reader, subject: str, subject_id: int, *, limit: int = 50) -> Sequence[Entry]:
    """The newest facts about one object, oldest first."""
    newest = (
        select(Entry)
        .where(Entry.subject == subject, Entry.subject_id == subject_id)
        .order_by(Entry.id.desc())
        .limit(limit)
    )
    return list((await db.session.scalars(newest)).all())[::-1]


@requires(Permission.COMPANY_READ)
async def recorded(db: Reader, source: str, *, kinds: Sequence[type[Fact]]) -> bool:
    """Whether a message ("chat:message") has led to a fact of one of these kinds."""
    names = [kind.__name__ for kind in kinds]
    return bool(await db.session.scalar(select(exists().where(Entry.source == source, Entry.kind.in_(names)))))
