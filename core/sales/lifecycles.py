"""The lives of sales documents."""

from enum import StrEnum
from typing import Final

from core.kernel.lifecycle import Lifecycle


class QuoteState(StrEnum):
    DRAFT = "draft"
    VALIDATED = "validated"  # numbered, frozen, printable; not given to the customer yet
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"  # its validity has passed without an answer
    REPLACED = "replaced"  # a revision has taken its place
    ORDERED = "ordered"  # an order stands on it; one that was a draft until then has no number
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
    ORDER = "order"
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
    (S.DRAFT, A.ORDER, S.ORDERED),
    (S.VALIDATED, A.ORDER, S.ORDERED),
    (S.SENT, A.ORDER, S.ORDERED),
    (S.ACCEPTED, A.ORDER, S.ORDERED),
)


class OrderState(StrEnum):
    WAITING = "waiting"  # a control has failed: somebody decides
    CONFIRMED = "confirmed"
    CLOSED = "closed"  # nothing is left to deliver
    REFUSED = "refused"  # whoever decides said no
    CANCELLED = "cancelled"


class OrderAction(StrEnum):
    CONFIRM = "confirm"
    HOLD = "hold"  # what it was confirmed on is gone: it waits again
    REFUSE = "refuse"
    CHANGE = "change"
    SIGN = "sign"
    PAY = "pay"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"


class Engagement(StrEnum):
    """How the customer bound himself.

    NAMED is what the company's own people say of him: his name, written on their screen below the order and the version
    of the conditions. Unlike WRITTEN it counts as having had these before his eyes; unlike TAPPED and DRAWN, it is no
    yes of his own, and he is still asked for one.
    """

    NONE = "none"  # not yet
    NAMED = "named"  # by his name, written in front of the salesperson
    TAPPED = "tapped"  # with his name, in his own chat
    DRAWN = "drawn"  # a signature drawn on a screen
    WRITTEN = "written"  # his own order, kept as a file or as words
    ORAL = "oral"  # told; confirmed once he says so to the recap


class DeliveryState(StrEnum):
    PREPARING = "preparing"
    READY = "ready"  # all that there is has been picked
    LOADED = "loaded"
    ON_WAY = "on-way"
    PROBLEM = "problem"  # nobody there, refused at the door: to be delivered again
    DELIVERED = "delivered"
    CLOSED = "closed"  # signed, or looked through by the office
    CANCELLED = "cancelled"


class DeliveryAction(StrEnum):
    PICK = "pick"
    READY = "ready"
    LOAD = "load"
    LEAVE = "leave"
    FAIL = "fail"
    PLAN = "plan"
    DELIVER = "deliver"
    SIGN = "sign"
    CLOSE = "close"
    CANCEL = "cancel"


O, OA = OrderState, OrderAction  # noqa: E741 - as short as the tables need

ORDER = Lifecycle(
    "order",
    # from         action      to
    (O.WAITING, OA.CONFIRM, O.CONFIRMED),
    (O.WAITING, OA.REFUSE, O.REFUSED),
    (O.WAITING, OA.CHANGE, O.WAITING),
    (O.WAITING, OA.SIGN, O.WAITING),
    (O.WAITING, OA.CANCEL, O.CANCELLED),
    (O.CONFIRMED, OA.HOLD, O.WAITING),
    (O.CONFIRMED, OA.CHANGE, O.CONFIRMED),
    *((state, OA.PAY, state) for state in (O.WAITING, O.CONFIRMED, O.CLOSED)),
    (O.CONFIRMED, OA.SIGN, O.CONFIRMED),
    (O.CONFIRMED, OA.CLOSE, O.CLOSED),
    (O.CONFIRMED, OA.CANCEL, O.CANCELLED),
    (O.CLOSED, OA.REOPEN, O.CONFIRMED),
)

D, DA = DeliveryState, DeliveryAction

# Nobody has to say each step: a driver who only says « livré » has loaded and left before.
_BEFORE_DELIVERED = (D.PREPARING, D.READY, D.LOADED, D.ON_WAY, D.PROBLEM)

DELIVERY = Lifecycle(
    "delivery",
    # from         action      to
    (D.PREPARING, DA.PICK, D.PREPARING),
    (D.READY, DA.PICK, D.PREPARING),
    (D.PREPARING, DA.READY, D.READY),
    *((state, DA.LOAD, D.LOADED) for state in (D.PREPARING, D.READY, D.PROBLEM)),
    *((state, DA.LEAVE, D.ON_WAY) for state in (D.PREPARING, D.READY, D.LOADED, D.PROBLEM)),
    *((state, DA.FAIL, D.PROBLEM) for state in _BEFORE_DELIVERED),  # nobody there a second time too
    *((state, DA.PLAN, state) for state in _BEFORE_DELIVERED),
    *((state, DA.DELIVER, D.DELIVERED) for state in _BEFORE_DELIVERED),
    *((state, DA.CANCEL, D.CANCELLED) for state in _BEFORE_DELIVERED),
    (D.DELIVERED, DA.SIGN, D.DELIVERED),
    (D.DELIVERED, DA.CLOSE, D.CLOSED),
    (D.DELIVERED, DA.CANCEL, D.CANCELLED),  # said by mistake: what was signed comes back by a return
)

BROUGHT: Final = (D.DELIVERED, D.CLOSED)  # what it brought is with the customer
