"""Files dropped in tests: the steps of whoever runs imports, without the chat."""

from collections.abc import Sequence
from dataclasses import replace

from core.exchange.imports import jobs
from core.exchange.imports.guessing import guessed_kind, guessed_mapping
from core.exchange.imports.putting import AT_ONCE, put_some, try_some
from core.exchange.imports.rows import Row, read_rows
from core.exchange.imports.verdicts import Tried, counted
from core.exchange.models import ImportJob
from core.permissions import SYSTEM, Actor
from core.uow import Work

Table = Sequence[Sequence[str]]


async def dropped(work: Work, actor: Actor, table: Table) -> tuple[ImportJob, list[Row]]:
    """The import of this table (its header first), understood; and its rows as read."""
    header, rows = table[0], table[1:]
    async with work.begin(actor) as uow:
        job = await jobs.drop(uow, file_name="fichier.csv", file_sha256="0" * 64, chat_id=1)
    kind = guessed_kind(header, rows[:5])
    mapping = guessed_mapping(kind, header, rows[:5]) if kind else {}
    async with work.begin(runner(actor)) as uow:
        job = await jobs.understand(uow, job.id, kind=kind, mapping=mapping, header=header, sample=rows, rows=len(rows))
    kept = {int(index): field for index, field in job.mapping.items()}
    return job, read_rows(job.kind, kept, rows, range(2, len(table) + 1)) if job.kind else []


async def tried(work: Work, actor: Actor, table: Table) -> tuple[ImportJob, list[Row], list[Tried]]:
    """The same, tried and proposed."""
    job, rows = await dropped(work, actor, table)
    async with work.read(runner(actor)) as db:
        verdicts = await try_some(db, rows, kind=job.kind) if job.kind else []
    async with work.begin(runner(actor)) as uow:
        job = await jobs.propose(uow, job.id, outcome=counted(verdicts), refused_sha256=None, version=job.version)
    return job, rows, verdicts


async def imported(work: Work, actor: Actor, table: Table) -> ImportJob:
    """The same, validated and put in to the last row."""
    job, rows, _verdicts = await tried(work, actor, table)
    async with work.begin(actor) as uow:
        job = await jobs.start(uow, job.id, version=job.version)
    for start in range(0, len(rows), AT_ONCE):
        async with work.begin(runner(actor)) as uow:
            job = await put_some(uow, job.id, rows[start : start + AT_ONCE], say=lambda error: type(error).__name__)
    async with work.begin(runner(actor)) as uow:
        return await jobs.finish(uow, job.id, refused_sha256=None)


def runner(actor: Actor) -> Actor:
    """Whoever runs imports, for the person who dropped the file."""
    return replace(SYSTEM, company_id=actor.company_id, person_id=actor.person_id, name=actor.name, source="import:1")
