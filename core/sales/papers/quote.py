"""The pages of a quote: from its frozen copies alone once it is validated, the same today and in ten years."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.company.models import Company
from core.i18n import _, day, language, moment
from core.parties.models import Address
from core.printing.paper import LineKind as Row
from core.printing.paper import Paper, PaperLine, SignatureBox
from core.sales.lifecycles import Channel
from core.sales.models import Quote, QuoteLine
from core.sales.papers.consumers import annexes, protected
from core.sales.papers.copies import buyer_copy, place_copy, seller_copy
from core.sales.papers.mentions import conditions, footer, mentions
from core.sales.papers.parties import buyer_party, is_consumer, place_party, seller_party
from core.sales.papers.payment import payment
from core.sales.papers.priced import priced_lines, tax_lines, total_lines
from core.sales.rules import Totals


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
        return is_consumer(self.buyer)


def _paper(said: _Said, logo: bytes | None) -> Paper:
    quote, totals = said.quote, said.quote.totals()
    locked = said.consumer and quote.channel is Channel.OFF_PREMISES
    return Paper(
        kind=_("Devis"),
        number=said.number,
        language=said.speaking,
        issued_on=said.on,
        seller=seller_party(said.seller),
        buyer=buyer_party(said.buyer),
        delivery=place_party(said.place, said.buyer),
        facts=_facts(said),
        subject=quote.subject,
        lines=tuple(_lines(said, totals)),
        show_gross=said.consumer,
        taxes=tax_lines(totals, said.seller),
        totals=total_lines(quote, totals, said.seller, with_tax=said.consumer),
        payment=payment(quote, said.seller, locked=locked),
        conditions=conditions(quote, said.seller, said.consumer, said.on, said.valid_until),
        notes=quote.notes,
        signature=_signature(said),
        seller_signature=_seller_signature(said) if locked else None,
        mentions=mentions(said.seller, said.consumer),
        annexes=annexes(quote.delivery_on, said.seller) if protected(quote.channel, said.consumer) else (),
        watermark=said.watermark,
        footer=footer(said.seller),
        logo=logo,
    )


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


def _lines(said: _Said, totals: Totals) -> Iterator[PaperLine]:
    for line, row in priced_lines(said.quote, totals, with_tax=said.consumer):
        taken = Row.CHOSEN if isinstance(line, QuoteLine) and line.chosen else Row.OPTION
        yield replace(row, kind=taken) if isinstance(line, QuoteLine) and line.optional else row


def _signature(said: _Said) -> SignatureBox:
    quote, title = said.quote, _("Bon pour accord")
    if quote.agreed and quote.answered_at is not None:
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
