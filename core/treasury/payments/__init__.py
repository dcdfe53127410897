"""Payments of customers: received, given back, taken back, and what they settle: `payments.receive(uow, …)`."""

from core.treasury.payments.correcting import reverse, write_off
from core.treasury.payments.looking import (
    CameIn,
    Looked,
    Share,
    came_in,
    key_of,
    look,
    made_from,
    named,
    noted,
    owing,
    same_cheque,
    that_came,
)
from core.treasury.payments.reads import Paying, by_number, credit_of, of_customer, of_invoice, read
from core.treasury.payments.receiving import receive
from core.treasury.payments.refunding import refund
from core.treasury.payments.using import use_credit

__all__ = [
    "CameIn",
    "Looked",
    "Paying",
    "Share",
    "by_number",
    "came_in",
    "credit_of",
    "key_of",
    "look",
    "made_from",
    "named",
    "noted",
    "of_customer",
    "of_invoice",
    "owing",
    "read",
    "receive",
    "refund",
    "reverse",
    "same_cheque",
    "that_came",
    "use_credit",
    "write_off",
]
