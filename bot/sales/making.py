"""Making a quote from what was said: ask what is missing or doubtful, then draft it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, amended
from bot.flows.picking import picked
from bot.flows.steps import Given
from bot.invoices.billed import drafted_gross
from bot.invoices.offering import said_as_invoice
from bot.orders.asked_screen import asked_screen
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import plain_screen
from bot.parties.picking import CustomerStep, likely_customers
from bot.sales.asking import LinesStep, line_answer, new_line, read_lines
from bot.sales.showing import show_quote
from bot.sales.terms import stored_conditions, terms_of
from bot.sales.words import quote_name
from bot.talk.lookup import Lookup
from bot.talk.visit import Plan, Visit
from bot.understanding import OrderCreate, QuoteCreate
from core.i18n import N_, _, money, percentage
from core.invoicing import reads as invoices
from core.kernel.amounts import Rate, amount, percent
from core.kernel.text import words
from core.parties import customers
from core.sales import orders, quotes
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote
from core.uow import Reader, UnitOfWork

_MORE: Final = re.compile(
    r"\s*(?:\+|(?:et )?(?:aussi|r?ajoute[rz]?)(?=\s))\s*(?P<lines>\S.*)", re.IGNORECASE | re.DOTALL
)
SAME_MESSAGE = timedelta(minutes=3)  # the same words again within this time are asked about


@dataclass(frozen=True, slots=True)
class TwinStep:
    """The same words, minutes ago: on a bad network people send twice. Another quote is only made when they say so."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        twin = answers.get(self.name)
        if twin is None or "again" in twin:
            return None
        order = bool(answers.get("order"))  # « une commande », « un devis »
        asked, yes = (
            (_("En créer une autre ?"), _("Oui, une autre"))
            if order
            else (_("En créer un autre ?"), _("Oui, un autre"))
        )
        return Question(
            (_("Je l'ai déjà ({name}).").format(name=twin["name"]), asked),
            (Option(yes, {**twin, "again": True}), Option(_("Non"), {**twin, "again": False})),
            width=2,
        )

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        twin = answers[self.name]
        said = words(reply.text)
        if reply.option is not None:
            return reply.option
        if said[:1] in (["oui"], ["yes"], ["non"], ["no"]):
            return {**twin, "again": said[0] in ("oui", "yes")}
        raise Unreadable(N_("Répondez oui ou non."))

    def value(self, answers: Answers) -> Any:
        return answers.get(self.name)


async def more_lines(visit: Visit, text: str) -> Plan | None:
    """« + 2 vannes » while a new quote or invoice waits for an answer: one more line, and the same question again.

    None for other words, and for what is written to a card.
    """
    question, found = visit.question, _MORE.fullmatch(text)
    if found is None or question is None or visit.card_is_object or question["flow"] != NEW_QUOTE.name:
        return None
    try:
        lines = await read_lines(visit.db, found["lines"])
    except Unreadable:
        return None
    known = {"lines": [*(question["answers"].get("lines") or []), *lines]}
    note = _("Ajouté : {lines}").format(lines=", ".join(f"{line['quantity']} × {line['text']}" for line in lines))
    return Plan(act=lambda uow: amended(uow, visit, question, known, note=note))


