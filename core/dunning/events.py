"""What happens about what is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from core.journal import Fact
from core.kernel.amounts import Amount


@dataclass(frozen=True, slots=True)
class InvoiceReminded(Fact):
    """A level of it has left; `penalty` and `indemnity` are what being late costs that day, zero of a consumer."""

    subject: ClassVar[str] = "invoice"
    letter_id: int
    level: int
    formal: bool
    left: Amount
    penalty: Amount
    indemnity: Amount
    channels: Sequence[str]


@dataclass(frozen=True, slots=True)
class CustomerReminded(Fact):
    """One message to him has left about all that is late: `invoices` are the numbers."""

    subject: ClassVar[str] = "customer"
    letter_id: int
    level: int
    formal: bool
    due: Amount
    invoices: Sequence[str]
    channels: Sequence[str]


@dataclass(frozen=True, slots=True)
class DunningPaused(Fact):
    """Nothing is sent to him, or of the invoice `number`, up to `until`."""

    subject: ClassVar[str] = "customer"
    why: str
    until: date | None
    promised_on: date | None
    number: str
    note: str


@dataclass(frozen=True, slots=True)
class DunningResumed(Fact):
    subject: ClassVar[str] = "customer"
    why: str
    number: str


@dataclass(frozen=True, slots=True)
class CustomerHandedOver(Fact):
    """His file goes to whoever recovers it by law; he is given no credit any more."""

    subject: ClassVar[str] = "customer"
    amount: Amount


@dataclass(frozen=True, slots=True)
class HandoverEnded(Fact):
    subject: ClassVar[str] = "customer"


@dataclass(frozen=True, slots=True)
class DunningSet(Fact):
    """How the company chases from now on."""

    subject: ClassVar[str] = "company"
    days: Sequence[int]
    formal: bool
    automatic: bool
