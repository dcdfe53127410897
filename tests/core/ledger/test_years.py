"""Accounts and fiscal years: they open by themselves, are closed in order, and what is closed stays closed."""

from datetime import date

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from core.company import companies
from core.kernel.amounts import ZERO, amount
from core.kernel.errors import Invalid, NotAllowed, NotFound
from core.ledger import accounts, years
from core.ledger.errors import (
    AccountUsed,
    AccountWrong,
    BooksClosed,
    BooksClosedFurther,
    EarlierYearOpen,
    NotBalanced,
    YearClosed,
    YearNotOver,
    YearsOverlap,
)
from core.ledger.models import AccountUse, FiscalYear, Journal, LedgerEntry, LedgerLine
from core.ledger.posting import Posting
from core.ledger.receivables import Owed
from core.ledger.reports import trial_balance
from core.permissions import Role
from tests.companies import a_member, an_owner
from tests.core.ledger.books import Books

DAYS_2026 = (date(2026, 1, 1), date(2026, 12, 31))


async def _days(books: Books) -> list[tuple[date, date]]:
    return [(year.starts_on, year.ends_on) for year in await books.seen(years.years)]


async def _sides(books: Books, journal: str) -> list[tuple[str, str, str, str]]:
    async with books.work.read(books.owner) as db:
        wanted = select(LedgerLine).join(LedgerLine.entry).where(LedgerEntry.journal == journal).order_by(LedgerLine.id)
        lines = (await db.session.scalars(wanted)).all()
        assert all(line.customer_id is None for line in lines if journal == Journal.OPENING)
        return [(line.account, line.auxiliary, str(line.debit), str(line.credit)) for line in lines]


async def test_a_year_opens_with_what_is_posted_first(books: Books) -> None:
    assert await books.seen(years.current) is None
    customer = await books.customer()
    await books.sold(customer, "100")
    assert await _days(books) == [DAYS_2026]
    await books.sold(customer, "100", on=date(2028, 2, 1))
    assert await _days(books) == [
        (date(2028, 1, 1), date(2028, 12, 31)),
        (date(2027, 1, 1), date(2027, 12, 31)),
        DAYS_2026,
    ]


async def test_a_year_has_the_days_that_were_set(books: Books) -> None:
    await books.done(years.set_days, starts_on=date(2026, 7, 1), ends_on=date(2027, 6, 30))
    await books.sold(await books.customer(), "100")
    assert await _days(books) == [(date(2026, 7, 1), date(2027, 6, 30))]
    known, november = (date(2026, 7, 1), date(2027, 6, 30)), date(2026, 11, 23)
    for starts_on, ends_on, entry_on, other in (
        (date(2027, 6, 30), date(2028, 6, 29), november, None),
        (date(2026, 12, 1), date(2027, 6, 30), november, None),
        (date(2027, 7, 2), date(2028, 6, 30), None, known),
        (date(2025, 7, 1), date(2026, 5, 31), None, known),
    ):
        with pytest.raises(YearsOverlap) as refused:
            await books.done(years.set_days, starts_on=starts_on, ends_on=ends_on)
        told = refused.value
        assert (told.starts_on, told.ends_on, told.entry_on, told.other) == (starts_on, ends_on, entry_on, other)
    with pytest.raises(Invalid):
        await books.done(years.set_days, starts_on=date(2026, 7, 1), ends_on=date(2029, 6, 30))
    await books.done(years.set_days, starts_on=date(2026, 10, 1), ends_on=date(2027, 9, 30))
    assert await _days(books) == [(date(2026, 10, 1), date(2027, 9, 30))]
    await books.done(years.set_days, starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31))
    assert await _days(books) == [(date(2026, 4, 1), date(2027, 3, 31))]
    await books.done(years.set_days, starts_on=date(2025, 12, 1), ends_on=date(2026, 11, 30))
    await books.done(years.set_days, starts_on=date(2026, 12, 1), ends_on=date(2027, 12, 31))
    assert await _days(books) == [(date(2026, 12, 1), date(2027, 12, 31)), (date(2025, 12, 1), date(2026, 11, 30))]


