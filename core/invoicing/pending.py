"""How much of the VAT that waits for payment is due, as a document and what settles it stand (CGI 269, 2).

Services are taxed as they are paid; a remainder that is given up never is. What a document and its own credit note
settle of each other is no receipt: it lowers what is charged of the kinds that are credited, and what is received is of
the rest. A deposit is taxed as it is paid too; but goods that are delivered are taxed then, so what a final invoice
deducts of a deposit for goods is due with that invoice, whether the deposit is paid before, later, or never. What is
credited of an invoice beyond what it charges itself was to be paid with its deposits: as far as these are paid.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import selectinload

from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Deduction, Invoice, Settlement, VatDue
from core.invoicing.rules import Kind, due_part
from core.invoicing.totalling import kind_of, taxed_of
from core.kernel.amounts import ONE, ZERO, Amount, amount, apportion, total
from core.uow import Reader, UnitOfWork

Sums = Mapping[Kind, tuple[Amount, Amount]]  # the base and the tax of each kind
Shares = Mapping[tuple[Kind, bool], tuple[Amount, Amount]]  # the same, of what is due once paid apart from the rest
_NOTHING: Final = (ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class Paid:
    """How far a document is settled, without sign. `given_up` of it is neither money nor another document, `credited`
    is what its own credit notes have settled, or for one of these what it corrects, and `taken` what that is of each
    kind. Of a deposit also what of its VAT is `firm`, due in any case; of what deducts deposits and is credited, the
    share that is `paid_before`, of each kind, of what they have charged."""

    settled: Amount
    given_up: Amount = ZERO
    credited: Amount = ZERO
    taken: Shares = field(default_factory=dict)
    firm: Sums = field(default_factory=dict)
    paid_before: Mapping[tuple[Kind, bool], Decimal] = field(default_factory=dict)


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
    before = await _paid_before(db, invoice) if taken and invoice.deductions else {}
    return Paid(settled, amount(invoice.sign * given_up), credited, taken, firm, before)


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

    What is credited beyond what an invoice leaves of a kind is paid with the deposits that it deducts: as far as they
    are, that comes back, and pays as much of the other kinds.
    """
    shares = taxed_of(invoice)
    beyond = {key: _beyond(sums, paid.taken.get(key, _NOTHING)) for key, sums in shares.items() if invoice.deducted}
    moved = amount(sum(each * paid.paid_before.get(key, ONE) for key, each in beyond.items()))
    received = amount(received + moved)
    charged = amount(invoice.payable - paid.credited + sum(beyond.values()))
    found: dict[Kind, tuple[Amount, Amount]] = {}
    for key, sums in shares.items():
        kind, on_receipt = key
        if on_receipt:
            taken, firm = paid.taken.get(key, _NOTHING), paid.firm.get(kind, _NOTHING)
            left = [amount(sums[at] - taken[at] - firm[at]) for at in (0, 1)]
            if beyond.get(key):
                base, tax = [amount(one * paid.paid_before.get(key, ONE)) for one in left]
            else:
                base, tax = [due_part(one, received, charged) for one in left] if charged else left
            found[kind] = amount(firm[0] + base), amount(firm[1] + tax)
    return found


async def _paid_before(db: Reader, invoice: Invoice) -> Mapping[tuple[Kind, bool], Decimal]:
    """How far the deposits are paid that a document deducts, by kind and whether that is due once paid."""
    firm = firm_part(invoice)
    whole: dict[tuple[Kind, bool], Decimal] = defaultdict(Decimal)
    reached: dict[tuple[Kind, bool], Decimal] = defaultdict(Decimal)
    for deposit in await deposits_of(db, invoice):
        share = _share_paid(deposit, await paid_of(db, deposit))
        for row in invoice.deductions:
            if row.deposit_id == deposit.id:
                kind = kind_of(row)
                part = total(firm[deposit.id].get(kind, _NOTHING))
                for key, gross in (((kind, False), part), ((kind, True), amount(row.base + row.tax - part))):
                    whole[key] += gross
                    reached[key] += gross * share
    return {key: reached[key] / gross for key, gross in whole.items() if gross}


def _share_paid(deposit: Invoice, paid: Paid) -> Decimal:
    """Of what a deposit charges still."""
    charged = deposit.payable - paid.credited
    return (paid.settled - paid.credited) / charged if charged else Decimal(1)


async def deposits_of(db: Reader, invoice: Invoice) -> Sequence[Invoice]:
    """The deposits that a document deducts."""
    ids = sorted({row.deposit_id for row in invoice.deductions})
    return (await db.session.scalars(_DOCUMENTS.where(Invoice.id.in_(ids)))).all() if ids else ()


async def deducting(uow: UnitOfWork, deposit: Invoice) -> Sequence[Invoice]:
    """The issued invoices that deduct a deposit, locked."""
    holding = select(Deduction.invoice_id).where(Deduction.deposit_id == deposit.id)
    wanted = Invoice.id.in_(holding), Invoice.state == InvoiceState.ISSUED, Invoice.kind != InvoiceKind.CREDIT
    ids = (await uow.session.scalars(select(Invoice.id).where(*wanted).order_by(Invoice.id).with_for_update())).all()
    return (await uow.session.scalars(_DOCUMENTS.where(Invoice.id.in_(ids)))).all() if ids else ()


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


_DOCUMENTS: Final = (
    select(Invoice)
    .options(selectinload(Invoice.lines), selectinload(Invoice.taxes), selectinload(Invoice.deductions))
    .order_by(Invoice.id)
)
_SETTLEMENTS: Final = select(Settlement).where(Settlement.invoice_id == bindparam("invoice_id")).order_by(Settlement.id)
_OWN: Final = _DOCUMENTS.where(
    Invoice.id.in_(bindparam("ids", expanding=True)),
    Invoice.origin_id == bindparam("origin_id"),
    Invoice.kind == InvoiceKind.CREDIT,
)
_FALLEN: Final = (
    select(VatDue.category, VatDue.vatex, VatDue.rate, func.sum(VatDue.base), func.sum(VatDue.tax))
    .where(VatDue.invoice_id == bindparam("invoice_id"))
    .group_by(VatDue.category, VatDue.vatex, VatDue.rate)
)
