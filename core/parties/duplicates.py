"""Customers that may be the one about to be created."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, or_, select

from core.company.models import Person
from core.kernel import identifiers
from core.kernel.likeness import same_name, telling
from core.kernel.text import folded, words
from core.parties.models import Customer
from core.parties.visibility import KIND, sees
from core.permissions import Permission, requires
from core.search import find
from core.uow import Reader

SAME_NAME: Final = 88.0  # likeness of two names, out of 100, that asks « est-ce le même ? »
SAME_NAME_ELSEWHERE: Final = 97.0  # the same, when the towns differ
_CERTAIN: Final = 101.0
_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class Twin:
    """A customer that may be the same.

    `colleague` follows it and the actor may not see it: then only its name is told.
    """

    id: int
    name: str
    city: str
    colleague: str = ""


@requires(Permission.CUSTOMERS_READ)
async def near_duplicates(
    db: Reader,
    *,
    name: str,
    city: str = "",
    phone: str = "",
    mobile: str = "",
    email: str = "",
    siren: str = "",
    siret: str = "",
    besides_id: int | None = None,
) -> Sequence[Twin]:
    """Those with the same telephone, e-mail, SIREN or SIRET, then those with nearly the same name; `besides_id` apart.

    Raises PhoneWrong, SirenWrong, SiretWrong.
    """
    same = _same(phone, mobile, email, siren, siret)
    like = await find(db, KIND, telling(words(name)))
    wanted = (
        select(Customer, Person.name, or_(*same).label("certain") if same else Customer.id.is_(None).label("certain"))
        .outerjoin(Person, Person.id == Customer.salesperson_id)
        .where(Customer.archived_at.is_(None), Customer.id != (besides_id or 0), or_(Customer.id.in_(like), *same))
    )
    scored = [
        (_CERTAIN if certain else _score(name, city, customer), customer, colleague or "")
        for customer, colleague, certain in (await db.session.execute(wanted))
    ]
    scored = sorted((one for one in scored if one[0]), key=lambda one: (-one[0], one[1].name, one[1].id))
    return [_twin(db, customer, colleague) for _points, customer, colleague in scored[:_MOST]]


def _same(phone: str, mobile: str, email: str, siren: str, siret: str) -> list[ColumnElement[bool]]:
    """One criterion for each number given."""
    numbers = {known for known in map(identifiers.phone, (phone, mobile)) if known}
    digits = identifiers.siret(siret)
    party = identifiers.siren(siren) or digits[:9]
    criteria: list[ColumnElement[bool]] = []
    if numbers:
        criteria += [Customer.phone.in_(numbers), Customer.mobile.in_(numbers)]
    criteria += [Customer.email == email.strip()] if email.strip() else []
    if digits:
        criteria.append(Customer.siret == digits)
        criteria.append((Customer.siren == party) & (Customer.siret == ""))
    elif party:
        criteria.append(Customer.siren == party)
    return criteria


def _score(name: str, city: str, customer: Customer) -> float:
    """How alike the names are; 0 when they are strangers, the towns considered."""
    points = same_name(name, customer.name)
    if customer.city and not city:  # the town may have been typed behind the name
        points = max(points, same_name(name, f"{customer.name} {customer.city}"))
    elsewhere = bool(city and customer.city) and folded(city) != folded(customer.city)
    return points if points >= (SAME_NAME_ELSEWHERE if elsewhere else SAME_NAME) else 0.0


def _twin(db: Reader, customer: Customer, colleague: str) -> Twin:
    if sees(db, customer):
        return Twin(customer.id, customer.name, customer.city)
    return Twin(customer.id, customer.name, "", colleague or "?")
