"""Orders and their lines."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.company.models import StockOut
from core.db import Base, CompanyRow, Versioned
from core.db.columns import Word
from core.kernel.amounts import (
    NO_RATE,
    NOTHING,
    ZERO,
    Amount,
    Quantity,
    Rate,
    amount,
)
from core.parties.models import Customer
from core.sales.lifecycles import (
    ORDER,
    Engagement,
    LineKind,
    OrderAction,
    OrderState,
)
from core.sales.models.sold import SoldLine, priced, stored
from core.sales.rules import PricedLine, Totals, totals


class Order(Base, CompanyRow, Versioned):
    """A customer's order, made from a quote: the same terms and lines, checked and recorded. One order for one quote.

    `control` is what the control found when it was asked for, by check; `forced_by` let it pass all the same, and
    `forced_reason` says why. The engagement: who bound the customer, when, how, on which version of the general
    conditions; a change since is `changed_at`, and what is left to sign again. `stock_out` is when its goods leave the
    stock. `net`, `tax` and `gross` are of what is still ordered.
    """

    __tablename__ = "sales_order"
    __table_args__ = (
        UniqueConstraint("company_id", "number"),
        UniqueConstraint("company_id", "quote_id"),
        Index("ix_sales_order_customer", "company_id", "customer_id"),
        Index("ix_sales_order_state", "company_id", "state"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    customer: Mapped[Customer] = relationship(init=False, lazy="raise")
    state: Mapped[OrderState] = mapped_column(Word(OrderState), default=OrderState.WAITING)
    number: Mapped[str] = mapped_column(String(40))
    ordered_on: Mapped[date]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]  # person
    salesperson_id: Mapped[int | None] = mapped_column(default=None)  # person who is told what becomes of it
    salesperson: Mapped[str] = mapped_column(String(200), default="")
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    discount: Mapped[Rate] = mapped_column(default=NO_RATE)
    discount_amount: Mapped[Amount] = mapped_column(default=ZERO)
    language: Mapped[str] = mapped_column(String(10), default="fr")
    subject: Mapped[str] = mapped_column(String(200), default="")
    notes: Mapped[str] = mapped_column(String(2000), default="")
    payment_terms: Mapped[str] = mapped_column(String(20), default="")
    deposit: Mapped[Rate] = mapped_column(default=NO_RATE)
    deposit_received: Mapped[Amount] = mapped_column(default=ZERO)
    invoiced: Mapped[Amount] = mapped_column(default=ZERO)  # with tax, less what was credited
    direct: Mapped[bool] = mapped_column(default=False)  # invoiced at once: what is invoiced is delivered
    delivery_on: Mapped[date | None] = mapped_column(default=None)  # promised
    warehouse_id: Mapped[int | None] = mapped_column(ForeignKey("warehouse.id"), default=None)  # whence it is delivered
    stock_out: Mapped[StockOut] = mapped_column(Word(StockOut), default=StockOut.DELIVERY)
    seller: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    buyer: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    place: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    customer_number: Mapped[str] = mapped_column(String(60), default="")
    customer_file_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    customer_file_name: Mapped[str] = mapped_column(String(200), default="")
    voice_sha256: Mapped[str | None] = mapped_column(String(64), default=None)  # what was said, as it was recorded
    control: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    forced_by: Mapped[int | None] = mapped_column(default=None)  # person
    forced_reason: Mapped[str] = mapped_column(String(500), default="")
    engagement: Mapped[Engagement] = mapped_column(Word(Engagement), default=Engagement.NONE)
    agreed_at: Mapped[datetime | None] = mapped_column(default=None)
    agreed_by: Mapped[str] = mapped_column(String(200), default="")
    agreed_role: Mapped[str] = mapped_column(String(100), default="")  # « gérant »
    agreed_words: Mapped[str] = mapped_column(String(100), default="")
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)  # an oral order, by the customer himself
    signature_sha256: Mapped[str | None] = mapped_column(String(64), default=None)  # PNG
    conditions_version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime | None] = mapped_column(default=None)
    pdf_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    net: Mapped[Amount] = mapped_column(default=ZERO)
    tax: Mapped[Amount] = mapped_column(default=ZERO)
    gross: Mapped[Amount] = mapped_column(default=ZERO)
    demo: Mapped[bool] = mapped_column(default=False)
    lines: Mapped[list["OrderLine"]] = relationship(
        default_factory=list,
        back_populates="order",
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="OrderLine.position",
    )

    @property
    def to_sign_again(self) -> bool:
        """Whether it was changed after the customer had bound himself."""
        return self.agreed_at is not None and self.changed_at is not None and self.changed_at > self.agreed_at

    @property
    def owed_back(self) -> Amount:
        """What came of money and is to be given back: all of it once nobody wants the order, or what is too much."""
        due = ZERO if self.state in (OrderState.REFUSED, OrderState.CANCELLED) else self.gross
        return amount(max(self.deposit_received - due, ZERO))

    def apply(self, action: OrderAction) -> None:
        """Take a step of the lifecycle; raises IllegalTransition."""
        self.state = ORDER.after(self.state, action)
        self.touch()

    def totals(self) -> Totals:
        return totals(
            [line.priced() for line in self.lines], discount=self.discount, discount_amount=self.discount_amount
        )

    def settle(self) -> None:
        """Store what the lines total now. Raises AmountTooLarge."""
        self.net, self.tax, self.gross = stored(self.totals())


class OrderLine(Base, CompanyRow, SoldLine):
    """One line of an order. `quantity` is what is ordered now, `cancelled` what once was and is no longer."""

    __tablename__ = "sales_order_line"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("sales_order.id"), init=False, index=True)
    order: Mapped[Order] = relationship(init=False, back_populates="lines", lazy="raise", repr=False)
    cancelled: Mapped[Quantity] = mapped_column(default=NOTHING)
    invoiced: Mapped[Quantity] = mapped_column(default=NOTHING)  # less what was credited
    delivery_on: Mapped[date | None] = mapped_column(default=None)  # promised for this line

    def priced(self) -> PricedLine:
        return priced(self, counted=self.kind is LineKind.ITEM)
