"""How products look: the card of one, the list of several."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.outgoing.say import Say, SendPicture
from bot.outgoing.screen import Button, Line, Screen, bold, code, in_rows, italic, plain_screen
from bot.talk.taps import Tap
from bot.talk.visit import Visit, object_id, object_key
from bot.understanding import Entry
from core.catalog import families, kits, products, variants
from core.catalog.models import Product, ProductKind, Tracking
from core.catalog.products import Margin
from core.catalog.rates import Rates
from core.catalog.units import unit_label
from core.catalog.vatex import category_of, reason_of
from core.i18n import N_, _, count, money, ngettext, percentage
from core.i18n import price as shown_price
from core.kernel.amounts import PriceBasis, amount, quantity
from core.permissions import Permission
from core.uow import Reader

_MOST_VARIANTS: Final = 12  # buttons
TRACKED: Final = {Tracking.SERIAL: N_("Suivi par numéro de série"), Tracking.LOT: N_("Suivi par numéro de lot")}
_SIGNS: Final = {ProductKind.GOODS: "📦", ProductKind.SERVICE: "🛠", ProductKind.KIT: "🧰"}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the card of a product shows. `margin` is None for those who may not see it."""

    product: Product
    rates: Rates
    family: str
    variants: Sequence[Product]
    parts: Sequence[kits.Part]
    margin: Margin | None


async def shown(db: Reader, product: Product) -> Shown:
    """Everything around a product that its card shows to this person."""
    is_kit = product.kind is ProductKind.KIT
    return Shown(
        product,
        await products.rates(db),
        await families.path(db, product.family_id),
        await variants.of(db, product.id) if product.parent_id is None and not is_kit else (),
        await kits.parts(db, product.id) if is_kit else (),
        await products.margin(db, product.id) if db.actor.may(Permission.MARGINS_READ) else None,
    )


async def product_card(db: Reader, visit: Visit, product: Product, *, undo: str = "") -> Screen:
    """What it is, what it costs, what it comes in. `undo` is the verb that takes back what was just done."""
    seen = await shown(db, product)
    return Screen(tuple(_lines(seen, undo)), _rows(visit, seen, undo), card=object_key("product", product.id))


async def show_product(
    db: Reader, visit: Visit, product: Product, *, undo: str = "", fresh: bool = False, pictured: bool = False
) -> Say:
    """Its card, in place where it is tapped or replied to; with its photo when it is shown anew.

    `pictured`: the photo is new, the card is shown anew with it.
    """
    screen = await product_card(db, visit, product, undo=undo)
    if product.photo_sha256 and (pictured or visit.card != screen.card):
        return SendPicture(product.photo_sha256, screen)
    return visit.show(screen, fresh=fresh)


def found_screen(visit: Visit, words: str, found: Sequence[Entry]) -> Screen:
    """Several products that fit, each with its price."""
    many = ngettext("{count} article trouvé", "{count} articles trouvés", len(found)).format(count=len(found))
    buttons = [
        Button(
            f"{entry.name} — {entry.detail}" if entry.detail else entry.name,
            Tap("product", visit.actor.company_id or 0, entry.id).packed(),
        )
        for entry in found[:8]
    ]
    return plain_screen((bold(words), f" · {many}"), rows=in_rows(buttons, 1))


def tap(verb: str, product: Product, *arguments: str) -> str:
    """The data of a button about this product."""
    return Tap(verb, product.company_id, product.id, product.version, arguments).packed()


def short_price(product: Product) -> str:
    """« 7,95 HT », for a button."""
    return _("prix à demander") if product.price is None else f"{shown_price(product.price)} {_(product.basis)}"


def _lines(seen: Shown, undo: str) -> Sequence[Line]:
    product = seen.product
    reference: Line = (_("Réf."), " ", code(product.reference), f" · {seen.family}" if seen.family else "")
    lines: list[Line] = [(f"{_SIGNS[product.kind]} ", bold(product.label)), reference, _price_line(seen)]
    lines += [_untaxed(seen)] if product.vatex else []
    lines += [_packs(product)] if product.packaging else []
    lines += [_("Se décline en : {names}").format(names=_names(seen))] if seen.variants else []
    lines += [(f"{count(part.quantity)} × ", part.product.label) for part in seen.parts]
    lines += [_margin(seen.margin)] if seen.margin and seen.margin.cost is not None else []
    lines += [_floor(seen.margin)] if seen.margin and seen.margin.floor_price is not None else []
    lines += [(_("Code-barres"), " ", code(product.barcode))] if product.barcode else []
    lines += [_(TRACKED[product.tracking])] if product.tracking in TRACKED else []
    lines += [italic(product.notes)] if product.notes else []
    lines += [_("🗄 Archivé : ne se vend plus.")] if product.archived_at else []
    lines += [italic(_("Enregistré. « Annuler » reste possible une minute."))] if undo else []
    return lines


def _rows(visit: Visit, seen: Shown, undo: str) -> tuple[tuple[Button, ...], ...]:
    product, rows = seen.product, []
    if undo:
        rows.append(Button(_("↩️ Annuler"), tap(undo, product)))
    sells = visit.actor.may(Permission.QUOTES_WRITE) and object_id(visit.focus, "quote") and not product.archived_at
    if sells:
        rows.append(Button(_("➕ au devis"), tap("product-add", product)))
    if visit.actor.may(Permission.PRODUCTS_WRITE):
        rows.append(Button(_("✏️ Modifier"), tap("product-edit", product)))
    if visit.actor.may(Permission.STOCK_READ) and product.kind is ProductKind.GOODS and not seen.variants:
        rows.append(Button(_("🏬 Stock"), tap("stock", product)))
    shown_variants = [
        Button(", ".join(one.attributes.values()) or one.label, tap("product", one))
        for one in seen.variants[:_MOST_VARIANTS]
    ]
    return (*in_rows(shown_variants, 4), *in_rows(rows))


def _names(seen: Shown) -> str:
    return " · ".join(", ".join(one.attributes.values()) or one.label for one in seen.variants)


def _price_line(seen: Shown) -> Line:
    product, rates = seen.product, seen.rates
    unit = unit_label(product.unit)
    before, after = rates.priced(product, PriceBasis.HT), rates.priced(product, PriceBasis.TTC)
    if before is None or after is None:
        return _("Prix à demander à chaque fois")
    return (
        bold(f"{money(amount(before))} {_('HT')}{f' / {unit}' if unit else ''}"),
        f" · {money(amount(after))} {_('TTC')} · {_('TVA')} {percentage(rates.of(product))}",
    )


def _untaxed(seen: Shown) -> Line:
    vatex = seen.product.vatex
    return _("Sans TVA : {reason}").format(reason=reason_of(category_of(vatex), vatex, seen.rates.day))


def _packs(product: Product) -> Line:
    own = unit_label(product.unit)
    return " · ".join(
        f"1 {unit_label(pack)} = {count(quantity(units))} {own}".rstrip() for pack, units in product.packaging.items()
    )


def _margin(margin: Margin) -> Line:
    cost = _("Coût {cost}").format(cost=money(amount(margin.cost or 0)))
    return cost if margin.share is None else f"{cost} · {_('marge')} {percentage(margin.share)}"


def _floor(margin: Margin) -> Line:
    return _("Plancher {price}").format(price=money(amount(margin.floor_price or 0)))
