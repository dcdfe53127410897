"""Invoices that nobody ever asked to see on paper are printed for the archive: it holds every piece (LPF L102 B)."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from core.audit.archive.gathering import Range
from core.chain import ChainLink
from core.files import FileStore
from core.invoicing.lifecycles import InvoiceState
from core.invoicing.models import Invoice
from core.invoicing.papers import jobs
from core.invoicing.papers.keeping import InvoicePrint, invoice_print
from core.offload.pool import Pool
from core.permissions import SYSTEM
from core.uow import Reader

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Press:
    """What prints; `opening` is the address that opens the code on an invoice, up to the code."""

    pool: Pool
    opening: str = ""

    async def invoice(self, said: InvoicePrint, logo: bytes | None) -> bytes:
        """Raises JobFailed."""
        return await self.pool.run(jobs.FACTURX_PDF, *said.asked(logo, opening=self.opening))


async def print_missing(db: Reader, files: FileStore, press: Press, links: Range) -> Mapping[int, str]:
    """The hashes of the files that these links' invoices lacked, by id; what cannot be printed is left out."""
    chained = select(ChainLink.subject_id).where(
        ChainLink.kind == "invoice", ChainLink.sequence.between(links.first, links.last)
    )
    bare = select(Invoice.id).where(
        Invoice.id.in_(chained), Invoice.state == InvoiceState.ISSUED, Invoice.pdf_sha256.is_(None)
    )
    printer = Reader(db.session, replace(SYSTEM, company_id=db.actor.company_id, zone=db.actor.zone), db.now)
    found = {}
    for invoice_id in (await db.session.scalars(bare.order_by(Invoice.id))).all():
        try:
            said = await invoice_print(printer, invoice_id)
            found[invoice_id] = await files.put(await press.invoice(said, await _logo(files, said.logo_sha256)))
        except Exception:  # whatever keeps one from being printed, the others are; what lacks is told
            log.exception("invoice %s cannot be printed for the archive", invoice_id)
    return found


async def _logo(files: FileStore, sha256: str | None) -> bytes | None:
    try:
        return await files.get(sha256) if sha256 else None
    except (FileNotFoundError, ValueError):
        return None
