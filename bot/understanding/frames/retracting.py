"""What somebody takes back while he speaks: « quarante minutes, non, cinquante », « demain, enfin jeudi ».

The value said last wins. What is said again tells how far back it goes: the same words, the same kind of number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.understanding.frames.sheet import Sheet
from bot.understanding.frames.world import World
from bot.understanding.words import fold

_BACK: Final = (
    r"[\s,;.]*(?<![\w'-])(?:(?:euh|ah|oh|mais|ou)[ ,]+)*(?:enfin(?: non)?|non(?: non)?|nan|pardon|plutot|correction"
    r"|rectification"
    r"|je (?:veux|voulais) dire|je me trompe|c'est pas ca|attends?|excuse[sz]?(?:[- ]moi)?|sorry|i mean|no wait"
    r"|scratch that)"
    r"(?:[ ,]+(?:non|pardon|attends?|plutot|excuse[sz]?(?:[- ]moi)?|je (?:veux|voulais) dire|euh|c'est|c'etait|disons"
    r"|no))*[ ,:]+"
)
_NUMBER: Final = r"\d+(?:[.,]\d+)?(?:h\d{0,2})?"
_UNSAID: Final = re.compile(_BACK)
_AGAIN: Final = re.compile(rf"(?P<number>{_NUMBER})(?![\w.,/]\d)")
_WORD: Final = re.compile(r"[^\s,;|]+")
_LAST_NUMBERS: Final = re.compile(rf"(?<![\w.,/-]){_NUMBER}(?![\w,.]*\d|[a-z])")
_STRETCH: Final = re.compile(r"[,;:|+](?!\d)|(?<!\w)(?:et|puis|avec)(?!\w)")
_SMALL_WORDS: Final = frozenset(
    {"de", "du", "des", "la", "le", "les", "en", "pour", "par", "a", "au", "chez", "et", "sur", "d"}
)
_OF_SOMEBODY: Final = re.compile(r"(?<!\w)(?P<by>de|a|pour|par|avec|chez) (?P<who>[a-z]+)(?!\w)")
_MOST_TURNS: Final = 4
_REACH: Final = 8  # words
_LEADS: Final = re.compile(r"\s*(?:$|[,;.|)]|(?:de|du|en|pour|par|a|au|chez|et|sur|le|la|les|ttc|ht|demain|lundi|mardi"
                           r"|mercredi|jeudi"
                           r"|vendredi|avec|hier)(?!\w))")  # fmt: skip


def unretracted(text: str, world: World) -> str:
    """The text without what was taken back in it."""
    for _turn in range(_MOST_TURNS):
        flat = Sheet(text).flat
        shorter = (_one(text, flat, one) or _other_thing(text, flat, one, world) for one in _UNSAID.finditer(flat))
        changed = next((one for one in shorter if one is not None), None)
        if changed is None:
            return text
        text = changed
    return text


def _other_thing(text: str, flat: str, back: re.Match[str], world: World) -> str | None:
    """« les heures de Mehdi le mois dernier, non, de Julien »."""
    people = {fold(one.name).split()[0] for one in world.people}
    named = _OF_SOMEBODY.match(flat, back.end())
    goods = named is not None and world.products.knows(named["who"])
    if named is None or not (goods or named["who"] in people):
        return None
    before = [
        one
        for one in _OF_SOMEBODY.finditer(flat, 0, back.start())
        if one["by"] == named["by"]
        and one["who"] not in _SMALL_WORDS
        and (not goods or world.products.knows(one["who"]))
    ]
    if not before:
        return None
    start, end = before[-1].span("who")
    return f"{text[:start]}{text[slice(*named.span('who'))]}{text[end : back.start()]}{text[named.end() :]}"


def _one(text: str, flat: str, back: re.Match[str]) -> str | None:
    number = _AGAIN.match(flat, back.end())
    if number is not None:
        return _other_number(text, flat, back, number)
    again = _WORD.match(flat, back.end())
    if again is None:
        return None
    before = list(_WORD.finditer(flat, 0, back.start()))[-_REACH:]
    said = again.group()
    if said in _SMALL_WORDS or len(said) < 3:
        behind = _WORD.match(flat, again.end() + 1)
        if behind is None:
            return None
    same = next((one for one in reversed(before) if one.group() == said and len(said) > 2), None)
    return text[: same.start()] + text[back.end() :] if same is not None else None


def _first_of_stretch(flat: str, numbers: Sequence[re.Match[str]], end: int) -> re.Match[str]:
    """« et 2 abris 9, non 3 »: the count stands first, the rest is a name."""
    opens = max((one.end() for one in _STRETCH.finditer(flat, 0, end)), default=0)
    return next((one for one in numbers if one.start() >= opens), numbers[-1])


def _other_number(text: str, flat: str, back: re.Match[str], number: re.Match[str]) -> str | None:
    """« 2 cumulus de 150 non 3 cumulus de 150 », « 72 euros enfin 74 », « 40 min non 50 min »."""
    numbers = [one for one in _LAST_NUMBERS.finditer(flat, 0, back.start())
               if len(_WORD.findall(flat[one.end() : back.start()])) <= _REACH]  # fmt: skip
    behind = _WORD.findall(flat[number.end() :])[:_REACH]
    for one in numbers:  # the same words said again: the whole goes
        between = _WORD.findall(flat[one.end() : back.start()])
        if between and behind[: len(between)] == between:
            return text[: one.start()] + text[back.end() :]
    if not numbers:
        return None
    last = _first_of_stretch(flat, numbers, back.start()) if _LEADS.match(flat, number.end()) else numbers[-1]
    between = _WORD.findall(flat[last.end() : back.start()])
    same = next((at for at, (left, right) in enumerate(zip(between, behind, strict=False)) if left != right),
                min(len(between), len(behind)))  # fmt: skip
    if not between:
        return text[: last.start()] + text[back.end() :]
    if same == 0 and _LEADS.match(flat, number.end()) is None:
        return None
    end = number.end()
    for word in list(_WORD.finditer(flat, number.end()))[:same]:
        end = word.end()
    kept = text[last.end() : back.start()]
    return f"{text[: last.start()]}{number['number']}{kept}{text[end:]}"
