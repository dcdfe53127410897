"""One line of what field people type, read as a frame: its intent, what it says, what is to be asked, what follows.

The way of a text: a sheet (spelling) → the heaviest intent (`cues`) → its reader, which takes out what it understands →
links to customers, goods, people, papers and sites of this company (`world`). Deterministic, and nothing here acts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.understanding.frames.asking import plainly
from bot.understanding.frames.choosing import LEAST_ASKED, chosen
from bot.understanding.frames.delivering import read_delivery
from bot.understanding.frames.finding import read_customer_find, read_product_find, read_stock
from bot.understanding.frames.frame import NOTHING, SLOTS, Frame, Slots
from bot.understanding.frames.fronts import paper_first
from bot.understanding.frames.invoicing import read_invoice
from bot.understanding.frames.leftover import with_questions
from bot.understanding.frames.meeting import read_new_customer, read_opportunity
from bot.understanding.frames.numerals import as_said
from bot.understanding.frames.paying import read_balance, read_payment
from bot.understanding.frames.planning import read_reminder, read_task
from bot.understanding.frames.reporting import read_report
from bot.understanding.frames.selling import read_order, read_quote
from bot.understanding.frames.sheet import Sheet, readable
from bot.understanding.frames.spelling import respelled
from bot.understanding.frames.spending import read_expense
from bot.understanding.frames.splitting import split
from bot.understanding.frames.timing import read_time
from bot.understanding.frames.working import read_intervention
from bot.understanding.frames.world import World

__all__ = ["SLOTS", "Frame", "read_frame"]

_READERS: Final[Mapping[str, Callable[[Sheet, World], Slots | None]]] = {
    "quote.create": read_quote,
    "order.create": read_order,
    "delivery.confirm": read_delivery,
    "payment.log": read_payment,
    "time.log": read_time,
    "intervention.log": read_intervention,
    "reminder.create": read_reminder,
    "customer.create": read_new_customer,
    "customer.find": read_customer_find,
    "product.find": read_product_find,
    "stock.query": read_stock,
    "invoice.send": read_invoice,
    "balance.query": read_balance,
    "expense.log": read_expense,
    "opportunity.create": read_opportunity,
    "task.create": read_task,
    "report.query": read_report,
}

# Of these, one at least is known when such a request is offered to choose from.
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "customer.find": ("field", "by"),
    "product.find": ("expect",),
    "stock.query": ("ref", "refs", "scope"),
    "balance.query": ("invoice", "what"),
    "quote.create": ("customer", "customer_candidates", "lines"),
    "order.create": ("customer", "customer_candidates", "lines"),
    "payment.log": ("amount", "invoice"),
    "expense.log": ("amount", "km"),
}
_OF_ANYBODY: Final = ("reminder.create", "task.create")
_OF_HIM: Final = re.compile(r"\b(?:l[ea]s?|lui|leur|l') ?(?=\w+(?:er|ir|re)\b)|^relance|\brelancer\W*$")
_OF_MONEY: Final = ("payment.log", "invoice.send")
_FREE: Final = frozenset({"note", "work", "issue", "text", "title", "activity", "reason", "next_action", "query"})


def read_frame(text: str, world: World, *, meant: str | None = None) -> Frame:
    """What one message asks; its intent is None when it asks nothing that is known.

    Where the intent is in doubt, `clarify` says so and `intents` are those it may be, best first; `meant` is the one
    that whoever was asked has chosen.
    """
    first, *others = split(respelled(readable(text), world))
    frame = _read(first, world, meant=meant)
    if others and not _is_sure(frame):  # « ce soir, rappelle-moi de … » is one request
        whole = _read(respelled(readable(text), world), world, meant=meant)
        frame, others = (whole, []) if frame.intent is None or _is_sure(whole) else (frame, others)
    if frame.intent is None:
        return NOTHING
    then = tuple(one for one in (_following(other, frame, world) for other in others) if one.intent is not None)
    slots = _in_his_words(_with_customer(frame, then), as_said(readable(text)))
    sheet, further = Sheet(respelled(readable(text), world)), [one.slots for one in then]
    return Frame(frame.intent, with_questions(slots, frame.intent, sheet, world, then=further), then)


def _in_his_words(slots: Slots, said: Mapping[str, str]) -> Slots:
    """« refaire trois terrasses » is kept as it was typed, whatever figures were needed to read it."""
    if not said:
        return slots
    longest_first = sorted(map(re.escape, said), key=len, reverse=True)
    figures = re.compile(rf"(?<![\w.,])(?:{'|'.join(longest_first)})(?![\w.,%]*\d|h)")
    kept = {name for name in _FREE & set(slots) if isinstance(slots[name], str) and "by" not in slots}
    typed = {name: figures.sub(lambda found: said[found.group()], slots[name]) for name in kept}
    return {name: typed.get(name, value) for name, value in slots.items()}


def _is_sure(frame: Frame) -> bool:
    return frame.intent is not None and "intents" not in frame.slots


def _read(text: str, world: World, *, behind: bool = False, meant: str | None = None) -> Frame:
    """The frame of one request; doubtful when its intent is, with the intents it may have."""
    asked = plainly(paper_first(text, world))
    choice = chosen(asked, world, behind=behind)
    intents = choice.intents if meant is None else (meant,)
    texts = {intent: choice.texts.get(intent, asked) for intent in intents}
    read = ((intent, _READERS[intent](Sheet(text), world)) for intent, text in texts.items())
    told = ((intent, slots) for intent, slots in read if slots is not None)
    if choice.sure or meant is not None:
        return next((Frame(intent, slots) for intent, slots in told), NOTHING)
    offered = {intent: slots for intent, slots in told if _says_something(intent, slots)}
    return _in_doubt(offered) if sum(choice.shares[one] for one in offered) >= LEAST_ASKED else NOTHING


def _in_doubt(read: Mapping[str, Slots]) -> Frame:
    """The best of several, with all that it may be; what says nothing of this company is not among them."""
    if not read:
        return NOTHING
    intents = list(read)
    slots = read[intents[0]]
    return Frame(intents[0], {**slots, "intents": intents, "clarify": [*slots.get("clarify", ()), "intent"]})


def _says_something(intent: str, slots: Slots) -> bool:
    needed = _NEEDED.get(intent)
    return needed is None or any(slots.get(name) for name in needed)


def _with_customer(frame: Frame, then: tuple[Frame, ...]) -> Slots:
    """« 106 livrée + chq 1251 martin plomberie »: the customer named last is the first request's too."""
    if frame.intent is None or "customer" not in SLOTS[frame.intent] or "customer" in frame.slots:
        return frame.slots
    code = next((one.slots["customer"] for one in then if one.intent in _OF_MONEY and one.slots.get("customer")), None)
    return {**frame.slots, "customer": code} if code else frame.slots


