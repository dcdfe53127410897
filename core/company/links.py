"""Links for people outside: a secret in an address, good for the first person who opens it."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, select

from core.company.errors import LinkForCustomer, LinkUnknown, LinkUsed
from core.company.events import LinkOpened, LinkShared
from core.company.models import AccessLink, Company, LinkPurpose, Member
from core.company.seats import seat
from core.db.engine import scope
from core.db.scope import ALL_COMPANIES
from core.kernel.errors import NotAllowed
from core.permissions import Permission, Role, requires
from core.uow import UnitOfWork

GOOD_FOR: Final = 60  # days


async def share(
    uow: UnitOfWork, *, purpose: LinkPurpose, subject_id: int, customer_id: int, days: int = GOOD_FOR
) -> str:
    """The secret of a new link, 32 characters of A-Z a-z 0-9 _ -; only its hash is kept. Good for `days` days.

    For the use case that gives a document to its customer, which has checked that the actor may.
    """
    token = secrets.token_urlsafe(24)
    await keep(uow, token, purpose=purpose, subject_id=subject_id, customer_id=customer_id, days=days)
    return token


async def keep(
    uow: UnitOfWork, token: str, *, purpose: LinkPurpose, subject_id: int, customer_id: int, days: int
) -> None:
    """The same for a secret that is known already."""
    link = AccessLink(
        token_hash=_hashed(token),
        purpose=purpose,
        subject_id=subject_id,
        customer_id=customer_id,
        created_by=uow.actor.person_id,
        created_at=uow.now,
        expires_at=uow.now + timedelta(days=days),
    )
    uow.session.add(link)
    await uow.session.flush()
    uow.record(LinkShared(link.id, purpose, subject_id, customer_id, link.expires_at))


@requires(Permission.LINK_OPEN)
async def open_link(uow: UnitOfWork, token: str) -> AccessLink:
    """What a link opens, whatever the company. The first person who opens it becomes a person of that customer.

    The same person may open it again, even when it is out of date. From here on the unit of work is in the link's
    company and acts for its customer. Raises LinkUnknown, LinkForCustomer (nothing is used up), LinkUsed.
    """
    if uow.actor.person_id is None:
        raise NotAllowed(Permission.LINK_OPEN)
    link, company, member = await look_up(uow, token, uow.actor.person_id)
    if link.purpose is LinkPurpose.PAPER:
        raise LinkUnknown  # whoever holds a paper proves who he is, see core.treasury.proving
    _expect_welcome(link, member, uow.actor.person_id, uow.now)
    await seat(uow, company, person_id=uow.actor.person_id, role=Role.CUSTOMER, customer_id=link.customer_id)
    if link.opened_by is None:
        link.opened_by, link.opened_at = uow.actor.person_id, uow.now
        uow.record(LinkOpened(link.id, link.purpose, link.subject_id, link.customer_id))
    return link


async def look_up(uow: UnitOfWork, token: str, person_id: int) -> tuple[AccessLink, Company, Member | None]:
    """The link of any company, locked, with what the person already is in that company. Raises LinkUnknown."""
    here = and_(Member.company_id == AccessLink.company_id, Member.person_id == person_id)
    statement = (
        select(AccessLink, Company, Member)
        .join(Company, Company.id == AccessLink.company_id)
        .outerjoin(Member, here)
        .where(AccessLink.token_hash == _hashed(token))
        .with_for_update(of=AccessLink)
        .execution_options(**{ALL_COMPANIES: True})
    )
    await uow.session.flush()
    await scope(uow.session, None)  # row-level security too has to let it be found
    row = (await uow.session.execute(statement)).one_or_none()
    await scope(uow.session, uow.actor.company_id)
    if row is None:
        raise LinkUnknown
    link, company, member = row
    return link, company, member


def _expect_welcome(link: AccessLink, member: Member | None, person_id: int, now: datetime) -> None:
    if link.opened_by != person_id and link.expires_at <= now:
        raise LinkUnknown
    if member and not member.active and (member.ended_at is None or link.created_at <= member.ended_at):
        raise LinkUnknown  # whoever was shown out, or left, does not come back by an old link
    if member and member.active and member.role is not Role.CUSTOMER:
        raise LinkForCustomer(link.customer_id, link.purpose, link.subject_id)
    if link.opened_by not in (None, person_id):
        raise LinkUsed(link.company_id, link.created_by, link.customer_id, link.purpose, link.subject_id)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
