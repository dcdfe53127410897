"""Quotes and orders go to their customers by e-mail, or by an address that any browser opens."""

from typing import Protocol

from core.company import companies
from core.mail import links, mail
from core.mail.errors import MailNotSetUp
from core.mail.models import Email
from core.permissions import Permission, requires
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote
from core.sales.orders import engaging
from core.sales.papers.mails import order_mail, quote_mail
from core.sales.quotes import issuing
from core.sales.quotes.reads import load
from core.uow import UnitOfWork


class Mailable(Protocol):
    """A document that goes to a customer."""

    @property
    def id(self) -> int: ...
    @property
    def customer_id(self) -> int: ...


@requires(Permission.QUOTES_WRITE)
async def mail_quote(uow: UnitOfWork, quote_id: int, *, to: str, after: int = 0) -> Email:
    """Give the quote to its customer and send it to this address, with its PDF and a link.

    `after` is the last e-mail of it that whoever asks knows of, 0 for none: asked twice for the same, it is sent once.
    Raises MailNotSetUp, Invalid(email), NotFound, QuoteExpired, IllegalTransition.
    """
    expect_server()
    quote = await _given_quote(uow, quote_id)
    subject, text = quote_mail(quote, await companies.read(uow), uow.actor.name)
    return await send_document(
        uow, "quote", quote, to=to, after=after, subject=subject, text=text, language=quote.language
    )


@requires(Permission.ORDERS_WRITE)
async def mail_order(uow: UnitOfWork, order_id: int, *, to: str, after: int = 0) -> Email:
    """The same of an order."""
    expect_server()
    order, _token = await engaging.send(uow, order_id)
    subject, text = order_mail(order, await companies.read(uow), uow.actor.name)
    return await send_document(
        uow, "order", order, to=to, after=after, subject=subject, text=text, language=order.language
    )


@requires(Permission.QUOTES_WRITE)
async def link_quote(uow: UnitOfWork, quote_id: int) -> str:
    """Give the quote to its customer: the secret of an address that shows it. Raises as `mail_quote` does."""
    quote = await _given_quote(uow, quote_id)
    return await links.mint(uow, kind="quote", subject_id=quote.id, customer_id=quote.customer_id)


@requires(Permission.ORDERS_WRITE)
async def link_order(uow: UnitOfWork, order_id: int) -> str:
    """The same of an order."""
    order, _token = await engaging.send(uow, order_id)
    return await links.mint(uow, kind="order", subject_id=order.id, customer_id=order.customer_id)


async def send_document(
    uow: UnitOfWork, kind: str, document: Mailable, *, to: str, after: int, subject: str, text: str, language: str
) -> Email:
    """One e-mail with the document's PDF and its link; whoever sends it hears when it reaches nobody."""
    about = f"{kind}:{document.id}"
    return await mail.send(
        uow,
        key=f"{about}:after:{after}",
        to=to,
        subject=subject,
        text=text,
        person_id=uow.actor.person_id,
        customer_id=document.customer_id,
        about=about,
        attachments=[{"document": kind, "id": document.id}],
        link=about,
        language=language,
    )


def expect_server() -> None:
    """Raise MailNotSetUp when this program has no server: nothing is given to anybody then."""
    if not mail.connected():
        raise MailNotSetUp


async def _given_quote(uow: UnitOfWork, quote_id: int) -> Quote:
    """What he has accepted is his already."""
    quote = await load(uow, quote_id, locked=True)
    if quote.state is QuoteState.ACCEPTED:
        return quote
    return (await issuing.send(uow, quote_id))[0]
