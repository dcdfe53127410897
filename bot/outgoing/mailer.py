"""Sends e-mails: each row once, however the program ends.

The server is first told who writes to whom; when it has agreed, the row is marked as handed over in a transaction of
its own, and only then the content goes to it. Killed before, the e-mail is sent at the next start; killed after, or
left without an answer, nobody knows whether it left: it is not repeated, and whoever sent it decides.
"""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from email.message import EmailMessage
from functools import partial
from typing import Any, Final

import aiosmtplib
from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPResponseException

from bot.beside import beside
from bot.outgoing.documents import FileLost
from bot.outgoing.letters import Sender, message
from bot.outgoing.parcel import Parcel
from bot.outgoing.sending import FileSource
from core.company import companies
from core.db.engine import passing
from core.dunning import sending
from core.dunning.mailing import ABOUT
from core.kernel.errors import BusinessError
from core.mail import links, mail, outbox
from core.mail.models import Email
from core.mail.outbox import DueEmail
from core.notices.notices import TOLD
from core.offload.pool import JobFailed
from core.settings import SmtpServer
from core.uow import UnitOfWork, Work

log = logging.getLogger(__name__)

_LONGEST: Final = 60.0  # seconds asleep: another process may have written one
_AFTER_FAULT: Final = 2.0  # seconds until a database that was away is asked again
_PARALLEL: Final = 4
_LAST_WORDS: Final = 5.0  # seconds to hear an answer when the program stops
_TIMEOUT: Final = 60.0  # seconds that a server may take for one answer
_PERMANENT: Final = 500  # codes from here on
_ABOUT_ADDRESS: Final = frozenset(range(_PERMANENT, 600))
_Settle = Callable[[UnitOfWork], Awaitable[None]]


class _Refused(Exception):
    """The server will not take this e-mail, ever; the text is what it said."""


class _NotNow(Exception):
    """Not taken, and nothing has left: it is tried again."""


class _Untrue(Exception):
    """What it says is true no more: it does not leave."""


class _Silent(Exception):
    """The content was handed over, and no answer came."""


