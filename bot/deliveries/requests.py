"""What is typed about deliveries: lists, steps, what was delivered, trouble, signatures, returns."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from bot.deliveries.asking import OTHER_DAY, SHORT, SIGNED, give_to, is_name, moment_of, reschedule
from bot.deliveries.buttons import prepare
from bot.deliveries.left import DELIVERED, as_said, left_of_delivery, left_of_order
from bot.deliveries.lines import Named, lines_named
from bot.deliveries.meant import DONE, OPEN, Begun, Target, begun, done_one, in_hand, open_one, open_or_none, target
from bot.deliveries.reserves import RESERVES, STRUCK
from bot.deliveries.returning import RETURNED, return_answers
from bot.deliveries.screens import choice, day_screen, prepare_button, to_prepare_screen, which_screen
from bot.deliveries.second_looks import drop_card
from bot.deliveries.showing import place_of, show_delivery
from bot.deliveries.trouble import trouble
from bot.flows.engine import begin
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import plain_screen
from bot.talk.lookup import Lookup
from bot.talk.visit import Plan, Visit, answer, looking, object_id, tell
from bot.understanding import resolve
from bot.understanding.deliveries import (
    CancelSaid,
    DayAsked,
    DeliveredSaid,
    DeliverySaid,
    FindSaid,
    MissingSaid,
    MistakenSaid,
    PrepareSaid,
    ProblemSaid,
    RescheduleSaid,
    ReservesSaid,
    RestSaid,
    ReturnSaid,
    SignedSaid,
    StepSaid,
    TakeSaid,
    ToPrepareAsked,
    UnreservedSaid,
    read_delivery,
)
from core.i18n import _, day
from core.kernel.amounts import NOTHING, quantity
from core.kernel.text import words
from core.permissions import Permission
from core.sales import deliveries, orders, quotes
from core.sales.deliveries.errors import MoreThanLeft
from core.sales.lifecycles import DELIVERY, DeliveryAction, DeliveryState, QuoteState
from core.sales.models import Delivery
from core.uow import UnitOfWork

_ANSWERS: Final[dict[str, tuple[type[DeliverySaid], ...]]] = {
    DELIVERED.name: (DeliveredSaid, MissingSaid, RestSaid),
    SHORT.name: (DeliveredSaid, MissingSaid),
    OTHER_DAY.name: (RescheduleSaid, DayAsked),
    RETURNED.name: (ReturnSaid, DeliveredSaid),
}
_STEPS: Final = {"ready": deliveries.ready, "load": deliveries.load, "leave": deliveries.leave}


async def asked(visit: Visit, text: str) -> Plan | None:
    """The plan for a sentence about deliveries; None when it is about something else, or answers the open question."""
    if not visit.actor.may(Permission.DELIVERIES_READ):
        return None
    said = read_delivery(text, visit.db.today, in_hand=in_hand(visit) is not None)
    if said is None or _is_answer(visit, said):
        return None
    if isinstance(said, DayAsked):
        return await day_list(visit, said)
    if isinstance(said, ToPrepareAsked):
        return await _to_prepare(visit)
    if isinstance(said, FindSaid):
        return await _find(visit, said)
    if isinstance(said, ReturnSaid) and said.who:
        return await _customer_returns(visit, said)
    if isinstance(said, SignedSaid) and await _signs_an_order(visit, said):
        return None
    visit.actor.expect(Permission.DELIVERIES_WRITE)
    if isinstance(said, ProblemSaid):
        return await trouble(visit, said)
    find, planned = _PLANS[type(said)]
    about = await find(visit, said.number)
    return about if isinstance(about, Plan) else await planned(visit, said, about)


async def day_list(visit: Visit, said: DayAsked) -> Plan:
    """The deliveries of a day, all or one's own."""
    visit.actor.expect(Permission.DELIVERIES_READ)
    stops = await deliveries.of_day(visit.db, said.day, driver_id=visit.actor.person_id if said.mine else None)
    today = said.day == visit.db.today
    title = (_("Mes livraisons du jour") if said.mine else _("Livraisons du jour")) if today else day(said.day)
    return answer(Show(await day_screen(visit.db, stops, title, mine=said.mine), fresh=True))


