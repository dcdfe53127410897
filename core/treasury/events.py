"""What happens to money, and who looks at what is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from core.journal import Fact
from core.kernel.amounts import Amount


@dataclass(frozen=True, slots=True)
class PaymentFact(Fact):
    subject: ClassVar[str] = "payment"


@dataclass(frozen=True, slots=True)
class PaymentReceived(PaymentFact):
    """`settled` are the numbers of the documents that it pays, wholly or in part; `left` is the customer's credit."""

    number: str
    customer_id: int
    amount: Amount
    method: str
    on: date
    settled: Sequence[str]
    left: Amount


@dataclass(frozen=True, slots=True)
class PaymentTakenBack(PaymentFact):
    """It has bounced, or was a mistake: the payment `number`, dated `on`, undoes it. The bank asks `fee`."""

    number: str
    amount: Amount
    on: date
    reason: str
    fee: Amount


@dataclass(frozen=True, slots=True)
class PaymentRefunded(PaymentFact):
    """Money was given back: for the credit note `settled`, or of what the customer had paid too much."""

    number: str
    customer_id: int
    amount: Amount
    method: str
    settled: str


@dataclass(frozen=True, slots=True)
class InvoiceMoneyFact(Fact):
    subject: ClassVar[str] = "invoice"


@dataclass(frozen=True, slots=True)
class DifferenceWrittenOff(InvoiceMoneyFact):
    """`amount` is not asked for any more, or not given back when it is negative. `key` names the demand."""

    amount: Amount
    key: str


@dataclass(frozen=True, slots=True)
class InvoiceSeen(InvoiceMoneyFact):
    """The customer has opened it."""

    by: str


@dataclass(frozen=True, slots=True)
class QuoteSeen(Fact):
    """The customer has opened it."""

    subject: ClassVar[str] = "quote"
    by: str


@dataclass(frozen=True, slots=True)
class OrderSeen(Fact):
    """The customer has opened it."""

    subject: ClassVar[str] = "order"
    by: str


@dataclass(frozen=True, slots=True)
class DeliverySeen(Fact):
    """The customer has opened it."""

    subject: ClassVar[str] = "delivery"
    by: str


@dataclass(frozen=True, slots=True)
class AccountSeen(Fact):
    """The customer has opened his account."""

    subject: ClassVar[str] = "customer"
    by: str


@dataclass(frozen=True, slots=True)
class PlaceFact(Fact):
    subject: ClassVar[str] = "money_place"


@dataclass(frozen=True, slots=True)
class PlaceCreated(PlaceFact):
    name: str
    kind: str
    journal: str
    account: str


@dataclass(frozen=True, slots=True)
class PlaceArchived(PlaceFact):
    name: str


@dataclass(frozen=True, slots=True)
class MethodAssigned(PlaceFact):
    """Payments of this method go there from now on."""

    method: str
