"""What people ask about stock, in words or by its buttons."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from bot.flows.engine import Flow, begin
from bot.outgoing.say import Say, Show
from bot.stock.cards import NO_STOCK_YET, listed_card, moves_card, place_card, places_card, show_stock, stock_card
from bot.stock.counting import begin_count, counting
from bot.stock.goods import goods_answer, goods_of
from bot.stock.moving import ADJUST, EXPECT, RECEIVE, TRANSFER, key_of
from bot.stock.places import Place, all_but, depots, is_certain, meant, own_van
from bot.stock.storing import given, new_place, people_called
from bot.talk.buttons import button
from bot.talk.lookup import Lookup
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer, tell
from bot.understanding.places import PlaceSaid
from bot.understanding.reading import Request
from bot.understanding.stock_said import (
    StockAdjust,
    StockCount,
    StockExpect,
    StockFind,
    StockPlace,
    StockReceive,
    StockTransfer,
    WarehouseGive,
    WarehouseNew,
)
from core.catalog import products, variants
from core.catalog.models import Product, ProductKind
from core.i18n import _
from core.permissions import Permission
from core.stock import warehouses
from core.stock.availability import stock_of
from core.stock.errors import NotStocked
from core.stock.models import WarehouseKind
from core.uow import Reader, UnitOfWork

_MOST: Final = 8  # products in one list


async def plan_stock(visit: Visit, asked: Request, lookup: Lookup) -> Plan:
    """The plan for a request about stock; raises NotAllowed."""
    visit.actor.expect(Permission.STOCK_READ)
    return await _PLANS[type(asked)](visit, asked, lookup)


async def overview(visit: Visit) -> Plan:
    """« /stock »: the depots and vans."""
    visit.actor.expect(Permission.STOCK_READ)
    screen = await places_card(visit.db, visit, await warehouses.all_(visit.db))
    return answer(Show(screen, fresh=True))


async def _find(visit: Visit, asked: StockFind, lookup: Lookup) -> Plan:
    place = await meant(visit.db, asked.place) if asked.place else None
    goods = [lookup.products.get(one.id) or await products.read(visit.db, one.id) for one in asked.product.candidates]
    goods = [one for one in goods if one.kind is ProductKind.GOODS] or goods[:1]
    if not goods:
        return await _not_found(visit, asked.product.words)
    if goods[0].kind is not ProductKind.GOODS:
        raise NotStocked(goods[0].label)
    if len(goods) == 1:
        inside = await variants.of(visit.db, goods[0].id)
        goods = [one for one in inside if one.archived_at is None] or goods
    if len(goods) == 1:
        where = place["id"] if place and is_certain(place) else None
        return answer(await show_stock(visit.db, visit, goods[0], place_id=where, wanted=asked.wanted))
    listed = [(one, await stock_of(visit.db, one.id)) for one in goods[:_MOST]]
    return answer(Show(listed_card(visit, asked.product.words, listed), fresh=True))


async def _not_found(visit: Visit, words: str) -> Plan:
    """What it may be instead; nothing is chosen."""
    sorry = _("Je ne trouve pas « {words} ».").format(words=words[:60])
    near = [one for one in await products.search(visit.db, words) if one.kind is ProductKind.GOODS]
    listed = [(one, await stock_of(visit.db, one.id)) for one in near[:_MOST]]
    return answer(Show(listed_card(visit, sorry, listed), fresh=True)) if listed else tell(visit, sorry)


async def _place(visit: Visit, asked: StockPlace, lookup: Lookup) -> Plan:
    if asked.place is None:
        return await overview(visit)
    place = await meant(visit.db, asked.place)
    if place is None or (asked.place.doubtful and await people_called(visit.db, asked.place.words)):
        if asked.place.words and asked.place.kind == "van" and visit.actor.may(Permission.WAREHOUSES_WRITE):
            return await new_place(visit, WarehouseKind.VAN, asked.place.words, sure=False)
        return await _unknown(visit, asked.place)
    if is_certain(place):
        warehouse = await warehouses.read(visit.db, place["id"])
        return answer(Show(await place_card(visit.db, visit, warehouse), fresh=True))
    return await _which(visit, place)


async def _which(visit: Visit, place: Place) -> Plan:
    wanted = {one["id"] for one in place["candidates"]}
    several = [one for one in await warehouses.all_(visit.db) if one.id in wanted]
    return answer(Show(await places_card(visit.db, visit, several, _("Lequel ?")), fresh=True))


async def _transfer(visit: Visit, asked: StockTransfer, lookup: Lookup) -> Plan:
    visit.actor.expect(Permission.STOCK_MOVE)
    db = visit.db
    source = await meant(db, asked.source) if asked.source else None
    target = await meant(db, asked.target) if asked.target else None
    for said, found in ((asked.source, source), (asked.target, target)):
        if said is not None and found is None:
            return await _unknown(visit, said)
    if await depots(db) is None:
        return tell(visit, _(NO_STOCK_YET))
    if asked.own_way == "to":
        target = target or await own_van(db)
    if asked.own_way == "from" or (target is not None and await _is_depot(db, target)):
        source = source or await own_van(db)
    goods = await goods_answer(asked.goods, lookup)
    source = source or await _likely_source(db, target, goods)
    target = target or await all_but(db, source)
    if source is None or target is None:
        return tell(visit, _("Il faut un autre lieu. Créez-le, par exemple : camion de mehdi"))
    known = {"goods": goods, "source": source, "target": target}
    return _flow(visit, TRANSFER, known)


async def _receive(visit: Visit, asked: StockReceive, lookup: Lookup) -> Plan:
    visit.actor.expect(Permission.STOCK_RECEIVE)
    place = await (meant(visit.db, asked.place) if asked.place else _where_it_comes(visit.db))
    if place is None and asked.place is not None:
        return await _unknown(visit, asked.place)
    known = {"goods": await goods_answer(asked.goods, lookup), "place": place or _FIRST}
    return _flow(visit, RECEIVE, known)


async def _expect(visit: Visit, asked: StockExpect, lookup: Lookup) -> Plan:
    visit.actor.expect(Permission.STOCK_MOVE)
    place = await _where(visit, asked.place)
    if place is None and asked.place is not None:
        return await _unknown(visit, asked.place)
    due_on = asked.due_on.isoformat() if asked.due_on else None
    known = {"goods": await goods_answer(asked.goods, lookup), "place": place or _FIRST, "due_on": due_on}
    return _flow(visit, EXPECT, known)


async def _adjust(visit: Visit, asked: StockAdjust, lookup: Lookup) -> Plan:
    visit.actor.expect(Permission.STOCK_ADJUST)
    goods = await goods_answer(asked.goods, lookup)
    place = await meant(visit.db, asked.place) if asked.place else await _where_it_is(visit, goods)
    if place is None and asked.place is not None:
        return await _unknown(visit, asked.place)
    known = {"goods": goods, "less": asked.less, "place": place or _FIRST, "reason": asked.reason}
    return _flow(visit, ADJUST, known)


async def _count(visit: Visit, asked: StockCount, lookup: Lookup) -> Plan:
    visit.actor.expect(Permission.STOCK_MOVE)
    place = await meant(visit.db, asked.place) if asked.place else await all_but(visit.db, None)
    if place is None and asked.place is not None and (asked.place.words or asked.place.kind != "depot"):
        return await _unknown(visit, asked.place)
    place = place or _FIRST
    return Plan(act=lambda uow: begin_count(uow, visit, place))


async def _new(visit: Visit, asked: WarehouseNew, lookup: Lookup) -> Plan:
    visit.actor.expect(Permission.WAREHOUSES_WRITE)
    return await new_place(visit, WarehouseKind(asked.kind), asked.name, sure=True)


async def _give(visit: Visit, asked: WarehouseGive, lookup: Lookup) -> Plan:
    visit.actor.expect(Permission.WAREHOUSES_WRITE)
    place = await meant(visit.db, asked.place)
    if place is None:
        return await _unknown(visit, asked.place)
    return await (given(visit, place["id"], asked.name) if is_certain(place) else _which(visit, place))


_PLANS: Final[Mapping[type[Request], Callable[[Visit, Any, Lookup], Awaitable[Plan]]]] = {
    StockFind: _find,
    StockPlace: _place,
    StockTransfer: _transfer,
    StockReceive: _receive,
    StockExpect: _expect,
    StockAdjust: _adjust,
    StockCount: _count,
    WarehouseNew: _new,
    WarehouseGive: _give,
}
_FIRST: Final[Place] = {"id": 0}  # the first depot, which the first receipt makes


def _flow(visit: Visit, flow: Flow, known: Mapping[str, Any]) -> Plan:
    answers = {**known, "key": key_of(visit)}
    return Plan(act=lambda uow: begin(uow, visit, flow, answers))


async def _unknown(visit: Visit, said: PlaceSaid) -> Plan:
    """Nobody knows that place: those there are."""
    name = said.words or {"van": _("camion"), "quarantine": _("quarantaine")}.get(said.kind or "", _("dépôt"))
    sorry = _("Je ne connais pas ce lieu : « {name} ».").format(name=name[:60])
    return answer(Show(await places_card(visit.db, visit, await warehouses.all_(visit.db), sorry), fresh=True))


async def _where(visit: Visit, said: PlaceSaid | None) -> Place | None:
    return await meant(visit.db, said) if said else await depots(visit.db)


async def _where_it_comes(db: Reader) -> Place | None:
    """The depot; one's own van for those who receive nowhere else."""
    own = None if db.actor.may(Permission.STOCK_ADJUST) else await own_van(db)
    return own or await depots(db)


