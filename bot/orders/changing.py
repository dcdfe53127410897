"""Changing an order: « plutôt 4 », « enlève la pose », the buttons of a line; and giving it up."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from bot.flows import Flow, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.picking import OneOf
from bot.flows.steps import Given
from bot.invoices.making import draft_deposit
from bot.orders.reasons import ReasonStep
from bot.orders.screens import edit_card, line_card, staff_card
from bot.orders.showing import line_of, show_order, stale
from bot.outgoing.say import React, Say, Show
from bot.outgoing.screen import plain_screen
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from bot.understanding import Draft, DraftLine, QuoteChange, RemoveLine, SetQuantity, read_quantity
from bot.understanding.reading import Conditions, SetConditions
from core.i18n import N_, _
from core.kernel.amounts import Quantity, Rate, percent, quantity
from core.kernel.errors import IllegalTransition, NotFound
from core.permissions import Permission
from core.sales import orders
from core.sales.errors import LastLine
from core.sales.lifecycles import ORDER, LineKind, OrderAction
from core.sales.models import Order
from core.uow import Reader, UnitOfWork


def as_draft(order: Order) -> Draft:
    """What is still ordered, as the reader of messages knows lines."""
    sold = [line for line in order.lines if line.kind is LineKind.ITEM and line.quantity]
    return Draft(tuple(DraftLine(line.id, line.label, line.reference, line.quantity) for line in sold))


async def change(uow: UnitOfWork, visit: Visit, order_id: int, said: QuoteChange) -> Sequence[Say]:
    """Make the changes in spoken order, and ask about the first that fits several lines.

    A recorded order changes by its quantities only: nothing is done of a message that says anything else.
    """
    if (share := _deposit_said(said)) is not None and visit.actor.may(Permission.INVOICES_WRITE):
        return await draft_deposit(uow, visit, order_id, share=share)
    if not all(isinstance(one, SetQuantity | RemoveLine) for one in said.changes):
        return [Show(plain_screen(*_only_quantities()))]
    for one in said.changes:
        assert isinstance(one, SetQuantity | RemoveLine), "checked before"
        wanted = str(one.quantity) if isinstance(one, SetQuantity) else ""
        if len(one.lines) != 1:
            return await _ask_which(uow, visit, order_id, one.lines, wanted)
        try:
            await _set(uow, order_id, one.lines[0], wanted)
        except LastLine:
            return await ask_cancel(uow, visit, await orders.read(uow, order_id))
    shown = await show_order(uow, visit, await orders.read(uow, order_id))
    return [*shown, React(visit.turn.message_id, "👌")]


@button("order-edit", writes=False, stale=stale)
async def _edit(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    db.actor.expect(Permission.ORDERS_WRITE)
    order = await orders.read(db, tap.object_id)
    ORDER.after(order.state, OrderAction.CHANGE)
    return [visit.show(await edit_card(db, order, tap.number(0)))]


@button("order-line", writes=False, stale=stale)
async def _line(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    db.actor.expect(Permission.ORDERS_WRITE)
    order = await orders.read(db, tap.object_id)
    ORDER.after(order.state, OrderAction.CHANGE)
    return [visit.show(await line_card(db, order, line_of(order, tap)))]


@button("order-qty", writes=True, stale=stale)
async def _quantity(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    order = await orders.set_quantity(uow, tap.object_id, tap.number(0), quantity=_target(tap), version=tap.version)
    return [visit.show(await line_card(uow, order, line_of(order, tap)))]


@button("order-count", writes=True, stale=stale)
async def _count(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    order = await orders.read(uow, tap.object_id)
    order.expect(tap.version)
    return await begin(uow, visit, SET_QUANTITY, {"order_id": order.id, "line_id": line_of(order, tap).id})


@button("order-drop", writes=True, stale=stale)
async def _drop(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    try:
        order = await orders.cancel_line(uow, tap.object_id, tap.number(0), version=tap.version)
    except LastLine:
        return await ask_cancel(uow, visit, await orders.read(uow, tap.object_id))
    return [visit.toast(_("Ligne enlevée.")), *await show_order(uow, visit, order)]


@button("order-cancel", writes=True, stale=stale)
async def _cancel(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    order = await orders.read(uow, tap.object_id)
    order.expect(tap.version)
    return await ask_cancel(uow, visit, order)


async def ask_cancel(uow: UnitOfWork, visit: Visit, order: Order) -> Sequence[Say]:
    """« Pourquoi annuler ? », the one question before it is done. Raises IllegalTransition, NotAllowed."""
    uow.actor.expect(orders.cancel.permission)
    if not ORDER.allows(order.state, OrderAction.CANCEL):
        raise IllegalTransition("order", order.state, OrderAction.CANCEL)
    brought = any(one.delivered for one in (await orders.progress(uow, [order.id])).get(order.id, {}).values())
    what = _("le reste de {number}").format(number=order.number) if brought else order.number
    return await begin(uow, visit, CANCEL, {"order_id": order.id, "number": what})


@dataclass(frozen=True, slots=True)
class QuantityStep:
    name: str

    def ask(self, answers: Answers) -> Question | None:
        return None if answers.get(self.name) else Question((_("Quelle quantité ?"),))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        value = read_quantity(reply.text)
        if value is None or value < 0:
            raise Unreadable(N_("J'attends une quantité, par exemple 12."))
        return str(value)

    def value(self, answers: Answers) -> Quantity:
        return quantity(answers[self.name])


def _deposit_said(said: QuoteChange) -> Rate | None:
    """« acompte 30 % » of an order that is recorded is an invoice: nothing of the order changes."""
    match said.changes:
        case (SetConditions(Conditions(deposit_percent=share) as terms),) if share:
            return percent(share) if replace(terms, deposit_percent=None) == Conditions() else None
    return None


def _only_quantities() -> Sequence[str]:
    return (
        _("Une commande enregistrée ne change que par ses quantités : « 3 pas 2 », « enlève la pose »."),
        _("Pour le reste, faites une autre commande, par exemple : commande dupont 2 vannes"),
    )


async def _ask_which(uow: UnitOfWork, visit: Visit, order_id: int, lines: Sequence[int], wanted: str) -> Sequence[Say]:
    sold = as_draft(await orders.read(uow, order_id)).lines
    fitting = [{"id": line.id, "label": line.label} for line in sold if line.id in lines]
    return await begin(uow, visit, WHICH, {"order_id": order_id, "line": {"candidates": fitting}, "wanted": wanted})


async def _set(uow: UnitOfWork, order_id: int, line_id: int, wanted: str) -> Order:
    """So many of a line; none of it any more when nothing is said, or zero. Raises LastLine."""
    if not wanted or not Decimal(wanted):
        return await orders.cancel_line(uow, order_id, line_id)
    return await orders.set_quantity(uow, order_id, line_id, quantity=quantity(Decimal(wanted)))


async def _run_quantity(uow: UnitOfWork, visit: Visit, order_id: int, line_id: int, wanted: Quantity) -> Sequence[Say]:
    return await _run_which(uow, visit, order_id, line_id, str(wanted))


async def _run_which(uow: UnitOfWork, visit: Visit, order_id: int, line: int, wanted: str) -> Sequence[Say]:
    try:
        order = await _set(uow, order_id, line, wanted)
    except LastLine:
        return await ask_cancel(uow, visit, await orders.read(uow, order_id))
    return await show_order(uow, visit, order, fresh=True)


async def _run_cancel(uow: UnitOfWork, visit: Visit, order_id: int, number: str, reason: str) -> Sequence[Say]:
    return await show_order(uow, visit, await orders.cancel(uow, order_id, reason=reason), fresh=True)


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    """The question is left: the order is shown as it is."""
    order = await orders.read(uow, answers["order_id"])
    return [visit.show(await staff_card(uow, order), fresh=True)]


def _target(tap: Tap) -> Quantity:
    """The quantity that a step leads to: `4` or `2.500`; anything else is a button we never made."""
    typed = ".".join(tap.arguments[1:])  # the point of 2.500 parts arguments too
    if not (typed.isascii() and typed.replace(".", "", 1).isdecimal()):
        raise NotFound("button", tap.verb)
    return quantity(typed)


SET_QUANTITY: Final = Flow(
    "order:quantity",
    (Given("order_id"), Given("line_id"), QuantityStep("wanted")),
    _run_quantity,
    N_("Quantité commandée"),
    _left,
)
WHICH: Final = Flow(
    "order:which",
    (
        Given("order_id"),
        OneOf("line", N_("Quelle ligne ?"), N_("Touchez la ligne dans la liste, ou écrivez son nom."), key="label"),
        Given("wanted"),
    ),
    _run_which,
    N_("Changement d'une ligne"),
    _left,
)
CANCEL: Final = Flow(
    "order:cancel",
    (
        Given("order_id"),
        Given("number"),
        ReasonStep(
            "reason",
            N_("Annuler {number} ? Dites pourquoi."),
            (N_("Le client y renonce"), N_("Erreur de saisie"), N_("Article introuvable")),
            N_("🗑 Annuler {number}"),
        ),
    ),
    _run_cancel,
    N_("Annulation d'une commande"),
    _left,
)
