"""« Modifier »: a field tapped, or words in reply to the card. Done at once, and taken back for a minute."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Final

from bot.flows import Flow, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.outgoing.say import Say
from bot.outgoing.screen import Button, Screen, bold, in_rows, italic
from bot.parties.cards import back_button, card, expect_writer, limit_left_out, tap
from bot.parties.words import AUTOMATIC, FIELDS, KINDS, LANGUAGES
from bot.sales.words import USUAL_TERMS, terms_words
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.undo import expect_undoable
from bot.talk.visit import Plan, Visit, object_id
from bot.understanding.cards import read_card_change
from bot.understanding.people_said import CardChange
from core.i18n import N_, _
from core.kernel.amounts import amount, percent
from core.kernel.errors import Invalid, NotAllowed, NotFound
from core.kernel.identifiers import HOME
from core.kernel.text import words
from core.parties import customers
from core.parties.models import AutoInvoice, Customer, CustomerKind
from core.permissions import Permission
from core.uow import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class _Asked:
    """A field that is typed: its button, the question, an example, and the word that makes the answer a change."""

    label: str
    question: str
    example: str
    word: str = ""


_TYPED: Final[Mapping[str, _Asked]] = {
    "name": _Asked(N_("🔤 Nom"), N_("Quel est le nouveau nom ?"), "Dupont Menuiserie", "nom : "),
    "phone": _Asked(N_("☎️ Téléphone"), N_("Quel numéro de téléphone ?"), "06 39 98 10 05"),
    "email": _Asked(N_("✉️ E-mail"), N_("Quelle adresse e-mail ?"), "atelier@dupont.fr"),
    "address": _Asked(N_("📍 Adresse"), N_("Quelle adresse ?"), "3 rue du Bois, 69340 Francheville"),
    "country": _Asked(N_("🌐 Pays"), N_("Dans quel pays est-il ?"), N_("Belgique"), "pays : "),
    "contact": _Asked(N_("🙋 Interlocuteur"), N_("À l'attention de qui ?"), "Marc Dupont", "contact "),
    "numbers": _Asked(N_("🏛 SIRET, TVA…"), N_("Quel numéro : SIREN, SIRET, TVA ou RNA ?"), "732 829 320 00074"),
    "discount": _Asked(N_("➖ Remise"), N_("Quelle remise habituelle, en % ?"), "5", "remise "),
    "credit_limit": _Asked(
        N_("🧾 Plafond"), N_("Quel plafond d'encours, en euros ?"), N_("5000, ou aucun"), "plafond "
    ),
    "tags": _Asked(N_("🏷 Étiquettes"), N_("Quelles étiquettes ajouter ?"), N_("vip, dépannage"), "tags "),
    "notes": _Asked(
        N_("🗒 Note"), N_("Quelle note ajouter ? Elle n'est jamais imprimée."), N_("code porte 12A"), "note : "
    ),
}
# What is shown again once the card says what a document lacked, by its kind; the rooms above put it here.
COMING_BACK: Final[dict[str, Callable[[UnitOfWork, Visit, int], Awaitable[Sequence[Say]]]]] = {}
_LIMIT: Final = "credit_limit"  # for those who may release orders
_SENTENCES: Final = ("name", "contact", "notes")  # answered by any words
_CHOSEN: Final[Mapping[str, str]] = {
    "kind": N_("🏢 Type"),
    "payment_terms": N_("💶 Paiement"),
    "auto_invoice": N_("🧾 Facturation"),
    "salesperson_id": N_("🧭 Suivi par"),
    "language": N_("🌍 Langue"),
}
_SWITCHED: Final = {
    "supplier": (N_("🏭 Fournisseur"), N_("🏭 Plus fournisseur")),
    "prospect": (N_("🌱 Prospect"), N_("🤝 Client")),
    "each_delivery": (N_("🚚 1 facture/livraison"), N_("🗓 Factures groupées")),
    "reverse_charge": (N_("🔁 Autoliquidation"), N_("🔁 TVA normale")),
}
_NOBODY: Final = "0"  # in a button about who follows
_MOST_CHOICES: Final = 12


def edit_screen(shown: Screen, customer: Customer, *, limit: bool) -> Screen:
    """The card with a button for each field; `limit`: whoever looks at it may say how much the customer may owe."""
    typed = {field: asked for field, asked in _TYPED.items() if limit or field != _LIMIT}
    fields = [Button(_(asked.label), tap("customer-ask", customer, field)) for field, asked in typed.items()]
    fields += [Button(_(label), tap("customer-choose", customer, field)) for field, label in _CHOSEN.items()]
    for field, (on, off) in _SWITCHED.items():
        is_on = bool(getattr(customer, field))
        fields.append(Button(_(off if is_on else on), tap("customer-set", customer, field, str(int(not is_on)))))
    hint = italic(_("Ou répondez à cette carte : « tel 06… », « remise 5 », « 30j fdm », « note : … »."))
    return Screen((*shown.lines, hint), (*in_rows(fields, 3), (back_button(customer),)), card=shown.card)


async def replied(visit: Visit, text: str) -> Plan | None:
    """What words in reply to a customer's card change; None when they say something else, or reply to nothing."""
    customer_id = object_id(visit.card or "", "customer")
    if customer_id is None:
        return None
    said = read_card_change(text, await _country(visit.db, customer_id))
    if said is None:
        return None
    return Plan(act=lambda uow: carry_out(uow, visit, customer_id, said))


