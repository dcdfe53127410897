"""The PDFs of documents: printed once, kept by content hash, the same bytes for ever."""

from dataclasses import dataclass, replace

from core.company import companies
from core.files import FileStore
from core.permissions import SYSTEM
from core.printing.pool import PrintingPool
from core.sales import quotes
from core.sales.papers import draft_paper, file_name, quote_paper
from core.uow import Work


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
        if quote.pdf_sha256 is not None:
            return name, await self.files.get(quote.pdf_sha256)
        printed = await self.pool.pdf(quote_paper(quote))
        sha256 = await self.files.put(printed)
        async with self.work.begin(actor) as uow:
            kept = await quotes.attach_pdf(uow, quote_id, sha256=sha256)
        return name, printed if kept == sha256 else await self.files.get(kept)
