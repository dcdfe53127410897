"""Changing a customer's card, taking a change back, and a prospect that becomes a customer."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.history import history
from core.kernel.amounts import Amount, Rate, amount, percent
from core.kernel.errors import BusinessError, Changed, Invalid, NotAllowed, NotFound
from core.parties import customers
from core.parties.errors import SiretWrong, VatNumberWrong
from core.parties.facts import apply, journalled, reverted
from core.parties.models import Customer, CustomerKind
from core.permissions import Actor, Role
from core.uow import Work
from tests.companies import a_member, an_owner

SIREN, SIRET, VAT = "732829320", "73282932000074", "FR44732829320"


async def _created(work: Work, actor: Actor, **facts: Any) -> Customer:
    async with work.begin(actor) as uow:
        return await customers.create(uow, **{"name": "Dupont Menuiserie", **facts})


async def _changed(work: Work, actor: Actor, customer: Customer, **facts: Any) -> Customer:
    async with work.begin(actor) as uow:
        return await customers.change(uow, customer.id, **facts)


async def test_a_change_says_what_was_and_what_became_and_the_rest_stays(work: Work) -> None:
    owner = await an_owner(work)
    made = await _created(work, owner, phone="0465711005", city="Francheville", discount=percent(3))
    after = await _changed(
        work, owner, made, version=1, phone="06 39 98 10 05", discount=percent(5), kind=CustomerKind.PUBLIC, city=None
    )
    assert (after.phone, after.city, after.version) == ("+33639981005", "Francheville", 2)
    async with work.read(owner) as db:
        fact = (await history(db, "customer", made.id))[-1]
        assert [found.id for found in await customers.search(db, "0639981005")] == [made.id]
        assert not await customers.search(db, "0465711005")
    assert fact.kind == "CustomerChanged"
    assert fact.facts["changes"] == {
        "phone": ["+33465711005", "+33639981005"],
        "discount": ["0.0300", "0.0500"],
        "kind": ["professional", "public"],
    }


async def test_a_change_that_changes_nothing_is_no_fact_and_no_version(work: Work) -> None:
    owner = await an_owner(work)
    made = await _created(work, owner, phone="0465711005")
    assert (await _changed(work, owner, made, phone="+33 4 65 71 10 05", tags=[])).version == 1
    async with work.read(owner) as db:
        assert [fact.kind for fact in await history(db, "customer", made.id)] == ["CustomerCreated"]


async def test_whoever_looked_at_an_older_card_changes_nothing(work: Work) -> None:
    owner = await an_owner(work)
    made = await _created(work, owner)
    await _changed(work, owner, made, version=1, city="Lyon")
    with pytest.raises(Changed):
        await _changed(work, owner, made, version=1, city="Bron")


async def test_what_may_be_without_anything_is_cleared_by_its_name(work: Work) -> None:
    owner = await an_owner(work)
    made = await _created(work, owner, credit_limit=amount(500))
    after = await _changed(work, owner, made, clear=("credit_limit", "salesperson_id"))
    assert (after.credit_limit, after.salesperson_id) == (None, None)


async def test_a_change_is_taken_back_but_not_over_a_later_one(work: Work) -> None:
    owner = await an_owner(work)
    made = await _created(work, owner, discount=percent(3), tags=["VIP"], credit_limit=amount(100))
    changed = await _changed(work, owner, made, discount=percent(5), tags=["vip", "nuit"], credit_limit=amount(200))
    async with work.begin(owner) as uow:
        assert await customers.last_change(uow, made.id) == uow.now
        back = await customers.undo_change(uow, made.id, version=changed.version)
    assert (back.discount, back.tags, back.credit_limit) == (percent(3), ["VIP"], amount(100))
    await _changed(work, owner, made, city="Lyon")
    async with work.begin(owner) as uow:
        with pytest.raises(Changed):
            await customers.undo_change(uow, made.id, version=changed.version)


async def test_a_creation_is_no_change_to_take_back(work: Work) -> None:
    owner = await an_owner(work)
    made = await _created(work, owner)
    async with work.begin(owner) as uow:
        assert await customers.last_change(uow, made.id) is None
        with pytest.raises(Changed):
            await customers.undo_change(uow, made.id, version=1)


async def test_a_customer_whose_creation_was_undone_is_not_changed(work: Work) -> None:
    owner = await an_owner(work)
    made = await _created(work, owner)
    async with work.begin(owner) as uow:
        await customers.undo_create(uow, made.id)
    with pytest.raises(NotFound):
        await _changed(work, owner, made, city="Lyon")


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        ({}, {"siret": SIRET}, (SIREN, SIRET, "")),
        ({}, {"vat_number": "fr 44 732 829 320"}, (SIREN, "", VAT)),
        ({}, {"vat_number": "BE0428759497"}, ("", "", "BE0428759497")),
        ({"siret": SIRET, "vat_number": VAT}, {"siren": "552 100 554"}, ("552100554", "", "")),
        ({"siret": SIRET, "vat_number": VAT}, {"siret": "55210055400013"}, ("552100554", "55210055400013", "")),
        ({"siret": SIRET}, {"vat_number": VAT}, (SIREN, SIRET, VAT)),
        ({"siret": SIRET, "vat_number": VAT}, {"city": "Lyon"}, (SIREN, SIRET, VAT)),
    ],
)
async def test_register_numbers_are_always_of_one_party(
    work: Work, before: dict[str, Any], said: dict[str, Any], after: tuple[str, str, str]
) -> None:
    owner = await an_owner(work)
    made = await _created(work, owner, **before)
    changed = await _changed(work, owner, made, **said)
    assert (changed.siren, changed.siret, changed.vat_number) == after


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"siret": SIRET, "siren": "552100554"}, SiretWrong),
        ({"siret": SIRET, "vat_number": "FR48552100554"}, VatNumberWrong),
        ({"kind": "nobody"}, ValueError),
        ({"name": " "}, Invalid),
    ],
)
async def test_a_change_that_cannot_be_is_refused(work: Work, said: dict[str, Any], refusal: type[Exception]) -> None:
    owner = await an_owner(work)
    made = await _created(work, owner)
    with pytest.raises(refusal):
        await _changed(work, owner, made, **said)


async def test_tags_are_known_once_whatever_their_case_and_notes_keep_their_lines(work: Work) -> None:
    owner = await an_owner(work)
    made = await _created(work, owner, tags=["VIP", "#nuit", "vip"], notes=" Code 12A \n\x00 chien  méchant ")
    assert (made.tags, made.notes) == (["VIP", "nuit"], "Code 12A\nchien méchant")


async def test_a_prospect_that_orders_is_a_customer_with_the_same_code_and_history(work: Work) -> None:
    owner = await an_owner(work)
    made = await _created(work, owner, prospect=True)
    for _ in range(2):
        async with work.begin(owner) as uow:
            customers.became_customer(uow, await customers.read(uow, made.id))
    async with work.read(owner) as db:
        now = await customers.read(db, made.id)
        kinds = [fact.kind for fact in await history(db, "customer", made.id)]
    assert (now.prospect, now.code, now.version) == (False, made.code, 2)
    assert kinds == ["CustomerCreated", "ProspectWon"]


async def test_a_customer_is_given_to_a_colleague_only_by_whoever_sees_all(work: Work) -> None:
    owner = await an_owner(work)
    assert owner.company_id is not None
    karim = await a_member(work, owner.company_id, name="Karim")
    lea = await a_member(work, owner.company_id, name="Léa")
    made = await _created(work, karim)
    with pytest.raises(NotAllowed):
        await _changed(work, karim, made, salesperson_id=lea.person_id)
    with pytest.raises(NotAllowed):
        await _created(work, karim, salesperson_id=lea.person_id)
    assert (await _changed(work, owner, made, salesperson_id=lea.person_id)).salesperson_id == lea.person_id
    with pytest.raises(NotFound):
        await _changed(work, karim, made, city="Lyon")


async def test_nobodys_customer_is_taken_by_whoever_wants_it(work: Work) -> None:
    owner = await an_owner(work)
    assert owner.company_id is not None
    karim = await a_member(work, owner.company_id, name="Karim")
    made = await _created(work, owner, salesperson_id=None)
    assert (await _changed(work, karim, made, salesperson_id=karim.person_id)).salesperson_id == karim.person_id


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.SYSTEM])
async def test_only_the_companys_own_people_follow_customers(work: Work, role: Role) -> None:
    owner = await an_owner(work)
    assert owner.company_id is not None
    with pytest.raises(BusinessError):
        stranger = await a_member(work, owner.company_id, role=Role.CUSTOMER, name="Marc")
        await _created(work, owner, salesperson_id=stranger.person_id if role is Role.CUSTOMER else 10**6)


_TEXT = st.text(max_size=8)
_FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "city": _TEXT,
        "kind": st.sampled_from(CustomerKind),
        "prospect": st.booleans(),
        "tags": st.lists(_TEXT, max_size=2),
        "discount": st.integers(0, 10_000).map(lambda n: Rate(Decimal(n).scaleb(-4))),
        "credit_limit": st.none() | st.integers(0, 999).map(lambda n: Amount(Decimal(n).scaleb(-2))),
    },
)


@given(before=_FIELDS, first=_FIELDS, later=_FIELDS)
def test_what_is_reverted_is_what_was_unless_it_changed_since(
    before: dict[str, Any], first: dict[str, Any], later: dict[str, Any]
) -> None:
    customer = Customer(code="C1", name="X", created_at=None, **before)  # type: ignore[arg-type]
    were = {field: getattr(customer, field) for field in first}
    changes = apply(customer, first)
    apply(customer, later)
    since = {field: getattr(customer, field) for field in changes}
    back = reverted(customer, changes)
    for field, (_was, became) in changes.items():
        if journalled(since[field]) == became:
            assert back[field] == were[field]
            assert type(back[field]) is type(were[field])
        else:
            assert field not in back


async def test_what_a_customer_may_owe_is_said_by_whoever_may_release_his_orders(work: Work) -> None:
    owner = await an_owner(work)
    seller = await a_member(work, owner.company_id or 0, role=Role.SALES)
    made = await _created(work, seller)
    with pytest.raises(NotAllowed):
        await _created(work, seller, credit_limit=amount(500))
    with pytest.raises(NotAllowed):
        await _changed(work, seller, made, credit_limit=amount(99000))
    limited = await _changed(work, owner, made, credit_limit=amount(500))
    with pytest.raises(NotAllowed):
        await _changed(work, seller, made, clear=("credit_limit",))
    async with work.begin(seller) as uow:
        with pytest.raises(NotAllowed):
            await customers.undo_change(uow, made.id, version=limited.version)
    assert (await _changed(work, seller, made, credit_limit=amount(500), city="Lyon")).credit_limit == amount(500)
