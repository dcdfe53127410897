"""What is asked for in a sentence becomes a reminder, a task or an appointment; what is missing is asked."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, Final

from bot.agenda.moments import WhenStep, said_in, when_of
from bot.agenda.screens import card, give_rows
from bot.flows import Flow
from bot.flows.engine import Answers, Question, begin
from bot.flows.steps import Given
from bot.incoming.turn import Kind
from bot.invoices.showing import invoice_replied_to
from bot.orders.showing import order_replied_to
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, in_rows, plain_screen
from bot.sales.requests import quote_replied_to
from bot.talk.lookup import Lookup
from bot.talk.talks import focus_on
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, object_id
from bot.understanding.agenda import AT_HIS_PLACE, MORE_OF_WHEN, OF_HIM
from bot.understanding.frames import Frame
from bot.understanding.words import fold
from core.agenda import items
from core.agenda.events import AgendaNoted
from core.agenda.items import NO_MOMENT, Wanted, When
from core.agenda.lifecycles import STANDING
from core.agenda.models import AgendaItem, AgendaKind
from core.company.hours import hours_of
from core.history import last_made
from core.i18n import N_, _
from core.invoicing import reads as invoices
from core.kernel.errors import BusinessError
from core.kernel.text import words
from core.parties import customers
from core.permissions import Permission
from core.sales import orders, quotes
from core.uow import Reader, UnitOfWork

Aside = tuple[Mapping[str, Any], When]  # what is noted, and for when

INTENTS: Final = ("reminder.create", "task.create")
_PAPERS: Final[Sequence[tuple[Callable[[Visit], int | None], Callable[[Reader, int], Awaitable[Any]]]]] = (
    (quote_replied_to, quotes.read),
    (order_replied_to, orders.read),
    (invoice_replied_to, invoices.read),
)
_MOST: Final = 4  # customers to choose among
_AND: Final = frozenset(("et", "and", "a", "chez", "pour", "au", "sur"))
_WITH: Final = re.compile(r"(?:^|\s)(?:avec|with) (?P<names>.+)")
_NOTHING: Final = {"reminder.create": N_("rappeler"), "task.create": N_("à faire")}


async def noted(visit: Visit, frame: Frame, lookup: Lookup) -> Plan:
    """The plan for a frame of one of the INTENTS. Raises NotAllowed."""
    visit.actor.expect(Permission.AGENDA_OWN)
    slots = frame.as_json()["slots"]
    facts = _facts(frame.intent or "", slots, lookup, visit.turn.text)
    facts = facts if facts["subject"] or facts["customer"] or facts["likely"] else {**facts, **await _replied_to(visit)}
    facts = {**facts, **await _shared(visit, facts)}
    known: dict[str, Any] = {"facts": facts}
    said = said_in(slots)
    if said is not None and MORE_OF_WHEN.search(" ".join(words(fold(facts["text"])))):
        said = None  # only a part of the moment was understood: better asked than on another day
    elif said is not None or facts["kind"] == AgendaKind.TASK:
        known["when"] = said
    return Plan(act=lambda uow: begin(uow, visit, AGENDA_NEW, known))


async def _shared(visit: Visit, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """« rdv … avec julien et karim », « dis à julien et karim … »: each of them has it in his own agenda."""
    told = facts["nobody"]
    with_whom = _WITH.search(fold(facts["text"])) if facts["kind"] == AgendaKind.APPOINTMENT else None
    said = words(fold(told)) if told else words(with_whom["names"]) if with_whom is not None else []
    named = _named_in(said, await customers.colleagues(visit.db)) if said else []
    if told:
        all_known = len(named) > 1 and len(named) == len([word for word in said if word not in _AND])
        return {"nobody": "", "assignee": named[0], "others": named[1:]} if all_known else {}
    return {"others": [one for one in named if one not in (visit.actor.person_id, facts["assignee"])]}


def _named_in(said: Sequence[str], people: Sequence[tuple[int, str]]) -> list[int]:
    """The colleagues whom the words name by first names that one of them alone has; « julien martin », who is none of
    them, is somebody else."""
    called = {person_id: words(fold(name)) for person_id, name in people}
    found: list[int] = []
    for word, following in zip_longest(said, said[1:]):
        mine = [person_id for person_id, name in called.items() if name[0] == word]
        firsts = {name[0] for name in called.values()}
        if len(mine) == 1 and (following is None or following in {*_AND, *firsts, *called[mine[0]]}):
            found += mine
    return list(dict.fromkeys(found))


async def _replied_to(visit: Visit) -> Mapping[str, Any]:
    """« rappelle-moi demain » below a quote, an order, an invoice, their PDF or a customer is about that."""
    if (customer_id := object_id(visit.card or "", "customer")) is not None:
        return {"customer": (await customers.read(visit.db, customer_id)).id}
    for named, read in _PAPERS:
        if (paper_id := named(visit)) is not None:
            paper = await read(visit.db, paper_id)
            return {"customer": paper.customer_id, "subject": paper.number or ""}
    return {}


def asides_of(visit: Visit, frame: Frame, lookup: Lookup) -> tuple[Aside, ...]:
    """What is to be thought of, said in one breath with something else: « … et rappelle-moi jeudi de l'appeler »."""
    if not visit.actor.may(Permission.AGENDA_OWN):
        return ()
    found: list[Aside] = []
    for one in frame.then:
        slots = one.as_json()["slots"]
        said = said_in(slots)
        if one.intent in INTENTS and (said is not None or one.intent == "task.create"):
            found.append(
                (_facts(one.intent, slots, lookup, visit.turn.text), NO_MOMENT if said is None else when_of(said))
            )
    return tuple(found)


