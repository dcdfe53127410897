"""One person in order, people in parallel: a queue per person, worked off by one task while it has something.

A few turns are worked on at a time, taps before words: whoever tapped looks at a spinner, whoever wrote does not.
Whoever pays does too, and his provider waits for seconds only.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.incoming.turn import Kind, Turn, read_update

_AT_ONCE = 4  # more would only share the same processor, and each would take longer
_AWAY = 6  # turns that wait for something slow at once, a download
_AWAITED = (Kind.TAP, Kind.CHECKOUT)
_LAST_TURN = 1.0  # seconds for the turns at hand when the program stops


@dataclass
class Seats:
    """So many at a time; who waits is let in by rank (0 first), then in the order of coming."""

    free: int = _AT_ONCE
    _away: int = 0
    _waiting: list[tuple[int, int, asyncio.Future[None]]] = field(default_factory=list)
    _came: int = 0

    async def take(self, rank: int) -> None:
        """Wait for a seat; a cancelled wait takes none."""
        if self.free:
            self.free -= 1
            return
        self._came += 1
        called = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (rank, self._came, called))
        try:
            await called
        except asyncio.CancelledError:
            if called.done() and not called.cancelled():
                self.leave()  # called and cancelled at once: the seat goes to the next
            raise

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """Leave the seat to others during a long wait; a few only do, for each keeps its view of the database open."""
        if self._away == _AWAY:
            yield
            return
        self._away += 1
        self.leave()
        try:
            yield
        finally:
            self._away -= 1
            await self.take(1)

    def leave(self) -> None:
        """Give the seat to the next who waits."""
        while self._waiting:
            called = heapq.heappop(self._waiting)[2]
            if not called.done():
                called.set_result(None)
                return
        self.free += 1


@dataclass
class Dispatcher:
    handle: Callable[[Turn], Awaitable[None]]
    seats: Seats = field(default_factory=Seats)
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
            turn = queue.popleft()
            await self.seats.take(0 if turn.kind in _AWAITED else 1)
            try:
                await self.handle(turn)
            finally:
                self.seats.leave()
        del self._queues[telegram_id]
