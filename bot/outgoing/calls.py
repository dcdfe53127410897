"""Calls to the Bot API as plain values: PTB's errors and transport, without an object for each part of each answer.

Building PTB's objects, and taking them apart again, costs more than all the rest of a call.
"""

import json
from dataclasses import dataclass
from typing import Any, cast

from telegram import Bot
from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData


@dataclass(frozen=True, slots=True)
class _Written:
    """Parameters without files, as far as a transport reads PTB's RequestData, which none but PTB may make."""

    json_parameters: dict[str, str]
    contains_files: bool = False


async def call(bot: Bot, method: str, *, read_timeout: Any = BaseRequest.DEFAULT_NONE, **parameters: object) -> Any:
    """The result of one call as the Bot API writes it. A parameter that is None is left out. Raises PTB's errors."""
    written = {name: _text(value) for name, value in parameters.items() if value is not None}
    data = cast(RequestData, _Written(written))
    try:
        return await bot.request.post(f"{bot.base_url}/{method}", data, read_timeout=read_timeout)
    except (KeyError, TypeError, AttributeError) as error:  # JSON, but not the Bot API's
        raise NetworkError(f"unreadable answer to {method}") from error


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
