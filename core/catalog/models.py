"""Products and services that are sold. A variant is a product of its own that names its parent."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow, Versioned
from core.db.columns import Word
from core.kernel.amounts import PriceBasis, Rate, UnitPrice


class ProductKind(StrEnum):
    GOODS = "product"
    SERVICE = "service"


class Product(Base, CompanyRow, Versioned):
    """`price` is in `basis`; None means that the price is asked each time. `vat` is today's rate for it.

    `packaging` holds how many units one pack has, by pack code, as text: {"PAL": "66"}.
    """

    __tablename__ = "product"
    __table_args__ = (UniqueConstraint("company_id", "reference"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    reference: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(300))
    kind: Mapped[ProductKind] = mapped_column(Word(ProductKind), default=ProductKind.GOODS)
    family: Mapped[str] = mapped_column(String(100), default="")
    unit: Mapped[str] = mapped_column(String(10), default="U")
    price: Mapped[UnitPrice | None]
    basis: Mapped[PriceBasis] = mapped_column(Word(PriceBasis), default=PriceBasis.HT)
    vat: Mapped[Rate]
    cost: Mapped[UnitPrice | None] = mapped_column(default=None)
    aliases: Mapped[list[str]] = mapped_column(default_factory=list)
    packaging: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    parent_reference: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None] = mapped_column(default=None)
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)

    def found_under(self) -> list[str]:
        """The texts whose words find this product."""
        return [self.label, *self.aliases, self.reference, self.family]