async def _is_depot(db: Reader, place: Place) -> bool:
    return is_certain(place) and (await warehouses.read(db, place["id"])).kind is WarehouseKind.DEPOT


async def _likely_source(db: Reader, target: Place | None, goods: Sequence[Mapping[str, Any]]) -> Place | None:
    """What goes into a van comes from the depot, when there is but one; else from where these goods are."""
    found = await depots(db)
    if found is not None and is_certain(found) and found != target:
        return found
    elsewhere = await all_but(db, target)
    if elsewhere is None or is_certain(elsewhere):
        return elsewhere
    held = await _holding(db, goods)
    near = [one for one in elsewhere["candidates"] if one["id"] in held]
    return {"id": near[0]["id"]} if len(near) == 1 else {"candidates": near or elsewhere["candidates"]}


async def _holding(db: Reader, goods: Sequence[Mapping[str, Any]]) -> set[int]:
    """The warehouses that have any of the goods that are certain."""
    ids = [one["id"] for one in goods if "id" in one]
    return {row.warehouse.id for one in ids for row in await stock_of(db, one) if row.on_hand > 0}


async def _where_it_is(visit: Visit, goods: Sequence[Mapping[str, Any]]) -> Place | None:
    """The one place where these goods are; one's own van among several; else to be asked among those."""
    held = await _holding(visit.db, goods)
    own = await own_van(visit.db)
    if own is not None and own["id"] in held:
        return own
    if len(held) == 1:
        return {"id": held.pop()}
    place = await all_but(visit.db, None)
    if place is None or not held or is_certain(place):
        return place
    return {"candidates": [one for one in place["candidates"] if one["id"] in held]}


