"""Archived PDFs of documents: what each document names, and what the store holds, against the hash in the chain."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select

from core.audit.findings import Broken, Problem
from core.files import FileStore
from core.invoicing.models import Invoice
from core.uow import Reader

_AT_ONCE: Final = 500


async def check_copies(db: Reader, chained: Mapping[int, str], files: FileStore | None) -> Sequence[Broken]:
    """Each document names the file whose hash was chained, and the store, when one is at hand, holds it unaltered.

    `chained` are the hashes by document.
    """
    broken: list[Broken] = []
    after = 0
    while True:
        wanted = select(Invoice.id, Invoice.number, Invoice.pdf_sha256).where(Invoice.id > after)
        rows = (await db.session.execute(wanted.order_by(Invoice.id).limit(_AT_ONCE))).all()
        if not rows:
            return broken
        for invoice_id, number, sha256 in rows:
            expected = chained.get(invoice_id)
            if expected != sha256:
                told = number or "", expected or "", sha256 or ""
                broken.append(Broken(Problem.COPY_DIFFERS, _TABLE, invoice_id, *told))
            if expected is not None and files is not None and not await _whole(files, expected):
                broken.append(Broken(Problem.COPY_LOST, _TABLE, invoice_id, number or "", expected))
        after = rows[-1][0]
        await asyncio.sleep(0)


async def _whole(files: FileStore, sha256: str) -> bool:
    try:
        await files.get(sha256)
    except (FileNotFoundError, ValueError):
        return False
    return True


_TABLE: Final = str(Invoice.__tablename__)
