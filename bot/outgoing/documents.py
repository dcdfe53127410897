"""The PDFs of documents: printed once, kept by content hash, the same bytes for ever."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from core.company import companies
from core.company.models import Company
from core.dunning import litigation
from core.dunning import papers as dunning
from core.dunning.papers.jobs import MERGED
from core.files import FileStore
from core.invoicing.papers import keeping as invoice_keeping
from core.invoicing.papers.jobs import FACTURX_PDF
from core.offload.pool import Pool
from core.permissions import SYSTEM, Actor
from core.printing.jobs import PDF
from core.printing.paper import Paper, Photo
from core.reporting.chart import read_chart
from core.reporting.jobs import CHART
from core.sales import quotes
from core.sales.models import Order, Quote
from core.sales.papers import (
    delivery_paper,
    draft_paper,
    file_name,
    keeping,
    logo_of,
    order_paper,
    preparation_paper,
    quote_paper,
    return_paper,
    slip_code,
)
from core.treasury.papers import StatementPrint, receipt_paper, receipt_print, statement_paper
from core.uow import UnitOfWork, Work

log = logging.getLogger(__name__)


class FileLost(Exception):
    """What was sent cannot be sent again: its bytes are gone, and others would not be the same document."""


@dataclass(frozen=True)
class Documents:
    work: Work
    files: FileStore
    pool: Pool
    opening: str = ""  # the address that opens the code on an invoice, up to the code

    async def pdf(self, kind: str, company_id: int, subject_id: int) -> tuple[str, bytes]:
        """File name and bytes of a document: a "quote", an "order", the "slip" or the note of a "delivery", a "return",
        an "invoice". Raises NotFound, FileLost.
        """
        return await _KINDS[kind](self, replace(SYSTEM, company_id=company_id), subject_id)

    async def kept(self, sha256: str) -> bytes:
        """The bytes of a stored file; raises FileLost."""
        content = await self._stored(sha256)
        if content is None:
            raise FileLost(f"the stored file {sha256} is lost")
        return content

    async def chart(self, facts: dict[str, Any]) -> bytes:
        """The picture of a chart, drawn anew each time. Raises JobFailed."""
        return await self.pool.run(CHART, read_chart(facts))

    async def _quote(self, actor: Actor, quote_id: int) -> tuple[str, bytes]:
        """A draft is printed each time anew, a validated quote once and kept.

        Once accepted it is the copy that bears the agreement, printed once and kept beside the first.
        """
        async with self.work.read(actor) as db:
            quote = await quotes.read(db, quote_id)
            logo = await self._logo(quote, await companies.read(db))
            if quote.number is None:
                place = await quotes.address_of(db, quote_id)
                draft = draft_paper(quote, await companies.read(db), db.today, address=place, logo=logo)
                return file_name(quote), await self.pool.run(PDF, draft)
            accepted = quote.agreed
            known = await quotes.signed_pdf(db, quote_id) if accepted else quote.pdf_sha256
        keep = quotes.attach_signed if accepted else quotes.attach_pdf
        paper = quote_paper(quote, logo=logo)
        return file_name(quote), await self._once(
            actor, paper, known, lambda uow, sha256: keep(uow, quote_id, sha256=sha256)
        )

    async def _order(self, actor: Actor, order_id: int) -> tuple[str, bytes]:
        """Each version that binds is printed once and kept; an order that waits, or is none, is printed anew."""
        async with self.work.read(actor) as db:
            said = await keeping.order_print(db, order_id)
        order = said.order
        ink = await self._picture(order.signature_sha256)
        paper = order_paper(order, said.quote, logo=await self._head(order), signature=ink)
        if not said.frozen:
            return file_name(order), await self.pool.run(PDF, paper)

        async def keep(uow: UnitOfWork, sha256: str) -> str:
            return await keeping.attach_order(uow, order_id, sha256=sha256, version=order.version)

        return file_name(order), await self._once(actor, paper, said.kept, keep)

    async def _slip(self, actor: Actor, delivery_id: int) -> tuple[str, bytes]:
        """Printed anew each time: what is missing changes."""
        async with self.work.read(actor) as db:
            said, today = await keeping.slip_print(db, delivery_id), db.today
        logo = await self._head(said.order)
        paper = preparation_paper(
            said.delivery, said.order, said.goods, on=today, warehouse=said.warehouse, driver=said.driver, logo=logo
        )
        return file_name(said.order, number=slip_code(delivery_id)), await self.pool.run(PDF, paper)

    async def _delivery(self, actor: Actor, delivery_id: int) -> tuple[str, bytes]:
        """The note to be signed is printed anew; signed, it is printed once and kept."""
        async with self.work.read(actor) as db:
            said = await keeping.delivery_print(db, delivery_id)
        delivery, name = said.delivery, file_name(said.order, number=said.delivery.number or "")
        found = [(await self._picture(one["sha256"]), one["caption"]) for one in delivery.photos]
        paper = delivery_paper(
            delivery,
            said.order,
            before=said.before,
            driver=said.driver,
            logo=await self._head(said.order),
            signature=await self._picture(delivery.signature_sha256),
            photos=[Photo(content, caption) for content, caption in found if content],
        )
        if not said.frozen:
            return name, await self.pool.run(PDF, paper)

        async def keep(uow: UnitOfWork, sha256: str) -> str:
            return await keeping.attach_delivery(uow, delivery_id, sha256=sha256)

        return name, await self._once(actor, paper, delivery.pdf_sha256, keep)

    async def _return(self, actor: Actor, return_id: int) -> tuple[str, bytes]:
        """Printed anew: nothing of it ever changes."""
        async with self.work.read(actor) as db:
            returned, order = await keeping.return_print(db, return_id)
        paper = return_paper(returned, order, logo=await self._head(order))
        return file_name(order, number=returned.number), await self.pool.run(PDF, paper)

    async def _invoice(self, actor: Actor, invoice_id: int) -> tuple[str, bytes]:
        """Printed once, with its XML inside, and kept: the same bytes for ever."""
        async with self.work.read(actor) as db:
            said = await invoice_keeping.invoice_print(db, invoice_id)

        async def printed() -> bytes:
            asked = said.asked(await self._picture(said.logo_sha256), opening=self.opening)
            return await self.pool.run(FACTURX_PDF, *asked)

        async def keep(uow: UnitOfWork, sha256: str) -> str:
            return await invoice_keeping.attach(uow, invoice_id, sha256=sha256)

        number = said.invoice.number or ""
        return said.file_name, await self._kept_once(actor, number, printed, said.kept, keep)

    async def _receipt(self, actor: Actor, payment_id: int) -> tuple[str, bytes]:
        """Printed anew: it says what the payment settles now, and whether it was taken back."""
        async with self.work.read(actor) as db:
            found = await receipt_print(db, payment_id)
        paper = receipt_paper(found, logo=await self._picture(found.company.logo_sha256))
        return f"{found.payment.number}.pdf", await self.pool.run(PDF, paper)

    async def _reminder(self, actor: Actor, letter_id: int) -> tuple[str, bytes]:
        """Printed once and kept: what was sent stays what it was."""
        async with self.work.read(actor) as db:
            said = await dunning.letter_print(db, letter_id)
        paper = dunning.letter_paper(said.letter, logo=await self._picture(said.logo_sha256))

        async def keep(uow: UnitOfWork, sha256: str) -> str:
            return await dunning.attach(uow, letter_id, sha256=sha256)

        return said.file_name, await self._once(actor, paper, said.letter.pdf_sha256, keep)

    async def _reminder_statement(self, actor: Actor, letter_id: int) -> tuple[str, bytes]:
        """The account that goes with a reminder, as it was that day."""
        async with self.work.read(actor) as db:
            known = (await dunning.letter_print(db, letter_id)).letter.statement_sha256
            found = await dunning.statement_of_letter(db, letter_id)
        paper = await self._statement_paper(found)

        async def keep(uow: UnitOfWork, sha256: str) -> str:
            return await dunning.attach(uow, letter_id, sha256=sha256, statement=True)

        name = f"releve-{found.statement.customer.code}-{found.statement.ends_on:%Y-%m-%d}.pdf"
        return name, await self._once(actor, paper, known, keep)

    async def _litigation(self, actor: Actor, customer_id: int) -> tuple[str, bytes]:
        """All that whoever recovers by law needs, as one PDF; kept as it was handed over."""
        async with self.work.read(actor) as db:
            found = await dunning.file_print(db, customer_id)
            account = await dunning.statement_of_file(db, customer_id)
        name = f"dossier-{found.contents.customer.code}.pdf"

        async def printed() -> bytes:
            cover = dunning.cover_paper(found, logo=await self._picture(found.company.logo_sha256))
            papers = [await self.pool.run(PDF, cover), await self.pool.run(PDF, await self._statement_paper(account))]
            parts = [("invoice", one.id) for one in found.contents.invoices]
            parts += [("delivery", one.id) for one in found.contents.deliveries]
            parts += [("reminder", one.id) for one in found.contents.letters]
            papers += [(await _KINDS[kind](self, actor, subject_id))[1] for kind, subject_id in parts]
            return await self.pool.run(MERGED, papers)

        async def keep(uow: UnitOfWork, sha256: str) -> str:
            await litigation.keep_file(uow, customer_id, sha256=sha256)
            return sha256

        return name, await self._kept_once(actor, name, printed, found.kept, keep)

    async def _statement_paper(self, found: StatementPrint) -> Paper:
        return statement_paper(found, logo=await self._picture(found.company.logo_sha256))

    async def _once(
        self, actor: Actor, paper: Paper, known: str | None, keep: Callable[[UnitOfWork, str], Awaitable[str]]
    ) -> bytes:
        """The same of a page alone."""
        return await self._kept_once(actor, paper.number, lambda: self.pool.run(PDF, paper), known, keep)

    async def _kept_once(
        self,
        actor: Actor,
        number: str,
        make: Callable[[], Awaitable[bytes]],
        known: str | None,
        keep: Callable[[UnitOfWork, str], Awaitable[str]],
    ) -> bytes:
        """The kept bytes, or those made and kept now; raises FileLost when the kept ones are gone and others."""
        if known is not None and (stored := await self._stored(known)) is not None:
            return stored
        printed = await make()
        sha256 = await self.files.put(printed)
        async with self.work.begin(actor) as uow:
            kept = await keep(uow, sha256)
        content = printed if kept == sha256 else await self._stored(kept)
        if content is None:
            raise FileLost(f"the PDF of {number} ({kept}) is lost, and printing it anew gives other bytes")
        return content

    async def _head(self, order: Order) -> bytes | None:
        """The logo that the order froze."""
        return await self._picture(order.seller.get("logo_sha256"))

    async def _picture(self, sha256: str | None) -> bytes | None:
        return await self._stored(sha256) if sha256 else None

    async def _logo(self, quote: Quote, company: Company) -> bytes | None:
        return await self._picture(logo_of(quote, company))

    async def _stored(self, sha256: str) -> bytes | None:
        """The kept bytes; None when the file is gone, which the log says: the same may be printed again."""
        try:
            return await self.files.get(sha256)
        except FileNotFoundError:
            log.error("the stored file %s is missing", sha256)
            return None


_KINDS: Final[Mapping[str, Callable[[Documents, Actor, int], Awaitable[tuple[str, bytes]]]]] = {
    "quote": Documents._quote,
    "order": Documents._order,
    "slip": Documents._slip,
    "delivery": Documents._delivery,
    "return": Documents._return,
    "receipt": Documents._receipt,
    "invoice": Documents._invoice,
    "reminder": Documents._reminder,
    "reminder-statement": Documents._reminder_statement,
    "litigation": Documents._litigation,
}
