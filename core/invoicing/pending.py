"""How much of the VAT that waits for payment is due, as a document and what settles it stand (CGI 269, 2).

Services are taxed as they are paid; a remainder that is given up never is. A deposit is taxed as it is paid too; but
goods that are delivered are taxed then, so what a final invoice deducts of a deposit for goods is due with that
invoice, whether the deposit is paid before, later, or never.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import selectinload

from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Deduction, Invoice, InvoiceTax, Settlement
from core.invoicing.rules import Kind, due_part
from core.invoicing.totalling import kind_of, left_of
from core.kernel.amounts import ZERO, Amount, amount, apportion
from core.uow import Reader

Sums = Mapping[Kind, tuple[Amount, Amount]]  # the base and the tax of each kind
_NOTHING: Final = (ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class Credited:
    """A credit note on a deposit, and how much of the deposit it settles."""

    settled: Amount
    payable: Amount
    taxes: Sums


@dataclass(frozen=True, slots=True)
class Paid:
    """How far a document is settled, without sign. `given_up` of it is neither money nor another document. Of a deposit
    also what of its VAT is `firm`, due in any case, and what its own credit notes settle."""

    settled: Amount
    given_up: Amount = ZERO
    firm: Sums = field(default_factory=dict)
    credits: Sequence[Credited] = ()


def due_of(invoice: Invoice, paid: Paid) -> Sums:
    """What is due by now, without sign; whatever came before, in the end all of it to the cent."""
    if invoice.net_of_tax:
        return {}
    if invoice.kind is InvoiceKind.DEPOSIT:
        return _of_deposit(invoice, paid)
    received = amount(paid.settled - max(paid.given_up, ZERO))
    found: dict[Kind, tuple[Amount, Amount]] = {}
    for on_receipt, share in left_of(invoice):
        if on_receipt:
            base, tax = found.get(share.kind, _NOTHING)
            found[share.kind] = (
                amount(base + due_part(share.base, received, invoice.payable)),
                amount(tax + due_part(share.tax, received, invoice.payable)),
            )
    return found


def tax_given_up(invoice: Invoice, rest: Amount) -> Amount:
    """The VAT within a remainder that nobody will pay and that was not due yet; both have the document's sign.

    None of a deposit: the final invoice deducts it as a whole.
    """
    if invoice.net_of_tax or invoice.kind is InvoiceKind.DEPOSIT or rest * invoice.sign <= 0:
        return ZERO
    kept = amount(invoice.payable - abs(rest))
    pending = (share.tax for on_receipt, share in left_of(invoice) if on_receipt)
    return amount(invoice.sign * sum(tax - due_part(tax, kept, invoice.payable) for tax in pending))


def moved(before: Sums, after: Sums) -> Sums:
    """What is due now and was not before."""
    found = {}
    for kind in {**before, **after}:
        was, now = before.get(kind, _NOTHING), after.get(kind, _NOTHING)
        if was != now:
            found[kind] = amount(now[0] - was[0]), amount(now[1] - was[1])
    return found


async def paid_of(db: Reader, invoice: Invoice, *, but: Settlement | None = None) -> Paid:
    """How far a document is settled, by all settlements `but` one."""
    rows = (await db.session.scalars(_SETTLEMENTS, {"ids": [invoice.id]})).all()
    counted = [row for row in rows if but is None or row.id != but.id]
    firm = (await firm_of(db, [invoice.id])).get(invoice.id, {}) if invoice.kind is InvoiceKind.DEPOSIT else {}
    return await _paid(db, invoice, counted, firm)


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


def _of_deposit(invoice: Invoice, paid: Paid) -> Sums:
    """What is firm; what its credit notes settle, as they say it themselves; and of the rest what is paid of the rest.

    A small remainder that is given up counts as paid here: the final invoice deducts the whole of the deposit.
    """
    by_credits = amount(sum(one.settled for one in paid.credits))
    left = amount(invoice.payable - by_credits)
    found = {}
    for kind, whole in _by_kind(invoice.taxes).items():
        firm = paid.firm.get(kind, _NOTHING)
        back = [
            amount(sum(due_part(one.taxes.get(kind, _NOTHING)[at], one.settled, one.payable) for one in paid.credits))
            for at in (0, 1)
        ]
        rest = [amount(whole[at] - firm[at] - back[at]) for at in (0, 1)]
        shares = [due_part(one, amount(paid.settled - by_credits), left) if left else one for one in rest]
        found[kind] = amount(firm[0] + back[0] + shares[0]), amount(firm[1] + back[1] + shares[1])
    return found


def _firm(shares: Sequence[tuple[bool, Amount]], deducted: Sequence[Amount]) -> Sequence[Amount]:
    """The parts of these deductions that are for what is not taxed on receipt, as `less` shares them out."""
    parts = apportion(amount(sum(deducted)), [share for _on_receipt, share in shares])
    firm = sum(part for part, (on_receipt, _share) in zip(parts, shares, strict=True) if not on_receipt)
    return apportion(amount(firm), deducted)


async def _paid(db: Reader, invoice: Invoice, rows: Sequence[Settlement], firm: Sums) -> Paid:
    given_up = sum(row.amount for row in rows if row.payment_id is None and row.other_id is None)
    settled = amount(invoice.sign * sum(row.amount for row in rows))
    credits = await _credits(db, invoice, rows) if invoice.kind is InvoiceKind.DEPOSIT else ()
    return Paid(settled, amount(invoice.sign * given_up), firm, credits)


async def _credits(db: Reader, deposit: Invoice, rows: Sequence[Settlement]) -> Sequence[Credited]:
    by_other: dict[int, Amount] = defaultdict(lambda: ZERO)
    for row in rows:
        if row.other_id is not None:
            by_other[row.other_id] = amount(by_other[row.other_id] + row.amount)
    if not by_other:
        return ()
    own = select(Invoice).where(Invoice.id.in_(by_other), Invoice.origin_id == deposit.id).order_by(Invoice.id)
    credits = await db.session.scalars(own.options(selectinload(Invoice.taxes)))
    return [Credited(by_other[one.id], one.payable, _by_kind(one.taxes)) for one in credits]


def _by_kind(rows: Iterable[InvoiceTax]) -> Sums:
    found: dict[Kind, tuple[Amount, Amount]] = {}
    for row in rows:
        kind = kind_of(row)
        base, tax = found.get(kind, _NOTHING)
        found[kind] = amount(base + row.base), amount(tax + row.tax)
    return found


_SETTLEMENTS: Final = (
    select(Settlement).where(Settlement.invoice_id.in_(bindparam("ids", expanding=True))).order_by(Settlement.id)
)
