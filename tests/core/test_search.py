"""Objects are found by the beginning of their words, however typed, and only those of the company."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.kernel.text import words
from core.permissions import Actor
from core.search import find, index
from core.uow import Work
from tests.companies import an_owner, two_companies


async def indexed(work: Work, owner: Actor, number: int, *texts: str) -> None:
    async with work.begin(owner) as uow:
        await index(uow, "customer", number, texts)


async def found(work: Work, owner: Actor, typed: str, kind: str = "customer") -> set[int]:
    async with work.read(owner) as db:
        return set(await find(db, kind, words(typed)))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Dupont", {1}),
        ("dupnot", {1}),
        ("ÉLÉC", {2}),
        ("el", set()),
        ("lyon", {1, 2}),
        ("dupond elec", {1, 2}),
        ("zorro", set()),
        ("", set()),
    ],
)
async def test_things_are_found_by_the_beginning_of_a_word(work: Work, typed: str, expected: set[int]) -> None:
    owner = await an_owner(work)
    await indexed(work, owner, 1, "Menuiserie Dupont", "Lyon")
    await indexed(work, owner, 2, "Élec 2000", "LYON")
    assert await found(work, owner, typed) == expected


async def test_a_thing_is_no_longer_found_under_its_former_name(work: Work) -> None:
    owner = await an_owner(work)
    await indexed(work, owner, 1, "Dupont")
    await indexed(work, owner, 1, "Martin")
    assert await found(work, owner, "dupont") == set()
    assert await found(work, owner, "martin") == {1}


async def test_kinds_and_companies_are_apart(work: Work) -> None:
    first, second = await two_companies(work)
    await indexed(work, first, 1, "Dupont")
    assert await found(work, second, "dupont") == set()
    assert await found(work, first, "dupont", kind="product") == set()


@hypothesis_settings(max_examples=15)
@given(name=st.text(min_size=1, max_size=80))
async def test_whatever_its_name_a_thing_is_found_by_it(work: Work, name: str) -> None:
    owner = await an_owner(work)
    await indexed(work, owner, 1, name)
    assert await found(work, owner, name) == ({1} if words(name) else set())
