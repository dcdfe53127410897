"""What happens to sales documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from core.journal import Fact
from core.kernel.amounts import Amount, Quantity


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


@dataclass(frozen=True, slots=True)
class QuoteOrderNoted(QuoteFact):
    """What is known of the customer's own order: its number, the file that he sent, who told or sent it."""

    number: str
    file_name: str
    told_by: str


@dataclass(frozen=True, slots=True)
class QuoteOrdered(QuoteFact):
    """The order `number` stands on it."""

    order_id: int
    number: str


@dataclass(frozen=True, slots=True)
class CustomerAsked(Fact):
    """He has written, or sent a file, about nothing that he was given."""

    subject: ClassVar[str] = "customer"
    by: str
    text: str
    file_name: str


@dataclass(frozen=True, slots=True)
class CustomerAnswered(Fact):
    subject: ClassVar[str] = "customer"
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class CustomerAskTaken(Fact):
    """One of the company's people has begun an order with what he had written."""

    subject: ClassVar[str] = "customer"
    by: str


@dataclass(frozen=True, slots=True)
class OrderFact(Fact):
    subject: ClassVar[str] = "order"


@dataclass(frozen=True, slots=True)
class OrderCopyKept(OrderFact):
    """The PDF of this version's confirmation is in the store under this content hash."""

    version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class OrderRecorded(OrderFact):
    """`failed` names the checks that keep it waiting; none: it was confirmed at once."""

    number: str
    customer: str
    gross: Amount
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderConfirmed(OrderFact):
    number: str


@dataclass(frozen=True, slots=True)
class OrderHeld(OrderFact):
    """It was confirmed and waits again: its deposit went back, for this reason."""

    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class OrderReleased(OrderFact):
    """Somebody let it pass although these checks had failed."""

    by: str
    reason: str
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderRefused(OrderFact):
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class OrderDepositAsked(OrderFact):
    by: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class OrderDepositNoted(OrderFact):
    """`received` is all that has come so far."""

    amount: Amount
    method: str
    received: Amount


@dataclass(frozen=True, slots=True)
class OrderDepositBack(OrderFact):
    """So much of what had come went back, for this reason; `received` is what is left."""

    amount: Amount
    method: str
    received: Amount
    reason: str


@dataclass(frozen=True, slots=True)
class OrderChanged(OrderFact):
    """So many of a line are ordered now; `before` and `after` in the line's unit."""

    label: str
    before: Quantity
    after: Quantity
    gross: Amount


@dataclass(frozen=True, slots=True)
class OrderBeyondCredit(OrderFact):
    """Somebody who may has raised it although the customer now owes more than he may."""

    by: str
    limit: Amount
    owed: Amount


@dataclass(frozen=True, slots=True)
class OrderCancelled(OrderFact):
    """All of it, or what was not delivered; `gross` is what is left of it."""

    by: str
    reason: str
    gross: Amount


@dataclass(frozen=True, slots=True)
class OrderAgreed(OrderFact):
    """The customer has bound himself; `how` is a core.sales.lifecycles.Engagement.

    `conditions_version` is of the general conditions that he has accepted by it; 0 for none.
    """

    by: str
    role: str
    how: str
    conditions_version: int
    signature_sha256: str = ""


@dataclass(frozen=True, slots=True)
class OralOrderConfirmed(OrderFact):
    """The customer has said yes to the recap of what he had ordered by word of mouth."""

    by: str


@dataclass(frozen=True, slots=True)
class OrderSent(OrderFact):
    number: str


@dataclass(frozen=True, slots=True)
class OrderClosed(OrderFact):
    """Nothing is left to deliver."""


@dataclass(frozen=True, slots=True)
class OrderReopened(OrderFact):
    """Something is to be delivered after all."""
