"""Quotes and their lines."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, CompanyRow, Versioned
from core.db.columns import Word
from core.kernel.amounts import LARGEST_AMOUNT, NO_RATE, ZERO, Amount, PriceBasis, Quantity, Rate, UnitPrice
from core.parties.models import Customer
from core.sales.errors import AmountTooLarge
from core.sales.lifecycles import QUOTE, QuoteAction, QuoteState
from core.sales.rules import PricedLine, Totals, totals


class Quote(Base, CompanyRow, Versioned):
    """A quote. From VALIDATED on it is frozen: `seller` and `buyer` copy names and addresses as they were that day.

    `net`, `tax` and `gross` equal the sums of the lines at each change, so that lists need no lines.
    `source` is the message that made it, "chat:message"; `said` the folded words of that message.
    """

    __tablename__ = "quote"
    __table_args__ = (
        UniqueConstraint("company_id", "number"),
        Index("ix_quote_source", "company_id", "source"),
        Index("ix_quote_state", "company_id", "state", "created_by"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"), index=True)
    customer: Mapped[Customer] = relationship(init=False, lazy="raise")
    state: Mapped[QuoteState] = mapped_column(Word(QuoteState), default=QuoteState.DRAFT)
    number: Mapped[str | None] = mapped_column(String(40), default=None)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]  # person: the salesperson who is told what becomes of it
    salesperson: Mapped[str] = mapped_column(String(200))  # that person's name, as printed
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    discount: Mapped[Rate] = mapped_column(default=NO_RATE)
    discount_amount: Mapped[Amount] = mapped_column(default=ZERO)
    validity_days: Mapped[int]
    issued_on: Mapped[date | None] = mapped_column(default=None)
    valid_until: Mapped[date | None] = mapped_column(default=None)
    net: Mapped[Amount] = mapped_column(default=ZERO)
    tax: Mapped[Amount] = mapped_column(default=ZERO)
    gross: Mapped[Amount] = mapped_column(default=ZERO)
    demo: Mapped[bool] = mapped_column(default=False)
    seller: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    buyer: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    pdf_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[str] = mapped_column(String(80), default="")
    said: Mapped[str] = mapped_column(String(500), default="")
    lines: Mapped[list["QuoteLine"]] = relationship(
        default_factory=list,
        back_populates="quote",
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="QuoteLine.position",
    )

    def apply(self, action: QuoteAction) -> None:
        """Take a step of the lifecycle; raises IllegalTransition."""
        self.state = QUOTE.after(self.state, action)
        self.touch()

    def totals(self) -> Totals:
        return totals(
            [line.priced() for line in self.lines], discount=self.discount, discount_amount=self.discount_amount
        )

    def settle(self) -> None:
        """Store what the lines total now. Raises AmountTooLarge."""
        result = self.totals()
        if result.gross > LARGEST_AMOUNT:
            raise AmountTooLarge
        self.net, self.tax, self.gross = result.net, result.tax, result.gross


class QuoteLine(Base, CompanyRow):
    """One line; label and price are copies, the product may change later."""

    __tablename__ = "quote_line"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"), init=False, index=True)
    quote: Mapped[Quote] = relationship(init=False, back_populates="lines", lazy="raise", repr=False)
    position: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    reference: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(300))
    quantity: Mapped[Quantity]
    unit: Mapped[str] = mapped_column(String(10))
    unit_price: Mapped[UnitPrice]
    basis: Mapped[PriceBasis] = mapped_column(Word(PriceBasis))
    discount: Mapped[Rate]
    vat: Mapped[Rate]
    source: Mapped[str] = mapped_column(String(80))  # the message that said it, "chat:message"

    def priced(self) -> PricedLine:
        return PricedLine(self.quantity, self.unit_price, self.basis, self.discount, self.vat)
