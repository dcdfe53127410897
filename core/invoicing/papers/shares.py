"""What an invoice comes to by category and rate, as its table of VAT and its data tell it; what it stands on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.catalog import vatex
from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice, InvoiceTax
from core.kernel.amounts import Amount, Rate, amount, total
from core.sales.lifecycles import LineKind


@dataclass(frozen=True, slots=True)
class Share:
    """One category and rate (BG-23): the sum of its lines, its base after the document's discount, and its tax."""

    category: str
    rate: Rate
    lines: Amount
    base: Amount
    tax: Amount
    keys: tuple[str, ...]

    @property
    def cut(self) -> Amount:
        """What the document's discount takes off these lines; below zero for cents that roundings add."""
        return amount(self.lines - self.base)

    def reasons(self, on: date) -> Iterator[str]:
        """Why no VAT is charged, in words."""
        return (vatex.reason_of(self.category, key, on) for key in self.keys)

    @property
    def code(self) -> str:
        """The one code that says it, "" for none or for several."""
        return vatex.code_of(self.keys[0]) if len(self.keys) == 1 else ""


def shares(invoice: Invoice) -> Sequence[Share]:
    """By category and rate, highest rate first: goods and services, and several reasons, are one row of VAT."""
    groups: dict[tuple[str, Rate], list[InvoiceTax]] = {}
    for tax in invoice.taxes:
        groups.setdefault((tax.category, tax.rate), []).append(tax)
    ordered = sorted(groups, key=lambda group: (-group[1], group[0]))
    return [_share(invoice, category, rate, groups[category, rate]) for category, rate in ordered]


def documents(invoice: Invoice, *kinds: str) -> list[Mapping[str, Any]]:
    """Those of its sources that are of these kinds, in their order."""
    return [one for one in invoice.sources if one["kind"] in kinds]


def corrected(invoice: Invoice) -> Mapping[str, Any] | None:
    """What it credits, or in whose place it comes; that one may itself have come in the place of another before."""
    return next(iter(documents(invoice, "invoice")[-1:]), None)


def replaces(invoice: Invoice) -> bool:
    """Whether it takes the place of one that was credited (BT-3 384)."""
    return invoice.kind is not InvoiceKind.CREDIT and corrected(invoice) is not None


def _share(invoice: Invoice, category: str, rate: Rate, taxes: Sequence[InvoiceTax]) -> Share:
    lines = (
        line.net
        for line in invoice.lines
        if line.kind is LineKind.ITEM and line.category == category and line.vat == rate
    )
    return Share(
        category,
        rate,
        total(lines),
        total(tax.base for tax in taxes),
        total(tax.tax for tax in taxes),
        tuple(dict.fromkeys(tax.vatex for tax in taxes)),
    )
