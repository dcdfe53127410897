"""What the company's people see of a delivery: what to pick, where to go, what was left there; and the lists."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Final

from bot.deliveries.words import STATES, address_words, call_words, counted, map_link, of_line, when_words
from bot.invoices.offering import delivery_buttons
from bot.outgoing.screen import Button, Line, Screen, bold, in_rows, italic, plain_screen
from bot.talk.past import history_button
from bot.talk.taps import Tap
from bot.talk.visit import object_key
from bot.web.links import Signable, web_button
from core.i18n import N_, _, count, day, moment, ngettext
from core.kernel.amounts import quantity
from core.permissions import Permission
from core.sales import deliveries
from core.sales.deliveries.errors import DeliveryInvoiced
from core.sales.lifecycles import DELIVERY, DeliveryAction, DeliveryState, OrderState
from core.sales.models import Delivery, Order
from core.sales.papers.picking import kits_of
from core.sales.papers.preparation import ToPick, walk
from core.uow import Reader

S, A = DeliveryState, DeliveryAction
_DONE: Final = (S.DELIVERED, S.CLOSED)
_SHOWN: Final = 12  # lines that are ticked on one card; the slip has all
_LABEL: Final = 24  # letters of a line on a button
_STEPS: Final = (
    (A.READY, N_("✅ Prêt"), "delivery-ready"),
    (A.LOAD, N_("🚚 Chargé"), "delivery-load"),
    (A.LEAVE, N_("▶️ En route"), "delivery-leave"),
    (A.DELIVER, N_("📦 Livré"), "delivery-done"),
    (A.FAIL, N_("⚠️ Problème"), "delivery-fail"),
)

_LEAVING: Final = frozenset({A.LOAD, A.LEAVE, A.DELIVER})  # not while the order waits


def tap(verb: str, delivery: Delivery, *arguments: str) -> str:
    """The data of a button about this delivery as it is now."""
    return Tap(verb, delivery.company_id, delivery.id, delivery.version, arguments).packed()


def prepare_button(order: Order) -> Button | None:
    """« Préparer », for the card of an order that can be delivered."""
    if order.state is not OrderState.CONFIRMED:
        return None
    return Button(_("📦 Préparer"), Tap("delivery-prepare", order.company_id, order.id, order.version).packed())


async def order_rows(db: Reader, order: Order) -> tuple[tuple[Button, ...], ...]:
    """What an order's card offers of deliveries: to prepare one, and those there are; those given up left out."""
    if not db.actor.may(Permission.DELIVERIES_READ) or order.state not in (OrderState.CONFIRMED, OrderState.CLOSED):
        return ()
    found = [one for one in await deliveries.of_order(db, order.id) if one.state is not S.CANCELLED]
    free = any(one.free for one in await deliveries.remaining(db, order.id))
    begin = prepare_button(order) if free and db.actor.may(Permission.DELIVERIES_WRITE) else None
    each = [Button(_choice(one), tap("delivery-open", one)) for one in found]
    return in_rows([*([begin] if begin else []), *each])


async def delivery_card(db: Reader, delivery: Delivery, *, picking: bool = False) -> Screen:
    """The card with all that this person may do now; `picking` shows what lies ready once more, to be ticked."""
    lines = await deliveries.lines_of(db, delivery.id)
    kits = await _kits(db, delivery, lines) if delivery.state in (S.PREPARING, S.READY) else {}
    body: tuple[Line, ...]
    above: tuple[tuple[Button, ...], ...]
    if delivery.state is S.PREPARING or (picking and delivery.state is S.READY):
        body, above = _to_pick(lines, kits), _pick_rows(db, delivery, _walked(lines, kits))
    elif delivery.state in _DONE:
        body, above = (*_left_there(lines), *await _after(db, delivery)), await _done_rows(db, delivery)
    else:
        body, above = (*_on_board(lines), *_problem(delivery)), ()
    head = await _heading(db, delivery)
    return Screen((*head, *body), (*above, *_step_rows(db, delivery)), card=object_key("delivery", delivery.id))


