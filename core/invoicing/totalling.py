"""What an invoice comes to: its lines, the VAT by kind, what deposits have charged before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.catalog.vatex import NET_CREDIT, NET_CREDIT_BACK, REVERSED_IN_EU
from core.company.models import Company
from core.invoicing.errors import InvoiceBelowZero
from core.invoicing.lifecycles import InvoiceKind, Nature
from core.invoicing.models import Deduction, Invoice, InvoiceLine, InvoiceTax
from core.invoicing.rules import Charged, Kind, Share, TaxedLine, borne, less, shared
from core.kernel.amounts import ZERO, Amount, amount, apportion, total
from core.sales.lifecycles import LineKind
from core.sales.models.sold import priced, stored


def total_up(
    invoice: Invoice,
    company: Company,
    charged: Sequence[Charged] = (),
    *,
    at_most: Amount | None = None,
    taxes: Mapping[Kind, Amount] | None = None,
) -> None:
    """Store what the lines total now, less what was `charged` before, as far as the document can bear it.

    `taxes` of kinds whose tax is not computed, see core.invoicing.fitting. Rows that say so already stay as they are.
    Raises InvoiceBelowZero, AmountTooLarge.
    """
    if invoice.kind is not InvoiceKind.CREDIT:  # it goes by what it corrects
        invoice.vat_on_debits = company.vat_on_debits
    sums, shares = shared(
        [taxed(line) for line in invoice.lines],
        discount=invoice.discount,
        discount_amount=invoice.discount_amount,
    )
    if sums.gross < 0:
        raise InvoiceBelowZero(sums.gross)
    shares = _with(taxes or {}, shares)
    invoice.net, invoice.tax, invoice.gross = stored(sums)
    if taxes:
        invoice.tax = total(share.tax for share in shares)
        invoice.gross = amount(invoice.net + invoice.tax)
    for line, net in zip(invoice.lines, sums.lines, strict=True):
        line.net = net
    invoice.nature = _nature(invoice.lines)
    _keep_taxes(invoice, shares)
    _keep_deductions(invoice, borne(shares, charged, at_most=at_most))


def shares_of(invoice: Invoice) -> tuple[Share, ...]:
    """By kind, goods and services apart, before deposits are deducted: as its lines say, with the tax that it has."""
    _sums, shares = shared(
        [taxed(line) for line in invoice.lines],
        discount=invoice.discount,
        discount_amount=invoice.discount_amount,
    )
    stored_taxes: dict[Kind, Amount] = {}
    for row in invoice.taxes:
        kind = kind_of(row)
        stored_taxes[kind] = amount(stored_taxes.get(kind, ZERO) + row.tax)
    return _with(stored_taxes, shares)


def left_of(invoice: Invoice) -> tuple[tuple[bool, Share], ...]:
    """What is taxed by this document itself, once deposits are deducted; each with whether its VAT is due once paid."""
    deducted = [deducted_row(row) for row in invoice.deductions]
    return tuple((due_on_receipt(invoice, one.kind, one.service), one) for one in less(shares_of(invoice), deducted))


def taxed_of(invoice: Invoice) -> Mapping[tuple[Kind, bool], tuple[Amount, Amount]]:
    """The same sums, base and tax, by kind and whether they are due once paid; without what was credited net of tax, or
    is taken back of that: it leaves the VAT as it was (CGI 272)."""
    found: dict[tuple[Kind, bool], tuple[Amount, Amount]] = {}
    for on_receipt, share in left_of(invoice):
        if share.kind.vatex not in (NET_CREDIT, NET_CREDIT_BACK):
            base, tax = found.get((share.kind, on_receipt), (ZERO, ZERO))
            found[share.kind, on_receipt] = amount(base + share.base), amount(tax + share.tax)
    return found


def due_on_receipt(invoice: Invoice, kind: Kind, service: bool) -> bool:
    """Whether VAT falls due once it is paid: of a deposit always, else of services unless on debits, or taxed with a
    business of another member state, which are declared as they are performed (CGI 269, 2)."""
    if invoice.kind is InvoiceKind.DEPOSIT:
        return True
    return service and not invoice.vat_on_debits and kind.vatex != REVERSED_IN_EU


def kind_of(row: InvoiceTax | Deduction) -> Kind:
    return Kind(row.category, row.vatex, row.rate)


def deducted_row(row: Deduction) -> Charged:
    return Charged(row.deposit_id, kind_of(row), row.base, row.tax)


def taxed(line: InvoiceLine) -> TaxedLine:
    counted = line.kind is LineKind.ITEM
    return TaxedLine(priced(line, counted=counted), line.category, line.vatex, line.service)


def _with(taxes: Mapping[Kind, Amount], shares: Sequence[Share]) -> tuple[Share, ...]:
    """The shares with these taxes of their kinds, where they differ."""
    found = list(shares)
    for kind, tax in taxes.items():
        places = [place for place, share in enumerate(found) if share.kind == kind]
        if not places or total(found[place].tax for place in places) == tax:
            continue
        parts = apportion(tax, [found[place].base for place in places])
        for place, part in zip(places, parts, strict=True):
            found[place] = replace(found[place], tax=part)
    return tuple(found)


def _keep_taxes(invoice: Invoice, shares: Sequence[Share]) -> None:
    wanted = [(one.kind, due_on_receipt(invoice, one.kind, one.service), one.base, one.tax) for one in shares]
    kept = [(kind_of(row), row.on_receipt, row.base, row.tax) for row in invoice.taxes]
    if wanted != kept:
        invoice.taxes[:] = [
            InvoiceTax(
                category=kind.category, vatex=kind.vatex, rate=kind.rate, on_receipt=on_receipt, base=base, tax=tax
            )
            for kind, on_receipt, base, tax in wanted
        ]


def _keep_deductions(invoice: Invoice, deducted: Sequence[Charged]) -> None:
    if tuple(deducted) != tuple(deducted_row(row) for row in invoice.deductions):
        invoice.deductions[:] = [
            Deduction(
                deposit_id=one.deposit_id,
                category=one.kind.category,
                vatex=one.kind.vatex,
                rate=one.kind.rate,
                base=one.base,
                tax=one.tax,
            )
            for one in deducted
        ]
    invoice.deducted = total(one.gross for one in deducted) if deducted else ZERO
    invoice.payable = amount(invoice.gross - invoice.deducted)


def _nature(lines: Sequence[InvoiceLine]) -> Nature:
    found = {line.service for line in lines if line.kind is LineKind.ITEM}
    if len(found) > 1:
        return Nature.MIXED
    return Nature.SERVICES if found == {True} else Nature.GOODS
