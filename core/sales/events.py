"""What happens to sales documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from core.journal import Fact
from core.kernel.amounts import Amount


@dataclass(frozen=True, slots=True)
class QuoteFact(Fact):
    subject: ClassVar[str] = "quote"


@dataclass(frozen=True, slots=True)
class QuoteDrafted(QuoteFact):
    """`said` are the discount and the terms that the message named; the others are what is usual for the customer."""

    customer: str
    gross: Amount
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuoteChanged(QuoteFact):
    """`what` names the verb that changed it; `changes` gives before and after of discount and terms, by column,
    and the names of "customer".

    `said_in` is the message that says so now, "chat:message", when that is not the one that was just written.
    """

    what: str
    gross: Amount
    changes: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    said_in: str = ""


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
class QuoteCopyKept(QuoteFact):
    """The PDF of the accepted quote, with name, words and moment, is in the store under this content hash."""

    sha256: str


@dataclass(frozen=True, slots=True)
class QuoteRefused(QuoteFact):
    """By the customer; `reason` is a core.sales.lifecycles.Reason, or empty."""

    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class QuoteLost(QuoteFact):
    """The salesperson knows that nothing will come of it."""

    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class QuoteLapsed(QuoteFact):
    """Nobody has answered in time."""

    valid_until: date


@dataclass(frozen=True, slots=True)
class QuoteRevised(QuoteFact):
    """A new version is being made: the draft `revision_id`."""

    revision_id: int


@dataclass(frozen=True, slots=True)
class QuoteReplaced(QuoteFact):
    """The new version `number` has taken its place."""

    number: str


@dataclass(frozen=True, slots=True)
class QuoteFloorAsked(QuoteFact):
    """Somebody is asked to let these lines pass under their floor price."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuoteFloorApproved(QuoteFact):
    by: str


@dataclass(frozen=True, slots=True)
class QuoteFloorRefused(QuoteFact):
    by: str


@dataclass(frozen=True, slots=True)
class QuoteOptionChosen(QuoteFact):
    """An option was ticked, or no longer."""

    label: str
    chosen: bool
    gross: Amount


@dataclass(frozen=True, slots=True)
class QuoteQuestionAsked(QuoteFact):
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class QuoteQuestionReplied(QuoteFact):
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class TemplateSaved(Fact):
    subject: ClassVar[str] = "quote_template"
    name: str


@dataclass(frozen=True, slots=True)
class TemplateRenamed(Fact):
    subject: ClassVar[str] = "quote_template"
    name: str


@dataclass(frozen=True, slots=True)
class TemplateArchived(Fact):
    subject: ClassVar[str] = "quote_template"


@dataclass(frozen=True, slots=True)
class QuoteCancelled(QuoteFact):
    pass


@dataclass(frozen=True, slots=True)
class QuoteRestored(QuoteFact):
    pass
