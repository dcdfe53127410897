"""The archive of a year: gathered from one view of the base, packed by a thread, kept by the hash of its content."""

import asyncio
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from core.audit.archive.gathering import Range, other_papers, write_chain, write_fec, write_papers, write_tables
from core.audit.archive.printing import Press, print_missing
from core.audit.errors import NothingToArchive
from core.audit.events import YearArchived
from core.audit.models import Closing, Period
from core.chain import GENESIS, ChainLink
from core.company import companies
from core.files import FileStore
from core.invoicing.papers.keeping import attach_all
from core.permissions import SYSTEM, Actor, Permission, requires
from core.uow import Reader, UnitOfWork, Work

_HERE: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Archived:
    """A year's archive in the file store, `final` once the year is sealed by its closing. `missing` are numbers of
    papers that could not be printed, or are lost; `printed` the hashes of invoices' files that were made for it, by id.
    """

    year: int
    name: str
    sha256: str
    links: int = 0
    papers: int = 0
    missing: Sequence[str] = ()
    printed: Mapping[int, str] = field(default_factory=dict)
    final: bool = True


async def archive(work: Work, actor: Actor, files: FileStore, *, year: int, press: Press | None = None) -> Archived:
    """The archive of a year: the one that was made once the year was closed, or made now. Raises NothingToArchive."""
    async with work.read(actor) as db:
        made = await kept(db, year=year) or await make(db, year=year, files=files, press=press)
    async with work.begin(actor) as uow:
        await keep(uow, made=made)
    return made


@requires(Permission.UPKEEP)
async def years_to_archive(db: Reader) -> list[int]:
    """The closed years of the actor's company that are not archived."""
    wanted = select(Closing.starts_on).where(Closing.period == Period.YEAR, Closing.archive_sha256.is_(None))
    return [day.year for day in await db.session.scalars(wanted.order_by(Closing.starts_on))]


@requires(Permission.DATA_EXPORT)
async def kept(db: Reader, *, year: int) -> Archived | None:
    """The archive of a closed year, once it was made: it never changes."""
    closing = await _closing(db, year)
    if closing is None or closing.archive_sha256 is None:
        return None
    return Archived(year, await _name(db, year), closing.archive_sha256)


@requires(Permission.DATA_EXPORT)
async def make(db: Reader, *, year: int, files: FileStore, press: Press | None = None) -> Archived:
    """Gather and pack what joined the chain in that year, up to its closing; as long as nothing has sealed it, until
    now or its last day. Invoices that were never printed are now, where a `press` is at hand; `keep` has them kept.

    Raises NothingToArchive.
    """
    links = await _range(db, year)
    printed = await print_missing(db, files, press, links) if press is not None else {}
    with tempfile.TemporaryDirectory(prefix="carnet-") as place:
        folder = Path(place) / "archive"
        folder.mkdir()
        papers = [*await write_chain(db, folder, links, printed), *await other_papers(db, year)]
        await write_tables(db, folder)
        missing = await write_papers(files, folder, papers)
        await write_fec(db, folder, year)
        manifest = await _manifest(db, year, links, missing)
        packed = Path(place) / "archive.zip"
        await asyncio.to_thread(_pack, folder, packed, manifest)
        sha256 = await files.put_file(packed)
    many = links.last - links.first + 1
    final = await _closing(db, year) is not None
    return Archived(year, await _name(db, year), sha256, many, len(papers) - len(missing), missing, printed, final)


@requires(Permission.DATA_EXPORT)
async def keep(uow: UnitOfWork, *, made: Archived) -> None:
    """Note that the archive was given out, and keep what was printed for it; the first archive of a closed year stays
    the archive of that year."""
    system = UnitOfWork(uow.session, replace(SYSTEM, company_id=uow.actor.company_id, zone=uow.actor.zone), uow.now)
    closing = await _closing(uow, made.year)
    if closing is not None and closing.archive_sha256 is None:
        closing.archive_sha256 = made.sha256
    await attach_all(system, made.printed)
    company_id = uow.actor.company_id
    assert company_id is not None, "an archive is a company's"
    uow.record(YearArchived(company_id, year=made.year, sha256=made.sha256))


async def _closing(db: Reader, year: int) -> Closing | None:
    wanted = select(Closing).where(Closing.period == Period.YEAR, Closing.starts_on == date(year, 1, 1))
    closing: Closing | None = await db.session.scalar(wanted)
    return closing


async def _range(db: Reader, year: int) -> Range:
    """From behind the closing of the year before up to that of the year: each link is in one archive."""
    earlier = select(Closing.id).where(Closing.period == Period.YEAR, Closing.starts_on < date(year, 1, 1))
    last_id = await db.session.scalar(earlier.order_by(Closing.starts_on.desc()).limit(1))
    before = await _link_of(db, last_id) if last_id is not None else None
    first = before.sequence + 1 if before is not None else 1
    closing = await _closing(db, year)
    if closing is not None:
        end = await _link_of(db, closing.id)
        last = end.sequence if end is not None else 0
    else:
        last = await _last_of(db, year) if year <= db.today.year else 0
    if last < first:
        raise NothingToArchive(year)
    return Range(first, last, before.hash if before is not None else GENESIS)


async def _last_of(db: Reader, year: int) -> int:
    """The last link of a year that no closing has sealed yet, by the company's clock."""
    end = datetime(year + 1, 1, 1, tzinfo=ZoneInfo(db.actor.zone)).astimezone(UTC)
    newest = select(ChainLink.sequence).where(ChainLink.at < end).order_by(ChainLink.sequence.desc()).limit(1)
    return await db.session.scalar(newest) or 0


async def _link_of(db: Reader, closing_id: int) -> ChainLink | None:
    found = select(ChainLink).where(ChainLink.kind == "closing", ChainLink.subject_id == closing_id)
    link: ChainLink | None = await db.session.scalar(found)
    return link


async def _manifest(db: Reader, year: int, links: Range, missing: Sequence[str]) -> dict[str, Any]:
    company = await companies.read(db)
    after = await db.session.scalar(select(ChainLink.hash).where(ChainLink.sequence == links.last))
    return {
        "company": company.name,
        "siren": company.siren,
        "year": year,
        "made_at": db.now.isoformat(timespec="seconds"),
        "first": links.first,
        "last": links.last,
        "before": links.before,
        "after": after,
        "missing": sorted(missing),
    }


async def _name(db: Reader, year: int) -> str:
    company = await companies.read(db)
    return f"archive-{company.siren or company.id}-{year}.zip"


def _pack(folder: Path, packed: Path, manifest: dict[str, Any]) -> None:
    """The folder as a zip, with its notice, its sums and what verifies it."""
    told = json.dumps(manifest, ensure_ascii=False, indent=2)
    (folder / "manifest.json").write_text(told + "\n", encoding="utf-8")
    notice = (_HERE / "notice.txt").read_text(encoding="utf-8")
    (folder / "NOTICE.txt").write_text(notice.format(**manifest), encoding="utf-8")
    (folder / "verify.py").write_bytes((_HERE / "offline.py").read_bytes())
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    sums = "".join(f"{_sha256(folder / name)}  {name}\n" for name in names)
    (folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("NOTICE.txt", "SHA256SUMS", *(name for name in names if name != "NOTICE.txt")):
            archive.write(folder / name, name)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
