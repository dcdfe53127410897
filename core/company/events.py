"""What has happened to companies, their people and their links."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from core.journal import Fact


@dataclass(frozen=True, slots=True)
class CompanyFounded(Fact):
    subject: ClassVar[str] = "company"
    name: str


@dataclass(frozen=True, slots=True)
class MemberJoined(Fact):
    subject: ClassVar[str] = "member"
    person_id: int
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
