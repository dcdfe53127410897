"""Several requests in one breath: where a second one begins."""

from __future__ import annotations

import re
from typing import Final

from bot.understanding.frames.sheet import Sheet

_JOINT: Final = r"(?:\s*[+;.]\s*|\s*,\s*|\s+(?:et|puis|et puis|and)\s+)"
_METHOD: Final = r"(?:cb|carte|chq|cheque|esp|especes|vir|virement|prlv)"
_OPENERS: Final = (
    r"rappelle[- ]?(?:moi|le|la|lui)?\b", r"fais[- ]moi penser", r"remind me",
    rf"{_METHOD} \d", r"(?:encaisse|recu) \d",
    r"(?:peage|parking|repas|essence|gasoil|carburant|metro|taxi|toll|lunch|fuel) \d",
    r"factur(?:e|er)(?: (?:la|le|les|tout))?$",
)  # fmt: skip
_CUT: Final = re.compile(rf"{_JOINT}(?=(?:{'|'.join(_OPENERS)}))")
_WORKED: Final = re.compile(r"^\W*(?:depannage|depan|inter(?:vention)?|bi|sav|rapport|visite)\b")
_SETTLED: Final = re.compile(rf"[\s,]+(?=(?:regle|paye|encaisse)[es]*(?: (?:en|par))? {_METHOD}\b)")


def split(text: str) -> list[str]:
    """The requests of a message, in order; one when nothing says that there are more."""
    flat = Sheet(text).flat
    joints = (_CUT, _SETTLED) if _WORKED.search(flat) else (_CUT,)
    cuts = sorted(found.span() for joint in joints for found in joint.finditer(flat) if found.start() > 0)
    starts, ends = [0, *(end for _start, end in cuts)], [*(start for start, _end in cuts), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]
