"""Whatever people type, at whatever moment, they get an answer and never an excuse."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.permissions import Role
from core.uow import Work
from tests.bot.talking import Talking, talking

NASTY = (
    "devis girard 3 " + "gouttière " * 60,
    "devis girard 3 " + "x" * 400,
    "devis " + "x" * 400 + " 2 radiateurs 1000w",
    "devis girard 2 radiateurs 1000w valable 99999999 jours",
    "devis girard 2 radiateurs 1000w valable 0 jours",
    "devis girard 2 radiateurs 1000w remise 101",
    "devis girard 2 radiateurs 1000w remise 99999999999999999999999999999999 €",
    "devis girard 99999999999999999999999999999999 radiateurs 1000w",
    "devis girard 2 radiateurs 1000w à 99999999999999999999999999999999 €",
    "nouveau client " + "x" * 400,
    "nouveau client garage 04 65 71 22 33 33 33 siret 1",
    "nouvel article " + "x" * 400 + " 5 €",
    "nouvel article vis 99999999999999999999999999999999 €",
    "nouvel article vis 5 € tva 33",
    "-101%",
    "+ 0 cuivre 16",
    "à 99999999999999999999999999999999 €",
    "/historique " + "9" * 60,
    "/chercher %",
    "/start q_",
    "/start",
    "/" + "x" * 300,
    "👷" * 100,
    "9" * 60,
    "de" + "9" * 30,
)
_VOCABULARY = (
    "devis girard martin nouveau client article 2 10m 3,5 radiateurs cuivre 16 clim remise 5 % -5% € ttc à pas enlève",
    "+ , / valable jours tva 10 offert pour oui non annule /reprendre /annuler 0 -1 1e9 x",
)
WORDS = st.lists(st.sampled_from(" ".join(_VOCABULARY).split()), min_size=1, max_size=8).map(" ".join)


@pytest.fixture
async def chat(work: Work) -> Talking:
    return await talking(work, Role.SALES)


@pytest.mark.parametrize("answering", [False, True], ids=["as a request", "as an answer"])
async def test_no_nasty_message_breaks_anything(chat: Talking, answering: bool) -> None:
    broken = []
    for words in NASTY:
        await chat.say(Role.SALES, "/annuler")
        await chat.say(Role.SALES, "devis" if answering else "devis girard 1 clim 3,5")
        answers = await chat.say(Role.SALES, words)
        if not answers or "Référence" in str(answers):
            broken.append(words)
    assert broken == []


@settings(max_examples=40)
@given(said=st.lists(st.one_of(WORDS, st.text(min_size=1, max_size=80)), min_size=1, max_size=4))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_sequence_of_messages_breaks_anything(chat: Talking, said: list[str]) -> None:
    for words in said:
        answers = await chat.say(Role.SALES, words)
        assert answers, words
        assert "Référence" not in str(answers), words
