"""From typed text to comparable words: no accents, no case, one spelling per number, each at its place in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from bot.understanding.vocabulary import (
    EMPTY_WORDS,
    LABOUR,
    LETTERS,
    MONEY_WORDS,
    NUMBER_WORDS,
    ROUGH_NUMBERS,
    SAME_WORD,
    SUFFIXES,
)

BREAK = "|"
_LONGEST_TEXT = 4_096
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\d.,]{0,20}\d)|\d{1,3}(?:,\d{3})+\.\d+|\d+(?:[.,]\d+)?"
_FACTOR = r"\d+(?:[.,]\d+)?"
_PRODUCT = rf"{_FACTOR}\s?x\s?{_FACTOR}"
_LEXICON = re.compile(
    rf"(?P<sum>{_PRODUCT}(?:\s?[+-]\s?(?:{_PRODUCT}|{_FACTOR})(?!\s?(?!(?:m2?|a|ht|en)\b)[a-z%]|[\d.,]))+)"
    rf"|(?P<cents>\d+(?:e|eur|euros?|balles?)\d\d(?![\d.,a-z])"
    rf"|\d+ ?(?:e|eur|euros?|balles?) \d\d(?=\s*(?:$|[,;+)\n]|(?:ttc|ht)\b)))"
    rf"|(?P<poles>\d?p\+[nt](?:\+t)?(?!\w))"
    rf"|(?P<size>\d+(?:[.,]\d+)?(?:[x/-]\d+(?:[.,]\d+)?)+(?!\w))"
    rf"|(?P<hours>\d+h(?:[0-5]\d|1/2)(?!\w)|\d+ ?h [0-5]\d(?= (?:de |d )?(?:{'|'.join(sorted(LABOUR))})(?!\w))"
    rf"|(?:\d+ ?h ?)?\d+ ?(?:mn|min|minutes?)(?!\w))"
    rf"|(?P<count>\d{{1,3}}(?=(?!(?:keur|i?emes?)(?!\w))[a-z]{{4,}}(?!\w)|[a-z]{{3,}}\d))"
    rf"|(?P<times>x(?=\d))"
    rf"|(?P<amount>{_NUMBER})"
    rf"(?:(?P<suffix>(?:k(?:eur)?|{'|'.join(SUFFIXES)})(?![a-z\d])|x(?=\d+[a-z]))|(?![a-z\d]|[.,]\d))"
    rf"|(?P<term>\d+[a-z]+\d+[.,]\d+|(?:\d+[.,])?[a-z\d]+)"
    rf"|(?P<mark>[-+,;:%/\n()|])"
)
_TIME = re.compile(r"(?:(\d+) ?h)? ?(\d+(?:/2)?)? ?[a-z]*")
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_ATOM = re.compile(r"\d+(?:[.,]\d+)?|[a-z]+")
_MOST_DIGITS = 12
_BULK = frozenset({"m", "ml", "m2", "m3", "kg", "sacs"})  # « 1 250 m » is never one of 250 m


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number (`number` is set) or a mark; `start` and `end` are its place in the source."""

    text: str
    start: int
    end: int
    number: Decimal | None = None
    rough: bool = False
    area: bool = False


Tokens = tuple[Token, ...]


def tokens_of(text: str) -> Tokens:
    """The message's tokens, numbers in words or in groups already joined; reads 4 096 characters, a whole message."""
    flat, origin = _flatten(text[:_LONGEST_TEXT])
    flat = _HYPHEN.sub(" ", flat)
    found = tuple(token for match in _LEXICON.finditer(flat) for token in _tokens_at(match, origin))
    return _negatives_in_doubt(_join_number_words(_join_thousands(found)))


def typed(source: str, tokens: Sequence[Token]) -> str:
    """The stretch of the source from the first token to the last, as the person wrote it."""
    return " ".join(source[tokens[0].start : tokens[-1].end].split()) if tokens else ""


def named(tokens: Sequence[Token]) -> Tokens:
    """The words of a name: without marks, and without articles in front."""
    kept = tuple(token for token in tokens if token.text not in (BREAK, ",", ";", ":"))
    start = 0
    while start + 1 < len(kept) and kept[start].text in EMPTY_WORDS:
        start += 1
    return kept[start:]


