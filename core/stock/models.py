"""Where goods are, every move of them, and what is promised or expected."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow, Versioned
from core.db.columns import Word
from core.kernel.amounts import NOTHING, Quantity, UnitPrice


class WarehouseKind(StrEnum):
    DEPOT = "depot"
    VAN = "van"  # belongs to a person
    QUARANTINE = "quarantine"  # came back and is not sold as it is: never available


class MoveKind(StrEnum):
    RECEIPT = "receipt"
    SALE = "sale"
    RETURN = "return"
    TRANSFER = "transfer"  # two moves, out of one warehouse and into the other
    COUNT = "count"  # the difference that an inventory found
    ADJUSTMENT = "adjustment"


class Warehouse(Base, CompanyRow, Versioned):
    __tablename__ = "warehouse"
    __table_args__ = (UniqueConstraint("company_id", "name"), Index("ix_warehouse_person", "company_id", "person_id"))

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[WarehouseKind] = mapped_column(Word(WarehouseKind), default=WarehouseKind.DEPOT)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)  # whose van it is
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None] = mapped_column(default=None)


class StockLevel(Base, CompanyRow):
    """What one warehouse has of one product: the sums of its moves and of its reservations, kept for quick answers.

    Whoever moves or reserves locks this row first, in the order of (product, warehouse).
    """

    __tablename__ = "stock_level"
    __table_args__ = (UniqueConstraint("company_id", "product_id", "warehouse_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"), index=True)
    on_hand: Mapped[Quantity] = mapped_column(default=NOTHING)
    reserved: Mapped[Quantity] = mapped_column(default=NOTHING)
    location: Mapped[str] = mapped_column(String(40), default="")  # where in the warehouse: « A3-2 »


class StockMove(Base, CompanyRow):
    """Goods that came (positive) or went (negative). Never changed or deleted: a wrong one is reversed by another.

    `subject` and `subject_id` name what asked for it, ("delivery", 12); `key` makes it happen once, whoever asks again.
    """

    __tablename__ = "stock_move"
    __table_args__ = (
        UniqueConstraint("company_id", "key"),
        Index("ix_stock_move_product", "company_id", "product_id", "warehouse_id"),
        Index("ix_stock_move_lot", "company_id", "product_id", "lot"),
        Index("ix_stock_move_subject", "company_id", "subject", "subject_id"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    quantity: Mapped[Quantity]
    kind: Mapped[MoveKind] = mapped_column(Word(MoveKind))
    lot: Mapped[str] = mapped_column(String(60), default="")  # lot or serial number, where the product has them
    unit_cost: Mapped[UnitPrice | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(20), default="")
    subject_id: Mapped[int | None] = mapped_column(default=None)
    key: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime]
    made_by: Mapped[int | None]  # person


class Reservation(Base, CompanyRow):
    """So much of a product promised from a warehouse to one thing, ("order_line", 7); gone once it has left."""

    __tablename__ = "reservation"
    __table_args__ = (
        UniqueConstraint(
            "company_id", "subject", "subject_id", "product_id", "warehouse_id", name="uq_reservation_subject"
        ),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    quantity: Mapped[Quantity]
    subject: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    made_at: Mapped[datetime]


class ExpectedReceipt(Base, CompanyRow):
    """Goods that a supplier has announced: available on a day to come."""

    __tablename__ = "expected_receipt"
    __table_args__ = (
        UniqueConstraint("company_id", "key"),
        Index("ix_expected_receipt_product", "company_id", "product_id", "due_on"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    announced: Mapped[Quantity]
    quantity: Mapped[Quantity]  # still to come
    due_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(200), default="")
    key: Mapped[str] = mapped_column(String(120))  # makes it be announced once, and found again
    made_at: Mapped[datetime]
    made_by: Mapped[int | None]  # person
    closed_at: Mapped[datetime | None] = mapped_column(default=None)  # all has come, or will not


class CountState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class StockCount(Base, CompanyRow, Versioned):
    """An inventory of one warehouse; at most one is open there."""

    __tablename__ = "stock_count"
    __table_args__ = (Index("ix_stock_count_warehouse", "company_id", "warehouse_id", "state"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    state: Mapped[CountState] = mapped_column(Word(CountState), default=CountState.OPEN)
    started_at: Mapped[datetime]
    started_by: Mapped[int | None]  # person
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(String(200), default="")


class StockCountLine(Base, CompanyRow):
    """What somebody counted of a product; `expected` is what the level said at that moment."""

    __tablename__ = "stock_count_line"
    __table_args__ = (UniqueConstraint("company_id", "count_id", "product_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    count_id: Mapped[int] = mapped_column(ForeignKey("stock_count.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    counted: Mapped[Quantity]
    expected: Mapped[Quantity]
    counted_at: Mapped[datetime]
    counted_by: Mapped[int | None]  # person


class StockMinimum(Base, CompanyRow):
    """How much of a product a warehouse should never have less of, promises set aside.

    `below_since`: since when there is less; `crossings` counts how often it came to that.
    """

    __tablename__ = "stock_minimum"
    __table_args__ = (UniqueConstraint("company_id", "product_id", "warehouse_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))
    minimum: Mapped[Quantity]
    below_since: Mapped[datetime | None] = mapped_column(default=None)
    crossings: Mapped[int] = mapped_column(default=0)
