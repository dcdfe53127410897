"""Customers and prospects: one table, a prospect becomes a customer by itself."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, CompanyRow, Versioned
from core.db.columns import Word
from core.kernel.amounts import NO_RATE, Rate
from core.kernel.identifiers import dialled


class CustomerKind(StrEnum):
    COMPANY = "company"
    INDIVIDUAL = "individual"


class PaymentTerms(StrEnum):
    ON_RECEIPT = "COMPTANT"
    NET_30 = "30J"
    NET_30_EOM = "30J_FDM"
    NET_45_EOM = "45J_FDM"
    NET_60 = "60J"


class Customer(Base, CompanyRow, Versioned):
    __tablename__ = "customer"
    __table_args__ = (UniqueConstraint("company_id", "code"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[CustomerKind] = mapped_column(Word(CustomerKind), default=CustomerKind.COMPANY)
    prospect: Mapped[bool] = mapped_column(default=False)
    aliases: Mapped[list[str]] = mapped_column(default_factory=list)
    street: Mapped[str] = mapped_column(String(200), default="")
    zip: Mapped[str] = mapped_column(String(20), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")  # E.164
    mobile: Mapped[str] = mapped_column(String(30), default="")  # E.164
    email: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    siren: Mapped[str] = mapped_column(String(9), default="")
    siret: Mapped[str] = mapped_column(String(14), default="")
    payment_terms: Mapped[PaymentTerms | None] = mapped_column(Word(PaymentTerms), default=None)
    discount: Mapped[Rate] = mapped_column(default=NO_RATE)
    salesperson_id: Mapped[int | None] = mapped_column(default=None)  # person
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None] = mapped_column(default=None)
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)

    def found_under(self) -> list[str]:
        """The texts whose words find this customer."""
        numbers = [dialled(number) for number in (self.phone, self.mobile) if number]
        return [self.name, *self.aliases, self.code, self.contact, self.city, self.zip, *numbers]
