"""From the set-up code to an accepted quote, as a company's people and its customer live it."""

import re

import pytest

from core.permissions import Role
from tests.scenarios.harness import Person, Scene, Seen

on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)

_TOTALS = re.compile(r"HT ([\d ]+,\d\d) € · TVA (?:20 % )?([\d ]+,\d\d) € · TTC ([\d ]+,\d\d) €")


def totals(card: Seen) -> tuple[str, ...]:
    """The net, the tax and the gross that a card shows."""
    found = _TOTALS.search(card.text)
    assert found, card.text
    return found.groups()


async def founded(scene: Scene) -> Person:
    """The owner of a company made with the set-up code."""
    owner = await scene.person("Sophie")
    for words in (scene.setup_code(), "Thermo Sud", "732 829 320", "12 rue des Lilas, 69003 Lyon"):
        await owner.say(words)
    await owner.later(5)
    return owner


async def sent(seller: Person) -> str:
    """A quote of 430,92 € given to its customer; the payload of its link."""
    await seller.say("devis girard 2 radiateurs 1000w")
    await seller.tap("Valider")
    await seller.tap("Envoyer")
    return (await seller.last()).link()


async def test_the_set_up_code_makes_a_company_with_eight_questions(scene: Scene) -> None:
    owner = await scene.person("Sophie")
    assert "Thermo Sud" not in (await owner.say("/start")).text
    assert "Pour créer votre entreprise" in (await owner.say("K7QM-4XRT")).text
    assert "nom de votre entreprise" in (await owner.say(scene.setup_code().lower())).text
    assert "SIREN" in (await owner.say("Thermo Sud")).text
    assert "n'est pas juste" in (await owner.say("123 456 789")).text
    assert "adresse" in (await owner.say("732 829 320")).text
    assert "capital" in (await owner.say("12 rue des Lilas, 69003 Lyon")).text
    assert "régime de TVA" in (await owner.say("SARL au capital de 10 000 €")).text
    assert "6/8" in (await owner.tap("Réel simplifié")).text
    assert "IBAN" in (await owner.say("FR76 1234")).text
    assert "logo" in (await owner.say("FR76 3000 6000 0112 3456 7890 189")).text
    assert "métier" in (await owner.tap("Plus tard")).text
    home = await owner.tap("Bâtiment")
    assert "Thermo Sud" in home.text
    assert "gérant" in home.text


async def test_questions_of_the_founding_may_be_left_for_later(scene: Scene) -> None:
    owner, late = await scene.person("Sophie"), await scene.person("Zoé")
    await owner.say(scene.setup_code())
    await owner.say("Thermo Sud")
    code = scene.setup_code()
    home = await owner.later(7)
    assert "Thermo Sud" in home.text
    assert "Je ne vous connais pas encore" in (await late.say(code)).text  # used up


@on_both
async def test_from_nothing_to_the_accepted_quote(scene: Scene) -> None:
    owner, customer = await founded(scene), await scene.person("Marc", last_name="Dupont")
    made = await owner.say("nouveau client Dupont Menuiserie 04 65 71 22 33 Francheville")
    assert "Dupont Menuiserie" in made.text
    assert "04 65 71 22 33" in made.text
    assert "189,00 € HT" in (await owner.say("nouvel article radiateur alu 1000 W 189 €")).text

    before = len(await owner.answers())
    source = await owner.write("devis dupont 2 radiateurs remise 5")
    card = await owner.last()
    assert totals(card) == ("359,10", "71,82", "430,92")
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


async def test_the_fictitious_company_is_two_taps_away_and_its_papers_say_so(scene: Scene) -> None:
    visitor = await scene.person("Karim")
    await visitor.say("/start")
    assert "Thermélec Services" in (await visitor.tap("Essayer")).text
    await visitor.tap("Nouveau devis")
    await visitor.say("dupont menuiserie")
    await visitor.say("2 radiateurs 1000w")
    await visitor.tap("Valider")
    assert "factice" in (await visitor.pdf(await visitor.last())).lower()


