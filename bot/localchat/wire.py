"""JSON as it travels: compact out, strict in."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


class RawJson(str):
    """Text that is JSON already and goes out as it stands."""

    __slots__ = ()


def dumps(value: Any) -> str:
    """Compact JSON; text that is JSON already is kept as it stands."""
    if isinstance(value, RawJson):
        return value
    return _encode(value)


def loads(text: str) -> Any:
    """Parse JSON strictly: ValueError for bad syntax, NaN, absurd nesting and strings no UTF-8 text can hold."""
    try:
        value = _decode(text)
    except RecursionError as error:
        raise ValueError("JSON is nested too deeply") from error
    if "\\ud" in text or "\\uD" in text:  # a lone half of a surrogate pair would fail later, on its way to disk
        dumps(value).encode()
    return value


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode
