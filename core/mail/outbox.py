"""What the mailer does with rows: those that are due, and what became of each.

Internal to whoever speaks to the server. A row is HANDED in a transaction of its own just before its content goes to
the server: nothing before that moment has reached anybody, and nothing after it is ever repeated by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.company.models import Company
from core.db.scope import ALL_COMPANIES
from core.mail import rules
from core.mail.events import FAILED
from core.mail.events import MAILED as MAILED_FACTS
from core.mail.models import Email, EmailState
from core.notices.notices import tell
from core.permissions import SYSTEM, Actor
from core.uow import UnitOfWork

_LONGEST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class DueEmail:
    """An e-mail whose moment has come, and who acts for its company."""

    id: int
    actor: Actor


async def due(session: AsyncSession, now: datetime, limit: int = 50) -> Sequence[DueEmail]:
    """Those of all companies, oldest first."""
    return await _left(session, EmailState.WAITING, now, limit)


async def handed(session: AsyncSession, now: datetime) -> Sequence[DueEmail]:
    """Those that somebody was handing to the server."""
    return await _left(session, EmailState.HANDED, now, 10_000)


async def next_moment(session: AsyncSession) -> datetime | None:
    """When the next e-mail of any company is due."""
    found: datetime | None = await session.scalar(
        select(Email.due_at).where(Email.state == EmailState.WAITING).order_by(Email.due_at).limit(1),
        execution_options={ALL_COMPANIES: True},
    )
    return found


async def hand(uow: UnitOfWork, email_id: int, seen: Email) -> Email | None:
    """From here on it may have left. None when it was sent elsewhere meanwhile, or is no longer what was `seen`."""
    changed = await uow.session.execute(
        update(Email)
        .where(Email.id == email_id, Email.state == EmailState.WAITING, Email.asked == seen.asked)
        .values(state=EmailState.HANDED, claimed_at=uow.now)
        .execution_options(synchronize_session=False)
    )
    if not getattr(changed, "rowcount", 0):
        return None
    return (await uow.session.scalars(select(Email).where(Email.id == email_id))).one()


async def sent(uow: UnitOfWork, email_id: int) -> None:
    """The server has taken it; also one that was doubtful meanwhile."""
    email = await _locked(uow, email_id)
    if email is None or email.state not in (EmailState.HANDED, EmailState.DOUBTFUL):
        return
    email.state, email.sent_at, email.refused = EmailState.SENT, uow.now, ""
    kind, subject_id = _about(email)
    if kind in MAILED_FACTS:
        uow.record(MAILED_FACTS[kind](subject_id, to=email.to_address))


async def put_off(uow: UnitOfWork, email_id: int, reason: str) -> None:
    """The server cannot take it now: it is tried again, later each time, and given up after a day and a half."""
    email = await _locked(uow, email_id)
    if email is None or email.state not in (EmailState.WAITING, EmailState.HANDED):
        return
    email.attempts += 1
    if email.attempts >= rules.MOST_TRIES:
        await _fail(uow, email, EmailState.REFUSED, reason)
        return
    email.state, email.claimed_at, email.refused = EmailState.WAITING, None, reason[:_LONGEST_REASON]
    email.due_at = uow.now + rules.pause(email.attempts - 1)


async def withdraw(uow: UnitOfWork, email_id: int) -> None:
    """It says what is true no more, and has not left: it never does."""
    email = await _locked(uow, email_id)
    if email is not None and email.state is EmailState.WAITING:
        email.state = EmailState.WITHDRAWN


async def refuse(uow: UnitOfWork, email_id: int, reason: str) -> None:
    """The server will never take it: whoever sent it is told why."""
    email = await _locked(uow, email_id)
    if email is not None and email.state in (EmailState.WAITING, EmailState.HANDED):
        await _fail(uow, email, EmailState.REFUSED, reason)


async def doubt(uow: UnitOfWork, email_id: int) -> None:
    """It was handed over, and no answer came: it is not repeated, and whoever sent it decides."""
    email = await _locked(uow, email_id)
    if email is not None and email.state is EmailState.HANDED:
        await _fail(uow, email, EmailState.DOUBTFUL, "")


async def stumble(uow: UnitOfWork, email_id: int) -> None:
    """A fault of ours: tried again later if nothing has left, doubtful otherwise."""
    email = await _locked(uow, email_id)
    if email is not None and email.state is EmailState.HANDED:
        await _fail(uow, email, EmailState.DOUBTFUL, "")
    else:
        await put_off(uow, email_id, "fault")


async def _fail(uow: UnitOfWork, email: Email, state: EmailState, reason: str) -> None:
    email.state, email.refused = state, " ".join(reason.split())[:_LONGEST_REASON]
    kind, subject_id = _about(email)
    if kind in FAILED:
        uow.record(FAILED[kind](subject_id, to=email.to_address, reason=email.refused))
    if email.told_person_id is None:
        return
    facts = {"email_id": email.id, "to": email.to_address, "reason": email.refused, "subject": email.subject}
    key, person_id = f"email:{email.id}:{email.asked}:{state}", email.told_person_id
    if state is EmailState.DOUBTFUL:
        await tell(uow, person_id=person_id, key=key, kind="mail_doubtful", facts={**facts, "about": email.about})
    else:
        await tell(uow, person_id=person_id, key=key, kind="mail_refused", facts={**facts, "about": email.about})


def _about(email: Email) -> tuple[str, int]:
    kind, _colon, number = email.about.partition(":")
    return kind, int(number) if number.isdecimal() else 0


async def _locked(uow: UnitOfWork, email_id: int) -> Email | None:
    query = select(Email).where(Email.id == email_id).with_for_update().execution_options(populate_existing=True)
    email: Email | None = await uow.session.scalar(query)
    return email


async def _left(session: AsyncSession, state: EmailState, now: datetime, limit: int) -> Sequence[DueEmail]:
    rows = await session.execute(
        select(Email.id, Email.company_id, Company.zone)
        .join(Company, Company.id == Email.company_id)
        .where(Email.state == state, Email.due_at <= now)
        .order_by(Email.due_at, Email.id)
        .limit(limit),
        execution_options={ALL_COMPANIES: True},
    )
    return [DueEmail(row.id, replace(SYSTEM, company_id=row.company_id, zone=row.zone)) for row in rows]
