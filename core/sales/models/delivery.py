"""Deliveries, step by step, and returns."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, CompanyRow, Scaled, Versioned
from core.db.columns import Word
from core.kernel.amounts import (
    NOTHING,
    Quantity,
)
from core.sales.lifecycles import (
    DELIVERY,
    DeliveryAction,
    DeliveryState,
)
from core.sales.models.order import Order


class Delivery(Base, CompanyRow, Versioned):
    """Goods and services of one order brought at one time, with the note that is signed for them.

    `place` and `contact` copy where and to whom. The number is given when it is delivered. `reserves` is what the
    receiver remarks on all of it.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("company_id", "number"),
        Index("ix_delivery_order", "company_id", "order_id"),
        Index("ix_delivery_day", "company_id", "planned_on", "state"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"))
    order: Mapped[Order] = relationship(init=False, lazy="raise")
    state: Mapped[DeliveryState] = mapped_column(Word(DeliveryState), default=DeliveryState.PREPARING)
    number: Mapped[str | None] = mapped_column(String(40), default=None)
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))  # whence
    driver_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), default=None)
    planned_on: Mapped[date | None] = mapped_column(default=None)
    planned_at: Mapped[datetime | None] = mapped_column(default=None)  # the hour, when one is promised
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]  # person
    place: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    contact: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)  # {"name", "phone"}
    delivered_at: Mapped[datetime | None] = mapped_column(default=None)
    delivered_by: Mapped[int | None] = mapped_column(default=None)  # person
    problem: Mapped[str] = mapped_column(String(300), default="")
    reserves: Mapped[str] = mapped_column(String(1000), default="")
    signed_at: Mapped[datetime | None] = mapped_column(default=None)
    signed_by: Mapped[str] = mapped_column(String(200), default="")
    signed_role: Mapped[str] = mapped_column(String(100), default="")
    signature_sha256: Mapped[str | None] = mapped_column(String(64), default=None)  # PNG; none when typed
    photos: Mapped[list[Any]] = mapped_column(default_factory=list)  # {"sha256", "caption"}, as they came
    pdf_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    demo: Mapped[bool] = mapped_column(default=False)
    lines: Mapped[list["DeliveryLine"]] = relationship(
        default_factory=list,
        back_populates="delivery",
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="DeliveryLine.id",
    )

    def apply(self, action: DeliveryAction) -> None:
        """Take a step of the lifecycle; raises IllegalTransition."""
        self.state = DELIVERY.after(self.state, action)
        self.touch()


class DeliveryLine(Base, CompanyRow):
    """So much of one order line in one delivery.

    `planned` is to be brought, `picked` lies ready (None: not looked at yet), `delivered` was left with the customer,
    of which `damaged` with a reserve; `refused` went back with the driver. `lots` are the numbers of what is delivered.
    """

    __tablename__ = "delivery_line"
    __table_args__ = (UniqueConstraint("company_id", "delivery_id", "order_line_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), init=False)
    delivery: Mapped[Delivery] = relationship(init=False, back_populates="lines", lazy="raise", repr=False)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("sales_order_line.id"), index=True)
    planned: Mapped[Quantity]
    picked: Mapped[Quantity | None] = mapped_column(default=None)
    picked_by: Mapped[int | None] = mapped_column(default=None)  # person
    delivered: Mapped[Quantity] = mapped_column(default=NOTHING)
    damaged: Mapped[Quantity] = mapped_column(default=NOTHING)
    refused: Mapped[Quantity] = mapped_column(default=NOTHING)
    note: Mapped[str] = mapped_column(String(300), default="")
    lots: Mapped[list[str]] = mapped_column(default_factory=list)


class DeliveryStep(Base, CompanyRow):
    """A step of a delivery: when, by whom and, if he shared it, where. Never changed."""

    __tablename__ = "delivery_step"
    __table_args__ = (Index("ix_delivery_step_delivery", "company_id", "delivery_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"))
    state: Mapped[DeliveryState] = mapped_column(Word(DeliveryState))
    at: Mapped[datetime]
    by: Mapped[int | None]  # person
    latitude: Mapped[Decimal | None] = mapped_column(Scaled(6), default=None)
    longitude: Mapped[Decimal | None] = mapped_column(Scaled(6), default=None)
    note: Mapped[str] = mapped_column(String(300), default="")


class Return(Base, CompanyRow):
    """Goods that came back from one order, to stock or to quarantine: never more than was delivered."""

    __tablename__ = "sales_return"
    __table_args__ = (
        UniqueConstraint("company_id", "number"),
        Index("ix_sales_return_order", "company_id", "order_id"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"))
    number: Mapped[str] = mapped_column(String(40))
    warehouse_id: Mapped[int] = mapped_column(ForeignKey("warehouse.id"))  # where it went
    reason: Mapped[str] = mapped_column(String(300), default="")
    returned_at: Mapped[datetime]
    returned_by: Mapped[int | None]  # person
    lines: Mapped[list["ReturnLine"]] = relationship(
        default_factory=list, lazy="raise", cascade="all, delete-orphan", order_by="ReturnLine.id"
    )


class ReturnLine(Base, CompanyRow):
    __tablename__ = "sales_return_line"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    return_id: Mapped[int] = mapped_column(ForeignKey("sales_return.id"), init=False, index=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("sales_order_line.id"), index=True)
    quantity: Mapped[Quantity]
    lots: Mapped[list[str]] = mapped_column(default_factory=list)
