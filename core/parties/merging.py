"""Two cards of one customer become one, and two again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from core.journal import Entry
from core.kernel.errors import Invalid, NotFound
from core.parties.errors import DifferentParties, MergeSettled
from core.parties.events import CustomerAbsorbed, CustomerGaveBack, CustomerMerged, CustomerUnmerged
from core.parties.facts import LONGEST_NOTES, apply, checked, reverted
from core.parties.finding import index_again
from core.parties.models import Address, AddressUse, Contact, Customer
from core.parties.pointers import give_back, move
from core.parties.visibility import KIND, followed, load, load_locked
from core.permissions import Permission, requires
from core.uow import Reader, UnitOfWork

_FILLED = ("phone", "mobile", "email", "contact", "rna", "payment_terms", "discount", "credit_limit")
_TOGETHER = (("street", "zip", "city"), ("siren", "siret", "vat_number"))  # of one party or the other, never mixed
_REACH = ("phone", "mobile", "email")


@requires(Permission.CUSTOMERS_WRITE)
async def merge(uow: UnitOfWork, kept_id: int, gone_id: int, *, version: int | None = None) -> Customer:
    """All that names `gone` names `kept`, which takes over what it had no word of; `gone` is archived. Returns `kept`.

    Issued documents keep the names and addresses that they copied. `version` is what was seen of `kept`. Raises
    NotFound, Changed, Invalid (one and the same), DifferentParties.
    """
    kept, gone = await _both(uow, kept_id, gone_id)
    kept.expect(version)
    moved = await move(uow, gone.id, kept.id)
    added = await _carry_over(uow, kept, gone)
    changes = apply(kept, _united(kept, gone))
    gone.archived_at, gone.merged_into = uow.now, kept.id
    gone.touch()
    await uow.session.flush()
    for customer in (kept, gone):
        await index_again(uow, customer.id)
    uow.record(CustomerMerged(gone.id, kept.id, kept.name, moved, added, changes))
    uow.record(CustomerAbsorbed(kept.id, gone.id, gone.name))
    return kept


@requires(Permission.CUSTOMERS_WRITE)
async def unmerge(uow: UnitOfWork, gone_id: int) -> Customer:
    """Two customers again: `gone` gets back the rows that were moved, and `kept` is as before but for later changes.

    Returns `gone`. Raises NotFound for what was never merged, MergeSettled once the other card is itself gone.
    """
    gone = await load_locked(uow, gone_id)
    if gone.merged_into is None:
        raise NotFound(KIND, gone_id)
    kept = await load_locked(uow, gone.merged_into)
    if kept.archived_at is not None:
        raise MergeSettled(kept.name)
    facts = (await _merging(uow, gone_id)).facts
    await give_back(uow, facts["moved"], kept.id, gone.id)
    await _take_away(uow, facts["added"])
    apply(kept, reverted(kept, facts["changes"]))
    gone.archived_at = gone.merged_into = None
    gone.touch()
    await uow.session.flush()
    for customer in (kept, gone):
        await index_again(uow, customer.id)
    uow.record(CustomerUnmerged(gone.id, kept.id, kept.name))
    uow.record(CustomerGaveBack(kept.id, gone.id, gone.name))
    return gone


@requires(Permission.CUSTOMERS_READ)
async def absorbed(db: Reader, kept_id: int) -> Sequence[Customer]:
    """The customers whose place this one has taken, the latest first."""
    into = select(Customer).where(Customer.merged_into == kept_id, followed(db))
    return (await db.session.scalars(into.order_by(Customer.archived_at.desc(), Customer.id.desc()))).all()


@requires(Permission.CUSTOMERS_READ)
async def merged_at(db: Reader, gone_id: int) -> datetime:
    """When the customer's place was taken. Raises NotFound for one that stands alone."""
    gone = await load(db, gone_id)
    if gone.merged_into is None:
        raise NotFound(KIND, gone_id)
    return (await _merging(db, gone_id)).at


async def _both(uow: UnitOfWork, kept_id: int, gone_id: int) -> tuple[Customer, Customer]:
    if kept_id == gone_id:
        raise Invalid("gone_id", str(gone_id))
    pair = {number: await load_locked(uow, number) for number in sorted((kept_id, gone_id))}  # no two wait crosswise
    for number, customer in pair.items():
        if customer.archived_at is not None:
            raise NotFound(KIND, number)
    kept, gone = pair[kept_id], pair[gone_id]
    if kept.siren and gone.siren and kept.siren != gone.siren:
        raise DifferentParties(kept.name, gone.name)
    return kept, gone


def _united(kept: Customer, gone: Customer) -> dict[str, Any]:
    """What the kept card takes over: what it lacks, and what both may have."""
    filled = {field: getattr(gone, field) for field in _FILLED if not getattr(kept, field) and getattr(gone, field)}
    if kept.credit_limit is not None:
        filled.pop("credit_limit", None)  # a limit of nothing is a limit
    for group in _TOGETHER:
        if not any(getattr(kept, field) for field in group):
            filled.update({field: getattr(gone, field) for field in group})
    notes = "\n".join(dict.fromkeys(filter(None, (kept.notes, gone.notes))))
    used = [at for at in (kept.last_used_at, gone.last_used_at) if at is not None]
    kept.last_used_at = max(used, default=None)
    return {
        **filled,
        "supplier": kept.supplier or gone.supplier,
        "prospect": kept.prospect and gone.prospect,
        "aliases": list(dict.fromkeys((*kept.aliases, gone.name, gone.code, *gone.aliases))),
        "tags": checked({"tags": [*kept.tags, *gone.tags]})["tags"],
        "notes": notes if len(notes) <= LONGEST_NOTES else kept.notes,
    }


async def _carry_over(uow: UnitOfWork, kept: Customer, gone: Customer) -> dict[str, list[int]]:
    """A telephone, e-mail or address for which the kept card has no room becomes a contact or an address of it."""
    added: dict[str, list[int]] = {}
    if any(getattr(gone, field) and getattr(kept, field) not in ("", getattr(gone, field)) for field in _REACH):
        reach = {field: getattr(gone, field) for field in _REACH}
        contact = Contact(customer_id=kept.id, name=gone.contact or gone.name, created_at=uow.now, **reach)
        added["contact"] = [await _written(uow, contact)]
    place, known = ((one.street, one.zip, one.city) for one in (gone, kept))
    if any(place) and any(known) and place != known:
        address = Address(customer_id=kept.id, use=AddressUse.DELIVERY, label=gone.name[:100], created_at=uow.now)
        address.street, address.zip, address.city = place
        added["address"] = [await _written(uow, address)]
    return added


async def _written(uow: UnitOfWork, row: Contact | Address) -> int:
    uow.session.add(row)
    await uow.session.flush()
    return row.id


async def _take_away(uow: UnitOfWork, added: Mapping[str, Sequence[int]]) -> None:
    """Archive what the merge has made to keep the other card's facts: that card has them itself."""
    for rows in (Contact, Address):
        ids = added.get(rows.__tablename__, ())
        if ids:
            await uow.session.execute(update(rows).where(rows.id.in_(ids)).values(archived_at=uow.now))


async def _merging(db: Reader, gone_id: int) -> Entry:
    """The fact of the merge that holds now."""
    of_it = select(Entry).where(
        Entry.subject == KIND, Entry.subject_id == gone_id, Entry.kind == CustomerMerged.__name__
    )
    return (await db.session.scalars(of_it.order_by(Entry.id.desc()).limit(1))).one()
