"""Asking to be let in: somebody unknown knocks, an owner answers. Whoever knocks learns nothing of who lives here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func, or_, select

from core.company.companies import read
from core.company.errors import AccessDone
from core.company.events import AccessAnswered, AccessAsked
from core.company.models import AccessRequest, Company, Member
from core.company.seats import enter, expect_own, seat
from core.db.engine import scope
from core.db.scope import ALL_COMPANIES
from core.kernel.errors import NotAllowed, NotFound
from core.kernel.identifiers import siren as checked_siren
from core.permissions import OUTSIDE, Permission, Role, requires
from core.uow import Reader, UnitOfWork

MOST_A_DAY: Final = 5  # requests of one person, whatever the companies
AGAIN_AFTER: Final = timedelta(days=1)  # since a refusal


@dataclass(frozen=True, slots=True)
class Knock:
    """A request that was heard, and whom to tell: persons who lead the company."""

    request_id: int
    owners: tuple[int, ...]


@requires(Permission.ACCESS_ASK)
async def single_company(db: Reader) -> bool:
    """Whether exactly one real company lives here, so that nobody need say which one they mean."""
    return len((await db.session.scalars(_REAL.limit(2))).all()) == 1


@requires(Permission.ACCESS_ASK)
async def ask(uow: UnitOfWork, *, siren: str = "") -> Knock | None:
    """Ask the company with this SIREN, or the only one there is, to let the actor in.

    None when nobody is told: no such company, one of its people already, asked before. Say the same in each case.
    Raises SirenWrong.
    """
    person_id, name = uow.actor.person_id, uow.actor.name
    if person_id is None:
        raise NotAllowed(Permission.ACCESS_ASK)
    company = await _meant(uow, checked_siren(siren))
    if company is None or await asked_today(uow, person_id) >= MOST_A_DAY:
        return None
    await enter(uow, company)
    if await _known_here(uow, person_id):
        return None
    request = AccessRequest(person_id=person_id, name=name[:200], created_at=uow.now)
    uow.session.add(request)
    await uow.session.flush()
    uow.record(AccessAsked(request.id, name=request.name))
    owners = select(Member.person_id).where(Member.role == Role.OWNER, Member.active.is_(True)).order_by(Member.id)
    return Knock(request.id, tuple(await uow.session.scalars(owners)))


@requires(Permission.MEMBERS_WRITE)
async def waiting(db: Reader) -> Sequence[AccessRequest]:
    """The requests without an answer, oldest first."""
    unanswered = _OF_THE_TEAM.where(AccessRequest.answered_at.is_(None)).order_by(AccessRequest.id)
    return (await db.session.scalars(unanswered)).all()


@requires(Permission.MEMBERS_WRITE)
async def read_request(db: Reader, request_id: int) -> AccessRequest:
    """One request, answered or not. Raises NotFound."""
    request: AccessRequest | None = await db.session.scalar(_OF_THE_TEAM.where(AccessRequest.id == request_id))
    if request is None:
        raise NotFound("access", request_id)
    return request


@requires(Permission.MEMBERS_WRITE)
async def answer(uow: UnitOfWork, request_id: int, *, role: Role | None) -> AccessRequest:
    """Let somebody in with a role, or refuse with None. Raises NotFound, AccessDone, RoleWrong, RightNotOwn."""
    locked = _OF_THE_TEAM.where(AccessRequest.id == request_id).with_for_update()
    request: AccessRequest | None = await uow.session.scalar(locked)
    if request is None:
        raise NotFound("access", request_id)
    if request.answered_at is not None:
        raise AccessDone
    if role is not None:
        expect_own(uow.actor, role)
        if not await _colleague(uow, request.person_id):  # who came in by an invitation meanwhile keeps that role
            await seat(uow, await read(uow), person_id=request.person_id, role=role)
    request.answered_at, request.answered_by, request.accepted = uow.now, uow.actor.person_id, role is not None
    uow.record(AccessAnswered(request.id, role=role or ""))
    return request


async def asked_today(uow: UnitOfWork, person_id: int) -> int:
    """How often a person has asked to be let in since yesterday, whatever the companies."""
    recent = AccessRequest.person_id == person_id, AccessRequest.created_at > uow.now - timedelta(days=1)
    await uow.session.flush()
    await scope(uow.session, None)
    count = await uow.session.scalar(
        select(func.count()).select_from(AccessRequest).where(*recent), execution_options={ALL_COMPANIES: True}
    )
    await scope(uow.session, uow.actor.company_id)
    return count or 0


_OF_THE_TEAM: Final = select(AccessRequest).where(AccessRequest.customer_id.is_(None))
_REAL: Final = select(Company).where(Company.demo.is_(False)).order_by(Company.id)


async def _meant(uow: UnitOfWork, siren: str) -> Company | None:
    real = (await uow.session.scalars(_REAL.limit(2))).all()
    if len(real) == 1:
        return real[0]
    if not siren:
        return None
    company: Company | None = await uow.session.scalar(_REAL.where(Company.siren == siren).limit(1))
    return company


async def _known_here(uow: UnitOfWork, person_id: int) -> bool:
    """Of the company already, waiting for an answer, or refused a short while ago."""
    seated = select(Member.id).where(Member.person_id == person_id, Member.active.is_(True))
    asked = select(AccessRequest.id).where(
        AccessRequest.person_id == person_id,
        AccessRequest.customer_id.is_(None),
        or_(AccessRequest.answered_at.is_(None), AccessRequest.answered_at > uow.now - AGAIN_AFTER),
        AccessRequest.accepted.is_(False),
    )
    return any([await uow.session.scalar(found.limit(1)) for found in (seated, asked)])


async def _colleague(uow: UnitOfWork, person_id: int) -> bool:
    here = Member.person_id == person_id, Member.active.is_(True), Member.role.not_in(OUTSIDE)
    return await uow.session.scalar(select(Member.id).where(*here)) is not None
