"""What has happened to products and their families."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from core.journal import Fact
from core.kernel.amounts import UnitPrice


@dataclass(frozen=True, slots=True)
class ProductCreated(Fact):
    subject: ClassVar[str] = "product"
    reference: str
    label: str
    price: UnitPrice | None


@dataclass(frozen=True, slots=True)
class ProductCreationUndone(Fact):
    subject: ClassVar[str] = "product"


@dataclass(frozen=True, slots=True)
class ProductChanged(Fact):
    """`changes` gives before and after, by column; `asked` is false for what follows from another product's change."""

    subject: ClassVar[str] = "product"
    changes: Mapping[str, Sequence[Any]]
    asked: bool


@dataclass(frozen=True, slots=True)
class ProductArchived(Fact):
    subject: ClassVar[str] = "product"


@dataclass(frozen=True, slots=True)
class ProductRestored(Fact):
    subject: ClassVar[str] = "product"


@dataclass(frozen=True, slots=True)
class KitPartsSet(Fact):
    """`parts` are pairs of a product's id and a quantity."""

    subject: ClassVar[str] = "product"
    parts: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class FamilyCreated(Fact):
    subject: ClassVar[str] = "family"
    name: str
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class FamilyChanged(Fact):
    """`changes` gives before and after, by column."""

    subject: ClassVar[str] = "family"
    changes: Mapping[str, Sequence[Any]]
