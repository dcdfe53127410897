"""The accounts: which there are, how they are called, and which one each thing is posted to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import exists, select

from core.chain import chain
from core.kernel.errors import Invalid
from core.kernel.typed import line
from core.ledger.chart import BEGINS, USUAL, usual_label
from core.ledger.errors import AccountUsed, AccountWrong
from core.ledger.events import AccountAssigned, AccountNamed
from core.ledger.models import AccountUse, LedgerAccount, LedgerLine
from core.ledger.moving import CARRIED, move_balance
from core.ledger.posting import ENTRY, chained, numbers
from core.numbering import hold_count
from core.permissions import Permission, requires
from core.uow import Reader, UnitOfWork

_NUMBER: Final = re.compile(r"[1-7][0-9]{2,19}")
_LONGEST_LABEL: Final = 100


@dataclass(frozen=True, slots=True)
class Account:
    """An account; `use` is what is posted to it by itself."""

    number: str
    label: str
    use: AccountUse | None = None


@requires(Permission.LEDGER_READ)
async def accounts(db: Reader) -> Sequence[Account]:
    """All accounts by number: those that the company has named or used, and the usual ones."""
    rows = (await db.session.scalars(select(LedgerAccount))).all()
    used = {row.use for row in rows}
    known = [Account(row.number, row.label, row.use) for row in rows]
    known += [Account(number, label, use) for use, (number, label) in USUAL.items() if use not in used]
    return sorted(known, key=lambda one: one.number)


@requires(Permission.LEDGER_WRITE)
async def name_account(uow: UnitOfWork, *, number: str, label: str) -> LedgerAccount:
    """Name an account that has no entry yet, new or known: its label is part of what the FEC says of each entry.

    Raises Invalid (number, label), AccountUsed.
    """
    typed, said = _checked(number), line("label", label, longest=_LONGEST_LABEL, required=True)
    account = await _found(uow, typed)
    if account is None:
        account = LedgerAccount(number=typed, label=said)
        uow.session.add(account)
    elif account.label != said:
        if await uow.session.scalar(select(exists().where(LedgerLine.account == typed))):
            raise AccountUsed(typed)
        account.label = said
    await uow.session.flush()
    uow.record(AccountNamed(account.id, typed, said))
    return account


@requires(Permission.LEDGER_WRITE)
async def assign(uow: UnitOfWork, *, use: AccountUse, number: str) -> LedgerAccount:
    """Post this use to another account from now on; what was posted stays where it is. What customers owe, their
    advances, the VAT that waits and money are moved over by entries: what is open is settled on the new account, and
    what there is lies on it.

    Raises Invalid (number), AccountWrong when it is of another kind, AccountUsed when it has another use,
    BooksClosed.
    """
    typed = _checked(number)
    if not typed.startswith(BEGINS[use]):
        raise AccountWrong(typed, BEGINS[use])
    await hold_count(uow, ENTRY)  # what is posted at this moment comes before, or to the new account
    before = (await numbers(uow))[use]
    account = await _found(uow, typed)
    if account is not None and account.use not in (None, use):
        raise AccountUsed(typed)
    if before == typed and account is not None:
        return account
    former = await _found(uow, before)
    if former is not None:
        former.use = None
        await uow.session.flush()
    if account is None:
        account = LedgerAccount(number=typed, label=USUAL[use][1])
        uow.session.add(account)
    account.use = use
    await uow.session.flush()
    uow.record(AccountAssigned(account.id, use, typed, before))
    if use in CARRIED:
        entries = await move_balance(uow, before=before, after=typed, account_id=account.id)
        await chain(uow, chained(*entries))
    return account


async def labels(db: Reader) -> Mapping[str, str]:
    """How accounts are called, by number: those that the company has, as the books and the FEC say it."""
    rows = await db.session.execute(select(LedgerAccount.number, LedgerAccount.label))
    return _Labels((number, label) for number, label in rows)


async def number_of(db: Reader, use: AccountUse) -> str:
    """The account of this use, the usual one as long as nobody has said otherwise."""
    known = await db.session.scalar(select(LedgerAccount.number).where(LedgerAccount.use == use))
    return known or USUAL[use][0]


class _Labels(dict[str, str]):
    def __missing__(self, number: str) -> str:
        return usual_label(number)


def _checked(number: str) -> str:
    typed = number.replace(" ", "")
    if not _NUMBER.fullmatch(typed):
        raise Invalid("account", number)
    return typed


async def _found(uow: UnitOfWork, number: str) -> LedgerAccount | None:
    return (await uow.session.scalars(select(LedgerAccount).where(LedgerAccount.number == number))).one_or_none()
