"""A question that takes a sentence takes any: words that would ask for something elsewhere are an answer here."""

from typing import Final

import pytest

from bot.deliveries.returning import WHY
from bot.flows.engine import FLOWS
from bot.stock.moving import ReasonStep as StockReason
from core.permissions import Role
from tests.scenarios.harness import Scene
from tests.scenarios.test_order_story import at_work, ordered

_REASONS: Final = (
    "le stock arrive mardi",
    "stock insuffisant depuis 3 semaines",
    "commande en double",
    "le client est absent jusqu'à lundi",
    "girard a commandé 2 radiateurs ailleurs",
    "livré par erreur chez dupont",
    "manque 2 radiateurs",
    "doublon du devis 12",
    "il paye vendredi par virement",
    "acompte reçu hier",
    "remise 5 refusée",
    "client parti chez un concurrent",
    "prix trop haut",
    "équipe en congés",
    "export bloqué en douane",
    "catalogue périmé",
    "annulé par le client",
    "stop chantier",
    "livraison demain",
    "vu avec le gérant",
    "3 pas 2",
    "historique de paiement correct",
)


@pytest.mark.parametrize(("verb", "said"), [("Débloquer", "débloquée"), ("Refuser", "refusée")])
async def test_a_decision_takes_any_reason(scene: Scene, verb: str, said: str) -> None:
    seller, manager = await at_work(scene, Karim=Role.SALES, Sophie=Role.MANAGER)
    for reason in _REASONS:
        scene.clock.advance(minutes=4)  # the same words at once are asked about
        await ordered(seller, "commande girard 2 radiateurs 1000w acompte 30%")
        await manager.tap(verb, on=await manager.last())
        await manager.say(reason)
        card = await manager.tap(verb)
        assert said in card.text, reason
        assert f"« {reason} »" in (await seller.last()).text


async def test_giving_up_an_order_takes_any_reason(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    for reason in _REASONS:
        scene.clock.advance(minutes=4)  # the same words at once are asked about
        await seller.tap("Annuler", on=await ordered(seller))
        await seller.say(reason)
        assert "annulée" in (await seller.tap("Annuler")).text, reason


@pytest.mark.parametrize(("button", "asked"), [("Note", "Quelle note imprimer"), ("Objet", "Quel objet")])
async def test_a_note_and_a_subject_take_any_sentence(scene: Scene, button: str, asked: str) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    await seller.say("devis girard 2 radiateurs 1000w")
    await seller.tap("Conditions")
    for sentence in _REASONS:
        await seller.tap(button)
        assert asked in (await seller.last()).text
        assert sentence in (await seller.say(sentence)).text.lower(), sentence


async def test_every_question_for_a_sentence_is_marked_as_one() -> None:
    one_step: dict[str, dict[str, object]] = {
        "delivery:fail": {"delivery_id": 1},
        "delivery:reserves": {"delivery_id": 1},
        "asked:answer": {"notice_id": 1},
        "quote:reply": {"quote_id": 1},
        "order:cancel": {"order_id": 1, "number": ""},
        "customer:field": {"customer_id": 1, "field": "notes"},
        "product:field": {"product_id": 1, "field": "notes"},
    }
    for flow, answers in one_step.items():
        question = FLOWS[flow].open_step(answers)
        assert question is not None
        assert question[1].free, flow
    for step in (StockReason("reason"), WHY):
        asked = step.ask({})
        assert asked is not None
        assert asked.free


async def test_an_answer_to_a_customer_takes_any_sentence(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    await ordered(seller)
    await seller.tap("Envoyer")
    customer = await scene.person("Marc", last_name="Girard")
    await customer.open((await seller.last()).link())
    await customer.say("vous livrez quand, s'il vous plaît ?")
    news = await seller.last()
    for sentence in _REASONS:
        scene.clock.advance(minutes=1)
        await seller.press(news.id, news.data("Répondre"))
        await seller.say(sentence)
        assert (await customer.last()).text.endswith(f"« {sentence} »"), sentence


async def test_an_order_for_a_known_customer_leaves_the_question(scene: Scene) -> None:
    (seller,) = await at_work(scene, Karim=Role.SALES)
    card = await ordered(seller)
    await seller.tap("Annuler", on=card)
    assert "Commande · brouillon" in (await seller.say("commande girard 2 radiateurs 1000w")).text
    await seller.tap("Annuler", on=card)
    await seller.say("annuler")
    assert "confirmée" in (await seller.card()).text
