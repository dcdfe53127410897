"""Our own checks of a FEC: those of the State's tool, and what the law asks and the tool does not look at."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby, pairwise
from typing import Final

from core.kernel.amounts import ZERO, Amount, amount
from core.ledger.fec.building import Fec
from core.ledger.fec.text import CHARSET, COLUMNS, FORBIDDEN, Row
from core.ledger.models import Journal


class Rule(StrEnum):
    NAME = "name"
    COLUMNS = "columns"
    FILLED = "filled"
    CHARACTERS = "characters"
    DATE = "date"
    IN_YEAR = "in-year"
    PIECE_AFTER = "piece-after"
    AMOUNT = "amount"
    ONE_SIDE = "one-side"
    ACCOUNT = "account"
    ONE_LABEL = "one-label"
    ONE_ENTRY = "one-entry"  # one journal and one day for each number
    PAIR = "pair"
    ENTRY_BALANCE = "entry-balance"
    JOURNAL_BALANCE = "journal-balance"
    BALANCE = "balance"
    CONTINUITY = "continuity"
    VALIDATION = "validation"
    OPENING = "opening"
    LETTERED = "lettered"
    TRIAL = "trial"


WARNINGS: Final = frozenset({Rule.PIECE_AFTER})  # the other rules are the law's


@dataclass(frozen=True, slots=True)
class Finding:
    """`line` of the file (the header is the 1st), or None where the whole file is meant; `what` is what was found."""

    rule: Rule
    what: str
    line: int | None = None


def checked(fec: Fec) -> list[Finding]:
    """What is wrong with the file, rule by rule; nothing when all holds."""
    shape = [*_shape(fec)]
    if shape:
        return shape  # what cannot be read is not added up
    return [finding for check in _CHECKS for finding in check(fec)]


def _shape(fec: Fec) -> Iterator[Finding]:
    if not _NAME.fullmatch(fec.name):
        yield Finding(Rule.NAME, fec.name)
    for line, row in _numbered(fec):
        if tuple(row) != COLUMNS:
            yield Finding(Rule.COLUMNS, ", ".join(row), line)
            continue
        yield from (Finding(Rule.FILLED, name, line) for name in _FILLED if not row[name])
        yield from (Finding(Rule.CHARACTERS, name, line) for name in COLUMNS if not _fits(row[name]))
        yield from (Finding(Rule.DATE, row[name], line) for name in _DATES if row[name] and _day(row[name]) is None)
        yield from (Finding(Rule.AMOUNT, row[name], line) for name in _AMOUNTS if not _AMOUNT.fullmatch(row[name]))


def _days(fec: Fec) -> Iterator[Finding]:
    for line, row in _numbered(fec):
        on, piece_on, validated_on = (_day(row[name]) for name in ("EcritureDate", "PieceDate", "ValidDate"))
        if on is None or not fec.starts_on <= on <= fec.ends_on:
            yield Finding(Rule.IN_YEAR, row["EcritureDate"], line)
        elif piece_on is None or piece_on > on:
            yield Finding(Rule.PIECE_AFTER, row["PieceDate"], line)
        if on is not None and (validated_on is None or validated_on < on):
            yield Finding(Rule.VALIDATION, row["ValidDate"], line)


def _sides(fec: Fec) -> Iterator[Finding]:
    for line, row in _numbered(fec):
        if bool(_value(row["Debit"])) == bool(_value(row["Credit"])):
            yield Finding(Rule.ONE_SIDE, f"{row['Debit']} / {row['Credit']}", line)
        if not row["CompteNum"][:3].isdigit() or len(row["CompteNum"]) < 3:
            yield Finding(Rule.ACCOUNT, row["CompteNum"], line)


def _pairs(fec: Fec) -> Iterator[Finding]:
    for line, row in _numbered(fec):
        yield from (Finding(Rule.PAIR, one, line) for one, other in _PAIRS if bool(row[one]) != bool(row[other]))


def _one_each(fec: Fec) -> Iterator[Finding]:
    yield from _differing(fec, Rule.ONE_LABEL, ("CompteNum",), ("CompteLib",))
    yield from _differing(fec, Rule.ONE_LABEL, ("JournalCode",), ("JournalLib",))
    yield from _differing(fec, Rule.ONE_ENTRY, ("EcritureNum",), ("JournalCode", "EcritureDate", "ValidDate"))


def _balances(fec: Fec) -> Iterator[Finding]:
    for rule, column in ((Rule.ENTRY_BALANCE, "EcritureNum"), (Rule.JOURNAL_BALANCE, "JournalCode")):
        yield from (Finding(rule, key) for key, value in _summed(fec.rows, column).items() if value)
    whole = sum(_summed(fec.rows, "JournalCode").values(), ZERO)
    if whole:
        yield Finding(Rule.BALANCE, str(whole))


def _continuity(fec: Fec) -> Iterator[Finding]:
    """Each number from the first to the last is in the file, or in another year; entries follow one another."""
    met = [int(number) for number, _rows in groupby(row["EcritureNum"] for row in fec.rows)]
    known = {*met, *fec.elsewhere}
    yield from (
        Finding(Rule.CONTINUITY, str(number))
        for number in range(min(met, default=1), max(met, default=0))
        if number not in known
    )
    if len(met) != len(set(met)):
        yield Finding(Rule.ONE_ENTRY, str(next(number for number in met if met.count(number) > 1)))


def _order(fec: Fec) -> Iterator[Finding]:
    """What opens the year first, then by validation."""
    opening = [row["JournalCode"] == Journal.OPENING for row in fec.rows]
    if opening != sorted(opening, reverse=True):
        yield Finding(Rule.OPENING, Journal.OPENING)
    others = [(line, row) for line, row in _numbered(fec) if row["JournalCode"] != Journal.OPENING]
    for (_line, before), (line, after) in pairwise(others):
        if (before["ValidDate"], int(before["EcritureNum"])) > (after["ValidDate"], int(after["EcritureNum"])):
            yield Finding(Rule.VALIDATION, after["EcritureNum"], line)


def _letters(fec: Fec) -> Iterator[Finding]:
    lettered = [row for row in fec.rows if row["EcritureLet"]]
    yield from (Finding(Rule.LETTERED, key) for key, value in _summed(lettered, "EcritureLet").items() if value)


def _trial(fec: Fec) -> Iterator[Finding]:
    here = _summed(fec.rows, "CompteNum")
    for account in sorted({*here, *fec.trial}):
        if here.get(account, ZERO) != fec.trial.get(account, ZERO):
            yield Finding(Rule.TRIAL, account)


_CHECKS: Final[Sequence[Callable[[Fec], Iterator[Finding]]]] = (
    _days,
    _sides,
    _pairs,
    _one_each,
    _balances,
    _continuity,
    _order,
    _letters,
    _trial,
)
_NAME: Final = re.compile(r"\d{9}FEC20\d\d[01]\d[0-3]\d\.txt")
_DAY: Final = re.compile(r"\d{8}")
_AMOUNT: Final = re.compile(r"[+-]?\d+,\d\d")
_FILLED: Final = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "ValidDate",
)
_DATES: Final = ("EcritureDate", "PieceDate", "DateLet", "ValidDate")
_AMOUNTS: Final = ("Debit", "Credit")
_PAIRS: Final = (("CompAuxNum", "CompAuxLib"), ("EcritureLet", "DateLet"), ("Montantdevise", "Idevise"))


def _numbered(fec: Fec) -> Iterator[tuple[int, Row]]:
    return enumerate(fec.rows, 2)


def _differing(fec: Fec, rule: Rule, key: Sequence[str], same: Sequence[str]) -> Iterator[Finding]:
    """Rows that have one key and differ in what must then be the same."""
    first: dict[tuple[str, ...], tuple[str, ...]] = {}
    for line, row in _numbered(fec):
        said = tuple(row[name] for name in same)
        if first.setdefault(tuple(row[name] for name in key), said) != said:
            yield Finding(rule, " ".join(said), line)


def _summed(rows: Iterable[Row], column: str) -> dict[str, Amount]:
    """Debit less credit of the rows that say the same in this column."""
    sums: dict[str, Amount] = {}
    for row in rows:
        value = _value(row["Debit"]) - _value(row["Credit"])
        sums[row[column]] = amount(sums.get(row[column], ZERO) + value)
    return sums


def _value(written: str) -> Amount:
    return amount(written.replace(",", "."))


def _day(written: str) -> date | None:
    if not _DAY.fullmatch(written):
        return None
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return None


def _fits(text: str) -> bool:
    try:
        text.encode(CHARSET)
    except UnicodeEncodeError:
        return False
    return not any(sign in text for sign in FORBIDDEN)
