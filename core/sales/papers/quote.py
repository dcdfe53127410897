"""The pages of a quote: from its frozen copies alone once it is validated, the same today and in ten years."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.catalog.units import unit_label
from core.company.models import Company
from core.i18n import _, day, language, moment, money, percentage
from core.kernel.amounts import Amount, PriceBasis, Rate, UnitPrice, total, unit_price
from core.kernel.identifiers import national
from core.parties.models import Address, CustomerKind
from core.printing.paper import LineKind as Row
from core.printing.paper import Paper, PaperLine, Party, SignatureBox, TaxLine, TotalLine
from core.sales.lifecycles import Channel, LineKind, QuoteState
from core.sales.models import Quote, QuoteLine
from core.sales.papers.consumers import annexes, protected
from core.sales.papers.copies import buyer_copy, place_copy, seller_copy
from core.sales.papers.mentions import conditions, footer, mentions, untaxed
from core.sales.papers.payment import payment
from core.sales.rules import PricedLine, Totals, line_grosses, net_price

_WHOLE = 1


def quote_paper(quote: Quote, *, speaking: str = "", logo: bytes | None = None) -> Paper:
    """The validated quote in its customer's language; once accepted with his name, his words and the moment.

    `logo` holds the bytes of the picture that `logo_of` names.
    """
    assert quote.number is not None, "only a validated quote is printed"
    assert quote.issued_on is not None, "a validated quote has a date"
    spoken = speaking or quote.language
    with language(spoken):
        watermark = _("factice") if quote.demo else ""
        said = _Said(quote, quote.number, quote.issued_on, quote.seller, quote.buyer, quote.place, spoken, watermark)
        return _paper(said, logo)


def draft_paper(
    quote: Quote,
    company: Company,
    on: date,
    *,
    address: Address | None = None,
    speaking: str = "",
    logo: bytes | None = None,
) -> Paper:
    """A draft as it would be printed on that day, marked as a draft on every page."""
    spoken = speaking or quote.language
    with language(spoken):
        parties = seller_copy(company), buyer_copy(quote.customer), place_copy(address) if address else {}
        return _paper(_Said(quote, _("brouillon"), on, *parties, spoken, _("brouillon")), logo)


def logo_of(quote: Quote, company: Company) -> str | None:
    """The content hash of the picture at the head of a quote: frozen with it."""
    found: str | None = quote.seller.get("logo_sha256") if quote.number is not None else company.logo_sha256
    return found


@dataclass(frozen=True, slots=True)
class _Said:
    """What a quote says of itself, and of those it names on its day."""

    quote: Quote
    number: str
    on: date
    seller: Mapping[str, Any]
    buyer: Mapping[str, Any]
    place: Mapping[str, Any]
    speaking: str
    watermark: str

    @property
    def valid_until(self) -> date:
        return self.quote.valid_until or self.on + timedelta(days=self.quote.validity_days)

    @property
    def consumer(self) -> bool:
        return self.buyer.get("kind") == CustomerKind.CONSUMER


def _paper(said: _Said, logo: bytes | None) -> Paper:
    quote, totals = said.quote, said.quote.totals()
    locked = said.consumer and quote.channel is Channel.OFF_PREMISES
    return Paper(
        kind=_("Devis"),
        number=said.number,
        language=said.speaking,
        issued_on=said.on,
        seller=_party(said.seller, _seller_details(said.seller)),
        buyer=_party(said.buyer, _buyer_details(said.buyer)),
        delivery=_delivery(said),
        facts=_facts(said),
        subject=quote.subject,
        lines=_lines(said, totals),
        show_gross=said.consumer,
        taxes=() if untaxed(said.seller) else tuple(TaxLine(one.rate, one.base, one.tax) for one in totals.taxes),
        totals=_totals(said, totals),
        payment=payment(quote, said.seller, locked=locked),
        conditions=conditions(quote, said.seller, said.consumer, said.valid_until),
        notes=quote.notes,
        signature=_signature(said),
        seller_signature=_seller_signature(said) if locked else None,
        mentions=mentions(said.seller, said.consumer),
        annexes=annexes(quote, said.seller) if protected(quote.channel, said.consumer) else (),
        watermark=said.watermark,
        footer=footer(said.seller),
        logo=logo,
    )


def _party(copy: Mapping[str, Any], details: tuple[str, ...]) -> Party:
    contact = (copy["contact"],) if copy.get("contact") else ()
    return Party(copy["name"], (*contact, *_address(copy)), details)


def _address(copy: Mapping[str, Any]) -> tuple[str, ...]:
    town = f"{copy['zip']} {copy['city']}".strip()
    return tuple(line for line in (copy["street"], town) if line)


def _seller_details(copy: Mapping[str, Any]) -> tuple[str, ...]:
    phone = national(copy["phone"]) if copy["phone"] else ""
    return tuple(value for value in (phone, copy["email"]) if value)


def _buyer_details(copy: Mapping[str, Any]) -> tuple[str, ...]:
    siret, vat = copy.get("siret") or "", copy.get("vat_number") or ""
    named = ((_("SIRET {number}"), siret), (_("TVA {number}"), vat))
    return tuple(label.format(number=number) for label, number in named if number)


def _delivery(said: _Said) -> Party | None:
    if not said.place:
        return None
    return Party(said.place.get("label") or said.buyer["name"], _address(said.place))


def _facts(said: _Said) -> tuple[tuple[str, str], ...]:
    delivery = said.quote.delivery_on
    facts = (
        (_("Date"), day(said.on)),
        (_("Valable jusqu'au"), day(said.valid_until)),
        (_("Livraison ou travaux"), day(delivery) if delivery else ""),
        (_("Client"), said.buyer["code"]),
        (_("Votre interlocuteur"), said.quote.salesperson),
    )
    return tuple((label, value) for label, value in facts if value)


def _lines(said: _Said, totals: Totals) -> tuple[PaperLine, ...]:
    quote = said.quote
    grosses = line_grosses([line.priced() for line in quote.lines])
    return tuple(
        _line(line, net, gross, said.consumer)
        for line, net, gross in zip(quote.lines, totals.lines, grosses, strict=True)
    )


def _line(line: QuoteLine, net: Amount, gross: Amount, with_tax: bool) -> PaperLine:
    if line.kind is not LineKind.ITEM:
        kind = Row.SECTION if line.kind is LineKind.SECTION else Row.TEXT
        return PaperLine(kind=kind, label=line.label, detail=line.detail)
    offered = line.discount >= _WHOLE
    return PaperLine(
        kind=_row(line),
        reference=line.reference,
        label=line.label,
        detail=line.detail,
        quantity=line.quantity,
        free_quantity=line.free or None,
        unit=unit_label(line.unit),
        unit_price=_shown(line.unit_price, line, with_tax),
        list_price=_before(line, with_tax),
        discount=None if offered else line.discount or None,
        discount_amount=_cut(line, with_tax),
        offered=offered,
        tax_rate=line.vat,
        net=net,
        gross=gross,
    )


def _row(line: QuoteLine) -> Row:
    return Row.ITEM if not line.optional else Row.CHOSEN if line.chosen else Row.OPTION


def _shown(price: UnitPrice, line: QuoteLine, with_tax: bool) -> UnitPrice:
    """A price of the line in the basis that the paper shows."""
    if not with_tax:
        return net_price(price, line.basis, line.vat)
    return price if line.basis is PriceBasis.TTC else unit_price(price * (1 + line.vat))


def _before(line: QuoteLine, with_tax: bool) -> UnitPrice | None:
    """The price before a reduction; a price that was raised is nobody's business."""
    if line.list_price is None or line.list_price <= line.unit_price:
        return None
    return _shown(line.list_price, line, with_tax)


