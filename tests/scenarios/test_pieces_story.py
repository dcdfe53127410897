"""Pieces with serial numbers that are invoiced over the counter: which one leaves, and that very one comes back."""

import pytest

from core.permissions import Role
from tests.scenarios.harness import Person, Scene

on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)


async def boilers(owner: Person, *serials: str) -> None:
    """« Chaudière zeta », one piece of each number in the depot."""
    await owner.say("nouvel article chaudière zeta")
    await owner.say("120")
    await owner.say("suivi : numéro de série", reply_to=await owner.card("zeta"))
    for serial in serials:
        await owner.say("reçu 1 chaudière zeta")
        await owner.say(serial)


@on_both
async def test_which_piece_leaves_is_asked_before_it_is_invoiced_and_that_one_comes_back(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await boilers(owner, "Z1", "Z2", "Z3")
    await owner.say("facture girard 2 chaudière zeta")
    await owner.tap("Valider la facture")
    asked = await owner.last()
    assert "quel n° de série ? (2)" in asked.text
    assert [label for label in asked.buttons if label.startswith("Z")] == ["Z1", "Z2", "Z3"]
    assert not any("FA2611" in one.text for one in await owner.see()), "nothing is invoiced yet"
    await owner.tap("Z3")
    again = await owner.last()
    assert "quel n° de série ? (1)" in again.text
    assert [label for label in again.buttons if label.startswith("Z")] == ["Z1", "Z2"]
    assert "Z9" in (await owner.say("Z9")).text, "nobody has it"
    await owner.say("Z1")
    card = await owner.card("FA2611-0001")
    (file,) = [one for one in await owner.see() if one.file_name.startswith("FA2611-0001")]
    assert "Lot ou n° de série : Z3, Z1" in await owner.pdf(file)

    await owner.say("avoir total sur la fa 1")
    await owner.tap("Valider")
    await owner.tap("Reprendre en stock")
    await owner.tap("En stock")
    assert "Z1" in (await owner.say("stock chaudière zeta")).text, card.text
    await owner.say("facture girard 1 chaudière zeta")
    await owner.tap("Valider la facture")
    assert "Z3" in (await owner.last()).buttons
    await owner.tap("Z3")
    assert "FA2611-0002" in (await owner.card("FA2611-0002")).text


async def test_a_piece_that_was_sold_is_not_invoiced_again(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await boilers(owner, "Z1", "Z2")
    for name in ("girard", "dupont menuiserie"):
        await owner.say(f"facture {name} 1 chaudière zeta")
        await owner.tap("Valider la facture")
        await owner.say("Z1")
    assert "Z1" in (await owner.last()).text
    assert not any("FA2611-0002" in one.text for one in await owner.see())
    await owner.tap("Z2")
    assert "FA2611-0002" in (await owner.card("FA2611-0002")).text


async def test_some_of_what_was_invoiced_at_once_comes_back_by_a_tap_on_its_number(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await boilers(owner, "Z1", "Z2")
    await owner.say("facture girard 2 chaudière zeta")
    await owner.tap("Valider la facture")
    await owner.say("Z1, Z2")
    await owner.say("avoir sur la fa 1 pour 1 chaudière")
    await owner.tap("Valider")
    await owner.tap("Reprendre en stock")
    asked = await owner.card("quels numéros")
    assert {"Z1", "Z2"} <= set(asked.buttons)
    await owner.tap("Z2")
    await owner.tap("En stock")
    shown = (await owner.say("stock chaudière zeta")).text
    assert "Z2" in shown
    assert "Z1" not in shown


async def test_whoever_leaves_the_numbers_unsaid_has_invoiced_nothing(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await boilers(owner, "Z1")
    await owner.say("facture girard 1 chaudière zeta")
    await owner.tap("Valider la facture")
    await owner.tap("Laisser")
    assert any("Valider la facture" in label for label in (await owner.card("Facturer tout de suite")).buttons)
    assert not any("FA2611" in one.text for one in await owner.see())
