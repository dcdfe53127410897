"""What people say about stock: what is where, goods that change place, come, are broken or counted; warehouses."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import bot.understanding.stock_words as how
from bot.understanding.dates import read_day
from bot.understanding.goods import find_products
from bot.understanding.lines import read_lines
from bot.understanding.linking import Index
from bot.understanding.numbers import MOST
from bot.understanding.patterns import find, without
from bot.understanding.pieces import take_pieces
from bot.understanding.places import NOUNS, Placed, PlaceSaid, named_place, take_places
from bot.understanding.reading import Intent, LineRead, Match, Request
from bot.understanding.stock_said import (
    GoodsSaid,
    StockAdjust,
    StockCount,
    StockExpect,
    StockFind,
    StockPlace,
    StockReceive,
    StockTransfer,
    WarehouseGive,
    WarehouseNew,
)
from bot.understanding.words import BREAK, Tokens, joined, typed


def read_stock(
    tokens: Tokens, source: str, products: Index, places: Index, today: date
) -> tuple[Intent, Request] | None:
    """The request about stock that a message is; None for any other message."""
    said = _Said(_past(tokens), source, products, places, today)
    for intent, read in _READERS:
        if said.tokens and (slots := read(said)) is not None:
            return intent, slots
    return None


@dataclass(frozen=True, slots=True)
class _Said:
    tokens: Tokens
    source: str
    products: Index
    places: Index
    today: date

    def behind(self, opening: re.Pattern[str]) -> _Said | None:
        """What stands behind an opening; None when the message does not open so."""
        found = opening.match(joined(self.tokens))
        return None if found is None else replace(self, tokens=self.tokens[len(found.group().split()) :])

    def before(self, ending: re.Pattern[str]) -> _Said | None:
        """What stands before an ending; None when the message does not end so, or is nothing else."""
        found = find(ending, self.tokens)
        return None if found is None or found.start == 0 else replace(self, tokens=self.tokens[: found.start])

    def around(self, middle: re.Pattern[str]) -> _Said | None:
        """What stands around some words, « 10 velux attendus vendredi »; None when they do not stand behind others."""
        found = find(middle, self.tokens)
        return None if found is None or found.start == 0 else replace(self, tokens=without(self.tokens, found))

    def trimmed(self) -> _Said:
        """Without marks at the end."""
        end = len(self.tokens)
        while end and self.tokens[end - 1].text in (BREAK, ",", ";", "?"):
            end -= 1
        return replace(self, tokens=self.tokens[:end])

    def placed(self, *, bare: bool = False) -> tuple[tuple[Placed, ...], _Said]:
        placed, rest = take_places(self.tokens, self.source, self.places, self.products, bare=bare)
        return placed, replace(self, tokens=rest)

    def words(self) -> Tokens:
        """The tokens that say something: no marks, no courtesies, no articles around a gap."""
        return tuple(token for token in self.tokens if token.text not in how.EMPTY)

    def goods(self) -> tuple[GoodsSaid, ...] | None:
        """The goods said; None unless one of them is known, or when prices are said, as of something else."""
        lines = [line for line in read_lines(self.tokens, self.source, self.products) if line.kind == "item"]
        if any(line.price is not None or line.discount is not None for line in lines):
            return None
        if not any(line.product and "product" not in line.doubts for line in lines):
            return None
        return tuple(map(_goods, lines))

    def numbered(self) -> tuple[GoodsSaid, ...] | None:
        """So many of one product with the serial number of each; None for any other words."""
        tokens, lots = take_pieces(self.tokens, self.source)
        goods = replace(self, tokens=tokens).goods() if lots else None
        if goods is None or len(goods) != 1 or goods[0].quantity != len(lots):
            return None
        whole = self.goods() or ()
        if len(whole) == 1 and not whole[0].doubtful and whole[0].product.candidates != goods[0].product.candidates:
            return None  # they say which product it is
        return (replace(goods[0], lots=lots),)

    def unknown(self) -> tuple[GoodsSaid, ...] | None:
        """« 10 zorglubs »: so many of something that nobody knows; None for any other words."""
        words = self.words()
        lines = [line for line in read_lines(words, self.source, self.products) if line.kind == "item"]
        if len(lines) != 1 or len(words) < 2 or words[0].number is None or lines[0].product:
            return None
        return None if lines[0].price is not None else (GoodsSaid(Match(lines[0].text), lines[0].quantity),)

    def product(self, *, surely: bool) -> Match | None:
        """The product that all the words name; `surely`: only one that is known."""
        words = self.words()
        if not words:
            return None
        found = find_products(words, self.source, self.products, None)
        if found.matches:
            return Match(found.words, found.matches)
        return None if surely else Match(found.words)


def _count(said: _Said) -> Request | None:
    behind = said.behind(how.COUNT)
    if behind is None:
        return None
    placed, rest = behind.placed()
    if placed:
        return StockCount(placed[0].place) if len(placed) == 1 and not rest.words() else _unknown_count(placed, rest)
    if not rest.words():
        return StockCount()
    named = named_place(rest.words(), said.source, said.places)
    return StockCount(named) if named else None


def _unknown_count(placed: tuple[Placed, ...], rest: _Said) -> Request | None:
    """« inventaire camion gaston »: a van, but nobody's that is known."""
    place = _named_unknown(placed, rest)
    return StockCount(place) if place else None