async def _country(db: Reader, customer_id: int) -> str:
    """Where an address is that names no country."""
    try:
        return (await customers.read(db, customer_id)).country or HOME
    except (NotFound, NotAllowed):  # a card of another company, or one that may no longer be seen
        return HOME


async def carry_out(uow: UnitOfWork, visit: Visit, customer_id: int, said: CardChange) -> Sequence[Say]:
    """Change what was said of a customer and show his card, with the way back. Raises Invalid, NotAllowed, NotFound."""
    others = {field: value for field, value in said.facts.items() if field != _LIMIT}
    unlimited = len(others) < len(said.facts) and not visit.actor.may(Permission.ORDERS_RELEASE)
    if unlimited:
        said = replace(said, facts=others)
        if said == CardChange(facts={}):
            raise NotAllowed(Permission.ORDERS_RELEASE)
    before = await customers.read(uow, customer_id)
    facts = await _facts(uow, before, said)
    note = limit_left_out() if unlimited else ""
    return await _changed(uow, visit, customer_id, before.version, before.version, facts, note=note)


async def _changed(
    uow: UnitOfWork,
    visit: Visit,
    customer_id: int,
    seen: int,
    version: int | None,
    facts: Mapping[str, Any],
    *,
    note: str = "",
) -> Sequence[Say]:
    """The card with what was changed, which can be taken back; `note` says what was not."""
    customer = await customers.change(uow, customer_id, version=version, **facts)
    if customer.version == seen:
        same = _("C'était déjà ainsi.")
        return [visit.show(await card(uow, visit, customer, note=f"{same} {note}".strip()), fresh=True)]
    names = ", ".join(_(FIELDS[field]) for field in (*facts, *facts.get("clear", ())) if field in FIELDS)
    done = _("Modifié : {names}. « Annuler » reste possible une minute.").format(names=names)
    note = f"{done} {note}".strip()
    return [
        visit.show(await card(uow, visit, customer, note=note, undo=tap("customer-unchange", customer)), fresh=True)
    ]


async def _facts(db: Reader, customer: Customer, said: CardChange) -> dict[str, Any]:
    """What the words say as the use case wants it. Raises Invalid for a colleague who is not known."""
    facts: dict[str, Any] = {field: value for field, value in said.facts.items() if value is not None}
    facts.update({field: _READ[field](value) for field, value in facts.items() if field in _READ})
    clear = [field for field, value in said.facts.items() if value is None]
    if said.tags or said.tags_gone:
        gone = {tag.casefold() for tag in said.tags_gone}
        facts["tags"] = [tag for tag in (*customer.tags, *said.tags) if tag.casefold() not in gone]
    if said.note:
        facts["notes"] = f"{customer.notes}\n{said.note}".strip()
    if said.follower:
        facts["salesperson_id"] = await _colleague(db, said.follower)
    elif said.follower == "":
        clear.append("salesperson_id")
    return {**facts, **({"clear": tuple(clear)} if clear else {})}


async def _colleague(db: Reader, typed: str) -> int:
    """The one colleague of this name; « moi » is oneself."""
    wanted = words(typed)
    if wanted == ["moi"] and db.actor.person_id is not None:
        return db.actor.person_id
    found = [number for number, name in await customers.colleagues(db) if wanted and set(wanted) <= set(words(name))]
    if len(found) != 1:
        raise Invalid("salesperson_id", typed)
    return found[0]


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "kind": CustomerKind,
    "discount": lambda value: percent(Decimal(value)),
    "credit_limit": lambda value: amount(Decimal(value)),
}


