"""Light writes are done at once and can be taken back for a minute."""

from datetime import datetime, timedelta
from typing import Final

from core.kernel.errors import BusinessError
from core.uow import Reader

UNDO_TIME: Final = timedelta(seconds=60)


class TooLateToUndo(BusinessError):
    """The minute has passed."""


def expect_undoable(db: Reader, since: datetime) -> None:
    """Raise TooLateToUndo when what was done at that moment can no longer be taken back."""
    if db.now - since > UNDO_TIME:
        raise TooLateToUndo
