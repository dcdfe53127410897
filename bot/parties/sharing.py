"""A visiting card sent to the bot: « Contact de quel client ? »"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.flows import Flow
from bot.flows.engine import begin
from bot.flows.steps import Given
from bot.outgoing.say import Say
from bot.parties.contacts import contacts_card
from bot.parties.creating import NEW_CUSTOMER, named
from bot.parties.picking import CustomerStep, likely
from bot.parties.vcards import VisitingCard, person_of
from bot.talk.visit import Plan, Visit
from core.i18n import N_
from core.parties import contacts, customers
from core.parties.models import Customer
from core.permissions import Permission
from core.uow import Reader, UnitOfWork


async def contact_received(visit: Visit) -> Plan | None:
    """Ask whose contact it is: those with the same number or company first, then the latest. Raises PhoneWrong."""
    if visit.turn.contact is None or not visit.actor.may(Permission.CUSTOMERS_WRITE):
        return None
    person = person_of(visit.turn.contact)
    given = {
        "person": person.as_contact(),
        "company": person.company,
        "about": {"name": person.name},
        "customer": likely(await _likely(visit.db, person)),
    }
    return Plan(act=lambda uow: begin(uow, visit, SHARED_CONTACT, given))


async def _likely(db: Reader, person: VisitingCard) -> Sequence[Customer]:
    near = await customers.near_duplicates(
        db, name=person.company or person.name, phone=person.phone, mobile=person.mobile, email=person.email
    )
    known = [await customers.read(db, twin.id) for twin in near if not twin.colleague]
    if person.company:
        known += await customers.search(db, person.company, limit=3)
    return list({one.id: one for one in (*known, *await customers.recent(db))}.values())


async def _keep(
    uow: UnitOfWork, visit: Visit, person: dict[str, str], company: str, about: Any, customer: Mapping[str, Any]
) -> Sequence[Say]:
    if "new" in customer:
        return await begin(uow, visit, NEW_CUSTOMER, await _as_customer(uow, person, company))
    added = await contacts.add(uow, customer["id"], **person)
    known = await customers.read(uow, customer["id"])
    return [visit.show(await contacts_card(uow, visit, known, added=added), fresh=True)]


async def _as_customer(db: Reader, person: Mapping[str, str], company: str) -> dict[str, Any]:
    """The company on the card becomes the customer and the person whom to ask for; without one, the person himself."""
    facts = {field: person[field] for field in ("phone", "mobile", "email") if person[field]}
    if company:
        facts["contact"] = person["name"]
    return {"facts": facts, "person": person, "name": await named(db, company or person["name"], facts)}


SHARED_CONTACT = Flow(
    "contact:shared",
    steps=(
        Given("person"),
        Given("company"),
        Given("about"),
        CustomerStep("customer", N_("{name} : contact de quel client ?"), new=N_("➕ Nouveau client")),
    ),
    run=_keep,
    title=N_("Contact partagé"),
)
