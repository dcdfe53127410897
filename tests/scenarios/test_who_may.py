"""Everybody sees and does what is theirs, whoever holds the phone and whatever button they send."""

import pytest

from core.permissions import Role
from tests.scenarios.harness import Person, Scene


async def _sent(seller: Person, words: str = "devis girard 2 radiateurs 1000w") -> str:
    """A quote given to its customer; the payload of its link."""
    await seller.say(words)
    await seller.tap("Valider")
    await seller.tap("Envoyer")
    return (await seller.last()).link()


async def test_a_technician_reads_prices_and_makes_no_quote(scene: Scene) -> None:
    seller, technician = await scene.staff(Karim=Role.SALES, Julien=Role.TECHNICIAN)
    assert "rôle ne permet pas" in (await technician.say("devis girard 2 radiateurs 1000w")).text
    assert "rôle ne permet pas" in (await technician.say("/devis")).text
    assert "899,00" in (await technician.say("prix clim 3,5")).text
    card = await seller.say("devis girard 2 radiateurs 1000w")
    await technician.press(1, card.data("Valider"))
    assert "rôle ne permet pas" in scene.toasts()[-1]
    assert "brouillon" in (await seller.card()).text


async def test_a_stranger_learns_nothing(scene: Scene) -> None:
    seller, stranger = (*await scene.staff(Karim=Role.SALES), await scene.person("Inconnu"))
    card = await seller.say("devis girard 2 radiateurs 1000w")
    for words in (
        "tel girard",
        "prix clim 3,5",
        "devis girard 1 clim 3,5",
        "/reprendre",
        "/historique 1",
        "/documents",
    ):
        told = await stranger.say(words)
        for secret in ("Girard", "899", "Thermélec", "brouillon"):
            assert secret not in told.text, words
    for button in card.buttons.values():
        await stranger.press(1, button["callback_data"])
    assert all("Girard" not in seen.text for seen in await stranger.see())
    assert "brouillon" in (await seller.card()).text


async def test_a_customer_sees_his_own_quote_and_nobody_elses(scene: Scene) -> None:
    seller, girard, leroy = (
        *await scene.staff(Karim=Role.SALES),
        await scene.person("Paul"),
        await scene.person("Luc"),
    )
    first = await girard.open(await _sent(seller))
    assert "DE2611-0001" in first.text
    await leroy.open(await _sent(seller, "devis elec leroy 1 clim 3,5 remise 0"))
    assert "DE2611-0002" in (await leroy.last()).text
    for label in ("Accepter", "PDF"):
        before = await leroy.answers()
        await leroy.press(1, first.data(label))
        assert await leroy.answers() == before
        assert "Je ne trouve pas cela ici" in scene.toasts()[-1]
    assert "DE2611-0001" not in str((await leroy.say("/documents")).buttons)


async def test_a_customer_has_no_access_to_the_companys_own_buttons(scene: Scene) -> None:
    seller, customer = (*await scene.staff(Karim=Role.SALES), await scene.person("Paul"))
    card = await seller.say("devis girard 2 radiateurs 1000w")
    await customer.open(await _sent(seller, "devis girard 1 clim 3,5"))
    before = await customer.answers()
    for button in card.buttons.values():
        await customer.press(1, button["callback_data"])
    assert await customer.answers() == before
    assert "brouillon" in str((await seller.say("/reprendre")).buttons)


async def test_a_link_serves_one_person_and_its_giver_is_warned(scene: Scene) -> None:
    seller, customer, second = (
        *await scene.staff(Karim=Role.SALES),
        await scene.person("Paul"),
        await scene.person("Zoé"),
    )
    link = await _sent(seller)
    assert "DE2611-0001" in (await customer.open(link)).text
    refused = await second.open(link)
    assert "a déjà servi" in refused.text
    assert "DE2611" not in refused.text
    assert "Zoé" in (await seller.last()).text
    assert "DE2611-0001" in (await customer.open(link)).text  # his own link opens again


async def test_staff_who_open_their_own_link_use_nothing_up(scene: Scene) -> None:
    seller, customer = (*await scene.staff(Karim=Role.SALES), await scene.person("Paul"))
    link = await _sent(seller)
    assert "Ce lien est pour votre client" in (await seller.open(link)).text
    assert "DE2611-0001" in (await customer.open(link)).text


async def test_a_made_up_link_opens_nothing(scene: Scene) -> None:
    (stranger,) = (await scene.person("Zoé"),)
    assert "n'est plus valable" in (await stranger.open("q_" + "x" * 32)).text


async def test_data_that_no_button_bears_is_answered_and_changes_nothing(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    card = await seller.say("devis girard 2 radiateurs 1000w")
    company = card.data("Valider").split(".")[1]
    forged = (
        "x",
        "....",
        "quote-validate",
        f"quote-validate.{company}.1.99",
        f"quote-validate.{company}.999999999999999999.1",
        f"line-qty.{company}.1.1",
        f"line-qty.{company}.1.1.1.beaucoup",
        f"line-qty.{company}.1.1.1.-3",
        f"line-qty.{company}.1.1.1.NaN",
        f"line-qty.{company}.1.1.1.1e30",
        f"line-remove.{company}.1.1.99999999999999999999",
        f"quote-edit.{company}.1.1.99999999999999999999",
        f"resume-question.{company}.999999999999999999.1",
        "answer.0.0.1.-1",
        "customer-undo.0.999999999999999999.1",
        "é" * 32,
    )
    for data in forged:
        taps = len(scene.toasts())
        await seller.press(card.id, data)
        assert "Référence" not in (await seller.last()).text, data
        assert len(scene.toasts()) >= taps, data
    assert any("430,92" in label for label in (await seller.say("/reprendre")).buttons)


@pytest.mark.parametrize("words", ["fa 19", "impayés", "avoir total sur la fa 1", "docs dupont menuiserie"])
async def test_who_keeps_or_brings_goods_is_told_that_invoices_are_not_for_him(scene: Scene, words: str) -> None:
    for person in await scene.staff(Malik=Role.STOREKEEPER, Julien=Role.TECHNICIAN):
        assert "Votre rôle ne permet pas cela" in (await person.say(words)).text
