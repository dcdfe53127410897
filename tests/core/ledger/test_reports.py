"""Trial balance, general ledger, journals, what is handed over; and books of any history, that always agree."""

import asyncio
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernel.amounts import ZERO, amount, total
from core.kernel.errors import BusinessError, NotAllowed, NotFound
from core.ledger import accounts, exporting, fec, years
from core.ledger.errors import NothingToExport
from core.ledger.fec.text import CHARSET
from core.ledger.models import AccountUse
from core.ledger.posting import Posting
from core.ledger.reports import aged_receivables, general_ledger, journal, trial_balance
from core.permissions import Role
from core.uow import Work
from tests.companies import SettableClock, a_member, an_owner
from tests.core.ledger.books import Books, some_books
from tests.core.sales.test_statements import counted

YEAR: dict[str, Any] = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
NOVEMBER: dict[str, Any] = {"starts_on": date(2026, 11, 1), "ends_on": date(2026, 11, 30)}


async def test_a_trial_balance_says_where_each_account_stood_and_stands(books: Books) -> None:
    customer = await books.customer()
    await books.sold(customer, "1000", on=date(2026, 10, 5))
    await books.paid(customer, "200")
    await books.sold(customer, "10")
    trial = await books.seen(trial_balance, **NOVEMBER)
    assert [
        (row.account, row.label, *map(str, (row.opening, row.debit, row.credit, row.balance))) for row in trial.rows
    ] == [
        ("411000", "Clients", "1200.00", "12.00", "200.00", "1012.00"),
        ("445710", "TVA collectée", "-200.00", "0.00", "2.00", "-202.00"),
        ("512000", "Banque", "0.00", "200.00", "0.00", "200.00"),
        ("707000", "Ventes de marchandises", "-1000.00", "0.00", "10.00", "-1010.00"),
    ]
    assert trial.debit == trial.credit == amount("212")


async def test_a_general_ledger_runs_through_each_account(books: Books) -> None:
    customer = await books.customer()
    await books.sold(customer, "1000", on=date(2026, 10, 5))
    await books.paid(customer, "200")
    await books.sold(customer, "10")
    (account,) = await books.seen(general_ledger, account="411", **NOVEMBER)
    assert (account.label, account.opening, account.balance) == ("Clients", amount("1200"), amount("1012"))
    found = [(row.line.journal, row.line.piece, row.line.auxiliary, row.balance) for row in account.rows]
    assert found == [
        ("BQ", "BQ0002", customer.code, amount("1000")),
        ("VE", "VE0003", customer.code, amount("1012")),
    ]
    assert [one.account for one in await books.seen(general_ledger, **NOVEMBER)] == [
        "411000",
        "445710",
        "512000",
        "707000",
    ]
    assert await books.seen(general_ledger, account="%", **NOVEMBER) == []


async def test_a_journal_shows_its_entries_in_order(books: Books) -> None:
    customer = await books.customer()
    await books.sold(customer, "10")
    await books.paid(customer, "12")
    await books.sold(customer, "20")
    lines = await books.seen(journal, code="VE", **NOVEMBER)
    assert [(line.number, line.account) for line in lines] == [
        (number, account) for number in (1, 3) for account in ("411000", "707000", "445710")
    ]


async def test_what_is_handed_over_once_is_not_handed_over_again(books: Books) -> None:
    customer = await books.customer()
    sale = await books.sold(customer, "1000")
    await books.sold(customer, "5", on=date(2026, 10, 31))
    first = await books.done(exporting.hand_over, **NOVEMBER)
    assert (first.export.entries, first.debit, first.credit) == (1, amount("1200"), amount("1200"))
    assert first.name == f"732829320-ecritures-20261101-20261130-{first.export.id}.txt"
    with pytest.raises(NothingToExport):
        await books.done(exporting.hand_over, **NOVEMBER)
    payment = await books.paid(customer, "1200")
    standing = await books.seen(exporting.standing, **NOVEMBER)
    assert (standing.waiting, [one.id for one in standing.exports]) == (1, [first.export.id])
    second = await books.done(exporting.hand_over, **NOVEMBER)
    assert second.content.decode(CHARSET).count("\r\nBQ\t") == 2
    await books.lettered(sale, payment)
    books.clock.advance(days=40)
    again = await books.seen(exporting.made_again, first.export.id)
    assert (again.name, again.content) == (first.name, first.content)
    with pytest.raises(NotFound):
        await books.seen(exporting.made_again, 10**9)


