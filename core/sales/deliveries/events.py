"""What happens to deliveries and returns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from core.journal import Fact
from core.kernel.amounts import Quantity


@dataclass(frozen=True, slots=True)
class DeliveryFact(Fact):
    subject: ClassVar[str] = "delivery"


@dataclass(frozen=True, slots=True)
class DeliveryPlanned(DeliveryFact):
    """`lines` are (label, quantity)."""

    order: str
    planned_on: date | None
    lines: Sequence[tuple[str, Quantity]]


@dataclass(frozen=True, slots=True)
class DeliveryRescheduled(DeliveryFact):
    """`changes` gives before and after, by column."""

    changes: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class DeliveryGaveWay(DeliveryFact):
    """Another delivery of the order brought what this one was to bring: it is to bring so much less, by label.

    `to` is that delivery, and `lines` the same by order line, so that it can be planned again.
    """

    less: Mapping[str, Quantity]
    to: int | None = None
    lines: Sequence[tuple[int, Quantity]] = ()


@dataclass(frozen=True, slots=True)
class DeliveryPicked(DeliveryFact):
    """So much lies ready of a line; None: the tick was taken back. Less than planned is a shortage."""

    label: str
    planned: Quantity
    picked: Quantity | None


@dataclass(frozen=True, slots=True)
class DeliveryReady(DeliveryFact):
    """`short` is what lacks, by label."""

    short: Mapping[str, Quantity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeliveryLoaded(DeliveryFact):
    pass


@dataclass(frozen=True, slots=True)
class DeliveryLeft(DeliveryFact):
    """On its way."""


@dataclass(frozen=True, slots=True)
class DeliveryFailed(DeliveryFact):
    problem: str
    again_on: date | None


@dataclass(frozen=True, slots=True)
class DeliveryDone(DeliveryFact):
    """`lines` are (label, delivered, damaged, refused); `rest` is what the order still waits for, by label."""

    number: str
    delivered_at: datetime
    lines: Sequence[tuple[str, Quantity, Quantity, Quantity]]
    rest: Mapping[str, Quantity]
    rest_on: date | None


@dataclass(frozen=True, slots=True)
class DeliverySigned(DeliveryFact):
    by: str
    role: str
    reserves: str


@dataclass(frozen=True, slots=True)
class DeliveryPhotoAdded(DeliveryFact):
    sha256: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryReserved(DeliveryFact):
    """What the receiver remarks, noted before he signs beside what was noted already."""

    reserves: str


@dataclass(frozen=True, slots=True)
class DeliveryReservesStruck(DeliveryFact):
    """What was noted, and stands on the slip no more."""

    reserves: str


@dataclass(frozen=True, slots=True)
class DeliveryLocated(DeliveryFact):
    """Where the last step was taken, told after it; `state` is the one it led to."""

    state: str


@dataclass(frozen=True, slots=True)
class DeliveryNewsChosen(Fact):
    """A person of the customer wants to hear of the steps of his deliveries, or somebody of the depot of the orders to
    prepare; or no longer."""

    subject: ClassVar[str] = "member"
    wanted: bool


@dataclass(frozen=True, slots=True)
class DeliveryClosed(DeliveryFact):
    pass


@dataclass(frozen=True, slots=True)
class DeliveryCancelled(DeliveryFact):
    """`to`: another delivery of the order brought all of it."""

    to: int | None = None


@dataclass(frozen=True, slots=True)
class OrderGoodsReturned(Fact):
    """Goods of an order came back under this number; `lines` are (label, quantity)."""

    subject: ClassVar[str] = "order"
    number: str
    reason: str
    to_quarantine: bool
    lines: Sequence[tuple[str, Quantity]]
