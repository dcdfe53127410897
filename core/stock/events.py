"""What has happened to stock. Facts of the subject "stock" are about a product, by its id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from core.journal import Fact
from core.kernel.amounts import Quantity, UnitPrice


@dataclass(frozen=True, slots=True)
class StockFact(Fact):
    subject: ClassVar[str] = "stock"


@dataclass(frozen=True, slots=True)
class GoodsReceived(StockFact):
    warehouse_id: int
    quantity: Quantity
    lots: Sequence[str]
    cost: UnitPrice | None


@dataclass(frozen=True, slots=True)
class GoodsTransferred(StockFact):
    source_id: int
    target_id: int
    quantity: Quantity
    lots: Sequence[str]


@dataclass(frozen=True, slots=True)
class StockAdjusted(StockFact):
    """`quantity` is the difference."""

    warehouse_id: int
    quantity: Quantity
    lots: Sequence[str]
    reason: str


@dataclass(frozen=True, slots=True)
class MoveTakenBack(StockFact):
    """What had been moved under this key was moved back."""

    key: str


@dataclass(frozen=True, slots=True)
class StockLocated(StockFact):
    warehouse_id: int
    location: str


@dataclass(frozen=True, slots=True)
class MinimumSet(StockFact):
    """None: there is none any more."""

    warehouse_id: int
    minimum: Quantity | None


@dataclass(frozen=True, slots=True)
class ReceiptAnnounced(StockFact):
    expected_id: int
    warehouse_id: int
    quantity: Quantity
    due_on: date


@dataclass(frozen=True, slots=True)
class ReceiptArrived(StockFact):
    """`left` is still to come."""

    expected_id: int
    quantity: Quantity
    left: Quantity


@dataclass(frozen=True, slots=True)
class ReceiptGivenUp(StockFact):
    expected_id: int
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class WarehouseFact(Fact):
    subject: ClassVar[str] = "warehouse"


@dataclass(frozen=True, slots=True)
class WarehouseCreated(WarehouseFact):
    name: str
    kind: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class WarehouseChanged(WarehouseFact):
    """`changes` gives before and after, by column."""

    changes: Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class GoodsReserved(WarehouseFact):
    """`asked_by` names what the goods are promised to, ["order_line", 7]; `goods` are pairs of product and quantity.

    They replace what it was promised before.
    """

    asked_by: Sequence[Any]
    goods: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class GoodsReleased(WarehouseFact):
    """`goods` are triples: the id of what they were promised to, product, quantity."""

    asked_by: str
    goods: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class GoodsTaken(WarehouseFact):
    """`goods` are pairs of product and quantity."""

    asked_by: Sequence[Any]
    key: str
    goods: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class GoodsPutBack(WarehouseFact):
    asked_by: Sequence[Any]
    key: str
    goods: Sequence[Sequence[Any]]
    reason: str


@dataclass(frozen=True, slots=True)
class CountFact(Fact):
    subject: ClassVar[str] = "stock_count"


@dataclass(frozen=True, slots=True)
class CountStarted(CountFact):
    warehouse_id: int


@dataclass(frozen=True, slots=True)
class ProductCounted(CountFact):
    product_id: int
    counted: Quantity
    expected: Quantity


@dataclass(frozen=True, slots=True)
class ProductUncounted(CountFact):
    product_id: int


@dataclass(frozen=True, slots=True)
class CountClosed(CountFact):
    """`differences` are pairs of product and quantity; products that were as expected are not among them."""

    reason: str
    differences: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class CountCancelled(CountFact):
    pass
