"""What the bot sends, edits and deletes, through the library."""

from __future__ import annotations

import pytest
from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.constants import ReactionEmoji
from telegram.error import BadRequest

from tests.bot.localchat.driving import Local


async def test_a_formatted_message_comes_back_with_entities_and_keyboard(local: Local) -> None:
    person = await local.started()
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Valider", callback_data="q:1:2")]])
    sent = await local.bot.send_message(person, "😀 <b>Devis</b> &amp; facture", "HTML", reply_markup=keyboard)
    assert sent.text == "😀 Devis & facture"
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("bold", 3, 5)]
    assert sent.reply_markup == keyboard
    assert sent.from_user
    assert sent.from_user.id == local.bot.id == 4242
    shown = (await local.history(person))["messages"][-1]
    assert shown["text"] == sent.text
    assert shown["reaction"] == []


async def test_parameters_are_read_from_query_form_and_json_alike(local: Local) -> None:
    person = await local.started()
    path = f"/bot{local.bot.token}/SENDmessage"
    params = {"chat_id": str(person), "text": "é &"}
    for request in (
        local.http.get(path, params=params),
        local.http.post(path, data=params),
        local.http.post(path, json={**params, "chat_id": person}),
    ):
        async with request as answer:
            assert (await answer.json())["result"]["text"] == "é &"


async def test_stated_entities_are_kept(local: Local) -> None:
    person = await local.started()
    sent = await local.bot.send_message(person, "é gras", entities=[MessageEntity("bold", 2, 4)])
    assert sent.entities == (MessageEntity("bold", 2, 4),)


async def test_a_reply_quotes_its_message_and_may_do_without(local: Local) -> None:
    person = await local.started()
    asked = await local.say(person, "Combien ?")
    sent = await local.bot.send_message(
        person, "3", reply_parameters=ReplyParameters(asked["message_id"], quote="bien")
    )
    assert sent.reply_to_message
    assert sent.reply_to_message.text == "Combien ?"
    assert sent.quote
    assert (sent.quote.text, sent.quote.position) == ("bien", 3)
    lost = ReplyParameters(999, allow_sending_without_reply=True)
    assert (await local.bot.send_message(person, "4", reply_parameters=lost)).reply_to_message is None


async def test_a_mention_of_a_person_bears_who_it_is_and_of_nobody_is_plain(local: Local) -> None:
    person = await local.started("Sophie")
    links = f'<a href="tg://user?id={person}">vous</a> <a href="tg://user?id=5">lui</a>'
    sent = await local.bot.send_message(person, links, "HTML")
    assert [(e.type, e.user.first_name) for e in sent.entities if e.user] == [("text_mention", "Sophie")]


async def test_reply_keyboards_come_and_go(local: Local) -> None:
    person = await local.started()
    buttons: list[list[KeyboardButton | str]] = [
        [KeyboardButton("Mon numéro", request_contact=True)],
        [KeyboardButton("Ici", request_location=True)],
        ["Non"],
    ]
    await local.bot.send_message(
        person, "?", reply_markup=ReplyKeyboardMarkup(buttons, input_field_placeholder="Dites")
    )
    shown = (await local.history(person))["reply_keyboard"]
    assert shown["keyboard"][0] == [{"text": "Mon numéro", "request_contact": True}]
    assert shown["keyboard"][2] == [{"text": "Non"}]
    assert shown["input_field_placeholder"] == "Dites"
    await local.bot.send_message(person, "!", reply_markup=ReplyKeyboardRemove())
    assert (await local.history(person))["reply_keyboard"] is None


async def test_a_one_time_keyboard_and_a_forced_reply_go_with_the_answer(local: Local) -> None:
    person = await local.started()
    for markup, name in (
        (ReplyKeyboardMarkup([["Oui"]], one_time_keyboard=True), "reply_keyboard"),
        (ForceReply(input_field_placeholder="Nom"), "force_reply"),
    ):
        await local.bot.send_message(person, "?", reply_markup=markup)
        assert (await local.history(person))[name]
        await local.say(person, "Oui")
        assert (await local.history(person))[name] is None


async def test_places_and_contacts_are_sent(local: Local) -> None:
    person = await local.started()
    place = await local.bot.send_location(person, 45.76, 4.84)
    assert place.location
    assert (place.location.latitude, place.location.longitude) == (45.76, 4.84)
    venue = await local.bot.send_venue(person, 45.76, 4.84, "Chantier", "1 rue de la République")
    assert venue.venue
    assert venue.venue.title == "Chantier"
    card = await local.bot.send_contact(person, "+33639981234", "Luc", last_name="Roy")
    assert card.contact
    assert card.contact.last_name == "Roy"


async def test_an_edit_is_seen_by_the_page_and_changes_only_what_it_says(local: Local) -> None:
    person = await local.started()
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="a")]])
    sent = await local.bot.send_message(person, "un", reply_markup=keyboard)
    cursor = await local.cursor()
    edited = await local.bot.edit_message_text("deux", person, sent.message_id, reply_markup=keyboard)
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup) == ("deux", keyboard)
    bare = await local.bot.edit_message_reply_markup(person, sent.message_id)
    assert not isinstance(bare, bool)
    assert (bare.text, bare.reply_markup) == ("deux", None)
    events = await local.events(cursor, 2)
    assert [event["type"] for event in events] == ["edited_message", "edited_message"]
    assert events[-1]["message"]["text"] == "deux"
    assert "reply_markup" not in events[-1]["message"]


