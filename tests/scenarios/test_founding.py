"""Founding a company as people do it: answers in words, other words in between, a wait, a mistake."""

from tests.scenarios.harness import Person, Scene


async def _begun(scene: Scene) -> Person:
    """Somebody who has given the code and the name."""
    owner = await scene.person("Sophie")
    await owner.say(scene.setup_code())
    await owner.say("Thermo Sud")
    return owner


async def test_a_question_comes_back_whatever_else_is_asked(scene: Scene) -> None:
    owner = await _begun(scene)
    for words in ("/start", "/reprendre", "/reglages", "/devis dupont 2 radiateurs"):
        assert "SIREN" in (await owner.say(words)).text, words
    assert "Rien n'est en cours" not in (await owner.say("/annuler")).text
    assert "Carnet" in (await owner.say("/start")).text


async def test_choices_may_be_written_as_they_stand_on_the_buttons(scene: Scene) -> None:
    owner = await _begun(scene)
    await owner.later(3)
    assert "boutons" in (await owner.say("réel")).text
    assert "IBAN" in (await owner.say("réel normal")).text
    assert "IBAN n'est pas juste" in (await owner.say("FR76 3000 6000 0112 3456 7890 188")).text
    assert "logo" in (await owner.say("FR76 3000 6000 0112 3456 7890 189")).text


async def test_legal_forms_are_written_as_the_law_writes_them(scene: Scene) -> None:
    owner = await _begun(scene)
    await owner.later(2)
    await owner.say("sarl de 1 500,50 euros")
    await owner.later(4)
    await owner.say("/reglages")
    assert "Forme et capital : SARL 1 500,50 €" in (await owner.tap("Identité")).text


async def test_whoever_is_of_no_company_is_shown_the_door_and_no_manager_is_spoken_of(scene: Scene) -> None:
    await (await _begun(scene)).later(7)
    zoe = await scene.person("Zoé")
    for words in ("/reglages", "/devis dupont", "/historique DE2611-0001", "/equipe", "/import", "/documents"):
        said = await zoe.say(words)
        assert any("Demander l'accès" in label for label in said.buttons), words
        assert "gérant" not in said.text, words


async def test_a_vat_number_a_share_or_hours_that_cannot_be_are_asked_again(scene: Scene) -> None:
    owner = await _begun(scene)
    await owner.later(7)
    for group, label, wrong, told in (
        ("TVA et marges", "N° de TVA", "FR12", "numéro de TVA"),
        ("TVA et marges", "Marge plancher", "120", "pourcentage"),
        ("Horaires", "Heures calmes", "25h-7h", "20h-7h"),
    ):
        await owner.say("/reglages")
        await owner.tap(group)
        await owner.tap(label)
        said = (await owner.say(wrong)).text
        assert told in said.splitlines()[0], said
        await owner.say("/annuler")
    assert "FR12" not in (await owner.say("/historique entreprise")).text


async def test_history_and_settings_answer_to_their_plain_words(scene: Scene) -> None:
    owner = await _begun(scene)
    await owner.later(7)
    assert "Réglages" in (await owner.say("réglages")).text
    await owner.tap("Identité")
    await owner.tap("Téléphone")
    await owner.say("04 78 12 34 56")
    assert "Téléphone : ∅ → 04 78 12 34 56" in (await owner.say("historique entreprise")).text
    assert "Sophie" in (await owner.say("Équipe")).text
    await owner.say("nouveau client dupont lyon")
    assert "créé" in (await owner.say("historique dupont")).text
