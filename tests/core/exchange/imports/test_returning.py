"""Refused rows as a file of their own: where they stood, why, and what the columns meant, the next time too."""

import pytest
from sqlalchemy import update

from core.company.models import Member
from core.exchange.imports import jobs
from core.exchange.imports.returning import alike, returned
from core.exchange.models import ImportJob, ImportKind
from core.exchange.tables.table import Table
from core.i18n import language
from core.permissions import Actor, Permission, Role
from core.uow import Work
from tests.companies import a_member, an_owner, two_companies
from tests.core.exchange.imports.dropping import dropped, imported, runner, tried

TABLE = Table(("nom", "", "Divers"), (("Zoé", "", "a"), ("Max", "x", "b"), ("Léa", "", "c")), (4, 9, 12))
ODD = [["Nom", "Bidule", "Divers"], ["Dupont", "69001", "Ami"], ["", "", "Personne"]]


def test_each_row_comes_back_as_it_was_with_its_line_and_its_reason() -> None:
    header, rows = returned(TABLE, {12: "trop long", 4: "pas de nom"})
    assert header == ("Raison du refus", "nom", "", "Divers")
    assert rows == [("Ligne 4 : pas de nom", "Zoé", "", "a"), ("Ligne 12 : trop long", "Léa", "", "c")]


@pytest.mark.parametrize("speaking", ["fr", "en"])
def test_refused_again_a_row_has_one_reason(speaking: str) -> None:
    with language(speaking):
        header, rows = returned(TABLE, {9: "pas bon"})
    again = Table(tuple(header), tuple(map(tuple, rows)), (2,))
    assert returned(again, {2: "encore"}) == (
        ("Raison du refus", *TABLE.header),
        [("Ligne 2 : encore", *TABLE.rows[1])],
    )
    assert alike(again.header) == alike(TABLE.header)


async def test_columns_chosen_by_hand_mean_the_same_in_the_file_of_refused_rows(work: Work) -> None:
    owner = await an_owner(work)
    await _by_hand(work, owner)
    again = [["Raison du refus", *ODD[0]], ["Ligne 3 : Il manque le nom", "Petit", "69002", "Personne"]]
    job, _rows = await dropped(work, owner, again)
    assert (job.kind, job.mapping) == (ImportKind.CUSTOMERS, {"1": "name", "3": "tags"})
    back, _rows = await dropped(work, owner, ODD)
    assert back.mapping == {"0": "name", "2": "tags"}


async def test_other_columns_of_another_company_or_of_another_kind_mean_what_they_say(work: Work) -> None:
    ours, theirs = await two_companies(work)
    await _by_hand(work, ours)
    assert (await dropped(work, theirs, ODD))[0].mapping == {"0": "name", "1": "zip"}
    assert (await dropped(work, ours, [[*ODD[0], "Ville"], ["Dupont", "69001", "", "Bron"]]))[0].mapping == {
        "0": "name",
        "1": "zip",
        "3": "city",
    }
    job, _rows, _verdicts = await tried(work, ours, ODD)
    async with work.begin(ours) as uow:
        job = await jobs.choose_kind(uow, job.id, kind=ImportKind.PRODUCTS, version=job.version)
    assert job.mapping == {"0": "label"}


async def test_a_column_that_one_may_not_see_is_not_remembered_for_him(work: Work) -> None:
    owner = await an_owner(work)
    manager = await a_member(work, owner.company_id or 0, role=Role.MANAGER)
    refused = update(Member).where(Member.person_id == manager.person_id).values(refusals=[Permission.MARGINS_READ])
    async with work.begin(runner(owner)) as uow:
        await uow.session.execute(refused)
    table = [["Réf", "Désignation", "PU HT", "Prix d'achat"], ["V1", "Vis", "2", "1"]]
    await imported(work, owner, table)
    assert "cost" not in (await dropped(work, manager, table))[0].mapping.values()


async def _by_hand(work: Work, actor: Actor) -> ImportJob:
    """Looked at, and its columns chosen: the second means nothing, the third is a tag."""
    job, _rows = await dropped(work, actor, ODD)
    for index, field in ((1, ""), (2, "tags")):
        async with work.begin(actor) as uow:
            job = await jobs.choose_field(uow, job.id, index=index, field=field)
    async with work.begin(runner(actor)) as uow:
        return await jobs.propose(uow, job.id, outcome={}, refused_sha256=None, version=job.version)
