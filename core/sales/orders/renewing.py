"""New general conditions reach the orders that wait and that nobody has agreed to yet."""

from sqlalchemy import select

from core.company.models import Company
from core.sales.lifecycles import OrderState
from core.sales.models import Order
from core.sales.orders.control import accepts_conditions
from core.sales.papers import conditions_copy
from core.uow import UnitOfWork


async def renew(uow: UnitOfWork, company: Company) -> None:
    """What is shown, printed and agreed to is of today: whoever looks at such an order as it was is shown it anew."""
    waiting = select(Order).where(Order.state == OrderState.WAITING).order_by(Order.id).with_for_update()
    for order in await uow.session.scalars(waiting, execution_options={"populate_existing": True}):
        if accepts_conditions(order) and not order.to_sign_again:
            continue
        order.seller = {**order.seller, **conditions_copy(company)}
        order.conditions_version = company.conditions_version
        order.touch()
