"""« Livré »: one confirmation with what is left to bring, changed by steppers or in words, then done."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from bot.deliveries.left_lines import Left, LeftLine, numbered
from bot.deliveries.left_questions import question_of, rest_question, said_twice, too_many
from bot.deliveries.lines import lines_named
from bot.deliveries.meant import OPEN
from bot.deliveries.showing import place_of, show_delivery
from bot.deliveries.words import nobody_knows
from bot.flows import Flow, Question, Reply, Unreadable
from bot.flows.engine import Answers
from bot.flows.steps import Given
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import plain_screen
from bot.talk.visit import Visit
from bot.understanding import read_quantity
from bot.understanding.deliveries import Counted, DeliveredSaid, RestSaid, read_counts, read_delivery, read_when
from core.i18n import N_, _
from core.kernel.amounts import quantity
from core.kernel.errors import IllegalTransition, NotFound
from core.kernel.text import words
from core.sales import deliveries, orders
from core.sales.deliveries.errors import NothingLeft, OrderNotConfirmed
from core.sales.deliveries.leaving import expect_numbered
from core.sales.deliveries.lots import Numbers, numbers_of, numbers_there
from core.sales.deliveries.preparing import expect_deliverable
from core.sales.lifecycles import DELIVERY, DeliveryAction
from core.sales.models import Delivery, Order
from core.stock.models import Warehouse
from core.stock.warehouses import van_of, vans_in_use
from core.uow import Reader, UnitOfWork

_YES: Final = frozenset(("oui", "ok", "confirme", "valide", "yes"))
_KEPT: Final = 60  # numbers of a line that a question remembers
_AND: Final = frozenset(("et", "plus", "aussi", "avec", "les", "le", "la"))


async def left_of_delivery(db: Reader, delivery: Delivery, order: Order) -> Left:
    """What one delivery brings: what lies ready, or what was planned where nobody has looked.

    Raises NothingLeft, OrderNotConfirmed.
    """
    expect_deliverable(order)
    free = {one.line_id: one.free for one in await deliveries.remaining(db, order.id)}
    having, known_as = await numbers_of(db, order.lines), await deliveries.known_as(db, order.id)
    van = await van_of(db, delivery.driver_id) or await van_of(db, db.actor.person_id)
    there = await _there(db, order, having, (delivery.warehouse_id, van))
    lines = [
        LeftLine(
            line.id,
            line.label,
            line.reference,
            line.unit,
            most=free.get(line.order_line_id, Decimal(0)) + line.planned,
            brought=brought,
            delivered=brought,
            lots=line.lots,
            there=there.get(line.order_line_id, ()),
            aliases=known_as.get(line.order_line_id, ()),
            **numbered(having.get(line.order_line_id)),
        )
        for line in await deliveries.lines_of(db, delivery.id)
        for brought in (line.planned if line.picked is None else line.picked,)
    ]
    return _with_van(Left(order.id, delivery.id, _about(order), lines), van)


async def left_of_order(db: Reader, order: Order) -> Left:
    """All that is left of an order, whichever delivery was to bring it. Raises NothingLeft, OrderNotConfirmed."""
    expect_deliverable(order)
    having, known_as = await numbers_of(db, order.lines), await deliveries.known_as(db, order.id)
    short, van = await _short(db, order.id), await van_of(db, db.actor.person_id)
    there = await _there(db, order, having, (order.warehouse_id, van))
    lines = [
        LeftLine(
            one.line_id,
            one.label,
            one.reference,
            one.unit,
            most=one.left,
            brought=many,
            delivered=many,
            there=there.get(one.line_id, ()),
            aliases=known_as.get(one.line_id, ()),
            **numbered(having.get(one.line_id)),
        )
        for one in await deliveries.remaining(db, order.id)
        for many in (max(one.left - short.get(one.line_id, Decimal(0)), Decimal(0)),)
        if one.left
    ]
    if not lines:
        raise NothingLeft(order.number)
    return _with_van(Left(order.id, None, _about(order), lines), van)


def as_said(left: Left, said: DeliveredSaid, *, begun: bool = False) -> Left:
    """The lines as words tell them; what fits several lines is to be asked, what fits none is told.

    `begun`: they are before the person already, so that those which are not named stay as they are.
    """
    told = left.told(said.lines, others=said.others, begun=begun)
    told = replace(told, from_van=told.from_van or said.from_van)
    return replace(told, rest_on=said.rest_on.isoformat()) if said.rest_on else told


@dataclass(frozen=True, slots=True)
class LeftStep:
    """What was left with the customer: the whole in one tap, a line by its stepper, or all of it in words."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        return question_of(Left.of(answers[self.name]))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        left = Left.of(answers[self.name])
        if await _has_changed(db, left):
            return replace(left, stale=True).kept()
        told = _worded(db, left, reply.text) if reply.option is None else _tapped(left, reply.option)
        await _expect_numbers(db, left, told)
        return told.kept()

    def value(self, answers: Answers) -> Left:
        return Left.of(answers[self.name])


