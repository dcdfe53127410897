"""Making a quote from what was said: ask what is missing or doubtful, then draft it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers
from bot.flows.picking import picked
from bot.flows.steps import Given
from bot.outgoing.say import Say
from bot.parties.picking import CustomerStep, likely_customers
from bot.sales.asking import LinesStep, line_answer, new_line
from bot.sales.showing import show_quote
from bot.sales.terms import stored_conditions, terms_of
from bot.sales.words import quote_name
from bot.talk.lookup import Lookup
from bot.talk.visit import Visit
from bot.understanding import QuoteCreate
from core.i18n import N_, _, money
from core.kernel.amounts import amount, percent
from core.kernel.text import words
from core.parties import customers
from core.sales import quotes
from core.uow import Reader, UnitOfWork

SAME_MESSAGE = timedelta(minutes=3)  # the same words again within this time are asked about


@dataclass(frozen=True, slots=True)
class TwinStep:
    """The same words, minutes ago: on a bad network people send twice. Another quote is only made when they say so."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        twin = answers.get(self.name)
        if twin is None or "again" in twin:
            return None
        return Question(
            (_("Je l'ai déjà ({name}).").format(name=twin["name"]), _("En créer un autre ?")),
            (Option(_("Oui, un autre"), {**twin, "again": True}), Option(_("Non"), {**twin, "again": False})),
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


async def quote_answers(
    visit: Visit, slots: QuoteCreate, lookup: Lookup, *, quote_id: int | None = None
) -> dict[str, Any]:
    """What a message says of a new quote, as the flow's answers; for one edited, `quote_id` is what it made before."""
    answers: dict[str, Any] = {
        "quote_id": quote_id,
        "source": visit.turn.source,
        "said": " ".join(words(visit.turn.text))[:500],
        "lines": [line_answer(line, lookup.products) for line in slots.lines],
        "discount": _text(slots.discount_percent),
        "discount_amount": _text(slots.discount_amount),
        "conditions": stored_conditions(slots.conditions),
        "vat": _text(slots.vat),
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
            answers["twin"] = {"id": twin.id, "name": f"{quote_name(twin)}, {twin.customer.name}, {money(twin.gross)}"}
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
) -> Sequence[Say]:
    if twin is not None and not twin["again"]:
        return await show_quote(uow, visit, await quotes.read(uow, twin["id"]))
    customer_id = await customer_of(uow, customer)
    asked = [new_line(line, vat) for line in lines]
    terms = await terms_of(uow, customer_id, conditions or {})
    rate = None if discount is None else percent(discount)
    if quote_id is None:
        euros = amount(discount_amount or 0)
        quote = await quotes.draft(
            uow,
            customer_id=customer_id,
            lines=asked,
            discount=rate,
            discount_amount=euros,
            source=source,
            said=said,
            **terms,
        )
        return await show_quote(uow, visit, quote, fresh=True)
    quote = await quotes.rewrite(
        uow,
        quote_id,
        source=source,
        customer_id=customer_id,
        lines=asked,
        discount=rate,
        discount_amount=None if discount_amount is None else amount(discount_amount),
        **terms,
    )
    return await show_quote(uow, visit, quote)


async def customer_of(uow: UnitOfWork, customer: Mapping[str, Any]) -> int:
    """The id of the customer answered, made now when it is somebody new."""
    if "new" in customer:
        return (await customers.create(uow, name=_name(customer["new"]))).id
    return int(customer["id"])


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
    ),
    run=_make,
    title=N_("Nouveau devis"),
)
