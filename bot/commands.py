"""Typed commands: each is a short way to say what words and buttons say too."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Final

from bot.catalog import arranging
from bot.catalog.browsing import catalogue
from bot.catalog.making import NEW_PRODUCT
from bot.company import switching, team
from bot.company.coming_in import open_invitation, open_link, visitor
from bot.company.history import history_of, things_named
from bot.company.home import guide, home, not_understood
from bot.company.settings import settings
from bot.deliveries.requests import day_list
from bot.flows.engine import again, begin, takes_any_words, title_of
from bot.giving_up import called_off, calls_off, give_up_command, gives_up
from bot.invoices.listing import Wanted, draft_buttons, invoice_list, waiting_screen
from bot.orders.buttons import history_screen as order_history
from bot.orders.buttons import listed as listed_orders
from bot.orders.received import documents
from bot.orders.requests import numbered
from bot.outgoing.say import Say, Show
from bot.parties.creating import NEW_CUSTOMER
from bot.parties.picking import likely_customers
from bot.sales.buttons import history_screen
from bot.sales.making import NEW_QUOTE
from bot.sales.requests import listed
from bot.sales.screens import resume_screen
from bot.staff import said
from bot.stock.asked import overview
from bot.talk.buttons import button
from bot.talk.talks import talk_of
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer, object_id, tell
from bot.treasury.own import own_account
from bot.treasury.proving import open_paper
from bot.understanding.deliveries import DayAsked, read_delivery
from bot.understanding.team import InviteSaid, read_team
from core.i18n import _
from core.invoicing.lists import Which
from core.kernel.text import words
from core.permissions import OUTSIDE, Permission, Role
from core.sales import orders, quotes
from core.uow import Reader, UnitOfWork

Run = Callable[[Visit, str], Awaitable[Plan]]

_BUTTONS: Final = (arranging,)  # what the catalogue's buttons lead to


async def command(visit: Visit) -> Plan:
    """Run a command such as « /devis dupont 2 rad »; an unknown one is answered like words that are not understood."""
    name, _space, rest = visit.turn.text.partition(" ")
    word = name[1:].partition("@")[0].lower()
    run = COMMANDS.get(word)
    if run is not None and (visit.actor.role not in OUTSIDE or word in _FOR_ANYBODY):
        answers = word in _LEAVING or visit.actor.role in OUTSIDE  # who comes in is asked again, whatever he sends
        return await run(visit if answers else replace(visit, question=None), rest.strip())
    if visit.actor.role is Role.VISITOR:
        return await visitor(visit)
    if visit.actor.role is Role.CUSTOMER:
        return await _documents(visit, "")
    return answer(Show(not_understood(visit)))


async def command_in_words(visit: Visit) -> Plan | None:
    """The plan for « historique DE2611-0001 » or « réglages », said without the slash; None for other words."""
    said_words = words(visit.turn.text)
    word = said_words[0] if said_words else ""
    _word, _space, rest = visit.turn.text.strip().partition(" ")
    if calls_off(visit, said_words):
        return await called_off(visit)
    if gives_up(visit, said_words):
        return await give_up_command(visit, rest)
    in_question = visit.question is not None
    if visit.question is not None and (visit.card_is_object or not takes_any_words(visit.question)):
        return None
    alone = len(said_words) == 1 and word in _SAID_ALONE
    named = word == "historique" and (not in_question or any(letter.isdecimal() for letter in rest))
    return await COMMANDS[word](replace(visit, question=None), rest.strip()) if alone or named else None


async def _start(visit: Visit, payload: str) -> Plan:
    kind, _underscore, token = payload.partition("_")
    if kind in ("q", "o", "f", "c") and token:
        return Plan(act=lambda uow: open_link(uow, visit, token))
    if kind == "p" and token:
        return Plan(act=lambda uow: open_paper(uow, visit, token))
    if kind == "i" and token:
        return Plan(act=lambda uow: open_invitation(uow, visit, token))
    if visit.actor.role is Role.VISITOR:
        return await visitor(visit)
    if visit.actor.role is Role.CUSTOMER:
        return await _documents(visit, "")
    return answer(Show(home(visit), fresh=True))


async def _help(visit: Visit, rest: str) -> Plan:
    return answer(Show(guide(visit.actor), fresh=True))


async def _documents(visit: Visit, rest: str) -> Plan:
    return answer(Show(await documents(visit.db, visit.known.company), fresh=True))


async def _account(visit: Visit, rest: str) -> Plan:
    """A customer's own, or for our people the one named."""
    if visit.actor.role in OUTSIDE:
        return await own_account(visit) if visit.actor.role is Role.CUSTOMER else await visitor(visit)
    return await said(visit, f"compte {rest}")


