"""What happens to invoices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from core.invoicing.lifecycles import InvoiceKind
from core.journal import Fact
from core.kernel.amounts import Amount, Quantity


@dataclass(frozen=True, slots=True)
class InvoiceFact(Fact):
    subject: ClassVar[str] = "invoice"


@dataclass(frozen=True, slots=True)
class InvoiceDrafted(InvoiceFact):
    kind: InvoiceKind
    customer: str
    gross: Amount


@dataclass(frozen=True, slots=True)
class InvoiceChanged(InvoiceFact):
    """`changes` gives before and after, by column or by line."""

    changes: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class InvoiceDropped(InvoiceFact):
    pass


@dataclass(frozen=True, slots=True)
class InvoiceIssued(InvoiceFact):
    kind: InvoiceKind
    number: str
    issued_on: date
    gross: Amount
    payable: Amount


@dataclass(frozen=True, slots=True)
class InvoicedAhead(InvoiceFact):
    """So much of these lines, by label, is charged before it is delivered: whoever issued it was told, and did so."""

    lines: Mapping[str, Quantity]


@dataclass(frozen=True, slots=True)
class InvoiceSettled(InvoiceFact):
    """So much of it is settled; `by` names a payment ("payment", 3), another document ("invoice", 12) or nothing."""

    amount: Amount
    left: Amount
    by: Sequence[Any]


@dataclass(frozen=True, slots=True)
class InvoiceUnsettled(InvoiceFact):
    """What was settled is not any more: a cheque has bounced, a mistake is mended."""

    amount: Amount
    left: Amount


@dataclass(frozen=True, slots=True)
class InvoiceCopyKept(InvoiceFact):
    """The file of an issued document was printed and put away; it is the one that counts, for ever."""

    sha256: str


@dataclass(frozen=True, slots=True)
class InvoiceSent(InvoiceFact):
    number: str
