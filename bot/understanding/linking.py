"""Which known entries some words point to: exact words first, then short forms and near spellings, never a guess.

Each word is compared once with everything known; phrases are then scored by adding, so trying several cuts is cheap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from bot.understanding.known import Entry
from bot.understanding.reading import Match
from bot.understanding.vocabulary import EMPTY_WORDS
from bot.understanding.words import atoms

_EMPTY_WEIGHT, _LETTER_WEIGHT = 0.1, 0.3
_DETAIL, _WRITTEN_TOGETHER, _SHORT_FORM, _TYPO = 0.95, 0.93, 0.85, 0.95
_CLOSE_SPELLING = 80.0
_NEAR_WINDOW, _LISTED_WINDOW = 0.06, 0.1
_EXACT = 0.999


@dataclass(frozen=True, slots=True)
class Link:
    """How one phrase fits: best entries first with their share of the phrase, 1.0 being every word exactly."""

    fits: tuple[tuple[float, Entry], ...]
    whole: tuple[Entry, ...] = ()

    @property
    def score(self) -> float:
        return self.fits[0][0] if self.fits else 0.0

    def candidates(self) -> tuple[Entry, ...]:
        """The entries nobody can choose between: a whole name or alias, else exact words, else near spellings."""
        if self.whole:
            return self.whole
        window = 0.001 if self.score >= _EXACT else _NEAR_WINDOW
        return self.within(window)

    def within(self, window: float = _LISTED_WINDOW) -> tuple[Entry, ...]:
        return tuple(entry for score, entry in self.fits if score >= self.score - window)


_NOTHING = Link(())


class Index:
    """The entries of one message, by word. Built once per message; answers are remembered for its duration."""

    def __init__(self, entries: Sequence[Entry], codes_are_words: bool = True) -> None:
        """A product's reference is made of words (RAD-ALU-1000); a customer's code counts only as a whole (C12)."""
        self.entries = entries
        self._codes_are_words = codes_are_words
        self._words: dict[str, dict[int, float]] = defaultdict(dict)
        self._phrases: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._together: set[tuple[str, str]] = set()
        self._fits: dict[str, Mapping[int, float]] = {}
        for position, entry in enumerate(entries):
            self._add(position, entry)
        self._spellings = [word for word in self._words if len(word) >= 4 and word.isalpha()]

    def link(self, words: Iterable[str], share: float) -> Link:
        """Entries that hold at least `share` (0 to 1) of these words, each given as typed or as atoms."""
        query = _query(tuple(words))
        if not any(_weight(atom) == 1.0 for atom in query):
            return _NOTHING
        total = sum(_weight(atom) for atom in query)
        sums: dict[int, float] = defaultdict(float)
        for place, atom in enumerate(query):
            for position, fit in self._fit_in(query, place, atom).items():
                sums[position] += _weight(atom) * fit
        whole = self._phrases.get(_core(query), ())
        sums.update(dict.fromkeys(whole, total))
        fits = [(value / total, position) for position, value in sums.items() if value / total >= share - 1e-9]
        fits.sort(key=lambda fit: (-round(fit[0], 3), self._order(fit[1])))
        named = tuple(self.entries[position] for position in whole)
        return Link(tuple((score, self.entries[position]) for score, position in fits), named)

    def match(self, typed_words: str, words: Iterable[str], share: float) -> Match:
        return Match(typed_words, self.link(words, share).candidates())

    def knows(self, word: str) -> bool:
        """Whether any entry holds this word, under any of its spellings."""
        return any(_weight(atom) == 1.0 and self._fit(atom) for atom in atoms(word))

    def joins(self, left: str, right: str) -> bool:
        """Whether some name says « left et right »: there, « et » separates nothing."""
        ends, starts = atoms(left), atoms(right)
        return bool(ends and starts) and any(
            first.startswith(ends[-1][:4]) and second.startswith(starts[0][:4]) for first, second in self._together
        )

    def _add(self, position: int, entry: Entry) -> None:
        beside = " ".join((entry.detail, *entry.people))
        card = _card(entry.name, entry.code, entry.aliases, beside, self._codes_are_words)
        for word, fit in card.words:
            self._words[word][position] = fit
        for pieces in card.phrases:
            self._phrases[pieces].append(position)
        self._together.update(card.together)

    def _fit_in(self, query: Sequence[str], place: int, atom: str) -> Mapping[int, float]:
        """The word's own fit, bettered where it and a neighbour are one word in a name (« ben ali », « benali »)."""
        neighbours = [(query[place - 1] + atom) if place else "", "".join(query[place : place + 2])]
        joint = [self._words[word] for word in neighbours if word != atom and word in self._words]
        alone = self._fit(atom)
        if not joint or not atom.isalpha():
            return alone
        best = dict(alone)
        for held in joint:
            for position, fit in held.items():
                best[position] = max(best.get(position, 0.0), fit * _WRITTEN_TOGETHER)
        return best

    def _fit(self, atom: str) -> Mapping[int, float]:
        if atom not in self._fits:
            self._fits[atom] = self._compare(atom)
        return self._fits[atom]

    def _compare(self, atom: str) -> Mapping[int, float]:
        best = dict(self._words.get(atom, {}))
        if not atom.isalpha() or len(atom) < 3 or atom in EMPTY_WORDS:
            return best
        near = [(word, _SHORT_FORM) for word in self._spellings if word.startswith(atom)]
        if len(atom) >= 4:
            close = process.extract(atom, self._spellings, scorer=fuzz.ratio, score_cutoff=_CLOSE_SPELLING, limit=None)
            near += [(word, _TYPO * ratio / 100) for word, ratio, _ in close if word != atom]
        for word, likeness in near:
            for position, fit in self._words[word].items():
                best[position] = max(best.get(position, 0.0), fit * likeness)
        return best

    def _order(self, position: int) -> tuple[float, str]:
        entry = self.entries[position]
        return (-entry.last_used.timestamp() if entry.last_used else 0.0, entry.code)


