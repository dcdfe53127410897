"""An import from the dropped file to the last row: each step is a transaction, and a killed one goes on behind it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.company.models import Member, Person
from core.company.seats import permissions_in
from core.db.scope import ALL_COMPANIES
from core.exchange.columns import column
from core.exchange.events import ImportFinished, ImportStarted, RowsRefused
from core.exchange.imports.guessing import guessed_mapping
from core.exchange.imports.returning import alike, reasons_in
from core.exchange.lifecycles import IMPORT, ImportAction, ImportState
from core.exchange.models import ImportJob, ImportKind
from core.journal import Entry
from core.kernel.errors import Invalid, NotAllowed, NotFound
from core.permissions import Actor, Permission, Role, requires
from core.uow import Reader, UnitOfWork

SAMPLE = 5  # rows that are shown while the columns are chosen
_REMEMBERED = 100  # imports among which one with the same columns is looked for
_LOOKED_AT = (ImportState.PROPOSED, ImportState.RUNNING, ImportState.DONE, ImportState.FAILED)


@requires(Permission.DATA_IMPORT)
async def drop(uow: UnitOfWork, *, file_name: str, file_sha256: str, chat_id: int) -> ImportJob:
    """A file has come: it waits to be read. `file_sha256` is where the file store keeps it."""
    _expect_all_customers(uow)
    job = ImportJob(
        file_name=file_name[:200],
        file_sha256=file_sha256,
        chat_id=chat_id,
        created_by=uow.actor.person_id,
        created_at=uow.now,
    )
    uow.session.add(job)
    await uow.session.flush()
    return job


@requires(Permission.DATA_IMPORT)
async def read(db: Reader, job_id: int) -> ImportJob:
    """Raises NotFound."""
    return await _load(db, job_id)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An import with something left to do, and for whom."""

    job_id: int
    company_id: int
    chat_id: int
    person_id: int | None
    name: str
    language: str


@requires(Permission.UPKEEP)
async def waiting(db: Reader) -> Sequence[Waiting]:
    """The imports of all companies that are being read or put in, the oldest first."""
    facts = (ImportJob.id, ImportJob.company_id, ImportJob.chat_id, Person.id, Person.name, Person.language)
    found = (
        select(*facts)
        .join(Person, Person.id == ImportJob.created_by)
        .where(ImportJob.state.in_((ImportState.READING, ImportState.RUNNING)))
        .order_by(ImportJob.id)
    )
    rows = await db.session.execute(found.execution_options(**{ALL_COMPANIES: True}))
    return [Waiting(*row) for row in rows]


@requires(Permission.DATA_IMPORT)
async def choose_kind(uow: UnitOfWork, job_id: int, *, kind: ImportKind, version: int | None = None) -> ImportJob:
    """The file is about something else than was guessed: it is read again."""
    job = await step(uow, job_id, ImportAction.CHOOSE, version)
    _kind, known = await _remembered(uow, job.header, kind) or (kind, guessed_mapping(kind, job.header, job.sample))
    job.kind, job.mapping = kind, _kept(_permitted(uow.actor, kind, known))
    return job


@requires(Permission.DATA_IMPORT)
async def choose_field(
    uow: UnitOfWork, job_id: int, *, index: int, field: str, version: int | None = None
) -> ImportJob:
    """The column means this field, or nothing (""): the file is tried again. Raises Invalid, NotAllowed."""
    job = await step(uow, job_id, ImportAction.CHOOSE, version)
    if job.kind is None or not 0 <= index < len(job.header):
        raise Invalid("index", str(index))
    others = {key: other for key, other in job.mapping.items() if key != str(index) and other != field}
    if field and not _permitted(uow.actor, job.kind, {index: field}):
        raise NotAllowed(column(job.kind, field).permission or Permission.DATA_IMPORT)
    job.mapping = {**others, str(index): field} if field else others
    return job


@requires(Permission.DATA_IMPORT)
async def start(uow: UnitOfWork, job_id: int, *, version: int | None = None) -> ImportJob:
    """Put the rows in: whoever runs imports does it, some rows at a time. Raises Changed, IllegalTransition."""
    _expect_all_customers(uow)
    job = await step(uow, job_id, ImportAction.START, version)
    job.done_rows, job.outcome, job.refused_sha256 = 0, {}, None
    kind = job.kind or ""
    uow.record(ImportStarted(job.id, kind, job.file_name, job.file_sha256, job.rows))
    return job


@requires(Permission.DATA_IMPORT)
async def cancel(uow: UnitOfWork, job_id: int, *, version: int | None = None) -> ImportJob:
    """Leave the file; nothing of it was written."""
    return await step(uow, job_id, ImportAction.CANCEL, version)


@requires(Permission.UPKEEP)
async def understand(
    uow: UnitOfWork,
    job_id: int,
    *,
    kind: ImportKind | None,
    mapping: Mapping[int, str],
    header: Sequence[str],
    sample: Sequence[Sequence[str]],
    rows: int,
) -> ImportJob:
    """What the file holds, and what its columns seem to mean: what they meant the last time, if there was one."""
    job = await _load(uow, job_id, locked=True)
    who = await dropper(uow, job)
    kind, mapping = await _remembered(uow, header) or (kind, mapping)
    job.kind, job.mapping = kind, _kept(_permitted(who, kind, mapping)) if kind else {}
    job.header, job.sample = list(header), [list(row) for row in sample[:SAMPLE]]
    job.rows = rows
    return job


