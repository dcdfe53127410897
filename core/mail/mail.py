"""Writing e-mails down in the transaction of their fact; asking for one again; where one stands.

`send` is for the use case that gives something to somebody, which has checked that the actor may.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from core.db.scope import ALL_COMPANIES
from core.db.upsert import inserting
from core.kernel.errors import NotFound
from core.mail import rules
from core.mail.errors import MailNotSetUp, MailUnderWay
from core.mail.models import Email, EmailState, WebLink
from core.parties import visibility
from core.parties.models import Customer
from core.permissions import Permission, requires
from core.uow import Reader, UnitOfWork

MAILED: Final = "mailed"  # in a session's info: this transaction has something to send
_MAY_SEND: Final[Mapping[str, Permission]] = {
    "quote": Permission.QUOTES_WRITE,
    "order": Permission.ORDERS_WRITE,
    "invoice": Permission.INVOICES_WRITE,
    "dunning_letter": Permission.DUNNING_WRITE,
}
_AGAIN: Final = (EmailState.REFUSED, EmailState.DOUBTFUL)
_host = ""  # of the address that this program sends from; "": it has no server


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of a document by e-mail: the last one, and how many links still open it."""

    last: Email | None
    links: int


def connect(sender: str) -> None:
    """Say from which address this program sends; "" for none. Called once, at its start."""
    global _host  # noqa: PLW0603 - a fact of the process, like its environment
    _host = sender.rpartition("@")[2]


def connected() -> bool:
    """Whether this program sends e-mail at all."""
    return bool(_host)


async def send(
    uow: UnitOfWork,
    *,
    key: str,
    to: str,
    subject: str,
    text: str,
    person_id: int | None,
    customer_id: int | None = None,
    about: str = "",
    attachments: Iterable[Mapping[str, Any]] = (),
    due_at: datetime | None = None,
    link: str = "",
    language: str = "",
) -> Email:
    """Have it sent at once, or from `due_at`; of a key that was sent before, what became of it then.

    `person_id` hears when it reaches nobody. Without a language, the customer's. Raises MailNotSetUp, Invalid(email).
    """
    if not connected():
        raise MailNotSetUp
    insert = inserting(
        uow.session,
        Email,
        company_id=uow.session.info["company_id"],
        key=key,
        to_address=rules.address(to),
        subject=rules.one_line(subject),
        text=rules.body(text),
        language=language or await _language_of(uow, customer_id),
        customer_id=customer_id,
        about=about,
        attachments=[dict(one) for one in attachments],
        link=link,
        state=EmailState.WAITING,
        message_id=rules.message_id(uow.session.info["company_id"], key, uow.now, _host),
        told_person_id=person_id,
        created_at=uow.now,
        due_at=due_at or uow.now,
        claimed_at=None,
        sent_at=None,
        refused="",
        attempts=0,
        asked=1,
    )
    await uow.session.execute(insert.on_conflict_do_nothing(), execution_options={ALL_COMPANIES: True})
    uow.session.info[MAILED] = True
    return (await uow.session.scalars(select(Email).where(Email.key == key))).one()


@requires(Permission.CUSTOMERS_READ)
async def again(uow: UnitOfWork, email_id: int, *, to: str = "", asked: int | None = None) -> Email:
    """One that was refused, or of which nobody knows whether it left, is sent once more, to another address if one is
    given; under the same Message-ID, so that who has it already sees one.

    `asked` is how often it was asked for when its failure was shown: each failure is answered once. For whoever may
    send what it is about. Raises MailUnderWay, MailNotSetUp, Invalid(email), NotFound.
    """
    if not connected():
        raise MailNotSetUp
    email = await _theirs(uow, email_id, locked=True)
    if email.state not in _AGAIN or asked not in (None, email.asked):
        raise MailUnderWay(email.to_address)
    email.to_address = rules.address(to) if to else email.to_address
    email.state, email.due_at, email.told_person_id = EmailState.WAITING, uow.now, uow.actor.person_id
    email.claimed_at, email.refused, email.attempts, email.asked = None, "", 0, email.asked + 1
    uow.session.info[MAILED] = True
    return email


@requires(Permission.CUSTOMERS_READ)
async def read(db: Reader, email_id: int) -> Email:
    """For whoever may send what it is about. Raises NotFound."""
    return await _theirs(db, email_id)


async def trace(db: Reader, kind: str, subject_id: int) -> Trace:
    """Of a document that was read."""
    mine = select(Email).where(Email.about == f"{kind}:{subject_id}").order_by(Email.id.desc()).limit(1)
    links = select(func.count()).where(
        WebLink.kind == kind,
        WebLink.subject_id == subject_id,
        WebLink.revoked_at.is_(None),
        WebLink.expires_at > db.now,
    )
    return Trace(await db.session.scalar(mine), await db.session.scalar(links) or 0)


def permission_for(about: str) -> Permission:
    """What one needs to send what this names; raises NotFound for what nobody sends by hand."""
    kind = about.partition(":")[0]
    if kind not in _MAY_SEND:
        raise NotFound("email", about)
    return _MAY_SEND[kind]


async def _theirs(db: Reader, email_id: int, *, locked: bool = False) -> Email:
    query = select(Email).where(Email.id == email_id)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    email: Email | None = await db.session.scalar(query)
    if email is None:
        raise NotFound("email", email_id)
    db.actor.expect(permission_for(email.about))
    if email.customer_id is not None:
        await visibility.load(db, email.customer_id)
    return email


async def _language_of(uow: UnitOfWork, customer_id: int | None) -> str:
    asked = select(Customer.language).where(Customer.id == customer_id)
    return (await uow.session.scalar(asked) if customer_id is not None else None) or "fr"
