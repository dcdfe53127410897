"""Somebody blocks the bot: he is marked, those who count on him hear it once, and what waits is said when he writes."""

from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from bot.outgoing.herald import Herald
from bot.outgoing.marks import Marks
from bot.outgoing.parcel import Parcel
from bot.outgoing.reachability import lose, mark_unreachable
from bot.outgoing.say import Show, written
from bot.outgoing.screen import plain_screen
from bot.outgoing.speaker import Speaker
from core.company import people
from core.company.models import Member, Person
from core.messages.models import Outbox
from core.notices.models import Notice
from core.notices.notices import tell
from core.parties import customers
from core.permissions import SYSTEM, Actor, Role
from core.uow import Work
from tests.bot.outgoing.test_speaker import Prints, idle
from tests.companies import SettableClock, a_member, an_owner
from tests.simulated import Telegram

BLOCKED = {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}


@dataclass
class House:
    """A company with an owner, a salesperson and a person of a customer; and what is said to them."""

    work: Work
    clock: SettableClock
    owner: Actor
    seller: Actor
    buyer: Actor
    telegram: Telegram
    speaker: Speaker
    herald: Herald

    async def tells(self, actor: Actor, key: str) -> None:
        async with self.work.begin(actor) as uow:
            facts = {"by": key}
            await tell(uow, person_id=actor.person_id or 0, key=key, kind="invitation_tried", facts=facts)

    async def goes_on(self) -> None:
        """Everything due is told and said."""
        while await self.herald.tell():
            await idle(self.speaker)
        await idle(self.speaker)
        await self.speaker.marks.flush()

    async def chat_of(self, actor: Actor) -> int:
        async with self.work.database.reading() as session:
            return (await session.scalars(select(Person.telegram_id).where(Person.id == actor.person_id))).one()

    async def blocks(self, actor: Actor, times: int = 1) -> None:
        self.telegram.arranged[await self.chat_of(actor)] += [(403, BLOCKED)] * times

    async def heard(self, actor: Actor) -> list[str]:
        """What has arrived in his chat."""
        chat = await self.chat_of(actor)
        return [call.text for call in self.telegram.calls if call.chat_id == chat and call.status == 200]

    async def writes(self, actor: Actor) -> None:
        async with self.work.begin(SYSTEM) as uow:
            await people.reachable(uow, await self.chat_of(actor))

    async def count(self, *criteria: object) -> int:
        async with self.work.database.reading() as session:
            found = select(func.count()).select_from(Notice).where(*criteria)  # type: ignore[arg-type]
            return await session.scalar(found, execution_options={"all_companies": True}) or 0


@pytest.fixture
async def house(work: Work, clock: SettableClock) -> House:
    owner = await an_owner(work)
    assert owner.company_id is not None
    seller = await a_member(work, owner.company_id)
    buyer = await a_member(work, owner.company_id, role=Role.CUSTOMER, name="Paul Durand")
    async with work.begin(owner) as uow:
        customer = await customers.create(uow, name="Durand Chauffage", salesperson_id=seller.person_id)
        (member,) = await uow.session.scalars(select(Member).where(Member.person_id == buyer.person_id))
        member.customer_id = customer.id
    telegram = Telegram(takes=0)
    marks = Marks(work.database, work.clock)

    async def gone(chat_id: int, why: str) -> object:
        return await mark_unreachable(work, chat_id, why)

    speaker = Speaker(telegram.bot(), work.database, marks, Prints(), gone)  # type: ignore[arg-type]
    return House(work, clock, owner, seller, buyer, telegram, speaker, Herald(work, speaker))


async def test_who_follows_the_customer_is_told_once(house: House) -> None:
    await house.blocks(house.buyer, 3)
    for key in ("un", "deux"):
        await house.tells(house.buyer, key)
    await house.goes_on()
    (told,) = await house.heard(house.seller)
    assert "Paul Durand, de Durand Chauffage, ne reçoit pas mes messages" in told
    assert await house.heard(house.owner) == []
    assert await house.heard(house.buyer) == []
    async with house.work.begin(SYSTEM) as uow:
        await lose(uow, await house.chat_of(house.buyer))
    await house.goes_on()
    assert len(await house.heard(house.seller)) == 1