def joined(tokens: Sequence[Token]) -> str:
    return " ".join(token.text for token in tokens)


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Lower case, no accents, plain punctuation."""
    return _flatten(text)[0]


@lru_cache(maxsize=65_536)
def atoms(text: str) -> tuple[str, ...]:
    """The comparable pieces of a name or of a token: « Radiateurs alu 1000W » gives radiateur, alu, 1000, w."""
    return tuple(_atom(piece) for piece in _ATOM.findall(fold(text)))


def pairs(tokens: Sequence[str]) -> tuple[str, ...]:
    """Neighbours written together: « ben ali » also reads « benali »."""
    return tuple(left + right for left, right in pairwise(tokens))


def plain(number: Decimal) -> str:
    """One spelling per value: 2.50 and 2,5 both give « 2.5 »."""
    written = format(number, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def decimal_of(written: str) -> Decimal | None:
    """A number as French people write it: « 1.250,50 », « 1250.5 », « 1.250 » (thousands). None when absurdly long."""
    digits = written
    if "," in written and "." in written:
        thousands = "." if written.rindex(",") > written.rindex(".") else ","
        digits = written.replace(thousands, "")
    elif re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+", written):
        digits = written.replace(".", "")
    if len(digits) > _MOST_DIGITS:
        return None
    return Decimal(digits.replace(",", "."))


def _flatten(text: str) -> tuple[str, list[int]]:
    letters: list[str] = []
    origin: list[int] = []
    for position, letter in enumerate(text):
        for piece in _plain_letters(letter):
            letters.append(piece)
            origin.append(position)
    return "".join(letters), origin


@lru_cache(maxsize=4_096)
def _plain_letters(letter: str) -> str:
    if letter in LETTERS:
        return LETTERS[letter]
    spread = unicodedata.normalize("NFKD", letter.casefold()).casefold()
    kept = "".join(piece for piece in spread if not unicodedata.combining(piece))
    return "".join(LETTERS.get(piece, piece if piece.isascii() else " ") for piece in kept)


def _atom(piece: str) -> str:
    if piece[0].isdigit():
        number = decimal_of(piece)
        return piece if number is None or (piece[0] == "0" and piece.isdigit()) else plain(number)
    single = piece[:-1] if len(piece) > 3 and piece[-1] in "sx" else piece
    if piece in NUMBER_WORDS:
        return str(NUMBER_WORDS[piece])
    return SAME_WORD.get(piece) or SAME_WORD.get(single) or single


def _tokens_at(match: re.Match[str], origin: Sequence[int]) -> Iterator[Token]:
    if match["amount"]:
        yield from _amount_tokens(match, origin)
    elif match["cents"]:
        yield from _cents_tokens(match, origin)
    elif match["sum"]:
        yield _sum_token(match, origin)
    elif match["count"]:
        yield _token(plain(Decimal(match["count"])), match.span(), origin, Decimal(match["count"]))
    elif match["hours"]:
        yield from _hours_tokens(match, origin)
    else:
        word = match.group()
        yield _token(BREAK if word in "\n|()" else MONEY_WORDS.get(word, word), match.span(), origin)


def _cents_tokens(match: re.Match[str], origin: Sequence[int]) -> Iterator[Token]:
    """« 8€90 » and « 3 balles 50 » are amounts in one piece."""
    euros, cents = re.findall(r"\d+", match.group())
    number = decimal_of(f"{euros}.{cents}")
    if number is None:
        yield _token(match.group(), match.span(), origin)
        return
    yield _token(plain(number), match.span(), origin, number)
    yield _token("eur", (match.end() - 1, match.end()), origin)


def _amount_tokens(match: re.Match[str], origin: Sequence[int]) -> Iterator[Token]:
    number, suffix = decimal_of(match["amount"]), match["suffix"]
    if number is None:
        yield _token(match["amount"], match.span("amount"), origin)
        return
    if suffix in ("k", "keur"):
        yield _token(plain(number * 1000), match.span(), origin, number * 1000)
        return
    yield _token(plain(number), match.span("amount"), origin, number)
    if suffix:
        yield _token("eur" if suffix == "e" else MONEY_WORDS.get(suffix, suffix), match.span("suffix"), origin)


def _token(text: str, span: tuple[int, int], origin: Sequence[int], number: Decimal | None = None) -> Token:
    return Token(text, origin[span[0]], origin[span[1] - 1] + 1, number)


def _sum_token(match: re.Match[str], origin: Sequence[int]) -> Token:
    total = _total(match.group())
    return replace(_token(plain(total), match.span(), origin, total), area=True)


def _total(written: str) -> Decimal:
    """The value of a sum of products such as « 4,2x2,5 + 3,1x2,5 - 1,8 », to two decimals."""
    total = Decimal(0)
    for sign, term in re.findall(r"([+-]?)\s?([^+-]+)", written):
        value = Decimal(1)
        for factor in re.findall(_FACTOR, term):
            value *= Decimal(factor[:_MOST_DIGITS].replace(",", "."))
        total += -value if sign == "-" else value
    return total.quantize(Decimal("0.01")) if abs(total) < 10**12 else Decimal(0)


def _hours_tokens(match: re.Match[str], origin: Sequence[int]) -> Iterator[Token]:
    """« 2h30 », « 2 h 30 » in front of labour, « 1h1/2 » and « 45 mn » are hours, to two decimals."""
    time = _TIME.fullmatch(match.group())
    hours, minutes = (time[1] or "0", time[2] or "0") if time else ("0", "0")
    part = Decimal("0.5") if minutes == "1/2" else Decimal(minutes[:6]) / 60
    number = (Decimal(hours[:6]) + part).quantize(Decimal("0.01"))
    yield _token(plain(number), match.span(), origin, number)
    yield _token("h", match.span(), origin)


def _negatives_in_doubt(tokens: Tokens) -> Tokens:
    """« rossi -2 clim » counts no sure two; at the head of a line, « -2 clim » is an item of a list."""
    marks = ((None, None), (None, tokens[0] if tokens else None), *pairwise(tokens))
    return tuple(
        replace(token, rough=True) if _is_negative(before, dash, token) else token
        for token, (before, dash) in zip(tokens, marks, strict=False)
    )


def _is_negative(before: Token | None, dash: Token | None, token: Token) -> bool:
    if before is None or dash is None or token.number is None or dash.text != "-" or before.text == BREAK:
        return False
    return dash.end == token.start and before.end < dash.start


def _join_number_words(tokens: Tokens) -> Tokens:
    """« vingt deux », « trois et demi », « une dizaine » become one number each; « un » alone stays a word."""
    result: list[Token] = []
    at = 0
    while at < len(tokens):
        taken, token = _number_from(tokens, at)
        result.append(token)
        at += taken
    return tuple(result)


def _number_from(tokens: Tokens, at: int) -> tuple[int, Token]:
    """How many tokens the number starting here takes, and what they become; one token unchanged when it is none."""
    article = 1 if tokens[at].text in ("un", "une") and at + 1 < len(tokens) else 0
    rough = ROUGH_NUMBERS.get(tokens[at + article].text)
    if rough is not None:
        return article + 1, _spanning(tokens[at : at + article + 1], Decimal(rough), rough=True)
    end, total = (at + 1, tokens[at].number) if tokens[at].number is not None else _spelled(tokens, at)
    if total is None:
        return 1, tokens[at]
    if joined(tokens[end : end + 2]) in ("et demi", "et demie"):
        return end + 2 - at, _spanning(tokens[at : end + 2], total + Decimal("0.5"))
    return (1, tokens[at]) if tokens[at].number is not None else (end - at, _spanning(tokens[at:end], total))


def _spanning(tokens: Sequence[Token], number: Decimal, rough: bool = False) -> Token:
    return Token(plain(number), tokens[0].start, tokens[-1].end, number, rough)


def _spelled(tokens: Tokens, at: int) -> tuple[int, Decimal | None]:
    """End and value of the number spelled from `at`: tens add, « quatre vingt », « cent » and « mille » multiply."""
    total, current, end = 0, 0, at
    while end < len(tokens) and (value := _value_of(tokens[end].text, behind=end > at)) is not None:
        if value == 1000:
            total, current = (total + max(current, 1)) * 1000 if total < 1000 else total, 0
        elif value == 100 and current < 10:
            current = max(current, 1) * 100
        elif value == 20 and current % 100 == 4:
            current += 76
        elif current == 0 or value < _room(current):
            current += value
        else:
            break
        end += 1
    return end, Decimal(total + current) if end > at else None


def _value_of(word: str, *, behind: bool) -> int | None:
    """« neuf » alone is what is new; behind other numbers it is nine."""
    return 9 if behind and word == "neuf" else NUMBER_WORDS.get(word)


def _room(current: int) -> int:
    """Below what the next spelled number must be to add to this one: « soixante » takes up to « dix-neuf »."""
    if current % 100 == 0:
        return 100
    if current % 100 in (60, 80):
        return 20
    return 10 if current % 10 == 0 else 0


def _join_thousands(tokens: Tokens) -> Tokens:
    """« 1 250,50 » and « 2 000 € » are one number; in « 1 ballon 200 300 m » nothing says so, and nothing is joined."""
    result: list[Token] = []
    for token in tokens:
        if result and _continues(result, token, tokens):
            head = result.pop()
            number = (head.number or Decimal(0)) * 1000 + (token.number or Decimal(0))
            result.append(Token(plain(number), head.start, token.end, number))
        else:
            result.append(token)
    return tuple(result)


def _three_digits(token: Token) -> bool:
    """Whether it is written with three digits before its comma: « 250 », « 250,50 », « 050,50 », never « 1,5 »."""
    assert token.number is not None, "a number"
    signs, decimals = token.end - token.start, token.text.partition(".")[2]
    return {3: not decimals, 5: token.number >= 100, 6: token.number >= 100 or len(decimals) < 3}.get(signs, False)


def _numbers_a_document(before: Sequence[Token]) -> bool:
    """Whether the last number is glued to a word and a dash: « FA2611-0009 »."""
    if len(before) < 3:
        return False
    word, dash, number = before[-3:]
    return dash.text == "-" and word.number is None and word.end == dash.start and dash.end == number.start


def _continues(before: Sequence[Token], token: Token, tokens: Tokens) -> bool:
    head = before[-1]
    if head.number is None or token.number is None or head.rough or token.rough or token.area:
        return False
    if not (0 < head.number < 10**6 and head.number == head.number.to_integral_value()):
        return False
    if not _three_digits(token) or token.start - head.end > 3 or _numbers_a_document(before):
        return False
    follower = next((later.text for later in tokens if later.start >= token.end), "")
    leads = len(before) == 1 or before[-2].text in ("a", "remise", "de", "-", "+", ",", ";", BREAK)
    tied = (
        follower in _BULK or follower in ("eur", "ht", "ttc", "%") or token.number != token.number.to_integral_value()
    )
    return leads or (head.number < 10 and tied)
