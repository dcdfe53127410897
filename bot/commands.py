"""Typed commands: each is a short way to say what words and buttons say too."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from bot.catalog.products import NEW_PRODUCT
from bot.company.coming_in import open_link, visitor
from bot.company.home import guide, home, not_understood
from bot.flows.buttons import give_up
from bot.flows.engine import FLOWS, again, begin
from bot.outgoing.say import Say, Show
from bot.parties.customers import NEW_CUSTOMER
from bot.sales.asking import likely_customers
from bot.sales.buttons import history_screen
from bot.sales.making import NEW_QUOTE
from bot.sales.screens import quote_card, received_list, resume_screen
from bot.staff import said
from bot.talk.buttons import button
from bot.talk.talks import talk_of
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer, object_id, tell
from core.i18n import _
from core.kernel.errors import NotAllowed
from core.permissions import Permission, Role
from core.sales import quotes
from core.uow import Reader, UnitOfWork

Run = Callable[[Visit, str], Awaitable[Plan]]


async def command(visit: Visit) -> Plan:
    """Run a command such as « /devis dupont 2 rad »; an unknown one is answered like words that are not understood."""
    name, _space, rest = visit.turn.text.partition(" ")
    word = name[1:].partition("@")[0].lower()
    run = COMMANDS.get(word)
    if run is not None:
        return await run(visit, rest.strip())
    if visit.actor.role is Role.VISITOR:
        return await visitor(visit)
    if visit.actor.role is Role.CUSTOMER:
        return await _documents(visit, "")
    return answer(Show(not_understood(visit)))


async def _start(visit: Visit, payload: str) -> Plan:
    kind, _underscore, token = payload.partition("_")
    if kind == "q" and token:
        return Plan(act=lambda uow: open_link(uow, visit, token))
    if visit.actor.role is Role.VISITOR:
        return await visitor(visit)
    if visit.actor.role is Role.CUSTOMER:
        return await _documents(visit, "")
    return answer(Show(home(visit), fresh=True))


async def _help(visit: Visit, rest: str) -> Plan:
    return answer(Show(guide(), fresh=True))


async def _documents(visit: Visit, rest: str) -> Plan:
    found = await quotes.received(visit.db)
    return answer(Show(received_list(found, visit.known.company), fresh=True))


async def _quote(visit: Visit, rest: str) -> Plan:
    _expect(visit, Permission.QUOTES_WRITE)
    if rest:
        return await said(visit, f"devis {rest}")
    return Plan(act=lambda uow: _new_quote(uow, visit))


async def _customer(visit: Visit, rest: str) -> Plan:
    _expect(visit, Permission.CUSTOMERS_WRITE)
    if rest:
        return await said(visit, f"nouveau client {rest}")
    return Plan(act=lambda uow: begin(uow, visit, NEW_CUSTOMER, {}))


async def _product(visit: Visit, rest: str) -> Plan:
    _expect(visit, Permission.PRODUCTS_WRITE)
    if rest:
        return await said(visit, f"nouvel article {rest}")
    return Plan(act=lambda uow: begin(uow, visit, NEW_PRODUCT, {}))


async def _search(visit: Visit, rest: str) -> Plan:
    _expect(visit, Permission.CUSTOMERS_READ)
    if not rest:
        return tell(visit, _("Écrivez le nom cherché : un client, un article, un numéro de devis ou de téléphone."))
    return await said(visit, rest)


async def _resume(visit: Visit, rest: str) -> Plan:
    _expect(visit, Permission.QUOTES_WRITE)
    return Plan(act=lambda uow: _open_things(uow, visit))


async def _history(visit: Visit, rest: str) -> Plan:
    _expect(visit, Permission.HISTORY_READ)
    found = await quotes.by_number(visit.db, rest) if rest else []
    shown = found[0].id if found else object_id(visit.card or visit.focus, "quote")
    if shown is None or (rest and not found):
        return tell(visit, _("Quelle pièce ? Par exemple : /historique DE2611-0045"))
    return answer(Show(await history_screen(visit.db, await quotes.read(visit.db, shown)), fresh=True))


async def _give_up(visit: Visit, rest: str) -> Plan:
    if visit.question is not None:
        return Plan(act=lambda uow: give_up(uow, visit))
    quote_id = object_id(visit.focus, "quote")
    if quote_id is not None and visit.actor.may(Permission.QUOTES_READ):
        card = quote_card(await quotes.read(visit.db, quote_id))
        return answer(Show(card, fresh=True))
    return tell(visit, _("Rien n'est en cours."))


async def _new_quote(uow: UnitOfWork, visit: Visit) -> Sequence[Say]:
    latest = await likely_customers(uow)
    return await begin(uow, visit, NEW_QUOTE, {"customer": latest, "source": visit.turn.source, "said": ""})


async def _open_things(uow: UnitOfWork, visit: Visit) -> Sequence[Say]:
    talk = await talk_of(uow, visit.turn.chat_id)
    drafts = await quotes.open_drafts(uow)
    waiting = [*talk.parked, *([talk.question] if talk.question else [])]
    titles = [_(FLOWS[question["flow"]].title) for question in waiting]
    return [visit.show(resume_screen(drafts, titles), fresh=True)]


async def _resume_question(uow: UnitOfWork, visit: Visit, index: int) -> Sequence[Say]:
    talk = await talk_of(uow, visit.turn.chat_id)
    waiting = [*talk.parked, *([talk.question] if talk.question else [])]
    if index >= len(waiting):
        return await _open_things(uow, visit)
    chosen = waiting.pop(index)
    talk.parked, talk.question = waiting[:], None
    return await again(uow, visit, chosen)


@button("new-quote", writes=True)
async def _new_quote_button(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    _expect(visit, Permission.QUOTES_WRITE)
    return await _new_quote(uow, visit)


@button("resume", writes=True)
async def _resume_button(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _open_things(uow, visit)


@button("resume-question", writes=True)
async def _resume_question_button(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _resume_question(uow, visit, tap.object_id)


@button("guide", writes=False)
async def _guide_button(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [Show(guide(), fresh=True)]


def _expect(visit: Visit, permission: Permission) -> None:
    if not visit.actor.may(permission):
        raise NotAllowed(permission)


COMMANDS: Final[dict[str, Run]] = {
    "start": _start,
    "aide": _help,
    "help": _help,
    "devis": _quote,
    "quote": _quote,
    "client": _customer,
    "article": _product,
    "chercher": _search,
    "reprendre": _resume,
    "historique": _history,
    "documents": _documents,
    "annuler": _give_up,
    "cancel": _give_up,
}
