"""Changes to the quote in hand: « 3 pas 2 », « enlève la pose », « -5 % », « cuivre à 7,50 », « + 2 vannes »."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from bot.understanding.dates import DAY, read_day
from bot.understanding.english import in_french
from bot.understanding.known import Draft, Entry
from bot.understanding.line import ENOUGH
from bot.understanding.lines import read_lines, runs
from bot.understanding.linking import Index
from bot.understanding.numbers import MOST
from bot.understanding.parts import marked_gift
from bot.understanding.patterns import Found, find, phrase
from bot.understanding.reading import (
    AddLines,
    Change,
    Conditions,
    LineIds,
    LineRead,
    Match,
    QuoteChange,
    RaiseQuantity,
    RemoveLine,
    SetBasis,
    SetConditions,
    SetCustomer,
    SetDiscount,
    SetFree,
    SetLineCut,
    SetLineDiscount,
    SetOption,
    SetPrice,
    SetQuantity,
)
from bot.understanding.slips import last_said
from bot.understanding.terms import mark_discounts, take_basis, take_conditions
from bot.understanding.vocabulary import FILLERS, SEPARATORS
from bot.understanding.words import BREAK, Tokens, fold, joined, typed

_INSTEAD = (
    r"(?:non|nan|plutot|en fait|finalement|pardon|pas|mets|met|mettre|mettez|change|passe|en|il en faut|en mets"
    r"|c est|,)"
)
_DROP = r"(?:enleve|enlever|retire|retirer|supprime|supprimer|vire|virer|sans|pas de|oublie|annule|ote)"
_MONEY = r"(?: eur)?(?: (?P<basis>ht|ttc))?(?: eur)?"
_WORDS = r"(?P<words>[a-z0-9](?:(?! - )[^|,;:+])*?)"
_CHANGE_VERB = re.compile(
    rf"(?:et |puis )?(?:{_DROP}|mets|met|mettez|passe|change|ajoute|rajoute|remplace|remise|client)(?!\S)"
)
# « prises -5 € »: less by so much each, or on the whole? Only a discount said alone is sure.
_LESS_EUROS = phrase(r"(?!(?:et|puis|mets|met|non) )[a-z0-9]\S* - # eur")
_TRAILING = frozenset({BREAK, "plutot", "finalement", "instead", "rather", "stp", "svp", "please"})
_AROUND = SEPARATORS | FILLERS | {BREAK, "non", "c", "est", "finalement", "plutot"}
_PERIODS = frozenset({"j", "jr", "jrs", "jour", "jours", "semaine", "semaines", "mois", "an", "ans", "min", "mn"})
_EVERYTHING = frozenset({"tout", "tous", "toute", "toutes"})
_SEARCHED = 4  # digits alone that are looked for, as the end of a telephone number, and never silently a quantity


@dataclass(frozen=True, slots=True)
class _Case:
    """One clause to read: its tokens, the message, the draft, and what is known."""

    tokens: Tokens
    source: str
    draft: Draft
    lines: Index
    customers: Index
    products: Index
    today: date


def read_changes(
    tokens: Tokens, source: str, draft: Draft, customers: Index, products: Index, today: date
) -> QuoteChange | None:
    """All the changes said, in order; None as soon as one clause is not a change, so that none is done by halves."""
    conditions, tokens = take_conditions(tokens, source, today)
    basis, tokens = take_basis(tokens)
    changes: tuple[Change, ...] = (SetConditions(conditions),) if conditions else ()
    changes += (SetBasis((), basis),) if basis else ()
    if changes and all(token.text in _AROUND for token in tokens):
        return QuoteChange(changes)
    for read_again in (last_said(tokens), in_french(last_said(tokens), changing=True)):
        others = _changes(read_again, source, draft, customers, products, today)
        if others is not None:
            return QuoteChange((*others.changes, *changes))
    return None


def _changes(
    tokens: Tokens, source: str, draft: Draft, customers: Index, products: Index, today: date
) -> QuoteChange | None:
    if find(_LESS_EUROS, tokens):
        return None
    while tokens and tokens[-1].text in _TRAILING:
        tokens = tokens[:-1]
    lines = Index([Entry(line.id, line.code, line.label) for line in draft.lines])
    whole = _Case(tokens, source, draft, lines, customers, products, today)
    if (swap := _replaced(whole)) is not None:
        return swap
    parts = _clauses(tokens, products)
    several = any(_CHANGE_VERB.match(joined(part)) for part in parts[1:])
    change = None if several else _clause(whole)
    if change is not None:
        return QuoteChange((change,))
    changes = [_clause(replace(whole, tokens=part)) for part in parts]
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
    said = words.split()
    named = tuple(entry.id for entry in case.lines.link(said, ENOUGH).candidates())
    return named or _lines_of_goods(case, said)


def _lines_of_goods(case: _Case, said: Sequence[str]) -> LineIds:
    """« le ballon » of a line that is called a water heater: by the other names of what is sold."""
    codes = {entry.code for entry in case.products.link(said, ENOUGH).candidates()}
    return tuple(line.id for line in case.draft.lines if line.code and line.code in codes)


def _any(case: _Case) -> LineIds:
    """No line is named: the only one there is, else every one, for the person to choose."""
    return tuple(line.id for line in case.draft.lines)


def _quantity(lines: LineIds, quantity: Decimal) -> SetQuantity | RemoveLine | None:
    """None of a line is the line taken away."""
    if not lines or not 0 <= quantity <= MOST:
        return None
    return SetQuantity(lines, quantity) if quantity else RemoveLine(lines)


def _instead_of(case: _Case, found: Found) -> Change | None:
    groups = found.match.groupdict()
    named = _named_lines(case, groups.get("words") or groups.get("more"))
    held = [line for line in case.draft.lines if line.quantity == Decimal(groups["old"])]
    lines = tuple(line.id for line in held if not named or line.id in named) or named
    if not lines and len(case.draft.lines) > 1:
        lines = _any(case)
    return _quantity(lines, Decimal(groups["new"]))


def _set_quantity(case: _Case, found: Found) -> Change | None:
    said = found.match.group()
    if said.isdigit() and (len(said) >= _SEARCHED or not int(said)):
        return None
    return _quantity(_any(case), found.number())


def _set_behind(case: _Case, found: Found) -> Change | None:
    """« prises 12 » counts a line; in « cuivre 16 » and « cuivre 18 » the number tells a product from its like."""
    words, number = found.match["words"], found.match["n"]
    texts = words.split()
    is_name = case.products.link([*texts, number], 0.99).fits or len(case.products.link(texts, ENOUGH).candidates()) > 1
    is_whole = Decimal(number) == Decimal(number).to_integral_value()
    return None if is_name or not is_whole else _quantity(_named_lines(case, words), Decimal(number))


def _set_named_quantity(case: _Case, found: Found) -> Change | None:
    named = _named_lines(case, found.match["words"])
    return _quantity(named, Decimal(found.match["n"])) if named else None


def _remove(case: _Case, found: Found) -> Change | None:
    """« enlève 2 prises » of a line of 10 takes no line away; of a line of 2 it does."""
    count, words = found.match["n"], found.match["words"]
    named = _named_lines(case, words)
    if count is not None:
        named = tuple(line.id for line in case.draft.lines if line.id in named and line.quantity == Decimal(count))
    return RemoveLine(named) if named else None


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


def _line_cut(case: _Case, found: Found) -> Change | None:
    lines = _named_lines(case, found.match["words"])
    return SetLineCut(lines, found.number()) if lines else None


def _free_units(case: _Case, found: Found) -> Change | None:
    """« 2 payés 1 offert », said of the only line, of those named, or of whichever it is."""
    words = found.match["before"] or found.match["behind"]
    lines = _named_lines(case, words) if words else _any(case)
    mark = next(gift for token in case.tokens if (gift := marked_gift(token)) is not None)
    return SetFree(lines, mark[1], mark[0]) if lines else None


def _option(case: _Case, found: Found) -> Change | None:
    """« le thermostat en option » makes the line an option; with a count in front it is a line to add."""
    lines = _named_lines(case, found.match["words"])
    return SetOption(lines, True) if lines else None


def _no_option(case: _Case, found: Found) -> Change | None:
    lines = _named_lines(case, found.match["words"])
    return SetOption(lines, False) if lines else None


def _offered(case: _Case, found: Found) -> Change | None:
    lines = _named_lines(case, found.match["words"] or found.match["gift"])
    return SetLineDiscount(lines, Decimal(100)) if lines else None


def _price(case: _Case, found: Found) -> Change | None:
    groups = found.match.groupdict()
    lines = _named_lines(case, groups["words"]) if groups.get("words") else _any(case)
    basis = cast(Literal["HT", "TTC"] | None, groups["basis"].upper() if groups.get("basis") else None)
    return SetPrice(lines, Decimal(groups["price"]), basis) if lines else None


def _customer(case: _Case, found: Found) -> Change | None:
    start = len(case.tokens) - len(found.match["words"].split())
    name = case.tokens[start:]
    match = case.customers.match(typed(case.source, name), (token.text for token in name), ENOUGH)
    return SetCustomer(match) if match.candidates or found.match.group().startswith(("client", "c est")) else None


def _another_customer(_case: _Case, _found: Found) -> Change:
    """« pas lui, l'autre »: somebody else, to be asked for."""
    return SetCustomer(Match("", ()))


