"""Keyboards: read as strictly as Telegram reads them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NoReturn

from bot.localchat.errors import bad_request
from bot.localchat.links import checked_link, is_web_app
from bot.localchat.params import Params
from bot.localchat.wire import Json

MAX_CALLBACK_BYTES = 64
MAX_COPY_TEXT = 256
MAX_BUTTONS = 100
_MAX_URL = 2048
_REPLY_ACTIONS = {
    "request_contact", "request_location", "request_poll", "request_users", "request_chat", "web_app"
}  # fmt: skip
_FLAGS = ("is_persistent", "resize_keyboard", "one_time_keyboard", "selective")


def reply_markup(params: Params) -> Json | None:
    """The call's reply_markup, checked, with only what Telegram keeps of it; None when there is none.

    The result has one of: inline_keyboard, keyboard, remove_keyboard, force_reply.
    """
    value = params.json("reply_markup", "can't parse reply keyboard markup JSON object")
    return None if value is None else checked_markup(value)


def inline_markup(params: Params) -> Json | None:
    """The same where only an inline keyboard may stand, as under an edited message."""
    markup = reply_markup(params)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup


def checked_markup(value: Any) -> Json | None:
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    keyboard = _rows(value, "keyboard", _reply_button, "keyboard")
    inline = _rows(value, "inline_keyboard", _inline_button, "inline keyboard")
    placeholder = value.get("input_field_placeholder")
    if placeholder is not None and not (isinstance(placeholder, str) and 1 <= len(placeholder) <= 64):
        raise bad_request('field "input_field_placeholder" must be a String of 1-64 characters')
    hint = {"input_field_placeholder": placeholder} if placeholder else {}
    if keyboard:
        return {"keyboard": keyboard, **{flag: True for flag in _FLAGS if value.get(flag)}, **hint}
    if inline:
        return {"inline_keyboard": inline}
    if value.get("remove_keyboard"):
        return {"remove_keyboard": True}
    if value.get("force_reply"):
        return {"force_reply": True, **hint}
    return None


def start_payload(text: str) -> bool:
    """Whether `text` can travel in a deep link: 1 to 64 of A-Z a-z 0-9 _ -"""
    return re.fullmatch(r"[A-Za-z0-9_-]{1,64}", text) is not None


def _rows(value: Json, name: str, read: Callable[[Any], Json], label: str) -> list[list[Json]]:
    rows = value.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise bad_request(f'field "{name}" must be of type Array')
    owner = " of the InlineKeyboardMarkup" if name == "inline_keyboard" else ""
    result = []
    for row in rows:
        if not isinstance(row, list):
            raise bad_request(f'field "{name}"{owner} must be an Array of Arrays')
        result.append([_button(button, read, label) for button in row])
    if sum(map(len, result)) > MAX_BUTTONS and name == "inline_keyboard":
        raise bad_request("reply markup is too long")
    return [row for row in result if row]


def _button(button: Any, read: Callable[[Any], Json], label: str) -> Json:
    try:
        return read(button)
    except _Misread as error:
        raise bad_request(f"can't parse {label} button: {error}") from error


class _Misread(Exception):
    """What is wrong with one button; its keyboard's reader says where."""


def _text_of(button: Json) -> str:
    text = button.get("text")
    if text is None:
        raise _Misread('Can\'t find field "text"')
    if not isinstance(text, str):
        raise _Misread('Field "text" must be of type String')
    if not text.strip():
        raise bad_request("text buttons must be non-empty")
    return text


def _reply_button(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise _Misread("KeyboardButton must be a String or an Object")
    text = _text_of(button)
    actions = {name: value for name, value in button.items() if name in _REPLY_ACTIONS and value}
    if len(actions) > 1:
        raise bad_request("BUTTON_TYPE_INVALID")
    return {"text": text, **actions}


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise _Misread("InlineKeyboardButton must be an Object")
    text = _text_of(button)
    # An empty address or empty data is no action at all; an empty inline query is one.
    actions = [name for name in _INLINE_ACTIONS if button.get(name) not in (None, "") or _is_query(name, button)]
    if not actions:
        raise _Misread("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad_request("BUTTON_TYPE_INVALID")
    action = actions[0]
    return {"text": text, action: _INLINE_ACTIONS[action](button[action])}


def _is_query(name: str, button: Json) -> bool:
    return name.startswith("switch_inline_query") and button.get(name) is not None


def _callback_data(value: Any) -> str:
    if not isinstance(value, str):
        raise _Misread('Field "callback_data" must be of type String')
    if len(value.encode()) > MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return value


def _url(value: Any) -> str:
    if not isinstance(value, str):
        raise _Misread('Field "url" must be of type String')
    link = checked_link(value) if len(value) <= _MAX_URL else None
    if link is None:
        raise bad_request(f"inline keyboard button URL '{value[:200]}' is invalid: Wrong HTTP URL")
    return link


def _query(value: Any) -> str:
    if not isinstance(value, str):
        raise _Misread('Field "switch_inline_query" must be of type String')
    return value


def _chosen_chat(value: Any) -> Json:
    return _object("switch_inline_query_chosen_chat", value)


def _copy_text(value: Any) -> Json:
    text = _object("copy_text", value).get("text")
    if not isinstance(text, str):
        raise _Misread('Can\'t find field "text"')
    if not 1 <= len(text) <= MAX_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return {"text": text}


def _web_app(value: Any) -> Json:
    url = _object("web_app", value).get("url")
    if not isinstance(url, str) or not is_web_app(url):
        raise bad_request(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")
    return {"url": url}


def _unsupported(_: Any) -> NoReturn:
    raise bad_request("BUTTON_TYPE_INVALID")


def _object(name: str, value: Any) -> Json:
    if not isinstance(value, dict):
        raise _Misread(f'Field "{name}" must be of type Object')
    return value


_INLINE_ACTIONS: dict[str, Callable[[Any], Any]] = {
    "url": _url,
    "callback_data": _callback_data,
    "switch_inline_query": _query,
    "switch_inline_query_current_chat": _query,
    "switch_inline_query_chosen_chat": _chosen_chat,
    "copy_text": _copy_text,
    "web_app": _web_app,
    "login_url": _unsupported,
    "callback_game": _unsupported,
    "pay": _unsupported,
}
