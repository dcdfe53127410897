"""Many customers or products, and the few of them that the words of a message could name."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from heapq import nlargest
from itertools import chain, islice
from typing import Final, TypeAlias

from rapidfuzz import fuzz, process

from bot.understanding.frames.sheet import readable
from bot.understanding.known import Entry
from bot.understanding.linking import Index
from bot.understanding.reach import national, phone_in
from bot.understanding.vocabulary import COURTESIES, EMPTY_WORDS, FILLERS
from bot.understanding.words import atoms, fold, pairs

_NEAR: Final = 80.0
_NEAREST: Final = 8  # spellings of one word
_SHORTEST: Final = 4
_SMALL: Final = 300  # so few are all compared
_A_WORD: Final = 25  # of those that hold a word, as many are compared
_LOOKED_THROUGH: Final = 60_000  # places a message looks at in all; of a word beyond them only the first ones
_FIRST_ONES: Final = 500
_REMEMBERED: Final = 50_000
_CODE: Final = re.compile(r"(?<![a-z\d])[a-z]{1,4}-?\d{1,8}(?![a-z\d])")
_Places: TypeAlias = Sequence[int]


class Shelf:
    """Entries by their words. It is built once; its memory is that of the entries and some 60 bytes a word of each."""

    def __init__(self, entries: Sequence[Entry], *, codes_are_words: bool) -> None:
        self._entries: Final = entries
        self._codes_are_words: Final = codes_are_words
        self._whole: Final = Index(entries, codes_are_words=codes_are_words) if len(entries) <= _SMALL else None
        self._holders: Final[dict[str, array[int]]] = defaultdict(lambda: array("I"))
        self._together: Final[dict[str, array[int]]] = defaultdict(lambda: array("I"))  # « ben ali » as « benali »
        self._named: Final[dict[str, int]] = {}
        self._lengths: Final = bytearray(len(entries))
        self._alike: Final[dict[str, tuple[str, ...]]] = {}
        if self._whole is None:
            for at, entry in enumerate(entries):
                self._put(at, entry)
        self._spellings: Final = _by_letters(self._holders)

    def near(self, text: str) -> Index:
        """The entries worth comparing with this message, at most 25 for each of its words and near spellings of it."""
        if self._whole is not None:
            return self._whole
        words = atoms(readable(text))
        spellings = dict.fromkeys(chain(pairs(words), chain.from_iterable(map(self._spelled, words))))
        told = list(_within(sorted(chain.from_iterable(map(self._places, spellings)), key=len)))
        said = Counter(chain.from_iterable(told))
        shared = {at for at, words_of_it in said.items() if words_of_it > 1}
        best = {at for places in told for at in self._best(_fewer(places, shared), said)}
        return Index([self._entries[at] for at in sorted(best | self._by_number(text))], self._codes_are_words)

    def _put(self, at: int, entry: Entry) -> None:
        words = _words(entry, codes=self._codes_are_words)
        for word in words:
            self._holders[word].append(at)
        for pair in {pair for pair in pairs(atoms(entry.name)) if pair.isalpha()} - words:
            self._together[pair].append(at)
        self._lengths[at] = min(len(words), 255)
        for number in (_squeezed(entry.code), *(phone for text in entry.aliases if (phone := _phone(text)))):
            self._named[number] = at

    def _best(self, places: _Places, said: Mapping[int, int]) -> list[int]:
        """Those that hold most of the message; of equals the shortest names."""
        if len(places) <= _A_WORD:
            return list(places)
        return nlargest(_A_WORD, places, key=lambda at: (said[at] << 8) - self._lengths[at])

    def _by_number(self, text: str) -> set[int]:
        """Those whose code or telephone number is said."""
        numbers = [_squeezed(found.group()) for found in _CODE.finditer(fold(readable(text)))]
        return {self._named[number] for number in (*numbers, _phone(text)) if number in self._named}

    def _places(self, word: str) -> list[_Places]:
        return [held[word] for held in (self._holders, self._together) if word in held]

    def _spelled(self, word: str) -> tuple[str, ...]:
        """The word, or what is close to it when nothing has it; what everybody says is no misspelled name."""
        if word in EMPTY_WORDS or word in self._holders:
            return () if word in EMPTY_WORDS else (word,)
        if word not in self._alike:
            if len(self._alike) >= _REMEMBERED:
                self._alike.clear()
            self._alike[word] = (word, *self._compared(word))
        return self._alike[word]

    def _compared(self, word: str) -> Iterator[str]:
        """Words of names that begin so, and near spellings, the nearest first."""
        if len(word) < 3 or not word.isalpha() or word in FILLERS or word in COURTESIES:
            return
        likely = {one for letters in _letters(word) for one in self._spellings.get(letters, ())}
        yield from islice((spelling for spelling in sorted(likely) if spelling.startswith(word)), _NEAREST)
        if len(word) >= _SHORTEST:
            close = process.extract(word, likely, scorer=fuzz.ratio, score_cutoff=_NEAR, limit=_NEAREST)
            yield from (spelling for spelling, _ratio, _at in close)


def _words(entry: Entry, *, codes: bool) -> set[str]:
    """The words that an entry is found by: a number alone, such as a telephone number, is none."""
    texts = (entry.name, entry.detail, *entry.aliases, *entry.people, entry.code if codes else "")
    return {atom for text in texts if any(map(str.isalpha, text)) for atom in atoms(text)} - EMPTY_WORDS


def _by_letters(words: Mapping[str, object]) -> dict[str, list[str]]:
    spellings: dict[str, list[str]] = defaultdict(list)
    for word in words:
        if len(word) >= _SHORTEST and word.isalpha():
            for letters in _letters(word):
                spellings[letters].append(word)
    return dict(spellings)


def _letters(word: str) -> tuple[str, str]:
    """How a word begins and how it ends: slips that change both are too many to be guessed."""
    return f"^{word[:2]}", f"{word[-2:]}$"


def _within(told: Sequence[_Places]) -> Iterator[_Places]:
    """The places of each word, the rarest first, cut where they would be too many to look through."""
    seen = 0
    for places in told:
        kept = places if seen + len(places) <= _LOOKED_THROUGH else places[:_FIRST_ONES]
        seen += len(kept)
        yield kept


def _fewer(places: _Places, shared: Set[int]) -> _Places:
    """Of very many those that hold another word of the message too, and the first ones."""
    if len(places) <= _FIRST_ONES:
        return places
    return list(dict.fromkeys([*(at for at in places if at in shared), *places[:_FIRST_ONES]]))


def _squeezed(code: str) -> str:
    return "".join(letter for letter in fold(code) if letter.isalnum())


def _phone(text: str) -> str | None:
    phone = phone_in(text) if sum(map(str.isdigit, text)) >= 9 else None
    return national(phone) if phone else None
