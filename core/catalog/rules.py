"""How a product is named when nobody gave it a reference."""

from collections.abc import Collection
from typing import Final

from core.kernel.text import words

LONGEST: Final = 40
_PARTS = 4
_EMPTY: Final = frozenset(
    ("a", "au", "aux", "avec", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "ou", "par", "pour", "sans")
)


def reference_from(label: str, taken: Collection[str] = ()) -> str:
    """A short reference that can be read aloud: « Radiateur aluminium 1000 W » gives RAD-ALU-1000.

    The label's first words, three letters each, and its numbers whole; -2, -3 … follow when it is taken.
    """
    parts = [_part(word) for word in words(label) if word not in _EMPTY and (len(word) > 1 or word.isdigit())]
    base = "-".join(parts[:_PARTS])[: LONGEST - 6].rstrip("-") or "ART"
    reference, again = base, 1
    while reference in taken:
        again += 1
        reference = f"{base}-{again}"
    return reference


def _part(word: str) -> str:
    return (word[:8] if any(c.isdigit() for c in word) else word[:3]).upper()
