"""A quote in one line: for whom, what, on which terms. With no mark between, linking decides where the name ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.understanding.line import AREA, ENOUGH, link_product
from bot.understanding.lines import is_inside_name, read_lines
from bot.understanding.linking import Index
from bot.understanding.patterns import find, phrase
from bot.understanding.reading import LineRead, Match, QuoteCreate
from bot.understanding.terms import Terms, read_terms
from bot.understanding.vocabulary import EMPTY_WORDS, FILLERS, LINE_STARTERS, ROUGHLY, SEPARATORS, UNITS
from bot.understanding.words import Tokens, atoms, typed

_BEFORE_CUSTOMER = frozenset({"pour", "chez", "client", "cliente"})
_LONGEST_NAME = 10
_STOREY = phrase(
    r"(?:au |du |le |a |pour le |dans le )?(?:# (?:eur|er|eme|ieme) |[1-9]\d?(?:er|eme|ieme|e) )(?:etages?|niveaux?)"
)
_FOREIGN_WORD, _LONE_STRANGER, _UNSOLD_WORD = 1.0, 0.2, 1.2


def read_quote(tokens: Tokens, source: str, customers: Index, products: Index, today: date) -> QuoteCreate:
    """What is said after « devis »; the customer may come first, or anywhere behind « pour »."""
    terms, rest = read_terms(_beside_places(tokens), source, today)
    customer, rest = take_customer(rest, source, customers, products)
    lines = with_terms(read_lines(rest, source, products), terms, products)
    return QuoteCreate(
        customer=customer,
        lines=lines,
        discount_percent=terms.discount_percent,
        discount_amount=terms.discount_amount,
        vat=terms.vat,
        conditions=terms.conditions,
    )


def _beside_places(tokens: Tokens) -> Tokens:
    """« au 2e étage » is neither goods nor 2 €."""
    found = find(_STOREY, tokens)
    return tokens if found is None else _beside_places((*tokens[: found.start], *tokens[found.end :]))


def take_customer(tokens: Tokens, source: str, customers: Index, products: Index) -> tuple[Match | None, Tokens]:
    """The customer named, and the tokens without the name. None when no word is left for a name."""
    announced = _announced(tokens, customers)
    if announced is not None:
        start, end = announced
        name, rest = tokens[start + 1 : end], (*tokens[:start], *tokens[end:])
    else:
        tokens = _skip(tokens)
        end = _name_end(tokens, customers, products)
        name, rest = tokens[:end], tokens[end:]
    name = _skip(name)
    if not name:
        return None, rest
    return customers.match(typed(source, name), (token.text for token in name), ENOUGH), rest


def with_terms(lines: tuple[LineRead, ...], terms: Terms, products: Index) -> tuple[LineRead, ...]:
    """« -10% sur les dalles » put on the lines whose product, or whose words, it names; « en TTC » on typed prices."""
    for one in terms.on_lines:
        named = link_product(one.words, None, products)
        meant = {entry.id for entry in named.candidates()} if named else set()
        spoken = {token.text for token in one.words} - EMPTY_WORDS
        lines = tuple(
            replace(line, discount=one.percent, cut=one.cut) if _is_meant(line, meant, spoken) else line
            for line in lines
        )
    return tuple(
        replace(line, basis=terms.basis) if line.price is not None and line.basis is None else line for line in lines
    )


def _is_meant(line: LineRead, meant: set[int], spoken: set[str]) -> bool:
    if line.product is not None:
        return any(entry.id in meant for entry in line.product.candidates) or _says_all(line, spoken)
    return _says_all(line, spoken)


def _says_all(line: LineRead, spoken: set[str]) -> bool:
    said = {atom for word in spoken for atom in atoms(word)}
    return bool(said) and said <= set(atoms(line.text))


def _skip(tokens: Tokens) -> Tokens:
    start = 0
    while start < len(tokens) and tokens[start].text in FILLERS | EMPTY_WORDS | SEPARATORS | _BEFORE_CUSTOMER:
        start += 1
    return tokens[start:]


def _announced(tokens: Tokens, customers: Index) -> tuple[int, int] | None:
    """Where « pour <name> » stands, when the words behind are a customer's; the longest name that fits."""
    for start, token in enumerate(tokens):
        if token.text not in _BEFORE_CUSTOMER:
            continue
        ends = range(min(_stretch(tokens, start + 1, customers), start + 1 + _LONGEST_NAME), start + 1, -1)
        best = max(ends, key=lambda end: (_name_worth(tokens[start + 1 : end], customers), end), default=start)
        if customers.link([word.text for word in tokens[start + 1 : best]], ENOUGH).fits:
            return start, best
    return None


def _stretch(tokens: Tokens, start: int, known: Index) -> int:
    """The first place from `start` where a separator stands."""
    for at in range(start, len(tokens)):
        if tokens[at].text == "avec" or (tokens[at].text in SEPARATORS and not is_inside_name(tokens, at, known)):
            return at
    return len(tokens)


def _name_end(tokens: Tokens, customers: Index, products: Index) -> int:
    """How many tokens in front are the customer's name: the cut that leaves the fewest words unexplained."""
    stretch = _stretch(tokens, 0, customers)
    longest = min(_first_count(tokens[:stretch], customers), _LONGEST_NAME)
    if stretch < len(tokens) and tokens[stretch].text == ":" and longest == stretch:
        return stretch
    return max(range(longest + 1), key=lambda end: (_cut_worth(tokens[:stretch], end, customers, products), end))


def _cut_worth(tokens: Tokens, end: int, customers: Index, products: Index) -> float:
    """What is explained when the name ends here; behind a whole name, words with a price are uncatalogued work."""
    name, rest = tokens[:end], tokens[end:]
    is_priced = any(token.text in ("eur", "ht", "ttc") for token in rest)
    whole = bool(customers.link([token.text for token in name], 1.0).whole)
    return _name_worth(name, customers) + _line_worth(
        rest, products, _LONE_STRANGER if whole and is_priced else _UNSOLD_WORD
    )


def _first_count(tokens: Tokens, customers: Index) -> int:
    """The first number or « un » that counts something, and is not part of a customer's name."""
    for at, token in enumerate(tokens):
        if (token.text in ("un", "une") and at) or token.text in ROUGHLY:
            return at
        if token.number is None and token.text not in ("x", "pose") and not AREA.fullmatch(token.text):
            continue
        if not customers.link([word.text for word in tokens[: at + 1]], 0.99).fits:
            return at
    return len(tokens)


def _name_worth(tokens: Tokens, customers: Index) -> float:
    words = [token.text for token in tokens if token.text not in EMPTY_WORDS]
    if not words:
        return 0.0
    score = customers.link([token.text for token in tokens], 0.2).score
    if score == 0:
        return -_LONE_STRANGER * len(words)
    explained = score * len(words)
    return explained - _FOREIGN_WORD * round(len(words) - explained)


def _line_worth(tokens: Tokens, products: Index, unsold: float) -> float:
    """How well the words up to the first count or price read as a product."""
    words: list[str] = []
    for at, token in enumerate(tokens):
        counts = at + 1 < len(tokens) and (tokens[at + 1].number is None or tokens[at + 1].text in UNITS)
        if token.text == "x" or (token.number is not None and counts):
            break
        if token.text not in EMPTY_WORDS:
            words.append(token.text)
    named = [word for word in words if word not in LINE_STARTERS]
    if not named:
        return 0.0
    explained = products.link(named, 0.2).score * len(named)
    return explained - unsold * round(len(named) - explained)
