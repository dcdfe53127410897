"""What the caller of the reader knows: entries that words may point to, and the quote in hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Entry:
    """A customer or a product that words may point to; `code` is the customer's code or the product's reference.

    `detail` tells twins apart (a town, a contact); a variant is an entry of its own whose name carries its attributes.
    `people` are whom one asks for there: their names find the entry, but whoever bears the name himself comes first.
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
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """The entries worth comparing with one message."""

    customers: tuple[Entry, ...] = ()
    products: tuple[Entry, ...] = ()
    places: tuple[Entry, ...] = ()  # warehouses: `code` is their kind, `aliases` whose they are


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
