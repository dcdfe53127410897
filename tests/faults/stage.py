"""Where the fault tests play: a Bot API server of the test's own, Carnet in front of it, and the persons who write."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
from sqlalchemy import text

from bot.localchat import LocalChat, start
from core.db import Database, connect
from tests.faults.forking import Nursery
from tests.faults.program import Program

Json = dict[str, Any]
Found = TypeVar("Found")

TOKEN = "4242424242:a-token-of-the-tests"
OWNER, KARIM, LEA = 1001, 1002, 1003  # who has which role: see `_ROLES`
DRIVERS = {1004: 1005, 1006: 1007}  # who brings what another salesperson sells
_ROLES = {
    OWNER: "gerant",
    **dict.fromkeys((KARIM, LEA, *DRIVERS), "commercial"),
    **dict.fromkeys(DRIVERS.values(), "technicien"),
}
SEATS = tuple(word for person, role in _ROLES.items() for word in ("--as", f"{role}={person}"))
BUYERS = {OWNER: 3001, KARIM: 3002, LEA: 3003}  # a customer's person for each seller
PATIENCE = 90.0  # seconds: on a busy machine each start takes ten, and there are several in a row
IN_VIEW = 60  # messages of a chat where buttons are looked for
LONG_RUN = int(os.environ.get("CARNET_FAULT_ROUNDS", "0"))  # how many faults in a long run; 0: the everyday few


@dataclass
class Stage:
    """One bot, its server and its persons. `chat` is replaced when the server goes away and comes back."""

    folder: Path
    database_url: str
    chat: LocalChat
    http: aiohttp.ClientSession
    program: Program
    database: Database

    async def say(self, person: int, words: str, reply_to: int | None = None) -> int:
        """Write to the bot; the number of the message."""
        body = {"text": words, "reply_to_message_id": reply_to}
        return int((await self._client("POST", f"chats/{person}/messages", body))["message"]["message_id"])

    async def rewrite(self, person: int, message_id: int, words: str) -> None:
        """Edit one's own message."""
        await self._client("PUT", f"chats/{person}/messages/{message_id}", {"text": words})

    async def tap(self, person: int, message_id: int, data: str) -> None:
        await self._client("POST", f"chats/{person}/taps", {"message_id": message_id, "data": data})

    async def sees_button(self, person: int, verb: str, quote: int | None = None) -> tuple[int, str]:
        """The newest button with this verb (about this quote), as soon as there is one: its message and its data."""
        return await self.sees(lambda: self.button(person, verb, quote), f"{verb} {quote} of {person}")

    async def press(self, person: int, verb: str, quote: int | None = None) -> tuple[int, str]:
        """Wait for the newest button with this verb (about this quote) and tap it; its message and its data."""
        message_id, data = await self.sees_button(person, verb, quote)
        await self.tap(person, message_id, data)
        return message_id, data

    async def pay(self, person: int, message_id: int) -> bool | None:
        """Pay what a message asks for: whether the bot lets it be; None when it says nothing in time."""
        body, address = {"message_id": message_id}, f"{self.chat.url}/client/chats/{person}/payments"
        async with self.http.post(address, json=body) as answer:
            return bool((await answer.json())["paid"]) if answer.status == HTTPStatus.OK else None

    async def block(self, person: int, blocked: bool = True) -> None:
        await self._client("PATCH", f"persons/{person}", {"blocked": blocked})

    async def fault(self, method: str, effect: str, **more: float) -> None:
        await self._client("POST", "faults", {"method": method, "effect": effect, **more})

    def messages(self, person: int, newest: int = 1_000_000) -> list[Json]:
        """The chat of a person, oldest first."""
        return self.chat.world.store.shown_messages(person, None, newest)

    def said(self, person: int, words: str, newest: int = 1_000_000) -> list[Json]:
        """The bot's messages that contain these words."""
        return [m for m in self.messages(person, newest) if m["from"]["is_bot"] and words in shown_text(m)]

    def documents(self, person: int, name: str, newest: int = 1_000_000) -> list[Json]:
        """The files sent to a person whose name contains this."""
        return [m for m in self.messages(person, newest) if "document" in m and name in m["document"]["file_name"]]

    def button(self, person: int, verb: str, quote: int | None = None) -> tuple[int, str] | None:
        """The newest button with this verb: its message and its data."""
        for message in reversed(self.messages(person, IN_VIEW)):
            for data in callbacks(message):
                parts = data.split(".")
                if parts[0] == verb and quote in (None, int(parts[2])):
                    return message["message_id"], data
        return None

    async def sees(self, look: Callable[[], Found | None], what: str, seconds: float = PATIENCE) -> Found:
        """What `look` finds, as soon as it finds something."""
        limit = time.monotonic() + seconds
        while (found := look()) is None:
            assert time.monotonic() < limit, f"never seen: {what}\n{self.program.end_of_log()}"
            await asyncio.sleep(0.02)
        return found

    async def rows(self, sql: str, **values: Any) -> Sequence[Any]:
        """Rows of the database, looked at from outside, whatever the company."""
        async with self.database.reading() as session:
            return (await session.execute(text(sql), values)).all()

    async def sees_row(self, sql: str, seconds: float = PATIENCE) -> None:
        """Wait until the database has a row like this."""
        limit = time.monotonic() + seconds
        while not await self.rows(sql):
            assert time.monotonic() < limit, f"never a row: {sql}\n{self.program.end_of_log()}"
            await asyncio.sleep(0.05)

    async def quiet(self, seconds: float = PATIENCE) -> None:
        """Wait until every message is received, answered, and every answer said."""
        limit = time.monotonic() + seconds
        while True:
            (inbox,) = await self.rows("SELECT count(*), count(done_at) FROM inbox")
            (outbox,) = await self.rows("SELECT count(*), count(sent_at) FROM outbox")
            soon = "kind <> 'delivery_brought'"  # which waits whether somebody signs
            soon += " AND person_id IN (SELECT id FROM person WHERE unreachable_since IS NULL)"
            (notices,) = await self.rows(f"SELECT count(*), count(said_at) FROM notice WHERE {soon}")
            left = [self.chat.world.updates.count(), *(all_ - done for all_, done in (inbox, outbox, notices))]
            if not any(left):
                return
            state = "updates, inbox, outbox, notices left: " + str(left)
            assert time.monotonic() < limit, f"never quiet; {state}\n{self.program.end_of_log()}"
            await asyncio.sleep(0.05)

    async def calls(self, *methods: str) -> list[Json]:
        """The newest calls of the bot to these methods, refused ones too."""
        found: list[Json] = (await self._client("GET", "calls"))["calls"]
        return [call for call in found if call["method"] in methods]

    async def server_goes(self) -> None:
        await self.chat.close()

    async def server_comes_back(self) -> None:
        self.chat = await open_chat(self.folder, port=self.chat.port)

    async def _client(self, method: str, path: str, body: Json | None = None) -> Json:
        async with self.http.request(method, f"{self.chat.url}/client/{path}", json=body) as answer:
            said = await answer.text()
            assert answer.status == 200, said
            return dict(json.loads(said))


