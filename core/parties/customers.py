"""What can be done with customers and prospects."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final, Unpack

from sqlalchemy import BigInteger, bindparam, func, select

from core.company.models import Member, Person
from core.history import newest_change, open_to_readers
from core.kernel import identifiers
from core.kernel.errors import Changed, Invalid, NotAllowed, NotFound
from core.kernel.likeness import likeness, telling
from core.kernel.text import words
from core.parties.codes import take_codes
from core.parties.duplicates import SAME_NAME, Twin, near_duplicates
from core.parties.events import CustomerChanged, CustomerCreated, CustomerCreationUndone, ProspectWon
from core.parties.facts import Facts, agreeing, apply, checked, reverted
from core.parties.finding import index_again, with_contacts
from core.parties.merging import absorbed, merge, merged_at, unmerge
from core.parties.models import Customer
from core.parties.visibility import KIND, followed, followed_by, load, load_locked
from core.permissions import Permission, Role, requires
from core.search import RANKED, READ, alike, best_of, index
from core.uow import Reader, UnitOfWork

__all__ = [
    "KIND",
    "PLAUSIBLE",
    "SAME_NAME",
    "Facts",
    "Salesperson",
    "Twin",
    "absorbed",
    "became_customer",
    "change",
    "colleagues",
    "create",
    "entries",
    "keep_email",
    "last_change",
    "merge",
    "merged_at",
    "near_duplicates",
    "read",
    "recent",
    "search",
    "undo_change",
    "undo_create",
    "unmerge",
    "used",
]

PLAUSIBLE: Final = 60.0  # likeness of the typed words that is worth showing


class Salesperson(Enum):
    """Who follows a new customer, when nobody is named."""

    CREATOR = "creator"


@requires(Permission.CUSTOMERS_WRITE)
async def create(
    uow: UnitOfWork,
    *,
    name: str,
    salesperson_id: int | Salesperson | None = Salesperson.CREATOR,
    **facts: Unpack[Facts],
) -> Customer:
    """A new customer with the next code, followed by the salesperson who creates it, or by this person; None: nobody.

    What others of the company create is everybody's. Numbers may be typed in any way. Raises Invalid, PhoneWrong,
    SirenWrong, SiretWrong, VatNumberWrong, RnaWrong, and NotAllowed when a colleague is named by somebody who does not
    see all customers, or a credit limit by somebody who may not release orders.
    """
    said = checked({"name": name, **facts})
    _expect_limit_his(uow, None, said)
    said.update(agreeing(said))
    follower = _by_default(uow) if isinstance(salesperson_id, Salesperson) else salesperson_id
    await _expect_follower(uow, follower)
    customer = Customer(code="", salesperson_id=follower, created_at=uow.now, **said)
    (customer.code,) = await take_codes(uow, 1)
    uow.session.add(customer)
    await uow.session.flush()
    await index(uow, KIND, customer.id, customer.found_under())
    uow.record(CustomerCreated(customer.id, customer.code, customer.name, customer.prospect))
    return customer


@requires(Permission.CUSTOMERS_WRITE)
async def undo_create(uow: UnitOfWork, customer_id: int) -> None:
    """Take a creation back: nobody finds the customer any more, and documents that name it stay whole."""
    customer = await load_locked(uow, customer_id)
    if customer.archived_at is not None:
        return
    customer.archived_at = uow.now
    customer.touch()
    await index(uow, KIND, customer.id, ())
    uow.record(CustomerCreationUndone(customer.id))


@requires(Permission.CUSTOMERS_WRITE)
async def change(
    uow: UnitOfWork,
    customer_id: int,
    *,
    version: int | None = None,
    name: str | None = None,
    salesperson_id: int | None = None,
    clear: Collection[str] = (),
    **facts: Unpack[Facts],
) -> Customer:
    """Change what is given, the rest stays; documents that exist keep what they say.

    `clear` names the fields to be without anything: "credit_limit", or "salesperson_id" for everybody's customer. A new
    SIREN or SIRET takes the number of another party away. Raises what `create` does, NotFound and Changed.
    """
    customer = await load_locked(uow, customer_id)
    if customer.archived_at is not None:
        raise NotFound(KIND, customer_id)
    customer.expect(version)
    said = checked({"name": name, **facts})
    said.update(agreeing(said, customer.siret, customer.vat_number))
    if salesperson_id is not None:
        await _expect_follower(uow, salesperson_id)
        said["salesperson_id"] = salesperson_id
    said.update(dict.fromkeys(clear))
    return await _changed(uow, customer, said)


@requires(Permission.CUSTOMERS_READ)
async def keep_email(uow: UnitOfWork, customer_id: int, email: str, *, wrong: str = "") -> Customer:
    """Whoever sends him something has said his address: it goes to the card that had none, or the `wrong` one that was
    refused; another one stays. Raises NotFound, Invalid (email)."""
    customer = await load_locked(uow, customer_id)
    if customer.archived_at is None and customer.email in ("", wrong):
        await _changed(uow, customer, checked({"email": email}))
    return customer


@requires(Permission.CUSTOMERS_WRITE)
async def undo_change(uow: UnitOfWork, customer_id: int, *, version: int) -> Customer:
    """Take the last change back, which has led to this version. Raises NotFound, Changed."""
    customer = await load_locked(uow, customer_id)
    customer.expect(version)
    last = await newest_change(uow, KIND, customer_id, CustomerChanged)
    if last is None:
        raise Changed(KIND, customer_id, version, customer.version)
    return await _changed(uow, customer, reverted(customer, last.facts["changes"]))


@requires(Permission.CUSTOMERS_WRITE)
async def last_change(db: Reader, customer_id: int) -> datetime | None:
    """When the card was last changed, if that was the last thing that happened to the customer. Raises NotFound."""
    await load(db, customer_id)
    last = await newest_change(db, KIND, customer_id, CustomerChanged)
    return last.at if last is not None else None


def used(uow: UnitOfWork, customer: Customer) -> None:
    """A document names the customer: it is among the likely answers from now on."""
    customer.last_used_at = uow.now


def became_customer(uow: UnitOfWork, customer: Customer) -> None:
    """A prospect has ordered: the same card, the same code, the same history; a customer already stays one."""
    if customer.prospect:
        customer.prospect = False
        customer.touch()
        uow.record(ProspectWon(customer.id))


@requires(Permission.CUSTOMERS_READ)
async def read(db: Reader, customer_id: int) -> Customer:
    """One customer, archived or not. Raises NotFound, also for one that a colleague follows."""
    return await load(db, customer_id)


@requires(Permission.CUSTOMERS_READ)
async def colleagues(db: Reader) -> Sequence[tuple[int, str]]:
    """The people who may follow a customer: id and name, in the order of names."""
    return (await db.session.execute(_COLLEAGUES)).all()


@requires(Permission.CUSTOMERS_READ)
async def search(db: Reader, typed: str, *, limit: int = 5) -> Sequence[Customer]:
    """The customers that the typed words, code, town or telephone number resemble, best first."""
    said = _said(typed)
    ranked = [(likeness(said, customer.found_under()), customer) for customer in await _candidates(db, said, RANKED)]
    ranked.sort(key=lambda pair: (-pair[0], -_recently(pair[1].last_used_at), pair[1].name, pair[1].id))
    return [customer for score, customer in ranked if score >= PLAUSIBLE][:limit]


@requires(Permission.CUSTOMERS_READ)
async def recent(db: Reader, *, limit: int = 4) -> Sequence[Customer]:
    """The customers last named by a document, latest first: the likely answers to « pour quel client ? »."""
    used = _PRESENT.where(Customer.last_used_at.is_not(None), followed(db))
    return (await db.session.scalars(used.order_by(Customer.last_used_at.desc(), Customer.id).limit(limit))).all()


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of customers; `total` is of all pages."""

    rows: Sequence[Customer]
    total: int


