"""Who sees which customer: those one follows and those of nobody, unless one may see all."""

from typing import Final

from sqlalchemy import BigInteger, ColumnElement, literal, or_, select, true

from core.kernel.errors import NotFound
from core.parties.models import Customer
from core.permissions import Permission
from core.uow import Reader

KIND: Final = "customer"  # what refusals call it, and under which customers are found in core.search


def followed(db: Reader) -> ColumnElement[bool]:
    """The criterion on Customer for what the actor may see; add it to each select that reads for him."""
    if db.actor.may(Permission.CUSTOMERS_ALL):
        return true()
    return followed_by(literal(db.actor.person_id, BigInteger))


def followed_by(person: ColumnElement[int | None]) -> ColumnElement[bool]:
    """The same for a person who may not see all: a statement that is built once takes him as a parameter."""
    return or_(Customer.salesperson_id.is_(None), Customer.salesperson_id == person)


def sees(db: Reader, customer: Customer) -> bool:
    """The same about a customer at hand."""
    return db.actor.may(Permission.CUSTOMERS_ALL) or customer.salesperson_id in (None, db.actor.person_id)


async def load(db: Reader, customer_id: int) -> Customer:
    """A customer that the actor may see, archived or not. Raises NotFound."""
    customer = await db.session.scalar(select(Customer).where(Customer.id == customer_id, followed(db)))
    if customer is None:
        raise NotFound(KIND, customer_id)
    return customer


async def load_locked(db: Reader, customer_id: int) -> Customer:
    """The same, to be changed: as it is once whoever was changing it is done."""
    locked = select(Customer).where(Customer.id == customer_id, followed(db)).with_for_update()
    customer = await db.session.scalar(locked, execution_options={"populate_existing": True})
    if customer is None:
        raise NotFound(KIND, customer_id)
    return customer
