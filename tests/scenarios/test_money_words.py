"""Sentences about money that are easily taken for another: given back, said over an open question, a number alone."""

import pytest
from sqlalchemy import text, update

from core.db.scope import ALL_COMPANIES
from core.parties.models import Customer, CustomerKind
from core.permissions import SYSTEM, Role
from core.sales.lifecycles import Channel
from core.sales.models import Quote
from tests.scenarios.harness import Scene
from tests.scenarios.test_online_payment_story import TRIAL, customer_of
from tests.scenarios.test_payment_story import invoiced, received


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("rembourse 590,64 esp dupont menuiserie", "espèces"),
        ("rembourser 640,63 dupont menuiserie en espèces", "espèces"),
        ("remboursé 20 dupont menuiserie cb", "carte"),
        ("rembourse 20 cb dupont menuiserie", "carte"),
        ("remboursement 50 dupont menuiserie", "Rembourser"),
        ("refunded 20 by card to dupont menuiserie", "carte"),
    ],
)
async def test_money_given_back_is_never_offered_as_money_received(scene: Scene, words: str, expected: str) -> None:
    owner, seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await invoiced(owner)
    await received(owner, "1 400 vir dupont menuiserie")
    asked = await owner.say(words)
    assert "Rembourser" in asked.text
    assert any(expected in label for label in (asked.text, *asked.buttons))
    assert not any("Encaisser" in label for label in asked.buttons)
    refused = await seller.say(words)
    assert "Encaisser" not in refused.text
    assert "Votre rôle ne permet pas cela" in refused.text


