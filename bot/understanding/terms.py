"""What is said about the whole document: discounts, deposit, VAT, validity, payment terms, and asides for the note."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeAlias

from bot.understanding.dates import DAY, read_day
from bot.understanding.patterns import Found, discount_mark, find, phrase, vat_mark, without
from bot.understanding.reading import NO_CONDITIONS, Basis, Conditions
from bot.understanding.vocabulary import NOTE_OPENERS, SEPARATORS
from bot.understanding.words import BREAK, Token, Tokens, typed

_DAYS = {"semaine": 7, "semaines": 7, "mois": 30}
_DISCOUNT = (
    r"(?:remise|rabais|ristourne|reduction)(?: de)? ##(?: %)?(?! eur\b)",
    r"(?:-|moins) ## %",
    r"## %(?: de)? (?:remise|rabais|ristourne|reduction)",
)
_WHOLE = r"(?: sur (?:le )?(?:tout|total|devis|ensemble|l ensemble))?"
_WEEK = "(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|demain|debut|mi|fin)"


@dataclass(frozen=True, slots=True)
class LineDiscount:
    """« -10 % sur les dalles »: either a percentage or an amount in euros, and the words that name the lines."""

    words: Tokens
    percent: Decimal | None = None
    cut: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the message says of the whole document; `basis` is what its prices mean when they do not say it."""

    discount_percent: Decimal | None = None
    discount_amount: Decimal | None = None
    vat: Decimal | None = None
    basis: Basis | None = None
    conditions: Conditions = NO_CONDITIONS
    on_lines: tuple[LineDiscount, ...] = field(default=())


def read_terms(tokens: Tokens, source: str, today: date) -> tuple[Terms, Tokens]:
    """The terms said, and the tokens left once they are taken out. Of two contrary terms the last said holds."""
    conditions, tokens = take_conditions(tokens, source, today)
    note, tokens = _take_note(tokens, source)
    if note is not None:
        conditions = replace(conditions, note=" ; ".join(filter(None, (conditions.note, note))))
    on_lines, tokens = _take_line_discounts(tokens)
    basis, tokens = take_basis(tokens)
    said, tokens = _take_discounts(tokens)
    return Terms(**said, basis=basis, conditions=conditions, on_lines=on_lines), tokens


def read_usual_terms(tokens: Tokens, source: str) -> tuple[Terms, Tokens]:
    """What is agreed with a customer once for all: how he pays, and his discount."""
    conditions, tokens = _take(tokens, source, None, _PAYMENT_TERMS)
    _note, tokens = _take_note(tokens, source)
    said, tokens = _take_discounts(tokens)
    return Terms(**said, conditions=conditions), tokens


def take_conditions(tokens: Tokens, source: str, today: date) -> tuple[Conditions, Tokens]:
    """What is said of payment, validity, delivery, subject and place, and the tokens left."""
    texts, tokens = _take_texts(tokens, source)
    said, tokens = _take(tokens, source, today, _CONDITIONS)
    return replace(said, **texts), tokens


def _take_texts(tokens: Tokens, source: str) -> tuple[dict[str, Any], Tokens]:
    """« objet : … » and « note : … » that open a line are kept as typed, brackets and commas too."""
    texts: dict[str, Any] = {}
    for name, pattern in _TEXTS:
        for found in pattern.finditer(source):
            start, end = found.span()
            words = found["words"].strip()
            if not words or not any(start <= token.start < end and token.text != BREAK for token in tokens):
                continue
            texts[name] = words[:1].upper() + words[1:]
            behind = tuple(token for token in tokens if token.start >= end)
            tokens = (*(token for token in tokens if token.start < start), Token(BREAK, start, start), *behind)
    return texts, tokens


