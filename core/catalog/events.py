"""What has happened to products."""

from dataclasses import dataclass
from typing import ClassVar

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
