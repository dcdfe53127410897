"""The questions that a quote may need: which lines, which product, which price. Nothing is guessed silently.

Answers are JSON: a line is what `line_answer` makes, its product what `bot.flows.picking` keeps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.flows import Option, Question, Reply, Unreadable
from bot.flows.engine import Answers
from bot.flows.picking import among, options, picked
from bot.flows.steps import read_price
from bot.outgoing.screen import bold
from bot.talk.lookup import Lookup, product_entry
from bot.understanding import (
    LineRead,
    QuoteChange,
    read_conditions,
    read_quantity,
    resolve,
    understand,
)
from bot.understanding.known import Draft
from bot.understanding.orders import without_papers
from bot.understanding.reading import AddLines
from core.catalog import products
from core.catalog.models import Product
from core.catalog.units import unit_label
from core.i18n import N_, _, count
from core.kernel.amounts import NO_RATE, PriceBasis, amount, percent, quantity, rate, unit_price
from core.kernel.text import words
from core.sales.lifecycles import LineKind
from core.sales.quotes import NewLine
from core.uow import Reader

_PERIODS = frozenset({"j", "jr", "jrs", "jour", "jours", "semaine", "semaines", "mois", "an", "ans"})


def line_answer(line: LineRead, goods: Mapping[int, Product]) -> dict[str, Any]:
    """One line as it was said, with what is still to be asked about it."""
    answer: dict[str, Any] = {
        "quantity": str(line.quantity),
        "text": line.text,
        "unit": line.unit or "",
        "price": None if line.price is None else str(line.price),
        "basis": line.basis,
        "discount": None if line.discount is None else str(line.discount),
        "cut": None if line.cut is None else str(line.cut),
        "vat": None if line.vat is None else str(line.vat),
        "given": str(line.free),
        "offered": line.offered,
        "optional": line.optional,
        "kind": line.kind,
        "doubts": list(line.doubts),
        "product": picked(line.product) if line.product and line.product.candidates else None,
    }
    return _settled(answer, goods)


def new_line(answer: Mapping[str, Any], vat: Decimal | None = None) -> NewLine:
    """The line as the use case takes it. `vat` is a percentage said for the whole quote, where the line says none."""
    if answer["kind"] != "item":
        return NewLine(kind=LineKind(answer["kind"]), label=_capitalised(answer["text"]))
    product = (answer["product"] or {}).get("id")
    basis = PriceBasis(answer["basis"] or PriceBasis.HT)
    own = answer.get("vat")
    vat = Decimal(own) if own else vat
    return NewLine(
        quantity=quantity(answer["quantity"]),
        product_id=product,
        label="" if product else _capitalised(answer["text"]),
        unit=answer["unit"],
        price=None if answer["price"] is None else unit_price(answer["price"]),
        basis=basis,
        discount=percent(answer["discount"]) if answer["discount"] else NO_RATE,
        discount_amount=amount(answer["cut"] or 0),
        vat=None if vat is None else rate(vat / 100),
        free=quantity(answer["given"]),
        offered=bool(answer["offered"]),
        optional=bool(answer["optional"]),
    )


@dataclass(frozen=True, slots=True)
class LinesStep:
    """The lines; each doubt is one question: which product, how many, at what price."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        lines = answers.get(self.name) or []
        if not lines:
            return Question((_("Que faut-il y mettre ?"), _("Par exemple : 2 radiateurs 1000 W, 10 m de cuivre 16")))
        for index, line in enumerate(lines):
            question = _line_question(index, line)
            if question is not None:
                return question
        return None

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        lines = [dict(line) for line in answers.get(self.name) or []]
        if not lines:
            return await read_lines(db, reply.text)
        index = next(i for i, line in enumerate(lines) if _line_question(i, line) is not None)
        if reply.option == {"drop": index}:
            return lines[:index] + lines[index + 1 :]
        lines[index] = await _answered(db, lines[index], reply)
        return lines

    def value(self, answers: Answers) -> Sequence[Mapping[str, Any]]:
        lines: Sequence[Mapping[str, Any]] = answers[self.name]
        return lines


