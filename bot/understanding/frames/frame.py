"""What one message asks for, in one shape for all intents: the name of the intent and what was said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

Slots = dict[str, Any]

# What each intent may say, in reading order. Values are JSON: numbers, texts, lists, ISO dates.
SLOTS: Final[Mapping[str, tuple[str, ...]]] = {
    "quote.create": (
        "customer", "lines", "discount_pct", "discount_amount", "vat", "validity_days", "validity_date",
        "payment_terms", "delivery_date", "deposit_pct", "send_by", "from_document", "note", "clarify",
    ),
    "order.create": (
        "customer", "lines", "delivery_date", "from_quote", "payment_terms", "discount_pct", "deposit_amount",
        "deposit_pct", "deposit_method", "po_number", "priority", "clarify",
    ),
    "delivery.confirm": (
        "order", "customer", "scope", "lines", "missing", "reserves", "date", "received_by", "reason", "next_date",
        "clarify",
    ),
    "payment.log": (
        "customer", "invoice", "amount", "method", "date", "cheque_no", "cheque_bank", "settles", "deposit", "split",
        "rejected", "instalments", "instalment_no", "send_receipt", "clarify",
    ),
    "time.log": (
        "customer", "project", "intervention", "date", "duration_min", "start", "end", "ranges", "entries", "activity",
        "billable", "overtime_min", "with_users", "action", "clarify",
    ),
    "intervention.log": (
        "intervention", "customer", "equipment", "issue", "work", "parts", "duration_min", "start", "end", "date",
        "status", "next_visit", "under_warranty", "signed", "surcharge", "billable", "amount", "basis", "action",
        "assignee", "reason", "clarify",
    ),
    "reminder.create": (
        "text", "datetime", "date", "time", "recurrence", "duration_min", "customer", "document", "phone", "kind",
        "clarify",
    ),
    "customer.create": (
        "name", "kind", "status", "street", "zip", "city", "phone", "mobile", "email", "contact", "contact_role",
        "siret", "payment_terms", "discount_pct", "possible_duplicates", "action", "customer", "clarify",
    ),
    "customer.find": ("query", "expect", "field", "by"),
    "product.find": ("query", "expect", "field", "customer", "qty", "basis"),
    "stock.query": ("ref", "refs", "qty", "unit", "warehouse", "date", "scope", "clarify"),
    "invoice.send": (
        "invoice", "from_document", "customer", "channel", "to", "kind", "deposit_pct", "lines", "scope", "date",
        "action", "clarify",
    ),
    "balance.query": ("customer", "invoice", "scope", "what", "min_days", "from", "to", "clarify"),
    "expense.log": (
        "category", "amount", "basis", "vat_amount", "qty", "unit", "unit_amount", "km", "date", "vendor", "method",
        "paid_by", "customer", "project", "note",
    ),
    "opportunity.create": (
        "customer", "prospect", "title", "amount", "basis", "probability", "expected_close", "next_action",
        "next_date", "lines", "competitor", "source", "sites", "mobile", "action", "reason", "note", "clarify",
    ),
    "task.create": (
        "title", "assignee", "assignee_query", "due", "recurrence", "time", "customer", "project", "document",
        "priority", "action", "clarify",
    ),
    "report.query": ("metric", "from", "to", "user", "project", "query", "refs", "group_by", "limit", "format"),
}  # fmt: skip
_ALWAYS: Final = ("customer_query", "customer_candidates", "clarify", "intents")


@dataclass(frozen=True, slots=True)
class Frame:
    """`intent` is a key of SLOTS, None when nothing is asked; `then` are further requests of the same message."""

    intent: str | None
    slots: Slots = field(default_factory=dict)
    then: tuple[Frame, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The shape that `carnet understand` prints: numbers as numbers, days and moments as ISO texts."""
        if self.intent is None:
            return {"intent": None, "slots": {}}
        names = dict.fromkeys((*SLOTS[self.intent], *_ALWAYS))
        slots = {name: _plain(self.slots[name]) for name in names if name in self.slots}
        if self.then:
            slots["then"] = [one.as_json() for one in self.then]
        return {"intent": self.intent, "slots": slots}


NOTHING: Final = Frame(None)


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M")
        case date():
            return value.isoformat()
        case Mapping():
            return {name: _plain(one) for name, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case _:
            return value
