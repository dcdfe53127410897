"""Credit notes: of a whole document or a part, of the price alone, net of tax; and invoices that replace another."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import bindparam, func, select

from core.company import companies
from core.invoicing.billing import BEYOND
from core.invoicing.editing import LONGEST
from core.invoicing.errors import (
    BeyondOrdered,
    CreditOnCredit,
    CreditTooLarge,
    DepositNotReplaced,
    NothingToCredit,
    PriceCredited,
)
from core.invoicing.fitting import (
    OF_A_LINE,
    Left,
    about_line,
    bases_by_line,
    fit,
    left_to_credit,
    lowered_before,
    lowers,
    net_left,
    sums_of,
    untaxed,
)
from core.invoicing.lifecycles import InvoiceAction, InvoiceKind, InvoiceState
from core.invoicing.making import drafted_before, numbered, orders_locked, saved, tax_again
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.pieces import untold
from core.invoicing.reads import load
from core.invoicing.rebating import OffEach, rebate, rebate_each
from core.invoicing.rest import take_rest
from core.invoicing.sources import deductible
from core.invoicing.totalling import deducted_row, shares_of, taxed, total_up
from core.kernel.amounts import (
    NO_RATE,
    NOTHING,
    ZERO,
    Amount,
    Quantity,
    amount,
    quantity,
)
from core.kernel.errors import IllegalTransition, Invalid, NotFound
from core.kernel.typed import line as one_line
from core.permissions import Permission, requires
from core.sales.lifecycles import LineKind
from core.sales.models.sold import SoldLine
from core.sales.parts import discount_part, part
from core.sales.quotes.whole import expect_whole_count
from core.sales.taxation import NET_OF_TAX
from core.sales.untaxing import without_tax
from core.uow import Reader, UnitOfWork

Counts = Mapping[int, Quantity]  # by line of the document that is corrected


@requires(Permission.INVOICES_CREDIT)
async def draft_credit(
    uow: UnitOfWork,
    invoice_id: int,
    *,
    quantities: Counts | None = None,
    price_only: Amount | None = None,
    with_tax: bool = False,
    off_each: Sequence[OffEach] = (),
    net_of_tax: bool = False,
    reason: str = "",
) -> Invoice:
    """A draft of a credit note on an issued document: of all that was not credited yet, of these `quantities` by its
    lines; or, where nothing comes back, of `price_only`, an amount before tax or `with_tax`, or of so much `off_each`.

    `net_of_tax` leaves the VAT as it was (CGI 272); not of a deposit, whose VAT goes with it. The same draft comes back
    until it is issued, with what is asked now. Raises NothingToCredit, BeyondOrdered, NotWhole, CreditTooLarge,
    CreditOnCredit, Invalid (amount, net_of_tax, reason), IllegalTransition for what is not issued, NotFound.
    """
    said = one_line("reason", reason, longest=LONGEST["reason"])
    await orders_locked(uow, invoice_id)
    origin = await load(uow, invoice_id, locked=True)
    expect_correctable(origin)
    if net_of_tax and origin.kind is InvoiceKind.DEPOSIT:
        raise Invalid("net_of_tax", origin.number or "")
    net_of_tax = net_of_tax and origin.tax != ZERO  # where there is no VAT there is none to leave
    credit = await drafted_before(uow, f"credit:{origin.id}") or _header(uow, origin)
    credit.reason, credit.net_of_tax, credit.discount, credit.discount_amount = said, net_of_tax, NO_RATE, ZERO
    there, before = await left_to_credit(uow, origin, net_of_tax=False), await _credited(uow, origin)
    if price_only is not None:
        lines = rebate(origin, price_only, there, with_tax=with_tax)
    elif off_each:
        lines = rebate_each(origin, before, there, off_each)
        credit.discount = origin.discount if any(one.discounted for one in off_each) else NO_RATE
    else:
        lines = await _given_back(uow, credit, origin, before, quantities)
    for line in lines if net_of_tax else ():
        _leave_tax(line)
    credit.lines[:] = numbered(lines)
    whole = quantities is None and price_only is None and not off_each
    company, left = await companies.read(uow), net_left(there) if net_of_tax else there
    if left.lowered and price_only is None and not off_each:
        take_rest(credit, origin, company, before, left, whole=whole)
    back = [deducted_row(row) for row in origin.deductions] if whole and not net_of_tax else []
    fit(credit, company, back, left)
    await expect_creditable(uow, credit, origin, left)
    return await saved(uow, credit)


async def _given_back(
    uow: UnitOfWork, credit: Invoice, origin: Invoice, before: Counts, quantities: Counts | None
) -> list[InvoiceLine]:
    """Lines of these quantities, or of all that is left, with their share of what is off the whole."""
    counts = _asked(origin, before, quantities)
    items = _items(origin, counts)
    for line in items:
        await expect_whole_count(uow, line, counts[line.id], most=_left(line, before))
    credit.discount, credit.discount_amount = origin.discount, _discount(origin, before, counts)
    return [_taken_back(origin, line, before.get(line.id, NOTHING), counts[line.id]) for line in items]


@requires(Permission.INVOICES_CREDIT)
async def draft_replacement(uow: UnitOfWork, invoice_id: int, *, quantities: Counts | None = None) -> Invoice:
    """A draft with the same lines as an issued invoice, or with these `quantities` by its lines, in whose place it
    comes once that is credited: see `replace`. It is taxed as the customer is now.

    Raises DepositNotReplaced, IllegalTransition, NotFound.
    """
    orders = await orders_locked(uow, invoice_id)
    origin = await load(uow, invoice_id, locked=True)
    expect_correctable(origin)
    _expect_no_deposit(origin)
    key = f"replace:{origin.id}{BEYOND}"
    before = await drafted_before(uow, key)
    if before is not None:
        return before
    made = _header(uow, origin, kind=origin.kind, key=key)
    counts = _all_of(origin) if quantities is None else quantities
    gone = {line_id: quantity(count - counts.get(line_id, NOTHING)) for line_id, count in _all_of(origin).items()}
    made.discount, made.discount_amount = origin.discount, _discount(origin, gone, counts)
    made.percent, made.payment_locked_until = origin.percent, origin.payment_locked_until
    made.supplied_on, made.sources = origin.supplied_on, [*origin.sources, *made.sources]
    made.lines[:] = numbered(
        _taken_back(origin, line, gone[line.id], counts[line.id]) if line.kind is LineKind.ITEM else _same(line)
        for line in origin.lines
        if line.kind is not LineKind.ITEM or counts.get(line.id)
    )
    await tax_again(uow, made, orders)
    total_up(made, await companies.read(uow), await deductible(uow, [order.id for order in orders]))
    return await saved(uow, made)


async def expect_replaceable(uow: UnitOfWork, invoice_id: int) -> None:
    """Raises DepositNotReplaced, and PriceCredited for an invoice whose price was lowered; NotFound."""
    await orders_locked(uow, invoice_id)
    origin = await load(uow, invoice_id, locked=True)
    _expect_no_deposit(origin)
    if await lowered_before(uow, origin.id):
        raise PriceCredited(origin.number or "")


async def origin_of(uow: UnitOfWork, invoice: Invoice) -> Invoice | None:
    """What a credit note corrects, locked; None for another document."""
    if invoice.kind is not InvoiceKind.CREDIT or invoice.origin_id is None:
        return None
    return await load(uow, invoice.origin_id, locked=True)


def expect_correctable(origin: Invoice) -> None:
    """Raises CreditOnCredit, IllegalTransition for what is not issued."""
    if origin.kind is InvoiceKind.CREDIT and origin.number is not None:
        raise CreditOnCredit(origin.number)
    if origin.state is not InvoiceState.ISSUED:
        raise IllegalTransition("invoice", origin.state, InvoiceAction.CREDIT)


async def expect_creditable(uow: UnitOfWork, credit: Invoice, origin: Invoice, left: Left) -> None:
    """Raises CreditTooLarge for more than is `left` of the document, or, once prices are lowered, of its goods or
    services of one kind, or of a line; BeyondOrdered for more pieces of a line."""
    net, tax = sums_of(left)
    if credit.gross > net + tax or credit.net > net:
        raise CreditTooLarge(net, amount(net + tax))
    if left.lowered or any(map(lowers, credit.lines)):
        _expect_left_of_each(credit, left)
        _expect_left_of_lines(credit, origin, left)
    before = await _credited(uow, origin)
    known = {line.id: line for line in origin.lines}
    for line in credit.lines:
        if line.origin_line_id in known:
            whole = known[line.origin_line_id]
            rest = quantity(abs(whole.quantity) - abs(before.get(whole.id, NOTHING)))
            if abs(line.quantity) > rest:
                raise BeyondOrdered(line.label, rest)


def _expect_left_of_each(credit: Invoice, left: Left) -> None:
    """Raises CreditTooLarge, NothingToCredit where the price of all of it was credited before."""
    shares = [share for share in shares_of(credit) if credit.net_of_tax or not untaxed(share.kind)]
    for share in shares:
        rest = left.bases.get((share.kind, share.service), ZERO)
        if share.base > rest + OF_A_LINE * len(credit.lines):
            raise CreditTooLarge(rest, amount(rest * (1 + share.kind.rate)))
    if left.lowered and credit.net <= ZERO:
        raise NothingToCredit


def _expect_left_of_lines(credit: Invoice, origin: Invoice, left: Left) -> None:
    """Raises CreditTooLarge for more than is left of a line whose price is lowered by it, or was before."""
    credited: dict[int, Amount] = {}
    for line, base in bases_by_line(credit):
        if (about := about_line(line)) is not None:
            credited[about] = amount(credited.get(about, ZERO) + base)
    lowering = {line.lowers_line_id for line in credit.lines}
    for whole in origin.lines:
        rest = left.lines.get(whole.id, ZERO)
        lowered = whole.id in lowering or whole.id in left.off
        if lowered and credited.get(whole.id, ZERO) > rest + OF_A_LINE * len(credit.lines):
            raise CreditTooLarge(rest, amount(rest * (1 + whole.vat)))


def _expect_no_deposit(origin: Invoice) -> None:
    if origin.kind is InvoiceKind.DEPOSIT:
        raise DepositNotReplaced(origin.number or "")


def _all_of(origin: Invoice) -> Counts:
    return {line.id: line.quantity for line in origin.lines if line.kind is LineKind.ITEM}


def _header(uow: UnitOfWork, origin: Invoice, *, kind: InvoiceKind = InvoiceKind.CREDIT, key: str = "") -> Invoice:
    assert origin.number is not None, "what is corrected is issued"
    assert origin.issued_on is not None, "and has a day"
    made = Invoice(
        **{name: getattr(origin, name) for name in _SAME},
        kind=kind,
        origin_id=origin.id,
        key=key or f"credit:{origin.id}",
        created_at=uow.now,
        created_by=uow.actor.person_id,
        sources=[
            {
                "kind": "invoice",
                "number": origin.number,
                "on": origin.issued_on.isoformat(),
                **({"deposit": True} if origin.kind is InvoiceKind.DEPOSIT else {}),
            }
        ],
    )
    made.customer = origin.customer
    made.lines, made.taxes, made.deductions = [], [], []
    if kind is InvoiceKind.CREDIT and origin.kind is InvoiceKind.DEPOSIT:
        made.vat_on_debits = False  # of a deposit it falls due once paid, whatever the option
    return made


async def _credited(db: Reader, origin: Invoice) -> dict[int, Quantity]:
    """So much of each line is credited."""
    rows = await db.session.execute(_LINES, {"origin_id": origin.id})
    return {line_id: quantity(count) for line_id, count in rows if line_id is not None}


def _asked(origin: Invoice, before: Counts, quantities: Counts | None) -> Counts:
    items = {line.id: line for line in origin.lines if line.kind is LineKind.ITEM}
    left = {line_id: _left(line, before) for line_id, line in items.items()}
    if quantities is None:
        counts = {line_id: count for line_id, count in left.items() if count}
    else:
        if unknown := quantities.keys() - items.keys():
            raise NotFound("invoice_line", min(unknown))
        counts = {line_id: count for line_id, count in quantities.items() if count}
        for line_id, count in counts.items():
            if count < 0 or count > left[line_id]:
                raise BeyondOrdered(items[line_id].label, left[line_id])
    if not counts:
        raise NothingToCredit
    return counts


def _left(line: InvoiceLine, before: Counts) -> Quantity:
    return quantity(line.quantity - before.get(line.id, NOTHING))


def _items(origin: Invoice, counts: Counts) -> list[InvoiceLine]:
    return [line for line in origin.lines if line.id in counts]


def _taken_back(origin: Invoice, line: InvoiceLine, before: Quantity, count: Quantity) -> InvoiceLine:
    share = part(taxed(line).line, before, count)
    made = _same(line)
    made.quantity, made.free, made.discount_amount = share.quantity, share.free, share.cut
    made.service = line.service or origin.kind is InvoiceKind.DEPOSIT
    made.detail = line.detail if count == line.quantity else untold(line.detail, origin.language)
    return made


def _same(line: InvoiceLine) -> InvoiceLine:
    return InvoiceLine(**{name: getattr(line, name) for name in _SAME_OF_LINE}, origin_line_id=line.id)


def _discount(origin: Invoice, before: Counts, counts: Counts) -> Amount:
    return discount_part(
        origin.discount_amount,
        [
            (
                line.net,
                line.quantity,
                before.get(line.id, NOTHING),
                quantity(before.get(line.id, NOTHING) + counts.get(line.id, NOTHING)),
            )
            for line in origin.lines
            if line.kind is LineKind.ITEM
        ],
    )


def _leave_tax(line: InvoiceLine) -> None:
    """The same before tax, in the category of credit notes that leave the VAT as it was."""
    without_tax(line)
    line.category, line.vatex, line.vat = NET_OF_TAX.category, NET_OF_TAX.vatex, NET_OF_TAX.rate


_SAME: Final = (
    "customer_id",
    "order_id",
    "salesperson_id",
    "salesperson",
    "currency",
    "language",
    "subject",
    "payment_terms",
    "customer_number",
    "vat_on_debits",
    "seller",
    "buyer",
    "place",
    "demo",
)
_SAME_OF_LINE: Final = (
    *sorted(set(SoldLine.__annotations__)),
    "order_line_id",
    "delivery_id",
    "category",
    "vatex",
    "service",
    "billed",
)
_ISSUED: Final = (
    Invoice.origin_id == bindparam("origin_id"),
    Invoice.kind == InvoiceKind.CREDIT,
    Invoice.state == InvoiceState.ISSUED,
)
_LINES: Final = (
    select(InvoiceLine.origin_line_id, func.sum(InvoiceLine.quantity))
    .where(InvoiceLine.invoice_id.in_(select(Invoice.id).where(*_ISSUED)))
    .group_by(InvoiceLine.origin_line_id)
)
