"""What letters are printed from, and their files: printed once, the same bytes afterwards."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.company import companies
from core.dunning.litigation import contents, litigation_of
from core.dunning.models import DunningLetter
from core.dunning.papers.cover import CoverPrint
from core.kernel.errors import NotFound
from core.permissions import Permission, requires
from core.sales.papers.names import named
from core.treasury.account import statement
from core.treasury.papers import StatementPrint
from core.uow import Reader, UnitOfWork

_FIRST_QUARTER = 3  # a statement of a few weeks says little: it begins a year before


@dataclass(frozen=True, slots=True)
class LetterPrint:
    letter: DunningLetter

    @property
    def logo_sha256(self) -> str | None:
        found: str | None = self.letter.seller.get("logo_sha256")
        return found

    @property
    def file_name(self) -> str:
        what = "mise-en-demeure" if self.letter.formal else f"relance-{self.letter.level}"
        return named(f"{what}-{self.letter.sent_on:%Y-%m-%d}", self.letter.buyer["name"])


@requires(Permission.UPKEEP)
async def letter_print(db: Reader, letter_id: int) -> LetterPrint:
    """Raises NotFound."""
    return LetterPrint(await _load(db, letter_id))


@requires(Permission.UPKEEP)
async def statement_of_letter(db: Reader, letter_id: int) -> StatementPrint:
    """The account that goes with a letter, up to its day. Raises NotFound."""
    letter = await _load(db, letter_id)
    until = letter.sent_on
    since = date(until.year, 1, 1) if until.month > _FIRST_QUARTER else date(until.year - 1, until.month, 1)
    oldest = min((date.fromisoformat(one["issued_on"]) for one in letter.items if one["issued_on"]), default=since)
    found = await statement(db, letter.customer_id, starts_on=min(since, oldest), ends_on=until)
    return StatementPrint(found, await companies.read(db))


@requires(Permission.UPKEEP)
async def attach(uow: UnitOfWork, letter_id: int, *, sha256: str, statement: bool = False) -> str:
    """Keep the hash of the file that was printed first; returns the one that is kept. Raises NotFound."""
    letter = await _load(uow, letter_id, locked=True)
    field = "statement_sha256" if statement else "pdf_sha256"
    kept: str | None = getattr(letter, field)
    if kept is None:
        setattr(letter, field, sha256)
    return kept or sha256


async def _load(db: Reader, letter_id: int, *, locked: bool = False) -> DunningLetter:
    query = select(DunningLetter).where(DunningLetter.id == letter_id)
    letter: DunningLetter | None = await db.session.scalar(query.with_for_update() if locked else query)
    if letter is None:
        raise NotFound("dunning_letter", letter_id)
    return letter


@requires(Permission.UPKEEP)
async def file_print(db: Reader, customer_id: int) -> CoverPrint:
    """The file of a customer who was handed over. Raises NotFound, NotHandedOver."""
    opened = await litigation_of(db, customer_id)
    return CoverPrint(await contents(db, customer_id), await companies.read(db), opened.opened_on, opened.file_sha256)


@requires(Permission.UPKEEP)
async def statement_of_file(db: Reader, customer_id: int) -> StatementPrint:
    """The account that goes with it: since the oldest document that is open. Raises NotFound, NotHandedOver."""
    opened, held = await litigation_of(db, customer_id), await contents(db, customer_id)
    since = min((one.issued_on for one in held.invoices if one.issued_on), default=opened.opened_on)
    found = await statement(db, customer_id, starts_on=min(since, opened.opened_on), ends_on=opened.opened_on)
    return StatementPrint(found, await companies.read(db))
