"""Changing a draft in words: « 3 pas 2 », « enlève la pose », « -5 % », « + 10 m cuivre 16 », « pour Martin »."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given, read_price
from bot.outgoing.say import Say
from bot.sales.asking import CustomerStep, LinesStep, line_answer, match_answer, new_line
from bot.sales.making import customer_of, show_quote
from bot.talk.lookup import Lookup
from bot.talk.visit import Visit
from bot.understanding import Draft, DraftLine, QuoteChange, read_amount, read_percent, read_quantity
from bot.understanding.reading import (
    AddLines,
    Change,
    RemoveLine,
    SetCustomer,
    SetDiscount,
    SetLineDiscount,
    SetPrice,
    SetQuantity,
)
from core.i18n import N_, _
from core.kernel.amounts import PriceBasis, amount, percent, quantity, unit_price
from core.sales import quotes
from core.sales.models import Quote, QuoteLine
from core.uow import Reader, UnitOfWork

_LineChange = SetQuantity | SetPrice | SetLineDiscount | RemoveLine


def as_draft(lines: Sequence[QuoteLine] | Sequence[quotes.OutlineLine]) -> Draft:
    """The quote's lines as the reader of messages knows them."""
    return Draft(tuple(DraftLine(line.id, line.label, line.reference, line.quantity) for line in lines))


async def change(
    uow: UnitOfWork, visit: Visit, quote_id: int, said: QuoteChange, lookup: Lookup, *, replacing: bool = False
) -> Sequence[Say]:
    """Make the changes that are certain, in spoken order; then ask about the first that is not.

    `replacing`: the message was edited, and the lines it had added are replaced.
    """
    made = [(one, await _applied(uow, visit, quote_id, one, lookup, replacing=replacing)) for one in said.changes]
    doubtful = [one for one, quote in made if quote is None]
    if doubtful:
        return await _ask(uow, visit, quote_id, doubtful[0], lookup, replacing=replacing)
    changed = made[-1][1] if made else None
    return await show_quote(uow, visit, changed or await quotes.read(uow, quote_id))


async def _applied(
    uow: UnitOfWork, visit: Visit, quote_id: int, one: Change, lookup: Lookup, *, replacing: bool
) -> Quote | None:
    """The quote with this change made, or nothing when it has to be asked about."""
    match one:
        case SetDiscount(share, euros):
            rate = percent(share) if share is not None else percent(0)
            return await quotes.set_discount(uow, quote_id, discount=rate, discount_amount=amount(euros or 0))
        case SetCustomer(match) if match.certain is not None:
            return await quotes.set_customer(uow, quote_id, customer_id=match.certain.id)
        case AddLines(lines):
            answers = [line_answer(line, lookup.products) for line in lines]
            if ADD_LINES.open_step({"lines": answers}) is not None:
                return None
            return await _add_lines(uow, quote_id, answers, visit.turn.source, replacing=replacing)
        case SetQuantity() | SetPrice() | SetLineDiscount() | RemoveLine() if len(one.lines) == 1:
            return await _change_line(uow, quote_id, one.lines[0], _stored(one))
        case _:
            return None


async def _ask(
    uow: UnitOfWork, visit: Visit, quote_id: int, one: Change, lookup: Lookup, *, replacing: bool
) -> Sequence[Say]:
    match one:
        case AddLines(lines):
            answers = [line_answer(line, lookup.products) for line in lines]
            given = {"quote_id": quote_id, "lines": answers, "source": visit.turn.source, "replacing": replacing}
            return await begin(uow, visit, ADD_LINES, given)
        case SetCustomer(match):
            return await begin(uow, visit, OTHER_CUSTOMER, {"quote_id": quote_id, "customer": match_answer(match)})
        case SetDiscount():
            raise AssertionError("a discount is never doubtful")
        case _:
            quote = await quotes.read(uow, quote_id)
            fitting = [line for line in quote.lines if line.id in one.lines] or list(quote.lines)
            lines_ = [{"id": line.id, "label": line.label} for line in fitting]
            given = {"quote_id": quote_id, "line": {"candidates": lines_}, "change": _stored(one)}
            return await begin(uow, visit, _WHICH, given)


async def _add_lines(
    uow: UnitOfWork, quote_id: int, lines: Sequence[Mapping[str, Any]], source: str, *, replacing: bool
) -> Quote:
    asked = [new_line(line) for line in lines]
    if replacing:
        return await quotes.rewrite(uow, quote_id, source=source, lines=asked)
    return await quotes.add_lines(uow, quote_id, lines=asked, source=source)


def _stored(one: _LineChange) -> dict[str, Any]:
    assert is_dataclass(one)
    facts = {name: str(value) for name, value in asdict(one).items() if name != "lines" and value is not None}
    return {"kind": type(one).__name__, **facts}


