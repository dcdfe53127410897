"""What an invoice is printed from, and the printed file that is kept: the same bytes for ever (LPF L102 B)."""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256 as digest_of
from typing import Any, Final

from sqlalchemy import func, or_, select

from core.chain import Chained, ChainLink, chain, said
from core.company import links
from core.company.models import LinkPurpose
from core.invoicing.events import InvoiceCopyKept
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, InvoiceCopy, Settlement
from core.invoicing.papers.invoice import invoice_paper
from core.invoicing.papers.xml import fields
from core.invoicing.reads import load
from core.kernel.amounts import ZERO, Amount, amount
from core.kernel.errors import NotFound
from core.permissions import Permission, requires
from core.printing.paper import Paper
from core.sales.papers.names import named
from core.uow import Reader, UnitOfWork

COPY: Final = "copy"  # the kind of its links in the chain
_CODE_GOOD_FOR: Final = 730  # days: as long as a paper is looked at


@dataclass(frozen=True, slots=True)
class InvoicePrint:
    """An issued invoice with its lines; `kept` is the hash of its file, once it has one.

    `code` is what its paper bears for whoever wants to see the account, see core.treasury.proving; "" for none. `paid`
    is what settled it as it was issued.
    """

    invoice: Invoice
    code: str = ""
    paid: Amount = ZERO

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

    def asked(self, logo: bytes | None = None, *, opening: str = "") -> tuple[Paper, Mapping[str, Any]]:
        """What the job FACTURX_PDF makes the file from: the page and the business terms.

        `opening` is the address that opens a code, up to the code; without it the page bears none.
        """
        account = opening + self.code if opening and self.code else ""
        paper = invoice_paper(self.invoice, paid=self.paid, logo=logo, account=account)
        return paper, fields(self.invoice, self.paid)


@requires(Permission.UPKEEP)
async def invoice_print(db: Reader, invoice_id: int) -> InvoicePrint:
    """Raises NotFound, also for a draft: it has no number."""
    invoice = await load(db, invoice_id)
    if invoice.state is not InvoiceState.ISSUED:
        raise NotFound("invoice_pdf", invoice_id)
    return InvoicePrint(invoice, await _code_of(db, invoice), await _paid_before(db, invoice))


@requires(Permission.UPKEEP)
async def attach(uow: UnitOfWork, invoice_id: int, *, sha256: str) -> str:
    """Keep the printed file's hash; the first one joins the chain and stays for ever, and its code is known from then
    on.

    Returns the hash that counts. Raises NotFound.
    """
    return (await attach_all(uow, {invoice_id: sha256}))[invoice_id]


@requires(Permission.UPKEEP)
async def attach_all(uow: UnitOfWork, files: Mapping[int, str]) -> Mapping[int, str]:
    """The same of several files, their hashes by invoice: all are locked before the chain is. Raises NotFound."""
    counted, copies = {}, []
    for invoice_id in sorted(files):
        invoice = await load(uow, invoice_id, locked=True)
        if invoice.state is not InvoiceState.ISSUED:
            raise NotFound("invoice_pdf", invoice_id)
        if invoice.pdf_sha256 is None:
            invoice.pdf_sha256 = files[invoice_id]
            copies.append(await _kept(uow, invoice, files[invoice_id]))
        counted[invoice_id] = invoice.pdf_sha256
    if copies:
        await uow.session.flush()
        await chain(uow, [Chained(COPY, one.id, said(one)) for one in copies])
    return counted


async def _kept(uow: UnitOfWork, invoice: Invoice, sha256: str) -> InvoiceCopy:
    copy = InvoiceCopy(invoice_id=invoice.id, number=invoice.number or "", sha256=sha256, made_at=uow.now)
    uow.session.add(copy)
    uow.record(InvoiceCopyKept(invoice.id, sha256=sha256))
    if code := await _code_of(uow, invoice):
        named = {"subject_id": invoice.id, "customer_id": invoice.customer_id}
        await links.keep(uow, code, purpose=LinkPurpose.PAPER, days=_CODE_GOOD_FOR, **named)
    return copy


async def _paid_before(db: Reader, invoice: Invoice) -> Amount:
    """What settled it as it was issued, money that was held or what a credit note had freed: the same however late it
    is printed. What is owed to a customer is told as a whole, whatever it is used for."""
    if invoice.kind is InvoiceKind.CREDIT:
        return ZERO
    held = select(func.sum(Settlement.amount)).where(
        Settlement.invoice_id == invoice.id,
        or_(Settlement.payment_id.is_not(None), Settlement.other_id.is_not(None)),
        Settlement.undoes_id.is_(None),
        Settlement.made_at == invoice.issued_at,
    )
    return amount(await db.session.scalar(held) or ZERO)


async def _code_of(db: Reader, invoice: Invoice) -> str:
    """32 characters that nobody can guess and that a second printing bears too: they follow from the invoice's place
    in the chain. None for a credit note: there is nothing to pay."""
    if invoice.kind is InvoiceKind.CREDIT:
        return ""
    its = select(ChainLink.hash).where(ChainLink.kind == "invoice", ChainLink.subject_id == invoice.id)
    chained = await db.session.scalar(its.order_by(ChainLink.sequence).limit(1))
    return urlsafe_b64encode(digest_of(b"account " + str(chained).encode()).digest()[:24]).decode() if chained else ""
