"""What the company's people type about what is late."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from bot.dunning.buttons import DISPUTE, disputed, hand_over_asked, promised
from bot.dunning.screens import batch_screen, customer_screen, noted, settings_screen
from bot.flows import Flow
from bot.flows.engine import begin
from bot.flows.picking import picked
from bot.flows.steps import Given
from bot.outgoing.say import Say, Show
from bot.parties.picking import CustomerStep
from bot.reporting.lists import quiet_screen
from bot.talk.lookup import Lookup
from bot.talk.talks import focus_on
from bot.talk.visit import Plan, Visit, answer, object_id
from bot.treasury.meant import invoices_named, named_customer
from bot.understanding import Match
from bot.understanding.dunning import (
    About,
    AutomaticSaid,
    BatchAsked,
    DaysSaid,
    DisputeSaid,
    FormalSaid,
    HandOverSaid,
    PauseSaid,
    PromiseSaid,
    RemindSaid,
    ResumeSaid,
    SettingsAsked,
    read_dunning,
)
from bot.understanding.frames import Frame
from core.dunning import litigation, pausing, proposing, settings
from core.dunning.models import Why
from core.i18n import N_, _
from core.invoicing import reads as invoices
from core.permissions import Permission
from core.uow import UnitOfWork

_HELD: Final = ("dunning", "account", "customer")


async def asked(visit: Visit, text: str) -> Plan | None:
    """The plan for a sentence about what is late; None when it is about something else."""
    if not visit.actor.may(Permission.DUNNING_READ):
        return None
    said = read_dunning(text, visit.db.today)
    if said is None:
        return None
    try:
        return await _PLANS[type(said)](visit, said)
    except _Several as several:
        known = {"customer": picked(several.match), "said": {"text": text, "on": visit.db.today.toordinal()}}
        return Plan(act=lambda uow: begin(uow, visit, WHICH, known))


async def _chosen(uow: UnitOfWork, visit: Visit, customer: Mapping[str, Any], said: Mapping[str, Any]) -> Sequence[Say]:
    """What was said of a name is done for the one who was chosen, as of the day on which it was said."""
    meant: Any = read_dunning(said["text"], date.fromordinal(said["on"]))
    whose = replace(meant.about, customer_id=int(customer["id"]))
    plan = await _PLANS[type(meant)](visit, replace(meant, about=whose))
    return await plan.act(uow) if plan is not None and plan.act is not None else []


async def meant(visit: Visit, frame: Frame, lookup: Lookup) -> Plan:
    """The same of words that were read in any order: a customer, an invoice, or the day's batch."""
    visit.actor.expect(Permission.DUNNING_READ)
    number, code = frame.slots.get("invoice"), frame.slots.get("customer")
    if number:
        return await _reminded(visit, RemindSaid(About(invoice=str(number)))) or await _batch(visit, BatchAsked())
    customer_id = lookup.customers.get(code) if code else None
    if customer_id is None:
        return await _batch(visit, BatchAsked())
    return await _card(visit, customer_id, None)


async def _batch(visit: Visit, said: BatchAsked) -> Plan:
    """What is late, and below it the quotes about which nothing happens: both are whom to call today."""
    late = Show(await batch_screen(visit.db), fresh=True)
    quiet = await quiet_screen(visit.db) if visit.actor.may(Permission.QUOTES_READ) else None
    return answer(late, Show(quiet, fresh=True)) if quiet is not None and quiet.rows else answer(late)


async def _settings(visit: Visit, said: SettingsAsked) -> Plan:
    visit.actor.expect(Permission.DUNNING_SETTINGS)
    return answer(Show(settings_screen(visit.db, await proposing.plan(visit.db)), fresh=True))


async def _set(visit: Visit, said: AutomaticSaid | DaysSaid | FormalSaid) -> Plan:
    changed: dict[str, Any] = {}
    match said:
        case AutomaticSaid(on):
            changed = {"automatic": on}
        case DaysSaid(days):
            changed = {"days": list(days)}
        case FormalSaid(on):
            changed = {"formal": on}

    async def act(uow: UnitOfWork) -> list[Show]:
        return [Show(settings_screen(uow, await settings.change(uow, **changed)), fresh=True)]

    return Plan(act=act)


async def _reminded(visit: Visit, said: RemindSaid) -> Plan | None:
    """The card, with the button that sends: a message to a customer is one tap, never a word alone."""
    found = await _about(visit, said.about)
    if found is None or isinstance(found, Plan):
        return found
    return await _card(visit, *found)


