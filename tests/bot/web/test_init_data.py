"""Who opened the page: only what Telegram signed for this bot, and lately, is believed."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.localchat.client.webapps import init_data
from bot.localchat.store import Person
from bot.web.init_data import GOOD_FOR, InitDataOld, InitDataWrong, Looker, signature, verified

TOKEN = "4242:test-token"
PAUL = Person(
    id=1001, first_name="Paul", last_name="Ménard & fils", username="paul", phone_number="", language_code="fr"
)


def _said(**changes: str) -> dict[str, str]:
    return dict(parse_qsl(init_data(PAUL, TOKEN))) | changes


def _signed(fields: dict[str, str], token: str = TOKEN) -> str:
    unsigned = {name: value for name, value in fields.items() if name != "hash"}
    return urlencode(unsigned | {"hash": signature(unsigned, token)})


def _now() -> datetime:
    return datetime.now(UTC)


def test_the_local_chat_signs_as_telegram_does() -> None:
    assert verified(init_data(PAUL, TOKEN), TOKEN, _now()) == Looker(1001, "Paul Ménard & fils", "fr")


def test_the_hash_is_the_one_that_openssl_computes() -> None:
    """The secret is the token's HMAC under the key « WebAppData », not the other way round."""
    fields = {"auth_date": "1700000000", "query_id": "AA", "user": '{"id":7,"first_name":"Zoé","language_code":"en"}'}
    known = "d6bd4a4b0f878d35aef8ec4fa910eaa6b8ea33b0a400f41f576caea3058cf089"
    said = urlencode(fields | {"hash": known})
    assert verified(said, TOKEN, datetime.fromtimestamp(1700000030, UTC)) == Looker(7, "Zoé", "en")


def test_another_bots_token_is_refused() -> None:
    with pytest.raises(InitDataWrong):
        verified(init_data(PAUL, "4242:another"), TOKEN, _now())


@pytest.mark.parametrize("name", ["user", "auth_date", "query_id", "hash"])
def test_a_changed_field_is_refused(name: str) -> None:
    fields = _said()
    with pytest.raises(InitDataWrong):
        verified(urlencode(fields | {name: fields[name].replace("1", "2") + "0"}), TOKEN, _now())


@given(where=st.integers(0, 10_000), to=st.characters(min_codepoint=33, max_codepoint=126))
def test_no_changed_character_changes_who_it_is(where: int, to: str) -> None:
    said = init_data(PAUL, TOKEN)
    at = where % len(said)
    try:
        looker = verified(said[:at] + to + said[at + 1 :], TOKEN, _now())
    except InitDataWrong:
        return
    assert looker.telegram_id == PAUL.id


def test_a_field_added_or_said_twice_is_refused() -> None:
    said = init_data(PAUL, TOKEN)
    for more in ("&start_param=x", "&auth_date=1", f"&hash={'0' * 64}"):
        with pytest.raises(InitDataWrong):
            verified(said + more, TOKEN, _now())


def test_telegrams_second_signature_is_one_of_the_fields() -> None:
    assert verified(_signed(_said(signature="abc")), TOKEN, _now()).telegram_id == 1001


@pytest.mark.parametrize("late", [GOOD_FOR + 5, 86400, -3600])
def test_what_is_old_or_of_the_future_is_refused(late: int) -> None:
    with pytest.raises(InitDataOld):
        verified(init_data(PAUL, TOKEN), TOKEN, _now() + timedelta(seconds=late))


@pytest.mark.parametrize(
    "fields", [{"user": "[]"}, {"user": '{"id":"7"}'}, {"user": "{"}, {"auth_date": "soon"}, {"auth_date": "²"}]
)
def test_signed_words_that_name_nobody_are_refused(fields: dict[str, str]) -> None:
    with pytest.raises(InitDataWrong):
        verified(_signed(_said(**fields)), TOKEN, _now())


@given(st.text(max_size=300))
def test_any_words_are_refused(words: str) -> None:
    with pytest.raises(InitDataWrong):
        verified(words, TOKEN, _now())
