"""How much of what: « 4 radiateurs dont 1 abîmé », « que 6 rouleaux sur 8 », « tout sauf 2 vannes »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from bot.understanding.deliveries.said import Counted
from bot.understanding.intents import past_courtesies
from bot.understanding.words import joined, tokens_of


def read_counts(text: str) -> tuple[tuple[Counted, ...], bool] | None:
    """« 4 radiateurs dont 1 abîmé », « tout sauf 2 vannes »: the lines said, and whether all the others are whole."""
    return counts_in(joined(past_courtesies(tokens_of(text))))


def counts_in(said: str) -> tuple[tuple[Counted, ...], bool] | None:
    """The same of words that are folded already."""
    lines: list[Counted] = []
    others = False
    for clause in _clauses(said):
        if _ALL.fullmatch(clause):
            others = True
            continue
        behind = _BEHIND.fullmatch(clause)
        if behind is not None and lines:
            lines[-1] = _spoiled(lines[-1], behind["n"], behind["how"])
            continue
        whole = _WHOLE.fullmatch(clause)
        if whole is not None and lines:
            lines.append(Counted(whole["words"]))
            continue
        read = _clause(clause)
        if read is None:
            return None
        line, leaves_others = read
        others = others or leaves_others
        lines.append(line)
    return tuple(lines), others or not lines


def _clauses(said: str) -> Iterator[str]:
    """The stretches between separators, each a count, a lack or « tout »."""
    for part in re.split(r"(?: |^)(?:,|;|\+|\||:|et|puis|mais)(?= |$)", said):
        rest = part.strip()
        while rest:
            cut = re.search(r"(?<=\S) (?=(?:sauf|sans|hormis|il manque|manque|moins) )", rest)
            head, rest = (rest[: cut.start()], rest[cut.end() :]) if cut else (rest, "")
            if head:
                yield head


def _clause(clause: str) -> tuple[Counted, bool] | None:
    if (found := _LACK.fullmatch(clause)) is not None:
        return Counted(found["words"] or "", _number(found["n"]) if found["n"] else None, less=True), True
    found = _COUNT.fullmatch(clause)
    if found is None:
        return None
    line = Counted(found["words"] or "", _number(found["n"]), of=_number(found["of"]) if found["of"] else None)
    if found["all"]:
        return _spoiled(replace(line, quantity=None), found["n"], found["all"]), True
    if found["bad"]:
        line = _spoiled(line, found["bad"], found["how"])
    return line, bool(found["only"])


def _spoiled(line: Counted, number: str, how: str) -> Counted:
    field = "refused" if how.startswith("refus") else "damaged"
    count = _number(number)
    return replace(line, refused=count) if field == "refused" else replace(line, damaged=count)


def _number(said: str) -> Decimal:
    return Decimal(1) if said in ("un", "une") else Decimal(said)


_N = r"(?:\d+(?:\.\d+)?|une?)"
HOW = (
    r"(?:abimee?s?|cassee?s?|endommagee?s?|rayee?s?|cabossee?s?|felee?s?|defectueu(?:x|ses?)|h ?s|tordue?s?"
    r"|mouillee?s?|avec reserves?|refusee?s?)"
)
SPOILED: Final = re.compile(rf" ?(?:dont {_N} )?{HOW}(?!\S)")
_NAME = r"(?!(?:dont|sur|le reste|reste)(?!\S))[a-z0-9][^|,;:+]*?"
_COUNT: Final = re.compile(
    rf"(?:(?P<only>que|seulement|juste|uniquement|rien que) )?(?P<n>{_N})(?: x)?"
    rf"(?: (?:de |d |l |les )?(?P<words>{_NAME}))??"
    rf"(?: (?:sur|/) (?:les )?(?P<of>{_N})(?: (?:prevue?s?|commandee?s?))?)?"
    rf"(?: (?:seulement|uniquement))?"
    rf"(?: (?P<all>{HOW})| (?:dont|avec|mais|et) (?P<bad>{_N}) (?P<how>{HOW}))?"
)
_LACK: Final = re.compile(
    rf"(?:sauf|sans|hormis|moins|(?:il )?(?:n )?(?:en )?manque(?:nt|it)?)(?: (?:le|la|les|l|du|des))?"
    rf"(?: (?P<n>\d+(?:\.\d+)?|une?))?(?: (?:de |d )?(?P<words>{_NAME}))?"
)
_WHOLE: Final = re.compile(rf"(?:aussi )?(?:tou(?:t|s|te|tes) )?(?:les|la|le|l) (?P<words>{_NAME})(?: aussi)?")
_BEHIND: Final = re.compile(rf"(?:dont |avec )?(?P<n>{_N}) (?P<how>{HOW})")
COMPLETE = (
    r"(?:(?:au |en )?compl(?:ete?s?|ete?ment)|en (?:entier|totalite|integralite)|entieree?s?|entierement|integralement"
    r"|totalement|(?:le |la )?(?:tout|totale?)|tout (?:est )?(?:ok|bon|la|livree?s?)|100 %)"
)
_ALL: Final = re.compile(rf"(?:{COMPLETE}|tout le reste|le reste (?:ok|est la|complet))(?: (?:est )?(?:ok|livree?s?))?")