def _raise(case: _Case, found: Found) -> Change | None:
    lines = _named_lines(case, found.match["words"]) if found.match["words"] else _any(case)
    return RaiseQuantity(lines, Decimal(found.match["n"])) if lines and Decimal(found.match["n"]) <= MOST else None


def _delivered_on(case: _Case, found: Found) -> Change | None:
    day = read_day(found.match["day"], case.today)
    return SetConditions(Conditions(delivery_on=day)) if day else None


def _add(case: _Case, found: Found) -> Change | None:
    start = len(case.tokens) - len(found.match["words"].split())
    tokens = mark_discounts(case.tokens[start:])
    if any(token.text in ("%", "-") for token in tokens):
        return None
    lines = read_lines(tokens, case.source, case.products)
    if any(line.product is None and _EVERYTHING.intersection(fold(line.text).split()) for line in lines):
        return None
    return AddLines(lines) if lines else None


def _add_option(case: _Case, found: Found) -> Change | None:
    """Behind a name alone, « en option » is said of the line that is there already."""
    counted = (
        re.match(r"(?:#option |\+ |ajoute )?(?:\d|une? |x )", found.match.group()) or "#option " in found.match.group()
    )
    return _add(case, found) if counted else None


def _add_bare(case: _Case, found: Found) -> Change | None:
    """« 2 vannes » without « ajoute »: it is sold, has a price or is one word; « 106 livrée complète » is nothing."""
    added = _add(case, found)
    if not isinstance(added, AddLines) or any(_is_held(case, line) for line in added.lines if line.offered):
        return None
    plausible = all(line.product or line.price is not None or _is_one_word(line.text) for line in added.lines)
    return added if plausible else None


