"""What lies beside the chained rows is compared as well: the files of documents, and the letters of customers."""

from pathlib import Path

import pytest
from sqlalchemy import text

from core.audit.findings import Broken, Problem
from core.audit.verifying import verify
from core.files import FileStore
from core.invoicing.papers.keeping import attach
from core.uow import Work
from tests.core.audit.books import Books
from tests.core.sales.trade import a_trade
from tests.core.treasury.till import Till, a_till


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@pytest.fixture
async def kept(books: Books, files: FileStore) -> str:
    """The hash of the first invoice's file, put away as the worker does."""
    async with books.work.begin(books.auditor) as uow:
        return await attach(uow, 1, sha256=await files.put(b"%PDF-1.7 facture"))


async def _found(books: Books, files: FileStore | None) -> list[Broken]:
    async with books.work.read(books.auditor) as db:
        return list((await verify(db, files=files)).broken)


async def test_a_kept_file_is_whole(books: Books, files: FileStore, kept: str) -> None:
    assert await _found(books, files) == []


@pytest.mark.parametrize("other", [f"'{'a' * 64}'", "NULL"])
async def test_another_hash_of_the_kept_file_is_found(books: Books, files: FileStore, kept: str, other: str) -> None:
    await books.tamper(f"UPDATE invoice SET pdf_sha256 = {other} WHERE id = 1")
    (one,) = await _found(books, files)
    assert (one.problem, one.number, one.expected) == (Problem.COPY_DIFFERS, "FA2611-0001", kept)


async def test_a_hash_that_no_link_knows_is_found(books: Books) -> None:
    await books.tamper(f"UPDATE invoice SET pdf_sha256 = '{'b' * 64}' WHERE id = 2")
    (one,) = await _found(books, None)
    assert (one.problem, one.number, one.expected, one.found) == (Problem.COPY_DIFFERS, "FA2611-0002", "", "b" * 64)


async def test_a_file_that_was_swapped_with_the_row_and_the_journal_is_found(
    books: Books, files: FileStore, kept: str
) -> None:
    other = await files.put(b"%PDF-1.7 autre")
    await books.tamper(
        f"UPDATE invoice SET pdf_sha256 = '{other}' WHERE id = 1",
        f"UPDATE invoice_copy SET sha256 = '{other}'",
        f"""UPDATE journal SET facts = '{{"sha256": "{other}"}}' WHERE kind = 'InvoiceCopyKept'""",
    )
    broken = await _found(books, files)
    assert [(one.problem, one.table, one.number) for one in broken] == [
        (Problem.ROW_ALTERED, "invoice_copy", "FA2611-0001")
    ]


async def test_a_copy_without_a_link_is_found(books: Books, files: FileStore, kept: str) -> None:
    names = "number, made_at, company_id"
    await books.tamper(
        f"INSERT INTO invoice_copy (invoice_id, sha256, {names}) SELECT 2, '{'b' * 64}', {names} FROM invoice_copy",
        f"UPDATE invoice SET pdf_sha256 = '{'b' * 64}' WHERE id = 2",
    )
    found = {one.problem for one in await _found(books, None)}
    assert found == {Problem.ROW_UNLINKED, Problem.COPY_DIFFERS}


@pytest.mark.parametrize("content", [b"%PDF-1.7 autre", None])
async def test_an_altered_or_lost_file_is_found(
    books: Books, files: FileStore, kept: str, content: bytes | None
) -> None:
    files.path(kept).unlink() if content is None else files.path(kept).write_bytes(content)
    (one,) = await _found(books, files)
    assert (one.problem, one.number, one.expected) == (Problem.COPY_LOST, "FA2611-0001", kept)
    assert await _found(books, None) == [], "without a store only what is written is compared"


@pytest.fixture
async def till(work: Work) -> Till:
    """Two invoices, the first paid and so lettered."""
    till = await a_till(await a_trade(work))
    first, _second = await till.issued("100"), await till.issued("100")
    await till.receive("120", first)
    return till


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ("letter = 'ZZZ' WHERE debit > 0 AND letter IS NOT NULL", {Problem.LETTER_UNBALANCED}),
        ("letter = NULL WHERE credit > 0", {Problem.LETTER_UNBALANCED, Problem.LETTER_MISSING}),
        ("letter = NULL", {Problem.LETTER_MISSING}),
        (
            "letter = 'AAA' WHERE customer_id IS NOT NULL",
            {Problem.LETTER_UNBALANCED, Problem.LETTER_TOO_EARLY},
        ),
    ],
)
async def test_a_letter_that_somebody_changed_is_found(till: Till, change: str, problems: set[Problem]) -> None:
    assert await _letters(till) == set()
    async with till.work.database.writing() as session:
        await session.execute(text(f"UPDATE ledger_line SET {change}"))
    assert await _letters(till) == problems


async def _letters(till: Till) -> set[Problem]:
    auditor = till.system
    async with till.work.read(auditor) as db:
        return {one.problem for one in (await verify(db)).broken}
