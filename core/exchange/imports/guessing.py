"""What a file is about and what its columns mean, by their headers, and by what stands below them."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from rapidfuzz import fuzz

from core.exchange.columns import COLUMNS, NAMED_BY, Column
from core.exchange.models import ImportKind
from core.kernel.text import words

_NEARLY: Final = 88.0  # likeness of two headers, out of 100: « Télephone » is « Téléphone »

# What cells say by themselves, for a column whose header says nothing.
_LOOKS: Final[Mapping[ImportKind, tuple[tuple[str, re.Pattern[str]], ...]]] = {
    ImportKind.CUSTOMERS: (
        ("email", re.compile(r"\S+@\S+\.\S+")),
        ("mobile", re.compile(r"(?:\+33|0033|0)? ?[67](?:[ .-]?\d\d){4}")),
        ("phone", re.compile(r"(?:\+33|0033|0)? ?[1-59](?:[ .-]?\d\d){4}")),
        ("siret", re.compile(r"\d{3} ?\d{3} ?\d{3} ?\d{5}")),
        ("vat_number", re.compile(r"[A-Z]{2} ?\w{2} ?\d{3} ?\d{3} ?\d{3}")),
        ("zip", re.compile(r"\d{5}")),
    ),
    ImportKind.PRODUCTS: (
        ("barcode", re.compile(r"\d{13}")),
        ("vat", re.compile(r"(?:20|10|5[.,]5|2[.,]1|8[.,]5)(?:[.,]0+)? ?%")),
        ("price_ht", re.compile(r"\d[\d ]*[.,]\d{2} ?€?")),
    ),
}

# Headers of tables of invoices: nothing that is imported has such an amount beside a day or the word itself.
_AMOUNTS: Final = frozenset(
    (
        *("ht", "ttc", "montant", "montant ht", "montant ttc", "total", "total ht", "total ttc"),
        *("net a payer", "reste du", "reste a payer", "solde du"),
    )
)
_DAYS: Final = frozenset(("date", "date piece", "date document", "echeance", "date echeance", "date d echeance"))
_WHOSE: Final = frozenset(
    ("client", "nom client", "nom du client", "code client", "raison sociale", "societe", "entreprise", "tiers")
)


def holds_invoices(header: Sequence[str]) -> bool:
    """Whether a table says who owes how much since when; a price list says neither who nor when."""
    names = {" ".join(words(name)) for name in header}
    said = any("facture" in name.split() or "factures" in name.split() for name in names)
    return bool(names & _AMOUNTS) and (said or bool(names & _DAYS and names & _WHOSE))


def guessed_kind(header: Sequence[str], sample: Sequence[Sequence[str]]) -> ImportKind | None:
    """Customers or products, whichever more columns fit; None when neither has a name."""
    fits = {kind: guessed_mapping(kind, header, sample) for kind in ImportKind}
    named = [kind for kind in ImportKind if NAMED_BY[kind] in fits[kind].values()]
    return max(named, key=lambda kind: (_certain(kind, header), len(fits[kind])), default=None)


def guessed_mapping(kind: ImportKind, header: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[int, str]:
    """The field of each column, by its index: the very name first, then nearly the name, then what the cells say."""
    found: dict[int, str] = {}
    for guess in (_named, _nearly_named):
        for index, name in enumerate(header):
            field = guess(kind, " ".join(words(name)))
            if index not in found and field is not None and field not in found.values():
                found[index] = field
    for index in range(len(header)):
        field = _told_by_cells(kind, [row[index] for row in sample if row[index]])
        if index not in found and field is not None and field not in found.values():
            found[index] = field
    return dict(sorted(found.items()))


def _certain(kind: ImportKind, header: Sequence[str]) -> int:
    return sum(_named(kind, " ".join(words(name))) is not None for name in header)


def _named(kind: ImportKind, name: str) -> str | None:
    return next((one.field for one in COLUMNS[kind] if name in one.names), None)


def _nearly_named(kind: ImportKind, name: str) -> str | None:
    if not name:
        return None
    best = max(COLUMNS[kind], key=lambda one: _likeness(one, name))
    return best.field if _likeness(best, name) >= _NEARLY else None


def _likeness(one: Column, name: str) -> float:
    return max(fuzz.ratio(known, name) for known in one.names)


def _told_by_cells(kind: ImportKind, cells: Sequence[str]) -> str | None:
    if not cells:
        return None
    return next((field for field, look in _LOOKS[kind] if all(look.fullmatch(cell.strip()) for cell in cells)), None)
