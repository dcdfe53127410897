"""The pages that go with goods: the delivery note that the receiver signs, and the note of what came back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from core.catalog.units import unit_label
from core.i18n import _, count, day, language, moment
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.printing.paper import LineKind as Row
from core.printing.paper import Paper, PaperLine, Photo, SignatureBox
from core.sales.lifecycles import DeliveryState, LineKind
from core.sales.models import Delivery, DeliveryLine, Order, OrderLine, Return
from core.sales.papers.mentions import footer
from core.sales.papers.parties import buyer_party, contact_details, place_party, seller_party

_NO_PHOTOS: Final[tuple[Photo, ...]] = ()


def delivery_paper(
    delivery: Delivery,
    order: Order,
    *,
    before: Mapping[int, Quantity],
    driver: str = "",
    speaking: str = "",
    logo: bytes | None = None,
    signature: bytes | None = None,
    photos: Sequence[Photo] = _NO_PHOTOS,
) -> Paper:
    """The note of what was delivered, in the customer's language, without prices.

    `before` is what earlier deliveries have brought, by order line. A line of the order that is not in this delivery
    is told while something of it remains. One that was taken back says so across its pages. `logo` and `signature` hold
    the bytes of pictures.
    """
    assert delivery.number is not None, "only what was delivered has a note"
    assert delivery.delivered_at is not None, "a number is given at the delivery"
    spoken = speaking or order.language
    at = _local(order, delivery.delivered_at)
    with language(spoken):
        return Paper(
            kind=_("Bon de livraison"),
            number=delivery.number,
            language=spoken,
            issued_on=at.date(),
            seller=seller_party(order.seller),
            buyer=buyer_party(order.buyer),
            delivery=place_party(delivery.place or order.place, order.buyer, contact=delivery.contact),
            facts=_facts(delivery, order, at, driver),
            subject=order.subject,
            lines=tuple(_delivered(delivery, order, before, at.date())),
            reserves=delivery.reserves,
            photos=tuple(photos),
            signature=_signature(delivery, order, signature),
            watermark=_watermark(delivery, order),
            footer=footer(order.seller),
            logo=logo,
        )


def return_paper(returned: Return, order: Order, *, speaking: str = "", logo: bytes | None = None) -> Paper:
    """The note of what came back from an order, without prices."""
    spoken = speaking or order.language
    at = _local(order, returned.returned_at)
    with language(spoken):
        facts = (
            (_("Date"), moment(at)),
            *_of_order(order),
            (_("Client"), order.buyer["code"]),
            (_("Motif"), returned.reason),
        )
        return Paper(
            kind=_("Bon de retour"),
            number=returned.number,
            language=spoken,
            issued_on=at.date(),
            seller=seller_party(order.seller),
            buyer=buyer_party(order.buyer),
            facts=_told(facts),
            lines=tuple(_returned(returned, order)),
            signature=SignatureBox(_("Rendu par"), (_("Nom, date et signature :"),)),
            watermark=_("factice") if order.demo else "",
            footer=footer(order.seller),
            logo=logo,
        )


@dataclass(frozen=True, slots=True)
class _Brought:
    """How far one line has come with this delivery."""

    ordered: OrderLine
    line: DeliveryLine | None
    before: Quantity

    @property
    def now(self) -> Quantity:
        return self.line.delivered if self.line else NOTHING

    @property
    def remaining(self) -> Quantity:
        return quantity(max(self.ordered.quantity - self.before - self.now, NOTHING))


def _facts(delivery: Delivery, order: Order, at: datetime, driver: str) -> tuple[tuple[str, str], ...]:
    contact = () if delivery.place or order.place else contact_details(delivery.contact)
    return _told(
        (
            (_("Livré le"), moment(at)),
            *_of_order(order),
            (_("Client"), order.buyer["code"]),
            (_("Contact sur place"), ", ".join(contact)),
            (_("Livré par"), driver),
            (_("Votre interlocuteur"), order.salesperson),
        )
    )


def _of_order(order: Order) -> tuple[tuple[str, str], ...]:
    ordered = _("{number} du {day}").format(number=order.number, day=day(order.ordered_on))
    return (_("Commande"), ordered), (_("Votre commande"), order.customer_number)


def _told(facts: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, value) for label, value in facts if value)


def _delivered(delivery: Delivery, order: Order, before: Mapping[int, Quantity], on: date) -> Iterator[PaperLine]:
    """What this delivery brought on that day or was to bring, and what the order still waits for, under its titles."""
    here = {line.order_line_id: line for line in delivery.lines}
    some = any(before.values())
    title: OrderLine | None = None
    for ordered in order.lines:
        if ordered.kind is LineKind.SECTION:
            title = ordered
        if ordered.kind is not LineKind.ITEM:
            continue
        brought = _Brought(ordered, here.get(ordered.id), before.get(ordered.id, NOTHING))
        if brought.line is None and not brought.remaining:
            continue
        if title is not None:
            yield PaperLine(kind=Row.SECTION, label=title.label, detail=title.detail)
            title = None
        yield _line(brought, on, with_before=some)


def _line(brought: _Brought, on: date, *, with_before: bool) -> PaperLine:
    ordered = brought.ordered
    remarks = (*(_remarks(brought.line) if brought.line else ()), *_promised(brought, on))
    return PaperLine(
        reference=ordered.reference,
        label=ordered.label,
        detail="\n".join((*_detail(ordered.detail), *remarks)),
        ordered=ordered.quantity,
        brought=brought.before if with_before else None,
        delivered=brought.now,
        remaining=brought.remaining,
        unit=unit_label(ordered.unit),
    )


def _remarks(line: DeliveryLine) -> Iterator[str]:
    if line.lots:
        yield _lots(line.lots)
    if line.damaged:
        yield _("Abîmé, livré avec réserve : {count}").format(count=count(line.damaged))
    if line.refused:
        yield _("Refusé, repris : {count}").format(count=count(line.refused))
    yield from _detail(line.note)


def _promised(brought: _Brought, on: date) -> Iterator[str]:
    """For when the remainder is promised; the day that was wanted first is past by now."""
    promised = brought.ordered.delivery_on
    if brought.remaining and promised is not None and promised > on:
        yield _("Reste prévu le {day}").format(day=day(promised))


def _returned(returned: Return, order: Order) -> Iterator[PaperLine]:
    lines = {line.id: line for line in order.lines}
    for back in returned.lines:
        ordered = lines[back.order_line_id]
        yield PaperLine(
            reference=ordered.reference,
            label=ordered.label,
            detail=_lots(back.lots) if back.lots else "",
            quantity=back.quantity,
            unit=unit_label(ordered.unit),
        )


def _lots(lots: Sequence[str]) -> str:
    return _("Lot ou n° de série : {numbers}").format(numbers=", ".join(lots))


def _detail(text: str) -> tuple[str, ...]:
    return (text,) if text.strip() else ()


def _signature(delivery: Delivery, order: Order, picture: bytes | None) -> SignatureBox:
    title = _("Reçu par")
    if delivery.signed_at is None:
        return SignatureBox(title, (_("Nom, qualité, date et signature du destinataire :"),))
    at = _("Le {moment}").format(moment=moment(_local(order, delivery.signed_at)))
    caption = (*_detail(delivery.signed_role), at)
    return SignatureBox(title, caption, signed_by=delivery.signed_by, picture=picture)


def _watermark(delivery: Delivery, order: Order) -> str:
    if delivery.demo or order.demo:
        return _("factice")
    return _("annulé") if delivery.state is DeliveryState.CANCELLED else ""


def _local(order: Order, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(order.seller.get("zone") or "Europe/Paris"))
