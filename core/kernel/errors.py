"""What the business refuses. Each class carries typed facts, never a sentence: `bot` has one for each."""

from dataclasses import dataclass
from enum import StrEnum


class BusinessError(Exception):
    """The request is understood and refused; the person is told why and nothing is saved."""


@dataclass(eq=False)
class IllegalTransition(BusinessError):
    document: str
    state: StrEnum
    action: StrEnum


@dataclass(eq=False)
class NotAllowed(BusinessError):
    permission: StrEnum


@dataclass(eq=False)
class NotFound(BusinessError):
    """No such row for this company and this person: whoever asks learns nothing more."""

    kind: str
    key: int | str


@dataclass(eq=False)
class Changed(BusinessError):
    """The object is no longer at the version that the person was looking at."""

    kind: str
    key: int
    seen: int
    current: int


@dataclass(eq=False)
class Invalid(BusinessError):
    """A value cannot be taken; `field` names the parameter, `value` what was given."""

    field: str
    value: str
