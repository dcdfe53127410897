"""« plafond girard 3500 », « plafond 1000 » right below a customer's card: how much he may owe."""

import re
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
from core.i18n import N_
from core.kernel.text import words
from core.messages.models import Card
from core.parties import customers
from core.permissions import Permission
from core.uow import Reader, UnitOfWork

_SAID: Final = re.compile(
    r"\s*(?:plafond|encours max\w*)\s+(?:(?:de|du|pour|chez)\s+|d['’])?(?P<who>(?!de\s)[^\d\s:=][^\d:=]*?\s+)??"
    r"(?:[àa:=]\s*)?(?P<limit>\d[\d\s.,]*k?|aucun)\s*(?:€|euros?|eur)?\s*",
    re.IGNORECASE,
)


async def limit_said(visit: Visit, text: str) -> Plan | None:
    """The plan for a limit and whoever is named with it; without a name that of the card right above, else of whom is
    asked. None for other words, for a name that is nobody's, and for what answers a question. Raises NotAllowed."""
    found = _SAID.fullmatch(text)
    said = read_card_change(f"plafond {found['limit'].strip()}") if found else None
    if found is None or said is None or not visit.actor.may(Permission.CUSTOMERS_WRITE):
        return None
    customer = await _named(visit.db, found["who"]) if found["who"] else await _above(visit)
    if customer is None:
        return None
    visit.actor.expect(Permission.ORDERS_RELEASE)
    known = {"customer": customer, "change": asdict(said)}
    return Plan(act=lambda uow: begin(uow, visit, LIMIT, known))


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


LIMIT: Final = Flow(
    "customer:limit",
    (CustomerStep("customer", N_("Le plafond de quel client ?")), Given("change")),
    _set,
    N_("Plafond d'un client"),
)
