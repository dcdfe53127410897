"""A customer's contacts and other addresses."""

from typing import Any

import pytest

from core.history import history
from core.kernel.errors import BusinessError, Invalid, NotFound
from core.parties import addresses, contacts, customers
from core.parties.errors import PhoneWrong
from core.parties.models import AddressUse
from core.permissions import Actor
from core.uow import Work
from tests.companies import an_owner, two_companies


async def _customer(work: Work, owner: Actor) -> int:
    async with work.begin(owner) as uow:
        return (await customers.create(uow, name="Hôtel du Parc")).id


async def test_a_contact_is_added_changed_removed_and_restored(work: Work) -> None:
    owner = await an_owner(work)
    customer_id = await _customer(work, owner)
    async with work.begin(owner) as uow:
        made = await contacts.add(uow, customer_id, name=" Inès  Caron", job="Accueil", mobile="06 39 98 10 08")
    async with work.begin(owner) as uow:
        changed = await contacts.change(uow, made.id, phone="0465711008", job=None)
    assert (changed.name, changed.job, changed.phone, changed.mobile) == (
        "Inès Caron",
        "Accueil",
        "+33465711008",
        "+33639981008",
    )
    for step in (contacts.remove, contacts.remove, contacts.restore, contacts.restore):
        async with work.begin(owner) as uow:
            await step(uow, made.id)
            shown = await contacts.of(uow, customer_id)
        assert bool(shown) is (step is contacts.restore)
    async with work.read(owner) as db:
        kinds = [fact.kind for fact in await history(db, "customer", customer_id)]
    assert kinds == ["CustomerCreated", "ContactAdded", "ContactChanged", "ContactRemoved", "ContactRestored"]


async def _found(work: Work, owner: Actor, typed: str) -> set[str]:
    async with work.read(owner) as db:
        return {customer.name for customer in await customers.search(db, typed)}


async def test_a_customer_is_found_by_the_names_and_numbers_of_his_people(work: Work) -> None:
    owner = await an_owner(work)
    customer_id = await _customer(work, owner)
    async with work.begin(owner) as uow:
        made = await contacts.add(uow, customer_id, name="Inès Caron", mobile="06 39 98 10 08")
        await customers.change(uow, customer_id, notes="sonner deux fois")
    for typed in ("caron", "ines karon", "06 39 98 10 08", "10 08", "+33 6 39 98 10 08"):
        assert await _found(work, owner, typed) == {"Hôtel du Parc"}, typed
    async with work.begin(owner) as uow:
        await contacts.change(uow, made.id, name="Inès Weber", mobile="06 39 98 20 09")
    assert [await _found(work, owner, typed) for typed in ("caron", "10 08")] == [set(), set()]
    assert [len(await _found(work, owner, typed)) for typed in ("weber", "20 09")] == [1, 1]
    for step, found in ((contacts.remove, set()), (contacts.restore, {"Hôtel du Parc"})):
        async with work.begin(owner) as uow:
            await step(uow, made.id)
        assert await _found(work, owner, "weber") == found


async def test_an_address_is_added_removed_and_restored(work: Work) -> None:
    owner = await an_owner(work)
    customer_id = await _customer(work, owner)
    async with work.begin(owner) as uow:
        made = await addresses.add(
            uow,
            customer_id,
            use=AddressUse.DELIVERY,
            label="chantier",
            street="3 rue du Bois",
            zip="69340",
            city="Bron",
        )
    assert addresses.one_line(made) == "chantier, 3 rue du Bois, 69340 Bron"
    for step in (addresses.remove, addresses.remove, addresses.restore, addresses.restore):
        async with work.begin(owner) as uow:
            await step(uow, made.id)
            shown = await addresses.of(uow, customer_id)
        assert bool(shown) is (step is addresses.restore)
    async with work.read(owner) as db:
        kinds = [fact.kind for fact in await history(db, "customer", customer_id)]
    assert kinds == ["CustomerCreated", "AddressAdded", "AddressRemoved", "AddressRestored"]


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [({"name": " "}, Invalid), ({"name": "A", "phone": "12"}, PhoneWrong), ({"name": "A", "email": "x"}, Invalid)],
)
async def test_a_contact_that_cannot_be_kept_is_refused(
    work: Work, facts: dict[str, Any], refusal: type[BusinessError]
) -> None:
    owner = await an_owner(work)
    customer_id = await _customer(work, owner)
    async with work.begin(owner) as uow:
        with pytest.raises(refusal):
            await contacts.add(uow, customer_id, **facts)
        with pytest.raises(Invalid):
            await addresses.add(uow, customer_id, use=AddressUse.BILLING, label="nulle part")


async def test_two_companies_never_see_each_others_people_and_places(work: Work) -> None:
    one, other = await two_companies(work)
    customer_id = await _customer(work, one)
    async with work.begin(one) as uow:
        contact = await contacts.add(uow, customer_id, name="Inès")
        address = await addresses.add(uow, customer_id, use=AddressUse.BILLING, city="Lyon")
    async with work.begin(other) as uow:
        for verb, key in (
            (contacts.of, customer_id),
            (contacts.read, contact.id),
            (contacts.remove, contact.id),
            (addresses.of, customer_id),
            (addresses.read, address.id),
            (addresses.remove, address.id),
        ):
            with pytest.raises(NotFound):
                await verb(uow, key)
