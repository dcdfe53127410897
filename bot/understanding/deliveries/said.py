"""What a sentence about deliveries says: values, and nothing that acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Literal, TypeAlias

StepName: TypeAlias = Literal["ready", "load", "leave"]


@dataclass(frozen=True, slots=True)
class Counted:
    """So much of what these words name; quantity None: all of it, but what is `refused`.

    `less`: the quantity is what lacks, None when all of it does. `of` is what there should be: « 6 sur 8 ».
    """

    words: str
    quantity: Decimal | None = None
    damaged: Decimal = Decimal(0)
    refused: Decimal = Decimal(0)
    of: Decimal | None = None
    less: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A day, and perhaps an hour, or a part of the day as people say it (« matin », « après-midi »)."""

    day: date
    at: time | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class DayAsked:
    """The deliveries of a day; `mine`: those that whoever asks is to bring."""

    day: date
    mine: bool = False


@dataclass(frozen=True, slots=True)
class ToPrepareAsked:
    pass


@dataclass(frozen=True, slots=True)
class PrepareSaid:
    """Begin to prepare an order; `paper`: its slip is wanted too."""

    number: str | None
    when: When | None = None
    paper: bool = False


@dataclass(frozen=True, slots=True)
class FindSaid:
    """Look at the deliveries of an order, or at one that was brought: « bl12 »."""

    number: str


@dataclass(frozen=True, slots=True)
class TakeSaid:
    """Whoever says so brings it."""

    number: str | None


@dataclass(frozen=True, slots=True)
class StepSaid:
    number: str | None
    step: StepName


@dataclass(frozen=True, slots=True)
class DeliveredSaid:
    """What is with the customer; `others`: all the lines that are not named too. « complet » names none."""

    number: str | None
    lines: tuple[Counted, ...] = ()
    others: bool = True
    rest_on: date | None = None
    delivered: bool = True  # « livré » was said; else it may be of what lies ready
    from_van: bool = False  # « depuis mon camion »


@dataclass(frozen=True, slots=True)
class ProblemSaid:
    """`mine`: whoever says so comes back himself."""

    number: str | None
    problem: str
    again: When | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class RescheduleSaid:
    number: str | None
    when: When


@dataclass(frozen=True, slots=True)
class RestSaid:
    number: str | None
    day: date


@dataclass(frozen=True, slots=True)
class SignedSaid:
    number: str | None
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class ReservesSaid:
    number: str | None
    text: str


@dataclass(frozen=True, slots=True)
class UnreservedSaid:
    """What was remarked is not to stand on the slip."""

    number: str | None


@dataclass(frozen=True, slots=True)
class MistakenSaid:
    """What was said to be delivered was not."""

    number: str | None


@dataclass(frozen=True, slots=True)
class MissingSaid:
    number: str | None
    lines: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class CancelSaid:
    number: str | None


@dataclass(frozen=True, slots=True)
class ReturnSaid:
    """Goods come back: of an order, or of what the customer of this name has. `aside`: to quarantine, when said."""

    number: str | None
    lines: tuple[Counted, ...]
    reason: str = ""
    aside: bool | None = None
    who: str = ""


AboutDelivery: TypeAlias = (
    PrepareSaid
    | FindSaid
    | TakeSaid
    | StepSaid
    | DeliveredSaid
    | ProblemSaid
    | RescheduleSaid
    | RestSaid
    | SignedSaid
    | ReservesSaid
    | UnreservedSaid
    | MistakenSaid
    | MissingSaid
    | CancelSaid
    | ReturnSaid
)
DeliverySaid: TypeAlias = AboutDelivery | DayAsked | ToPrepareAsked