def with_asides(plan: Plan, visit: Visit, asides: Sequence[Aside]) -> Plan:
    """The plan, and these noted in the same transaction: they need no other question, and can be called off."""
    if not asides:
        return plan

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        noted = [say for facts, when in asides for say in await _noted_beside(uow, facts, when)]
        return [*noted, *(plan.says if plan.act is None else await plan.act(uow))]

    return Plan(act=act)


def _facts(intent: str, slots: Mapping[str, Any], lookup: Lookup, typed: str) -> dict[str, Any]:
    text = slots.get("text") or slots.get("title") or ""
    subject = slots.get("document", "")
    if slots.get("phone"):
        text = f"{text} {slots['phone']}".strip()
    if not text:
        text = subject or _(_NOTHING[intent])
    if slots.get("customer"):
        text = OF_HIM.sub("", text)
    kind = AgendaKind.TASK if intent == "task.create" else AgendaKind.REMINDER
    if slots.get("kind") == "appointment":
        kind = AgendaKind.APPOINTMENT
    named = lookup.customers.get(slots.get("customer") or "")
    likely = [lookup.customers[code] for code in slots.get("customer_candidates", ()) if code in lookup.customers]
    return {
        "kind": kind,
        "text": _with_name(text, slots, typed),
        "assignee": int(slots["assignee"]) if str(slots.get("assignee", "")).isdecimal() else None,
        "customer": named,
        "likely": likely[:_MOST],
        "subject": subject,
        "urgent": slots.get("priority") == "high",
        "minutes": slots.get("duration_min", 0),
        "nobody": slots.get("assignee_query", ""),
    }


def _with_name(text: str, slots: Mapping[str, Any], typed: str) -> str:
    """A name that is nobody's here, or that of several, stays in the words, with its « chez »."""
    unknown = slots.get("customer_query", "")
    if not unknown or unknown.lower() in text.lower():
        return text
    at = f"{AT_HIS_PLACE}{unknown}"
    return f"{text}{at}" if at in fold(typed) else f"{text} {unknown}"


@dataclass(frozen=True, slots=True)
class _WhenIfAny(WhenStep):
    """A task may be of no day; then its answer is None."""

    def ask(self, answers: Answers) -> Question | None:
        return None if self.name in answers else WhenStep.ask(self, answers)

    def value(self, answers: Answers) -> When:
        return NO_MOMENT if answers[self.name] is None else WhenStep.value(self, answers)


