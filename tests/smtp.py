"""A real SMTP server on the loopback, that takes e-mail, refuses it, or hangs up, as the test wants."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from core.settings import SmtpServer

TAKEN = "250 Message accepted for delivery"
HANG_UP = "hang up"  # it has the content, and never says so
NEVER = "never"  # it has the content, and stays silent until it is told to go on


@dataclass
class Postman:
    """What the server does. `rcpt` and `data` are its next answers, the first one first; it then takes everything.

    `letters` is what it has the content of, whatever it answered; `asked` are the addresses it was asked about.
    """

    rcpt: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    letters: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    port: int = 0
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def settings(self) -> SmtpServer:
        return SmtpServer("127.0.0.1", self.port, "offered", "carnet@menuiserie.example")

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked.append(address)
        answer = self.rcpt.pop(0) if self.rcpt else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content: Any = envelope.content
        letter = message_from_bytes(content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.envelopes.append((envelope.mail_from or "", list(envelope.rcpt_tos)))
        answer = self.data.pop(0) if self.data else TAKEN
        if answer == NEVER:
            await self.go_on.wait()
            answer = HANG_UP
        if answer == HANG_UP:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "421 gone"
        return answer

    async def has(self, count: int, seconds: float = 60.0) -> None:
        """Wait until it has so many letters."""
        async with asyncio.timeout(seconds):
            while len(self.letters) < count:
                await asyncio.sleep(0.01)


@asynccontextmanager
async def a_postman(port: int = 0) -> AsyncIterator[Postman]:
    """The server, in this loop."""
    postman, loop = Postman(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(postman, hostname="postman.example", loop=loop), "127.0.0.1", port)
    postman.port = server.sockets[0].getsockname()[1]
    try:
        yield postman
    finally:
        postman.go_on.set()
        server.close()


def words_of(letter: EmailMessage, kind: str = "plain") -> str:
    """What it says, as "plain" text or as "html"."""
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")
