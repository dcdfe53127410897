"""The bytes of the files that people send: Telegram keeps them, and gives at most 20 MB of each."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.incoming.dispatch import Seats
from bot.incoming.turn import SentFile
from bot.outgoing.calls import call
from bot.outgoing.transport import TooManyBytes, Transport
from core.kernel.errors import BusinessError

log = logging.getLogger(__name__)

LARGEST: Final = 20 * 1024 * 1024  # bytes, https://core.telegram.org/bots/api#getfile
_PATIENCE: Final = 60.0  # seconds for one file, all tries together
_PAUSES: Final = (0.5, 2.0, 5.0)  # seconds between tries


@dataclass(eq=False)
class FileTooLarge(BusinessError):
    """`limit` is in bytes."""

    limit: int = LARGEST


class FileUnavailable(BusinessError):
    """Telegram does not give the file: it is gone, or the network fails."""


@dataclass(frozen=True)
class Download:
    """Fetches files for the edge of the conversation; what `Visit.download` is."""

    bot: Bot
    seats: Seats

    async def __call__(self, file: SentFile) -> bytes:
        """The file's bytes. Raises FileTooLarge, before anything is fetched when its size is known, FileUnavailable."""
        try:
            async with self.seats.away(), asyncio.timeout(_PATIENCE):
                return await self._tried(file)
        except TimeoutError as error:
            raise FileUnavailable from error

    async def _tried(self, file: SentFile) -> bytes:
        _expect_small(file.size)
        for pause in (*_PAUSES, None):
            try:
                return await self._fetched(file)
            except BadRequest as refusal:
                raise FileTooLarge if "too big" in refusal.message else FileUnavailable from refusal
            except InvalidToken:
                raise
            except TelegramError as fault:
                log.warning("a file of %s bytes was not fetched: %s", file.size, fault)
                if pause is None:
                    raise FileUnavailable from fault
                await asyncio.sleep(pause)
        raise AssertionError("the last try returns or raises")

    async def _fetched(self, file: SentFile) -> bytes:
        transport = self.bot.request
        assert isinstance(transport, Transport), "the bot was made with our transport"
        found = await call(self.bot, "getFile", file_id=file.file_id)
        _expect_small(found.get("file_size", 0))
        try:
            return await transport.download(f"{self.bot.base_file_url}/{quote(found['file_path'])}", LARGEST)
        except TooManyBytes:
            raise FileTooLarge from None


def _expect_small(size: int) -> None:
    if size > LARGEST:
        raise FileTooLarge
