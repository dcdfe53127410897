"""What is asked of orders: values, read by their words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from bot.understanding.reading import Match, QuoteCreate, Request

OrderList: TypeAlias = Literal["mine", "open", "waiting"]
OrderVerdict: TypeAlias = Literal["release", "refuse"]
PaymentMethod: TypeAlias = Literal["card", "cheque", "cash", "transfer", "debit"]


@dataclass(frozen=True, slots=True)
class OrderCreate(Request):
    """An order in one line. `oral`: it was told, by `told_by` if said; `number` is what its customer calls it."""

    quote: QuoteCreate
    oral: bool = False
    told_by: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class OrderPlace(Request):
    """The quote of this number, or the one in hand, is ordered."""

    number: str | None = None


@dataclass(frozen=True, slots=True)
class OrderFind(Request):
    """« où en est la 107 »; without a number the one in hand."""

    number: str | None = None


@dataclass(frozen=True, slots=True)
class OrdersAsked(Request):
    which: OrderList = "open"
    customer: Match | None = None


@dataclass(frozen=True, slots=True)
class OrderCopy(Request):
    """The same again, for the same customer or for another one."""

    number: str | None = None
    customer: Match | None = None


@dataclass(frozen=True, slots=True)
class OrderLess(Request):
    """So many fewer of what these words name are ordered."""

    quantity: Decimal
    words: str
    number: str


@dataclass(frozen=True, slots=True)
class OrderCancel(Request):
    number: str | None = None


@dataclass(frozen=True, slots=True)
class OrderDecide(Request):
    """A waiting order is to be let pass, or not taken; without a number the one in hand."""

    verdict: OrderVerdict
    number: str | None = None


@dataclass(frozen=True, slots=True)
class DepositWanted(Request):
    """So many per cent are to be paid first."""

    percent: Decimal
    number: str | None = None


@dataclass(frozen=True, slots=True)
class OrderNumber(Request):
    """What the customer calls his own order."""

    own: str


@dataclass(frozen=True, slots=True)
class DepositCame(Request):
    """An amount in euros, for the order in hand or the one of this number; `told` that it came, or else it may be one
    that is to be invoiced."""

    amount: Decimal
    method: PaymentMethod | None = None
    number: str | None = None
    told: bool = True


@dataclass(frozen=True, slots=True)
class PurchasesAsked(Request):
    """What this customer has bought, or the one in hand."""

    customer: Match | None = None


OrderRequest: TypeAlias = (
    OrderPlace
    | OrderFind
    | OrdersAsked
    | OrderCopy
    | OrderCancel
    | OrderLess
    | OrderDecide
    | DepositWanted
    | OrderNumber
    | DepositCame
    | PurchasesAsked
)
