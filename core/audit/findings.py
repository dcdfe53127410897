"""What an audit finds: nothing, or rows that do not say what they said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Problem(StrEnum):
    """What is wrong with a row; `expected` and `found` of the finding say how."""

    ROW_ALTERED = "row-altered"  # it, or a line of it, was changed, added or taken away; both are hashes
    ROW_UNREADABLE = "row-unreadable"  # a value in it, or in a line of it, is none that Carnet writes
    ROW_MISSING = "row-missing"  # a link names it, and it is not there
    ROW_UNLINKED = "row-unlinked"  # it is there, and no link names it
    ROW_TWICE = "row-twice"  # two links name it: `found` is the second
    LINK_ALTERED = "link-altered"  # both are hashes
    LINK_MISSING = "link-missing"  # `expected` is the number of the link that should be there, `found` of the next
    LINK_UNKNOWN = "link-unknown"  # of a kind that Carnet does not write
    TAIL_ALTERED = "tail-altered"  # where the chain ends: both are numbers of links
    NUMBER_MISSING = "number-missing"  # the number that should follow, and the one that does
    NUMBER_UNREADABLE = "number-unreadable"
    DATE_BACK = "date-back"  # dated before its predecessor: both are days
    COUNTER_WRONG = "counter-wrong"  # the last number of the series, and what the counter says
    ENTRY_UNBALANCED = "entry-unbalanced"  # debit and credit
    DOCUMENT_UNPOSTED = "document-unposted"  # what the customer owes by it, and what was posted to his account
    OVERSETTLED = "oversettled"  # what there is to settle, and what is settled
    CUSTOMER_DIFFERS = "customer-differs"  # what the documents leave, and the balance of his account
    VAT_DIFFERS = "vat-differs"  # the sum of what fell due, and the balance of the account
    LETTER_UNBALANCED = "letter-unbalanced"  # what lines of one letter should come to, and do
    LETTER_MISSING = "letter-missing"  # what the line comes to: it is settled, and bears no letter
    LETTER_TOO_EARLY = "letter-too-early"  # what should be left of the document, and what is
    COPY_DIFFERS = "copy-differs"  # both are hashes: what was chained, and what the row says
    COPY_LOST = "copy-lost"  # the hash of a file that the store no longer has as it was
    POSTED_LATE = "posted-late"  # up to which day the books were closed then, and the day of the entry
    LOCK_DIFFERS = "lock-differs"  # up to which day the books were closed last, and what the company says
    YEAR_DIFFERS = "year-differs"  # as it was closed, and as it says: first and last day, moment; "" for open
    EXPORT_DIFFERS = "export-differs"  # how many entries were handed over, and bear its id: others, even when as many
    ORDER_DIFFERS = "order-differs"  # what its invoices come to, and what the order says
    ORDER_LINE_DIFFERS = "order-line-differs"  # how many were invoiced, and what the line says
    CLOSING_DIFFERS = "closing-differs"  # what was chained until then comes to, and what the closing says
    STOCK_DIFFERS = "stock-differs"  # what its moves add up to, and what the level says
    RESERVED_DIFFERS = "reserved-differs"  # what is promised, and what the level says


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that is wrong: `number` as people know it, `expected` and `found` as `problem` tells."""

    problem: Problem
    table: str
    id: int
    number: str = ""
    expected: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was looked at, and what is wrong, the first link of the chain first."""

    links: int
    rows: Mapping[str, int]  # by kind
    broken: Sequence[Broken]

    @property
    def first(self) -> Broken | None:
        return self.broken[0] if self.broken else None