async def test_text_and_caption_are_not_taken_for_one_another(local: Local) -> None:
    person = await local.started()
    text = await local.bot.send_message(person, "texte")
    file = await local.bot.send_document(person, b"%PDF-1.4", filename="a.pdf", caption="un")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await local.bot.edit_message_caption(person, text.message_id, caption="x")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await local.bot.edit_message_text("x", person, file.message_id)
    edited = await local.bot.edit_message_caption(person, file.message_id, caption="<i>deux</i>", parse_mode="HTML")
    assert not isinstance(edited, bool)
    assert edited.caption == "deux"
    assert edited.document == file.document


async def test_a_deleted_message_is_gone_from_chat_and_pins(local: Local) -> None:
    person = await local.started()
    sent = await local.bot.send_message(person, "un")
    assert await local.bot.pin_chat_message(person, sent.message_id)
    assert (await local.history(person))["pinned_message_id"] == sent.message_id
    cursor = await local.cursor()
    assert await sent.delete()
    assert [event["type"] for event in await local.events(cursor, 2)] == ["deleted", "pinned"]
    history = await local.history(person)
    assert history["pinned_message_id"] is None
    assert sent.message_id not in [m["message_id"] for m in history["messages"]]
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await local.bot.delete_message(person, sent.message_id)


async def test_several_messages_are_deleted_and_the_unknown_are_skipped(local: Local) -> None:
    person = await local.started()
    ids = [(await local.bot.send_message(person, text)).message_id for text in ("un", "deux")]
    assert await local.bot.delete_messages(person, [*ids, 999])
    assert len((await local.history(person))["messages"]) == 1


async def test_a_message_of_two_days_ago_cannot_be_deleted(local: Local) -> None:
    person = await local.started()
    sent = await local.bot.send_message(person, "vieux")
    with local.chat.world.store.db as db:
        db.execute("update message set body = json_set(body, '$.date', 1000) where id = ?", (sent.message_id,))
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await sent.delete()


async def test_pins_stack_and_the_last_one_shows(local: Local) -> None:
    person = await local.started()
    ids = [(await local.bot.send_message(person, text)).message_id for text in ("un", "deux")]
    for number in ids:
        await local.bot.pin_chat_message(person, number)
    chat = await local.bot.get_chat(person)
    assert chat.pinned_message
    assert chat.pinned_message.message_id == ids[1]
    await local.bot.unpin_chat_message(person)
    assert (await local.history(person))["pinned_message_id"] == ids[0]
    await local.bot.unpin_all_chat_messages(person)
    assert (await local.history(person))["pinned_message_id"] is None


async def test_a_reaction_shows_and_goes(local: Local) -> None:
    person = await local.started()
    said = await local.say(person, "merci")
    for emoji in (ReactionEmoji.THUMBS_UP, ReactionEmoji.RED_HEART, ReactionEmoji.SHRUG):
        assert await local.bot.set_message_reaction(person, said["message_id"], emoji)
    assert (await local.history(person))["messages"][-1]["reaction"] == [ReactionEmoji.SHRUG]
    assert await local.bot.set_message_reaction(person, said["message_id"])
    assert (await local.history(person))["messages"][-1]["reaction"] == []


async def test_every_reaction_the_library_names_is_accepted(local: Local) -> None:
    person = await local.started()
    for emoji in ReactionEmoji:
        answer = await local.call(
            "setMessageReaction", chat_id=person, message_id=1, reaction=[{"type": "emoji", "emoji": emoji.value}]
        )
        assert answer["ok"], emoji


async def test_forwards_say_where_they_come_from_and_copies_do_not(local: Local) -> None:
    sophie, karim = await local.started("Sophie"), await local.started("Karim")
    said = await local.say(sophie, "Bonjour")
    forwarded = await local.bot.forward_message(karim, sophie, said["message_id"])
    assert forwarded.text == "Bonjour"
    assert forwarded.forward_origin
    copied = await local.bot.copy_message(karim, sophie, said["message_id"])
    last = (await local.history(karim))["messages"][-1]
    assert last["message_id"] == copied.message_id
    assert "forward_origin" not in last


async def test_a_chat_action_is_seen_live_and_not_replayed(local: Local) -> None:
    person = await local.started()
    cursor = await local.cursor()
    assert await local.bot.send_chat_action(person, "typing")
    await local.bot.send_message(person, "voilà")
    assert (await local.events(cursor, 1))[0]["type"] == "message"


async def test_the_bot_is_named_and_described_by_language(local: Local) -> None:
    await local.bot.set_my_name("Carnet de test")
    await local.bot.set_my_description("Bonjour")
    await local.bot.set_my_description("Hello", language_code="en")
    await local.bot.set_my_short_description("Court")
    assert (await local.bot.get_me()).first_name == "Carnet de test"
    assert (await local.bot.get_my_name()).name == "Carnet de test"
    assert (await local.bot.get_my_description("en")).description == "Hello"
    assert (await local.bot.get_my_description("de")).description == "Bonjour"
    assert (await local.bot.get_my_short_description()).short_description == "Court"
