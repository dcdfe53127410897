"""Stock through the chat: what is where, moves that can be taken back, inventories, vans, bar codes."""

from datetime import timedelta
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from core.permissions import Role
from tests.scenarios.harness import Person, Scene, Seen
from tests.scenarios.test_files_sent import picture

on_both = pytest.mark.parametrize("scene_url", ["sqlite", "postgresql"], indirect=True)


async def figures(person: Person, words: str) -> str:
    """The line of figures of a product's stock card."""
    card = await person.say(words)
    return next(line for line in card.text.splitlines() if "en stock" in line)


@on_both
async def test_goods_come_are_moved_and_taken_back(scene: Scene) -> None:
    owner, keeper = await scene.staff(Marie=Role.OWNER, Bruno=Role.STOREKEEPER)
    await owner.say("nouvel article vanne 3/4 12,50")
    assert "Stock non suivi" in (await keeper.say("stock vanne 3/4")).text
    received = await keeper.say("reçu 10 vannes 3/4")
    assert "10 × Vanne 3/4 · Dépôt Gerland : 10" in received.text
    moved = await keeper.say("passe 2 vannes 3/4 au camion mehdi")
    assert "Dépôt Gerland → Camion Mehdi" in moved.text
    assert "Dépôt Gerland : 8, Camion Mehdi : 2" in moved.text
    card = await keeper.say("reste combien de vanne 3/4 ?")
    assert "10 en stock · 0 réservé · 10 disponibles" in card.text
    assert "Dépôt Gerland : 8" in card.text
    undo = moved.data("Annuler")
    back = await keeper.tap("Annuler", on=moved)
    assert "Mouvement annulé" in back.text
    await keeper.press(moved.id, undo)  # the same tap once more
    assert scene.toasts()[-2:] == ["Annulé.", "C'est déjà annulé."]
    assert "Dépôt Gerland : 10" in (await keeper.say("stock vanne 3/4")).text


@on_both
async def test_what_was_announced_is_shown_comes_and_is_announced_again_when_taken_back(scene: Scene) -> None:
    (keeper,) = await scene.staff(Bruno=Role.STOREKEEPER)
    before = await figures(keeper, "stock dalle led")
    announced = await keeper.say("attendu 12 dalles led dans 3 semaines")
    assert "12 × Panneau LED" in announced.text
    assert "⏳ 12 attendus le" in (await keeper.say("stock dalle led")).text
    received = await keeper.say("reçu 5 dalles led")
    assert "⏳ 7 attendus le" in (await keeper.say("stock dalle led")).text
    await keeper.tap("Annuler", on=received)
    card = await keeper.say("stock dalle led")
    assert "⏳ 12 attendus le" in card.text
    assert await figures(keeper, "stock dalle led") == f"{before} · 12 attendus"


@on_both
async def test_all_that_one_message_announced_or_received_is_taken_back(scene: Scene) -> None:
    owner, keeper = await scene.staff(Marie=Role.OWNER, Bruno=Role.STOREKEEPER)
    names = [f"zalpha{letter}" for letter in "bcdfgh"]
    for name in names:
        await owner.say(f"nouvel article {name} 12,50")
    goods = ", ".join(f"2 {name}" for name in names)
    announced = await keeper.say(f"attendu {goods} vendredi")
    assert "… et 1 autre" in announced.text
    received = await keeper.say(f"reçu {goods}")
    assert "… et 1 autre" in received.text
    await keeper.tap("Annuler", on=received)
    for name in names:
        assert "0 en stock · 0 réservé · 0 disponible · 2 attendus" in await figures(keeper, f"stock {name}")
    assert "Annonce annulée" in (await keeper.tap("Annuler", on=announced)).text
    for name in names:
        assert "attendu" not in await figures(keeper, f"stock {name}")


