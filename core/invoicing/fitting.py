"""What is left to credit of a document, by kind of VAT, and credit notes that fit it to the cent.

Each part of a document is rounded by itself: three times 0.07 of VAT where the whole has 0.20. What is credited last
takes what is left, so that all parts come to the whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.orm import selectinload

from core.catalog.vatex import NET_CREDIT, NET_CREDIT_BACK
from core.company.models import Company
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.rules import Charged, Kind
from core.invoicing.sources import credited, deductible
from core.invoicing.totalling import kind_of, shares_of, taxed, total_up
from core.kernel.amounts import NO_RATE, ZERO, Amount, amount, apportion, total
from core.sales.lifecycles import LineKind
from core.sales.rules import totals
from core.sales.taxation import NET_OF_TAX
from core.uow import Reader

Sold = tuple[Kind, bool]  # a kind of VAT, and whether it is services


@dataclass(frozen=True, slots=True)
class Left:
    """What is left to credit: base and tax of each kind; its base with goods and services apart. What was credited net
    of tax is a kind of its own, less than nothing. `lowered`: something was taken off the price alone. Of each of the
    document's lines, by id: its base in `lines`, and in `off` what was taken off its price and is not made up for."""

    kinds: Mapping[Kind, tuple[Amount, Amount]]
    bases: Mapping[Sold, Amount]
    lowered: bool = False
    lines: Mapping[int, Amount] = field(default_factory=dict)
    off: Mapping[int, Mapping[Sold, Amount]] = field(default_factory=dict)


OF_A_LINE: Final = amount("0.02")  # a price with tax is rounded twice: its discount, then its base
_NOTHING: Final = (ZERO, ZERO)
_NET_OF_TAX: Final = Kind(NET_OF_TAX.category, NET_OF_TAX.vatex, NET_OF_TAX.rate)
_MOST: Final = amount("0.05")  # of tax that rounding by parts may make


async def left_to_credit(db: Reader, origin: Invoice, *, net_of_tax: bool) -> Left:
    """What no credit note has taken back of an issued document, nor an invoice deducted of a deposit; for one that is
    `net_of_tax`, all of it before tax."""
    credits = (await db.session.scalars(_CREDITS.where(Invoice.origin_id == origin.id))).all()
    kinds = await _kinds_left(db, origin)
    bases: dict[Sold, Amount] = {}
    if origin.kind is InvoiceKind.DEPOSIT:  # credited with what invoices have deducted of it left out
        bases = {(kind, True): base for kind, (base, _tax) in kinds.items()}
    else:
        for sign, document in ((1, origin), *((-1, each) for each in credits)):
            for share in shares_of(document):
                key = share.kind, share.service
                bases[key] = amount(bases.get(key, ZERO) + sign * share.base)
    lines, off = _lines_left(origin, credits)
    left = Left(kinds, bases, any(lowers(line) for each in credits for line in each.lines), lines, off)
    return net_left(left) if net_of_tax else left


def lowers(line: InvoiceLine) -> bool:
    """A line of a credit note with which nothing comes back."""
    return line.kind is LineKind.ITEM and line.origin_line_id is None


async def lowered_before(db: Reader, origin_id: int, *, of_lines: bool = True) -> Amount:
    """What issued credit notes have taken off the price alone of a document, before tax; without `of_lines`, of none of
    its lines by name: what was taken off one of them is taken into account as its pieces come back."""
    rows = await db.session.execute(_LOWERED, {"origin_id": origin_id})
    return total(amount(net * (1 - discount)) for net, discount, line_id in rows if of_lines or line_id is None)


def net_left(left: Left) -> Left:
    """All of it before tax, as a credit note net of tax takes it."""
    bases = {
        (_NET_OF_TAX, service): total(base for (_kind, of), base in left.bases.items() if of is service)
        for service in (False, True)
    }
    off = {
        line_id: {
            (_NET_OF_TAX, service): total(base for (_kind, of), base in gone.items() if of is service)
            for service in {service for _kind, service in gone}
        }
        for line_id, gone in left.off.items()
    }
    return replace(left, kinds={_NET_OF_TAX: (sums_of(left)[0], ZERO)}, bases=bases, off=off)


def untaxed(kind: Kind) -> bool:
    """Whether it is what was credited net of tax, or was taken back of that."""
    return kind.vatex in (NET_CREDIT, NET_CREDIT_BACK)


def sums_of(left: Left) -> tuple[Amount, Amount]:
    """All that is left: before tax, and its tax."""
    return total(base for base, _tax in left.kinds.values()), total(tax for _base, tax in left.kinds.values())


