"""What an update says, whatever kind it is."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incoming.turn import ALLOWED_UPDATES, Kind, Money, SentFile, SharedContact, read_update

MARC = {"id": 1001, "is_bot": False, "first_name": "Marc", "last_name": "Dupont", "language_code": "fr-FR"}
PRIVATE = {"id": 1001, "type": "private"}
GROUP = {"id": -100, "type": "supergroup"}
MESSAGE = {"message_id": 7, "date": 1_800_000_000, "chat": PRIVATE, "from": MARC}


SIZES = [
    {"file_id": f"p{width}", "file_unique_id": f"u{width}", "width": width, "height": 90, "file_size": width * 10}
    for width in (90, 1280, 320)
]
TABLE = {"file_id": "d", "file_unique_id": "ud", "file_name": "clients.csv", "mime_type": "text/csv", "file_size": 12}
PAID = {"currency": "EUR", "total_amount": 64638, "invoice_payload": "pay.1.2.0"}
CARD = {"phone_number": "+33612345678", "first_name": "Zoé", "last_name": "Martin", "user_id": 7, "vcard": "BEGIN"}


def _message(**facts: Any) -> dict[str, Any]:
    return {"update_id": 1, "message": {**MESSAGE, **facts}}


def test_a_place_shared_live_is_shared_since_it_was_sent_however_often_it_has_moved() -> None:
    shared = {"latitude": 45.75, "longitude": 4.83, "live_period": 3600}
    moved = {**MESSAGE, "edit_date": MESSAGE["date"] + 3300, "location": shared}  # type: ignore[operator]
    place = read_update({"update_id": 1, "edited_message": moved}).place
    assert place is not None
    assert (place.since.timestamp(), place.live, place.moving) == (MESSAGE["date"], 3600, True)


def test_what_was_paid_bears_its_sum_and_its_names() -> None:
    names = {"telegram_payment_charge_id": "tg_1", "provider_payment_charge_id": "ch_1"}
    turn = read_update(_message(successful_payment={**PAID, **names}))
    assert (turn.data, turn.money) == ("pay.1.2.0", Money("EUR", 64638, "tg_1", "ch_1"))


def _membership(status: str, chat: dict[str, Any] = PRIVATE) -> dict[str, Any]:
    change = {"chat": chat, "from": MARC, "date": 1_800_000_000, "new_chat_member": {"status": status}}
    return {"update_id": 1, "my_chat_member": change}


VOICE = {"file_id": "v", "file_unique_id": "u", "duration": 4, "mime_type": "audio/ogg", "file_size": 9}


@pytest.mark.parametrize(
    ("update", "kind"),
    [
        (_message(text="bonjour"), Kind.TEXT),
        (_message(caption="le ballon", photo=SIZES), Kind.PHOTO),
        (_message(photo=SIZES), Kind.PHOTO),
        (_message(photo=[]), Kind.OTHER),
        (_message(document=TABLE), Kind.DOCUMENT),
        (_message(contact=CARD), Kind.CONTACT),
        (_message(contact={}), Kind.OTHER),
        (_message(voice=VOICE), Kind.VOICE),
        (_message(audio=VOICE, caption="deux radiateurs"), Kind.VOICE),
        ({"update_id": 1, "edited_message": {**MESSAGE, "photo": [], "caption": "x"}}, Kind.EDIT),
        ({"update_id": 1, "edited_message": {**MESSAGE, "location": {}}}, Kind.OTHER),
        (_message(document={"name": "of another world"}), Kind.NONE),
        (_message(text="x", sender_chat={"id": -5, "type": "channel"}), Kind.NONE),
        (_message(text="x", sender_chat=GROUP, chat=GROUP), Kind.NONE),  # an anonymous administrator
        (_message(text="x", **{"from": {**MARC, "is_bot": True}}), Kind.NONE),
        ({"update_id": 1, "message": {k: v for k, v in MESSAGE.items() if k != "from"}}, Kind.NONE),
        ({"update_id": 1, "edited_message": {**MESSAGE, "text": "x", "edit_date": 1_800_000_060}}, Kind.EDIT),
        ({"update_id": 1, "inline_query": {"id": "5", "from": MARC, "query": "clim", "offset": ""}}, Kind.INLINE),
        ({"update_id": 1, "pre_checkout_query": {"id": "6", "from": MARC, **PAID}}, Kind.CHECKOUT),
        ({"update_id": 1, "pre_checkout_query": {"id": "6", "from": MARC}}, Kind.NONE),
        (_message(successful_payment=PAID), Kind.PAID),
        (_message(successful_payment={"currency": "EUR"}), Kind.NONE),
        (_membership("kicked"), Kind.BLOCKED),
        (_membership("member"), Kind.UNBLOCKED),
        (_membership("restricted"), Kind.NONE),
        (_membership("kicked", GROUP), Kind.NONE),
        ({"update_id": 1, "channel_post": MESSAGE}, Kind.NONE),
        ({"update_id": 1}, Kind.NONE),
    ],
)
def test_each_kind_of_update_is_one_kind_of_turn(update: dict[str, Any], kind: Kind) -> None:
    assert read_update(update).kind is kind


def test_a_message_says_who_where_when_and_about_what() -> None:
    turn = read_update(_message(text="3 pas 2", reply_to_message={"message_id": 5}))
    assert (turn.telegram_id, turn.name, turn.language, turn.chat_id) == (1001, "Marc Dupont", "fr", 1001)
    assert (turn.message_id, turn.reply_to, turn.source, turn.private) == (7, 5, "1001:7", True)
    assert turn.at.timestamp() == 1_800_000_000


def test_of_a_photo_the_largest_size_is_taken_and_its_caption_is_the_text() -> None:
    turn = read_update(_message(photo=SIZES, caption="le logo", media_group_id="9"))
    assert turn.file == SentFile("p1280", "u1280", "photo.jpg", "image/jpeg", 12800)
    assert (turn.text, turn.album, turn.file.is_picture) == ("le logo", "9", True)


def test_a_document_has_its_name_and_a_contact_what_it_shows() -> None:
    document = read_update(_message(document=TABLE)).file
    assert document == SentFile("d", "ud", "clients.csv", "text/csv", 12)
    bare = read_update(_message(document={"file_id": "d", "file_unique_id": "ud"})).file
    assert bare == SentFile("d", "ud", "", "application/octet-stream", 0)
    contact = read_update(_message(contact=CARD)).contact
    assert contact == SharedContact("+33612345678", "Zoé", "Martin", "BEGIN", 7)


def test_an_edit_is_of_the_moment_it_was_made() -> None:
    edit = {"update_id": 1, "edited_message": {**MESSAGE, "text": "x", "edit_date": 1_800_000_060}}
    assert read_update(edit).at.timestamp() == 1_800_000_060


@pytest.mark.parametrize("message", [{**MESSAGE, "text": "x"}, {"chat": PRIVATE, "message_id": 7, "date": 0}, None])
def test_a_tap_is_read_on_a_message_seen_lost_or_inline(message: dict[str, Any] | None) -> None:
    query = {"id": "9", "from": MARC, "data": "quote.1.2.3", **({"message": message} if message else {})}
    turn = read_update({"update_id": 1, "callback_query": query})
    assert (turn.kind, turn.data, turn.callback_id) == (Kind.TAP, "quote.1.2.3", "9")
    assert (turn.telegram_id, turn.chat_id, turn.private) == (1001, 1001, True)


def test_a_group_is_not_private() -> None:
    assert not read_update(_message(text="x", chat=GROUP)).private


@pytest.mark.parametrize(("code", "spoken"), [("en", "en"), ("en-GB", "en"), ("fr", "fr"), ("de", "fr"), (None, "fr")])
def test_people_are_spoken_to_in_english_when_their_telegram_is(code: str | None, spoken: str) -> None:
    sender = {**MARC, "language_code": code} if code else {k: v for k, v in MARC.items() if k != "language_code"}
    assert read_update(_message(text="x", **{"from": sender})).language == spoken


@given(st.integers(1), st.dictionaries(st.text().filter(lambda name: name not in ALLOWED_UPDATES), st.integers()))
def test_kinds_that_do_not_exist_yet_are_nothing_to_answer(number: int, facts: dict[str, Any]) -> None:
    assert read_update({**facts, "update_id": number}).kind is Kind.NONE
