"""Tables of what is in the base: whole, and nobody waits for them; numbers as numbers, and dropped again the same."""

import asyncio
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from core.catalog import products
from core.catalog.models import Product
from core.exchange import exports
from core.exchange.models import ImportKind
from core.exchange.tables.reading import read_table
from core.exchange.tables.writing import write_csv, write_xlsx
from core.kernel.amounts import PriceBasis, amount, percent, unit_price
from core.parties import customers
from core.parties.many import checked_card, create_many
from core.parties.models import Customer
from core.permissions import Actor
from core.uow import Work
from tests.companies import an_owner
from tests.core.exchange.imports.dropping import imported

_MANY = 450


async def test_a_long_table_is_whole_and_others_are_answered_while_it_is_read(work: Work) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        await create_many(uow, [checked_card({"name": f"Client {number}"}) for number in range(_MANY)])
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with work.read(owner) as db:
        answering = asyncio.create_task(others())
        sheet = await exports.sheet(db, ImportKind.CUSTOMERS)
        answering.cancel()
    assert len(set(sheet.rows)) == _MANY
    assert turns >= 2


CARD: dict[str, Any] = {
    "zip": "01000",
    "phone": "04 72 00 00 00",
    "siren": "732829320",
    "discount": percent("5.5"),
    "credit_limit": amount("1250.50"),
}
GOODS: dict[str, Any] = {
    "reference": "00123",
    "price": unit_price("0.1234"),
    "basis": PriceBasis.HT,
    "cost": unit_price("12.5"),
    "floor_price": unit_price("1300"),
    "barcode": "4006381333931",
}
KEPT = {Customer: ("name", *CARD), Product: ("label", *GOODS, "vat_class")}


async def _kept(work: Work, owner: Actor) -> list[list[Any]]:
    async with work.read(owner) as db:
        return [
            [getattr(one, name) for name in names]
            for entity, names in KEPT.items()
            for one in await db.session.scalars(select(entity))
        ]


async def _workbook(work: Work, owner: Actor, kind: ImportKind) -> tuple[dict[str, Any], bytes]:
    """The cells of the only row by their header, and the file."""
    async with work.read(owner) as db:
        sheet = await exports.sheet(db, kind)
    content = write_xlsx(sheet.header, sheet.rows)
    header, row = openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows()
    return {str(name.value): cell for name, cell in zip(header, row, strict=True)}, content


async def _somebody_and_something(work: Work) -> Actor:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        await customers.create(uow, name="Dupont", **CARD)
        await products.create(uow, label="Vis", **GOODS)
    return owner


async def test_amounts_are_numbers_with_their_places_and_what_only_looks_like_one_is_text(work: Work) -> None:
    owner = await _somebody_and_something(work)
    card, _content = await _workbook(work, owner, ImportKind.CUSTOMERS)
    goods, _content = await _workbook(work, owner, ImportKind.PRODUCTS)
    for cell, value, number_format in (
        (card["Remise %"], 5.5, "#,##0.0"),
        (card["Encours autorisé"], 1250.5, "#,##0.00"),
        (goods["Prix HT"], 0.1234, "#,##0.0000"),
        (goods["Coût HT"], 12.5, "#,##0.00"),
        (goods["Prix plancher HT"], 1300, "#,##0.00"),
    ):
        assert (cell.value, cell.data_type, cell.number_format) == (value, "n", number_format)
    texts = [card["Code postal"], card["Téléphone"], card["SIREN"], goods["Référence"], goods["Code-barres"]]
    assert [cell.data_type for cell in texts] == ["s"] * 5
    assert [cell.value for cell in texts][0::3] == ["01000", "00123"]


@pytest.mark.parametrize("kind", list(ImportKind))
async def test_a_file_that_is_dropped_again_changes_nothing(work: Work, kind: ImportKind) -> None:
    owner = await _somebody_and_something(work)
    before = await _kept(work, owner)
    async with work.read(owner) as db:
        sheet = await exports.sheet(db, kind)
    files = {"xlsx": write_xlsx(sheet.header, sheet.rows), "csv": write_csv(sheet.header, sheet.rows)}
    tables = [read_table(content, f"fichier.{name}") for name, content in files.items()]
    assert tables[0].rows == tables[1].rows
    job = await imported(work, owner, [tables[0].header, *tables[0].rows])
    assert job.kind is kind
    assert await _kept(work, owner) == before


async def test_a_price_that_is_changed_in_the_spreadsheet_is_the_new_one(work: Work) -> None:
    owner = await _somebody_and_something(work)
    _cells, content = await _workbook(work, owner, ImportKind.PRODUCTS)
    book = openpyxl.load_workbook(BytesIO(content))
    header = [cell.value for cell in book.worksheets[0][1]]
    book.worksheets[0].cell(2, header.index("Prix HT") + 1).value = 14.95
    changed = BytesIO()
    book.save(changed)
    table = read_table(changed.getvalue(), "articles.xlsx")
    await imported(work, owner, [table.header, *table.rows])
    async with work.read(owner) as db:
        assert (await db.session.scalars(select(Product.price))).all() == [Decimal("14.95")]