def fit(credit: Invoice, company: Company, back: Sequence[Charged], left: Left) -> None:
    """Total a credit note up, with no more than what is left where the difference is one of rounding; where its base
    is all that is left, its tax is too. Raises InvoiceBelowZero, AmountTooLarge."""
    total_up(credit, company, back)
    net, tax = sums_of(left)
    over = amount(credit.net - net)
    if ZERO < over <= OF_A_LINE * len(credit.lines):
        credit.discount, credit.discount_amount = NO_RATE, amount(_off(credit) + over)
        total_up(credit, company, back)
    if credit.net == net or credit.gross > net + tax:
        taxes = _taxes(credit, left, last=credit.net == net)
        total_up(credit, company, back, taxes=taxes)


def bases_by_line(document: Invoice) -> Sequence[tuple[InvoiceLine, Amount]]:
    """Its items, each with its base after all discounts, as it was totalled last."""
    items = [line for line in document.lines if line.kind is LineKind.ITEM]
    return list(zip(items, apportion(document.net, [line.net for line in items]), strict=True))


def _lines_left(
    origin: Invoice, credits: Sequence[Invoice]
) -> tuple[Mapping[int, Amount], Mapping[int, Mapping[Sold, Amount]]]:
    left = {line.id: base for line, base in bases_by_line(origin)}
    off: dict[int, dict[Sold, Amount]] = {}
    for line, base in (each for credit in credits for each in bases_by_line(credit)):
        about = about_line(line)
        if about not in left:
            continue
        left[about] = amount(left[about] - base)
        if line.lowers_line_id is not None:
            key = Kind(line.category, line.vatex, line.vat), line.service
            gone = off.setdefault(about, {})
            gone[key] = amount(gone.get(key, ZERO) + base)
    return left, off


def about_line(line: InvoiceLine) -> int | None:
    """The line of the corrected document that a line of a credit note gives back, or lowers."""
    return line.origin_line_id if line.origin_line_id is not None else line.lowers_line_id


async def _kinds_left(db: Reader, origin: Invoice) -> Mapping[Kind, tuple[Amount, Amount]]:
    if origin.kind is InvoiceKind.DEPOSIT and origin.order_id is not None:
        charged = await deductible(db, [origin.order_id])
        return {one.kind: (one.base, one.tax) for one in charged if one.deposit_id == origin.id}
    left: dict[Kind, tuple[Amount, Amount]] = {}
    for row in origin.taxes:
        kind = kind_of(row)
        base, tax = left.get(kind, _NOTHING)
        left[kind] = amount(base + row.base), amount(tax + row.tax)
    for kind, (base, tax) in (await credited(db, origin.id)).items():
        before = left.get(kind, _NOTHING)
        left[kind] = amount(before[0] - base), amount(before[1] - tax)
    return left


def _off(credit: Invoice) -> Amount:
    """What is off the whole document before tax, said as a rate or as an amount."""
    items = [taxed(line).line for line in credit.lines if line.kind is LineKind.ITEM]
    return totals(items, discount=credit.discount, discount_amount=credit.discount_amount).discount


def _taxes(credit: Invoice, left: Left, *, last: bool) -> Mapping[Kind, Amount]:
    """The taxes that are not those of their base."""
    own: dict[Kind, Amount] = {}
    for row in credit.taxes:
        kind = kind_of(row)
        own[kind] = amount(own.get(kind, ZERO) + row.tax)
    found = {}
    for kind, tax in own.items():
        left_tax = left.kinds[kind][1] if kind in left.kinds else tax
        rounding = abs(tax - left_tax) <= _MOST
        if tax != left_tax and rounding and (last or tax > left_tax):
            found[kind] = left_tax
    return found


_LOWERED: Final = (
    select(InvoiceLine.net, Invoice.discount, InvoiceLine.lowers_line_id)
    .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
    .where(
        Invoice.origin_id == bindparam("origin_id"),
        Invoice.kind == InvoiceKind.CREDIT,
        Invoice.state == InvoiceState.ISSUED,
        InvoiceLine.origin_line_id.is_(None),
        InvoiceLine.kind == LineKind.ITEM,
    )
)
_CREDITS: Final = (
    select(Invoice)
    .where(Invoice.kind == InvoiceKind.CREDIT, Invoice.state == InvoiceState.ISSUED)
    .options(selectinload(Invoice.lines), selectinload(Invoice.taxes))
    .order_by(Invoice.id)
)
