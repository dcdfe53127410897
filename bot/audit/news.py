"""What whoever answers for the books is told of them, without having asked."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from bot.audit.saying import sentence
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Line, bold, plain_screen
from core.audit.findings import Broken, Problem
from core.i18n import _, ngettext
from core.notices.notices import DueNotice
from core.uow import Reader

Tell = Callable[[Reader, DueNotice], Awaitable[Sequence[Say]]]


async def _altered(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """Which rows the night's check has found altered, the first of the chain first."""
    rows, many = notice.facts["broken"], notice.facts["many"]
    said = ngettext("Comptes : {count} anomalie", "Comptes : {count} anomalies", many).format(count=many)
    lines: list[Line] = [("⚠️ ", bold(said))]
    lines += [sentence(Broken(Problem(problem), *row)) for problem, *row in rows]
    lines.append(_("Modifié hors de Carnet : gardez la dernière sauvegarde, et prévenez qui s'en occupe."))
    return [Show(plain_screen(*lines))]


AUDIT_SCREENS: Final[dict[str, Tell]] = {"chain_broken": _altered}
