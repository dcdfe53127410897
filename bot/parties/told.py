"""One fact of a customer's card said in a sentence: « plafond girard 3500 », « dupont est en belgique », « dupont en
autoliquidation ». Without a name it is about the card right above."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import select

from bot.flows import Flow
from bot.flows.engine import begin
from bot.flows.picking import picked
from bot.flows.steps import Given
from bot.outgoing.say import Say
from bot.parties.changing import carry_out, change_kept
from bot.parties.picking import CustomerStep, likely_customers
from bot.talk.lookup import customer_entry
from bot.talk.visit import Plan, Visit, object_id
from bot.understanding import resolve
from bot.understanding.cards import read_card_change
from bot.understanding.facts_told import facts_told
from core.i18n import N_
from core.kernel.text import words
from core.messages.models import Card
from core.parties import customers
from core.permissions import Permission
from core.uow import Reader, UnitOfWork


async def fact_told(visit: Visit, text: str) -> Plan | None:
    """The plan for a fact and whoever is named with it; without a name that of the card right above, else of whom is
    asked. None for other words, for a name that is nobody's, and for what answers a question. Raises NotAllowed."""
    if not visit.actor.may(Permission.CUSTOMERS_WRITE):
        return None
    for told in facts_told(text):
        said = read_card_change(told.change)
        customer = await _whose(visit, told.who) if said is not None else None
        if said is not None and customer is not None:
            visit.actor.expect(Permission.ORDERS_RELEASE if told.limit else Permission.CUSTOMERS_WRITE)
            return _begun(visit, {"customer": customer, "change": asdict(said)})
    return None


def _begun(visit: Visit, known: Mapping[str, Any]) -> Plan:
    return Plan(act=lambda uow: begin(uow, visit, TOLD, known))


async def _whose(visit: Visit, who: str) -> Mapping[str, Any] | None:
    return await _named(visit.db, who) if who else await _above(visit)


async def _named(db: Reader, who: str) -> Mapping[str, Any] | None:
    match = resolve(who, [customer_entry(one) for one in await customers.entries(db, words(who))])
    return picked(match) if match.candidates else None


async def _above(visit: Visit) -> Mapping[str, Any] | None:
    if visit.question is not None:
        return None
    newest = select(Card.key).where(Card.chat_id == visit.turn.chat_id).order_by(Card.message_id.desc()).limit(1)
    customer_id = object_id(await visit.db.session.scalar(newest) or "", "customer")
    return {"id": customer_id} if customer_id is not None else await likely_customers(visit.db)


async def _set(uow: UnitOfWork, visit: Visit, customer: Mapping[str, Any], change: Mapping[str, Any]) -> Sequence[Say]:
    return await carry_out(uow, visit, int(customer["id"]), change_kept(change))


TOLD: Final = Flow(
    "customer:told",
    (CustomerStep("customer", N_("De quel client parlez-vous ?")), Given("change")),
    _set,
    N_("Changement d'un client"),
)
