"""Invitations: a secret in an address or a QR picture, which gives its role to the first person who opens it."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, select

from core.company.errors import InvitationForOthers, InvitationOver, Over
from core.company.events import InvitationMade, InvitationRevoked, InvitationUsed
from core.company.models import Company, Invitation, Member
from core.company.seats import expect_own, seat
from core.db.engine import scope
from core.db.scope import ALL_COMPANIES
from core.kernel.errors import NotAllowed, NotFound
from core.kernel.typed import line
from core.permissions import OUTSIDE, Permission, Role, requires
from core.uow import Reader, UnitOfWork

GOOD_FOR: Final = 7  # days


@requires(Permission.MEMBERS_WRITE)
async def invite(uow: UnitOfWork, *, role: Role, name: str = "") -> tuple[Invitation, str]:
    """An invitation and its secret, 32 characters of A-Z a-z 0-9 _ -; only its hash is kept. Good for GOOD_FOR days.

    `name` says whom it is meant for. Raises RoleWrong, RightNotOwn, Invalid.
    """
    expect_own(uow.actor, role)
    token = secrets.token_urlsafe(24)
    invitation = Invitation(
        token_hash=_hashed(token),
        role=role,
        name=line("name", name, longest=200),
        created_by=uow.actor.person_id,
        created_at=uow.now,
        expires_at=uow.now + timedelta(days=GOOD_FOR),
    )
    uow.session.add(invitation)
    await uow.session.flush()
    uow.record(InvitationMade(invitation.id, role, invitation.name, invitation.expires_at))
    return invitation, token


@requires(Permission.LINK_OPEN)
async def open_invitation(uow: UnitOfWork, token: str) -> Invitation:
    """Take the seat that an invitation gives, whatever the company; the unit of work is then in that company.

    Whoever has taken it may open it again, and nothing happens. Raises InvitationOver; InvitationForOthers for somebody
    who is of the company already (nothing is used up).
    """
    if uow.actor.person_id is None:
        raise NotAllowed(Permission.LINK_OPEN)
    invitation, company, member = await _look_up(uow, token, uow.actor.person_id)
    here = member if member is not None and member.active else None
    if here is not None and invitation.used_by == here.person_id:
        await seat(uow, company, person_id=here.person_id, role=here.role, customer_id=here.customer_id)
        return invitation
    _expect_open(invitation, member, uow.now)
    if here is not None and here.role not in OUTSIDE:
        raise InvitationForOthers
    await seat(uow, company, person_id=uow.actor.person_id, role=invitation.role)
    invitation.used_by, invitation.used_at = uow.actor.person_id, uow.now
    uow.record(InvitationUsed(invitation.id, person_id=uow.actor.person_id))
    return invitation


@requires(Permission.MEMBERS_WRITE)
async def waiting(db: Reader) -> Sequence[Invitation]:
    """The invitations that may still be opened, newest first."""
    opened = select(Invitation).where(
        Invitation.used_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > db.now
    )
    return (await db.session.scalars(opened.order_by(Invitation.id.desc()))).all()


@requires(Permission.MEMBERS_WRITE)
async def revoke(uow: UnitOfWork, invitation_id: int) -> Invitation:
    """Nobody comes in by it any more. One that was used stays used. Raises NotFound."""
    invitation = await uow.session.scalar(select(Invitation).where(Invitation.id == invitation_id).with_for_update())
    if invitation is None:
        raise NotFound("invitation", invitation_id)
    if invitation.used_at is None and invitation.revoked_at is None:
        invitation.revoked_at = uow.now
        uow.record(InvitationRevoked(invitation.id))
    return invitation


async def _look_up(uow: UnitOfWork, token: str, person_id: int) -> tuple[Invitation, Company, Member | None]:
    """The invitation of any company, locked, with what the person already is in that company."""
    here = and_(Member.company_id == Invitation.company_id, Member.person_id == person_id)
    statement = (
        select(Invitation, Company, Member)
        .join(Company, Company.id == Invitation.company_id)
        .outerjoin(Member, here)
        .where(Invitation.token_hash == _hashed(token))
        .with_for_update(of=Invitation)
        .execution_options(**{ALL_COMPANIES: True})
    )
    await uow.session.flush()
    await scope(uow.session, None)  # row-level security too has to let it be found
    row = (await uow.session.execute(statement)).one_or_none()
    await scope(uow.session, uow.actor.company_id)
    if row is None:
        raise InvitationOver(Over.UNKNOWN)
    invitation, company, member = row
    return invitation, company, member


def _expect_open(invitation: Invitation, member: Member | None, now: datetime) -> None:
    reason = _why_over(invitation, member, now)
    if reason is not None:
        raise InvitationOver(reason, invitation.company_id, invitation.created_by, invitation.id)


def _why_over(invitation: Invitation, member: Member | None, now: datetime) -> Over | None:
    if invitation.used_at is not None:
        return Over.USED
    if invitation.revoked_at is not None or _older_than_the_end(invitation, member):
        return Over.REVOKED
    return Over.EXPIRED if invitation.expires_at <= now else None


def _older_than_the_end(invitation: Invitation, member: Member | None) -> bool:
    """Whoever was shown out does not come back by an invitation of before."""
    ended_at = None if member is None or member.active else member.ended_at
    return ended_at is not None and invitation.created_at <= ended_at


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
