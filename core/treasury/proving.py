"""A customer's people come in by the code on his papers.

A paper may be in anybody's hands: whoever holds one proves by his own telephone number that he is of that customer, or
somebody who sells to him says so. Until then he learns whose paper it is, and nothing of the customer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import or_, select

from core.company import access, companies, links
from core.company.access import AGAIN_AFTER, MOST_A_DAY
from core.company.errors import AccessDone, LinkForCustomer, LinkUnknown
from core.company.events import AccessAnswered, AccessAsked, LinkOpened
from core.company.models import AccessLink, AccessRequest, Company, LinkPurpose, Member, Person
from core.company.seats import act_as, enter, seat
from core.db.engine import scope
from core.db.scope import ALL_COMPANIES
from core.invoicing.models import Invoice
from core.kernel.errors import NotAllowed, NotFound
from core.kernel.identifiers import phone as checked_phone
from core.notices.notices import tell
from core.parties import visibility
from core.parties.models import Contact, Customer
from core.permissions import OUTSIDE, Permission, Role, holds, requires
from core.treasury.errors import NumberNotOwn, TooManyTries
from core.uow import Reader, UnitOfWork


class Holder(StrEnum):
    """What somebody who holds a paper is here."""

    STRANGER = "stranger"
    CUSTOMER = "customer"  # of that very customer
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class Held:
    """A paper that was opened: whose it is. For a stranger `customer_id` is 0."""

    holder: Holder
    company: str
    customer_id: int
    language: str  # of the customer's papers


class Proof(StrEnum):
    """What a number proves."""

    KNOWN = "known"  # it is in the customer's card: whoever has it is in
    ASKED = "asked"  # it is not: those who sell to him are asked


@dataclass(frozen=True, slots=True)
class _Paper:
    link: AccessLink
    company: Company
    member: Member | None
    customer: Customer
    numbers: frozenset[str]  # where one reaches the customer and his people, in E.164

    @property
    def holder(self) -> Holder:
        here = self.member if self.member is not None and self.member.active else None
        if here is None:
            return Holder.STRANGER
        if here.role not in OUTSIDE:
            return Holder.COLLEAGUE
        return Holder.CUSTOMER if here.customer_id == self.customer.id else Holder.STRANGER


@requires(Permission.LINK_OPEN)
async def open_paper(uow: UnitOfWork, token: str) -> Held:
    """What the code on a paper leads to, whatever the company. A stranger stays where he is, and must `prove`.

    Somebody of that customer or of the company acts there from here on. Raises LinkUnknown.
    """
    paper = await _paper(uow, token)
    if paper.holder is Holder.STRANGER:
        return Held(Holder.STRANGER, paper.company.name, 0, paper.customer.language)
    assert paper.member is not None, "no stranger"
    await enter(uow, paper.company)
    act_as(uow, paper.member)
    return Held(paper.holder, paper.company.name, paper.customer.id, paper.customer.language)


@requires(Permission.LINK_OPEN)
async def prove(uow: UnitOfWork, token: str, *, phone: str, telegram_id: int) -> Proof:
    """Whoever holds the paper shares a number, of the person `telegram_id`: it must be his own.

    A number of the customer's card gives the account at once; for another one those who sell to him are asked. Raises
    LinkUnknown, NumberNotOwn, PhoneWrong, TooManyTries, LinkForCustomer for somebody of the company.
    """
    paper, person_id = await _paper(uow, token), _person(uow)
    if paper.holder is Holder.COLLEAGUE:
        raise LinkForCustomer(paper.customer.id, paper.link.purpose, paper.link.subject_id)
    await _expect_own(uow, person_id, telegram_id)
    number = checked_phone(_international(phone))
    if await access.asked_today(uow, person_id) >= MOST_A_DAY:
        raise TooManyTries
    shown_out = paper.member is not None and not paper.member.active  # he comes back only if somebody says so
    if shown_out or number not in paper.numbers:
        await enter(uow, paper.company)
        await _ask(uow, paper, person_id, number)
        return Proof.ASKED
    await _join(uow, paper, person_id)
    return Proof.KNOWN


@requires(Permission.INVOICES_WRITE)
async def read_request(db: Reader, request_id: int) -> tuple[AccessRequest, Customer]:
    """Somebody asks to see a customer's account, answered or not. Raises NotFound."""
    return await _request(db, request_id)


@requires(Permission.INVOICES_WRITE)
async def answer(uow: UnitOfWork, request_id: int, *, accepted: bool) -> tuple[AccessRequest, Customer]:
    """Let him see it or not; he is told. Raises NotFound, AccessDone."""
    request, customer = await _request(uow, request_id, locked=True)
    if request.answered_at is not None:
        raise AccessDone
    if accepted and not await _is_colleague(uow, request.person_id):
        company = await companies.read(uow)
        await seat(uow, company, person_id=request.person_id, role=Role.CUSTOMER, customer_id=customer.id)
    request.answered_at, request.answered_by, request.accepted = uow.now, uow.actor.person_id, accepted
    uow.record(AccessAnswered(request.id, role=Role.CUSTOMER if accepted else ""))
    kind = "account_given" if accepted else "account_refused"
    await tell(uow, person_id=request.person_id, key=f"access:{request.id}:answer", kind=kind, facts={})
    return request, customer


