"""The FEC of a fiscal year, and the notice that goes with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from core.company import companies
from core.kernel.amounts import ZERO, Amount, amount
from core.kernel.errors import NotFound
from core.ledger.accounts import labels
from core.ledger.errors import SirenNeeded
from core.ledger.fec.notice import notice
from core.ledger.fec.text import Row, plain, row_of, written
from core.ledger.lines import Line, lines_where
from core.ledger.models import FiscalYear, Journal, LedgerEntry
from core.ledger.reports import trial_balance
from core.permissions import Permission, requires
from core.uow import Reader


@dataclass(frozen=True, slots=True)
class Fec:
    """The file of one fiscal year, and what it must agree with.

    Entries keep the numbers that they got when they were validated, over all years: `elsewhere` are those between the
    first and the last of the file that stand in other years. `trial` are the balances of the trial balance, by account.
    `final` once the year is closed.
    """

    name: str
    starts_on: date
    ends_on: date
    rows: tuple[Row, ...]
    elsewhere: frozenset[int]
    trial: Mapping[str, Amount]
    final: bool
    company: str = field(default="")

    @property
    def content(self) -> bytes:
        return written(self.rows)

    @property
    def notice_name(self) -> str:
        return f"notice-{self.name}"

    @property
    def notice(self) -> bytes:
        """The description of the file, in French, that goes with it (LPF A47 A-1, X)."""
        return notice(self.name, self.company, self.starts_on, self.ends_on, self.rows, self.elsewhere, self.final)


@requires(Permission.LEDGER_READ)
async def of_year(db: Reader, year_id: int) -> Fec:
    """The FEC of a fiscal year, closed or not: what opens it first, then all entries in the order of validation.

    A letter is written where all that bears it stands in the file: what was settled in another year is open here.
    Raises SirenNeeded, NotFound.
    """
    company = await companies.read(db)
    if not company.siren:
        raise SirenNeeded
    year = (await db.session.scalars(select(FiscalYear).where(FiscalYear.id == year_id))).one_or_none()
    if year is None:
        raise NotFound("fiscal_year", year_id)
    lines = await lines_where(db, LedgerEntry.on.between(year.starts_on, year.ends_on))
    trial = await trial_balance(db, starts_on=year.starts_on, ends_on=year.ends_on)
    return Fec(
        name=f"{company.siren}FEC{year.ends_on:%Y%m%d}.txt",
        starts_on=year.starts_on,
        ends_on=year.ends_on,
        rows=await rows_of(db, _opening_first(lines), _settled(lines)),
        elsewhere=await _elsewhere(db, year, lines),
        trial={row.account: row.balance for row in trial.rows},
        final=year.closed_at is not None,
        company=plain(company.name),
    )


async def rows_of(db: Reader, lines: Sequence[Line], letters: frozenset[str] = frozenset()) -> tuple[Row, ...]:
    """Lines as they are written in a file, in this order."""
    names = await labels(db)
    return tuple(
        row_of(line, label=names[line.account], validated_on=db.local(line.posted_at).date(), letters=letters)
        for line in lines
    )


def _opening_first(lines: Sequence[Line]) -> Sequence[Line]:
    return sorted(lines, key=lambda line: line.journal != Journal.OPENING)


def _settled(lines: Sequence[Line]) -> frozenset[str]:
    """The letters whose lines come to nothing here."""
    sums: dict[str, Amount] = {}
    for line in lines:
        if line.letter:
            sums[line.letter] = amount(sums.get(line.letter, ZERO) + line.debit - line.credit)
    return frozenset(letter for letter, balance in sums.items() if not balance)


async def _elsewhere(db: Reader, year: FiscalYear, lines: Sequence[Line]) -> frozenset[int]:
    if not lines:
        return frozenset()
    others = select(LedgerEntry.number).where(
        LedgerEntry.number.between(lines[0].number, lines[-1].number),
        ~LedgerEntry.on.between(year.starts_on, year.ends_on),
    )
    return frozenset(await db.session.scalars(others))
