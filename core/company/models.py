"""Companies, persons, members, invitations, one-use links, the set-up code."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow
from core.db.columns import Word
from core.kernel.amounts import NO_RATE, Amount, Rate
from core.kernel.terms import EndOfMonth
from core.permissions import Role


class VatRegime(StrEnum):
    """How the company declares its VAT: normal, simplified, or not at all (franchise, CGI 293 B)."""

    NORMAL = "normal"
    SIMPLIFIED = "simplified"
    FRANCHISE = "franchise"


class Trade(StrEnum):
    """The company's line of business: what it suggests first, and the mentions its documents need."""

    BUILDING = "building"  # building works, heating, electricity: the mentions of repair and building trades
    RETAIL = "retail"
    WHOLESALE = "wholesale"
    SERVICES = "services"
    OTHER = "other"


class StockOut(StrEnum):
    """When what is sold leaves the stock; an order keeps what held when it was confirmed."""

    ORDER = "order"  # confirmed
    DELIVERY = "delivery"  # delivered
    CLOSED = "closed"  # the delivery is closed: signed, and looked through
    INVOICE = "invoice"  # issued


class Company(Base):
    """A company whose sales Carnet administers. `demo`: fictitious, and its documents say so.

    What documents say by themselves stands here: validity, terms, deposit, conditions. Times of day are minutes after
    midnight in the company's zone.
    """

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
    capital: Mapped[Amount | None] = mapped_column(default=None)
    register_town: Mapped[str] = mapped_column(String(100), default="")  # « Lyon » for RCS Lyon
    vat_regime: Mapped[VatRegime] = mapped_column(Word(VatRegime), default=VatRegime.NORMAL)
    vat_on_debits: Mapped[bool] = mapped_column(default=False)
    trade: Mapped[Trade] = mapped_column(Word(Trade), default=Trade.OTHER)
    iban: Mapped[str] = mapped_column(String(34), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    logo_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    insurance: Mapped[str] = mapped_column(String(500), default="")  # insurer, contract, area covered
    mediator: Mapped[str] = mapped_column(String(500), default="")  # of consumer disputes
    conditions: Mapped[str] = mapped_column(String(4000), default="")  # general conditions, as printed
    conditions_version: Mapped[int] = mapped_column(default=1)  # counts up when the conditions change
    stock_out: Mapped[StockOut] = mapped_column(Word(StockOut), default=StockOut.DELIVERY)
    stock_may_lack: Mapped[bool] = mapped_column(default=False)  # less than nothing is warned of, not refused
    zone: Mapped[str] = mapped_column(String(50), default="Europe/Paris")
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    quote_days: Mapped[int] = mapped_column(default=30)  # validity of a quote, in days
    quote_prefix: Mapped[str] = mapped_column(String(6), default="DE")
    payment_terms: Mapped[str] = mapped_column(String(20), default="30J")  # a code of core.kernel.terms
    end_of_month: Mapped[EndOfMonth] = mapped_column(Word(EndOfMonth), default=EndOfMonth.DAYS_THEN_END)
    deposit: Mapped[Rate] = mapped_column(default=NO_RATE)  # asked on a quote
    floor_margin: Mapped[Rate] = mapped_column(default=NO_RATE)  # margin over the price below which a manager is asked
    good_margin: Mapped[Rate] = mapped_column(default_factory=lambda: Rate(Decimal("0.3000")))  # shown green from here
    sells_outside: Mapped[bool] = mapped_column(default=True)  # quotes to consumers are made at their place
    quiet_from: Mapped[int] = mapped_column(default=20 * 60)
    quiet_to: Mapped[int] = mapped_column(default=7 * 60)
    invoice_prefix: Mapped[str] = mapped_column(String(6), default="FA")
    late_rate: Mapped[Rate | None] = mapped_column(default=None)  # penalty a year; None: ECB + 10 points (L441-10 II)
    early_discount: Mapped[str] = mapped_column(String(200), default="")  # for early payment; "": none is given
    electronic: Mapped[bool] = mapped_column(default=False)  # bound to send e-invoices: the reform's mentions
    write_off_limit: Mapped[Amount] = mapped_column(
        default_factory=lambda: Amount(Decimal("5.00"))
    )  # small differences
    books_closed_until: Mapped[date | None] = mapped_column(default=None)  # nothing is posted up to that day
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
    grants: Mapped[list[str]] = mapped_column(default_factory=list)  # permissions beyond the role
    refusals: Mapped[list[str]] = mapped_column(default_factory=list)  # permissions of the role taken away
    active: Mapped[bool] = mapped_column(default=True)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)  # blocked or gone: older invitations are void
    created_at: Mapped[datetime]


class WorkingHours(Base, CompanyRow):
    """When one person works in a company, where he has said so; what is empty is as the company has it.

    `days` are ISO weekdays ("12345"); times are minutes after midnight in `zone`; `postcode` decides the holidays.
    `leaves` are the first and the last day of each, ISO. `brief_at` and `summary_at` are when the day's brief and the
    day's figures come; -1 is never.
    """

    __tablename__ = "working_hours"
    __table_args__ = (UniqueConstraint("company_id", "person_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    zone: Mapped[str] = mapped_column(String(50), default="", server_default="")
    days: Mapped[str] = mapped_column(String(7), default="", server_default="")
    quiet_from: Mapped[int | None] = mapped_column(default=None)
    quiet_to: Mapped[int | None] = mapped_column(default=None)
    postcode: Mapped[str] = mapped_column(String(5), default="", server_default="")
    leaves: Mapped[list[Any]] = mapped_column(default_factory=list, server_default="[]")
    brief_at: Mapped[int | None] = mapped_column(default=None)
    summary_at: Mapped[int | None] = mapped_column(default=None)


class Invitation(Base, CompanyRow):
    """A random token that gives a role to the first person who opens it: hashed at rest, expiring, one use."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[Role] = mapped_column(Word(Role))
    name: Mapped[str] = mapped_column(String(200), default="")  # whom it is meant for
    created_by: Mapped[int | None]  # person
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_by: Mapped[int | None] = mapped_column(default=None)  # person
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)


class AccessRequest(Base, CompanyRow):
    """Somebody unknown asks to be let in; an owner answers.

    With a `customer_id` he asks to see that customer's account, from the number `phone`: whoever sells to him answers.
    """

    __tablename__ = "access_request"
    __table_args__ = (Index("ix_access_request_person", "company_id", "person_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(300), default="")
    customer_id: Mapped[int | None] = mapped_column(default=None)
    phone: Mapped[str] = mapped_column(String(30), default="")  # E.164
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_by: Mapped[int | None] = mapped_column(default=None)  # person
    accepted: Mapped[bool] = mapped_column(default=False)


class LinkPurpose(StrEnum):
    QUOTE = "quote"
    ORDER = "order"
    INVOICE = "invoice"
    ACCOUNT = "account"  # what he owes, and all his documents
    PAPER = "paper"  # the same, printed on an invoice that anybody may hold: it opens nothing by itself


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
