"""Changes to the quote in hand: « 3 pas 2 », « enlève la pose », « -5 % », « cuivre à 7,50 », « + 2 vannes »."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from bot.understanding.lines import ENOUGH, read_lines, runs
from bot.understanding.linking import Index
from bot.understanding.numbers import MOST
from bot.understanding.patterns import Found
from bot.understanding.reading import (
    AddLines,
    Change,
    Draft,
    Entry,
    LineIds,
    QuoteChange,
    RemoveLine,
    SetCustomer,
    SetDiscount,
    SetLineDiscount,
    SetPrice,
    SetQuantity,
)
from bot.understanding.words import Tokens, typed

_INSTEAD = (
    r"(?:non|nan|plutot|en fait|finalement|pardon|pas|mets|met|mettre|mettez|change|passe|en|il en faut|en mets"
    r"|c est|,)"
)
_DROP = r"(?:enleve|enlever|retire|retirer|supprime|supprimer|vire|virer|sans|pas de|oublie|annule|ote)"
_MONEY = r"(?: eur)?(?: (?P<basis>ht|ttc))?(?: eur)?"
_WORDS = r"(?P<words>[a-z0-9][^|,;:+]*?)"


@dataclass(frozen=True, slots=True)
class _Case:
    """One clause to read: its tokens, the message, the draft, and what is known."""

    tokens: Tokens
    source: str
    draft: Draft
    lines: Index
    customers: Index
    products: Index


def read_changes(tokens: Tokens, source: str, draft: Draft, customers: Index, products: Index) -> QuoteChange | None:
    """All the changes said, in order; None as soon as one clause is not a change, so that none is done by halves."""
    lines = Index([Entry(line.id, line.code, line.label) for line in draft.lines])
    whole = _Case(tokens, source, draft, lines, customers, products)
    change = _clause(whole)
    if change is not None:
        return QuoteChange((change,))
    changes = [_clause(_Case(part, source, draft, lines, customers, products)) for part in _clauses(tokens, products)]
    if not changes or None in changes:
        return None
    return QuoteChange(tuple(change for change in changes if change is not None))


def _clauses(tokens: Tokens, products: Index) -> list[Tokens]:
    """The stretches between separators, each keeping the « + » or « - » in front of it."""
    clauses: list[Tokens] = []
    for run in runs(tokens, products):
        at = tokens.index(run[0])
        sign = tokens[at - 1 : at] if at and tokens[at - 1].text in ("+", "-") else ()
        clauses.append((*sign, *run))
    return clauses


def _clause(case: _Case) -> Change | None:
    text = " ".join(token.text for token in case.tokens)
    for pattern, read in _CLAUSES:
        found = pattern.fullmatch(text)
        if found is not None and (change := read(case, Found(found, 0, len(case.tokens)))) is not None:
            return change
    return None


def _named_lines(case: _Case, words: str | None) -> LineIds:
    """The draft's lines these words fit; a place (« la dernière », « ligne 2 ») also names one."""
    lines = case.draft.lines
    if not words or not lines:
        return ()
    if re.fullmatch(r"(?:(?:la|le|ligne|derniere|dernier|article) ?)+", words) and "dernie" in words:
        return (lines[-1].id,)
    place = re.fullmatch(r"(?:la )?ligne (\d+)", words)
    if place:
        at = int(place[1]) - 1
        return (lines[at].id,) if 0 <= at < len(lines) else ()
    return tuple(entry.id for entry in case.lines.link(words.split(), ENOUGH).candidates())


def _last(case: _Case) -> LineIds:
    return (case.draft.lines[-1].id,) if case.draft.lines else ()


def _quantity(lines: LineIds, quantity: Decimal) -> SetQuantity | None:
    return SetQuantity(lines, quantity) if lines and 0 < quantity <= MOST else None


def _instead_of(case: _Case, found: Found) -> Change | None:
    groups = found.match.groupdict()
    named = _named_lines(case, groups.get("words") or groups.get("more"))
    held = [line for line in case.draft.lines if line.quantity == Decimal(groups["old"])]
    lines = tuple(line.id for line in held if not named or line.id in named) or named or _last(case)
    return _quantity(lines, Decimal(groups["new"]))


def _set_quantity(case: _Case, found: Found) -> Change | None:
    return _quantity(_last(case), found.number())


def _set_named_quantity(case: _Case, found: Found) -> Change | None:
    named = _named_lines(case, found.match["words"])
    return _quantity(named, Decimal(found.match["n"])) if named else None


def _remove(case: _Case, found: Found) -> Change | None:
    lines = _named_lines(case, found.match["words"])
    return RemoveLine(lines) if lines else None


def _no_discount(_case: _Case, _found: Found) -> Change:
    return SetDiscount(percent=Decimal(0))


def _discount_percent(_case: _Case, found: Found) -> Change | None:
    percent = found.number()
    return SetDiscount(percent=percent) if percent <= 100 else None


def _discount_amount(_case: _Case, found: Found) -> Change | None:
    return SetDiscount(amount=found.number())


def _line_discount(case: _Case, found: Found) -> Change | None:
    lines, percent = _named_lines(case, found.match["words"]), found.number()
    return SetLineDiscount(lines, percent) if lines and percent <= 100 else None


