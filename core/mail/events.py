"""What happens to documents by e-mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from core.journal import Fact


@dataclass(frozen=True, slots=True)
class Mailed(Fact):
    """The mail server has taken it."""

    to: str


@dataclass(frozen=True, slots=True)
class QuoteMailed(Mailed):
    subject: ClassVar[str] = "quote"


@dataclass(frozen=True, slots=True)
class OrderMailed(Mailed):
    subject: ClassVar[str] = "order"


@dataclass(frozen=True, slots=True)
class InvoiceMailed(Mailed):
    subject: ClassVar[str] = "invoice"


@dataclass(frozen=True, slots=True)
class MailFailed(Fact):
    """Nobody got it; with no `reason`, nobody knows whether anybody did."""

    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class QuoteMailFailed(MailFailed):
    subject: ClassVar[str] = "quote"


@dataclass(frozen=True, slots=True)
class OrderMailFailed(MailFailed):
    subject: ClassVar[str] = "order"


@dataclass(frozen=True, slots=True)
class InvoiceMailFailed(MailFailed):
    subject: ClassVar[str] = "invoice"


@dataclass(frozen=True, slots=True)
class LinksCut(Fact):
    """The addresses that show it in a browser show nothing any more."""

    count: int


@dataclass(frozen=True, slots=True)
class QuoteLinksCut(LinksCut):
    subject: ClassVar[str] = "quote"


@dataclass(frozen=True, slots=True)
class OrderLinksCut(LinksCut):
    subject: ClassVar[str] = "order"


@dataclass(frozen=True, slots=True)
class InvoiceLinksCut(LinksCut):
    subject: ClassVar[str] = "invoice"


MAILED: Final[Mapping[str, type[Mailed]]] = {"quote": QuoteMailed, "order": OrderMailed, "invoice": InvoiceMailed}
FAILED: Final[Mapping[str, type[MailFailed]]] = {
    "quote": QuoteMailFailed,
    "order": OrderMailFailed,
    "invoice": InvoiceMailFailed,
}
CUT: Final[Mapping[str, type[LinksCut]]] = {"quote": QuoteLinksCut, "order": OrderLinksCut, "invoice": InvoiceLinksCut}
