"""The set-up code and the founding of the company."""

import asyncio
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from core.company import companies, people
from core.company.companies import ALPHABET
from core.company.errors import SetupCodeWrong, SirenWrong
from core.company.models import Company, Member, Person, SetupCode
from core.company.rules import address_parts
from core.demo import world
from core.journal import Entry
from core.kernel.errors import BusinessError, Invalid, NotAllowed, NotFound
from core.permissions import SYSTEM, Actor, Role
from core.uow import UnitOfWork, Work
from tests.companies import SettableClock, an_owner

VISITOR = Actor(Role.VISITOR, "Marie")


async def _issued(work: Work) -> str:
    async with work.begin(SYSTEM) as uow:
        code = await companies.issue_setup_code(uow)
    assert code is not None
    return code


async def _found(work: Work, code: str, telegram_id: int = 1001, /, **facts: Any) -> Actor:
    async with work.begin(VISITOR) as uow:
        await _visitor(uow, telegram_id)
        await companies.found(uow, **{"code": code, "name": "Menuiserie Dupont", **facts})
        return uow.actor


async def _visitor(uow: UnitOfWork, telegram_id: int = 1001) -> Person:
    return await people.register(uow, telegram_id=telegram_id, name="Marie Dupont", language="fr")


async def test_whoever_sends_the_code_founds_the_company_and_owns_it(work: Work) -> None:
    code = await _issued(work)
    async with work.begin(VISITOR) as uow:
        await _visitor(uow)
        company = await companies.found(
            uow, code=code, name="  Menuiserie   Dupont ", siren="732 829 320", address="12 rue des Lilas, 69003 Lyon"
        )
        assert uow.actor.role is Role.OWNER
        assert await companies.read(uow) is company
    async with work.read(SYSTEM) as db:
        known = await people.recognise(db.session, telegram_id=1001, name="?", language="en")
    assert (known.company, known.demo, known.actor.role) == ("Menuiserie Dupont", False, Role.OWNER)
    assert (company.siren, company.vat_number) == ("732829320", "FR44732829320")
    assert (company.street, company.zip, company.city) == ("12 rue des Lilas", "69003", "Lyon")


async def test_founding_is_written_in_the_journal_of_the_new_company(work: Work) -> None:
    code = await _issued(work)
    owner = await _found(work, code)
    async with work.read(owner) as db:
        facts = (await db.session.execute(select(Entry.kind, Entry.subject_id).where(Entry.subject == "company"))).all()
    assert facts == [("CompanyFounded", owner.company_id)]


async def test_a_code_is_used_up(work: Work) -> None:
    code = await _issued(work)
    await _found(work, code)
    with pytest.raises(SetupCodeWrong):
        await _found(work, code, 1002)


