"""The entry of an issued document: what the customer owes, what was sold, the VAT due now and the VAT that waits."""

from collections.abc import Iterator, Sequence

from core.invoicing.lifecycles import InvoiceKind
from core.invoicing.models import Invoice, VatDue
from core.invoicing.totalling import left_of, shares_of
from core.kernel.amounts import amount, total
from core.ledger.models import AccountUse, Journal, LedgerEntry
from core.ledger.posting import Posting, post
from core.sales.lifecycles import LineKind
from core.uow import UnitOfWork

_NAMED = {
    InvoiceKind.INVOICE: "Facture",
    InvoiceKind.DEPOSIT: "Facture d'acompte",
    InvoiceKind.PROGRESS: "Situation",
    InvoiceKind.CREDIT: "Avoir",
}


async def posted(
    uow: UnitOfWork, invoice: Invoice, origin: Invoice | None, due: Sequence[VatDue]
) -> LedgerEntry | None:
    """Post an issued document; `origin` is what a credit note corrects, `due` the VAT that falls due with it, that of
    deposits too. None where it comes to nothing.

    Raises BooksClosed.
    """
    assert invoice.issued_on is not None, "only what is issued is posted"
    assert invoice.number is not None, "and it has a number"
    return await post(
        uow,
        Journal.SALES,
        list(_postings(invoice, origin, due)),
        on=invoice.issued_on,
        piece=invoice.number,
        piece_on=invoice.issued_on,
        label=f"{_NAMED[invoice.kind]} {invoice.number} {invoice.buyer['name']}",
        subject="invoice",
        subject_id=invoice.id,
    )


def _postings(invoice: Invoice, origin: Invoice | None, due: Sequence[VatDue]) -> Iterator[Posting]:
    """Debits positive; a credit note is the same the other way round."""
    sign = invoice.sign
    customer = amount(sign * invoice.payable)
    yield Posting(AccountUse.CUSTOMERS, customer, invoice.customer, invoice.due_on)
    yield Posting(AccountUse.ADVANCES, amount(sign * total(row.base for row in invoice.deductions)))
    for share in shares_of(invoice):
        yield Posting(_account(invoice, origin, share.service), amount(-sign * share.base))
    for on_receipt, share in left_of(invoice):
        use = AccountUse.VAT_PENDING if on_receipt else AccountUse.VAT_DUE
        yield Posting(use, amount(-sign * share.tax))
    of_deposits = total(row.tax for row in due if row.invoice_id != invoice.id)
    yield Posting(AccountUse.VAT_PENDING, of_deposits)
    yield Posting(AccountUse.VAT_DUE, amount(-of_deposits))


def _account(invoice: Invoice, origin: Invoice | None, service: bool) -> AccountUse:
    """Where what was sold goes: deposits wait as advances, a lower price of what stays sold is a rebate."""
    if InvoiceKind.DEPOSIT in (invoice.kind, origin.kind if origin else None):
        return AccountUse.ADVANCES
    if invoice.kind is InvoiceKind.CREDIT and not any(_billed(invoice)):
        return AccountUse.REBATES
    return AccountUse.SERVICES if service else AccountUse.GOODS


def _billed(invoice: Invoice) -> Iterator[bool]:
    return (line.billed for line in invoice.lines if line.kind is LineKind.ITEM)
