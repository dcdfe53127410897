"""What has happened to companies, their people and their links."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from core.journal import Fact


@dataclass(frozen=True, slots=True)
class CompanyFounded(Fact):
    subject: ClassVar[str] = "company"
    name: str


@dataclass(frozen=True, slots=True)
class CompanyChanged(Fact):
    """`changes` are {setting: [before, after]}."""

    subject: ClassVar[str] = "company"
    changes: dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class MemberJoined(Fact):
    subject: ClassVar[str] = "member"
    person_id: int
    role: str


@dataclass(frozen=True, slots=True)
class RoleChanged(Fact):
    subject: ClassVar[str] = "member"
    before: str
    role: str


@dataclass(frozen=True, slots=True)
class RightChanged(Fact):
    """One permission of one person, apart from his role."""

    subject: ClassVar[str] = "member"
    permission: str
    allowed: bool


@dataclass(frozen=True, slots=True)
class MemberBlocked(Fact):
    subject: ClassVar[str] = "member"


@dataclass(frozen=True, slots=True)
class MemberUnblocked(Fact):
    subject: ClassVar[str] = "member"


@dataclass(frozen=True, slots=True)
class MemberLeft(Fact):
    subject: ClassVar[str] = "member"


@dataclass(frozen=True, slots=True)
class EntryRefused(Fact):
    """Somebody who was blocked wrote or tapped, and was told nothing."""

    subject: ClassVar[str] = "member"


@dataclass(frozen=True, slots=True)
class InvitationMade(Fact):
    subject: ClassVar[str] = "invitation"
    role: str
    name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationUsed(Fact):
    subject: ClassVar[str] = "invitation"
    person_id: int


@dataclass(frozen=True, slots=True)
class InvitationRevoked(Fact):
    subject: ClassVar[str] = "invitation"


@dataclass(frozen=True, slots=True)
class AccessAsked(Fact):
    subject: ClassVar[str] = "access"
    name: str


@dataclass(frozen=True, slots=True)
class AccessAnswered(Fact):
    """`role` is empty when the answer is no."""

    subject: ClassVar[str] = "access"
    role: str


@dataclass(frozen=True, slots=True)
class LinkShared(Fact):
    subject: ClassVar[str] = "link"
    purpose: str
    subject_id: int
    customer_id: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LinkOpened(Fact):
    subject: ClassVar[str] = "link"
    purpose: str
    subject_id: int
    customer_id: int
