"""How much of the VAT that waits for payment is due, as a document and what settles it stand (CGI 269, 2).

Services are taxed as they are paid; a remainder that is given up never is. What a document and its own credit note
settle of each other is no receipt: it lowers what is charged of the kinds that are credited, and what is received is of
the rest. A deposit is taxed as it is paid too; but goods that are delivered are taxed then, so what a final invoice
deducts of a deposit for goods is due with that invoice, whether the deposit is paid before, later, or never.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import selectinload

from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Deduction, Invoice, Settlement, VatDue
from core.invoicing.rules import Kind, due_part
from core.invoicing.totalling import kind_of, taxed_of
from core.kernel.amounts import ZERO, Amount, amount, apportion
from core.uow import Reader

Sums = Mapping[Kind, tuple[Amount, Amount]]  # the base and the tax of each kind
Shares = Mapping[tuple[Kind, bool], tuple[Amount, Amount]]  # the same, of what is due once paid apart from the rest
_NOTHING: Final = (ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class Paid:
    """How far a document is settled, without sign. `given_up` of it is neither money nor another document, `credited`
    is what its own credit notes have settled, or for one of these what it corrects, and `taken` what that is of each
    kind. Of a deposit also what of its VAT is `firm`, due in any case."""

    settled: Amount
    given_up: Amount = ZERO
    credited: Amount = ZERO
    taken: Shares = field(default_factory=dict)
    firm: Sums = field(default_factory=dict)


def due_of(invoice: Invoice, paid: Paid) -> Sums:
    """What is due by now, without sign, of what is due once paid; whatever came before, in the end all of it to the
    cent. A small remainder of a deposit that is given up counts as paid: the final invoice deducts the whole of it."""
    given_up = ZERO if invoice.kind is InvoiceKind.DEPOSIT else max(paid.given_up, ZERO)
    return _due(invoice, paid, amount(paid.settled - paid.credited - given_up))


async def tax_given_up(db: Reader, invoice: Invoice, rest: Amount) -> Amount:
    """The VAT within a remainder that nobody will pay and that was not due yet; both have the document's sign.

    None of a deposit: the final invoice deducts it as a whole.
    """
    if invoice.kind is InvoiceKind.DEPOSIT or rest * invoice.sign <= 0:
        return ZERO
    paid = await paid_of(db, invoice)
    charged = amount(invoice.payable - paid.credited)
    every, kept = _due(invoice, paid, charged), _due(invoice, paid, amount(charged - abs(rest)))
    return amount(invoice.sign * sum(every[kind][1] - kept[kind][1] for kind in every))


async def missing(db: Reader, invoice: Invoice) -> Sums:
    """What is due of an issued document by now, without sign, less what has fallen due of it before."""
    due = due_of(invoice, await paid_of(db, invoice))
    for (kind, on_receipt), sums in taxed_of(invoice).items():
        if not on_receipt:
            due = added(due, {kind: sums}, 1)
    fallen = await db.session.execute(_FALLEN, {"invoice_id": invoice.id})
    before = {Kind(category, vatex, rate): (base, tax) for category, vatex, rate, base, tax in fallen}
    found = added(due, before, -invoice.sign)
    return {kind: sums for kind, sums in found.items() if any(sums)}


async def paid_of(db: Reader, invoice: Invoice) -> Paid:
    """How far a document is settled."""
    rows = (await db.session.scalars(_SETTLEMENTS, {"invoice_id": invoice.id})).all()
    given_up = sum(row.amount for row in rows if row.payment_id is None and row.other_id is None)
    settled = amount(invoice.sign * sum(row.amount for row in rows))
    firm = (await firm_of(db, [invoice.id])).get(invoice.id, {}) if invoice.kind is InvoiceKind.DEPOSIT else {}
    credited, taken = await _credited(db, invoice, rows)
    return Paid(settled, amount(invoice.sign * given_up), credited, taken, firm)


async def firm_of(db: Reader, deposit_ids: Sequence[int]) -> Mapping[int, Sums]:
    """What is due of deposits whether they are paid or not: what was deducted of them for goods."""
    holding = select(Deduction.invoice_id).where(Deduction.deposit_id.in_(deposit_ids))
    wanted = select(Invoice).where(Invoice.id.in_(holding), Invoice.state == InvoiceState.ISSUED).order_by(Invoice.id)
    parts = selectinload(Invoice.taxes), selectinload(Invoice.deductions)
    found: dict[int, dict[Kind, tuple[Amount, Amount]]] = defaultdict(dict)
    for invoice in await db.session.scalars(wanted.options(*parts)):
        for deposit_id, sums in firm_part(invoice).items():
            if deposit_id in deposit_ids:
                found[deposit_id] = dict(added(found[deposit_id], sums, invoice.sign))
    return found


def firm_part(invoice: Invoice) -> Mapping[int, Sums]:
    """What a document deducts of deposits, by their ids, for what is taxed with it whether it is paid or not."""
    found: dict[int, dict[Kind, tuple[Amount, Amount]]] = defaultdict(dict)
    by_kind: dict[Kind, list[Deduction]] = defaultdict(list)
    for row in invoice.deductions:
        by_kind[kind_of(row)].append(row)
    for kind, rows in by_kind.items():
        mine = [row for row in invoice.taxes if kind_of(row) == kind]
        bases = _firm([(row.on_receipt, row.base) for row in mine], [row.base for row in rows])
        taxes = _firm([(row.on_receipt, row.tax) for row in mine], [row.tax for row in rows])
        for row, base, tax in zip(rows, bases, taxes, strict=True):
            found[row.deposit_id][kind] = base, tax
    return found


def added(sums: Sums, more: Sums, sign: int) -> Sums:
    """These sums with others added, or taken off."""
    found = dict(sums)
    for kind, (base, tax) in more.items():
        before = found.get(kind, _NOTHING)
        found[kind] = amount(before[0] + sign * base), amount(before[1] + sign * tax)
    return found


def _due(invoice: Invoice, paid: Paid, received: Amount) -> Sums:
    """What is due once so much is received of what is not credited.

    What is credited beyond what an invoice leaves of a kind was paid with the deposits that it deducts: all of that
    comes back at once, and pays as much of the other kinds.
    """
    shares = taxed_of(invoice)
    beyond = {key: _beyond(sums, paid.taken.get(key, _NOTHING)) for key, sums in shares.items() if invoice.deducted}
    moved = amount(sum(beyond.values()))
    received, charged = amount(received + moved), amount(invoice.payable - paid.credited + moved)
    found: dict[Kind, tuple[Amount, Amount]] = {}
    for key, sums in shares.items():
        kind, on_receipt = key
        if on_receipt:
            taken, firm = paid.taken.get(key, _NOTHING), paid.firm.get(kind, _NOTHING)
            left = [amount(sums[at] - taken[at] - firm[at]) for at in (0, 1)]
            every = not charged or beyond.get(key)
            base, tax = left if every else [due_part(one, received, charged) for one in left]
            found[kind] = amount(firm[0] + base), amount(firm[1] + tax)
    return found


def _beyond(sums: tuple[Amount, Amount], taken: tuple[Amount, Amount]) -> Amount:
    """So much more is credited of a kind than there was, tax included."""
    return max(amount(sum(taken) - max(amount(sum(sums)), ZERO)), ZERO)


def _firm(shares: Sequence[tuple[bool, Amount]], deducted: Sequence[Amount]) -> Sequence[Amount]:
    """The parts of these deductions that are for what is not taxed on receipt, as `less` shares them out."""
    parts = apportion(amount(sum(deducted)), [share for _on_receipt, share in shares])
    firm = sum(part for part, (on_receipt, _share) in zip(parts, shares, strict=True) if not on_receipt)
    return apportion(amount(firm), deducted)


async def _credited(db: Reader, invoice: Invoice, rows: Sequence[Settlement]) -> tuple[Amount, Shares]:
    """What a document and its own credit notes have settled of each other, and what that is of each kind."""
    with_others: dict[int, Amount] = defaultdict(lambda: ZERO)
    for row in rows:
        if row.other_id is not None:
            with_others[row.other_id] = amount(with_others[row.other_id] + invoice.sign * row.amount)
    if invoice.kind is InvoiceKind.CREDIT:
        settled = with_others.get(invoice.origin_id or 0, ZERO)
        return settled, _part(invoice, settled)
    if not with_others:
        return ZERO, {}
    own = (await db.session.scalars(_OWN, {"ids": sorted(with_others), "origin_id": invoice.id})).all()
    found: dict[tuple[Kind, bool], tuple[Amount, Amount]] = {}
    for credit in own:
        for key, (base, tax) in _part(credit, with_others[credit.id]).items():
            before = found.get(key, _NOTHING)
            found[key] = amount(before[0] + base), amount(before[1] + tax)
    return amount(sum(with_others[credit.id] for credit in own)), found


def _part(credit: Invoice, settled: Amount) -> Shares:
    return {
        key: (due_part(base, settled, credit.payable), due_part(tax, settled, credit.payable))
        for key, (base, tax) in taxed_of(credit).items()
    }


_SETTLEMENTS: Final = select(Settlement).where(Settlement.invoice_id == bindparam("invoice_id")).order_by(Settlement.id)
_OWN: Final = (
    select(Invoice)
    .where(
        Invoice.id.in_(bindparam("ids", expanding=True)),
        Invoice.origin_id == bindparam("origin_id"),
        Invoice.kind == InvoiceKind.CREDIT,
    )
    .options(selectinload(Invoice.lines), selectinload(Invoice.taxes), selectinload(Invoice.deductions))
    .order_by(Invoice.id)
)
_FALLEN: Final = (
    select(VatDue.category, VatDue.vatex, VatDue.rate, func.sum(VatDue.base), func.sum(VatDue.tax))
    .where(VatDue.invoice_id == bindparam("invoice_id"))
    .group_by(VatDue.category, VatDue.vatex, VatDue.rate)
)