async def test_what_a_year_leaves_opens_the_next_and_is_owed_once(books: Books) -> None:
    customer = await books.customer()
    await books.sold(customer, "100")
    await books.paid(customer, "50")
    await books.posted("BQ", Posting(AccountUse.BANK_FEES, amount("4")), Posting(AccountUse.BANK, amount("-4")))
    books.later(date(2027, 3, 1))
    await books.sold(customer, "10")
    closed = await books.done(years.close, (await books.seen(years.years))[1].id)
    assert (closed.starts_on, closed.closed_by) == (date(2026, 1, 1), books.owner.person_id)
    assert await _sides(books, "AN") == [
        ("120000", "", "0.00", "96.00"),
        ("411000", customer.code, "70.00", "0.00"),
        ("445710", "", "0.00", "20.00"),
        ("512000", "", "46.00", "0.00"),
    ]
    assert (await books.seen(companies.read)).books_closed_until == date(2026, 12, 31)
    assert await books.owed(customer) == Owed(amount("82"), amount("70"), date(2026, 12, 23))


async def test_a_loss_is_carried_as_a_loss_and_beside_the_results_before(books: Books) -> None:
    fee = (Posting(AccountUse.BANK_FEES, amount("4")), Posting(AccountUse.BANK, amount("-4")))
    await books.posted("BQ", *fee)
    books.later(date(2027, 3, 1))
    await books.sold(await books.customer(), "100")
    books.later(date(2028, 3, 1))
    await books.posted("BQ", *fee)
    before, after = (await books.seen(years.years))[2], (await books.seen(years.years))[1]
    provisional = await books.seen(trial_balance, starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31))
    await books.done(years.close, before.id)
    assert ("129000", "", "4.00", "0.00") in await _sides(books, "AN")
    await books.done(years.close, after.id)
    closed = await books.seen(trial_balance, starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31))
    assert provisional == closed, "closing changes nothing of what is carried"
    carried = {row.account: str(row.opening) for row in closed.rows if row.opening}
    assert carried == {
        "120000": "-100.00",
        "129000": "4.00",
        "411000": "120.00",
        "445710": "-20.00",
        "512000": "-4.00",
    }


