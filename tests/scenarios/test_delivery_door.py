"""At the customer's door: who signs, photos of what was left, a card closed by mistake, two cards of one order."""

from io import BytesIO

import zxingcpp
from PIL import Image

from bot.orders.words import progress_words
from core.catalog.models import Tracking
from core.kernel.amounts import quantity
from core.permissions import Role
from core.sales.orders import LineProgress
from tests.core.pictures.test_normalising import picture
from tests.scenarios.harness import Person, Scene, Seen
from tests.scenarios.test_delivery_doubts import delivered, named
from tests.scenarios.test_delivery_story import crew, customer_of, ordered, signed


async def brought(driver: Person) -> Seen:
    """The card of « la 1 », delivered in whole and not signed."""
    await delivered(driver, "1 complet")
    return await driver.card("Livraison")


def qr_code(text: str) -> bytes:
    drawn = Image.fromarray(
        zxingcpp.write_barcode_to_image(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode), scale=6)
    )
    page = Image.new("L", (drawn.width + 200, drawn.height + 200), 255)
    page.paste(drawn, (100, 100))
    target = BytesIO()
    page.save(target, "PNG")
    return target.getvalue()


async def test_a_sentence_about_something_else_is_no_signature(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await brought(driver)
    await driver.tap("Signer au nom de")
    doubted = await driver.say("que 2 ballon sur 4, client absent, je repasse demain aprem")
    assert "sans chiffre ni virgule" in doubted.text
    await driver.say("client absent, je repasse demain aprem")
    assert not any("Signé par" in seen.text or seen.document for seen in await driver.answers())


async def test_a_delivery_s_own_words_pass_the_question_who_signs(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await ordered(seller, "2 ballon 150")
    await brought(driver)
    await driver.tap("Signer au nom de")
    await driver.say("réserves : carton mouillé")
    await driver.tap("Oui, noter")
    assert "Réserves : Carton mouillé" in (await driver.card("Livraison")).text
    await driver.say("2 complet")
    assert "CO2611-0002" in (await driver.card("Livré ?")).text


async def test_a_typed_signature_is_looked_at_once_more_before_it_is_kept(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await brought(driver)
    await driver.tap("Signer au nom de")
    await driver.say("Mme Caron")
    asked = await driver.say("gérante")
    assert "Signer au nom de Mme Caron (gérante) ?" in asked.text
    assert "Touchez « ✅ Signer »" in (await driver.say("plutôt M. Durand")).text
    await driver.tap("✅ Signer")
    assert "Signé par Mme Caron (gérante)" in (await driver.card("Livraison")).text


async def test_what_nobody_signed_is_closed_only_after_one_more_look(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await brought(driver)
    asked = await driver.tap("Clore")
    assert "Personne n'a signé" in asked.text
    back = await driver.tap("Retour", on=asked)
    assert "livrée" in back.text
    asked = await driver.tap("Clore")
    unsigned = asked.data("clore sans signature")
    await driver.press(asked.id, unsigned)
    assert "close" in (await driver.card("Livraison")).text
    await driver.press(asked.id, unsigned)
    assert scene.toasts()[-1] == "C'est déjà fait."


async def test_what_is_signed_is_closed_at_once(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await brought(driver)
    await signed(driver)
    assert "close" in (await driver.tap("Clore")).text


async def test_a_photo_at_the_door_is_kept_with_the_delivery_in_hand(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    assert "Une photo ? Envoyez-la" in (await brought(driver)).text
    await driver.send_file("photo", "porte.jpg", picture("JPEG"))
    kept = await driver.card("Livraison")
    assert "📷 1 photo" in kept.text
    await driver.send_file("photo", "carton.jpg", picture("PNG"), "1 radiateur abîmé")
    kept = await driver.card("Livraison")
    assert "📷 2 photos" in kept.text
    assert "Réserves : 1 radiateur abîmé" in kept.text


async def test_words_beside_a_photo_that_ask_for_something_still_do(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await driver.say("en route pour la 1")
    await driver.send_file("photo", "porte.jpg", picture("JPEG"), "livré complet")
    assert "Livré ?" in (await driver.last()).text


async def test_the_code_on_the_slip_opens_its_delivery(scene: Scene) -> None:
    _seller, keeper, _driver = await crew(scene)
    await keeper.say("prépare la 1")
    await keeper.say("stock filtre")
    opened = await keeper.send_file("photo", "bon.png", qr_code("BP-1"))
    assert "☐ 6 × Radiateur" in opened.text
    await keeper.say("manque 2 radiateurs")
    assert "manque 2" in (await keeper.card("Livraison")).text, "the next words are about it"


async def test_whoever_comes_back_delivers_the_one_that_failed_and_is_its_driver(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    await driver.say("1 client absent, je repasse demain")
    await driver.tap("prévenir le client")
    failed = await driver.card("Livraison")
    assert "🚚 Julien" in failed.text
    await driver.say("1 livré que 2 ballons sur 4")
    await driver.tap("Confirmer")
    await driver.tap("Je ne sais pas")
    assert "BL2611-0001" in (await driver.card("Livraison")).text
    listed = await driver.say("livraisons demain")
    assert "problème" not in listed.text, listed.text


async def test_whoever_answers_what_lacks_still_sees_the_ticks_of_others(scene: Scene) -> None:
    _seller, keeper, driver = await crew(scene)
    await keeper.say("prépare la 1")
    card = await driver.say("prépare la 1")
    await driver.tap("Manque", on=card)
    await driver.tap("3")
    assert "il y en a 3" in (await driver.card("Livraison")).text
    await keeper.tap("☐ ")
    assert "☑ " in (await driver.card("Livraison")).text


async def test_ticks_stand_in_the_order_of_the_list(scene: Scene) -> None:
    seller, keeper, _driver = await crew(scene)
    await ordered(seller, "2 ballon 150 + 3 radiateurs 1000w")
    for number in (1, 2):
        card = await keeper.say(f"prépare la {number}")
        goods = [line[2:].split(" × ")[1][:8] for line in card.text.splitlines() if line.startswith("☐")]
        ticks = [label[2:].split(" × ")[1][:8] for label in card.buttons if " × " in label]
        assert ticks == goods


async def test_whoever_sold_hears_of_damage_at_once(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await driver.say("1 livré 6 radiateurs dont 1 abîmé, 4 ballons")
    await driver.tap("Confirmer")
    told = (await seller.last()).text
    assert "livrée, pas encore signée" in told
    assert "Radiateur" in told
    assert "1 avec réserve" in told


async def test_of_two_cards_of_one_order_the_second_tells_that_it_is_done(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    first = await driver.say("1 livré 4 radiateurs")
    second = await driver.say("1 livré 2 radiateurs, 4 ballons")
    await driver.tap("Confirmer", on=second)
    await driver.tap("Je ne sais pas")
    asked = len(await driver.answers())
    await driver.tap("Confirmer", on=first)
    assert "a changé" in scene.toasts()[-1]
    assert not any("Quand livrer le reste" in seen.text for seen in (await driver.answers())[asked:])
    assert "BL2611-0001" in (await driver.card("Livraison")).text
    assert "Livraison BL2611-0002" not in (await driver.last()).text


async def test_a_number_that_is_not_there_is_refused_before_the_next_line_is_asked(scene: Scene) -> None:
    seller, keeper, driver, owner = await scene.staff(
        Karim=Role.SALES, Bruno=Role.STOREKEEPER, Julien=Role.TECHNICIAN, Sophie=Role.OWNER
    )
    for name, numbers in (("chaudière zeta", "A1, A2"), ("pompe theta", "B1, B2")):
        await owner.say(f"nouvel article {name}")
        await owner.say("1200")
        await named(scene, name.split()[1], tracking=Tracking.SERIAL)
        await keeper.say(f"reçu 2 {name}")
        await keeper.say(numbers)
    await ordered(seller, "2 chaudière zeta + 2 pompe theta")
    await delivered(driver, "1 complet")
    assert "S9 n'est pas à cet endroit" in (await driver.say("A1, S9")).text
    assert "pompe theta" in (await driver.say("A1, A2")).text.lower()
    await driver.say("B1, B2")
    assert "BL2611-0001" in (await driver.card("Livraison")).text
    await keeper.say("retour 1 1 chaudière zeta en trop")
    await keeper.say("A2")
    await keeper.tap("uarantaine")
    assert "En quarantaine : A2" in (await keeper.say("stock chaudière zeta")).text, "marked in the list"


async def test_the_customer_reads_that_a_part_is_there_and_the_note_says_for_when_the_rest_is(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    marc = await customer_of(seller)
    await driver.say("1 livré 4 radiateurs, le reste demain")
    await driver.tap("Confirmer")
    await signed(driver)
    assert "Reste prévu le" in await driver.pdf((await driver.answers())[-1])
    await seller.say("commande 1")
    await marc.say("mes documents")
    await marc.tap("CO2611-0001")
    assert "Une partie est livrée" in (await marc.card("CO2611-0001")).text


async def test_the_part_of_the_day_is_told_once(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await driver.say("1 client absent, je repasse demain aprem")
    await driver.tap("prévenir le client")
    assert (await seller.last()).text.count("après-midi") == 1


async def test_whom_to_call_is_written_as_people_dial_it(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    card = await driver.say("en route pour la 1")
    assert "Appeler" in card.text
    assert "+33" not in card.text


def test_nothing_is_reserved_any_more_once_all_is_with_the_customer() -> None:
    assert progress_words(LineProgress(quantity(3), reserved=quantity(3), delivered=quantity(3))) == "livré 3 sur 3"


async def test_a_voice_note_about_what_waits_for_a_signature_is_asked_for_in_words(scene: Scene) -> None:
    _seller, _keeper, driver = await crew(scene)
    card = await brought(driver)
    asked = await driver.send_file("voice", "note.ogg", b"OggS wet", reply_to=card)
    assert "Quelles réserves ?" in asked.text
    assert any("écrivez-les en quelques mots" in seen.text for seen in await driver.answers())
    again = await driver.send_file("voice", "note.ogg", b"OggS wet again")
    assert "Quelles réserves ?" in again.text
    assert "écrivez-les en quelques mots" in again.text
    assert "Écrire « carton mouillé » sur le bon" in (await driver.say("carton mouillé")).text
    await driver.tap("Oui, noter")
    assert "Réserves : carton mouillé" in (await driver.card("Livraison")).text
    beside = await driver.send_file("voice", "note.ogg", b"OggS scratched", caption="capot rayé")
    assert "Écrire « capot rayé » sur le bon" in beside.text
    await driver.tap("Oui, noter")
    await signed(driver)
    unread = await driver.send_file("voice", "note.ogg", b"OggS late", reply_to=await driver.card("Livraison"))
    assert "Je ne sais pas encore lire cela" in unread.text


async def test_a_seller_s_voice_note_is_a_reserve_only_of_the_delivery_that_he_means(scene: Scene) -> None:
    seller, _keeper, driver = await crew(scene)
    await brought(driver)
    card = await seller.say("bl 1")
    assert "la commande de quel client" in (await seller.send_file("voice", "note.ogg", b"OggS order")).text
    await seller.tap("Laisser")
    asked = await seller.send_file("voice", "note.ogg", b"OggS wet", reply_to=card)
    assert "Quelles réserves ?" in asked.text