async def _join(uow: UnitOfWork, paper: _Paper, person_id: int) -> None:
    """He is of that customer from here on, and those who sell to him know it."""
    customer = paper.customer
    await seat(uow, paper.company, person_id=person_id, role=Role.CUSTOMER, customer_id=customer.id)
    uow.record(LinkOpened(paper.link.id, paper.link.purpose, paper.link.subject_id, customer.id))
    key = f"account:{customer.id}:{person_id}:{uow.now.isoformat()}"
    facts = {"by": uow.actor.name, "customer_id": customer.id}
    for teller in await _sellers(uow, paper):
        await tell(uow, person_id=teller, key=key, kind="account_proved", facts=facts)


def _person(uow: UnitOfWork) -> int:
    if uow.actor.person_id is None:
        raise NotAllowed(Permission.LINK_OPEN)
    return uow.actor.person_id


async def _paper(uow: UnitOfWork, token: str) -> _Paper:
    """The paper that bears this code, with its customer as he is now. Raises LinkUnknown."""
    link, company, member = await links.look_up(uow, token, _person(uow))
    if link.purpose is not LinkPurpose.PAPER or link.expires_at <= uow.now or _of_before(link, member):
        raise LinkUnknown
    await scope(uow.session, None)  # row-level security too has to let him be found
    his = select(Customer).where(Customer.id == link.customer_id, Customer.archived_at.is_(None))
    customer = await uow.session.scalar(his, execution_options={ALL_COMPANIES: True})
    numbers = await _numbers(uow, customer) if customer is not None else frozenset[str]()
    await scope(uow.session, uow.actor.company_id)
    if customer is None:
        raise LinkUnknown
    return _Paper(link, company, member, customer, numbers)


def _of_before(link: AccessLink, member: Member | None) -> bool:
    """Whoever was shown out does not come back by a paper of before."""
    ended_at: datetime | None = None if member is None or member.active else member.ended_at
    return ended_at is not None and link.created_at <= ended_at


async def _expect_own(uow: UnitOfWork, person_id: int, telegram_id: int) -> None:
    if await uow.session.scalar(select(Person.telegram_id).where(Person.id == person_id)) != telegram_id:
        raise NumberNotOwn


def _international(typed: str) -> str:
    """Telegram writes the country's code, often without the « + »."""
    digits = "".join(typed.split())
    return f"+{digits}" if digits.isdigit() and not digits.startswith("0") else digits


async def _numbers(uow: UnitOfWork, customer: Customer) -> frozenset[str]:
    theirs = select(Contact.phone, Contact.mobile).where(
        Contact.customer_id == customer.id, Contact.archived_at.is_(None)
    )
    rows = (await uow.session.execute(theirs, execution_options={ALL_COMPANIES: True})).all()
    reached = [(customer.phone, customer.mobile), *((row.phone, row.mobile) for row in rows)]
    return frozenset(number for pair in reached for number in pair if number)


async def _ask(uow: UnitOfWork, paper: _Paper, person_id: int, number: str) -> None:
    """Those who sell to him decide. Whoever waits for an answer, or has just had one, is not announced again."""
    before = select(AccessRequest.id).where(
        AccessRequest.person_id == person_id,
        AccessRequest.customer_id == paper.customer.id,
        AccessRequest.accepted.is_(False),
        or_(AccessRequest.answered_at.is_(None), AccessRequest.answered_at > uow.now - AGAIN_AFTER),
    )
    if await uow.session.scalar(before.limit(1)) is not None:
        return
    request = AccessRequest(
        person_id=person_id, name=uow.actor.name[:200], customer_id=paper.customer.id, phone=number, created_at=uow.now
    )
    uow.session.add(request)
    await uow.session.flush()
    uow.record(AccessAsked(request.id, name=request.name))
    for teller in await _sellers(uow, paper):
        key, facts = f"access:{request.id}", {"request_id": request.id}
        await tell(uow, person_id=teller, key=key, kind="account_asked", facts=facts)


async def _sellers(uow: UnitOfWork, paper: _Paper) -> Sequence[int]:
    """The persons to tell: his salesperson, or else whoever made the invoice, or those who lead the company."""
    members = (await uow.session.scalars(select(Member).where(Member.active.is_(True)).order_by(Member.id))).all()
    able = [one.person_id for one in members if _may_answer(one, paper.customer)]
    made = select(Invoice.salesperson_id, Invoice.created_by).where(Invoice.id == paper.link.subject_id)
    invoice = (await uow.session.execute(made)).one_or_none() or ()
    for person_id in (paper.customer.salesperson_id, *invoice):
        if person_id in able:
            return [person_id]
    return [one.person_id for one in members if one.person_id in able and one.role in (Role.OWNER, Role.MANAGER)]


def _may_answer(member: Member, customer: Customer) -> bool:
    """Whether he sees the customer, and gives him papers."""
    may = {
        permission: holds(permission, member.role, member.grants, member.refusals)
        for permission in (Permission.INVOICES_WRITE, Permission.CUSTOMERS_ALL)
    }
    follows = customer.salesperson_id in (None, member.person_id)
    return may[Permission.INVOICES_WRITE] and (follows or may[Permission.CUSTOMERS_ALL])


async def _request(db: Reader, request_id: int, *, locked: bool = False) -> tuple[AccessRequest, Customer]:
    asked = select(AccessRequest).where(AccessRequest.id == request_id)
    request = await db.session.scalar(asked.with_for_update() if locked else asked)
    if request is None or request.customer_id is None:
        raise NotFound("access", request_id)
    return request, await visibility.load(db, request.customer_id)


async def _is_colleague(uow: UnitOfWork, person_id: int) -> bool:
    here = Member.person_id == person_id, Member.active.is_(True), Member.role.not_in(OUTSIDE)
    return await uow.session.scalar(select(Member.id).where(*here)) is not None
