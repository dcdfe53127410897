"""What is invoiced without anybody asking: an order once it is confirmed, a delivery once it is done, as the customer's
card says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from core.db.savepoint import savepoint
from core.invoicing.drafting import draft_of_deliveries, draft_of_order
from core.invoicing.errors import NothingToInvoice
from core.invoicing.issuing import issue
from core.invoicing.models import Invoice
from core.kernel.errors import BusinessError
from core.notices.notices import tell
from core.parties.models import AutoInvoice, Customer
from core.permissions import SYSTEM
from core.sales.deliveries.events import DeliveryDone
from core.sales.events import OrderConfirmed
from core.sales.models import Delivery, Order
from core.uow import UnitOfWork


async def invoice_by_itself(uow: UnitOfWork) -> None:
    """Draft, or issue, what the cards of the customers ask for whose orders were just confirmed or delivered.

    The card decides, so whoever confirms or delivers need not be allowed to invoice. Where it cannot be done, nothing
    of it is, and what was done before stays. The salesperson is told either way.
    """
    confirmed = [fact.id for fact in uow.facts if isinstance(fact, OrderConfirmed)]
    brought = [fact.id for fact in uow.facts if isinstance(fact, DeliveryDone)]
    orders = await uow.session.execute(_CONFIRMED, {"ids": confirmed}) if confirmed else ()
    deliveries = await uow.session.execute(_BROUGHT, {"ids": brought}) if brought else ()
    for asked in [_Asked(*row) for row in (*orders, *deliveries)]:
        await _invoice(uow, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be invoiced: an order, or one of its deliveries. `person_id` has sold it."""

    wants: AutoInvoice
    order_id: int
    number: str
    person_id: int | None
    delivery_id: int | None = None

    @property
    def at_once(self) -> bool:
        return self.wants in (AutoInvoice.ORDER, AutoInvoice.DELIVERY)


async def _invoice(uow: UnitOfWork, asked: _Asked) -> None:
    system = replace(SYSTEM, company_id=uow.actor.company_id, zone=uow.actor.zone, source=uow.actor.source)
    deputy = UnitOfWork(uow.session, system, uow.now)
    try:
        async with savepoint(uow.session):
            invoice = await _made(deputy, asked)
    except NothingToInvoice:
        return
    except BusinessError:
        key = f"order:{asked.order_id}:not-invoiced:{asked.delivery_id or ''}"
        await _tell(uow, asked, key, "invoice_refused", {"order_id": asked.order_id, "order": asked.number})
        return
    uow.facts += deputy.facts
    await _tell(uow, asked, f"invoice:{invoice.id}:made", "invoice_made", {"invoice_id": invoice.id})


async def _made(uow: UnitOfWork, asked: _Asked) -> Invoice:
    if asked.delivery_id is None:
        draft = await draft_of_order(uow, asked.order_id, everything=True, beyond=True)
    else:
        draft = await draft_of_deliveries(uow, [asked.delivery_id])
    return await issue(uow, draft.id) if asked.at_once else draft


async def _tell(uow: UnitOfWork, asked: _Asked, key: str, kind: str, facts: Mapping[str, Any]) -> None:
    """Tell whoever sold it, even if it is he who confirmed or delivered: he has not invoiced it."""
    if asked.person_id is not None:
        await tell(uow, person_id=asked.person_id, key=key, kind=kind, facts=facts)


_COLUMNS: Final = (Customer.auto_invoice, Order.id, Order.number, func.coalesce(Order.salesperson_id, Order.created_by))
_CONFIRMED: Final = (
    select(*_COLUMNS)
    .join(Customer, Customer.id == Order.customer_id)
    .where(
        Order.id.in_(bindparam("ids", expanding=True)),
        Order.direct.is_(False),
        Customer.auto_invoice.in_((AutoInvoice.ORDER, AutoInvoice.ORDER_DRAFT)),
    )
    .order_by(Order.id)
)
_BROUGHT: Final = (
    select(*_COLUMNS, Delivery.id)
    .join(Delivery, Delivery.order_id == Order.id)
    .join(Customer, Customer.id == Order.customer_id)
    .where(
        Delivery.id.in_(bindparam("ids", expanding=True)),
        Customer.auto_invoice.in_((AutoInvoice.DELIVERY, AutoInvoice.DELIVERY_DRAFT)),
    )
    .order_by(Delivery.id)
)