@requires(Permission.CUSTOMERS_READ)
async def listed(db: Reader, *, limit: int = 10, offset: int = 0) -> Listing:
    """The customers that the actor may see, by name."""
    seen = _PRESENT.where(followed(db))
    total = await db.session.scalar(seen.with_only_columns(func.count()))
    by_name = seen.order_by(func.lower(Customer.name), Customer.id).limit(limit).offset(offset)
    return Listing((await db.session.scalars(by_name)).all(), total or 0)


@requires(Permission.CUSTOMERS_READ)
async def entries(db: Reader, words: Sequence[str]) -> Sequence[Customer]:
    """All customers that some of these folded words may mean, for reading a message; one statement, 300 at most."""
    return await _candidates(db, words, READ)


async def _changed(uow: UnitOfWork, customer: Customer, said: dict[str, Any]) -> Customer:
    _expect_limit_his(uow, customer, said)
    changes = apply(customer, said)
    if changes:
        await uow.session.flush()
        await index_again(uow, customer.id)
        uow.record(CustomerChanged(customer.id, changes))
    return customer


def _expect_limit_his(uow: UnitOfWork, customer: Customer | None, said: Mapping[str, Any]) -> None:
    """What a customer may owe keeps his orders: whoever sets it may release them. Raises NotAllowed."""
    before = customer.credit_limit if customer else None
    if said.get("credit_limit", before) != before:
        uow.actor.expect(Permission.ORDERS_RELEASE)


