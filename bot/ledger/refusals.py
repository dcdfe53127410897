"""What the person is told when the books refuse."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from core.i18n import _, day, money
from core.kernel.errors import BusinessError
from core.ledger.errors import (
    AccountUsed,
    AccountWrong,
    BooksClosed,
    BooksClosedFurther,
    EarlierYearOpen,
    NotBalanced,
    NothingToExport,
    NotLetterable,
    SirenNeeded,
    YearClosed,
    YearNotOver,
    YearsOverlap,
)


def _closed(error: BooksClosed) -> str:
    return _(
        "Les comptes sont fermés jusqu'au {until} : rien ne s'écrit plus au {on}. Choisissez un jour après."
    ).format(until=day(error.until), on=day(error.on))


def _not_balanced(error: NotBalanced) -> str:
    return _("Cette écriture n'est pas équilibrée : {debit} au débit, {credit} au crédit.").format(
        debit=money(error.debit), credit=money(error.credit)
    )


def _not_letterable(error: NotLetterable) -> str:
    return _("Ces lignes ne se lettrent pas ensemble : un même client, et aucune lettre encore.")


def _closed_further(error: BooksClosedFurther) -> str:
    return _("Les comptes sont déjà fermés jusqu'au {until} : ils ne se rouvrent pas.").format(until=day(error.until))


def _overlap(error: YearsOverlap) -> str:
    told = _("Pas d'exercice du {starts_on} au {ends_on}.").format(
        starts_on=day(error.starts_on), ends_on=day(error.ends_on)
    )
    return f"{told} {_in_the_way(error)}"


def _in_the_way(error: YearsOverlap) -> str:
    """What another year leaves no choice of, or else the entry that would be in none."""
    if error.other is None:
        entry = day(error.entry_on or error.starts_on)
        return _("Il y a une écriture au {day} : elle ne serait dans aucun exercice.").format(day=entry)
    starts_on, ends_on = error.other
    other = {"first": day(starts_on), "last": day(ends_on)}
    if starts_on > error.starts_on:
        told = _("Le suivant va du {first} au {last} : celui-ci finit la veille, le {day}.")
        return told.format(**other, day=day(starts_on - timedelta(days=1)))
    told = _("Le précédent va du {first} au {last} : celui-ci commence le lendemain, le {day}.")
    return told.format(**other, day=day(ends_on + timedelta(days=1)))


def _not_over(error: YearNotOver) -> str:
    return _("L'exercice court jusqu'au {ends_on} : il se clôture ensuite.").format(ends_on=day(error.ends_on))


def _year_closed(error: YearClosed) -> str:
    return _("L'exercice clos le {ends_on} ne change plus.").format(ends_on=day(error.ends_on))


def _earlier(error: EarlierYearOpen) -> str:
    return _("Clôturez d'abord l'exercice qui finit le {ends_on}.").format(ends_on=day(error.ends_on))


def _account_wrong(error: AccountWrong) -> str:
    return _("Le compte {number} ne convient pas ici : son numéro commence par {prefix}.").format(
        number=error.number, prefix=error.prefix
    )


def _account_used(error: AccountUsed) -> str:
    return _("Le compte {number} sert déjà : il garde son nom et son emploi. Prenez un autre numéro.").format(
        number=error.number
    )


def _nothing(error: NothingToExport) -> str:
    return _("Rien de nouveau à exporter sur cette période : tout est déjà parti, ou il n'y a rien.")


def _siren(error: SirenNeeded) -> str:
    return _("Il manque le SIREN de l'entreprise : le nom du fichier le porte. Écrivez-le dans les réglages.")


SENTENCES: Final[Mapping[type[BusinessError], Callable[[Any], str]]] = {
    BooksClosed: _closed,
    NotBalanced: _not_balanced,
    NotLetterable: _not_letterable,
    BooksClosedFurther: _closed_further,
    YearsOverlap: _overlap,
    YearNotOver: _not_over,
    YearClosed: _year_closed,
    EarlierYearOpen: _earlier,
    AccountWrong: _account_wrong,
    AccountUsed: _account_used,
    NothingToExport: _nothing,
    SirenNeeded: _siren,
}
