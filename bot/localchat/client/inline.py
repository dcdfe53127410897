"""Inline mode: a person searches with the bot and posts one of its results."""

from __future__ import annotations

from aiohttp import web

from bot.localchat.client.requests import (
    Rejected,
    answer,
    number_field,
    person_numbered,
    read_object,
    refuse_if_blocked,
    text_field,
    world_of,
)
from bot.localchat.posts import receive
from bot.localchat.queries import INLINE_SECONDS
from bot.localchat.store import Person
from bot.localchat.wire import Json
from bot.localchat.world import World

_MAX_QUERY = 256


async def search(request: web.Request) -> web.Response:
    """Ask the bot and wait for its answerInlineQuery; 504 when it does not come in time."""
    world, body = world_of(request), await read_object(request)
    person, query = _searcher(world, body)
    query_id = world.inline.open()
    with world.store.db:
        asked = {"id": query_id, "from": person.user(), "chat_type": "sender", "query": query}
        world.updates.push("inline_query", asked | {"offset": text_field(body, "offset") or ""})
    try:
        found = await world.inline.answered(query_id, person.id, query, INLINE_SECONDS)
    except TimeoutError as error:
        raise Rejected(504, "Le bot n’a pas répondu à temps.") from error
    shown = [{name: value for name, value in result.items() if name != "message"} for result in found["results"]]
    return answer(found | {"results": shown})


async def choose(request: web.Request) -> web.Response:
    """Post a result into the person's chat, and tell the bot which it was."""
    world, body = world_of(request), await read_object(request)
    person, query = _searcher(world, body)
    result_id = text_field(body, "result_id", required=True) or ""
    result = world.inline.result(person.id, query, result_id)
    if result is None:
        raise Rejected(404, "Ce résultat n’est plus proposé.")
    refuse_if_blocked(person)
    content: Json = result["message"] | {"via_bot": world.bot_user()}
    if markup := result.get("reply_markup"):
        content["reply_markup"] = markup
    message = receive(world, person, content)
    chosen: Json = {"result_id": result_id, "from": person.user(), "query": query}
    if markup:
        chosen["inline_message_id"] = f"inline-{person.id}-{message['message_id']}"
    with world.store.db:
        world.updates.push("chosen_inline_result", chosen)
    return answer({"message": world.store.shown_message(person.id, message["message_id"])})


def _searcher(world: World, body: Json) -> tuple[Person, str]:
    person = person_numbered(world, number_field(body, "person_id"))
    return person, (text_field(body, "query") or "")[:_MAX_QUERY]
