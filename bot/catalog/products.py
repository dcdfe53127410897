"""Products in the chat: one line makes one, words find them, a card shows one."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from bot.flows import Flow
from bot.flows.engine import begin
from bot.flows.steps import Given, Price, Text
from bot.outgoing.say import Found, Say, Toast
from bot.outgoing.screen import Button, Line, Screen, bold, code, in_rows, italic, plain_screen
from bot.sales.changing import ADD_LINES
from bot.sales.making import show_quote
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.undo import expect_undoable
from bot.talk.visit import Visit, object_id, object_key
from bot.understanding import Entry, ProductCreate
from core.catalog import products
from core.catalog.models import Product
from core.catalog.units import unit_label
from core.i18n import N_, _, money, ngettext, percentage
from core.kernel.amounts import PriceBasis, Rate, UnitPrice, amount, percent
from core.permissions import Permission
from core.sales import quotes
from core.uow import Reader, UnitOfWork

_MOST_INLINE = 20


def product_card(product: Product, visit: Visit, *, created: bool = False) -> Screen:
    """What it is, its price with and without tax, and one tap to put it on the quote in hand."""
    lines: list[Line] = [("📦 ", bold(product.label)), (_("Réf."), " ", code(product.reference)), _price_line(product)]
    if product.family:
        lines.append(f"🗂 {product.family}")
    buttons = []
    if visit.actor.may(Permission.QUOTES_WRITE) and object_id(visit.focus, "quote"):
        buttons.append(Button(_("＋ au devis"), tap("product-add", product)))
    if created:
        lines.append(italic(_("Enregistré. « Annuler » reste possible une minute.")))
        buttons.append(Button(_("↩️ Annuler"), tap("product-undo", product)))
    return Screen(tuple(lines), in_rows(buttons), card=object_key("product", product.id))


def found_screen(visit: Visit, words: str, found: Sequence[Entry]) -> Screen:
    """Several products that fit, each with its price."""
    count = ngettext("{count} article trouvé", "{count} articles trouvés", len(found)).format(count=len(found))
    buttons = [
        Button(
            f"{entry.name} — {entry.detail}" if entry.detail else entry.name,
            Tap("product", visit.actor.company_id or 0, entry.id).packed(),
        )
        for entry in found[:8]
    ]
    return plain_screen((bold(words), f" · {count}"), rows=in_rows(buttons, 1))


async def found_inline(visit: Visit) -> tuple[Found, ...]:
    """« @bot clim »: choosing a product writes its line, which goes to the draft in hand. Strangers find nothing."""
    if not visit.actor.may(Permission.PRODUCTS_READ):
        return ()
    found = await products.search(visit.db, visit.turn.text, limit=_MOST_INLINE)
    return tuple(
        Found(str(product.id), product.label, _shown_price(product), f"+ 1 {product.reference}") for product in found
    )


def creation_answers(said: ProductCreate) -> dict[str, Any]:
    """What a line says of a new product."""
    facts = {
        "basis": said.basis,
        "unit": said.unit,
        "vat": None if said.vat is None else str(percent(said.vat)),
        "reference": said.reference,
    }
    answers: dict[str, Any] = {"facts": {name: value for name, value in facts.items() if value is not None}}
    if said.label:
        answers["label"] = said.label
    if said.price is not None:
        answers["price"] = str(said.price)
    return answers


async def _create(
    uow: UnitOfWork, visit: Visit, label: str, price: UnitPrice, facts: dict[str, Any] | None
) -> Sequence[Say]:
    read = dict(facts or {})
    if "basis" in read:
        read["basis"] = PriceBasis(read["basis"])
    if "vat" in read:
        read["vat"] = Rate(Decimal(read["vat"]))
    product = await products.create(uow, label=label, price=price, **read)
    return [visit.show(product_card(product, visit, created=True), fresh=True)]


NEW_PRODUCT = Flow(
    "product:new",
    steps=(
        Text("label", N_("Quel est l'article ?"), N_("Par exemple : Radiateur alu 1000 W"), limit=300),
        Price("price", N_("À quel prix unitaire HT ?")),
        Given("facts"),
    ),
    run=_create,
    title=N_("Nouvel article"),
)


@button("product", writes=False)
async def _show(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(product_card(await products.read(db, tap.object_id), visit))]


@button("product-undo", writes=True)
async def _undo(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    product = await products.read(uow, tap.object_id)
    gone = Screen((("↩️ ", bold(product.label), " · ", _("création annulée")),), card=object_key("product", product.id))
    if product.archived_at is None:
        expect_undoable(uow, product.created_at)
        await products.undo_create(uow, product.id)
    return [Toast(visit.turn.callback_id, _("Annulé.")), visit.show(gone)]


@button("product-add", writes=True)
async def _add(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    product = await products.read(uow, tap.object_id)
    quote_id = object_id(visit.focus, "quote")
    if quote_id is not None and await _added_by(uow, visit.turn.source, product, quote_id):
        return await show_quote(uow, visit, await quotes.read(uow, quote_id))  # the same tap once more
    line: dict[str, Any] = {
        "quantity": "1",
        "text": product.label,
        "unit": "",
        "price": None,
        "basis": None,
        "discount": None,
        "free": False,
        "doubts": [],
        "product": {"id": product.id},
        "unpriced": product.price is None,
    }
    return await begin(uow, visit, ADD_LINES, {"quote_id": quote_id, "lines": [line]})


async def _added_by(db: Reader, source: str, product: Product, quote_id: int) -> bool:
    """Whether this message of ours has put its product on the quote already."""
    quote = await quotes.read(db, quote_id)
    return any(line.source == source and line.product_id == product.id for line in quote.lines)


def tap(verb: str, product: Product) -> str:
    """The data of a button about this product."""
    return Tap(verb, product.company_id, product.id, product.version).packed()


def _shown_price(product: Product) -> str:
    price = _("prix à demander") if product.price is None else f"{money(amount(product.price))} {_(product.basis)}"
    return f"{product.reference} · {price}"


def _price_line(product: Product) -> Line:
    unit = unit_label(product.unit)
    per = f" / {unit}" if unit else ""
    if product.price is None:
        return _("Prix à demander à chaque fois")
    other = product.price * (1 + product.vat) if product.basis is PriceBasis.HT else product.price / (1 + product.vat)
    prices = {PriceBasis.HT: product.price, PriceBasis.TTC: product.price}
    prices[PriceBasis.TTC if product.basis is PriceBasis.HT else PriceBasis.HT] = UnitPrice(amount(other))
    return (
        bold(f"{money(prices[PriceBasis.HT])} {_('HT')}{per}"),
        f" · {money(prices[PriceBasis.TTC])} {_('TTC')} · {_('TVA')} {percentage(product.vat)}",
    )