async def open_chat(folder: Path, port: int = 0) -> LocalChat:
    return await start(folder / "server", port=port, token=TOKEN, bot_username="carnet_bot")


@asynccontextmanager
async def staged(folder: Path, database_url: str, nursery: Nursery) -> AsyncIterator[Stage]:
    """A stage on a database where `carnet demo` has given the seats; Carnet is not started yet."""
    chat = await open_chat(folder)
    settings = {
        "CARNET_DATA": str(folder / "data"),
        "DATABASE_URL": database_url,
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_BASE": chat.url,
        "CARNET_SEND_RATE": "0",  # the server of the tests has no limits; what keeps them is tested apart
        "CARNET_PAYMENT_TOKEN": "4242:TEST:a-provider-of-the-tests",
    }
    program = Program(settings, folder / "carnet.log", nursery.launch)
    database = connect(database_url)
    async with aiohttp.ClientSession() as http:
        stage = Stage(folder, database_url, chat, http, program, database)
        try:
            for person in (*BUYERS, *BUYERS.values(), *DRIVERS, *DRIVERS.values()):
                body = {"id": person, "first_name": f"Personne {person}", "language_code": "fr"}
                await stage._client("POST", "persons", body)
            yield stage
        finally:
            await program.clear()
            await database.close()
            await stage.chat.close()


def callbacks(message: Json) -> list[str]:
    """The data of a message's buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]


def shown_text(message: Json) -> str:
    return str(message.get("text") or message.get("caption") or "")
