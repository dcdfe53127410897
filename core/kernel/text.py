"""One spelling for comparing words: what search columns store and what readers look up."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
_WORD = re.compile(r"[a-z0-9]+")


def folded(text: str) -> str:
    """Lower case without accents or ligatures; other characters stay."""
    if text.isascii():  # most of what is compared: thousands of words for one search
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).lower().translate(_LIGATURES)  # "™" only then gives letters
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The folded words of a text, in order: « L'Hôtel du Parc » gives l, hotel, du, parc."""
    return _WORD.findall(folded(text))