def _warehouse(said: _Said) -> Request | None:
    behind = said.behind(how.NEW_PLACE)
    if behind is None:
        return None
    noun, words = said.tokens[len(said.tokens) - len(behind.tokens) - 1].text, behind.words()
    if any(token.number is not None and len(words) > 2 for token in words):
        return None
    return WarehouseNew(NOUNS[noun], typed(said.source, words))


def _given(said: _Said) -> Request | None:
    """« le camion 2 est à julien », « donne le camion 2 à julien »."""
    found, opened = find(how.BELONGS, said.tokens), said.behind(how.GIVEN)
    if found is not None and found.start:
        placed, rest = replace(said, tokens=said.tokens[: found.start]).placed()
        name = replace(said, tokens=said.tokens[found.end :]).words()
        if rest.words():
            return None
    elif opened is not None:
        placed, rest = opened.placed()
        name = tuple(token for token in rest.words() if token.text not in ("a", "au", "pour"))
    else:
        return None
    if len(placed) != 1 or placed[0].place.kind != "van" or not 0 < len(name) <= 3:
        return None
    if any(token.number is not None or not token.text.isalpha() for token in name):
        return None
    return WarehouseGive(placed[0].place, typed(said.source, name))


def _transfer(said: _Said) -> Request | None:
    behind, own_way = next(((rest, way) for opening, way in how.MOVES if (rest := said.behind(opening))), (None, ""))
    if behind is None:
        return None
    placed, rest = behind.placed(bare=True)
    goods = rest.goods() or (rest.unknown() if any(one.place.kind and one.place.candidates for one in placed) else None)
    sure = any(opening.match(joined(said.tokens)) for opening in (how.TRANSFER, how.TAKEN))
    if goods is None or len(placed) > 2 or not (placed or sure):
        return None
    source = next((one.place for one in placed if one.way == "from"), None)
    target = next((one.place for one in placed if one.way == "to"), None)
    unsaid = [one.place for one in placed if one.way == ""]
    if own_way == "to" and target is not None and source is None:  # « prends 3 vannes au dépôt »
        source, target = target, None
    source = source or (unsaid.pop(0) if unsaid and len(placed) == 2 else None)
    target = target or (unsaid.pop(0) if unsaid else None)
    return StockTransfer(goods, source, target, own_way)  # type: ignore[arg-type]  # one of the table's


def _receive(said: _Said) -> Request | None:
    opened = said.behind(how.RECEIVED)
    behind = opened or said.before(how.RECEIVED_BEHIND)
    if behind is None or find(how.MONEY, behind.tokens):
        return None
    placed, rest = behind.placed()
    goods = rest.numbered() or rest.goods() or (rest.unknown() if opened else None)
    return StockReceive(goods, _only(placed)) if goods and len(placed) <= 1 else None


def _expect(said: _Said) -> Request | None:
    behind = said.behind(how.EXPECTED) or said.around(how.EXPECTED_BEHIND)
    if behind is None or find(how.MONEY, behind.tokens):
        return None
    placed, rest = behind.placed()
    rest = rest.trimmed()
    day = find(how.ON_DAY, rest.tokens)
    due_on = read_day(day.match["day"] or day.match["alone"], said.today) if day else None
    if day is not None and due_on is not None:
        rest = replace(rest, tokens=rest.tokens[: day.start])
    goods = rest.goods()
    return StockExpect(goods, _only(placed), due_on) if goods and len(placed) <= 1 else None


def _adjust(said: _Said) -> Request | None:
    opened = next(((rest, why) for opening, why in how.ADJUSTED if (rest := said.behind(opening))), None)
    ended = next(((rest, why) for ending, why in how.ADJUSTED_BEHIND if (rest := said.before(ending))), None)
    behind, why = opened or ended or (None, "")
    if behind is None or find(how.MONEY, behind.tokens):
        return None
    placed, rest = behind.placed()
    rest, because = _because(rest)
    rest, sign = _signed(rest)
    goods = rest.goods()
    if goods is None or len(placed) > 1 or (opened is not None and why == "" and sign is None and not because):
        return None
    reason = because or why
    less = sign if sign is not None else how.LESS.get(reason)
    return StockAdjust(goods, less, _only(placed), reason)


def _find(said: _Said) -> Request | None:
    """« stock ballon 200 », « reste combien de ballon 150 », « ballon 150 dispo ? », « on a 15 dalles led dispo ? »."""
    for opening, surely in how.ASKED:
        behind = said.behind(opening)
        if behind is not None:
            behind = behind.before(how.THERE) or behind
            return _found(behind, surely=surely)
    ended = said.before(how.THERE)
    return _found(replace(ended, tokens=_past_subject(ended.tokens)), surely=True) if ended else None


