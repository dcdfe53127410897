"""Lines of a document: where each begins in what was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.understanding.line import ALL, ENOUGH, TIMES, is_labour, is_mark, link_product, read_line, said_of, unit_code
from bot.understanding.linking import Index
from bot.understanding.parts import OPTION, TITLES
from bot.understanding.reading import LineRead
from bot.understanding.slips import last_said
from bot.understanding.vocabulary import AFTER_AND, LABOUR, LINE_STARTERS, SEPARATORS, UNITS, WITH
from bot.understanding.words import Token, Tokens, typed

_MONEY = ("eur", "ht", "ttc")
_INCLUDED = ("compris", "comprise", "comprises", "inclus", "incluse")
_ARTICLES = ("le", "la", "les", "l")
_NUMBER_BELONGS_LEFT = frozenset({"a", "x", "de", "remise", "au", "lieu", "zone", "pour", "-", "t", "n", "no"})


def read_lines(tokens: Tokens, source: str, products: Index) -> tuple[LineRead, ...]:
    """The lines said, in spoken order; words that fit no product stay as free text."""
    return tuple(line for run in runs(last_said(tokens), products) for line in _run_lines(run, source, products))


def runs(tokens: Tokens, known: Index) -> Iterator[Tokens]:
    """The stretches between separators; « et » inside a name (« va-et-vient », « et fils ») separates nothing."""
    current: list[Token] = []
    for at, token in enumerate(tokens):
        if (token.text in SEPARATORS and not is_inside_name(tokens, at, known)) or _joins(tokens, at, current, known):
            if current:
                yield tuple(current)
            current = []
        elif token.text != "-":
            current.append(token)
    if current:
        yield tuple(current)


def _joins(tokens: Tokens, at: int, current: Sequence[Token], known: Index) -> bool:
    """« portail avec motorisation »: two goods, unless one of them is called so."""
    if tokens[at].text not in WITH or not current or at + 1 == len(tokens) or not known.knows(tokens[at + 1].text):
        return False
    held = [token.text for token in said_of(tuple(current)).words]
    return bool(held) and bool(known.link(held, ENOUGH).fits) and not known.link([*held, tokens[at + 1].text], ALL).fits


def is_inside_name(tokens: Tokens, at: int, known: Index) -> bool:
    if tokens[at].text != "et" or not 0 < at < len(tokens) - 1:
        return False
    after = tokens[at + 1].text
    return after in AFTER_AND or known.joins(tokens[at - 1].text, after)


def _run_lines(run: Tokens, source: str, products: Index) -> Iterator[LineRead]:
    """A title, or the lines of one stretch: all options behind « option : », the last one before « en option »."""
    if (kind := TITLES.get(run[0].text)) is not None:
        yield LineRead(Decimal(1), None, typed(source, run[:1]), kind=kind)
        return
    items = [
        line
        for item in _named_once(_items(tuple(token for token in run if token.text != OPTION), products))
        if (line := read_line(item, source, products)) is not None
    ]
    for line in items:
        is_last = run[-1].text == OPTION and line is items[-1]
        yield replace(line, optional=True) if is_last or run[0].text == OPTION else line


def _named_once(items: Iterator[Tokens]) -> Iterator[Tokens]:
    """« bottes 42 x2 43 x1 » names the boots once: « 43 x1 » is of them too."""
    name: Tokens = ()
    for item in items:
        shared = len(item) == 3 and item[1].text in TIMES and len(name) > 1 and _is_size(item[0])
        whole = (*name[:-1], *item) if shared else item
        name = whole[:-2] if _ends_with_count(whole) else ()
        yield whole


def _is_size(token: Token) -> bool:
    return token.number is not None or (len(token.text) <= 3 and set(token.text) <= set("xsml"))


def _items(run: Tokens, products: Index) -> Iterator[Tokens]:
    current: list[Token] = []
    for at, token in enumerate(run):
        if current and _opens_line(run, at, tuple(current), products):
            yield tuple(current)
            current = []
        current.append(token)
    if current:
        yield tuple(current)


def _opens_line(run: Tokens, at: int, current: Tokens, products: Index) -> bool:
    token = run[at]
    words = said_of(current).words
    if not words or is_mark(token):
        return False
    if is_mark(run[at - 1]):
        return True
    if token.number is not None:
        return _number_opens(run, at, words, products)
    if at + 1 < len(run) and run[at + 1].text in _INCLUDED:
        return bool(products.link([word.text for word in words], ALL).fits)
    if token.text in ("un", "une") and not _ends_with_price(run, at):
        return at + 1 < len(run) and products.knows(run[at + 1].text) and not _fits(words, run[at + 1], products)
    if _ends_with_price(run, at):
        return token.text not in (*_MONEY, *_ARTICLES, "par", "/", "au", "chacun", "chacune", "un", "une", "piece", "u")
    if _ends_with_count(current) and token.text not in (*_MONEY, "a", "non", "au"):
        return True
    held = [word.text for word in words]
    if token.text in LINE_STARTERS and not _is_priced_thing(run, at):
        return not LABOUR.intersection(held) and not _fits(words, token, products)
    after_number = run[at - 1].number is not None and products.link(held, ALL).fits
    return bool(after_number) and products.knows(token.text) and not _fits(words, token, products)


def _number_opens(run: Tokens, at: int, words: Tokens, products: Index) -> bool:
    """A number opens a line when it counts what follows, unless the product just named has it in its name."""
    rest = [token for token in run[at + 1 :] if token.text not in (*TIMES, "de", "d")]
    if run[at - 1].text in _NUMBER_BELONGS_LEFT or not rest or run[at].area:
        return False
    if run[at + 1].text in TIMES and _ends_with_count(run[:at]):
        return True
    if rest[0].text in (*_MONEY, "%"):
        return _is_price_of_another_thing(rest, words)
    if rest[0].text in UNITS:
        rest = [token for token in rest[1:] if token.text not in ("de", "d")]
        if not rest or is_labour(words):
            return False
    if rest[0].number is not None or rest[0].text in (*_MONEY, *_ARTICLES, "a", "au", "non"):
        return False
    if run[at].text in {word.text for word in words} or not _fits(words, run[at], products):
        return True
    return run[at - 1].number is None and _counts_another(run, at, rest[0], words, products)


def _counts_another(run: Tokens, at: int, named: Token, words: Tokens, products: Index) -> bool:
    """« prises 2 circulateurs »: the label « Prise 2P+T » holds the 2, yet the name is whole without it."""
    unit = UNITS.get(run[at + 1].text)
    is_known = named.text in LABOUR or products.knows(named.text)
    other = link_product((named,), unit, products) if is_known else None
    if other is None or _fits((*words, run[at]), named, products):
        return False
    if unit is not None:
        return any(unit_code(entry) == unit for entry in other.candidates())
    return named.text not in LINE_STARTERS and not _is_needed(words, run[at], products)


def _is_needed(words: Tokens, number: Token, products: Index) -> bool:
    """« chaudière 24 »: the number is what tells the product from its like, or ends one of its whole names."""
    texts = [word.text for word in words]
    fuller = products.link([*texts, number.text], ENOUGH)
    return bool(fuller.whole) or len(fuller.candidates()) < len(products.link(texts, ENOUGH).candidates())


def _is_price_of_another_thing(rest: Sequence[Token], words: Tokens) -> bool:
    named = [token.text for token in rest if token.text not in _MONEY]
    if len(named) < 2 or named[0] not in _ARTICLES or named[1] in UNITS:
        return False
    return named[1] not in {word.text for word in words}


def _ends_with_price(run: Tokens, at: int) -> bool:
    before = run[at - 1]
    return before.text in _MONEY or (before.number is not None and at > 1 and run[at - 2].text == "a")


def _ends_with_count(current: Tokens) -> bool:
    """« peinture blanc x3 » is a whole line; « x3 peinture » and « 2 tuyau x 3 » are not yet."""
    if len(current) < 3 or current[-2].text not in TIMES or current[-1].number is None:
        return False
    return current[0].number is None and current[0].text not in TIMES


def _is_priced_thing(run: Tokens, at: int) -> bool:
    return at > 1 and run[at - 1].text in _ARTICLES and run[at - 2].text in _MONEY


def _fits(words: Tokens, token: Token, products: Index) -> bool:
    return bool(products.link([*(word.text for word in words), token.text], 0.84).fits)
