"""The buttons of a delivery's card: ticks, steps, papers, what is asked beside; and the customer's own switch."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Final

from bot.deliveries.asking import DRIVER, FAILED, OTHER_DAY, SHORT, SIGNED, give_to, short_answers
from bot.deliveries.left import DELIVERED, left_of_delivery
from bot.deliveries.reserves import RESERVES, STRUCK
from bot.deliveries.returning import RETURNED, return_answers
from bot.deliveries.screens import day_screen, delivery_card, to_prepare_screen
from bot.deliveries.second_looks import close_card, drop_card, more_card
from bot.deliveries.showing import place_of, read_at, show_delivery, stale
from bot.flows.engine import begin
from bot.outgoing.say import Say, SendPdf, Show
from bot.outgoing.screen import Button, Screen, plain_screen
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.undo import expect_undoable
from bot.talk.visit import Visit
from core.i18n import _
from core.kernel.errors import NotFound
from core.permissions import Permission
from core.sales import deliveries, orders
from core.sales.lifecycles import DELIVERY, DeliveryAction, DeliveryState
from core.sales.models import Delivery
from core.uow import Reader, UnitOfWork

Step = Callable[..., Awaitable[Delivery]]
_PREPARED: Final = (DeliveryState.PREPARING, DeliveryState.READY)


@button("delivery-prepare", writes=True)
async def _prepare(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await prepare(uow, visit, tap.object_id)


async def prepare(
    uow: UnitOfWork,
    visit: Visit,
    order_id: int,
    *,
    on: date | None = None,
    at: datetime | None = None,
    paper: bool = False,
) -> Sequence[Say]:
    """A new delivery of all that none brings yet, or else the one that is being prepared; tapped twice, the same.

    `paper`: with its slip.
    """
    free = any(one.free for one in await deliveries.remaining(uow, order_id))
    open_ = [one for one in await deliveries.of_order(uow, order_id) if one.state in _PREPARED and not free]
    delivery = open_[-1] if open_ else await deliveries.plan(uow, order_id, on=on, at=at)
    shown = await show_delivery(uow, visit, delivery.id, fresh=True, undo=not open_)
    return [*shown, _slip_pdf(await deliveries.read(uow, delivery.id))] if paper else shown


@button("delivery", writes=False)
async def _show(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await delivery_card(db, await deliveries.read(db, tap.object_id)))]


@button("delivery-open", writes=True)
async def _open(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await show_delivery(uow, visit, tap.object_id)


@button("delivery-review", writes=False)
async def _review(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await delivery_card(db, await deliveries.read(db, tap.object_id), picking=True))]


@button("pick", writes=True, stale=stale)
async def _pick(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    line_id = tap.number(0)
    is_there = tap.word(1, ("0", "1")) == "1"
    lines = {line.id: line for line in await deliveries.lines_of(uow, tap.object_id)}
    if line_id not in lines:
        raise NotFound("delivery_line", line_id)
    await deliveries.pick(uow, tap.object_id, line_id, picked=lines[line_id].planned if is_there else None)
    return await show_delivery(uow, visit, tap.object_id)


@button("delivery-all", writes=True, stale=stale)
async def _all(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await deliveries.pick_rest(uow, tap.object_id)
    return await show_delivery(uow, visit, tap.object_id)


@button("delivery-short", writes=True, stale=stale)
async def _short(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    visit.actor.expect(Permission.DELIVERIES_WRITE)
    delivery = await deliveries.read(uow, tap.object_id)
    DELIVERY.after(delivery.state, DeliveryAction.PICK)
    line = next((one for one in await deliveries.lines_of(uow, delivery.id) if one.id == tap.number(0)), None)
    if line is None:
        raise NotFound("delivery_line", tap.number(0))
    return await begin(uow, visit, SHORT, short_answers(delivery, line))


def _stepping(verb: str, step: Step) -> None:
    """A button that takes one step of a delivery."""

    @button(verb, writes=True, stale=stale)
    async def _take(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
        await read_at(uow, tap)
        await step(uow, tap.object_id, place=place_of(visit))
        shown = await show_delivery(uow, visit, tap.object_id)
        return [*shown, *await _unseen(uow, tap.object_id)] if verb == "delivery-load" else shown


async def _unseen(db: Reader, delivery_id: int) -> Sequence[Say]:
    """What is in the van without anybody having looked whether it is all there."""
    named = [line.label for line in await deliveries.lines_of(db, delivery_id) if line.fetched and line.picked is None]
    if not named:
        return []
    told = _("Chargé sans être coché : {lines}.").format(lines=", ".join(named[:3]) + ("…" if len(named) > 3 else ""))
    return [Show(plain_screen(f"⚠️ {told}"))]


for _verb, _step in (
    ("delivery-ready", deliveries.ready),
    ("delivery-load", deliveries.load),
    ("delivery-leave", deliveries.leave),
    ("delivery-close-unsigned", deliveries.close),
):
    _stepping(_verb, _step)


@button("delivery-close", writes=True, stale=stale)
async def _close(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """At once when it is signed; else only after one more look."""
    visit.actor.expect(Permission.DELIVERIES_WRITE)
    delivery = await read_at(uow, tap)
    DELIVERY.after(delivery.state, DeliveryAction.CLOSE)
    if delivery.signed_at is None:
        return [visit.show(close_card(delivery))]
    await deliveries.close(uow, tap.object_id, place=place_of(visit))
    return await show_delivery(uow, visit, tap.object_id)


@button("delivery-done", writes=True, stale=stale)
async def _done(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """What is left to bring, to be confirmed."""
    visit.actor.expect(Permission.DELIVERIES_WRITE)
    delivery = await read_at(uow, tap)
    DELIVERY.after(delivery.state, DeliveryAction.DELIVER)
    order = await orders.load(uow, delivery.order_id)
    return await begin(uow, visit, DELIVERED, {"left": (await left_of_delivery(uow, delivery, order)).kept()})


@button("delivery-fail", writes=True, stale=stale)
async def _fail(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    visit.actor.expect(Permission.DELIVERIES_WRITE)
    delivery = await read_at(uow, tap)
    DELIVERY.after(delivery.state, DeliveryAction.FAIL)
    return await begin(uow, visit, FAILED, {"delivery_id": delivery.id, "number": delivery.order.number})


@button("delivery-more", writes=False)
async def _more(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(more_card(db, await deliveries.read(db, tap.object_id)))]


@button("delivery-day", writes=True, stale=stale)
async def _day(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    visit.actor.expect(Permission.DELIVERIES_WRITE)
    DELIVERY.after((await read_at(uow, tap)).state, DeliveryAction.PLAN)
    return await begin(uow, visit, OTHER_DAY, {"delivery_id": tap.object_id})


@button("delivery-driver", writes=True, stale=stale)
async def _driver(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    visit.actor.expect(Permission.DELIVERIES_WRITE)
    DELIVERY.after((await read_at(uow, tap)).state, DeliveryAction.PLAN)
    people = [list(one) for one in await deliveries.drivers(uow)]
    return await begin(uow, visit, DRIVER, {"delivery_id": tap.object_id, "people": people})


@button("delivery-mine", writes=True, stale=stale)
async def _mine(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await read_at(uow, tap)
    return await give_to(uow, visit, tap.object_id, visit.actor.person_id)


@button("delivery-drop", writes=False)
async def _drop(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    delivery = await deliveries.read(db, tap.object_id)
    await deliveries.expect_cancellable(db, delivery)
    return [visit.show(await drop_card(db, delivery))]


@button("delivery-cancel", writes=True, stale=stale)
async def _cancel(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    left = await deliveries.cancel(uow, tap.object_id, version=tap.version)
    shown = await show_delivery(uow, visit, tap.object_id)
    if left.id != tap.object_id:
        shown = [*shown, *await show_delivery(uow, visit, left.id, fresh=True)]  # it is to be brought again
    return [visit.toast(_("Livraison annulée.")), *shown]


@button("delivery-undo", writes=True, stale=stale)
async def _undo(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    expect_undoable(uow, (await deliveries.read(uow, tap.object_id)).created_at)
    return await _cancel(uow, visit, tap)


@button("delivery-sign", writes=True, stale=stale)
async def _sign(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    visit.actor.expect(Permission.DELIVERIES_WRITE)
    DELIVERY.after((await read_at(uow, tap)).state, DeliveryAction.SIGN)
    return await begin(uow, visit, SIGNED, {"delivery_id": tap.object_id})


@button("delivery-reserves", writes=True, stale=stale)
async def _reserves(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    visit.actor.expect(Permission.DELIVERIES_WRITE)
    DELIVERY.after((await read_at(uow, tap)).state, DeliveryAction.SIGN)
    return await begin(uow, visit, RESERVES, {"delivery_id": tap.object_id})


@button("delivery-unreserve", writes=True, stale=stale)
async def _unreserve(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    visit.actor.expect(Permission.DELIVERIES_WRITE)
    delivery = await read_at(uow, tap)
    DELIVERY.after(delivery.state, DeliveryAction.SIGN)
    return await begin(uow, visit, STRUCK, {"delivery_id": delivery.id, "reserves": delivery.reserves})


@button("delivery-return", writes=True)
async def _return(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    visit.actor.expect(Permission.DELIVERIES_WRITE)
    delivery = await deliveries.read(uow, tap.object_id)
    order = await orders.load(uow, delivery.order_id)
    return await begin(uow, visit, RETURNED, await return_answers(uow, order))


@button("delivery-slip", writes=False)
async def _slip(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [_slip_pdf(await deliveries.read(db, tap.object_id))]


def _slip_pdf(delivery: Delivery) -> SendPdf:
    caption = _("Bon de préparation — {number}").format(number=delivery.order.number)
    return SendPdf("slip", delivery.company_id, delivery.id, caption)


@button("delivery-note", writes=False)
async def _note(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [note_pdf(await deliveries.read(db, tap.object_id))]


def note_pdf(delivery: Delivery) -> SendPdf:
    """The delivery note with what it says in one line; raises NotFound before it is delivered."""
    if delivery.number is None:
        raise NotFound("delivery_note", delivery.id)
    caption = _("Bon de livraison {number} — commande {order}").format(
        number=delivery.number, order=delivery.order.number
    )
    return SendPdf("delivery", delivery.company_id, delivery.id, caption)


@button("deliveries", writes=False)
async def _today(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    stops = await deliveries.of_day(db, db.today)
    return [visit.show(await day_screen(db, stops, _("Livraisons du jour")), fresh=True)]


@button("preparations", writes=False)
async def _preparations(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await to_prepare_screen(db), fresh=True)]


@button("prepare-follow", writes=True)
async def _hear(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The depot's switch."""
    await deliveries.hear(uow, wanted=_wanted(tap))
    told = _("🔔 Vous serez prévenu de chaque commande à préparer.")
    silent = _("🔕 Vous ne serez plus prévenu des commandes à préparer.")
    return [visit.show(_switched(uow, tap, told if _wanted(tap) else silent))]


@button("delivery-follow", writes=True)
async def _follow(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The customer's switch."""
    await deliveries.follow(uow, wanted=_wanted(tap))
    told = _("🔔 Vous serez prévenu à chaque étape de vos livraisons.")
    silent = _("🔕 Vous ne serez plus prévenu des étapes de vos livraisons. Le bon signé, lui, vous parviendra.")
    return [visit.show(_switched(uow, tap, told if _wanted(tap) else silent))]


def _wanted(tap: Tap) -> bool:
    return tap.word(0, ("0", "1")) == "1"


def _switched(uow: UnitOfWork, tap: Tap, text: str) -> Screen:
    """What is so from now on, and the button that turns it back."""
    label = _("🔕 Ne plus me prévenir") if _wanted(tap) else _("🔔 Me prévenir à nouveau")
    back = Tap(tap.verb, uow.actor.company_id or 0, arguments=("0" if _wanted(tap) else "1",)).packed()
    return plain_screen(text, rows=((Button(label, back),),))
