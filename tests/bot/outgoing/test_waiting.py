"""What is said next: the most urgent, in each chat in an order that its cards allow, as fast as is allowed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.outgoing.pace import Limits
from bot.outgoing.parcel import Parcel
from bot.outgoing.waiting import CROWD, Waiting
from core.kernel.priority import Priority
from tests.bot.outgoing.test_pace import most_within

ANSWER, ALERT, DIGEST, MAILING = Priority


def show(chat_id: int, priority: Priority = ANSWER, card: str = "", **payload: Any) -> Parcel:
    drawn = {"card": card, "fresh": False, "retires": "", **payload}
    return Parcel(chat_id, "show", drawn, priority=priority)


def toast(chat_id: int) -> Parcel:
    return Parcel(chat_id, "toast", {})


@dataclass
class Told:
    """Says what waits, on a clock of its own; each call takes a while."""

    waiting: Waiting
    takes: float = 0.05
    now: float = 0.0
    said: list[tuple[float, Parcel]] = field(default_factory=list)
    _ends: list[tuple[float, int, Parcel]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def put(self, parcels: Iterable[Parcel]) -> list[Parcel]:
        return [gone for parcel in parcels for gone in self.waiting.put(parcel, self.now)]

    def until(self, end: float = float("inf")) -> None:
        """Go on until everything is said, or that moment."""
        while True:
            while (parcel := self.waiting.take(self.now)) is not None:
                self.said.append((self.now, parcel))
                heappush(self._ends, (self.now + self.takes, next(self._numbers), parcel))
            at = self.waiting.next_at(self.now)
            moments = [*([] if at is None else [at]), *([self._ends[0][0]] if self._ends else [])]
            if not moments or min(moments) > end:
                self.now = self.now if end == float("inf") else end
                return
            assert min(moments) > self.now or self._ends[0][0] <= self.now, "it stands still"
            self.now = max(self.now, min(moments))
            while self._ends and self._ends[0][0] <= self.now:
                self.waiting.done(heappop(self._ends)[2], self.now)

    def order(self) -> list[Parcel]:
        return [parcel for _at, parcel in self.said]

    def at(self, parcel: Parcel) -> float:
        return next(at for at, one in self.said if one is parcel)

    def moments(self) -> list[float]:
        return [at for at, _parcel in self.said]


def limited() -> Told:
    return Told(Waiting(Limits()))


def test_a_thousand_mailings_keep_no_answer_waiting() -> None:
    told = limited()
    told.put(show(chat, MAILING) for chat in range(1, 1001))
    told.until(7.3)
    answer = show(5000)
    told.put([answer])
    told.until()
    assert told.at(answer) - 7.3 < 0.5
    assert len(told.said) == 1001
    assert most_within(told.moments(), 1) <= 30
    assert told.now < 1001 / 25 + 1  # as fast as is allowed


def test_twenty_answers_in_the_same_second_as_a_mailing_leave_within_a_second_or_so() -> None:
    told = limited()
    told.put(show(chat, MAILING) for chat in range(1, 1001))
    told.until(7.0)
    answers = [show(chat) for chat in range(5000, 5020)]
    told.put(answers)
    told.until()
    assert max(told.at(one) for one in answers) - 7.0 <= 1 + 1e-6


def test_what_is_more_urgent_goes_first() -> None:
    told = limited()
    told.put(show(chat, Priority(chat % 4)) for chat in range(1, 401))
    told.until()
    assert [parcel.priority for parcel in told.order()] == sorted(parcel.priority for parcel in told.order())


def test_a_full_pipe_of_documents_keeps_no_answer_waiting() -> None:
    told = Told(Waiting(), takes=30)
    told.put(Parcel(chat, "document", {}, priority=MAILING) for chat in range(1, 101))
    told.until(1)
    answer = show(5000)
    told.put([answer])
    told.until()
    assert told.at(answer) == 1


def test_in_one_private_chat_a_burst_is_followed_by_one_a_second() -> None:
    told = limited()
    told.put(show(7) for _one in range(30))
    told.until()
    assert most_within(told.moments(), 1) <= 11
    assert 19 < told.now < 22


def test_news_leave_room_in_a_chat_for_answers() -> None:
    told = limited()
    told.put(show(7, ALERT) for _one in range(30))
    told.until(10.4)
    answer = show(7)
    told.put([answer])
    told.until()
    assert most_within(told.moments()[:5], 1) == 5
    assert told.at(answer) == 10.4
    assert told.now > 24


def test_a_group_gets_twenty_in_a_minute() -> None:
    told = limited()
    told.put(show(-7) for _one in range(50))
    told.until()
    assert most_within(told.moments(), 60) == 20


def test_toasts_wait_for_nothing_and_count_for_nothing() -> None:
    told = limited()
    told.put(show(chat, MAILING) for chat in range(1, 200))
    told.put(show(7) for _one in range(9))
    told.until(0.5)
    toasts = [toast(7) for _one in range(15)]
    told.put(toasts)
    told.until()
    assert all(told.at(one) <= 0.5 + told.takes * (number + 1) for number, one in enumerate(toasts))


def test_an_answer_overtakes_a_mailing_of_the_same_chat_but_not_what_shows_its_card() -> None:
    told = limited()
    told.put([show(7, ALERT) for _one in range(8)])
    news, card = show(7, DIGEST, "order:1", fresh=True), show(7, MAILING, "quote:2")
    answer = show(7, ANSWER, "order:1")
    told.put([news, card, answer])
    told.until()
    order = told.order()
    assert order.index(news) + 1 == order.index(answer) < 5
    assert order[-1] is card


def test_a_card_that_is_shown_again_is_shown_once_and_as_urgently() -> None:
    told = limited()
    told.put([show(7, ALERT) for _one in range(8)])
    answer, news = show(7, ANSWER, "order:1"), show(7, ALERT, "order:1")
    assert told.put([answer, news]) == [answer]
    told.until()
    assert told.order()[0] is news


def test_a_card_that_may_not_stand_yet_is_not_replaced_by_one_for_where_it_stands() -> None:
    """Nor one that has to take the buttons off a question."""
    told = limited()
    assert told.put([show(7, ANSWER, "order:1"), show(7, ALERT, "order:1", standing=True)]) == []
    assert told.put([show(8, ANSWER, "order:1", retires="question:1"), show(8, ANSWER, "order:1")]) == []


def test_a_chat_that_must_wait_waits_exactly_so_long_and_alone() -> None:
    told = limited()
    first, second, other = show(7), show(7), show(8)
    told.put([first])
    assert told.waiting.take(0.0) is first
    told.waiting.refused(7, 3.5, 0.1)
    told.waiting.again(first, 3.5, 0.1)
    told.now = 0.1
    told.put([second, other])
    told.until()
    assert [(at, parcel) for at, parcel in told.said] == [(0.1, other), (3.5, first), (3.5 + told.takes, second)]


def test_several_chats_that_are_refused_at_once_mean_everybody() -> None:
    told = limited()
    refused = [show(chat) for chat in (1, 2, 3)]
    told.put(refused)
    for _one in refused:
        assert told.waiting.take(0.0) is not None
    for number, parcel in enumerate(refused):
        told.waiting.refused(parcel.chat_id, 5.0 + number, 0.2)
        told.waiting.again(parcel, 5.0 + number, 0.2)
    told.now = 0.2
    other, tapped = show(9), toast(10)
    told.put([other, tapped])
    told.until()
    assert min(told.moments()) == 7.0
    assert len(told.said) == 5


def test_two_refusals_of_one_chat_mean_that_chat() -> None:
    told = limited()
    for _one in range(5):
        told.waiting.refused(7, 9.0, 0.0)
    told.put([show(8)])
    told.until()
    assert told.moments() == [0.0]


def test_rows_that_are_given_up_are_not_said() -> None:
    told = limited()
    kept, gone = show(7), show(7)
    gone.outbox_id = 4
    told.put([kept, gone])
    assert told.waiting.drop(7, [4]) == [gone]
    told.until()
    assert told.order() == [kept]
    assert len(told.waiting) == 0


def test_how_much_waits_is_known_by_urgency_and_by_chat() -> None:
    waiting = Waiting(Limits())
    for priority in (ANSWER, MAILING, MAILING, ALERT):
        waiting.put(show(-1, priority), 0.0)
    assert [waiting.as_urgent_as(one) for one in Priority] == [1, 2, 2, 4]
    assert waiting.crowded() == []
    for _one in range(CROWD):
        waiting.put(show(2), 0.0)
    assert waiting.crowded() == [2]


_PARCELS = st.lists(
    st.builds(
        show,
        st.sampled_from([1, 2, 3, -4]),
        st.sampled_from(list(Priority)),
        st.sampled_from(["", "", "a:1", "b:2"]),
        fresh=st.booleans(),
        retires=st.sampled_from(["", "a:1"]),
    ),
    max_size=25,
)


@given(st.lists(st.tuples(_PARCELS, st.floats(0, 3)), max_size=5))
def test_everything_is_said_once_and_what_shows_one_card_in_its_order(
    story: Sequence[tuple[list[Parcel], float]],
) -> None:
    told, put, gone = limited(), list[Parcel](), list[Parcel]()
    for parcels, pause in story:
        put += parcels
        gone += told.put(parcels)
        told.until(told.now + pause)
    told.until()
    assert sorted(map(id, [*told.order(), *gone])) == sorted(map(id, put))
    assert len(told.waiting) == 0
    placed = {id(parcel): number for number, parcel in enumerate(put)}
    for chat in {parcel.chat_id for parcel in put}:
        by_card = defaultdict[str, list[int]](list)
        for parcel in told.order():
            for card in parcel.cards() if parcel.chat_id == chat else ():
                by_card[card].append(placed[id(parcel)])
        assert all(numbers == sorted(numbers) for numbers in by_card.values())
    if told.said:
        assert most_within(told.moments(), 1) <= 30
