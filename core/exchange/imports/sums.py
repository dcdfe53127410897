"""Rows that add others up: « Total général » at the end of a list, « Sous-total » within it."""

import re
from collections.abc import Mapping
from typing import Final

from core.exchange.models import ImportKind
from core.exchange.values import decimal
from core.kernel.errors import Invalid
from core.kernel.text import words

_SUM: Final = re.compile(
    r"(sous tota(l|ux)|subtotal)( .*)?"
    r"|(grand |montant )?tota(l|ux)( (general|generaux|ht|ttc|net|nets|brut|bruts|clients?|articles?|produits?|\d+))*"
    r"|somme"
)
_NOBODY: Final = re.compile(r"(sous tota(l|ux)|subtotal|grand total|total general)( .*)?")
_TELLING: Final[Mapping[ImportKind, frozenset[str]]] = {  # the columns whose digits tell somebody or something
    ImportKind.CUSTOMERS: frozenset({"code", "siren", "siret", "vat_number", "zip", "phone", "mobile"}),
    ImportKind.PRODUCTS: frozenset({"reference", "barcode"}),
}


def is_sum(kind: ImportKind, cells: Mapping[int, str], mapping: Mapping[int, str], *, last: bool) -> bool:
    """Whether a row's filled cells, by their column, are a sum's: its word first, then amounts and counts alone.

    Somebody may be called « Total »: a town, a telephone number or a code tells him from a sum, and within the table a
    row without any number is one like the others; nobody is called « Sous-total ».
    """
    first, *others = cells.items()
    named = " ".join(words(first[1]))
    if not _SUM.fullmatch(named):
        return False
    summed = all(mapping.get(index) not in _TELLING[kind] and _is_number(said) for index, said in others)
    return summed and (last or bool(others) or _NOBODY.fullmatch(named) is not None)


def _is_number(said: str) -> bool:
    try:
        decimal("", said.removesuffix("%"))
    except Invalid:
        return False
    return True
