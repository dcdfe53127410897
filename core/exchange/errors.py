"""What imports refuse, of a row and as a whole."""

from dataclasses import dataclass

from core.exchange.models import ImportKind
from core.kernel.errors import BusinessError


@dataclass(eq=False)
class CellWrong(BusinessError):
    """A cell that its column cannot take; `column` is the field's name, of those that a table of this kind has."""

    kind: ImportKind
    column: str
    value: str


@dataclass(eq=False)
class NameMissing(BusinessError):
    """A row that names neither somebody known nor somebody new."""


@dataclass(eq=False)
class TwiceInFile(BusinessError):
    """The row means what an earlier row of the same file means."""

    line: int


@dataclass(eq=False)
class SeveralFit(BusinessError):
    """Several customers or products bear that name, and nothing in the row tells which."""

    name: str


@dataclass(eq=False)
class SalespersonUnknown(BusinessError):
    """Nobody of the company's people bears this name."""

    name: str


@dataclass(eq=False)
class PutAway(BusinessError):
    """What the row means was put away (archived): it is not brought back by a file."""

    name: str
