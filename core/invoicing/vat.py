"""The VAT of a month as it is declared: what fell due then, whether at the issue or as it was paid (CGI 269, 287)."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from core.catalog.vatex import NOT_COLLECTED
from core.invoicing.margins import MarginSale, margin_sales
from core.invoicing.models import VatDue
from core.kernel.amounts import Amount, Rate, amount, total
from core.permissions import Permission, requires
from core.uow import Reader


@dataclass(frozen=True, slots=True)
class VatRow:
    """One category and rate, with why there is no VAT."""

    category: str
    vatex: str
    rate: Rate
    base: Amount
    tax: Amount


@dataclass(frozen=True, slots=True)
class VatReport:
    """The rows, highest rate first; `tax` is what the account of VAT due moved by in that month.

    `apart` is what imported history from overseas says to be recoverable without having been charged (NPR, former CGI
    295 A): it is neither in the sums nor in the books. Nor is the VAT on the margins of what is sold so.
    """

    starts_on: date
    ends_on: date
    rows: Sequence[VatRow]
    base: Amount
    tax: Amount
    apart: Sequence[VatRow] = ()
    margins: Sequence[MarginSale] = ()


@requires(Permission.LEDGER_READ)
async def vat_report(db: Reader, month: date) -> VatReport:
    """Of the month in which this day is."""
    starts_on = month.replace(day=1)
    ends_on = month.replace(day=monthrange(month.year, month.month)[1])
    kinds = (VatDue.category, VatDue.vatex, VatDue.rate)
    sums = select(*kinds, func.sum(VatDue.base), func.sum(VatDue.tax)).where(VatDue.on.between(starts_on, ends_on))
    found = await db.session.execute(sums.group_by(*kinds).order_by(VatDue.rate.desc(), VatDue.category, VatDue.vatex))
    every = [VatRow(category, vatex, rate, amount(base), amount(tax)) for category, vatex, rate, base, tax in found]
    rows = [row for row in every if row.vatex != NOT_COLLECTED and (row.base or row.tax)]
    apart = [row for row in every if row.vatex == NOT_COLLECTED]
    margins = await margin_sales(db, starts_on=starts_on, ends_on=ends_on)
    base, tax = total(row.base for row in rows), total(row.tax for row in rows)
    return VatReport(starts_on, ends_on, rows, base, tax, apart, margins)
