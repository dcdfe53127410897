"""Under which words customers are found: their own, and those of the people there."""

from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import with_expression

from core.parties.models import Contact, Customer
from core.parties.visibility import KIND
from core.search import index
from core.uow import UnitOfWork

_EACH: Final = Contact.name + "\n" + Contact.phone + "\n" + Contact.mobile
# The company is named: the index that leads to a customer's contacts begins with it.
_CONTACTS: Final = (
    select(func.aggregate_strings(_EACH, "\n"))
    .where(
        Contact.company_id == Customer.company_id,
        Contact.customer_id == Customer.id,
        Contact.archived_at.is_(None),
    )
    .correlate(Customer)
    .scalar_subquery()
)


def with_contacts(found: Select[Customer]) -> Select[Customer]:
    """The same customers, and what finds their people read along, in the same statement."""
    return found.options(with_expression(Customer.with_contacts, _CONTACTS))


async def index_again(uow: UnitOfWork, customer_id: int) -> None:
    """Find the customer under what he and his people are called now; not at all once he is archived."""
    found = select(Customer).where(Customer.id == customer_id, Customer.archived_at.is_(None))
    customer = await uow.session.scalar(with_contacts(found), execution_options={"populate_existing": True})
    await index(uow, KIND, customer_id, customer.found_under() if customer is not None else ())
