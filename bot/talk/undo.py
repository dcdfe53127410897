"""Light writes are done at once and can be taken back for a minute."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.outgoing.screen import Button, Screen, italic
from core.i18n import _
from core.kernel.errors import BusinessError
from core.uow import Reader

UNDO_TIME: Final = timedelta(seconds=60)


class TooLateToUndo(BusinessError):
    """The minute has passed."""


def undoable(screen: Screen, note: str, undo: str) -> Screen:
    """The screen with what was just done, and above its buttons the one that takes it back: `undo` is what it sends."""
    return replace(screen.noting(italic(note)), rows=((Button(_("↩️ Annuler"), undo),), *screen.rows))


def expect_undoable(db: Reader, since: datetime) -> None:
    """Raise TooLateToUndo when what was done at that moment can no longer be taken back."""
    if db.now - since > UNDO_TIME:
        raise TooLateToUndo
