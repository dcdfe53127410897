"""Rows that were refused, given back as a file: mended and dropped again, it is the same table with one column more."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from core.exchange.tables.table import Table
from core.i18n import LANGUAGES, N_, _, language
from core.kernel.text import folded

REASON: Final = N_("Raison du refus")
TOLD: Final = 3  # refusals that are told in the chat; the file has them all


def returned(table: Table, why: Mapping[int, str]) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """Header and rows of that file: each row as it came, in front of it its line and the reason, by its line in `why`.

    The reasons of an earlier time are left out.
    """
    own = reasons_in(table.header)
    at = dict(zip(table.lines, table.rows, strict=True))
    rows = [(said, *at[line][own:]) for said, line in zip(told(why), sorted(why), strict=True)]
    return (_(REASON), *table.header[own:]), rows


def told(why: Mapping[int, str]) -> list[str]:
    """Each refused row by its line and the reason, in their order."""
    named = _("Ligne {line} : {reason}")
    return [named.format(line=line, reason=reason) for line, reason in sorted(why.items())]


def reasons_in(header: Sequence[str]) -> int:
    """How many columns in front are ours, in any language: one or none."""
    return 1 if header and folded(header[0]) in _reasons() else 0


def alike(header: Sequence[str]) -> tuple[str, ...]:
    """What two files with the same columns have in common: their headers, without ours and without empty ends."""
    names = [folded(name) for name in header[reasons_in(header) :]]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


@cache
def _reasons() -> frozenset[str]:
    said = set()
    for code in LANGUAGES:
        with language(code):
            said.add(folded(_(REASON)))
    return frozenset(said)
