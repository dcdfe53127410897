"""Keys of folded words: two words that differ by one typing error, or of which one begins the other, share a key.

Each key leaves out one letter, as words with one letter wrong, missing, too many or swapped with its neighbour are the
same without it. Only the first `LEADING` letters count: what follows may be anything, and is for `likeness` to judge.
"""

from collections.abc import Iterator
from typing import Final

LEADING: Final = 6
LONGEST: Final = 20  # characters of a key
LONG_NUMBER: Final = 8  # digits from which on one remembers the first or the last few: telephones, SIRET
LAST_DIGITS: Final = 4  # as many at least of these
_SHORTEST: Final = 4  # letters of a word that may be mistyped: among shorter ones everything is one error away
BEGUN: Final = 3  # first characters that are enough to find a word
_PARTS: Final = (6, LAST_DIGITS)


def keys(word: str) -> set[str]:
    """The keys under which a dictionary keeps this folded word."""
    if not word.isalpha():
        return {own_key(word), *_parts(word)}
    return {own_key(word), *(_begins(word[:n]) for n in range(BEGUN, min(len(word), LEADING))), *_without_one(word)}


def own_key(word: str) -> str:
    """The one of its keys that leaves nothing out of the beginning."""
    return word[:LEADING] if word.isalpha() else word[:LONGEST]


def looked_up(word: str) -> set[str]:
    """The keys that a typed folded word looks up: one at least is shared with each word that may be meant."""
    if not word.isalpha():
        return {own_key(word), _number(word), *_typed_part(word)} - {""}
    begun = {_begins(word)} if BEGUN <= len(word) < LEADING else set()
    return {own_key(word), *begun, *_without_one(word)}


def _without_one(word: str) -> Iterator[str]:
    if len(word) >= _SHORTEST:
        leading = word[:LEADING]
        yield from (leading[:i] + leading[i + 1 :] for i in range(len(leading)))


def _parts(word: str) -> Iterator[str]:
    """Beginnings, and the ends of a long number."""
    if not _is_long(word):
        if len(word) > BEGUN:
            yield _begins(word[:BEGUN])
        return
    for length in _PARTS:
        yield _begins(word[:length])
        yield _ends(word[-length:])


def _typed_part(word: str) -> Iterator[str]:
    if len(word) >= BEGUN:
        yield _begins(word[:BEGUN])
    length = next((length for length in _PARTS if len(word) >= length), 0)
    if word.isdigit() and length:
        yield _begins(word[:length])
        yield _ends(word[-length:])


def _number(word: str) -> str:
    """1000 for 1000w: its unit may be written apart."""
    digits = word.rstrip("abcdefghijklmnopqrstuvwxyz")
    return digits[:LONGEST] if digits.isdigit() else ""


def _is_long(word: str) -> bool:
    return len(word) >= LONG_NUMBER and word.isdigit()


def _begins(part: str) -> str:
    return f"{part}-"


def _ends(part: str) -> str:
    return f"-{part}"
