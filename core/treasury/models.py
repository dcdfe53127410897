"""Bank accounts and tills, which of them each method goes to, and payments."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, CompanyRow
from core.db.columns import Word
from core.kernel.amounts import Amount
from core.parties.models import Customer


class PaymentMethod(StrEnum):
    CARD = "card"
    CHEQUE = "cheque"
    CASH = "cash"
    TRANSFER = "transfer"
    DIRECT_DEBIT = "direct-debit"
    BILL = "bill"  # effet: bill of exchange
    VOUCHER = "voucher"
    ONLINE = "online"  # a payment inside the messenger, through its provider


class PlaceKind(StrEnum):
    BANK = "bank"
    CASH = "cash"


class MoneyPlace(Base, CompanyRow):
    """A bank account or a till: `journal` and `account` are where its payments are posted."""

    __tablename__ = "money_place"
    __table_args__ = (UniqueConstraint("company_id", "name"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[PlaceKind] = mapped_column(Word(PlaceKind))
    journal: Mapped[str] = mapped_column(String(8))
    account: Mapped[str] = mapped_column(String(20))
    iban: Mapped[str] = mapped_column(String(34), default="")
    archived_at: Mapped[datetime | None] = mapped_column(default=None)


class MethodPlace(Base, CompanyRow):
    """Where payments of one method go when nobody says otherwise."""

    __tablename__ = "method_place"
    __table_args__ = (UniqueConstraint("company_id", "method"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    method: Mapped[PaymentMethod] = mapped_column(Word(PaymentMethod))
    place_id: Mapped[int] = mapped_column(ForeignKey("money_place.id"))


class Payment(Base, CompanyRow):
    """Money of a customer's: positive when it comes, negative when it is given back. Never changed.

    A bounced or mistaken one is reversed by another row, `reverses_id`. `reference` is the cheque's number or the
    bank's own words. `key` makes it happen once, however often it is asked for.
    """

    UNCHAINED: ClassVar = frozenset({"customer_id"})  # of merged customers

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("company_id", "key"),
        UniqueConstraint("company_id", "number"),
        UniqueConstraint("company_id", "reverses_id"),
        Index("ix_payment_customer", "company_id", "customer_id"),
        Index("ix_payment_on", "company_id", "on"),
        Index("ix_payment_order", "company_id", "order_id"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    number: Mapped[str] = mapped_column(String(40))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    customer: Mapped[Customer] = relationship(init=False, lazy="raise")
    method: Mapped[PaymentMethod] = mapped_column(Word(PaymentMethod))
    place_id: Mapped[int] = mapped_column(ForeignKey("money_place.id"))
    place: Mapped[MoneyPlace] = relationship(init=False, lazy="raise")
    amount: Mapped[Amount]
    on: Mapped[date]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None]  # person
    reference: Mapped[str] = mapped_column(String(60), default="")
    bank: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(String(300), default="")
    order_id: Mapped[int | None] = mapped_column(ForeignKey("sales_order.id"), default=None)  # a deposit held for it
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), default=None)
    key: Mapped[str] = mapped_column(String(120))
    demo: Mapped[bool] = mapped_column(default=False)
