"""What came back and is invoiced: which invoices a credit note would correct, and how much of each line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from core.company.members import those_who
from core.invoicing.crediting import draft_credit
from core.invoicing.lifecycles import InvoiceKind, InvoiceState
from core.invoicing.models import Invoice, InvoiceLine
from core.kernel.amounts import NOTHING, Quantity, quantity
from core.kernel.errors import NotFound
from core.notices.notices import tell_each
from core.permissions import SYSTEM, Permission, requires
from core.sales.deliveries.events import OrderGoodsReturned
from core.sales.deliveries.reads import standings
from core.sales.deliveries.rules import Standing
from core.sales.models import Return, ReturnLine
from core.sales.orders.goods import goods_by_line
from core.sales.orders.progress import items_of
from core.sales.orders.reads import load as load_order
from core.uow import Reader, UnitOfWork


@dataclass(slots=True)
class Creditable:
    """Of one invoice, so many of its lines, by their ids."""

    invoice_id: int
    number: str
    quantities: dict[int, Quantity] = field(default_factory=dict)


@requires(Permission.INVOICES_CREDIT)
async def creditable(db: Reader, return_id: int) -> Sequence[Creditable]:
    """What a return took back of what the customer is charged without having it, newest invoice first; nothing where a
    credit note, of this return or not, has seen to it. Raises NotFound."""
    back = await db.session.scalar(select(Return).where(Return.id == return_id))
    if back is None:
        raise NotFound("return", return_id)
    standing = await standings(db, await load_order(db, back.order_id))
    rows = await db.session.execute(_BACK, {"return_id": return_id})
    came = {int(line_id): quantity(count) for line_id, count in rows if line_id is not None}
    charged = (await db.session.execute(_BILLED, {"ids": sorted(came)})).all()
    left = {of: min(count, _too_many(standing[of], charged)) for of, count in came.items()}
    found: dict[int, Creditable] = {}
    for invoice_id, number, line_id, of, billed, credited in charged:
        count = min(left[of], quantity(billed - (credited or NOTHING)))
        if count > NOTHING:
            found.setdefault(invoice_id, Creditable(invoice_id, number)).quantities[line_id] = count
            left[of] = quantity(left[of] - count)
    return list(found.values())


@requires(Permission.INVOICES_CREDIT)
async def draft_credit_of_return(uow: UnitOfWork, return_id: int, *, reason: str = "") -> Sequence[Invoice]:
    """A draft of a credit note on each invoice that charges what came back. Raises what `draft_credit` does."""
    found = await creditable(uow, return_id)
    return [await draft_credit(uow, one.invoice_id, quantities=one.quantities, reason=reason) for one in found]


async def tell_creditable(uow: UnitOfWork) -> None:
    """What came back by the hands of somebody who makes no credit notes is told to those who do."""
    numbers = [fact.number for fact in uow.facts if isinstance(fact, OrderGoodsReturned)]
    if not numbers or uow.actor.may(Permission.INVOICES_CREDIT):
        return
    all_seeing = Reader(uow.session, replace(SYSTEM, company_id=uow.actor.company_id, zone=uow.actor.zone), uow.now)
    for back in (await uow.session.scalars(select(Return).where(Return.number.in_(numbers)))).all():
        found = await creditable(all_seeing, back.id)
        if found:
            facts = {"return_id": back.id, "number": back.number, "by": uow.actor.name}
            facts["invoices"] = [one.number for one in found]
            told = await those_who(uow, Permission.INVOICES_CREDIT)
            await tell_each(uow, told, key=f"return:{back.id}:credit", kind="return_to_credit", facts=facts)


def _too_many(standing: Standing, charged: Sequence[Any]) -> Quantity:
    """So many of a line are charged, less what is credited, beyond what the customer has kept and what is invoiced
    ahead of its delivery. `charged` are rows of _BILLED."""
    mine = [row for row in charged if row.order_line_id == standing.line_id]
    billed = quantity(sum((row.quantity for row in mine), NOTHING))
    credited = quantity(sum((row.count or NOTHING for row in mine), NOTHING))
    kept = standing.delivered - standing.returned
    ahead = max(min(standing.ordered, billed) - standing.delivered, NOTHING)
    return quantity(max(billed - credited - kept - ahead, NOTHING))


async def restockable(db: Reader, credit: Invoice) -> Mapping[int, Quantity]:
    """The goods of an issued credit note that may be with the customer still, by order line: of a direct order, which
    no delivery brought. What is kept in no stock, or came back already, is not among them."""
    if credit.kind is not InvoiceKind.CREDIT or credit.state is not InvoiceState.ISSUED or credit.order_id is None:
        return {}
    order = await load_order(db, credit.order_id)
    if not order.direct:
        return {}
    standing = await standings(db, order)
    kept = zip(items_of(order), await goods_by_line(db, [(one, one.quantity) for one in items_of(order)]), strict=True)
    goods = {line.id for line, made_of in kept if made_of.goods}
    asked = {line.order_line_id: line.quantity for line in credit.lines if line.billed and line.order_line_id in goods}
    back = {line_id: min(many, standing[line_id].returnable) for line_id, many in asked.items() if line_id is not None}
    return {line_id: many for line_id, many in back.items() if many > NOTHING}


CREDITED: Final = (
    select(InvoiceLine.origin_line_id, func.sum(InvoiceLine.quantity).label("count"))
    .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
    .where(Invoice.kind == InvoiceKind.CREDIT, Invoice.state == InvoiceState.ISSUED)
    .group_by(InvoiceLine.origin_line_id)
    .subquery("credited")
)
_BACK: Final = (
    select(ReturnLine.order_line_id, func.sum(ReturnLine.quantity))
    .where(ReturnLine.return_id == bindparam("return_id"))
    .group_by(ReturnLine.order_line_id)
)
_BILLED: Final = (
    select(
        Invoice.id, Invoice.number, InvoiceLine.id, InvoiceLine.order_line_id, InvoiceLine.quantity, CREDITED.c.count
    )
    .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
    .outerjoin(CREDITED, CREDITED.c.origin_line_id == InvoiceLine.id)
    .where(
        InvoiceLine.order_line_id.in_(bindparam("ids", expanding=True)),
        Invoice.kind != InvoiceKind.CREDIT,
        Invoice.state == InvoiceState.ISSUED,
        InvoiceLine.billed,
    )
    .order_by(Invoice.id.desc(), InvoiceLine.id)
)
