"""The documents that go by e-mail: how each is read, called, sent, and shown again."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.invoices.showing import show_invoice
from bot.invoices.words import invoice_name
from bot.orders.showing import show_order
from bot.orders.words import order_name
from bot.outgoing.say import Say
from bot.sales.showing import show_quote
from bot.sales.words import quote_name
from bot.talk.visit import Visit
from core.i18n import _
from core.invoicing import mailing as invoice_mailing
from core.invoicing import reads as invoices
from core.kernel.errors import NotFound
from core.mail.models import Email
from core.parties.models import Customer
from core.permissions import Permission
from core.sales import mailing as sales_mailing
from core.sales import orders, quotes
from core.uow import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class Document:
    """One of them, read by whoever may send it. `name` is how people call it."""

    kind: str
    id: int
    name: str
    customer: Customer
    send: tuple[str, int]  # the button that gives it in the messenger, and the version it is about


@dataclass(frozen=True, slots=True)
class _Kind:
    permission: Permission
    read: Callable[[Reader, int], Awaitable[Document]]
    mail: Callable[..., Awaitable[Email]]
    link: Callable[[UnitOfWork, int], Awaitable[str]]
    show: Callable[[UnitOfWork, Visit, int, bool], Awaitable[Sequence[Say]]]


async def read(db: Reader, kind: str, subject_id: int) -> Document:
    """Raises NotFound, NotAllowed."""
    known = _known(kind)
    db.actor.expect(known.permission)
    return await known.read(db, subject_id)


async def send(uow: UnitOfWork, document: Document, *, to: str, after: int) -> Email:
    return await _known(document.kind).mail(uow, document.id, to=to, after=after)


async def link(uow: UnitOfWork, document: Document) -> str:
    """The secret of an address that shows it."""
    return await _known(document.kind).link(uow, document.id)


async def show(uow: UnitOfWork, visit: Visit, kind: str, subject_id: int, *, fresh: bool = False) -> Sequence[Say]:
    """Its card, which the next words are about."""
    return await _known(kind).show(uow, visit, subject_id, fresh)


def _known(kind: str) -> _Kind:
    if kind not in _KINDS:
        raise NotFound("document", kind)
    return _KINDS[kind]


async def _quote(db: Reader, quote_id: int) -> Document:
    quote = await quotes.read(db, quote_id)
    name = _("Devis {number}").format(number=quote_name(quote))
    return Document("quote", quote.id, name, quote.customer, ("quote-send", quote.version))


async def _order(db: Reader, order_id: int) -> Document:
    order = await orders.read(db, order_id)
    return Document("order", order.id, order_name(order), order.customer, ("order-send", order.version))


async def _invoice(db: Reader, invoice_id: int) -> Document:
    invoice = await invoices.read(db, invoice_id)
    return Document("invoice", invoice.id, invoice_name(invoice), invoice.customer, ("invoice-send", invoice.version))


async def _show_quote(uow: UnitOfWork, visit: Visit, quote_id: int, fresh: bool) -> Sequence[Say]:
    return await show_quote(uow, visit, await quotes.read(uow, quote_id), fresh=fresh)


async def _show_order(uow: UnitOfWork, visit: Visit, order_id: int, fresh: bool) -> Sequence[Say]:
    return await show_order(uow, visit, await orders.read(uow, order_id), fresh=fresh)


async def _show_invoice(uow: UnitOfWork, visit: Visit, invoice_id: int, fresh: bool) -> Sequence[Say]:
    return await show_invoice(uow, visit, invoice_id, fresh=fresh)


_KINDS: Final[Mapping[str, _Kind]] = {
    "quote": _Kind(Permission.QUOTES_WRITE, _quote, sales_mailing.mail_quote, sales_mailing.link_quote, _show_quote),
    "order": _Kind(Permission.ORDERS_WRITE, _order, sales_mailing.mail_order, sales_mailing.link_order, _show_order),
    "invoice": _Kind(
        Permission.INVOICES_WRITE, _invoice, invoice_mailing.mail_invoice, invoice_mailing.link_invoice, _show_invoice
    ),
}