async def _noted_beside(uow: UnitOfWork, facts: Mapping[str, Any], when: When) -> Sequence[Say]:
    """A moment that is over is said, and keeps the other request from nothing."""
    try:
        async with uow.attempt():
            item = await items.create(uow, _wanted(facts, when))
            return [Show(await card(uow, item), fresh=True)]
    except BusinessError as refusal:
        from bot.errors import explain  # which knows the sentences of all rooms, this one too

        return [Show(plain_screen(explain(refusal)))]


def _wanted(facts: Mapping[str, Any], when: When) -> Wanted:
    return Wanted(
        AgendaKind(facts["kind"]),
        facts["text"],
        when,
        facts["assignee"],
        facts.get("minutes", 0),
        facts["customer"],
        facts["subject"],
        facts["urgent"],
    )


async def _made_from(uow: UnitOfWork, visit: Visit) -> int | None:
    """What one's own message has noted that is edited now, if it is still to be done."""
    if visit.turn.kind is not Kind.EDIT:
        return None
    for item_id in await last_made(uow, visit.turn.source, kind=AgendaNoted):
        item = await items.read(uow, item_id)
        if item.state in STANDING and item.author_id == uow.actor.person_id:
            return item_id
    return None


async def _create(uow: UnitOfWork, visit: Visit, facts: Mapping[str, Any], when: When) -> Sequence[Say]:
    before = await _made_from(uow, visit)
    wanted = _wanted(facts, when)
    item = await items.create(uow, wanted) if before is None else await items.rewrite(uow, before, wanted)
    await focus_on(uow, visit.turn.chat_id, f"agenda:{item.id}")
    shown = await card(uow, item)
    if before is None and item.created_at < uow.now:
        shown = shown.noting(_("Je l'ai déjà."))
    elif before is not None:
        return [Show(shown)]  # at its own place
    if item.is_given and item.day is not None and (await hours_of(uow, item.assignee_id)).is_off(item.day):
        name = (await items.names_of(uow, [item.assignee_id]))[item.assignee_id]
        shown = shown.noting(_("🏖 {name} ne travaille pas ce jour-là.").format(name=name))
    others = [one.assignee_id for one in await _given_too(uow, wanted, facts)] if before is None else []
    if others:
        names = ", ".join(sorted((await items.names_of(uow, others)).values()))
        shown = shown.noting(_("👥 Aussi dans l'agenda de : {names}").format(names=names))
    if facts.get("nobody"):
        unknown = _("Personne n'est prévenu : « {name} » n'est le nom de personne ici. À qui le confier ?")
        told = shown.noting(unknown.format(name=facts["nobody"][:40]))
        return [Show(told.leading(await give_rows(uow, item)), fresh=True)]
    if not facts["likely"]:
        return [Show(shown, fresh=True)]
    rows = await _which(uow, item, facts["likely"])
    return [Show(shown.noting(_("De quel client s'agit-il ?")).leading(rows), fresh=True)]


async def _given_too(uow: UnitOfWork, wanted: Wanted, facts: Mapping[str, Any]) -> Sequence[AgendaItem]:
    return [await items.create(uow, replace(wanted, assignee_id=one)) for one in facts.get("others", ())]


async def _which(uow: UnitOfWork, item: AgendaItem, likely: Sequence[int]) -> tuple[tuple[Button, ...], ...]:
    """Buttons that say which of several customers it is about; it is noted all the same."""
    found = [await customers.read(uow, customer_id) for customer_id in likely]
    taps = [Tap("agenda-about", item.company_id, item.id, item.version, (str(one.id),)).packed() for one in found]
    return in_rows([Button(f"👤 {one.name}"[:40], tap) for one, tap in zip(found, taps, strict=True)], 1)


AGENDA_NEW: Final = Flow("agenda:new", (Given("facts"), _WhenIfAny()), _create, N_("Rappel"))
