"""How entries are written down: 18 columns between tabs, ISO 8859-15, decimal commas (LPF A47 A-1, VII and VIII)."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from core.kernel.amounts import Amount
from core.ledger.chart import journal_label
from core.ledger.lines import Line

CHARSET: Final = "iso-8859-15"
SEPARATOR: Final = "\t"
LINE_END: Final = "\r\n"
COLUMNS: Final = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
)
FORBIDDEN: Final = "\t|\r\n"
# What has no sign of its own there, and no letter that it is made of.
_WRITTEN: Final = str.maketrans("’‘“”„–—−•ŁłĐđıĦħ", '\'\'"""----LlDdiHh', "") | {ord("…"): "...", ord("№"): "no"}

Row = Mapping[str, str]  # by column


def row_of(line: Line, *, label: str, validated_on: date, letters: frozenset[str]) -> Row:
    """One line of the file; only `letters` are written, those of groups that stand in it as a whole."""
    letter = line.letter if line.letter in letters else None
    values: Sequence[str] = (
        line.journal,
        journal_label(line.journal),
        str(line.number),
        day(line.on),
        line.account,
        label,
        line.auxiliary,
        line.auxiliary_label if line.auxiliary else "",
        line.piece,
        day(line.piece_on),
        line.label,
        decimal(line.debit),
        decimal(line.credit),
        letter or "",
        day(line.lettered_on) if letter and line.lettered_on else "",
        day(validated_on),
        "",
        "",
    )
    return dict(zip(COLUMNS, map(plain, values), strict=True))


def written(rows: Iterable[Row]) -> bytes:
    """The file, its header line included."""
    lines = [COLUMNS, *([row[name] for name in COLUMNS] for row in rows)]
    return "".join(SEPARATOR.join(line) + LINE_END for line in lines).encode(CHARSET)


def plain(text: str) -> str:
    """The text in signs that the file may hold: no separator, no end of a line, nothing outside ISO 8859-15."""
    composed = unicodedata.normalize("NFC", text).translate(_WRITTEN)
    signs = "".join(" " if sign in FORBIDDEN or not sign.isprintable() else sign for sign in composed)
    return " ".join("".join(map(_nearest, signs)).split())


def day(on: date) -> str:
    return f"{on:%Y%m%d}"


def decimal(value: Amount) -> str:
    return f"{value:.2f}".replace(".", ",")


def _nearest(sign: str) -> str:
    """The sign itself, or its letters without what the charset has not."""
    if _fits(sign):
        return sign
    bare = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return bare if bare and _fits(bare) else "?"


def _fits(text: str) -> bool:
    try:
        text.encode(CHARSET)
    except UnicodeEncodeError:
        return False
    return True
