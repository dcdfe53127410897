"""What somebody types instead of tapping one of a few options: its words, its rank, that it is none of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.kernel.text import words

NONE: Final = -1
_NONE_OF_THEM: Final = frozenset(
    {"autre chose", "aucun", "aucune", "rien", "rien de tout cela", "rien de tout ca", "non", "no", "none"}
)
_YES: Final = frozenset({"oui", "ouais", "si", "ok", "d accord", "yes", "yep"})
_SMALL: Final = frozenset({"un", "une", "le", "la", "les", "des", "a", "an", "the", "some"})


def says_yes(text: str) -> bool:
    """« oui », « ok »: to one option that is its answer, to several it says too little."""
    return " ".join(words(text)) in _YES


def chosen_of(text: str, options: Sequence[Sequence[str]]) -> int | None:
    """Which option is typed, each given by all that it is called; NONE when it is none of them, None for other words.

    « devis » is « 🧾 Un devis », « 2 » the second.
    """
    said = " ".join(words(text))
    if said in _NONE_OF_THEM:
        return NONE
    if said.isdecimal() and 0 < int(said) <= len(options):
        return int(said) - 1
    meant = _bare(text)
    return next((at for at, names in enumerate(options) if meant and meant in map(_bare, names)), None)


def _bare(label: str) -> str:
    first, *rest = words(label) or [""]
    return " ".join(rest if rest and first in _SMALL else (first, *rest))