async def test_a_quote_is_corrected_by_buttons_in_one_message(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    card = await seller.say("devis girard 2 radiateurs 1000w + 3,5 m cuivre 16 remise 0")
    assert totals(card)[0] == "405,83"
    await seller.tap("Modifier")
    await seller.tap("Tube cuivre")
    assert "→ 2,5" in " ".join((await seller.last()).buttons)
    await seller.tap("→ 2,5")
    await seller.tap("Retour")
    await seller.tap("Retour")
    shown = await seller.last()
    assert shown.id == card.id
    assert totals(shown)[0] == "397,88"
    await seller.tap("Modifier")
    await seller.tap("Tube cuivre")
    await seller.tap("Supprimer")
    await seller.tap("Retour")
    shown = await seller.last()
    assert shown.id == card.id
    assert totals(shown)[0] == "378,00"


async def test_prices_and_discounts_are_typed_after_their_buttons(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w remise 0")
    await seller.tap("Remise")
    assert totals(await seller.say("10"))[0] == "340,20"
    await seller.tap("Ligne")
    assert totals(await seller.say("10 m cuivre 16"))[0] == "411,75"
    await seller.tap("Modifier")
    await seller.tap("Radiateur")
    await seller.tap("Prix")
    assert "J'attends un prix" in (await seller.say("bof")).text
    assert totals(await seller.say("100"))[0] == "251,55"


async def test_words_change_the_draft_in_hand(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    card = await seller.say("devis girard 2 radiateurs 1000w remise 0")
    for words, net in (
        ("+ 10m cuivre 16", "457,50"),
        ("-5%", "434,62"),
        ("enlève le cuivre", "359,10"),
        ("4 pas 2", "718,20"),
    ):
        await seller.say(words)
        assert totals(await seller.card())[0] == net, words
    assert "Électricité Leroy" in (await seller.say("pour elec leroy")).text
    assert len(await seller.answers()) == 1
    assert (await seller.last()).id == card.id


async def test_an_edited_addition_replaces_what_it_had_added(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w remise 0")
    added = await seller.write("+ 10m cuivre 16")
    await seller.write("+ 1 clim 3,5")
    shown = await seller.edit(added, "+ 20m cuivre 16")
    lines = [line for line in shown.text.splitlines() if "→" in line]
    assert [line.split(" · ")[0] for line in lines] == [
        "2 × Radiateur aluminium — 1000 W",
        "20 m × Tube cuivre — Ø 16",
        "1 × Climatiseur mural 3,5 kW",
    ]


async def test_editing_a_message_leaves_a_validated_quote_alone(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    source = await seller.write("devis girard 2 radiateurs 1000w")
    await seller.tap("Valider")
    shown = await seller.edit(source, "devis girard 9 radiateurs 1000w")
    assert "validé" in (await seller.card("DE2611-0001")).text
    assert "9 ×" not in shown.text


async def test_a_refusal_reaches_the_salesperson(scene: Scene) -> None:
    seller, customer = (*await scene.staff(Karim=Role.SALES), await scene.person("Paul", last_name="Girard"))
    await customer.open(await sent(seller))
    await customer.tap("Refuser")
    await customer.tap("Retour")  # a slip of the thumb
    assert "Accepter" in " ".join((await customer.last()).buttons)
    await customer.tap("Refuser")
    await customer.tap("je refuse")
    assert "Vous l'avez refusé" in (await customer.last()).text
    assert "Paul Girard a refusé le devis" in (await seller.last()).text


async def test_an_answer_is_given_once_and_the_second_tap_says_so(scene: Scene) -> None:
    seller, customer = (*await scene.staff(Karim=Role.SALES), await scene.person("Paul"))
    await customer.open(await sent(seller))
    asked = await customer.tap("Accepter")
    yes, told = asked.data("j'accepte"), len(await seller.answers())
    await customer.press(asked.id, yes)
    await customer.press(asked.id, yes)
    assert "C'est déjà fait" in scene.toasts()[-1]
    assert len(await seller.answers()) == told + 1


async def test_a_second_tap_on_valider_takes_no_second_number(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    card = await seller.say("devis girard 2 radiateurs 1000w")
    valider = card.data("Valider")
    await seller.press(card.id, valider)
    await seller.press(card.id, valider)
    assert "C'est déjà fait : DE2611-0001" in scene.toasts()[-1]
    assert len([seen for seen in await seller.answers() if seen.document]) == 1
    await seller.say("devis girard 1 clim 3,5")
    await seller.tap("Valider")
    assert "DE2611-0002" in (await seller.card()).text


async def test_an_old_card_shows_the_quote_as_it_is_now(scene: Scene) -> None:
    seller, colleague = await scene.staff(Karim=Role.SALES, Sophie=Role.OWNER)
    card = await seller.say("devis girard 2 radiateurs 1000w")
    home = await colleague.say("/start")
    await colleague.press(home.id, card.data("Modifier").replace("quote-edit", "quote-open"))
    await seller.say("3 pas 2")
    await colleague.tap("Valider")
    assert "Ce devis a changé" in scene.toasts()[-1]
    assert "538,65" in (await colleague.last()).text
    assert "brouillon" in (await colleague.last()).text


async def test_a_quote_out_of_date_is_not_accepted(scene: Scene) -> None:
    seller, customer = (*await scene.staff(Karim=Role.SALES), await scene.person("Paul"))
    await customer.open(await sent(seller))
    await customer.tap("Accepter")
    scene.clock.advance(days=31)
    await customer.tap("j'accepte")
    assert "n'était valable que jusqu'au" in scene.toasts()[-1]
    assert "envoyé" in (await seller.say("de1")).text


async def test_the_pdf_is_the_same_file_for_everybody_for_ever(scene: Scene) -> None:
    seller, customer = (*await scene.staff(Karim=Role.SALES), await scene.person("Paul"))
    link = await sent(seller)
    first = await seller.pdf(next(seen for seen in await seller.answers() if seen.document))
    await customer.open(link)
    await scene.restart()
    scene.clock.advance(days=3)
    await customer.tap("PDF")
    assert await customer.pdf(await customer.last()) == first