def _is_answer(visit: Visit, said: DeliverySaid) -> bool:
    """Whether these words rather answer the question that is open than begin something."""
    question = visit.question
    if question is None or visit.card_is_object or getattr(said, "number", None) is not None:
        return False
    return isinstance(said, _ANSWERS.get(question["flow"], ()))


async def _find(visit: Visit, said: FindSaid) -> Plan | None:
    """The delivery of an order, or which one of several; None while a draft is in hand, whose line it may be."""
    draft = object_id(visit.focus, "quote")
    if draft is not None and (await quotes.read(visit.db, draft)).state is QuoteState.DRAFT:
        return None
    about = await target(visit, said.number)
    if isinstance(about, Plan):
        return about
    order = await orders.read(visit.db, about.order_id)
    found = [one for one in await deliveries.of_order(visit.db, order.id) if one.state is not DeliveryState.CANCELLED]
    if about.delivery is None and not found:
        told = _("Rien n'est encore préparé pour la commande {number}.").format(number=order.number)
        begins = prepare_button(order) if visit.actor.may(Permission.DELIVERIES_WRITE) else None
        return answer(Show(plain_screen(told, rows=((begins,),) if begins else ()), fresh=True))
    if about.delivery is None and len(found) > 1:
        return answer(Show(which_screen([choice(one, order.number) for one in found]), fresh=True))
    shown = about.delivery or found[0]
    return looking(lambda uow: show_delivery(uow, visit, shown.id, fresh=True))


async def _to_prepare(visit: Visit) -> Plan:
    return answer(Show(await to_prepare_screen(visit.db), fresh=True))


async def _signs_an_order(visit: Visit, said: SignedSaid) -> bool:
    """Whether an order is meant, of which nothing is delivered: it is signed too."""
    about = await target(visit, said.number)
    if isinstance(about, Plan) or about.delivery is not None:
        return False
    return not any(one.state in DONE for one in await deliveries.of_order(visit.db, about.order_id))


async def _prepare(visit: Visit, said: PrepareSaid, about: Target) -> Plan:
    on, at = (said.when.day if said.when else None), moment_of(visit.db, said.when)
    return Plan(act=lambda uow: prepare(uow, visit, about.order_id, on=on, at=at, paper=said.paper))


async def _take(visit: Visit, said: TakeSaid, delivery: Begun) -> Plan:
    """Whoever says so is its driver."""

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        delivery_id = await delivery(uow)
        await give_to(uow, visit, delivery_id, visit.actor.person_id)
        return await show_delivery(uow, visit, delivery_id, fresh=True)

    return Plan(act=act)


async def _step(visit: Visit, said: StepSaid, delivery: Begun) -> Plan:
    async def act(uow: UnitOfWork) -> Sequence[Say]:
        delivery_id = await delivery(uow)
        await _STEPS[said.step](uow, delivery_id, place=place_of(visit))
        return await show_delivery(uow, visit, delivery_id, fresh=True)

    return Plan(act=act)


async def _delivered(visit: Visit, said: DeliveredSaid, about: Target) -> Plan:
    """One confirmation with what was said; while it is prepared, counts are of what lies ready, unless a day is said
    for the rest."""
    delivery = about.delivery
    of_depot = not said.delivered and said.rest_on is None
    if delivery is not None and of_depot and delivery.state is DeliveryState.PREPARING:
        return await _lies_ready(visit, delivery, said)
    if delivery is not None and delivery.state in OPEN:
        return await _brought(visit, delivery, said)
    if delivery is None and (slip := await _only_slip(visit, about.order_id)) is not None:
        return await _brought(visit, slip, said)
    left = await left_of_order(visit.db, await orders.load(visit.db, about.order_id))
    answers = {"left": as_said(left, said).kept(), "said_in": visit.turn.source}
    return Plan(act=lambda uow: begin(uow, visit, DELIVERED, answers))


