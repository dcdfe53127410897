"""Warehouses in words: « camion mehdi », « mon camion », « au dépôt », « du dépôt à villeurbanne »."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from bot.understanding.known import Entry
from bot.understanding.linking import Index
from bot.understanding.vocabulary import NUMBER_WORDS
from bot.understanding.words import BREAK, Token, Tokens, atoms, fold, typed

PlaceKind: TypeAlias = Literal["depot", "van", "quarantine"]
Way: TypeAlias = Literal["from", "to", ""]

NOUNS: Final[Mapping[str, PlaceKind]] = {
    **dict.fromkeys(
        ("camion", "camions", "camionnette", "camionette", "fourgon", "fourgonnette", "utilitaire", "vehicule", "van"),
        "van",
    ),
    **dict.fromkeys(("depot", "depots", "entrepot", "entrepots"), "depot"),
    "quarantaine": "quarantine",
}
_WAYS: Final[Mapping[str, Way]] = {
    **dict.fromkeys(("du", "de", "d", "depuis", "des"), "from"),
    **dict.fromkeys(("au", "aux", "a", "dans", "ds", "vers", "sur", "chez", "pour", "pr"), "to"),
}
_ARTICLES: Final = frozenset({"le", "la", "l", "les", "un", "une", "ce", "cet", "notre", "nos", "son"})
_MINE: Final = frozenset({"mon", "ma", "mes"})
_OF: Final = frozenset({"de", "d", "du", "a"})
_ALL: Final = 0.99  # a name is known by each of its words
_NEAR: Final = 0.74  # two letters of five that changed places


@dataclass(frozen=True, slots=True)
class PlaceSaid:
    """Where: the warehouses that the words may mean, best first; `mine` is the speaker's own van.

    Without `words` it was named by its kind alone; with words that nobody knows there are no candidates.
    `doubtful`: the words are only like its name.
    """

    kind: PlaceKind | None
    words: str = ""
    candidates: tuple[Entry, ...] = ()
    mine: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A warehouse and whether goods come from there or go there, as far as it was said."""

    place: PlaceSaid
    way: Way


def take_places(
    tokens: Tokens, source: str, places: Index, products: Index, *, bare: bool = False
) -> tuple[tuple[Placed, ...], Tokens]:
    """The warehouses said, in spoken order, and the other tokens. `bare`: « à julien » says whose, without the noun."""
    found: list[Placed] = []
    rest: list[Token] = []
    at = 0
    while at < len(tokens):
        taken = _Reader(tokens, source, places, products).placed(at, bare=bare)
        if taken is None:
            rest.append(tokens[at])
            at += 1
        else:
            found.append(taken[0])
            rest.append(Token(BREAK, tokens[at].start, tokens[at].start))
            at = taken[1]
    return tuple(found), tuple(rest)


def named_place(tokens: Sequence[Token], source: str, places: Index) -> PlaceSaid | None:
    """The warehouse that these words alone name, « villeurbanne », « mehdi »; None when they name none."""
    words = [token for token in tokens if token.text not in _ARTICLES | _OF]
    link = places.link([token.text for token in words], _ALL)
    return PlaceSaid(None, typed(source, words), link.candidates()) if words and link.fits else None


@dataclass(frozen=True, slots=True)
class _Reader:
    tokens: Tokens
    source: str
    places: Index
    products: Index

    def placed(self, start: int, *, bare: bool) -> tuple[Placed, int] | None:
        """The warehouse that begins at this token, and where it ends."""
        way, mine, at = self._way(start)
        if at == len(self.tokens):
            return None
        kind = self._kind(at)
        if kind is None and not (bare and way and not mine):
            return None
        behind = at + 1 if kind else at
        end = self._name_end(behind)
        if kind is None and end == behind:
            return None
        words = tuple(token for token in self.tokens[behind:end] if token.text not in _OF)
        meant = self._meant(words, kind)
        near = () if meant or kind is None else self._near(words, kind)
        place = PlaceSaid(kind, typed(self.source, words), meant or near, mine and not words, bool(near))
        return Placed(place, way), end

    def _kind(self, at: int) -> PlaceKind | None:
        """« quarantaine » is also about forty, but not without what there are forty of."""
        token = self.tokens[at]
        if token.rough and fold(self.source[token.start : token.end]).endswith("quarantaine"):
            return None if self.tokens[at + 1 : at + 2] and self.tokens[at + 1].text in _OF else "quarantine"
        return NOUNS.get(token.text)

    def _way(self, at: int) -> tuple[Way, bool, int]:
        way: Way = ""
        mine = False
        while at < len(self.tokens):
            text = self.tokens[at].text
            if text in _MINE:
                mine = True
            elif text in _WAYS:
                way = _WAYS[text]
            elif text not in _ARTICLES:
                break
            at += 1
        return way, mine, at

    def _name_end(self, at: int) -> int:
        """Behind the noun, the words that are in some warehouse's name; « de » only before one of them."""
        end = at
        while end < len(self.tokens):
            step = 2 if self.tokens[end].text in _OF and end == at else 1
            if end + step > len(self.tokens) or not self._is_name(end + step - 1):
                break
            end += step
        return end

    def _is_name(self, at: int) -> bool:
        token = self.tokens[at]
        if token.text in NOUNS or token.text in _WAYS or not self.places.knows(token.text):
            return False
        counts = token.number is not None or token.text in NUMBER_WORDS
        return not (counts and at + 1 < len(self.tokens) and self.products.knows(self.tokens[at + 1].text))

    def _meant(self, words: Sequence[Token], kind: PlaceKind | None) -> tuple[Entry, ...]:
        if not words:
            return tuple(entry for entry in self.places.entries if entry.code == kind)
        found = self.places.link([token.text for token in words], _ALL).candidates()
        found = tuple(entry for entry in found if entry.code == kind) or found
        pieces = {atom for token in words for atom in atoms(token.text)}
        called_so = tuple(entry for entry in found if pieces <= set(atoms(entry.name)))
        return called_so or found  # a van's own name comes before whose it is

    def _near(self, words: Sequence[Token], kind: PlaceKind) -> tuple[Entry, ...]:
        """« camion medhi »: those that it may be."""
        found = self.places.link([token.text for token in words], _NEAR).candidates()
        return tuple(entry for entry in found if entry.code == kind)
