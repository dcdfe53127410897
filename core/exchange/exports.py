"""Tables of what is in the base, in the columns of an import: edited and dropped again, they change those rows."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, select

from core.catalog import families, products
from core.catalog.models import Product
from core.company.models import Member, Person
from core.exchange.columns import COLUMNS, Column
from core.exchange.events import Exported
from core.exchange.models import ImportKind
from core.exchange.tables.cells import Cell
from core.i18n import _
from core.kernel.amounts import PriceBasis
from core.parties.models import Customer
from core.parties.visibility import followed
from core.permissions import Permission, requires
from core.uow import Reader, UnitOfWork

_AT_ONCE: Final = 200  # rows read by one statement: SQLite runs it in place, and nobody is answered meanwhile

Values = Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file will hold: amounts and days as such, all else as words, also what only looks like a number."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@requires(Permission.DATA_EXPORT)
async def sheet(db: Reader, kind: ImportKind) -> Sheet:
    """All customers that the actor may see, or all products, without the columns that he may not; in his language."""
    columns = [one for one in COLUMNS[kind] if one.permission is None or db.actor.may(one.permission)]
    values = await _VALUES[kind](db)
    rows = [_row(columns, values(thing)) async for thing in _all(db, _WANTED[kind](db))]
    return Sheet(tuple(_(one.label) for one in columns), tuple(rows))


@requires(Permission.DATA_EXPORT)
async def record(uow: UnitOfWork, kind: ImportKind, *, rows: int, sha256: str) -> None:
    """Write down that a file of this many rows left the house."""
    uow.record(Exported(uow.actor.company_id or 0, kind, rows, sha256))


async def _all(db: Reader, wanted: Select[Any]) -> AsyncIterator[Any]:
    """Some at a time, in the order of their ids: others are served in between."""
    last = 0
    while True:
        thing = wanted.column_descriptions[0]["entity"]
        page = (await db.session.scalars(wanted.where(thing.id > last).order_by(thing.id).limit(_AT_ONCE))).all()
        for one in page:
            yield one
        if len(page) < _AT_ONCE:
            return
        last = page[-1].id
        await asyncio.sleep(0)


def _row(columns: Sequence[Column], values: Mapping[str, Any]) -> tuple[Cell, ...]:
    return tuple("" if values.get(one.field) in (None, "") else one.write(values[one.field]) for one in columns)


async def _customer_values(db: Reader) -> Values:
    ours = select(Person.id, Person.name).join(Member, Member.person_id == Person.id)
    followers = dict((await db.session.execute(ours)).all())

    def values(customer: Customer) -> Mapping[str, Any]:
        own = {one.field: getattr(customer, one.field, None) for one in COLUMNS[ImportKind.CUSTOMERS]}
        return {**own, "salesperson": followers.get(customer.salesperson_id or 0, "")}

    return values


async def _product_values(db: Reader) -> Values:
    paths = {branch.id: branch.path for branch in await families.tree(db)}
    rates = await products.rates(db)

    def values(product: Product) -> Mapping[str, Any]:
        own = {one.field: getattr(product, one.field, None) for one in COLUMNS[ImportKind.PRODUCTS]}
        prices: dict[str, Decimal | None] = {
            "price_ht": product.price if product.basis is PriceBasis.HT else None,
            "price_ttc": product.price if product.basis is PriceBasis.TTC else None,
        }
        vat = rates.of_class(product.vat_class)
        return {**own, **prices, "family": paths.get(product.family_id or 0, ""), "vat": vat}

    return values


_WANTED: Final[Mapping[ImportKind, Callable[[Reader], Select[Any]]]] = {
    ImportKind.CUSTOMERS: lambda db: select(Customer).where(Customer.archived_at.is_(None), followed(db)),
    ImportKind.PRODUCTS: lambda db: select(Product).where(Product.archived_at.is_(None)),
}
_VALUES: Final = {ImportKind.CUSTOMERS: _customer_values, ImportKind.PRODUCTS: _product_values}
