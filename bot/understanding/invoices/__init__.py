"""What is said of invoices: made from orders, deliveries, quotes or words; deposits, credit notes; found and counted.

Tables only: a sentence that fits no row is about something else. Rows marked « in hand » are read only when an order
or an invoice is being talked about. What came in is read in `payments`, what accountants ask in `books`.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.understanding.invoices import asked, credited, made
from bot.understanding.invoices.said import (
    CancelInvoiceSaid,
    CreditSaid,
    DepositSaid,
    DirectSaid,
    DocumentsAsked,
    FinalSaid,
    FindInvoiceSaid,
    InvoiceDeliveries,
    InvoiceOrder,
    InvoiceQuote,
    InvoiceSaid,
    InvoicesAsked,
    InvoiceWhom,
    PaidAsked,
    ProgressSaid,
    ReplaceSaid,
    SendSaid,
    ToInvoiceAsked,
    TurnoverAsked,
    UnpaidAsked,
)
from bot.understanding.sentences import Table

__all__ = [
    "CancelInvoiceSaid",
    "CreditSaid",
    "DepositSaid",
    "DirectSaid",
    "DocumentsAsked",
    "FinalSaid",
    "FindInvoiceSaid",
    "InvoiceDeliveries",
    "InvoiceOrder",
    "InvoiceQuote",
    "InvoiceSaid",
    "InvoiceWhom",
    "InvoicesAsked",
    "PaidAsked",
    "ProgressSaid",
    "ReplaceSaid",
    "SendSaid",
    "ToInvoiceAsked",
    "TurnoverAsked",
    "UnpaidAsked",
    "read_invoice",
]


def read_invoice(text: str, today: date, *, in_hand: bool = False) -> InvoiceSaid | None:
    """What a sentence says of invoices; None when it is about something else."""
    return _SENTENCES.read(text, today, in_hand=in_hand) or _LONG.read(text, today, in_hand=in_hand)


_SENTENCES: Final[Table[InvoiceSaid]] = Table(*asked.ROWS, *credited.ROWS, *made.ROWS)
_LONG: Final[Table[InvoiceSaid]] = Table(*made.DIRECT, longest=2_000)
