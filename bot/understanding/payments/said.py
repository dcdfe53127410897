"""What a sentence about money says: values, and nothing that acts.

Amounts are in euros and more than nought; None: all of what is due. A number is as it is looked up: « 213 », « fa213 »,
« co106 ». `who` is a customer as he was typed, who may be unknown: then the sentence was about something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from bot.understanding.periods import Period

Method: TypeAlias = Literal["card", "cheque", "cash", "transfer", "direct-debit", "bill", "voucher"]
Place: TypeAlias = Literal["bank", "cash"]


@dataclass(frozen=True, slots=True)
class PaymentSaid:
    """Money came in. `of` is what was said to be owed: « 5 000 sur les 9 870 »; `bank` drew the cheque."""

    amount: Decimal | None = None
    method: Method | None = None
    who: str = ""
    invoices: tuple[str, ...] = ()
    order: str | None = None
    deposit: bool = False
    reference: str = ""
    bank: str = ""
    on: date | None = None
    of: Decimal | None = None
    receipt: bool = False


@dataclass(frozen=True, slots=True)
class BouncedSaid:
    """A payment came back unpaid, `on` that day; `fee` is what the bank asks for it."""

    amount: Decimal | None = None
    who: str = ""
    invoice: str | None = None
    reference: str = ""
    method: Method | None = None
    fee: Decimal | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class RefundSaid:
    """Money goes back to a customer; `credit` is the credit note that is paid out."""

    amount: Decimal | None = None
    who: str = ""
    credit: str | None = None
    method: Method | None = None


@dataclass(frozen=True, slots=True)
class KeepCreditSaid:
    """What is too much, or a credit note, waits for the next invoice."""

    credit: str | None = None


@dataclass(frozen=True, slots=True)
class UseCreditSaid:
    """A credit note is deducted from an invoice."""

    credit: str | None = None
    invoice: str | None = None


@dataclass(frozen=True, slots=True)
class WriteOffSaid:
    """The little that is left of an invoice, or of a customer's, is given up; `amount` as said."""

    invoice: str | None = None
    amount: Decimal | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class StatementAsked:
    """The statement of a customer's account, as a paper."""

    who: str = ""
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class AccountAsked:
    """What a customer owes."""

    who: str = ""


@dataclass(frozen=True, slots=True)
class PaymentsAsked:
    """What came in: from a customer, from the one in hand (« ses paiements »), or from all of them (« tous »)."""

    who: str = ""
    period: Period | None = None
    his: bool = False
    every: bool = False


@dataclass(frozen=True, slots=True)
class MistakeSaid:
    """The deposit of an order, or a payment, was noted by mistake; `payment` is its number.

    `instead` is what had truly come: « c'est 64 pas 100 ». An amount that is the very payment's number said is both.
    """

    amount: Decimal | None = None
    order: str | None = None
    payment: str | None = None
    who: str = ""
    instead: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ReceiptAsked:
    """The paper of a payment, the one in hand when no number is said."""

    number: str | None = None


@dataclass(frozen=True, slots=True)
class PaymentAsked:
    """The payment of this number: « RG2611-0026 »."""

    number: str


@dataclass(frozen=True, slots=True)
class MoneyAsked:
    """What there is in a place; None: in all."""

    place: Place | None = None


MoneySaid: TypeAlias = (
    PaymentSaid
    | BouncedSaid
    | MistakeSaid
    | RefundSaid
    | KeepCreditSaid
    | UseCreditSaid
    | WriteOffSaid
    | StatementAsked
    | AccountAsked
    | PaymentsAsked
    | ReceiptAsked
    | PaymentAsked
    | MoneyAsked
)
