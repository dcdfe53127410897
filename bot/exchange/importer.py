"""Works on imports beside the conversation: reads files in a worker, tries their rows, puts them in some at a time.

What is left to do is in the rows of the jobs: a program that was killed goes on where the last transaction ended.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from bot.errors import explain
from bot.exchange.buttons import refused_name
from bot.exchange.screens import ended_card, import_card
from bot.outgoing.parcel import Parcel
from bot.outgoing.post import post
from bot.outgoing.say import Say, SendFile, Show, written
from bot.outgoing.speaker import Speaker
from core.db.engine import passing
from core.exchange.imports import jobs
from core.exchange.imports.guessing import guessed_kind, guessed_mapping, holds_invoices
from core.exchange.imports.jobs import SAMPLE, Waiting
from core.exchange.imports.putting import AT_ONCE, put_some, try_some
from core.exchange.imports.returning import TOLD, returned, told
from core.exchange.imports.rows import ROWS, Row
from core.exchange.imports.verdicts import Tried, counted
from core.exchange.lifecycles import ImportState
from core.exchange.models import ImportJob
from core.exchange.tables.errors import Reason, TableUnreadable
from core.exchange.tables.jobs import CSV, read_in
from core.exchange.tables.table import Table
from core.files import FileStore
from core.i18n import _, language
from core.kernel.errors import Changed, IllegalTransition, NotAllowed
from core.offload.pool import Pool
from core.permissions import SYSTEM, Actor
from core.uow import Work

log = logging.getLogger(__name__)

_EVERY: Final = 0.5  # seconds between two looks at what there is to do
_SHOWN_EVERY: Final = 1.0  # seconds between two states of progress


@dataclass
class Importer:
    work: Work
    files: FileStore
    pool: Pool
    speaker: Speaker
    _shown_at: float = 0.0

    async def run(self) -> None:
        """Work on what waits, for ever."""
        while True:
            await self._work_off()
            await asyncio.sleep(_EVERY)

    async def _work_off(self) -> None:
        try:
            async with self.work.read(SYSTEM) as db:
                waiting = await jobs.waiting(db)
            for one in waiting:
                await self._go_on(one)
        except Exception as fault:
            if not passing(fault):
                raise
            log.warning("imports wait for the database: %s", fault)

    async def _go_on(self, waiting: Waiting) -> None:
        """One import, to where a person or nobody is asked. One that fails holds neither the program nor the others."""
        with language(waiting.language):
            work = _Import(self, waiting)
            try:
                await work.go_on()
            except (Changed, IllegalTransition):
                log.info("import %s was changed while it was worked on", waiting.job_id)
            except NotAllowed:
                await work.fail("")
            except Exception as fault:
                if passing(fault):
                    raise
                reference = secrets.token_hex(3).upper()
                log.exception("import %s fails, reference %s", waiting.job_id, reference)
                await work.fail(reference)

    def show(self, waiting: Waiting, screen: Show, *, now: bool = False) -> None:
        """Progress: shown at most once a second, and lost when the program ends."""
        if now or time.monotonic() - self._shown_at >= _SHOWN_EVERY:
            self._shown_at = time.monotonic()
            self.speaker.submit([Parcel(waiting.chat_id, *written(screen))])


@dataclass
class _Import:
    """One import being worked on."""

    importer: Importer
    waiting: Waiting

    @property
    def actor(self) -> Actor:
        who = self.waiting
        source = f"import:{who.job_id}"
        return replace(SYSTEM, name=who.name, person_id=who.person_id, company_id=who.company_id, source=source)

    async def go_on(self) -> None:
        async with self.importer.work.read(self.actor) as db:
            job = await jobs.read(db, self.waiting.job_id)
        content = await self.importer.files.get(job.file_sha256)
        try:
            table = await read_in(self.importer.pool, content, job.file_name)
        except TableUnreadable as refusal:
            await self._refuse(refusal.reason)
            return
        if not job.header:
            if holds_invoices(table.header):
                await self._refuse(Reason.INVOICES)
                return
            job = await self._understand(table)
        rows = await self._rows(job, table)
        await (self._put(job, table, rows) if job.state is ImportState.RUNNING else self._try(job, table, rows))

    async def _understand(self, table: Table) -> ImportJob:
        sample = table.rows[:SAMPLE]
        kind = guessed_kind(table.header, sample)
        mapping = guessed_mapping(kind, table.header, sample) if kind else {}
        async with self.importer.work.begin(self.actor) as uow:
            return await jobs.understand(
                uow,
                self.waiting.job_id,
                kind=kind,
                mapping=mapping,
                header=table.header,
                sample=sample,
                rows=len(table.rows),
            )

    async def _rows(self, job: ImportJob, table: Table) -> Sequence[Row]:
        if job.kind is None:
            return []
        mapping = {int(index): field for index, field in job.mapping.items()}
        return await self.importer.pool.run(ROWS, job.kind, mapping, table.rows, table.lines)

    async def _try(self, job: ImportJob, table: Table, rows: Sequence[Row]) -> None:
        """What the file would do, told with « Valider »."""
        tried: list[Tried] = []
        for some in _slices(rows):
            async with self.importer.work.read(self.actor) as db:
                assert job.kind is not None, "rows have a kind"
                tried += await try_some(db, some, kind=job.kind)
            self.importer.show(self.waiting, Show(import_card(job, done=len(tried))))
            await asyncio.sleep(0)
        why = {one.line: explain(one.error) for one in tried if one.error is not None}
        refused = await self._refused_file(table, why)
        outcome = {**counted(tried), "told": told(why)[:TOLD]}
        async with self.importer.work.begin(self.actor) as uow:
            job = await jobs.propose(uow, job.id, outcome=outcome, refused_sha256=refused, version=job.version)
            parcels = await post(uow, self.waiting.chat_id, [Show(import_card(job))])
        self.importer.speaker.submit(parcels)

    async def _put(self, job: ImportJob, table: Table, rows: Sequence[Row]) -> None:
        for some in _slices(rows[job.done_rows :]):
            async with self.importer.work.begin(self.actor) as uow:
                job = await put_some(uow, job.id, some, say=explain)
            self.importer.show(self.waiting, Show(import_card(job)))
            await asyncio.sleep(0)
        async with self.importer.work.read(self.actor) as db:
            why = await jobs.refusals(db, job.id)
        refused = await self._refused_file(table, why)
        async with self.importer.work.begin(self.actor) as uow:
            job = await jobs.finish(uow, job.id, refused_sha256=refused)
            says: list[Say] = [Show(ended_card(job)), Show(import_card(job), fresh=True)]
            if refused is not None:
                says.append(SendFile(refused_name(job.file_name), refused, _("Les lignes refusées, avec la raison")))
            parcels = await post(uow, self.waiting.chat_id, says)
        self.importer.speaker.submit(parcels)

    async def fail(self, reference: str) -> None:
        """It goes no further, and its owner is told; unless he has left it in the meantime."""
        with suppress(IllegalTransition):
            async with self.importer.work.begin(self.actor) as uow:
                job = await jobs.fail(uow, self.waiting.job_id, reference=reference)
                parcels = await post(uow, self.waiting.chat_id, [Show(import_card(job))])
            self.importer.speaker.submit(parcels)

    async def _refuse(self, reason: Reason) -> None:
        async with self.importer.work.begin(self.actor) as uow:
            job = await jobs.refuse(uow, self.waiting.job_id, reason=reason)
            parcels = await post(uow, self.waiting.chat_id, [Show(import_card(job))])
        self.importer.speaker.submit(parcels)

    async def _refused_file(self, table: Table, why: Mapping[int, str]) -> str | None:
        if not why:
            return None
        made = await self.importer.pool.run(CSV, *returned(table, why))
        return await self.importer.files.put(made)


def _slices(rows: Sequence[Row]) -> list[Sequence[Row]]:
    return [rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE)]