async def test_a_sentence_that_is_a_request_takes_the_place_of_an_open_payment(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("encaissé 30 cb garage martinez")
    asked = await owner.say("encaissé 50 cb camping du parc le 1er novembre")
    assert "Encaisser 50,00 €" in asked.text
    assert "1 nov. 2026" in asked.text
    meant = await owner.say("chèque garage martinez impayé le 20/10")
    assert "Je ne trouve pas ce paiement" in meant.text, "no cheque of his came"
    assert "Encaisser" not in meant.text
    assert any("Paiement reçu" in label for label in (await owner.say("/reprendre")).buttons)


async def test_words_that_answer_nothing_leave_no_doubt_about_which_payment_is_open(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("encaissé 30 cb garage martinez")
    lost = await owner.say("la boulangerie du coin passe aussi voir ce truc bizarre")
    assert "Ce paiement-ci attend toujours" in lost.text
    assert "Encaisser 30,00 €" in lost.text


async def test_another_day_can_be_said_of_a_payment_whose_day_was_refused(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("clôture octobre")
    await owner.tap("Oui, clôturer")
    await owner.say("encaissé 30 cb garage martinez le 20/10")
    assert "Choisissez un jour après" in (await owner.tap("✅ Encaisser")).text + "".join(scene.toasts())
    changed = await owner.say("le 2/11")
    assert "2 nov. 2026" in changed.text
    await owner.tap("✅ Encaisser", on=changed)
    assert "2 nov. 2026" in (await owner.card("Paiement RG")).text


@pytest.mark.parametrize("words", ["500 cb commande 1", "500 cb"])
async def test_money_for_an_order_that_is_wholly_invoiced_pays_its_invoice(scene: Scene, words: str) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("commande dupont menuiserie 3 radiateurs 1000w")
    await owner.tap("Contrôler")
    await owner.tap("Valider la commande")
    order = await owner.card("CO2611-0001")
    assert "pour la commande CO2611-0001" in (await owner.say("500 cb commande 1")).text
    await owner.say("facture tout sur la 1")
    await owner.tap("Valider")
    await owner.card("FA2611-0001")
    asked = await owner.say(words, reply_to=order)
    assert "FA2611-0001" in asked.text
    assert "CO2611-0001" not in asked.text
    await owner.tap("Encaisser", on=asked)
    assert "payée en partie" in (await owner.say("FA2611-0001")).text


@pytest.mark.parametrize("words", ["RG2611-0001", "paiement RG2611-0001", "rg 1"])
async def test_a_payment_opens_by_its_number(scene: Scene, words: str) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await received(owner, "encaissé 30 cb garage martinez")
    assert "Paiement RG2611-0001" in (await owner.say(words)).text


async def test_a_second_payer_and_a_third_decimal_are_asked_about(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    which = await owner.say("encaissé 300 chq camping du parc et garage martinez")
    assert len([one for one in which.buttons if "amping" in one or "artinez" in one]) == 2
    for words in ("encaissé 10,005 cb garage martinez", "encaissé 10,005", "rembourse 10,005 garage martinez"):
        assert "deux décimales au plus" in (await owner.say(words)).text


@pytest.mark.parametrize("days", ["du 31/12/2026 au 01/01/2026", "du 30/02/2026 au 31/12/2026"])
async def test_a_year_of_impossible_days_is_refused_with_the_reason(scene: Scene, days: str) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    assert "deux jours qui existent, et le premier d'abord" in (await owner.say(f"exercice {days}")).text
    assert "1 janv. 2029" in (await owner.say("exercice du 01/10/2026 au 01/01/2029")).text


async def test_the_ceiling_of_cash_is_told_before_anybody_pays(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner, "8 radiateurs 1000w")
    asked = await owner.say("encaissé 1200 dupont menuiserie")
    assert "Pas en espèces" in asked.text
    assert not any("spèces" in label for label in asked.buttons)
    fits = await owner.say("encaissé 900 dupont menuiserie")
    assert any("spèces" in label for label in fits.buttons)


async def test_a_customer_is_told_of_his_credit_and_not_asked_for_what_it_covers(scene: Scene) -> None:
    scene.payment_token = TRIAL
    await scene.restart()
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await received(owner, "700 vir dupont menuiserie")
    await invoiced(owner)
    buyer = await customer_of(scene, owner)
    mine = await buyer.say("mon compte")
    assert "700,00 € d'avance" in mine.text
    assert not any("Payer FA" in label for label in mine.buttons)


async def test_money_that_may_not_come_yet_is_refused_before_anybody_confirms(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    across = {ALL_COMPANIES: True}
    async with scene.work.begin(SYSTEM) as uow:
        await uow.session.execute(update(Customer).values(kind=CustomerKind.CONSUMER), execution_options=across)
    await owner.say("devis girard 2 radiateurs 1000w")
    await owner.tap("✅ Valider")
    async with scene.work.begin(SYSTEM) as uow:
        await uow.session.execute(update(Quote).values(channel=Channel.OFF_PREMISES), execution_options=across)
    for words in ("encaissé 100 cb girard", "encaissé 100 girard"):
        told = await owner.say(words)
        assert "DE2611-0001" in told.text
        assert "signature" in told.text
        assert not any("Encaisser" in label or "Carte" in label for label in told.buttons)
    await owner.say("encaissé cb girard")
    assert "signature" in (await owner.say("100")).text


async def test_a_till_that_would_go_below_nothing_is_told_before_cash_leaves(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await received(owner, "700 vir dupont menuiserie")
    assert "En espèces" not in (await owner.say("rembourse 90 dupont menuiserie")).text, "there is no till at all"
    none = await owner.say("rembourse 90 esp dupont menuiserie")
    assert "il manquerait 90,00 € : il y a 0,00 € dans « Caisse »" in none.text
    await received(owner, "encaissé 50 esp garage martinez")
    assert "manquerait" not in (await owner.say("rembourse 50 esp dupont menuiserie")).text
    assert "manquerait" not in (await owner.say("rembourse 90 vir dupont menuiserie")).text
    either = await owner.say("rembourse 90 dupont menuiserie")
    assert "il manquerait 40,00 € : il y a 50,00 € dans « Caisse »" in either.text
    short = await owner.say("rembourse 90 esp dupont menuiserie")
    assert "il manquerait 40,00 €" in short.text
    await owner.tap("Oui", on=short)  # it is told, not refused
    await owner.card("Remboursement RG")
    taken_back = await owner.say("RG2611-0002")
    assert "il manquerait 90,00 €" in (await owner.tap("Noté par erreur", on=taken_back)).text


@pytest.mark.parametrize(
    "words",
    [
        "chèque dupont menuiserie impayé le 20/11",
        "le chèque de dupont menuiserie est revenu impayé le 20 novembre",
        "chèque 646,38 dupont menuiserie impayé le 20/11",
        "dupont menuiserie son cheque est impayé le 20/11",
    ],
)
async def test_the_day_on_which_a_cheque_bounced_is_read(scene: Scene, words: str) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await received(owner, "chq 646,38 dupont menuiserie le 18/11")
    asked = await owner.say(words)
    assert "Revenu le ven. 20 nov. 2026" in asked.text, asked.text
    await owner.tap("Frais de la banque", on=asked)
    asked = await owner.say("12,50")
    assert "Revenu le ven. 20 nov. 2026" in asked.text
    await owner.tap("Oui, impayé", on=asked)
    await owner.card("repris le")
    async with scene.database.reading() as session:
        days = (await session.execute(text('SELECT "on" FROM payment ORDER BY id'))).scalars().all()
    assert [str(one) for one in days] == ["2026-11-18", "2026-11-20"]
    assert "intacts" in (await owner.say("vérifie les comptes")).text


async def test_no_cheque_bounces_before_it_came(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await invoiced(owner)
    await received(owner, "chq 646,38 dupont menuiserie")
    assert "il n'a pas pu revenir avant" in (await owner.say("chèque dupont menuiserie impayé le 20/11")).text
