"""What waits to be said, and what of it is said next: answers, then alerts, digests and mailings, as fast as allowed.

Nothing here sends, sleeps or looks at a clock: the speaker says what time it is. In a chat the order is kept, but what
is more urgent goes before what is less, unless both show the same card.
"""

from collections import Counter, deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Final

from bot.outgoing.pace import Limits, Pace
from bot.outgoing.parcel import Parcel
from core.kernel.priority import Priority

_PARALLEL: Final = 30  # calls at once
_PARALLEL_ANSWERS: Final = 40  # documents being printed keep no answer waiting
_SEVERAL: Final = 3  # chats that are refused within a second: it is not the chats, it is all of us
_AT_ONCE_RANK: Final = -1
CROWD: Final = 5  # parcels that wait in one chat
_PACES: Final = 5_000  # chats whose pace is remembered, before the idle ones are forgotten

Place = tuple[int, bool]  # a chat, and whether what is at once there


@dataclass(slots=True, eq=False)
class _Lane:
    """What waits in one chat, one at a time; what is at once has a lane of its own."""

    place: Place
    parcels: deque[tuple[int, Parcel]] = field(default_factory=deque)  # numbered as they came
    taken: int | None = None  # the number of the one on its way
    not_before: float = float("-inf")
    ticket: int = 0  # of its newest entry in the heaps; older ones count for nothing

    def first(self) -> int:
        """The index of what is said next: the most urgent, or what came before it and shows one of its cards."""
        first = min(range(len(self.parcels)), key=lambda index: (self.parcels[index][1].priority, index))
        while cards := self.parcels[first][1].cards():
            before = next((index for index in range(first) if self.parcels[index][1].cards() & cards), None)
            if before is None:
                break
            first = before
        return first

    def rank(self) -> tuple[int, int]:
        """How urgent the lane is, and since when."""
        if self.place[1]:
            return _AT_ONCE_RANK, self.parcels[0][0]
        urgent = min(parcel.priority for _number, parcel in self.parcels)
        return int(urgent), next(number for number, parcel in self.parcels if parcel.priority == urgent)


