"""What one message says: the values every part of the reader hands on, and nothing that acts.

A slot is filled only when the words say it; a doubt stays visible, as several candidates or as a name in `doubts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeAlias

from bot.understanding.known import Entry
from bot.understanding.people_said import CustomerCreate, CustomerFind

Basis: TypeAlias = Literal["HT", "TTC"]
LineIds: TypeAlias = tuple[int, ...]
LineKind: TypeAlias = Literal["item", "section", "text"]
LossReason: TypeAlias = Literal["price", "delay", "competitor", "dropped", "silence"]
QuoteList: TypeAlias = Literal["open", "drafts", "lost", "accepted"]


class Intent(StrEnum):
    QUOTE_CREATE = "quote.create"
    QUOTE_CHANGE = "quote.change"
    QUOTE_COPY = "quote.copy"
    QUOTE_AGAIN = "quote.again"
    QUOTE_REVISE = "quote.revise"
    QUOTE_LOSE = "quote.lose"
    QUOTE_LIST = "quote.list"
    TEMPLATE_USE = "template.use"
    TEMPLATE_SAVE = "template.save"
    TEMPLATE_LIST = "template.list"
    ORDER_CREATE = "order.create"
    ORDER_PLACE = "order.place"
    ORDER_FIND = "order.find"
    ORDER_LIST = "order.list"
    ORDER_COPY = "order.copy"
    ORDER_CANCEL = "order.cancel"
    ORDER_DECIDE = "order.decide"
    ORDER_ASK_DEPOSIT = "order.ask-deposit"
    ORDER_NUMBER = "order.number"
    ORDER_DEPOSIT = "order.deposit"
    ORDER_PURCHASES = "order.purchases"
    CUSTOMER_CREATE = "customer.create"
    CUSTOMER_FIND = "customer.find"
    PRODUCT_CREATE = "product.create"
    PRODUCT_FIND = "product.find"
    PRODUCT_VARIANTS = "product.variants"
    STOCK_FIND = "stock.find"
    STOCK_PLACE = "stock.place"
    STOCK_TRANSFER = "stock.transfer"
    STOCK_RECEIVE = "stock.receive"
    STOCK_EXPECT = "stock.expect"
    STOCK_ADJUST = "stock.adjust"
    STOCK_COUNT = "stock.count"
    WAREHOUSE_NEW = "warehouse.new"
    WAREHOUSE_GIVE = "warehouse.give"


@dataclass(frozen=True, slots=True)
class Match:
    """Words as typed and the entries they fit equally well, best first; none: nobody fits."""

    words: str
    candidates: tuple[Entry, ...] = ()

    @property
    def certain(self) -> Entry | None:
        return self.candidates[0] if len(self.candidates) == 1 else None


@dataclass(frozen=True, slots=True)
class LineRead:
    """One line; `product` None means no product fits and `text` is free. `doubts` names fields to ask about.

    `price` is per unit, in euros; `basis` None means the company's habit; `discount` is a percentage of this line,
    `cut` an amount off it, in euros; `vat` a percentage that is this line's own. `free` of the quantity are not paid; a
    whole line that is a gift is `offered`. A title or a text has only its `text`. `counted`: how many was said, and is
    not the one that goes without saying.
    """

    quantity: Decimal
    product: Match | None
    text: str
    unit: str | None = None
    price: Decimal | None = None
    basis: Basis | None = None
    discount: Decimal | None = None
    offered: bool = False
    doubts: tuple[str, ...] = ()
    cut: Decimal | None = None
    vat: Decimal | None = None
    free: Decimal = Decimal(0)
    optional: bool = False
    kind: LineKind = "item"
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Conditions:
    """On which terms: only what was said. `payment_terms` is a code ("30J_FDM"); `place` is where the work is done."""

    validity_days: int | None = None
    deposit_percent: Decimal | None = None
    payment_terms: str | None = None
    delivery_on: date | None = None
    subject: str | None = None
    place: str | None = None
    note: str | None = None

    def __bool__(self) -> bool:
        return self != NO_CONDITIONS


NO_CONDITIONS = Conditions()


@dataclass(frozen=True, slots=True)
class QuoteCreate:
    """Only what was said. Percentages as 10 for 10 %, amounts in euros."""

    customer: Match | None = None
    lines: tuple[LineRead, ...] = ()
    discount_percent: Decimal | None = None
    discount_amount: Decimal | None = None
    vat: Decimal | None = None
    conditions: Conditions = NO_CONDITIONS


@dataclass(frozen=True, slots=True)
class SetQuantity:
    lines: LineIds
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class RaiseQuantity:
    """So many more than there are."""

    lines: LineIds
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class SetPrice:
    lines: LineIds
    price: Decimal
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class SetLineDiscount:
    lines: LineIds
    percent: Decimal


@dataclass(frozen=True, slots=True)
class SetLineCut:
    """An amount off each of these lines, in euros."""

    lines: LineIds
    amount: Decimal


@dataclass(frozen=True, slots=True)
class SetFree:
    """« 2 payés 1 offert »: of `paid` + `free` units, these are free; `paid` None keeps the line's quantity."""

    lines: LineIds
    free: Decimal
    paid: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SetBasis:
    """« c'est TTC »: what the prices that were said mean; no line named, all of them."""

    lines: LineIds
    basis: Basis