@requires(Permission.UPKEEP)
async def propose(
    uow: UnitOfWork, job_id: int, *, outcome: Mapping[str, Any], refused_sha256: str | None, version: int
) -> ImportJob:
    """The file was tried: what putting it in would do. Raises Changed when its columns were chosen anew meanwhile."""
    job = await step(uow, job_id, ImportAction.PROPOSE, version)
    job.outcome, job.refused_sha256 = dict(outcome), refused_sha256
    return job


@requires(Permission.UPKEEP)
async def refusals(db: Reader, job_id: int) -> Mapping[int, str]:
    """The rows that an import has not taken, by their lines, and why."""
    entries = select(Entry.facts).where(
        Entry.subject == RowsRefused.subject, Entry.subject_id == job_id, Entry.kind == RowsRefused.__name__
    )
    found = await db.session.scalars(entries.order_by(Entry.id))
    return {int(line): reason for facts in found for line, reason in facts["why"].items()}


@requires(Permission.UPKEEP)
async def refuse(uow: UnitOfWork, job_id: int, *, reason: str) -> ImportJob:
    """The file cannot be read; `reason` is a `tables.errors.Reason`."""
    job = await step(uow, job_id, ImportAction.REFUSE)
    job.outcome = {"reason": reason}
    return job


@requires(Permission.UPKEEP)
async def fail(uow: UnitOfWork, job_id: int, *, reference: str) -> ImportJob:
    """It cannot go on: what is in stays in. `reference` is how the log calls it, "" for rights that were taken away."""
    job = await step(uow, job_id, ImportAction.FAIL)
    job.outcome = {**job.outcome, "reference": reference}
    return job


@requires(Permission.UPKEEP)
async def finish(uow: UnitOfWork, job_id: int, *, refused_sha256: str | None) -> ImportJob:
    """All rows are in, or refused."""
    job = await step(uow, job_id, ImportAction.FINISH)
    job.refused_sha256, job.done_at = refused_sha256, uow.now
    counts = {verdict: int(job.outcome.get(verdict, 0)) for verdict in ("created", "changed", "same", "refused")}
    uow.record(ImportFinished(job.id, **counts))
    return job


async def step(uow: UnitOfWork, job_id: int, action: ImportAction, version: int | None = None) -> ImportJob:
    """Take a step of the import's life; raises Changed, IllegalTransition, NotFound."""
    job = await _load(uow, job_id, locked=True)
    job.expect(version)
    job.state = IMPORT.after(job.state, action)
    job.touch()
    return job


async def _load(db: Reader, job_id: int, *, locked: bool = False) -> ImportJob:
    found = select(ImportJob).where(ImportJob.id == job_id)
    if locked:
        found = found.with_for_update().execution_options(populate_existing=True)
    job: ImportJob | None = await db.session.scalar(found)
    if job is None:
        raise NotFound("import", job_id)
    return job


async def dropper(db: Reader, job: ImportJob) -> Actor:
    """Whoever dropped the file, with the rights he has now."""
    member = await db.session.scalar(select(Member).where(Member.person_id == job.created_by, Member.active.is_(True)))
    if member is None:
        return Actor(Role.VISITOR, "")
    return Actor(
        member.role,
        "",
        grants=permissions_in(member.grants),
        refusals=permissions_in(member.refusals),
    )


async def _remembered(
    db: Reader, header: Sequence[str], kind: ImportKind | None = None
) -> tuple[ImportKind, dict[int, str]] | None:
    """What a file with these columns was about, and what they meant, when this company last looked at one."""
    looked_at = select(ImportJob.kind, ImportJob.header, ImportJob.mapping).where(
        ImportJob.state.in_(_LOOKED_AT), ImportJob.kind == kind if kind else ImportJob.kind.is_not(None)
    )
    columns, ours = alike(header), reasons_in(header)
    for about, names, meant in await db.session.execute(looked_at.order_by(ImportJob.id.desc()).limit(_REMEMBERED)):
        if alike(names) == columns:
            moved = ours - reasons_in(names)
            return about, {index + moved: field for index, field in _by_index(meant) if index + moved >= ours}
    return None


def _by_index(mapping: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    return ((int(index), field) for index, field in mapping.items())


def _permitted(actor: Actor, kind: ImportKind, mapping: Mapping[int, str]) -> dict[int, str]:
    """Without the columns that this person may not see."""
    may = actor.may
    needed = {index: column(kind, field).permission for index, field in mapping.items()}
    return {i: field for i, field in mapping.items() if (one := needed[i]) is None or may(one)}


def _expect_all_customers(uow: UnitOfWork) -> None:
    """Rows are matched with all that is there: whoever sees a part of it would make the others twice."""
    uow.actor.expect(Permission.CUSTOMERS_ALL)


def _kept(mapping: Mapping[int, str]) -> dict[str, Any]:
    return {str(index): field for index, field in mapping.items()}
