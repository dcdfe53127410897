"""Which goods, how many, under which numbers: the question of every move.

Answers are a JSON list, one of these per product: {"words", "quantity", "unit", "candidates": [{"id", "name", "code",
"detail", "tracking", "packs", "lots"}]}, then "id" and "lots" once they are known. A candidate's "lots" are those in
stock, each [warehouse, number].
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any, Final

from bot.flows import Option, Question, Reply, Unreadable
from bot.flows.engine import Answers
from bot.outgoing.screen import bold, code
from bot.talk.lookup import Lookup, product_entry
from bot.understanding import Match, read_quantity, resolve
from bot.understanding.stock_said import GoodsSaid
from core.catalog import products, variants
from core.catalog.models import Product, ProductKind, Tracking
from core.catalog.units import unit_label
from core.i18n import N_, _, count, ngettext
from core.kernel.amounts import LARGEST_QUANTITY, Quantity, quantity
from core.stock.availability import lots_of
from core.stock.errors import NotStocked
from core.stock.goods import Goods
from core.uow import Reader

_MOST: Final = 8  # offered at once
_APART: Final = re.compile(r"[\s,;]+")
_LONGEST_LOT: Final = 60
_LOTS_KEPT: Final = 60  # numbers of a product that a question remembers


@dataclass(frozen=True, slots=True)
class Moved:
    """So much of a product that is to move; `label` is its name."""

    goods: Goods
    label: str


async def goods_answer(said: Iterable[GoodsSaid], lookup: Lookup) -> list[dict[str, Any]]:
    """What the words say of the goods, before anything is asked. Raises NotStocked."""
    return [await _answer(one, lookup) for one in said]


async def goods_of(db: Reader, product: Product) -> list[dict[str, Any]]:
    """One product, or its variants; how many is to be asked."""
    inside = [one for one in await variants.of(db, product.id) if one.archived_at is None] or [product]
    kept = [await _kept(db, one) for one in inside]
    return [_settled({"words": product.label, "quantity": None, "unit": None, "candidates": kept})]


@dataclass(frozen=True, slots=True)
class GoodsStep:
    """Asks, product by product: which one, how many, and its numbers where it has some; `lots_optional`: or not.

    `source` is the answer that says where the goods leave from: the numbers that are there are then offered.
    """

    name: str
    lots_optional: bool = False
    source: str = ""

    def ask(self, answers: Answers) -> Question | None:
        for one in answers[self.name]:
            if (question := self._question(one, self._from(answers))) is not None:
                return question
        return None

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        taken = [dict(one) for one in answers[self.name]]
        at = next(place for place, one in enumerate(taken) if self._question(one, 0) is not None)
        taken[at] = await self._taken(db, taken[at], reply)
        return taken

    def value(self, answers: Answers) -> Sequence[Moved]:
        """In the order of products, in which levels are locked."""
        moved = [_moved(one) for one in answers[self.name]]
        return sorted(moved, key=lambda one: one.goods.product_id)

    def _from(self, answers: Answers) -> int:
        """The warehouse that the goods leave; 0 when they come, or when it is not certain yet."""
        return int(answers[self.source].get("id", 0)) if self.source and answers.get("less") is not False else 0

    def _question(self, one: Mapping[str, Any], source: int) -> Question | None:
        if "id" not in one:
            return which(one)
        if one["quantity"] is None:
            return Question(((bold(_chosen(one)["name"]), " · ", _("combien ?")),))
        return _numbers(one, source, optional=self.lots_optional) if _needs_lots(one) else None

    async def _taken(self, db: Reader, one: dict[str, Any], reply: Reply) -> dict[str, Any]:
        if "id" not in one:
            return await product_taken(db, one, reply)
        if one["quantity"] is None:
            said = read_quantity(reply.text)
            if said is None:
                raise Unreadable(N_("J'attends une quantité, par exemple 3."))
            return {**one, "quantity": str(said), "unit": None}
        if reply.option == "":
            return {**one, "lots": [], "unnumbered": True}
        had, lots = one.get("lots", []), _lots(one, reply.option or reply.text)
        again = next((lot for lot in lots if lot in had), "")  # an answer all the same, and no name of something else
        return {**one, "lots": list(dict.fromkeys([*had, *lots])), "again": again}


async def _answer(said: GoodsSaid, lookup: Lookup) -> dict[str, Any]:
    goods = [
        lookup.products.get(entry.id) or await products.read(lookup.db, entry.id) for entry in said.product.candidates
    ]
    known = {
        "words": said.product.words,
        "quantity": None if said.quantity is None else str(said.quantity),
        "unit": said.unit,
        "candidates": [await _kept(lookup.db, one) for one in _stocked(goods)][:_MOST],
    }
    if said.lots:
        return _numbered(known, said)
    return known if said.doubtful else _settled(known)


def _numbered(known: dict[str, Any], said: GoodsSaid) -> dict[str, Any]:
    """With the numbers of its pieces; what were taken for numbers may belong to the name of goods that have none."""
    having = [one for one in known["candidates"] if one["tracking"] == Tracking.SERIAL]
    if not having:
        return known
    numbered = {**known, "candidates": having, "lots": list(said.lots)}
    return numbered if said.doubtful else _settled(numbered)


async def _kept(db: Reader, product: Product) -> dict[str, Any]:
    entry = product_entry(product)
    there = await lots_of(db, product.id) if product.tracking is not Tracking.NONE else ()
    return {
        "id": product.id,
        "name": product.label,
        "code": product.reference,
        "detail": "",
        "tracking": product.tracking,
        "packs": {pack: str(units) for pack, units in entry.packaging.items()},
        "lots": [[one.warehouse_id, one.lot] for one in there if one.lot][:_LOTS_KEPT],
    }


def _stocked(found: Sequence[Product]) -> Sequence[Product]:
    """Those that a stock may hold. Raises NotStocked when all that the words name are services and kits."""
    goods = [one for one in found if one.kind is ProductKind.GOODS]
    if found and not goods:
        raise NotStocked(found[0].label)
    return goods


def _settled(known: dict[str, Any]) -> dict[str, Any]:
    """With its one candidate chosen."""
    return _choosing(known, known["candidates"][0]["id"]) if len(known["candidates"]) == 1 else known


def _choosing(known: Mapping[str, Any], product_id: int) -> dict[str, Any]:
    """This product; packs of it become units, or nobody knows how many they are."""
    found = {**known, "id": product_id}
    if known["unit"] and known["quantity"] is not None:
        units = _chosen(found)["packs"].get(known["unit"])
        found["quantity"] = None if units is None else str(Decimal(units) * Decimal(known["quantity"]))
    return found


def _chosen(one: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(known for known in one["candidates"] if known["id"] == one["id"])
    return found


def which(one: Mapping[str, Any]) -> Question:
    if not one["candidates"]:
        words = one["words"][:60]
        new = (_("Pour le créer :"), " ", code(_("nouvel article {words} à 12,50").format(words=words)))
        return Question((_("Je ne trouve pas « {words} ». Quel article ?").format(words=words), new))
    asked = (_("« {words} » : lequel ?").format(words=one["words"][:60]), _("Touchez un nom, ou écrivez-le."))
    return Question(asked, tuple(Option(known["name"][:60], known["id"]) for known in one["candidates"]))


async def product_taken(db: Reader, one: dict[str, Any], reply: Reply) -> dict[str, Any]:
    if reply.option is not None:
        return _choosing(one, reply.option)
    offered = [product_entry(await products.read(db, known["id"])) for known in one["candidates"]]
    match = resolve(reply.text, offered) if offered else Match(reply.text)
    found = [entry.id for entry in match.candidates]
    goods = [await products.read(db, product_id) for product_id in found]
    goods = list(goods or await products.search(db, reply.text))
    if goods and goods[0].kind is not ProductKind.GOODS:
        raise Unreadable(N_("Cela ne se stocke pas : c'est un service ou un kit. Quel article ?"))
    goods = [one for one in goods if one.kind is ProductKind.GOODS]
    if not goods:
        raise Unreadable(N_("Je ne trouve pas cet article. Écrivez son nom autrement, ou sa référence."))
    kept = [await _kept(db, product) for product in goods[:_MOST]]
    return _settled({**one, "words": reply.text, "candidates": kept})


def _needs_lots(one: Mapping[str, Any]) -> bool:
    tracking = _chosen(one)["tracking"]
    if tracking == Tracking.NONE or one.get("unnumbered"):
        return False
    return _missing_lots(one) > 0


def _missing_lots(one: Mapping[str, Any]) -> int:
    wanted = 1 if _chosen(one)["tracking"] == Tracking.LOT else ceil(Decimal(one["quantity"]))
    return wanted - len(one.get("lots", ()))


def _numbers(one: Mapping[str, Any], source: int, *, optional: bool) -> Question:
    product, many = _chosen(one), _missing_lots(one)
    if product["tracking"] == Tracking.LOT:
        asked = _("{name} : quel numéro de lot ?").format(name=product["name"])
    else:
        asked = ngettext(
            "{name} : quel numéro de série ?", "{name} : quels numéros de série ? Il en faut {count}.", many
        ).format(name=product["name"], count=many)
    said = one.get("lots", ())
    near = [lot for place, lot in product.get("lots", ()) if place == source and lot not in said][:_MOST]
    bare = (Option(_("Sans numéro"), ""),) if optional else ()
    again = one.get("again")
    noted = (_("Le numéro {number} est déjà dit.").format(number=again),) if again else ()
    return Question((*noted, asked), (*(Option(lot, lot) for lot in near), *bare), width=3)


def _lots(one: Mapping[str, Any], typed: str) -> list[str]:
    text = " ".join(typed.split())
    if _chosen(one)["tracking"] == Tracking.LOT:
        if not 0 < len(text) <= _LONGEST_LOT:
            raise Unreadable(N_("J'attends un numéro, par exemple A1234."))
        return [text]
    said = list(dict.fromkeys(part for part in _APART.split(text) if part))
    wanted = _missing_lots(one)
    if not 0 < len(said) <= wanted or any(len(part) > _LONGEST_LOT for part in said):
        many = ngettext("Il faut {count} numéro, j'en lis {said}.", "Il faut {count} numéros, j'en lis {said}.", wanted)
        raise Unreadable(many.format(count=wanted, said=len(said)))
    return said


def _moved(one: Mapping[str, Any]) -> Moved:
    product = _chosen(one)
    many = Decimal(one["quantity"])
    said = quantity(many) if many <= LARGEST_QUANTITY else Quantity(many)
    return Moved(Goods(one["id"], said, tuple(one.get("lots", ()))), product["name"])


def so_many(moved: Moved) -> str:
    """« 2 × Cartouche filtre »"""
    lots = f" ({', '.join(moved.goods.lots)})" if moved.goods.lots else ""
    return f"{count(moved.goods.quantity)} × {moved.label}{lots}"


def in_units(value: Quantity, product: Product) -> str:
    """« 12 », « 12 m »"""
    unit = unit_label(product.unit)
    return f"{count(value)} {unit}".rstrip()
