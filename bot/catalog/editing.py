"""Changing a product: its fields as buttons, a reply to its card in words, a photo sent as a reply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.catalog.cards import show_product, tap
from bot.catalog.fields import FIELDS, VATEX_WORDS, facts_of, read_field
from bot.catalog.products import stale
from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.incoming.turn import Kind
from bot.outgoing.say import Say
from bot.outgoing.screen import Button, Screen, bold, in_rows
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, object_id, object_key, tell
from bot.understanding.goods import names_tracking, read_product_changes
from core.catalog import families, products
from core.catalog.models import Product, ProductKind
from core.catalog.units import UNITS, unit_label
from core.catalog.vatex import category_of, reason_of
from core.i18n import N_, _, count
from core.permissions import Permission
from core.uow import Reader, UnitOfWork

_MOST_OPTIONS: Final = 30
_SENTENCES: Final = ("label", "notes")  # answered by any words


async def reworded(visit: Visit, text: str) -> Plan | None:
    """A reply to a product's card: « prix 12,50 », « tva 10 famille chauffage »; None when it says no such thing."""
    product_id = object_id(visit.card or "", "product") if visit.turn.reply_to else None
    said = read_product_changes(text) if product_id is not None else ()
    if product_id is None and visit.question is None and names_tracking(text):
        return tell(visit, _("Pour suivre un article, répondez à sa fiche : « suivi : numéro de série »."))
    if product_id is None or not said or not visit.actor.may(Permission.PRODUCTS_WRITE):
        return None
    try:
        kept = _read(said)
    except Unreadable as refusal:
        return tell(visit, _(str(refusal)))
    return Plan(act=lambda uow: _change(uow, visit, product_id, kept, fresh=False))


async def photographed(visit: Visit) -> Plan | None:
    """A photo sent as a reply to a product's card becomes the product's."""
    product_id = object_id(visit.card or "", "product") if visit.turn.reply_to else None
    file = visit.turn.file
    if product_id is None or file is None or not file.is_picture or not visit.actor.may(Permission.PRODUCTS_WRITE):
        return None
    photo = await visit.means.keep_picture(file)
    return Plan(act=lambda uow: _change(uow, visit, product_id, {"photo_sha256": photo}, fresh=False))


