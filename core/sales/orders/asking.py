"""The customer writes, or sends his own order, without having been asked: whoever follows him is told, and answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import bindparam, select

from core.company.models import Member
from core.kernel.errors import Invalid, NotFound
from core.kernel.typed import line as one_line
from core.notices.models import Notice
from core.notices.notices import tell
from core.parties import visibility
from core.parties.models import Customer
from core.permissions import Permission, Role, holds, requires
from core.sales.events import CustomerAnswered, CustomerAsked, CustomerAskTaken
from core.sales.lifecycles import QuoteState
from core.sales.models import Order, Quote
from core.sales.quotes.answering import LONGEST_QUESTION
from core.sales.quotes.checks import paragraphs
from core.sales.quotes.reads import load as load_quote
from core.uow import Reader, UnitOfWork

LONGEST_FILE_NAME: Final = 200
_ASKED: Final = "order_asked"  # the kind of the notice


@dataclass(frozen=True, slots=True)
class Asked:
    """What a customer has written; with the file that he sent along, if any. `key` names it, whoever was told.

    `quote_id` is the quote that was made or completed with it, by `taken_by`; None as long as nobody has.
    """

    key: str
    customer: Customer
    by: str
    person_id: int
    text: str
    file_sha256: str
    file_name: str
    voice: bool = False  # the file is what he says
    quote_id: int | None = None
    taken_by: str = ""


@requires(Permission.ORDERS_SIGN)
async def ask(uow: UnitOfWork, *, text: str, file_sha256: str = "", file_name: str = "", voice: bool = False) -> None:
    """The customer's words, or the file he sends, go to his salesperson; to those who see all when he has none.

    Raises Invalid (text) when there is neither, or too many words; NotFound.
    """
    kept = paragraphs("text", text, longest=LONGEST_QUESTION)
    if not kept and not file_sha256:
        raise Invalid("text", text)
    customer = await uow.session.get(Customer, uow.actor.customer_id or 0)
    if customer is None or uow.actor.person_id is None:
        raise NotFound(visibility.KIND, uow.actor.customer_id or 0)
    name = one_line("name", file_name[:LONGEST_FILE_NAME], longest=LONGEST_FILE_NAME)
    by = {"by": uow.actor.name, "text": kept, "file_name": name}
    uow.record(CustomerAsked(customer.id, **by))
    of_whom = {"customer_id": customer.id, "person_id": uow.actor.person_id}
    told = {**of_whom, "file_sha256": file_sha256, "voice": voice, **by}
    key = f"asked:{uow.actor.source}:{uow.now.isoformat()}"
    for person_id in await _followers(uow, customer):
        await tell(uow, person_id=person_id, key=key, kind=_ASKED, facts=told)


@requires(Permission.ORDERS_WRITE)
async def asked(db: Reader, notice_id: int) -> Asked:
    """What a customer has written, by the notice that told it. Raises NotFound."""
    notice = await db.session.scalar(select(Notice).where(Notice.id == notice_id, Notice.kind == _ASKED))
    if notice is None:
        raise NotFound(_ASKED, notice_id)
    return await _asked(db, notice)


@requires(Permission.ORDERS_WRITE)
async def still_asked(uow: UnitOfWork, notice_id: int) -> Asked:
    """The same, for whoever is about to make an order of it: others who are told of it wait until this is done.

    Raises NotFound.
    """
    (notice, *_others) = await _all_told(uow, (await asked(uow, notice_id)).key)
    return await _asked(uow, notice)


@requires(Permission.ORDERS_WRITE)
async def take(uow: UnitOfWork, notice_id: int, quote_id: int) -> Asked:
    """This quote was made of it, or completed with it: whoever else was told of it is shown that one.

    Raises NotFound.
    """
    await load_quote(uow, quote_id)
    question = await asked(uow, notice_id)
    for notice in await _all_told(uow, question.key):
        notice.facts = {**notice.facts, "quote_id": quote_id, "taken_by": uow.actor.name}
    uow.record(CustomerAskTaken(question.customer.id, by=uow.actor.name))
    return replace(question, quote_id=quote_id, taken_by=uow.actor.name)


@requires(Permission.ORDERS_WRITE)
async def answer(uow: UnitOfWork, notice_id: int, *, text: str) -> Asked:
    """Answer the customer's person who has written. Raises Invalid (text), NotFound."""
    question = await asked(uow, notice_id)
    kept = paragraphs("text", text, longest=LONGEST_QUESTION)
    if not kept:
        raise Invalid("text", text)
    uow.record(CustomerAnswered(question.customer.id, by=uow.actor.name, text=kept))
    key = f"{question.key}:{uow.now.isoformat()}"
    facts = {"by": uow.actor.name, "text": kept}
    await tell(uow, person_id=question.person_id, key=key, kind="order_answered", facts=facts)
    return question


async def _asked(db: Reader, notice: Notice) -> Asked:
    told = dict(notice.facts)
    found = Asked(notice.key, await visibility.load(db, told.pop("customer_id")), **told)
    if found.quote_id is None:
        return found
    given_up = await db.session.scalar(select(Quote.state).where(Quote.id == found.quote_id)) is QuoteState.CANCELLED
    return replace(found, quote_id=None, taken_by="") if given_up else found


async def _all_told(uow: UnitOfWork, key: str) -> Sequence[Notice]:
    """The notices that tell it, each of another person, locked."""
    same = select(Notice).where(Notice.kind == _ASKED, Notice.key == key).order_by(Notice.id).with_for_update()
    return (await uow.session.scalars(same, execution_options={"populate_existing": True})).all()


async def _followers(uow: UnitOfWork, customer: Customer) -> Sequence[int]:
    """His salesperson, or else whoever sold to him last; when that is nobody of the company any more, all who may."""
    members = (await uow.session.scalars(select(Member).where(Member.active.is_(True)).order_by(Member.id))).all()
    sell = [one for one in members if holds(Permission.ORDERS_WRITE, one.role, one.grants, one.refusals)]
    theirs = (
        customer.salesperson_id,
        await uow.session.scalar(_SOLD, {"customer_id": customer.id}),
        await uow.session.scalar(_OFFERED, {"customer_id": customer.id}),
    )
    for person_id in theirs:
        if any(one.person_id == person_id for one in sell):
            return [person_id] if person_id else []
    return [one.person_id for one in sell if one.role in (Role.OWNER, Role.MANAGER)]


_SOLD: Final = (
    select(Order.salesperson_id).where(Order.customer_id == bindparam("customer_id")).order_by(Order.id.desc()).limit(1)
)
_OFFERED: Final = (
    select(Quote.created_by).where(Quote.customer_id == bindparam("customer_id")).order_by(Quote.id.desc()).limit(1)
)