@dataclass(frozen=True, slots=True)
class _Card:
    """What an entry can be called: words with their fit, whole names, and the pairs that « et » joins in them."""

    words: tuple[tuple[str, float], ...]
    phrases: tuple[tuple[str, ...], ...]
    together: tuple[tuple[str, str], ...]


@lru_cache(maxsize=65_536)
def _card(name: str, code: str, aliases: tuple[str, ...], detail: str, codes_are_words: bool) -> _Card:
    """Depends on the texts alone, so entries seen before cost nothing to compare again."""
    names = [atoms(text) for text in (name, *aliases, code)]
    # A phone number among the aliases is no name: its digits must not meet quantities.
    names = [pieces for pieces in names if any(piece.isalpha() for piece in pieces)]
    spoken = names if codes_are_words else [pieces for pieces in names if pieces != atoms(code)]
    # Nor does a product's price: only the words of its detail count.
    told = tuple(piece for piece in atoms(detail) if not (codes_are_words and piece[0].isdigit()))
    words: dict[str, float] = {}
    for pieces, fit in [*((pieces, 1.0) for pieces in spoken), (told, _DETAIL)]:
        for word, share in _called(pieces):
            words[word] = max(words.get(word, 0.0), fit * share)
    together = [
        (left, right)
        for held in spoken
        for left, et, right in zip(held, held[1:], held[2:], strict=False)
        if et == "et"
    ]
    return _Card(tuple(words.items()), tuple({_core(pieces) for pieces in names}), tuple(together))


def _called(pieces: Sequence[str]) -> Iterator[tuple[str, float]]:
    for piece in pieces:
        yield piece, 1.0
    for left, right in pairwise(pieces):
        if left.isalpha() and right.isalpha() and len(left) > 1 and len(right) > 1:
            yield left + right, _WRITTEN_TOGETHER


@lru_cache(maxsize=8_192)
def _query(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(atom for word in words for atom in atoms(word))


@lru_cache(maxsize=65_536)
def _core(pieces: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(piece for at, piece in enumerate(pieces) if piece not in EMPTY_WORDS or _is_size(pieces, at))


def _is_size(pieces: Sequence[str], at: int) -> bool:
    """« gants L »: an article stands before a vowel or an h."""
    return pieces[at] == "l" and not (at + 1 < len(pieces) and pieces[at + 1][0] in "aeiouyh")


def _weight(atom: str) -> float:
    if atom in EMPTY_WORDS:
        return _EMPTY_WEIGHT
    return _LETTER_WEIGHT if len(atom) == 1 and atom.isalpha() else 1.0
