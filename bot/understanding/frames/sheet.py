"""A message being read: what is understood is taken out of it, and what is left does not run together."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice
from typing import Final

from bot.understanding.english import in_french, is_english
from bot.understanding.words import Tokens, tokens_of

GAP: Final = "|"
_LONGEST: Final = 1_000
_MOST_PIECES: Final = 160
_PIECE: Final = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_SAME: Final = {"’": "'", "‘": "'", "`": "'", "´": "'", "«": " ", "»": " ", "“": " ", "”": " ", '"': " ", "\n": GAP,
                "\t": " ", "\r": " ", "œ": "e", "æ": "e", "−": "-", "–": "-", "—": "-", "×": "x", "*": "x",
                GAP: GAP}  # fmt: skip


def readable(text: str) -> str:
    """As much of a message as is read: 1 000 characters, 160 words, numbers and marks. More is no request."""
    text = text[:_LONGEST]
    over = next(islice(_PIECE.finditer(text), _MOST_PIECES, None), None)
    return text if over is None else text[: over.start()]


class Sheet:
    """The words of one message, as much of it as is read. `flat` has no accents and no capitals, letter for letter.

    Patterns are written against `flat`; whatever they take leaves a gap (« | ») there and in what is left.
    """

    def __init__(self, source: str) -> None:
        self.source: Final = readable(source)
        self.flat = "".join(map(_plain, self.source))
        self._is_english: Final = is_english(self.flat)

    def find(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.search(self.flat)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first place where the pattern holds, taken out; None, and nothing is."""
        found = pattern.search(self.flat)
        if found is not None:
            self.cut(found.start(), found.end())
        return found

    def cut(self, start: int, end: int) -> None:
        """Take a stretch out."""
        self.flat = self.flat[:start] + GAP + " " * (end - start - 1) + self.flat[end:] if end > start else self.flat

    def typed(self, start: int, end: int) -> str:
        """A stretch as it was typed, spaces aside."""
        return " ".join(self.source[start:end].split()).strip(" ,;:")

    def group(self, found: re.Match[str], name: str) -> str:
        """What a group of a match holds, as it was typed; nothing when it holds nothing."""
        start, end = found.span(name)
        return self.typed(start, end) if start >= 0 else ""

    @property
    def left(self) -> str:
        """What is left as it was typed, each place in its place, gaps as bars."""
        return "".join(GAP if flat == GAP else typed if flat != " " or typed.isspace() else " "
                       for flat, typed in zip(self.flat, self.source, strict=True))  # fmt: skip

    def tokens(self) -> Tokens:
        """The tokens of what is left; their places are those of the source."""
        tokens = tokens_of(self.left)
        return in_french(tokens) if self._is_english else tokens

    def words(self) -> str:
        """What is left as one text, without gaps and loose marks."""
        kept = (part.strip(" ,;:.+-!?'") for part in self.left.split(GAP))
        return " ".join(" ".join(part.split()) for part in kept if part)


def replaced(text: str, pattern: re.Pattern[str], full: str) -> str:
    """The text with what the pattern finds in its flat form put in these words."""
    for found in reversed(list(pattern.finditer(Sheet(text).flat))):
        text = text[: found.start()] + found.expand(full) + text[found.end() :]
    return text


@lru_cache(maxsize=4_096)
def _plain(letter: str) -> str:
    if letter in _SAME:
        return _SAME[letter]
    spread = unicodedata.normalize("NFKD", letter.casefold())
    kept = "".join(piece for piece in spread if not unicodedata.combining(piece))[:1]
    return kept if kept and (kept.isascii() or kept in "€°½") and kept.isprintable() else " "
