"""What joins the chain, by the kinds of its links: read again some at a time, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from core.audit.models import Closing
from core.db import Base
from core.invoicing.lifecycles import InvoiceState
from core.invoicing.models import Deduction, Invoice, InvoiceLine, InvoiceTax, Settlement, VatDue
from core.ledger.models import LedgerEntry, LedgerLine
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
    def columns(self) -> tuple[InstrumentedAttribute[int], InstrumentedAttribute[Any]]:
        """Its id and its number."""
        return getattr(self.model, "id"), getattr(self.model, self.number)  # noqa: B009


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
    "entry": Subject(LedgerEntry, (Part(LedgerLine, "entry_id"),), number="number"),
    "payment": Subject(Payment, number="number"),
    "settlement": Subject(Settlement),
    "vat": Subject(VatDue),
    "closing": Subject(Closing, number="starts_on"),
}


async def read(db: Reader, kind: str, ids: Sequence[int]) -> dict[int, Row]:
    """The rows of a kind that are there, with their parts, by id."""
    subject = SUBJECTS[kind]
    rows = await _rows(db, subject.model, "id", ids)
    free = _free(subject.model)
    found = {row["id"]: _split(row, free) for row in rows}
    if subject.parts:
        for one in found.values():
            one.said["parts"], one.beside["parts"] = [], []
    for part in subject.parts:
        for one in found.values():
            one.said["parts"].append([])
            one.beside["parts"].append([])
        free = _free(part.model)
        for inner in await _rows(db, part.model, part.parent, ids, part.order):
            if (owner := found.get(inner[part.parent])) is not None:
                split = _split(inner, free)
                owner.said["parts"][-1].append(split.said)
                owner.beside["parts"][-1].append(split.beside)
    return found


def columns(model: type[Base]) -> tuple[str, ...]:
    return tuple(column.name for column in model.__table__.columns)


async def _rows(
    db: Reader, model: type[Base], key: str, ids: Sequence[int], order: Sequence[str] = ("id",)
) -> list[Values]:
    names = columns(model)
    wanted = select(*(getattr(model, name) for name in names)).where(getattr(model, key).in_(ids))
    found = await db.session.execute(wanted.order_by(*(getattr(model, name) for name in order)))
    return [dict(zip(names, row, strict=True)) for row in found]


def _free(model: type[Base]) -> frozenset[str]:
    """The columns that may change: no part of what the chain keeps."""
    return frozenset(getattr(model, "UNCHAINED", ()))


def _split(row: Values, free: frozenset[str]) -> Row:
    return Row(
        {name: value for name, value in row.items() if name not in free}, {name: row[name] for name in sorted(free)}
    )
