"""What the rows of the chain add up to, gathered along the walk, and compared with what is said elsewhere."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from core.audit.findings import Broken, Problem
from core.audit.letters import Letters
from core.audit.models import Closing, Period
from core.audit.subjects import Row, Values
from core.catalog.vatex import NOT_COLLECTED
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice
from core.kernel.amounts import NOTHING, ZERO, Amount, Quantity, amount, quantity, total
from core.ledger.models import Journal, LedgerEntry, LedgerExport
from core.ledger.rules import numbers_hash
from core.parties.models import Customer
from core.sales.lifecycles import LineKind
from core.treasury.models import Payment

SERIES: Final = {
    InvoiceKind.INVOICE: "invoice",
    InvoiceKind.PROGRESS: "invoice",
    InvoiceKind.DEPOSIT: "deposit",
    InvoiceKind.CREDIT: "credit",
}
_NO_EXPORT: Final = {"entries": 0, "numbers_sha256": ""}
_POSTED: Final = frozenset({"invoice", "payment", "settlement"})  # what entries tell that Carnet makes by itself


@dataclass(frozen=True, slots=True)
class Numbered:
    """A row with a number of a series."""

    table: str
    id: int
    number: str
    on: date | None  # None where a later number may bear an earlier day


@dataclass(frozen=True, slots=True)
class _Document:
    number: str
    customer_id: int
    payable: Amount  # signed


@dataclass(slots=True)
class Tally:
    """Sums of the rows that were seen. The accounts of customers and of VAT due are known by how their numbers begin: a
    company may go on under another number."""

    customers_account: str
    vat_account: str
    numbered: dict[str, list[Numbered]] = field(default_factory=lambda: defaultdict(list))
    entries: list[tuple[int, int]] = field(default_factory=list)  # number, id
    invoiced: dict[int, Quantity] = field(default_factory=lambda: defaultdict(lambda: NOTHING))  # by order line
    charged: list[tuple[frozenset[int], Amount]] = field(default_factory=list)  # lines of orders, with tax
    copies: dict[int, str] = field(default_factory=dict)  # hashes of printed files, by document
    locks: list[Values] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    _closed_until: date = date.min
    _handed: dict[int | None, list[int]] = field(default_factory=lambda: defaultdict(list))  # numbers, by export
    _exports: list[Values] = field(default_factory=list)
    _letters: Letters = field(default_factory=Letters)
    _documents: dict[int, _Document] = field(default_factory=dict)
    _payments: dict[int, _Document] = field(default_factory=dict)
    _settled: dict[int, Amount] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    _used: dict[int, Amount] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    _written_off: dict[int, Amount] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    _posted: dict[int, Amount] = field(default_factory=lambda: defaultdict(lambda: ZERO))  # by document
    _balances: dict[int, Amount] = field(default_factory=lambda: defaultdict(lambda: ZERO))  # by customer
    _vat_due: Amount = ZERO
    _vat_posted: Amount = ZERO
    _perpetual: list[tuple[int, Amount, Amount]] = field(default_factory=list)  # link, charged, received, till there
    _closings: list[Values] = field(default_factory=list)

    def add(self, sequence: int, kind: str, row: Row) -> None:
        """Count a row that the link with this number names."""
        {
            "invoice": self._add_invoice,
            "entry": self._add_entry,
            "payment": self._add_payment,
            "settlement": self._add_settlement,
            "vat": self._add_vat,
            "closing": self._add_closing,
            "copy": self._add_copy,
            "lock": self._add_lock,
            "export": self._add_export,
        }[kind](sequence, row.whole)

    def compared(self) -> list[Broken]:
        """What does not add up."""
        return [
            *self.broken,
            *self._documents_posted(),
            *self._settlements_fit(),
            *self._customers_agree(),
            *self._vat_agrees(),
            *self._letters.compared(),
            *self._closings_agree(),
            *self._exports_agree(),
        ]

    def _add_invoice(self, sequence: int, said: Values) -> None:
        sign = -1 if said["kind"] is InvoiceKind.CREDIT else 1
        payable = amount(sign * said["payable"])
        number = said["number"] or ""
        self._letters.add_document(said["id"], payable)
        self._documents[said["id"]] = _Document(number, said["customer_id"], payable)
        self.numbered[SERIES[said["kind"]]].append(
            Numbered(Invoice.__tablename__, said["id"], number, said["issued_on"])
        )
        self._count(sequence, payable, ZERO)
        items = [line for line in said["parts"][0] if line["kind"] is LineKind.ITEM]
        of_orders = [line for line in items if line["billed"] and line["order_line_id"] is not None]
        for line in of_orders:
            before = self.invoiced[line["order_line_id"]]
            self.invoiced[line["order_line_id"]] = quantity(before + sign * line["quantity"])
        if of_orders and all(line["billed"] for line in items):
            lines = frozenset(line["order_line_id"] for line in of_orders)
            self.charged.append((lines, amount(sign * said["gross"])))

    def _add_entry(self, sequence: int, said: Values) -> None:
        lines: Sequence[Values] = said["parts"][0]
        self.entries.append((said["number"], said["id"]))
        self._handed[said["export_id"]].append(said["number"])
        self._check_day(said)
        debit, credit = (total(line[side] for line in lines) for side in ("debit", "credit"))
        if debit != credit:
            self.broken.append(
                Broken(
                    Problem.ENTRY_UNBALANCED,
                    LedgerEntry.__tablename__,
                    said["id"],
                    str(said["number"]),
                    str(debit),
                    str(credit),
                )
            )
        for line in lines:
            self._letters.add_line(said, line)
        if said["subject"] not in _POSTED or said["journal"] == Journal.OPENING:
            return
        for line in lines:
            self._add_line(said, line)

    def _check_day(self, entry: Values) -> None:
        """Nothing is posted into days that were closed before; what carries forward is."""
        if entry["on"] <= self._closed_until and entry["journal"] != Journal.OPENING:
            told = str(entry["number"]), self._closed_until.isoformat(), entry["on"].isoformat()
            self.broken.append(Broken(Problem.POSTED_LATE, LedgerEntry.__tablename__, entry["id"], *told))

    def _add_line(self, entry: Values, line: Values) -> None:
        balance = amount(line["debit"] - line["credit"])
        if line["account"].startswith(self.vat_account):
            self._vat_posted = amount(self._vat_posted - balance)
        if not line["account"].startswith(self.customers_account) or line["customer_id"] is None:
            return
        self._balances[line["customer_id"]] = amount(self._balances[line["customer_id"]] + balance)
        if entry["subject"] == "invoice":
            self._posted[entry["subject_id"]] = amount(self._posted[entry["subject_id"]] + balance)

    def _add_payment(self, sequence: int, said: Values) -> None:
        self._letters.add_payment(said)
        self._payments[said["id"]] = _Document(said["number"], said["customer_id"], said["amount"])
        self.numbered["payment"].append(Numbered(Payment.__tablename__, said["id"], said["number"], None))
        self._count(sequence, ZERO, said["amount"])

    def _add_settlement(self, sequence: int, said: Values) -> None:
        self._letters.add_settlement(said)
        share: Amount = said["amount"]
        self._settled[said["invoice_id"]] = amount(self._settled[said["invoice_id"]] + share)
        if said["payment_id"] is not None:
            self._used[said["payment_id"]] = amount(self._used[said["payment_id"]] + share)
        elif said["other_id"] is None:
            self._written_off[said["invoice_id"]] = amount(self._written_off[said["invoice_id"]] + share)

    def _add_vat(self, sequence: int, said: Values) -> None:
        if said["vatex"] != NOT_COLLECTED:  # imported history, which is in no books
            self._vat_due = amount(self._vat_due + said["tax"])

    def _add_closing(self, sequence: int, said: Values) -> None:
        self._closings.append(said)

    def _add_copy(self, sequence: int, said: Values) -> None:
        self.copies.setdefault(said["invoice_id"], said["sha256"])

    def _add_lock(self, sequence: int, said: Values) -> None:
        self.locks.append(said)
        self._closed_until = max(self._closed_until, said["until"])

    def _add_export(self, sequence: int, said: Values) -> None:
        self._exports.append(said)

    def _count(self, sequence: int, charged: Amount, received: Amount) -> None:
        _at, before, got = self._perpetual[-1] if self._perpetual else (0, ZERO, ZERO)
        self._perpetual.append((sequence, amount(before + charged), amount(got + received)))

    def _documents_posted(self) -> Iterable[Broken]:
        """Each document is on its customer's account, for what it leaves to pay."""
        for document_id, one in self._documents.items():
            if self._posted[document_id] != one.payable:
                yield _of(Invoice, Problem.DOCUMENT_UNPOSTED, document_id, one, one.payable, self._posted[document_id])

    def _settlements_fit(self) -> Iterable[Broken]:
        """Nothing is settled beyond what there is."""
        for document_id, one in self._documents.items():
            if not _within(self._settled[document_id], one.payable):
                yield _of(Invoice, Problem.OVERSETTLED, document_id, one, one.payable, self._settled[document_id])
        for payment_id, one in self._payments.items():
            if not _within(self._used[payment_id], one.payable):
                yield _of(Payment, Problem.OVERSETTLED, payment_id, one, one.payable, self._used[payment_id])

    def _customers_agree(self) -> Iterable[Broken]:
        """What documents, payments and write-offs leave is the balance of the customer's account."""
        left: dict[int, Amount] = defaultdict(lambda: ZERO)
        for document_id, one in self._documents.items():
            left[one.customer_id] = amount(left[one.customer_id] + one.payable - self._written_off[document_id])
        for one in self._payments.values():
            left[one.customer_id] = amount(left[one.customer_id] - one.payable)
        for customer_id in sorted({*left, *self._balances}):
            expected, found = left[customer_id], self._balances[customer_id]
            if expected != found:
                yield Broken(
                    Problem.CUSTOMER_DIFFERS, Customer.__tablename__, customer_id, "", str(expected), str(found)
                )

    def _vat_agrees(self) -> Iterable[Broken]:
        if self._vat_due != self._vat_posted:
            told = self.vat_account, str(self._vat_due), str(self._vat_posted)
            yield Broken(Problem.VAT_DIFFERS, "vat_due", 0, *told)

    def _closings_agree(self) -> Iterable[Broken]:
        """The perpetual totals of days are those of what was chained until then."""
        links = [sequence for sequence, _charged, _received in self._perpetual]
        for one in self._closings:
            if one["period"] is not Period.DAY:
                continue
            at = bisect_right(links, one["last_sequence"])
            _link, charged, received = self._perpetual[at - 1] if at else (0, ZERO, ZERO)
            expected, found = (charged, received), (one["perpetual_gross"], one["perpetual_received"])
            if expected != found:
                yield Broken(
                    Problem.CLOSING_DIFFERS,
                    Closing.__tablename__,
                    one["id"],
                    str(one["starts_on"]),
                    " / ".join(map(str, expected)),
                    " / ".join(map(str, found)),
                )

    def _exports_agree(self) -> Iterable[Broken]:
        """The entries that bear a file's id are those that it was made of."""
        known = {one["id"]: one for one in self._exports}
        for export_id in sorted({*known, *(one for one in self._handed if one is not None)}):
            found, one = self._handed[export_id], known.get(export_id, _NO_EXPORT)
            if numbers_hash(found) != one["numbers_sha256"]:
                told = str(export_id), str(one["entries"]), str(len(found))
                yield Broken(Problem.EXPORT_DIFFERS, LedgerExport.__tablename__, export_id, *told)


def _within(part: Amount, whole: Amount) -> bool:
    return min(whole, ZERO) <= part <= max(whole, ZERO)


def _of(
    model: type[Invoice | Payment], problem: Problem, row_id: int, one: _Document, expected: Any, found: Any
) -> Broken:
    return Broken(problem, model.__tablename__, row_id, one.number, str(expected), str(found))
