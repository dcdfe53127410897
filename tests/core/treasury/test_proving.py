"""The code on a paper: whoever holds it sees nothing until his own number, or somebody who sells to him, says so."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from core.company import access, links, members, people
from core.company.errors import AccessDone, LinkForCustomer, LinkUnknown
from core.company.models import AccessLink, AccessRequest, LinkPurpose, Member, Person
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.invoicing.papers import keeping
from core.kernel.errors import NotAllowed, NotFound
from core.kernel.identifiers import PhoneWrong
from core.parties import contacts, customers
from core.permissions import Actor, Permission, Role
from core.treasury import account, proving
from core.treasury.errors import NumberNotOwn, TooManyTries
from core.treasury.proving import Holder, Proof
from core.uow import Work
from tests.companies import a_member, an_owner
from tests.core.sales.trade import a_trade
from tests.core.treasury.till import Till, a_till

MARC = 5_001
MOBILE = "+33612345678"


@pytest.fixture
async def known(till: Till) -> Till:
    """Dupont has a mobile number in its card."""
    async with till.work.begin(till.trade.seller) as uow:
        await customers.change(uow, till.trade.customer_id, mobile=MOBILE)
    return till


async def printed(till: Till, invoice: Invoice) -> str:
    """The code on an invoice that was printed."""
    async with till.work.begin(till.system) as uow:
        await keeping.attach(uow, invoice.id, sha256="a" * 64)
        return (await keeping.invoice_print(uow, invoice.id)).code


async def a_paper(till: Till) -> str:
    return await printed(till, await till.issued("100"))


async def a_stranger(work: Work, telegram_id: int = MARC, name: str = "Marc Dupont") -> Actor:
    async with work.begin(Actor(Role.VISITOR, name)) as uow:
        await people.register(uow, telegram_id=telegram_id, name=name, language="fr")
        return uow.actor


async def proved(
    till: Till, actor: Actor, token: str, phone: str = MOBILE, telegram_id: int = MARC
) -> tuple[Proof, Actor]:
    async with till.work.begin(actor) as uow:
        return await proving.prove(uow, token, phone=phone, telegram_id=telegram_id), uow.actor


async def opened(till: Till, actor: Actor, token: str) -> tuple[proving.Held, Actor]:
    async with till.work.begin(actor) as uow:
        return await proving.open_paper(uow, token), uow.actor


async def seats(till: Till, customer_id: int) -> list[Member]:
    async with till.work.read(till.system) as db:
        return list(await db.session.scalars(select(Member).where(Member.customer_id == customer_id)))


async def the_request(till: Till) -> AccessRequest:
    async with till.work.read(till.system) as db:
        return (await db.session.scalars(select(AccessRequest))).one()


async def test_a_stranger_learns_whose_paper_it_is_and_nothing_of_the_customer(known: Till) -> None:
    held, actor = await opened(known, await a_stranger(known.work), await a_paper(known))
    assert (held.holder, held.customer_id) == (Holder.STRANGER, 0)
    assert held.company
    assert (actor.role, actor.company_id) == (Role.VISITOR, None)
    async with known.work.read(actor) as db:
        with pytest.raises(NotAllowed):
            await account.own(db)


async def test_his_own_number_in_the_customers_card_gives_the_account_and_the_seller_is_told(known: Till) -> None:
    token, stranger = await a_paper(known), await a_stranger(known.work)
    proof, actor = await proved(known, stranger, token, phone="33612345678")
    assert (proof, actor.role, actor.customer_id) == (Proof.KNOWN, Role.CUSTOMER, known.trade.customer_id)
    async with known.work.read(actor) as db:
        assert (await account.own(db)).owed.balance == 120
    told = (await known.notices("account_proved"))[0]
    assert (told.person_id, told.facts["by"]) == (known.trade.seller.person_id, "Marc Dupont")
    held, _actor = await opened(known, actor, token)
    assert held.holder is Holder.CUSTOMER, "the next time he goes straight to it"


async def test_a_number_of_one_of_the_customers_people_counts_until_he_is_put_away(till: Till) -> None:
    async with till.work.begin(till.trade.seller) as uow:
        somebody = await contacts.add(uow, till.trade.customer_id, name="Julie", mobile=MOBILE)
    token = await a_paper(till)
    assert (await proved(till, await a_stranger(till.work), token))[0] is Proof.KNOWN
    async with till.work.begin(till.trade.seller) as uow:
        await contacts.remove(uow, somebody.id)
    other = await a_stranger(till.work, MARC + 1)
    assert (await proved(till, other, token, telegram_id=MARC + 1))[0] is Proof.ASKED


@pytest.mark.parametrize("shown", [0, MARC + 1])
async def test_the_contact_of_somebody_else_opens_nothing(known: Till, shown: int) -> None:
    token, stranger = await a_paper(known), await a_stranger(known.work)
    with pytest.raises(NumberNotOwn):
        await proved(known, stranger, token, telegram_id=shown)
    assert await seats(known, known.trade.customer_id) == []


async def test_another_number_shows_nothing_and_asks_the_seller_once(known: Till) -> None:
    token, stranger = await a_paper(known), await a_stranger(known.work)
    for _again in range(3):
        proof, actor = await proved(known, stranger, token, phone="+33699999999")
        assert (proof, actor.role) == (Proof.ASKED, Role.VISITOR)
    assert await seats(known, known.trade.customer_id) == []
    asked = await known.notices("account_asked")
    assert [one.person_id for one in asked] == [known.trade.seller.person_id]
    assert (await the_request(known)).phone == "+33699999999"


@pytest.mark.parametrize("accepted", [True, False])
async def test_the_seller_lets_him_in_or_not_once(known: Till, accepted: bool) -> None:
    token, stranger = await a_paper(known), await a_stranger(known.work)
    await proved(known, stranger, token, phone="+33699999999")
    request = await the_request(known)
    async with known.work.begin(known.trade.seller) as uow:
        answered, customer = await proving.answer(uow, request.id, accepted=accepted)
        assert (answered.accepted, customer.id) == (accepted, known.trade.customer_id)
    async with known.work.begin(known.trade.seller) as uow:
        with pytest.raises(AccessDone):
            await proving.answer(uow, request.id, accepted=not accepted)
    assert [one.person_id for one in await seats(known, known.trade.customer_id)] == (
        [stranger.person_id] if accepted else []
    )
    told = await known.notices("account_given" if accepted else "account_refused")
    assert [one.person_id for one in told] == [stranger.person_id]


async def test_who_was_refused_may_ask_again_the_next_day(known: Till) -> None:
    token, stranger = await a_paper(known), await a_stranger(known.work)
    await proved(known, stranger, token, phone="+33699999999")
    async with known.work.begin(known.trade.seller) as uow:
        await proving.answer(uow, (await the_request(known)).id, accepted=False)
    await proved(known, stranger, token, phone="+33699999999")
    assert len(await known.notices("account_asked")) == 1
    known.work.clock.advance(days=2)  # type: ignore[attr-defined]
    await proved(known, stranger, token, phone="+33699999999")
    assert len(await known.notices("account_asked")) == 2


async def test_a_request_is_none_of_the_team_and_not_of_a_seller_who_does_not_follow_the_customer(known: Till) -> None:
    await proved(known, await a_stranger(known.work), await a_paper(known), phone="+33699999999")
    request = await the_request(known)
    owner = await a_member(known.work, known.trade.company_id, role=Role.OWNER)
    async with known.work.begin(owner) as uow:
        assert await access.waiting(uow) == []
        with pytest.raises(NotFound):
            await access.answer(uow, request.id, role=Role.SALES)
    async with known.work.begin(await a_member(known.work, known.trade.company_id)) as uow:
        with pytest.raises(NotFound):
            await proving.answer(uow, request.id, accepted=True)
    async with known.work.begin(await an_owner(known.work)) as uow:
        with pytest.raises(NotFound):
            await proving.read_request(uow, request.id)


async def test_with_a_seller_who_may_not_bill_those_who_lead_are_asked(known: Till) -> None:
    owner = await a_member(known.work, known.trade.company_id, role=Role.OWNER)
    async with known.work.begin(owner) as uow:
        team = await members.team(uow)
        seller = next(one for one in team if one.person_id == known.trade.seller.person_id)
        await members.adjust(uow, seller.id, permission=Permission.INVOICES_WRITE, allowed=False)
    await proved(known, await a_stranger(known.work), await a_paper(known), phone="+33699999999")
    told = {one.person_id for one in await known.notices("account_asked")}
    assert told >= {owner.person_id, known.manager.person_id}
    assert known.trade.seller.person_id not in told


async def test_five_requests_a_day_whatever_the_papers_and_then_even_the_right_number_waits(known: Till) -> None:
    token, stranger = await a_paper(known), await a_stranger(known.work)
    for n in range(access.MOST_A_DAY):
        other = await known.trade.a_customer(f"Client {n}")
        till = Till(replace(known.trade, customer_id=other.id), known.manager)
        await proved(till, stranger, await a_paper(till), phone="+33699999999")
    with pytest.raises(TooManyTries):
        await proved(known, stranger, token)
    known.work.clock.advance(days=1, minutes=1)  # type: ignore[attr-defined]
    assert (await proved(known, stranger, token))[0] is Proof.KNOWN


async def test_a_colleague_goes_to_the_customer_and_never_becomes_one(known: Till) -> None:
    token, colleague = await a_paper(known), known.trade.seller
    held, actor = await opened(known, colleague, token)
    assert (held.holder, held.customer_id, actor.role) == (Holder.COLLEAGUE, known.trade.customer_id, Role.SALES)
    with pytest.raises(LinkForCustomer):
        await proved(known, colleague, token)


async def test_whoever_was_shown_out_does_not_come_back_by_an_old_paper_nor_by_his_number_alone(known: Till) -> None:
    old, stranger = await a_paper(known), await a_stranger(known.work)
    await proved(known, stranger, old)
    known.work.clock.advance(hours=1)  # type: ignore[attr-defined]
    async with known.work.begin(known.system) as uow:
        mine = Member.person_id == stranger.person_id
        await uow.session.execute(update(Member).where(mine).values(active=False, ended_at=uow.now))
    with pytest.raises(LinkUnknown):
        await opened(known, stranger, old)
    known.work.clock.advance(hours=1)  # type: ignore[attr-defined]
    new = await a_paper(known)
    assert (await opened(known, stranger, new))[0].holder is Holder.STRANGER
    assert (await proved(known, stranger, new))[0] is Proof.ASKED


async def test_a_paper_out_of_date_or_of_a_customer_put_away_opens_nothing(known: Till) -> None:
    token, stranger = await a_paper(known), await a_stranger(known.work)
    kept = await known.trade.a_customer("Leroy")
    async with known.work.begin(known.system) as uow:
        customer = await customers.read(uow, known.trade.customer_id)
        customer.archived_at = uow.now
    for refused in (opened, proved):
        with pytest.raises(LinkUnknown):
            await refused(known, stranger, token)
    till = Till(replace(known.trade, customer_id=kept.id), known.manager)
    token = await a_paper(till)
    known.work.clock.advance(days=731)  # type: ignore[attr-defined]
    for refused in (opened, proved):
        with pytest.raises(LinkUnknown):
            await refused(till, stranger, token)


async def test_a_paper_is_no_link_and_a_link_no_paper(known: Till) -> None:
    token, stranger = await a_paper(known), await a_stranger(known.work)
    async with known.work.begin(stranger) as uow:
        with pytest.raises(LinkUnknown):
            await links.open_link(uow, token)
    async with known.work.begin(known.trade.seller) as uow:
        given_in_person = await account.give(uow, known.trade.customer_id)
    for refused in (opened, proved):
        with pytest.raises(LinkUnknown):
            await refused(known, stranger, given_in_person)
    assert await seats(known, known.trade.customer_id) == []


async def test_a_number_known_to_another_company_proves_nothing_here(known: Till) -> None:
    elsewhere = await a_till(await a_trade(known.work))
    token = await a_paper(elsewhere)
    proof, actor = await proved(elsewhere, await a_stranger(known.work), token)
    assert (proof, actor.role) == (Proof.ASKED, Role.VISITOR)
    assert (await the_request(elsewhere)).customer_id == elsewhere.trade.customer_id


async def test_an_owner_of_one_company_is_a_stranger_before_the_paper_of_another_and_stays_at_home(known: Till) -> None:
    elsewhere = await an_owner(known.work)
    token = await a_paper(known)
    held, actor = await opened(known, elsewhere, token)
    assert (held.holder, actor.company_id, actor.role) == (Holder.STRANGER, elsewhere.company_id, Role.OWNER)
    async with known.work.begin(elsewhere) as uow:
        mine = await uow.session.scalar(select(Person.telegram_id).where(Person.id == elsewhere.person_id))
        assert mine is not None
        await proving.prove(uow, token, phone=MOBILE, telegram_id=mine)
        assert (uow.actor.role, uow.actor.company_id) == (Role.CUSTOMER, known.trade.company_id)
        person = await uow.session.get(Person, elsewhere.person_id)
        assert person is not None
        assert person.company_id == elsewhere.company_id, "his own company stays in his view"


async def test_a_second_printing_bears_the_same_code_and_each_invoice_its_own(known: Till) -> None:
    invoice = await known.issued("100")
    first, again = await printed(known, invoice), await printed(known, invoice)
    assert first == again
    assert first != await a_paper(known)
    async with known.work.read(known.system) as db:
        papers = (await db.session.scalars(select(AccessLink).where(AccessLink.purpose == LinkPurpose.PAPER))).all()
    assert len(papers) == 2
    assert all(first not in (one.token_hash, str(one.subject_id)) for one in papers)


async def test_a_credit_note_bears_no_code(known: Till) -> None:
    await known.issued("100")
    assert await printed(known, await known.issued("50", kind=InvoiceKind.CREDIT)) == ""


async def test_what_is_no_number_is_refused_and_uses_nothing_up(known: Till) -> None:
    token, stranger = await a_paper(known), await a_stranger(known.work)
    with pytest.raises(PhoneWrong):
        await proved(known, stranger, token, phone="bonjour")
    assert (await proved(known, stranger, token))[0] is Proof.KNOWN


async def test_a_guessed_code_opens_nothing(known: Till) -> None:
    await a_paper(known)
    for guess in ("", "x" * 32, str(known.trade.customer_id)):
        with pytest.raises(LinkUnknown):
            await opened(known, await a_stranger(known.work), guess)
