"""How stock looks: a product in all places, a place with all it holds, the places."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from bot.catalog.cards import TRACKED
from bot.outgoing.say import Say, SendPicture
from bot.outgoing.screen import Button, Line, Screen, bold, code, in_rows, italic
from bot.stock.figures import expected_words, free_words, reserved_words
from bot.stock.goods import in_units
from bot.stock.places import SIGNS
from bot.talk.pages import PAGE, page_row
from bot.talk.past import history_button
from bot.talk.taps import Tap
from bot.talk.visit import Visit, object_key
from core.catalog.models import Product, Tracking
from core.i18n import N_, _, count, day, moment, ngettext
from core.kernel.amounts import Quantity, quantity
from core.parties import customers
from core.permissions import Permission
from core.sales import deliveries
from core.stock import counts, expected, moves, warehouses
from core.stock.availability import Lot, Standing, lots_of, standing_in, stock_of
from core.stock.expected import Announced
from core.stock.models import MoveKind, Warehouse, WarehouseKind
from core.uow import Reader

MOVES: Final = {
    MoveKind.RECEIPT: N_("réception"),
    MoveKind.SALE: N_("sortie"),
    MoveKind.RETURN: N_("retour"),
    MoveKind.TRANSFER: N_("transfert"),
    MoveKind.COUNT: N_("inventaire"),
    MoveKind.ADJUSTMENT: N_("ajustement"),
}
NO_STOCK_YET: Final = N_("Rien n'est encore en stock. Commencez par « reçu 10 ballon 200 », ou « inventaire ».")
_PLACES: Final = 8  # shown on one card
_COMING: Final = 3
_LOTS: Final = 10


async def show_stock(
    db: Reader, visit: Visit, product: Product, *, place_id: int | None = None, wanted: Decimal | None = None
) -> Say:
    """The stock card of a product; with its photo when it is shown anew."""
    screen = await stock_card(db, visit, product, place_id=place_id, wanted=wanted)
    if product.photo_sha256 and visit.card not in (screen.card, object_key("product", product.id)):
        return SendPicture(product.photo_sha256, screen)
    return visit.show(screen, fresh=True)


async def stock_card(
    db: Reader, visit: Visit, product: Product, *, place_id: int | None = None, wanted: Decimal | None = None
) -> Screen:
    """What there is, what of it is promised, what is coming, where. `wanted`: whether so much is there is answered."""
    standings = await stock_of(db, product.id)
    lines: list[Line] = [("📦 ", bold(product.label), " · ", code(product.reference))]
    if not standings:
        lines.append(_("Stock non suivi : il commence à la première réception, « reçu 10 … »."))
    else:
        place = await warehouses.read(db, place_id) if place_id is not None else None
        lines += _answered(product, standings, place, wanted)
        lines += [_coming(one, product) for one in await expected.coming(db, product_id=product.id, limit=_COMING)]
        lines += [_standing_line(one, product, bold_id=place_id) for one in standings[:_PLACES]]
    if product.tracking is not Tracking.NONE:
        lots = await lots_of(db, product.id, warehouse_id=place_id)
        lines.append(italic(_(TRACKED[product.tracking])))
        aside = {one.warehouse.id for one in standings if one.warehouse.kind is WarehouseKind.QUARANTINE}
        lines += [_numbers(lots, aside)] if lots else []
    return Screen(tuple(lines), _rows(visit, product, kept=bool(standings)), card=object_key("stock", product.id))


def _numbers(lots: Sequence[Lot], aside: Collection[int]) -> str:
    """« A1, A2, L7 (3), 2 sans numéro · En quarantaine : A3 »; `aside` are warehouses of what is not for sale."""
    there = _counted([one for one in lots if one.warehouse_id not in aside])
    apart = _counted([one for one in lots if one.warehouse_id in aside])
    set_aside = _("En quarantaine : {numbers}").format(numbers=apart) if apart else ""
    return " · ".join(filter(None, (there, set_aside)))


def _counted(lots: Sequence[Lot]) -> str:
    summed: dict[str, Decimal] = {}
    for one in lots:
        summed[one.lot] = summed.get(one.lot, Decimal(0)) + one.quantity
    bare = summed.pop("", Decimal(0))
    named = [lot if many == 1 else f"{lot} ({count(quantity(many))})" for lot, many in summed.items() if many]
    more = ["…"] if len(named) > _LOTS else []
    last = [_("{count} sans numéro").format(count=count(quantity(bare)))] if bare else []
    return ", ".join([*named[:_LOTS], *more, *last])


def _answered(
    product: Product, standings: Sequence[Standing], place: Warehouse | None, wanted: Decimal | None
) -> Sequence[Line]:
    here = [one for one in standings if place is None or one.warehouse.id == place.id]
    free = _sum(one.available for one in here)
    there, promised = _sum(one.on_hand for one in here), _sum(one.reserved for one in here)
    coming = _sum(one.expected for one in here)
    figures = [_("{there} en stock").format(there=in_units(there, product)), reserved_words(promised), free_words(free)]
    figures += [expected_words(coming)] if coming else []
    line = (f"{place.name}{_(' : ')}" if place is not None else "") + " · ".join(figures)
    if wanted is None:
        return [bold(line)]
    yes = _("Oui : {wanted} sur {free}.") if wanted <= free else _("Non : {free}, pas {wanted}.")
    return [bold(yes.format(wanted=count(wanted), free=free_words(free))), line]


def _sum(values: Iterable[Quantity]) -> Quantity:
    return quantity(sum(values, Decimal(0)))


def _coming(one: Announced, product: Product) -> Line:
    many = one.receipt.quantity
    said = ngettext("⏳ {quantity} attendu le {day} · {place}", "⏳ {quantity} attendus le {day} · {place}", int(many))
    return said.format(quantity=in_units(many, product), day=day(one.receipt.due_on), place=one.warehouse.name)


def _standing_line(one: Standing, product: Product, *, bold_id: int | None) -> Line:
    reserved = f" ({reserved_words(one.reserved)}, {free_words(one.available)})" if one.reserved else ""
    place = f" · {one.location}" if one.location else ""
    name = f"{SIGNS[one.warehouse.kind]} {one.warehouse.name}"
    words = f"{_(' : ')}{in_units(one.on_hand, product)}{reserved}{place}"
    return (bold(name), words) if one.warehouse.id == bold_id else f"{name}{words}"


def _ways_to_go_on(visit: Visit, there: Collection[WarehouseKind]) -> Iterator[Line]:
    """What to write to begin the stock, to move it, to have a van."""
    moves_it, makes = visit.actor.may(Permission.STOCK_MOVE), visit.actor.may(Permission.WAREHOUSES_WRITE)
    if moves_it and WarehouseKind.DEPOT not in there:
        yield _("« inventaire » commence le stock : écrivez ce que vous comptez.")
    elif moves_it:
        yield _("Aussi :"), " ", code(_("passe 2 filtres au camion julien")), ", ", code(_("inventaire"))
    if makes and WarehouseKind.VAN not in there:
        yield _("Un camion :"), " ", code(_("camion de mehdi"))


def _rows(visit: Visit, product: Product, *, kept: bool) -> tuple[tuple[Button, ...], ...]:
    """What one does with it next; not yet kept in stock, how that begins."""
    buttons = []
    moves_it = visit.actor.may(Permission.STOCK_MOVE)
    if moves_it and kept:
        buttons += [Button(_("🔁 Transférer"), _tap("stock-transfer", product))]
    elif visit.actor.may(Permission.STOCK_RECEIVE):
        buttons += [Button(_("📥 Reçu"), _tap("stock-receive", product))]
    buttons += [Button(_("📋 Mouvements"), _tap("stock-moves", product))] if kept else []
    if moves_it:
        buttons += [Button(_("🧮 Inventaire"), _tap("stock-count", product))]
    return in_rows([*buttons, Button(_("📦 Fiche"), _tap("product", product))])


def _tap(verb: str, product: Product) -> str:
    return Tap(verb, product.company_id, product.id).packed()


async def moves_card(db: Reader, visit: Visit, product: Product, page: int) -> Screen:
    """The latest moves of a product, and what to write down about it."""
    found = await moves.moves_of(db, product.id, limit=PAGE + 1, offset=page * PAGE)
    names = dict(await customers.colleagues(db))
    lines: list[Line] = [("📋 ", bold(product.label), " · ", _("mouvements"))]
    papers = await deliveries.behind(db, found[:PAGE]) if db.actor.may(Permission.ORDERS_READ) else [None] * PAGE
    moved = zip(found[:PAGE], papers, strict=False)
    lines += [_move_line(db, one, names, paper) for one, paper in moved] or [_("Aucun mouvement.")]
    company = product.company_id
    make = []
    if visit.actor.may(Permission.STOCK_RECEIVE):
        make += [Button(_("📥 Reçu"), Tap("stock-receive", company, product.id).packed())]
    if visit.actor.may(Permission.STOCK_MOVE):
        make += [Button(_("⏳ Attendu"), Tap("stock-expect", company, product.id).packed())]
    if visit.actor.may(Permission.STOCK_ADJUST):
        make += [Button(_("➖ Ajuster"), Tap("stock-adjust", company, product.id).packed())]
    make += history_button(db, "stock", company, product.id)
    paging = page_row(
        page,
        more=len(found) > PAGE,
        tap=lambda other: Tap("stock-moves", company, product.id, 0, (str(other),)).packed(),
        between=(Button(_("⬅️ Retour"), Tap("stock", company, product.id).packed()),),
    )
    return Screen(tuple(lines), (*in_rows(make, 3), *paging), card=object_key("stock", product.id))


def _move_line(db: Reader, one: moves.Movement, names: Mapping[int, str], behind: deliveries.Behind | None) -> Line:
    sign = "＋" if one.quantity > 0 else "−"
    papers = [behind.paper, behind.order] if behind else []
    said = [_(MOVES[one.kind]), one.warehouse.name, one.lot, *papers, one.reason, names.get(one.by or 0, "")]
    about = " · ".join(part for part in (*said, moment(db.local(one.at))) if part)
    return (bold(f"{sign}{count(quantity(abs(one.quantity)))}"), f" · {about}")


def listed_card(visit: Visit, words: str, found: Sequence[tuple[Product, Sequence[Standing]]]) -> Screen:
    """Several products that fit: the figures of each, its card behind a button."""
    lines: list[Line] = [("📦 ", bold(words))]
    for product, standings in found:
        free = _sum(one.available for one in standings)
        there = _sum(one.on_hand for one in standings)
        figures = (
            _("{free} sur {there}").format(free=free_words(free), there=in_units(there, product))
            if standings
            else _("stock non suivi")
        )
        lines.append((product.label, _(" : "), bold(figures)))
    buttons = [
        Button(product.label[:60], Tap("stock", product.company_id, product.id).packed()) for product, _s in found
    ]
    return Screen(tuple(lines), in_rows(buttons, 1))


async def place_card(db: Reader, visit: Visit, warehouse: Warehouse, page: int = 0) -> Screen:
    """What is in a warehouse, a page at a time."""
    stored = await standing_in(db, warehouse.id, limit=PAGE, offset=page * PAGE)
    many = ngettext("{count} article", "{count} articles", stored.total).format(count=stored.total)
    lines: list[Line] = [(f"{SIGNS[warehouse.kind]} ", bold(warehouse.name), f" · {many}")]
    whose = dict(await customers.colleagues(db)).get(warehouse.person_id or 0)
    lines += [italic(whose)] if whose and whose not in warehouse.name else []
    lines += [] if stored.rows else [_("Rien pour l'instant. « passe 2 … au {place} »").format(place=warehouse.name)]
    company, number = warehouse.company_id, warehouse.id
    goods = [
        (Button(_stored_label(one.product, one.standing), Tap("stock", company, one.product.id).packed()),)
        for one in stored.rows
    ]
    paging = page_row(
        page,
        more=stored.total > (page + 1) * PAGE,
        tap=lambda other: Tap("place", company, number, 0, (str(other),)).packed(),
        between=(Button(_("⬆️ Dépôts"), Tap("places", company).packed()),),
    )
    inventory = Button(_("🧮 Inventaire"), Tap("place-count", company, number).packed())
    counting = (inventory,) if visit.actor.may(Permission.STOCK_MOVE) and warehouse.archived_at is None else ()
    whose_is_it = warehouse.kind is WarehouseKind.VAN and visit.actor.may(Permission.WAREHOUSES_WRITE)
    give = (Button(_("👤 À qui ?"), Tap("van-whose", company, number).packed()),) if whose_is_it else ()
    past = history_button(db, "warehouse", company, number)
    rows = in_rows([*counting, *give, *past])
    return Screen(tuple(lines), (*goods, *rows, *paging), card=object_key("place", number))


def _stored_label(product: Product, standing: Standing) -> str:
    reserved = f" ({count(standing.reserved)} 🔒)" if standing.reserved else ""
    coming = f" +{count(standing.expected)} ⏳" if standing.expected else ""
    return f"{in_units(standing.on_hand, product)}{reserved}{coming} · {product.label}"[:60]


async def places_card(db: Reader, visit: Visit, places: Sequence[Warehouse], note: str = "") -> Screen:
    """The warehouses, those being counted marked; and how to ask about stock."""
    lines: list[Line] = [("🏬 ", bold(_("Stock"))), *([note] if note else [])]
    comes = (", ", code(_("reçu 10 ballon 200"))) if visit.actor.may(Permission.STOCK_RECEIVE) else ()
    lines += [(_("Par exemple :"), " ", code(_("stock ballon 200")), *comes)]
    lines += [] if note else _ways_to_go_on(visit, {one.kind for one in places})
    buttons = []
    for one in places[:24]:
        counting = " 🧮" if await counts.open_in(db, one.id) is not None else ""
        label = f"{SIGNS[one.kind]} {one.name}{counting}"[:60]
        buttons.append(Button(label, Tap("place", one.company_id, one.id).packed()))
    return Screen(tuple(lines), in_rows(buttons), card="places:0")
