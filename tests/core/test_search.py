"""Objects are found by their words, however typed, and only those of the company."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.kernel.likeness import likeness
from core.kernel.text import words
from core.permissions import Actor
from core.search import SearchKey, find, index, index_many
from core.uow import Work
from tests.companies import an_owner, two_companies

FAMILIES = (
    "Martin Bernard Petit Richard Durand Dubois Moreau Laurent Simon Lefebvre Leroy Roux Bertrand Morel Fournier "
    "Robert Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Muller Lefèvre Mercier Guérin Boyer Garnier "
    "Chevalier Legrand Gauthier Perrin Robin Clément Morin Nicolas Henry Roussel Mathieu Gautier Masson Marchand Duval "
    "Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun Blanchard Giraud Joly Rivière Lucas Brunet Gaillard Barbier"
)
TRADES = ("Boulangerie", "Garage", "Menuiserie", "Plomberie", "Élec")
NAMES = [f"{trade} {family}" for family in FAMILIES.split() for trade in TRADES]


async def indexed(work: Work, owner: Actor, number: int, *texts: str) -> None:
    async with work.begin(owner) as uow:
        await index(uow, "customer", number, texts)


async def found(work: Work, owner: Actor, typed: str, kind: str = "customer") -> set[int]:
    async with work.read(owner) as db:
        return set(await find(db, kind, words(typed)))


@pytest.fixture
async def town(work: Work) -> Actor:
    """A company with three hundred customers, whose numbers are their places in `NAMES`."""
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        await index_many(uow, "customer", {number: [name] for number, name in enumerate(NAMES)})
    return owner


async def first_five(work: Work, owner: Actor, typed: str) -> Sequence[str]:
    said = words(typed)
    async with work.read(owner) as db:
        near = [NAMES[number] for number in await find(db, "customer", said, limit=60)]
    return sorted(near, key=lambda name: -likeness(said, [name]))[:5]


@st.composite
def mistyped(draw: st.DrawFn) -> tuple[str, str]:
    """A name, and the same with one letter wrong, missing, too many or swapped, in a word of at least five."""
    name = draw(st.sampled_from(NAMES))
    said = words(name)
    place = draw(st.sampled_from([n for n, word in enumerate(said) if len(word) >= 5] or [0]))
    word = said[place]
    at, letter = draw(st.integers(0, len(word) - 2)), draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    before, here, after, rest = word[:at], word[at], word[at + 1], word[at + 2 :]
    ends = (letter + after + rest, after + rest, letter + here + after + rest, after + here + rest)
    said[place] = before + draw(st.sampled_from(ends))
    return name, " ".join(said)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Dupont", {1}),
        ("dupnot", {1}),
        ("bupont", {1}),
        ("upont", {1}),
        ("ÉLÉC", {2}),
        ("menui", {1}),
        ("menius", {1}),
        ("el", set()),
        ("lyon", {1, 2}),
        ("dupond elec", {1, 2}),
        ("zorro", set()),
        ("", set()),
        ("0465711005", {1}),
        ("046571", {1}),
        ("0465", {1}),
        ("711005", {1}),
        ("71005", set()),
        ("1005", {1}),
        ("005", set()),
        ("1000w", {2}),
        ("200", {2}),
    ],
)
async def test_things_are_found_by_their_words_however_typed(work: Work, typed: str, expected: set[int]) -> None:
    owner = await an_owner(work)
    await indexed(work, owner, 1, "Menuiserie Dupont", "Lyon", "0465711005")
    await indexed(work, owner, 2, "Élec 2000", "LYON", "1000 W")
    assert await found(work, owner, typed) == expected


async def test_a_thing_is_no_longer_found_under_its_former_name(work: Work) -> None:
    owner = await an_owner(work)
    await indexed(work, owner, 1, "Dupont")
    await indexed(work, owner, 1, "Martin")
    assert await found(work, owner, "dupont") == set()
    assert await found(work, owner, "martin") == {1}


async def test_what_a_turn_has_just_written_is_found_in_that_turn(work: Work) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        assert await find(uow, "customer", ["dupont"]) == ()
        await index(uow, "customer", 1, ["Dupont"])
        assert await find(uow, "customer", ["dupnt"]) == [1]


async def test_kinds_and_companies_are_apart(work: Work) -> None:
    first, second = await two_companies(work)
    await indexed(work, first, 1, "Dupont")
    assert await found(work, second, "dupont") == set()
    assert await found(work, second, "dupnot") == set()
    assert await found(work, first, "dupont", kind="product") == set()
    await indexed(work, second, 2, "Dupont")
    assert await found(work, second, "dupont") == {2}
    assert await found(work, first, "dupont") == {1}


async def test_a_word_is_learned_once_however_many_have_it(work: Work) -> None:
    owner = await an_owner(work)
    for number in range(3):
        await indexed(work, owner, number, "Dupont")
    async with work.read(owner) as db:
        assert (
            await db.session.scalar(select(func.count()).select_from(SearchKey).where(SearchKey.key == "dupont")) == 1
        )


async def test_rare_words_lead_and_common_ones_choose(work: Work) -> None:
    owner = await an_owner(work)
    async with work.begin(owner) as uow:
        await index_many(uow, "customer", {number: ["boulangerie"] for number in range(1, 6_501)})
        await index_many(uow, "customer", {7: ["martin boulangerie"]} | {n: ["martin"] for n in range(7_000, 7_100)})
    async with work.read(owner) as db:
        assert (await find(db, "customer", words("boulangerie martin"), limit=5))[0] == 7
        assert (await find(db, "customer", words("boulangrie matrin"), limit=5))[0] == 7
        assert len(await find(db, "customer", ["boulangerie"], limit=5)) == 5
        assert len(await find(db, "customer", ["boulagnerie"], limit=5)) == 5


@hypothesis_settings(max_examples=15)
@given(name=st.text(min_size=1, max_size=80))
async def test_whatever_its_name_a_thing_is_found_by_it(work: Work, name: str) -> None:
    owner = await an_owner(work)
    await indexed(work, owner, 1, name)
    assert await found(work, owner, name) == ({1} if words(name) else set())


@hypothesis_settings(max_examples=60)
@given(pair=mistyped())
async def test_one_typing_error_anywhere_leaves_a_name_among_the_first_five(
    work: Work, town: Actor, pair: tuple[str, str]
) -> None:
    name, typed = pair
    assert name in await first_five(work, town, typed)


async def test_accents_capitals_and_punctuation_never_matter(work: Work, town: Actor) -> None:
    for name in NAMES[::29]:
        expected = await first_five(work, town, name)
        for typed in (name.upper(), f"« {name.lower().replace(' ', '-')} »!", " ".join(words(name))):
            assert await first_five(work, town, typed) == expected
