"""The second tap on what was done: the same result, once; and what the history tells of it."""

from core.permissions import Role
from tests.scenarios.harness import Person, Scene, Seen


async def _twice(person: Person, shown: Seen, label: str) -> tuple[Seen, Seen]:
    """The message after each of two taps on the same button."""
    data, seen = shown.data(label), []
    for _tap in range(2):
        await person.press(shown.id, data)
        seen.append(next(one for one in await person.see() if one.id == shown.id))
    return seen[0], seen[1]


def _files(seen: list[Seen], prefix: str) -> list[str]:
    return [one.file_name for one in seen if one.file_name.startswith(prefix)]


async def test_a_direct_invoice_that_is_forced_twice_is_one(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("facture girard 500 radiateurs 1000w")
    doubtful = await owner.tap("Valider la facture")
    assert "Stock" in doubtful.text
    first, second = await _twice(owner, doubtful, "Facturer quand même")
    assert "Facture FA2611-0001" in first.text
    assert (second.text, second.buttons) == (first.text, first.buttons)
    assert len(_files(list(await owner.see()), "FA")) == 1


async def test_a_draft_before_the_delivery_that_is_asked_for_twice_is_one(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("commande girard 4 radiateurs 1000w")
    await owner.tap("Contrôler")
    await owner.tap("Valider la commande")
    asked = await owner.say("facture la 1")
    first, second = await _twice(owner, asked, "Facturer quand même")
    assert "Pas encore livré : 4 × Radiateur" in first.text
    assert second.text == first.text
    assert "1 document" in (await owner.say("brouillons de factures")).text


async def test_what_a_credit_note_brings_back_comes_back_once(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    before = await owner.say("stock radiateur 1000w")
    await owner.say("facture girard 2 radiateurs 1000w")
    await owner.tap("Valider la facture")
    await owner.say("avoir sur la fa 1 pour 2 radiateurs")
    await owner.tap("Valider")
    credit = await owner.card("Avoir AV2611-0001")
    await owner.tap("Reprendre en stock", on=credit)
    await owner.tap("En stock")
    await owner.press(credit.id, credit.data("Reprendre en stock"))
    assert any("C'est déjà fait" in toast for toast in scene.toasts())
    after = await owner.say("stock radiateur 1000w")
    assert after.text == before.text, "they left with the invoice and came back once"


async def test_all_that_waits_is_invoiced_once_and_the_result_stays(scene: Scene) -> None:
    seller, driver = await scene.staff(Karim=Role.SALES, Julien=Role.TECHNICIAN)
    await seller.say("commande girard 4 radiateurs 1000w")
    await seller.tap("Contrôler")
    await seller.tap("Valider la commande")
    await driver.say("1 complet")
    await driver.tap("Tout est livré")
    listed = await seller.say("bl à facturer")
    first, second = await _twice(seller, listed, "Facturer tout")
    assert "1 facture est faite" in first.text
    assert (second.text, second.buttons) == (first.text, first.buttons)
    assert any("C'est déjà fait" in toast for toast in scene.toasts())


async def test_a_second_tap_says_again_why_somebody_could_not_be_invoiced(scene: Scene) -> None:
    seller, driver = await scene.staff(Karim=Role.SALES, Julien=Role.TECHNICIAN)
    await seller.say("nouveau client SARL Sansrue")
    for number, name in (("1", "girard"), ("2", "sansrue")):
        await seller.say(f"commande {name} 2 radiateurs 1000w")
        await seller.tap("Contrôler")
        await seller.tap("Valider la commande")
        await driver.say(f"{number} complet")
        await driver.tap("Tout est livré")
    listed = await seller.say("bl à facturer")
    first, second = await _twice(seller, listed, "Facturer tout")
    assert "1 facture est faite" in first.text
    assert "Sansrue" in first.text
    assert (second.text, second.buttons) == (first.text, first.buttons)


async def test_the_history_of_an_invoice_is_had_by_its_number(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("facture girard 2 radiateurs 1000w")
    await owner.tap("Valider la facture")
    told = await owner.say("/historique FA2611-0001")
    assert "FA2611-0001" in told.text
    assert "430,92 € à payer" in told.text
    await owner.say("430,92 cb fa 1")
    await owner.tap("✅ Encaisser")
    again = await owner.say("/historique fa 1")
    assert len(again.text) > len(told.text)
    assert "430,92" in again.text
