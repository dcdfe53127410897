"""What happened to the books: a sentence for each fact, and how its values are written."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from core.i18n import N_, day, money

SENTENCES: Final[Mapping[str, str]] = {
    "AccountNamed": N_("compte {number} : {label}"),
    "AccountAssigned": N_("le compte {number} prend la place du {before}"),
    "FiscalYearSet": N_("exercice du {starts_on} au {ends_on}"),
    "FiscalYearClosed": N_("exercice du {starts_on} au {ends_on} clos, résultat : {result}"),
    "BooksClosedUntil": N_("comptes clos jusqu'au {until}"),
    "EntriesHandedOver": N_("{entries} écritures du {starts_on} au {ends_on} remises au comptable"),
    "YearArchived": N_("archive de {year} remise"),
}


def _day(value: Any) -> str:
    return day(date.fromisoformat(value))


SHOWN: Final[Mapping[str, Callable[[Any], str]]] = {
    **{
        f"{fact}.{name}": _day
        for fact in ("FiscalYearSet", "FiscalYearClosed", "EntriesHandedOver")
        for name in ("starts_on", "ends_on")
    },
    "BooksClosedUntil.until": _day,
    "FiscalYearClosed.result": lambda value: money(Decimal(value)),
}
