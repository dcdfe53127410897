"""What can be done with a quote, one file per stage of its life: `quotes.draft(uow, …)`, `quotes.accept(uow, id)` …"""

from core.sales.quotes.drafting import add_lines, draft, remove_line, rewrite, set_customer, set_discount, set_line
from core.sales.quotes.issuing import accept, attach_pdf, cancel, refuse, restore, send, validate
from core.sales.quotes.lines import MOST_LINES, NewLine
from core.sales.quotes.reads import (
    OutlineLine,
    by_number,
    expect_draft,
    made_from,
    open_drafts,
    outline,
    read,
    read_received,
    received,
    twin,
)

__all__ = [
    "MOST_LINES",
    "NewLine",
    "OutlineLine",
    "accept",
    "add_lines",
    "attach_pdf",
    "by_number",
    "cancel",
    "draft",
    "expect_draft",
    "made_from",
    "open_drafts",
    "outline",
    "read",
    "read_received",
    "received",
    "refuse",
    "remove_line",
    "restore",
    "rewrite",
    "send",
    "set_customer",
    "set_discount",
    "set_line",
    "twin",
    "validate",
]
