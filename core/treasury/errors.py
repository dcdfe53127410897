"""What the treasury refuses."""

from dataclasses import dataclass

from core.kernel.amounts import Amount
from core.kernel.errors import BusinessError


@dataclass(eq=False)
class CashAboveCeiling(BusinessError):
    """More notes and coins than the law lets pay one debt with (CMF L112-6): `paid` came in cash before, or went `back`
    to the customer."""

    ceiling: Amount
    paid: Amount
    back: bool = False


@dataclass(eq=False)
class NothingDue(BusinessError):
    """Nothing is left to pay of the document `number`, or nothing ever was: a credit note."""

    number: str


@dataclass(eq=False)
class CreditTooSmall(BusinessError):
    """More is asked back than the customer has: `left` is what he has."""

    left: Amount


@dataclass(eq=False)
class DifferenceTooLarge(BusinessError):
    """What is left of a document is more than what the company writes off."""

    left: Amount
    limit: Amount


@dataclass(eq=False)
class NumberNotOwn(BusinessError):
    """The contact that somebody shared to prove who he is shows another person."""


@dataclass(eq=False)
class PaymentReversed(BusinessError):
    """The payment `number` takes another back: it is not taken back itself."""

    number: str


@dataclass(eq=False)
class PlaceInUse(BusinessError):
    """Payments of these methods still go to the account `name`, or it is the last of its kind."""

    name: str


@dataclass(eq=False)
class PlaceTaken(BusinessError):
    """Another account or till bears the name."""

    name: str


@dataclass(eq=False)
class InvoiceWithdrawn(BusinessError):
    """Credit notes took back all of the document `number`."""

    number: str


@dataclass(eq=False)
class AmountChanged(BusinessError):
    """Less is left of the document `number` than is being paid."""

    number: str
    left: Amount


@dataclass(eq=False)
class NotOnline(BusinessError):
    """The messenger takes no payment of this amount, but from `smallest` to `largest`."""

    amount: Amount
    smallest: Amount
    largest: Amount


@dataclass(eq=False)
class CurrencyRefused(BusinessError):
    """Payments are in euros."""

    currency: str


@dataclass(eq=False)
class TooManyTries(BusinessError):
    """This person has asked for access too often since yesterday, whatever the companies."""
