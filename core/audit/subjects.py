"""What joins the chain, by the kinds of its links: read again some at a time, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, String, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from core.audit.models import Closing
from core.audit.reading import readable
from core.chain import beside
from core.db import Base
from core.invoicing.lifecycles import InvoiceState
from core.invoicing.models import Deduction, Invoice, InvoiceCopy, InvoiceLine, InvoiceTax, Settlement, VatDue
from core.ledger.models import LedgerEntry, LedgerExport, LedgerLine, LedgerLock
from core.treasury.models import Payment
from core.uow import Reader

Values: TypeAlias = dict[str, Any]  # by the names of the columns


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that say what their parent says with it, in this order."""

    model: type[Base]
    parent: str
    order: tuple[str, ...] = ("id",)


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of link: which rows bear it, once `joined` holds for them. People know a row by its `number`."""

    model: type[Base]
    parts: tuple[Part, ...] = ()
    number: str = "id"
    joined: ColumnElement[bool] | None = None

    @property
    def table(self) -> str:
        return str(self.model.__tablename__)

    @property
    def columns(self) -> tuple[InstrumentedAttribute[int], ColumnElement[Any]]:
        """Its id and its number, as it is stored."""
        return getattr(self.model, "id"), type_coerce(getattr(self.model, self.number), String).label("known_as")  # noqa: B009


@dataclass(frozen=True, slots=True)
class Row:
    """What a row and its parts say: `said` is in the chain; `beside` are the columns that may change, likewise."""

    said: Values
    beside: Values

    @property
    def whole(self) -> Values:
        """All columns, those of its parts too."""
        own = {**self.beside, **self.said}
        if "parts" in own:
            pairs = (zip(*each, strict=True) for each in zip(self.beside["parts"], self.said["parts"], strict=True))
            own["parts"] = [[{**beside, **said} for beside, said in part] for part in pairs]
        return own


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A row that is there and cannot be read, or a part of it: with the number that people know it by."""

    number: str


SUBJECTS: Final[Mapping[str, Subject]] = {
    "invoice": Subject(
        Invoice,
        (
            Part(InvoiceLine, "invoice_id", ("position", "id")),
            Part(InvoiceTax, "invoice_id"),
            Part(Deduction, "invoice_id"),
        ),
        number="number",
        joined=Invoice.state == InvoiceState.ISSUED,
    ),
    "copy": Subject(InvoiceCopy, number="number"),
    "entry": Subject(LedgerEntry, (Part(LedgerLine, "entry_id"),), number="number"),
    "payment": Subject(Payment, number="number"),
    "settlement": Subject(Settlement),
    "vat": Subject(VatDue),
    "lock": Subject(LedgerLock, number="until"),
    "export": Subject(LedgerExport),
    "closing": Subject(Closing, number="starts_on"),
}


async def read(db: Reader, kind: str, ids: Sequence[int]) -> dict[int, Row | Spoilt]:
    """The rows of a kind that are there, with their parts, by id."""
    subject = SUBJECTS[kind]
    spoilt: set[int] = set()
    found = {row["id"]: _split(subject.model, row) for row in await _rows(db, subject.model, "id", ids, spoilt)}
    if subject.parts:
        for one in found.values():
            one.said["parts"], one.beside["parts"] = [], []
    for part in subject.parts:
        for one in found.values():
            one.said["parts"].append([])
            one.beside["parts"].append([])
        for inner in await _rows(db, part.model, part.parent, ids, spoilt, part.order):
            if (owner := found.get(inner[part.parent])) is not None:
                split = _split(part.model, inner)
                owner.said["parts"][-1].append(split.said)
                owner.beside["parts"][-1].append(split.beside)
    return {**found, **await _spoilt(db, subject, spoilt)} if spoilt else dict(found)


def columns(model: type[Base]) -> tuple[str, ...]:
    return tuple(column.name for column in model.__table__.columns)


async def _rows(
    db: Reader, model: type[Base], key: str, ids: Sequence[int], spoilt: set[int], order: Sequence[str] = ("id",)
) -> list[Values]:
    """The rows whose `key` is one of these; the key of each that cannot be read is added to `spoilt`."""
    names = columns(model)
    one, parent = getattr(model, "id"), getattr(model, key)  # noqa: B009
    wanted = select(*(getattr(model, name) for name in names)).where(parent.in_(ids))
    unread: list[int] = []
    found = await readable(db, wanted.order_by(*(getattr(model, name) for name in order)), one, unread.append)
    if unread:
        spoilt.update((await db.session.scalars(select(parent).where(one.in_(unread)))).all())
    return [dict(zip(names, row, strict=True)) for row in found]


async def _spoilt(db: Reader, subject: Subject, ids: set[int]) -> dict[int, Spoilt]:
    one, number = subject.columns
    rows = await db.session.execute(select(one, number).where(one.in_(ids)))
    return {row_id: Spoilt(str(said or "")) for row_id, said in rows}


def _split(model: type[Base], row: Values) -> Row:
    free = beside(model, row)
    return Row(
        {name: value for name, value in row.items() if name not in free}, {name: row[name] for name in sorted(free)}
    )