async def _change_line(uow: UnitOfWork, quote_id: int, line_id: int, kept: Mapping[str, Any]) -> Quote:
    match kept["kind"]:
        case "SetQuantity":
            return await quotes.set_line(uow, quote_id, line_id, quantity=quantity(kept["quantity"]))
        case "SetPrice":
            basis = PriceBasis(kept.get("basis", PriceBasis.HT))
            return await quotes.set_line(uow, quote_id, line_id, price=unit_price(kept["price"]), basis=basis)
        case "SetLineDiscount":
            return await quotes.set_line(uow, quote_id, line_id, discount=percent(kept["percent"]))
        case _:  # RemoveLine
            return await quotes.remove_line(uow, quote_id, line_id)


@dataclass(frozen=True, slots=True)
class LineStep:
    """Which line of the quote is meant."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        line = answers[self.name]
        if "id" in line:
            return None
        return Question(
            (_("Quelle ligne ?"),), tuple(Option(one["label"], {"id": one["id"]}) for one in line["candidates"])
        )

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is None:
            raise Unreadable(N_("Touchez la ligne dans la liste."))
        return reply.option

    def value(self, answers: Answers) -> int:
        return int(answers[self.name]["id"])


@dataclass(frozen=True, slots=True)
class ValueStep:
    """A new quantity, price or discount of a line, typed after its button."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        return None if answers.get(self.name) else Question((_(_VALUE_QUESTIONS[answers["what"]]),))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        return read_value(answers["what"], reply.text)

    def value(self, answers: Answers) -> Any:
        return answers[self.name]


def read_value(what: str, typed: str) -> str:
    """The typed value of a price, a discount or a quantity; raises Unreadable."""
    if what == "price":
        return str(read_price(typed))
    value = read_quantity(typed) if what == "quantity" else read_percent(typed)
    if value is None and what == "discount":
        value = read_amount(typed)
    if value is None or value < 0:
        raise Unreadable(N_("J'attends un nombre, par exemple 5."))
    return str(value)


_VALUE_QUESTIONS = {
    "price": N_("Quel prix unitaire HT ?"),
    "discount": N_("Quelle remise, en % ?"),
    "quantity": N_("Quelle quantité ?"),
}


async def _add(
    uow: UnitOfWork,
    visit: Visit,
    quote_id: int,
    lines: Sequence[Mapping[str, Any]],
    source: str | None,
    replacing: bool | None,
) -> Sequence[Say]:
    await _add_lines(uow, quote_id, lines, source or visit.turn.source, replacing=bool(replacing))
    return await show_quote(uow, visit, await quotes.read(uow, quote_id), fresh=True)


async def _which(uow: UnitOfWork, visit: Visit, quote_id: int, line: int, change: Mapping[str, Any]) -> Sequence[Say]:
    await _change_line(uow, quote_id, line, change)
    return await show_quote(uow, visit, await quotes.read(uow, quote_id), fresh=True)


async def _customer(uow: UnitOfWork, visit: Visit, quote_id: int, customer: Mapping[str, Any]) -> Sequence[Say]:
    await quotes.set_customer(uow, quote_id, customer_id=await customer_of(uow, customer))
    return await show_quote(uow, visit, await quotes.read(uow, quote_id), fresh=True)


async def _set_value(
    uow: UnitOfWork, visit: Visit, quote_id: int, line_id: int | None, what: str, value: str
) -> Sequence[Say]:
    if line_id is None:
        await quotes.set_discount(uow, quote_id, discount=percent(value))
    elif what == "price":
        await quotes.set_line(uow, quote_id, line_id, price=unit_price(value))
    elif what == "discount":
        await quotes.set_line(uow, quote_id, line_id, discount=percent(value))
    else:
        await quotes.set_line(uow, quote_id, line_id, quantity=quantity(value))
    return await show_quote(uow, visit, await quotes.read(uow, quote_id), fresh=True)


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    """The question is left: the quote is shown as it is."""
    return await show_quote(uow, visit, await quotes.read(uow, answers["quote_id"]), fresh=True)


ADD_LINES = Flow(
    "quote:add",
    (Given("quote_id"), LinesStep("lines"), Given("source"), Given("replacing")),
    _add,
    N_("Ajout de lignes"),
    _left,
)
_WHICH = Flow(
    "quote:which", (Given("quote_id"), LineStep("line"), Given("change")), _which, N_("Changement d'une ligne"), _left
)
OTHER_CUSTOMER = Flow(
    "quote:customer", (Given("quote_id"), CustomerStep("customer")), _customer, N_("Changement de client"), _left
)
SET_VALUE = Flow(
    "quote:value",
    (Given("quote_id"), Given("line_id"), Given("what"), ValueStep("value")),
    _set_value,
    N_("Changement d'une valeur"),
    _left,
)