async def test_two_who_export_at_once_do_not_hand_the_same_over(books: Books) -> None:
    await books.sold(await books.customer(), "1000")

    async def one() -> Any:
        async with books.work.begin(books.owner) as uow:
            handed = await exporting.hand_over(uow, **NOVEMBER)
            await asyncio.sleep(0.1)
            return handed

    found = await asyncio.gather(one(), one(), return_exceptions=True)
    assert sorted(type(handed).__name__ for handed in found) == ["Handed", "NothingToExport"]


async def test_only_the_owner_and_the_accountant_hand_over(books: Books) -> None:
    assert books.owner.company_id is not None
    await books.sold(await books.customer(), "1000")
    people = {
        role: await a_member(books.work, books.owner.company_id, role=role) for role in (Role.MANAGER, Role.ACCOUNTANT)
    }
    with pytest.raises(NotAllowed):
        await books.done(exporting.hand_over, actor=people[Role.MANAGER], **NOVEMBER)
    assert await books.seen(trial_balance, actor=people[Role.MANAGER], **NOVEMBER)
    assert await books.done(exporting.hand_over, actor=people[Role.ACCOUNTANT], **NOVEMBER)


async def test_what_was_handed_over_is_the_companys_own(books: Books) -> None:
    await books.sold(await books.customer(), "1000")
    first = await books.done(exporting.hand_over, **NOVEMBER)
    other = await an_owner(books.work, company="Plomberie Martin", name="Paul Martin")
    with pytest.raises(NotFound):
        await books.seen(exporting.made_again, first.export.id, actor=other)
    assert (await books.seen(trial_balance, actor=other, **YEAR)).rows == ()


async def test_two_who_post_for_the_first_time_at_once_both_do(books: Books) -> None:
    one, two = await books.customer(), await books.customer("Garage Girard")
    entries = await asyncio.gather(books.sold(one, "10"), books.sold(two, "10"))
    assert sorted(entry.number for entry in entries) == [1, 2]
    assert len(await books.seen(years.years)) == 1


@pytest.mark.parametrize("posted_before", [True, False])
async def test_nothing_lands_on_the_old_account_at_the_moment_of_a_renumbering(
    books: Books, posted_before: bool
) -> None:
    customer = await books.customer()
    if posted_before:
        await books.sold(customer, "10")

    async def renumbered() -> None:
        async with books.work.begin(books.owner) as uow:
            await accounts.assign(uow, use=AccountUse.CUSTOMERS, number="411200")
            await asyncio.sleep(0.2)

    async def sold() -> None:
        await asyncio.sleep(0.05)
        await books.sold(customer, "20")

    await asyncio.gather(renumbered(), sold())
    balances = {row.account: row.balance for row in (await books.seen(trial_balance, **YEAR)).rows}
    assert (balances.get("411000", ZERO), balances["411200"]) == (ZERO, 36 if posted_before else 24)


async def test_the_day_of_an_entry_is_open_when_it_is_written_or_it_is_not_written(books: Books) -> None:
    customer = await books.customer()
    yesterday = books.today - timedelta(days=1)
    await books.sold(customer, "10")

    async def closing() -> None:
        async with books.work.begin(books.owner) as uow:
            await years.close_until(uow, day=yesterday)
            await asyncio.sleep(0.1)

    done = await asyncio.gather(closing(), books.sold(customer, "10", on=yesterday), return_exceptions=True)
    trial = await books.seen(trial_balance, starts_on=yesterday, ends_on=yesterday)
    if isinstance(done[1], BaseException):
        assert type(done[1]).__name__ == "BooksClosed"
        assert trial.debit == ZERO
    else:
        assert done[1].number < 3, "it was written before the books were closed"