async def test_what_is_not_there_cannot_leave_and_after_a_minute_nothing_goes_back(scene: Scene) -> None:
    (keeper,) = await scene.staff(Bruno=Role.STOREKEEPER)
    refused = await keeper.say("passe 500 filtres au camion mehdi")
    assert "Pas assez de stock" in refused.text
    assert "500 demandés, 30 disponibles" in refused.text
    moved = await keeper.say("passe 2 filtres au camion mehdi")
    scene.clock.now += timedelta(seconds=61)
    await keeper.tap("Annuler", on=moved)
    assert scene.toasts()[-1].startswith("Trop tard")
    assert "Camion Mehdi : 6" in (await keeper.say("stock filtre")).text


async def test_a_message_that_is_edited_moves_nothing_twice(scene: Scene) -> None:
    (keeper,) = await scene.staff(Bruno=Role.STOREKEEPER)
    number = await keeper.write("passe 2 filtres au camion mehdi")
    assert "déjà enregistré" in (await keeper.edit(number, "passe 3 filtres au camion mehdi")).text
    assert "Camion Mehdi : 6" in (await keeper.say("stock filtre")).text


async def test_one_sees_one_s_own_van_and_who_may_not_adjust_is_refused(scene: Scene) -> None:
    driver, keeper = await scene.staff(Julien=Role.TECHNICIAN, Bruno=Role.STOREKEEPER)
    van = await driver.say("qu'est-ce que j'ai dans mon camion")
    assert "Camion" in van.text
    assert any("Disjoncteur 16 A" in label for label in van.buttons)
    assert "ne permet pas" in (await driver.say("casse 1 disj 16")).text
    broken = await keeper.say("ajuste disj 16 -1 casse au dépôt")
    assert "Casse · Dépôt Gerland" in broken.text
    assert "Dépôt Gerland : 29" in broken.text
    moves = await keeper.tap("Mouvements", on=await keeper.say("stock disj 16"))
    assert "−1 · ajustement · Dépôt Gerland · Casse" in moves.text


@on_both
async def test_an_inventory_is_interrupted_resumed_and_closed_once(scene: Scene) -> None:
    driver, keeper = await scene.staff(Julien=Role.TECHNICIAN, Bruno=Role.STOREKEEPER)
    asked = await driver.say("inventaire de mon camion")
    assert "Attendu : " in asked.text
    label = next(name for name in asked.buttons if name.startswith("✅"))
    await driver.tap(label, on=asked)
    await driver.say("7")
    assert "Climatiseur" in (await driver.say("combien il reste de clim ?")).text  # something else in between
    go_on = await driver.say("prises: 3")
    assert "Prise 2P+T : 3" in go_on.text
    paused = await driver.tap("Laisser", on=go_on)
    assert "en pause" in paused.text
    await driver.say("inventaire de mon camion")
    done = await driver.say("terminer")
    assert "3 articles comptés" in done.text
    assert "8 → 3" in done.text
    assert not any("Valider" in name for name in done.buttons)  # that is for who may adjust
    shown = await keeper.say(f"inventaire {done.text.splitlines()[0].rpartition('· ')[2]}")
    assert "3 comptés" in shown.text
    ended = await keeper.say("terminer")
    close = ended.data("Valider")
    closed = await keeper.tap("Valider", on=ended)
    assert "le stock est corrigé" in closed.text
    await keeper.press(ended.id, close)
    assert ": 3" in next(line for line in (await keeper.say("stock prise")).text.splitlines() if "Camion" in line)


async def test_an_inventory_that_changed_since_is_shown_before_it_is_closed(scene: Scene) -> None:
    driver, keeper = await scene.staff(Julien=Role.TECHNICIAN, Bruno=Role.STOREKEEPER)
    await driver.say("inventaire de mon camion")
    await driver.say("1")
    done = await driver.say("terminer")
    await keeper.say(f"inventaire {done.text.splitlines()[0].rpartition('· ')[2]}")
    ended = await keeper.say("terminer")
    await driver.tap("Continuer", on=done)
    await driver.say("2")
    again = await keeper.tap("Valider", on=ended)
    assert "a changé" in scene.toasts()[-1]
    assert "2 articles comptés" in again.text


