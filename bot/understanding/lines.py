"""Lines of a document: where each begins, then how many of what, at which price."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, cast

from bot.understanding.linking import Index, Link
from bot.understanding.numbers import MOST
from bot.understanding.patterns import Found, find, marked_discount, phrase, without
from bot.understanding.reading import Basis, Entry, LineRead, Match
from bot.understanding.slips import last_said
from bot.understanding.vocabulary import (
    AFTER_AND,
    EMPTY_WORDS,
    FILLERS,
    LABOUR,
    LABOUR_WORD,
    LINE_STARTERS,
    ROUGHLY,
    SEPARATORS,
    UNITS,
)
from bot.understanding.words import BREAK, Token, Tokens, joined, typed

ENOUGH = 0.75
_ALL = 0.99
_EXACT_ENOUGH = 0.8
_MONEY = ("eur", "ht", "ttc")
_TIMES = ("x", "fois")
_ARTICLES = ("le", "la", "les", "l")
_NUMBER_BELONGS_LEFT = frozenset({"a", "x", "de", "remise", "au", "lieu", "zone", "pour", "-", "t", "n", "no"})
_AMOUNT = r"#(?: eur)?(?: (?P<basis{0}>ht|ttc))?(?: eur)?"
_INSTEAD = r"(?: au lieu de \d+(?:\.\d+)?(?: eur| ht| ttc)*)?"
_PER = r"(?: (?:le|la|les|l|par|/|un|une)(?: (?P<per{0}>[a-z]\w*))?| (?:chacun|chacune|piece|unitaire|pu|u))?"
_PRICE = phrase(
    r"(?:a|@|pu|prix|tarif|au prix de) "
    + _AMOUNT.format(1)
    + _INSTEAD
    + _PER.format(1)
    + r"(?= [-+,;:|]|$| non\b| offert)",
    r"#(?= (?:eur|ht|ttc)\b)" + _AMOUNT.format(2).removeprefix("#") + _INSTEAD + _PER.format(2),
)
_CORRECTION = phrase(r"(?:non|nan|pardon|plutot|attends|attend)(?: (?:non|pardon|plutot|attends|attend|c est))* #")
_FREE = phrase(r"offerte?s?", r"gratuite?s?", r"cadeau")
AREA = re.compile(r"(\d+(?:[.,]\d+)?)x(\d+(?:[.,]\d+)?)")


def read_lines(tokens: Tokens, source: str, products: Index) -> tuple[LineRead, ...]:
    """The lines said, in spoken order; words that fit no product stay as free text."""
    items = (item for run in runs(last_said(tokens), products) for item in _items(run, products))
    lines = (_line(item, source, products) for item in items)
    return tuple(line for line in lines if line is not None)


def runs(tokens: Tokens, known: Index) -> Iterator[Tokens]:
    """The stretches between separators; « et » inside a name (« va-et-vient », « et fils ») separates nothing."""
    current: list[Token] = []
    for at, token in enumerate(tokens):
        if token.text in SEPARATORS and not is_inside_name(tokens, at, known):
            if current:
                yield tuple(current)
            current = []
        elif token.text != "-":
            current.append(token)
    if current:
        yield tuple(current)


def is_inside_name(tokens: Tokens, at: int, known: Index) -> bool:
    if tokens[at].text != "et" or not 0 < at < len(tokens) - 1:
        return False
    after = tokens[at + 1].text
    return after in AFTER_AND or known.joins(tokens[at - 1].text, after)


def link_product(words: Tokens, unit: str | None, products: Index) -> Link | None:
    """What the words of a line point to; None when no product holds enough of them, or not the work they name."""
    texts = [token.text for token in words]
    if unit == "H" and _is_labour(words):
        texts = [LABOUR_WORD]
    link = products.link(texts, ENOUGH)
    if not link.fits or (link.score < _EXACT_ENOUGH and any(text in LABOUR for text in texts)):
        return None
    return link


# --- Where a line begins ---------------------------------------------------------------------------------------------


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
    words = _said(current).words
    if not words or marked_discount(token) is not None:
        return False
    if marked_discount(run[at - 1]) is not None:
        return True
    if token.number is not None:
        return _number_opens(run, at, words, products)
    if token.text in ("un", "une") and not _ends_with_price(run, at):
        return at + 1 < len(run) and products.knows(run[at + 1].text) and not _fits(words, run[at + 1], products)
    if _ends_with_price(run, at):
        return token.text not in (*_MONEY, *_ARTICLES, "par", "/", "au", "chacun", "chacune", "un", "une", "piece", "u")
    if _ends_with_count(current) and token.text not in (*_MONEY, "a", "non", "au"):
        return True
    held = [word.text for word in words]
    if token.text in LINE_STARTERS and not _is_priced_thing(run, at):
        return not LABOUR.intersection(held) and not _fits(words, token, products)
    after_number = run[at - 1].number is not None and products.link(held, _ALL).fits
    return bool(after_number) and products.knows(token.text) and not _fits(words, token, products)


def _number_opens(run: Tokens, at: int, words: Tokens, products: Index) -> bool:
    """A number opens a line when it counts what follows, unless the product just named has it in its name."""
    rest = [token for token in run[at + 1 :] if token.text not in (*_TIMES, "de", "d")]
    if run[at - 1].text in _NUMBER_BELONGS_LEFT or not rest or run[at].area:
        return False
    if rest[0].text in (*_MONEY, "%"):
        return _is_price_of_another_thing(rest, words)
    if rest[0].text in UNITS:
        rest = [token for token in rest[1:] if token.text not in ("de", "d")]
        if not rest or _is_labour(words):
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
        return any(_unit_code(entry) == unit for entry in other.candidates())
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
    if len(current) < 3 or current[-2].text not in _TIMES or current[-1].number is None:
        return False
    return current[0].number is None and current[0].text not in _TIMES


def _is_priced_thing(run: Tokens, at: int) -> bool:
    return at > 1 and run[at - 1].text in _ARTICLES and run[at - 2].text in _MONEY


def _fits(words: Tokens, token: Token, products: Index) -> bool:
    return bool(products.link([*(word.text for word in words), token.text], 0.84).fits)


# --- What a line says ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Said:
    words: Tokens
    quantity: Decimal | None = None
    unit: str | None = None
    leading: Token | None = None
    price: Decimal | None = None
    basis: Basis | None = None
    discount: Decimal | None = None
    free: bool = False
    rough: bool = False


def _line(item: Tokens, source: str, products: Index) -> LineRead | None:
    said = _trailing_quantity(_measured(_said(item), products), products)
    if not said.words and said.quantity is None and said.price is None:
        return None
    link = link_product(said.words, said.unit, products)
    said, link = _with_number_in_name(said, link, products)
    text = typed(source, said.words or item)
    match = Match(text, link.candidates()) if link else None
    unit = _named_unit(said.unit, match)
    if said.price is None and _is_uncountable(unit, match):
        said, unit = replace(said, rough=True), None
    return LineRead(
        quantity=_bounded(said.quantity),
        product=match,
        text=text,
        unit=unit,
        price=said.price,
        basis=said.basis,
        discount=said.discount,
        free=said.free,
        doubts=_doubts(said, link),
    )


def _said(item: Tokens) -> _Said:
    """Price, corrections, gift and quantity taken out of a line's tokens; what remains are its words."""
    discount = next((percent for token in item if (percent := marked_discount(token)) is not None), None)
    said = _Said(tuple(token for token in item if marked_discount(token) is None), discount=discount)
    found = find(_PRICE, said.words)
    if found is not None:
        said = _priced(said, found)
    if (found := find(_CORRECTION, said.words)) is not None:
        corrected = found.number()
        said = replace(_leading_quantity(replace(said, words=without(said.words, found))), quantity=corrected)
    if (found := find(_FREE, said.words)) is not None:
        said = replace(said, words=without(said.words, found), free=True)
    if said.quantity is None:
        said = _leading_quantity(said)
    return replace(said, words=_trimmed(said.words))


