"""What the audit room refuses, said."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from core.audit.errors import NothingToArchive
from core.i18n import _
from core.kernel.errors import BusinessError


def _nothing_to_archive(error: NothingToArchive) -> str:
    return _("Rien à archiver pour {year}.").format(year=error.year)


SENTENCES: Final[Mapping[type[BusinessError], Callable[[Any], str]]] = {
    NothingToArchive: _nothing_to_archive,
}
