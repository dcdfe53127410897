"""Files into the base: what is created, changed, left, refused; and the same file again, which changes nothing."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.catalog.models import Family, Product
from core.company.models import Member
from core.exchange.imports import jobs
from core.exchange.imports.putting import AT_ONCE, put_some
from core.exchange.lifecycles import ImportState
from core.exchange.models import ImportJob, ImportKind
from core.journal import Entry
from core.kernel.amounts import PriceBasis, percent, unit_price
from core.kernel.errors import Changed, IllegalTransition, NotAllowed, NotFound
from core.parties import customers
from core.parties.models import Customer, CustomerKind
from core.permissions import Actor, Role
from core.uow import Work
from tests.companies import a_member, an_owner, two_companies
from tests.core.exchange.imports.dropping import dropped, imported, runner, tried

PEOPLE = [
    ["Code client", "Raison sociale", "CP", "Ville", "Tél.", "Type", "Conditions de règlement", "Remise"],
    ["CL-7", "Garage du Lac", "69330", "Meyzieu", "465712233", "Pro", "30 jours fin de mois", "5"],
    ["", "Mme Petit", "1000", "Bourg-en-Bresse", "06 39 98 10 05", "particulier", "comptant", ""],
    ["", "Mairie de Bron", "69500", "Bron", "", "collectivité", "", ""],
]
GOODS = [
    ["Réf", "Désignation", "Famille", "PU HT", "Prix TTC", "TVA", "Unité", "Prix d'achat"],
    ["RAD-1", "Radiateur 1000 W", "Chauffage > Radiateurs", "189,00", "", "20 %", "U", "1 120,5"],
    ["", "Pose", "", "", "60", "10", "H", ""],
]


def _outcome(job: ImportJob) -> tuple[int, int, int, int]:
    return tuple(int(job.outcome[verdict]) for verdict in ("created", "changed", "same", "refused"))  # type: ignore[return-value]


async def _all(work: Work, actor: Actor, table: type[Any]) -> Sequence[Any]:
    async with work.read(actor) as db:
        return (await db.session.scalars(select(table).order_by(table.id))).all()


async def test_customers_come_in_with_what_a_spreadsheet_says_of_them(work: Work) -> None:
    owner = await an_owner(work)
    job = await imported(work, owner, PEOPLE)
    assert (job.kind, job.state, _outcome(job)) == (ImportKind.CUSTOMERS, ImportState.DONE, (3, 0, 0, 0))
    garage, petit, mairie = await _all(work, owner, Customer)
    assert (garage.code, garage.phone, garage.payment_terms) == ("CL-7", "+33465712233", "30J_FDM")
    assert garage.discount == percent(5)
    assert (petit.code, petit.kind, petit.zip, petit.mobile) == ("C0001", CustomerKind.CONSUMER, "01000", "")
    assert petit.phone == "+33639981005"
    assert (mairie.kind, mairie.salesperson_id) == (CustomerKind.PUBLIC, None)
    async with work.read(owner) as db:
        assert [one.name for one in await customers.search(db, "garaje du lac")] == ["Garage du Lac"]


async def test_products_come_in_with_their_families_and_either_price(work: Work) -> None:
    owner = await an_owner(work)
    job = await imported(work, owner, GOODS)
    assert (job.kind, _outcome(job)) == (ImportKind.PRODUCTS, (2, 0, 0, 0))
    radiator, fitting = await _all(work, owner, Product)
    assert (radiator.price, radiator.basis, radiator.cost) == (unit_price(189), PriceBasis.HT, unit_price("1120.5"))
    assert (fitting.price, fitting.basis, fitting.reference) == (unit_price(60), PriceBasis.TTC, "POS")
    assert [(one.name, one.parent_id is None) for one in await _all(work, owner, Family)] == [
        ("Chauffage", True),
        ("Radiateurs", False),
    ]


@pytest.mark.parametrize("table", [PEOPLE, GOODS])
async def test_the_same_file_twice_changes_nothing(work: Work, table: list[list[str]]) -> None:
    owner = await an_owner(work)
    await imported(work, owner, table)
    before = await _facts(work, owner)
    again = await imported(work, owner, table)
    assert _outcome(again) == (0, 0, len(table) - 1, 0)
    assert await _facts(work, owner) == before


async def test_an_edited_row_changes_its_customer_and_no_other(work: Work) -> None:
    owner = await an_owner(work)
    await imported(work, owner, PEOPLE)
    edited = [PEOPLE[0], [*PEOPLE[1][:3], "Jonage", *PEOPLE[1][4:]], *PEOPLE[2:]]
    assert _outcome(await imported(work, owner, edited)) == (0, 1, 2, 0)
    garage, *others = await _all(work, owner, Customer)
    assert (garage.city, [one.version for one in others]) == ("Jonage", [1, 1])


async def test_trying_writes_nothing(work: Work) -> None:
    owner = await an_owner(work)
    job, _rows, verdicts = await tried(work, owner, PEOPLE)
    assert [str(one.verdict) for one in verdicts] == ["created"] * 3
    assert job.state is ImportState.PROPOSED
    assert await _all(work, owner, Customer) == []
    async with work.begin(owner) as uow:
        await jobs.cancel(uow, job.id, version=job.version)
    assert await _all(work, owner, Customer) == []


async def test_each_refused_row_says_why_and_the_others_come_in(work: Work) -> None:
    owner = await an_owner(work)
    table = [
        ["Nom", "CP", "Téléphone", "SIRET", "Remise", "Commercial"],
        ["Bon", "69001", "", "", "", ""],
        ["", "69001", "04 65 71 22 33", "", "", ""],
        ["Téléphone", "", "12", "", "", ""],
        ["Siret", "", "", "732 829 320 00075", "", ""],
        ["Remise", "", "", "", "beaucoup", ""],
        ["Bon", "69001", "", "", "", ""],
        ["Inconnu", "", "", "", "", "Personne"],
        ["Suivi", "", "", "", "", "marie dupont"],
    ]
    job = await imported(work, owner, table)
    assert _outcome(job) == (2, 0, 0, 6)
    async with work.read(runner(owner)) as db:
        assert await jobs.refusals(db, job.id) == {
            3: "NameMissing",
            4: "PhoneWrong",
            5: "SiretWrong",
            6: "CellWrong",
            7: "TwiceInFile",
            8: "SalespersonUnknown",
        }
    assert [one.salesperson_id for one in await _all(work, owner, Customer)] == [None, owner.person_id]


async def test_however_many_rows_are_refused_the_import_itself_stays_small(work: Work) -> None:
    owner = await an_owner(work)
    many = 3 * AT_ONCE + 7
    job = await imported(work, owner, [["Nom", "Téléphone"], *([f"Client {n}", "12"] for n in range(many))])
    async with work.read(runner(owner)) as db:
        why = await jobs.refusals(db, job.id)
    assert (_outcome(job), list(why)) == ((0, 0, 0, many), list(range(2, many + 2)))
    assert job.outcome["told"] == [f"Ligne {line} : PhoneWrong" for line in (2, 3, 4)]
    assert len(str(job.outcome)) < 500


async def test_two_of_the_same_name_are_told_apart_by_their_town_or_not_touched(work: Work) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        for city in ("Lyon", "Bron"):
            await customers.create(uow, name="Martin", city=city)
    job = await imported(
        work, owner, [["Nom", "Ville", "Email"], ["Martin", "Bron", "a@b.example"], ["Martin", "", ""]]
    )
    assert _outcome(job) == (0, 1, 0, 1)
    assert [one.email for one in await _all(work, owner, Customer)] == ["", "a@b.example"]


async def test_a_code_that_looks_like_ours_is_not_given_again(work: Work) -> None:
    owner = await an_owner(work)
    await imported(work, owner, [["Code", "Nom"], ["C0005", "Cinq"]])
    async with work.begin(owner) as uow:
        assert (await customers.create(uow, name="Six")).code == "C0006"


async def test_a_killed_import_goes_on_behind_its_last_transaction(work: Work) -> None:
    owner = await an_owner(work)
    job, rows, _verdicts = await tried(work, owner, PEOPLE)
    async with work.begin(owner) as uow:
        await jobs.start(uow, job.id, version=job.version)
    async with work.begin(runner(owner)) as uow:
        await put_some(uow, job.id, rows[:2], say=str)
    with pytest.raises(RuntimeError, match="killed"):
        await _put_and_die(work, owner, job, rows)
    async with work.read(owner) as db:
        job = await jobs.read(db, job.id)
    assert (job.done_rows, _outcome(job)[0]) == (2, 2)
    async with work.begin(runner(owner)) as uow:
        job = await put_some(uow, job.id, rows[job.done_rows :], say=str)
    assert (job.done_rows, _outcome(job)) == (3, (3, 0, 0, 0))
    assert len(await _all(work, owner, Customer)) == 3


async def test_a_double_tap_starts_once_and_a_stale_one_not_at_all(work: Work) -> None:
    owner = await an_owner(work)
    job, _rows, _verdicts = await tried(work, owner, PEOPLE)
    async with work.begin(owner) as uow:
        await jobs.start(uow, job.id, version=job.version)
    for version, refusal in ((job.version, Changed), (None, IllegalTransition)):
        with pytest.raises(refusal):
            async with work.begin(owner) as uow:
                await jobs.start(uow, job.id, version=version)


async def test_another_meaning_of_a_column_is_tried_anew(work: Work) -> None:
    owner = await an_owner(work)
    job, _rows = await dropped(work, owner, [["Nom", "Divers"], ["Bon", "69001"]])
    assert job.mapping == {"0": "name", "1": "zip"}
    async with work.begin(owner) as uow:
        job = await jobs.choose_field(uow, job.id, index=1, field="notes", version=job.version)
    assert (job.state, job.mapping) == (ImportState.READING, {"0": "name", "1": "notes"})
    async with work.begin(owner) as uow:
        job = await jobs.choose_field(uow, job.id, index=0, field="notes")
    assert job.mapping == {"0": "notes"}


@pytest.mark.parametrize("role", [Role.SALES, Role.TECHNICIAN, Role.STOREKEEPER, Role.ACCOUNTANT, Role.CUSTOMER])
async def test_only_those_who_manage_import(work: Work, role: Role) -> None:
    owner = await an_owner(work)
    member = await a_member(work, owner.company_id or 0, role=role)
    with pytest.raises(NotAllowed):
        async with work.begin(member) as uow:
            await jobs.drop(uow, file_name="a.csv", file_sha256="0" * 64, chat_id=1)


async def test_an_import_is_nothing_to_another_company_nor_its_rows(work: Work) -> None:
    ours, theirs = await two_companies(work)
    await imported(work, theirs, PEOPLE)
    job, _rows, verdicts = await tried(work, ours, PEOPLE)
    assert [str(one.verdict) for one in verdicts] == ["created"] * 3
    with pytest.raises(NotFound):
        async with work.begin(theirs) as uow:
            await jobs.start(uow, job.id)


async def _put_and_die(work: Work, actor: Actor, job: ImportJob, rows: Sequence[Any]) -> None:
    async with work.begin(runner(actor)) as uow:
        await put_some(uow, job.id, rows[2:], say=str)
        raise RuntimeError("killed")


async def _facts(work: Work, actor: Actor) -> int | None:
    """How much the journal says of anything but imports."""
    async with work.read(actor) as db:
        found: int | None = await db.session.scalar(select(func.count()).where(Entry.subject != "import"))
        return found


async def test_whoever_may_no_longer_import_puts_nothing_more_in(work: Work) -> None:
    owner = await an_owner(work)
    manager = await a_member(work, owner.company_id or 0, role=Role.MANAGER)
    job, rows, _verdicts = await tried(work, manager, PEOPLE)
    async with work.begin(manager) as uow:
        await jobs.start(uow, job.id, version=job.version)
    async with work.begin(runner(owner)) as uow:
        await uow.session.execute(update(Member).where(Member.person_id == manager.person_id).values(active=False))
    with pytest.raises(NotAllowed):
        async with work.begin(runner(manager)) as uow:
            await put_some(uow, job.id, rows, say=str)
    async with work.begin(runner(manager)) as uow:
        job = await jobs.fail(uow, job.id, reference="")
    assert (job.state, await _all(work, owner, Customer)) == (ImportState.FAILED, [])


async def test_a_name_in_capitals_is_the_same_name(work: Work) -> None:
    owner = await an_owner(work)
    await imported(work, owner, [["Nom", "Ville"], ["Hôtel du Parc", "Lyon"], ["ÉLECTRICITÉ MOREAU", ""]])
    again = [["Nom", "Ville", "E-mail"], ["HÔTEL DU PARC", "LYON", "a@b.example"], ["Électricité Moreau", "", ""]]
    job = await imported(work, owner, again)
    assert _outcome(job)[0] == 0
    assert len(await _all(work, owner, Customer)) == 2