@dataclass(frozen=True, slots=True)
class SetOption:
    lines: LineIds
    optional: bool


@dataclass(frozen=True, slots=True)
class SetConditions:
    conditions: Conditions


@dataclass(frozen=True, slots=True)
class SetDiscount:
    """The whole quote's discount: exactly one of the two is given; 0 % removes it."""

    percent: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RemoveLine:
    lines: LineIds


@dataclass(frozen=True, slots=True)
class AddLines:
    lines: tuple[LineRead, ...]


@dataclass(frozen=True, slots=True)
class SetCustomer:
    customer: Match


LineChange: TypeAlias = (
    SetQuantity | RaiseQuantity | SetPrice | SetLineDiscount | SetLineCut | SetFree | SetBasis | SetOption | RemoveLine
)
Change: TypeAlias = LineChange | SetDiscount | SetConditions | AddLines | SetCustomer


@dataclass(frozen=True, slots=True)
class QuoteChange:
    """Changes in spoken order. Several line ids in a change: the words fit several lines, ask which."""

    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class QuoteCopy:
    """The same again: `number` as typed, None for the quote in hand; for this customer, or for the same one."""

    number: str | None = None
    customer: Match | None = None


@dataclass(frozen=True, slots=True)
class QuoteAgain:
    """« comme la dernière fois », for this customer or for the one in hand."""

    customer: Match | None = None


@dataclass(frozen=True, slots=True)
class QuoteRevise:
    number: str | None = None


@dataclass(frozen=True, slots=True)
class QuoteLose:
    """`reason` is one of the usual ones when the words say it."""

    number: str | None = None
    reason: LossReason | None = None


@dataclass(frozen=True, slots=True)
class QuotesAsked:
    which: QuoteList = "open"


@dataclass(frozen=True, slots=True)
class TemplateUse:
    name: str
    customer: Match | None = None


@dataclass(frozen=True, slots=True)
class TemplateSave:
    name: str = ""


@dataclass(frozen=True, slots=True)
class TemplatesAsked:
    pass


@dataclass(frozen=True, slots=True)
class ProductCreate:
    """`price` is in `basis`, `cost` before tax, `vat` a percentage; `parts` are what a kit is made of."""

    label: str
    price: Decimal | None = None
    basis: Basis | None = None
    unit: str | None = None
    vat: Decimal | None = None
    reference: str | None = None
    cost: Decimal | None = None
    family: str | None = None
    barcode: str | None = None
    kind: str | None = None
    parts: tuple[LineRead, ...] | None = None


@dataclass(frozen=True, slots=True)
class ProductVariants:
    """What a product comes in; no values: they are to be asked for."""

    product: Match
    attribute: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductFind:
    """`matches` lists every plausible product, best first; `asked` is the field wanted ("price")."""

    words: str
    matches: tuple[Entry, ...] = ()
    asked: str | None = None


class Request:
    """What a message asks of a room that describes its own requests: dataclasses beside the words that say them."""

    __slots__ = ()


QuoteRequest: TypeAlias = (
    QuoteCopy | QuoteAgain | QuoteRevise | QuoteLose | QuotesAsked | TemplateUse | TemplateSave | TemplatesAsked
)
Slots: TypeAlias = (
    QuoteCreate
    | QuoteChange
    | QuoteRequest
    | CustomerCreate
    | CustomerFind
    | ProductCreate
    | ProductFind
    | ProductVariants
    | Request
)


class Unsound(StrEnum):
    """What no quote can hold, so that nothing of the message is done."""

    PRICE = "price"
    DISCOUNT = "discount"


@dataclass(frozen=True, slots=True)
class Reading:
    """`intent` and `slots` are None together: the message says nothing this reader knows, or something `unsound`."""

    intent: Intent | None
    slots: Slots | None
    source: str
    unsound: Unsound | None = None
