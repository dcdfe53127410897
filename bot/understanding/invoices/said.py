"""What a sentence about invoices says: values, and nothing that acts.

A number is as it is looked up: « 106 », « co106 », « fa2611-213 ». None: of what is in hand. `who` is a customer as he
was typed, who may be unknown: then the sentence was about something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from bot.understanding.deliveries.said import Counted
from bot.understanding.periods import Period

Which: TypeAlias = Literal["all", "drafts", "credits"]


@dataclass(frozen=True, slots=True)
class InvoiceOrder:
    """Invoice what is delivered of an order; `everything` of it; or these lines (quantity None: all of the line)."""

    number: str | None = None
    everything: bool = False
    lines: tuple[Counted, ...] = ()
    send: bool = False


@dataclass(frozen=True, slots=True)
class InvoiceQuote:
    number: str | None = None


@dataclass(frozen=True, slots=True)
class InvoiceDeliveries:
    """The deliveries of these numbers, or of this customer, or all that wait; up to that day when one is said."""

    numbers: tuple[str, ...] = ()
    who: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class InvoiceWhom:
    """Somebody is invoiced, and nothing said of what: « facture dupont »."""

    who: str


@dataclass(frozen=True, slots=True)
class DirectSaid:
    """An invoice in one line; `rest` reads like what stands behind « devis »."""

    rest: str


@dataclass(frozen=True, slots=True)
class DepositSaid:
    """A deposit invoice of an order: a share in per cent or an amount with tax; neither: as the order asks it. `who` is
    the customer whose order it is, where no number is said."""

    number: str | None = None
    percent: Decimal | None = None
    amount: Decimal | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class ProgressSaid:
    """A progress invoice of an order: so many per cent of it are done. `who` is as in DepositSaid."""

    number: str | None
    percent: Decimal
    who: str = ""


@dataclass(frozen=True, slots=True)
class FinalSaid:
    """All that is left of an order, deposits deducted."""

    number: str | None = None


@dataclass(frozen=True, slots=True)
class CreditSaid:
    """A credit note on an invoice: `whole`, of these lines, or of an `amount` that only lowers the price.

    `each`: so much off each piece of the line; `now` and `before`: its price is this instead of that. `with_tax` is
    what was said of the amount, None when nothing was; `net_of_tax`: a credit without VAT. Where nothing but a reason
    is said, `named` is what it may name of the invoice.
    """

    number: str | None = None
    whole: bool = False
    lines: tuple[Counted, ...] = ()
    amount: Decimal | None = None
    each: Decimal | None = None
    now: Decimal | None = None
    before: Decimal | None = None
    with_tax: bool | None = None
    net_of_tax: bool = False
    reason: str = ""
    named: str = ""


@dataclass(frozen=True, slots=True)
class CancelInvoiceSaid:
    """Wanted undone, or changed: of an issued invoice only a credit note can be."""

    number: str | None = None
    change: bool = False


@dataclass(frozen=True, slots=True)
class ReplaceSaid:
    number: str | None = None


@dataclass(frozen=True, slots=True)
class FindInvoiceSaid:
    """Look at an invoice or a credit note; `paper`: its PDF. `or_order`: « facture 106 » may mean: invoice that one."""

    number: str | None
    paper: bool = False
    or_order: bool = False


@dataclass(frozen=True, slots=True)
class SendSaid:
    """Send an invoice to its customer; `means` as typed: « par mail »."""

    number: str | None = None
    means: str = ""


@dataclass(frozen=True, slots=True)
class PaidAsked:
    """Is it paid, what is left, when was what paid: of an invoice, or of a customer."""

    number: str | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class ToInvoiceAsked:
    who: str = ""


@dataclass(frozen=True, slots=True)
class UnpaidAsked:
    """What is not paid; `overdue`: and should be."""

    who: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class InvoicesAsked:
    who: str = ""
    period: Period | None = None
    which: Which = "all"


@dataclass(frozen=True, slots=True)
class DocumentsAsked:
    """Quotes, orders, deliveries and invoices of a customer."""

    who: str


@dataclass(frozen=True, slots=True)
class TurnoverAsked:
    """Net of tax; period None: none was said."""

    who: str = ""
    period: Period | None = None


InvoiceSaid: TypeAlias = (
    InvoiceOrder
    | InvoiceQuote
    | InvoiceDeliveries
    | InvoiceWhom
    | DirectSaid
    | DepositSaid
    | ProgressSaid
    | FinalSaid
    | CreditSaid
    | CancelInvoiceSaid
    | ReplaceSaid
    | FindInvoiceSaid
    | SendSaid
    | PaidAsked
    | ToInvoiceAsked
    | UnpaidAsked
    | InvoicesAsked
    | DocumentsAsked
    | TurnoverAsked
)
