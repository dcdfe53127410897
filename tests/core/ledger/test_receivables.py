"""What customers owe, how late they are, and what settles what."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.kernel.amounts import ZERO, amount
from core.ledger.errors import NotBalanced, NotLetterable
from core.ledger.lettering import unletter
from core.ledger.receivables import Owed
from core.ledger.reports import aged_receivables
from tests.core.ledger.books import Books


async def test_nobody_owes_anything_before_he_buys(books: Books) -> None:
    assert await books.owed(await books.customer()) == Owed(ZERO)


async def test_a_customer_is_late_the_day_after(books: Books) -> None:
    customer, other = await books.customer(), await books.customer("Garage Girard")
    await books.sold(customer, "100", due_in=0)
    await books.sold(other, "7", due_in=0)
    assert await books.owed(customer) == Owed(amount("120"))
    books.clock.advance(days=1)
    assert await books.owed(customer) == Owed(amount("120"), amount("120"), date(2026, 11, 23))
    await books.paid(customer, "20")
    assert await books.owed(customer) == Owed(amount("100"), amount("100"), date(2026, 11, 23))


async def test_who_has_paid_beyond_has_credit_and_is_not_late(books: Books) -> None:
    customer = await books.customer()
    await books.sold(customer, "100", due_in=-10)
    await books.paid(customer, "150")
    assert await books.owed(customer) == Owed(amount("-30"))


async def test_what_is_lettered_is_owed_no_more_and_owed_again_without_it(books: Books) -> None:
    customer = await books.customer()
    sale, payment = await books.sold(customer, "100"), await books.paid(customer, "120")
    assert await books.lettered(sale, payment) == "AAA"
    assert await books.owed(customer) == Owed(ZERO)
    await books.sold(customer, "10")
    async with books.work.begin(books.owner) as uow:
        (line,) = await books.lines(uow, payment)
        assert (line.letter, line.lettered_on) == ("AAA", uow.today)
        await unletter(uow, [line])
    async with books.work.read(books.owner) as db:
        assert {line.letter for line in await books.lines(db, sale, payment)} == {None}
    assert await books.lettered(sale, payment) == "AAB"
    assert await books.owed(customer) == Owed(amount("12"))


async def test_lines_that_do_not_settle_each_other_get_no_letter(books: Books) -> None:
    one, two = await books.customer(), await books.customer("Garage Girard")
    sale, part, other = await books.sold(one, "100"), await books.paid(one, "20"), await books.paid(two, "120")
    with pytest.raises(NotBalanced):
        await books.lettered(sale, part)
    with pytest.raises(NotLetterable):
        await books.lettered(sale, other)
    with pytest.raises(NotLetterable):
        await books.lettered()
    rest = await books.paid(one, "100")
    await books.lettered(sale, part, rest)
    with pytest.raises(NotLetterable):
        await books.lettered(sale, part, rest)


async def test_customers_are_shown_by_how_late_they_are(books: Books) -> None:
    slow, fast, rich = [await books.customer(name) for name in ("Lent", "Vif", "Riche")]
    await books.sold(slow, "100", due_in=-95)
    await books.sold(slow, "10", due_in=-31)
    await books.sold(fast, "50", due_in=5)
    await books.paid(rich, "30")
    rows = await books.seen(aged_receivables)
    found = [(row.name, [str(late) for late in row.slices], str(row.balance)) for row in rows]
    assert found == [
        ("Lent", ["0.00", "0.00", "12.00", "0.00", "120.00"], "132.00"),
        ("Vif", ["60.00", "0.00", "0.00", "0.00", "0.00"], "60.00"),
        ("Riche", ["0.00", "0.00", "0.00", "0.00", "0.00"], "-30.00"),
    ]


async def test_an_older_day_is_seen_as_it_was(books: Books) -> None:
    customer = await books.customer()
    sale = await books.sold(customer, "100", due_in=-1)
    before = books.today
    books.clock.advance(days=3)
    await books.lettered(sale, await books.paid(customer, "120"))
    assert await books.seen(aged_receivables) == []
    (row,) = await books.seen(aged_receivables, on=before)
    assert (row.slices[1], row.balance) == (amount("120"), amount("120"))


async def test_what_is_owed_is_one_statement(books: Books) -> None:
    customer = await books.customer()
    for day in range(30):
        await books.sold(customer, "10", on=books.today - timedelta(days=day), due_in=10)
    owed = await books.owed(customer)
    assert (owed.balance, owed.overdue) == (Decimal("360.00"), Decimal("228.00"))
    assert owed.oldest_due == books.today - timedelta(days=19)
