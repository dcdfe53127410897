"""What is asked of the stock: values, read by their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from bot.understanding.places import PlaceKind, PlaceSaid
from bot.understanding.reading import Match, Request

Reason: TypeAlias = Literal["broken", "lost", "stolen", "found", "mistake", "expired", "used"]


@dataclass(frozen=True, slots=True)
class GoodsSaid:
    """So much of a product; None: how much is in doubt. `unit` is the pack it is counted in, when one was said.

    `doubtful`: the words are only like the product's. `lots`: the serial numbers of all of them, when they were said.
    """

    product: Match
    quantity: Decimal | None
    unit: str | None = None
    doubtful: bool = False
    lots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StockFind(Request):
    """How much there is; `wanted` when it is asked whether so much is there."""

    product: Match
    place: PlaceSaid | None = None
    wanted: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StockPlace(Request):
    """What is in a warehouse; None: which warehouses there are."""

    place: PlaceSaid | None = None


@dataclass(frozen=True, slots=True)
class StockTransfer(Request):
    """`own_way` is where it goes with the speaker's own van: out of it, or into it; as the verb says."""

    goods: tuple[GoodsSaid, ...]
    source: PlaceSaid | None = None
    target: PlaceSaid | None = None
    own_way: Literal["from", "to", ""] = ""


@dataclass(frozen=True, slots=True)
class StockReceive(Request):
    goods: tuple[GoodsSaid, ...]
    place: PlaceSaid | None = None


@dataclass(frozen=True, slots=True)
class StockExpect(Request):
    goods: tuple[GoodsSaid, ...]
    place: PlaceSaid | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class StockAdjust(Request):
    """`less` None: it was not said whether there is more or less. `reason` one of the usual ones, or words as typed."""

    goods: tuple[GoodsSaid, ...]
    less: bool | None
    place: PlaceSaid | None = None
    reason: Reason | str = ""


@dataclass(frozen=True, slots=True)
class StockCount(Request):
    """An inventory of this warehouse; None: it was not said where."""

    place: PlaceSaid | None = None


@dataclass(frozen=True, slots=True)
class WarehouseNew(Request):
    """A depot, or a van, « camion de mehdi ». `name` as typed: of the depot, or whose van it is."""

    kind: PlaceKind
    name: str


@dataclass(frozen=True, slots=True)
class WarehouseGive(Request):
    """A van is somebody's from now on; `name` as typed."""

    place: PlaceSaid
    name: str
