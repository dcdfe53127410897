"""The people at a customer's: seen, added in one line, called by a tap, removed."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.flows import Flow, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.incoming.turn import Kind
from bot.outgoing.say import Say
from bot.outgoing.screen import Button, Line, Screen, bold, code
from bot.parties.cards import back_button, expect_writer, tap
from bot.parties.vcards import person_of
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.undo import expect_undoable, undoable
from bot.talk.visit import Visit, object_key
from bot.understanding.cards import read_person
from core.i18n import N_, _
from core.kernel.identifiers import national
from core.parties import contacts, customers
from core.parties.models import Contact, Customer
from core.permissions import Permission
from core.uow import Reader, UnitOfWork

_SHOWN = 12


async def contacts_card(db: Reader, visit: Visit, customer: Customer, *, added: Contact | None = None) -> Screen:
    """Whom to call there, in the customer's own place in the chat. `added` can be taken back for a minute."""
    people = (await contacts.of(db, customer.id))[:_SHOWN]
    lines: list[Line] = [("👥 ", bold(customer.name), f" · {_('Contacts')}")]
    if customer.contact or customer.phone or customer.mobile:
        lines.append(_line(customer.contact or _("Accueil"), "", customer.phone, customer.mobile, customer.email))
    lines += [_line(one.name, one.job, one.phone, one.mobile, one.email) for one in people]
    if len(lines) == 1:
        lines.append(_("Personne pour l'instant."))
    rows: list[tuple[Button, ...]] = []
    if visit.actor.may(Permission.CUSTOMERS_WRITE) and customer.archived_at is None:
        rows += [(Button(f"🗑 {one.name}"[:60], tap("contact-remove", customer, str(one.id))),) for one in people]
        rows.append((Button(_("➕ Contact"), tap("contact-ask", customer)), back_button(customer)))
    else:
        rows.append((back_button(customer),))
    shown = Screen(tuple(lines), tuple(rows), card=object_key("customer", customer.id))
    if added is None:
        return shown
    note = _("Enregistré. « Annuler » reste possible une minute.")
    return undoable(shown, note, tap("contact-undo", customer, str(added.id)))


def _line(name: str, job: str, phone: str, mobile: str, email: str) -> Line:
    parts: list[Any] = ["🙋 ", bold(name), f", {job}" if job else ""]
    for number in (phone, mobile):
        parts += [" · ", code(national(number))] if number else []
    return (*parts, f" · {email}" if email else "")


@dataclass(frozen=True, slots=True)
class PersonStep:
    """Somebody described in one line, or by a visiting card."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        lines = (_("Qui ? Nom, fonction, téléphone, e-mail."), _("Ou envoyez sa fiche de contact Telegram."))
        return Question(lines, takes=frozenset({Kind.CONTACT}))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.contact is not None:
            return person_of(reply.contact).as_contact()
        said = read_person(reply.text)
        if said is None:
            raise Unreadable(N_("Commencez par le nom, par exemple : Inès Caron, accueil, 06 39 98 10 08"))
        return asdict(said)

    def value(self, answers: Answers) -> dict[str, str]:
        known: dict[str, str] = answers[self.name]
        return known


async def _add(uow: UnitOfWork, visit: Visit, customer_id: int, person: dict[str, str]) -> Sequence[Say]:
    made = await contacts.add(uow, customer_id, **person)
    customer = await customers.read(uow, customer_id)
    return [visit.show(await contacts_card(uow, visit, customer, added=made), fresh=True)]


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return [visit.show(await contacts_card(uow, visit, await customers.read(uow, answers["customer_id"])))]


ADD_CONTACT = Flow(
    "contact:add",
    steps=(Given("customer_id"), PersonStep("person")),
    run=_add,
    title=N_("Nouveau contact"),
    left=_left,
)


@button("contacts", writes=False)
async def _show(db: Reader, visit: Visit, tapped: Tap) -> Sequence[Say]:
    return [visit.show(await contacts_card(db, visit, await customers.read(db, tapped.object_id)))]


@button("contact-ask", writes=True)
async def _ask(uow: UnitOfWork, visit: Visit, tapped: Tap) -> Sequence[Say]:
    expect_writer(visit)
    customer = await customers.read(uow, tapped.object_id)
    return await begin(uow, visit, ADD_CONTACT, {"customer_id": customer.id})


@button("contact-remove", writes=True)
async def _remove(uow: UnitOfWork, visit: Visit, tapped: Tap) -> Sequence[Say]:
    gone = await contacts.remove(uow, tapped.number(0))
    customer = await customers.read(uow, gone.customer_id)
    note = _("{name} est retiré. « Annuler » reste possible une minute.").format(name=gone.name)
    back = tap("contact-restore", customer, str(gone.id))
    return [visit.show(undoable(await contacts_card(uow, visit, customer), note, back))]


@button("contact-undo", writes=True)
async def _undo(uow: UnitOfWork, visit: Visit, tapped: Tap) -> Sequence[Say]:
    """Take an addition back: the contact is removed, once."""
    added = await contacts.read(uow, tapped.number(0))
    if added.archived_at is None:
        expect_undoable(uow, added.created_at)
        await contacts.remove(uow, added.id)
    return await _taken_back(uow, visit, added)


@button("contact-restore", writes=True)
async def _restore(uow: UnitOfWork, visit: Visit, tapped: Tap) -> Sequence[Say]:
    gone = await contacts.read(uow, tapped.number(0))
    if gone.archived_at is not None:
        expect_undoable(uow, gone.archived_at)
        await contacts.restore(uow, gone.id)
    return await _taken_back(uow, visit, gone)


async def _taken_back(uow: UnitOfWork, visit: Visit, contact: Contact) -> Sequence[Say]:
    customer = await customers.read(uow, contact.customer_id)
    return [visit.toast(_("Annulé.")), visit.show(await contacts_card(uow, visit, customer))]
