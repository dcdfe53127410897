"""The states of what is in the agenda, and the steps between them."""

from enum import StrEnum
from typing import Final

from core.kernel.lifecycle import Lifecycle


class AgendaState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"  # who was asked has said yes
    REFUSED = "refused"  # he cannot
    DONE = "done"
    CANCELLED = "cancelled"


class AgendaAction(StrEnum):
    ACCEPT = "accept"
    REFUSE = "refuse"
    FINISH = "finish"
    CANCEL = "cancel"
    MOVE = "move"  # to another moment: it is asked anew
    GIVE = "give"  # to somebody else


S, A = AgendaState, AgendaAction

AGENDA: Final = Lifecycle[AgendaState, AgendaAction](
    "agenda",
    (S.OPEN, A.ACCEPT, S.ACCEPTED),
    (S.OPEN, A.REFUSE, S.REFUSED),
    (S.OPEN, A.FINISH, S.DONE),
    (S.OPEN, A.MOVE, S.OPEN),
    (S.OPEN, A.GIVE, S.OPEN),
    (S.OPEN, A.CANCEL, S.CANCELLED),
    (S.ACCEPTED, A.FINISH, S.DONE),
    (S.ACCEPTED, A.REFUSE, S.REFUSED),
    (S.ACCEPTED, A.MOVE, S.ACCEPTED),
    (S.ACCEPTED, A.GIVE, S.OPEN),
    (S.ACCEPTED, A.CANCEL, S.CANCELLED),
    (S.REFUSED, A.ACCEPT, S.ACCEPTED),
    (S.REFUSED, A.FINISH, S.DONE),
    (S.REFUSED, A.MOVE, S.OPEN),
    (S.REFUSED, A.GIVE, S.OPEN),
    (S.REFUSED, A.CANCEL, S.CANCELLED),
    (S.DONE, A.MOVE, S.OPEN),
    (S.CANCELLED, A.MOVE, S.OPEN),
)
STANDING: Final = (S.OPEN, S.ACCEPTED, S.REFUSED)  # still to be done by somebody
