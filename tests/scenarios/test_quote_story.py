"""From the set-up code to an accepted quote, as a company's people and its customer live it."""

import re

import pytest

from tests.scenarios.harness import Scene, Seen

on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)

_TOTALS = re.compile(r"HT ([\d ]+,\d\d) € · TVA (?:20 % )?([\d ]+,\d\d) € · TTC ([\d ]+,\d\d) €")


def totals(card: Seen) -> tuple[str, ...]:
    """The net, the tax and the gross that a card shows."""
    found = _TOTALS.search(card.text)
    assert found, card.text
    return found.groups()


@on_both
async def test_from_the_set_up_code_to_the_accepted_quote(scene: Scene) -> None:
    owner, customer = await scene.person("Sophie"), await scene.person("Marc", last_name="Dupont")

    assert "Thermo Sud" not in (await owner.say("/start")).text
    assert "nom de votre entreprise" in (await owner.say(scene.setup_code())).text
    assert "SIREN" in (await owner.say("Thermo Sud")).text
    assert "n'est pas juste" in (await owner.say("123 456 789")).text
    assert "adresse" in (await owner.say("732 829 320")).text
    home = await owner.say("12 rue des Lilas, 69003 Lyon")
    assert "Thermo Sud" in home.text
    assert "gérant" in home.text

    made = await owner.say("nouveau client Dupont Menuiserie 04 65 71 22 33 Francheville")
    assert "Dupont Menuiserie" in made.text
    assert "04 65 71 22 33" in made.text
    assert "189,00 € HT" in (await owner.say("nouvel article radiateur alu 1000 W 189 €")).text

    before = len(await owner.answers())
    source = await owner.write("devis dupont 2 radiateurs remise 5")
    card = await owner.last()
    assert totals(card) == ("359,10", "71,82", "430,92")
    assert len(await owner.answers()) == before + 1
    await owner.write("3 pas 2", reply_to=card)
    assert totals(await owner.card()) == ("538,65", "107,73", "646,38")
    await owner.edit(source, "devis dupont 4 radiateurs remise 5")
    card = await owner.card()
    assert totals(card) == ("718,20", "143,64", "861,84")
    assert len(await owner.answers()) == before + 1  # all of it in one message, edited where it stands

    await owner.tap("Valider")
    card, paper = (await owner.answers())[-2:]
    assert "DE2611-0001" in card.text
    assert paper.file_name == "DE2611-0001_Dupont-Menuiserie.pdf"
    printed = await owner.pdf(paper)
    for figure in totals(card):
        assert figure in printed
    assert "factice" not in printed

    await owner.tap("Envoyer")
    received = await customer.open((await owner.last()).link())
    assert "Thermo Sud" in received.text
    assert totals(received) == totals(card)
    await customer.tap("Accepter")
    await customer.tap("j'accepte")
    assert "accepté" in (await customer.last()).text
    told = await owner.last()
    assert "Marc Dupont a accepté le devis" in told.text
    assert "DE2611-0001" in told.text
