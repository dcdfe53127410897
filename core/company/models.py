"""Companies, persons, members, one-use links, the set-up code."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow
from core.db.columns import Word
from core.permissions import Role


class Company(Base):
    """A company whose sales Carnet administers. `demo`: fictitious, and its documents say so."""

    __tablename__ = "company"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    street: Mapped[str] = mapped_column(String(200), default="")
    zip: Mapped[str] = mapped_column(String(20), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    siren: Mapped[str] = mapped_column(String(9), default="")
    vat_number: Mapped[str] = mapped_column(String(20), default="")
    legal_form: Mapped[str] = mapped_column(String(100), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    zone: Mapped[str] = mapped_column(String(50), default="Europe/Paris")
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    quote_days: Mapped[int] = mapped_column(default=30)  # validity of a quote, in days
    demo: Mapped[bool] = mapped_column(default=False)


class Person(Base):
    """Somebody with a Telegram account, whatever the companies; `company_id` is the one in view."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    telegram_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(10), default="fr")
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"), default=None)
    created_at: Mapped[datetime]
    unreachable_since: Mapped[datetime | None] = mapped_column(default=None)  # has blocked the bot


class Member(Base, CompanyRow):
    """What a person is in a company. People of a customer have role CUSTOMER and a `customer_id`."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("company_id", "person_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(Word(Role))
    customer_id: Mapped[int | None] = mapped_column(default=None)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class LinkPurpose(StrEnum):
    QUOTE = "quote"


class AccessLink(Base, CompanyRow):
    """A random token given to somebody outside: hashed at rest, expiring, for the first person who opens it."""

    __tablename__ = "access_link"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[LinkPurpose] = mapped_column(Word(LinkPurpose))
    subject_id: Mapped[int]
    customer_id: Mapped[int]
    created_by: Mapped[int | None]  # person
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(default=None)  # person
    opened_at: Mapped[datetime | None] = mapped_column(default=None)


class SetupCode(Base):
    """The code printed on the console at first start: who sends it founds the company."""

    __tablename__ = "setup_code"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