def _priced(said: _Said, found: Found) -> _Said:
    groups = found.match.groupdict()
    basis = groups["basis1"] or groups["basis2"]
    per = groups["per1"] or groups["per2"]
    rest = without(said.words, found)
    if per and per not in UNITS and per not in joined(rest).split():
        rest = (*rest, said.words[found.end - 1])
    return replace(
        said,
        words=rest,
        price=found.number(),
        basis=cast(Literal["HT", "TTC"] | None, basis.upper() if basis else None),
    )


def _leading_quantity(said: _Said) -> _Said:
    """« 3x clim », « x3 clim », « 10 m de cuivre », « une clim »: the number in front, its unit, the words behind."""
    words = _skip_fillers(said.words)
    rough = bool(words) and words[0].text in ROUGHLY
    if rough:
        words = words[1:]
    start = 1 if len(words) > 1 and words[0].text in _TIMES and words[1].number is not None else 0
    if start == len(words) or (words[start].number is None and words[start].text not in ("un", "une")):
        return replace(said, words=words, rough=rough)
    token, after = words[start], start + 1
    if after < len(words) and words[after].text in _TIMES:
        after += 1
    unit = UNITS.get(words[after].text) if after < len(words) else None
    number = Decimal(1) if token.number is None else token.number
    return replace(
        said,
        words=words[after + 1 :] if unit else words[after:],
        quantity=number,
        unit="M2" if token.area else unit,
        leading=token,
        rough=rough or token.rough,
    )


