"""The pages of an invoice: from its frozen copies alone, the same today and in ten years."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from core.catalog import vatex
from core.i18n import _, day, language, money, percentage
from core.invoicing.lifecycles import InvoiceKind, Nature
from core.invoicing.models import Invoice, InvoiceLine
from core.invoicing.papers.shares import corrected, documents, replaces, shares
from core.invoicing.papers.terms import reading_of, terms_words, unsigned
from core.invoicing.papers.transfer import transfer_code
from core.invoicing.sources import CONTRACT
from core.kernel.amounts import NO_RATE, ZERO, Amount, amount, apportion, total
from core.kernel.terms import due_dates, read_terms
from core.printing.paper import (
    BankAccount,
    Deducted,
    Instalment,
    Paper,
    PaperLine,
    Party,
    Payment,
    TaxLine,
    TotalLine,
)
from core.sales.lifecycles import LineKind
from core.sales.papers.consumers import annexes
from core.sales.papers.mentions import footer, mentions
from core.sales.papers.parties import buyer_party, is_consumer, place_party, seller_party
from core.sales.papers.priced import priced_row

_FEW = 3  # documents that are told with their days


def invoice_paper(
    invoice: Invoice, *, paid: Amount = ZERO, speaking: str = "", logo: bytes | None = None, account: str = ""
) -> Paper:
    """An issued invoice in its customer's language; `paid` of it was received before it is printed.

    `account` is the address where its customer finds his account, `logo` the bytes of the picture that its seller's
    copy names. Prices are before tax, whoever buys (CGI ann. II 242 nonies A I 8°).
    """
    assert invoice.number is not None, "only an issued invoice is printed"
    assert invoice.issued_on is not None, "an issued invoice has a date"
    spoken = speaking or invoice.language
    with language(spoken):
        return _paper(_Said(invoice, invoice.number, invoice.issued_on, spoken, paid, account), logo)


def title_of(invoice: Invoice) -> str:
    """What it is called, in the current language."""
    if invoice.kind is InvoiceKind.CREDIT:
        return _("Avoir")
    if replaces(invoice):
        return _("Facture rectificative")
    if invoice.kind is InvoiceKind.DEPOSIT:
        return _("Facture d'acompte")
    if invoice.kind is InvoiceKind.PROGRESS:
        return _("Facture de situation n° {number}").format(number=len(documents(invoice, "progress")) + 1)
    last = invoice.deducted and documents(invoice, "final")
    return _("Facture de solde") if last else _("Facture")


@dataclass(frozen=True, slots=True)
class _Said:
    """What an invoice says of itself."""

    invoice: Invoice
    number: str
    on: date
    speaking: str
    paid: Amount
    account: str

    @property
    def seller(self) -> Mapping[str, Any]:
        return self.invoice.seller

    @property
    def left(self) -> Amount:
        return amount(self.invoice.payable - self.paid)

    @property
    def transfer(self) -> str:
        """What an application of a bank reads."""
        name, iban = self.seller["name"], self.seller.get("iban") or ""
        return transfer_code(name, iban, self.left, self.number, currency=self.invoice.currency)

    @property
    def taxed(self) -> bool:
        """Whether VAT has a column of its own: a franchise has no word of it but its mention (CGI 293 E)."""
        return any(share.vatex != vatex.FRANCHISE for share in self.invoice.taxes)


def _paper(said: _Said, logo: bytes | None) -> Paper:
    invoice, taxes = said.invoice, _taxes(said) if said.taxed else ()
    return Paper(
        kind=title_of(invoice),
        number=said.number,
        language=said.speaking,
        issued_on=said.on,
        seller=_identified(seller_party(said.seller), said.seller),
        buyer=_identified(buyer_party({**invoice.buyer, "vat_number": ""}), invoice.buyer),
        delivery=place_party(invoice.place, invoice.buyer),
        facts=_facts(said),
        subject=invoice.subject,
        lines=tuple(_row(line, taxed=said.taxed) for line in invoice.lines),
        taxes=taxes,
        deducted=tuple(_deducted(invoice)),
        totals=tuple(_totals(said)),
        payment=_payment(said),
        notes=invoice.notes,
        mentions=(*_mentioned(invoice, taxes), *mentions(said.seller, is_consumer(invoice.buyer))),
        annexes=annexes(invoice.supplied_on, said.seller) if documents(invoice, CONTRACT) else (),
        watermark=_("factice") if invoice.demo else "",
        footer=footer(said.seller),
        logo=logo,
    )


def _identified(party: Party, copy: Mapping[str, Any]) -> Party:
    """With the numbers that the law wants of both (CGI ann. II 242 nonies A I 1° to 4°)."""
    numbers = (_("SIREN {number}"), copy.get("siren")), (_("TVA {number}"), copy.get("vat_number"))
    told = tuple(label.format(number=number) for label, number in numbers if number)
    return replace(party, details=(*party.details, *told))


def _facts(said: _Said) -> tuple[tuple[str, str], ...]:
    invoice, origin = said.invoice, corrected(said.invoice)
    asks = invoice.kind is not InvoiceKind.CREDIT and said.left > ZERO
    due = invoice.due_on if asks and not unsigned(invoice) else None
    facts = (
        (_("Date"), day(said.on)),
        (_("Échéance"), day(due) if due else ""),
        (_("Facture d'origine"), _of_day(origin) if origin else ""),
        *((_LABELS[kind](), _listed(documents(invoice, kind))) for kind in _LABELS),
        (_("Votre commande"), invoice.customer_number),
        (_supplied(invoice), day(invoice.supplied_on) if invoice.supplied_on else ""),
        *_progress(invoice),
        (_("Motif"), invoice.reason if invoice.kind is InvoiceKind.CREDIT else ""),
        (_("Client"), invoice.buyer["code"]),
        (_("Votre interlocuteur"), invoice.salesperson),
    )
    return tuple((label, value) for label, value in facts if value)


def _supplied(invoice: Invoice) -> str:
    """What was done on the day of supply (CGI ann. II 242 nonies A I 10°)."""
    return _("Exécuté le") if invoice.nature is Nature.SERVICES else _("Livré le")


_LABELS = {
    "quote": lambda: _("Devis"),
    "order": lambda: _("Commande"),
    "delivery": lambda: _("Bon de livraison"),
    "progress": lambda: _("Déjà facturé"),
}


def _listed(told: list[Mapping[str, Any]]) -> str:
    """Numbers with their days, or alone where they are many."""
    if len(told) > _FEW:
        return ", ".join(one["number"] for one in told)
    return "\n".join(_of_day(one) for one in told)


def _of_day(one: Mapping[str, Any]) -> str:
    """Its day in figures: numbers and days stand in narrow columns."""
    if not one["on"]:
        return str(one["number"])
    return _("{number} du {day}").format(number=one["number"], day=f"{date.fromisoformat(one['on']):%d/%m/%Y}")


def _progress(invoice: Invoice) -> Iterator[tuple[str, str]]:
    """The share of a deposit; how far works are, and were when they were invoiced last."""
    if invoice.percent == NO_RATE:
        return
    now = percentage(invoice.percent)
    if invoice.kind is InvoiceKind.DEPOSIT:
        yield _("Acompte"), _("{percent} de la commande").format(percent=now)
    if invoice.kind is InvoiceKind.PROGRESS:
        before = [Decimal(str(one["percent"])) for one in documents(invoice, "progress") if one.get("percent")]
        yield _("Avancement cumulé"), now
        yield _("Avancement précédent"), percentage(max(before)) if before else ""


def _row(line: InvoiceLine, *, taxed: bool) -> PaperLine:
    row = priced_row(line, line.net, line.net, with_tax=False)
    return row if taxed else replace(row, tax_rate=None)


def _taxes(said: _Said) -> tuple[TaxLine, ...]:
    return tuple(
        TaxLine(share.rate, share.base, share.tax, "\n".join(reason for reason in share.reasons(said.on) if reason))
        for share in shares(said.invoice)
    )


def _mentioned(invoice: Invoice, taxes: tuple[TaxLine, ...]) -> Iterator[str]:
    """Those that do not stand beside the VAT already."""
    beside = {reason for tax in taxes for reason in tax.reason.splitlines()}
    return (text for text in invoice.mentions if text not in beside)


def _deducted(invoice: Invoice) -> Iterator[Deducted]:
    """A row for each earlier invoice, its rates together."""
    for one in documents(invoice, "deposit", "progress"):
        mine = [row for row in invoice.deductions if row.deposit_id == one.get("id")]
        if mine:
            base, tax = total(row.base for row in mine), total(row.tax for row in mine)
            yield Deducted(_of_day(one), base, tax, amount(base + tax))


def _totals(said: _Said) -> Iterator[TotalLine]:
    invoice = said.invoice
    lines = total(line.net for line in invoice.lines if line.kind is LineKind.ITEM)
    if lines != invoice.net:
        label = _("Remise {percent}").format(percent=percentage(invoice.discount)) if invoice.discount else _("Remise")
        yield TotalLine(_("Total des lignes HT"), lines)
        yield TotalLine(label, amount(invoice.net - lines))
    if said.taxed:
        yield TotalLine(_("Total HT"), invoice.net)
        yield TotalLine(_("Total TVA"), invoice.tax)
    yield TotalLine(_("Total TTC") if said.taxed else _("Total"), invoice.gross)
    if invoice.deducted:
        yield TotalLine(_("Déjà facturé TTC") if said.taxed else _("Déjà facturé"), amount(-invoice.deducted))
    if said.paid:
        yield TotalLine(_("Déjà réglé"), amount(-said.paid))
    label = _("Net en votre faveur") if invoice.kind is InvoiceKind.CREDIT else _("Net à payer")
    yield TotalLine(label, said.left, strong=True)


def _payment(said: _Said) -> Payment | None:
    invoice, seller = said.invoice, said.seller
    if invoice.kind is InvoiceKind.CREDIT or said.left <= ZERO:
        return None
    words = terms_words(invoice)
    if invoice.due_on and not unsigned(invoice):
        until = _("à régler au plus tard le {day}").format(day=day(invoice.due_on))
        words = f"{words}, {until}" if words else until
    iban = seller.get("iban") or ""
    return Payment(
        terms=words[:1].upper() + words[1:],
        schedule=tuple(_schedule(said)),
        account=BankAccount(iban, holder=seller["name"]) if iban else None,
        code="" if invoice.payment_locked_until or unsigned(invoice) or invoice.demo else said.transfer,
        code_label=_("Virement de {amount}, référence {number} : scannez avec l'application de votre banque.").format(
            amount=money(said.left), number=said.number
        ),
        link=said.account,
        link_label=_("Votre compte, vos factures et vos devis : scannez avec l'appareil photo du téléphone."),
    )


def _schedule(said: _Said) -> Iterator[Instalment]:
    """Several payments, each with its day and its share to the cent."""
    code = said.invoice.payment_terms
    count = read_terms(code).payments if code else 1
    if count > 1:
        days = due_dates(code, said.on, reading_of(said.invoice))
        shared = apportion(said.left, [Decimal(1)] * count)
        for number, (due, share) in enumerate(zip(days, shared, strict=True), 1):
            payable = None if unsigned(said.invoice) else max(due, said.invoice.payment_locked_until or due)
            yield Instalment(_("Mensualité {number} sur {count}").format(number=number, count=count), share, payable)