@dataclass
class Mailer:
    """`address` is where our pages are served, "" when nobody outside reaches them. `submit` shows cards that change,
    `on_told` says that somebody is to be told something."""

    work: Work
    server: SmtpServer
    files: FileSource
    address: str
    submit: Callable[[Iterable[Parcel]], None]
    on_told: Callable[[], None]
    timeout: float = _TIMEOUT
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _stopping: bool = False

    def wake(self) -> None:
        """There is something to send."""
        self._woken.set()

    def heard(self, told: dict[str, Any]) -> None:
        """What a transaction left in its session when it was committed."""
        if told.get(mail.MAILED):
            self.wake()

    async def run(self) -> None:
        """Send what is due, for ever."""
        started = False
        while True:
            self._woken.clear()
            pause = _AFTER_FAULT
            try:
                if not started:
                    await self.take_stock()
                    started = True
                while await self.send():
                    pass
                pause = await self._pause()
            except Exception as fault:
                if not passing(fault):
                    raise
                log.warning("e-mails cannot be read, they are sent later: %s", fault)
            try:
                await asyncio.wait_for(self._woken.wait(), pause)
            except TimeoutError:
                continue

    async def take_stock(self) -> int:
        """At start: what a program that ended was handing over is doubtful; returns how many there are."""
        async with self.work.database.reading() as session:
            left = await outbox.handed(session, self.work.clock())
        for one in left:
            await self._settle(one, partial(outbox.doubt, email_id=one.id))
        return len(left)

    async def send(self) -> int:
        """Send what is due now; returns how many there were."""
        async with self.work.database.reading() as session:
            due = await outbox.due(session, self.work.clock())
        slots = asyncio.Semaphore(_PARALLEL)

        async def one_of(one: DueEmail) -> None:
            async with slots:
                if not self._stopping:
                    await self._send(one)

        self._tasks = {asyncio.create_task(one_of(one)) for one in due}
        if self._tasks:
            done, _others = await asyncio.wait(self._tasks)
            for task in done:
                task.result()
        return len(due)

    async def stop(self) -> None:
        """Hear the server's answer to what it was given, if that takes no more than a moment."""
        self._stopping = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST_WORDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _pause(self) -> float:
        async with self.work.database.reading() as session:
            moment = await outbox.next_moment(session)
        left = _LONGEST if moment is None else (moment - self.work.clock()).total_seconds()
        return min(max(left, 0.05), _LONGEST)

    async def _send(self, due: DueEmail) -> None:
        """One of them, and what became of it."""
        settle: _Settle
        try:
            if not await self._delivered(due):
                return  # somebody else has sent it, or it changed meanwhile
            settle = partial(outbox.sent, email_id=due.id)
        except _Refused as refusal:
            settle = partial(outbox.refuse, email_id=due.id, reason=str(refusal))
        except _NotNow as refusal:
            log.warning("e-mail %s of company %s is tried again later: %s", due.id, due.actor.company_id, refusal)
            settle = partial(outbox.put_off, email_id=due.id, reason=str(refusal))
        except _Untrue:
            settle = partial(outbox.withdraw, email_id=due.id)
        except _Silent:
            log.warning("e-mail %s of company %s: the server never answered", due.id, due.actor.company_id)
            settle = partial(outbox.doubt, email_id=due.id)
        except Exception as fault:
            if passing(fault):
                raise
            log.exception("e-mail %s of company %s cannot be sent", due.id, due.actor.company_id)  # holds up no other
            settle = partial(outbox.stumble, email_id=due.id)
        await self._settled(due, settle)

    async def _delivered(self, due: DueEmail) -> bool:
        """Whether the server has it now; False when there is nothing to send any more."""
        async with self.work.read(due.actor) as db:
            email = await db.session.get(Email, due.id)
            company = await companies.read(db)
        assert email is not None, "a row that is due"
        attached = await self._attached(due, email)
        sender = Sender(company.name, self.server.sender, company.email)
        smtp = self._client()
        try:
            await self._agreed(smtp, email)
            handed = await self._handed(due, email)
            if handed is None:
                return False
            claimed, url = handed
            content = message(claimed, sender, url=url, attached=attached, at=self.work.clock())
            await _hand_over(smtp, content)
        finally:
            await _leave(smtp)
        return True

    def _client(self) -> SMTP:
        secure = self.server.secure
        return SMTP(
            hostname=self.server.host,
            port=self.server.port,
            username=self.server.user or None,
            password=self.server.password or None,
            use_tls=secure == "tls",
            start_tls={"tls": False, "starttls": True, "offered": None}[secure],
            timeout=self.timeout,
            local_hostname=self.server.sender.rpartition("@")[2],
        )

    async def _agreed(self, smtp: SMTP, email: Email) -> None:
        """The server is there, and takes e-mail from us to this address. Nothing has left yet."""
        try:
            await smtp.connect()
            await smtp.mail(self.server.sender)
            await smtp.rcpt(email.to_address)
        except SMTPAuthenticationError as refusal:  # a matter of our settings, and of nobody's address
            raise _NotNow(f"{refusal.code} {refusal.message}") from None
        except SMTPResponseException as refusal:
            said = f"{refusal.code} {refusal.message}"
            about_it = isinstance(refusal, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPSenderRefused)
            raise (_Refused if about_it and refusal.code in _ABOUT_ADDRESS else _NotNow)(said) from None
        except (aiosmtplib.SMTPException, OSError, ssl.SSLError, TimeoutError) as fault:
            raise _NotNow(f"{type(fault).__name__}: {fault}") from None

    async def _handed(self, due: DueEmail, seen: Email) -> tuple[Email, str] | None:
        """Mark it as handed over, with the address of its page; from here on it may have left."""
        if self._stopping:
            return None
        try:
            async with self.work.begin(due.actor) as uow:
                kind, _colon, number = seen.about.partition(":")
                if kind == ABOUT and not await sending.may_leave(uow, int(number)):
                    raise _Untrue
                claimed = await outbox.hand(uow, due.id, seen)
                if claimed is None:
                    return None
                return claimed, await self._page_of(uow, claimed)
        except _Untrue:
            raise
        except Exception as fault:
            if not passing(fault):
                raise
            raise _NotNow("database") from fault  # whether that was written or not, nothing has left

    async def _page_of(self, uow: UnitOfWork, email: Email) -> str:
        kind, _colon, number = email.link.partition(":")
        if not (self.address and kind and email.customer_id):
            return ""
        token = await links.mint(
            uow, kind=kind, subject_id=int(number), customer_id=email.customer_id, given_to=email.to_address
        )
        return f"{self.address}/d/{token}"

    async def _attached(self, due: DueEmail, email: Email) -> list[tuple[str, bytes]]:
        """The files; what is lost will not come back, and an e-mail without it says nothing."""
        try:
            return [await self._file(due, one) for one in email.attachments]
        except (FileLost, BusinessError) as fault:
            log.exception("e-mail %s has lost what goes with it", email.id)
            raise _Refused("attachment") from fault
        except JobFailed as fault:
            raise _NotNow(f"attachment: {fault}") from fault

    async def _file(self, due: DueEmail, one: dict[str, Any]) -> tuple[str, bytes]:
        if "document" in one:
            assert due.actor.company_id is not None, "an e-mail of a company"
            return await self.files.pdf(one["document"], due.actor.company_id, one["id"])
        return one["name"], await self.files.kept(one["sha256"])

    async def _settled(self, due: DueEmail, settle: _Settle) -> None:
        """Write down what became of it, once the database is there: nobody else knows."""
        while True:
            try:
                await self._settle(due, settle)
                return
            except Exception as fault:
                if not passing(fault):
                    raise
                log.warning("what became of e-mail %s is written down later: %s", due.id, fault)
                await asyncio.sleep(_AFTER_FAULT)

    async def _settle(self, due: DueEmail, settle: _Settle) -> None:
        async with self.work.begin(due.actor) as uow:
            await settle(uow)
            parcels = await beside(uow, 0, with_quotes=True)
            told = bool(uow.session.info.get(TOLD))
        self.submit(parcels)
        if told:
            self.on_told()


async def _hand_over(smtp: SMTP, content: EmailMessage) -> None:
    """The content, and the server's answer to it."""
    try:
        await smtp.data(content.as_bytes())
    except SMTPResponseException as refusal:  # an answer: it has not taken it
        said = f"{refusal.code} {refusal.message}"
        raise (_Refused if refusal.code >= _PERMANENT else _NotNow)(said) from None
    except (aiosmtplib.SMTPException, OSError, TimeoutError):
        raise _Silent from None


async def _leave(smtp: SMTP) -> None:
    """Say goodbye; whether it is heard does not matter any more."""
    try:
        if smtp.is_connected:
            await smtp.quit(timeout=2.0)
    except (aiosmtplib.SMTPException, OSError, TimeoutError):
        pass
    finally:
        smtp.close()
