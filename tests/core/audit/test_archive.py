"""The archive of a year says all of it, and proves itself without the program that made it."""

import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import update

from core.audit.archive.making import Archived, archive, years_to_archive
from core.audit.errors import NothingToArchive
from core.company.models import Company
from core.files import FileStore
from core.invoicing.models import Invoice
from core.invoicing.papers.keeping import attach
from tests.core.audit.books import Books

PDF = b"%PDF-1.7 an invoice"


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


async def _archived(books: Books, files: FileStore, year: int = 2026) -> Archived:
    return await archive(books.work, books.auditor, files, year=year)


def verified(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the archive's own program says; it finds nothing of ours."""
    command = [sys.executable, "-I", "-S", str(place / "verify.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", env={})


def unpacked(files: FileStore, made: Archived, place: Path) -> Path:
    with zipfile.ZipFile(files.path(made.sha256)) as packed:
        packed.extractall(place)
    return place


async def test_an_archive_verifies_without_the_program(books: Books, files: FileStore, tmp_path: Path) -> None:
    async with books.work.begin(books.owner) as uow:
        await uow.session.execute(update(Invoice).where(Invoice.id == 1).values(pdf_sha256=await files.put(PDF)))
        await uow.session.execute(update(Company).values(siren="732829320"))
    made = await _archived(books, files)
    place = unpacked(files, made, tmp_path / "here")
    told = verified(place)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("Archive intacte. 16 maillons, 16 lignes")
    assert (place / "pieces" / "FA2611-0001.pdf").read_bytes() == PDF
    assert "Année : 2026" in (place / "NOTICE.txt").read_text("utf-8")
    names = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    assert {"data/invoice.jsonl", "data/entry.jsonl", "data/payment.jsonl", "tables/customer.jsonl"} <= names
    assert {"tables/company.jsonl", "tables/ledger_account.jsonl", "SHA256SUMS", "chain.jsonl"} <= names
    assert verified(place, str(files.path(made.sha256))).returncode == 0, "or packed as it is"
    summed = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=place, check=False)
    assert summed.returncode == 0


async def test_one_byte_that_is_changed_in_any_file_is_named(books: Books, files: FileStore, tmp_path: Path) -> None:
    place = unpacked(files, await _archived(books, files), tmp_path / "here")
    for path in sorted(path for path in place.rglob("*") if path.is_file() and path.name != "verify.py"):
        content = path.read_bytes()
        changed = bytearray(content)
        changed[len(changed) // 2] ^= 1
        path.write_bytes(changed)
        assert verified(place).returncode == 1, path.name
        path.write_bytes(content)
    assert verified(place).returncode == 0


async def test_a_change_with_its_sums_made_good_is_found_by_the_chain(
    books: Books, files: FileStore, tmp_path: Path
) -> None:
    place = unpacked(files, await _archived(books, files), tmp_path / "here")
    invoices = place / "data" / "invoice.jsonl"
    whole = invoices.read_text("utf-8")
    for altered in (whole.replace('"120"', '"121"', 1), "".join(whole.splitlines(keepends=True)[1:])):
        invoices.write_text(altered, "utf-8")
        _sum_again(place)
        told = verified(place)
        assert told.returncode == 1
        assert "invoice 1" in told.stdout
    invoices.write_text(whole, "utf-8")
    chain = place / "chain.jsonl"
    chain.write_text("".join(chain.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    _sum_again(place)
    assert "la chaîne s'arrête au maillon 15" in verified(place).stdout


async def test_a_piece_or_the_file_of_entries_made_good_is_found(
    books: Books, files: FileStore, tmp_path: Path
) -> None:
    async with books.work.begin(books.owner) as uow:
        await uow.session.execute(update(Invoice).values(pdf_sha256=await files.put(PDF)))
        await uow.session.execute(update(Company).values(siren="732829320"))
    place = unpacked(files, await _archived(books, files), tmp_path / "here")
    assert verified(place).stdout.startswith("Archive intacte")
    piece, fec = place / "pieces" / "FA2611-0001.pdf", place / "fec" / "732829320FEC20261231.txt"
    entries = fec.read_bytes()
    lines = entries.splitlines(keepends=True)
    for path, altered in (
        (piece, b"%PDF-1.7 another"),
        (fec, entries.replace(b"120,00", b"121,00", 1)),
        (fec, b"".join(lines[:-2])),
        (fec, b"".join([*lines, lines[-1].replace(b"\t5\t", b"\t9\t")])),
        (piece, None),
    ):
        before = path.read_bytes()
        path.unlink()
        if altered is not None:
            path.write_bytes(altered)
        _sum_again(place)
        assert verified(place).returncode == 1, path.name
        path.write_bytes(before)
        _sum_again(place)
    assert verified(place).returncode == 0


async def test_a_piece_swapped_with_all_that_is_noted_of_it_is_found_by_the_chain(
    books: Books, files: FileStore, tmp_path: Path
) -> None:
    async with books.work.begin(books.auditor) as uow:
        await attach(uow, 1, sha256=await files.put(PDF))
    place = unpacked(files, await _archived(books, files), tmp_path / "here")
    piece, rows = place / "pieces" / "FA2611-0001.pdf", place / "data" / "invoice.jsonl"
    assert (verified(place).returncode, piece.read_bytes()) == (0, PDF)
    before, after = sha256(PDF).hexdigest(), sha256(b"%PDF-1.7 another").hexdigest()
    piece.write_bytes(b"%PDF-1.7 another")
    rows.write_text(rows.read_text("utf-8").replace(before, after), "utf-8")
    _sum_again(place)
    told = verified(place)
    assert (told.returncode, "FA2611-0001.pdf n'est pas la pièce" in told.stdout) == (1, True), told.stdout


async def test_a_piece_printed_the_year_after_is_in_that_years_archive(
    books: Books, files: FileStore, tmp_path: Path
) -> None:
    books.clock.now = datetime(2027, 1, 4, 9, tzinfo=UTC)
    await books.close()
    async with books.work.begin(books.auditor) as uow:
        await attach(uow, 1, sha256=await files.put(PDF))
    place = unpacked(files, await _archived(books, files, 2027), tmp_path / "here")
    assert (place / "pieces" / "FA2611-0001.pdf").read_bytes() == PDF
    assert verified(place).returncode == 0
    (place / "pieces" / "FA2611-0001.pdf").write_bytes(b"%PDF-1.7 another")
    _sum_again(place)
    assert verified(place).returncode == 1


async def test_a_damaged_archive_is_no_archive(books: Books, files: FileStore, tmp_path: Path) -> None:
    made = await _archived(books, files)
    place = unpacked(files, made, tmp_path / "here")
    content = bytearray(files.path(made.sha256).read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "damaged.zip").write_bytes(content)
    assert verified(place, str(tmp_path / "damaged.zip")).returncode == 1
    (tmp_path / "cut.zip").write_bytes(content[: len(content) // 2])
    told = verified(place, str(tmp_path / "cut.zip"))
    assert (told.returncode, told.stderr) == (1, "")


async def test_years_follow_each_other_without_a_link_in_none(books: Books, files: FileStore, tmp_path: Path) -> None:
    books.clock.now = datetime(2027, 1, 4, 9, tzinfo=UTC)
    await books.close()
    async with books.work.read(books.auditor) as db:
        assert await years_to_archive(db) == [2026]
    first = await _archived(books, files)
    async with books.work.read(books.auditor) as db:
        assert await years_to_archive(db) == []
    await books.invoice("70")
    second = await _archived(books, files, 2027)
    assert verified(unpacked(files, first, tmp_path / "first")).returncode == 0
    told = verified(unpacked(files, second, tmp_path / "second"))
    assert told.stdout.startswith("Archive intacte. 3 maillons, 3 lignes"), told.stdout
    again = await _archived(books, files)
    assert again.sha256 == first.sha256, "the archive of a closed year is made once"


async def test_a_year_that_is_over_has_an_archive_before_it_is_sealed(
    books: Books, files: FileStore, tmp_path: Path
) -> None:
    before = await _archived(books, files)
    books.clock.now = datetime(2027, 1, 4, 9, tzinfo=UTC)
    await books.invoice("70")
    early = await _archived(books, files)
    assert (early.final, early.links) == (False, before.links)
    assert verified(unpacked(files, early, tmp_path / "early")).returncode == 0
    await books.close()
    sealed = await _archived(books, files)
    assert (sealed.final, sealed.links > early.links) == (True, True)
    assert (await _archived(books, files)).sha256 == sealed.sha256


async def test_the_file_of_entries_is_in_the_archive_once_its_year_ends(
    books: Books, files: FileStore, tmp_path: Path
) -> None:
    async with books.work.begin(books.owner) as uow:
        await uow.session.execute(update(Company).values(siren="732829320"))
    place = unpacked(files, await _archived(books, files), tmp_path / "here")
    assert [path.name for path in sorted((place / "fec").iterdir())] == [
        "732829320FEC20261231.txt",
        "notice-732829320FEC20261231.txt",
    ]


async def test_a_paper_that_is_lost_or_was_never_printed_is_named_and_holds_nothing_up(
    books: Books, files: FileStore
) -> None:
    async with books.work.begin(books.owner) as uow:
        await uow.session.execute(update(Invoice).where(Invoice.id == 2).values(pdf_sha256="0" * 64))
        await uow.session.execute(update(Invoice).where(Invoice.id != 2).values(pdf_sha256=await files.put(PDF)))
        await uow.session.execute(update(Invoice).where(Invoice.id == 4).values(pdf_sha256=None))
    assert (await _archived(books, files)).missing == ["FA2611-0002", "FA2611-0003"]


@pytest.mark.parametrize("year", [2025, 2027])
async def test_a_year_without_anything_has_no_archive(books: Books, files: FileStore, year: int) -> None:
    with pytest.raises(NothingToArchive):
        await _archived(books, files, year)


def _sum_again(place: Path) -> None:
    there = (path for path in place.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    names = sorted(path.relative_to(place).as_posix() for path in there)
    sums = subprocess.run(["sha256sum", *names], cwd=place, capture_output=True, text=True, check=True).stdout
    (place / "SHA256SUMS").write_text(sums, "utf-8")
