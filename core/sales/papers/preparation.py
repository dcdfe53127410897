"""The slip that goods are fetched with: where they lie, how many, boxes to tick; for the company's own people."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from core.catalog.units import unit_label
from core.i18n import _, day, language, moment
from core.kernel.amounts import NOTHING, Quantity
from core.printing.paper import LineKind, Paper, PaperLine
from core.sales.models import Delivery, Order
from core.sales.papers.mentions import footer
from core.sales.papers.parties import buyer_party, place_party, seller_party

_CODE: Final = re.compile(r"BP-(?P<id>[1-9]\d{0,8})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPick:
    """So much of something to be fetched at a `location` (« A3-2 », "" unknown), of which so many are `missing`;
    `there` when somebody has found all of it.

    A kit is told by its `parts`, each with the quantity for all of the kits.
    """

    label: str
    quantity: Quantity
    reference: str = ""
    unit: str = "U"
    location: str = ""
    missing: Quantity = NOTHING
    there: bool = False
    note: str = ""
    parts: tuple["ToPick", ...] = ()

    @property
    def found_at(self) -> str:
        """Where one goes first for it."""
        return self.location or next((part.location for part in self.parts if part.location), "")


def slip_code(delivery_id: int) -> str:
    """What the slip's QR code says of the delivery that it prepares."""
    return f"BP-{delivery_id}"


def slip_delivery(code: str) -> int | None:
    """The delivery that a slip's code names; None for any other text."""
    found = _CODE.fullmatch(code.strip())
    return int(found["id"]) if found else None


def walk(place: str) -> tuple[bool, list[tuple[int, str]]]:
    """What places are sorted by, as one walks: A2 before A10, nowhere at the end."""
    signs = re.findall(r"\d+|\D+", place.casefold())
    return not place, [(int(sign), "") if sign.isdecimal() else (-1, sign) for sign in signs]


def preparation_paper(
    delivery: Delivery,
    order: Order,
    goods: Sequence[ToPick],
    *,
    on: date,
    warehouse: str,
    driver: str = "",
    speaking: str = "fr",
    logo: bytes | None = None,
) -> Paper:
    """The slip as printed `on` that day, by location; in the language of whoever prepares."""
    code = slip_code(delivery.id)
    with language(speaking):
        return Paper(
            kind=_("Bon de préparation"),
            number=code,
            language=speaking,
            issued_on=on,
            seller=seller_party(order.seller),
            buyer=buyer_party(order.buyer),
            delivery=place_party(delivery.place or order.place, order.buyer, contact=delivery.contact),
            facts=_facts(delivery, order, warehouse, driver),
            code=code,
            subject=order.subject,
            lines=tuple(_by_location(goods)),
            notes=order.notes,
            watermark=_("factice") if delivery.demo or order.demo else "",
            footer=footer(order.seller),
            logo=logo,
        )


def _facts(delivery: Delivery, order: Order, warehouse: str, driver: str) -> tuple[tuple[str, str], ...]:
    facts = (
        (_("Commande"), _("{number} du {day}").format(number=order.number, day=day(order.ordered_on))),
        (_("Commande du client"), order.customer_number),
        (_("À livrer le"), _due(delivery, order)),
        (_("Dépôt"), warehouse),
        (_("Livreur"), driver),
        (_("Préparé par"), "……………………"),
    )
    return tuple((label, value) for label, value in facts if value)


def _due(delivery: Delivery, order: Order) -> str:
    if delivery.planned_at is not None:
        return moment(delivery.planned_at.astimezone(ZoneInfo(order.seller.get("zone") or "Europe/Paris")))
    return day(delivery.planned_on) if delivery.planned_on else ""


def _by_location(goods: Sequence[ToPick]) -> Iterator[PaperLine]:
    """Places in the order of a walk (A2 before A10), what lies nobody knows where at the end."""
    last: str | None = None
    for one in sorted(goods, key=lambda one: walk(one.found_at)):
        place = one.found_at
        if place != last:
            told = _("Emplacement {place}").format(place=place) if place else _("Emplacement inconnu")
            yield PaperLine(kind=LineKind.SECTION, label=told)
        last = place
        yield _row(one, LineKind.TO_TICK, place)
        yield from _parts(one, place)


def _parts(kit: ToPick, place: str) -> Iterator[PaperLine]:
    """A kit that is there is there with all its parts."""
    for part in kit.parts:
        found = replace(part, there=part.there or kit.there)
        yield _row(found, LineKind.PART, place)
        yield from _parts(found, place)


def _row(one: ToPick, kind: LineKind, place: str) -> PaperLine:
    elsewhere = one.location and one.location != place
    detail = (
        _("Emplacement {place}").format(place=one.location) if elsewhere else "",
        one.note,
    )
    return PaperLine(
        kind=kind,
        reference=one.reference,
        label=one.label,
        detail="\n".join(text for text in detail if text),
        quantity=one.quantity,
        missing=one.missing or None,
        ticked=one.there,
        unit=unit_label(one.unit),
    )
