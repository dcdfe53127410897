"""« /historique »: who did what, when, from which message; for a customer, a product, a colleague, the company."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from bot.company.fields import Names, change_words, names_in, values_in
from bot.company.home import ROLE_NAMES
from bot.company.team import RIGHT_NAMES
from bot.deliveries.history import SENTENCES as DELIVERY_SENTENCES
from bot.deliveries.history import SHOWN as DELIVERY_SHOWN
from bot.dunning.history import SENTENCES as DUNNING_SENTENCES
from bot.dunning.history import SHOWN as DUNNING_SHOWN
from bot.invoices.history import SENTENCES as INVOICE_SENTENCES
from bot.invoices.history import SHOWN as INVOICE_SHOWN
from bot.invoices.words import invoice_name
from bot.ledger.history import SENTENCES as BOOKS_SENTENCES
from bot.ledger.history import SHOWN as BOOKS_SHOWN
from bot.mail.history import SENTENCES as MAIL_SENTENCES
from bot.mail.history import SHOWN as MAIL_SHOWN
from bot.orders.history import SENTENCES as ORDER_SENTENCES
from bot.orders.history import SHOWN as ORDER_SHOWN
from bot.orders.history import counted
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Folded, Screen, bold, in_rows
from bot.sales.history import SENTENCES as QUOTE_SENTENCES
from bot.sales.history import SHOWN as QUOTE_SHOWN
from bot.stock.history import SENTENCES as STOCK_SENTENCES
from bot.stock.history import SHOWN as STOCK_SHOWN
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer, object_id, tell
from bot.treasury.history import SENTENCES as MONEY_SENTENCES
from bot.treasury.history import SHOWN as MONEY_SHOWN
from core.catalog import products
from core.company import companies, members
from core.history import Happened, history
from core.i18n import N_, _, day, moment
from core.invoicing import reads
from core.invoicing import reads as invoices
from core.kernel.errors import NotFound
from core.kernel.text import words
from core.parties import customers
from core.permissions import Permission, Role
from core.sales import deliveries
from core.stock import counts, warehouses
from core.uow import Reader

_MOST: Final = 5  # things of one name that are offered
_COMPANY_WORDS: Final = {"entreprise", "societe", "reglages", "company"}
SENTENCES: Final[Mapping[str, str]] = {
    **QUOTE_SENTENCES,
    **ORDER_SENTENCES,
    **DELIVERY_SENTENCES,
    **STOCK_SENTENCES,
    **INVOICE_SENTENCES,
    **MONEY_SENTENCES,
    **BOOKS_SENTENCES,
    **DUNNING_SENTENCES,
    **MAIL_SENTENCES,
    "CustomerCreated": N_("créé"),
    "CustomerCreationUndone": N_("création annulée"),
    "CustomerChanged": N_("modifié"),
    "ProspectWon": N_("devenu client"),
    "CustomerMerged": N_("réuni avec {into_name}"),
    "CustomerAbsorbed": N_("a repris {name}"),
    "CustomerUnmerged": N_("séparé de {name}"),
    "CustomerGaveBack": N_("a rendu {name}"),
    "ContactAdded": N_("contact ajouté : {name}"),
    "ContactChanged": N_("contact modifié : {name}"),
    "ContactRemoved": N_("contact retiré : {name}"),
    "ContactRestored": N_("contact repris : {name}"),
    "AddressAdded": N_("adresse ajoutée : {line}"),
    "AddressRemoved": N_("adresse retirée : {line}"),
    "AddressRestored": N_("adresse reprise : {line}"),
    "ProductCreated": N_("créé"),
    "ProductCreationUndone": N_("création annulée"),
    "ProductChanged": N_("modifié"),
    "ProductArchived": N_("archivé"),
    "ProductRestored": N_("repris"),
    "KitPartsSet": N_("composition modifiée"),
    "CompanyFounded": N_("entreprise créée"),
    "CompanyChanged": N_("modifié"),
    "MemberJoined": N_("arrivé comme {role}"),
    "RoleChanged": N_("de {before} à {role}"),
    "RightChanged": N_("droit {allowed} : {permission}"),
    "MemberBlocked": N_("bloqué"),
    "MemberUnblocked": N_("débloqué"),
    "MemberLeft": N_("s'est déconnecté"),
    "EntryRefused": N_("a essayé d'entrer, refusé"),
    "AgendaNoted": N_("noté : {text}"),
    "AgendaStepped": "{action}",  # the step says it all
    "AgendaMoved": N_("déplacé au {day}"),
    "AgendaGiven": N_("confié à quelqu'un d'autre"),
}


def _role(word: Any) -> str:
    return _(ROLE_NAMES[Role(word)]) if word in set(Role) and Role(word) in ROLE_NAMES else str(word)


def _right(word: Any) -> str:
    return next((_(label) for right, label in RIGHT_NAMES.items() if right == word), str(word))


_AGENDA_STEPS: Final[Mapping[str, str]] = {
    "accept": N_("accepté"),
    "refuse": N_("pas possible"),
    "finish": N_("fait"),
    "cancel": N_("annulé"),
    "ask_when": N_("demande quand"),
}
# How a value is written, by its name, or by its fact's and its own where others of that name are written otherwise.
_SHOWN: Final[Mapping[str, Callable[[Any], str]]] = {
    **QUOTE_SHOWN,
    **ORDER_SHOWN,
    **DELIVERY_SHOWN,
    **STOCK_SHOWN,
    **MONEY_SHOWN,
    **BOOKS_SHOWN,
    **DUNNING_SHOWN,
    **MAIL_SHOWN,
    **INVOICE_SHOWN,
    "role": _role,
    "before": lambda value: counted(_role(value)),
    "permission": _right,
    "allowed": lambda value: _("donné") if value else _("retiré"),
    "AgendaStepped.action": lambda value: _(_AGENDA_STEPS.get(value, value)),
    "AgendaMoved.day": lambda value: day(date.fromisoformat(value)),
}


async def things_named(visit: Visit, typed: str) -> Sequence[tuple[str, int, str]]:
    """Kind, id and name of what these words may mean: customers and products, colleagues, the company."""
    db, may = visit.db, visit.actor.may
    if set(words(typed)) & _COMPANY_WORDS and may(Permission.COMPANY_WRITE):
        return [("company", db.actor.company_id or 0, visit.known.company)]
    found: list[tuple[str, int, str]] = []
    if typed[:1].isalpha() and may(Permission.INVOICES_READ):
        made = await reads.found_by_number(db, typed)
        if made:
            return [("invoice", one.id, one.number or "") for one in made]
    if may(Permission.MEMBERS_WRITE):
        team = [one for one in await members.team(db) if words(typed) and set(words(typed)) <= set(words(one.name))]
        found += [("member", one.id, one.name) for one in team[:_MOST]]
    if may(Permission.CUSTOMERS_READ):
        people = await customers.search(db, typed, limit=_MOST)
        found += [("customer", one.id, f"{one.name} {one.city}".strip()) for one in people]
    if may(Permission.PRODUCTS_READ):
        goods = await products.search(db, typed, limit=_MOST)
        found += [("product", one.id, one.label) for one in goods]
    return found


async def history_of(visit: Visit, typed: str) -> Plan:
    """The history of what these words name, or of what is in hand; which one is asked when there are several."""
    found = await things_named(visit, typed) if typed else _in_hand(visit)
    if not found:
        return tell(visit, _("De quoi ? Par exemple : /historique DE2611-0045, ou /historique dupont"))
    if len(found) == 1:
        subject, subject_id, name = found[0]
        return answer(Show(await _history_screen(visit.db, subject, subject_id, name), fresh=True))
    company_id = visit.actor.company_id or 0
    buttons = [
        Button(name, Tap("history", company_id, subject_id, 0, (subject,)).packed())
        for subject, subject_id, name in found[: 2 * _MOST]
    ]
    return answer(Show(Screen((bold(_("Lequel ?")),), in_rows(buttons, 1), card="history:0"), fresh=True))


@button("history", writes=False)
async def _history(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    subject = tap.arguments[0] if tap.arguments else ""
    return [Show(await _history_screen(db, subject, tap.object_id), fresh=True)]


async def _history_screen(db: Reader, subject: str, subject_id: int, name: str = "") -> Screen:
    facts = await history(db, subject, subject_id)
    title = name or await _name(db, subject, subject_id)
    lines = await history_lines(db, facts) or (_("Rien n'a été noté."),)
    return Screen((("🕘 ", bold(title)), Folded(lines)), card="history:0")


async def _name(db: Reader, subject: str, subject_id: int) -> str:
    match subject:
        case "customer":
            return (await customers.read(db, subject_id)).name
        case "product" | "stock":
            return (await products.read(db, subject_id)).label
        case "member":
            return (await members.read(db, subject_id)).name
        case "company":
            return (await companies.read(db)).name
        case "delivery":
            delivery = await deliveries.read(db, subject_id)
            return delivery.number or delivery.order.number
        case "invoice":
            return invoice_name(await invoices.read(db, subject_id))
        case "warehouse":
            return (await warehouses.read(db, subject_id)).name
        case "stock_count":
            counted_in = (await counts.read(db, subject_id)).warehouse_id
            return (await warehouses.read(db, counted_in)).name
        case _:
            raise NotFound(subject, subject_id)


async def history_lines(db: Reader, facts: Sequence[Happened]) -> tuple[str, ...]:
    """One line per fact: when (company's time), what, who, from which message."""
    names = await names_in(db, facts)
    return tuple(
        f"{moment(db.local(fact.at))} — {sentence(fact, names)} — {fact.actor}"
        + (f" ({_('message')} {fact.source.partition(':')[2]})" if fact.source else "")
        for fact in facts
    )


def sentence(fact: Happened, names: Names) -> str:
    """What a fact says, « modifié (Prix : 12,50 → 13,00) »."""
    shown = {name: _shown(fact.kind, name)(value) for name, value in fact.facts.items()} | values_in(fact, names)
    told = _(SENTENCES[fact.kind]).format(**shown) if fact.kind in SENTENCES else fact.kind
    changes = change_words(fact, names)
    return f"{told} ({changes})" if changes else told


def _shown(kind: str, name: str) -> Callable[[Any], str]:
    return _SHOWN.get(f"{kind}.{name}") or _SHOWN.get(name, str)


def _in_hand(visit: Visit) -> Sequence[tuple[str, int, str]]:
    """What the message replied to shows, or what was last worked on."""
    for key in (visit.card or "", visit.focus):
        for subject in ("customer", "product", "member", "invoice"):
            if (found := object_id(key, subject)) is not None:
                return [(subject, found, "")]
    return []
