"""« /historique »: who did what, when, from which message; for a customer, a product, a colleague, the company."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from bot.company.founding import REGIMES, TRADES
from bot.company.home import ROLE_NAMES
from bot.company.setting_table import READINGS, SETTINGS, ZONES
from bot.company.team import RIGHT_NAMES
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Folded, Screen, bold, in_rows
from bot.parties.words import FIELDS as CUSTOMER_FIELDS
from bot.sales.words import terms_words
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer, object_id, tell
from core.catalog import products
from core.company import companies, members
from core.company.models import Trade, VatRegime
from core.company.rules import spaced_iban
from core.history import Happened, history
from core.i18n import N_, _, moment, money, percentage
from core.kernel.errors import NotFound
from core.kernel.identifiers import national
from core.kernel.text import words
from core.parties import customers
from core.permissions import Permission, Role
from core.uow import Reader

_MOST: Final = 5  # things of one name that are offered
_LONGEST: Final = 40  # characters of a value
_COMPANY_WORDS: Final = {"entreprise", "societe", "reglages", "company"}
_SENTENCES: Final[Mapping[str, str]] = {
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
}
_FIELDS: Final[Mapping[str, str]] = {
    **CUSTOMER_FIELDS,
    "label": N_("Libellé"),
    "price": N_("Prix"),
    "cost": N_("Coût"),
    "floor_price": N_("Prix plancher"),
    "reference": N_("Référence"),
    "mobile": N_("Mobile"),
    "discount": N_("Remise"),
    "credit_limit": N_("Encours autorisé"),
    "notes": N_("Notes"),
    "zip": N_("Code postal"),
    "city": N_("Ville"),
    "quiet_to": N_("Heures calmes"),
    "capital": N_("Capital"),
    **{key: setting.label for key, (_index, setting) in SETTINGS.items()},
}


def _role(word: Any) -> str:
    return _(ROLE_NAMES[Role(word)]) if word in set(Role) and Role(word) in ROLE_NAMES else str(word)


def _right(word: Any) -> str:
    return next((_(label) for right, label in RIGHT_NAMES.items() if right == word), str(word))


def _rate(value: Any) -> str:
    return percentage(Decimal(value))


def _amount(value: Any) -> str:
    return money(Decimal(value))


def _named(labels: Mapping[Any, str]) -> Callable[[Any], str]:
    """What a word among these is called; one that is no longer among them stays as it is."""
    return lambda word: _(labels[word]) if word in labels else str(word)


def _time(value: Any) -> str:
    return f"{value // 60} h {value % 60:02}"


# How the values of a field are written; others are shown as they were kept.
_WRITTEN: Final[Mapping[str, Callable[[Any], str]]] = {
    "payment_terms": terms_words,
    "vat_regime": lambda word: _(REGIMES[VatRegime(word)]),
    "trade": lambda word: _(TRADES[Trade(word)]),
    "zone": _named(ZONES),
    "end_of_month": _named(READINGS),
    "capital": _amount,
    "phone": national,
    "mobile": national,
    "iban": spaced_iban,
    "logo_sha256": lambda _sha256: _("une image"),
    "photo_sha256": lambda _sha256: _("une image"),
    "quiet_from": _time,
    "quiet_to": _time,
    **dict.fromkeys(("deposit", "floor_margin", "good_margin", "discount"), _rate),
}
_SHOWN: Final[Mapping[str, Callable[[Any], str]]] = {
    "role": _role,
    "before": _role,
    "permission": _right,
    "allowed": lambda value: _("donné") if value else _("retiré"),
}


async def things_named(visit: Visit, typed: str) -> Sequence[tuple[str, int, str]]:
    """Kind, id and name of what these words may mean: customers and products, colleagues, the company."""
    db, may = visit.db, visit.actor.may
    if set(words(typed)) & _COMPANY_WORDS and may(Permission.COMPANY_WRITE):
        return [("company", db.actor.company_id or 0, visit.known.company)]
    found: list[tuple[str, int, str]] = []
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
    lines = history_lines(db, facts) or (_("Rien n'a été noté."),)
    return Screen((("🕘 ", bold(title)), Folded(lines)), card="history:0")


async def _name(db: Reader, subject: str, subject_id: int) -> str:
    match subject:
        case "customer":
            return (await customers.read(db, subject_id)).name
        case "product":
            return (await products.read(db, subject_id)).label
        case "member":
            return (await members.read(db, subject_id)).name
        case "company":
            return (await companies.read(db)).name
        case _:
            raise NotFound(subject, subject_id)


def history_lines(db: Reader, facts: Sequence[Happened]) -> tuple[str, ...]:
    """One line per fact: when (company's time), what, who, from which message."""
    return tuple(
        f"{moment(db.local(fact.at))} — {_sentence(fact)} — {fact.actor}"
        + (f" ({_('message')} {fact.source.partition(':')[2]})" if fact.source else "")
        for fact in facts
    )


def _sentence(fact: Happened) -> str:
    shown = {name: _SHOWN.get(name, str)(value) for name, value in fact.facts.items()}
    told = _(_SENTENCES[fact.kind]).format(**shown) if fact.kind in _SENTENCES else fact.kind
    changes = fact.facts.get("changes") or {}
    named = [
        f"{_(_FIELDS.get(field, field))} : {_value(field, before)} → {_value(field, after)}"
        for field, (before, after) in changes.items()
    ]
    return f"{told} ({', '.join(named)})" if named else told


def _value(field: str, value: Any) -> str:
    if field in _WRITTEN and value not in (None, ""):
        return _WRITTEN[field](value)
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value if value is not None else "")
    return (text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…") or "∅"


def _in_hand(visit: Visit) -> Sequence[tuple[str, int, str]]:
    """What the message replied to shows, or what was last worked on."""
    for key in (visit.card or "", visit.focus):
        for subject in ("customer", "product", "member"):
            if (found := object_id(key, subject)) is not None:
                return [(subject, found, "")]
    return []
