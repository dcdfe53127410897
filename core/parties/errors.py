"""What the parties room refuses."""

from dataclasses import dataclass

from core.kernel.errors import BusinessError
from core.kernel.identifiers import PhoneWrong, RnaWrong, SirenWrong, SiretWrong, VatNumberWrong

__all__ = [
    "DifferentParties",
    "MergeSettled",
    "PhoneWrong",
    "RnaWrong",
    "SirenWrong",
    "SiretWrong",
    "VatNumberWrong",
]


@dataclass(eq=False)
class DifferentParties(BusinessError):
    """Two SIREN are two parties before the law: their documents are not put together."""

    kept: str
    gone: str


@dataclass(eq=False)
class MergeSettled(BusinessError):
    """A merge that can no longer be undone: `name`, which holds the other, was itself merged or taken back since."""

    name: str