def delivery_title(delivery: Delivery) -> tuple[Line, ...]:
    """Which delivery, in which state, to whom."""
    name, glyph = STATES[delivery.state]
    number = delivery.number or delivery.order.number
    of = f" · {delivery.order.number}" if delivery.number else ""
    customer = delivery.order.buyer.get("name") or delivery.order.customer.name
    town = delivery.place.get("city") or ""
    return (
        (glyph, " ", bold(_("Livraison {number}").format(number=number)), f" · {_(name)}{of}"),
        (bold(str(customer)), f" — {town}" if town else ""),
    )


async def day_screen(db: Reader, stops: Sequence[deliveries.Stop], title: str, *, mine: bool = False) -> Screen:
    """The driver's list: where, to whom, what is left to bring; one button each, and one that opens the map.

    `mine`: one person's, from where all of the day are one tap away.
    """
    if not stops:
        rest = (Button(_("🚚 Livraisons du jour"), Tap("deliveries").packed()),)
        return Screen((("🚚 ", bold(title)), _("Rien à livrer.")), (rest,) if mine else (), card="deliveries:0")
    lines: list[Line] = []
    rows: list[tuple[Button, ...]] = []
    goods = await deliveries.lines_of_stops(db, [stop for stop in stops[:_SHOWN] if stop.state not in _DONE])
    for number, stop in enumerate(stops[:_SHOWN], 1):
        lines += [*_stop_lines(db, number, stop), *_brought(stop, goods.get(stop.id, ()))]
        rows.append(_stop_row(db, number, stop))
    if len(stops) > _SHOWN:
        more = ngettext("… et {count} autre", "… et {count} autres", len(stops) - _SHOWN)
        lines.append(italic(more.format(count=len(stops) - _SHOWN)))
    return Screen((("🚚 ", bold(title)), *lines), tuple(rows), card="deliveries:0")


async def to_prepare_screen(db: Reader) -> Screen:
    """What the depot has to prepare, the most urgent first: what is begun, then the orders that nobody prepares."""
    company_id = db.actor.company_id or 0
    buttons = [
        _in_preparation(
            one.order,
            one.customer,
            one.planned_on,
            f"{STATES[one.state][1]} ",
            f" · {one.picked}/{one.lines}",
            Tap("delivery-open", company_id, one.id, one.version),
        )
        for one in await deliveries.to_prepare(db)
    ]
    if db.actor.may(Permission.DELIVERIES_WRITE):
        buttons += [
            _in_preparation(
                one.order,
                one.customer,
                one.delivery_on,
                "➕ ",
                "",
                Tap("delivery-prepare", company_id, one.order_id, one.version),
            )
            for one in await deliveries.unplanned(db)
        ]
    title = ("📦 ", bold(_("À préparer")))
    nothing = () if buttons else (_("Rien à préparer."),)
    return Screen((title, *nothing), in_rows(buttons[:_SHOWN], 1), card="preparations:0")


def _in_preparation(order: str, customer: str, on: date | None, before: str, behind: str, to: Tap) -> Button:
    return Button(f"{before}{order} · {customer}{behind}{f' · {day(on)}' if on else ''}", to.packed())


def which_screen(found: Sequence[Button]) -> Screen:
    """Several deliveries or orders that fit, one button each."""
    return plain_screen(bold(_("Laquelle ?")), rows=in_rows(list(found), 1))


def choice(delivery: Delivery, order: str) -> Button:
    """A delivery among several."""
    return Button(_choice(delivery, order), tap("delivery-open", delivery))


def _choice(delivery: Delivery, order: str = "") -> str:
    name, glyph = STATES[delivery.state]
    about = " ".join(filter(None, (glyph, delivery.number or order, _(name))))
    return f"{about} · {day(delivery.planned_on)}" if delivery.planned_on and not delivery.number else about


