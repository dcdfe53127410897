"""Whatever is changed behind the program's back is found, and named."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.audit.findings import Problem
from core.audit.subjects import SUBJECTS, columns
from core.audit.verifying import companies_with_books
from core.permissions import SYSTEM
from core.uow import Work
from tests.companies import SettableClock
from tests.core.audit.books import GUARDED, Books, some_books


async def test_books_that_nobody_touched_are_whole(books: Books) -> None:
    findings = await books.verified()
    assert findings.broken == []
    assert findings.rows == {"invoice": 4, "entry": 5, "payment": 1, "settlement": 1, "vat": 4, "closing": 1} | _NONE
    assert findings.links == sum(findings.rows.values())


async def test_a_company_without_books_is_whole(work: Work, clock: SettableClock) -> None:
    assert (await (await some_books(work, clock)).verified()).broken == []


_NONE = {"copy": 0, "lock": 0, "export": 0}

CHANGES = [
    ("invoice", "net = net + 1"),
    ("invoice", "number = 'FA2611-0009'"),
    ("invoice", "issued_on = '2026-11-20'"),
    ("invoice", "issued_at = '2026-11-20 08:00:00'"),
    ("invoice", "state = 'dropped'"),
    ("invoice", "subject = 'autre chose'"),
    ("invoice", "net_of_tax = true"),
    ("invoice", "order_id = NULL, supplied_on = '2026-11-20'"),
    ("invoice", """buyer = '{"name": "Garage Gerard"}'"""),
    ("invoice", """mentions = '[]'"""),
    ("invoice_line", "label = 'Chaudière'"),
    ("invoice_line", "quantity = quantity + 1000"),
    ("invoice_line", "vat = 550"),
    ("invoice_tax", "tax = tax - 1"),
    ("ledger_entry", "label = 'Autre'"),
    ("ledger_entry", "journal = 'OD'"),
    ("ledger_entry", "\"on\" = '2026-11-01'"),
    ("ledger_line", "account = '708000'"),
    ("ledger_line", "debit = debit + 1"),
    ("payment", "amount = amount - 100"),
    ("payment", "method = 'cash'"),
    ("payment", "made_at = '2026-11-20 08:00:00'"),
    ("settlement", "amount = amount + 1"),
    ("vat_due", "rate = 1000"),
    ("closing", "perpetual_gross = perpetual_gross - 1"),
    ("closing", "documents = 2"),
]


@pytest.mark.parametrize(("table", "change"), CHANGES)
async def test_a_changed_column_is_found_in_its_row(books: Books, table: str, change: str) -> None:
    await books.tamper(f"UPDATE {table} SET {change} WHERE id = (SELECT min(id) FROM {table})")
    first = (await books.verified()).first
    assert first is not None
    whole = {"invoice_line": "invoice", "invoice_tax": "invoice", "ledger_line": "ledger_entry"}
    assert (first.problem, first.table, first.id) == (Problem.ROW_ALTERED, whole.get(table, table), 1)
    assert first.expected != first.found


SPOILT = [
    ("invoice_line", "kind = 'itemx'", "invoice"),
    ("invoice", "kind = 'bill'", "invoice"),
    ("payment", "method = 'shells'", "payment"),
]


@pytest.mark.parametrize(("table", "change", "named"), SPOILT)
async def test_a_row_that_cannot_be_read_hides_no_other(books: Books, table: str, change: str, named: str) -> None:
    await books.tamper(f"UPDATE {table} SET {change} WHERE id = (SELECT min(id) FROM {table})")
    await books.tamper("UPDATE settlement SET amount = amount + 1 WHERE id = (SELECT min(id) FROM settlement)")
    broken = (await books.verified()).broken
    found = {(one.problem, one.table) for one in broken}
    assert (Problem.ROW_UNREADABLE, named) in found
    assert next(one for one in broken if one.problem is Problem.ROW_UNREADABLE).number
    assert (Problem.ROW_ALTERED, "settlement") in found


async def test_a_moment_of_a_link_that_is_none_is_found(books: Books) -> None:
    if not books.work.database.is_sqlite:
        pytest.skip("PostgreSQL keeps nothing but moments there")
    await books.tamper("UPDATE chain_link SET at = 'hier' WHERE sequence = 4")
    first = (await books.verified()).first
    assert first is not None
    assert (first.problem, first.number) == (Problem.LINK_ALTERED, "4")


@pytest.mark.parametrize("tables", [("chain_head",), ("chain_head", "chain_link")])
async def test_books_whose_chain_was_thrown_away_are_looked_at_still(books: Books, tables: tuple[str, ...]) -> None:
    with pytest.raises(DBAPIError):
        async with books.work.database.writing() as session:
            await session.execute(text("DELETE FROM chain_head"))
    for table in tables:
        await books.tamper(f"DELETE FROM {table}")
    async with books.work.read(SYSTEM) as db:
        assert [one.company_id for one in await companies_with_books(db)] == [books.owner.company_id]
    assert (await books.verified()).broken


@pytest.mark.parametrize("column", ["sequence", "kind", "subject_id", "at", "content", "hash"])
async def test_a_changed_link_is_found(books: Books, column: str) -> None:
    change = {
        "sequence": "sequence = 1000",
        "kind": "kind = 'payment'",
        "subject_id": "subject_id = 1",
        "at": "at = '2026-11-20 08:00:00'",
    }.get(column, f"{column} = '{'0' * 64}'")
    await books.tamper(f"UPDATE chain_link SET {change} WHERE sequence = 4")
    first = (await books.verified()).first
    assert first is not None
    if column == "sequence":
        assert (first.problem, first.number, first.expected) == (Problem.LINK_MISSING, "5", "4")
    else:
        assert (first.problem, first.table, first.number) == (Problem.LINK_ALTERED, "chain_link", "4")
        wrong = [one for one in (await books.verified()).broken if one.problem is Problem.LINK_ALTERED]
        assert len(wrong) == 1, "those after it stand on what it was"


@pytest.mark.parametrize("kind", sorted({*SUBJECTS} - {*_NONE}))
async def test_a_row_that_was_taken_away_is_missed(books: Books, kind: str) -> None:
    table = SUBJECTS[kind].table
    parts = {"invoice": ("invoice_line", "invoice_tax", "invoice_deduction"), "entry": ("ledger_line",)}.get(kind, ())
    parent = {"invoice": "invoice_id", "entry": "entry_id"}.get(kind, "")
    gone = "1" if kind in {"closing", "payment", "settlement"} else "3"
    beside = [f"DELETE FROM {part} WHERE {parent} = {gone}" for part in parts]
    if kind == "invoice":
        beside.append("UPDATE vat_due SET invoice_id = 1 WHERE invoice_id = 3")
    if kind == "payment":
        beside.append("UPDATE settlement SET payment_id = NULL")
    await books.tamper(*beside, f"DELETE FROM {table} WHERE id = {gone}")
    broken = (await books.verified()).broken
    assert (Problem.ROW_MISSING, table, int(gone)) in {(one.problem, one.table, one.id) for one in broken}


@pytest.mark.parametrize("table", ["invoice_line", "invoice_tax", "ledger_line"])
async def test_a_part_that_was_taken_away_is_missed(books: Books, table: str) -> None:
    await books.tamper(f"DELETE FROM {table} WHERE id = (SELECT min(id) FROM {table})")
    first = (await books.verified()).first
    assert first is not None
    assert (first.problem, first.id) == (Problem.ROW_ALTERED, 1)


async def test_a_line_that_was_added_to_an_issued_invoice_is_found(books: Books) -> None:
    names = [name for name in columns(SUBJECTS["invoice"].parts[0].model) if name != "id"]
    kept = ", ".join(f'"{name}"' for name in names)
    await books.tamper(f"INSERT INTO invoice_line ({kept}) SELECT {kept} FROM invoice_line WHERE id = 3")
    first = (await books.verified()).first
    assert first is not None
    assert (first.problem, first.table, first.id, first.number) == (Problem.ROW_ALTERED, "invoice", 2, "FA2611-0002")


async def test_two_rows_that_change_places_are_found(books: Books) -> None:
    await books.tamper(
        "UPDATE vat_due SET id = 900 WHERE id = 1",
        "UPDATE vat_due SET id = 1 WHERE id = 2",
        "UPDATE vat_due SET id = 2 WHERE id = 900",
    )
    broken = [one for one in (await books.verified()).broken if one.problem is Problem.ROW_ALTERED]
    assert [(one.table, one.id) for one in broken] == [("vat_due", 1), ("vat_due", 2)]


async def test_two_links_that_change_places_are_found(books: Books) -> None:
    await books.tamper(
        "UPDATE chain_link SET sequence = 900 WHERE sequence = 2",
        "UPDATE chain_link SET sequence = 2 WHERE sequence = 3",
        "UPDATE chain_link SET sequence = 3 WHERE sequence = 900",
    )
    first = (await books.verified()).first
    assert first is not None
    assert (first.problem, first.number) == (Problem.LINK_ALTERED, "2")


@pytest.mark.parametrize("kind", ["payment", "settlement", "vat", "closing"])
async def test_a_row_that_came_without_a_link_is_found(books: Books, kind: str) -> None:
    model = SUBJECTS[kind].model
    given = {
        "number": "'RG2611-0002'",
        "key": "'more'",
        "starts_on": "'2026-10-01'",
    }
    names = [name for name in columns(model) if name != "id"]
    kept = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(given.get(name, f'"{name}"') for name in names)
    table = model.__tablename__
    await books.tamper(f"INSERT INTO {table} ({kept}) SELECT {values} FROM {table} WHERE id = 1")
    first = (await books.verified()).first
    assert first is not None
    assert (first.problem, first.table) == (Problem.ROW_UNLINKED, table)


async def test_an_end_that_was_cut_off_is_missed(books: Books) -> None:
    await books.tamper("DELETE FROM chain_link WHERE sequence > 10")
    first = (await books.verified()).first
    assert first is not None
    assert (first.problem, first.expected, first.found) == (Problem.TAIL_ALTERED, "16", "10")


async def test_an_end_that_was_cut_off_with_its_rows_is_missed_by_the_counters(books: Books) -> None:
    await books.tamper(
        "DELETE FROM chain_link WHERE sequence > 13",
        "DELETE FROM vat_due WHERE invoice_id = 4",
        "DELETE FROM ledger_line WHERE entry_id = 5",
        "DELETE FROM ledger_entry WHERE id = 5",
        "DELETE FROM invoice_line WHERE invoice_id = 4",
        "DELETE FROM invoice_tax WHERE invoice_id = 4",
        "DELETE FROM invoice WHERE id = 4",
        "UPDATE chain_head SET sequence = 13, hash = (SELECT hash FROM chain_link WHERE sequence = 13)",
    )
    broken = (await books.verified()).broken
    assert [(one.problem, one.number, one.expected, one.found) for one in broken] == [
        (Problem.COUNTER_WRONG, "invoice 2026", "0002", "0003"),
        (Problem.COUNTER_WRONG, "entry", "4", "5"),
    ]


@pytest.mark.parametrize("table", sorted({*GUARDED} - {"invoice_deduction", "invoice_copy", "ledger_lock"}))
async def test_the_database_itself_refuses_to_change_or_delete(books: Books, table: str) -> None:
    for statement in (f"DELETE FROM {table} WHERE id = 1", f"UPDATE {table} SET company_id = company_id WHERE id = 1"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with books.work.database.writing(books.owner.company_id) as session:
                await session.execute(text(statement))
    assert (await books.verified()).broken == []
