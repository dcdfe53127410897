"""What is refused of deliveries and returns."""

from dataclasses import dataclass

from core.kernel.amounts import Quantity
from core.kernel.errors import BusinessError
from core.sales.lifecycles import OrderState


@dataclass(eq=False)
class OrderNotConfirmed(BusinessError):
    """Nothing is prepared or delivered of an order that waits, or that was refused or cancelled."""

    number: str
    state: OrderState


@dataclass(eq=False)
class NothingLeft(BusinessError):
    """All of the order is delivered, or planned in deliveries that are on their way."""

    number: str


@dataclass(eq=False)
class MoreThanLeft(BusinessError):
    """More of a line than what is still to be delivered of it."""

    label: str
    asked: Quantity
    left: Quantity


@dataclass(eq=False)
class MoreDamaged(BusinessError):
    """More of a line has a reserve than was left with the customer."""

    label: str
    asked: Quantity
    delivered: Quantity


@dataclass(eq=False)
class NothingDelivered(BusinessError):
    """Nothing was left with the customer: that is a problem, not a delivery."""


@dataclass(eq=False)
class NotPicked(BusinessError):
    """Nobody has looked at these lines (their labels) yet."""

    lines: tuple[str, ...]


@dataclass(eq=False)
class LotUnknown(BusinessError):
    """A lot or serial number comes back that was not delivered on this line."""

    label: str
    lot: str


@dataclass(eq=False)
class AlreadySigned(BusinessError):
    """Somebody has signed this delivery: a signature is not replaced by another."""

    number: str
    by: str


@dataclass(eq=False)
class DeliveryClosed(BusinessError):
    """This delivery is done with: what it brought comes back by a return."""

    number: str


@dataclass(eq=False)
class DeliveryInvoiced(BusinessError):
    """These invoices (their numbers) name the delivery and charge what it brought: they are credited first."""

    number: str
    invoices: tuple[str, ...]


@dataclass(eq=False)
class MoreThanDelivered(BusinessError):
    """More of a line comes back than what was delivered of it and has not come back yet."""

    label: str
    asked: Quantity
    left: Quantity