# --- Buttons ---------------------------------------------------------------------------------------------------------


@button("stock", writes=False)
async def _stock_button(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    db.actor.expect(Permission.STOCK_READ)
    return [visit.show(await stock_card(db, visit, await products.read(db, tap.object_id)))]


@button("stock-moves", writes=False)
async def _moves_button(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await moves_card(db, visit, await products.read(db, tap.object_id), tap.number(0)))]


@button("places", writes=False)
async def _places_button(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await places_card(db, visit, await warehouses.all_(db)))]


@button("place", writes=False)
async def _place_button(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    warehouse = await warehouses.read(db, tap.object_id)
    return [visit.show(await place_card(db, visit, warehouse, tap.number(0)))]


@button("place-count", writes=True)
async def _place_count_button(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await counting(uow, visit, tap.object_id)


@button("stock-count", writes=True)
async def _count_button(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    uow.actor.expect(Permission.STOCK_MOVE)
    place = await all_but(uow, None) or _FIRST
    return await begin_count(uow, visit, place, product_id=tap.object_id)


@button("stock-transfer", writes=True)
async def _transfer_button(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    uow.actor.expect(Permission.STOCK_MOVE)
    product = await products.read(uow, tap.object_id)
    everywhere = await all_but(uow, None)
    held = [row.warehouse.id for row in await stock_of(uow, product.id) if row.on_hand > 0]
    if everywhere is None or is_certain(everywhere) or not held:
        return [visit.toast(_("Il n'y a rien à transférer, ou nulle part où le mettre."), alert=True)]
    source = {"id": held[0]} if len(held) == 1 else everywhere
    return await _begin(uow, visit, TRANSFER, product, source=source, target=await all_but(uow, source))


@button("stock-receive", writes=True)
async def _receive_button(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    uow.actor.expect(Permission.STOCK_RECEIVE)
    product = await products.read(uow, tap.object_id)
    return await _begin(uow, visit, RECEIVE, product, place=await _where_it_comes(uow) or _FIRST)


@button("stock-expect", writes=True)
async def _expect_button(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    uow.actor.expect(Permission.STOCK_MOVE)
    product = await products.read(uow, tap.object_id)
    return await _begin(uow, visit, EXPECT, product, place=await depots(uow) or _FIRST)


@button("stock-adjust", writes=True)
async def _adjust_button(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    uow.actor.expect(Permission.STOCK_ADJUST)
    product = await products.read(uow, tap.object_id)
    place = await _where_it_is(visit, [{"id": product.id}])
    return await _begin(uow, visit, ADJUST, product, place=place or _FIRST, reason="")


async def _begin(uow: UnitOfWork, visit: Visit, flow: Flow, product: Product, **known: Any) -> Sequence[Say]:
    return await begin(uow, visit, flow, {"goods": await goods_of(uow, product), **known, "key": key_of(visit)})
