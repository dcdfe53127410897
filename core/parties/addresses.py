"""The other addresses of a customer: where bills go, where goods go or works are done."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from core.kernel.errors import Invalid, NotFound
from core.kernel.identifiers import HOME
from core.kernel.typed import line
from core.parties.events import AddressAdded, AddressRemoved, AddressRestored
from core.parties.facts import country_code
from core.parties.models import Address, AddressUse
from core.parties.visibility import load
from core.permissions import Permission, requires
from core.uow import Reader, UnitOfWork

KIND: Final = "address"


@requires(Permission.CUSTOMERS_WRITE)
async def add(
    uow: UnitOfWork,
    customer_id: int,
    *,
    use: AddressUse,
    label: str = "",
    street: str = "",
    zip: str = "",
    city: str = "",
    country: str = HOME,
) -> Address:
    """One more address; a street or a town at least. Raises NotFound (customer), Invalid."""
    customer = await load(uow, customer_id)
    address = Address(
        customer_id=customer.id,
        use=use,
        label=line("label", label, longest=100),
        street=line("street", street, longest=200),
        zip=line("zip", zip, longest=20),
        city=line("city", city, longest=100),
        country=country_code(country),
        created_at=uow.now,
    )
    if not address.street and not address.city:
        raise Invalid("street", street)
    uow.session.add(address)
    await uow.session.flush()
    uow.record(AddressAdded(customer.id, address.id, one_line(address)))
    return address


@requires(Permission.CUSTOMERS_WRITE)
async def remove(uow: UnitOfWork, address_id: int) -> Address:
    """Offered no more; documents that name it keep it. Raises NotFound."""
    address = await _load(uow, address_id)
    if address.archived_at is None:
        address.archived_at = uow.now
        uow.record(AddressRemoved(address.customer_id, address.id, one_line(address)))
    return address


@requires(Permission.CUSTOMERS_WRITE)
async def restore(uow: UnitOfWork, address_id: int) -> Address:
    """Take a removal back. Raises NotFound."""
    address = await _load(uow, address_id)
    if address.archived_at is not None:
        address.archived_at = None
        uow.record(AddressRestored(address.customer_id, address.id, one_line(address)))
    return address


@requires(Permission.CUSTOMERS_READ)
async def of(db: Reader, customer_id: int) -> Sequence[Address]:
    """A customer's other addresses, in the order in which they came. Raises NotFound."""
    await load(db, customer_id)
    present = select(Address).where(Address.customer_id == customer_id, Address.archived_at.is_(None))
    return (await db.session.scalars(present.order_by(Address.id))).all()


@requires(Permission.CUSTOMERS_READ)
async def read(db: Reader, address_id: int) -> Address:
    """One address, removed or not. Raises NotFound, also for one of a colleague's customer."""
    return await _load(db, address_id)


def one_line(address: Address) -> str:
    """« chantier Tilleuls, 3 rue du Bois, 69340 Francheville »"""
    town = f"{address.zip} {address.city}".strip()
    return ", ".join(part for part in (address.label, address.street, town) if part)


async def _load(db: Reader, address_id: int) -> Address:
    address = await db.session.scalar(select(Address).where(Address.id == address_id))
    if address is None:
        raise NotFound(KIND, address_id)
    await load(db, address.customer_id)
    return address
