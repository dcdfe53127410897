"""What belongs to a chat: its card, its pins, its menu button."""

from __future__ import annotations

from bot.localchat.errors import bad_request
from bot.localchat.params import Params
from bot.localchat.posts import known_chat, pinned, recipient, set_pinned
from bot.localchat.wire import Json, dumps, loads
from bot.localchat.world import World

_DEFAULT_BUTTON = {"type": "commands"}
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
_DEFAULT_SETTING = "menu_button"


async def get_chat(world: World, params: Params) -> Json:
    person = known_chat(world, params.text("chat_id"))
    chat = person.chat() | {
        "accent_color_id": person.id % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    if person.username:
        chat["active_usernames"] = [person.username]
    if pins := pinned(world, person.id):
        chat["pinned_message"] = world.store.message(person.id, pins[-1])
    return chat


async def pin_chat_message(world: World, params: Params) -> bool:
    person = recipient(world, params)
    number = params.number("message_id")
    if world.store.message(person.id, number) is None:
        raise bad_request("message to pin not found")
    pins = pinned(world, person.id)
    with world.store.db:
        set_pinned(world, person.id, [*(pin for pin in pins if pin != number), number])
    return True


async def unpin_chat_message(world: World, params: Params) -> bool:
    person = recipient(world, params)
    pins = pinned(world, person.id)
    number = params.number("message_id") or (pins[-1] if pins else 0)
    if number not in pins:
        raise bad_request("message to unpin not found")
    with world.store.db:
        set_pinned(world, person.id, [pin for pin in pins if pin != number])
    return True


async def unpin_all_chat_messages(world: World, params: Params) -> bool:
    person = recipient(world, params)
    if pinned(world, person.id):
        with world.store.db:
            set_pinned(world, person.id, [])
    return True


async def set_chat_menu_button(world: World, params: Params) -> bool:
    button = params.json("menu_button", "can't parse menu button JSON object") or {"type": "default"}
    if not isinstance(button, dict):
        raise bad_request("can't parse menu button: MenuButton must be an Object")
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    if button["type"] == "web_app" and not (button.get("text") and isinstance(button.get("web_app"), dict)):
        raise bad_request("can't parse menu button: Can't find field \"text\"")
    with world.store.db:
        if params.text("chat_id"):
            world.store.set_chat_value(known_chat(world, params.text("chat_id")).id, "menu_button", button)
        else:
            world.store.set_setting(_DEFAULT_SETTING, dumps(button))
    return True


async def get_chat_menu_button(world: World, params: Params) -> Json:
    if params.text("chat_id"):
        own = world.store.chat_value(known_chat(world, params.text("chat_id")).id, "menu_button")
        if own and own["type"] != "default":
            return dict(own)
    everywhere = world.store.setting(_DEFAULT_SETTING)
    return dict(loads(everywhere)) if everywhere else _DEFAULT_BUTTON
