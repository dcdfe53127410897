"""New products in the chat: one line makes one, a question asks whether it is there already; kits and variants."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from bot.catalog.cards import found_screen, short_price, show_product
from bot.catalog.fields import facts_of
from bot.catalog.products import stale
from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given, Price
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import bold
from bot.sales.asking import LinesStep, line_answer
from bot.talk.buttons import button
from bot.talk.lookup import Lookup
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer, tell
from bot.understanding import ProductCreate, ProductVariants
from bot.understanding.goods import VariantsRead, read_variant_values
from core.catalog import kits, products, variants
from core.catalog.models import ProductKind
from core.i18n import N_, _
from core.kernel.amounts import UnitPrice, percent, quantity, unit_price
from core.uow import Reader, UnitOfWork

_LONGEST_LABEL = 300
_MOST_VARIANTS = 60


async def asked(visit: Visit, said: ProductCreate, lookup: Lookup) -> Plan:
    """Make what one line asks for, or ask for what it leaves out."""
    try:
        answers = await creation_answers(visit.db, said, lookup)
    except Unreadable as refusal:
        return tell(visit, _(str(refusal)))
    flow = NEW_KIT if said.kind == ProductKind.KIT else NEW_PRODUCT
    return Plan(act=lambda uow: begin(uow, visit, flow, answers))


async def variants_asked(visit: Visit, said: ProductVariants, lookup: Lookup) -> Plan:
    """Add variants to the product named, or to the one that all those named are variants of."""
    goods = [lookup.products[entry.id] for entry in said.product.candidates]
    parents = {product.parent_id or product.id for product in goods}
    if not parents:
        unknown = _("Je ne connais pas « {name} » : créez d'abord l'article.").format(name=said.product.words)
        return tell(visit, unknown)
    if len(parents) > 1:
        return answer(Show(found_screen(visit, said.product.words, said.product.candidates)))
    answers: dict[str, Any] = {"product_id": parents.pop()}
    if said.values:
        answers["read"] = asdict(VariantsRead(said.attribute, said.values[:_MOST_VARIANTS]))
    return Plan(act=lambda uow: begin(uow, visit, NEW_VARIANTS, answers))


async def creation_answers(db: Reader, said: ProductCreate, lookup: Lookup) -> dict[str, Any]:
    """What a line says of a new product, and which may be the same already."""
    facts = {
        "basis": said.basis,
        "unit": said.unit,
        "vat": None if said.vat is None else str(percent(said.vat)),
        "reference": said.reference,
        "kind": said.kind,
        "cost": None if said.cost is None else str(said.cost),
        "family": said.family,
        "barcode": said.barcode,
    }
    answers: dict[str, Any] = {"facts": {name: value for name, value in facts.items() if value is not None}}
    if said.label:
        answers["label"] = await _labelled(db, said.label, said.barcode or "")
    if said.price is not None:
        answers["price"] = str(said.price)
    if said.parts:
        answers["parts"] = [_part(line_answer(line, lookup.products)) for line in said.parts]
    return answers


@dataclass(frozen=True, slots=True)
class LabelStep:
    """The product's name; those that may be the same already are looked up with it."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        return Question((_("Quel est l'article ?"), _("Par exemple : Radiateur alu 1000 W")))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        typed = " ".join(reply.text.split())
        if not 0 < len(typed) <= _LONGEST_LABEL:
            raise Unreadable(N_("J'attends un texte court."))
        return await _labelled(db, typed, (answers.get("facts") or {}).get("barcode", ""))

    def value(self, answers: Answers) -> str:
        return str(answers[self.name]["typed"])


@dataclass(frozen=True, slots=True)
class TwinStep:
    """Nearly the same product exists: is it this one?"""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        near = answers["label"]["near"]
        if not near or self.name in answers:
            return None
        known = [Option(one["label"], {"chosen": one["id"]}) for one in near]
        lines = (_("Cet article existe peut-être déjà. C'est lui ?"),)
        return Question(lines, (*known, Option(_("➕ Non, créer quand même"), {"chosen": None})))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is None:
            raise Unreadable(N_("Touchez une réponse dans la liste."))
        return reply.option

    def value(self, answers: Answers) -> int | None:
        chosen: int | None = (answers.get(self.name) or {"chosen": None})["chosen"]
        return chosen


@dataclass(frozen=True, slots=True)
class _IfNew:
    """A step that is skipped when the product turns out to exist."""

    step: Price

    @property
    def name(self) -> str:
        return self.step.name

    def ask(self, answers: Answers) -> Question | None:
        asked = None if _is_known(answers) else self.step.ask(answers)
        return asked and replace(asked, lines=(("➕ ", bold(_called(answers))), *asked.lines))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        return await self.step.take(db, answers, reply)

    def value(self, answers: Answers) -> Any:
        return None if _is_known(answers) else self.step.value(answers)


