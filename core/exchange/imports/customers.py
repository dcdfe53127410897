"""Rows of customers against those of the base: whom a row means, and what putting it in would change."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import false, or_, select

from core.company.models import Member, Person
from core.exchange.errors import NameMissing, PutAway, SalespersonUnknown, SeveralFit
from core.exchange.imports.rows import RowRead
from core.exchange.imports.verdicts import Tried, Verdict, differing, placed, refused, same_in_any_case
from core.exchange.models import ImportKind
from core.kernel.errors import BusinessError
from core.kernel.text import folded
from core.kernel.typed import line
from core.parties import customers
from core.parties.many import checked_card, create_many
from core.parties.models import Customer
from core.permissions import OUTSIDE
from core.uow import Reader, UnitOfWork

_LONGEST_CODE = 20

Card = dict[str, Any]


async def try_customers(db: Reader, rows: Sequence[RowRead]) -> list[Tried]:
    """The verdict on each row; nothing is written. Two statements, however many rows."""
    cards = [_card(row.values) for row in rows]
    base = await _Base.of(db, [card for card in cards if isinstance(card, dict)])
    return [_tried(row.line, card, base) for row, card in zip(rows, cards, strict=True)]


async def put_customers(uow: UnitOfWork, rows: Sequence[RowRead]) -> list[Tried]:
    """The same, and what is to be created or changed is."""
    tried = await try_customers(uow, rows)
    await create_many(uow, [one.values for one in tried if one.verdict is Verdict.CREATED])
    for one in tried:
        if one.verdict is Verdict.CHANGED and one.object_id is not None:
            await customers.change(uow, one.object_id, **one.values)
    return tried


@dataclass(frozen=True, slots=True)
class _Base:
    """What rows are compared with: the customers that some of them may mean, and our own people by name."""

    by_code: Mapping[str, Customer]
    by_siret: Mapping[str, Sequence[Customer]]
    by_name: Mapping[str, Sequence[Customer]]
    people: Mapping[str, int]

    @classmethod
    async def of(cls, db: Reader, cards: Sequence[Card]) -> "_Base":
        said = {field: {card[field] for card in cards if card.get(field)} for field in ("code", "siret")}
        names = {card["name"] for card in cards if card.get("name") and not card.get("code")}
        known = [getattr(Customer, field).in_(values) for field, values in said.items() if values]
        wanted = or_(false(), *known, *same_in_any_case(Customer.name, names))
        found = (await db.session.scalars(select(Customer).where(wanted).order_by(Customer.id))).all()
        present = [customer for customer in found if customer.archived_at is None]
        return cls(
            {customer.code: customer for customer in found},
            _grouped(present, "siret"),
            _grouped(present, "name"),
            await _people(db),
        )

    def meant_by(self, card: Card) -> Customer | None:
        """Whom the row means: by his code, or else his SIRET, or else his name with his town. Raises SeveralFit."""
        if card.get("code") in self.by_code:
            return self.by_code[card["code"]]
        if card.get("code"):
            return None
        fitting = self.by_siret.get(card.get("siret", "")) or [
            one for one in self.by_name.get(folded(card.get("name", "")), ()) if _same_place(one, card)
        ]
        if len(fitting) > 1:
            raise SeveralFit(card.get("name", "") or card.get("siret", ""))
        return fitting[0] if fitting else None


def _card(values: Mapping[str, Any]) -> Card | BusinessError:
    """The row's facts as they are kept, with its code and the name of the salesperson; or why they cannot be."""
    try:
        facts = {field: value for field, value in values.items() if field not in ("code", "salesperson")}
        code = line("code", values.get("code", ""), longest=_LONGEST_CODE)
        return {**checked_card(facts), "code": code, "salesperson": values.get("salesperson", "")}
    except BusinessError as error:
        return placed(ImportKind.CUSTOMERS, error)


def _tried(row: int, card: Card | BusinessError, base: _Base) -> Tried:
    if isinstance(card, BusinessError):
        return refused(row, card)
    try:
        return _decided(row, card, base)
    except BusinessError as error:
        return refused(row, error)


def _decided(row: int, card: Card, base: _Base) -> Tried:
    meant = base.meant_by(card)
    facts = _with_salesperson(card, base.people)
    if meant is None:
        if not facts.get("name"):
            raise NameMissing
        return Tried(row, Verdict.CREATED, {**facts, "code": card["code"]} if card["code"] else facts)
    if meant.archived_at is not None:
        raise PutAway(meant.name)
    changed = differing(meant, facts)
    return Tried(row, Verdict.CHANGED if changed else Verdict.SAME, changed, meant.id)


def _with_salesperson(card: Card, people: Mapping[str, int]) -> Card:
    facts = {field: value for field, value in card.items() if field not in ("code", "salesperson")}
    if card["salesperson"]:
        follower = people.get(folded(card["salesperson"].strip()))
        if follower is None:
            raise SalespersonUnknown(card["salesperson"])
        facts["salesperson_id"] = follower
    return facts


def _same_place(customer: Customer, card: Card) -> bool:
    """Whether nothing says that they are two: postcode, or else town, of both when both have one."""
    for field in ("zip", "city"):
        known, said = getattr(customer, field), card.get(field, "")
        if known and said:
            return folded(known) == folded(said)
    return True


def _grouped(found: Sequence[Customer], field: str) -> Mapping[str, Sequence[Customer]]:
    groups: dict[str, list[Customer]] = defaultdict(list)
    for customer in found:
        if getattr(customer, field):
            groups[folded(getattr(customer, field))].append(customer)
    return groups


async def _people(db: Reader) -> Mapping[str, int]:
    named = select(Person.name, Person.id).join(Member, Member.person_id == Person.id)
    ours = named.where(Member.active.is_(True), Member.role.not_in(OUTSIDE))
    return {folded(name): person_id for name, person_id in await db.session.execute(ours)}
