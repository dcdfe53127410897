"""What the sales room refuses."""

from dataclasses import dataclass
from datetime import date

from core.kernel.amounts import Amount, Quantity
from core.kernel.errors import BusinessError


@dataclass(eq=False)
class QuoteEmpty(BusinessError):
    """A quote without a line is not validated."""


@dataclass(eq=False)
class QuoteExpired(BusinessError):
    """Its validity has passed: the price no longer binds."""

    number: str
    valid_until: date


@dataclass(eq=False)
class PriceMissing(BusinessError):
    """A line has no price and was not said to be free."""

    label: str


@dataclass(eq=False)
class QuantityWrong(BusinessError):
    """A quantity that is zero, negative or beyond what fits."""

    label: str


@dataclass(eq=False)
class AmountTooLarge(BusinessError):
    """A price or a total beyond what fits."""


@dataclass(eq=False)
class DiscountWrong(BusinessError):
    """A discount below nothing or above everything."""


@dataclass(eq=False)
class TooManyLines(BusinessError):
    limit: int


@dataclass(eq=False)
class BelowFloor(BusinessError):
    """These lines (their labels) are sold under their floor price: somebody who may has to agree first."""

    lines: tuple[str, ...]


@dataclass(eq=False)
class MoreThanDue(BusinessError):
    """A payment beyond what is still to be paid."""

    amount: Amount
    left: Amount


@dataclass(eq=False)
class LastLine(BusinessError):
    """Without this line nothing is left of an order: it is cancelled as a whole, and it is said why."""

    number: str


@dataclass(eq=False)
class RevisionOpen(BusinessError):
    """The quote is being revised already: there is one revision at a time."""

    quote_id: int


@dataclass(eq=False)
class QuoteForOrder(BusinessError):
    """This draft becomes an order: it is neither validated nor sent as a quote."""


@dataclass(eq=False)
class OrderEmpty(BusinessError):
    """An order without anything that is sold is not recorded."""


@dataclass(eq=False)
class BelowDelivered(BusinessError):
    """So much of the line is delivered: no less can be ordered."""

    label: str
    delivered: Quantity


@dataclass(eq=False)
class CreditExceeded(BusinessError):
    """The customer would owe more than he may; `deciders` are the names of those who may let that happen."""

    limit: Amount
    owed: Amount
    deciders: tuple[str, ...]


@dataclass(eq=False)
class InvoiceDoubtful(BusinessError):
    """What is invoiced at once does not pass these checks of an order's control: whoever wants it says so, if the actor
    `may_force`; else who may release orders does."""

    kinds: tuple[str, ...]
    may_force: bool


@dataclass(eq=False)
class PaymentLocked(BusinessError):
    """An off-premises sale may not be paid before that day (C. cons. L221-10)."""

    until: date


@dataclass(eq=False)
class NotAgreedYet(BusinessError):
    """A consumer has not agreed yet to a quote or order made off premises: nothing may be asked of him (C. cons.
    L221-10)."""

    number: str
