"""What the signature page shows of an order or a delivery, in words and amounts as people read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.sales.rows import each
from core.catalog.units import unit_label
from core.i18n import N_, _, count, moment, money
from core.kernel.amounts import Quantity
from core.permissions import Role
from core.sales import deliveries
from core.sales.lifecycles import ORDER, DeliveryState, Engagement, LineKind, OrderAction, OrderState
from core.sales.models import Delivery, Order, OrderLine, Quote
from core.sales.rules import line_total
from core.uow import Reader


@dataclass(frozen=True, slots=True)
class PaperLine:
    label: str
    detail: str = ""
    amount: str = ""
    section: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to sign. `sums` are (label, amount, whether it stands out); `signed` says who has signed it, or "";
    `typed` stands above a name without a drawing, when that is not « Bon pour accord »; `over` says why nothing
    can be signed any more.

    `name`, `role` and `reserves` are what is known already.
    """

    company: str
    title: str
    customer: str
    lines: Sequence[PaperLine]
    version: int
    name: str
    role: str = ""
    reserves: str = ""
    asks_reserves: bool = False
    sums: Sequence[tuple[str, str, bool]] = ()
    note: str = ""
    signed: str = ""
    typed: str = ""
    over: str = ""


def order_paper(db: Reader, order: Order, company: str) -> Paper:
    """An order: its lines, and what it comes to. Under a mere name it may still be signed by hand."""
    note, signed = _conditions(order, company), order_signed(db, order)
    if order.engagement is not Engagement.DRAWN:
        note, signed = f"{signed} {note}".strip(), ""
    return Paper(
        company,
        _("Commande {number}").format(number=order.number),
        order.buyer.get("name") or order.customer.name,
        [ordered_line(line) for line in order.lines],
        order.version,
        _known_name(db, order.agreed_by),
        order.agreed_role,
        sums=sums_of(order),
        note=note,
        signed=signed,
        typed="" if db.actor.role is Role.CUSTOMER else _("Écrit devant le vendeur, sous le nom de"),
        over="" if signed or ORDER.allows(order.state, OrderAction.SIGN) else _(_ORDER_OVER[order.state]),
    )


def _conditions(order: Order, company: str) -> str:
    """To which conditions he orders; "" when the company has written none."""
    if not order.seller.get("conditions"):
        return ""
    said = _("En signant, vous passez cette commande aux conditions générales de {company} (version {version}).")
    return said.format(company=company, version=order.seller.get("conditions_version", order.conditions_version))


def sums_of(order: Order | Quote) -> Sequence[tuple[str, str, bool]]:
    """What it comes to."""
    discount = order.totals().discount
    return (
        *([(_("Remise"), f"−{money(discount)}", False)] if discount else []),
        (_("Total HT"), money(order.net), False),
        (_("TVA"), money(order.tax), False),
        (_("Total TTC"), money(order.gross), True),
    )


def order_signed(db: Reader, order: Order) -> str:
    """« Signé par Paul Martin (gérant), le … »; "" when its signature is still to come, or is of an older content.

    A name that was written before the salesperson is told to the company's people as no more than that; to the customer
    it is no signature: his own is still to come.
    """
    said = _SIGNED.get(order.engagement)
    theirs = order.engagement is Engagement.NAMED and db.actor.role is Role.CUSTOMER
    if said is None or theirs or order.to_sign_again or order.agreed_at is None:
        return ""
    return _signed(order.agreed_by, order.agreed_role, moment(db.local(order.agreed_at)), said)


async def delivery_paper(db: Reader, delivery: Delivery, company: str) -> Paper:
    """A delivery: what was left with the customer, what his order still waits for, and the reserves."""
    lines = await deliveries.lines_of(db, delivery.id)
    left = {one.line_id: one.left for one in await deliveries.remaining(db, delivery.order_id)}
    return Paper(
        company,
        _("Bon de livraison {number}").format(number=delivery.number or ""),
        delivery.order.buyer.get("name") or delivery.order.customer.name,
        [_delivered(line, left[line.order_line_id]) for line in lines],
        delivery.version,
        _known_name(db, delivery.contact.get("name") or ""),
        reserves=delivery.reserves,
        asks_reserves=True,
        note=_("Commande {number}").format(number=delivery.order.number),
        signed=delivery_signed(db, delivery),
        typed=_("Reçu par"),
        over=_over(delivery),
    )


def _over(delivery: Delivery) -> str:
    said = _OVER.get(delivery.state)
    return _(said) if said and delivery.signed_at is None else ""


def delivery_signed(db: Reader, delivery: Delivery) -> str:
    """The same of a delivery."""
    if delivery.signed_at is None:
        return ""
    return _signed(delivery.signed_by, delivery.signed_role, moment(db.local(delivery.signed_at)), _BY)


def _signed(name: str, role: str, at: str, said: str) -> str:
    return _(said).format(name=f"{name} ({role})" if role else name, moment=at)


_ORDER_OVER: Final = {
    OrderState.REFUSED: N_("Cette commande est refusée : il n'y a rien à signer."),
    OrderState.CANCELLED: N_("Cette commande est annulée : il n'y a rien à signer."),
    OrderState.CLOSED: N_("Cette commande est soldée : il n'y a plus rien à signer."),
}
_OVER: Final = {
    DeliveryState.CANCELLED: N_("Cette livraison est annulée : il n'y a rien à signer."),
    DeliveryState.CLOSED: N_("Cette livraison est close : il n'y a plus rien à signer."),
}
_BY: Final = N_("Signé par {name}, {moment}.")
_SIGNED: Final = {
    Engagement.DRAWN: _BY,
    Engagement.TAPPED: _BY,
    Engagement.NAMED: N_("Nom écrit devant le vendeur : {name}, {moment}."),
}


def _known_name(db: Reader, name: str) -> str:
    """A customer signs under his own name; on a colleague's phone it is somebody else who signs."""
    return db.actor.name if db.actor.role is Role.CUSTOMER else name


def ordered_line(line: OrderLine) -> PaperLine:
    """One line of an order."""
    if line.kind is not LineKind.ITEM:
        return PaperLine(line.label, line.detail, section=line.kind is LineKind.SECTION)
    return PaperLine(
        line.label, f"{_quantity(line.quantity, line.unit)} × {each(line)}", money(line_total(line.priced()))
    )


def _delivered(line: deliveries.SlipLine, left: Quantity) -> PaperLine:
    """« 4 sur 6 » on the right; below, what is still to come, what has a reserve, what went back, which numbers."""
    said = (
        _("reste {quantity} à livrer").format(quantity=_quantity(left, line.unit)) if left else "",
        _("{quantity} avec réserve").format(quantity=count(line.damaged)) if line.damaged else "",
        _("{quantity} refusés").format(quantity=count(line.refused)) if line.refused else "",
        line.note,
        ", ".join(line.lots),
    )
    brought = _quantity(line.delivered, line.unit)
    if line.delivered < line.planned:
        brought = _("{quantity} sur {planned}").format(quantity=count(line.delivered), planned=_planned(line))
    return PaperLine(line.label, " · ".join(filter(None, said)), brought)


def _planned(line: deliveries.SlipLine) -> str:
    return _quantity(line.planned, line.unit)


def _quantity(quantity: Quantity, unit: str) -> str:
    return f"{count(quantity)} {unit_label(unit)}".strip()
