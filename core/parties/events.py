"""What has happened to customers."""

from dataclasses import dataclass
from typing import ClassVar

from core.journal import Fact


@dataclass(frozen=True, slots=True)
class CustomerCreated(Fact):
    subject: ClassVar[str] = "customer"
    code: str
    name: str
    prospect: bool


@dataclass(frozen=True, slots=True)
class CustomerCreationUndone(Fact):
    subject: ClassVar[str] = "customer"
