"""Payments of customers: received, given back, taken back, and what they settle: `payments.receive(uow, …)`."""

from core.treasury.payments.correcting import reverse
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
from core.treasury.payments.online import Charge, Received, ask_online, asked_online, expect_online, receive_online
from core.treasury.payments.reads import (
    Paying,
    by_number,
    correctors,
    credit_of,
    of_customer,
    of_invoice,
    of_order,
    owed_back,
    read,
)
from core.treasury.payments.receiving import expect_advance, receive
from core.treasury.payments.refunding import refund
from core.treasury.payments.using import received_before, use_credit
from core.treasury.payments.writing_off import write_off

__all__ = [
    "CameIn",
    "Charge",
    "Looked",
    "Paying",
    "Received",
    "Share",
    "ask_online",
    "asked_online",
    "by_number",
    "came_in",
    "correctors",
    "credit_of",
    "expect_advance",
    "expect_online",
    "key_of",
    "look",
    "made_from",
    "named",
    "noted",
    "of_customer",
    "of_invoice",
    "of_order",
    "owed_back",
    "owing",
    "read",
    "receive",
    "receive_online",
    "received_before",
    "refund",
    "reverse",
    "same_cheque",
    "that_came",
    "use_credit",
    "write_off",
]