def _measured(said: _Said, products: Index) -> _Said:
    """« placo 4,2x2,5 » is an area unless the size is in the product's name."""
    for at, token in enumerate(said.words):
        size = AREA.fullmatch(token.text)
        if said.quantity is not None or not (token.area or size):
            continue
        if size and products.link([word.text for word in said.words], _ALL).fits:
            continue
        value = token.number or _product(size)
        behind = said.words[at + 1 :]
        words = _trimmed((*said.words[:at], *(behind[1:] if behind and behind[0].text == "m2" else behind)))
        return replace(said, words=words, quantity=value, unit="M2")
    return said


def _product(size: re.Match[str] | None) -> Decimal:
    if size is None:
        return Decimal(0)
    left, right = (Decimal(side[:9].replace(",", ".")) for side in size.groups())
    return (left * right).quantize(Decimal("0.01"))


def _trailing_quantity(said: _Said, products: Index) -> _Said:
    """« clim x3 » counts; « cuivre 16 10m » counts when the unit is the product's own; « ballon 200 l » is a name."""
    words = said.words
    if said.quantity is not None or len(words) < 2:
        return said
    for left, right in ((words[-2], words[-1]), (words[-1], words[-2])):
        if left.text in _TIMES and right.number is not None:
            return replace(said, words=_trimmed(words[:-2]), quantity=right.number, rough=right.rough)
    at = next((place for place in range(len(words) - 2, -1, -1) if _is_measure(words, place)), None)
    if at is None or products.link([word.text for word in words], _ALL).fits:
        return said
    rest, unit = (*words[:at], *words[at + 2 :]), UNITS[words[at + 1].text]
    link = link_product(rest, unit, products)
    if link and not any(_unit_code(entry) == unit for entry in link.candidates()):
        return said
    return replace(said, words=_trimmed(rest), quantity=words[at].number, unit=unit, rough=words[at].rough)


def _is_measure(words: Tokens, at: int) -> bool:
    """A number and its unit at the end, or anywhere in a line about work (« pose 6h mo »)."""
    if words[at].number is None or words[at + 1].text not in UNITS:
        return False
    return at == len(words) - 2 or _is_labour((*words[:at], *words[at + 2 :]))


def _is_labour(words: Tokens) -> bool:
    return all(word.text in LABOUR | EMPTY_WORDS for word in words)


def _unit_code(entry: Entry) -> str:
    return UNITS.get(entry.unit.lower(), entry.unit)


def _with_number_in_name(said: _Said, link: Link | None, products: Index) -> tuple[_Said, Link | None]:
    """« 200 l ballon » is one 200-litre tank: the number with its unit is part of the name."""
    if (
        said.unit is None
        or said.leading is None
        or said.leading.number is None
        or not link
        or len(link.candidates()) < 2
    ):
        return said, link
    fuller = products.link([*(word.text for word in said.words), said.leading.text], _ALL)
    if not fuller.fits:
        return said, link
    return replace(said, quantity=None, unit=None, words=(said.leading, *said.words)), fuller


def _named_unit(unit: str | None, match: Match | None) -> str | None:
    """The unit said, unless it is the product's own."""
    if unit and match and all(_unit_code(entry) == unit for entry in match.candidates):
        return None
    return unit


def _is_uncountable(unit: str | None, match: Match | None) -> bool:
    """« 1 palette » of what is sold by the bag and has no known number of bags on a pallet."""
    if unit is None or match is None or not all(entry.unit for entry in match.candidates):
        return False
    return not any(_unit_code(entry) == unit or unit in entry.packaging for entry in match.candidates)


def _doubts(said: _Said, link: Link | None) -> tuple[str, ...]:
    quantity = said.rough or (said.quantity is not None and not 0 < said.quantity <= MOST)
    product = link is not None and not link.whole and link.score < _EXACT_ENOUGH
    return (("quantity",) if quantity else ()) + (("product",) if product else ())


def _bounded(quantity: Decimal | None) -> Decimal:
    return quantity if quantity is not None and 0 < quantity <= MOST else Decimal(1)


def _skip_fillers(words: Tokens) -> Tokens:
    start, loose = 0, (FILLERS | EMPTY_WORDS | {BREAK}) - {"un", "une"}
    while start < len(words) and words[start].text in loose:
        start += 1
    return words[start:]


def _trimmed(words: Tokens) -> Tokens:
    """Words without breaks, and without fillers or articles at either end."""
    loose = FILLERS | EMPTY_WORDS | {BREAK}
    kept = [word for word in words if word.text not in (BREAK, "%", "(", ")", "/")]
    while kept and kept[-1].text in loose:
        kept.pop()
    start = 0
    while start < len(kept) and kept[start].text in loose:
        start += 1
    return tuple(kept[start:])
