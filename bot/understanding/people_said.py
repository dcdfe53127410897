"""What is said of customers and their people: values, read by their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypeAlias

from bot.understanding.known import Entry

CustomerKind: TypeAlias = Literal["professional", "consumer", "public", "association"]


@dataclass(frozen=True, slots=True)
class CustomerCreate:
    """`phone` and `mobile` in E.164, register numbers as bare characters that passed their check.

    `kind` is None when nothing tells.
    """

    name: str
    kind: CustomerKind | None = None
    prospect: bool = False
    supplier: bool = False
    phone: str | None = None
    mobile: str | None = None
    email: str | None = None
    street: str | None = None
    zip: str | None = None
    city: str | None = None
    country: str | None = None  # ISO 3166-1, where one is named
    siret: str | None = None
    siren: str | None = None
    vat_number: str | None = None
    rna: str | None = None
    contact: str | None = None
    payment_terms: str | None = None
    discount_percent: Decimal | None = None
    credit_limit: str | None = None  # euros
    unread: str = ""  # words that nothing was made of


@dataclass(frozen=True, slots=True)
class CardChange:
    """What is to be different on a customer's card.

    `facts` are JSON by field: "discount" in per cent ("5"), "credit_limit" in euros, None for no limit. Tags and a note
    are added to those there are. `follower` is a name as typed, "" for nobody.
    """

    facts: Mapping[str, str | bool | None] = field(default_factory=dict, hash=False)
    tags: tuple[str, ...] = ()
    tags_gone: tuple[str, ...] = ()
    note: str = ""
    follower: str | None = None


@dataclass(frozen=True, slots=True)
class PersonRead:
    """Somebody at a customer's, described in one line; numbers in E.164."""

    name: str
    job: str = ""
    phone: str = ""
    mobile: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class CustomerFind:
    """`matches` lists every plausible customer, best first; `asked` is the field wanted ("phone"), `phone` the key."""

    words: str
    matches: tuple[Entry, ...] = ()
    asked: str | None = None
    phone: str | None = None
