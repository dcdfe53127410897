"""What the audit room records."""

from dataclasses import dataclass
from typing import ClassVar

from core.journal import Fact


@dataclass(frozen=True, slots=True)
class YearArchived(Fact):
    """The archive of a year was given out; `sha256` is the hash of its content."""

    subject: ClassVar = "company"
    year: int
    sha256: str
