"""How fast Telegram may be spoken to: what was sent, and from when on more may be. Moments are seconds of any clock.

The Bot API's FAQ names three limits: about 30 messages per second in all, one per second in one chat apart from short
bursts, 20 per minute in one group.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be sent. Of what each limit takes, `kept` messages are kept for answers."""

    overall: int = 30  # messages per second
    kept: int = 5
    burst: int = 10  # messages at once in one private chat, where then one per second leaves
    group: int = 20  # messages per minute

    def pace_of(self, chat_id: int) -> "Pace":
        """The pace of one chat that nothing was sent to; groups have ids below zero."""
        return Window(self.group, 60) if chat_id < 0 else Burst(self.burst, 1)

    def pace_overall(self) -> "Window":
        return Window(self.overall, 1)


class Pace(Protocol):
    """One limit, and what was sent under it."""

    def free_at(self, now: float, keep: int = 0) -> float:
        """The moment from which one more may be sent, and `keep` are left for others: `now`, or later."""
        ...

    def sent(self, now: float) -> None:
        """One is sent now. More may be sent than is free: what comes later waits the longer."""
        ...

    def idle(self, now: float) -> bool:
        """It is as if nothing had ever been sent."""
        ...


@dataclass(slots=True)
class Window:
    """No more than `many` in any `seconds`, wherever one begins to count."""

    many: int
    seconds: float
    _sent: deque[float] = field(default_factory=deque)

    def free_at(self, now: float, keep: int = 0) -> float:
        allowed = max(1, self.many - keep)
        return max(now, self._sent[-allowed] + self.seconds) if len(self._sent) >= allowed else now

    def sent(self, now: float) -> None:
        while self._sent and self._sent[0] + self.seconds <= now:
            self._sent.popleft()
        self._sent.append(now)

    def idle(self, now: float) -> bool:
        return not self._sent or self._sent[-1] + self.seconds <= now


@dataclass(slots=True)
class Burst:
    """`many` at once, then one every `seconds`; who waits may send as many at once again."""

    many: int
    seconds: float
    _full_at: float = float("-inf")  # when it will be as if nothing had been sent

    def free_at(self, now: float, keep: int = 0) -> float:
        return max(now, self._full_at - max(0, self.many - keep - 1) * self.seconds)

    def sent(self, now: float) -> None:
        self._full_at = max(self._full_at, now) + self.seconds

    def idle(self, now: float) -> bool:
        return self._full_at <= now
