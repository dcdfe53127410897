"""How products are named: a reference that nobody gave, a variant's label, and labels that may mean the same thing."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from rapidfuzz import fuzz

from core.kernel.text import folded, words

LONGEST: Final = 40
SAME_LABEL: Final = 88.0  # likeness of two labels, out of 100, that asks « est-ce le même ? »
_PARTS = 4
_EMPTY: Final = frozenset(
    ("a", "au", "aux", "avec", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par", "pour", "sans")
)
_PIECE: Final = re.compile(r"[a-z]+|\d+")


def reference_from(label: str) -> str:
    """A short reference that can be read aloud: « Radiateur aluminium 1000 W » gives RAD-ALU-1000.

    The label's first words, three letters each, and its numbers whole.
    """
    parts = [_part(word) for word in words(label) if word not in _EMPTY and (len(word) > 1 or word.isdigit())]
    return free_reference("-".join(parts[:_PARTS]), ())


def free_reference(wanted: str, taken: Collection[str]) -> str:
    """The reference, made short, with -2, -3 … behind it when it is taken."""
    base = wanted[: LONGEST - 6].rstrip("-") or "ART"
    reference, again = base, 1
    while reference in taken:
        again += 1
        reference = f"{base}-{again}"
    return reference


def variant_reference(parent: str, attributes: Mapping[str, str]) -> str:
    """A variant's reference behind its parent's: GANT with {"taille": "XL"} gives GANT-XL."""
    said = [word for value in attributes.values() for word in words(value)]
    return free_reference("-".join((parent, *(word[:8].upper() for word in said))), ())


def variant_label(parent: str, attributes: Mapping[str, str]) -> str:
    """« Gants — L », « Peinture — blanc, 5 L »."""
    return f"{parent} — {', '.join(attributes.values())}"


def same_label(one: str, other: str) -> float:
    """From 0 to 100: two labels compared whatever the order of their words; 0 when their numbers or sizes differ."""
    first, second = _pieces(one), _pieces(other)
    if _telling(first) != _telling(second):
        return 0.0
    return fuzz.token_sort_ratio(" ".join(first), " ".join(second))


def _pieces(label: str) -> list[str]:
    return [piece for piece in _PIECE.findall(folded(label)) if piece not in _EMPTY]


def _telling(pieces: list[str]) -> list[str]:
    """Numbers and short words (« L », « XL », « kW »): one of them wrong is another thing, not a slip."""
    return sorted(piece for piece in pieces if piece.isdigit() or len(piece) <= 2)


def _part(word: str) -> str:
    return (word[:8] if any(c.isdigit() for c in word) else word[:3]).upper()
