"""One value of a draft, typed after its button: a price, a quantity, a discount, a label, units given away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bot.flows import Flow, Question, Reply, Unreadable
from bot.flows.engine import Answers
from bot.flows.steps import Given, read_price
from bot.outgoing.say import Say
from bot.sales.showing import show_quote
from bot.talk.visit import Visit
from bot.understanding import read_discount, read_quantity
from bot.understanding.words import tokens_of
from core.i18n import N_, _
from core.kernel.amounts import NO_RATE, ZERO, PriceBasis, Quantity, Rate, amount, percent, quantity, unit_price
from core.sales import quotes
from core.sales.lifecycles import LineKind
from core.sales.models import Quote
from core.uow import Reader, UnitOfWork

_OFFERED: Final = percent(100)
_SENTENCES: Final = ("label", "title")  # answered by any words
_QUESTIONS: Final = {
    "price": N_("Quel prix unitaire HT ?"),
    "discount": N_("Quelle remise, en % ou en € ?"),
    "quantity": N_("Quelle quantité ?"),
    "label": N_("Quel texte ?"),
    "free": N_("Combien d'unités payées pour combien d'offertes ? Par exemple : 2 payés 1 offert"),
    "title": N_("Quel titre ? Par exemple : Salle de bain"),
}


@dataclass(frozen=True, slots=True)
class ValueStep:
    """The value as JSON; `what` among the answers says which one."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if answers.get(self.name):
            return None
        return Question((_(_QUESTIONS[answers["what"]]),), free=answers["what"] in _SENTENCES)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        return read_value(answers["what"], reply.text)

    def value(self, answers: Answers) -> Any:
        return answers[self.name]


def read_value(what: str, typed: str) -> dict[str, str]:
    """The arguments that a typed value gives, as JSON; raises Unreadable."""
    return _READERS[what](typed)


async def give_away(uow: UnitOfWork, quote: Quote, line_id: int, *, free: Decimal, paid: Decimal | None) -> Quote:
    """« 2 payés 1 offert »: one of each three is free; a line of fewer becomes one such bunch."""
    line = next((line for line in quote.lines if line.id == line_id), None)
    bunch = (paid or Decimal(0)) + free
    if line is None or paid is None or line.quantity < bunch:
        counted = None if paid is None else quantity(bunch)
        return await quotes.set_line(uow, quote.id, line_id, quantity=counted, free=quantity(free))
    return await quotes.set_line(uow, quote.id, line_id, free=_given(line.quantity, free, bunch))


def sold_again(quote: Quote, line_id: int) -> Rate | None:
    """The discount of a line that is given a price: one that was offered is sold again, another keeps its own."""
    return NO_RATE if any(line.id == line_id and line.discount == _OFFERED for line in quote.lines) else None


def _given(counted: Quantity, free: Decimal, bunch: Decimal) -> Quantity:
    return quantity(free * (counted // bunch))


def _price(typed: str) -> dict[str, str]:
    texts = {token.text for token in tokens_of(typed)}
    basis = PriceBasis.TTC if "ttc" in texts else PriceBasis.HT
    return {"price": str(read_price(typed)), "basis": basis.value}


def _quantity(typed: str) -> dict[str, str]:
    value = read_quantity(typed)
    if value is None:
        raise Unreadable(N_("J'attends un nombre, par exemple 5."))
    return {"quantity": str(value)}


def _discount(typed: str) -> dict[str, str]:
    share, euros = read_discount(typed)
    if share is None and euros is None:
        raise Unreadable(N_("J'attends une remise, par exemple 5 ou 50 €."))
    return {"euros": str(euros)} if share is None else {"percent": str(share)}


def _label(typed: str) -> dict[str, str]:
    label = " ".join(typed.split())
    if not label or len(label) > 300:
        raise Unreadable(N_("J'attends un texte court."))
    return {"label": label}


def _free(typed: str) -> dict[str, str]:
    numbers = [token.number for token in tokens_of(typed) if token.number is not None and token.number > 0]
    if not 1 <= len(numbers) <= 2:
        raise Unreadable(N_("Par exemple : 2 payés 1 offert"))
    free = {"free": str(numbers[-1])}
    return {**free, "paid": str(numbers[0])} if len(numbers) == 2 else free


_READERS: Final = {
    "price": _price,
    "quantity": _quantity,
    "discount": _discount,
    "label": _label,
    "title": _label,
    "free": _free,
}


async def _set_value(
    uow: UnitOfWork, visit: Visit, quote_id: int, line_id: int | None, what: str, value: Mapping[str, str]
) -> Sequence[Say]:
    if what == "title":
        title = quotes.NewLine(kind=LineKind.SECTION, label=value["label"])
        await quotes.add_lines(uow, quote_id, lines=[title], source=visit.turn.source)
    elif line_id is None:
        await quotes.set_discount(uow, quote_id, **_off(value))
    elif what == "free":
        quote = await quotes.read(uow, quote_id)
        paid = Decimal(value["paid"]) if "paid" in value else None
        await give_away(uow, quote, line_id, free=Decimal(value["free"]), paid=paid)
    else:
        quote = await quotes.read(uow, quote_id)
        off: dict[str, Any] = {"discount": sold_again(quote, line_id)} if what == "price" else {}
        await quotes.set_line(uow, quote_id, line_id, **_arguments(value), **off)
    return await show_quote(uow, visit, await quotes.read(uow, quote_id), fresh=True)


def _arguments(value: Mapping[str, str]) -> dict[str, Any]:
    if "price" in value:
        return {"price": unit_price(value["price"]), "basis": PriceBasis(value["basis"])}
    if "quantity" in value:
        return {"quantity": quantity(value["quantity"])}
    return {"label": value["label"]} if "label" in value else _off(value)


def _off(value: Mapping[str, str]) -> dict[str, Any]:
    """A discount is one or the other: what was there before goes."""
    if "euros" in value:
        return {"discount": NO_RATE, "discount_amount": amount(value["euros"])}
    return {"discount": percent(value["percent"]), "discount_amount": ZERO}


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    """The question is left: the quote is shown as it is."""
    return await show_quote(uow, visit, await quotes.read(uow, answers["quote_id"]), fresh=True)


SET_VALUE: Final = Flow(
    "quote:value",
    (Given("quote_id"), Given("line_id"), Given("what"), ValueStep("value")),
    _set_value,
    N_("Changement d'une valeur"),
    _left,
)