async def test_what_a_customer_owes_is_one_statement_however_much_he_bought(books: Books) -> None:
    customer = await books.customer()
    for _time in range(5):
        await books.sold(customer, "10")
    with counted(books.work.database) as sent:
        await books.owed(customer)
    assert len([one for one in sent if "ledger" in one]) == 1


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["sale", "pay", "fee", "settle", "wait", "close-days", "close-year", "export"]),
        st.integers(0, 2),
        st.integers(1, 99_999),
        st.integers(0, 200),
    ),
    max_size=14,
)
_fresh = count()


@settings(max_examples=12)
@given(STEPS)
async def test_books_of_any_history_agree(work: Work, steps: list[tuple[str, int, int, int]]) -> None:
    clock = SettableClock()
    books = await some_books(work, clock)
    people = [await books.customer(f"Client {next(_fresh)}") for _time in range(3)]
    for what, who, cents, days in steps:
        await _STEPS[what](books, people[who], str(Decimal(cents) / 100), days)
    await _agree(books, people)


async def _settle(books: Books, customer: Any, value: str, days: int) -> None:
    """A sale that is paid to the cent, and lettered."""
    sale = await books.sold(customer, value)
    await books.lettered(sale, await books.paid(customer, str(sale.lines[0].debit)))


async def _fee(books: Books, customer: Any, value: str, days: int) -> None:
    await books.posted(
        "BQ", Posting(AccountUse.BANK_FEES, amount(value)), Posting(AccountUse.BANK, amount(f"-{value}"))
    )


async def _wait(books: Books, customer: Any, value: str, days: int) -> None:
    books.clock.advance(days=days)


async def _close_days(books: Books, customer: Any, value: str, days: int) -> None:
    await _unless_refused(books, years.close_until, day=books.today - timedelta(days=1))


async def _close_year(books: Books, customer: Any, value: str, days: int) -> None:
    for year in reversed(await books.seen(years.years)):
        await _unless_refused(books, years.close, year.id)


async def _export(books: Books, customer: Any, value: str, days: int) -> None:
    await _unless_refused(books, exporting.hand_over, starts_on=date(2026, 1, 1), ends_on=books.today)


async def _unless_refused(books: Books, verb: Any, *args: Any, **facts: Any) -> None:
    try:
        await books.done(verb, *args, **facts)
    except BusinessError:
        return


_STEPS: dict[str, Any] = {
    "sale": lambda books, customer, value, days: books.sold(customer, value, due_in=days - 100),
    "pay": lambda books, customer, value, days: books.paid(customer, value),
    "fee": _fee,
    "settle": _settle,
    "wait": _wait,
    "close-days": _close_days,
    "close-year": _close_year,
    "export": _export,
}


async def _agree(books: Books, people: list[Any]) -> None:
    """Debit is credit, what customers owe is their account, reports say the same, and each FEC is without fault."""
    aged = {row.customer_id: row.balance for row in await books.seen(aged_receivables)}
    owed = {customer.id: (await books.owed(customer)).balance for customer in people}
    assert {key: value for key, value in owed.items() if value or key in aged} == aged
    for year in await books.seen(years.years):
        trial = await books.seen(trial_balance, starts_on=year.starts_on, ends_on=year.ends_on)
        assert trial.debit == trial.credit
        assert total(row.opening for row in trial.rows) == total(row.balance for row in trial.rows) == ZERO
        ledger = await books.seen(general_ledger, starts_on=year.starts_on, ends_on=year.ends_on)
        assert {one.account: one.balance for one in ledger} == {row.account: row.balance for row in trial.rows}
        made = await books.seen(fec.of_year, year.id)
        missing = {fec.Rule.TRIAL} if any(row.opening for row in trial.rows) and not _opened(made) else set()
        assert {finding.rule for finding in fec.checked(made)} == missing
    latest = await books.seen(years.years)
    if latest:
        trial = await books.seen(trial_balance, starts_on=latest[0].starts_on, ends_on=latest[0].ends_on)
        customers_account = total(row.balance for row in trial.rows if row.account.startswith("411"))
        assert customers_account == total(owed.values())


def _opened(made: fec.Fec) -> bool:
    return any(row["JournalCode"] == "AN" for row in made.rows)