@dataclass(frozen=True, slots=True)
class RestStep:
    """« Quand le reste ? », asked only when something is left."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        left = Left.of(answers["left"])
        known = self.name in answers or left.rest_on or left.stale or not left.rest
        return None if known else rest_question(left)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option == "" or (reply.option is None and nobody_knows(reply.text)):
            return ""
        if reply.option is not None:
            return (db.today + timedelta(days=reply.option)).isoformat()
        rest = read_delivery(reply.text, db.today, in_hand=True)
        when = read_when(reply.text, db.today)
        on = rest.day if isinstance(rest, RestSaid) else when.day if when else None
        if on is None:
            raise Unreadable(N_("J'attends un jour : demain, lundi, le 12/12."))
        return on.isoformat()

    def value(self, answers: Answers) -> date | None:
        said = answers.get(self.name) or answers["left"]["rest_on"]
        return date.fromisoformat(said) if said else None


async def _has_changed(db: Reader, left: Left) -> bool:
    """Whether there is more or less to bring by now than when it was asked: somebody has delivered, or given up."""
    try:
        order = await orders.load(db, left.order_id)
        if left.delivery_id is None:
            now = await left_of_order(db, order)
        else:
            delivery = await deliveries.read(db, left.delivery_id)
            DELIVERY.after(delivery.state, DeliveryAction.DELIVER)
            now = await left_of_delivery(db, delivery, order)
    except (NotFound, NothingLeft, OrderNotConfirmed, IllegalTransition):
        return True
    return {line.id: line.most for line in now.lines} != {line.id: line.most for line in left.lines}


async def _expect_numbers(db: Reader, left: Left, told: Left) -> None:
    """Numbers that cannot leave are refused as soon as a line has all of its own. Raises LotsWrong, LotMissing."""
    before = {line.id: line.lots for line in left.lines}
    complete = [line for line in told.lines if line.lots != before[line.id] and not line.lacks_numbers]
    if not complete:
        return
    order = await orders.load(db, told.order_id)
    own, there = {line.id: line.id for line in complete}, order.warehouse_id
    if told.delivery_id is not None:
        own = {line.id: line.order_line_id for line in await deliveries.lines_of(db, told.delivery_id)}
        there = (await deliveries.read(db, told.delivery_id)).warehouse_id
    vans = [van.id for van in await vans_in_use(db)]
    whence = [told.van_id] if told.from_van else [there, told.van_id, *vans]
    places = [one for one in whence if one is not None]
    for line in complete:
        await expect_numbered(db, order, own[line.id], quantity(line.delivered), line.lots, warehouse_ids=places)


async def _there(
    db: Reader, order: Order, having: Mapping[int, Numbers], places: tuple[int | None, Warehouse | None]
) -> Mapping[int, Sequence[tuple[int, str]]]:
    """The numbers that lie in the depot and in the van, of the lines that have some."""
    depot_id, van = places
    wanted = [place for place in (depot_id, None if van is None else van.id) if place is not None]
    found = await numbers_there(db, [line for line in order.lines if line.id in having], list(dict.fromkeys(wanted)))
    return {line_id: lots[:_KEPT] for line_id, lots in found.items()}


async def _short(db: Reader, order_id: int) -> Mapping[int, Decimal]:
    """How many of each order line lack, as the depot has noted on the slips that are to bring them."""
    short: dict[int, Decimal] = {}
    for one in await deliveries.of_order(db, order_id):
        for line in one.lines if one.state in OPEN else ():
            if line.picked is not None:
                short[line.order_line_id] = short.get(line.order_line_id, Decimal(0)) + line.planned - line.picked
    return short


def _with_van(left: Left, van: Warehouse | None) -> Left:
    return left if van is None else replace(left, van_id=van.id, van=van.name)


def _about(order: Order) -> str:
    return f"{order.number} — {order.buyer.get('name') or order.customer.name}"


def _tapped(left: Left, option: Mapping[str, Any]) -> Left:
    if "set" in option:
        line = left.lines[option["set"]]
        delivered, damaged, refused = (
            Decimal(option.get(field, now))
            for field, now in (("delivered", line.delivered), ("damaged", line.damaged), ("refused", line.refused))
        )
        return left.putting(line.counting(delivered, damaged, refused))
    if "which" in option:
        return left.settled(option["which"])
    if "lot" in option:
        return left if left.lacking is None else left.putting(left.lacking.taking(option["lot"]))
    if "van" in option:
        return replace(left, from_van=option["van"])
    if "open" in option:
        return replace(left, open=option["open"])
    return replace(left, open=None, sure="sure" in option)


def _worded(db: Reader, left: Left, typed: str) -> Left:
    """What words mean here: a choice, numbers, « 4 radiateurs dont 1 abîmé », « le reste lundi », « oui »."""
    if left.unclear:
        if left.unclear[0].unknown and words(typed)[:1] in (["aucun"], ["aucune"]):
            return left.settled(None)
        among = [line.named() for line in left.lines if line.id in left.unclear[0].ids]
        found = lines_named(typed, None, among)
        if len(found) != 1:
            raise Unreadable(N_("Choisissez dans la liste."))
        return left.settled(found[0].id)
    if left.open is None and left.sure and left.lacking is not None:
        if twice := left.lacking.twice(typed):
            raise Unreadable(said_twice(twice))
        numbered_so = left.lacking.numbered(typed)
        if numbered_so.lacks_numbers and len(numbered_so.lots) > numbered_so.numbers:
            raise Unreadable(too_many(numbered_so.numbers, len(numbered_so.lots)))
        return left.putting(numbered_so)
    if set(words(typed)) & _YES and len(words(typed)) <= 2:
        return _tapped(left, {"sure": True})
    return _counted(db, left, typed)


def _counted(db: Reader, left: Left, typed: str) -> Left:
    said = read_delivery(typed, db.today, in_hand=True)
    if isinstance(said, RestSaid):
        return replace(left, rest_on=said.day.isoformat())
    if isinstance(said, DeliveredSaid):
        return as_said(left, said, begun=True)
    if left.open is not None and (many := read_quantity(typed)) is not None:
        return left.putting(left.lines[left.open].told(Counted("", many)))
    if (counted := read_counts(typed)) is not None:
        return left.told(counted[0], others=counted[1])
    named = " ".join(word for word in words(typed) if word not in _AND)
    if lines_named(named, None, [line.named() for line in left.lines]) and named:
        return left.told([Counted(named)], others=False)  # « et les ballons »: all of them
    raise Unreadable(N_("Écrivez par exemple : 4 radiateurs dont 1 abîmé, ou : tout sauf 2 vannes"))


async def _deliver(
    uow: UnitOfWork, visit: Visit, left: Left, rest_on: date | None, said_in: str | None
) -> Sequence[Say]:
    """`said_in` is the message that told it, which made what is recorded now."""
    if left.stale:
        return [_told_stale(visit), *await _kept(uow, visit, {"left": left.kept()})]
    if said_in:
        uow.actor = replace(uow.actor, source=said_in)
    lines = [
        deliveries.Left(
            line.id, quantity(line.delivered), quantity(line.damaged), quantity(line.refused), lots=tuple(line.lots)
        )
        for line in left.lines
        if line.delivered or line.refused
    ]
    place, rest_on = place_of(visit), rest_on if left.rest else None
    how = {"place": place, "rest_on": rest_on, "warehouse_id": left.van_id if left.from_van else None}
    if left.delivery_id is not None:
        done = await deliveries.deliver(uow, left.delivery_id, lines=lines, **how)  # type: ignore[arg-type]
    else:
        done = await deliveries.deliver_order(uow, left.order_id, lines=lines, **how)  # type: ignore[arg-type]
    if rest_on is not None:
        with suppress(NothingLeft):  # another delivery brings it already
            await deliveries.plan(uow, done.order_id, on=rest_on)
    return await show_delivery(uow, visit, done.id, fresh=True)


def _told_stale(visit: Visit) -> Say:
    told = _("Cette livraison a changé, la voici.")
    return visit.toast(told) if visit.turn.callback_id else Show(plain_screen(told))


async def _kept(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    """Nothing was confirmed: the card of the delivery, as it stands."""
    left = Left.of(answers["left"])
    delivery_id = left.delivery_id
    if delivery_id is None:
        found = await deliveries.of_order(uow, left.order_id)
        delivery_id = found[-1].id if found else None
    if delivery_id is None:
        return [visit.show(plain_screen(_("Rien n'a été enregistré.")))]
    return await show_delivery(uow, visit, delivery_id)


DELIVERED: Final = Flow(
    "delivery:left",
    (LeftStep("left"), RestStep("rest_on"), Given("said_in")),
    _deliver,
    N_("Livraison"),
    _kept,
    about=lambda answers: str(answers["left"]["title"]),
)
