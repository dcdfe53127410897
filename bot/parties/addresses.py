"""A customer's other addresses: seen, added in one line, removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.outgoing.say import Say
from bot.outgoing.screen import Button, Line, Screen, bold
from bot.parties.cards import back_button, expect_writer, tap
from bot.parties.words import abroad, address_line
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.undo import expect_undoable, undoable
from bot.talk.visit import Visit, object_key
from bot.understanding.cards import read_address
from core.i18n import N_, _
from core.kernel.identifiers import HOME
from core.parties import addresses, customers
from core.parties.addresses import one_line
from core.parties.models import Address, AddressUse, Customer
from core.permissions import Permission
from core.uow import Reader, UnitOfWork

_USES: Final = {
    AddressUse.DELIVERY: N_("🚚 Livraison ou chantier"),
    AddressUse.BILLING: N_("🧾 Facturation"),
}
_GLYPHS: Final = {AddressUse.DELIVERY: "🚚", AddressUse.BILLING: "🧾"}
_SHOWN = 12


async def addresses_card(db: Reader, visit: Visit, customer: Customer, *, added: Address | None = None) -> Screen:
    """Where they are, in the customer's own place in the chat. `added` can be taken back for a minute."""
    others = (await addresses.of(db, customer.id))[:_SHOWN]
    lines: list[Line] = [("📍 ", bold(customer.name), f" · {_('Adresses')}")]
    lines += [f"🏠 {own}"] if (own := address_line(customer)) else []
    lines += [f"{_GLYPHS[one.use]} {', '.join(filter(None, (one_line(one), abroad(one))))}" for one in others]
    if len(lines) == 1:
        lines.append(_("Aucune adresse pour l'instant."))
    rows: list[tuple[Button, ...]] = []
    if visit.actor.may(Permission.CUSTOMERS_WRITE) and customer.archived_at is None:
        rows += [(Button(f"🗑 {one_line(one)}"[:60], tap("address-remove", customer, str(one.id))),) for one in others]
        rows.append((Button(_("➕ Adresse"), tap("address-ask", customer)), back_button(customer)))
    else:
        rows.append((back_button(customer),))
    shown = Screen(tuple(lines), tuple(rows), card=object_key("customer", customer.id))
    if added is None:
        return shown
    note = _("Enregistré. « Annuler » reste possible une minute.")
    return undoable(shown, note, tap("address-undo", customer, str(added.id)))


@dataclass(frozen=True, slots=True)
class PlaceStep:
    """An address in one line; what stands in front of the street is how it is called."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        return Question(
            (_("Quelle adresse ?"), _("Par exemple : chantier Tilleuls, 3 rue du Bois, 69340 Francheville"))
        )

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        customer = await customers.read(db, answers["customer_id"])
        said = read_address(reply.text, customer.country or HOME)
        if said is None:
            raise Unreadable(N_("J'attends une rue, ou un code postal et une ville."))
        return said

    def value(self, answers: Answers) -> dict[str, str]:
        known: dict[str, str] = answers[self.name]
        return known


@dataclass(frozen=True, slots=True)
class UseStep:
    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        return Question((_("Pour quoi ?"),), tuple(Option(_(label), use) for use, label in _USES.items()))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is None:
            raise Unreadable(N_("Touchez une réponse dans la liste."))
        return reply.option

    def value(self, answers: Answers) -> AddressUse:
        return AddressUse(answers[self.name])


async def _add(
    uow: UnitOfWork, visit: Visit, customer_id: int, place: dict[str, str], use: AddressUse
) -> Sequence[Say]:
    made = await addresses.add(uow, customer_id, use=use, **place)
    customer = await customers.read(uow, customer_id)
    return [visit.show(await addresses_card(uow, visit, customer, added=made), fresh=True)]


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return [visit.show(await addresses_card(uow, visit, await customers.read(uow, answers["customer_id"])))]


ADD_ADDRESS = Flow(
    "address:add",
    steps=(Given("customer_id"), PlaceStep("place"), UseStep("use")),
    run=_add,
    title=N_("Nouvelle adresse"),
    left=_left,
)


@button("addresses", writes=False)
async def _show(db: Reader, visit: Visit, tapped: Tap) -> Sequence[Say]:
    return [visit.show(await addresses_card(db, visit, await customers.read(db, tapped.object_id)))]


@button("address-ask", writes=True)
async def _ask(uow: UnitOfWork, visit: Visit, tapped: Tap) -> Sequence[Say]:
    expect_writer(visit)
    customer = await customers.read(uow, tapped.object_id)
    return await begin(uow, visit, ADD_ADDRESS, {"customer_id": customer.id})


@button("address-remove", writes=True)
async def _remove(uow: UnitOfWork, visit: Visit, tapped: Tap) -> Sequence[Say]:
    gone = await addresses.remove(uow, tapped.number(0))
    customer = await customers.read(uow, gone.customer_id)
    note = _("Adresse retirée. « Annuler » reste possible une minute.")
    back = tap("address-restore", customer, str(gone.id))
    return [visit.show(undoable(await addresses_card(uow, visit, customer), note, back))]


@button("address-undo", writes=True)
async def _undo(uow: UnitOfWork, visit: Visit, tapped: Tap) -> Sequence[Say]:
    """Take an addition back: the address is removed, once."""
    added = await addresses.read(uow, tapped.number(0))
    if added.archived_at is None:
        expect_undoable(uow, added.created_at)
        await addresses.remove(uow, added.id)
    return await _taken_back(uow, visit, added)


@button("address-restore", writes=True)
async def _restore(uow: UnitOfWork, visit: Visit, tapped: Tap) -> Sequence[Say]:
    gone = await addresses.read(uow, tapped.number(0))
    if gone.archived_at is not None:
        expect_undoable(uow, gone.archived_at)
        await addresses.restore(uow, gone.id)
    return await _taken_back(uow, visit, gone)


async def _taken_back(uow: UnitOfWork, visit: Visit, address: Address) -> Sequence[Say]:
    customer = await customers.read(uow, address.customer_id)
    return [visit.toast(_("Annulé.")), visit.show(await addresses_card(uow, visit, customer))]
