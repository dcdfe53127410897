"""What can be done with customers and prospects."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import or_, select

from core.db.upsert import inserting
from core.kernel import identifiers
from core.kernel.amounts import NO_RATE, Rate
from core.kernel.errors import Invalid, NotFound
from core.kernel.identifiers import SiretWrong
from core.kernel.likeness import likeness, same_name, telling
from core.kernel.text import words
from core.kernel.typed import email as typed_email
from core.kernel.typed import line, others
from core.numbering import Counter
from core.parties.events import CustomerCreated, CustomerCreationUndone
from core.parties.models import Customer, CustomerKind, PaymentTerms
from core.permissions import Permission, requires
from core.search import MATCHING, asked, index
from core.uow import Reader, UnitOfWork

KIND: Final = "customer"  # under which customers are found in core.search
SAME_NAME: Final = 88.0  # likeness of two names, out of 100, that asks « est-ce le même ? »
PLAUSIBLE: Final = 60.0  # likeness of the typed words that is worth showing


@requires(Permission.CUSTOMERS_WRITE)
async def create(
    uow: UnitOfWork,
    *,
    name: str,
    kind: CustomerKind = CustomerKind.COMPANY,
    prospect: bool = False,
    street: str = "",
    zip: str = "",
    city: str = "",
    phone: str = "",
    mobile: str = "",
    email: str = "",
    contact: str = "",
    siret: str = "",
    siren: str = "",
    payment_terms: PaymentTerms | None = None,
    discount: Rate = NO_RATE,
    aliases: Sequence[str] = (),
) -> Customer:
    """A new customer with the next code, followed by whoever creates it.

    Numbers may be typed in any way. Raises Invalid, PhoneWrong, SirenWrong, SiretWrong.
    """
    siren, siret = _register_numbers(siren, siret)
    customer = Customer(
        code="",
        name=line("name", name, longest=200, required=True),
        kind=kind,
        prospect=prospect,
        aliases=others("aliases", list(aliases)),
        street=line("street", street, longest=200),
        zip=line("zip", zip, longest=20),
        city=line("city", city, longest=100),
        phone=identifiers.phone(phone),
        mobile=identifiers.phone(mobile),
        email=typed_email("email", email),
        contact=line("contact", contact, longest=200),
        siren=siren,
        siret=siret,
        payment_terms=payment_terms,
        discount=_discount(discount),
        salesperson_id=uow.actor.person_id,
        created_at=uow.now,
    )
    customer.code = await _next_code(uow)
    uow.session.add(customer)
    await uow.session.flush()
    await index(uow, KIND, customer.id, customer.found_under())
    uow.record(CustomerCreated(customer.id, customer.code, customer.name, prospect))
    return customer


@requires(Permission.CUSTOMERS_WRITE)
async def undo_create(uow: UnitOfWork, customer_id: int) -> None:
    """Take a creation back: nobody finds the customer any more, and documents that name it stay whole."""
    customer = await _load(uow, customer_id)
    if customer.archived_at is not None:
        return
    customer.archived_at = uow.now
    customer.touch()
    await index(uow, KIND, customer.id, ())
    uow.record(CustomerCreationUndone(customer.id))


@requires(Permission.CUSTOMERS_READ)
async def read(db: Reader, customer_id: int) -> Customer:
    """One customer, archived or not. Raises NotFound."""
    return await _load(db, customer_id)


@requires(Permission.CUSTOMERS_READ)
async def search(db: Reader, typed: str, *, limit: int = 5) -> Sequence[Customer]:
    """The customers that the typed words, code, town or telephone number resemble, best first."""
    said = _said(typed)
    ranked = [(likeness(said, customer.found_under()), customer) for customer in await _candidates(db, said)]
    ranked.sort(key=lambda pair: (-pair[0], -_recently(pair[1].last_used_at), pair[1].name, pair[1].id))
    return [customer for score, customer in ranked if score >= PLAUSIBLE][:limit]


@requires(Permission.CUSTOMERS_READ)
async def recent(db: Reader, *, limit: int = 4) -> Sequence[Customer]:
    """The customers last named by a document, latest first: the likely answers to « pour quel client ? »."""
    used = select(Customer).where(Customer.archived_at.is_(None), Customer.last_used_at.is_not(None))
    return (await db.session.scalars(used.order_by(Customer.last_used_at.desc(), Customer.id).limit(limit))).all()


@requires(Permission.CUSTOMERS_READ)
async def entries(db: Reader, words: Sequence[str]) -> Sequence[Customer]:
    """All customers that some of these folded words may mean, for reading a message; one statement, 300 at most."""
    return await _candidates(db, words)


@requires(Permission.CUSTOMERS_READ)
async def near_duplicates(
    db: Reader, *, name: str, phone: str = "", mobile: str = "", siret: str = ""
) -> Sequence[Customer]:
    """Customers that may be the one about to be created: the same telephone or SIRET, or nearly the same name."""
    numbers = {known for known in map(identifiers.phone, (phone, mobile)) if known}
    siret = identifiers.siret(siret)
    same = or_(
        Customer.phone.in_(numbers), Customer.mobile.in_(numbers), (Customer.siret == siret) & (Customer.siret != "")
    )
    alike = _PRESENT.where(or_(same, Customer.id.in_(MATCHING)))
    found = (await db.session.scalars(alike, asked(KIND, telling(words(name))))).all()

    def certain(customer: Customer) -> bool:
        return bool(numbers & {customer.phone, customer.mobile}) or (siret != "" and customer.siret == siret)

    def score(customer: Customer) -> float:
        return 100.0 if certain(customer) else same_name(name, customer.name)

    return sorted((c for c in found if score(c) >= SAME_NAME), key=lambda c: (-score(c), c.name, c.id))


async def _load(db: Reader, customer_id: int) -> Customer:
    customer = await db.session.scalar(select(Customer).where(Customer.id == customer_id))
    if customer is None:
        raise NotFound(KIND, customer_id)
    return customer


async def _candidates(db: Reader, typed: Sequence[str]) -> Sequence[Customer]:
    return (await db.session.scalars(_CANDIDATES, asked(KIND, telling(typed)))).all()


async def _next_code(uow: UnitOfWork) -> str:
    """C0001, C0002 …: counted, so that no code comes back; a creation that fails may leave a gap."""
    first = inserting(
        uow.session,
        Counter,
        company_id=uow.session.info["company_id"],
        series=KIND,
        year=0,
        last=1,
        last_on=uow.today,
    )
    taken = await uow.session.scalar(
        first.on_conflict_do_update(
            index_elements=[Counter.company_id, Counter.series, Counter.year],
            set_={"last": Counter.last + 1, "last_on": uow.today},
        ).returning(Counter.last)
    )
    return f"C{taken:04d}"


def _register_numbers(siren: str, siret: str) -> tuple[str, str]:
    siren_digits, siret_digits = identifiers.siren(siren), identifiers.siret(siret)
    if siren_digits and siret_digits and not siret_digits.startswith(siren_digits):
        raise SiretWrong(siret)
    return siren_digits or siret_digits[:9], siret_digits


def _discount(discount: Rate) -> Rate:
    if not Decimal(0) <= discount <= Decimal(1):
        raise Invalid("discount", str(discount))
    return discount


def _said(typed: str) -> list[str]:
    """The folded words; when they are a telephone number, what one dials."""
    try:
        return [identifiers.dialled(identifiers.phone(typed))] if _DIGITS.issuperset(typed) else words(typed)
    except identifiers.PhoneWrong:
        return words(typed)


_PRESENT: Final = select(Customer).where(Customer.archived_at.is_(None))
_CANDIDATES: Final = _PRESENT.where(Customer.id.in_(MATCHING))
_DIGITS: Final = frozenset("0123456789 .-/()+\u00a0\u202f")


def _recently(used: datetime | None) -> float:
    return used.timestamp() if used else 0.0