def _take(tokens: Tokens, source: str, today: date | None, table: tuple[_Condition, ...]) -> tuple[Conditions, Tokens]:
    said: dict[str, Any] = {}
    for name, pattern, read in table:
        while (found := find(pattern, tokens)) is not None:
            value = read(_Said(found, tokens, source, today or date.min))
            if value is None:  # the 31st of February: the words stay what they are
                break
            said[name] = value
            tokens = without(tokens, found)
    return Conditions(**said), tokens


def _take_discounts(tokens: Tokens) -> tuple[dict[str, Any], Tokens]:
    said: dict[str, Any] = {}
    tokens = _share(tokens, _VAT, vat_mark)
    for name, pattern in _DISCOUNTS:
        if name == "discount_percent" and not find(_TAKEN_BACK, tokens):
            tokens = _share(tokens, _PERCENT_OFF, discount_mark)
        while (found := find(pattern, tokens)) is not None:
            said[name] = found.number()
            tokens = without(tokens, found)
    return said, tokens


def take_basis(tokens: Tokens) -> tuple[Basis | None, Tokens]:
    """« c'est TTC », « en HT »: what all the prices of the message mean."""
    found = find(_BASIS, tokens)
    if found is None:
        return None, tokens
    return ("TTC" if found.match["basis"] == "ttc" else "HT"), without(tokens, found)


def _take_note(tokens: Tokens, source: str) -> tuple[str | None, Tokens]:
    notes: list[str] = []
    while (found := find(_NOTE, tokens)) is not None:
        kept = tokens[found.start : found.end]
        notes.append(typed(source, kept[1:] if kept[0].text in ("et", ",", ";", "|", "+") else kept))
        tokens = without(tokens, found)
    return (" ; ".join(notes) or None), tokens


def _take_line_discounts(tokens: Tokens) -> tuple[tuple[LineDiscount, ...], Tokens]:
    taken: list[LineDiscount] = []
    for pattern in (_ON_LINE, _CUT_ON_LINE):
        while (found := find(pattern, tokens)) is not None:
            at = next(place for place in range(found.start, found.end) if tokens[place].text == "sur")
            percent, cut = (None, found.number()) if pattern is _CUT_ON_LINE else (found.number(), None)
            taken.append(LineDiscount(tokens[at + 1 : found.end], percent, cut))
            tokens = without(tokens, found)
    return tuple(taken), tokens


def mark_discounts(tokens: Tokens) -> Tokens:
    """Every « -10 % » as one mark, for lines that are read without a document around them."""
    return _marked(tokens, list(_each(_PERCENT_OFF, tokens)), discount_mark)


def _share(tokens: Tokens, pattern: re.Pattern[str], mark: _Mark) -> Tokens:
    """Of several percentages, those right behind a counted line's words are this line's; one alone is everybody's."""
    found = list(_each(pattern, tokens))
    counted = next((at for at, token in enumerate(tokens) if token.number is not None), len(tokens))
    on_lines = [
        one
        for one, before in zip(found, [counted, *(one.end for one in found)], strict=False)
        if before < one.start and tokens[one.start - 1].text not in SEPARATORS | {BREAK}
    ]
    return _marked(tokens, on_lines, mark) if len(found) > 1 else tokens


def _each(pattern: re.Pattern[str], tokens: Tokens) -> Iterator[Found]:
    at = 0
    while (found := find(pattern, tokens[at:])) is not None:
        yield Found(found.match, at + found.start, at + found.end)
        at += found.end


def _marked(tokens: Tokens, found: list[Found], mark: _Mark) -> Tokens:
    for one in reversed(found):
        tokens = (*tokens[: one.start], mark(one.number(), tokens[one.start]), *tokens[one.end :])
    return tokens


@dataclass(frozen=True, slots=True)
class _Said:
    """One condition as it was found."""

    found: Found
    tokens: Tokens
    source: str
    today: date

    def words(self, group: str) -> str:
        return typed(self.source, self.found.part(self.tokens, group))


def _number(said: _Said) -> Decimal:
    return said.found.number()


def _nothing(_said: _Said) -> Decimal:
    return Decimal(0)


