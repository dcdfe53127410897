"""Invoices of every kind with their lines, taxes and deductions, what settles them, and the VAT that falls due."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, CompanyRow, Versioned
from core.db.columns import Word
from core.invoicing.lifecycles import INVOICE, InvoiceAction, InvoiceKind, InvoiceState, Nature
from core.kernel.amounts import NO_RATE, ZERO, Amount, Rate
from core.parties.models import Customer
from core.sales.models import SoldLine


class Invoice(Base, CompanyRow, Versioned):
    """An invoice, a deposit or progress invoice, or a credit note. Amounts are not negative: `sign` tells which way.

    Issued it is frozen, with `seller`, `buyer`, `place` and all that is printed as they were that day. `gross` is what
    the lines come to, `deducted` of it was invoiced before as deposits, `payable` is the rest. `percent` is the share
    of a deposit, or how far the works are with a progress invoice, all told. `origin` is what a credit note corrects,
    or what an invoice replaces. `key` makes a draft once for what asks for it.
    """

    UNCHAINED: ClassVar = frozenset({"version", "customer_id", "pdf_sha256"})  # merged customers: `buyer` stays

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("company_id", "number"),
        UniqueConstraint("company_id", "key"),
        Index("ix_invoice_customer", "company_id", "customer_id", "state"),
        Index("ix_invoice_order", "company_id", "order_id"),
        Index("ix_invoice_origin", "company_id", "origin_id"),
        Index("ix_invoice_issued", "company_id", "issued_on"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    kind: Mapped[InvoiceKind] = mapped_column(Word(InvoiceKind), default=InvoiceKind.INVOICE)
    state: Mapped[InvoiceState] = mapped_column(Word(InvoiceState), default=InvoiceState.DRAFT)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    customer: Mapped[Customer] = relationship(init=False, lazy="raise")
    order_id: Mapped[int | None] = mapped_column(ForeignKey("sales_order.id"), default=None)  # None: several, or none
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), default=None)
    number: Mapped[str | None] = mapped_column(String(35), default=None)
    key: Mapped[str | None] = mapped_column(String(80), default=None)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None]  # person
    issued_on: Mapped[date | None] = mapped_column(default=None)
    issued_at: Mapped[datetime | None] = mapped_column(default=None)
    issued_by: Mapped[int | None] = mapped_column(default=None)  # person
    supplied_on: Mapped[date | None] = mapped_column(default=None)  # the last day of delivery or work, when it is known
    due_on: Mapped[date | None] = mapped_column(default=None)
    salesperson_id: Mapped[int | None] = mapped_column(default=None)  # person
    salesperson: Mapped[str] = mapped_column(String(200), default="")
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    language: Mapped[str] = mapped_column(String(10), default="fr")
    discount: Mapped[Rate] = mapped_column(default=NO_RATE)
    discount_amount: Mapped[Amount] = mapped_column(default=ZERO)
    subject: Mapped[str] = mapped_column(String(200), default="")
    notes: Mapped[str] = mapped_column(String(2000), default="")  # printed
    reason: Mapped[str] = mapped_column(String(300), default="")  # of a credit note
    payment_terms: Mapped[str] = mapped_column(String(20), default="")  # a code of core.kernel.terms
    percent: Mapped[Rate] = mapped_column(default=NO_RATE)
    customer_number: Mapped[str] = mapped_column(String(60), default="")  # the number of his own order (BT-13)
    net_of_tax: Mapped[bool] = mapped_column(default=False)  # a credit note that leaves the VAT as it was
    nature: Mapped[Nature | None] = mapped_column(Word(Nature), default=None)
    vat_on_debits: Mapped[bool] = mapped_column(default=False)
    seller: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    buyer: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    place: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    sources: Mapped[list[Any]] = mapped_column(
        default_factory=list
    )  # {"kind", "number", "on"}: quote, order, deliveries
    mentions: Mapped[list[str]] = mapped_column(default_factory=list)  # the law's words for this case, as printed
    payment_locked_until: Mapped[date | None] = mapped_column(default=None)  # no payment before that day (L221-10)
    net: Mapped[Amount] = mapped_column(default=ZERO)
    tax: Mapped[Amount] = mapped_column(default=ZERO)
    gross: Mapped[Amount] = mapped_column(default=ZERO)
    deducted: Mapped[Amount] = mapped_column(default=ZERO)
    payable: Mapped[Amount] = mapped_column(default=ZERO)
    pdf_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    demo: Mapped[bool] = mapped_column(default=False)
    lines: Mapped[list["InvoiceLine"]] = relationship(
        default_factory=list,
        back_populates="invoice",
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="InvoiceLine.position",
    )
    taxes: Mapped[list["InvoiceTax"]] = relationship(
        default_factory=list, lazy="raise", cascade="all, delete-orphan", order_by="InvoiceTax.id"
    )
    deductions: Mapped[list["Deduction"]] = relationship(
        default_factory=list,
        lazy="raise",
        cascade="all, delete-orphan",
        order_by="Deduction.id",
        foreign_keys="Deduction.invoice_id",
    )

    @property
    def sign(self) -> int:
        """1 for what a customer owes, -1 for what he is owed."""
        return -1 if self.kind is InvoiceKind.CREDIT else 1

    def locked_on(self, day: date) -> bool:
        """Whether the law keeps it from being paid that day: its contract is too young (C. cons. L221-10)."""
        return self.payment_locked_until is not None and day < self.payment_locked_until

    def apply(self, action: InvoiceAction) -> None:
        """Take a step of the lifecycle; raises IllegalTransition."""
        self.state = INVOICE.after(self.state, action)
        self.touch()


class InvoiceLine(Base, CompanyRow, SoldLine):
    """One line. `category` and `vatex` say how it is taxed (UNTDID 5305, VATEX); `service` when its VAT is due.

    `billed`: its quantity counts as invoiced for `order_line_id`, or as not invoiced any more on a credit note. `net`
    is before tax, after the line's own discounts and before the document's, as it was totalled last. `lowers_line_id`:
    on a credit note, the line whose price it lowers, with nothing coming back, or whose earlier rebate it takes off.
    """

    CHAINED_LATER: ClassVar = frozenset({"lowers_line_id"})

    __tablename__ = "invoice_line"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), init=False, index=True)
    invoice: Mapped[Invoice] = relationship(init=False, back_populates="lines", lazy="raise", repr=False)
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey("sales_order_line.id"), index=True, default=None)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"), index=True, default=None)
    origin_line_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_line.id"), index=True, default=None)
    lowers_line_id: Mapped[int | None] = mapped_column(ForeignKey("invoice_line.id"), default=None)
    category: Mapped[str] = mapped_column(String(2), default="S")
    vatex: Mapped[str] = mapped_column(String(30), default="")
    service: Mapped[bool] = mapped_column(default=False)
    billed: Mapped[bool] = mapped_column(default=True)
    net: Mapped[Amount] = mapped_column(default=ZERO)


class InvoiceTax(Base, CompanyRow):
    """The VAT of one category and rate: `base` after discounts, its `tax`; `on_receipt` when it is due once paid.

    Goods and services of one rate have a row each; the rate's tax is computed on their summed base, and shared out.
    """

    __tablename__ = "invoice_tax"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), init=False, index=True)
    category: Mapped[str] = mapped_column(String(2))
    vatex: Mapped[str] = mapped_column(String(30), default="")
    rate: Mapped[Rate]
    on_receipt: Mapped[bool]
    base: Mapped[Amount]
    tax: Mapped[Amount]


class Deduction(Base, CompanyRow):
    """What a deposit invoice has charged before, deducted from this one: by rate, before tax and its tax."""

    __tablename__ = "invoice_deduction"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), init=False, index=True)
    deposit_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    category: Mapped[str] = mapped_column(String(2))
    vatex: Mapped[str] = mapped_column(String(30), default="")
    rate: Mapped[Rate]
    base: Mapped[Amount]
    tax: Mapped[Amount]


class InvoiceCopy(Base, CompanyRow):
    """The file that was printed of an issued document, by its hash: the first one, for ever (LPF L102 B)."""

    __tablename__ = "invoice_copy"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), unique=True)
    number: Mapped[str] = mapped_column(String(35))  # the document's
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]


class Settlement(Base, CompanyRow):
    """So much of an issued document is settled: by a payment, by another document, or written off. Never changed.

    `amount` has the sign of what it settles: positive on an invoice, negative on a credit note; a row that `undoes`
    another has the other sign. What an invoice and a credit note settle of each other is two rows, naming each other.
    """

    __tablename__ = "settlement"
    __table_args__ = (
        Index("ix_settlement_invoice", "company_id", "invoice_id"),
        Index("ix_settlement_payment", "company_id", "payment_id"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    amount: Mapped[Amount]
    on: Mapped[date]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None]  # person
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), default=None)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), default=None)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("settlement.id"), default=None)


class VatDue(Base, CompanyRow):
    """VAT that falls due on a day: at issue, or as what it is on is paid (CGI 269). Signed, and never changed.

    The sum of a period is what is declared; its taxes equal what is posted to the account of VAT due.
    """

    __tablename__ = "vat_due"
    __table_args__ = (
        Index("ix_vat_due_on", "company_id", "on"),
        Index("ix_vat_due_invoice", "company_id", "invoice_id"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    on: Mapped[date]
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    settlement_id: Mapped[int | None] = mapped_column(ForeignKey("settlement.id"), default=None)
    category: Mapped[str] = mapped_column(String(2))
    vatex: Mapped[str] = mapped_column(String(30), default="")
    rate: Mapped[Rate]
    base: Mapped[Amount]
    tax: Mapped[Amount]