async def _only_slip(visit: Visit, order_id: int) -> Delivery | None:
    """The one delivery that is to bring some of every line that is left: what lies ready is counted on it.

    None when it is of another day and nobody has begun it: what is said then is of a delivery of today.
    """
    slips = [one for one in await deliveries.of_order(visit.db, order_id) if one.state in OPEN]
    left = {one.line_id for one in await deliveries.remaining(visit.db, order_id) if one.left}
    if len(slips) != 1 or not left <= {line.order_line_id for line in slips[0].lines}:
        return None
    slip = slips[0]
    begun_already = slip.state is not DeliveryState.PREPARING or any(line.picked is not None for line in slip.lines)
    due = slip.planned_on is None or slip.planned_on <= visit.db.today
    return await deliveries.read(visit.db, slip.id) if due or begun_already else None


async def _brought(visit: Visit, delivery: Delivery, said: DeliveredSaid) -> Plan:
    left = await left_of_delivery(visit.db, delivery, await orders.load(visit.db, delivery.order_id))
    answers = {"left": as_said(left, said).kept(), "said_in": visit.turn.source}
    return Plan(act=lambda uow: begin(uow, visit, DELIVERED, answers))


async def _lies_ready(visit: Visit, delivery: Delivery, said: DeliveredSaid | MissingSaid) -> Plan:
    """« que 6 rouleaux sur 8 », « manque 2 vannes »: so much lies ready of those lines."""
    lines = {line.id: line for line in await deliveries.lines_of(visit.db, delivery.id)}
    known_as = await deliveries.known_as(visit.db, delivery.order_id)
    names = [
        Named(line.id, line.label, line.reference, line.unit, line.planned, tuple(known_as.get(line.order_line_id, ())))
        for line in lines.values()
    ]
    picked = {}
    for one in said.lines:
        found = lines_named(one.words, one.of, names)
        if len(found) != 1:
            which = _("Je ne sais pas de quelle ligne il s'agit : « {words} ». Touchez « Manque » sur la bonne ligne.")
            return tell(visit, which.format(words=one.words))
        line = lines[found[0].id]
        there = (line.planned - one.quantity if one.less else one.quantity) if one.quantity is not None else NOTHING
        if not 0 <= there <= line.planned:
            raise MoreThanLeft(line.label, quantity(one.quantity or NOTHING), line.planned)
        picked[line.id] = quantity(there)

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        for line_id, many in picked.items():
            await deliveries.pick(uow, delivery.id, line_id, picked=many)
        return await show_delivery(uow, visit, delivery.id)

    return Plan(act=act)


async def _missing(visit: Visit, said: MissingSaid, delivery: Delivery) -> Plan:
    if delivery.state in (DeliveryState.PREPARING, DeliveryState.READY):
        return await _lies_ready(visit, delivery, said)
    return await _brought(visit, delivery, DeliveredSaid(None, said.lines))


async def _reschedule(visit: Visit, said: RescheduleSaid, about: Target) -> Plan:
    delivery = await open_or_none(visit, said.number)
    if delivery is None:
        return await _prepare(visit, PrepareSaid(said.number, said.when), about)
    if isinstance(delivery, Plan):
        return delivery
    return Plan(act=lambda uow: reschedule(uow, visit, delivery.id, said.when))


async def _rest(visit: Visit, said: RestSaid, about: Target) -> Plan:
    """The remainder gets a delivery of its own on that day; when one is to bring all of it, that one is put there."""
    free = any(one.free for one in await deliveries.remaining(visit.db, about.order_id))
    found = [] if free else await deliveries.of_order(visit.db, about.order_id)
    waiting = [one for one in found if one.state in OPEN]

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        if waiting:
            latest = waiting[-1]
            await deliveries.reschedule(uow, latest.id, on=said.day, driver_id=latest.driver_id)
            return await show_delivery(uow, visit, latest.id, fresh=True)
        planned = await deliveries.plan(uow, about.order_id, on=said.day)
        return await show_delivery(uow, visit, planned.id, fresh=True, undo=True)

    return Plan(act=act)


async def _signed(visit: Visit, said: SignedSaid, delivery: Delivery) -> Plan:
    """After one more look, as by the button; what can be no name is asked for."""
    DELIVERY.after(delivery.state, DeliveryAction.SIGN)
    known = {"name": said.name, "role": said.role} if is_name(said.name) else {}
    return Plan(act=lambda uow: begin(uow, visit, SIGNED, {"delivery_id": delivery.id, **known}))