async def _payments(visit: Visit, rest: str) -> Plan:
    visit.actor.expect(Permission.PAYMENTS_READ)
    return await said(visit, f"paiements {rest}")


async def _quote(visit: Visit, rest: str) -> Plan:
    if rest:
        visit.actor.expect(Permission.QUOTES_WRITE)
        return await said(visit, f"devis {rest}")
    visit.actor.expect(Permission.QUOTES_READ)
    return answer(replace(await listed(visit.db, "open", 0), fresh=True))


async def _orders(visit: Visit, rest: str) -> Plan:
    visit.actor.expect(Permission.ORDERS_READ)
    if rest:
        return await said(visit, f"commande {rest}")
    sells_for_himself = visit.actor.role is Role.SALES
    return answer(Show(await listed_orders(visit.db, "mine" if sells_for_himself else "open", 0), fresh=True))


async def _templates(visit: Visit, rest: str) -> Plan:
    return await said(visit, f"modele {rest}" if rest else "modeles")


async def _customer(visit: Visit, rest: str) -> Plan:
    visit.actor.expect(Permission.CUSTOMERS_WRITE)
    if rest:
        return await said(visit, f"nouveau client {rest}")
    return Plan(act=lambda uow: begin(uow, visit, NEW_CUSTOMER, {}))


async def _product(visit: Visit, rest: str) -> Plan:
    visit.actor.expect(Permission.PRODUCTS_WRITE)
    if rest:
        return await said(visit, f"nouvel article {rest}")
    return Plan(act=lambda uow: begin(uow, visit, NEW_PRODUCT, {}))


async def _catalogue(visit: Visit, rest: str) -> Plan:
    visit.actor.expect(Permission.PRODUCTS_READ)
    return answer(Show(await catalogue(visit.db, visit), fresh=True))


async def _stock(visit: Visit, rest: str) -> Plan:
    return await said(visit, f"stock {rest}") if rest else await overview(visit)


async def _search(visit: Visit, rest: str) -> Plan:
    visit.actor.expect(Permission.CUSTOMERS_READ)
    if not rest:
        return tell(visit, _("Écrivez le nom cherché : un client, un article, un numéro de devis ou de téléphone."))
    return await said(visit, rest)


async def _deliveries(visit: Visit, rest: str) -> Plan:
    visit.actor.expect(Permission.DELIVERIES_READ)
    said = read_delivery(f"livraisons {rest}", visit.db.today)
    return await day_list(visit, said if isinstance(said, DayAsked) else DayAsked(visit.db.today))


async def _invoices(visit: Visit, rest: str) -> Plan:
    visit.actor.expect(Permission.INVOICES_READ)
    if rest:
        return await said(visit, f"factures {rest}")
    return answer(Show(await invoice_list(visit.db, Wanted(Which.ALL)), fresh=True))


async def _invoice(visit: Visit, rest: str) -> Plan:
    return await said(visit, f"facture {rest}") if rest else await _invoices(visit, rest)


async def _to_invoice(visit: Visit, rest: str) -> Plan:
    visit.actor.expect(Permission.INVOICES_READ)
    return answer(Show(await waiting_screen(visit.db), fresh=True))


async def _unpaid(visit: Visit, rest: str) -> Plan:
    visit.actor.expect(Permission.INVOICES_READ)
    return answer(Show(await invoice_list(visit.db, Wanted(Which.UNPAID)), fresh=True))


async def _export(visit: Visit, rest: str) -> Plan:
    return await said(visit, f"export {rest}")


async def _import(visit: Visit, rest: str) -> Plan:
    visit.actor.expect(Permission.DATA_IMPORT)
    how = _("Envoyez-moi le fichier de vos clients ou de vos articles, en CSV ou en Excel (.xlsx).")
    return tell(visit, how, _("Je montre ce que j'ai compris, et n'enregistre rien sans « Valider »."))


async def _resume(visit: Visit, rest: str) -> Plan:
    return Plan(act=lambda uow: _open_things(uow, visit))


