"""Addresses that show one document in any browser: made, opened, cut."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select, update

from core.company.errors import LinkUnknown
from core.company.models import Company
from core.db.engine import scope
from core.db.scope import ALL_COMPANIES
from core.kernel.errors import NotFound
from core.mail.events import CUT
from core.mail.mail import permission_for
from core.mail.models import WebLink
from core.parties import visibility
from core.parties.models import Customer
from core.permissions import Actor, Permission, Role, requires
from core.uow import UnitOfWork, Work

GOOD_FOR: Final = 60  # days
_LOGGED_EVERY: Final = timedelta(minutes=10)  # whoever loads a page again has not come back


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link shows, and who reads it: somebody of that customer, who may see what was given to him."""

    kind: str
    subject_id: int
    reader: Actor
    new: bool  # to be logged


async def mint(uow: UnitOfWork, *, kind: str, subject_id: int, customer_id: int, given_to: str = "") -> str:
    """The secret of a new link, 43 characters of A-Z a-z 0-9 _ -; only its hash is kept.

    For the use case that gives a document to its customer, and for whoever sends its e-mail.
    """
    token = secrets.token_urlsafe(32)
    uow.session.add(
        WebLink(
            token_hash=_hashed(token),
            kind=kind,
            subject_id=subject_id,
            customer_id=customer_id,
            given_to=given_to,
            created_by=uow.actor.person_id,
            created_at=uow.now,
            expires_at=uow.now + timedelta(days=GOOD_FOR),
        )
    )
    return token


async def opened(work: Work, token: str, by: str, *, looking: bool = True) -> Opened:
    """What this token shows, whatever the company; `by` says how the reader is called where it went to no address.

    `looking`: somebody reads it, and does not only ask whether it is there. Raises LinkUnknown: it never was, is out of
    date, or was cut.
    """
    async with work.database.writing() as session:
        query = (
            select(WebLink, Company.zone, Customer.language)
            .join(Company, Company.id == WebLink.company_id)
            .join(Customer, Customer.id == WebLink.customer_id)
            .where(WebLink.token_hash == _hashed(token), WebLink.revoked_at.is_(None))
        )
        now = work.clock()
        row = (await session.execute(query.execution_options(**{ALL_COMPANIES: True}))).one_or_none()
        if row is None or row[0].expires_at <= now:
            raise LinkUnknown
        link, zone, language = row
        new = looking and (link.opened_at is None or now - link.opened_at > _LOGGED_EVERY)
        if new:
            await scope(session, link.company_id)
            link.opened_at = now
        reader = Actor(
            Role.CUSTOMER,
            link.given_to or by,
            company_id=link.company_id,
            customer_id=link.customer_id,
            zone=zone,
            language=language,
            source="web",
        )
        return Opened(link.kind, link.subject_id, reader, new)


@requires(Permission.CUSTOMERS_READ)
async def cut(uow: UnitOfWork, kind: str, subject_id: int) -> int:
    """No address shows this document any more; returns how many there were. For whoever may send it.

    Raises NotFound.
    """
    uow.actor.expect(permission_for(kind))
    mine = (WebLink.kind == kind, WebLink.subject_id == subject_id, WebLink.revoked_at.is_(None))
    customer_id = await uow.session.scalar(select(WebLink.customer_id).where(*mine).limit(1))
    if customer_id is None:
        raise NotFound("web_link", subject_id)
    await visibility.load(uow, customer_id)
    ids = (await uow.session.scalars(select(WebLink.id).where(*mine))).all()
    await uow.session.execute(
        update(WebLink).where(WebLink.id.in_(ids)).values(revoked_at=uow.now),
        execution_options={"synchronize_session": False},
    )
    uow.record(CUT[kind](subject_id, count=len(ids)))
    return len(ids)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