async def test_the_owners_are_told_of_a_colleague_but_not_of_themselves(house: House) -> None:
    other = await a_member(house.work, house.owner.company_id or 0, role=Role.OWNER, name="Zoé")
    for gone in (house.seller, house.owner):
        await house.blocks(gone)
        await house.tells(gone, "news")
    await house.goes_on()
    told = await house.heard(other)  # in either order: both were refused at once
    assert sorted("Karim Benali" in one for one in told) == [False, True]
    assert await house.heard(house.owner) == []


async def test_where_nobody_follows_the_customer_his_owners_are_told(house: House) -> None:
    async with house.work.begin(house.owner) as uow:
        (member,) = await uow.session.scalars(select(Member).where(Member.person_id == house.seller.person_id))
        member.active = False
    await house.blocks(house.buyer)
    await house.tells(house.buyer, "news")
    await house.goes_on()
    (told,) = await house.heard(house.owner)
    assert "Paul Durand" in told


async def test_what_was_refused_and_what_came_later_are_said_when_he_writes_again(house: House) -> None:
    await house.blocks(house.buyer)
    for key in ("un", "deux"):
        await house.tells(house.buyer, key)
    await house.goes_on()
    await house.tells(house.buyer, "trois")
    await house.goes_on()
    assert await house.heard(house.buyer) == []
    house.clock.advance(days=3)
    await house.writes(house.buyer)
    await house.goes_on()
    heard = await house.heard(house.buyer)
    assert [word for told in heard for word in ("un ", "deux ", "trois ") if word in told] == ["un ", "deux ", "trois "]
    async with house.work.database.reading() as session:
        assert (await session.scalars(select(Outbox.id).where(Outbox.sent_at.is_(None)))).all() == []


async def test_an_answer_that_nobody_hears_is_given_up(house: House) -> None:
    """A later answer says how things then stand."""
    chat = await house.chat_of(house.buyer)
    await house.blocks(house.buyer, 9)
    kind, payload = written(Show(plain_screen("réponse")))
    house.speaker.submit([Parcel(chat, kind, payload) for _one in range(2)])
    await house.goes_on()
    house.telegram.arranged.clear()
    await house.writes(house.buyer)
    await house.goes_on()
    assert await house.heard(house.buyer) == []


async def test_he_is_not_announced_any_more_when_he_is_there_again(house: House) -> None:
    async with house.work.begin(SYSTEM) as uow:
        await lose(uow, await house.chat_of(house.buyer))
    await house.writes(house.buyer)
    await house.goes_on()
    assert await house.heard(house.seller) == []


async def test_a_second_blocking_another_day_is_told_again(house: House) -> None:
    for _day in range(2):
        async with house.work.begin(SYSTEM) as uow:
            await lose(uow, await house.chat_of(house.buyer))
        await house.goes_on()
        await house.writes(house.buyer)
        house.clock.advance(days=1)
    assert len(await house.heard(house.seller)) == 2


async def test_while_the_database_is_away_a_refusal_is_tried_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or the message would be lost: neither said nor kept as what waits for him."""
    await house.blocks(house.buyer, 2)
    await house.tells(house.buyer, "un")
    told = house.speaker.on_unreachable

    async def away(chat_id: int, why: str) -> list[int]:
        house.speaker.on_unreachable = told
        raise ConnectionError

    house.speaker.on_unreachable = away
    await house.goes_on()
    await house.writes(house.buyer)
    await house.goes_on()
    assert len(await house.heard(house.buyer)) == 1


async def test_a_company_hears_nothing_of_people_of_another_one(house: House) -> None:
    stranger = await an_owner(house.work, company="Plomberie Martin", name="Paul Martin")
    await house.blocks(house.buyer)
    await house.tells(house.buyer, "news")
    await house.goes_on()
    assert await house.heard(stranger) == []
