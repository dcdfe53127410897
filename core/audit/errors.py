"""What the audit room refuses."""

from dataclasses import dataclass

from core.kernel.errors import BusinessError


@dataclass(eq=False)
class NothingToArchive(BusinessError):
    """The archive of a year in which nothing joined the chain."""

    year: int
