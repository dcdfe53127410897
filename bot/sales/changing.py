"""Changing a draft in words: « 3 pas 2 », « enlève la pose », « -5 % », « + 10 m cuivre 16 », « pour Martin »."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from decimal import Decimal
from typing import Any, Final

from bot.flows import Flow
from bot.flows.engine import Answers, begin, closing, withdraw
from bot.flows.picking import OneOf, picked
from bot.flows.steps import Given
from bot.incoming.turn import Kind
from bot.outgoing.say import React, Say
from bot.parties.picking import CustomerStep, others_like
from bot.sales.asking import LinesStep, line_answer, new_line
from bot.sales.making import customer_of
from bot.sales.showing import show_quote
from bot.sales.terms import set_conditions, stored_conditions
from bot.sales.values import give_away, sold_again
from bot.talk.lookup import Lookup
from bot.talk.visit import Visit
from bot.understanding import Draft, DraftLine, LineChange, QuoteChange
from bot.understanding.reading import AddLines, Change, SetBasis, SetConditions, SetCustomer, SetDiscount
from core.i18n import N_
from core.kernel.amounts import NO_RATE, ZERO, PriceBasis, amount, percent, quantity, unit_price
from core.sales import quotes
from core.sales.lifecycles import LineKind
from core.sales.models import Quote, QuoteLine
from core.uow import UnitOfWork

_OF_WHOLE: Final = (SetCustomer, SetDiscount, SetConditions)


def as_draft(lines: Sequence[QuoteLine] | Sequence[quotes.OutlineLine]) -> Draft:
    """The quote's lines as the reader of messages knows them."""
    return Draft(tuple(DraftLine(line.id, line.label, line.reference, line.quantity) for line in lines))


async def change(
    uow: UnitOfWork, visit: Visit, quote_id: int, said: QuoteChange, lookup: Lookup, *, replacing: bool = False
) -> Sequence[Say]:
    """Make the changes that are certain, in spoken order; then ask about the first that is not.

    `replacing`: the message was edited; the lines it had added are replaced, and what it no longer says is taken back.
    What an edited message had asked about is no longer asked.
    """
    if replacing:
        await _unsaid(uow, visit.turn.source, quote_id, said)
    made = [(one, await _applied(uow, visit, quote_id, one, lookup, replacing=replacing)) for one in said.changes]
    doubtful = [one for one, quote in made if quote is None]
    if doubtful:
        return await _ask(uow, visit, quote_id, doubtful[0], lookup, replacing=replacing)
    changed = made[-1][1] if made else None
    shown = await show_quote(uow, visit, changed or await quotes.read(uow, quote_id))
    if visit.turn.kind is Kind.EDIT:
        shown = closing(shown, await withdraw(uow, visit))
    if any(isinstance(one, AddLines) for one in said.changes):
        return shown
    return [*shown, React(visit.turn.message_id, "👌")]  # the card may have said so already, and stay as it is


async def _unsaid(uow: UnitOfWork, source: str, quote_id: int, said: QuoteChange) -> None:
    """Take back what the edited message `source` no longer says.

    Its lines are only taken back when it speaks of the whole alone: « 3 pas 2 » may be about them. Those of the message
    that made the quote stay, or nothing would be left.
    """
    said_still = {name for one in said.changes for name in _header_said(one)}
    quote = await quotes.unsay(uow, quote_id, source=source, but=said_still)
    of_whole = all(isinstance(one, _OF_WHOLE) for one in said.changes)
    if of_whole and quote.source != source and any(line.source == source for line in quote.lines):
        await quotes.replace_lines(uow, quote_id, source=source, lines=())


def _header_said(one: Change) -> Collection[str]:
    """The columns of the quote that a change is about."""
    match one:
        case SetDiscount():
            return ("discount", "discount_amount")
        case SetConditions(conditions):
            return {"address_id" if name == "place" else name for name in stored_conditions(conditions)}
        case _:
            return ()


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
        case SetConditions(conditions):
            return await set_conditions(uow, await quotes.read(uow, quote_id), stored_conditions(conditions))
        case SetBasis(lines=(), basis=basis):
            return await _set_basis(uow, quote_id, PriceBasis(basis))
        case SetCustomer():
            return None
        case _:
            return await _change_line(uow, quote_id, one.lines[0], _stored(one)) if len(one.lines) == 1 else None


async def _ask(
    uow: UnitOfWork, visit: Visit, quote_id: int, one: Change, lookup: Lookup, *, replacing: bool
) -> Sequence[Say]:
    match one:
        case AddLines(lines):
            answers = [line_answer(line, lookup.products) for line in lines]
            given = {"quote_id": quote_id, "lines": answers, "source": visit.turn.source, "replacing": replacing}
            return await begin(uow, visit, ADD_LINES, given)
        case SetCustomer(match):
            named = (
                picked(match) if match.words else await others_like(uow, (await quotes.read(uow, quote_id)).customer)
            )
            return await begin(uow, visit, OTHER_CUSTOMER, {"quote_id": quote_id, "customer": named})
        case SetDiscount() | SetConditions():
            raise AssertionError("what is said of the whole is never doubtful")
        case _:
            quote = await quotes.read(uow, quote_id)
            sold = [line for line in quote.lines if line.kind is LineKind.ITEM]
            fitting = [line for line in sold if line.id in one.lines] or sold
            lines_ = [{"id": line.id, "label": line.label} for line in fitting]
            given = {"quote_id": quote_id, "line": {"candidates": lines_}, "change": _stored(one)}
            return await begin(uow, visit, _WHICH, given)


