"""One line of what field people type, read as a frame: its intent, what it says, what is to be asked, what follows.

The way of a text: a sheet (spelling) → the heaviest intent (`cues`) → its reader, which takes out what it understands →
links to customers, goods, people, papers and sites of this company (`world`). Deterministic, and nothing here acts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from bot.understanding.frames.asking import plainly
from bot.understanding.frames.cues import ENOUGH, weigh
from bot.understanding.frames.delivering import read_delivery
from bot.understanding.frames.finding import bare_name, read_customer_find, read_product_find, read_stock
from bot.understanding.frames.frame import NOTHING, SLOTS, Frame, Slots
from bot.understanding.frames.fronts import later_begun, paper_first
from bot.understanding.frames.guessing import guessed
from bot.understanding.frames.invoicing import read_invoice
from bot.understanding.frames.meeting import read_new_customer, read_opportunity
from bot.understanding.frames.numerals import as_said
from bot.understanding.frames.paying import read_balance, read_payment
from bot.understanding.frames.planning import assigned, read_reminder, read_task
from bot.understanding.frames.reporting import read_report
from bot.understanding.frames.selling import read_order, read_quote
from bot.understanding.frames.sheet import Sheet, readable
from bot.understanding.frames.spelling import respelled
from bot.understanding.frames.spending import read_expense
from bot.understanding.frames.splitting import split
from bot.understanding.frames.timing import read_time
from bot.understanding.frames.who import take_customer
from bot.understanding.frames.working import read_intervention
from bot.understanding.frames.world import World
from bot.understanding.words import fold

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

_OF_ANYBODY: Final = ("reminder.create", "task.create")
_OF_HIM: Final = re.compile(r"\b(?:l[ea]s?|lui|leur|l') ?(?=\w+(?:er|ir|re)\b)|^relance|\brelancer\W*$")
_OF_MONEY: Final = ("payment.log", "invoice.send")
_TO_COME: Final = re.compile(r"\b(?:demain|apres[- ]demain|prochaine?|avant|d'ici|pour (?:lun|mar|mer|jeu|ven))")
_FREE: Final = frozenset({"note", "work", "issue", "text", "title", "activity", "reason", "next_action", "query"})
_CLEARLY: Final = 1.0  # how much heavier an intent is that shows only when the front of a message is left out
# Words for what is spent that open the names of customers too.
_BOUGHT: Final = re.compile(r"(?:(?:le|la|les) |l')?(?:hotel|resto|restaurant|cafe|taxi|bus|total|parking|camping)\b")


def read_frame(text: str, world: World) -> Frame:
    """What one message asks; its intent is None when it asks nothing that is known."""
    first, *others = split(respelled(readable(text), world))
    frame = _read(first, world)
    if frame.intent is None and others:  # « ce soir, rappelle-moi de … » is one request
        frame, others = _read(respelled(readable(text), world), world), []
    if frame.intent is None:
        return NOTHING
    then = tuple(one for one in (_following(other, frame, world) for other in others) if one.intent is not None)
    return Frame(frame.intent, _in_his_words(_with_customer(frame, then), as_said(readable(text))), then)


def _in_his_words(slots: Slots, said: Mapping[str, str]) -> Slots:
    """« refaire trois terrasses » is kept as it was typed, whatever figures were needed to read it."""
    if not said:
        return slots
    longest_first = sorted(map(re.escape, said), key=len, reverse=True)
    figures = re.compile(rf"(?<![\w.,])(?:{'|'.join(longest_first)})(?![\w.,%]*\d|h)")
    kept = {name for name in _FREE & set(slots) if isinstance(slots[name], str) and "by" not in slots}
    typed = {name: figures.sub(lambda found: said[found.group()], slots[name]) for name in kept}
    return {name: typed.get(name, value) for name, value in slots.items()}


def intent_of(text: str, world: World) -> tuple[str | None, str]:
    """The intent, and the text in the order it is read in: the heaviest intent that anything speaks for, else what a
    bare name or an order to a colleague means."""
    best, weight = _heaviest(text, world)
    flat = " ".join(Sheet(text).flat.split())
    if assigned(flat, world) and (weight < 5 or (best == "time.log" and _TO_COME.search(flat))):
        return "task.create", text
    read_as = text
    for other in map(plainly, later_begun(text, world, lost=weight < ENOUGH)):
        if assigned(" ".join(Sheet(other).flat.split()), world) and (weight < 5 or best == "time.log"):
            return "task.create", other
        intent, more = _heaviest(other, world)
        if more > weight + (_CLEARLY if weight >= ENOUGH else 0):
            best, weight, read_as = intent, more, other
    if weight >= ENOUGH:
        return best, read_as
    return bare_name(text, world) or guessed(text, world), text


def _heaviest(text: str, world: World) -> tuple[str | None, float]:
    weights = weigh(_beside_name(text, " ".join(Sheet(text).flat.split()), world))
    best = max(weights, key=weights.__getitem__, default=None)
    return best, weights[best] if best is not None else 0.0


def _read(text: str, world: World) -> Frame:
    intent, read_as = intent_of(plainly(paper_first(text, world)), world)
    slots = _READERS[intent](Sheet(read_as), world) if intent else None
    return Frame(intent, slots) if intent and slots is not None else NOTHING


def _beside_name(text: str, flat: str, world: World) -> str:
    """« hôtel du parc 4200 virement »: a customer called like something one buys is no expense."""
    if _BOUGHT.match(flat) is None:
        return flat
    sheet = Sheet(text)
    whom = take_customer(sheet, world)
    if whom is None or " " not in whom.words:  # « resto 42,80 » names nobody
        return flat
    starts = fold(text).lstrip(" l'ae").startswith(fold(whom.words).lstrip(" l'ae"))
    return _BOUGHT.sub("", flat, count=1) if starts else flat


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
    frame = _of_order(_with_amount(_read(text, world), first), first)
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