def _offered(case: _Case, found: Found) -> Change | None:
    lines = _named_lines(case, found.match["words"])
    return SetLineDiscount(lines, Decimal(100)) if lines else None


def _price(case: _Case, found: Found) -> Change | None:
    groups = found.match.groupdict()
    lines = _named_lines(case, groups["words"]) if groups.get("words") else _last(case)
    basis = cast(Literal["HT", "TTC"] | None, groups["basis"].upper() if groups.get("basis") else None)
    return SetPrice(lines, Decimal(groups["price"]), basis) if lines else None


def _customer(case: _Case, found: Found) -> Change | None:
    start = len(case.tokens) - len(found.match["words"].split())
    name = case.tokens[start:]
    match = case.customers.match(typed(case.source, name), (token.text for token in name), ENOUGH)
    return SetCustomer(match) if match.candidates or found.match.group().startswith(("client", "c est")) else None


def _add(case: _Case, found: Found) -> Change | None:
    start = len(case.tokens) - len(found.match["words"].split())
    lines = read_lines(case.tokens[start:], case.source, case.products)
    return AddLines(lines) if lines else None


def _add_bare(case: _Case, found: Found) -> Change | None:
    """« 2 vannes » without « ajoute »: it is sold, has a price or is one word; « 106 livrée complète » is nothing."""
    added = _add(case, found)
    if not isinstance(added, AddLines):
        return None
    plausible = all(line.product or line.price is not None or " " not in line.text for line in added.lines)
    return added if plausible else None


_NUMBER = r"\d+(?:\.\d+)?"
_ARTICLE = r"(?:le |la |les |l |du |de la |de l |des |d )?"
_SIGN = r"(?:-|moins|remise(?: de)?|rabais(?: de)?)"
_CLAUSES: tuple[tuple[re.Pattern[str], Callable[[_Case, Found], Change | None]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"(?:{_DROP} {_ARTICLE}|plus de )(?:remise|rabais)|(?:remise|rabais) (?:0(?: %)?|annulee)", _no_discount),
        (
            rf"(?:{_INSTEAD} )*(?P<new>{_NUMBER})(?: (?P<words>[a-z].*?))?(?: ,)? (?:et )?(?:pas|au lieu de)"
            rf" (?P<old>{_NUMBER})(?: (?P<more>.*))?",
            _instead_of,
        ),
        (rf"(?:{_INSTEAD} )*({_NUMBER})(?: (?:x|fois|h|m|u))?", _set_quantity),
        (
            rf"(?:{_SIGN}) ({_NUMBER}) %(?: sur (?:le )?(?:tout|total|devis))?|({_NUMBER}) %(?: de remise)?",
            _discount_percent,
        ),
        (rf"(?:mets |met )?(?:une )?(?:remise|rabais)(?: de)? ({_NUMBER})(?: %)?", _discount_percent),
        (rf"(?:mets |met )?(?:une )?{_SIGN} ({_NUMBER}) eur(?: ht| ttc)?", _discount_amount),
        (rf"{_SIGN} (?P<n>{_NUMBER})(?: %)? sur {_ARTICLE}{_WORDS}", _line_discount),
        (rf"(?P<n>{_NUMBER}) %(?: de remise)? sur {_ARTICLE}{_WORDS}", _line_discount),
        (rf"{_ARTICLE}{_WORDS} (?:- |moins )(?P<n>{_NUMBER}) %", _line_discount),
        (rf"{_DROP} {_ARTICLE}{_WORDS}", _remove),
        (rf"{_ARTICLE}{_WORDS} offerte?s?", _offered),
        (rf"(?:{_INSTEAD} )*a (?P<price>{_NUMBER}){_MONEY} {_ARTICLE}{_WORDS}", _price),
        (rf"(?:{_INSTEAD} )*{_ARTICLE}{_WORDS} a (?P<price>{_NUMBER}){_MONEY}", _price),
        (rf"(?:{_INSTEAD} )*{_ARTICLE}{_WORDS} (?P<price>{_NUMBER})(?= (?:eur|ht|ttc)){_MONEY}", _price),
        (rf"(?:{_INSTEAD} )*(?:a )?(?P<price>{_NUMBER})(?= (?:eur|ht|ttc)){_MONEY}", _price),
        (rf"(?:{_INSTEAD} )*a (?P<price>{_NUMBER})", _price),
        (rf"(?:non )?(?:c est |plutot )?(?:pour|chez|client|cliente) {_ARTICLE}{_WORDS}", _customer),
        (
            rf"(?:(?:non|plutot|finalement|en fait|mets|met|passe|change|,) )+(?P<n>{_NUMBER}) {_WORDS}",
            _set_named_quantity,
        ),
        (r"(?:\+|ajoute|rajoute|ajouter|mets|met|et|avec|plus|aussi|met aussi|mets aussi) (?P<words>.+)", _add),
        (rf"(?P<words>(?:{_NUMBER}|une?|x) (?:\S+ ){{0,7}}[a-z]\S*(?: {_NUMBER})?)", _add_bare),
    )
)