def order_told(said: OrderCreate, file: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What a message says of an order beside its lines, as JSON; `file` is the customer's own, {"sha256", "name"}."""
    return {"oral": said.oral, "told_by": said.told_by, "number": said.number, "file": file}


async def quote_answers(
    visit: Visit,
    slots: QuoteCreate,
    lookup: Lookup,
    *,
    quote_id: int | None = None,
    order: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What a message says of a new quote, as the flow's answers; for one edited, `quote_id` is what it made before.

    `order` is what `order_told` gives when it is to become an order.
    """
    answers: dict[str, Any] = {
        "quote_id": quote_id,
        "source": visit.turn.source,
        "said": " ".join(words(visit.turn.text))[:500],
        "lines": [line_answer(line, lookup.products) for line in slots.lines],
        "discount": _text(slots.discount_percent),
        "discount_amount": _text(slots.discount_amount),
        "conditions": stored_conditions(slots.conditions),
        "vat": _text(slots.vat),
        "order": order,
    }
    if slots.customer is not None:
        answers["customer"] = picked(slots.customer)
    elif quote_id is not None:
        answers["customer"] = {"id": (await quotes.read(visit.db, quote_id)).customer_id}
    else:
        answers["customer"] = await likely_customers(visit.db)
    if quote_id is None:
        twin = await quotes.twin(visit.db, said=answers["said"], within=SAME_MESSAGE)
        if twin is not None:
            gross = money(await drafted_gross(visit.db, twin))
            name = f"{await _name_now(visit.db, twin)}, {twin.customer.name}, {gross}"
            answers["twin"] = {"id": twin.id, "name": name}
    return answers


async def _make(
    uow: UnitOfWork,
    visit: Visit,
    twin: Mapping[str, Any] | None,
    customer: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    quote_id: int | None,
    source: str,
    said: str,
    discount: Decimal | None,
    discount_amount: Decimal | None,
    conditions: Mapping[str, Any] | None,
    vat: Decimal | None,
    order: Mapping[str, Any] | None,
) -> Sequence[Say]:
    if twin is not None and not twin["again"]:
        return await show_quote(uow, visit, await quotes.read(uow, twin["id"]))
    if (shown := await already_taken(uow, visit, order)) is not None:
        return shown
    customer_id = await customer_of(uow, customer)
    asked = [new_line(line, vat) for line in lines]
    terms = await terms_of(uow, customer_id, conditions or {})
    rate = None if discount is None else percent(discount)
    if quote_id is None:
        euros = amount(0 if rate else discount_amount or 0)
        quote = await quotes.draft(
            uow,
            customer_id=customer_id,
            lines=asked,
            discount=rate,
            discount_amount=euros,
            source=source,
            said=said,
            for_order=order is not None,
            **terms,
        )
        taken = await take_asked(uow, order, quote.id)
        shown = await show_quote(uow, visit, await _noted(uow, quote, order), fresh=True)
        return [*shown, *_one_discount(rate, discount_amount), *taken]
    quote = await quotes.rewrite(
        uow,
        quote_id,
        source=source,
        customer_id=customer_id,
        lines=asked,
        discount=rate,
        discount_amount=None if discount_amount is None else amount(0 if rate else discount_amount),
        **terms,
    )
    return [*await show_quote(uow, visit, await _noted(uow, quote, order)), *_one_discount(rate, discount_amount)]


def _one_discount(rate: Rate | None, euros: Decimal | None) -> Sequence[Say]:
    """A document has one discount: of two that are said the percentage counts, and whoever said them reads so."""
    if not rate or not euros:
        return ()
    kept = _("La remise de {percent} est prise, pas les {euros} : une remise est en % ou en €, pas les deux.")
    return [Show(plain_screen(kept.format(percent=percentage(rate), euros=money(amount(euros)))), fresh=True)]


async def customer_of(uow: UnitOfWork, customer: Mapping[str, Any]) -> int:
    """The id of the customer answered, made now when it is somebody new."""
    if "new" in customer:
        return (await customers.create(uow, name=_name(customer["new"]))).id
    return int(customer["id"])


async def already_taken(uow: UnitOfWork, visit: Visit, order: Mapping[str, Any] | None) -> Sequence[Say] | None:
    """What has come meanwhile of the customer's message that `order` was read from; None when it is still to be made.

    Colleagues who answer their questions at the same moment wait here for each other.
    """
    notice_id = (order or {}).get("asked")
    return await show_taken(uow, visit, await orders.still_asked(uow, notice_id)) if notice_id else None


async def show_taken(uow: UnitOfWork, visit: Visit, asked: orders.Asked) -> Sequence[Say] | None:
    """The quote that was made of a customer's message, and by whom when it was a colleague; None when nobody has."""
    if asked.quote_id is None:
        return None
    shown = await show_quote(uow, visit, await quotes.read(uow, asked.quote_id), fresh=True)
    if asked.taken_by == uow.actor.name:
        return shown
    return [Show(plain_screen(_("{name} s'en occupe déjà :").format(name=asked.taken_by)), fresh=True), *shown]


async def take_asked(uow: UnitOfWork, order: Mapping[str, Any] | None, quote_id: int) -> Sequence[Say]:
    """Write down which quote has come of the customer's message that `order` was read from, if it was; that message
    says so from now on."""
    notice_id = (order or {}).get("asked")
    if not notice_id:
        return ()
    asked = await orders.take(uow, notice_id, quote_id)
    return [Show(asked_screen(asked, notice_id), standing=True)]


def teller(told_by: str) -> str:
    """Who told an order by word of mouth: whoever was named, else nobody in particular."""
    return told_by or _("le client")


async def _noted(uow: UnitOfWork, quote: Quote, order: Mapping[str, Any] | None) -> Quote:
    """The draft with what was said of the customer's own order: its number, its file, who told or sent it."""
    told = order or {}
    told_by = teller(told["told_by"]) if told.get("oral") else ""
    file = told.get("file") or {}
    voice: str | None = told.get("voice")
    if not (told.get("number") or told.get("sent_by") or told_by or file or voice):
        return quote
    await uow.session.flush()
    return await orders.note_customer_order(
        uow,
        quote.id,
        number=told["number"],
        file_sha256=file.get("sha256"),
        file_name=file.get("name", ""),
        voice_sha256=voice,
        told_by=told_by,
        sent_by=told.get("sent_by", ""),
    )


async def _name_now(db: Reader, quote: Quote) -> str:
    """The number of what was made of it: the invoice or the order that was asked for, or its own."""
    order = await orders.of_quote(db, quote.id) if quote.state is QuoteState.ORDERED else None
    if order is None:
        return quote_name(quote)
    billed = await invoices.of_order(db, order.id) if said_as_invoice(quote) else ()
    return next((one.number for one in billed if one.number), order.number)


def _name(typed: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in typed.split())


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


NEW_QUOTE = Flow(
    "quote:new",
    steps=(
        TwinStep("twin"),
        CustomerStep("customer"),
        LinesStep("lines"),
        Given("quote_id"),
        Given("source"),
        Given("said"),
        Given("discount", Decimal),
        Given("discount_amount", Decimal),
        Given("conditions"),
        Given("vat", Decimal),
        Given("order"),
    ),
    run=_make,
    title=N_("Nouveau devis"),
)
