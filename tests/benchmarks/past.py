"""A past of orders, invoices and moves: a few are made by use cases, and copied in the database as often as wanted."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, Connection, String, Table, cast, func, insert, literal, select, text, update

from core.catalog.models import Product
from core.chain import ChainHead, ChainLink
from core.db import Base, Database
from core.invoicing.models import Invoice, InvoiceLine, InvoiceTax, Settlement, VatDue
from core.journal import Entry
from core.ledger.models import LedgerEntry, LedgerLine
from core.numbering import Counter
from core.parties.models import Customer
from core.sales.models import (
    Delivery,
    DeliveryLine,
    DeliveryStep,
    Order,
    OrderLine,
    Quote,
    QuoteLine,
    Return,
    ReturnLine,
)
from core.stock.models import Reservation, StockLevel, StockMove
from core.treasury.models import Payment

_APART: Final = 10_000  # a copy's ids are its model's and so many more: what belongs together stays together
_COPIED: Final[Mapping[type[Base], Sequence[str]]] = {  # which columns beside the id are shifted with it
    Quote: (),
    QuoteLine: ("quote_id",),
    Order: ("quote_id",),
    OrderLine: ("order_id",),
    Delivery: ("order_id",),
    DeliveryLine: ("delivery_id", "order_line_id"),
    DeliveryStep: ("delivery_id",),
    Return: ("order_id",),
    ReturnLine: ("return_id", "order_line_id"),
    Reservation: ("subject_id",),
    StockMove: ("subject_id",),
    Invoice: ("order_id",),
    InvoiceLine: ("invoice_id", "order_line_id"),
    InvoiceTax: ("invoice_id",),
    Payment: (),
    Settlement: ("invoice_id", "payment_id"),
    VatDue: ("invoice_id", "settlement_id"),
    LedgerEntry: ("number", "subject_id"),
    LedgerLine: ("entry_id",),
    ChainLink: ("sequence", "subject_id"),
    Entry: ("subject_id",),
}
_UNIQUE: Final = ("number", "key")


async def multiply(database: Database, times: int) -> None:
    """So many copies of all orders and of what belongs to them, spread over all customers and products."""
    async with database.engine.begin() as connection:
        await connection.run_sync(_multiplied, times)
    await _settled(database)


async def move(database: Database, times: int) -> None:
    """So many copies of the first move, spread over all products."""
    async with database.engine.begin() as connection:
        await connection.run_sync(_copied, StockMove, times, StockMove.id == 1)
    await _settled(database)


def _multiplied(connection: Connection, times: int) -> None:
    for table in _COPIED:
        of_orders = table not in (StockMove, Entry) or table.subject_id.is_not(None)
        _copied(connection, table, times, of_orders)


def _copied(connection: Connection, mapped: type[Base], times: int, which: Any) -> None:
    table = mapped.__table__
    assert isinstance(table, Table)
    copy = _numbers(times)
    values = {column.name: column for column in table.columns}
    values |= {name: table.c[name] + _APART * copy.c.number for name in ("id", *_COPIED[mapped])}
    texts = [name for name in _UNIQUE if name in values and name not in _COPIED[mapped]]
    values |= {name: table.c[name] + ":" + cast(copy.c.number, String) for name in texts}
    for name, of in (("customer_id", Customer), ("product_id", Product)):
        if name in values:
            values[name] = _spread(connection, of, table.c[name] + copy.c.number)
    rows = select(*values.values()).select_from(table).join(copy, literal(True)).where(which)
    connection.execute(insert(table).from_select(list(values), rows))


def _numbers(last: int) -> Any:
    """1, 2, 3 … as a table."""
    counted = select(literal(1, BigInteger).label("number")).cte("copy", recursive=True)
    return counted.union_all(select(counted.c.number + 1).where(counted.c.number < last))


def _spread(connection: Connection, mapped: type[Base], number: Any) -> Any:
    """One of the rows of this table, another one for each number; they were numbered in one go."""
    ids = mapped.__table__.c.id
    first, count = connection.execute(select(func.min(ids), func.count())).one()
    return first + number % count


async def _settled(database: Database) -> None:
    """Levels are sums again, ids and counts go on behind the last one, and PostgreSQL knows its statistics, as
    autovacuum does."""
    async with database.engine.begin() as connection:
        await connection.run_sync(_summed)
        await connection.run_sync(_counted)
    if database.is_sqlite:
        return  # Carnet has it gather no statistics
    async with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.run_sync(_numbered)
        await connection.execute(text("VACUUM ANALYZE"))


def _numbered(connection: Connection) -> None:
    for mapped in _COPIED:
        name = mapped.__tablename__
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))


def _counted(connection: Connection) -> None:
    for mapped, column, of, which in (
        (Counter, "last", LedgerEntry.number, Counter.series == "entry"),
        (ChainHead, "sequence", ChainLink.sequence, literal(True)),
    ):
        last = select(func.max(of)).scalar_subquery()
        connection.execute(update(mapped).where(which, last.is_not(None)).values({column: last}))


def _summed(connection: Connection) -> None:
    level = StockLevel.__table__
    assert isinstance(level, Table)
    for column, of in (("on_hand", StockMove.__table__), ("reserved", Reservation.__table__)):
        places = of.c.product_id, of.c.warehouse_id
        sums = select(*places, func.sum(of.c.quantity)).group_by(*places)
        for product_id, warehouse_id, total in connection.execute(sums).all():
            here = level.c.product_id == product_id, level.c.warehouse_id == warehouse_id
            connection.execute(update(level).where(*here).values({column: total}))
