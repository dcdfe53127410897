"""Trouble said in words: noted at once of what is on the road, else only after one more look; the customer is told."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.deliveries.asking import TELL, TOUCH, YesStep, asks_problem, fail, kept_when, when_of
from bot.deliveries.meant import ON_ROAD, open_or_none, target
from bot.deliveries.showing import show_delivery
from bot.flows import Flow
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.outgoing.say import Say
from bot.outgoing.screen import plain_screen
from bot.talk.visit import Plan, Visit
from bot.understanding.deliveries import ProblemSaid, When
from core.i18n import N_, _
from core.sales import deliveries, orders
from core.sales.deliveries.preparing import expect_deliverable
from core.sales.models import Delivery
from core.uow import UnitOfWork


async def trouble(visit: Visit, said: ProblemSaid) -> Plan:
    """The plan for « client absent », « fermé ». Raises NothingLeft, OrderNotConfirmed."""
    delivery = await open_or_none(visit, said.number)
    if isinstance(delivery, Plan):
        return delivery
    about = delivery or await target(visit, said.number)
    if isinstance(about, Plan):
        return about
    if delivery is not None and _at_the_door(visit, delivery):
        delivery_id = delivery.id
        return Plan(act=lambda uow: fail(uow, visit, delivery_id, said.problem, said.again, mine=said.mine))
    order = await orders.load(visit.db, about.order_id)
    expect_deliverable(order)
    answers = {
        "order_id": order.id,
        "delivery_id": delivery.id if delivery is not None else None,
        "number": order.number,
        "problem": said.problem,
        "again": kept_when(said.again),
        "mine": said.mine,
    }
    return Plan(act=lambda uow: begin(uow, visit, TROUBLE, answers))


def _at_the_door(visit: Visit, delivery: Delivery) -> bool:
    """Whether whoever says so may well stand there with it: it is on the road, or he brings it today."""
    mine = delivery.driver_id is not None and delivery.driver_id == visit.actor.person_id
    return delivery.state in ON_ROAD or (mine and delivery.planned_on == visit.db.today)


async def _noted(
    uow: UnitOfWork,
    visit: Visit,
    order_id: int,
    delivery_id: int | None,
    number: str,
    problem: str,
    again: When | None,
    mine: bool,
    sure: bool,
) -> Sequence[Say]:
    if delivery_id is None:
        delivery_id = (await deliveries.plan(uow, order_id)).id
    return await fail(uow, visit, delivery_id, problem, again, mine=mine)


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    if answers["delivery_id"] is not None:
        return await show_delivery(uow, visit, answers["delivery_id"])
    return [visit.show(plain_screen(_("Rien n'a été enregistré.")))]


def _asked(answers: Mapping[str, Any]) -> tuple[str, ...]:
    asked = asks_problem(answers["problem"], answers["number"])
    return asked, _("Elle n'est pas en route. Le client lira qu'elle n'a pas pu être livrée.")


TROUBLE: Final = Flow(
    "delivery:trouble",
    (
        Given("order_id"),
        Given("delivery_id"),
        Given("number"),
        Given("problem"),
        Given("again", when_of),
        Given("mine"),
        YesStep("sure", "⚠️", _asked, TELL, TOUCH),
    ),
    _noted,
    N_("Problème de livraison"),
    _left,
    about=lambda answers: str(answers["number"]),
)