def _days(said: _Said) -> int:
    *_before, number, unit = said.found.match.group().split()
    return (int(Decimal(number)) if number[0].isdigit() else 1) * _DAYS.get(unit, 1)


def _days_until(said: _Said) -> int | None:
    last = read_day(said.words("day"), said.today)
    return (last - said.today).days if last is not None and last > said.today else None


def _day(said: _Said) -> date | None:
    return read_day(said.words("day"), said.today)


def _at_once(_said: _Said) -> str:
    return "COMPTANT"


def _delay(said: _Said) -> str:
    end_of_month = "_FDM" if said.found.match.group().endswith(("fdm", "mois")) else ""
    return f"{int(said.found.number())}J{end_of_month}"


def _payments(said: _Said) -> str:
    return f"{int(said.found.number())}X"


def _payments_behind(said: _Said) -> str | None:
    """« 2 vannes 3x » is paid in three; in « vannes 3x » the number counts the things."""
    before = said.tokens[: said.found.start]
    starts = (at for at in range(len(before), 0, -1) if before[at - 1].text in SEPARATORS | {BREAK})
    line = before[next(starts, 0) :]
    counted = any(token.number is not None and thing.text.isalpha() for token, thing in pairwise(line))
    return _payments(said) if counted else None


def _capitalised(said: _Said) -> str:
    words = said.words("words")
    return words[:1].upper() + words[1:]


