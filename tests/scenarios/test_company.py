"""A company's people, told through the chat: who comes in, who may what, who is shut out, who goes."""

from core.permissions import Role
from tests.scenarios.harness import Person, Scene, Seen


async def _founded(scene: Scene, name: str = "Thermo Sud") -> Person:
    owner = await scene.person("Sophie", last_name="Marchand")
    await owner.say(scene.setup_code())
    await owner.say(name)
    await owner.later(7)
    return owner


async def _invited(scene: Scene, owner: Person, name: str, role: str) -> Person:
    """Somebody who has opened an invitation."""
    person = await scene.person(name)
    await person.open((await owner.say(f"invite {name} comme {role}")).link())
    return person


async def _commands(scene: Scene, person: Person) -> set[str]:
    return {command["command"] for command in (await scene.page("GET", f"chats/{person.id}"))["commands"]}


async def _newest(person: Person, words: str) -> Seen:
    return next(seen for seen in reversed(await person.answers()) if words in seen.text)


async def test_an_invitation_seats_one_person_and_tells_whoever_gave_it(scene: Scene) -> None:
    owner, zoe = await _founded(scene), await scene.person("Zoé")
    invitation = await owner.say("invite Léa Martin comme commerciale")
    assert "Léa Martin · commercial" in invitation.text
    lea = await scene.person("Léa")
    assert "vous êtes commercial" in (await lea.open(invitation.link())).text
    await _newest(owner, "Léa a rejoint l'équipe : commercial")
    over = await zoe.open(invitation.link())
    assert "déjà servi" in over.text
    assert any("Demander l'accès" in label for label in over.buttons)
    await _newest(owner, "Zoé a ouvert une invitation qui avait déjà servi")
    assert "devis" in await _commands(scene, lea)
    assert "equipe" not in await _commands(scene, lea)
    assert "equipe" in await _commands(scene, owner)


async def test_an_invitation_revoked_from_the_team_lets_nobody_in(scene: Scene) -> None:
    owner, zoe = await _founded(scene), await scene.person("Zoé")
    link = (await owner.say("/inviter Zoé comme technicienne")).link()
    await owner.say("/equipe")
    await owner.tap("✉️ Zoé")
    await owner.tap("Révoquer", on=await owner.card("Valable"))
    assert "annulée" in (await zoe.open(link)).text
    assert "Thermo Sud" not in str(await zoe.see())


async def test_an_invitation_without_a_role_asks_for_it(scene: Scene) -> None:
    owner = await _founded(scene)
    assert "rôle" in (await owner.say("invite Léa")).text
    await owner.tap("comptable")
    assert "Léa · comptable" in (await owner.last()).text


async def test_a_role_acts_on_the_next_tap_old_buttons_included(scene: Scene) -> None:
    owner = await _founded(scene)
    lea = await _invited(scene, owner, "Léa", "commerciale")
    old = (await lea.say("/start")).data("Nouveau devis")
    assert "technicien" in (await owner.say("léa est technicienne")).text
    await _newest(lea, "vous êtes maintenant technicien")
    assert "devis" not in await _commands(scene, lea)  # before she has written anything
    await lea.press((await lea.last()).id, old)
    assert "rôle ne permet pas" in scene.toasts()[-1]
    await owner.say("léa est commerciale")
    assert "devis" in await _commands(scene, lea)
    refusals = len(scene.toasts())
    await lea.press((await lea.last()).id, old)
    assert len(scene.toasts()) == refusals


async def test_a_right_of_ones_own_is_switched_on_the_card_and_in_words(scene: Scene) -> None:
    owner = await _founded(scene)
    await _invited(scene, owner, "Karim", "commercial")
    await owner.say("/equipe")
    await owner.tap("Karim")
    card = await owner.tap("Droits")
    assert "⬜ voir les marges" in card.buttons
    assert "✅ voir les marges" in (await owner.tap("voir les marges", on=card)).buttons
    said = await owner.say("karim n'a plus le droit de voir les marges")
    assert "voir les marges" not in said.text
    assert "➖ faire des devis" in (await owner.say("karim ne peut plus faire des devis")).text


async def test_somebody_blocked_is_refused_at_once_and_it_is_written_down(scene: Scene) -> None:
    owner = await _founded(scene)
    julien = await _invited(scene, owner, "Julien", "commercial")
    card = await julien.say("/start")
    await julien.say("nouveau client dupont lyon")
    assert "bloqué" in (await owner.say("bloque julien")).text
    for _attempt in range(2):
        refused = await julien.say("tel dupont")
        assert refused.text == "Vous n'avez plus accès à Thermo Sud."
    await julien.press(card.id, card.data("Nouveau devis"))
    assert "plus accès" in scene.toasts()[-1]
    assert await _commands(scene, julien) <= {"aide", "societe", "langue", "annuler"}
    told = (await owner.say("/historique julien")).text
    assert told.count("a essayé d'entrer, refusé") == 3
    await owner.say("débloque julien")
    assert "dupont" in (await julien.say("tel dupont")).text.lower()


async def test_the_only_owner_stays_owner(scene: Scene) -> None:
    owner = await _founded(scene)
    for words in ("sophie est commerciale", "bloque sophie", "/deconnexion"):
        assert "garde toujours un gérant" in (await owner.say(words)).text
    await _invited(scene, owner, "Léa", "gérante")
    assert "Vous déconnecter" in (await owner.say("/deconnexion")).text


