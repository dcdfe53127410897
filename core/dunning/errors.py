"""What dunning refuses."""

from dataclasses import dataclass
from datetime import date

from core.kernel.errors import BusinessError


@dataclass(eq=False)
class NothingToRemind(BusinessError):
    """Nothing of this customer's may be reminded of now: paid, not late, paused, or reminded of a few days ago.

    `next_on` is when the next level may leave, None when no other follows.
    """

    customer: str
    next_on: date | None = None


@dataclass(eq=False)
class HandedOver(BusinessError):
    """The customer's file was handed over already: nothing is sent any more."""

    customer: str


@dataclass(eq=False)
class NotHandedOver(BusinessError):
    """There is nothing to end: the customer's file is not at the lawyer's."""

    customer: str


@dataclass(eq=False)
class NoPause(BusinessError):
    """Nothing keeps reminders from leaving there."""

    name: str


@dataclass(eq=False)
class PromiseTooFar(BusinessError):
    """A promise to pay is for a day to come, and soon: `latest` at the latest."""

    latest: date