async def test_vans_and_depots_are_made_and_taken_back(scene: Scene) -> None:
    owner, _seller = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    depot = await owner.say("nouveau dépôt Villeurbanne")
    assert "Dépôt Villeurbanne" in depot.text
    assert "création annulée" in (await owner.tap("Annuler", on=depot)).text
    van = await owner.say("camion de karim")
    assert "Camion Karim" in van.text
    assert "Camion Karim" in (await owner.say("stock camion karim")).text
    assert "déjà" in (await owner.say("nouveau dépôt Gerland")).text
    assert "gaston" in (await owner.say("camion de gaston")).text


async def test_serial_numbers_are_asked_for_and_follow_the_goods(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    card = await owner.say("prix clim 3,5")
    tracked = await owner.say("suivi par numéro de série", reply_to=card)
    assert "Suivi par numéro de série" in tracked.text
    asked = await owner.say("reçu 2 clim 3,5")
    assert "Il en faut 2" in asked.text
    assert "quel numéro de série" in (await owner.say("A1")).text
    assert "(A1, A2)" in (await owner.say("A2")).text
    await owner.say("passe 1 clim 3,5 au camion mehdi")
    assert "Il faut 1 numéro, j'en lis 2" in (await owner.say("A7, A8")).text
    assert "(A2) · Dépôt Gerland" in (await owner.say("A2")).text
    assert "A1" in (await owner.say("stock clim 3,5")).text
    asked = await owner.say("reçu 1 clim 3,5")
    assert "déjà en stock" in (await owner.say("A1")).text


async def test_a_photo_of_a_bar_code_shows_the_product_and_adds_it_to_the_quote_in_hand(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 1 thermostat radio")
    card = await seller.send_file("photo", "code.png", bar_code("2000000010014"))
    assert "Climatiseur mural 3,5 kW" in card.text
    await seller.tap("au devis", on=card)
    quote = await seller.card("Girard")
    assert "Climatiseur mural 3,5 kW" in quote.text
    unknown = await seller.send_file("photo", "code.png", bar_code("3453120000011"))
    assert "Je ne connais pas ce code-barres : 3453120000011" in unknown.text
    assert "code-barres" not in (await seller.send_file("photo", "mur.png", picture())).text


async def test_a_company_begins_its_stock_by_counting(scene: Scene) -> None:
    paul = await scene.person("Paul")
    await paul.say(scene.setup_code())
    await paul.say("Thermo Sud")
    await paul.later(7)
    assert "« inventaire » commence le stock" in (await paul.say("/stock")).text
    unknown = await paul.say("reçu 10 vannes")
    assert "Je ne trouve pas « vannes »" in unknown.text
    assert "nouvel article vannes à 12,50" in unknown.text
    await paul.say("nouvel article vanne à 12,50")
    offered = await paul.say("stock vanne")
    assert [label for label in offered.buttons if "Reçu" in label or "Transférer" in label] == ["📥 Reçu"]
    asked = await paul.say("stock initial")
    assert "Écrivez ce que vous comptez" in asked.text
    await paul.say("vanne: 12")
    await paul.tap("Valider", on=await paul.say("terminer"))
    assert "12 en stock · 0 réservé · 12 disponibles" in (await paul.say("stock vanne")).text


async def test_of_several_counts_those_that_are_clear_are_taken_and_the_others_named(scene: Scene) -> None:
    (keeper,) = await scene.staff(Bruno=Role.STOREKEEPER)
    await keeper.say("inventaire dépôt gerland")
    taken = (await keeper.say("prises: 3, trucmuche 12")).text
    assert "Prise 2P+T : 3" in taken
    assert "pas compris : trucmuche 12" in taken
    assert "1 compté" in taken
    assert "J'attends un nombre" in (await keeper.say("trucmuche 12, bidule 4")).text


async def test_a_name_with_an_error_is_asked_about_and_nothing_is_lost(scene: Scene) -> None:
    (keeper,) = await scene.staff(Bruno=Role.STOREKEEPER)
    asked = await keeper.say("pase 2 filtres au camion medhi")
    assert "Où vont-ils ?" in asked.text
    assert "Camion Mehdi : 6" in (await keeper.tap("Camion Mehdi", on=asked)).text
    asked = await keeper.say("passe 2 zorglubs au camion mehdi")
    assert "Je ne trouve pas « zorglubs »" in asked.text
    assert "Camion Mehdi : 8" in (await keeper.say("filtre")).text
    assert "Camion Mehdi : 8 en stock" in (await keeper.say("stok filtre camion mehdi")).text
    assert "ne se stocke pas" in (await keeper.say("stock forfait déplacement zone 1")).text


async def test_the_numbers_that_are_there_are_offered_and_no_other_piece_bears_one(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    await owner.say("suivi par numéro de série", reply_to=await owner.say("prix clim 3,5"))
    await owner.say("reçu 2 clim 3,5")
    await owner.say("A1")
    assert "Le numéro A1 est déjà dit." in (await owner.say("A1")).text
    assert "(A1, A2)" in (await owner.say("A2")).text
    asked = await owner.say("passe 1 clim 3,5 au camion mehdi")
    assert {"A1", "A2"} <= set(asked.buttons)
    assert "(A1)" in (await owner.tap("A1", on=asked)).text
    asked = await owner.say("ajuste clim 3,5 -1 casse au dépôt")
    assert "A1" not in asked.buttons
    assert "A1 n'est pas à cet endroit" in (await owner.say("A1")).text
    assert "A1, A2, 6 sans numéro" in (await owner.say("stock clim 3,5")).text


async def test_an_unknown_bar_code_is_given_to_a_product(scene: Scene) -> None:
    keeper, driver = await scene.staff(Bruno=Role.STOREKEEPER, Julien=Role.TECHNICIAN)
    asked = await keeper.send_file("photo", "code.png", bar_code("3453120000011"))
    assert "Sur quel article est-il ?" in asked.text
    assert "Code-barres 3453120000011" in (await keeper.say("thermostat radio")).text
    assert "Thermostat" in (await driver.send_file("photo", "code.png", bar_code("3453120000011"))).text
    unknown = await driver.send_file("photo", "code.png", bar_code("4006381333931"))
    assert unknown.text == "Je ne connais pas ce code-barres : 4006381333931"


async def test_the_settings_of_the_stock_are_set_and_hold(scene: Scene) -> None:
    owner, keeper = await scene.staff(Marie=Role.OWNER, Bruno=Role.STOREKEEPER)
    await owner.say("/reglages")
    shown = await owner.tap("Stock")
    assert "Sortie du stock : à la livraison" in shown.text
    choices = await owner.tap("Sortie du stock", on=shown)
    assert "Les commandes déjà passées ne changent pas" in choices.text
    assert any("facture" in label for label in choices.buttons)
    shown = await owner.tap("commande confirmée", on=choices)
    assert "à la commande confirmée" in shown.text
    await owner.tap("Stock négatif permis", on=shown)
    moved = await keeper.say("passe 500 filtres au camion mehdi")
    assert "Dépôt Gerland : -470" in moved.text.replace("−", "-")


async def test_a_customer_sees_nothing_of_the_stock(scene: Scene) -> None:
    (seller,) = await scene.staff(Karim=Role.SALES)
    await seller.say("devis girard 1 thermostat radio")
    await seller.tap("Valider")
    sent = await seller.tap("Envoyer")
    link = next(seen for seen in reversed([*await seller.answers(), sent]) if "?start=" in seen.text)
    customer = await scene.person("Claire")
    await customer.open(link.link())
    for words in ("stock clim", "/stock", "stock camion mehdi", "passe 2 filtres au camion mehdi"):
        assert not says_stock(await customer.say(words))


def says_stock(seen: Seen) -> bool:
    return any(word in seen.text for word in ("en stock", "Dépôt", "Camion", "disponibles"))


def bar_code(digits: str) -> bytes:
    code = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.EAN13)
    drawn = Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=4))
    page = Image.new("L", (drawn.width + 200, drawn.height + 200), 255)
    page.paste(drawn, (100, 100))
    target = BytesIO()
    page.save(target, "PNG")
    return target.getvalue()


