"""Quotes, their lines and what they begin with."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, CompanyRow, Versioned
from core.db.columns import Word
from core.kernel.amounts import (
    NO_RATE,
    ZERO,
    Amount,
    Rate,
    UnitPrice,
)
from core.parties.models import Customer
from core.sales.lifecycles import (
    QUOTE,
    Channel,
    LineKind,
    QuoteAction,
    QuoteState,
    Reason,
)
from core.sales.models.sold import SoldLine, priced, stored
from core.sales.rules import PricedLine, Totals, totals


class Quote(Base, CompanyRow, Versioned):
    """A quote. From VALIDATED on it is frozen: `seller` and `buyer` copy names and addresses as they were that day.

    `net`, `tax` and `gross` equal the sums of the lines at each change, so that lists need no lines.
    `source` is the message that made it, "chat:message"; `said` the folded words of that message. A revision names the
    quote that it `revises` and bears its number with the revision behind. A quote under its floor is validated once a
    manager has approved this very version.

    A draft `for_order` is never given to the customer as a quote: once controlled it becomes an order. What is known of
    the customer's own order stands in the columns that begin with `order_`.
    """

    __tablename__ = "quote"
    __table_args__ = (
        UniqueConstraint("company_id", "number"),
        Index("ix_quote_source", "company_id", "source"),
        Index("ix_quote_state", "company_id", "state", "created_by"),
        Index("ix_quote_revises", "company_id", "revises_id"),
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
    language: Mapped[str] = mapped_column(String(10), default="fr")  # of what the customer reads
    subject: Mapped[str] = mapped_column(String(200), default="")
    notes: Mapped[str] = mapped_column(String(2000), default="")  # printed
    payment_terms: Mapped[str] = mapped_column(String(20), default="")  # a code of core.kernel.terms
    deposit: Mapped[Rate] = mapped_column(default=NO_RATE)  # asked when the quote is accepted
    delivery_on: Mapped[date | None] = mapped_column(default=None)
    address_id: Mapped[int | None] = mapped_column(ForeignKey("address.id"), default=None)  # where it is done
    channel: Mapped[Channel] = mapped_column(Word(Channel), default=Channel.PREMISES)
    revises_id: Mapped[int | None] = mapped_column(ForeignKey("quote.id"), default=None)
    revision: Mapped[int] = mapped_column(default=0)
    floor_asked_by: Mapped[int | None] = mapped_column(default=None)  # person
    floor_approved_by: Mapped[int | None] = mapped_column(default=None)  # person
    floor_approved_version: Mapped[int | None] = mapped_column(default=None)
    validity_days: Mapped[int]
    issued_on: Mapped[date | None] = mapped_column(default=None)
    valid_until: Mapped[date | None] = mapped_column(default=None)
    net: Mapped[Amount] = mapped_column(default=ZERO)
    tax: Mapped[Amount] = mapped_column(default=ZERO)
    gross: Mapped[Amount] = mapped_column(default=ZERO)
    demo: Mapped[bool] = mapped_column(default=False)
    seller: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    buyer: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    place: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)  # where it is done, when not at the buyer's
    pdf_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by: Mapped[str] = mapped_column(String(200), default="")
    agreed_words: Mapped[str] = mapped_column(String(100), default="")  # « Bon pour accord »
    early_start: Mapped[bool] = mapped_column(default=False)  # asked for before the end of withdrawal (L221-25)
    payment_locked_until: Mapped[date | None] = mapped_column(default=None)  # no payment before that day (L221-10)
    withdrawal_until: Mapped[date | None] = mapped_column(default=None)  # the last day to withdraw (L221-18, L221-19)
    reason: Mapped[Reason | None] = mapped_column(Word(Reason), default=None)
    reason_note: Mapped[str] = mapped_column(String(500), default="")
    source: Mapped[str] = mapped_column(String(80), default="")
    said: Mapped[str] = mapped_column(String(500), default="")
    for_order: Mapped[bool] = mapped_column(default=False)
    order_number: Mapped[str] = mapped_column(String(60), default="")  # the customer's own
    order_file_sha256: Mapped[str | None] = mapped_column(String(64), default=None)  # his order, as he sent it
    order_file_name: Mapped[str] = mapped_column(String(200), default="")
    order_voice_sha256: Mapped[str | None] = mapped_column(String(64), default=None)  # a voice note of it
    order_told_by: Mapped[str] = mapped_column(String(200), default="")  # who ordered by word of mouth
    order_sent_by: Mapped[str] = mapped_column(String(200), default="")  # who sent his written order, if that is known
    lines: Mapped[list["QuoteLine"]] = relationship(
        default_factory=list,
        back_populates="quote",
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="QuoteLine.position",
    )

    @property
    def agreed(self) -> bool:
        """Whether the customer said yes to it, ordered since or not."""
        return self.state in (QuoteState.ACCEPTED, QuoteState.ORDERED) and self.answered_at is not None

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
        self.net, self.tax, self.gross = stored(self.totals())


class QuoteLine(Base, CompanyRow, SoldLine):
    """One line of a quote. `cost` and `floor` are before tax, per unit."""

    __tablename__ = "quote_line"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    quote_id: Mapped[int] = mapped_column(ForeignKey("quote.id"), init=False, index=True)
    quote: Mapped[Quote] = relationship(init=False, back_populates="lines", lazy="raise", repr=False)
    floor: Mapped[UnitPrice | None] = mapped_column(default=None)
    optional: Mapped[bool] = mapped_column(default=False)
    chosen: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(String(80))  # the message that said it, "chat:message"

    @property
    def counted(self) -> bool:
        """Whether the totals hold this line: an option does once it is chosen."""
        return self.kind is LineKind.ITEM and (self.chosen or not self.optional)

    def priced(self) -> PricedLine:
        return priced(self, counted=self.counted)


class QuoteTemplate(Base, CompanyRow):
    """What quotes of one sort begin with: lines, texts and terms under a name. `content` is what `templates` writes."""

    __tablename__ = "quote_template"
    __table_args__ = (Index("ix_quote_template_name", "company_id", "name"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    content: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]  # person
    archived_at: Mapped[datetime | None] = mapped_column(default=None)