def _found(said: _Said, *, surely: bool) -> Request | None:
    placed, rest = said.placed()
    if len(placed) > 1 or (not placed and not rest.words()) or find(how.MONEY, rest.tokens):
        return None
    place = _only(placed)
    if not rest.words():
        return StockPlace(place)
    wanted = rest.tokens[0].number if rest.tokens[0].number and len(rest.words()) > 1 else None
    product = rest.product(surely=True)
    counted = replace(rest, tokens=rest.tokens[1:]).product(surely=True) if wanted and product is None else None
    if wanted and product is not None:
        counted, line = None, read_lines(rest.tokens, rest.source, rest.products)
        if len(line) == 1 and line[0].product and line[0].quantity == wanted:
            counted = line[0].product
    if counted is not None and wanted is not None and wanted <= MOST:
        return StockFind(counted, place, wanted)
    if product is not None:
        return StockFind(product, place)
    if place is not None and (named := _named_unknown(placed, rest)) is not None:
        return StockPlace(named)
    if (named := named_place(rest.words(), rest.source, rest.places)) is not None and not placed:
        return StockPlace(named)
    unknown = None if surely else rest.product(surely=False)
    return StockFind(unknown, place) if unknown is not None else None


def _contents(said: _Said) -> Request | None:
    """« qu'est-ce que j'ai dans mon camion », « camion de mehdi », « contenu du dépôt », « stock »."""
    if joined(said.tokens) in how.ALONE:
        return StockPlace()
    placed, rest = said.placed()
    others = [token for token in rest.words() if token.text not in how.WHAT]
    return StockPlace(placed[0].place) if len(placed) == 1 and not others else None


def _owner(said: _Said) -> Request | None:
    """« camion de gaston »: a van that nobody knows yet."""
    behind = said.behind(how.OWNED)
    if behind is None or not 0 < len(words := behind.words()) <= 3:
        return None
    if any(token.number is not None or not token.text.isalpha() for token in words):
        return None
    if said.products.link([token.text for token in said.tokens], 0.75).fits:
        return None
    return StockPlace(PlaceSaid("van", typed(said.source, words)))


_READERS: Final[tuple[tuple[Intent, Callable[[_Said], Request | None]], ...]] = (
    (Intent.STOCK_COUNT, _count),
    (Intent.WAREHOUSE_NEW, _warehouse),
    (Intent.WAREHOUSE_GIVE, _given),
    (Intent.STOCK_TRANSFER, _transfer),
    (Intent.STOCK_RECEIVE, _receive),
    (Intent.STOCK_EXPECT, _expect),
    (Intent.STOCK_ADJUST, _adjust),
    (Intent.STOCK_PLACE, _contents),
    (Intent.STOCK_FIND, _find),
    (Intent.STOCK_PLACE, _owner),
)


def _past(tokens: Tokens) -> Tokens:
    start = 0
    while start < len(tokens) and tokens[start].text in how.FIRST:
        start += 1
    return tokens[start:]


def _past_subject(tokens: Tokens) -> Tokens:
    """« on a 15 dalles led », « est-ce qu'il y a du per »: what is asked stands behind the verb."""
    found = how.SUBJECT.match(joined(tokens))
    return tokens[len(found.group().split()) :] if found else tokens


def _only(placed: tuple[Placed, ...]) -> PlaceSaid | None:
    return placed[0].place if placed else None


def _named_unknown(placed: tuple[Placed, ...], rest: _Said) -> PlaceSaid | None:
    """« camion gaston »: words behind a van or a depot that are in no product's name are its name."""
    words = rest.words()
    place = placed[0].place
    if place.words or place.mine or any(token.number is not None or rest.products.knows(token.text) for token in words):
        return None
    return PlaceSaid(place.kind, typed(rest.source, words)) if len(words) <= 3 else None


def _because(said: _Said) -> tuple[_Said, str]:
    """A reason behind the goods: one of the usual ones, or any words behind « motif » or « car »."""
    if (found := find(how.MOTIVE, said.tokens)) is not None:
        words = typed(said.source, found.part(said.tokens, "why"))
        usual = _usual(joined(found.part(said.tokens, "why")))
        return replace(said, tokens=said.tokens[: found.start]), usual or words
    for reason, pattern in how.REASONS.items():
        found = find(pattern, said.tokens)
        if found is not None and found.start:
            return replace(said, tokens=without(said.tokens, found)), reason
    return said, ""


def _usual(words: str) -> str:
    return next((reason for reason, pattern in how.REASONS.items() if pattern.match(words)), "")


def _goods(line: LineRead) -> GoodsSaid:
    quantity = None if "quantity" in line.doubts else line.quantity
    return GoodsSaid(line.product or Match(line.text), quantity, line.unit, "product" in line.doubts)


def _signed(said: _Said) -> tuple[_Said, bool | None]:
    """« vanne -1 » and « +2 joints »: the number stands in front of the words again, and whether it means less."""
    found = find(how.SIGN, said.tokens)
    if found is None:
        return said, None
    number = replace(said.tokens[found.end - 1], rough=False)
    others = tuple(
        token for at, token in enumerate(said.tokens) if not found.start <= at < found.end and token.text != BREAK
    )
    return replace(said, tokens=(number, *others)), found.match["sign"] in ("-", "moins")
