"""The lives of sales documents."""

from enum import StrEnum

from core.kernel.lifecycle import Lifecycle


class QuoteState(StrEnum):
    DRAFT = "draft"
    VALIDATED = "validated"  # numbered, frozen, printable; not given to the customer yet
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CANCELLED = "cancelled"  # a draft that is given up; never numbered


class QuoteAction(StrEnum):
    CHANGE = "change"
    VALIDATE = "validate"
    SEND = "send"
    ACCEPT = "accept"
    REFUSE = "refuse"
    CANCEL = "cancel"
    RESTORE = "restore"


S, A = QuoteState, QuoteAction

QUOTE = Lifecycle(
    "quote",
    # from         action      to
    (S.DRAFT, A.CHANGE, S.DRAFT),
    (S.DRAFT, A.VALIDATE, S.VALIDATED),
    (S.DRAFT, A.CANCEL, S.CANCELLED),
    (S.CANCELLED, A.RESTORE, S.DRAFT),
    (S.VALIDATED, A.SEND, S.SENT),
    (S.SENT, A.SEND, S.SENT),
    (S.SENT, A.ACCEPT, S.ACCEPTED),
    (S.SENT, A.REFUSE, S.REFUSED),
)
