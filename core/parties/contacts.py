"""The people at a customer's."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from core.kernel import identifiers
from core.kernel.errors import NotFound
from core.kernel.typed import email as typed_email
from core.kernel.typed import line
from core.parties.events import ContactAdded, ContactChanged, ContactRemoved, ContactRestored
from core.parties.finding import index_again
from core.parties.models import Contact
from core.parties.visibility import load, load_locked
from core.permissions import Permission, requires
from core.uow import Reader, UnitOfWork

KIND: Final = "contact"


@requires(Permission.CUSTOMERS_WRITE)
async def add(
    uow: UnitOfWork,
    customer_id: int,
    *,
    name: str,
    job: str = "",
    phone: str = "",
    mobile: str = "",
    email: str = "",
) -> Contact:
    """Somebody more at this customer's. Raises NotFound (customer), Invalid, PhoneWrong."""
    customer = await load_locked(uow, customer_id)
    said = _checked({"name": name, "job": job, "phone": phone, "mobile": mobile, "email": email})
    contact = Contact(customer_id=customer.id, created_at=uow.now, **said)
    uow.session.add(contact)
    await uow.session.flush()
    await index_again(uow, customer.id)
    uow.record(ContactAdded(customer.id, contact.id, contact.name))
    return contact


@requires(Permission.CUSTOMERS_WRITE)
async def change(
    uow: UnitOfWork,
    contact_id: int,
    *,
    name: str | None = None,
    job: str | None = None,
    phone: str | None = None,
    mobile: str | None = None,
    email: str | None = None,
) -> Contact:
    """Change what is given, the rest stays. Raises NotFound, Invalid, PhoneWrong."""
    contact = await _to_change(uow, contact_id)
    said = _checked({"name": name, "job": job, "phone": phone, "mobile": mobile, "email": email})
    changes = {
        field: [getattr(contact, field), value] for field, value in said.items() if getattr(contact, field) != value
    }
    for field, (_before, after) in changes.items():
        setattr(contact, field, after)
    if changes:
        await index_again(uow, contact.customer_id)
        uow.record(ContactChanged(contact.customer_id, contact.id, contact.name, changes))
    return contact


@requires(Permission.CUSTOMERS_WRITE)
async def remove(uow: UnitOfWork, contact_id: int) -> Contact:
    """Shown no more; the row stays. Raises NotFound."""
    contact = await _to_change(uow, contact_id)
    if contact.archived_at is None:
        contact.archived_at = uow.now
        await index_again(uow, contact.customer_id)
        uow.record(ContactRemoved(contact.customer_id, contact.id, contact.name))
    return contact


@requires(Permission.CUSTOMERS_WRITE)
async def restore(uow: UnitOfWork, contact_id: int) -> Contact:
    """Take a removal back. Raises NotFound."""
    contact = await _to_change(uow, contact_id)
    if contact.archived_at is not None:
        contact.archived_at = None
        await index_again(uow, contact.customer_id)
        uow.record(ContactRestored(contact.customer_id, contact.id, contact.name))
    return contact


@requires(Permission.CUSTOMERS_READ)
async def of(db: Reader, customer_id: int) -> Sequence[Contact]:
    """A customer's contacts, in the order in which they came. Raises NotFound."""
    await load(db, customer_id)
    present = select(Contact).where(Contact.customer_id == customer_id, Contact.archived_at.is_(None))
    return (await db.session.scalars(present.order_by(Contact.id))).all()


@requires(Permission.CUSTOMERS_READ)
async def read(db: Reader, contact_id: int) -> Contact:
    """One contact, removed or not. Raises NotFound, also for one at a colleague's customer."""
    return await _load(db, contact_id)


async def _to_change(uow: UnitOfWork, contact_id: int) -> Contact:
    """The contact, its customer locked: he is found under the names of all his people, written anew at each change."""
    contact = await _load(uow, contact_id)
    await load_locked(uow, contact.customer_id)
    await uow.session.refresh(contact)
    return contact


async def _load(db: Reader, contact_id: int) -> Contact:
    contact = await db.session.scalar(select(Contact).where(Contact.id == contact_id))
    if contact is None:
        raise NotFound(KIND, contact_id)
    await load(db, contact.customer_id)
    return contact


def _checked(facts: dict[str, str | None]) -> dict[str, Any]:
    return {field: _CHECKS[field](value) for field, value in facts.items() if value is not None}


_CHECKS: Final[Mapping[str, Callable[[str], str]]] = {
    "name": lambda value: line("name", value, longest=200, required=True),
    "job": lambda value: line("job", value, longest=100),
    "phone": identifiers.phone,
    "mobile": identifiers.phone,
    "email": lambda value: typed_email("email", value),
}
