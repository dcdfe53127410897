"""Along the chain: each link computed again from the one before, each row that it names read again and compared."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy import String, select, type_coerce

from core.audit.findings import Broken, Problem
from core.audit.reading import UNREADABLE, readable
from core.audit.subjects import SUBJECTS, Row, Spoilt, read
from core.chain import GENESIS, ChainHead, ChainLink, hash_of, hash_of_link
from core.uow import Reader

AT_ONCE: Final = 100  # links of one reading; between two of them others are served
_IDS_AT_ONCE: Final = 5_000

Progress: TypeAlias = Callable[[int, int], None]
Seen: TypeAlias = Callable[[int, str, Row], None]  # the link's number, its kind, the row


@dataclass(slots=True)
class Trail:
    """How far the walk has come: the number and the hash of the last link, and which rows links have named."""

    sequence: int = 0
    hash: str = GENESIS
    computed: str = GENESIS  # what the hash should be: the next link stands on one of the two
    linked: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))  # kind, id: sequence
    broken: list[Broken] = field(default_factory=list)


async def walk(db: Reader, *, seen: Seen, progress: Progress | None = None) -> Trail:
    """From the first link to the last; each row that says what it said is handed to `seen`."""
    trail = Trail()
    last = await db.session.scalar(select(ChainHead.sequence)) or 0
    async for links in _links(db):
        rows = await _rows_of(db, links)
        for link in links:
            _follow(trail, link)
            _compare(trail, link, rows.get(link.kind, {}).get(link.subject_id), seen)
        if progress is not None:
            progress(trail.sequence, last)
        await asyncio.sleep(0)
    await _check_head(db, trail)
    for kind in SUBJECTS:
        await _check_unlinked(db, trail, kind)
    return trail


@dataclass(frozen=True, slots=True)
class _Link:
    id: int
    sequence: int
    kind: str
    subject_id: int
    at: datetime
    content: str
    hash: str


_COLUMNS: Final = [getattr(ChainLink, one.name) for one in fields(_Link)]
_LINK: Final = select(*_COLUMNS).order_by(ChainLink.sequence)
_AS_STORED: Final = select(*(type_coerce(one, String) if one is ChainLink.at else one for one in _COLUMNS))


async def _links(db: Reader) -> AsyncIterator[Sequence[_Link]]:
    after = -(2**63)
    while True:
        spoilt: list[int] = []
        rows = await readable(db, _LINK.where(ChainLink.sequence > after).limit(AT_ONCE), ChainLink.id, spoilt.append)
        if spoilt:  # a moment that is none: as it is stored, its hash is another
            rows = [*rows, *(await db.session.execute(_AS_STORED.where(ChainLink.id.in_(spoilt)))).all()]
        some = sorted((_Link(*row) for row in rows), key=lambda link: link.sequence)
        if not some:
            return
        yield some
        after = some[-1].sequence


async def _rows_of(db: Reader, links: Sequence[_Link]) -> dict[str, dict[int, Row | Spoilt]]:
    ids: dict[str, list[int]] = defaultdict(list)
    for link in links:
        if link.kind in SUBJECTS:
            ids[link.kind].append(link.subject_id)
    return {kind: await read(db, kind, some) for kind, some in ids.items()}


def _follow(trail: Trail, link: _Link) -> None:
    """Whether the link stands where it should, on the one before."""
    expected = trail.sequence + 1
    on = {trail.hash, trail.computed}
    sums = [hash_of_link(one, link.sequence, link.kind, link.subject_id, link.at, link.content) for one in on]
    if link.sequence != expected:  # what it stands on is not there: nothing can be computed
        trail.broken.append(_wrong(Problem.LINK_MISSING, link, str(expected), str(link.sequence)))
        sums = [link.hash]
    elif link.hash not in sums:
        trail.broken.append(_wrong(Problem.LINK_ALTERED, link, sums[0], link.hash))
    trail.sequence, trail.hash = link.sequence, link.hash
    trail.computed = link.hash if link.hash in sums else sums[0]


def _compare(trail: Trail, link: _Link, row: Row | Spoilt | None, seen: Seen) -> None:
    """Whether the row that the link names says what it said."""
    subject = SUBJECTS.get(link.kind)
    if subject is None:
        trail.broken.append(_wrong(Problem.LINK_UNKNOWN, link, "", link.kind))
        return
    named = trail.linked[link.kind]
    if link.subject_id in named:
        trail.broken.append(Broken(Problem.ROW_TWICE, subject.table, link.subject_id, found=str(link.sequence)))
    named.setdefault(link.subject_id, link.sequence)
    if row is None:
        trail.broken.append(Broken(Problem.ROW_MISSING, subject.table, link.subject_id, expected=str(link.sequence)))
        return
    if isinstance(row, Spoilt):
        trail.broken.append(Broken(Problem.ROW_UNREADABLE, subject.table, link.subject_id, row.number))
        return
    content = hash_of(row.said)
    if content == link.content:
        seen(link.sequence, link.kind, row)
        return
    number = str(row.whole[subject.number] or "")
    trail.broken.append(Broken(Problem.ROW_ALTERED, subject.table, link.subject_id, number, link.content, content))
    with suppress(*UNREADABLE):  # it is named already; of what it says only what can be counted is
        seen(link.sequence, link.kind, row)


async def _check_head(db: Reader, trail: Trail) -> None:
    """The end of the chain is kept apart: links that were cut off are missed."""
    head = await db.session.scalar(select(ChainHead))
    number, end = (head.sequence, head.hash) if head is not None else (0, GENESIS)
    if (number, end) not in {(trail.sequence, trail.hash), (trail.sequence, trail.computed)}:
        there = head.id if head is not None else 0
        trail.broken.append(
            Broken(Problem.TAIL_ALTERED, ChainHead.__tablename__, there, "", str(number), str(trail.sequence))
        )


async def _check_unlinked(db: Reader, trail: Trail, kind: str) -> None:
    """Rows that came into the table without a link."""
    subject = SUBJECTS[kind]
    known = trail.linked[kind]
    one, number = subject.columns
    after = -(2**63)
    while True:
        wanted = select(one, number).where(one > after).order_by(one).limit(_IDS_AT_ONCE)
        if subject.joined is not None:
            wanted = wanted.where(subject.joined)
        some = (await db.session.execute(wanted)).all()
        if not some:
            return
        trail.broken += [
            Broken(Problem.ROW_UNLINKED, subject.table, row_id, str(said or ""))
            for row_id, said in some
            if row_id not in known
        ]
        after = some[-1][0]
        await asyncio.sleep(0)


def _wrong(problem: Problem, link: _Link, expected: str, found: str) -> Broken:
    return Broken(problem, ChainLink.__tablename__, link.id, str(link.sequence), expected, found)
