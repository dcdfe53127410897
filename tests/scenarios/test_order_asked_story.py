"""A customer orders of himself, in words or by a file; and papers that somebody forwards without a word."""

from core.permissions import Role
from tests.scenarios.harness import Person, Scene
from tests.scenarios.test_order_story import accepted, at_work, number_of, on_both, ordered


async def customer_of_an_order(scene: Scene, seller: Person) -> Person:
    """Somebody of Girard's who was given an order, and no quote."""
    await ordered(seller)
    await seller.tap("Envoyer")
    customer = await scene.person("Marc", last_name="Girard")
    await customer.open((await seller.last()).link())
    return customer


@on_both
async def test_a_customer_orders_in_his_chat_and_his_salesperson_makes_one_draft_of_it(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    customer = await customer_of_an_order(scene, seller)
    assert "Transmis à" in (await customer.say("commande 3 rad alu 1000")).text
    news = await seller.last()
    assert "« commande 3 rad alu 1000 »" in news.text
    make, reply = news.data("En faire une commande"), news.data("Répondre")
    await seller.tap("En faire une commande", on=news)
    draft = await seller.last()
    assert "Commande · brouillon" in draft.text
    assert "3 × Radiateur" in draft.text
    assert "Girard" in draft.text
    await seller.say("4 pas 3")
    await seller.press(news.id, make)
    assert "4 × Radiateur" in (await seller.last()).text
    await seller.press(news.id, reply)
    await seller.say("C'est noté, livraison mardi.")
    assert "« C'est noté, livraison mardi. »" in (await customer.last()).text


async def test_a_customers_own_file_becomes_an_order_with_its_number(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    customer = await customer_of_an_order(scene, seller)
    assert "Transmis à" in (await customer.send_file("document", "bc.pdf", b"%PDF-1.4 bc", "notre BC-901")).text
    news = await seller.last()
    await seller.tap("Voir la pièce", on=news)
    assert (await seller.last()).file_name == "bc.pdf"
    await seller.tap("En faire une commande", on=news)
    card = await seller.last()
    assert "n° BC-901 chez lui · 📎 bc.pdf" in card.text


async def test_whatever_a_customer_without_a_quote_writes_is_passed_on(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    customer = await customer_of_an_order(scene, seller)
    assert "CO2611" in " ".join((await customer.say("où en est ma commande ?")).buttons)
    await customer.say("vous livrez quand, s'il vous plaît ?")
    assert "« vous livrez quand, s'il vous plaît ? »" in (await seller.last()).text
    history = await seller.say("/historique girard")
    assert "vous livrez quand" in history.text


async def test_a_customer_asks_where_his_order_is_or_gives_it_up(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    customer = await customer_of_an_order(scene, seller)
    assert "CO2611-0001" in " ".join((await customer.say("mes commandes")).buttons)
    for said in ("où en est ma commande 1 ?", "ma commande CO2611-0001"):
        assert "CO2611-0001" in (await customer.say(said)).text
        assert "Transmis" not in (await customer.last()).text
    assert "Transmis à" in (await customer.say("annule ma commande 1 svp")).text
    news = await seller.last()
    assert "« annule ma commande 1 svp »" in news.text
    assert not any("En faire une commande" in label for label in news.buttons)
    assert any("Répondre" in label for label in news.buttons)


async def test_a_forwarded_paper_without_a_word_is_asked_about(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    question = await seller.send_file("document", "cde.pdf", b"%PDF-1.4 cde")
    assert "📎 cde.pdf : la commande de quel client ?" in question.text
    await seller.say("girard")
    card = await seller.last()
    assert "Commande · brouillon" in card.text
    assert "📎 cde.pdf" in card.text
    question = await seller.send_file("document", "po.pdf", b"%PDF-1.4 po", "Bonjour, ci-joint notre BC-77")
    assert "la commande de quel client ?" in question.text


@on_both
async def test_a_deposit_said_in_the_same_breath_is_noted_with_one_tap(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    draft = await seller.say("commande girard 2 radiateurs 1000w acompte 30% cb")
    assert "acompte 30 % (129,28 €)" in draft.text
    assert "Cb" not in draft.text
    await seller.tap("Contrôler")
    await seller.tap("Valider la commande")
    asked = await seller.last()
    assert "Noter un acompte de 129,28 €" in asked.text
    card = await seller.tap("Oui, carte", on=asked)
    assert "confirmée" in card.text
    assert "reçu 129,28 €" in card.text


async def test_who_let_an_order_pass_is_named_and_what_it_waits_for_is_said(scene: Scene) -> None:
    seller, accountant = await at_work(scene, Karim=Role.SALES, Nadia=Role.ACCOUNTANT)
    card = await ordered(seller, "commande girard 2 radiateurs 1000w acompte 30%")
    assert "en attente d'acompte" in card.text
    await accountant.tap("Débloquer", on=await accountant.last())
    await accountant.tap("confiance")
    assert "🔓 débloquée par Nadia" in (await seller.last()).text
    prepared = await seller.tap("Préparer", on=await seller.last())
    assert prepared.text
    assert "en préparation" in (await seller.say(f"où en est la {int(number_of(card)[-4:])}")).text


@on_both
async def test_conditions_newer_than_his_last_order_wait_for_the_customers_yes(scene: Scene) -> None:
    (owner,) = await at_work(scene, Paul=Role.OWNER)
    await _conditions(owner, "Nos premières conditions.")
    customer = await customer_of_an_order(scene, owner)
    await customer.tap("Bon pour accord")
    await customer.tap("Oui, bon pour accord")
    await _conditions(owner, "Nos conditions nouvelles.")
    await owner.say("commande girard 2 radiateurs 1000w")
    control = await owner.tap("Contrôler")
    assert "❌ CGV : version 2 acceptée, la version 3 est plus récente" in control.text
    card = await owner.tap("Valider la commande")
    assert "en attente de l'accord du client" in card.text
    await owner.tap("Envoyer", on=card)
    theirs = await customer.open((await owner.last()).link())
    assert "Nos conditions ont changé" in theirs.text
    await customer.tap("Bon pour accord", on=theirs)
    assert "Elle est confirmée" in (await customer.tap("Oui, bon pour accord")).text
    assert "· confirmée" in (await owner.last()).text
    await owner.say("commande girard 4 radiateurs 1000w")
    assert "✅ CGV : version 3 acceptée" in (await owner.tap("Contrôler")).text


async def _conditions(owner: Person, text: str) -> None:
    await owner.say("/reglages")
    await owner.tap("Mentions")
    await owner.tap("Conditions générales")
    await owner.say(text)


@on_both
async def test_a_file_without_goods_becomes_one_draft_however_often_and_by_whomever_it_is_tapped(scene: Scene) -> None:
    seller, manager = await at_work(scene, Karim=Role.SALES, Sophie=Role.MANAGER)
    customer = await customer_of_an_order(scene, seller)
    await customer.send_file("document", "bc.pdf", b"%PDF-1.4 bc")
    news = await seller.last()
    make = news.data("En faire une commande")
    await seller.tap("En faire une commande", on=news)
    assert "📎 bc.pdf" in (await seller.last()).text
    await seller.say("5 radiateurs 1000w")
    await seller.press(news.id, make)
    assert "5 × Radiateur" in (await seller.last()).text
    await manager.press((await manager.last()).id, make)
    assert "5 × Radiateur" in (await manager.last()).text
    assert any("s'en occupe déjà" in seen.text for seen in await manager.see())


async def test_goods_that_he_asks_for_are_no_question_about_a_quote_that_is_over(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    customer = await scene.person("Marc", last_name="Girard")
    news = await accepted(seller, customer)
    await seller.tap("Commander", on=news)
    await seller.tap("Valider la commande")
    for said in (
        "Bonjour, je voudrais 2 radiateurs 1000w et une livraison rapide, BC 9000 ci-joint",
        "encore 2 radiateurs 1000w",
    ):
        assert "Transmis à" in (await customer.say(said)).text
        told = await seller.last()
        assert "devis" not in told.text
        await seller.tap("En faire une commande", on=told)
        draft = await seller.last()
        assert "2 × Radiateur" in draft.text
    await customer.say("vous passez quand pour la pose ?")
    assert "devis" not in (await seller.last()).text
