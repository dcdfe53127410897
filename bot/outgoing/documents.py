"""The PDFs of documents: printed once, kept by content hash, the same bytes for ever."""

import logging
from dataclasses import dataclass, replace

from core.company import companies
from core.files import FileStore
from core.permissions import SYSTEM
from core.printing.pool import PrintingPool
from core.sales import quotes
from core.sales.papers import draft_paper, file_name, quote_paper
from core.uow import Work

log = logging.getLogger(__name__)


class FileLost(Exception):
    """What was sent cannot be sent again: its bytes are gone, and others would not be the same document."""


@dataclass(frozen=True)
class Documents:
    work: Work
    files: FileStore
    pool: PrintingPool

    async def quote_pdf(self, company_id: int, quote_id: int) -> tuple[str, bytes]:
        """File name and bytes of a quote's PDF. A validated one is printed once and kept; a draft each time anew."""
        actor = replace(SYSTEM, company_id=company_id)
        async with self.work.read(actor) as db:
            quote = await quotes.read(db, quote_id)
            name = file_name(quote)
            if quote.number is None:
                draft = draft_paper(quote, await companies.read(db), db.today)
                return name, await self.pool.pdf(draft)
        if quote.pdf_sha256 is not None and (stored := await self._stored(quote.pdf_sha256)) is not None:
            return name, stored
        printed = await self.pool.pdf(quote_paper(quote))
        sha256 = await self.files.put(printed)
        async with self.work.begin(actor) as uow:
            kept = await quotes.attach_pdf(uow, quote_id, sha256=sha256)
        content = printed if kept == sha256 else await self._stored(kept)
        if content is None:
            raise FileLost(f"the PDF of {name} ({kept}) is lost, and printing it anew gives other bytes")
        return name, content

    async def _stored(self, sha256: str) -> bytes | None:
        """The kept bytes; None when the file is gone, which the log says: the same may be printed again."""
        try:
            return await self.files.get(sha256)
        except FileNotFoundError:
            log.error("the stored file %s is missing", sha256)
            return None
