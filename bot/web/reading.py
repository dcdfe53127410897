"""The pages that e-mails link to: one document in any browser, its summary and its PDF. They run no script.

Who holds the address reads as somebody of that customer does: what was given to him, and nothing else.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from http import HTTPStatus
from pathlib import Path
from string import Template
from typing import Final
from urllib.parse import quote as quoted

from aiohttp import web

from bot.invoices.words import due_words, invoice_name, stand_words
from bot.orders.words import CUSTOMER_STATES, order_name
from bot.outgoing.documents import FileLost
from bot.outgoing.sending import FileSource
from bot.sales.received import HAPPENED
from bot.sales.rows import each
from bot.sales.words import quote_name, validity_words
from bot.web.door import READ_ONLY
from bot.web.papers import PaperLine, ordered_line, sums_of
from core.company.errors import LinkUnknown
from core.db.engine import passing
from core.i18n import _, count, language, money, spoken
from core.invoicing import reads as invoices
from core.invoicing.lifecycles import InvoiceKind
from core.kernel.errors import NotAllowed, NotFound
from core.mail import links
from core.mail.links import Opened
from core.offload.pool import JobFailed
from core.sales import orders, quotes
from core.sales.lifecycles import LineKind
from core.sales.models import QuoteLine
from core.sales.rules import line_total
from core.treasury import account
from core.treasury.account import Paper
from core.uow import Reader, Work

log = logging.getLogger(__name__)

_ADDRESS: Final = r"{token:[A-Za-z0-9_-]{43}}"
_PAGE: Final = Path(__file__).parent / "page" / "read.html"
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Content-Security-Policy": READ_ONLY,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says of a document. `printed` is whose PDF goes with it: a newer version's, of a quote."""

    company: str
    title: str
    customer: str
    printed: int
    state: str = ""
    lines: Sequence[PaperLine] = ()
    sums: Sequence[tuple[str, str, bool]] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Reading:
    """The pages, and what they work with."""

    work: Work
    files: FileSource

    def add_to(self, app: web.Application) -> None:
        app.router.add_get(f"/d/{_ADDRESS}", self._page)
        app.router.add_get(f"/d/{_ADDRESS}/pdf", self._pdf)

    async def _page(self, request: web.Request) -> web.Response:
        return await self._answered(request, self._summary)

    async def _pdf(self, request: web.Request) -> web.Response:
        return await self._answered(request, self._file)

    async def _answered(
        self, request: web.Request, answer: "Callable[[web.Request, Opened], Awaitable[web.Response]]"
    ) -> web.Response:
        """Whoever holds an address that shows nothing learns no more than that."""
        try:
            opened = await links.opened(
                self.work, request.match_info["token"], _("lien du navigateur"), looking=request.method == "GET"
            )
            with language(opened.reader.language):
                return await answer(request, opened)
        except (LinkUnknown, NotFound, NotAllowed):
            return _sorry(HTTPStatus.NOT_FOUND)
        except (FileLost, JobFailed):
            log.exception("the document of a link cannot be printed")
        except Exception as fault:
            if not passing(fault):
                raise
            log.warning("a link cannot be opened: %s", fault)
        return _sorry(HTTPStatus.SERVICE_UNAVAILABLE)

    async def _summary(self, request: web.Request, opened: Opened) -> web.Response:
        async with self.work.begin(opened.reader) as uow:
            shown = await _SHOWN[opened.kind](uow, opened.subject_id)
            if opened.new:
                await account.see(uow, opened.subject_id, kind=Paper(opened.kind))
        return _html(shown, request.match_info["token"])

    async def _file(self, _request: web.Request, opened: Opened) -> web.Response:
        async with self.work.read(opened.reader) as db:
            shown = await _SHOWN[opened.kind](db, opened.subject_id)
        assert opened.reader.company_id is not None, "a link of a company"
        name, content = await self.files.pdf(opened.kind, opened.reader.company_id, shown.printed)
        headers = {**_HEADERS, "Content-Disposition": "; ".join(("inline", f"filename*=UTF-8''{quoted(name)}"))}
        return web.Response(body=content, content_type="application/pdf", headers=headers)


