"""The whole program in a test: a local chat on a free port, the bot as `carnet run` runs it, and people who use it."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import aiohttp
from pypdf import PdfReader
from sqlalchemy import bindparam, text

from bot import app, demo_command, localchat
from core.db import Database
from core.notices.models import Notice
from core.permissions import Role
from core.settings import Settings, SmtpServer
from core.uow import Work
from tests.clockwork import pass_time
from tests.companies import SettableClock
from tests.databases import opened

TOKEN: Final = "4242:story"
_PATIENCE: Final = 60.0  # seconds until a story that stands still has failed
_WAITING: Final = text(
    "SELECT (SELECT count(*) FROM inbox WHERE done_at IS NULL) + (SELECT count(*) FROM outbox WHERE sent_at IS NULL)"
    " + (SELECT count(*) FROM notice WHERE said_at IS NULL AND due_at <= :now"
    "  AND person_id IN (SELECT id FROM person WHERE unreachable_since IS NULL))"
    " + (SELECT count(*) FROM import_job WHERE state IN ('reading', 'running'))"
).bindparams(bindparam("now", type_=Notice.due_at.type))


@dataclass(frozen=True)
class Seen:
    """A message as a person sees it. `buttons` are its inline buttons by label, in their order."""

    id: int
    from_bot: bool
    text: str
    buttons: Mapping[str, Mapping[str, Any]]
    document: str = ""  # file id
    file_name: str = ""
    photo: str = ""  # file id of its largest size
    edited: bool = False
    asked: int = 0  # cents, of a request for money

    def link(self) -> str:
        """The payload of the deep link in this message."""
        return self.text.partition("?start=")[2].split()[0]

    def data(self, label: str) -> str:
        """What the button whose label contains these words sends."""
        return str(next(button["callback_data"] for name, button in self.buttons.items() if label in name))


@dataclass
class Scene:
    """One running program on one database. `refusals` are the Bot API calls that a story expects to be refused.

    `console` is what the program has printed at its start.
    """

    database: Database
    local: localchat.LocalChat
    http: aiohttp.ClientSession
    folder: Path
    clock: SettableClock = field(default_factory=SettableClock)
    refusals: int = 0
    console: str = ""
    open_signup: bool = False
    payment_token: str = ""  # of a provider that takes money in the chat
    smtp: SmtpServer | None = None  # who takes e-mail
    public_url: str = ""  # where pages are served to everybody
    _program: "asyncio.Task[None] | None" = None

    @property
    def work(self) -> Work:
        return Work(self.database, self.clock)

    async def start(self) -> None:
        """Start the program; returns once it has polled, in this life or an earlier one."""
        settings = Settings(self.folder, "", TOKEN, self.local.url, 0, "INFO", self.open_signup)
        settings = replace(settings, payment_token=self.payment_token, smtp=self.smtp, public_url=self.public_url)
        self._program = asyncio.create_task(app.run(settings, self.work))
        async with asyncio.timeout(_PATIENCE):
            while not self.local.world.updates.allowed():
                await self._breathe()

    async def stop(self) -> None:
        """Stop the program as a service manager does."""
        program, self._program = self._program, None
        if program is not None and not program.done():
            signal.raise_signal(signal.SIGTERM)
        if program is not None:
            await program

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    def setup_code(self) -> str:
        """The code on the console."""
        return self.console.partition("Code d'installation : ")[2].split()[0]

    async def person(self, first_name: str, **facts: Any) -> "Person":
        return Person(self, (await self.page("POST", "persons", {"first_name": first_name, **facts}))["id"])

    async def staff(self, **roles: Role) -> Sequence["Person"]:
        """People of the fictitious company, by first name, who have their home card before them."""
        people = [await self.person(name) for name in roles]
        seats = [(role, person.id) for role, person in zip(roles.values(), people, strict=True)]
        await demo_command.run(self.work, seats)
        return people

    async def quiet(self) -> None:
        """Wait until everything written has been answered, and everything due has been said."""
        async with asyncio.timeout(_PATIENCE):
            while self._undelivered() or await self._unsaid():
                await self._breathe()

    async def wait_until(self, moment: datetime) -> None:
        """Let time pass: what is due on the way is done at its moment, and said."""
        await pass_time(self.work, self.clock, until=moment)
        await self.quiet()

    async def page(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """A request of the chat page."""
        async with self.http.request(method, f"/client/{path}", json=body) as answer:
            said = await answer.text()
            assert answer.status == 200, said
            return dict(json.loads(said))

    async def refused(self) -> Sequence[Mapping[str, Any]]:
        """The Bot API calls that were refused until now."""
        return [call for call in (await self.page("GET", "calls"))["calls"] if not call["ok"]]

    def toasts(self) -> Sequence[str]:
        """What the answers to taps have said, oldest first; without the empty ones."""
        rows = self.local.world.store.db.execute("SELECT body FROM event WHERE kind = 'callback_answer' ORDER BY n")
        said = [json.loads(row["body"]).get("text") for row in rows]
        return [toast for toast in said if toast]

    def _undelivered(self) -> bool:
        taps = self.local.world.store.db.execute("SELECT count(*) FROM callback_query").fetchone()[0]
        return bool(taps or self.local.world.updates.count())

    async def _unsaid(self) -> bool:
        async with self.database.reading() as session:
            return bool(await session.scalar(_WAITING, {"now": self.clock()}))

    async def _breathe(self) -> None:
        assert self._program is not None, "the program is stopped"
        if self._program.done():
            self._program.result()
        await asyncio.sleep(0.005)


@dataclass(frozen=True)
class Person:
    """Somebody in a private chat with the bot; what they do returns once it has been answered."""

    scene: Scene
    id: int

    async def say(self, words: str, *, reply_to: Seen | None = None) -> Seen:
        """Write a message; returns the bot's newest one."""
        await self.write(words, reply_to=reply_to)
        return await self.last()

    async def write(self, words: str, *, reply_to: Seen | None = None) -> int:
        """Write a message; returns its number."""
        body = {"text": words, **({"reply_to_message_id": reply_to.id} if reply_to else {})}
        written = await self.scene.page("POST", f"chats/{self.id}/messages", body)
        await self.scene.quiet()
        return int(written["message"]["message_id"])

    async def edit(self, message_id: int, words: str) -> Seen:
        """Change one's own message; returns the bot's newest one."""
        await self.scene.page("PUT", f"chats/{self.id}/messages/{message_id}", {"text": words})
        await self.scene.quiet()
        return await self.last()

    async def send_file(
        self, kind: str, name: str, content: bytes, caption: str = "", *, reply_to: Seen | None = None
    ) -> Seen:
        """Send a "photo" or a "document"; returns the bot's newest message."""
        answered = {"reply_to_message_id": str(reply_to.id)} if reply_to else {}
        form = aiohttp.FormData({"kind": kind, "caption": caption, **answered}, quote_fields=False)
        form.add_field("file", BytesIO(content), filename=name)
        async with self.scene.http.post(f"/client/chats/{self.id}/media", data=form) as answer:
            assert answer.status == 200, await answer.text()
        await self.scene.quiet()
        return await self.last()

    async def share_contact(self, phone: str, first_name: str, **facts: Any) -> Seen:
        """Share a visiting card; returns the bot's newest message."""
        body = {"phone_number": phone, "first_name": first_name, **facts}
        await self.scene.page("POST", f"chats/{self.id}/contact", body)
        await self.scene.quiet()
        return await self.last()

    async def fetch(self, file_id: str) -> bytes:
        """The bytes of a file in the chat."""
        async with self.scene.http.get(f"/client/files/{file_id}") as answer:
            assert answer.status == 200
            return await answer.read()

    async def open(self, link: str) -> Seen:
        """Follow a deep link."""
        return await self.say(f"/start {link}")

    async def tap(self, label: str, *, on: Seen | None = None) -> Seen:
        """Tap the button whose label contains these words, on the newest message that has one; returns the message."""
        shown = on or next(seen for seen in reversed(await self.see()) if any(label in name for name in seen.buttons))
        await self.press(shown.id, shown.data(label))
        return next((seen for seen in await self.see() if seen.id == shown.id), shown)

    async def later(self, times: int) -> Seen:
        """Leave so many questions for later; returns the bot's newest message."""
        for _question in range(times):
            await self.tap("Plus tard")
        return await self.last()

    async def press(self, message_id: int, data: str) -> None:
        """Send the data of a button, whether or not any message shows it."""
        await self.scene.page("POST", f"chats/{self.id}/taps", {"message_id": message_id, "data": data})
        await self.scene.quiet()

    async def pay(self, asked: Seen) -> str:
        """Pay what a message asks for; returns why it was refused, nothing when it was not."""
        outcome = await self.scene.page("POST", f"chats/{self.id}/payments", {"message_id": asked.id})
        await self.scene.quiet()
        return plain(outcome["refusal"])

    async def see(self) -> Sequence[Seen]:
        """The chat, oldest first."""
        return [_seen(message) for message in (await self.scene.page("GET", f"chats/{self.id}"))["messages"]]

    async def answers(self) -> Sequence[Seen]:
        """What the bot has written here."""
        return [seen for seen in await self.see() if seen.from_bot]

    async def last(self) -> Seen:
        return (await self.answers())[-1]

    async def card(self, words: str = "TTC") -> Seen:
        """The newest message of the bot with these words, documents apart."""
        return next(seen for seen in reversed(await self.answers()) if words in seen.text and not seen.document)

    async def pdf(self, shown: Seen) -> str:
        """The words on the pages of a document."""
        async with self.scene.http.get(f"/client/files/{shown.document}") as answer:
            pages = PdfReader(BytesIO(await answer.read())).pages
            return plain("\n".join(page.extract_text() for page in pages))


def plain(words: str) -> str:
    """The words with ordinary spaces, whatever the typography."""
    return words.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@asynccontextmanager
async def playing(url: str, folder: Path) -> AsyncIterator[Scene]:
    """A scene on the migrated database `url`; at its end no call may have been refused but those it expects."""
    database = opened(url)
    local = await localchat.start(folder / "localchat", port=0, token=TOKEN, bot_username="carnet_story_bot")
    try:
        async with aiohttp.ClientSession(local.url) as http:
            scene = Scene(database, local, http, folder)
            await scene.start()
            try:
                yield scene
                refused = await scene.refused()
                assert len(refused) == scene.refusals, refused
            finally:
                await scene.stop()
    finally:
        await local.close()
        await database.close()


def _seen(message: Mapping[str, Any]) -> Seen:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    document = message.get("document", {})
    return Seen(
        message["message_id"],
        bool(message["from"].get("is_bot")),
        plain(message.get("text") or message.get("caption") or ""),
        {button["text"]: button for row in rows for button in row},
        document.get("file_id", ""),
        document.get("file_name", ""),
        message["photo"][-1]["file_id"] if "photo" in message else "",
        "edit_date" in message,
        message.get("invoice", {}).get("total_amount", 0),
    )
