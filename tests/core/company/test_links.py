"""The life of a link given to a customer."""

import asyncio
import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from core.company import links, people
from core.company.errors import LinkForCustomer, LinkUnknown, LinkUsed
from core.company.models import AccessLink, LinkPurpose, Member
from core.journal import Entry
from core.kernel.errors import NotAllowed
from core.permissions import SYSTEM, Actor, Role
from core.uow import UnitOfWork, Work
from tests.companies import SettableClock, a_member, an_owner, two_companies

VISITOR = Actor(Role.VISITOR, "?")
CUSTOMER, QUOTE = 7, 45


async def _shared(work: Work, by: Actor, *, customer_id: int = CUSTOMER, days: int = 60) -> str:
    async with work.begin(by) as uow:
        return await links.share(uow, purpose=LinkPurpose.QUOTE, subject_id=QUOTE, customer_id=customer_id, days=days)


async def _somebody(work: Work, telegram_id: int = 42) -> Actor:
    async with work.begin(VISITOR) as uow:
        await people.register(uow, telegram_id=telegram_id, name=f"Client {telegram_id}", language="fr")
        return uow.actor


async def _seen(work: Work, telegram_id: int) -> Actor:
    async with work.read(SYSTEM) as db:
        return (await people.recognise(db.session, telegram_id=telegram_id, name="?", language="fr")).actor


async def _opened(work: Work, by: Actor, token: str) -> UnitOfWork:
    async with work.begin(by) as uow:
        await links.open_link(uow, token)
        return uow


async def test_the_first_person_who_opens_a_link_becomes_a_person_of_the_customer(work: Work) -> None:
    owner = await an_owner(work)
    token = await _shared(work, owner)
    uow = await _opened(work, await _somebody(work), token)
    actor = await _seen(work, 42)
    assert (actor.role, actor.company_id, actor.customer_id) == (Role.CUSTOMER, owner.company_id, CUSTOMER)
    assert replace(uow.actor, source="") == actor


async def test_a_token_fits_a_deep_link_and_only_its_hash_is_kept(work: Work) -> None:
    owner = await an_owner(work)
    token = await _shared(work, owner)
    assert re.fullmatch(r"[A-Za-z0-9_-]{20,40}", token)
    async with work.read(owner) as db:
        link = (await db.session.scalars(select(AccessLink))).one()
        journal = (await db.session.scalars(select(Entry.facts))).all()
    assert token not in (link.token_hash, str(journal))
    assert (link.subject_id, link.created_by) == (QUOTE, owner.person_id)


async def test_the_same_person_opens_it_again_without_a_second_effect_even_out_of_date(
    work: Work, clock: SettableClock
) -> None:
    owner = await an_owner(work)
    token = await _shared(work, owner)
    somebody = await _somebody(work)
    await _opened(work, somebody, token)
    clock.advance(days=61)
    uow = await _opened(work, await _seen(work, 42), token)
    assert uow.actor.customer_id == CUSTOMER
    async with work.read(owner) as db:
        kinds = (await db.session.scalars(select(Entry.kind).order_by(Entry.id))).all()
        members = (await db.session.scalars(select(Member).where(Member.role == Role.CUSTOMER))).all()
    assert kinds == ["LinkShared", "MemberJoined", "LinkOpened"]
    assert len(members) == 1


async def test_a_second_person_is_refused_and_the_sender_is_named(work: Work) -> None:
    owner = await an_owner(work)
    token = await _shared(work, owner)
    await _opened(work, await _somebody(work, 42), token)
    with pytest.raises(LinkUsed) as refused:
        await _opened(work, await _somebody(work, 43), token)
    assert (refused.value.created_by, refused.value.company_id) == (owner.person_id, owner.company_id)
    assert (await _seen(work, 43)).role is Role.VISITOR


