"""What has come into the base as files, and what has left it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from core.journal import Fact


@dataclass(frozen=True, slots=True)
class ImportStarted(Fact):
    subject: ClassVar[str] = "import"
    kind: str
    file_name: str
    file_sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class RowsRefused(Fact):
    """Rows that one transaction of an import did not take: the reason of each, in words, by its line as text."""

    subject: ClassVar[str] = "import"
    why: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ImportFinished(Fact):
    subject: ClassVar[str] = "import"
    created: int
    changed: int
    same: int
    refused: int


@dataclass(frozen=True, slots=True)
class Exported(Fact):
    """`id` is the company's."""

    subject: ClassVar[str] = "export"
    kind: str
    rows: int
    file_sha256: str