async def test_years_are_closed_in_order_when_they_are_over_and_once(books: Books) -> None:
    customer = await books.customer()
    await books.sold(customer, "100")
    (year,) = await books.seen(years.years)
    with pytest.raises(YearNotOver):
        await books.done(years.close, year.id)
    books.later(date(2028, 1, 10))
    await books.sold(customer, "100", on=date(2027, 5, 1))
    later = (await books.seen(years.years))[0]
    with pytest.raises(EarlierYearOpen):
        await books.done(years.close, later.id)
    await books.done(years.close, year.id)
    with pytest.raises(YearClosed):
        await books.done(years.close, year.id)
    with pytest.raises(YearClosed):
        await books.done(years.set_days, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    with pytest.raises(BooksClosed):
        await books.sold(customer, "100", on=date(2026, 12, 31))
    await books.sold(customer, "100", on=date(2027, 1, 1))


async def test_a_year_is_closed_when_days_of_the_next_are_closed_already(books: Books) -> None:
    await books.sold(await books.customer(), "100")
    books.later(date(2027, 4, 2))
    await books.done(years.close_until, day=date(2027, 3, 31))
    (year,) = await books.seen(years.years)
    await books.done(years.close, year.id)
    assert len(await _sides(books, "AN")) == 3
    assert (await books.seen(companies.read)).books_closed_until == date(2027, 3, 31)


async def test_closed_days_never_open_again(books: Books) -> None:
    await books.done(years.close_until, day=date(2026, 10, 31))
    with pytest.raises(BooksClosedFurther):
        await books.done(years.close_until, day=date(2026, 10, 30))
    with pytest.raises(Invalid):
        await books.done(years.close_until, day=books.today)
    customer = await books.customer()
    with pytest.raises(BooksClosed):
        await books.sold(customer, "100", on=date(2026, 10, 31))
    await books.sold(customer, "100", on=date(2026, 11, 1))


async def test_a_closed_day_takes_no_number(books: Books) -> None:
    await books.done(years.close_until, day=date(2026, 10, 31))
    customer = await books.customer()
    with pytest.raises(BooksClosed):
        await books.sold(customer, "100", on=date(2026, 10, 1))
    assert (await books.sold(customer, "100")).number == 1


async def test_only_the_owner_and_the_accountant_close(books: Books) -> None:
    assert books.owner.company_id is not None
    manager = await a_member(books.work, books.owner.company_id, role=Role.MANAGER)
    with pytest.raises(NotAllowed):
        await books.done(years.close_until, day=date(2026, 10, 31), actor=manager)


async def test_each_use_is_posted_where_the_company_says(books: Books) -> None:
    await books.sold(await books.customer(), "100")
    account = await books.done(accounts.assign, use=AccountUse.GOODS, number="7071 00")
    assert (account.number, account.label) == ("707100", "Ventes de marchandises")
    await books.sold(await books.customer("Garage Girard"), "50")
    known = {one.number: one.use for one in await books.seen(accounts.accounts)}
    assert (known["707000"], known["707100"], known["411000"]) == (None, AccountUse.GOODS, AccountUse.CUSTOMERS)
    trial = await books.seen(trial_balance, starts_on=DAYS_2026[0], ends_on=DAYS_2026[1])
    sold = {row.account: row.credit for row in trial.rows if row.account.startswith("707")}
    assert sold == {"707000": amount("100"), "707100": amount("50")}
    await books.done(accounts.assign, use=AccountUse.GOODS, number="707000")
    with pytest.raises(AccountWrong):
        await books.done(accounts.assign, use=AccountUse.CUSTOMERS, number="401000")
    with pytest.raises(AccountUsed):
        await books.done(accounts.assign, use=AccountUse.SERVICES, number="707000")
    with pytest.raises(Invalid):
        await books.done(accounts.assign, use=AccountUse.SERVICES, number="70 é")


@pytest.mark.parametrize("number", ["70", "", "706ABC", "706 0,0", "7060001234567890123456", "８０６０００"])
async def test_an_account_is_three_digits_or_more(books: Books, number: str) -> None:
    with pytest.raises(Invalid):
        await books.done(accounts.assign, use=AccountUse.SERVICES, number=number)


async def test_an_account_keeps_the_name_that_its_entries_have(books: Books) -> None:
    named = await books.done(accounts.name_account, number="512100", label="Banque postale")
    again = await books.done(accounts.name_account, number="512100", label="La Banque postale")
    assert (named.id, again.label) == (again.id, "La Banque postale")
    await books.posted("BQ", Posting("512100", amount("5")), Posting(AccountUse.CASH, amount("-5")))
    with pytest.raises(AccountUsed):
        await books.done(accounts.name_account, number="512100", label="Autre banque")
    await books.done(accounts.name_account, number="512100", label="La Banque postale")
    with pytest.raises(Invalid):
        await books.done(accounts.name_account, number="9999", label="Hors plan")


async def test_an_account_that_bears_the_usual_number_of_another_use_is_left_alone(books: Books) -> None:
    await books.done(accounts.name_account, number="512000", label="Compte à terme")
    entry = await books.paid(await books.customer(), "10")
    async with books.work.read(books.owner) as db:
        lines = await db.session.scalars(select(LedgerLine.account).where(LedgerLine.entry_id == entry.id))
        assert sorted(lines) == ["411000", "512001"]


async def test_an_entry_balances_or_is_not_written(books: Books) -> None:
    with pytest.raises(NotBalanced):
        await books.posted("OD", Posting(AccountUse.BANK, amount("1")), Posting(AccountUse.CASH, amount("-2")))
    async with books.work.read(books.owner) as db:
        assert (await db.session.scalars(select(LedgerEntry))).all() == []


@pytest.mark.parametrize(
    "change",
    [
        update(LedgerEntry).values(label="autre"),
        update(LedgerLine).values(debit=ZERO),
        update(LedgerLine).values(account="999"),
        delete(LedgerLine),
        delete(LedgerEntry),
    ],
    ids=str,
)
async def test_the_database_itself_refuses_a_change_of_the_books(books: Books, change: object) -> None:
    await books.sold(await books.customer(), "100")
    with pytest.raises(DBAPIError, match="append-only"):
        async with books.work.begin(books.owner) as uow:
            await uow.session.execute(change)  # type: ignore[call-overload]


async def test_the_database_refuses_what_is_typed_behind_our_back(books: Books) -> None:
    await books.sold(await books.customer(), "100")
    for statement in ("UPDATE ledger_line SET credit = 1", "DELETE FROM ledger_entry"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with books.work.begin(books.owner) as uow:
                await uow.session.execute(text(statement))


async def test_years_of_one_company_are_not_the_others(books: Books) -> None:
    await books.sold(await books.customer(), "100")
    (year,) = await books.seen(years.years)
    assert isinstance(year, FiscalYear)
    other = await an_owner(books.work, company="Plomberie Martin", name="Paul Martin")
    assert await books.seen(years.years, actor=other) == []
    with pytest.raises(NotFound):
        await books.done(years.close, year.id, actor=other)
