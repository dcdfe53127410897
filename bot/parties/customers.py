"""Customers in the chat: one line makes one, words find them, a card shows one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.outgoing.say import Say, Toast
from bot.outgoing.screen import Button, Line, Screen, bold, code, in_rows, italic, plain_screen
from bot.sales.making import NEW_QUOTE
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.undo import expect_undoable
from bot.talk.visit import Visit, object_key
from bot.understanding import CustomerCreate, Entry
from core.i18n import N_, _, ngettext, percentage
from core.kernel.amounts import Rate, percent
from core.kernel.identifiers import national
from core.parties import customers
from core.parties.models import Customer, CustomerKind, PaymentTerms
from core.permissions import Permission
from core.uow import Reader, UnitOfWork

_LONGEST_NAME = 200

TERMS = {
    PaymentTerms.ON_RECEIPT: N_("comptant"),
    PaymentTerms.NET_30: N_("30 jours"),
    PaymentTerms.NET_30_EOM: N_("30 jours fin de mois"),
    PaymentTerms.NET_45_EOM: N_("45 jours fin de mois"),
    PaymentTerms.NET_60: N_("60 jours"),
}


def customer_card(customer: Customer, visit: Visit, *, created: bool = False) -> Screen:
    """Who, where, how to reach them, on what terms."""
    title = _("Prospect") if customer.prospect else _("Client")
    lines: list[Line] = [("👤 ", bold(customer.name), f" · {title} {customer.code}")]
    address = ", ".join(part for part in (customer.street, f"{customer.zip} {customer.city}".strip()) if part)
    if address:
        lines.append(f"📍 {address}")
    lines += [("☎️ ", code(national(number))) for number in (customer.phone, customer.mobile) if number]
    lines += [f"✉️ {customer.email}"] if customer.email else []
    lines += [f"🙋 {customer.contact}"] if customer.contact else []
    terms = [_(TERMS[customer.payment_terms])] if customer.payment_terms else []
    terms += [_("remise {percent}").format(percent=percentage(customer.discount))] if customer.discount else []
    lines += [f"ℹ️ {' · '.join(terms)}"] if terms else []
    buttons = []
    if visit.actor.may(Permission.QUOTES_WRITE):
        buttons.append(Button(_("📝 Nouveau devis"), tap("customer-quote", customer)))
    if created:
        lines.append(italic(_("Enregistré. « Annuler » reste possible une minute.")))
        buttons.append(Button(_("↩️ Annuler"), tap("customer-undo", customer)))
    return Screen(tuple(lines), in_rows(buttons), card=object_key("customer", customer.id))


def found_screen(visit: Visit, words: str, found: Sequence[Entry]) -> Screen:
    """Several customers that fit: one button each, with the town that tells them apart."""
    count = ngettext("{count} client trouvé", "{count} clients trouvés", len(found)).format(count=len(found))
    buttons = [
        Button(
            f"{entry.name} — {entry.detail}" if entry.detail else entry.name,
            Tap("customer", visit.actor.company_id or 0, entry.id).packed(),
        )
        for entry in found[:8]
    ]
    return plain_screen((bold(words), f" · {count}"), rows=in_rows(buttons, 1))


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
        return await named(db, typed)

    def value(self, answers: Answers) -> str:
        return str(answers[self.name]["typed"])


@dataclass(frozen=True, slots=True)
class TwinStep:
    """Nearly the same customer exists: is it him?"""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        near = answers["name"]["near"]
        if not near or self.name in answers:
            return None
        known = [Option(one["label"], {"chosen": one["id"]}) for one in near]
        return Question(
            (_("Ce client existe peut-être déjà. C'est lui ?"),),
            (*known, Option(_("➕ Non, créer quand même"), {"chosen": None})),
        )

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is None:
            raise Unreadable(N_("Touchez une réponse dans la liste."))
        return reply.option

    def value(self, answers: Answers) -> int | None:
        chosen: int | None = (answers.get(self.name) or {"chosen": None})["chosen"]
        return chosen


async def named(db: Reader, typed: str, *, phone: str = "", siret: str = "") -> dict[str, Any]:
    """A new customer's name, with those known who may be the same."""
    near = await customers.near_duplicates(db, name=typed, phone=phone, siret=siret)
    labels = [{"id": one.id, "label": f"{one.name} — {one.city}" if one.city else one.name} for one in near[:5]]
    return {"typed": typed, "near": labels}


async def creation_answers(db: Reader, said: CustomerCreate) -> dict[str, Any]:
    """What a line says of a new customer, and who may be the same already."""
    facts = {
        "kind": said.kind,
        "prospect": said.prospect,
        "street": said.street,
        "zip": said.zip,
        "city": said.city,
        **_numbers(said.phone),
        "email": said.email,
        "contact": said.contact,
        "siret": said.siret,
        "siren": said.siren,
        "payment_terms": said.payment_terms,
        "discount": None if said.discount_percent is None else str(percent(said.discount_percent)),
    }
    answers: dict[str, Any] = {"facts": {name: value for name, value in facts.items() if value is not None}}
    if said.name:
        answers["name"] = await named(db, said.name, phone=said.phone or "", siret=said.siret or "")
    return answers


def _numbers(phone: str | None) -> dict[str, str]:
    if phone is None:
        return {}
    return {"mobile" if phone.startswith(("+336", "+337")) else "phone": phone}


async def _create(
    uow: UnitOfWork, visit: Visit, name: str, twin: int | None, facts: Mapping[str, Any] | None
) -> Sequence[Say]:
    if twin is not None:
        return [visit.show(customer_card(await customers.read(uow, twin), visit), fresh=True)]
    read = dict(facts or {})
    if "kind" in read:
        read["kind"] = CustomerKind(read["kind"])
    if "payment_terms" in read:
        read["payment_terms"] = PaymentTerms(read["payment_terms"])
    if "discount" in read:
        read["discount"] = Rate(Decimal(read["discount"]))
    customer = await customers.create(uow, name=name, **read)
    return [visit.show(customer_card(customer, visit, created=True), fresh=True)]


NEW_CUSTOMER = Flow(
    "customer:new",
    steps=(
        NameStep("name"),
        TwinStep("twin"),
        Given("facts"),
    ),
    run=_create,
    title=N_("Nouveau client"),
)


@button("customer", writes=False)
async def _show(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(customer_card(await customers.read(db, tap.object_id), visit))]


@button("customer-undo", writes=True)
async def _undo(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    customer = await customers.read(uow, tap.object_id)
    gone = Screen(
        (("↩️ ", bold(customer.name), " · ", _("création annulée")),), card=object_key("customer", customer.id)
    )
    if customer.archived_at is None:
        expect_undoable(uow, customer.created_at)
        await customers.undo_create(uow, customer.id)
    return [Toast(visit.turn.callback_id, _("Annulé.")), visit.show(gone)]


@button("customer-quote", writes=True)
async def _quote(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    customer = await customers.read(uow, tap.object_id)
    given = {"customer": {"id": customer.id}, "lines": [], "source": visit.turn.source, "said": ""}
    return await begin(uow, visit, NEW_QUOTE, given)


def tap(verb: str, customer: Customer) -> str:
    """The data of a button about this customer."""
    return Tap(verb, customer.company_id, customer.id, customer.version).packed()
