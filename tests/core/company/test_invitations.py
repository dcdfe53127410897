"""Invitations let one person in, once, in time; requests for access tell nothing to whoever asks."""

import pytest
from sqlalchemy import select

from core.company import access, companies, invitations, links, members, people
from core.company.errors import AccessDone, InvitationForOthers, InvitationOver, LinkUnknown, Over
from core.company.models import Company, Invitation, LinkPurpose
from core.history import history
from core.kernel.amounts import percent
from core.kernel.errors import NotAllowed, NotFound
from core.permissions import SYSTEM, Actor, Role
from core.uow import Work
from tests.companies import SettableClock, a_member, an_owner, two_companies


async def _invited(work: Work, owner: Actor, role: Role = Role.SALES) -> str:
    async with work.begin(owner) as uow:
        _invitation, token = await invitations.invite(uow, role=role, name="Léa")
        return token


async def _opened(work: Work, token: str, telegram_id: int = 501, name: str = "Léa Martin") -> Actor:
    async with work.begin(Actor(Role.VISITOR, name)) as uow:
        await people.register(uow, telegram_id=telegram_id, name=name, language="fr")
        await invitations.open_invitation(uow, token)
        return uow.actor


async def _why_not(work: Work, token: str, telegram_id: int = 502) -> Over:
    with pytest.raises(InvitationOver) as refusal:
        await _opened(work, token, telegram_id, "Zoé")
    return refusal.value.reason


async def test_whoever_opens_it_first_has_the_role(work: Work) -> None:
    owner = await an_owner(work)
    actor = await _opened(work, await _invited(work, owner, Role.TECHNICIAN))
    assert (actor.role, actor.company_id) == (Role.TECHNICIAN, owner.company_id)


async def test_only_a_hash_is_kept(work: Work) -> None:
    owner = await an_owner(work)
    token = await _invited(work, owner)
    async with work.read(owner) as db:
        kept = (await db.session.scalars(select(Invitation.token_hash))).one()
    assert token not in kept
    assert len(token) == 32


async def test_it_serves_once_and_again_only_for_the_same_person(work: Work) -> None:
    owner = await an_owner(work)
    token = await _invited(work, owner)
    first = await _opened(work, token)
    assert await _why_not(work, token) is Over.USED
    assert (await _opened(work, token)).person_id == first.person_id


