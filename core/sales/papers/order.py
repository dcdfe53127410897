"""The pages of an order's confirmation: what was ordered, on which terms, and how the customer bound himself."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from core.i18n import N_, _, day, language, moment
from core.printing.paper import Paper, PaperLine, SignatureBox, TotalLine
from core.sales.lifecycles import Channel, Engagement, OrderState
from core.sales.models import Order, OrderLine, Quote
from core.sales.papers.consumers import annexes, protected
from core.sales.papers.mentions import footer, mentions, reasons
from core.sales.papers.parties import buyer_party, is_consumer, place_party, seller_party
from core.sales.papers.payment import deposit_of, payment
from core.sales.papers.priced import Sold, priced_lines, tax_lines, total_lines

_WATERMARKS: Final[Mapping[OrderState, str]] = {
    OrderState.WAITING: N_("en attente"),
    OrderState.REFUSED: N_("refusée"),
    OrderState.CANCELLED: N_("annulée"),
}


def order_paper(
    order: Order, quote: Quote, *, speaking: str = "", logo: bytes | None = None, signature: bytes | None = None
) -> Paper:
    """The order in its customer's language. Of the `quote` that it stands on no line is read.

    `logo` and `signature` hold the bytes of the pictures that the order names by their hashes.
    """
    spoken = speaking or order.language
    with language(spoken):
        return _paper(_Said(order, quote, spoken, is_consumer(order.buyer)), logo, signature)


@dataclass(frozen=True, slots=True)
class _Said:
    """What an order says of itself."""

    order: Order
    quote: Quote
    speaking: str
    consumer: bool

    @property
    def protected(self) -> bool:
        return protected(self.quote.channel, self.consumer)

    @property
    def signed_by_both(self) -> bool:
        """Both sign a contract made off premises (C. cons. L221-9)."""
        return self.consumer and self.quote.channel is Channel.OFF_PREMISES

    def moment(self, at: datetime) -> str:
        return moment(self._local(at))

    def day(self, at: datetime) -> str:
        return day(self._local(at))

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.order.seller.get("zone") or "Europe/Paris"))


def _paper(said: _Said, logo: bytes | None, signature: bytes | None) -> Paper:
    order, seller, sums = said.order, said.order.seller, said.order.totals()
    return Paper(
        kind=_("Confirmation de commande"),
        number=order.number,
        language=said.speaking,
        issued_on=order.ordered_on,
        seller=seller_party(seller),
        buyer=buyer_party(order.buyer),
        delivery=place_party(order.place, order.buyer),
        facts=_facts(said),
        subject=order.subject,
        lines=tuple(_lines(order, priced_lines(order, sums, with_tax=said.consumer))),
        show_gross=said.consumer,
        taxes=tax_lines(sums, seller),
        totals=(*total_lines(order, sums, seller, with_tax=said.consumer), *_deposit(order)),
        payment=payment(order, seller, locked=said.signed_by_both),
        conditions=_conditions(said),
        notes=order.notes,
        signature=_signature(said, signature),
        seller_signature=_seller_signature(order) if said.signed_by_both else None,
        mentions=mentions(seller, said.consumer),
        annexes=annexes(order.delivery_on, seller) if said.protected else (),
        watermark=_watermark(order),
        footer=footer(seller),
        logo=logo,
    )


def _facts(said: _Said) -> tuple[tuple[str, str], ...]:
    order, quote = said.order, said.quote
    issued = _("{number} du {day}").format(number=quote.number, day=day(quote.issued_on)) if quote.issued_on else ""
    facts = (
        (_("Date"), day(order.ordered_on)),
        (_("Votre commande"), order.customer_number),
        (_("Devis"), issued if quote.number else ""),
        (_("Livraison prévue"), day(order.delivery_on) if order.delivery_on else ""),
        (_("Client"), order.buyer["code"]),
        (_("Votre interlocuteur"), order.salesperson),
        (_("Modifiée après signature"), said.day(order.changed_at) if order.to_sign_again and order.changed_at else ""),
    )
    return tuple((label, value) for label, value in facts if value)


def _lines(order: Order, rows: Iterator[tuple[Sold, PaperLine]]) -> Iterator[PaperLine]:
    """Each with the day that is promised for it: its own, or that of the order."""
    for line, row in rows:
        due = isinstance(line, OrderLine) and (line.delivery_on or order.delivery_on)
        if due and row.quantity is not None:
            told = _("Livraison prévue : {day}").format(day=day(due))
            yield replace(row, detail="\n".join(part for part in (row.detail, told) if part))
        else:
            yield row


def _deposit(order: Order) -> Iterator[TotalLine]:
    if order.deposit:
        yield TotalLine(_("Acompte demandé"), deposit_of(order))
    if order.deposit_received:
        yield TotalLine(_("Acompte reçu"), order.deposit_received)


def _conditions(said: _Said) -> tuple[str, ...]:
    """The version that the customer binds himself on, of a company that has any; the law's words on VAT where there is
    none."""
    order = said.order
    version = _("Conditions générales de vente, version {version}.").format(version=order.conditions_version)
    written = (version,) if order.seller.get("conditions") else ()
    return (*written, *reasons(order.lines, order.seller, order.ordered_on))


def _signature(said: _Said, picture: bytes | None) -> SignatureBox:
    order, title = said.order, _("Bon pour accord")
    if order.agreed_at is None or order.engagement is Engagement.NONE:
        return SignatureBox(title, (_("Date et signature du client, précédées de la mention « Bon pour accord » :"),))
    early = _("Demande que les travaux commencent avant la fin du délai de rétractation.")
    caption = (
        order.agreed_role,
        *_HOW[order.engagement](said, said.moment(order.agreed_at)),
        early if said.quote.early_start else "",
        _changed_since(said),
    )
    drawn = picture if order.engagement is Engagement.DRAWN else None
    if order.engagement not in (Engagement.TAPPED, Engagement.DRAWN):
        title = _("Commandé par")
    return SignatureBox(title, tuple(text for text in caption if text), signed_by=order.agreed_by, picture=drawn)


def _changed_since(said: _Said) -> str:
    order = said.order
    if not order.to_sign_again or order.changed_at is None:
        return ""
    at = said.moment(order.changed_at)
    return _("Commande modifiée après signature, le {moment} : à signer de nouveau.").format(moment=at)


def _words(order: Order) -> str:
    return order.agreed_words or _("Bon pour accord")


def _tapped(said: _Said, at: str) -> tuple[str, ...]:
    return (_("« {words} », le {moment}, dans la messagerie").format(words=_words(said.order), moment=at),)


def _named(said: _Said, at: str) -> tuple[str, ...]:
    return (_("Nom écrit devant le vendeur, le {moment}").format(moment=at),)


def _drawn(said: _Said, at: str) -> tuple[str, ...]:
    return (_("« {words} », le {moment}, signé à l'écran").format(words=_words(said.order), moment=at),)


def _written(said: _Said, at: str) -> tuple[str, ...]:
    order = said.order
    named = _("Commande écrite {number}, reçue le {moment}") if order.customer_number else ""
    told = named or _("Commande écrite, reçue le {moment}")
    return told.format(number=order.customer_number, moment=at), order.customer_file_name


def _oral(said: _Said, at: str) -> tuple[str, ...]:
    confirmed = said.order.confirmed_at
    return (
        _("Commande passée de vive voix, le {moment}").format(moment=at),
        _("Confirmée par le client, le {moment}").format(moment=said.moment(confirmed))
        if confirmed
        else _("Pas encore confirmée par le client"),
    )


def _seller_signature(order: Order) -> SignatureBox:
    return SignatureBox(order.seller["name"], (order.salesperson, _("Date et signature :")))


def _watermark(order: Order) -> str:
    state = _(_WATERMARKS[order.state]) if order.state in _WATERMARKS else ""
    return " · ".join(filter(None, (_("factice") if order.demo else "", state)))


_HOW: Final[Mapping[Engagement, Callable[[_Said, str], tuple[str, ...]]]] = {
    Engagement.TAPPED: _tapped,
    Engagement.DRAWN: _drawn,
    Engagement.NAMED: _named,
    Engagement.WRITTEN: _written,
    Engagement.ORAL: _oral,
}
