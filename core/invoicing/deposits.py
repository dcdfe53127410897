"""Deposits, and shares of works: what is charged of an order before all of it is done."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from core.company import companies
from core.company.models import Company
from core.i18n import N_, language, percentage
from core.i18n import _ as translated
from core.invoicing.asking import expect_binding
from core.invoicing.billing import BEYOND
from core.invoicing.drafting import kept_of_order
from core.invoicing.errors import DepositTooLarge, NothingToInvoice, OrderNotConfirmed
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.making import drafted_before, header, numbered, of_order_line, saved, tax, text_line
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.reads import load
from core.invoicing.rules import Share, shared
from core.invoicing.sources import deductible, payment_locked, sources_of, standing_of
from core.invoicing.totalling import taxed, total_up
from core.kernel.amounts import (
    NO_RATE,
    NOTHING,
    ONE,
    ZERO,
    Amount,
    PriceBasis,
    Rate,
    amount,
    apportion,
    quantity,
    total,
    unit_price,
)
from core.kernel.errors import Invalid
from core.permissions import Permission, requires
from core.sales.lifecycles import LineKind, OrderState
from core.sales.models import Order
from core.sales.orders.locking import payable_on
from core.sales.orders.progress import items_of
from core.sales.orders.reads import load as load_order
from core.sales.orders.remaining import remaining_of
from core.sales.untaxing import facts_of
from core.uow import UnitOfWork

_GIVEN_UP: Final = (OrderState.REFUSED, OrderState.CANCELLED)
_SHARE: Final = N_("Acompte de {share} sur la commande {number}")
_AMOUNT: Final = N_("Acompte sur la commande {number}")


@requires(Permission.INVOICES_WRITE)
async def draft_deposit(
    uow: UnitOfWork, order_id: int, *, share: Rate | None = None, amount: Amount | None = None
) -> Invoice:
    """A draft of a deposit on an order: a `share` of what it totals, or an `amount`, tax included; else the share that
    was agreed. Each rate of the order bears its part. The same draft comes back until it is issued, with what is asked.

    Raises DepositTooLarge, OrderNotConfirmed for one that nobody wants any more, NotAgreedYet for one that a consumer
    has not signed off premises, Invalid (deposit), NotFound.
    """
    order = await load_order(uow, order_id, locked=True)
    if order.state in _GIVEN_UP:
        raise OrderNotConfirmed(order.number, order.state)
    await payable_on(uow, order_id)
    asked = order.deposit if share is None and amount is None else share or NO_RATE
    wanted = _wanted(order, asked, amount)
    left = await _left(uow, order)
    if wanted > left:
        raise DepositTooLarge(left)
    key = f"deposit:{order_id}"
    invoice = await drafted_before(uow, key) or await header(uow, [order], InvoiceKind.DEPOSIT)
    invoice.key, invoice.percent = key, NO_RATE if amount is not None else asked
    invoice.discount, invoice.discount_amount = NO_RATE, ZERO
    invoice.payment_locked_until = await payment_locked(uow, [order.quote_id])
    invoice.sources = await sources_of(uow, order)
    invoice.lines[:] = numbered(_lines(invoice, order, await _shares(uow, invoice, order), wanted))
    total_up(invoice, await companies.read(uow))
    return await saved(uow, invoice)


@requires(Permission.INVOICES_WRITE)
async def draft_progress(uow: UnitOfWork, order_id: int, *, percent: Rate) -> Invoice:
    """A draft of the share of works that are done: `percent` of each line, all told, less what is invoiced of it;
    nothing of what came back.

    The same draft comes back until it is issued, with the share that is asked now. Raises NothingToInvoice, Invalid
    (percent), OrderNotConfirmed, NotFound.
    """
    if not 0 < percent <= 1:
        raise Invalid("percent", str(percent))
    order = await load_order(uow, order_id, locked=True)
    expect_binding(order)
    found = await standing_of(uow, order)
    done = {
        line.id: min(quantity(line.quantity * percent - line.invoiced), found.lines[line.id].left)
        for line in items_of(order)
    }
    counts = {line_id: count for line_id, count in done.items() if count > NOTHING}
    if not counts:
        raise NothingToInvoice(undelivered=any(one.left for one in found.lines.values()))
    key = f"progress:{order_id}{BEYOND}"
    invoice = await drafted_before(uow, key) or await header(uow, [order], InvoiceKind.PROGRESS)
    invoice.key, invoice.percent = key, percent
    return await kept_of_order(uow, invoice, order, found, counts)


async def expect_deposit(uow: UnitOfWork, invoice: Invoice, order: Order) -> None:
    """Raises DepositTooLarge for more than is left of the order, which is locked."""
    left = await _left(uow, order)
    if invoice.gross > left:
        raise DepositTooLarge(left)


async def refresh_drafts(uow: UnitOfWork, deposit: Invoice, company: Company) -> None:
    """A deposit was issued: the drafts of its order deduct it too."""
    drafts = select(Invoice.id).where(
        Invoice.order_id == deposit.order_id,
        Invoice.state == InvoiceState.DRAFT,
        Invoice.kind.in_((InvoiceKind.INVOICE, InvoiceKind.PROGRESS)),
    )
    for invoice_id in (await uow.session.scalars(drafts)).all():
        draft = await load(uow, invoice_id, locked=True)
        total_up(draft, company, await deductible(uow, [draft.order_id or 0]))
        draft.touch()


def _wanted(order: Order, share: Rate, asked: Amount | None) -> Amount:
    wanted = amount(order.gross * share) if asked is None else asked
    if wanted <= 0:
        raise Invalid("deposit", str(wanted))
    return wanted


async def _left(uow: UnitOfWork, order: Order) -> Amount:
    """What neither an invoice nor another deposit charges, and did not come back."""
    charged = total(one.gross for one in await deductible(uow, [order.id]))
    return amount(max((await remaining_of(uow, [order]))[order.id] - charged, ZERO))


async def _shares(uow: UnitOfWork, invoice: Invoice, order: Order) -> Sequence[Share]:
    """What the order is made of, by kind, goods and services apart."""
    company = await companies.read(uow)
    facts = await facts_of(uow, order.lines)
    lines = [of_order_line(line, NOTHING, line.quantity) for line in items_of(order)]
    for line in lines:
        tax(line, facts, company, invoice.customer, invoice.place)
    _sums, found = shared(
        [taxed(line) for line in lines], discount=order.discount, discount_amount=order.discount_amount
    )
    return [one for one in found if one.base + one.tax > 0]


def _lines(invoice: Invoice, order: Order, shares: Sequence[Share], wanted: Amount) -> list[InvoiceLine]:
    """A line for each share, with tax as it was asked."""
    with language(invoice.language):
        said = translated(_SHARE) if invoice.percent else translated(_AMOUNT)
        label = said.format(share=percentage(invoice.percent), number=order.number)
    lines = []
    for one, gross in zip(shares, apportion(wanted, [each.base + each.tax for each in shares]), strict=True):
        line = text_line(LineKind.ITEM, label)
        line.quantity, line.unit_price, line.basis = ONE, unit_price(gross), PriceBasis.TTC
        line.category, line.vatex, line.vat, line.service = (
            one.kind.category,
            one.kind.vatex,
            one.kind.rate,
            one.service,
        )
        lines += [line] if gross else []
    return lines