def _is_one_word(text: str) -> bool:
    """A thing in one word; « 400j » and « 15 jours » are times, and nothing to sell."""
    return " " not in text and text[:1].isalpha() and fold(text) not in _PERIODS


def _is_held(case: _Case, line: LineRead) -> bool:
    codes = {held.code for held in case.draft.lines if held.code}
    return line.product is not None and any(entry.code in codes for entry in line.product.candidates)


def _all_offered(case: _Case, _found: Found) -> Change | None:
    return SetLineDiscount(_any(case), Decimal(100)) if case.draft.lines else None


def _offered_count(case: _Case, found: Found) -> Change | None:
    """« 3 prises offertes » makes a gift of the line of 3; of another quantity it is no change of the line."""
    named, quantity = _named_lines(case, found.match["words"]), Decimal(found.match["n"])
    lines = tuple(line.id for line in case.draft.lines if line.id in named and line.quantity == quantity)
    return SetLineDiscount(lines, Decimal(100)) if lines else None


def _replaced(case: _Case) -> QuoteChange | None:
    """« remplace cuivre 16 par cuivre 22 »: as much of the other product, when both are certain."""
    found = _REPLACE.fullmatch(joined(case.tokens))
    if found is None:
        return None
    old = _named_lines(case, found["words"])
    new = read_lines(case.tokens[-len(found["new"].split()) :], case.source, case.products)
    if len(old) != 1 or len(new) != 1 or new[0].product is None or new[0].product.certain is None:
        return None
    held = next(line.quantity for line in case.draft.lines if line.id == old[0])
    is_counted = re.match(r"(?:\d|x \d|une? )", found["new"])
    return QuoteChange((RemoveLine(old), AddLines((new[0] if is_counted else replace(new[0], quantity=held),))))


