"""« Fusionner avec… »: which one, which card stays, and two cards again when it was a mistake."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.outgoing.say import Say
from bot.outgoing.screen import bold
from bot.parties.cards import card, expect_writer, tap
from bot.parties.picking import CustomerStep, likely
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.i18n import N_, _
from core.parties import customers
from core.parties.models import Customer
from core.uow import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class OtherStep:
    """The other card, with what has to be known of it for the confirmation."""

    name: str
    pick: CustomerStep

    def ask(self, answers: Answers) -> Question | None:
        return self.pick.ask(answers)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        chosen = await self.pick.take(db, answers, reply)
        if "id" not in chosen:
            return chosen
        if chosen["id"] == answers["customer_id"]:
            raise Unreadable(N_("C'est le même client. Choisissez l'autre fiche."))
        return {**chosen, "label": _label(await customers.read(db, chosen["id"]))}

    def value(self, answers: Answers) -> int:
        chosen: int = answers[self.name]["id"]
        return chosen


@dataclass(frozen=True, slots=True)
class KeptStep:
    """The one confirmation: both cards are shown, and which one stays is tapped."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        one, other = answers["about"]["name"], answers["other"]["label"]
        return Question(
            (
                bold(_("Laquelle des deux fiches reste ?")),
                f"1. {one}",
                f"2. {other}",
                _("Devis, contacts et adresses de l'autre la rejoignent. Les pièces émises ne changent pas."),
            ),
            (
                Option(_("✅ Garder 1 : {name}").format(name=one)[:60], answers["customer_id"]),
                Option(_("✅ Garder 2 : {name}").format(name=other)[:60], answers["other"]["id"]),
            ),
        )

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is None:
            raise Unreadable(N_("Touchez une réponse dans la liste."))
        return reply.option

    def value(self, answers: Answers) -> int:
        return int(answers[self.name])


async def _merge(uow: UnitOfWork, visit: Visit, customer_id: int, about: Any, other: int, kept: int) -> Sequence[Say]:
    gone_id = other if kept == customer_id else customer_id
    customer = await customers.merge(uow, kept, gone_id)
    gone = await customers.read(uow, gone_id)
    note = _("{name} est réuni ici. L'historique permet de défusionner plus tard.").format(name=gone.name)
    return [visit.show(await card(uow, visit, customer, note=note, undo=tap("customer-unmerge", gone)), fresh=True)]


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return [visit.show(await card(uow, visit, await customers.read(uow, answers["customer_id"])))]


MERGE = Flow(
    "customer:merge",
    steps=(
        Given("customer_id"),
        Given("about"),
        OtherStep("other", CustomerStep("other", N_("Fusionner {name} avec quel client ?"))),
        KeptStep("kept"),
    ),
    run=_merge,
    title=N_("Fusionner deux clients"),
    left=_left,
)


@button("customer-merge", writes=True)
async def _ask(uow: UnitOfWork, visit: Visit, tapped: Tap) -> Sequence[Say]:
    expect_writer(visit)
    customer = await customers.read(uow, tapped.object_id)
    near = await customers.near_duplicates(
        uow,
        name=customer.name,
        city=customer.city,
        phone=customer.phone,
        mobile=customer.mobile,
        email=customer.email,
        siren=customer.siren,
        siret=customer.siret,
        besides_id=customer.id,
    )
    near_ones = [await customers.read(uow, twin.id) for twin in near if not twin.colleague]
    near_ones += [one for one in await customers.search(uow, customer.name) if one.id != customer.id]
    others = list({one.id: one for one in near_ones}.values())
    given = {"customer_id": customer.id, "about": {"name": _label(customer)}, "other": likely(others)}
    return await begin(uow, visit, MERGE, given)


@button("customer-unmerge", writes=True)
async def _unmerge(uow: UnitOfWork, visit: Visit, tapped: Tap) -> Sequence[Say]:
    """The second tap on it finds two cards already, and shows the one that is asked for."""
    gone = await customers.read(uow, tapped.object_id)
    if gone.merged_into is None:
        return [visit.toast(_("C'est déjà fait.")), visit.show(await card(uow, visit, gone))]
    kept_id = gone.merged_into
    await customers.unmerge(uow, gone.id)
    kept = await customers.read(uow, kept_id)
    note = _("{name} a de nouveau sa propre fiche, avec ses pièces.").format(name=gone.name)
    return [visit.toast(_("Annulé.")), visit.show(await card(uow, visit, kept, note=note))]


def _label(customer: Customer) -> str:
    return " — ".join(part for part in (customer.name, customer.city, customer.code) if part)
