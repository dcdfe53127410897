"""What the page sends: read as strictly as anything that comes from outside."""

import json
from dataclasses import dataclass
from typing import Any, Final

from core.pictures.ink import HEIGHT, WIDTH, Stroke

MOST_POINTS: Final = 3000
MOST_STROKES: Final = 300
LARGEST: Final = 96 * 1024  # bytes of a whole form: twice what so many points take
_TEXTS: Final = {"name": 200, "role": 100, "reserves": 1000}  # characters


class FormWrong(Exception):
    """Nothing that our page sends."""


@dataclass(frozen=True, slots=True)
class Form:
    """Who signs, what he remarks, the version that he has read, and what he drew: no stroke when he signs by name."""

    name: str
    role: str
    reserves: str
    version: int
    strokes: tuple[Stroke, ...]


def read_form(body: bytes) -> Form:
    """The form in a JSON body. Raises FormWrong."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FormWrong from error
    if not isinstance(said, dict) or not _is_whole(said.get("version")):
        raise FormWrong
    texts = {name: _text(said.get(name, ""), longest) for name, longest in _TEXTS.items()}
    return Form(**texts, version=said["version"], strokes=_strokes(said.get("strokes", [])))


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise FormWrong
    return value.strip()


def _strokes(value: Any) -> tuple[Stroke, ...]:
    if not isinstance(value, list) or len(value) > MOST_STROKES or not all(isinstance(one, list) for one in value):
        raise FormWrong
    if not all(value) or sum(map(len, value)) > MOST_POINTS:
        raise FormWrong
    return tuple([_point(point) for point in stroke] for stroke in value)


def _point(value: Any) -> tuple[int, int]:
    match value:
        case [x, y] if _is_whole(x) and _is_whole(y) and 0 <= x <= WIDTH and 0 <= y <= HEIGHT:
            return x, y
    raise FormWrong


def _is_whole(value: Any) -> bool:
    return type(value) is int and abs(value) < 1 << 31