def _read(said: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {name: value for field, typed in said for name, value in read_field(field, typed).items()}


async def _change(
    uow: UnitOfWork, visit: Visit, product_id: int, kept: Mapping[str, Any], *, fresh: bool = True
) -> Sequence[Say]:
    product = await products.change(uow, product_id, **await facts_of(uow, kept))
    pictured = "photo_sha256" in kept
    return [await show_product(uow, visit, product, undo="product-revert", fresh=fresh, pictured=pictured)]


def _edit_card(product: Product, may_see_margins: bool) -> Screen:
    fields = [
        Button(_(field.label), tap("product-field", product, name))
        for name, field in FIELDS.items()
        if may_see_margins or not field.secret
    ]
    fields.append(Button(_("📷 Photo"), tap("product-photo", product)))
    if product.parent_id is None and product.kind is not ProductKind.KIT:
        fields.append(Button(_("➕ Variantes"), tap("product-variants", product)))
    if product.kind is ProductKind.KIT:
        fields.append(Button(_("🧰 Contenu"), tap("product-parts", product)))
    aside = ("product-restore", _("Remettre en vente")) if product.archived_at else ("product-archive", _("🗄 Archiver"))
    last = (Button(aside[1], tap(aside[0], product)), Button(_("⬅️ Retour"), tap("product", product)))
    lines = (("✏️ ", bold(product.label)), _("Touchez ce qui change, ou répondez à sa fiche : « prix 12,50 »."))
    return Screen(lines, (*in_rows(fields, 3), last), card=object_key("product", product.id))


@button("product-edit", writes=False)
async def _edit(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    product = await products.read(db, tap.object_id)
    return [visit.show(_edit_card(product, db.actor.may(Permission.MARGINS_READ)))]


@button("product-field", writes=True, stale=stale)
async def _field(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    name = tap.arguments[0] if tap.arguments else ""
    if name not in FIELDS:
        return [visit.toast(_("Ce bouton ne sert plus."))]
    given = {"product_id": tap.object_id, "field": name, "options": await _options(uow, name)}
    return await begin(uow, visit, SET_FIELD, given)


@button("product-photo", writes=True, stale=stale)
async def _photo(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await begin(uow, visit, SET_PHOTO, {"product_id": tap.object_id})


@button("product-archive", writes=True, stale=stale)
async def _archive(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    product = await products.archive(uow, tap.object_id, version=tap.version)
    return [visit.toast(_("Archivé.")), await show_product(uow, visit, product)]


@button("product-restore", writes=True, stale=stale)
async def _restore(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    product = await products.restore(uow, tap.object_id)
    return [visit.toast(_("De nouveau en vente.")), await show_product(uow, visit, product)]


async def _options(db: Reader, field: str) -> list[list[str]]:
    """The likely answers to a field's question: their labels, and the words that they stand for."""
    if field == "vat":
        said = [count(rate * 100) for rate in (await products.rates(db)).known()]
        return [[f"{rate} %", rate] for rate in said]
    if field == "vatex":
        offered = [[reason_of(category_of(code), code, db.today), code] for code in VATEX_WORDS]
        return [*offered, [_("Aucun : TVA normale"), "aucun"]]
    if field == "family":
        return [[branch.path, branch.path] for branch in await families.tree(db)][:_MOST_OPTIONS]
    if field == "tracking":
        labels = (N_("Par numéro de série"), N_("Par numéro de lot"), N_("Sans numéro"))
        return [[_(label), label] for label in labels]
    if field == "unit":
        return [[unit_label(code) or _("pièce"), code] for code in list(UNITS)[:_MOST_OPTIONS]]
    return []


@dataclass(frozen=True, slots=True)
class FieldStep:
    """The new value of one field, typed or tapped."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        options = tuple(Option(label, words) for label, words in answers.get("options") or ())
        free = answers["field"] in _SENTENCES
        width = 1 if answers["field"] == "vatex" else 2  # the law's words are long
        return Question((_(FIELDS[answers["field"]].question),), options, width=width, free=free)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return read_field(answers["field"], reply.option)
        told = () if answers["field"] in _SENTENCES else read_product_changes(reply.text)  # « prix 12,50 » says it all
        return _read(told or [(answers["field"], reply.text)])

    def value(self, answers: Answers) -> Mapping[str, Any]:
        kept: Mapping[str, Any] = answers[self.name]
        return kept


@dataclass(frozen=True, slots=True)
class PhotoStep:
    """A picture of the product."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        return Question((_("Envoyez la photo de l'article."),), takes=frozenset({Kind.PHOTO}))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if not reply.kept:
            raise Unreadable(N_("J'attends une photo."))
        return reply.kept

    def value(self, answers: Answers) -> str:
        return str(answers[self.name])


async def _set_field(
    uow: UnitOfWork, visit: Visit, product_id: int, field: str, options: object, value: Mapping[str, Any]
) -> Sequence[Say]:
    return await _change(uow, visit, product_id, value)


async def _set_photo(uow: UnitOfWork, visit: Visit, product_id: int, photo: str) -> Sequence[Say]:
    return await _change(uow, visit, product_id, {"photo_sha256": photo})


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    """The question is left: the product is shown as it is."""
    return [await show_product(uow, visit, await products.read(uow, answers["product_id"]))]


SET_FIELD = Flow(
    "product:field",
    (Given("product_id"), Given("field"), Given("options"), FieldStep("value")),
    _set_field,
    N_("Changement d'un article"),
    _left,
)
SET_PHOTO = Flow(
    "product:photo", (Given("product_id"), PhotoStep("photo")), _set_photo, N_("Photo d'un article"), _left
)
