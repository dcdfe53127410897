"""The bot's own identity: names and descriptions, one for each language and a default."""

from __future__ import annotations

import re

from bot.localchat.errors import bad_request
from bot.localchat.params import Params
from bot.localchat.wire import Json
from bot.localchat.world import World

_LIMITS = {"name": 64, "description": 512, "short_description": 120}


async def get_me(world: World, _: Params) -> Json:
    return world.bot_user() | {
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_my_name(world: World, params: Params) -> Json:
    return {"name": _get(world, params, "name") or world.bot.name}


async def set_my_name(world: World, params: Params) -> bool:
    return _set(world, params, "name")


async def get_my_description(world: World, params: Params) -> Json:
    return {"description": _get(world, params, "description")}


async def set_my_description(world: World, params: Params) -> bool:
    return _set(world, params, "description")


async def get_my_short_description(world: World, params: Params) -> Json:
    return {"short_description": _get(world, params, "short_description")}


async def set_my_short_description(world: World, params: Params) -> bool:
    return _set(world, params, "short_description")


async def log_out(_world: World, _: Params) -> bool:
    """Nothing to leave: there is no other server."""
    return True


def language_code(params: Params) -> str:
    """A two-letter code, or empty for everybody; Refused otherwise."""
    code = params.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _get(world: World, params: Params, field: str) -> str:
    return world.store.setting(f"{field}:{language_code(params)}") or world.store.setting(f"{field}:") or ""


def _set(world: World, params: Params, field: str) -> bool:
    text = params.text(field).strip()
    if len(text) > _LIMITS[field]:
        raise bad_request(f"{field.replace('_', ' ')} is too long")
    with world.store.db:
        world.store.set_setting(f"{field}:{language_code(params)}", text)
    return True