async def _heading(db: Reader, delivery: Delivery) -> tuple[Line, ...]:
    """Which, to whom; then when and by whom, and for whoever drives where."""
    if delivery.state in _DONE and delivery.delivered_at is not None:
        return (*delivery_title(delivery), f"🕐 {moment(db.local(delivery.delivered_at))}")
    driver = dict(await deliveries.drivers(db)).get(delivery.driver_id or 0, "")
    when = when_words(db, delivery.planned_on, delivery.planned_at)
    about = " · ".join(filter(None, (when and f"📅 {when}", driver and f"🚚 {driver}")))
    there = (address_words(delivery.place) and f"📍 {address_words(delivery.place)}", call_words(delivery.contact))
    waits = _("⏳ Sa commande attend : rien ne part encore.") if delivery.order.state is OrderState.WAITING else ""
    return (*delivery_title(delivery), *filter(None, (waits, about, *there)))


async def _kits(db: Reader, delivery: Delivery, lines: Sequence[deliveries.SlipLine]) -> Mapping[int, Sequence[ToPick]]:
    """The parts of the kits among these, by line."""
    return await kits_of(db, delivery, {one.id: (one.product_id, one.planned) for one in lines if one.product_id})


def _to_pick(lines: Sequence[deliveries.SlipLine], kits: Mapping[int, Sequence[ToPick]]) -> tuple[Line, ...]:
    """By location, as the depot is walked through; a kit lies where its first part does; then the services."""
    shown: list[Line] = []
    for location, here in groupby(_walked(lines, kits), key=lambda line: _place(line, kits)):
        if location or shown:
            shown.append(("🗄 ", bold(location or _("sans emplacement"))))
        for line in here:
            shown += [_pick_line(line), *_part_lines(kits.get(line.id, ()), location)]
    services = [of_line(line.planned, line.unit, line.label) for line in lines if not line.fetched]
    return (*shown, *(f"🔧 {service}" for service in services))


def _walked(
    lines: Sequence[deliveries.SlipLine], kits: Mapping[int, Sequence[ToPick]]
) -> Sequence[deliveries.SlipLine]:
    """What is fetched, in the order of the walk: the list and its ticks have the same."""
    return sorted((line for line in lines if line.fetched), key=lambda line: walk(_place(line, kits)))


def _place(line: deliveries.SlipLine, kits: Mapping[int, Sequence[ToPick]]) -> str:
    return line.location or next((part.found_at for part in kits.get(line.id, ()) if part.found_at), "")


def _part_lines(parts: Sequence[ToPick], place: str) -> Iterator[Line]:
    """What a kit is made of, and where, when that is somewhere else."""
    for part in parts:
        elsewhere = f" · 🗄 {part.location}" if part.location not in ("", place) else ""
        yield f"  · {of_line(part.quantity, part.unit, part.label)}{elsewhere}"
        yield from _part_lines(part.parts, place)


def _pick_line(line: deliveries.SlipLine) -> Line:
    if line.picked is None:
        return f"☐ {of_line(line.planned, line.unit, line.label)}"
    if line.picked < line.planned:
        lacks = _("il y en a {picked}, manque {missing}").format(
            picked=count(line.picked), missing=count(quantity(line.planned - line.picked))
        )
        return (f"⚠️ {of_line(line.planned, line.unit, line.label)} — ", bold(lacks))
    return f"☑ {of_line(line.planned, line.unit, line.label)}"


def _on_board(lines: Sequence[deliveries.SlipLine]) -> tuple[Line, ...]:
    """What lies ready, or is to be brought where nobody has looked."""
    return tuple(_board_line(line) for line in lines)


def _board_line(line: deliveries.SlipLine) -> Line:
    if line.picked is None or line.picked == line.planned:
        return of_line(line.planned, line.unit, line.label)
    of = _("{picked} sur {planned}").format(picked=count(line.picked), planned=counted(line.planned, line.unit))
    return f"{of} × {line.label}"


def _problem(delivery: Delivery) -> tuple[Line, ...]:
    return (("⚠️ ", bold(delivery.problem)),) if delivery.problem and delivery.state is S.PROBLEM else ()


def _left_there(lines: Sequence[deliveries.SlipLine]) -> tuple[Line, ...]:
    return tuple(_left_line(line) for line in lines if line.delivered or line.refused)


