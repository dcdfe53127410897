"""« merci », « ok à demain », 👍: words that ask for nothing. Whoever says « bonjour » waits for an answer."""

from __future__ import annotations

import re
from typing import Final

from bot.understanding.words import fold

_LONGEST: Final = 8  # words
_COURTEOUS: Final = frozenset(
    {
        "merci", "mrc", "thanks", "thank", "you", "thx", "ok", "okay", "oki", "d", "accord", "dac", "dacc", "parfait",
        "super", "top", "nickel", "genial", "cool", "impeccable", "bien", "bravo", "recu", "note", "compris", "vu",
        "bonsoir", "bye", "bonne", "bon", "journee",
        "soiree", "nuit", "matinee", "week", "end", "weekend", "we", "fin", "de", "a", "la", "demain", "bientot",
        "plus", "tout", "l", "heure", "lundi", "tous", "toi", "vous", "tlm", "beaucoup", "bcp", "infiniment", "see",
        "tomorrow", "great", "good", "morning", "night", "equipe", "les", "gars", "chef", "patron", "ca", "marche",
        "roule", "va", "c", "est", "je", "suis", "j", "arrive", "cordialement", "cdt", "bisous", "lol", "mdr", "ah",
        "oh", "bah", "ben", "alors", "pour", "et", "le",
    }
)  # fmt: skip
_ASKING: Final = frozenset(
    {
        "c", "est", "a", "de", "la", "l", "le", "les", "et", "pour", "d", "je", "tout", "plus", "lundi",
    }
)  # fmt: skip
_SIGNS: Final = re.compile(r"[\u2190-\u2bff\U0001f300-\U0001faff]")  # arrows, dingbats, emoji


def is_courtesy(text: str) -> bool:
    """Whether it is thanks, a greeting or a thumb: something kind is in it, and nothing else."""
    said = re.findall(r"\w+", fold(text))
    if not said:
        return _SIGNS.search(text) is not None
    return len(said) <= _LONGEST and _COURTEOUS.issuperset(said) and not _ASKING.issuperset(said)
