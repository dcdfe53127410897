"""What is said about the whole document: discounts, deposit, VAT, validity, payment terms, and asides for the note."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from bot.understanding.patterns import Found, discount_mark, find, phrase, without
from bot.understanding.vocabulary import NOTE_OPENERS, SEPARATORS
from bot.understanding.words import BREAK, Tokens, typed

_DAYS = {"semaine": 7, "semaines": 7, "mois": 30}
_DISCOUNT = (
    r"(?:remise|rabais|ristourne|reduction)(?: de)? ##(?: %)?(?! eur\b)",
    r"(?:-|moins) ## %",
    r"## %(?: de)? (?:remise|rabais|ristourne|reduction)",
)
_WHOLE = r"(?: sur (?:le )?(?:tout|total|devis|ensemble|l ensemble))?"
_WEEK = "(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|demain|debut|mi|fin)"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the message says of the whole document; `on_lines` are (percentage, words) pairs for one line's discount."""

    discount_percent: Decimal | None = None
    discount_amount: Decimal | None = None
    validity_days: int | None = None
    deposit_percent: Decimal | None = None
    payment_terms: str | None = None
    vat: Decimal | None = None
    on_lines: tuple[tuple[Decimal, Tokens], ...] = field(default=())
    note: str | None = None


def read_terms(tokens: Tokens, source: str) -> tuple[Terms, Tokens]:
    """The terms said, and the tokens left once they are taken out. Of two contrary terms the last said holds."""
    note, tokens = _take_note(tokens, source)
    on_lines, tokens = _take_line_discounts(tokens)
    said: dict[str, Decimal | int | str] = {}
    for name, pattern, value in _TERMS:
        if name == "discount_percent" and not find(_TAKEN_BACK, tokens):
            tokens = _share_discounts(tokens)
        while (found := find(pattern, tokens)) is not None:
            said[name] = value(found)
            tokens = without(tokens, found)
    return Terms(**said, on_lines=on_lines, note=note), tokens  # type: ignore[arg-type]  # the table pairs names and values


def _take_note(tokens: Tokens, source: str) -> tuple[str | None, Tokens]:
    notes: list[str] = []
    while (found := find(_NOTE, tokens)) is not None:
        kept = tokens[found.start : found.end]
        notes.append(typed(source, kept[1:] if kept[0].text in ("et", ",", ";", "|", "+") else kept))
        tokens = without(tokens, found)
    return (" ; ".join(notes) or None), tokens


def _take_line_discounts(tokens: Tokens) -> tuple[tuple[tuple[Decimal, Tokens], ...], Tokens]:
    taken: list[tuple[Decimal, Tokens]] = []
    while (found := find(_ON_LINE, tokens)) is not None:
        at = next(place for place in range(found.start, found.end) if tokens[place].text == "sur")
        taken.append((found.number(), tokens[at + 1 : found.end]))
        tokens = without(tokens, found)
    return tuple(taken), tokens


def mark_discounts(tokens: Tokens) -> Tokens:
    """Every « -10 % » as one mark, for lines that are read without a document around them."""
    return _marked(tokens, list(_discounts(tokens)))


def _share_discounts(tokens: Tokens) -> Tokens:
    """Of several percentages, those right behind a counted line's words are this line's; one alone is everybody's."""
    found = list(_discounts(tokens))
    counted = next((at for at, token in enumerate(tokens) if token.number is not None), len(tokens))
    on_lines = [
        one
        for one, before in zip(found, [counted, *(one.end for one in found)], strict=False)
        if before < one.start and tokens[one.start - 1].text not in SEPARATORS | {BREAK}
    ]
    return _marked(tokens, on_lines) if len(found) > 1 else tokens


def _discounts(tokens: Tokens) -> Iterator[Found]:
    at = 0
    while (found := find(_PERCENT_OFF, tokens[at:])) is not None:
        yield Found(found.match, at + found.start, at + found.end)
        at += found.end


def _marked(tokens: Tokens, found: list[Found]) -> Tokens:
    for one in reversed(found):
        mark = discount_mark(one.number(), tokens[one.start])
        tokens = (*tokens[: one.start], mark, *tokens[one.end :])
    return tokens


def _days(found: Found) -> int:
    return int(found.number()) * _DAYS.get(found.match.group().rsplit(" ", 1)[-1], 1)


def _at_once(_: Found) -> str:
    return "COMPTANT"


def _delay(found: Found) -> str:
    end_of_month = "_FDM" if found.match.group().endswith(("fdm", "mois")) else ""
    return f"{int(found.number())}J{end_of_month}"


_PERCENT_OFF = phrase(*_DISCOUNT)
_TAKEN_BACK = phrase(r"(?:non|nan|pardon|plutot|finalement|attends)(?: .*)? (?:%|remise|rabais)")
_ON_LINE = phrase(
    rf"(?:{'|'.join(_DISCOUNT)}) sur (?!(?:le )?(?:tout|total|devis|l ensemble|ensemble)\b)[^|+,;:]*[^|+,;: ]"
)
_NOTE = phrase(
    rf"(?:(?:et|[,;|+]) )?(?:{'|'.join(sorted(NOTE_OPENERS))})(?: [^|,;]*[^|,; ])?",
    rf"pour (?:le )?(?:\d+/\d+|{_WEEK}(?: \w+)?)",
    r"(?:le )?meme devis que (?:le )?#",
)
_DAY = r"(?:j|jrs?|jours?)"
_PAYMENT = r"(?:(?:paiement|reglement|payable|paie) )?(?:a )?"
_TERMS: tuple[tuple[str, re.Pattern[str], Callable[[Found], Decimal | int | str]], ...] = (
    (
        "deposit_percent",
        phrase(r"(?:avec )?acompte (?:de |a )?##(?: %)?(?! eur\b)", r"## % (?:d )?acompte"),
        Found.number,
    ),
    ("vat", phrase(r"tva (?:a |de )?##(?: %)?", r"## % (?:de )?tva"), Found.number),
    ("validity_days", phrase(rf"(?:valable|valide|validite)(?: pendant| de| :)? # (?:{_DAY}|semaines?|mois)"), _days),
    ("payment_terms", phrase(_PAYMENT + r"comptant", r"(?:paiement )?a reception(?: de facture)?"), _at_once),
    ("payment_terms", phrase(rf"{_PAYMENT}#(?: {_DAY})?(?: net)? (?:fdm|fin de mois)"), _delay),
    ("payment_terms", phrase(rf"{_PAYMENT}# {_DAY} net", rf"(?:paiement|payable) (?:a )?# {_DAY}"), _delay),
    ("payment_terms", phrase(rf"(?:a )?(30|45|60|90) {_DAY}(?= [|,;:+]|$)"), _delay),
    (
        "discount_amount",
        phrase(r"(?:remise|rabais)(?: de)? # eur", r"(?:-|moins) # eur", r"# eur de remise"),
        Found.number,
    ),
    ("discount_percent", phrase(*(way + _WHOLE for way in _DISCOUNT)), Found.number),
)