async def read_lines(db: Reader, text: str) -> list[dict[str, Any]]:
    """The lines in a typed answer; raises Unreadable when there are none."""
    lookup = Lookup(db)
    text = without_papers(text)  # « voir pièce jointe » names no goods
    # The question has said that lines are added.
    reading = await understand(f"+ {text}", lookup.context(_empty_draft)) if text else None
    changes = reading.slots.changes if reading and isinstance(reading.slots, QuoteChange) else ()
    said = [line for change in changes if isinstance(change, AddLines) for line in change.lines]
    if not said:
        raise Unreadable(N_("Écrivez une quantité et un article, par exemple : 2 radiateurs 1000 W"))
    return [line_answer(line, lookup.products) for line in said]


async def _empty_draft() -> Draft | None:
    return Draft()


def _line_question(index: int, line: Mapping[str, Any]) -> Question | None:
    product, drop = line["product"], Option(_("Retirer la ligne"), {"drop": index})
    if product is not None and "id" not in product:
        return Question(((bold(line["text"]), _(" : lequel ?")),), (*options(product), drop))
    if "quantity" in line["doubts"]:
        about = _capitalised(line["text"])
        guess = f"{count(Decimal(line['quantity']))} {unit_label(line['unit'] or line.get('sold_by', ''))}".rstrip()
        return Question(((bold(about), _(" : combien exactement ?")),), (Option(guess, {"sure": True}), drop))
    if line.get("unpriced"):
        return Question(
            ((bold(_capitalised(line["text"])), _(" : à quel prix HT l'unité ?")),),
            (Option(_("Offert"), {"offered": True}), drop),
            width=2,
        )
    return None


async def _answered(db: Reader, line: dict[str, Any], reply: Reply) -> dict[str, Any]:
    product = line["product"]
    if product is not None and "id" not in product:
        return await _which_product(db, line, reply)
    if "quantity" in line["doubts"]:
        return {**line, "quantity": str(_quantity(line, reply)), "doubts": []}
    if reply.option == {"offered": True}:
        return {**line, "offered": True, "unpriced": False}
    return {**line, **_priced(db, line, reply.text), "unpriced": False}


def _priced(db: Reader, line: Mapping[str, Any], typed: str) -> dict[str, Any]:
    """« 60 TTC » is a price with tax; « 15 jours », « 3x » and « -5 % » are no prices at all."""
    said = words(typed)
    if read_conditions(typed, db.today) or "%" in typed or _PERIODS & set(said):
        raise Unreadable(N_("J'attends un prix, par exemple 12,50."))
    return {"price": str(read_price(typed)), "basis": PriceBasis.TTC if "ttc" in said else line["basis"]}


async def _which_product(db: Reader, line: dict[str, Any], reply: Reply) -> dict[str, Any]:
    if reply.option is not None:
        chosen = await products.read(db, reply.option["id"])
        return _settled({**line, "product": {"id": chosen.id}}, {chosen.id: chosen})
    match = among(line["product"], reply.text)
    if match.certain is None and any(word.isalpha() for word in words(reply.text)):
        match = resolve(reply.text, [product_entry(p) for p in await products.entries(db, words(reply.text))])
    if not match.candidates:
        raise Unreadable(N_("Choisissez dans la liste, ou écrivez un autre article."))
    if match.certain is None:
        return {**line, "product": picked(match)}
    chosen = await products.read(db, match.certain.id)
    return _settled({**line, "product": {"id": chosen.id}}, {chosen.id: chosen})


def _settled(line: dict[str, Any], goods: Mapping[int, Product]) -> dict[str, Any]:
    """With `unpriced` telling whether a price must be asked for."""
    product_id = (line["product"] or {}).get("id")
    product = goods.get(product_id) if product_id else None
    if product is not None:
        line = _unpacked({**line, "text": product.label, "sold_by": product.unit}, product)
    free_text = line["product"] is None and line["kind"] == "item"
    asked = free_text or (product is not None and product.price is None)
    return {**line, "unpriced": asked and line["price"] is None and not line["offered"]}


def _unpacked(line: dict[str, Any], product: Product) -> dict[str, Any]:
    """Packs counted in the product's own unit: 2 PAL of 66 are 132 SAC."""
    units = product.packaging.get(line["unit"])
    if units is None:
        return line
    return {**line, "quantity": str(Decimal(line["quantity"]) * Decimal(units)), "unit": ""}


def _quantity(line: Mapping[str, Any], reply: Reply) -> Decimal:
    if reply.option is not None:
        return Decimal(line["quantity"])
    value = read_quantity(reply.text)
    if value is None or value <= 0:
        raise Unreadable(N_("J'attends une quantité, par exemple 12."))
    return value


def _capitalised(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:]
