"""The life of an import."""

from enum import StrEnum

from core.kernel.lifecycle import Lifecycle


class ImportState(StrEnum):
    READING = "reading"  # being read and tried, without writing anything
    REFUSED = "refused"  # it cannot be read; `outcome` says why
    PROPOSED = "proposed"  # read and tried; waits for « Valider »
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"  # it could not go on; what is in stays in


class ImportAction(StrEnum):
    REFUSE = "refuse"
    PROPOSE = "propose"
    CHOOSE = "choose"  # another meaning of a column, or of the whole file
    START = "start"
    PUT = "put"  # some more rows
    FINISH = "finish"
    CANCEL = "cancel"
    FAIL = "fail"


S, A = ImportState, ImportAction

IMPORT = Lifecycle(
    "import",
    # from          action     to
    (S.READING, A.REFUSE, S.REFUSED),
    (S.READING, A.PROPOSE, S.PROPOSED),
    (S.READING, A.CHOOSE, S.READING),
    (S.READING, A.CANCEL, S.CANCELLED),
    (S.PROPOSED, A.CHOOSE, S.READING),
    (S.PROPOSED, A.START, S.RUNNING),
    (S.PROPOSED, A.CANCEL, S.CANCELLED),
    (S.RUNNING, A.PUT, S.RUNNING),
    (S.RUNNING, A.FINISH, S.DONE),
    (S.READING, A.FAIL, S.FAILED),
    (S.RUNNING, A.FAIL, S.FAILED),
)