async def test_a_van_is_given_to_somebody_who_joined_later(scene: Scene) -> None:
    owner, driver = await scene.staff(Marie=Role.OWNER, Karim=Role.SALES)
    await owner.say("nouveau camion 2")
    given = await owner.say("le camion 2 est à karim")
    assert "Karim" in given.text
    assert given.id == max(seen.id for seen in await owner.see()), "answered below what was written"
    assert "Camion 2" in (await driver.say("mon camion")).text
    asked = await owner.tap("À qui ?", on=given)
    assert "À qui est Camion 2 ?" in asked.text
    assert "Karim" not in (await owner.tap("À personne", on=asked)).text
    again = await owner.tap("Karim", on=await owner.tap("À qui ?"))
    assert "Karim" in again.text
    assert "Camion 2" in (await driver.say("mon camion")).text


async def test_a_technician_receives_into_his_own_van_and_a_salesperson_nowhere(scene: Scene) -> None:
    driver, seller, keeper = await scene.staff(Julien=Role.TECHNICIAN, Karim=Role.SALES, Bruno=Role.STOREKEEPER)
    assert "se note par le magasinier" in (await driver.say("reçu 10 filtres au dépôt")).text
    assert "Reçu · Camion" in (await driver.say("reçu 3 filtres")).text
    assert "ne permet pas" in (await seller.say("reçu 10 filtres")).text
    assert "Reçu · Dépôt Gerland" in (await keeper.say("reçu 10 filtres")).text


