"""What the stock room refuses."""

from dataclasses import dataclass

from core.kernel.amounts import Quantity
from core.kernel.errors import BusinessError


@dataclass(frozen=True, slots=True)
class Shortage:
    """Of one product more is wanted than there is; `available` may be less than nothing."""

    product_id: int
    label: str
    wanted: Quantity
    available: Quantity


@dataclass(eq=False)
class StockShort(BusinessError):
    """There is not enough of these products there: nothing was reserved or moved."""

    shortages: tuple[Shortage, ...]


@dataclass(eq=False)
class NotStocked(BusinessError):
    """Services, kits and what has variants are not kept in stock themselves."""

    label: str


@dataclass(eq=False)
class WarehouseWrong(BusinessError):
    """This warehouse, by name, cannot be used that way: archived, no van, in quarantine, or twice the same."""

    name: str


@dataclass(eq=False)
class ForOthersToReceive(BusinessError):
    """What comes into this warehouse, by name, is for others to note: one receives into one's own van."""

    name: str


@dataclass(eq=False)
class WarehouseTaken(BusinessError):
    """There is a warehouse of this name already."""

    name: str


@dataclass(eq=False)
class WarehouseInUse(BusinessError):
    """It still has goods, promised or expected ones, or an open inventory."""

    name: str


@dataclass(eq=False)
class LotsWrong(BusinessError):
    """`wanted` lot or serial numbers are needed for so much of a product, and `given` were given, each once."""

    label: str
    wanted: int
    given: int


@dataclass(eq=False)
class LotMissing(BusinessError):
    """So much of this lot, or this piece, is not in that warehouse."""

    label: str
    lot: str


@dataclass(eq=False)
class SerialTaken(BusinessError):
    """A piece of this serial number is in stock already."""

    label: str
    serial: str


@dataclass(eq=False)
class SerialSold(BusinessError):
    """The piece of this serial number was sold and has not come back: no other one bears it."""

    label: str
    serial: str


@dataclass(eq=False)
class CountEnded(BusinessError):
    """The inventory was closed or cancelled."""

    warehouse: str


@dataclass(eq=False)
class CountContradicted(BusinessError):
    """Since they were counted, more of these products (their labels) went than was counted: count them again."""

    labels: tuple[str, ...]


@dataclass(eq=False)
class ReceiptEnded(BusinessError):
    """These expected goods have come already, or will not."""

    label: str
