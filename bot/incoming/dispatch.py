"""One person in order, people in parallel: a queue per chat, worked off by one task while it has something."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.incoming.turn import Turn, read_update

_LAST_TURN = 1.0  # seconds for the turns at hand when the program stops


@dataclass
class Dispatcher:
    handle: Callable[[Turn], Awaitable[None]]
    _queues: dict[int, deque[Turn]] = field(default_factory=dict)
    _stopping: bool = False
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def deliver(self, updates: Sequence[dict[str, Any]]) -> None:
        """Take updates in their order; returns at once."""
        for update in updates:
            turn = read_update(update)
            queue = self._queues.get(turn.telegram_id)
            if queue is not None:
                queue.append(turn)
                continue
            self._queues[turn.telegram_id] = deque([turn])
            task = asyncio.create_task(self._work_off(turn.telegram_id))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        """Wait until everything delivered has been handled."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def stop(self) -> None:
        """Finish the turns at hand, if that takes no more than a moment; what is left stays in the inbox."""
        self._stopping = True
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LAST_TURN)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work_off(self, telegram_id: int) -> None:
        queue = self._queues[telegram_id]
        while queue and not self._stopping:
            await self.handle(queue.popleft())
        del self._queues[telegram_id]
