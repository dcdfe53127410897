"""Tapping the newest button that leads on, until the database says that it is done."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Final

from tests.faults.stage import IN_VIEW, PATIENCE, Json, Stage

_AGAIN: Final = 2.0  # seconds after which a button that leads nowhere is tapped once more


@dataclass
class Leader:
    """Whoever taps; `times` at once, as an impatient thumb does."""

    stage: Stage
    times: int = 1
    _tapped: dict[tuple[int, int, str], float] = field(default_factory=dict)

    async def until(self, sql: str, person: int, said: int, leading: tuple[str, ...], **values: object) -> int:
        """The row that is found at last; the first of these labels below what was said is tapped meanwhile."""
        limit = time.monotonic() + PATIENCE
        while not (rows := await self.stage.rows(sql, **values)):
            seen = [m.get("text") for m in self.stage.messages(person, IN_VIEW) if m["message_id"] >= said]
            assert time.monotonic() < limit, f"never done: {leading} {seen}\n{self.stage.program.end_of_log()}"
            await self._tap(person, said, leading)
            await asyncio.sleep(0.05)
        return int(rows[0][0])

    async def _tap(self, person: int, said: int, leading: tuple[str, ...]) -> None:
        """What was said twice after a kill bears a button that leads nowhere: the message above it is tried then."""
        for message in reversed(self.stage.messages(person, IN_VIEW)):
            if message["message_id"] <= said:
                return
            data = _button(message, leading)
            if data and await self._once_in_a_while(person, message["message_id"], data):
                return

    async def _once_in_a_while(self, person: int, message: int, data: str) -> bool:
        now = time.monotonic()
        if now - self._tapped.get((person, message, data), -_AGAIN) < _AGAIN:
            return False
        self._tapped[person, message, data] = now
        await asyncio.gather(*(self.stage.tap(person, message, data) for _time in range(self.times)))
        return True


def _button(message: Json, leading: tuple[str, ...]) -> str | None:
    """What the first of these buttons sends."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    shown = [button for row in rows for button in row if "callback_data" in button]
    return next((button["callback_data"] for label in leading for button in shown if label in button["text"]), None)
