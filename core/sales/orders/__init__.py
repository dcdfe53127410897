"""What can be done with an order, one file per stage of its life: `orders.place(uow, …)`, `orders.cancel(uow, id)` …"""

from core.sales.orders.asking import Asked, answer, ask, asked, still_asked, take
from core.sales.orders.changing import cancel, cancel_line, set_quantity
from core.sales.orders.control import Check, CheckKind, Control, Verdict, control
from core.sales.orders.deciding import ask_deposit, expect_due, note_deposit, refuse, release, review
from core.sales.orders.doubts import doubts, may_force
from core.sales.orders.engaging import agree, confirm_oral, copy_as_draft, send, sign
from core.sales.orders.looking import knows_change, standing, to_recap
from core.sales.orders.placing import note_customer_order, place
from core.sales.orders.progress import LineProgress, progress, promised, received_progress, settle_progress
from core.sales.orders.reads import (
    Listing,
    Purchase,
    by_number,
    forced_by,
    load,
    load_received,
    mine,
    of_customer,
    of_quote,
    open_,
    purchases,
    read,
    read_received,
    received,
    refusal,
)

__all__ = [
    "Asked",
    "Check",
    "CheckKind",
    "Control",
    "LineProgress",
    "Listing",
    "Purchase",
    "Verdict",
    "agree",
    "answer",
    "ask",
    "ask_deposit",
    "asked",
    "by_number",
    "cancel",
    "cancel_line",
    "confirm_oral",
    "control",
    "copy_as_draft",
    "doubts",
    "expect_due",
    "forced_by",
    "knows_change",
    "load",
    "load_received",
    "may_force",
    "mine",
    "note_customer_order",
    "note_deposit",
    "of_customer",
    "of_quote",
    "open_",
    "place",
    "progress",
    "promised",
    "purchases",
    "read",
    "read_received",
    "received",
    "received_progress",
    "refusal",
    "refuse",
    "release",
    "review",
    "send",
    "set_quantity",
    "settle_progress",
    "sign",
    "standing",
    "still_asked",
    "take",
    "to_recap",
]