async def test_of_several_people_at_once_one_opens_the_link(work: Work) -> None:
    token = await _shared(work, await an_owner(work))
    people_at_once = [await _somebody(work, 42 + n) for n in range(4)]
    ends = await asyncio.gather(*(_opened(work, one, token) for one in people_at_once), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == [*["LinkUsed"] * 3, "UnitOfWork"]


@pytest.mark.parametrize("days", [60, 61])
async def test_a_link_out_of_date_is_unknown(work: Work, clock: SettableClock, days: int) -> None:
    token = await _shared(work, await an_owner(work))
    clock.advance(days=days)
    with pytest.raises(LinkUnknown):
        await _opened(work, await _somebody(work), token)


@pytest.mark.parametrize("token", ["", "x", "é" * 40, "A" * 32])
async def test_an_invented_link_is_unknown(work: Work, token: str) -> None:
    await _shared(work, await an_owner(work))
    with pytest.raises(LinkUnknown):
        await _opened(work, await _somebody(work), token)


async def test_somebody_of_the_company_does_not_use_the_customers_link_up(work: Work) -> None:
    owner = await an_owner(work)
    assert owner.company_id is not None
    token = await _shared(work, owner)
    for colleague in (owner, await a_member(work, owner.company_id)):
        with pytest.raises(LinkForCustomer) as refused:
            await _opened(work, colleague, token)
        assert refused.value.subject_id == QUOTE
    await _opened(work, await _somebody(work), token)
    assert (await _seen(work, 42)).role is Role.CUSTOMER


async def test_the_owner_of_a_company_may_be_the_customer_of_another(work: Work) -> None:
    seller, buyer = await two_companies(work)
    uow = await _opened(work, buyer, await _shared(work, seller))
    assert (uow.actor.role, uow.actor.company_id) == (Role.CUSTOMER, seller.company_id)
    async with work.read(buyer) as db:
        assert (await db.session.scalars(select(Member.role))).all() == [Role.OWNER]


async def test_a_person_of_two_customers_sees_the_one_whose_link_was_opened_last(work: Work) -> None:
    owner = await an_owner(work)
    first, second = await _shared(work, owner, customer_id=7), await _shared(work, owner, customer_id=8)
    for token, customer_id in ((first, 7), (second, 8), (first, 7)):
        await _opened(work, await _seen(work, 42) if customer_id == 8 else await _somebody(work), token)
        assert (await _seen(work, 42)).customer_id == customer_id


async def test_whoever_was_shown_out_does_not_come_back_by_a_link(work: Work) -> None:
    owner = await an_owner(work)
    token = await _shared(work, owner)
    somebody = await _somebody(work)
    await _opened(work, somebody, token)
    async with work.begin(owner) as uow:
        member = (await uow.session.scalars(select(Member).where(Member.role == Role.CUSTOMER))).one()
        member.active = False
    with pytest.raises(LinkUnknown):
        await _opened(work, somebody, token)


async def test_a_refused_link_leaves_the_unit_of_work_where_it_was(work: Work) -> None:
    seller, buyer = await two_companies(work)
    token = await _shared(work, seller)
    await _opened(work, await _somebody(work), token)
    async with work.begin(buyer) as uow:
        for refused in (token, "unknown"):
            with pytest.raises((LinkUsed, LinkUnknown)):
                await links.open_link(uow, refused)
            assert uow.actor == buyer
            assert {row.company_id for row in await uow.session.scalars(select(Member))} == {buyer.company_id}


async def test_nobody_opens_a_link_without_being_registered(work: Work) -> None:
    token = await _shared(work, await an_owner(work))
    async with work.begin(VISITOR) as uow:
        with pytest.raises(NotAllowed):
            await links.open_link(uow, token)


async def test_another_company_does_not_see_the_link(work: Work) -> None:
    one, other = await two_companies(work)
    await _shared(work, one)
    async with work.read(other) as db:
        assert (await db.session.scalars(select(AccessLink))).all() == []
