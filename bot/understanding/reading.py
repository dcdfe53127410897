"""What one message says: the values every part of the reader hands on, and nothing that acts.

A slot is filled only when the words say it; a doubt stays visible, as several candidates or as a name in `doubts`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeAlias

Basis: TypeAlias = Literal["HT", "TTC"]
CustomerKind: TypeAlias = Literal["company", "individual"]
LineIds: TypeAlias = tuple[int, ...]


class Intent(StrEnum):
    QUOTE_CREATE = "quote.create"
    QUOTE_CHANGE = "quote.change"
    CUSTOMER_CREATE = "customer.create"
    CUSTOMER_FIND = "customer.find"
    PRODUCT_CREATE = "product.create"
    PRODUCT_FIND = "product.find"


# --- What the caller knows -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """A customer or a product that words may point to; `code` is the customer's code or the product's reference.

    `detail` tells twins apart (a town, a contact); a variant is an entry of its own whose name carries its attributes.
    `packaging` gives base units per pack: {"palette": Decimal(66)}.
    """

    id: int
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    detail: str = ""
    last_used: datetime | None = None
    unit: str = ""
    packaging: Mapping[str, Decimal] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Known:
    """The entries worth comparing with one message."""

    customers: tuple[Entry, ...] = ()
    products: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftLine:
    id: int
    label: str
    code: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Draft:
    """The quote being worked on in this chat, or the one replied to."""

    lines: tuple[DraftLine, ...] = ()


Lookup: TypeAlias = Callable[[Sequence[str]], Awaitable[Known]]
DraftInHand: TypeAlias = Callable[[], Awaitable[Draft | None]]


async def no_draft() -> Draft | None:
    """Nothing is being worked on."""
    return None


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is aware, in the person's zone; `lookup` gets the normalised words and is called at most once.

    `draft` too is called at most once, and not at all for words that do not depend on it.
    """

    now: datetime
    lookup: Lookup
    draft: DraftInHand = no_draft


# --- What was read ---------------------------------------------------------------------------------------------------


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

    `price` is per unit, in euros; `basis` None means the company's habit; `discount` is a percentage of this line.
    """

    quantity: Decimal
    product: Match | None
    text: str
    unit: str | None = None
    price: Decimal | None = None
    basis: Basis | None = None
    discount: Decimal | None = None
    free: bool = False
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteCreate:
    """Only what was said. Percentages as 10 for 10 %, amounts in euros, payment terms as a code ("30J_FDM")."""

    customer: Match | None = None
    lines: tuple[LineRead, ...] = ()
    discount_percent: Decimal | None = None
    discount_amount: Decimal | None = None
    validity_days: int | None = None
    deposit_percent: Decimal | None = None
    payment_terms: str | None = None
    vat: Decimal | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SetQuantity:
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


Change: TypeAlias = SetQuantity | SetPrice | SetLineDiscount | SetDiscount | RemoveLine | AddLines | SetCustomer


@dataclass(frozen=True, slots=True)
class QuoteChange:
    """Changes in spoken order. Several line ids in a change: the words fit several lines, ask which."""

    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class CustomerCreate:
    """`phone` in E.164, `siret`/`siren` as bare digits that passed their check, `kind` None when nothing tells."""

    name: str
    kind: CustomerKind | None = None
    prospect: bool = False
    phone: str | None = None
    email: str | None = None
    street: str | None = None
    zip: str | None = None
    city: str | None = None
    siret: str | None = None
    siren: str | None = None
    contact: str | None = None
    payment_terms: str | None = None
    discount_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CustomerFind:
    """`matches` lists every plausible customer, best first; `asked` is the field wanted ("phone"), `phone` the key."""

    words: str
    matches: tuple[Entry, ...] = ()
    asked: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class ProductCreate:
    label: str
    price: Decimal | None = None
    basis: Basis | None = None
    unit: str | None = None
    vat: Decimal | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class ProductFind:
    """`matches` lists every plausible product, best first; `asked` is the field wanted ("price")."""

    words: str
    matches: tuple[Entry, ...] = ()
    asked: str | None = None


Slots: TypeAlias = QuoteCreate | QuoteChange | CustomerCreate | CustomerFind | ProductCreate | ProductFind


@dataclass(frozen=True, slots=True)
class Reading:
    """`intent` and `slots` are None together: the message says nothing this reader knows."""

    intent: Intent | None
    slots: Slots | None
    source: str
