"""Lettering a customer's account: documents and payments that settle each other, once all of them come to nothing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import and_, bindparam, func, select, union
from sqlalchemy.orm import aliased

from core.chain import Chained
from core.invoicing.models import Settlement
from core.ledger.lettering import letter, unletter
from core.ledger.models import LedgerEntry, LedgerLine
from core.ledger.moving import bring_along
from core.ledger.posting import chained
from core.ledger.receivables import CUSTOMERS
from core.treasury.models import Payment
from core.treasury.rules import groups
from core.uow import UnitOfWork

INVOICE: Final = "invoice"  # subjects of entries
PAYMENT: Final = "payment"
WRITTEN_OFF: Final = "settlement"


async def match(uow: UnitOfWork, customer_id: int) -> None:
    """Give a letter to each group of open lines whose documents are settled and whose payments are used up."""
    account = await _account(uow, customer_id)
    for group in account.closed():
        await letter(uow, group)


async def unmatch(uow: UnitOfWork, subject_id: int, *, subject: str = PAYMENT) -> list[Chained]:
    """A payment is taken back, or a document open again: its lines, and those that they settled, have no letter any
    more. What stands on an account of before goes to today's, by new entries: their links.

    A letter that no other object bears stays: it says that this one went to another account.
    """
    about = and_(LedgerEntry.subject == subject, LedgerEntry.subject_id == subject_id)
    its = select(LedgerLine.letter).join(LedgerLine.entry).where(LedgerLine.letter.is_not(None), about)
    bearing = select(LedgerLine, about).join(LedgerLine.entry).where(LedgerLine.letter.in_(its))
    rows = [(line, own) for line, own in await uow.session.execute(bearing)]
    shared = {line.letter for line, own in rows if not own}
    lines = [line for line, _own in rows if line.letter in shared]
    await unletter(uow, lines)
    return chained(*await bring_along(uow, lines))


@dataclass(slots=True)
class _Account:
    """The open lines of a customer's account by the object that they are of, and how these hang together.

    `settled` is what settles each document, or what each payment settles.
    """

    lines: dict[str, list[LedgerLine]] = field(default_factory=lambda: defaultdict(list))
    settled: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    edges: list[tuple[str, str]] = field(default_factory=list)

    def ids(self, subject: str) -> list[int]:
        named = (node.split(":") for node in self.lines)
        return [int(key) for kind, key in named if kind == subject]

    def settle(self, one: Settlement) -> None:
        document = f"{INVOICE}:{one.invoice_id}"
        self.settled[document] += one.amount
        if one.payment_id is not None:
            self.settled[f"{PAYMENT}:{one.payment_id}"] += one.amount
            self.edges.append((document, f"{PAYMENT}:{one.payment_id}"))
        if one.other_id is not None:
            self.edges.append((document, f"{INVOICE}:{one.other_id}"))
        self.edges.append((document, f"{WRITTEN_OFF}:{one.id}"))

    def pool(self, payments: Sequence[tuple[int, int | None, int | None]]) -> None:
        """Payments that take another back go with it; those of one pool whose rests come to nothing go together."""
        rests: dict[int | None, list[str]] = defaultdict(list)
        taken_back = {reverses_id for _id, _order_id, reverses_id in payments}
        for payment_id, order_id, reverses_id in payments:
            node = f"{PAYMENT}:{payment_id}"
            if reverses_id is not None:
                self.edges.append((node, f"{PAYMENT}:{reverses_id}"))
            elif payment_id not in taken_back and self.rest(node):
                rests[order_id].append(node)
        for nodes in rests.values():
            if not sum(map(self.rest, nodes)):
                self.edges.extend((nodes[0], other) for other in nodes[1:])

    def rest(self, node: str) -> Decimal:
        """What is open of a document, or left of a payment with the other sign."""
        side = sum((line.debit - line.credit for line in self.lines[node]), Decimal(0))
        if node.startswith(PAYMENT):
            return side + self.settled[node]
        return side - self.settled[node] if node.startswith(INVOICE) else Decimal(0)

    def closed(self) -> Iterator[Sequence[LedgerLine]]:
        for group in groups(self.lines, self.edges):
            documents = [node for node in group if node.startswith(INVOICE)]
            lines = [line for node in group for line in self.lines[node]]
            settled = not any(map(self.rest, documents))
            if settled and not sum(line.debit - line.credit for line in lines):
                yield lines


async def _account(uow: UnitOfWork, customer_id: int) -> _Account:
    found = _Account()
    for line, subject, subject_id in await uow.session.execute(_OPEN, {"customer_id": customer_id}):
        found.lines[f"{subject}:{subject_id}"].append(line)
    documents, payments = found.ids(INVOICE), found.ids(PAYMENT)
    for one in await uow.session.scalars(_ABOUT, {"documents": documents, "payments": payments}):
        found.settle(one)
    taking = await uow.session.execute(_TAKING, {"payments": payments}) if payments else ()
    found.pool([(key, order_id, back) for key, order_id, back in taking])
    return found


_OPEN: Final = (
    select(LedgerLine, LedgerEntry.subject, LedgerEntry.subject_id)
    .join(LedgerLine.entry)
    .where(
        LedgerLine.customer_id == bindparam("customer_id"),
        LedgerLine.account.startswith(CUSTOMERS),
        func.coalesce(LedgerLine.letter, "") == "",  # by customer: SQLite would look through all without a letter
    )
    .order_by(LedgerLine.id)
)
_PAYMENTS: Final[Any] = bindparam("payments", expanding=True)
_EITHER: Final = union(  # not « or »: SQLite would look through all of them
    select(Settlement).where(Settlement.invoice_id.in_(bindparam("documents", expanding=True))),
    select(Settlement).where(Settlement.payment_id.in_(_PAYMENTS)),
)
_ABOUT: Final = select(aliased(Settlement, _EITHER.subquery()))
_TAKING: Final = select(Payment.id, Payment.order_id, Payment.reverses_id).where(Payment.id.in_(_PAYMENTS))
