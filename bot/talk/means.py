"""What a handler may use beside the database: the files that people send, where files are kept, work off the loop."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bot.incoming.turn import SentFile
from core.audit.archive.printing import Press
from core.files import FileStore
from core.offload.pool import JobFailed, Pool
from core.pictures.errors import PictureUnreadable
from core.pictures.jobs import LONGEST, PICTURE


class Provider(StrEnum):
    """Who takes money through the messenger: nobody, somebody who only tries it out, or somebody who really does."""

    NONE = "none"
    TRIAL = "trial"
    REAL = "real"

    def takes(self, *, demo: bool) -> bool:
        """Whether a company may ask for money so; nobody really pays the fictitious one."""
        return self is Provider.TRIAL or (self is Provider.REAL and not demo)


def provider_of(token: str) -> Provider:
    """By the provider's token; those for trying bear the word: https://core.telegram.org/bots/payments#testing-payments"""
    if not token:
        return Provider.NONE
    return Provider.TRIAL if ":TEST:" in token else Provider.REAL


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where somebody said that he is, in degrees, and until when that holds.

    `once`: for one step only; `taken_by` is the update that took it.
    """

    latitude: Decimal
    longitude: Decimal
    until: datetime
    once: bool
    taken_by: int | None = None


@dataclass(frozen=True)
class Means:
    """Used while planning, never inside a transaction: a download takes seconds, and others wait to write."""

    download: Callable[[SentFile], Awaitable[bytes]]  # raises FileTooLarge, FileUnavailable
    files: FileStore
    pool: Pool  # for files from outside; papers are printed elsewhere, and do not wait for these
    seen_at: dict[int, Sighting] = field(
        default_factory=dict
    )  # by chat; kept only for the next step, and never written

    press: Press | None = None  # for invoices that nobody has printed yet
    address: str = ""  # the public address of our pages; "" when phones cannot reach them

    async def keep(self, file: SentFile) -> str:
        """Keep the file as it was sent; returns its hash."""
        return await self.files.put(await self.download(file))

    async def keep_picture(self, file: SentFile) -> str:
        """Keep the file as an upright picture of a size to be printed and shown; returns its hash.

        Raises PictureUnreadable.
        """
        content = await self.download(file)
        try:
            picture = await self.pool.run(PICTURE, content, LONGEST)
        except JobFailed as failure:  # it took all its time or memory
            raise PictureUnreadable from failure
        return await self.files.put(picture)
