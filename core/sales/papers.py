"""A quote as a printable object; what it says once validated never changes again."""

import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from core.catalog.units import unit_label
from core.company.models import Company
from core.i18n import _, day, language, money, percentage
from core.kernel.amounts import Amount, Rate
from core.kernel.identifiers import national
from core.parties.models import Customer
from core.printing.paper import Paper, PaperLine, Party, SignatureBox, TaxLine, TotalLine
from core.sales.models import Quote, QuoteLine
from core.sales.rules import Totals, net_price


def quote_paper(quote: Quote, *, speaking: str = "fr") -> Paper:
    """The validated quote as a Paper, from its frozen copies alone: the same today and in ten years."""
    assert quote.number is not None, "only a validated quote is printed"
    assert quote.issued_on is not None, "a validated quote has a date"
    with language(speaking):
        watermark = _("factice") if quote.demo else ""
        return _paper(quote, quote.number, quote.issued_on, quote.seller, quote.buyer, speaking, watermark)


def draft_paper(quote: Quote, company: Company, on: date, *, speaking: str = "fr") -> Paper:
    """A draft as it would be printed on that day, marked as a draft on every page."""
    with language(speaking):
        parties = seller_copy(company), buyer_copy(quote.customer)
        return _paper(quote, _("brouillon"), on, *parties, speaking, _("brouillon"))


def _paper(
    quote: Quote,
    number: str,
    issued_on: date,
    seller: Mapping[str, Any],
    buyer: Mapping[str, Any],
    speaking: str,
    watermark: str,
) -> Paper:
    totals = quote.totals()
    valid_until = quote.valid_until or issued_on + timedelta(days=quote.validity_days)
    return Paper(
        kind=_("Devis"),
        number=number,
        language=speaking,
        issued_on=issued_on,
        seller=_party(seller, _seller_details(seller)),
        buyer=_party(buyer, ()),
        facts=(
            (_("Date"), day(issued_on)),
            (_("Valable jusqu'au"), day(valid_until)),
            (_("Client"), buyer["code"]),
            (_("Votre interlocuteur"), quote.salesperson),
        ),
        lines=tuple(_line(line, net) for line, net in zip(quote.lines, totals.lines, strict=True)),
        taxes=tuple(TaxLine(share.rate, share.base, share.tax) for share in totals.taxes),
        totals=_totals(quote, totals),
        conditions=_conditions(valid_until, quote.gross),
        signature=SignatureBox(
            _("Bon pour accord"),
            (_("Date et signature du client, précédées de la mention « Bon pour accord » :"),),
        ),
        watermark=watermark,
        footer=_footer(seller),
    )


def file_name(quote: Quote, *, speaking: str = "fr") -> str:
    """`DE2611-0045_Dupont-Menuiserie.pdf`: plain letters only, every system and every mail takes them."""
    name = unicodedata.normalize("NFKD", quote.buyer.get("name") or quote.customer.name).encode("ascii", "ignore")
    words = "".join(c if c.isalnum() else " " for c in name.decode()).split()
    with language(speaking):
        return f"{quote.number or _('brouillon')}_{'-'.join(words)[:60]}.pdf"


def seller_copy(company: Company) -> dict[str, str]:
    """What a document keeps of the company that issues it."""
    fields = ("name", "street", "zip", "city", "siren", "vat_number", "legal_form", "phone", "email")
    return {field: getattr(company, field) for field in fields}


def buyer_copy(customer: Customer) -> dict[str, str]:
    """What a document keeps of the customer it is made for."""
    fields = ("code", "name", "contact", "street", "zip", "city", "siret", "email")
    return {field: getattr(customer, field) for field in fields}


def _party(copy: Mapping[str, Any], details: tuple[str, ...]) -> Party:
    town = f"{copy['zip']} {copy['city']}".strip()
    contact = (copy["contact"],) if copy.get("contact") else ()
    return Party(copy["name"], tuple(line for line in (*contact, copy["street"], town) if line), details)


def _seller_details(copy: Mapping[str, Any]) -> tuple[str, ...]:
    phone = national(copy["phone"]) if copy["phone"] else ""
    return tuple(value for value in (phone, copy["email"]) if value)


def _line(line: QuoteLine, net: Amount) -> PaperLine:
    return PaperLine(
        reference=line.reference,
        label=line.label,
        quantity=line.quantity,
        unit=unit_label(line.unit),
        unit_price=net_price(line.unit_price, line.basis, line.vat),
        discount=line.discount or None,
        tax_rate=line.vat,
        net=net,
    )


def _totals(quote: Quote, totals: Totals) -> tuple[TotalLine, ...]:
    discounted = (
        (
            TotalLine(_("Total des lignes HT"), totals.lines_net),
            TotalLine(_discount_label(quote.discount), Amount(-totals.discount)),
        )
        if totals.discount
        else ()
    )
    return (
        *discounted,
        TotalLine(_("Total HT"), totals.net),
        TotalLine(_("Total TVA"), totals.tax),
        TotalLine(_("Total TTC"), totals.gross, strong=True),
    )


def _discount_label(discount: Rate) -> str:
    return _("Remise {percent}").format(percent=percentage(discount)) if discount else _("Remise")


def _conditions(valid_until: date, gross: Amount) -> tuple[str, ...]:
    until = _("Devis gratuit, valable jusqu'au {day} ; au-delà, les prix peuvent être revus.")
    total = _("Montant total à payer en cas d'accord : {gross} TTC.")
    return until.format(day=day(valid_until)), total.format(gross=money(gross))


def _footer(seller: Mapping[str, Any]) -> tuple[str, ...]:
    address = ", ".join(part for part in (seller["street"], f"{seller['zip']} {seller['city']}".strip()) if part)
    identity = " · ".join(part for part in (seller["name"], seller["legal_form"], address) if part)
    numbers = [
        _("SIREN {number}").format(number=seller["siren"]) if seller["siren"] else "",
        _("TVA {number}").format(number=seller["vat_number"]) if seller["vat_number"] else "",
    ]
    return tuple(line for line in (identity, " · ".join(part for part in numbers if part)) if line)
