"""No statement of one company ever reaches another company's rows, whatever its form."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import bindparam, delete, func, select, text, union_all, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import aliased, joinedload, selectinload

from core.company.models import Member, Person
from core.db.scope import ALL_COMPANIES
from core.numbering import Counter
from core.parties.models import Customer
from core.permissions import SYSTEM, Actor
from core.sales.models import Quote
from core.search import SearchWord
from core.uow import Work
from tests.companies import a_member, two_companies

WORD = "dupont"


@pytest.fixture
async def owners(work: Work) -> tuple[Actor, Actor]:
    """Two owners; each company has one search word "dupont" of object 1."""
    both = await two_companies(work)
    for owner in both:
        async with work.begin(owner) as uow:
            uow.session.add(SearchWord(kind="customer", object_id=1, word=WORD))
    return both


async def words_of(work: Work, owner: Actor) -> list[tuple[int, str]]:
    async with work.read(owner) as db:
        return [(row.object_id, row.word) for row in await db.session.scalars(select(SearchWord))]


async def test_a_new_row_belongs_to_the_company_of_the_session(work: Work, owners: tuple[Actor, Actor]) -> None:
    async with work.read(owners[1]) as db:
        found = (await db.session.scalars(select(SearchWord))).all()
    assert [row.company_id for row in found] == [owners[1].company_id]


async def test_every_form_of_select_sees_one_company(work: Work, owners: tuple[Actor, Actor]) -> None:
    other = aliased(SearchWord)
    forms: dict[str, Any] = {
        "entities": select(func.count()).select_from(SearchWord),
        "columns": select(func.count(SearchWord.word)),
        "alias": select(func.count(other.id)),
        "self join": select(func.count()).select_from(SearchWord).join(other, SearchWord.word == other.word),
        "subquery": select(func.count()).select_from(select(SearchWord.id).subquery()),
        "exists": select(func.count()).select_from(Person).where(select(SearchWord).exists()).where(Person.name != ""),
        "union": select(func.count()).select_from(select(SearchWord.id).union_all(select(other.id)).subquery()),
    }
    async with work.read(owners[0]) as db:
        seen = {name: await db.session.scalar(form) for name, form in forms.items()}
    assert seen == {
        "entities": 1, "columns": 1, "alias": 1, "self join": 1, "subquery": 1, "exists": 2, "union": 2,
    }  # fmt: skip


async def test_the_cached_form_of_a_statement_follows_the_company(work: Work, owners: tuple[Actor, Actor]) -> None:
    seen = []
    for owner in (*owners, *owners):
        async with work.read(owner) as db:
            seen.append(await db.session.scalar(select(SearchWord.company_id)))
    assert seen == [owner.company_id for owner in (*owners, *owners)]


async def test_a_row_of_another_company_is_not_got_by_its_id(work: Work, owners: tuple[Actor, Actor]) -> None:
    async with work.read(owners[1]) as db:
        theirs = await db.session.scalar(select(SearchWord.id))
    async with work.read(owners[0]) as db:
        assert theirs is not None
        assert await db.session.get(SearchWord, theirs) is None


async def test_an_update_touches_one_company(work: Work, owners: tuple[Actor, Actor]) -> None:
    async with work.begin(owners[0]) as uow:
        await uow.session.execute(update(SearchWord).values(word="martin"))
    assert await words_of(work, owners[0]) == [(1, "martin")]
    assert await words_of(work, owners[1]) == [(1, WORD)]


async def test_a_delete_touches_one_company(work: Work, owners: tuple[Actor, Actor]) -> None:
    async with work.begin(owners[0]) as uow:
        await uow.session.execute(delete(SearchWord))
    assert await words_of(work, owners[0]) == []
    assert await words_of(work, owners[1]) == [(1, WORD)]


async def test_without_a_company_no_row_is_seen(work: Work, owners: tuple[Actor, Actor]) -> None:
    assert await words_of(work, SYSTEM) == []


async def test_only_a_statement_that_says_so_looks_across_companies(work: Work, owners: tuple[Actor, Actor]) -> None:
    everybody = select(Member.company_id).execution_options(**{ALL_COMPANIES: True})
    async with work.read(SYSTEM) as db:
        assert set(await db.session.scalars(everybody)) == {owner.company_id for owner in owners}


async def test_a_new_row_for_another_company_is_refused(work: Work, owners: tuple[Actor, Actor]) -> None:
    with pytest.raises(AssertionError, match="of another company"):
        async with work.begin(owners[0]) as uow:
            stray = Counter(series="quote", year=2026, last=0, last_on=date(2026, 1, 1))
            stray.company_id = owners[1].company_id or 0
            uow.session.add(stray)
    async with work.read(owners[1]) as db:
        assert await db.session.scalar(select(Counter)) is None


async def test_a_new_row_for_no_company_is_refused(work: Work) -> None:
    with pytest.raises(AssertionError, match="belongs to no company"):
        async with work.begin(SYSTEM) as uow:
            uow.session.add(SearchWord(kind="customer", object_id=1, word=WORD))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL hides the row in the first place
async def test_a_row_of_another_company_is_never_changed(work: Work, owners: tuple[Actor, Actor]) -> None:
    everywhere = select(SearchWord).where(SearchWord.company_id == owners[1].company_id)
    with pytest.raises(AssertionError, match="of another company is being changed"):
        async with work.begin(owners[0]) as uow:
            row = await uow.session.scalar(everywhere.execution_options(**{ALL_COMPANIES: True}))
            assert row is not None
            row.word = "martin"


async def test_a_relation_does_not_lead_to_another_company(work: Work, owners: tuple[Actor, Actor]) -> None:
    async with work.begin(owners[1]) as uow:
        theirs = Customer(code="C0001", name="Garage Petit", created_at=uow.now)
        uow.session.add(theirs)
    async with work.begin(owners[0]) as uow:
        astray = Quote(customer_id=theirs.id, created_at=uow.now, created_by=None, salesperson="", validity_days=30)
        uow.session.add(astray)
    for load in (selectinload, joinedload):
        async with work.read(owners[0]) as db:
            quote = await db.session.scalar(select(Quote).options(load(Quote.customer)))
            assert quote is not None
            assert quote.customer is None


async def test_a_relation_that_is_loaded_afterwards_is_of_the_same_company(
    work: Work, owners: tuple[Actor, Actor]
) -> None:
    async with work.begin(owners[0]) as uow:
        ours = Customer(code="C0001", name="Garage Petit", created_at=uow.now)
        uow.session.add(ours)
        await uow.session.flush()
        uow.session.add(
            Quote(customer_id=ours.id, created_at=uow.now, created_by=None, salesperson="", validity_days=30)
        )
    async with work.begin(owners[0]) as uow:
        quote = (await uow.session.scalars(select(Quote))).one()
        await uow.session.refresh(quote, ["customer"])
        assert quote.customer.id == ours.id
        uow.session.expire(quote)
        await uow.session.refresh(quote)
        assert quote.company_id == owners[0].company_id


async def test_a_select_with_parameters_of_its_own_sees_one_company(work: Work, owners: tuple[Actor, Actor]) -> None:
    spelled = select(SearchWord.company_id).where(SearchWord.word == bindparam("word"))
    listed = select(SearchWord.company_id).where(SearchWord.word.in_(bindparam("words", expanding=True)))
    together = union_all(spelled, select(SearchWord.company_id).where(SearchWord.object_id == 1))
    for owner in (*owners, *owners):
        async with work.read(owner) as db:
            assert list(await db.session.scalars(spelled, {"word": WORD})) == [owner.company_id]
            assert list(await db.session.scalars(listed, {"words": [WORD, "martin"]})) == [owner.company_id]
            assert list(await db.session.scalars(together, {"word": WORD})) == [owner.company_id] * 2


async def test_a_person_in_view_of_one_company_is_known_in_another(work: Work, owners: tuple[Actor, Actor]) -> None:
    assert owners[0].company_id is not None
    guest = await a_member(work, owners[0].company_id)
    async with work.read(owners[1]) as db:
        assert await db.session.get(Person, guest.person_id) is not None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
class TestRowLevelSecurity:
    """PostgreSQL says it a second time, to statements that the session does not read."""

    async def test_every_table_of_a_company_is_guarded_and_its_setting_read_once(self, work: Work) -> None:
        guarded = text(
            "SELECT relname, qual FROM pg_class LEFT JOIN pg_policies ON tablename = relname"
            " WHERE relrowsecurity AND relforcerowsecurity"
        )
        has_one = text("SELECT table_name FROM information_schema.columns WHERE column_name = 'company_id'")
        async with work.read(SYSTEM) as db:
            of_a_company = set(await db.session.scalars(has_one)) - {"person"}  # there it is the one in view
            policies = {row.relname: row.qual for row in await db.session.execute(guarded)}
        assert policies.keys() == of_a_company
        for qual in policies.values():  # in a subquery, the planner asks once; else for each row
            assert qual.count("current_setting") == qual.count("SELECT") == 2

    async def test_raw_sql_sees_one_company(self, work: Work, owners: tuple[Actor, Actor]) -> None:
        async with work.read(owners[0]) as db:
            assert await db.session.scalar(text("SELECT count(*) FROM search_word")) == 1

    async def test_raw_sql_changes_one_company(self, work: Work, owners: tuple[Actor, Actor]) -> None:
        async with work.begin(owners[0]) as uow:
            await uow.session.execute(text("UPDATE search_word SET word = 'martin'"))
            await uow.session.execute(text("DELETE FROM member"))
        assert await words_of(work, owners[1]) == [(1, WORD)]
        async with work.read(owners[1]) as db:
            assert await db.session.scalar(select(func.count(Member.id))) == 1

    async def test_raw_sql_cannot_give_a_row_to_another_company(self, work: Work, owners: tuple[Actor, Actor]) -> None:
        with pytest.raises(DBAPIError, match="row-level security"):
            async with work.begin(owners[0]) as uow:
                moved = text("UPDATE search_word SET company_id = :theirs")
                await uow.session.execute(moved, {"theirs": owners[1].company_id})

    async def test_a_connection_given_back_forgets_its_company(self, work: Work, owners: tuple[Actor, Actor]) -> None:
        await words_of(work, owners[0])
        async with work.read(SYSTEM) as db:
            assert await db.session.scalar(text("SELECT count(*) FROM search_word")) == 2