async def test_what_is_counted_by_the_piece_moves_whole(scene: Scene) -> None:
    (keeper,) = await scene.staff(Bruno=Role.STOREKEEPER)
    for words in ("passe 1,5 filtre au camion mehdi", "reçu 1,5 filtre", "attendu 1,5 filtre vendredi"):
        assert "se compte en entier" in (await keeper.say(words)).text
    assert "Camion Mehdi : 4" in (await keeper.say("stock filtre")).text


async def test_a_kit_or_a_service_is_said_not_to_be_kept_in_stock(scene: Scene) -> None:
    (keeper,) = await scene.staff(Bruno=Role.STOREKEEPER)
    for words in ("passe 1 kit ballon au camion mehdi", "passe 1h de main d'oeuvre au camion mehdi"):
        refused = await keeper.say(words)
        assert "ne se stocke pas" in refused.text
        assert "Pour le créer" not in refused.text
    await keeper.say("passe 3 zorglub au camion mehdi")
    answered = await keeper.say("main d'oeuvre")
    assert "→" not in answered.text, "nothing that it resembles is moved in its place"


async def test_how_a_product_is_followed_is_said_in_reply_to_its_card(scene: Scene) -> None:
    (owner,) = await scene.staff(Marie=Role.OWNER)
    assert "répondez à sa fiche" in (await owner.say("numéro de série")).text
    card = await owner.say("radiateur 1000w")
    await owner.say("suivi : numéro de série", reply_to=card)
    assert "Suivi par numéro de série" in (await owner.card("Radiateur")).text
    await owner.say("numéro de lot", reply_to=card)
    assert "Suivi par numéro de lot" in (await owner.card("Radiateur")).text
