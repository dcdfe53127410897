"""« /catalogue »: families as buttons, then what is sold in them, page by page, in one message."""

from collections.abc import Sequence
from typing import Final

from bot.catalog.cards import short_price
from bot.catalog.products import add_to_quote
from bot.outgoing.say import Say
from bot.outgoing.screen import Button, Line, Screen, bold, in_rows
from bot.talk.buttons import button
from bot.talk.pages import PAGE, page_row
from bot.talk.taps import Tap
from bot.talk.visit import Visit, object_id
from core.catalog import families, products
from core.catalog.families import Branch
from core.catalog.models import Product
from core.i18n import _, ngettext
from core.permissions import Permission
from core.uow import Reader, UnitOfWork

_MOST_FAMILIES: Final = 40
_ROOT: Final = 0  # as a button's object: all families


async def catalogue(db: Reader, visit: Visit, *, family_id: int = _ROOT, page: int = 0) -> Screen:
    """The families inside this one, and a page of what is sold in it; of all that has no family at the root."""
    tree = await families.tree(db)
    here = next((branch for branch in tree if branch.id == family_id), None)
    inside = [branch for branch in tree if branch.parent_id == (here.id if here else None)][:_MOST_FAMILIES]
    goods = await families.products_of(db, here.id if here else None, limit=PAGE + 1, offset=page * PAGE)
    sells = visit.actor.may(Permission.QUOTES_WRITE) and object_id(visit.focus, "quote") is not None
    rows = (
        *in_rows([Button(f"🗂 {one.name} · {one.products}", _tap(visit, one.id)) for one in inside]),
        *(_product_row(visit, one, sells=sells) for one in goods[:PAGE]),
        *_paging(visit, here, page, more=len(goods) > PAGE),
        *_arranging(visit, here),
    )
    return Screen(_lines(here, empty=not (inside or goods)), rows, card="catalog:0")


def _lines(here: Branch | None, *, empty: bool) -> tuple[Line, ...]:
    if here is None:
        hint = _("Aucun article pour l'instant. Écrivez : nouvel article vanne 3/4 12,50")
        return (("📚 ", bold(_("Catalogue"))), hint if empty else _("Touchez une famille, ou écrivez un nom."))
    many = ngettext("{count} article", "{count} articles", here.products).format(count=here.products)
    return (("📚 ", bold(here.path), f" · {many}"),)


def _product_row(visit: Visit, product: Product, *, sells: bool) -> tuple[Button, ...]:
    company = visit.actor.company_id or 0
    label = f"{product.label} — {short_price(product)}"
    shown = Button(label, Tap("product", company, product.id, product.version).packed())
    return (shown, Button("＋", Tap("catalog-add", company, product.id).packed())) if sells else (shown,)


def _paging(visit: Visit, here: Branch | None, page: int, *, more: bool) -> tuple[tuple[Button, ...], ...]:
    """To the page before, up, to the page after."""
    if here is None:
        return page_row(page, more=more, tap=lambda other: _tap(visit, _ROOT, other))
    up = (Button(_("⬆️ Remonter"), _tap(visit, here.parent_id or _ROOT)),)
    return page_row(page, more=more, tap=lambda other: _tap(visit, here.id, other), between=up)


def _arranging(visit: Visit, here: Branch | None) -> tuple[tuple[Button, ...], ...]:
    """For those who keep the catalogue: a new family here; another name or place for this one."""
    if not visit.actor.may(Permission.PRODUCTS_WRITE):
        return ()
    labels = {"family-new": _("➕ Famille")}
    if here is not None:
        labels |= {"family-name": _("✏️ Renommer"), "family-place": _("📂 Déplacer")}
    company, number = visit.actor.company_id or 0, here.id if here else _ROOT
    return (tuple(Button(label, Tap(verb, company, number).packed()) for verb, label in labels.items()),)


def _tap(visit: Visit, family_id: int, page: int = 0) -> str:
    """The button bears how many products stand before the page."""
    return Tap("catalog", visit.actor.company_id or 0, family_id, 0, (str(page * PAGE),)).packed()


@button("catalog", writes=False)
async def _browse(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    said = tap.arguments[0] if tap.arguments else ""
    before = int(said[:9]) if said.isascii() and said.isdecimal() else 0
    return [visit.show(await catalogue(db, visit, family_id=tap.object_id, page=before // PAGE))]


@button("catalog-add", writes=True)
async def _add(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote_id = object_id(visit.focus, "quote")
    if quote_id is None:
        return [visit.toast(_("Commencez d'abord un devis : /devis"))]
    return await add_to_quote(uow, visit, await products.read(uow, tap.object_id), quote_id)
