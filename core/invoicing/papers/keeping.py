"""What an invoice is printed from, and the printed file that is kept: the same bytes for ever (LPF L102 B)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.invoicing.events import InvoiceCopyKept
from core.invoicing.lifecycles import InvoiceState
from core.invoicing.models import Invoice
from core.invoicing.papers.invoice import invoice_paper
from core.invoicing.papers.xml import fields
from core.invoicing.reads import load
from core.kernel.errors import NotFound
from core.permissions import Permission, requires
from core.printing.paper import Paper
from core.sales.papers.names import named
from core.uow import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class InvoicePrint:
    """An issued invoice with its lines; `kept` is the hash of its file, once it has one."""

    invoice: Invoice

    @property
    def kept(self) -> str | None:
        return self.invoice.pdf_sha256

    @property
    def logo_sha256(self) -> str | None:
        found: str | None = self.invoice.seller.get("logo_sha256")
        return found

    @property
    def file_name(self) -> str:
        """`FA2611-0213_Dupont-Menuiserie.pdf`."""
        assert self.invoice.number is not None, "only an issued invoice has a file"
        return named(self.invoice.number, self.invoice.buyer["name"])

    def asked(self, logo: bytes | None = None) -> tuple[Paper, Mapping[str, Any]]:
        """What the job FACTURX_PDF makes the file from: the page and the business terms."""
        return invoice_paper(self.invoice, logo=logo), fields(self.invoice)


@requires(Permission.UPKEEP)
async def invoice_print(db: Reader, invoice_id: int) -> InvoicePrint:
    """Raises NotFound, also for a draft: it has no number."""
    invoice = await load(db, invoice_id)
    if invoice.state is not InvoiceState.ISSUED:
        raise NotFound("invoice_pdf", invoice_id)
    return InvoicePrint(invoice)


@requires(Permission.UPKEEP)
async def attach(uow: UnitOfWork, invoice_id: int, *, sha256: str) -> str:
    """Keep the printed file's hash; the first one stays for ever. Returns the hash that counts. Raises NotFound."""
    invoice = await load(uow, invoice_id, locked=True)
    if invoice.state is not InvoiceState.ISSUED:
        raise NotFound("invoice_pdf", invoice_id)
    if invoice.pdf_sha256 is None:
        invoice.pdf_sha256 = sha256
        uow.record(InvoiceCopyKept(invoice_id, sha256=sha256))
    return invoice.pdf_sha256
