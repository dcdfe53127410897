"""What invoicing refuses."""

from dataclasses import dataclass

from core.kernel.amounts import Amount, Quantity
from core.kernel.errors import BusinessError
from core.sales.lifecycles import OrderState


@dataclass(eq=False)
class NothingToInvoice(BusinessError):
    """Nothing is delivered that is not invoiced; `undelivered`: something is ordered that can be invoiced all the same,
    by whoever says so."""

    undelivered: bool


class NothingToCredit(BusinessError):
    """All of it is credited already."""


@dataclass(eq=False)
class NotDelivered(BusinessError):
    """So much more is to be invoiced of a line than was delivered: whoever wants it says so first."""

    label: str
    asked: Quantity
    delivered: Quantity


@dataclass(eq=False)
class BeyondOrdered(BusinessError):
    """No more is left to invoice of a line than this; or to credit."""

    label: str
    left: Quantity


@dataclass(eq=False)
class InvoiceBelowZero(BusinessError):
    """What comes back is more than what is sold: a credit note says that."""

    gross: Amount


@dataclass(eq=False)
class CreditTooLarge(BusinessError):
    """A credit note of more than what is left of what it corrects, before tax and with it."""

    net: Amount
    gross: Amount


@dataclass(eq=False)
class PriceNotCharged(BusinessError):
    """A line was said to have another price than it has, per unit before tax and with it."""

    label: str
    net: Amount
    gross: Amount


@dataclass(eq=False)
class CreditOnCredit(BusinessError):
    """A credit note is not corrected by another one."""

    number: str


@dataclass(eq=False)
class SettledTooMuch(BusinessError):
    """More than what is left to settle of a document."""

    number: str
    left: Amount


@dataclass(eq=False)
class DepositTooLarge(BusinessError):
    """A deposit, or a share of works, beyond what is left of the order."""

    left: Amount


@dataclass(eq=False)
class DepositTaxedOtherwise(BusinessError):
    """A deposit that was charged with a VAT that nothing of its order bears any more: it cannot be deducted, and is
    credited first."""

    number: str


@dataclass(eq=False)
class PriceCredited(BusinessError):
    """An invoice whose price a credit note has lowered: in its place, its lines would charge that again."""

    number: str


@dataclass(eq=False)
class DepositNotReplaced(BusinessError):
    """A deposit is credited, and charged anew from its order; nothing comes in its place."""

    number: str


@dataclass(eq=False)
class SeveralCustomers(BusinessError):
    """Deliveries of one invoice go to one customer, on the same terms."""


@dataclass(eq=False)
class BuyerIncomplete(BusinessError):
    """The law wants these `fields` of a professional's card on his invoice."""

    name: str
    fields: tuple[str, ...]


@dataclass(eq=False)
class SellerIncomplete(BusinessError):
    """The law wants these settings of the company on its invoices."""

    fields: tuple[str, ...]


@dataclass(eq=False)
class ReasonMissing(BusinessError):
    """A line is charged without VAT, and nothing says why: not who sells, nor who buys, nor what is sold."""

    label: str


@dataclass(eq=False)
class LineUnclear(BusinessError):
    """These words fit no line of a document, or several: `fits` are their labels, `number` the document's, if known."""

    words: str
    fits: tuple[str, ...] = ()
    number: str = ""


@dataclass(eq=False)
class OnlyQuantities(BusinessError):
    """A draft charges what was ordered at its price: only a draft that replaces an invoice has other prices."""


@dataclass(eq=False)
class OrderNotConfirmed(BusinessError):
    """The order waits for a decision, or was refused or cancelled: nothing of it is invoiced."""

    number: str
    state: OrderState
