"""Letters of customers' accounts: no part of the chain, so computed again from the settlements, which are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from core.audit.findings import Broken, Problem
from core.audit.subjects import Values
from core.kernel.amounts import ZERO, Amount, amount, total
from core.ledger.models import LedgerLine
from core.treasury.rules import groups

_DOCUMENT: Final = "invoice"  # subjects of entries
_PAYMENT: Final = "payment"
_WRITTEN_OFF: Final = "settlement"


@dataclass(frozen=True, slots=True)
class _Line:
    id: int
    node: str  # the object that it is of: "invoice:12"
    account: tuple[str, int | None]  # its number, and the customer
    balance: Amount
    letter: str | None


@dataclass(slots=True)
class Letters:
    """Lines by their letter, and those of customers by the object that they are of: "invoice:12"."""

    _lettered: dict[str, list[_Line]] = field(default_factory=lambda: defaultdict(list))
    _lines: dict[str, list[_Line]] = field(default_factory=lambda: defaultdict(list))
    _rests: dict[str, Amount] = field(default_factory=lambda: defaultdict(lambda: ZERO))  # of documents
    _edges: list[tuple[str, str]] = field(default_factory=list)

    def add_line(self, entry: Values, line: Values) -> None:
        balance = amount(line["debit"] - line["credit"])
        node = f"{entry['subject']}:{entry['subject_id']}"
        one = _Line(line["id"], node, (line["account"], line["customer_id"]), balance, line["letter"])
        if one.letter is not None:
            self._lettered[one.letter].append(one)
        if line["customer_id"] is not None:
            self._lines[node].append(one)

    def add_document(self, document_id: int, payable: Amount) -> None:
        self._owe(f"{_DOCUMENT}:{document_id}", payable)

    def add_payment(self, said: Values) -> None:
        if said["reverses_id"] is not None:
            self._edges.append((f"{_PAYMENT}:{said['id']}", f"{_PAYMENT}:{said['reverses_id']}"))

    def add_settlement(self, said: Values) -> None:
        document = f"{_DOCUMENT}:{said['invoice_id']}"
        self._owe(document, amount(-said["amount"]))
        self._edges.append((document, f"{_WRITTEN_OFF}:{said['id']}"))
        if said["payment_id"] is not None:
            self._edges.append((document, f"{_PAYMENT}:{said['payment_id']}"))
        if said["other_id"] is not None:
            self._edges.append((document, f"{_DOCUMENT}:{said['other_id']}"))

    def compared(self) -> Iterable[Broken]:
        """Lines of one letter are of one account and come to nothing; settled documents bear one, open ones none, but
        for what says that they went to another account."""
        for letter, lines in sorted(self._lettered.items()):
            rest = total(one.balance for one in lines)
            if rest or len({one.account for one in lines}) > 1:
                yield Broken(Problem.LETTER_UNBALANCED, _TABLE, lines[0].id, letter, str(ZERO), str(rest))
        for group in groups(self._lines, self._edges):
            lines = [one for node in group for one in self._lines[node]]
            open_ = any(self._rests[node] for node in group if node.startswith(_DOCUMENT))
            if not open_ and not total(one.balance for one in lines):
                yield from (_missing(one) for one in lines if one.letter is None)
        for node, lines in self._lines.items():
            if node.startswith(_DOCUMENT) and self._rests[node]:
                yield from (_too_early(one, self._rests[node]) for one in lines if self._settles(one))

    def _settles(self, line: _Line) -> bool:
        """Whether its letter joins it with another object; one that does not says that it went to another account."""
        return line.letter is not None and any(one.node != line.node for one in self._lettered[line.letter])

    def _owe(self, document: str, more: Amount) -> None:
        self._rests[document] = amount(self._rests[document] + more)


def _missing(line: _Line) -> Broken:
    return Broken(Problem.LETTER_MISSING, _TABLE, line.id, "", str(abs(line.balance)), "")


def _too_early(line: _Line, rest: Amount) -> Broken:
    return Broken(Problem.LETTER_TOO_EARLY, _TABLE, line.id, line.letter or "", str(ZERO), str(rest))


_TABLE: Final = str(LedgerLine.__tablename__)
