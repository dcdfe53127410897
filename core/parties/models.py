"""Customers and prospects: one table, a prospect becomes a customer by itself; their people and their addresses."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, query_expression

from core.db import Base, CompanyRow, Versioned
from core.db.columns import Word
from core.kernel.amounts import NO_RATE, Amount, Rate
from core.kernel.identifiers import dialled


class CustomerKind(StrEnum):
    """What somebody is before the law: it decides mentions, late fees, the right of withdrawal, e-invoicing."""

    PROFESSIONAL = "professional"
    CONSUMER = "consumer"
    PUBLIC = "public"  # State, town, hospital …
    ASSOCIATION = "association"


class AutoInvoice(StrEnum):
    """What is invoiced for a customer without anybody asking."""

    NEVER = "never"
    ORDER_DRAFT = "order-draft"  # an order that is confirmed: a draft to look through
    ORDER = "order"  # and issued at once
    DELIVERY_DRAFT = "delivery-draft"
    DELIVERY = "delivery"


class Customer(Base, CompanyRow, Versioned):
    """A customer or a prospect, perhaps a supplier too: one card for whoever we deal with.

    `contact` is the person whom documents are addressed to; `salesperson_id` None: everybody's customer.
    `merged_into` is the customer who has taken this one's place.
    """

    __tablename__ = "customer"
    __table_args__ = (
        UniqueConstraint("company_id", "code"),
        Index("ix_customer_name", "company_id", "name"),
        Index("ix_customer_salesperson", "company_id", "salesperson_id"),
        Index("ix_customer_phone", "company_id", "phone"),
        Index("ix_customer_mobile", "company_id", "mobile"),
        Index("ix_customer_email", "company_id", "email"),
        Index("ix_customer_siren", "company_id", "siren"),
        Index("ix_customer_siret", "company_id", "siret"),
    )

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[CustomerKind] = mapped_column(Word(CustomerKind), default=CustomerKind.PROFESSIONAL)
    prospect: Mapped[bool] = mapped_column(default=False)
    supplier: Mapped[bool] = mapped_column(default=False)
    aliases: Mapped[list[str]] = mapped_column(default_factory=list)
    street: Mapped[str] = mapped_column(String(200), default="")
    zip: Mapped[str] = mapped_column(String(20), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    country: Mapped[str] = mapped_column(String(2), default="FR")  # ISO 3166-1
    phone: Mapped[str] = mapped_column(String(30), default="")  # E.164
    mobile: Mapped[str] = mapped_column(String(30), default="")  # E.164
    email: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    siren: Mapped[str] = mapped_column(String(9), default="")
    siret: Mapped[str] = mapped_column(String(14), default="")
    vat_number: Mapped[str] = mapped_column(String(20), default="")
    rna: Mapped[str] = mapped_column(String(10), default="")  # an association's number: W and nine digits
    reverse_charge: Mapped[bool] = mapped_column(
        default=False
    )  # he owes the VAT: subcontracted works (CGI 283-2 nonies)
    auto_invoice: Mapped[AutoInvoice] = mapped_column(Word(AutoInvoice), default=AutoInvoice.NEVER)
    each_delivery: Mapped[bool] = mapped_column(default=False)  # one invoice for each delivery, not one for several
    payment_terms: Mapped[str] = mapped_column(String(20), default="")  # a code of core.kernel.terms; "": the company's
    discount: Mapped[Rate] = mapped_column(default=NO_RATE)
    credit_limit: Mapped[Amount | None] = mapped_column(default=None)  # None: no limit was set
    salesperson_id: Mapped[int | None] = mapped_column(default=None)  # person
    notes: Mapped[str] = mapped_column(String(2000), default="")  # for us, never printed
    tags: Mapped[list[str]] = mapped_column(default_factory=list)
    language: Mapped[str] = mapped_column(String(10), default="fr")  # of his documents
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None] = mapped_column(default=None)
    merged_into: Mapped[int | None] = mapped_column(default=None)  # customer
    last_used_at: Mapped[datetime | None] = mapped_column(default=None)
    with_contacts: Mapped[str | None] = query_expression()  # a search reads it along: names and numbers, one a line

    def people(self) -> list[str]:
        """Whom one asks for there: the names of those whom a search has read along, too."""
        return [text for text in (self.contact, *self._contacts()) if text and not text.startswith("+")]

    def numbers(self) -> list[str]:
        """What one dials to reach somebody there, as digits."""
        reached = (self.phone, self.mobile, *self._contacts())
        return list(dict.fromkeys(dialled(number) for number in reached if number.startswith("+")))

    def found_under(self) -> list[str]:
        """The texts whose words find this customer."""
        return [self.name, *self.aliases, self.code, self.city, self.zip, *self.people(), *self.numbers()]

    def _contacts(self) -> list[str]:
        return (self.with_contacts or "").split("\n")


class Contact(Base, CompanyRow):
    """Somebody at a customer's."""

    __tablename__ = "contact"
    __table_args__ = (Index("ix_contact_customer", "company_id", "customer_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    name: Mapped[str] = mapped_column(String(200))
    job: Mapped[str] = mapped_column(String(100), default="")  # what he does there
    phone: Mapped[str] = mapped_column(String(30), default="")  # E.164
    mobile: Mapped[str] = mapped_column(String(30), default="")  # E.164
    email: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None] = mapped_column(default=None)


class AddressUse(StrEnum):
    BILLING = "billing"
    DELIVERY = "delivery"  # where goods go or works are done


class Address(Base, CompanyRow):
    """Another address of a customer than his own."""

    __tablename__ = "address"
    __table_args__ = (Index("ix_address_customer", "company_id", "customer_id"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    use: Mapped[AddressUse] = mapped_column(Word(AddressUse))
    label: Mapped[str] = mapped_column(String(100), default="")  # « chantier Tilleuls »
    street: Mapped[str] = mapped_column(String(200), default="")
    zip: Mapped[str] = mapped_column(String(20), default="")
    city: Mapped[str] = mapped_column(String(100), default="")
    country: Mapped[str] = mapped_column(String(2), default="FR")  # ISO 3166-1
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None] = mapped_column(default=None)
