"""A local chat in a test: the bot's side through HTTP, the persons' side through the page's own addresses."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.localchat import LocalChat, start
from bot.localchat.wire import Json

TOKEN = "4242:test-token"


@dataclass(frozen=True)
class Local:
    """A running server, a library bot connected to it, and a browser's session."""

    chat: LocalChat
    bot: Bot
    http: aiohttp.ClientSession

    async def call(self, method: str, **params: Any) -> Json:
        """A raw Bot API call with a JSON body; the whole answer."""
        async with self.http.post(f"/bot{TOKEN}/{method}", json=params) as answer:
            return dict(await answer.json())

    async def result(self, method: str, **params: Any) -> Any:
        """The result of a call that must succeed."""
        answer = await self.call(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def page(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Json:
        """A request of the page; its JSON, once the expected status has been seen."""
        async with self.http.request(method, f"/client/{path}", json=body) as answer:
            said = await answer.text()
            assert answer.status == status, said
            return dict(json.loads(said))

    async def person(self, first_name: str = "Sophie", **facts: Any) -> int:
        return int((await self.page("POST", "persons", {"first_name": first_name, **facts}))["id"])

    async def say(self, person: int, text: str, **more: Any) -> Json:
        return dict((await self.page("POST", f"chats/{person}/messages", {"text": text, **more}))["message"])

    async def started(self, first_name: str = "Sophie", **facts: Any) -> int:
        """A person the bot may write to, whose first message has been received and confirmed."""
        person = await self.person(first_name, **facts)
        await self.say(person, "/start")
        await self.result("getUpdates", offset=-1)
        await self.result("getUpdates", offset=(await self.result("getUpdates", offset=-1))[0]["update_id"] + 1)
        return person

    async def history(self, person: int) -> Json:
        return await self.page("GET", f"chats/{person}")

    async def events(self, after: int, count: int) -> list[Json]:
        """The next `count` events after a cursor."""
        found: list[Json] = []
        async with self.http.get("/client/events", params={"after": str(after)}) as stream:
            async for line in stream.content:
                if line.startswith(b"data: "):
                    found.append(json.loads(line[6:]))
                if len(found) == count:
                    break
        return found

    async def cursor(self) -> int:
        return int((await self.page("GET", "state"))["cursor"])


def library_bot(chat: LocalChat, token: str = TOKEN) -> Bot:
    """The library's own client; without certificates to load, as nothing here is encrypted, it starts in no time."""
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    return Bot(token, f"{chat.url}/bot", f"{chat.url}/file/bot", requests[0], requests[1])


@asynccontextmanager
async def running(data: Path, *, port: int = 0, callback_seconds: float = 30.0) -> AsyncIterator[Local]:
    chat = await start(data, port=port, token=TOKEN, callback_seconds=callback_seconds)
    bot = library_bot(chat)
    try:
        async with bot, aiohttp.ClientSession(chat.url) as http:
            yield Local(chat, bot, http)
    finally:
        await chat.close()
