"""What the audit room refuses, said."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from core.audit.errors import NothingToArchive, NothingToClose, PeriodNotOver
from core.i18n import _, day
from core.kernel.errors import BusinessError


def _not_over(error: PeriodNotOver) -> str:
    return _("Cette période dure jusqu'au {day} : elle se clôture ensuite.").format(day=day(error.ends_on))


def _nothing_to_close(error: NothingToClose) -> str:
    return _("Rien à clôturer du {first} au {last} : ni facture, ni règlement.").format(
        first=day(error.starts_on), last=day(error.ends_on)
    )


def _nothing_to_archive(error: NothingToArchive) -> str:
    return _("Rien à archiver pour {year}.").format(year=error.year)


SENTENCES: Final[Mapping[type[BusinessError], Callable[[Any], str]]] = {
    PeriodNotOver: _not_over,
    NothingToClose: _nothing_to_close,
    NothingToArchive: _nothing_to_archive,
}
