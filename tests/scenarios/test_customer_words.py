"""What passes between a customer in his chat and his salesperson besides the answer to a quote."""

from core.permissions import Role
from tests.scenarios.harness import Person, Scene


async def _introduced(scene: Scene) -> tuple[Person, Person]:
    """A salesperson, and a customer who has opened the link of a first quote."""
    seller, customer = (*await scene.staff(Karim=Role.SALES), await scene.person("Paul", last_name="Girard"))
    await _send(seller, "devis girard 2 radiateurs 1000w")
    await customer.open((await seller.last()).link())
    return seller, customer


async def _send(seller: Person, words: str) -> None:
    await seller.say(words)
    await seller.tap("Valider")
    await seller.tap("Envoyer")


async def test_the_salesperson_reads_that_the_customer_in_the_chat_has_the_quote(scene: Scene) -> None:
    seller, customer = await _introduced(scene)
    assert "dans son chat" not in (await seller.last()).text
    await _send(seller, "devis girard 1 clim 3,5")
    assert "Paul Girard le reçoit dans son chat" in (await seller.last()).text
    assert "vous envoie un devis" in (await customer.last()).text
    await seller.tap("Envoyer", on=await seller.card("Carrosserie Girard — "))
    assert "Paul Girard l'a reçu dans son chat" in (await seller.last()).text


async def test_a_customer_s_sentence_reaches_his_salesperson(scene: Scene) -> None:
    seller, customer = await _introduced(scene)
    assert "Transmis à Karim" in (await customer.say("vous pouvez passer quand pour la pose")).text
    asked = (await seller.last()).text
    assert "Question de Paul Girard sur le devis DE2611-0001" in asked
    assert "passer quand" in asked


async def test_a_word_is_proposed_and_more_words_go_with_it(scene: Scene) -> None:
    seller, customer = await _introduced(scene)
    assert "Transmettre à Karim Belkacem ?" in (await customer.say("radiateurs")).text
    assert "Transmis à Karim" in (await customer.say("c'est urgent ?")).text
    asked = (await seller.last()).text
    assert "radiateurs" in asked
    assert "urgent" in asked
    await customer.say("merci")
    assert "Transmis" in (await customer.tap("Transmettre")).text
    assert "merci" in (await seller.last()).text


async def test_words_that_are_too_many_are_not_cut_but_given_back(scene: Scene) -> None:
    seller, customer = await _introduced(scene)
    assert "1 000 caractères au plus" in (await customer.say(f"{'bla ' * 300}mais surtout pas lundi")).text
    assert "Question" not in (await seller.last()).text
    assert "Transmis" in (await customer.say("surtout pas le lundi")).text


async def test_a_customer_who_asks_for_his_documents_sees_them(scene: Scene) -> None:
    seller, customer = await _introduced(scene)
    assert "Vos documents" in (await customer.say("mes devis")).text
    assert "Vos documents" in (await customer.say("Bonjour")).text
    await customer.say("radiateurs")
    assert "Vos documents" in (await customer.say("non")).text
    assert "Question" not in (await seller.last()).text


async def test_a_reply_to_a_quote_s_card_is_about_that_quote(scene: Scene) -> None:
    seller, customer = await _introduced(scene)
    first = await customer.last()
    await _send(seller, "devis girard 1 clim 3,5")
    await customer.say("et sans les vannes ça ferait combien", reply_to=first)
    assert "DE2611-0001" in (await seller.last()).text


async def test_what_is_told_of_a_customer_goes_on_his_card(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    assert "🗒 préfère le matin" in (await seller.say("note que girard préfère le matin")).text
    assert "code porte 12A" in (await seller.say("girard note : code porte 12A")).text
    assert "✉️ atelier@girard.example" in (await seller.say("email girard atelier@girard.example")).text
    assert "06 12 34 56 78" in (await seller.say("tel girard 06 12 34 56 78")).text
    assert "Préfère" not in (await seller.say("client girard")).text, "nobody is called so"