async def _quote(db: Reader, quote_id: int) -> Shown:
    quote = await quotes.read_received(db, quote_id)
    return Shown(
        str(quote.seller.get("name") or ""),
        _("Devis {number}").format(number=quote_name(quote)),
        str(quote.buyer.get("name") or ""),
        quote.id,
        _(HAPPENED[quote.state]) if quote.state in HAPPENED else "",
        [_offered(line) for line in quote.lines],
        sums_of(quote),
        [validity_words(quote)],
    )


async def _order(db: Reader, order_id: int) -> Shown:
    order = await orders.read_received(db, order_id)
    return Shown(
        str(order.seller.get("name") or ""),
        order_name(order),
        str(order.buyer.get("name") or ""),
        order.id,
        _(CUSTOMER_STATES[order.state]),
        [ordered_line(line) for line in order.lines],
        sums_of(order),
    )


async def _invoice(db: Reader, invoice_id: int) -> Shown:
    invoice = await account.own_invoice(db, invoice_id)
    stand = await invoices.stand_of(db, invoice)
    left = invoices.left_of(invoice, stand.settled)
    owed = invoice.kind is not InvoiceKind.CREDIT and left > 0
    about = due_words(invoice, stand.settled, db.today)
    return Shown(
        str(invoice.seller.get("name") or ""),
        invoice_name(invoice),
        str(invoice.buyer.get("name") or ""),
        invoice.id,
        stand_words(invoice, stand)[0],
        sums=(
            (_("Total HT"), money(invoice.net), False),
            (_("TVA"), money(invoice.tax), False),
            (_("Total TTC"), money(invoice.gross), not owed),
            *(((_("Reste à payer"), money(left), True),) if owed else ()),
        ),
        notes=[about] if about else [],
    )


def _offered(line: QuoteLine) -> PaperLine:
    """An option that was not chosen is no part of the total, and says so."""
    if line.kind is not LineKind.ITEM:
        return PaperLine(line.label, line.detail, section=line.kind is LineKind.SECTION)
    option = _("option") if line.optional and not line.chosen else ""
    detail = " · ".join(filter(None, (f"{count(line.quantity)} × {each(line)}", option)))
    return PaperLine(line.label, detail, money(line_total(line.priced())))


_SHOWN: Final[Mapping[str, Callable[[Reader, int], Awaitable[Shown]]]] = {
    "quote": _quote,
    "order": _order,
    "invoice": _invoice,
}


def _html(shown: Shown, token: str) -> web.Response:
    rows = [_row(line.label, line.detail, line.amount, "section" if line.section else "") for line in shown.lines]
    rows += [_row(label, "", amount, "strong" if strong else "") for label, amount, strong in shown.sums]
    parts = [f'<p class="state">{escape(shown.state)}</p>'] if shown.state else []
    parts += ["<table>", *rows, "</table>"]
    parts += [f"<p>{escape(note)}</p>" for note in shown.notes if note]
    parts.append(f'<p><a class="file" href="{token}/pdf">{escape(_("📄 Voir et télécharger le PDF"))}</a></p>')
    return _filled(HTTPStatus.OK, shown.company, shown.title, shown.customer, "\n".join(parts))


def _row(label: str, detail: str, amount: str, kind: str) -> str:
    more = f"<small>{escape(detail)}</small>" if detail else ""
    return f'<tr class="{kind}"><td>{escape(label)}{more}</td><td class="amount">{escape(amount)}</td></tr>'


def _sorry(status: HTTPStatus) -> web.Response:
    said = {
        HTTPStatus.NOT_FOUND: _("Ce lien ne montre plus rien : demandez-en un nouveau à qui vous l'a envoyé."),
        HTTPStatus.SERVICE_UNAVAILABLE: _("Ce document n'est pas prêt : réessayez dans un instant."),
    }
    return _filled(status, "", "Carnet", "", f"<p>{escape(said[status])}</p>")


def _filled(status: HTTPStatus, company: str, title: str, customer: str, body: str) -> web.Response:
    words = {"company": escape(company), "title": escape(title), "customer": escape(customer)}
    text = _template().substitute(words, body=body, language=spoken())
    return web.Response(status=status, text=text, content_type="text/html", headers=_HEADERS)


@cache
def _template() -> Template:
    return Template(_PAGE.read_text(encoding="utf-8"))
