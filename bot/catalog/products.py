"""Products in the chat: words or a bar code find them, buttons show one, sell it, take back what was just done."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.catalog.cards import found_screen, show_product
from bot.flows.engine import begin
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Screen, bold
from bot.sales.asking import line_answer, new_line
from bot.sales.changing import ADD_LINES
from bot.sales.showing import show_quote
from bot.talk.buttons import button
from bot.talk.lookup import Lookup, product_entry
from bot.talk.taps import Tap
from bot.talk.undo import expect_undoable
from bot.talk.visit import Plan, Visit, answer, object_id, object_key
from bot.understanding import Entry, LineRead, Match
from core.catalog import products, variants
from core.catalog.barcodes import looks_like_gtin
from core.catalog.models import Product
from core.i18n import _
from core.permissions import Permission
from core.sales import quotes
from core.uow import Reader, UnitOfWork


async def found(visit: Visit, words: str, matches: Sequence[Entry], lookup: Lookup) -> Plan:
    """The card of the product found, or of the one that all those found are variants of; or else the list."""
    goods = [lookup.products.get(match.id) or await products.read(visit.db, match.id) for match in matches]
    parents = {product.parent_id for product in goods}
    shown = goods[0] if len(goods) == 1 else await _parent(visit.db, parents)
    if shown is None:
        return answer(Show(found_screen(visit, words, matches)))
    return answer(await show_product(visit.db, visit, shown, fresh=True))


async def scanned(visit: Visit, typed: str) -> Plan | None:
    """The product whose bar code was typed; None when it is no bar code, or that of nothing we sell."""
    if not looks_like_gtin(typed) or not visit.actor.may(Permission.PRODUCTS_READ):
        return None
    goods = await products.by_barcode(visit.db, typed)
    if len(goods) == 1:
        return answer(await show_product(visit.db, visit, goods[0], fresh=True))
    return answer(Show(found_screen(visit, typed, list(map(product_entry, goods))))) if goods else None


async def add_to_quote(uow: UnitOfWork, visit: Visit, product: Product, quote_id: int) -> Sequence[Say]:
    """One of it on the quote in hand; which variant, and at what price, is asked when it is not known.

    The quote's card changes where it stands. The same message puts the same product there once.
    """
    beside = replace(visit, turn=replace(visit.turn, callback_id=""))  # what was tapped stays as it is
    source = visit.turn.source
    if await _added_by(uow, source, product, quote_id):
        return await show_quote(uow, beside, await quotes.read(uow, quote_id))
    choices = await variants.of(uow, product.id) or [product]
    match = Match(product.label, tuple(map(product_entry, choices)))
    line = line_answer(LineRead(Decimal(1), match, product.label), {one.id: one for one in choices})
    if ADD_LINES.open_step({"lines": [line]}) is not None:
        return await begin(uow, beside, ADD_LINES, {"quote_id": quote_id, "lines": [line]})
    quote = await quotes.add_lines(uow, quote_id, lines=[new_line(line)], source=source)
    toast = visit.toast(_("Ajouté : {label}").format(label=product.label))
    return [toast, *await show_quote(uow, beside, quote)]


@button("product", writes=False)
async def _show(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [await show_product(db, visit, await products.read(db, tap.object_id))]


@button("product-add", writes=True)
async def _add(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    product = await products.read(uow, tap.object_id)
    quote_id = object_id(visit.focus, "quote")
    if quote_id is None:
        return [visit.toast(_("Commencez d'abord un devis : /devis"))]
    return await add_to_quote(uow, visit, product, quote_id)


@button("product-undo", writes=True)
async def _undo(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    product = await products.read(uow, tap.object_id)
    gone = Screen((("↩️ ", bold(product.label), " · ", _("création annulée")),), card=object_key("product", product.id))
    if product.archived_at is None:
        expect_undoable(uow, product.created_at)
        await products.undo_create(uow, product.id)
    return [visit.toast(_("Annulé.")), visit.show(gone)]


async def stale(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The card as it is now."""
    toast = visit.toast(_("Cet article a changé, le voici maintenant."))
    return [toast, await show_product(db, visit, await products.read(db, tap.object_id))]


@button("product-revert", writes=True, stale=stale)
async def _revert(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    since = await products.changed_at(uow, tap.object_id)
    if since is None:
        return await stale(uow, visit, tap)
    expect_undoable(uow, since)
    product = await products.undo_change(uow, tap.object_id, version=tap.version)
    return [visit.toast(_("Annulé.")), await show_product(uow, visit, product)]


async def _parent(db: Reader, parents: set[int | None]) -> Product | None:
    """The one product that variants have in common."""
    only = parents.pop() if len(parents) == 1 else None
    return None if only is None else await products.read(db, only)


async def _added_by(db: Reader, source: str, product: Product, quote_id: int) -> bool:
    """Whether this message of ours has put its product on the quote already."""
    quote = await quotes.read(db, quote_id)
    return any(line.source == source and line.product_id == product.id for line in quote.lines)
