"""The bot's commands, by scope and language, and which of them a person sees."""

from __future__ import annotations

import re
from typing import Any

from bot.localchat.errors import bad_request
from bot.localchat.methods.profile import language_code
from bot.localchat.params import Params
from bot.localchat.posts import known_chat
from bot.localchat.store import Person
from bot.localchat.wire import Json, dumps, loads
from bot.localchat.world import World

MAX_COMMANDS = 100
_MAX_DESCRIPTION = 256
_PRIVATE = ("default", "all_private_chats", "chat")
_ELSEWHERE = ("all_group_chats", "all_chat_administrators", "chat_administrators", "chat_member")


async def set_my_commands(world: World, params: Params) -> bool:
    commands = params.json("commands", "can't parse commands JSON object") or []
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    _store(world, params, [_command(item) for item in commands])
    return True


async def delete_my_commands(world: World, params: Params) -> bool:
    _store(world, params, [])
    return True


async def get_my_commands(world: World, params: Params) -> list[Json]:
    return _stored(world, *_scope(world, params), language_code(params)) or []


def resolved(world: World, person: Person) -> list[Json]:
    """The commands this person's menu shows: the narrowest scope first, and in it the own language first."""
    for scope, chat_id in (("chat", person.id), ("all_private_chats", 0), ("default", 0)):
        for language in (person.language_code[:2], ""):
            if commands := _stored(world, scope, chat_id, language):
                return commands
    return []


def _store(world: World, params: Params, commands: list[Json]) -> None:
    scope, chat_id = _scope(world, params)
    language = language_code(params)
    before = {person.id: resolved(world, person) for person in world.store.persons.values()}
    with world.store.db:
        if commands:
            row = (scope, chat_id, language, dumps(commands))
            world.store.db.execute("insert or replace into command values (?, ?, ?, ?)", row)
        else:
            world.store.db.execute(
                "delete from command where scope = ? and chat_id = ? and language_code = ?", (scope, chat_id, language)
            )
        for person in world.store.persons.values():
            if (now := resolved(world, person)) != before[person.id]:
                world.events.add("commands", person.id, {"commands": now})


def _stored(world: World, scope: str, chat_id: int, language: str) -> list[Json] | None:
    row = world.store.db.execute(
        "select commands from command where scope = ? and chat_id = ? and language_code = ?", (scope, chat_id, language)
    ).fetchone()
    return None if row is None else list(loads(row["commands"]))


def _scope(world: World, params: Params) -> tuple[str, int]:
    """The scope's type and its chat, 0 for none."""
    scope = params.json("scope", "can't parse BotCommandScope JSON object")
    if scope is None:
        return "default", 0
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = scope.get("type")
    if kind not in _PRIVATE + _ELSEWHERE:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if kind in ("chat", "chat_administrators", "chat_member"):
        return str(kind), known_chat(world, str(scope.get("chat_id", ""))).id
    return str(kind), 0


def _command(item: Any) -> Json:
    if not isinstance(item, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if not isinstance(item.get(field), str):
            raise bad_request(f"can't parse BotCommand: Can't find field \"{field}\"")
    name, description = item["command"].removeprefix("/"), item["description"].strip()
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= _MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}