async def _reserves(visit: Visit, said: ReservesSaid, delivery: Delivery) -> Plan:
    """After one more look: it will stand on what he signs."""
    DELIVERY.after(delivery.state, DeliveryAction.SIGN)
    return Plan(act=lambda uow: begin(uow, visit, RESERVES, {"delivery_id": delivery.id, "text": said.text}))


async def _unreserved(visit: Visit, said: UnreservedSaid, delivery: Delivery) -> Plan:
    DELIVERY.after(delivery.state, DeliveryAction.SIGN)
    if not delivery.reserves:
        return tell(visit, _("Aucune réserve n'est notée sur {number}.").format(number=delivery.number))
    known = {"delivery_id": delivery.id, "reserves": delivery.reserves}
    return Plan(act=lambda uow: begin(uow, visit, STRUCK, known))


async def _mistaken(visit: Visit, said: MistakenSaid, delivery: Delivery) -> Plan:
    """The same question as by the button."""
    await deliveries.expect_cancellable(visit.db, delivery)
    return answer(Show(await drop_card(visit.db, delivery), fresh=True))


async def _cancel(visit: Visit, said: CancelSaid, about: Target) -> Plan:
    """One confirmation; the delivery replied to or in hand may be done already."""
    mine = about.delivery
    lasts = mine is not None and DELIVERY.allows(mine.state, DeliveryAction.CANCEL)
    delivery = mine if mine is not None and lasts else await open_one(visit, said.number)
    if isinstance(delivery, Plan):
        return delivery
    await deliveries.expect_cancellable(visit.db, delivery)
    return answer(Show(await drop_card(visit.db, delivery), fresh=True))


async def _return(visit: Visit, said: ReturnSaid, about: Target) -> Plan:
    return await _give_back(visit, about.order_id, said)


async def _customer_returns(visit: Visit, said: ReturnSaid) -> Plan | None:
    """« girard rend 2 clim »: of his newest order of which so much was delivered; None when nobody has that name."""
    known = (await Lookup(visit.db)(tuple(words(said.who)))).customers
    match = resolve(said.who, known)
    if match.certain is None:
        return None
    visit.actor.expect(Permission.DELIVERIES_WRITE)
    for order in await orders.of_customer(visit.db, match.certain.id):
        known_as = await deliveries.known_as(visit.db, order.id)
        names = [
            Named(one.line_id, one.label, one.reference, one.unit, one.returnable, tuple(known_as.get(one.line_id, ())))
            for one in await deliveries.remaining(visit.db, order.id)
        ]
        back = [one for one in names if one.count]
        if all(any(line in lines_named(one.words, None, names) for line in back) for one in said.lines):
            return await _give_back(visit, order.id, said)
    return tell(visit, _("Rien de tel n'a été livré à {name}.").format(name=match.certain.name))


async def _give_back(visit: Visit, order_id: int, said: ReturnSaid) -> Plan:
    order = await orders.load(visit.db, order_id)
    if not any(one.returnable for one in await deliveries.remaining(visit.db, order_id)):
        return tell(visit, _("Rien n'est livré de la commande {number}.").format(number=order.number))
    known = await return_answers(visit.db, order, said.lines, reason=said.reason, aside=said.aside)
    answers = {**known, "said_in": visit.turn.source}
    return Plan(act=lambda uow: begin(uow, visit, RETURNED, answers))


_Found = Callable[[Visit, str | None], Awaitable[Any]]
_Planned = Callable[[Visit, Any, Any], Awaitable[Plan | None]]
# How what is meant is found, and what is done with it.
_PLANS: Final[dict[type[DeliverySaid], tuple[_Found, _Planned]]] = {
    PrepareSaid: (target, _prepare),
    StepSaid: (begun, _step),
    TakeSaid: (begun, _take),
    DeliveredSaid: (target, _delivered),
    MissingSaid: (open_one, _missing),
    RescheduleSaid: (target, _reschedule),
    RestSaid: (target, _rest),
    SignedSaid: (done_one, _signed),
    ReservesSaid: (done_one, _reserves),
    UnreservedSaid: (done_one, _unreserved),
    MistakenSaid: (done_one, _mistaken),
    CancelSaid: (target, _cancel),
    ReturnSaid: (target, _return),
}
