"""What goes into a year's archive: read some at a time, written into a folder by a thread."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from core.audit.models import Closing
from core.audit.subjects import Row, Values, columns, read
from core.chain import ChainLink, plain
from core.company.models import Company
from core.db import Base
from core.files import FileStore
from core.invoicing.papers.keeping import COPY
from core.ledger import fec
from core.ledger.errors import SirenNeeded
from core.ledger.models import FiscalYear, LedgerAccount
from core.numbering import Counter
from core.parties.models import Customer
from core.sales.models import Delivery, Order, Quote
from core.treasury.models import MoneyPlace
from core.uow import Reader

AT_ONCE: Final = 250  # rows of one reading; between two of them others are served
TABLES: Final = (Customer, LedgerAccount, FiscalYear, MoneyPlace, Counter, Closing)

# Papers of the year that are not in the chain: which, and on which day.
_PAPERS: Final[tuple[tuple[type[Quote | Order | Delivery], InstrumentedAttribute[Any]], ...]] = (
    (Quote, Quote.issued_on),
    (Order, Order.ordered_on),
    (Delivery, Delivery.delivered_at),
)


@dataclass(frozen=True, slots=True)
class Range:
    """Links of the chain, both ends within, and the hash of the link before the first."""

    first: int
    last: int
    before: str


async def write_chain(db: Reader, folder: Path, links: Range, printed: Mapping[int, str]) -> list[tuple[str, str]]:
    """The links, and the rows that they name; returns numbers and hashes of invoices' papers, "" when not printed.

    `printed` are those that were printed for the archive, by id. A hash that was chained counts before what the
    invoice says now, and brings the paper along when the invoice is in the archive of an earlier year.
    """
    papers: dict[str, str] = {}
    copies: dict[str, str] = {}
    async for some in _links(db, links):
        rows: list[tuple[str, Row]] = []
        for kind in dict.fromkeys(link["kind"] for link in some):
            ids = [link["subject_id"] for link in some if link["kind"] == kind]
            found = await read(db, kind, ids)
            rows += [(kind, row) for row_id in ids if isinstance(row := found.get(row_id), Row)]
        for kind, row in rows:
            if kind == "invoice":
                row.beside["pdf_sha256"] = row.beside["pdf_sha256"] or printed.get(row.said["id"])
        await asyncio.to_thread(_write_batch, folder, some, rows)
        papers.update((row.said["number"], row.beside["pdf_sha256"] or "") for kind, row in rows if kind == "invoice")
        copies.update((row.said["number"], row.said["sha256"]) for kind, row in rows if kind == COPY)
    return list({**papers, **copies}.items())


async def write_tables(db: Reader, folder: Path) -> None:
    """What the rows of the chain name, as it is now."""
    company = select(*_all(Company)).where(Company.id == db.actor.company_id)
    await _write_table(db, folder, Company, company)
    for model in TABLES:
        after: int | None = 0
        while after is not None:
            wanted = select(*_all(model)).where(model.id > after).order_by(model.id).limit(AT_ONCE)
            after = await _write_table(db, folder, model, wanted)


async def other_papers(db: Reader, year: int) -> list[tuple[str, str]]:
    """Numbers and hashes of the year's quotes, orders and delivery notes."""
    papers: list[tuple[str, str]] = []
    for model, day in _PAPERS:
        wanted = select(model.number, model.pdf_sha256).where(model.pdf_sha256.is_not(None), _within(db, day, year))
        papers += [(number or "", sha256) for number, sha256 in await db.session.execute(wanted) if sha256]
    return papers


async def write_papers(files: FileStore, folder: Path, papers: Sequence[tuple[str, str]]) -> list[str]:
    """The stored files; returns what was never printed, or what the store no longer has as it was."""
    missing = []
    for number, sha256 in papers:
        if not sha256:
            missing.append(number)
            continue
        try:
            content = await files.get(sha256)
        except (FileNotFoundError, ValueError):
            missing.append(number)
            continue
        await asyncio.to_thread(_write, folder / "pieces" / f"{_file_name(number)}.pdf", content)
    return missing


async def write_fec(db: Reader, folder: Path, year: int) -> None:
    """The file of accounting entries of each fiscal year that ends in that year, with its notice."""
    ending = FiscalYear.ends_on.between(date(year, 1, 1), date(year, 12, 31))
    for fiscal_year_id in await db.session.scalars(select(FiscalYear.id).where(ending)):
        try:
            made = await fec.of_year(db, fiscal_year_id)
        except SirenNeeded:  # the file bears it in its name: there can be none
            return
        await asyncio.to_thread(_write_fec, folder / "fec", made)


def _within(db: Reader, day: InstrumentedAttribute[Any], year: int) -> ColumnElement[bool]:
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    if day.key.endswith("_at"):
        zone = ZoneInfo(db.actor.zone)
        return day.between(datetime.combine(first, time(), zone), datetime.combine(after, time(), zone))
    return day.between(first, date(year, 12, 31))


async def _links(db: Reader, links: Range) -> AsyncIterator[Sequence[Values]]:
    names = [name for name in columns(ChainLink) if name not in {"id", "company_id"}]
    wanted = select(*(getattr(ChainLink, name) for name in names)).order_by(ChainLink.sequence).limit(AT_ONCE)
    after = links.first - 1
    while after < links.last:
        rows = await db.session.execute(wanted.where(ChainLink.sequence > after, ChainLink.sequence <= links.last))
        some = [plain(dict(zip(names, row, strict=True))) for row in rows]
        if not some:
            return
        yield some
        after = some[-1]["sequence"]
        await asyncio.sleep(0)


async def _write_table(db: Reader, folder: Path, model: type[Base], wanted: Select[Any]) -> int | None:
    """One reading; returns the id after which to go on, None at the end."""
    rows = [dict(zip(columns(model), row, strict=True)) for row in await db.session.execute(wanted)]
    await asyncio.to_thread(_append, folder / "tables" / f"{model.__tablename__}.jsonl", rows)
    return rows[-1]["id"] if len(rows) == AT_ONCE else None


def _all(model: type[Base]) -> Iterable[InstrumentedAttribute[Any]]:
    return [getattr(model, name) for name in columns(model)]


def _write_batch(folder: Path, links: Sequence[Values], rows: Sequence[tuple[str, Row]]) -> None:
    _append(folder / "chain.jsonl", links)
    for kind in {kind for kind, _row in rows}:
        lines = [{"said": row.said, "beside": row.beside} for there, row in rows if there == kind]
        _append(folder / "data" / f"{kind}.jsonl", lines)


def _append(path: Path, rows: Iterable[Values]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(plain(row), ensure_ascii=False, sort_keys=True) + "\n" for row in rows)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def _write_fec(folder: Path, made: fec.Fec) -> None:
    _write(folder / made.name, made.content)
    _write(folder / made.notice_name, made.notice)


def _file_name(number: str) -> str:
    return "".join(one if one.isalnum() or one in "-_." else "_" for one in number)