_TERM_WORDS = (
    r"[-+\d]|(?:acompte|remise|rabais|valable|validit|livr|option|titre|section|note|chantier|adresse|tva|paiement"
    r"|r[eè]glement|comptant|payable|en\s\d)"
)
_TEXTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "subject",
        re.compile(rf"(?im)^[ \t]*objet(?: du devis)?[ \t]*:(?P<words>(?:[^\n,;]|[,;](?!\s*(?:{_TERM_WORDS})))+)"),
    ),
    ("note", re.compile(r"(?i)\A\s*note[ \t]*:(?P<words>[\s\S]+)")),
    ("note", re.compile(r"(?im)^[ \t]*note[ \t]*:(?P<words>[^\n]+)")),
)
_PERCENT_OFF = phrase(*_DISCOUNT)
_VAT = phrase(r"tva (?:a |de )?##(?: %)?", r"## % (?:de )?tva")
_Mark: TypeAlias = Callable[[Decimal, Token], Token]
_TAKEN_BACK = phrase(r"(?:non|nan|pardon|plutot|finalement|attends)(?: .*)? (?:%|remise|rabais)")
_ON_LINE = phrase(
    rf"(?:{'|'.join(_DISCOUNT)}) sur (?!(?:le )?(?:tout|total|devis|l ensemble|ensemble)\b)"
    r"(?:(?! et (?:\d|une? ))[^|+,;:])*[^|+,;: ]"
)
_NOTE = phrase(
    rf"(?:(?:et|[,;|+]) )?(?:{'|'.join(sorted(NOTE_OPENERS))})(?: [^|,;]*[^|,; ])?",
    rf"pour (?:le )?(?:\d+/\d+|{_WEEK}(?: \w+)?)",
)
_CUT_ON_LINE = phrase(
    r"(?:(?:remise|rabais|ristourne|reduction)(?: de)?|-|moins) # eur(?: de (?:remise|rabais))? sur"
    r" (?!(?:le )?(?:tout|total|devis|l ensemble|ensemble)\b)[^|+,;:]*[^|+,;: ]"
)
_BASIS = phrase(r"(?:(?:tout |c )est(?: du| en)?|(?:(?:les )?prix )?en|(?:les )?prix) (?P<basis>ttc|ht)(?= [|,;+]|$)")
_DAYS_LONG = r"(?:j|jrs?|jours?)"
_PAYMENT = r"(?:(?:paiement|reglement|payable|paie) )?(?:a )?"
_PAID_IN = r"(?:paiement|reglement|payable|paie|payer|regler|paye)(?: (?:a|en))?"
_DEPOSIT = r"acc?omp?tes?"
_SEVERAL = r"([2-9]|1[0-2]) (?:x|fois)"
_FREE_WORDS = r"(?: :)? (?P<words>[^|,;\x23* ][^|,;\x23*]*)(?<! )"
_LATER = r"(?:livraison|livrable|livree?|a livrer|dispo|disponible|execution|intervention)"
_Condition: TypeAlias = tuple[str, re.Pattern[str], Callable[[_Said], Decimal | int | str | date | None]]
_CONDITIONS: tuple[_Condition, ...] = (
    ("subject", phrase(rf"objet(?: du devis)?{_FREE_WORDS}"), _capitalised),
    ("note", phrase(r"(?:note|nb|ps)(?: :) (?P<words>[^|\x23* ][^|\x23*]*)(?<! )"), _capitalised),
    (
        "place",
        phrase(rf"(?:chantier|(?:l )?adresse (?:de |du )?(?:chantier|livraison)|(?:adresse|lieu)(?= :)){_FREE_WORDS}"),
        _capitalised,
    ),
    (
        "delivery_on",
        phrase(
            rf"{_LATER}(?: (?:prevue?|souhaitee?|possible|:))*(?: (?:pour|le|au|du|vers|a partir du))*"
            rf" (?P<day>{DAY}|le \d{{1,2}})"
        ),
        _day,
    ),
    (
        "deposit_percent",
        phrase(
            rf"(?:avec )?(?:un )?{_DEPOSIT} (?:de |a |: )?##(?: %)?(?! eur\b)",
            rf"## % (?:d )?{_DEPOSIT}",
            r"## % (?:a (?:la )?(?:commande|signature)|au demarrage)",
        ),
        _number,
    ),
    ("deposit_percent", phrase(rf"(?:sans|pas d|plus d|enleve l|supprime l) {_DEPOSIT}"), _nothing),
    (
        "validity_days",
        phrase(rf"(?:valable|valide|validite)(?: pendant| de| :)? (?:#|une?) (?:{_DAYS_LONG}|semaines?|mois)"),
        _days,
    ),
    ("validity_days", phrase(rf"(?:valable|valide|validite)(?: jusqu)?(?: (?:au|a|le))* (?P<day>{DAY})"), _days_until),
    ("payment_terms", phrase(_PAYMENT + r"comptant", r"(?:paiement )?a reception(?: de facture)?"), _at_once),
    ("payment_terms", phrase(rf"{_PAYMENT}# ?(?: {_DAYS_LONG})?(?: net)? (?:j?fdm|fin (?:de|du) mois)"), _delay),
    ("payment_terms", phrase(rf"{_PAYMENT}# {_DAYS_LONG} net", rf"(?:paiement|payable) (?:a )?# {_DAYS_LONG}"), _delay),
    ("payment_terms", phrase(rf"(?:a )?(30|45|60|90) {_DAYS_LONG}(?= [|,;:+]|$)"), _delay),
    (
        "payment_terms",
        phrase(
            rf"(?:{_PAID_IN}|en) {_SEVERAL}(?: sans frais)?",
            rf"{_SEVERAL} sans frais",
            rf"(?:(?<=[|,;+] )|(?<![\s\S])){_SEVERAL}(?= [|,;+]|$)",
        ),
        _payments,
    ),
    ("payment_terms", phrase(rf"{_SEVERAL}(?= [|,;+]|$)"), _payments_behind),
)
_PAYMENT_TERMS = tuple(row for row in _CONDITIONS if row[0] == "payment_terms")
_DISCOUNTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("vat", _VAT),
    ("discount_amount", phrase(r"(?:remise|rabais)(?: de)? # eur", r"(?:-|moins) # eur", r"# eur de remise")),
    ("discount_percent", phrase(*(way + _WHOLE for way in _DISCOUNT))),
)
