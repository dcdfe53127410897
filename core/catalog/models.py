"""Products and services that are sold, their families, and what kits are made of."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.catalog.vat import VatClass
from core.db import Base, CompanyRow, Versioned
from core.db.columns import Word
from core.kernel.amounts import PriceBasis, Quantity, UnitPrice


class ProductKind(StrEnum):
    GOODS = "product"
    SERVICE = "service"
    KIT = "kit"  # sold as one, made of others


class Tracking(StrEnum):
    """Whether each piece, or each batch, is known by a number of its own."""

    NONE = "none"
    LOT = "lot"
    SERIAL = "serial"  # one number for each piece


class Family(Base, CompanyRow):
    """A group of products; families have families: « Chauffage › Radiateurs »."""

    __tablename__ = "family"
    __table_args__ = (Index("ix_family_parent", "company_id", "parent_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("family.id"), default=None)


class Product(Base, CompanyRow, Versioned):
    """`price` is in `basis`; None means that it is asked each time. The place and the day give `vat_class` a rate.

    A variant names its parent and what sets it apart, {"taille": "L"}; a parent is not sold itself.
    `packaging` holds how many units one pack has, by pack code, as text: {"PAL": "66"}. `cost` and `floor_price` (below
    which a manager is asked) are before tax.
    """

    __tablename__ = "product"
    __table_args__ = (
        UniqueConstraint("company_id", "reference"),
        Index("ix_product_label", "company_id", "label"),
        Index("ix_product_family", "company_id", "family_id"),
        Index("ix_product_parent", "company_id", "parent_id"),
        Index("ix_product_barcode", "company_id", "barcode"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    reference: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(300))
    kind: Mapped[ProductKind] = mapped_column(Word(ProductKind), default=ProductKind.GOODS)
    family_id: Mapped[int | None] = mapped_column(ForeignKey("family.id"), default=None)
    unit: Mapped[str] = mapped_column(String(10), default="U")
    price: Mapped[UnitPrice | None]
    basis: Mapped[PriceBasis] = mapped_column(Word(PriceBasis), default=PriceBasis.HT)
    vat_class: Mapped[VatClass] = mapped_column(Word(VatClass), default=VatClass.STANDARD)
    vatex: Mapped[str] = mapped_column(String(30), default="")  # why it bears no VAT (code of the VATEX list)
    cost: Mapped[UnitPrice | None] = mapped_column(default=None)
    floor_price: Mapped[UnitPrice | None] = mapped_column(default=None)
    aliases: Mapped[list[str]] = mapped_column(default_factory=list)
    packaging: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"), default=None)
    attributes: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    tracking: Mapped[Tracking] = mapped_column(Word(Tracking), default=Tracking.NONE)
    barcode: Mapped[str] = mapped_column(String(14), default="")  # GTIN
    photo_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    notes: Mapped[str] = mapped_column(String(2000), default="")  # printed under the label
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None] = mapped_column(default=None)
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)

    def found_under(self, family: str = "") -> list[str]:
        """The texts whose words find this product; `family` is the name of the one it is in."""
        return [self.label, *self.aliases, self.reference, self.barcode, family]


class KitPart(Base, CompanyRow):
    """So many of one product in one kit."""

    __tablename__ = "kit_part"
    __table_args__ = (UniqueConstraint("company_id", "kit_id", "part_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    quantity: Mapped[Quantity]
