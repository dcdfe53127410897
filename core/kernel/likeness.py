"""How much typed words resemble the words of a thing: for lists in the right order, never for a silent choice."""

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from core.kernel.spelling import LAST_DIGITS, LONG_NUMBER
from core.kernel.text import words

_BEGUN = 95.0  # the word's first letters
_SAME_NUMBER = 90.0
_FEWEST = 72.0  # below this two words are strangers
_BEGINNING = 5  # letters of a beginning that may hold an error
_NEARLY, _NEARLY_BEGUN = 80.0, 0.9


def likeness(typed: Sequence[str], texts: Iterable[str]) -> float:
    """From 0 to 100: the mean, over the typed folded words, of each one's nearest word in the texts."""
    known = sorted({word for text in texts for word in words(text)})
    if not typed or not known:
        return 0.0
    return sum(max(near(word, known).values(), default=0.0) for word in typed) / len(typed)


def same_name(one: str, other: str) -> float:
    """From 0 to 100: two names compared whatever the order of their words and their legal form."""
    return fuzz.token_sort_ratio(" ".join(telling(words(one))), " ".join(telling(words(other))))


def telling(said: Sequence[str]) -> Sequence[str]:
    """The folded words that tell one party from another: without legal forms and titles, unless all are."""
    return [word for word in said if word not in _LEGAL] or said


def near(typed: str, known: Sequence[str]) -> dict[str, float]:
    """The known words that a typed one may mean, and how near each is: above 70, at most 100 for the same word.

    A beginning is enough, also with an error in it; of a long number the end too. Numbers are never nearly others, but
    a unit may be written against them.
    """
    found = _mistyped(typed, known) if typed.isalpha() else _same_number(typed, known)
    found |= {word: _BEGUN for word in known if word.startswith(typed)}
    return found | {typed: 100.0} if typed in found else found


_FORMS = ("sarl", "sas", "sasu", "eurl", "sa", "sci", "snc", "scop", "ei", "ets", "etablissements", "societe", "ste")
_TITLES = ("m", "mr", "mme", "mlle", "monsieur", "madame")
_LEGAL = frozenset((*_FORMS, *_TITLES))


def _mistyped(typed: str, known: Sequence[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    if len(typed) >= _BEGINNING:
        begun = process.extract(
            typed, [word[: len(typed)] for word in known], scorer=fuzz.ratio, score_cutoff=_NEARLY, limit=None
        )
        found = {known[at]: score * _NEARLY_BEGUN for _, score, at in begun}
    whole = process.extract(typed, known, scorer=fuzz.ratio, score_cutoff=_FEWEST, limit=None)
    return found | {word: max(score, found.get(word, 0.0)) for word, score, _ in whole}


def _same_number(typed: str, known: Sequence[str]) -> dict[str, float]:
    digits = _digits(typed)
    return {word: _SAME_NUMBER for word in known if digits and (_digits(word) == digits or _ends(word, typed))}


def _ends(word: str, typed: str) -> bool:
    """Whether these are the last digits of a telephone or register number."""
    return len(word) >= LONG_NUMBER and word.isdigit() and len(typed) >= LAST_DIGITS and word.endswith(typed)


def _digits(word: str) -> str:
    return "".join(c for c in word if c.isdigit())
