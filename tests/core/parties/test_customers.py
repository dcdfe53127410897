"""Creating, finding and taking back customers."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import select

from core.journal import Entry
from core.kernel.amounts import amount, percent
from core.kernel.errors import BusinessError, Invalid, NotAllowed, NotFound
from core.kernel.text import words
from core.parties import customers
from core.parties.errors import PhoneWrong, RnaWrong, SirenWrong, SiretWrong, VatNumberWrong
from core.parties.models import Customer
from core.permissions import Actor, Role
from core.search import SearchWord, find
from core.uow import Work
from tests.companies import SettableClock, an_owner, two_companies

SIRET = "732 829 320 00074"


async def _created(work: Work, actor: Actor, **facts: Any) -> Customer:
    async with work.begin(actor) as uow:
        return await customers.create(uow, **{"name": "Dupont Menuiserie", **facts})


async def _names(work: Work, actor: Actor, typed: str) -> Sequence[str]:
    async with work.read(actor) as db:
        return [customer.name for customer in await customers.search(db, typed)]


async def test_a_customer_is_kept_as_typed_and_put_in_order(work: Work) -> None:
    owner = await an_owner(work)
    made = await _created(
        work,
        owner,
        name="  Dupont\nMenuiserie ",
        phone="04 65 71 10 05",
        mobile="+33 (0)6 39 98 10 05",
        email=" atelier@dupont.example ",
        siret=SIRET,
        payment_terms="30J_FDM",
        discount=percent(5),
        aliases=["dupont menuiserie", " ", "menuiserie dupont", "dupont menuiserie"],
    )
    async with work.read(owner) as db:
        read = await customers.read(db, made.id)
    assert (read.code, read.name, read.phone, read.mobile) == (
        "C0001",
        "Dupont Menuiserie",
        "+33465711005",
        "+33639981005",
    )
    assert (read.siret, read.siren, read.email) == ("73282932000074", "732829320", "atelier@dupont.example")
    assert (read.discount, read.payment_terms) == (percent(5), "30J_FDM")
    assert read.aliases == ["dupont menuiserie", "menuiserie dupont"]


async def test_codes_follow_each_other_in_each_company(work: Work) -> None:
    one, other = await two_companies(work)
    codes = [(await _created(work, actor, name=f"Client {n}")).code for n, actor in enumerate((one, one, other, one))]
    assert codes == ["C0001", "C0002", "C0001", "C0003"]


async def test_a_code_never_comes_back_after_an_undone_creation(work: Work) -> None:
    owner = await an_owner(work)
    first = await _created(work, owner)
    async with work.begin(owner) as uow:
        await customers.undo_create(uow, first.id)
    assert (await _created(work, owner)).code == "C0002"


async def test_customers_created_at_the_same_time_get_different_codes(work: Work) -> None:
    owner = await an_owner(work)
    made = await asyncio.gather(*(_created(work, owner, name=f"Client {n}") for n in range(8)))
    assert {customer.code for customer in made} == {f"C{n:04d}" for n in range(1, 9)}


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"name": ""}, Invalid),
        ({"name": "\x00 \u200b"}, Invalid),
        ({"name": "x" * 201}, Invalid),
        ({"phone": "12"}, PhoneWrong),
        ({"phone": "appelle-moi"}, PhoneWrong),
        ({"mobile": "06 39 98 10 0"}, PhoneWrong),
        ({"siret": "732 829 320 00075"}, SiretWrong),
        ({"siret": SIRET, "siren": "552 100 554"}, SiretWrong),
        ({"siren": "732829321"}, SirenWrong),
        ({"vat_number": "FR00732829320"}, VatNumberWrong),
        ({"vat_number": "FR44732829320", "siren": "552 100 554"}, VatNumberWrong),
        ({"vat_number": "CHE-123.456.788"}, VatNumberWrong),
        ({"rna": "W12345"}, RnaWrong),
        ({"payment_terms": "400J"}, Invalid),
        ({"credit_limit": amount(-1)}, Invalid),
        ({"language": "de"}, Invalid),
        ({"notes": "x" * 2001}, Invalid),
        ({"salesperson_id": 999}, Invalid),
        ({"email": "atelier@dupont"}, Invalid),
        ({"email": "atelier dupont@x.fr"}, Invalid),
        ({"discount": percent(101)}, Invalid),
        ({"discount": percent(-1)}, Invalid),
        ({"zip": "6" * 21}, Invalid),
        ({"aliases": ["y" * 101]}, Invalid),
    ],
)
async def test_what_cannot_be_kept_is_refused_and_nothing_is_kept(
    work: Work, facts: dict[str, Any], refusal: type[BusinessError]
) -> None:
    owner = await an_owner(work)
    with pytest.raises(refusal):
        await _created(work, owner, **facts)
    async with work.read(owner) as db:
        assert (await db.session.scalars(select(Customer))).all() == []


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.STOREKEEPER, Role.ACCOUNTANT, Role.CUSTOMER, Role.VISITOR])
async def test_whoever_does_not_sell_creates_no_customer(work: Work, role: Role) -> None:
    owner = await an_owner(work)
    with pytest.raises(NotAllowed):
        await _created(work, Actor(role, "X", company_id=owner.company_id))


@pytest.mark.parametrize(
    "typed",
    [
        "dupont",
        "dupnt",
        "DUPONT menuisrie",
        "atelier du bois",
        "C0001",
        "franchev",
        "69340",
        "04 65 71 10 05",
        "+33465711005",
        "0465711005",
        "10 05",
        "marc",
    ],
)
async def test_a_customer_is_found_by_what_people_remember_of_it(work: Work, typed: str) -> None:
    owner = await an_owner(work)
    await _created(work, owner, name="Pharmacie Centrale", city="Lyon", zip="69002", phone="04 65 71 10 15")
    await _created(
        work,
        owner,
        name="Dupont Menuiserie",
        city="Francheville",
        zip="69340",
        phone="0465711005",
        contact="Marc",
        aliases=["l'atelier du bois"],
    )
    expected = ["Pharmacie Centrale"] if typed == "C0001" else ["Dupont Menuiserie"]
    assert await _names(work, owner, typed) == expected


@pytest.mark.parametrize("typed", ["0465", "04 65", "+33 4 65", "04.65.71", "046571"])
async def test_a_customer_is_found_by_the_first_digits_of_its_telephone(work: Work, typed: str) -> None:
    owner = await an_owner(work)
    await _created(work, owner, phone="0465711005")
    await _created(work, owner, name="Pharmacie Centrale", phone="0472000000")
    assert await _names(work, owner, typed) == ["Dupont Menuiserie"]


@pytest.mark.parametrize("typed", ["", " ", "?", "zzz", "09 99 99 99 99", "%", "_", "~"])
async def test_nothing_is_found_for_words_that_nobody_has(work: Work, typed: str) -> None:
    owner = await an_owner(work)
    await _created(work, owner)
    assert await _names(work, owner, typed) == []


async def test_among_equals_the_last_used_comes_first(work: Work, clock: SettableClock) -> None:
    owner = await an_owner(work)
    made = [await _created(work, owner, name=name) for name in ("Boulangerie Martin", "Garage Martin")]
    assert await _names(work, owner, "martin") == ["Boulangerie Martin", "Garage Martin"]
    for customer in reversed(made), made:
        clock.advance(minutes=1)
        async with work.begin(owner) as uow:
            (await customers.read(uow, (last := list(customer)[-1]).id)).last_used_at = uow.now
        assert (await _names(work, owner, "martin"))[0] == last.name


async def test_a_rare_word_is_found_among_more_customers_than_are_compared(work: Work) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        wanted = await customers.create(uow, name="Garage Lumière")
        for n in range(310):
            uow.session.add(SearchWord(kind="customer", object_id=wanted.id + 1 + n, word="garage"))
    assert await _names(work, owner, "garage lumière") == ["Garage Lumière"]


async def test_a_legal_form_alone_finds_but_beside_a_name_only_the_name_counts(work: Work) -> None:
    owner = await an_owner(work)
    for name in ("SARL Martin Frères", "SARL Dupont"):
        await _created(work, owner, name=name)
    assert await _names(work, owner, "sarl") == ["SARL Dupont", "SARL Martin Frères"]
    async with work.read(owner) as db:
        assert [found.name for found in await customers.entries(db, ["sarl", "martin"])] == ["SARL Martin Frères"]


async def test_a_word_of_two_letters_has_to_be_there_whole(work: Work) -> None:
    owner = await an_owner(work)
    for name in ("Garage Du Lac", "Dupont"):
        await _created(work, owner, name=name)
    async with work.read(owner) as db:
        assert [found.name for found in await customers.entries(db, ["du"])] == ["Garage Du Lac"]


async def test_entries_are_all_that_the_words_may_mean(work: Work) -> None:
    owner = await an_owner(work)
    for name in ("Boulangerie Martin", "Garage Martinez", "Hôtel du Parc"):
        await _created(work, owner, name=name)
    async with work.read(owner) as db:
        found = await customers.entries(db, words("devis martin 2 radiateurs"))
        assert {customer.name for customer in found} == {"Boulangerie Martin", "Garage Martinez"}
        assert not await customers.entries(db, [])
        assert not await customers.entries(db, ["mot"] * 5000)


async def test_an_undone_creation_is_found_no_more_and_still_read_by_its_documents(work: Work) -> None:
    owner = await an_owner(work)
    made = await _created(work, owner)
    for _ in range(2):
        async with work.begin(owner) as uow:
            await customers.undo_create(uow, made.id)
    async with work.read(owner) as db:
        assert (await customers.read(db, made.id)).archived_at == db.now
        assert await customers.search(db, "dupont") == []
        assert not await customers.entries(db, ["dupont"])
        assert await customers.near_duplicates(db, name="Dupont Menuiserie") == []
        assert not await find(db, "customer", ["dupont"])
        kinds = (await db.session.scalars(select(Entry.kind).where(Entry.subject == "customer"))).all()
    assert kinds == ["CustomerCreated", "CustomerCreationUndone"]


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "Menuiserie Dupont"},
        {"name": "SARL DUPONT MENUISERIE"},
        {"name": "Dupon Menuiserie"},
        {"name": "Autre chose", "phone": "+33 6 39 98 10 05"},
        {"name": "Autre chose", "mobile": "04.65.71.10.05"},
        {"name": "Autre chose", "siret": "73282932000074"},
        {"name": "Autre chose", "siren": "732 829 320"},
        {"name": "Autre chose", "email": " atelier@dupont.example"},
        {"name": "Menuiserie Dupont", "city": "Franchéville"},
        {"name": "Dupont Menuiserie", "city": "Lyon"},
        {"name": "dupont menuiserie francheville"},
    ],
)
async def test_a_customer_that_may_be_the_same_is_shown_before_creating(work: Work, facts: dict[str, Any]) -> None:
    owner = await an_owner(work)
    await _created(
        work,
        owner,
        phone="0465711005",
        mobile="0639981005",
        siret=SIRET,
        email="atelier@dupont.example",
        city="Francheville",
    )
    await _created(work, owner, name="Dupond & Fils", phone="0465711006")
    async with work.read(owner) as db:
        found = await customers.near_duplicates(db, **facts)
    assert [customer.name for customer in found] == ["Dupont Menuiserie"]


@pytest.mark.parametrize(
    ("known", "other"),
    [
        ("École Saint-Exupéry", "Lycée Saint-Exupéry"),
        ("SCI Les Tilleuls", "Copropriété Les Tilleuls"),
        ("Pharmacie Centrale", "Pharmacie du Centre"),
        ("Boulangerie Martin", "Martin Plomberie"),
        ("SARL", "SAS"),
    ],
)
async def test_neighbours_are_not_duplicates(work: Work, known: str, other: str) -> None:
    owner = await an_owner(work)
    await _created(work, owner, name=known)
    async with work.read(owner) as db:
        assert await customers.near_duplicates(db, name=other) == []


async def test_nearly_the_same_name_in_another_town_is_another_customer(work: Work) -> None:
    owner = await an_owner(work)
    made = await _created(work, owner, name="Dupont Menuiserie", city="Francheville")
    async with work.read(owner) as db:
        assert await customers.near_duplicates(db, name="Dupond Menuiserie", city="Lyon") == []
        assert await customers.near_duplicates(db, name="Dupont Menuiserie", besides_id=made.id) == []


async def test_two_companies_never_see_each_others_customers(work: Work) -> None:
    one, other = await two_companies(work)
    made = await _created(work, one, phone="0465711005")
    async with work.begin(other) as uow:
        assert await customers.search(uow, "dupont") == []
        assert not await customers.entries(uow, ["dupont"])
        assert await customers.near_duplicates(uow, name=made.name, phone=made.phone) == []
        for read in (customers.read, customers.undo_create):
            with pytest.raises(NotFound):
                await read(uow, made.id)
    async with work.read(one) as db:
        kept = await customers.read(db, made.id)
    assert (kept.last_used_at, kept.archived_at) == (None, None)
