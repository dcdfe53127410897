"""How much typed words resemble the words of a thing: for lists in the right order, never for a silent choice."""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from core.kernel.text import words

_BEGUN = 95.0  # the word's first letters
_SAME_NUMBER = 90.0
_FEWEST = 72.0  # below this two words are strangers


def likeness(typed: Sequence[str], texts: Iterable[str]) -> float:
    """From 0 to 100: the mean, over the typed folded words, of each one's nearest word in the texts."""
    known = sorted({word for text in texts for word in words(text)})
    if not typed or not known:
        return 0.0
    return sum(_nearest(word, known) for word in typed) / len(typed)


def same_name(one: str, other: str) -> float:
    """From 0 to 100: two names compared whatever the order of their words and their legal form."""
    return fuzz.token_sort_ratio(" ".join(telling(words(one))), " ".join(telling(words(other))))


def telling(said: Sequence[str]) -> Sequence[str]:
    """The folded words that tell one party from another: without legal forms and titles, unless all are."""
    return [word for word in said if word not in _LEGAL] or said


_FORMS = ("sarl", "sas", "sasu", "eurl", "sa", "sci", "snc", "scop", "ei", "ets", "etablissements", "societe", "ste")
_TITLES = ("m", "mr", "mme", "mlle", "monsieur", "madame")
_LEGAL = frozenset((*_FORMS, *_TITLES))


def _nearest(word: str, known: Sequence[str]) -> float:
    if word in known:
        return 100.0
    if any(other.startswith(word) for other in known):
        return _BEGUN
    if digits := _digits(word):  # a number is never nearly another one, but its unit may be written against it
        return _SAME_NUMBER if any(_digits(other) == digits for other in known) else 0.0
    found = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=_FEWEST)
    return found[1] if found else 0.0


def _digits(word: str) -> str:
    return "".join(c for c in word if c.isdigit())
