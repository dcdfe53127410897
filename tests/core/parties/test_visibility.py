"""A salesperson sees the customers he follows and those of nobody; of the others only that they exist."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from core.kernel.errors import NotFound
from core.parties import addresses, contacts, customers
from core.parties.models import AddressUse
from core.permissions import Actor, Permission, Role
from core.uow import Work
from tests.companies import a_member, an_owner


@dataclass(frozen=True)
class Office:
    owner: Actor
    karim: Actor
    lea: Actor
    of_karim: int
    of_lea: int
    of_nobody: int
    contact_id: int  # at Léa's customer
    address_id: int  # of Léa's customer


async def _office(work: Work) -> Office:
    owner = await an_owner(work)
    assert owner.company_id is not None
    karim = await a_member(work, owner.company_id, name="Karim Benali")
    lea = await a_member(work, owner.company_id, name="Léa Roux")
    ids = []
    for actor, name, phone, follower in (
        (karim, "Garage Martin", "0465711001", karim.person_id),
        (lea, "Boulangerie Martin", "0465711002", lea.person_id),
        (owner, "Hôtel Martin", "0465711003", None),
    ):
        async with work.begin(actor) as uow:
            made = await customers.create(uow, name=name, phone=phone, city="Lyon", salesperson_id=follower)
            customers.used(uow, made)
            ids.append(made.id)
    async with work.begin(lea) as uow:
        contact = await contacts.add(uow, ids[1], name="Paul")
        address = await addresses.add(uow, ids[1], use=AddressUse.DELIVERY, city="Bron")
    return Office(owner, karim, lea, ids[0], ids[1], ids[2], contact.id, address.id)


async def _seen(work: Work, actor: Actor) -> list[set[str]]:
    async with work.read(actor) as db:
        found = [
            await customers.search(db, "martin", limit=9),
            await customers.entries(db, ["martin"]),
            await customers.recent(db, limit=9),
        ]
    return [{customer.name.split()[0] for customer in some} for some in found]


async def test_lists_and_searches_hold_ones_own_customers_and_nobodys(work: Work) -> None:
    office = await _office(work)
    assert await _seen(work, office.karim) == [{"Garage", "Hôtel"}] * 3
    assert await _seen(work, office.lea) == [{"Boulangerie", "Hôtel"}] * 3
    assert await _seen(work, office.owner) == [{"Garage", "Boulangerie", "Hôtel"}] * 3


async def test_a_right_given_or_taken_away_decides(work: Work) -> None:
    office = await _office(work)
    granted = replace(office.karim, grants=frozenset({Permission.CUSTOMERS_ALL}))
    refused = replace(office.owner, refusals=frozenset({Permission.CUSTOMERS_ALL}))
    assert await _seen(work, granted) == [{"Garage", "Boulangerie", "Hôtel"}] * 3
    assert await _seen(work, refused) == [{"Hôtel"}] * 3


_DOORS: dict[str, Callable[[Any, Office], Awaitable[Any]]] = {
    "read": lambda uow, office: customers.read(uow, office.of_lea),
    "change": lambda uow, office: customers.change(uow, office.of_lea, city="Paris"),
    "undo_create": lambda uow, office: customers.undo_create(uow, office.of_lea),
    "undo_change": lambda uow, office: customers.undo_change(uow, office.of_lea, version=1),
    "last_change": lambda uow, office: customers.last_change(uow, office.of_lea),
    "merge into it": lambda uow, office: customers.merge(uow, office.of_lea, office.of_karim),
    "merge it away": lambda uow, office: customers.merge(uow, office.of_karim, office.of_lea),
    "unmerge": lambda uow, office: customers.unmerge(uow, office.of_lea),
    "merged_at": lambda uow, office: customers.merged_at(uow, office.of_lea),
    "contacts": lambda uow, office: contacts.of(uow, office.of_lea),
    "a contact": lambda uow, office: contacts.read(uow, office.contact_id),
    "add a contact": lambda uow, office: contacts.add(uow, office.of_lea, name="Ana"),
    "change a contact": lambda uow, office: contacts.change(uow, office.contact_id, name="Ana"),
    "remove a contact": lambda uow, office: contacts.remove(uow, office.contact_id),
    "restore a contact": lambda uow, office: contacts.restore(uow, office.contact_id),
    "addresses": lambda uow, office: addresses.of(uow, office.of_lea),
    "an address": lambda uow, office: addresses.read(uow, office.address_id),
    "add an address": lambda uow, office: addresses.add(uow, office.of_lea, use=AddressUse.BILLING, city="Lyon"),
    "remove an address": lambda uow, office: addresses.remove(uow, office.address_id),
    "restore an address": lambda uow, office: addresses.restore(uow, office.address_id),
}


@pytest.mark.parametrize("door", _DOORS)
async def test_no_door_leads_to_a_colleagues_customer(work: Work, door: str) -> None:
    office = await _office(work)
    async with work.begin(office.karim) as uow:
        with pytest.raises(NotFound):
            await _DOORS[door](uow, office)


async def test_of_a_colleagues_customer_a_creation_learns_the_name_and_the_colleague(work: Work) -> None:
    office = await _office(work)
    async with work.read(office.karim) as db:
        hidden, *others = await customers.near_duplicates(db, name="X", phone="04 65 71 10 02")
        mine = await customers.near_duplicates(db, name="Garage Martin")
    assert (hidden.name, hidden.city, hidden.colleague, others) == ("Boulangerie Martin", "", "Léa Roux", [])
    assert [(twin.city, twin.colleague) for twin in mine] == [("Lyon", "")]


async def test_colleagues_are_the_people_inside(work: Work) -> None:
    office = await _office(work)
    assert office.owner.company_id is not None
    await a_member(work, office.owner.company_id, role=Role.CUSTOMER, name="Marc, client")
    async with work.read(office.karim) as db:
        assert [name for _id, name in await customers.colleagues(db)] == ["Karim Benali", "Léa Roux", "Marie Dupont"]


@pytest.mark.parametrize("role", [Role.OWNER, Role.MANAGER, Role.SALES])
async def test_only_a_salesperson_keeps_the_customers_he_brings(work: Work, role: Role) -> None:
    owner = await an_owner(work)
    assert owner.company_id is not None
    maker = await a_member(work, owner.company_id, role=role)
    async with work.begin(maker) as uow:
        made = await customers.create(uow, name="Vitrerie du Pont")
        named = await customers.create(uow, name="Tubes du Rhône", salesperson_id=maker.person_id)
    assert made.salesperson_id == (maker.person_id if role is Role.SALES else None)
    assert named.salesperson_id == maker.person_id
