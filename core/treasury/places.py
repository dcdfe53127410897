"""Bank accounts and tills, and which of them the payments of each method go to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, func, select

from core.company.rules import checked_iban
from core.db.upsert import inserting
from core.i18n import N_
from core.kernel.amounts import ZERO, Amount, amount
from core.kernel.errors import Invalid, NotFound
from core.kernel.typed import line as one_line
from core.ledger import accounts
from core.ledger.errors import AccountUsed
from core.ledger.models import AccountUse, Journal, LedgerAccount, LedgerEntry, LedgerLine
from core.ledger.posting import numbers
from core.permissions import Permission, requires
from core.treasury.errors import PlaceInUse, PlaceTaken
from core.treasury.events import MethodAssigned, PlaceArchived, PlaceCreated
from core.treasury.models import MethodPlace, MoneyPlace, PaymentMethod, PlaceKind
from core.uow import Reader, UnitOfWork

_LONGEST_NAME: Final = 100
_MONEY: Final = "5"  # how the numbers of financial accounts begin
KIND_OF: Final[Mapping[PaymentMethod, PlaceKind]] = {
    method: PlaceKind.CASH if method is PaymentMethod.CASH else PlaceKind.BANK for method in PaymentMethod
}
_AS: Final = {PaymentMethod.ONLINE: PaymentMethod.CARD}  # goes where the other goes, as long as nobody says otherwise
# What the first one of each kind is called, its journal and its account.
_USUAL: Final[Mapping[PlaceKind, tuple[str, Journal, AccountUse]]] = {
    PlaceKind.BANK: (N_("Banque"), Journal.BANK, AccountUse.BANK),
    PlaceKind.CASH: (N_("Caisse"), Journal.CASH, AccountUse.CASH),
}


@requires(Permission.PAYMENTS_READ)
async def all_(db: Reader) -> Sequence[MoneyPlace]:
    """Those in use, oldest first: none before the first payment, unless somebody has named some."""
    return (await db.session.scalars(_IN_USE)).all()


@dataclass(frozen=True, slots=True)
class Holding:
    """A bank account or till, and what the books say is in it."""

    place: MoneyPlace
    balance: Amount


@dataclass(frozen=True, slots=True)
class Short:
    """A till that holds less than is to leave it; `name` is "" as long as there is none."""

    name: str
    balance: Amount


@requires(Permission.LEDGER_READ)
async def standing(db: Reader) -> Sequence[Holding]:
    """What there is in each of those in use."""
    known = (await db.session.scalars(_IN_USE)).all()
    found = await _balances(db, known)
    return [Holding(one, found.get(one.journal, ZERO)) for one in known]


@requires(Permission.PAYMENTS_CORRECT)
async def short_till(db: Reader, asked: Amount, *, place_id: int | None = None) -> Short | None:
    """The till that so much cash is to leave, this one or that to which cash goes by itself, when less is in it."""
    known, said = (await db.session.scalars(_IN_USE)).all(), await _said(db)
    wanted = place_id or _named(said, PaymentMethod.CASH)
    place = await db.session.get(MoneyPlace, wanted) if wanted else None
    place = place or next((one for one in known if one.kind is PlaceKind.CASH), None)
    if place is None:
        return Short("", ZERO) if asked > ZERO else None
    balance = (await _balances(db, [place])).get(place.journal, ZERO)
    return Short(place.name, balance) if asked > balance else None


@requires(Permission.PAYMENTS_READ)
async def by_method(db: Reader) -> Mapping[PaymentMethod, str]:
    """The name of the account or till to which payments of each method go by themselves."""
    known, said = (await db.session.scalars(_IN_USE)).all(), await _said(db)
    return {method: _meant(known, said, method) for method in PaymentMethod}


@requires(Permission.LEDGER_WRITE)
async def create(uow: UnitOfWork, *, name: str, kind: PlaceKind, iban: str = "", account: str = "") -> MoneyPlace:
    """A further bank account or till, with a journal of its own; without `account` the next free number is its own.

    Raises Invalid (name, iban, account), PlaceTaken.
    """
    kept = one_line("name", name, longest=_LONGEST_NAME, required=True)
    await _first(uow, kind)
    every = (await uow.session.scalars(select(MoneyPlace))).all()
    if any(place.name.casefold() == kept.casefold() for place in every):
        raise PlaceTaken(kept)
    place = MoneyPlace(
        name=kept,
        kind=kind,
        journal=_next_journal(kind, {one.journal for one in every}),
        account=_checked_account(account) or await _next_account(uow, kind, {one.account for one in every}),
        iban=checked_iban(iban),
    )
    uow.session.add(place)
    await _name_account(uow, place)
    uow.record(PlaceCreated(place.id, name=kept, kind=kind, journal=place.journal, account=place.account))
    return place


@requires(Permission.LEDGER_WRITE)
async def assign(uow: UnitOfWork, place_id: int, *, method: PaymentMethod) -> MoneyPlace:
    """Payments of this method go there, unless somebody says otherwise. Raises NotFound, Invalid (place)."""
    place = await load(uow, place_id)
    _expect_kind(place, method)
    row = {"company_id": uow.actor.company_id, "method": method, "place_id": place.id}
    said = inserting(uow.session, MethodPlace, **row)
    at = [MethodPlace.__table__.c.company_id, MethodPlace.__table__.c.method]
    await uow.session.execute(said.on_conflict_do_update(index_elements=at, set_={"place_id": place.id}))
    uow.record(MethodAssigned(place.id, method=method))
    return place


@requires(Permission.LEDGER_WRITE)
async def number_account(uow: UnitOfWork, *, use: AccountUse, number: str) -> LedgerAccount:
    """What `accounts.assign` does; the bank account or till that posts to this use goes on there too.

    Raises what it raises, AccountUsed also for the account of another bank or till.
    """
    before = (await numbers(uow))[use]
    known = (await uow.session.scalars(_IN_USE)).all()
    account = await accounts.assign(uow, use=use, number=number)
    if any(place.account == account.number != before for place in known):
        raise AccountUsed(account.number)
    for place in known:
        if place.account == before:
            place.account = account.number
    return account


@requires(Permission.LEDGER_WRITE)
async def archive(uow: UnitOfWork, place_id: int) -> MoneyPlace:
    """It takes no payment any more. Raises NotFound; PlaceInUse for the last of its kind, or one that a method uses."""
    place = await load(uow, place_id)
    others = [one for one in (await uow.session.scalars(_IN_USE)).all() if one.kind is place.kind and one != place]
    if not others or place.id in (await _said(uow)).values():
        raise PlaceInUse(place.name)
    place.archived_at = uow.now
    uow.record(PlaceArchived(place.id, name=place.name))
    return place


async def place_for(uow: UnitOfWork, method: PaymentMethod, place_id: int | None = None) -> MoneyPlace:
    """Where a payment goes: the named account, that of its method, or the first of its kind, made when there is none.

    Raises NotFound; Invalid (place) for cash in a bank account, or a till for what is no cash.
    """
    if place_id is None:
        place_id = _named(await _said(uow), method)
    if place_id is None:
        return await _first(uow, KIND_OF[method])
    place = await load(uow, place_id)
    _expect_kind(place, method)
    return place


async def load(db: Reader, place_id: int) -> MoneyPlace:
    """One in use. Raises NotFound."""
    place = await db.session.scalar(_IN_USE.where(MoneyPlace.id == place_id))
    if place is None:
        raise NotFound("money_place", place_id)
    return place


async def _balances(db: Reader, known: Sequence[MoneyPlace]) -> Mapping[str, Amount]:
    """What there is in these by journal, as it says: their accounts may have changed their numbers."""
    sums = select(LedgerEntry.journal, func.sum(LedgerLine.debit), func.sum(LedgerLine.credit)).join(LedgerLine.entry)
    sums = sums.where(LedgerEntry.journal.in_([one.journal for one in known]), LedgerLine.account.startswith(_MONEY))
    rows = await db.session.execute(sums.group_by(LedgerEntry.journal))
    return {journal: amount(debit - credit) for journal, debit, credit in rows}


def _expect_kind(place: MoneyPlace, method: PaymentMethod) -> None:
    """Cash lies in tills, and nothing else does but vouchers. Raises Invalid (place)."""
    if place.kind is not KIND_OF[method] and method is not PaymentMethod.VOUCHER:
        raise Invalid("place", place.name)


async def _first(uow: UnitOfWork, kind: PlaceKind) -> MoneyPlace:
    if (place := await uow.session.scalar(_FIRST, {"kind": kind})) is not None:
        return place
    name, journal, use = _USUAL[kind]
    row = {"company_id": uow.actor.company_id, "name": name, "kind": kind, "journal": journal, "iban": ""}
    made = inserting(uow.session, MoneyPlace, **row, account=(await numbers(uow))[use])
    await uow.session.execute(made.on_conflict_do_nothing())  # somebody else may be making it at this moment
    return (await uow.session.scalars(_FIRST, {"kind": kind})).one()


async def _said(db: Reader) -> Mapping[PaymentMethod, int]:
    return {row.method: row.place_id for row in await db.session.execute(_SAID)}


def _named(said: Mapping[PaymentMethod, int], method: PaymentMethod) -> int | None:
    """What somebody has named for the method, or for the one that it goes with."""
    return said.get(method, said.get(_AS.get(method, method)))


def _meant(known: Sequence[MoneyPlace], said: Mapping[PaymentMethod, int], method: PaymentMethod) -> str:
    named = [place.name for place in known if place.id == _named(said, method)]
    first = [place.name for place in known if place.kind is KIND_OF[method]]
    return (named or first or [_USUAL[KIND_OF[method]][0]])[0]


def _next_journal(kind: PlaceKind, taken: set[str]) -> str:
    code = str(_USUAL[kind][1])
    return next(name for name in (f"{code}{count}" for count in range(2, 1000)) if name not in taken)


async def _next_account(uow: UnitOfWork, kind: PlaceKind, taken: set[str]) -> str:
    base = (await numbers(uow))[_USUAL[kind][2]]
    await uow.session.flush()
    taken |= set((await uow.session.scalars(select(LedgerAccount.number))).all())
    return next(number for number in (str(int(base) + step) for step in range(1, 1000)) if number not in taken)


def _checked_account(typed: str) -> str:
    """Digits of class 5 of the chart: financial accounts."""
    if typed and not (typed.isdecimal() and typed.startswith("5") and 3 <= len(typed) <= 20):
        raise Invalid("account", typed)
    return typed


async def _name_account(uow: UnitOfWork, place: MoneyPlace) -> None:
    row = {"company_id": uow.actor.company_id, "number": place.account, "label": place.name}
    await uow.session.flush()
    await uow.session.execute(inserting(uow.session, LedgerAccount, **row).on_conflict_do_nothing())


_IN_USE: Final = select(MoneyPlace).where(MoneyPlace.archived_at.is_(None)).order_by(MoneyPlace.id)
_FIRST: Final = _IN_USE.where(MoneyPlace.kind == bindparam("kind")).limit(1)
_SAID: Final = select(MethodPlace.method, MethodPlace.place_id)