async def test_somebody_unknown_asks_and_the_owner_answers(scene: Scene) -> None:
    owner, zoe = await _founded(scene), await scene.person("Zoé")
    assert "Thermo Sud" not in (await zoe.say("/start")).text
    assert "C'est transmis" in (await zoe.tap("Demander l'accès")).text
    request = await _newest(owner, "Zoé demande l'accès")
    await zoe.say("/start")
    assert "C'est transmis" in (await zoe.tap("Demander l'accès")).text
    assert len([seen for seen in await owner.answers() if "demande l'accès" in seen.text]) == 1
    await owner.tap("magasinier", on=request)
    await _newest(zoe, "Bienvenue chez Thermo Sud. Vous êtes magasinier")
    assert "article" in await _commands(scene, zoe)
    await owner.press(request.id, request.data("comptable"))
    assert "déjà reçu une réponse" in scene.toasts()[-1]


async def test_whoever_disconnects_reads_nothing_until_linked_again(scene: Scene) -> None:
    owner = await _founded(scene)
    lea = await _invited(scene, owner, "Léa", "commerciale")
    card = await lea.say("nouveau client dupont lyon")
    button = next(iter(card.buttons.values()))["callback_data"]
    await lea.say("/deconnexion")
    await lea.tap("Oui, me déconnecter")
    for words in ("tel dupont", "/reprendre", "/devis", "/historique dupont"):
        assert "dupont" not in (await lea.say(words)).text.lower()
    await lea.press(card.id, button)
    assert "plus accès" in scene.toasts()[-1]
    scene.clock.advance(seconds=1)
    assert "vous êtes commercial" in (await lea.open((await owner.say("invite Léa comme commerciale")).link())).text


async def test_a_customer_disconnects_too(scene: Scene) -> None:
    seller, customer = (*await scene.staff(Karim=Role.SALES), await scene.person("Paul"))
    await seller.say("devis girard 2 radiateurs 1000w")
    await seller.tap("Valider")
    await seller.tap("Envoyer")
    received = await customer.open((await seller.last()).link())
    await customer.say("/deconnexion")
    await customer.tap("Oui, me déconnecter")
    await customer.press(received.id, received.data("PDF"))
    assert "plus accès" in scene.toasts()[-1]
    assert "DE2611" not in (await customer.say("/documents")).text


async def test_a_person_of_two_companies_switches_and_old_cards_act_in_their_own(scene: Scene) -> None:
    owner = await _founded(scene)
    seller, other = await scene.staff(Karim=Role.SALES, Helene=Role.OWNER)
    await seller.open((await owner.say("invite Karim comme comptable")).link())
    assert "Thermo Sud" in (await seller.say("/start")).text
    await seller.say("/societe")
    assert "Thermélec" in (await seller.tap("Thermélec")).text
    card = await seller.say("devis girard 2 radiateurs 1000w")
    await seller.say("/societe")
    await seller.tap("Thermo Sud")
    assert "rôle ne permet pas" in (await seller.say("devis girard 1 clim 3,5")).text
    await seller.press(card.id, card.data("Valider"))
    assert "DE2611-0001" in (await seller.card("DE2611")).text
    assert "DE2611-0001" in (await other.say("DE2611-0001")).text
    assert "DE2611-0001" not in (await owner.say("DE2611-0001")).text


async def test_a_setting_holds_for_the_next_document_and_is_in_the_history(scene: Scene) -> None:
    owner = await _founded(scene)
    await owner.say("nouvel article radiateur alu 1000 W 189 €")
    await owner.say("nouveau client dupont lyon")
    await owner.say("/reglages")
    await owner.tap("Devis et paiement")
    await owner.tap("Validité")
    assert "45 jours" in (await owner.say("45")).text
    assert "⬜" in str((await owner.tap("Vend au domicile")).buttons)
    assert "45 jours" in (await owner.say("devis dupont 2 radiateurs")).text
    assert "Validité : 30 → 45" in (await owner.say("/historique entreprise")).text


async def test_a_language_is_chosen_and_kept(scene: Scene) -> None:
    owner = await _founded(scene)
    await owner.say("/langue")
    await owner.tap("English")
    assert "Settings" in (await owner.say("/reglages")).text
    await owner.say("/start")
    assert "Hello" in (await owner.last()).text or "You are" in (await owner.last()).text


async def test_an_open_house_lets_anybody_found_a_company_and_no_other_does(scene: Scene) -> None:
    stranger = await scene.person("Ana")
    await stranger.press(1, "found.0.0.0")
    assert "code d'installation" in scene.toasts()[-1].lower()
    await scene.stop()
    scene.open_signup = True
    await scene.start()
    assert "Chacun peut créer" in (await stranger.say("/start")).text
    await stranger.tap("Créer mon entreprise")
    await stranger.say("Menuiserie du Port")
    assert "Menuiserie du Port" in (await stranger.later(7)).text
    second = await scene.person("Bob")
    await second.say("/start")
    await second.tap("Créer mon entreprise")
    await second.say("Plomberie Martin")
    assert "Plomberie Martin" in (await second.later(7)).text
    third = await scene.person("Zoé")
    await third.say("/start")
    await third.tap("Demander l'accès")
    for siren in ("732 829 320", "552 100 554"):
        assert "C'est transmis" in (await third.say(siren)).text
        await third.say("/start")
        await third.tap("Demander l'accès")


async def test_the_account_to_be_paid_on_is_said_in_words_by_who_may(scene: Scene) -> None:
    owner, seller = await scene.staff(Sophie=Role.OWNER, Karim=Role.SALES)
    said = "notre IBAN : FR76 3000 6000 0112 3456 7890 189"
    assert "rôle ne permet pas" in (await seller.say(said)).text
    assert "IBAN n'est pas juste" in (await owner.say("iban FR76 3000 6000 0112 3456 7890 188")).text
    assert "FR76 3000 6000 0112 3456 7890 189" in (await owner.say(said)).text
