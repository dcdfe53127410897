"""Archived PDFs of documents: their hashes, which join no chain, against what the journal says was put away."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select

from core.audit.findings import Broken, Problem
from core.files import FileStore
from core.invoicing.events import InvoiceCopyKept
from core.invoicing.models import Invoice
from core.journal import Entry
from core.uow import Reader

_AT_ONCE: Final = 500


async def check_copies(db: Reader, files: FileStore | None) -> Sequence[Broken]:
    """Each document names the file that the journal names, and the store, when one is at hand, holds it unaltered."""
    broken: list[Broken] = []
    after = 0
    while True:
        wanted = select(Invoice.id, Invoice.number, Invoice.pdf_sha256).where(Invoice.id > after)
        rows = (await db.session.execute(wanted.order_by(Invoice.id).limit(_AT_ONCE))).all()
        if not rows:
            return broken
        kept = await _kept(db, after, rows[-1][0])
        for invoice_id, number, sha256 in rows:
            expected = kept.get(invoice_id)
            if expected != sha256:
                told = number or "", expected or "", sha256 or ""
                broken.append(Broken(Problem.COPY_DIFFERS, _TABLE, invoice_id, *told))
            if expected is not None and files is not None and not await _whole(files, expected):
                broken.append(Broken(Problem.COPY_LOST, _TABLE, invoice_id, number or "", expected))
        after = rows[-1][0]
        await asyncio.sleep(0)


async def _kept(db: Reader, after: int, last: int) -> Mapping[int, str]:
    """The hashes that the journal tells of, by document: the first one counts."""
    wanted = select(Entry.subject_id, Entry.facts).where(
        Entry.kind == InvoiceCopyKept.__name__,
        Entry.subject == InvoiceCopyKept.subject,
        Entry.subject_id > after,
        Entry.subject_id <= last,
    )
    rows = await db.session.execute(wanted.order_by(Entry.id.desc()))
    return {invoice_id: str(facts["sha256"]) for invoice_id, facts in rows}


async def _whole(files: FileStore, sha256: str) -> bool:
    try:
        await files.get(sha256)
    except (FileNotFoundError, ValueError):
        return False
    return True


_TABLE: Final = str(Invoice.__tablename__)
