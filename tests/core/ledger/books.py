"""Books of a company, written to by hand: sales, money, the end of a year."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select, update

from core.chain import chain
from core.company.models import Company
from core.kernel.amounts import Amount, amount
from core.ledger.lettering import letter
from core.ledger.models import AccountUse, LedgerEntry, LedgerLine
from core.ledger.posting import Posting, chained, post
from core.ledger.receivables import Owed, owed
from core.parties import customers
from core.parties.models import Customer
from core.permissions import Actor
from core.uow import Work
from tests.companies import SettableClock, an_owner

SIREN = "732829320"


@dataclass
class Books:
    work: Work
    clock: SettableClock
    owner: Actor
    _pieces: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def today(self) -> date:
        return self.clock.now.date()

    async def customer(self, name: str = "Hôtel du Parc") -> Customer:
        async with self.work.begin(self.owner) as uow:
            return await customers.create(uow, name=name)

    async def posted(self, journal: str, *postings: Posting, on: date | None = None, label: str = "") -> LedgerEntry:
        """An entry in a transaction of its own, of today unless said."""
        number = next(self._pieces)
        async with self.work.begin(self.owner) as uow:
            day = on or uow.today
            entry = await post(
                uow,
                journal,
                postings,
                on=day,
                piece=f"{journal}{number:04d}",
                piece_on=day,
                label=label or f"Pièce {number}",
                subject="test",
                subject_id=number,
            )
            await chain(uow, chained(entry))
        assert entry is not None
        return entry

    async def sold(self, customer: Customer, net: str, *, on: date | None = None, due_in: int = 30) -> LedgerEntry:
        """An invoice of goods at 20 %."""
        base = amount(net)
        tax = amount(base / 5)
        due_on = (on or self.today) + timedelta(days=due_in)
        return await self.posted(
            "VE",
            Posting(AccountUse.CUSTOMERS, amount(base + tax), customer=customer, due_on=due_on),
            Posting(AccountUse.GOODS, amount(-base)),
            Posting(AccountUse.VAT_DUE, amount(-tax)),
            on=on,
        )

    async def paid(self, customer: Customer, value: str, *, on: date | None = None) -> LedgerEntry:
        """A transfer; given back when it is negative."""
        whole = amount(value)
        return await self.posted(
            "BQ",
            Posting(AccountUse.BANK, whole),
            Posting(AccountUse.CUSTOMERS, amount(-whole), customer=customer),
            on=on,
        )

    async def lettered(self, *entries: LedgerEntry) -> str:
        """The customers' lines of these entries get a letter."""
        async with self.work.begin(self.owner) as uow:
            return await letter(uow, await self.lines(uow, *entries))

    async def lines(self, db: Any, *entries: LedgerEntry) -> list[LedgerLine]:
        wanted = select(LedgerLine).where(
            LedgerLine.entry_id.in_([entry.id for entry in entries]), LedgerLine.customer_id.is_not(None)
        )
        return list(await db.session.scalars(wanted.order_by(LedgerLine.id)))

    async def owed(self, customer: Customer) -> Owed:
        async with self.work.read(self.owner) as db:
            return await owed(db, customer.id)

    async def done(self, verb: Any, *args: Any, actor: Actor | None = None, **facts: Any) -> Any:
        """What a use case that writes returns."""
        async with self.work.begin(actor or self.owner) as uow:
            return await verb(uow, *args, **facts)

    async def seen(self, verb: Any, *args: Any, actor: Actor | None = None, **facts: Any) -> Any:
        """What a use case that reads returns."""
        async with self.work.read(actor or self.owner) as db:
            return await verb(db, *args, **facts)

    def later(self, on: date) -> None:
        """It is that day, at nine."""
        self.clock.now = self.clock.now.replace(year=on.year, month=on.month, day=on.day)

    async def set_company(self, **facts: Any) -> None:
        async with self.work.begin(replace(self.owner)) as uow:
            await uow.session.execute(update(Company).where(Company.id == self.owner.company_id).values(**facts))


async def some_books(work: Work, clock: SettableClock) -> Books:
    """Of a company with a SIREN."""
    books = Books(work, clock, await an_owner(work))
    await books.set_company(siren=SIREN)
    return books


def euros(value: str) -> Amount:
    return amount(value)