async def _history(visit: Visit, rest: str) -> Plan:
    visit.actor.expect(Permission.HISTORY_READ)
    if rest[:2].lower() in ("fa", "ac", "av") and any(one[0] == "invoice" for one in await things_named(visit, rest)):
        return await history_of(visit, rest)
    if (order_id := await _order_meant(visit, rest)) is not None:
        order = await orders.read(visit.db, order_id)
        return answer(Show(await order_history(visit.db, order), fresh=True))
    found = await quotes.by_number(visit.db, rest) if rest else []
    in_hand = object_id(visit.card or visit.focus, "quote") if not rest else None
    shown = found[0].id if found else in_hand
    if shown is None:
        return await history_of(visit, rest)
    return answer(Show(await history_screen(visit.db, await quotes.read(visit.db, shown)), fresh=True))


async def _order_meant(visit: Visit, typed: str) -> int | None:
    """The order whose number begins with letters of its own, or the one in hand when nothing is typed."""
    if typed:
        named = await numbered(visit, typed) if typed[0].isalpha() else ()
        return named[0].id if named else None
    return object_id(visit.card or visit.focus, "order")


async def _team(visit: Visit, rest: str) -> Plan:
    visit.actor.expect(Permission.MEMBERS_WRITE)
    return await team.team(visit)


async def _invite(visit: Visit, rest: str) -> Plan:
    visit.actor.expect(Permission.MEMBERS_WRITE)
    asked = read_team(f"invite {rest}")
    return team.inviting(visit, asked.name, asked.role) if isinstance(asked, InviteSaid) else team.inviting(visit, rest)


async def _settings(visit: Visit, rest: str) -> Plan:
    return await settings(visit)


async def _company(visit: Visit, rest: str) -> Plan:
    return await switching.places(visit)


async def _language(visit: Visit, rest: str) -> Plan:
    return await switching.languages(visit)


async def _leave(visit: Visit, rest: str) -> Plan:
    if visit.actor.role is Role.VISITOR:
        return await visitor(visit)
    return await switching.leaving(visit)


async def _new_quote(uow: UnitOfWork, visit: Visit) -> Sequence[Say]:
    latest = await likely_customers(uow)
    return await begin(uow, visit, NEW_QUOTE, {"customer": latest, "source": visit.turn.source, "said": ""})


async def _open_things(uow: UnitOfWork, visit: Visit) -> Sequence[Say]:
    talk = await talk_of(uow, visit.turn.chat_id)
    drafts = await quotes.open_drafts(uow) if uow.actor.may(Permission.QUOTES_READ) else ()
    waiting = [*talk.parked, *([talk.question] if talk.question else [])]
    titles = list(map(title_of, waiting))
    return [visit.show(resume_screen(drafts, titles, await draft_buttons(uow)), fresh=True)]


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
    visit.actor.expect(Permission.QUOTES_WRITE)
    return await _new_quote(uow, visit)


@button("resume", writes=True)
async def _resume_button(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _open_things(uow, visit)


@button("resume-question", writes=True)
async def _resume_question_button(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _resume_question(uow, visit, tap.object_id)


@button("guide", writes=False)
async def _guide_button(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [Show(guide(visit.actor), fresh=True)]


# What people outside a company may write; any other command shows them what they have here.
_FOR_ANYBODY: Final = frozenset(
    ("start", "aide", "help", "compte", "account", "societe", "langue", "language", "deconnexion", "annuler", "cancel")
)
_SAID_ALONE: Final = frozenset(
    ("aide", "annuler", "catalogue", "deconnexion", "equipe", "historique", "langue", "reglages", "reprendre")
)
_LEAVING: Final = ("annuler", "cancel")
COMMANDS: Final[dict[str, Run]] = {
    "start": _start,
    "aide": _help,
    "help": _help,
    "devis": _quote,
    "quote": _quote,
    "modeles": _templates,
    "commandes": _orders,
    "commande": _orders,
    "livraisons": _deliveries,
    "livraison": _deliveries,
    "factures": _invoices,
    "facture": _invoice,
    "afacturer": _to_invoice,
    "impayes": _unpaid,
    "client": _customer,
    "article": _product,
    "catalogue": _catalogue,
    "stock": _stock,
    "chercher": _search,
    "export": _export,
    "import": _import,
    "reprendre": _resume,
    "historique": _history,
    "documents": _documents,
    "compte": _account,
    "account": _account,
    "paiements": _payments,
    "equipe": _team,
    "inviter": _invite,
    "reglages": _settings,
    "settings": _settings,
    "societe": _company,
    "langue": _language,
    "language": _language,
    "deconnexion": _leave,
    "annuler": give_up_command,
    "cancel": give_up_command,
}
