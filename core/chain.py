"""A chain of hashes over what must not change unseen: issued invoices, payments, entries, closings (CGI 286 I-3° bis).

Each link names a row by kind and id and holds the hash of what it says; its own hash covers the one before. One chain
for each company. The rows themselves stay where they are: `core.audit` reads them again and compares.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Index, String, UniqueConstraint, bindparam, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow
from core.db.upsert import inserting
from core.uow import UnitOfWork

GENESIS: Final = "0" * 64


class ChainLink(Base, CompanyRow):
    """`content` is the hash of what the row says, `hash` that of the link before, and of this one, together."""

    __tablename__ = "chain_link"
    __table_args__ = (
        UniqueConstraint("company_id", "sequence"),
        Index("ix_chain_link_subject", "company_id", "kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    sequence: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    at: Mapped[datetime]
    content: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class ChainHead(Base, CompanyRow):
    """Where a company's chain ends: locked by whoever adds to it."""

    __tablename__ = "chain_head"
    __table_args__ = (UniqueConstraint("company_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class Chained:
    """A row that joins the chain: what it says, with its parts, as `said` gives it."""

    kind: str
    subject_id: int
    content: Mapping[str, Any]


async def chain(uow: UnitOfWork, rows: Iterable[Chained]) -> None:
    """Add links for these rows, in this order. Call it last: the company's chain is locked until the commit."""
    sequence, end = await _locked(uow)
    links = []
    for row in rows:
        sequence += 1
        content = hash_of(row.content)
        end = hash_of_link(end, sequence, row.kind, row.subject_id, uow.now, content)
        links.append(
            {
                "company_id": uow.actor.company_id,
                "sequence": sequence,
                "kind": row.kind,
                "subject_id": row.subject_id,
                "at": uow.now,
                "content": content,
                "hash": end,
            }
        )
    if links:
        await uow.session.execute(insert(ChainLink), links)
        await uow.session.execute(_MOVE_ON, {"reached": sequence, "end": end})


def said(row: Base, *parts: Iterable[Base]) -> dict[str, Any]:
    """What a row and its parts say, column by column, but for those that `beside` names."""
    return {**_columns(row), **({"parts": [[_columns(one) for one in part] for part in parts]} if parts else {})}


def beside(model: type[Base], values: Mapping[str, Any]) -> frozenset[str]:
    """The columns that are no part of what a row says: those that its class lets change, `UNCHAINED`, and empty ones
    that came after rows were chained without them, `CHAINED_LATER`."""
    later = (name for name in getattr(model, "CHAINED_LATER", ()) if values[name] is None)
    return frozenset((*getattr(model, "UNCHAINED", ()), *later))


def hash_of(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(plain(content), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def hash_of_link(before: str, sequence: int, kind: str, subject_id: int, at: datetime, content: str) -> str:
    told = f"{before}\n{sequence}\n{kind}\n{subject_id}\n{plain(at)}\n{content}"
    return hashlib.sha256(told.encode()).hexdigest()


def plain(value: Any) -> Any:
    """As JSON keeps it, the same whatever database it comes from."""
    match value:
        case Decimal():
            return format(value.normalize(), "f") if value else "0"
        case StrEnum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Mapping():
            return {str(name): plain(inner) for name, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
    return value


def _columns(row: Base) -> dict[str, Any]:
    values = {column.name: getattr(row, column.name) for column in type(row).__table__.columns}
    free = beside(type(row), values)
    return {name: value for name, value in values.items() if name not in free}


async def _locked(uow: UnitOfWork) -> tuple[int, str]:
    """How many links there are, and the last one's hash."""
    head = (await uow.session.execute(_HEAD)).one_or_none()
    if head is None:
        first = inserting(uow.session, ChainHead, company_id=uow.actor.company_id, sequence=0, hash=GENESIS)
        await uow.session.execute(first.on_conflict_do_nothing())
        head = (await uow.session.execute(_HEAD)).one()
    return head.sequence, head.hash


_HEAD: Final = select(ChainHead.sequence, ChainHead.hash).with_for_update()
_MOVE_ON: Final = (
    update(ChainHead)
    .values(sequence=bindparam("reached"), hash=bindparam("end"))
    .execution_options(synchronize_session=False)
)