async def test_it_expires_after_seven_days(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    late, in_time = await _invited(work, owner), await _invited(work, owner)
    clock.advance(days=7, seconds=-1)
    await _opened(work, in_time)
    clock.advance(seconds=1)
    assert await _why_not(work, late) is Over.EXPIRED


async def test_a_revoked_one_and_an_invented_one_let_nobody_in(work: Work) -> None:
    owner = await an_owner(work)
    token = await _invited(work, owner)
    async with work.begin(owner) as uow:
        (waiting,) = await invitations.waiting(uow)
        await invitations.revoke(uow, waiting.id)
        assert await invitations.waiting(uow) == []
    assert await _why_not(work, token) is Over.REVOKED
    assert await _why_not(work, "x" * 32) is Over.UNKNOWN


async def test_one_of_before_the_block_does_not_let_in_again_and_a_newer_one_does(
    work: Work, clock: SettableClock
) -> None:
    owner = await an_owner(work)
    first, second = await _invited(work, owner), await _invited(work, owner, Role.OWNER)
    lea = await _opened(work, first)
    clock.advance(hours=1)
    async with work.begin(owner) as uow:
        await members.block(uow, next(one.id for one in await members.team(uow) if one.person_id == lea.person_id))
    clock.advance(hours=1)
    assert await _why_not(work, first, 501) is Over.USED
    assert await _why_not(work, second, 501) is Over.REVOKED
    assert (await _opened(work, await _invited(work, owner, Role.ACCOUNTANT))).role is Role.ACCOUNTANT


async def test_a_colleague_who_opens_it_keeps_his_role_and_uses_nothing_up(work: Work) -> None:
    owner = await an_owner(work)
    token = await _invited(work, owner, Role.TECHNICIAN)
    async with work.begin(owner) as uow:
        with pytest.raises(InvitationForOthers):
            await invitations.open_invitation(uow, token)
    assert (await _opened(work, token)).role is Role.TECHNICIAN


async def test_a_customers_person_may_become_a_colleague(work: Work) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        link = await links.share(uow, purpose=LinkPurpose.QUOTE, subject_id=1, customer_id=1)
    async with work.begin(Actor(Role.VISITOR, "Léa")) as uow:
        await people.register(uow, telegram_id=501, name="Léa", language="fr")
        await links.open_link(uow, link)
    actor = await _opened(work, await _invited(work, owner))
    assert (actor.role, actor.customer_id) == (Role.SALES, None)


async def test_links_of_two_customer_records_open_each_for_the_same_person(work: Work) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        tokens = [await links.share(uow, purpose=LinkPurpose.QUOTE, subject_id=n, customer_id=n) for n in (1, 2)]
    for token, customer in ((tokens[0], 1), (tokens[1], 2), (tokens[0], 1)):
        async with work.begin(Actor(Role.VISITOR, "Paul")) as uow:
            await people.register(uow, telegram_id=600, name="Paul", language="fr")
            await links.open_link(uow, token)
            assert uow.actor.customer_id == customer


async def test_a_customer_who_left_comes_back_by_a_newer_link_only(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)

    async def shared() -> str:
        async with work.begin(owner) as uow:
            return await links.share(uow, purpose=LinkPurpose.QUOTE, subject_id=1, customer_id=1)

    async def opened(token: str) -> Actor:
        async with work.begin(Actor(Role.VISITOR, "Paul")) as uow:
            await people.register(uow, telegram_id=600, name="Paul", language="fr")
            await links.open_link(uow, token)
            return uow.actor

    old = await shared()
    async with work.begin(await opened(old)) as uow:
        await members.leave(uow)
    clock.advance(minutes=1)
    with pytest.raises(LinkUnknown):
        await opened(old)
    assert (await opened(await shared())).role is Role.CUSTOMER


async def _visitor(work: Work, telegram_id: int = 700, name: str = "Zoé") -> Actor:
    async with work.begin(Actor(Role.VISITOR, name)) as uow:
        await people.register(uow, telegram_id=telegram_id, name=name, language="fr")
        return uow.actor


async def test_the_only_company_is_asked_and_its_owners_are_told_once(work: Work, clock: SettableClock) -> None:
    owner, zoe = await an_owner(work), await _visitor(work)
    async with work.begin(zoe) as uow:
        knock = await access.ask(uow)
    assert knock is not None
    assert knock.owners == (owner.person_id,)
    async with work.begin(zoe) as uow:
        assert await access.ask(uow) is None
    async with work.begin(owner) as uow:
        await access.answer(uow, knock.request_id, role=None)
        with pytest.raises(AccessDone):
            await access.answer(uow, knock.request_id, role=Role.SALES)
    async with work.begin(zoe) as uow:
        assert await access.ask(uow) is None
    clock.advance(days=1, seconds=1)
    async with work.begin(zoe) as uow:
        assert await access.ask(uow) is not None


async def test_whoever_is_accepted_has_the_role(work: Work) -> None:
    owner, zoe = await an_owner(work), await _visitor(work)
    async with work.begin(zoe) as uow:
        knock = await access.ask(uow)
    assert knock is not None
    async with work.begin(owner) as uow:
        await access.answer(uow, knock.request_id, role=Role.STOREKEEPER)
        assert uow.actor == owner
    async with work.read(SYSTEM) as db:
        known = await people.recognise(db.session, telegram_id=700, name="?", language="fr")
    assert (known.actor.role, known.actor.company_id) == (Role.STOREKEEPER, owner.company_id)


async def test_among_several_companies_only_the_one_named_by_its_siren_hears(work: Work) -> None:
    one, other = await two_companies(work)
    zoe = await _visitor(work)
    async with work.begin(other) as uow:
        await companies.change(uow, siren="552081317")
    for siren in ("", "552100554"):
        async with work.begin(zoe) as uow:
            assert await access.ask(uow, siren=siren) is None
    async with work.begin(zoe) as uow:
        knock = await access.ask(uow, siren="552 081 317")
    assert knock is not None
    assert knock.owners == (other.person_id,)
    async with work.read(one) as db:
        assert await access.waiting(db) == []
        with pytest.raises(NotFound):
            await access.read_request(db, knock.request_id)


async def test_a_person_asks_five_companies_a_day_at_most(work: Work, clock: SettableClock) -> None:
    zoe, sirens = await _visitor(work), ["552100554", "542065479", "775670417", "552032534", "572015246", "552081317"]
    for siren in sirens:
        owner = await an_owner(work, company=siren)
        async with work.begin(owner) as uow:
            await companies.change(uow, siren=siren)
    heard = []
    for siren in sirens:
        async with work.begin(zoe) as uow:
            heard.append(await access.ask(uow, siren=siren) is not None)
    assert heard == [True] * access.MOST_A_DAY + [False]


async def test_the_fictitious_company_has_no_door(work: Work) -> None:
    async with work.begin(SYSTEM) as uow:
        uow.session.add(Company(name="Factice", created_at=uow.now, demo=True))
    async with work.begin(await _visitor(work)) as uow:
        assert await access.ask(uow) is None


async def test_a_setting_changed_is_in_the_history_of_the_company_and_margins_are_for_those_allowed(work: Work) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        await companies.change(uow, quote_days=45, floor_margin=percent(15))
        await companies.change(uow, quote_days=45)
    async with work.read(owner) as db:
        (fact,) = [one for one in await history(db, "company", owner.company_id or 0) if one.kind == "CompanyChanged"]
    assert fact.facts["changes"] == {"quote_days": [30, 45], "floor_margin": ["0.0000", "0.1500"]}
    karim = await a_member(work, owner.company_id or 0)
    async with work.read(karim) as db:
        with pytest.raises(NotAllowed):
            await history(db, "company", owner.company_id or 0)
