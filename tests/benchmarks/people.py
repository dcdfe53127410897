"""People who write, tap and wait: each has one thing on its way at a time, and the next follows the answer at once."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.benchmarks.telegram import BotLine, Json, Params

PATIENCE = 30.0  # seconds for one answer
_SHOWN = ("sendmessage", "editmessagetext")


@dataclass
class People:
    """Everybody who talks to one bot. A person's id is the chat's id."""

    line: BotLine
    _answers: dict[int, asyncio.Future[Params]] = field(default_factory=dict)  # by chat, to what was written
    _toasts: dict[str, asyncio.Future[Params]] = field(default_factory=dict)  # by callback id
    _documents: dict[int, asyncio.Future[Params]] = field(default_factory=dict)
    _taps: int = 0

    def __post_init__(self) -> None:
        self.line.on_call = self._hear

    async def write(self, person: int, text: str) -> float:
        """Write, and wait for a message or a changed card: seconds."""
        answer = self._answers[person] = _future()
        began = time.perf_counter()
        self.line.push("message", {**self._message(person), "text": text})
        await asyncio.wait_for(answer, PATIENCE)
        return time.perf_counter() - began

    async def tap(self, person: int, data: str) -> tuple[float, str]:
        """Tap a button and wait for the toast: seconds, and what it says."""
        self._taps += 1
        callback = f"{person}{self._taps:09d}"
        toast = self._toasts[callback] = _future()
        tapped = {"message": self._message(person), "chat_instance": "1", "data": data}
        body = {"id": callback, "from": _user(person), **tapped}
        began = time.perf_counter()
        self.line.push("callback_query", body)
        said = await asyncio.wait_for(toast, PATIENCE)
        return time.perf_counter() - began, said.get("text", "")

    async def document(self, person: int) -> float:
        """Wait for the next file: seconds."""
        arrived = self._documents[person] = _future()
        began = time.perf_counter()
        await asyncio.wait_for(arrived, PATIENCE)
        return time.perf_counter() - began

    def _message(self, person: int) -> Json:
        user = _user(person)
        chat = {"id": person, "type": "private", "first_name": user["first_name"]}
        return {"message_id": self.line.message_id(), "from": user, "chat": chat, "date": int(time.time())}

    def _hear(self, method: str, params: Params) -> None:
        heard: asyncio.Future[Params] | None = None
        if method in _SHOWN:
            heard = self._answers.pop(int(params["chat_id"]), None)
        elif method == "answercallbackquery":
            heard = self._toasts.pop(params["callback_query_id"], None)
        elif method == "senddocument":
            heard = self._documents.pop(int(params["chat_id"]), None)
        if heard is not None and not heard.done():
            heard.set_result(params)


@dataclass(frozen=True)
class Talked:
    """What came of a round: seconds per answer, and over all."""

    seconds: list[float]
    elapsed: float

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.elapsed


async def everybody_writes(people: People, who: Sequence[int], text: Callable[[int], str], times: int) -> Talked:
    """All at once, each `times` times, never waiting but for the answer."""

    async def one(person: int) -> list[float]:
        return [await people.write(person, text(person)) for _ in range(times)]

    began = time.perf_counter()
    measured = await asyncio.gather(*map(one, who))
    return Talked([seconds for own in measured for seconds in own], time.perf_counter() - began)


def _user(person: int) -> Json:
    return {"id": person, "is_bot": False, "first_name": "Karim", "language_code": "fr"}


def _future() -> asyncio.Future[Params]:
    return asyncio.get_running_loop().create_future()
