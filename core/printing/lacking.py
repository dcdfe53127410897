"""Signs that people type and no page of ours can show, as emoji or Arabic: they are told, not lost in silence."""

import re
from collections.abc import Iterable
from typing import Final

_MAY_LACK: Final = re.compile("[^\u0000-\u024f\u2000-\u2027\u202f\u20ac\u2190-\u2193]")


def lacked(texts: Iterable[str]) -> str:
    """The signs of these texts that are left out on paper, each once, in their order."""
    odd = "".join(sign for text in texts for sign in _MAY_LACK.findall(text))
    if not odd:
        return ""
    from core.printing.layout.typography import unprintable  # the fonts take a moment: only for whom they matter

    return unprintable(odd)
