"""Two cards of one customer become one; what was put together is taken apart again, exactly."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import select

from core.company import links
from core.company.models import AccessLink, LinkPurpose
from core.db import Base
from core.history import history
from core.kernel.amounts import amount, percent
from core.kernel.errors import Changed, Invalid, NotFound
from core.parties import addresses, contacts, customers
from core.parties.errors import DifferentParties, MergeSettled
from core.parties.models import Address, AddressUse, Contact, Customer
from core.parties.pointers import pointing
from core.permissions import Actor
from core.sales import quotes
from core.sales.models import Quote
from core.uow import Work
from tests.companies import an_owner
from tests.core.sales.trade import work_hours


async def _created(work: Work, actor: Actor, name: str, **facts: Any) -> Customer:
    async with work.begin(actor) as uow:
        return await customers.create(uow, name=name, **facts)


async def _twins(work: Work, owner: Actor, **facts: Any) -> tuple[Customer, Customer]:
    """Two cards of one customer; the second has a quote, a contact, an address and a link."""
    kept = await _created(work, owner, "Dupont Menuiserie", phone="0465711005", city="Francheville")
    gone = await _created(work, owner, "Menuiserie Dupont", **facts)
    async with work.begin(owner) as uow:
        quote = await quotes.draft(uow, customer_id=gone.id, lines=[work_hours()])
        await contacts.add(uow, gone.id, name="Marc")
        await addresses.add(uow, gone.id, use=AddressUse.DELIVERY, city="Bron")
        await links.share(uow, purpose=LinkPurpose.QUOTE, subject_id=quote.id, customer_id=gone.id)
    return kept, gone


async def _merge(work: Work, actor: Actor, kept: Customer, gone: Customer, **seen: int) -> Customer:
    async with work.begin(actor) as uow:
        return await customers.merge(uow, kept.id, gone.id, **seen)


async def _unmerge(work: Work, actor: Actor, gone: Customer) -> Customer:
    async with work.begin(actor) as uow:
        return await customers.unmerge(uow, gone.id)


async def _pointing_at(work: Work, actor: Actor, customer: Customer) -> Mapping[str, Sequence[int]]:
    """Which rows name the customer, removed ones apart."""
    async with work.read(actor) as db:
        ids = {}
        for rows in (Quote, Contact, Address, AccessLink):
            wanted = select(rows.id).where(rows.customer_id == customer.id)
            if rows in (Contact, Address):
                wanted = wanted.where(rows.archived_at.is_(None))
            ids[rows.__tablename__] = (await db.session.scalars(wanted.order_by(rows.id))).all()
        return ids


def _facts(customer: Customer) -> dict[str, Any]:
    """All of a card, the version apart."""
    names = [column.key for column in Customer.__table__.columns]
    return {name: getattr(customer, name) for name in names if name != "version"}


async def _read(work: Work, actor: Actor, customer: Customer) -> Customer:
    async with work.read(actor) as db:
        return await customers.read(db, customer.id)


async def test_what_names_the_one_names_the_other(work: Work) -> None:
    owner = await an_owner(work)
    kept, gone = await _twins(work, owner)
    before = await _pointing_at(work, owner, gone)
    await _merge(work, owner, kept, gone, version=1)
    assert await _pointing_at(work, owner, kept) == before
    assert not any((await _pointing_at(work, owner, gone)).values())
    async with work.read(owner) as db:
        archived = await customers.read(db, gone.id)
        assert (archived.archived_at, archived.merged_into) == (db.now, kept.id)
        for words in ("menuiserie dupont", gone.code):
            assert [found.id for found in await customers.search(db, words)] == [kept.id]
        assert [other.id for other in await customers.absorbed(db, kept.id)] == [gone.id]
        assert await customers.merged_at(db, gone.id) == db.now
        assert [fact.kind for fact in await history(db, "customer", kept.id)][-1] == "CustomerAbsorbed"
        assert [fact.kind for fact in await history(db, "customer", gone.id)][-1] == "CustomerMerged"


async def test_the_kept_card_wins_and_takes_over_what_it_lacks(work: Work) -> None:
    owner = await an_owner(work)
    kept, gone = await _twins(
        work,
        owner,
        mobile="0639981005",
        email="m@dupont.example",
        siret="73282932000074",
        discount=percent(5),
        credit_limit=amount(900),
        payment_terms="30J_FDM",
        tags=["vip"],
        notes="Code 12A",
        supplier=True,
        prospect=True,
    )
    now = await _merge(work, owner, kept, gone)
    assert (now.name, now.phone, now.mobile, now.email) == (
        "Dupont Menuiserie",
        "+33465711005",
        "+33639981005",
        "m@dupont.example",
    )
    assert (now.siren, now.siret, now.discount, now.payment_terms) == (
        "732829320",
        "73282932000074",
        percent(5),
        "30J_FDM",
    )
    assert (now.credit_limit, now.tags, now.notes, now.supplier, now.prospect) == (
        amount(900),
        ["vip"],
        "Code 12A",
        True,
        False,
    )


async def test_a_number_and_an_address_without_room_become_a_contact_and_an_address(work: Work) -> None:
    owner = await an_owner(work)
    kept, gone = await _twins(work, owner, phone="0465711006", contact="Ana", street="3 rue du Bois", city="Bron")
    await _merge(work, owner, kept, gone)
    async with work.read(owner) as db:
        assert [(one.name, one.phone) for one in await contacts.of(db, kept.id)] == [
            ("Marc", ""),
            ("Ana", "+33465711006"),
        ]
        assert [one.street for one in await addresses.of(db, kept.id)] == ["", "3 rue du Bois"]
    await _unmerge(work, owner, gone)
    async with work.read(owner) as db:
        assert (await contacts.of(db, kept.id), await addresses.of(db, kept.id)) == ([], [])


async def test_taking_apart_gives_back_exactly_what_was_moved(work: Work) -> None:
    owner = await an_owner(work)
    kept, gone = await _twins(work, owner, mobile="0639981005", tags=["vip"], notes="Code 12A", discount=percent(5))
    cards = _facts(await _read(work, owner, kept)), _facts(await _read(work, owner, gone))
    rows = await _pointing_at(work, owner, kept), await _pointing_at(work, owner, gone)
    await _merge(work, owner, kept, gone)
    async with work.begin(owner) as uow:
        since = await quotes.draft(uow, customer_id=kept.id, lines=[work_hours()])
    await _unmerge(work, owner, gone)
    after = _facts(await _read(work, owner, kept)), _facts(await _read(work, owner, gone))
    for card in (cards[0], after[0]):
        card.pop("last_used_at")  # the quote made since is the kept one's
    assert after == cards
    assert await _pointing_at(work, owner, gone) == rows[1]
    assert await _pointing_at(work, owner, kept) == {**rows[0], "quote": [since.id]}
    async with work.read(owner) as db:
        assert {found.id for found in await customers.search(db, "dupont")} == {kept.id, gone.id}
        assert await customers.absorbed(db, kept.id) == []
        with pytest.raises(NotFound):
            await customers.merged_at(db, gone.id)


async def test_what_was_changed_since_stays_as_it_was_changed(work: Work) -> None:
    owner = await an_owner(work)
    kept, gone = await _twins(work, owner, mobile="0639981005", discount=percent(5))
    third = await _created(work, owner, "Un autre")
    await _merge(work, owner, kept, gone)
    async with work.begin(owner) as uow:
        await customers.change(uow, kept.id, discount=percent(8))
        quote_id = (await uow.session.scalars(select(Quote.id))).one()
        await quotes.set_customer(uow, quote_id, customer_id=third.id)
    await _unmerge(work, owner, gone)
    now = await _read(work, owner, kept)
    assert (now.mobile, now.discount) == ("", percent(8))
    assert (await _pointing_at(work, owner, third))["quote"] == [quote_id]


async def test_an_issued_quote_keeps_the_name_that_it_says(work: Work) -> None:
    owner = await an_owner(work)
    kept, gone = await _twins(work, owner)
    async with work.begin(owner) as uow:
        quote_id = (await uow.session.scalars(select(Quote.id))).one()
        await quotes.validate(uow, quote_id)
    await _merge(work, owner, kept, gone)
    async with work.read(owner) as db:
        quote = await quotes.read(db, quote_id)
    assert (quote.customer_id, quote.buyer["name"]) == (kept.id, "Menuiserie Dupont")


async def test_a_card_is_merged_again_after_it_was_taken_apart(work: Work) -> None:
    owner = await an_owner(work)
    kept, gone = await _twins(work, owner)
    for _ in range(2):
        await _merge(work, owner, kept, gone)
        await _unmerge(work, owner, gone)
    assert (await _pointing_at(work, owner, gone))["quote"]


async def test_the_inner_merge_of_two_waits_for_the_outer_one(work: Work) -> None:
    owner = await an_owner(work)
    kept, gone = await _twins(work, owner)
    last = await _created(work, owner, "Dupont")
    await _merge(work, owner, kept, gone)
    await _merge(work, owner, last, kept)
    with pytest.raises(MergeSettled):
        await _unmerge(work, owner, gone)
    await _unmerge(work, owner, kept)
    await _unmerge(work, owner, gone)
    assert (await _pointing_at(work, owner, gone))["quote"]


async def test_two_parties_before_the_law_are_not_put_together(work: Work) -> None:
    owner = await an_owner(work)
    one = await _created(work, owner, "Dupont", siren="732829320")
    other = await _created(work, owner, "Dupont", siren="552100554")
    with pytest.raises(DifferentParties):
        await _merge(work, owner, one, other)


async def test_a_merge_that_makes_no_sense_is_refused(work: Work) -> None:
    owner = await an_owner(work)
    kept, gone = await _twins(work, owner)
    with pytest.raises(Invalid):
        await _merge(work, owner, kept, kept)
    with pytest.raises(Changed):
        await _merge(work, owner, kept, gone, version=7)
    with pytest.raises(NotFound):
        await _unmerge(work, owner, gone)
    await _merge(work, owner, kept, gone)
    for one, other in ((kept, gone), (gone, kept)):
        with pytest.raises(NotFound):
            await _merge(work, owner, one, other)


async def test_customers_of_two_companies_are_not_merged(work: Work) -> None:
    owner, other = await an_owner(work), await an_owner(work, company="Autre")
    mine, theirs = await _created(work, owner, "Dupont"), await _created(work, other, "Dupont")
    for one, two in ((mine, theirs), (theirs, mine)):
        with pytest.raises(NotFound):
            await _merge(work, owner, one, two)


def test_every_column_that_names_a_customer_is_known_by_its_name() -> None:
    known = pointing()
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if any(key.column.table.name == "customer" for key in column.foreign_keys):
                assert column.name == "customer_id", f"{table.name}.{column.name} would be left behind by a merge"
                assert table.name in known


async def test_people_are_found_at_the_customer_whose_they_are_now(work: Work) -> None:
    owner = await an_owner(work)
    kept, gone = await _twins(work, owner)

    async def found() -> list[str]:
        async with work.read(owner) as db:
            return [customer.name for customer in await customers.search(db, "marc")]

    assert await found() == [gone.name]
    await _merge(work, owner, kept, gone)
    assert await found() == [kept.name]
    await _unmerge(work, owner, gone)
    assert await found() == [gone.name]
