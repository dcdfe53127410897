"""The lives of sales documents."""

from enum import StrEnum

from core.kernel.lifecycle import Lifecycle


class QuoteState(StrEnum):
    DRAFT = "draft"
    VALIDATED = "validated"  # numbered, frozen, printable; not given to the customer yet
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"  # its validity has passed without an answer
    REPLACED = "replaced"  # a revision has taken its place
    CANCELLED = "cancelled"  # a draft that is given up; never numbered


class QuoteAction(StrEnum):
    CHANGE = "change"
    VALIDATE = "validate"
    SEND = "send"
    CHOOSE = "choose"  # the customer ticks an option
    ACCEPT = "accept"
    REFUSE = "refuse"
    LOSE = "lose"  # the salesperson knows that nothing will come of it
    EXPIRE = "expire"
    REPLACE = "replace"
    CANCEL = "cancel"
    RESTORE = "restore"


class Reason(StrEnum):
    """Why a quote came to nothing."""

    PRICE = "price"
    DELAY = "delay"
    COMPETITOR = "competitor"
    DROPPED = "dropped"  # the project itself is given up
    SILENCE = "silence"
    OTHER = "other"


class Channel(StrEnum):
    """Where the agreement is given: it decides what the law of consumers protects (C. cons. L221-1)."""

    PREMISES = "premises"  # at the company's
    OFF_PREMISES = "off-premises"  # at the customer's, or anywhere else
    DISTANCE = "distance"
    FAIR = "fair"  # fairs and salons: no right of withdrawal, and the contract says so (L224-59)


class LineKind(StrEnum):
    ITEM = "item"
    SECTION = "section"  # a title above the lines that follow
    TEXT = "text"


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
    (S.SENT, A.CHOOSE, S.SENT),
    (S.SENT, A.ACCEPT, S.ACCEPTED),
    (S.SENT, A.REFUSE, S.REFUSED),
    (S.VALIDATED, A.LOSE, S.REFUSED),
    (S.SENT, A.LOSE, S.REFUSED),
    (S.EXPIRED, A.LOSE, S.REFUSED),
    (S.VALIDATED, A.EXPIRE, S.EXPIRED),
    (S.SENT, A.EXPIRE, S.EXPIRED),
    (S.VALIDATED, A.REPLACE, S.REPLACED),
    (S.SENT, A.REPLACE, S.REPLACED),
    (S.EXPIRED, A.REPLACE, S.REPLACED),
    (S.REFUSED, A.REPLACE, S.REPLACED),
)
