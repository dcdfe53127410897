"""People who have blocked the bot: nothing is sent to them until they write again, and those who count on them hear it.

What waits for them as notices stays, and is said, as things then stand, once they write.
"""

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Final

from sqlalchemy import select

from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Line, plain_screen
from bot.talk.taps import Tap
from core.company import people
from core.company.models import Member, Person
from core.db.engine import scope
from core.db.scope import ALL_COMPANIES
from core.dunning.telling import tell_unheard
from core.i18n import _
from core.messages.statements import give_up
from core.notices.notices import DueNotice, mark_unsaid, tell
from core.parties import customers
from core.parties.models import Customer
from core.permissions import SYSTEM, Role
from core.uow import Reader, UnitOfWork, Work


async def mark_unreachable(work: Work, chat_id: int, why: str = "") -> Collection[int]:
    """Telegram has refused a message: nothing more is tried there. Returns the outbox rows that are given up.

    In a private chat the chat's id is the person's.
    """
    async with work.begin(SYSTEM) as uow:
        rows = await give_up(uow.session, chat_id, why, uow.now)
        await mark_unsaid(uow.session, [notice_id for notice_id in rows.values() if notice_id is not None])
        await lose(uow, chat_id)
    return rows.keys()


async def lose(uow: UnitOfWork, telegram_id: int) -> None:
    """Somebody has blocked the bot: in each of his companies those who count on him are told, once."""
    person_id = await people.unreachable(uow, telegram_id)
    if person_id is None:
        return
    await scope(uow.session, None)  # row-level security too lets all his seats be seen
    his = select(Member).where(Member.person_id == person_id, Member.active.is_(True)).order_by(Member.id)
    for seat in (await uow.session.scalars(his, execution_options={ALL_COMPANIES: True})).all():
        await scope(uow.session, seat.company_id)
        facts = {"person_id": person_id, "customer_id": seat.customer_id}
        for teller in await _concerned(uow, seat):
            key = f"unreachable:{person_id}:{uow.today}"
            await tell(uow, person_id=teller, key=key, kind="person_unreachable", facts=facts)
        if seat.customer_id is not None:
            await tell_unheard(uow, person_id)
    await scope(uow.session, None)


async def _concerned(uow: UnitOfWork, seat: Member) -> Sequence[int]:
    """Whoever follows the customer that he is of; the company's owners of a colleague, or where nobody follows."""
    others = select(Member.person_id).where(Member.active.is_(True), Member.person_id != seat.person_id)
    if seat.role is Role.CUSTOMER:
        follows = select(Customer.salesperson_id).where(Customer.id == seat.customer_id)
        followed = (await uow.session.scalars(others.where(Member.person_id.in_(follows)))).all()
        if followed:
            return followed
    return (await uow.session.scalars(others.where(Member.role == Role.OWNER).order_by(Member.id))).all()


async def _unreachable(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """He may be there again by now: then there is nothing to say."""
    person = await db.session.scalar(select(Person).where(Person.id == notice.facts["person_id"]))
    if person is None or person.unreachable_since is None:
        return []
    later = _("Ce qui l'attend lui sera dit dès qu'il m'écrira.")
    customer_id = notice.facts["customer_id"]
    if customer_id is None:
        told: Line = ("🔕 ", _("{name} ne reçoit pas mes messages.").format(name=person.name))
        return [Show(plain_screen(told, later))]
    customer = await customers.read(db, customer_id)
    words = _("{name}, de {customer}, ne reçoit pas mes messages : prévenez-le autrement.")
    told = ("🔕 ", words.format(name=person.name, customer=customer.name))
    shown = Button(_("👤 Voir la fiche"), Tap("customer", notice.company_id, customer.id).packed())
    return [Show(plain_screen(told, later, rows=((shown,),)))]


REACHABILITY_SCREENS: Final[dict[str, Callable[[Reader, DueNotice], Awaitable[Sequence[Say]]]]] = {
    "person_unreachable": _unreachable,
}
