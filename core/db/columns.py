"""The declarative base: decimals as scaled integers, moments in UTC, rows that belong to a company."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, dataclass_transform

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, ForeignKey, Integer, MetaData, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, declared_attr, mapped_column, relationship

from core.kernel.amounts import Amount, Quantity, Rate, UnitPrice
from core.kernel.errors import Changed

_LARGEST = 2**63 - 1  # what a BIGINT holds


class Scaled(TypeDecorator[Decimal]):
    """An exact decimal kept as an integer, so SUM and ORDER BY are exact on every database."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        scaled: int
        numerator, denominator = value.as_integer_ratio()  # exact, whatever the context's precision
        scaled, rest = divmod(numerator * 10**self.places, denominator)
        if rest:
            raise ValueError(f"{value} does not fit {self.places} places: round it first")
        if not -_LARGEST <= scaled <= _LARGEST:
            raise ValueError(f"{value} is too large to be stored")
        return scaled

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)


class Moment(TypeDecorator[datetime]):
    """A moment, stored in UTC and always aware: SQLite alone would give it back without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Word(TypeDecorator[StrEnum]):
    """A member of an enumeration, stored by its value: the tables read like the code."""

    impl = String(40)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.kind(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.kind(value)


# An id fits 63 bits; SQLite only counts up by itself in a column called INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")


@dataclass_transform(kw_only_default=True, field_specifiers=(mapped_column, relationship))
class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False):
    """Every table of ours. Ids are given by the database at flush."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: Id,
        Amount: Scaled(2),
        UnitPrice: Scaled(4),
        Quantity: Scaled(3),
        Rate: Scaled(4),
        datetime: Moment(),
        dict[str, Any]: JSON().with_variant(JSONB(), "postgresql"),
        list[str]: JSON().with_variant(JSONB(), "postgresql"),
        list[Any]: JSON().with_variant(JSONB(), "postgresql"),
    }


class CompanyRow(MappedAsDataclass, kw_only=True, eq=False):
    """A row of one company. The session fills `company_id` in and adds it to every statement by itself.

    Indexes and unique constraints of such a table begin with it, so it needs no index of its own.
    """

    @declared_attr
    @classmethod
    def company_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("company.id"), init=False)


class Versioned(MappedAsDataclass, kw_only=True, eq=False):
    """An object that people look at while others change it: each change counts the version up.

    Writers load it locked (the one writer of SQLite, FOR UPDATE on PostgreSQL), then `expect` what the person saw.
    """

    version: Mapped[int] = mapped_column(init=False, default=1)

    def expect(self, version: int | None) -> None:
        """Raise Changed when the person was looking at another version; None means that nobody looked."""
        if version is not None and version != self.version:
            raise Changed(type(self).__name__.lower(), self.id, version, self.version)  # type: ignore[attr-defined]

    def touch(self) -> None:
        self.version += 1
