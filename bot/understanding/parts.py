"""What a quote is made of beside its lines: titles, texts, options, and units given away. Each becomes one mark.

A mark is a token whose text nobody can type; it stands where the words stood, and bears their place in the source.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, Literal

from bot.understanding.patterns import Found, find
from bot.understanding.words import BREAK, Token, Tokens, plain

SECTION: Final = "#section"
TEXT: Final = "#text"
OPTION: Final = "#option"
TITLES: Final[dict[str, Literal["section", "text"]]] = {SECTION: "section", TEXT: "text"}

_NUMBER = r"(?:\d+(?:\.\d+)?|une?)"
_START = r"(?:^|(?<=[|,;+] ))"
_END = r"(?=$| [|,;+]| et )"
_GIFT = r"(?:offerte?s?|gratuite?s?|gratis|cadeaux?)(?!\S)"
_PAID = r"(?:payee?s?|achetee?s?)"
_FREE_UNITS = re.compile(
    rf"(?<!\S)(?:[|,;] )?(?:(?P<paid>{_NUMBER}) {_PAID}(?: (?:[,;+|:]|et|pour|dont))* |dont )"
    rf"(?P<free>{_NUMBER}|l[ea] (?:\d+(?:i?eme|e)|deuxieme|seconde?|troisieme|quatrieme|cinquieme|sixieme)) {_GIFT}"
)
_TITLE_WORDS = "titre|section|chapitre|texte"
# « Salle de bain 2 vannes » is a title and a line; « Lot 2 plomberie » and « Appartement 3 pièces » are titles.
_PLACES = (
    "lot", "phase", "tranche", "etape", "partie", "etage", "niveau", "zone", "chambre", "salle", "bureau", "batiment",
    "bat", "appartement", "appt", "logement", "studio", "villa", "maison", "n", "numero",
)  # fmt: skip
_COUNTED_PLACES = r"(?:pieces?|chambres?|places?|niveaux?|etages?|logements?|lots?|personnes?|m2?)(?!\S)"
_COUNT_AHEAD = "".join(rf"(?<!(?<!\S){place})" for place in _PLACES) + rf" {_NUMBER} (?:x )?(?!{_COUNTED_PLACES})[a-z]"
_TITLE_ENDS = rf" ?[|,;+:#*]|$| (?:{_TITLE_WORDS}) :|{_COUNT_AHEAD}"
_TITLE = re.compile(
    rf"(?:{_START}(?P<kind>{_TITLE_WORDS})(?: :)?|(?<!\S)(?P<said>{_TITLE_WORDS}) :)"
    rf" (?P<words>[^|,;+:#* ][^|,;+:#*]*?[^|,;+:#* ])(?={_TITLE_ENDS})"
)
_BEHIND = re.compile(rf"(?<!\S)(?:[|,] (?:en )?options?|en options?){_END}")
_BEFORE = re.compile(
    rf"(?:{_START}|(?<=\bet ))(?:en |une |l )?option(?P<many>s)?(?!\S)(?: :)?(?= [^|,;+])"
    r"|(?<!\S)(?:en option(?P<more>s)?(?: :)?(?= (?:\d|une? ))|option(?P<most>s)?(?: :(?= [^|,;+])|(?= \d\S* [a-z])))"
)


def mark_parts(tokens: Tokens) -> Tokens:
    """The tokens with a mark for each title, text, option and gift of some units."""
    while (found := find(_FREE_UNITS, tokens)) is not None:
        tokens = _put(tokens, found, (_gift(found, tokens),))
    while (found := find(_TITLE, tokens)) is not None:
        words = found.part(tokens, "words")
        kind = TEXT if "texte" in (found.match["kind"], found.match["said"]) else SECTION
        mark = Token(kind, words[0].start, words[-1].end)
        tokens = _put(tokens, found, (_break(mark), mark, _break(mark)))
    while (found := find(_BEHIND, tokens)) is not None:
        mark = _mark(tokens[found.start])
        tokens = _put(tokens, found, (mark, _break(mark)))
    while (found := find(_BEFORE, tokens)) is not None:
        mark = _mark(tokens[found.start])
        tokens = _put(tokens, found, (_break(mark), mark))
        if any(found.match[plural] for plural in ("many", "more", "most")):
            tokens = _all_behind(tokens, found.start + 2)
    return tokens


def marked_gift(token: Token) -> tuple[Decimal | None, Decimal] | None:
    """The units paid, when said, and those given away; None for any other token."""
    if not token.text.startswith("*"):
        return None
    paid, _plus, free = token.text[1:].partition("+")
    return (Decimal(paid) if paid else None), Decimal(free)


def _gift(found: Found, tokens: Tokens) -> Token:
    paid = plain(_counted(found.match["paid"])) if found.match["paid"] else ""
    free = plain(_counted(found.match["free"]))
    return Token(f"*{paid}+{free}", tokens[found.start].start, tokens[found.end - 1].end)


def _counted(said: str) -> Decimal:
    """A number; « un » and « le troisième » are one."""
    return Decimal(said) if said[0].isdigit() else Decimal(1)


def _put(tokens: Tokens, found: Found, marks: Tokens) -> Tokens:
    return (*tokens[: found.start], *marks, *tokens[found.end :])


def _mark(at: Token) -> Token:
    return Token(OPTION, at.start, at.start)


def _break(at: Token) -> Token:
    return Token(BREAK, at.start, at.start)


def _all_behind(tokens: Tokens, start: int) -> Tokens:
    """« options : » is said of every line up to the next title."""
    marked = list(tokens[:start])
    ended = False
    for token in tokens[start:]:
        ended = ended or token.text in TITLES
        marked.append(token)
        if token.text in (",", ";", "+", BREAK) and not ended:
            marked.append(_mark(token))
    return tuple(marked)