@dataclass
class Waiting:
    """All lanes. Without limits everything leaves at once, most urgent first, as long as not too much is on its way."""

    limits: Limits | None = None
    _lanes: dict[Place, _Lane] = field(default_factory=dict)
    _ready: list[tuple[int, int, int, _Lane]] = field(default_factory=list)  # heap: rank, since when, ticket
    _resting: list[tuple[float, int, _Lane]] = field(default_factory=list)  # heap: until when, ticket
    _numbers: Iterator[int] = field(default_factory=count)
    _counts: Counter[Priority] = field(default_factory=Counter)
    _paces: dict[int, Pace] = field(default_factory=dict)
    _refusals: deque[tuple[float, int, float]] = field(default_factory=deque)  # when, which chat, until when
    _flood_until: float = float("-inf")
    _on_way: int = 0

    def __post_init__(self) -> None:
        self._overall = self.limits.pace_overall() if self.limits else None

    def __len__(self) -> int:
        """How many wait, those on their way not among them."""
        return self._counts.total()

    def as_urgent_as(self, priority: Priority) -> int:
        """How many of them are as urgent as this, or more."""
        return sum(many for each, many in self._counts.items() if each <= priority)

    def crowded(self) -> list[int]:
        """The chats in which so much waits that nothing more need be put in."""
        return [chat_id for (chat_id, _at_once), lane in self._lanes.items() if len(lane.parcels) >= CROWD]

    def put(self, parcel: Parcel, now: float) -> list[Parcel]:
        """It waits from now on; returns those that need not be said any more."""
        place = (parcel.chat_id, parcel.at_once)
        lane = self._lanes.setdefault(place, _Lane(place))
        replaced = [one for _number, one in lane.parcels if parcel.replaces(one)]
        for one in replaced:
            parcel.priority = min(parcel.priority, one.priority)
            self._counts[one.priority] -= 1
        if replaced:
            lane.parcels = deque(one for one in lane.parcels if all(one[1] is not gone for gone in replaced))
        lane.parcels.append((next(self._numbers), parcel))
        self._counts[parcel.priority] += 1
        self._enlist(lane, now)
        return replaced

    def take(self, now: float) -> Parcel | None:
        """What is sent now; None when nothing may be."""
        self._wake(now)
        lane = self._top(now)
        if lane is None or self._free_at(lane, now) > now:
            return None
        index = lane.first()
        lane.taken, parcel = lane.parcels[index]
        del lane.parcels[index]
        self._on_way += 1
        self._counts[parcel.priority] -= 1
        if parcel.counted_when_taken:
            self.spend(parcel.chat_id, now)
        return parcel

    def next_at(self, now: float) -> float | None:
        """When to look again; None: not before something is put in, or comes back."""
        self._wake(now)
        lane = self._top(now)
        moments = [self._free_at(lane, now)] if lane is not None else []
        if self._resting:
            moments.append(max(self._resting[0][0], self._flood_until))
        return min(moments, default=None)

    def done(self, parcel: Parcel, now: float) -> None:
        """It is said, or given up: the next of its chat may go."""
        self._back(self._lanes[parcel.chat_id, parcel.at_once], now)

    def again(self, parcel: Parcel, until: float, now: float) -> None:
        """It was not said: it stays the first of its lane, of which nothing is said before that moment."""
        lane = self._lanes[parcel.chat_id, parcel.at_once]
        assert lane.taken is not None, "it was on its way"
        lane.parcels.appendleft((lane.taken, parcel))
        self._counts[parcel.priority] += 1
        lane.not_before = max(lane.not_before, until)
        self._back(lane, now)

    def refused(self, chat_id: int, until: float, now: float) -> None:
        """Telegram takes nothing for this chat before that moment; when it says so of several at once, it means all."""
        while self._refusals and self._refusals[0][0] + 1 <= now:
            self._refusals.popleft()
        self._refusals.append((now, chat_id, until))
        if len({chat for _when, chat, _until in self._refusals}) >= _SEVERAL:
            self._flood_until = max(self._flood_until, *(end for _when, _chat, end in self._refusals))

    def free_at(self, now: float, priority: int) -> float:
        """When one more message so urgent may be sent, as far as all chats together are concerned."""
        if self._overall is None or self.limits is None:
            return max(self._flood_until, now)
        return max(self._flood_until, self._overall.free_at(now, self._keep(priority)))

    def spend(self, chat_id: int, now: float) -> None:
        """A message is sent into this chat, or edited there."""
        if self.limits is None or self._overall is None:
            return
        if len(self._paces) > _PACES:
            self._paces = {chat: pace for chat, pace in self._paces.items() if not pace.idle(now)}
        self._overall.sent(now)
        self._paces.setdefault(chat_id, self.limits.pace_of(chat_id)).sent(now)

    def drop(self, chat_id: int, outbox_ids: Collection[int]) -> list[Parcel]:
        """These rows of a chat do not wait any more; returns their parcels."""
        dropped: list[Parcel] = []
        for at_once in (False, True):
            lane = self._lanes.get((chat_id, at_once))
            if lane is not None:
                gone = [parcel for _number, parcel in lane.parcels if parcel.outbox_id in outbox_ids]
                lane.parcels = deque(one for one in lane.parcels if one[1].outbox_id not in outbox_ids)
                self._counts.subtract(parcel.priority for parcel in gone)
                dropped += gone
                self._forget_empty(lane)
        return dropped

    def _back(self, lane: _Lane, now: float) -> None:
        lane.taken = None
        self._on_way -= 1
        if lane.parcels:
            self._enlist(lane, now)
        else:
            self._forget_empty(lane)

    def _forget_empty(self, lane: _Lane) -> None:
        if not lane.parcels and lane.taken is None:
            lane.ticket = -1
            del self._lanes[lane.place]

    def _enlist(self, lane: _Lane, now: float) -> None:
        """Have the lane's turn come: when it may speak, as urgent as what waits in it."""
        if lane.taken is not None:
            return
        lane.ticket = next(self._numbers)
        at = self._rested_at(lane, now)
        if at <= now:
            heappush(self._ready, (*lane.rank(), lane.ticket, lane))
        else:
            heappush(self._resting, (at, lane.ticket, lane))

    def _rested_at(self, lane: _Lane, now: float) -> float:
        pace = self._paces.get(lane.place[0])
        if pace is None or not lane.parcels[lane.first()][1].is_message:
            return lane.not_before
        return max(lane.not_before, pace.free_at(now, self._keep(lane.rank()[0])))

    def _keep(self, priority: int) -> int:
        return self.limits.kept if self.limits is not None and priority > Priority.ANSWER else 0

    def _wake(self, now: float) -> None:
        while self._resting and (self._resting[0][0] <= now or self._resting[0][2].ticket != self._resting[0][1]):
            _at, ticket, lane = heappop(self._resting)
            if lane.ticket == ticket:
                self._enlist(lane, now)

    def _top(self, now: float) -> _Lane | None:
        """The most urgent lane that may speak, as far as its chat is concerned."""
        while self._ready:
            rank, _since, ticket, lane = self._ready[0]
            if lane.ticket != ticket or lane.taken is not None or not lane.parcels:
                heappop(self._ready)
            elif self._rested_at(lane, now) > now:  # something has left into its chat meanwhile
                heappop(self._ready)
                self._enlist(lane, now)
            elif self._on_way >= (_PARALLEL if rank > Priority.ANSWER else _PARALLEL_ANSWERS):
                return None
            else:
                return lane
        return None

    def _free_at(self, lane: _Lane, now: float) -> float:
        """When the lane may speak, as far as all together are concerned."""
        if lane.parcels[lane.first()][1].is_message:
            return self.free_at(now, lane.rank()[0])
        return max(self._flood_until, now)
