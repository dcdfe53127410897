"""What is handed to the accountant: the entries of a period that he has not had yet, each of them once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, func, select, update

from core.chain import Chained, chain, said
from core.company import companies
from core.kernel.amounts import Amount, total
from core.kernel.errors import NotFound
from core.ledger.errors import NothingToExport
from core.ledger.events import EntriesHandedOver
from core.ledger.fec.building import rows_of
from core.ledger.fec.text import written
from core.ledger.lines import lines_where
from core.ledger.models import Journal, LedgerEntry, LedgerExport
from core.ledger.rules import numbers_hash
from core.permissions import Permission, requires
from core.uow import Reader, UnitOfWork

EXPORT: Final = "export"  # the kind of its links in the chain


@dataclass(frozen=True, slots=True)
class Standing:
    """How many entries of a period were not handed over yet, and with which files the others were."""

    waiting: int
    exports: Sequence[LedgerExport]


@dataclass(frozen=True, slots=True)
class Handed:
    """A file for the accountant: the columns of a FEC, without letters, so that it is the same whenever it is made."""

    export: LedgerExport
    name: str
    content: bytes
    debit: Amount
    credit: Amount


@requires(Permission.LEDGER_READ)
async def standing(db: Reader, *, starts_on: date, ends_on: date) -> Standing:
    """What was handed over of these days, the last included, and what is not yet."""
    waiting = await db.session.scalar(select(func.count()).select_from(LedgerEntry).where(*_new(starts_on, ends_on)))
    given = select(LedgerEntry.export_id).where(LedgerEntry.on.between(starts_on, ends_on))
    exports = select(LedgerExport).where(LedgerExport.id.in_(given)).order_by(LedgerExport.id)
    return Standing(waiting or 0, (await db.session.scalars(exports)).all())


@requires(Permission.LEDGER_WRITE)
async def hand_over(uow: UnitOfWork, *, starts_on: date, ends_on: date) -> Handed:
    """Make a file of the entries of these days that nobody has had, and mark them. What only carries forward is left
    out: the accountant's own books do that. Raises NothingToExport.
    """
    export = LedgerExport(at=uow.now, by=uow.actor.person_id, starts_on=starts_on, ends_on=ends_on, entries=0)
    uow.session.add(export)
    await uow.session.flush()
    marked = await uow.session.execute(
        update(LedgerEntry)
        .where(*_new(starts_on, ends_on))
        .values(export_id=export.id)
        .execution_options(synchronize_session=False)
        .returning(LedgerEntry.number)
    )
    handed = marked.scalars().all()
    export.entries, export.numbers_sha256 = len(handed), numbers_hash(handed)
    if not export.entries:
        raise NothingToExport
    await uow.session.flush()
    uow.record(EntriesHandedOver(export.id, starts_on, ends_on, export.entries))
    made = await _made(uow, export)
    await chain(uow, [Chained(EXPORT, export.id, said(export))])
    return made


@requires(Permission.LEDGER_READ)
async def made_again(db: Reader, export_id: int) -> Handed:
    """The file as it was made then, byte for byte. Raises NotFound."""
    export = (await db.session.scalars(select(LedgerExport).where(LedgerExport.id == export_id))).one_or_none()
    if export is None:
        raise NotFound("ledger_export", export_id)
    return await _made(db, export)


def _new(starts_on: date, ends_on: date) -> tuple[ColumnElement[bool], ...]:
    return (
        LedgerEntry.on.between(starts_on, ends_on),
        LedgerEntry.export_id.is_(None),
        LedgerEntry.journal != Journal.OPENING,
    )


async def _made(db: Reader, export: LedgerExport) -> Handed:
    lines = await lines_where(db, LedgerEntry.export_id == export.id)
    siren = (await companies.read(db)).siren
    return Handed(
        export=export,
        name=f"{siren or 'compta'}-ecritures-{export.starts_on:%Y%m%d}-{export.ends_on:%Y%m%d}-{export.id}.txt",
        content=written(await rows_of(db, lines)),
        debit=total(line.debit for line in lines),
        credit=total(line.credit for line in lines),
    )
