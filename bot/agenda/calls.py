"""« appelé girard, rappelle lundi »: the call is noted with its customer, and the reminder beside it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.agenda.moments import Said, moment_in
from bot.agenda.noting import AGENDA_NEW
from bot.flows import Flow
from bot.flows.engine import begin
from bot.flows.picking import picked
from bot.flows.steps import Given
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import plain_screen
from bot.parties.picking import CustomerStep
from bot.talk.lookup import customer_entry
from bot.talk.visit import Plan, Visit
from bot.understanding import resolve
from bot.understanding.agenda import CALL_AGAIN
from core.agenda import items
from core.agenda.models import AgendaKind
from core.i18n import N_, _
from core.kernel.text import words
from core.parties import customers
from core.uow import UnitOfWork


async def called(visit: Visit, found: re.Match[str]) -> Plan | None:
    """The plan for a call; who of several it was is asked. None for a name that is nobody's, and for one of several
    when nothing is to follow: a bare « appelé martin » may be the end of something else."""
    match = resolve(
        found["whom"],
        [customer_entry(one) for one in await customers.entries(visit.db, words(found["whom"]))],
    )
    then = found["then"]
    if not match.candidates or (match.certain is None and not then):
        return None
    moment = await moment_in(visit.db, CALL_AGAIN.sub("", then, count=1)) if then else None
    known = {"customer": picked(match), "then": {"again": bool(then), "moment": moment, "past": found["past"] or ""}}
    return Plan(act=lambda uow: begin(uow, visit, CALLED_FLOW, known))


async def _noted(uow: UnitOfWork, visit: Visit, customer: Mapping[str, Any], then: Mapping[str, Any]) -> Sequence[Say]:
    who = await customers.read(uow, int(customer["id"]))
    call = await items.log_call(uow, customer_id=who.id, text=_("appelé {name}").format(name=who.name) + then["past"])
    past = f",{then['past']}" if then["past"] else ""
    noted = Show(plain_screen(("📞 ", _("Appel noté : {name}").format(name=who.name), past)))
    if not then["again"]:
        return [noted]
    facts: dict[str, Any] = {
        "kind": AgendaKind.REMINDER,
        "text": _("rappeler {name}").format(name=who.name),
        "assignee": None,
        "customer": who.id,
        "likely": [],
        "subject": f"agenda:{call.id}",
        "urgent": False,
    }
    moment: Said | None = then["moment"]
    known = {"facts": facts, **({"when": moment} if moment is not None else {})}
    return [noted, *await begin(uow, visit, AGENDA_NEW, known)]


CALLED_FLOW = Flow(
    "agenda:called",
    (CustomerStep("customer", question=N_("Quel client avez-vous appelé ?")), Given("then")),
    _noted,
    N_("Appel"),
)