def _cut(line: QuoteLine, with_tax: bool) -> Amount | None:
    if not line.discount_amount:
        return None
    return Amount(_shown(UnitPrice(line.discount_amount), line, with_tax).quantize(line.discount_amount))


def _totals(said: _Said, sums: Totals) -> tuple[TotalLine, ...]:
    if untaxed(said.seller):
        return (*(_discounted(said, sums) if sums.discount else ()), TotalLine(_("Total"), sums.gross, strong=True))
    return (
        *(_discounted(said, sums) if sums.discount else ()),
        TotalLine(_("Total HT"), sums.net),
        TotalLine(_("Total TVA"), sums.tax),
        TotalLine(_("Total TTC"), sums.gross, strong=True),
    )


def _discounted(said: _Said, sums: Totals) -> tuple[TotalLine, ...]:
    """What the lines come to, and what is taken off: with tax where the lines are shown so."""
    label = _discount_label(said.quote.discount)
    if not said.consumer:
        return TotalLine(_("Total des lignes HT"), sums.lines_net), TotalLine(label, Amount(-sums.discount))
    if not said.quote.discount:  # agreed before tax, taken off amounts with tax: both are said
        label = _("Remise de {amount} HT").format(amount=money(sums.discount))
    priced = [line.priced() for line in said.quote.lines]
    lines = _counted(priced)
    return TotalLine(_("Total des lignes TTC"), lines), TotalLine(label, Amount(sums.gross - lines))


def _counted(lines: list[PricedLine]) -> Amount:
    return total(gross for gross, line in zip(line_grosses(lines), lines, strict=True) if line.counted)


def _discount_label(discount: Rate) -> str:
    return _("Remise {percent}").format(percent=percentage(discount)) if discount else _("Remise")


def _signature(said: _Said) -> SignatureBox:
    quote, title = said.quote, _("Bon pour accord")
    if quote.state is QuoteState.ACCEPTED and quote.answered_at is not None:
        at = moment(quote.answered_at.astimezone(ZoneInfo(said.seller.get("zone") or "Europe/Paris")))
        agreed = _("« {words} », le {moment}, dans la messagerie").format(words=quote.agreed_words or title, moment=at)
        early = (
            (_("Demande que les travaux commencent avant la fin du délai de rétractation."),)
            if quote.early_start
            else ()
        )
        return SignatureBox(title, (agreed, *early), signed_by=quote.answered_by)
    asked = _("Date et signature du client, précédées de la mention « Bon pour accord » :")
    works = said.consumer and said.seller.get("trade") == "building"
    written = (_("« Devis reçu avant l'exécution des travaux », écrit de la main du client :"),) if works else ()
    return SignatureBox(title, (*written, asked))


def _seller_signature(said: _Said) -> SignatureBox:
    """Both sign a contract made off premises (C. cons. L221-9)."""
    return SignatureBox(said.seller["name"], (said.quote.salesperson, _("Date et signature :")))
