"""What the catalogue refuses."""

from dataclasses import dataclass
from datetime import date

from core.kernel.amounts import Rate
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