async def _promised(visit: Visit, said: PromiseSaid) -> Plan | None:
    found = await _about(visit, said.about)
    if found is None or isinstance(found, Plan):
        return found
    customer_id, invoice_id = found
    return Plan(act=lambda uow: promised(uow, visit, customer_id, invoice_id, said.on))


async def _disputed(visit: Visit, said: DisputeSaid) -> Plan | None:
    found = await _about(visit, said.about)
    if found is None or isinstance(found, Plan):
        return found
    customer_id, invoice_id = found
    if not said.note:
        return Plan(act=lambda uow: begin(uow, visit, DISPUTE, {"customer_id": customer_id, "invoice_id": invoice_id}))
    return Plan(act=lambda uow: disputed(uow, visit, customer_id, invoice_id, said.note))


async def _paused(visit: Visit, said: PauseSaid) -> Plan | None:
    found = await _about(visit, said.about)
    if found is None or isinstance(found, Plan):
        return found
    customer_id, invoice_id = found

    async def act(uow: UnitOfWork) -> list[Show]:
        await pausing.pause(uow, customer_id, why=Why.HOLD, invoice_id=invoice_id, until=said.until)
        return [visit.show(noted(await customer_screen(uow, customer_id), _("Relances en pause.")), fresh=True)]

    return Plan(act=act)


async def _resumed(visit: Visit, said: ResumeSaid) -> Plan | None:
    found = await _about(visit, said.about)
    if found is None or isinstance(found, Plan):
        return found
    customer_id, invoice_id = found

    async def act(uow: UnitOfWork) -> list[Show]:
        await pausing.resume(uow, customer_id, invoice_id=invoice_id)
        return [visit.show(noted(await customer_screen(uow, customer_id), _("Les relances reprennent.")), fresh=True)]

    return Plan(act=act)


async def _handed(visit: Visit, said: HandOverSaid) -> Plan | None:
    found = await _about(visit, said.about)
    if found is None or isinstance(found, Plan):
        return found
    customer_id = found[0]

    async def act(uow: UnitOfWork) -> list[Show]:
        if not said.back:
            return [visit.show(await hand_over_asked(uow, customer_id), fresh=True)]
        await litigation.take_back(uow, customer_id)
        told = _("Fin du contentieux : relances et crédit comme avant.")
        return [visit.show(noted(await customer_screen(uow, customer_id), told), fresh=True)]

    return Plan(act=act)


async def _card(visit: Visit, customer_id: int, invoice_id: int | None) -> Plan:
    async def act(uow: UnitOfWork) -> list[Show]:
        await focus_on(uow, visit.turn.chat_id, f"dunning:{customer_id}")
        return [visit.show(await customer_screen(uow, customer_id, invoice_id=invoice_id), fresh=True)]

    return Plan(act=act)


class _Several(Exception):
    """The name is that of several customers."""

    def __init__(self, match: Match) -> None:
        super().__init__()
        self.match = match


async def _about(visit: Visit, about: About) -> tuple[int, int | None] | Plan | None:
    """The customer, and the invoice that was named; a plan that asks which invoice; None for a name that is nobody's.
    Raises _Several."""
    if about.customer_id is not None:
        return about.customer_id, None
    if about.invoice:
        found = await invoices_named(visit, [about.invoice])
        return found if isinstance(found, Plan) else (found[0].customer_id, found[0].id)
    if not about.who:
        return await _in_hand(visit)
    match = await named_customer(visit, about.who)
    if match.certain is not None:
        return match.certain.id, None
    if not match.candidates:
        return None
    raise _Several(match)


async def _in_hand(visit: Visit) -> tuple[int, int | None] | None:
    for key in (visit.card or "", visit.focus):
        for kind in _HELD:
            if (customer_id := object_id(key, kind)) is not None:
                return customer_id, None
        if (invoice_id := object_id(key, "invoice")) is not None:
            return (await invoices.read(visit.db, invoice_id)).customer_id, invoice_id
    return None


_PLANS: Final[Mapping[type[Any], Callable[[Visit, Any], Awaitable[Plan | None]]]] = {
    BatchAsked: _batch,
    SettingsAsked: _settings,
    AutomaticSaid: _set,
    DaysSaid: _set,
    FormalSaid: _set,
    RemindSaid: _reminded,
    PromiseSaid: _promised,
    DisputeSaid: _disputed,
    PauseSaid: _paused,
    ResumeSaid: _resumed,
    HandOverSaid: _handed,
}

WHICH: Final = Flow(
    "dunning:which",
    (CustomerStep("customer", question=N_("Quel client ?")), Given("said")),
    _chosen,
    N_("Relances"),
)