_NUMBER = r"\d+(?:\.\d+)?"
_NOT = rf" (?:au lieu de|et pas|pas) {_NUMBER}(?: eur| ht| ttc)*"
_NAMED = r"[a-z0-9][^|,;:+*]*?"
_ARTICLE = r"(?:le |la |les |l |du |de la |de l |des |d )?"
_GIVEN = r"(?:(?:est|sont|soit|soient|en) )?(?:offerte?s?|gratuite?s?|cadeau)"
_SIGN = r"(?:-|moins|remise(?: de)?|rabais(?: de)?)"
_REPLACE = re.compile(rf"remplace[rz]? {_ARTICLE}{_WORDS} par {_ARTICLE}(?P<new>.+)")
_CLAUSES: tuple[tuple[re.Pattern[str], Callable[[_Case, Found], Change | None]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(?P<words>#(?:section|text))", _add),
        (r"(?:\+ |ajoute |et )?(?P<words>#option .+|.+ #option)", _add_option),
        (rf"(?:(?:mets|met|passe|garde) )?{_ARTICLE}{_WORDS} #option", _option),
        (rf"{_ARTICLE}{_WORDS} (?:plus|pas|n est plus) #option", _no_option),
        (rf"(?:{_ARTICLE}(?P<before>{_NAMED}) )?\*\S+(?: sur {_ARTICLE}(?P<behind>{_NAMED}))?", _free_units),
        (
            rf"(?:en fait )?(?:{_DROP} {_ARTICLE}|plus de )(?:remise|rabais)"
            r"|(?:remise|rabais) (?:0(?: %)?|annulee)",
            _no_discount,
        ),
        (
            rf"(?:{_INSTEAD} )*(?:{_ARTICLE}{_WORDS} )?a (?P<price>{_NUMBER}){_MONEY}{_NOT}",
            _price,
        ),
        (
            rf"(?:{_INSTEAD} )*(?P<price>{_NUMBER})(?= (?:eur|ht|ttc)){_MONEY}{_NOT}",
            _price,
        ),
        (
            rf"(?:{_INSTEAD} )*(?P<new>{_NUMBER})(?: (?P<words>[a-z](?:(?! a \d| eur\b).)*?))?(?: ,)?"
            rf" (?:et )?(?:pas|au lieu de) (?P<old>{_NUMBER})(?: (?P<more>.*))?",
            _instead_of,
        ),
        (rf"(?:{_INSTEAD} )*({_NUMBER})(?: (?:x|fois|h|m|u))?", _set_quantity),
        (
            rf"(?:{_SIGN}) ({_NUMBER})(?: %)?(?: sur (?:le )?(?:tout|total|devis))?|({_NUMBER}) %(?: (?:de )?remise)?",
            _discount_percent,
        ),
        (
            rf"(?:en fait )?(?:mets |met |avec |fais )?(?:lui )?(?:une )?(?:remise|rabais)(?: de)? ({_NUMBER})(?: %)?",
            _discount_percent,
        ),
        (
            rf"(?:mets|met|fais|fait)(?: (?:lui|leur|moi))? ({_NUMBER}) %(?: de (?:remise|rabais|moins))?",
            _discount_percent,
        ),
        (rf"(?:mets |met |avec |fais )?(?:une )?{_SIGN} ({_NUMBER}) eur(?: ht| ttc)?", _discount_amount),
        (
            rf"{_SIGN} (?P<n>{_NUMBER}) eur(?: de (?:remise|rabais))? sur {_ARTICLE}(?!(?:tout|total|devis)$){_WORDS}",
            _line_cut,
        ),
        (rf"{_SIGN} (?P<n>{_NUMBER})(?: %)? sur {_ARTICLE}{_WORDS}", _line_discount),
        (rf"(?:(?:mets|met) )?(?P<n>{_NUMBER}) %(?: de remise)? sur {_ARTICLE}{_WORDS}", _line_discount),
        (rf"{_ARTICLE}{_WORDS} (?:- |moins )(?P<n>{_NUMBER}) %", _line_discount),
        (rf"{_DROP} {_ARTICLE}(?:(?P<n>{_NUMBER}) )?{_WORDS}", _remove),
        (rf"(?:c est )?{_GIVEN}", _all_offered),
        (rf"(?P<n>{_NUMBER}) {_WORDS} {_GIVEN}", _offered_count),
        (rf"{_ARTICLE}(?!\d){_WORDS} {_GIVEN}|offr(?:e|ir|ez) {_ARTICLE}{_WORDS.replace('words', 'gift')}", _offered),
        (rf"(?:{_INSTEAD} )*(?P<price>{_NUMBER}){_MONEY} (?:le|la|les|l) {_WORDS}", _price),
        (rf"(?:{_INSTEAD} )*a (?P<price>{_NUMBER}){_MONEY} {_ARTICLE}{_WORDS}", _price),
        (rf"(?:{_INSTEAD} )*{_ARTICLE}{_WORDS} a (?P<price>{_NUMBER}){_MONEY}", _price),
        (rf"(?:{_INSTEAD} )*{_ARTICLE}{_WORDS} (?P<price>{_NUMBER})(?= (?:eur|ht|ttc)){_MONEY}", _price),
        (rf"(?:{_INSTEAD} )*(?:a )?(?P<price>{_NUMBER})(?= (?:eur|ht|ttc)){_MONEY}", _price),
        (rf"(?:{_INSTEAD} )*a (?P<price>{_NUMBER})", _price),
        (
            rf"(?:{_INSTEAD} |livraison |livre |pour )*(?:plutot|finalement|livraison|livre) (?:pour |plutot )*"
            rf"(?:le |au )?(?P<day>{DAY})",
            _delivered_on,
        ),
        (
            r"(?:non )?(?:c est )?pas (?:lui|elle|ce client|celui la|celle la|le bon client|le meme)"
            r"(?: (?:c est|mais))?(?: ,)?(?: (?:c est )?(?:l autre|un autre(?: client)?))?"
            r"|(?:non )?(?:c est )?l autre(?: client)?",
            _another_customer,
        ),
        (
            rf"(?:non )?(?:c est |ce n est )?pas (?:pour |chez )?[^|,;:+]+?(?: ,)? (?:c est|mais)(?: (?:pour|chez))? "
            rf"{_ARTICLE}{_WORDS}",
            _customer,
        ),
        (
            rf"(?:et |,|ajoutes? en |rajoutes? en |mets en )*(?P<n>{_NUMBER})"
            rf" (?:{_ARTICLE}(?P<words>[a-z][^|,;:+]*?) )?(?:de|en) plus",
            _raise,
        ),
        (
            rf"(?P<words>)(?:et )?r?ajoute[sr]? en (?P<n>{_NUMBER})(?: de plus)?",
            _raise,
        ),
        (rf"(?:non )?(?:c est |plutot )?(?:pour|chez|client|cliente) {_ARTICLE}{_WORDS}", _customer),
        (rf"(?:non )?plutot {_ARTICLE}(?!\d){_WORDS}", _customer),
        (
            rf"(?:(?:non|plutot|finalement|en fait|mets|met|passe|change|,) )+(?P<n>{_NUMBER}) {_WORDS}",
            _set_named_quantity,
        ),
        (rf"{_ARTICLE}{_WORDS} (?:x )?(?P<n>{_NUMBER})", _set_behind),
        (r"(?:\+|ajoute|rajoute|ajouter|mets|met|et|avec|plus|aussi|met aussi|mets aussi) (?P<words>.+)", _add),
        (
            rf"(?P<words>(?:{_NUMBER}|une?|x) (?!(?:le|la|les|l) )(?:\S+ ){{0,9}}"
            rf"[a-z]\S*(?: {_NUMBER}[a-z]*)?(?: \*\S+)?)",
            _add_bare,
        ),
        (rf"(?P<words>[a-z]\S*(?: \S+){{0,6}} x {_NUMBER})", _add_bare),
    )
)