def _with_amount(frame: Frame, first: Frame) -> Frame:
    """« ttc 145 réglé cb »: what was paid is what it came to."""
    if frame.intent != "payment.log" or "amount" in frame.slots or "amount" not in first.slots:
        return frame
    return Frame(frame.intent, {**frame.slots, "amount": first.slots["amount"]})


def _of_order(frame: Frame, first: Frame) -> Frame:
    """« 107 livrée, facture-la »: what is invoiced is the order just spoken of."""
    known = {"invoice", "from_document", "customer", "customer_query"} & set(frame.slots)
    if frame.intent != "invoice.send" or known or "order" not in first.slots:
        return frame
    slots = {name: value for name, value in frame.slots.items() if name != "clarify"}
    return Frame(frame.intent, {**slots, "from_document": first.slots["order"]})


def _following(text: str, first: Frame, world: World) -> Frame:
    """A further request is about the same customer unless it names another."""
    frame = _of_order(_with_amount(_read(text, world, behind=True), first), first)
    named = any(
        frame.slots.get(name)
        for name in ("customer", "customer_query", "project", "invoice", "document", "from_document")
    )
    found: Sequence[str] = first.slots.get("expect", ()) if first.intent == "customer.find" else ()
    code = first.slots.get("customer") or (found[0] if len(found) == 1 else None)
    unsaid = frame.intent in _OF_ANYBODY and not _OF_HIM.search(Sheet(text).flat)
    if frame.intent is None or named or unsaid or not code or "customer" not in SLOTS[frame.intent]:
        return frame
    slots = {name: value for name, value in frame.slots.items() if name not in ("customer", "customer_query", "scope")}
    asked = [one for one in slots.pop("clarify", []) if one != "customer"]
    return Frame(frame.intent, {**slots, "customer": code, **({"clarify": asked} if asked else {})}, frame.then)
