"""A new customer: from one line, from questions, from a visiting card. Whoever may be the same is shown first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Final

from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers
from bot.flows.steps import Given
from bot.outgoing.say import Say
from bot.outgoing.screen import Button, Screen, bold, in_rows
from bot.parties.cards import card, limit_left_out, tap
from bot.parties.contacts import contacts_card
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.undo import expect_undoable
from bot.talk.visit import Visit, object_key
from bot.understanding import CustomerCreate
from bot.understanding.people import may_be_private
from bot.understanding.reach import by_line
from core.i18n import N_, _
from core.kernel.amounts import Rate, amount, percent
from core.parties import contacts, customers
from core.parties.models import Customer, CustomerKind
from core.permissions import Permission
from core.uow import Reader, UnitOfWork

_LONGEST_NAME = 200
_LONGEST_UNREAD = 120
_SHOWN = 5  # customers that may be the same
# What a new card lacks, and the field that « Modifier » asks for it.
_MISSING: Final[Sequence[tuple[str, str, Callable[[Customer], object]]]] = (
    ("phone", N_("➕ Téléphone"), lambda one: one.phone or one.mobile),
    ("email", N_("➕ E-mail"), lambda one: one.email),
    ("address", N_("➕ Adresse"), lambda one: one.city),
    ("numbers", N_("➕ SIRET"), lambda one: one.siren or one.kind is CustomerKind.CONSUMER),
)


@dataclass(frozen=True, slots=True)
class NameStep:
    """The customer's name; whoever may be the same already is looked up with it."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        return Question((_("Quel est le nom du client ?"), _("Vous pouvez ajouter la suite plus tard.")))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        typed = " ".join(reply.text.split())
        if not 0 < len(typed) <= _LONGEST_NAME:
            raise Unreadable(N_("J'attends un texte court."))
        return await named(db, typed, answers.get("facts") or {})

    def value(self, answers: Answers) -> str:
        return str(answers[self.name]["typed"])


@dataclass(frozen=True, slots=True)
class TwinStep:
    """Nearly the same customer exists: is it him? One that a colleague follows is named, and cannot be chosen."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        near = answers["name"]["near"]
        if not near or self.name in answers:
            return None
        known = [Option(one["label"], {"chosen": one["id"]}) for one in near if not one["colleague"]]
        others = [
            _("{name} est déjà suivi par {colleague}.").format(name=one["label"], colleague=one["colleague"])
            for one in near
            if one["colleague"]
        ]
        title = _("Ce client existe peut-être déjà. C'est lui ?") if known else _("Ce client existe peut-être déjà.")
        return Question((title, *others), (*known, Option(_("➕ Non, créer quand même"), {"chosen": None})))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is None:
            raise Unreadable(N_("Touchez une réponse dans la liste."))
        return reply.option

    def value(self, answers: Answers) -> int | None:
        chosen: int | None = (answers.get(self.name) or {"chosen": None})["chosen"]
        return chosen


async def named(db: Reader, typed: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """A new customer's name, with those known who may be the same."""
    about = {key: facts[key] for key in ("city", "phone", "mobile", "email", "siren", "siret") if facts.get(key)}
    near = await customers.near_duplicates(db, name=typed, **about)
    labels = [
        {"id": one.id, "label": f"{one.name} — {one.city}" if one.city else one.name, "colleague": one.colleague}
        for one in near[:_SHOWN]
    ]
    return {"typed": typed, "near": labels}


async def creation_answers(db: Reader, said: CustomerCreate) -> dict[str, Any]:
    """What a line says of a new customer, and who may be the same already."""
    given = asdict(said)
    name, discount, unread = given.pop("name"), given.pop("discount_percent"), given.pop("unread")
    numbers = by_line([number for number in (given.pop("phone"), given.pop("mobile")) if number])
    facts = {field: value for field, value in given.items() if value not in (None, False)} | numbers
    if discount is not None:
        facts["discount"] = str(percent(discount))
    named_so = {"name": await named(db, name, facts)} if name else {}
    return {"facts": facts, **named_so, **({"unread": unread} if unread else {})}


async def created_card(
    db: Reader, visit: Visit, customer: Customer, *, unlimited: bool = False, unsaid: bool = False, unread: str = ""
) -> Screen:
    """The new card: it can be taken back for a minute, and says what could be added; `unlimited`: and what was left
    out; `unsaid`: whether somebody with a name like a person's is one was not, and is one tap; `unread`: words that
    are on no line of it."""
    note = _("Enregistré. « Annuler » reste possible une minute.")
    private = unsaid and may_be_private(customer.name) and not (customer.siren or customer.vat_number)
    if private:
        note = f"{note} {_('Noté comme professionnel.')}"
    note = f"{note} {limit_left_out()}" if unlimited else note
    note = f"{note} {_('Pas lu : « {words} ».').format(words=unread[:_LONGEST_UNREAD])}" if unread else note
    shown = await card(db, visit, customer, note=note, undo=tap("customer-undo", customer))
    missing = [
        Button(_(label), tap("customer-ask", customer, field)) for field, label, has in _MISSING if not has(customer)
    ]
    consumer = tap("customer-set", customer, "kind", CustomerKind.CONSUMER)
    asked = ((Button(_("👤 C'est un particulier"), consumer),),) if private else ()
    return Screen(shown.lines, (*shown.rows[:1], *asked, *in_rows(missing), *shown.rows[1:]), card=shown.card)


async def _create(
    uow: UnitOfWork,
    visit: Visit,
    name: str,
    twin: int | None,
    facts: Mapping[str, Any] | None,
    person: Mapping[str, str] | None,
    unread: str | None = None,
) -> Sequence[Say]:
    """`person` is whose visiting card was sent: a contact of the customer who exists already."""
    if twin is None:
        read = _read(facts or {})
        unlimited = not visit.actor.may(Permission.ORDERS_RELEASE) and read.pop("credit_limit", None) is not None
        customer = await customers.create(uow, name=name, **read)
        return [
            visit.show(
                await created_card(
                    uow, visit, customer, unlimited=unlimited, unsaid="kind" not in read, unread=unread or ""
                ),
                fresh=True,
            )
        ]
    if person:
        added = await contacts.add(uow, twin, **person)
        known = await customers.read(uow, twin)
        return [visit.show(await contacts_card(uow, visit, known, added=added), fresh=True)]
    return [visit.show(await card(uow, visit, await customers.read(uow, twin)), fresh=True)]


def _read(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a line as the use case wants them."""
    read = dict(facts)
    if "kind" in read:
        read["kind"] = CustomerKind(read["kind"])
    if "discount" in read:
        read["discount"] = Rate(Decimal(read["discount"]))
    if "credit_limit" in read:
        read["credit_limit"] = amount(Decimal(read["credit_limit"]))
    return read


NEW_CUSTOMER = Flow(
    "customer:new",
    steps=(NameStep("name"), TwinStep("twin"), Given("facts"), Given("person"), Given("unread")),
    run=_create,
    title=N_("Nouveau client"),
)


@button("customer-undo", writes=True)
async def _undo(uow: UnitOfWork, visit: Visit, tapped: Tap) -> Sequence[Say]:
    customer = await customers.read(uow, tapped.object_id)
    gone = Screen(
        (("↩️ ", bold(customer.name), " · ", _("création annulée")),), card=object_key("customer", customer.id)
    )
    if customer.archived_at is None:
        expect_undoable(uow, customer.created_at)
        await customers.undo_create(uow, customer.id)
    return [visit.toast(_("Annulé.")), visit.show(gone)]
