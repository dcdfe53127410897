"""What happens to sales documents."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from core.journal import Fact
from core.kernel.amounts import Amount


@dataclass(frozen=True, slots=True)
class QuoteFact(Fact):
    subject: ClassVar[str] = "quote"


@dataclass(frozen=True, slots=True)
class QuoteDrafted(QuoteFact):
    customer: str
    gross: Amount


@dataclass(frozen=True, slots=True)
class QuoteChanged(QuoteFact):
    """`what` names the verb that changed it."""

    what: str
    gross: Amount


@dataclass(frozen=True, slots=True)
class QuoteValidated(QuoteFact):
    number: str
    issued_on: date
    gross: Amount


@dataclass(frozen=True, slots=True)
class QuoteSent(QuoteFact):
    number: str


@dataclass(frozen=True, slots=True)
class QuoteAccepted(QuoteFact):
    by: str
    gross: Amount


@dataclass(frozen=True, slots=True)
class QuoteRefused(QuoteFact):
    by: str


@dataclass(frozen=True, slots=True)
class QuoteCancelled(QuoteFact):
    pass


@dataclass(frozen=True, slots=True)
class QuoteRestored(QuoteFact):
    pass
