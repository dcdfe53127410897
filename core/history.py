"""What happened to an object, as people may read it: whoever may read the object, and the history of things."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, and_, exists, func, or_, select

from core.journal import Entry, Fact
from core.kernel.errors import NotFound
from core.permissions import Permission, requires
from core.uow import Reader

Read = Callable[[Reader, int], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Part:
    """Objects of another kind whose main facts belong to a whole's history too; `ids` selects those of one whole."""

    subject: str
    ids: Callable[[int], Select[int]]
    kinds: frozenset[str]


_READERS: Final[dict[str, Read]] = {}
_PARTS: Final[dict[str, list[Part]]] = {}
_MARGINS: Final = frozenset({"cost", "floor_price", "floor_margin", "good_margin"})  # for those who may see margins


@dataclass(frozen=True, slots=True)
class Happened:
    """One fact: who, when, from which message ("chat:message"), and what, as JSON."""

    at: datetime
    actor: str
    source: str
    kind: str
    facts: dict[str, Any]


def open_to_readers(subject: str, read: Read) -> None:
    """Let the history of objects of this kind be read by whoever `read` gives the object to."""
    _READERS[subject] = read


def tell_of_part(whole: str, part: Part) -> None:
    """Let the history of objects of the kind `whole` tell of these parts."""
    _PARTS.setdefault(whole, []).append(part)


@requires(Permission.HISTORY_READ)
async def history(db: Reader, subject: str, subject_id: int, *, limit: int = 50) -> Sequence[Happened]:
    """The newest facts about one object and its parts, oldest first.

    Raises what reading the object raises: NotFound, NotAllowed.
    """
    read = _READERS.get(subject)
    if read is None:
        raise NotFound(subject, subject_id)
    await read(db, subject_id)
    about = [and_(Entry.subject == subject, Entry.subject_id == subject_id)]
    for part in _PARTS.get(subject, ()):  # ids first: PostgreSQL uses no index for a subquery beside « or »
        ids = (await db.session.scalars(part.ids(subject_id))).all()
        about.append(and_(Entry.subject == part.subject, Entry.subject_id.in_(ids), Entry.kind.in_(part.kinds)))
    newest = select(Entry).where(or_(*about)).order_by(Entry.id.desc()).limit(limit)
    hidden = frozenset() if db.actor.may(Permission.MARGINS_READ) else _MARGINS
    entries = list((await db.session.scalars(newest)).all())[::-1]
    return [Happened(one.at, one.actor, one.source, one.kind, _without(one.facts, hidden)) for one in entries]


@requires(Permission.COMPANY_READ)
async def recorded(db: Reader, source: str, *, kinds: Sequence[type[Fact]]) -> bool:
    """Whether a message ("chat:message") has led to a fact of one of these kinds."""
    names = [kind.__name__ for kind in kinds]
    return bool(await db.session.scalar(select(exists().where(Entry.source == source, Entry.kind.in_(names)))))


@requires(Permission.COMPANY_READ)
async def last_made(db: Reader, source: str, *, kind: type[Fact]) -> Sequence[int]:
    """The objects of such facts that a message, or the last tap on it, has led to, in their order."""
    about = (Entry.source == source, Entry.kind == kind.__name__)
    at = select(func.max(Entry.at)).where(*about).scalar_subquery()
    return (await db.session.scalars(select(Entry.subject_id).where(*about, Entry.at == at).order_by(Entry.id))).all()


async def newest_change(db: Reader, subject: str, subject_id: int, change: type[Fact]) -> Entry | None:
    """The last thing that happened to an object, when it was such a change: the one that can be taken back."""
    about = select(Entry).where(Entry.subject == subject, Entry.subject_id == subject_id)
    last = (await db.session.scalars(about.order_by(Entry.id.desc()).limit(1))).first()
    return last if last is not None and last.kind == change.__name__ else None


def _without(facts: Any, hidden: frozenset[str]) -> Any:
    if not isinstance(facts, dict):
        return facts
    return {name: _without(value, hidden) for name, value in facts.items() if name not in hidden}