async def test_of_two_people_who_send_the_code_at_once_one_founds(work: Work) -> None:
    code = await _issued(work)
    ends = await asyncio.gather(*(_found(work, code, 1001 + n) for n in range(4)), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["Actor", *["SetupCodeWrong"] * 3]


async def test_a_code_not_used_stays_good_for_a_day_after_the_next_start(work: Work, clock: SettableClock) -> None:
    first = await _issued(work)
    clock.advance(hours=23)
    second = await _issued(work)
    async with work.read(VISITOR) as db:
        assert await companies.check_setup_code(db, first)
        assert await companies.check_setup_code(db, second)
    clock.advance(hours=2)
    third = await _issued(work)
    async with work.read(VISITOR) as db:
        assert not await companies.check_setup_code(db, first)
        assert await companies.check_setup_code(db, second)
        assert await companies.check_setup_code(db, third)


async def test_a_code_is_readable_and_only_its_hash_is_kept(work: Work) -> None:
    code = await _issued(work)
    assert re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", code)
    async with work.read(SYSTEM) as db:
        kept = (await db.session.scalars(select(SetupCode.code_hash))).one()
    assert re.fullmatch("[0-9a-f]{64}", kept)


@pytest.mark.parametrize("spelling", ["{0}", " {0} ", "{1}", "{2}", "{3} {4}"])
async def test_a_code_may_be_typed_in_any_way(work: Work, spelling: str) -> None:
    code = await _issued(work)
    typed = spelling.format(code, code.lower(), code.replace("-", ""), code[:4], code[5:])
    async with work.read(VISITOR) as db:
        assert await companies.check_setup_code(db, typed)


@pytest.mark.parametrize("typed", ["", "-", "AAAA-AAAA", "é", "0" * 5000])
async def test_another_code_is_wrong(work: Work, typed: str) -> None:
    async with work.read(VISITOR) as db:
        assert not await companies.check_setup_code(db, typed)  # no code waits
    await _issued(work)
    async with work.read(VISITOR) as db:
        assert not await companies.check_setup_code(db, typed)


async def test_a_company_that_is_there_needs_no_code_but_the_fictitious_one_does_not_count(work: Work) -> None:
    async with work.begin(SYSTEM) as uow:
        await world.load(uow)
    await _issued(work)
    await an_owner(work)
    async with work.begin(SYSTEM) as uow:
        assert await companies.issue_setup_code(uow) is None


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"name": ""}, Invalid),
        ({"name": " \u200b "}, Invalid),
        ({"name": "x" * 201}, Invalid),
        ({"name": "X", "siren": "123 456 789"}, SirenWrong),
        ({"name": "X", "siren": "douze"}, SirenWrong),
        ({"name": "X", "address": "y" * 301}, Invalid),
    ],
)
async def test_a_refused_founding_leaves_the_code_waiting(
    work: Work, facts: dict[str, str], refusal: type[BusinessError]
) -> None:
    code = await _issued(work)
    with pytest.raises(refusal):
        await _found(work, code, **facts)
    async with work.read(SYSTEM) as db:
        assert await companies.check_setup_code(db, code)
        assert (await db.session.scalars(select(Company))).all() == []


async def test_nobody_founds_without_being_registered(work: Work) -> None:
    code = await _issued(work)
    with pytest.raises(NotAllowed):
        async with work.begin(VISITOR) as uow:
            await companies.found(uow, code=code, name="Menuiserie Dupont")


async def test_the_owner_of_the_fictitious_company_may_found_the_real_one(work: Work) -> None:
    code = await _issued(work)
    async with work.begin(VISITOR) as uow:
        person = await _visitor(uow)
        await world.join_demo(uow, person_id=person.id, role=Role.OWNER)
        demo_owner = uow.actor
    async with work.begin(demo_owner) as uow:
        company = await companies.found(uow, code=code, name="Menuiserie Dupont")
        members = (await uow.session.scalars(select(Member.company_id))).all()
    assert members == [company.id]
    assert person.id == demo_owner.person_id


async def test_a_visitor_has_no_company_to_read(work: Work) -> None:
    async with work.read(VISITOR) as db:
        with pytest.raises(NotAllowed):
            await companies.read(db)
    async with work.read(SYSTEM) as db:
        with pytest.raises(NotFound):
            await companies.read(db)


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("12 rue des Lilas, 69003 Lyon", ("12 rue des Lilas", "69003", "Lyon")),
        ("12 rue des Lilas 69003 Lyon", ("12 rue des Lilas", "69003", "Lyon")),
        ("12 rue des Lilas\n69 003 LYON CEDEX 03", ("12 rue des Lilas", "69 003", "LYON CEDEX 03")),
        ("ZA Les Prés - F-38460 Crémieu", ("ZA Les Prés", "38460", "Crémieu")),
        ("69003 Lyon", ("", "69003", "Lyon")),
        ("12 rue des Lilas", ("12 rue des Lilas", "", "")),
        ("", ("", "", "")),
    ],
)
def test_an_address_is_read_as_on_an_envelope(typed: str, parts: tuple[str, str, str]) -> None:
    assert address_parts(typed) == parts


WORD = st.text("abcdefghijklmnopqrstuvwxyzéèàç'", min_size=1, max_size=12).filter(lambda word: word[0] != "'")


@given(
    st.integers(1, 9999),
    st.lists(WORD, min_size=1, max_size=4),
    st.integers(1000, 98999),
    st.lists(WORD, min_size=1, max_size=3),
    st.sampled_from([", ", " ", "\n", " - ", " ; "]),
)
def test_any_usual_address_is_read(number: int, street: list[str], postcode: int, city: list[str], gap: str) -> None:
    expected = (f"{number} {' '.join(street)}", f"{postcode:05d}", " ".join(city))
    assert address_parts(f"{expected[0]}{gap}{expected[1]} {expected[2]}") == expected
