"""What is left to deliver of an order line, and what may be planned, left with the customer and taken back. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.catalog.units import expect_whole
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.sales.deliveries.errors import MoreThanDelivered, MoreThanLeft
from core.sales.errors import QuantityWrong


@dataclass(frozen=True, slots=True)
class Planned:
    """So much of one order line that is to be brought."""

    line_id: int
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Left:
    """What became of one line: `delivered` stays with the customer, of which `damaged` with a reserve; `refused` went
    back with the driver. `lots` are the lot or serial numbers of what is delivered.
    """

    line_id: int
    delivered: Quantity
    damaged: Quantity = NOTHING
    refused: Quantity = NOTHING
    note: str = ""
    lots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Back:
    """So much of one order line that comes back, with its lot or serial numbers."""

    line_id: int
    quantity: Quantity
    lots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """One order line: what is ordered, delivered and returned, and what its open deliveries are to bring."""

    line_id: int
    label: str
    reference: str
    unit: str
    ordered: Quantity
    delivered: Quantity
    planned: Quantity
    returned: Quantity

    @property
    def left(self) -> Quantity:
        """Still to be delivered, planned or not."""
        return quantity(max(self.ordered - self.delivered, NOTHING))

    @property
    def free(self) -> Quantity:
        """Still to be delivered, and in no delivery yet."""
        return quantity(max(self.left - self.planned, NOTHING))

    @property
    def returnable(self) -> Quantity:
        return quantity(max(self.delivered - self.returned, NOTHING))


def expect_plannable(standing: Standing, asked: Quantity) -> None:
    """Raises QuantityWrong, MoreThanLeft, NotWhole."""
    if asked <= 0:
        raise QuantityWrong(standing.label)
    if asked > standing.free:
        raise MoreThanLeft(standing.label, asked, standing.free)
    expect_whole(standing.label, standing.unit, asked, most=standing.free)


def expect_left(left: Left, label: str, *, unit: str, planned: Quantity, most: Quantity) -> None:
    """Check what the driver says of a line; `most` is what may still be delivered of it.

    Raises QuantityWrong, MoreThanLeft, NotWhole.
    """
    if not 0 <= left.damaged <= left.delivered or left.refused < 0:
        raise QuantityWrong(label)
    if left.delivered > most:
        raise MoreThanLeft(label, left.delivered, most)
    if left.delivered + left.refused > max(planned, most):
        raise QuantityWrong(label)
    expect_whole(label, unit, left.delivered, most=most)
    expect_whole(label, unit, left.damaged, most=left.delivered)
    expect_whole(label, unit, left.refused, most=quantity(max(planned, most) - left.delivered))


def expect_returnable(standing: Standing, asked: Quantity) -> None:
    """Raises MoreThanDelivered."""
    if asked > standing.returnable:
        raise MoreThanDelivered(standing.label, asked, standing.returnable)


def giving_way(planned: Mapping[int, Quantity], excess: Quantity) -> Mapping[int, Quantity]:
    """What plans keep, the last ones first giving up so much of it; `planned` is in the order of their making."""
    kept = dict(planned)
    for key in reversed(list(planned)):
        given = min(kept[key], excess)
        kept[key], excess = quantity(kept[key] - given), quantity(excess - given)
    return kept