def _left_line(line: deliveries.SlipLine) -> Line:
    said = [
        _("{count} avec réserve").format(count=count(line.damaged)) if line.damaged else "",
        _("{count} refusés").format(count=count(line.refused)) if line.refused else "",
        ", ".join(line.lots),
    ]
    about = " · ".join(filter(None, said))
    return (of_line(line.delivered, line.unit, line.label), *((" — ", italic(about)) if about else ()))


async def _after(db: Reader, delivery: Delivery) -> tuple[Line, ...]:
    """What the order still waits for, the reserves, who has signed."""
    lines: list[Line] = []
    rest = [one for one in await deliveries.remaining(db, delivery.order_id) if one.left]
    if rest:
        left = ", ".join(of_line(one.left, one.unit, one.label) for one in rest[:4])
        more = "…" if len(rest) > 4 else ""
        lines.append(("⏳ ", bold(_("Reste : ")), left + more + _promised(db, delivery, rest)))
    if delivery.reserves:
        lines.append(_("⚠️ Réserves : {text}").format(text=delivery.reserves))
    if not delivery.photos and delivery.signed_at is None and delivery.state is S.DELIVERED:
        lines.append(italic(_("📷 Une photo ? Envoyez-la : elle sera gardée ici.")))
    if delivery.photos:
        taken = ngettext("📷 {count} photo", "📷 {count} photos", len(delivery.photos))
        lines.append(taken.format(count=len(delivery.photos)))
    if delivery.signed_at is not None:
        role = f" ({delivery.signed_role})" if delivery.signed_role else ""
        signed = _("✍️ Signé par {name}, {moment}").format(
            name=f"{delivery.signed_by}{role}", moment=moment(db.local(delivery.signed_at))
        )
        lines.append(signed)
    return tuple(lines)


def _promised(db: Reader, delivery: Delivery, rest: Sequence[deliveries.Standing]) -> str:
    """« , prévu le 27 nov. », of the days that are still to come."""
    waiting = {one.line_id for one in rest}
    days = {line.delivery_on for line in delivery.order.lines if line.id in waiting}
    on = sorted(one for one in days if one is not None and one >= db.today)
    return _(", prévu le {day}").format(day=", ".join(map(day, on))) if on else ""


def _pick_rows(db: Reader, delivery: Delivery, goods: Sequence[deliveries.SlipLine]) -> tuple[tuple[Button, ...], ...]:
    """One tick for each line, which carries what it leads to; beside it what to do when some lack."""
    if not db.actor.may(Permission.DELIVERIES_WRITE):
        return ()
    ticks = tuple(
        (
            Button(f"{_box(line)} {of_line(line.planned, line.unit, line.label)[:_LABEL]}", _tick(delivery, line)),
            Button(_("Manque"), tap("delivery-short", delivery, str(line.id))),
        )
        for line in goods[:_SHOWN]
    )
    if any(line.picked is None for line in goods):
        return (*ticks, (Button(_("☑ Tout est là"), tap("delivery-all", delivery)),))
    return ticks


def _box(line: deliveries.SlipLine) -> str:
    return "☐" if line.picked is None else "☑" if line.picked == line.planned else "⚠️"


def _tick(delivery: Delivery, line: deliveries.SlipLine) -> str:
    """Without a version: whoever ticks beside others ticks his own line."""
    target = "0" if line.picked == line.planned else "1"
    return Tap("pick", delivery.company_id, delivery.id, 0, (str(line.id), target)).packed()


