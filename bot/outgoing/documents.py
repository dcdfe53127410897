"""The PDFs of documents: printed once, kept by content hash, the same bytes for ever."""

import logging
from dataclasses import dataclass, replace

from core.company import companies
from core.company.models import Company
from core.files import FileStore
from core.offload.pool import Pool
from core.permissions import SYSTEM
from core.printing.jobs import PDF
from core.sales import quotes
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote
from core.sales.papers import draft_paper, file_name, logo_of, quote_paper
from core.uow import Work

log = logging.getLogger(__name__)


class FileLost(Exception):
    """What was sent cannot be sent again: its bytes are gone, and others would not be the same document."""


@dataclass(frozen=True)
class Documents:
    work: Work
    files: FileStore
    pool: Pool

    async def quote_pdf(self, company_id: int, quote_id: int) -> tuple[str, bytes]:
        """File name and bytes of a quote's PDF. A draft is printed each time anew, a validated quote once and kept.

        Once accepted it is the copy that bears the agreement, printed once and kept beside the first.
        """
        actor = replace(SYSTEM, company_id=company_id)
        async with self.work.read(actor) as db:
            quote = await quotes.read(db, quote_id)
            logo = await self._logo(quote, await companies.read(db))
            if quote.number is None:
                place = await quotes.address_of(db, quote_id)
                draft = draft_paper(quote, await companies.read(db), db.today, address=place, logo=logo)
                return file_name(quote), await self.pool.run(PDF, draft)
            accepted = quote.state is QuoteState.ACCEPTED
            known = await quotes.signed_pdf(db, quote_id) if accepted else quote.pdf_sha256
        if known is not None and (stored := await self._stored(known)) is not None:
            return file_name(quote), stored
        keep = quotes.attach_signed if accepted else quotes.attach_pdf
        printed = await self.pool.run(PDF, quote_paper(quote, logo=logo))
        sha256 = await self.files.put(printed)
        async with self.work.begin(actor) as uow:
            kept = await keep(uow, quote_id, sha256=sha256)
        content = printed if kept == sha256 else await self._stored(kept)
        if content is None:
            raise FileLost(f"the PDF of {quote.number} ({kept}) is lost, and printing it anew gives other bytes")
        return file_name(quote), content

    async def kept(self, sha256: str) -> bytes:
        """The bytes of a stored file; raises FileLost."""
        content = await self._stored(sha256)
        if content is None:
            raise FileLost(f"the stored file {sha256} is lost")
        return content

    async def _logo(self, quote: Quote, company: Company) -> bytes | None:
        sha256 = logo_of(quote, company)
        return await self._stored(sha256) if sha256 else None

    async def _stored(self, sha256: str) -> bytes | None:
        """The kept bytes; None when the file is gone, which the log says: the same may be printed again."""
        try:
            return await self.files.get(sha256)
        except FileNotFoundError:
            log.error("the stored file %s is missing", sha256)
            return None
