"""What the catalogue refuses."""

from dataclasses import dataclass
from datetime import date

from core.kernel.amounts import Quantity, Rate
from core.kernel.errors import BusinessError


@dataclass(eq=False)
class VatRateUnknown(BusinessError):
    """Not a rate of that place on that day; `known` are those that are, highest first."""

    vat: Rate
    day: date
    known: tuple[Rate, ...]


@dataclass(eq=False)
class ReferenceTaken(BusinessError):
    """Another product has this reference, or had it."""

    reference: str


@dataclass(eq=False)
class FamilyTaken(BusinessError):
    """There is a family of this name at this place already."""

    name: str


@dataclass(eq=False)
class FamilyInsideItself(BusinessError):
    """A family cannot go into itself, nor into one of its own."""

    name: str


@dataclass(eq=False)
class VariantTaken(BusinessError):
    """The product has a variant of these attributes already."""

    label: str


@dataclass(eq=False)
class VariantNeeded(BusinessError):
    """The product is not sold itself: one of its variants is."""

    product_id: int
    label: str


@dataclass(eq=False)
class NoVariants(BusinessError):
    """A variant or a kit cannot have variants."""

    label: str


@dataclass(eq=False)
class KitInsideItself(BusinessError):
    """A kit would be made of itself, directly or by another kit."""

    label: str


@dataclass(eq=False)
class NotWhole(BusinessError):
    """A part of something that is counted one by one, where that is not all there is of it."""

    label: str
    asked: Quantity