async def _add_lines(
    uow: UnitOfWork, quote_id: int, lines: Sequence[Mapping[str, Any]], source: str, *, replacing: bool
) -> Quote:
    asked = [new_line(line) for line in lines]
    if replacing:
        return await quotes.replace_lines(uow, quote_id, source=source, lines=asked)
    return await quotes.add_lines(uow, quote_id, lines=asked, source=source)


async def _set_basis(uow: UnitOfWork, quote_id: int, basis: PriceBasis) -> Quote | None:
    """« c'est TTC » is said of the prices that were said; without any, of the only line there is."""
    quote = await quotes.read(uow, quote_id)
    sold = [line for line in quote.lines if line.kind is LineKind.ITEM]
    said = [line for line in sold if line.product_id is None or line.list_price is not None]
    meant = said or (sold if len(sold) == 1 else [])
    for line in meant:
        quote = await quotes.set_line(uow, quote_id, line.id, price=line.unit_price, basis=basis)
    return quote if meant else None


def _stored(one: LineChange) -> dict[str, Any]:
    assert is_dataclass(one)
    facts = {name: str(value) for name, value in asdict(one).items() if name != "lines" and value is not None}
    return {"kind": type(one).__name__, **facts}


Alter = Callable[[UnitOfWork, Quote, int, Mapping[str, Any]], Awaitable[Quote]]


async def _change_line(uow: UnitOfWork, quote_id: int, line_id: int, kept: Mapping[str, Any]) -> Quote:
    return await ALTERATIONS[kept["kind"]](uow, await quotes.read(uow, quote_id), line_id, kept)


async def _set_quantity(uow: UnitOfWork, quote: Quote, line_id: int, kept: Mapping[str, Any]) -> Quote:
    return await quotes.set_line(uow, quote.id, line_id, quantity=quantity(kept["quantity"]))


async def _raise_quantity(uow: UnitOfWork, quote: Quote, line_id: int, kept: Mapping[str, Any]) -> Quote:
    held = next(line.quantity for line in quote.lines if line.id == line_id)
    return await quotes.set_line(uow, quote.id, line_id, quantity=quantity(held + quantity(kept["quantity"])))


async def _set_price(uow: UnitOfWork, quote: Quote, line_id: int, kept: Mapping[str, Any]) -> Quote:
    basis = PriceBasis(kept.get("basis", PriceBasis.HT))
    price = unit_price(kept["price"])
    return await quotes.set_line(uow, quote.id, line_id, price=price, basis=basis, discount=sold_again(quote, line_id))


async def _set_line_basis(uow: UnitOfWork, quote: Quote, line_id: int, kept: Mapping[str, Any]) -> Quote:
    price = next(line.unit_price for line in quote.lines if line.id == line_id)
    return await quotes.set_line(uow, quote.id, line_id, price=price, basis=PriceBasis(kept["basis"]))


async def _set_line_discount(uow: UnitOfWork, quote: Quote, line_id: int, kept: Mapping[str, Any]) -> Quote:
    return await quotes.set_line(uow, quote.id, line_id, discount=percent(kept["percent"]), discount_amount=ZERO)


async def _set_line_cut(uow: UnitOfWork, quote: Quote, line_id: int, kept: Mapping[str, Any]) -> Quote:
    euros = amount(kept["amount"])
    return await quotes.set_line(uow, quote.id, line_id, discount=NO_RATE, discount_amount=euros)


async def _set_free(uow: UnitOfWork, quote: Quote, line_id: int, kept: Mapping[str, Any]) -> Quote:
    paid = Decimal(kept["paid"]) if "paid" in kept else None
    return await give_away(uow, quote, line_id, free=Decimal(kept["free"]), paid=paid)


async def _set_option(uow: UnitOfWork, quote: Quote, line_id: int, kept: Mapping[str, Any]) -> Quote:
    return await quotes.set_line(uow, quote.id, line_id, optional=kept["optional"] == "True")


async def _remove_line(uow: UnitOfWork, quote: Quote, line_id: int, kept: Mapping[str, Any]) -> Quote:
    return await quotes.remove_line(uow, quote.id, line_id)


ALTERATIONS: Final[dict[str, Alter]] = {
    "SetQuantity": _set_quantity,
    "RaiseQuantity": _raise_quantity,
    "SetPrice": _set_price,
    "SetBasis": _set_line_basis,
    "SetLineDiscount": _set_line_discount,
    "SetLineCut": _set_line_cut,
    "SetFree": _set_free,
    "SetOption": _set_option,
    "RemoveLine": _remove_line,
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
    "quote:which",
    (
        Given("quote_id"),
        OneOf("line", N_("Quelle ligne ?"), N_("Touchez la ligne dans la liste, ou écrivez son nom."), key="label"),
        Given("change"),
    ),
    _which,
    N_("Changement d'une ligne"),
    _left,
)
OTHER_CUSTOMER = Flow(
    "quote:customer", (Given("quote_id"), CustomerStep("customer")), _customer, N_("Changement de client"), _left
)