def _by_default(uow: UnitOfWork) -> int | None:
    """Whoever sees his own customers only keeps those he brings; a gérant's are there for those who sell."""
    return uow.actor.person_id if uow.actor.role is Role.SALES else None


async def _expect_follower(uow: UnitOfWork, person_id: int | None) -> None:
    """One of the company's people; somebody else than oneself only by whoever sees all customers."""
    if person_id in (None, uow.actor.person_id):
        return
    if not uow.actor.may(Permission.CUSTOMERS_ALL):
        raise NotAllowed(Permission.CUSTOMERS_ALL)
    if person_id not in dict((await uow.session.execute(_COLLEAGUES)).all()):
        raise Invalid("salesperson_id", str(person_id))


async def _candidates(db: Reader, typed: Sequence[str], most: int) -> Sequence[Customer]:
    best = _ALL if db.actor.may(Permission.CUSTOMERS_ALL) else _FOLLOWED
    return await alike(db, best, KIND, telling(typed), limit=most, given={"person": db.actor.person_id})


def _said(typed: str) -> list[str]:
    """The folded words; of a telephone number what one dials, of a part of one its digits: « 04 65 71 », « 10 05 »."""
    if not _DIGITS.issuperset(typed):
        return words(typed)
    try:
        return [identifiers.dialled(identifiers.phone(typed))]
    except identifiers.PhoneWrong:
        digits = "".join(words(typed))
        return [identifiers.dialled(f"+{digits}") if typed.lstrip().startswith("+") else digits]


_PRESENT: Final = select(Customer).where(Customer.archived_at.is_(None))
_FOUND: Final = with_contacts(_PRESENT)
_ALL: Final = best_of(_FOUND, Customer.id)
_FOLLOWED: Final = best_of(_FOUND.where(followed_by(bindparam("person", type_=BigInteger))), Customer.id)
_COLLEAGUES: Final = (
    select(Person.id, Person.name)
    .join(Member, Member.person_id == Person.id)
    .where(Member.active.is_(True), Member.role != Role.CUSTOMER)
    .order_by(Person.name, Person.id)
)
_DIGITS: Final = frozenset("0123456789 .-/()+\u00a0\u202f")


def _recently(used: datetime | None) -> float:
    return used.timestamp() if used else 0.0


open_to_readers("customer", read)