async def _done_rows(db: Reader, delivery: Delivery) -> tuple[tuple[Button, ...], ...]:
    paper = Button(_("📄 Bon de livraison"), tap("delivery-note", delivery))
    past = history_button(db, "delivery", delivery.company_id, delivery.id)
    if not db.actor.may(Permission.DELIVERIES_WRITE):
        return ((paper, *past),)
    back: tuple[Button, ...] = (Button(_("↩️ Retour"), tap("delivery-return", delivery)),)
    rows: list[tuple[Button, ...]] = []
    if delivery.signed_at is None and delivery.state is S.DELIVERED:
        sign = web_button(_("✍️ Signer"), Signable.DELIVERY, delivery.id, delivery.company_id)
        rows += [(sign, Button(_("⌨️ Signer au nom de…"), tap("delivery-sign", delivery)))]
        noted = [Button(_("🗑 Enlever les réserves"), tap("delivery-unreserve", delivery))] if delivery.reserves else []
        rows += [(Button(_("⚠️ Réserves"), tap("delivery-reserves", delivery)), *noted), (paper,)]
        back = (*back, *await _mistake(db, delivery))
    else:
        rows += [(paper,)]
    rows += [bill] if (bill := delivery_buttons(db, delivery)) else []
    close = (Button(_("☑️ Clore"), tap("delivery-close", delivery)),) if delivery.state is S.DELIVERED else ()
    return (*rows, *in_rows([*back, *close, *past], 3))


async def _mistake(db: Reader, delivery: Delivery) -> tuple[Button, ...]:
    """« Noté par erreur »; not of what is invoiced, which a return takes back."""
    try:
        await deliveries.expect_cancellable(db, delivery)
    except DeliveryInvoiced:
        return ()
    return (Button(_("🗑 Noté par erreur"), tap("delivery-drop", delivery)),)


def _step_rows(db: Reader, delivery: Delivery) -> tuple[tuple[Button, ...], ...]:
    """The steps that are open, and what goes with them."""
    if delivery.state in _DONE:
        return ()
    slip = Button(_("📄 Bon de préparation"), tap("delivery-slip", delivery))
    way = map_link(delivery.place)
    there = (Button(_("🗺 Y aller"), url=way),) if way and delivery.state is not S.PREPARING else ()
    if not db.actor.may(Permission.DELIVERIES_WRITE):
        return ((slip, *there),)
    waits = delivery.order.state is OrderState.WAITING
    steps = [
        Button(_(label), tap(verb, delivery))
        for action, label, verb in _STEPS
        if DELIVERY.allows(delivery.state, action) and (action not in _LEAVING or not waits)
    ]
    pick = (Button(_("☐ Revoir"), tap("delivery-review", delivery)),) if delivery.state is S.READY else ()
    if delivery.state is S.CANCELLED:
        return ()
    more = Button(_("⋯ Plus"), tap("delivery-more", delivery))
    return (*in_rows(steps, 3), (*there, slip), (*pick, more))


def _stop_lines(db: Reader, number: int, stop: deliveries.Stop) -> list[Line]:
    hour = f" · {db.local(stop.planned_at):%H:%M}" if stop.planned_at else ""
    driver = f" · {stop.driver}" if stop.driver else ""
    name, glyph = STATES[stop.state]
    lines: list[Line] = [
        (f"{number}. {glyph} ", bold(stop.customer), f" · {stop.number or stop.order} · {_(name)}{hour}{driver}")
    ]
    where = address_words(stop.place)
    if stop.state in _DONE:
        return lines
    return [*lines, *([f"📍 {where}"] if where else []), *filter(None, [call_words(stop.contact)])]


def _brought(stop: deliveries.Stop, lines: Sequence[deliveries.SlipLine]) -> list[Line]:
    """In one line what is still to be brought there."""
    if stop.state in _DONE:
        return []
    goods = [of_line(line.planned, line.unit, line.label) for line in lines]
    more = f" +{len(goods) - 3}" if len(goods) > 3 else ""
    problem: list[Line] = [f"⚠️ {stop.problem}"] if stop.problem and stop.state is S.PROBLEM else []
    return [italic(", ".join(goods[:3]) + more), *problem]


def _stop_row(db: Reader, number: int, stop: deliveries.Stop) -> tuple[Button, ...]:
    company = db.actor.company_id or 0
    opens = Button(f"{number}. {stop.order}", Tap("delivery-open", company, stop.id, stop.version).packed())
    if stop.state in _DONE:
        return (opens,)
    way = map_link(stop.place)
    done = Button(_("📦 Livré"), Tap("delivery-done", company, stop.id, stop.version).packed())
    return (opens, *((Button(_("🗺 Y aller"), url=way),) if way else ()), done)
