"""Time that passes at once: an event loop in which nobody really waits, and a Telegram that lives in it."""

import asyncio
import json
import selectors
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from math import inf, nextafter
from typing import Any, TypeVar

from telegram import Bot
from telegram.request import BaseRequest, RequestData

Result = TypeVar("Result")

_TAKES = 0.05  # seconds, of one call


class _Waiting(selectors.SelectSelector):
    """When there is nothing to do until a moment, it is that moment."""

    def __init__(self, loop: "SimulatedLoop") -> None:
        super().__init__()
        self._of = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events = super().select(0)
        if events or self._of.threads or timeout is None or timeout <= 0:
            return events or super().select(None if self._of.threads and timeout else timeout)
        self._of.moment = max(self._of.moment + timeout, nextafter(self._of.moment, inf))
        return []


class SimulatedLoop(asyncio.SelectorEventLoop):
    """Its time stands still while something is done, and jumps to the next moment that somebody waits for."""

    def __init__(self) -> None:
        self.moment = 0.0
        self.threads = 0  # that work for somebody
        super().__init__(_Waiting(self))

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> "asyncio.Future[Any]":
        self.threads += 1
        work = super().run_in_executor(executor, func, *args)
        work.add_done_callback(self._returned)
        return work

    def _returned(self, _work: object) -> None:
        self.threads -= 1

    def time(self) -> float:
        return self.moment


def simulated(story: Coroutine[Any, Any, Result]) -> Result:
    """Run this to its end in simulated time."""
    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        return runner.run(story)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of the bot: when it came, the method, the chat and the words."""

    at: float
    method: str
    chat_id: int
    text: str
    status: int


class Telegram(BaseRequest):
    """Answers every call after a moment, with what was arranged for its chat, or else with success."""

    def __init__(self, takes: float = _TAKES) -> None:
        self.calls: list[Call] = []
        self.arranged: defaultdict[int, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
        self.on_call: Callable[[Call], None] = lambda _call: None
        self._takes = takes

    def bot(self) -> Bot:
        return Bot("4242:simulated", request=self, get_updates_request=self)

    def busy(self, chat_id: int, seconds: int) -> None:
        """The next call for this chat is refused for so many seconds."""
        refusal = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after"}
        self.arranged[chat_id].append((429, {**refusal, "parameters": {"retry_after": seconds}}))

    @property
    def messages(self) -> list[Call]:
        """The calls that Telegram counts."""
        return [call for call in self.calls if call.method.startswith(("send", "edit")) and "Action" not in call.method]

    @property
    def read_timeout(self) -> float:
        return 20.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **kwargs: Any
    ) -> tuple[int, bytes]:
        parameters = request_data.json_parameters if request_data is not None else {}
        chat_id = int(parameters.get("chat_id", 0))
        arranged = self.arranged[chat_id]
        status, answer = arranged.pop(0) if arranged else (200, {"ok": True, "result": self._message(chat_id)})
        called = url.rpartition("/")[2]
        call = Call(asyncio.get_running_loop().time(), called, chat_id, parameters.get("text", ""), status)
        self.calls.append(call)
        self.on_call(call)
        await asyncio.sleep(self._takes)
        if called == "sendChatAction":
            return 200, b'{"ok": true, "result": true}'
        return status, json.dumps(answer).encode()

    def _message(self, chat_id: int) -> dict[str, Any]:
        return {"message_id": len(self.calls) + 1, "date": 1, "chat": {"id": chat_id, "type": "private"}}