@dataclass(frozen=True, slots=True)
class PartsStep:
    """What a kit is made of: products that we sell, and how many of each."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if _is_known(answers):
            return None
        if not answers.get(self.name):
            lines = (_("De quoi le kit est-il fait ?"), _("Par exemple : 1 ballon 200, 2 vannes, 3 h de pose"))
            return Question(lines)
        return LinesStep(self.name).ask(answers)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        lines = await LinesStep(self.name).take(db, answers, reply)
        return [_part(line) for line in lines]

    def value(self, answers: Answers) -> Sequence[Mapping[str, Any]]:
        return [] if _is_known(answers) else LinesStep(self.name).value(answers)


def _called(answers: Answers) -> str:
    """The new product's name, as far as it was said."""
    return str((answers.get("label") or {}).get("typed", ""))


def _is_known(answers: Answers) -> bool:
    return bool((answers.get("twin") or {}).get("chosen"))


def _part(line: dict[str, Any]) -> dict[str, Any]:
    """A line of a kit: its price is its product's. Raises Unreadable for what we do not sell."""
    if line["product"] is None:
        raise Unreadable(N_("Un kit est fait d'articles du catalogue : créez d'abord celui qui manque."))
    return {**line, "unpriced": False}


async def _labelled(db: Reader, typed: str, barcode: str) -> dict[str, Any]:
    """A new product's name, with those known that may be the same."""
    near = await products.near_duplicates(db, label=typed, barcode=barcode)
    labels = [{"id": one.id, "label": f"{one.label} — {short_price(one)}"} for one in near[:5]]
    return {"typed": typed[:1].upper() + typed[1:], "near": labels}


async def _create(
    uow: UnitOfWork, visit: Visit, label: str, twin: int | None, price: UnitPrice | None, facts: dict[str, Any] | None
) -> Sequence[Say]:
    if twin is not None:
        return [await show_product(uow, visit, await products.read(uow, twin), fresh=True)]
    product = await products.create(uow, label=label, price=price, **await facts_of(uow, facts or {}))
    return [await show_product(uow, visit, product, undo="product-undo", fresh=True)]


async def _create_kit(
    uow: UnitOfWork,
    visit: Visit,
    label: str,
    twin: int | None,
    parts: Sequence[Mapping[str, Any]],
    price: UnitPrice | None,
    facts: dict[str, Any] | None,
) -> Sequence[Say]:
    if twin is not None:
        return [await show_product(uow, visit, await products.read(uow, twin), fresh=True)]
    given = {**await facts_of(uow, facts or {}), "kind": ProductKind.KIT}
    product = await products.create(uow, label=label, price=price, **given)
    await kits.set_parts(uow, product.id, _counted(parts))
    return [await show_product(uow, visit, product, undo="product-undo", fresh=True)]


async def _set_parts(
    uow: UnitOfWork, visit: Visit, product_id: int, parts: Sequence[Mapping[str, Any]]
) -> Sequence[Say]:
    product = await kits.set_parts(uow, product_id, _counted(parts))
    return [await show_product(uow, visit, product, fresh=True)]


def _counted(parts: Sequence[Mapping[str, Any]]) -> list[tuple[int, Any]]:
    return [(part["product"]["id"], quantity(Decimal(part["quantity"]))) for part in parts]


@dataclass(frozen=True, slots=True)
class VariantsStep:
    """What a product comes in: an attribute, and its values."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        return Question((_("Quelles variantes ?"), _("Par exemple : taille S M L XL, ou couleur : rouge, bleu ciel")))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        read = read_variant_values(reply.text)
        if not 0 < len(read.values) <= _MOST_VARIANTS:
            raise Unreadable(N_("Écrivez par exemple : taille S M L XL"))
        return asdict(read)

    def value(self, answers: Answers) -> VariantsRead:
        kept = answers[self.name]
        return VariantsRead(kept["attribute"], tuple(kept["values"]))


async def _add_variants(uow: UnitOfWork, visit: Visit, product_id: int, read: VariantsRead) -> Sequence[Say]:
    for value in read.values:
        await variants.add(uow, product_id, attributes={read.attribute: value})
    return [await show_product(uow, visit, await products.read(uow, product_id), fresh=True)]


@button("product-variants", writes=True, stale=stale)
async def _ask_variants(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await begin(uow, visit, NEW_VARIANTS, {"product_id": tap.object_id})


@button("product-parts", writes=True, stale=stale)
async def _ask_parts(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await begin(uow, visit, KIT_PARTS, {"product_id": tap.object_id})


NEW_PRODUCT = Flow(
    "product:new",
    (LabelStep("label"), TwinStep("twin"), _IfNew(Price("price", N_("À quel prix unitaire HT ?"))), Given("facts")),
    _create,
    N_("Nouvel article"),
    about=_called,
)
NEW_KIT = Flow(
    "product:kit",
    (LabelStep("label"), TwinStep("twin"), PartsStep("parts"), Given("price", unit_price), Given("facts")),
    _create_kit,
    N_("Nouveau kit"),
    about=_called,
)
KIT_PARTS = Flow("product:parts", (Given("product_id"), PartsStep("parts")), _set_parts, N_("Contenu d'un kit"))
NEW_VARIANTS = Flow("product:variants", (Given("product_id"), VariantsStep("read")), _add_variants, N_("Variantes"))
