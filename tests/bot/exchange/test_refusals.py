"""What the file of refused rows says of a cell: its column, and what is expected there."""

import pytest

from bot.errors import explain
from core.exchange.columns import COLUMNS, NAMED_BY
from core.exchange.imports.putting import try_some
from core.exchange.imports.rows import read_rows
from core.exchange.models import ImportKind
from core.uow import Work
from tests.companies import an_owner
from tests.core.exchange.imports.dropping import runner

CASES = [(kind, one.field) for kind in ImportKind for one in COLUMNS[kind]]


@pytest.mark.parametrize(("kind", "field"), CASES)
async def test_a_cell_that_no_column_takes_is_told_what_is_expected(work: Work, kind: ImportKind, field: str) -> None:
    absurd = "absurde " * 1000
    mapping = {0: NAMED_BY[kind], 1: field} if field != NAMED_BY[kind] else {1: field}
    rows = read_rows(kind, mapping, [["Un nom", absurd]], [2])
    async with work.read(runner(await an_owner(work))) as db:
        (tried,) = await try_some(db, rows, kind=kind)
    assert tried.error is not None
    said = explain(tried.error)
    assert " : " in said or "n'est pas juste" in said
    assert len(said) < 250
