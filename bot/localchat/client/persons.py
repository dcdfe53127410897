"""The persons of this machine: who they are, new ones, changes."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.localchat.client.requests import (
    Rejected,
    answer,
    number_field,
    path_number,
    person_numbered,
    read_object,
    text_field,
    world_of,
)
from bot.localchat.store import Person
from bot.localchat.wire import Json
from bot.localchat.world import World

_FIRST_ID = 1001
_MAX_NAME = 64
_CHANGEABLE = ("first_name", "last_name", "username", "language_code")
_MEMBER: dict[str, Json] = {"left": {"status": "kicked", "until_date": 0}, "here": {"status": "member"}}


async def state(request: web.Request) -> web.Response:
    world = world_of(request)
    shown = [person.shown() for person in world.store.persons.values()]
    return answer({"bot": world.bot_user(), "persons": shown, "cursor": world.events.cursor})


async def create(request: web.Request) -> web.Response:
    world, body = world_of(request), await read_object(request)
    number = number_field(body, "id")
    if number is not None and number <= 0:
        raise Rejected(400, "Le numéro d’une personne est positif.")
    if number in world.store.persons:
        raise Rejected(409, f"Le numéro {number} est déjà pris.")
    number = number or max((*world.store.persons, _FIRST_ID - 1)) + 1
    names = _names(world, {"language_code": "fr"} | body)
    phone = text_field(body, "phone_number") or _fictitious_phone(number)
    person = Person(id=number, phone_number=phone, **names)
    _save(world, person)
    return answer(person.shown())


async def change(request: web.Request) -> web.Response:
    world, body = world_of(request), await read_object(request)
    person = person_numbered(world, path_number(request, "id"))
    blocked = body.get("blocked", person.blocked)
    if not isinstance(blocked, bool):
        raise Rejected(400, "« blocked » doit être vrai ou faux.")
    now = {name: getattr(person, name) for name in _CHANGEABLE}
    names = _names(world, now | {name: body[name] for name in _CHANGEABLE if name in body}, person.id)
    for name, value in names.items():
        setattr(person, name, value)
    if blocked != person.blocked:
        person.blocked = blocked
        _save(world, person, _membership(world, person))
    else:
        _save(world, person)
    return answer(person.shown())


def _names(world: World, values: Mapping[str, Any], own_id: int = 0) -> dict[str, Any]:
    names = {name: text_field(values, name, required=name in ("first_name", "language_code")) for name in _CHANGEABLE}
    if any(len(value or "") > _MAX_NAME for value in names.values()):
        raise Rejected(400, f"Un nom a {_MAX_NAME} caractères au plus.")
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,8})?", names["language_code"] or ""):
        raise Rejected(400, "La langue s’écrit en deux lettres, comme « fr ».")
    username = (names["username"] or "").removeprefix("@")
    if username and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{2,31}", username):
        raise Rejected(400, "Un pseudonyme a de 3 à 32 lettres, chiffres ou « _ », et commence par une lettre.")
    if username and _is_taken(world, username, own_id):
        raise Rejected(409, f"Le pseudonyme {username} est déjà pris.")
    return {**names, "username": username or None}


def _is_taken(world: World, username: str, own_id: int) -> bool:
    others = [p.username or "" for p in world.store.persons.values() if p.id != own_id]
    return username.lower() in {name.lower() for name in (*others, world.bot.username)}


def _save(world: World, person: Person, membership: Json | None = None) -> None:
    with world.store.db:
        world.store.save_person(person)
        world.events.add("person", person.id, {"person": person.shown()})
        if membership:
            world.updates.push("my_chat_member", membership)


def _membership(world: World, person: Person) -> Json:
    """The ChatMemberUpdated object that tells the bot it was blocked or unblocked."""
    before, now = ("here", "left") if person.blocked else ("left", "here")
    return {
        "chat": person.chat(),
        "from": person.user(),
        "date": int(time.time()),
        "old_chat_member": {"user": world.bot_user(), **_MEMBER[before]},
        "new_chat_member": {"user": world.bot_user(), **_MEMBER[now]},
    }


def _fictitious_phone(number: int) -> str:
    """In the range that the French numbering plan keeps for fiction, 06 39 98 00 00 to 99 99."""
    return f"+3363998{number % 10_000:04d}"