@dataclass(frozen=True, slots=True)
class ChangeStep:
    """The typed value of one field."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        asked = _TYPED[answers["field"]]
        example = _("Par exemple : {example}").format(example=_(asked.example))
        return Question((bold(_(asked.question)), example), free=answers["field"] in _SENTENCES)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        country = await _country(db, answers["customer_id"])
        said = read_card_change(f"{_TYPED[answers['field']].word}{reply.text}", country)
        if said is None:
            raise Unreadable(N_("Je n'ai pas lu cela. Suivez l'exemple, ou touchez « Laisser »."))
        return asdict(said)

    def value(self, answers: Answers) -> CardChange:
        return change_kept(answers[self.name])


def change_kept(kept: Mapping[str, Any]) -> CardChange:
    """A change as an answer keeps it."""
    return CardChange(**{**kept, "tags": tuple(kept["tags"]), "tags_gone": tuple(kept["tags_gone"])})


async def _set(
    uow: UnitOfWork, visit: Visit, customer_id: int, field: str, change: CardChange, back: Sequence[Any] | None
) -> Sequence[Say]:
    shown = await carry_out(uow, visit, customer_id, change)
    if back is None:
        return shown
    kind, object_id_ = back
    return [*shown, *await COMING_BACK[kind](uow, visit, object_id_)]


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return [visit.show(await card(uow, visit, await customers.read(uow, answers["customer_id"])))]


SET_FIELD = Flow(
    "customer:field",
    steps=(Given("customer_id"), Given("field"), ChangeStep("change"), Given("back")),
    run=_set,
    title=N_("Modifier un client"),
    left=_left,
)


async def _stale(db: Reader, visit: Visit, tapped: Tap) -> Sequence[Say]:
    changed = visit.toast(_("Cette fiche a changé, voici la version actuelle."))
    return [changed, visit.show(await card(db, visit, await customers.read(db, tapped.object_id)))]


@button("customer-edit", writes=False)
async def _edit(db: Reader, visit: Visit, tapped: Tap) -> Sequence[Say]:
    customer = await customers.read(db, tapped.object_id)
    shown = await card(db, visit, customer)
    limit = visit.actor.may(Permission.ORDERS_RELEASE)
    return [visit.show(edit_screen(shown, customer, limit=limit) if customer.archived_at is None else shown)]


@button("customer-ask", writes=True)
async def _ask(uow: UnitOfWork, visit: Visit, tapped: Tap) -> Sequence[Say]:
    expect_writer(visit)
    field = tapped.word(0, _TYPED)
    if field == _LIMIT:
        visit.actor.expect(Permission.ORDERS_RELEASE)
    customer = await customers.read(uow, tapped.object_id)
    known: dict[str, Any] = {"customer_id": customer.id, "field": field}
    if len(tapped.arguments) > 1:
        known["back"] = [tapped.word(1, COMING_BACK), tapped.number(2)]
    return await begin(uow, visit, SET_FIELD, known)


@button("customer-choose", writes=False)
async def _choose(db: Reader, visit: Visit, tapped: Tap) -> Sequence[Say]:
    """The likely values of a field, one button each; the one that holds is marked."""
    field = tapped.word(0, _CHOSEN)
    customer = await customers.read(db, tapped.object_id)
    choices = await _choices(db, field)
    now = str(getattr(customer, field) or ("" if field == "payment_terms" else _NOBODY))
    buttons = [
        Button(f"{'✓ ' if value == now else ''}{label}"[:60], tap("customer-set", customer, field, value or "-"))
        for value, label in choices
    ]
    shown = await card(db, visit, customer)
    rows = (*in_rows(buttons), (back_button(customer),))
    return [visit.show(Screen((*shown.lines, bold(_(_CHOSEN[field]))), rows, card=shown.card))]


async def _choices(db: Reader, field: str) -> Sequence[tuple[str, str]]:
    """Values, as buttons bear them, and labels."""
    match field:
        case "kind":
            return [(kind, _(label)) for kind, label in KINDS.items()]
        case "auto_invoice":
            return [(when, _(label)) for when, label in AUTOMATIC.items()]
        case "language":
            return [(code, _(label)) for code, label in LANGUAGES.items()]
        case "payment_terms":
            return [*((code, terms_words(code)) for code in USUAL_TERMS), ("", _("comme l'entreprise"))]
        case _:
            people = await customers.colleagues(db)
            if not db.actor.may(Permission.CUSTOMERS_ALL):
                people = [one for one in people if one[0] == db.actor.person_id]
            return [*((str(number), name) for number, name in people[:_MOST_CHOICES]), (_NOBODY, _("tous"))]


@button("customer-set", writes=True, stale=_stale)
async def _set_tapped(uow: UnitOfWork, visit: Visit, tapped: Tap) -> Sequence[Say]:
    field = tapped.word(0, {*_CHOSEN, *_SWITCHED})
    value = tapped.arguments[1] if len(tapped.arguments) > 1 else ""
    customer = await customers.read(uow, tapped.object_id)
    facts = _tapped_facts(field, value)
    return await _changed(uow, visit, customer.id, customer.version, tapped.version, facts)


def _tapped_facts(field: str, value: str) -> dict[str, Any]:
    """A button's value as the use case wants it; NotFound for a button we never made."""
    match field:
        case "salesperson_id" if value.isdecimal():
            return {"clear": (field,)} if value == _NOBODY else {field: int(value)}
        case "kind" if value in KINDS:
            return {field: CustomerKind(value)}
        case "auto_invoice" if value in AUTOMATIC:
            return {field: AutoInvoice(value)}
        case "supplier" | "prospect" | "each_delivery" | "reverse_charge":
            return {field: value == "1"}
        case "payment_terms" | "language":
            return {field: "" if value == "-" else value}
        case _:
            raise NotFound("button", value)


@button("customer-unchange", writes=True, stale=_stale)
async def _unchange(uow: UnitOfWork, visit: Visit, tapped: Tap) -> Sequence[Say]:
    since = await customers.last_change(uow, tapped.object_id)
    if since is not None:
        expect_undoable(uow, since)
    customer = await customers.undo_change(uow, tapped.object_id, version=tapped.version)
    return [visit.toast(_("Annulé.")), visit.show(await card(uow, visit, customer))]
