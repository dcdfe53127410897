"""Asks what is missing, one question at a time, then acts. The state is a small JSON row: it survives restarts."""

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from bot.incoming.turn import Kind, SentFile, SharedContact
from bot.outgoing.say import AskNumber, Say, Show
from bot.outgoing.screen import Button, Line, Screen, in_rows
from bot.talk.talks import ask, asked_under, park, talk_of, unpark
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.i18n import N_, _
from core.kernel.errors import NotFound
from core.uow import Reader, UnitOfWork

Answers = Mapping[str, Any]
LEAVE: Final = N_("✖️ Laisser")


class Unreadable(Exception):
    """The answer cannot be read; carries the sentence (to be translated) that says how to answer."""


class NoAnswer(Unreadable):
    """The words are about something else: they are read by themselves, and the question stays where it is."""


@dataclass(frozen=True, slots=True)
class Option:
    """A likely answer, shown as a button; `value` is JSON."""

    label: str
    value: Any


@dataclass(frozen=True, slots=True)
class Question:
    """`takes` are the kinds of message that can answer beside words: PHOTO, DOCUMENT, CONTACT.

    `free`: any sentence answers it (a reason, a note), even one that would ask for something elsewhere. `share` names
    the key that answers with one's own telephone number, for somebody outside the company. `choice`: nothing but its
    options, or their words, answers it; its step raises NoAnswer for others.
    """

    lines: tuple[Line, ...]
    options: tuple[Option, ...] = ()
    width: int = 1  # buttons in a row
    takes: frozenset[Kind] = frozenset()
    free: bool = False
    share: str = ""
    choice: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: words typed, the value of a tapped option, a file or a contact sent.

    `text` is then its caption, `kept` the hash under which the file store has the file: a picture that fits a screen
    for a question that takes a PHOTO, the very bytes that were sent for one that takes a DOCUMENT.
    """

    text: str = ""
    option: Any = None
    file: SentFile | None = None
    kept: str = ""
    contact: SharedContact | None = None


class Step(Protocol):
    """One parameter of the action. Answers are kept as JSON and read when everything is there."""

    @property
    def name(self) -> str: ...

    def ask(self, answers: Answers) -> Question | None:
        """What is still to be asked for this parameter; None when it is complete."""
        ...

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        """The parameter's new JSON after this reply; raises Unreadable."""
        ...

    def value(self, answers: Answers) -> Any:
        """The argument for the action."""
        ...


Run = Callable[..., Awaitable[Sequence[Say]]]
Left = Callable[[UnitOfWork, Visit, Answers], Awaitable[Sequence[Say]]]


@dataclass(frozen=True)
class Flow:
    """Steps, then `run(uow, visit, **arguments)`. The steps' names are the action's parameters: checked when made.

    `left` says what to show instead of the question when it is left unanswered; `about` names what it is about.
    """

    name: str
    steps: tuple[Step, ...]
    run: Run
    title: str = ""
    left: Left | None = None
    about: Callable[[Answers], str] | None = None

    def __post_init__(self) -> None:
        parameters = list(inspect.signature(self.run).parameters)[2:]
        names = [step.name for step in self.steps]
        assert names == parameters, f"{self.name}: steps {names}, parameters {parameters}"
        assert self.name not in FLOWS, f"two flows called {self.name}"
        FLOWS[self.name] = self

    def open_step(self, answers: Answers) -> tuple[Step, Question] | None:
        """The first step that still has something to ask."""
        for step in self.steps:
            question = step.ask(answers)
            if question is not None:
                return step, question
        return None


FLOWS: Final[dict[str, Flow]] = {}


@dataclass(frozen=True, slots=True)
class Open:
    """An open question as it is kept: which flow, the answers so far, the message that began it.

    `company_id` is the company in which it acts, whichever is in view when it is answered; None when of none.
    """

    flow: str
    answers: dict[str, Any]
    source: str = ""
    card: str = ""  # of the question's message
    company_id: int | None = None

    def stored(self) -> dict[str, Any]:
        return {
            "flow": self.flow,
            "answers": self.answers,
            "source": self.source,
            "card": self.card,
            "company": self.company_id,
        }

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Open":
        return cls(stored["flow"], stored["answers"], stored["source"], stored["card"], stored.get("company"))


async def begin(uow: UnitOfWork, visit: Visit, flow: Flow, answers: Answers) -> Sequence[Say]:
    """Start a flow with what is known already: ask what is missing, or act at once."""
    card = await withdraw(uow, visit)  # the message that began it was edited: it begins again
    if not card and (aside := await unpark(uow, visit.turn.chat_id, flow.name, visit.turn.source)) is not None:
        card = Open.of(aside).card
    await park(uow, visit.turn.chat_id)
    state = Open(flow.name, dict(answers), visit.turn.source, card, uow.actor.company_id)
    return await _advance(uow, visit, flow, state)


async def proceed(uow: UnitOfWork, visit: Visit, stored: dict[str, Any], reply: Reply) -> Sequence[Say]:
    """Take an answer to this question, open or put aside; one that cannot be read asks the same question again.

    Raises NotFound outside the company that the question is about.
    """
    state = Open.of(stored)
    if state.company_id not in (None, uow.actor.company_id):
        raise NotFound("question", state.flow)
    await asked_under(uow, visit.turn.chat_id, stored.get("asked", 0))
    flow = FLOWS[state.flow]
    open_step = flow.open_step(state.answers)
    if open_step is None:
        return await _advance(uow, visit, flow, state)
    step, question = open_step
    try:
        taken = await step.take(uow, state.answers, reply)
    except Unreadable as refusal:
        number = await ask(uow, visit.turn.chat_id, state.stored())
        return [_asking(visit, state, question, number, complaint=_(str(refusal)))]
    return await _advance(uow, visit, flow, replace(state, answers={**state.answers, step.name: taken}))


async def withdraw(uow: UnitOfWork, visit: Visit) -> str:
    """The open question is no longer asked if this very message began it; gives the card that is over, "" for none."""
    talk = await talk_of(uow, visit.turn.chat_id)
    if talk.question is None or talk.question["source"] != visit.turn.source:
        return ""
    card, talk.question = Open.of(talk.question).card, None
    return card


def closing(says: Sequence[Say], card: str) -> Sequence[Say]:
    """The question on this card, if any, is over and loses its buttons. One that was tapped is replaced in place."""
    first = next((i for i, say in enumerate(says) if isinstance(say, Show)), None)
    if first is None or not card:
        return says
    return [replace(say, retires=card) if i == first and isinstance(say, Show) else say for i, say in enumerate(says)]


def asked_in(stored: dict[str, Any] | None) -> int | None:
    """The company that an open question, as it is kept, is about; None when it is about none."""
    return None if stored is None else Open.of(stored).company_id


def title_of(stored: dict[str, Any]) -> str:
    """What an open question, as it is kept, is for, and about what: « Nouvel article · Vanne »."""
    state = Open.of(stored)
    flow = FLOWS[state.flow]
    return " · ".join(filter(None, (_(flow.title), flow.about(state.answers) if flow.about else "")))


def open_question(stored: dict[str, Any]) -> Question | None:
    """What an open question, as it is kept, asks now."""
    state = Open.of(stored)
    open_step = FLOWS[state.flow].open_step(state.answers)
    return open_step[1] if open_step is not None else None


def takes_any_words(stored: dict[str, Any]) -> bool:
    """Whether an open question, as it is kept, is answered by any sentence."""
    question = open_question(stored)
    return question is not None and question.free


def is_choice(stored: dict[str, Any]) -> bool:
    """Whether an open question, as it is kept, is answered by its options alone."""
    question = open_question(stored)
    return question is not None and question.choice


async def gives_way(db: Reader, stored: dict[str, Any], text: str) -> bool:
    """Whether an open question, as it is kept, says that these words are no answer to it; nothing is written."""
    state = Open.of(stored)
    open_step = FLOWS[state.flow].open_step(state.answers)
    try:
        if open_step is not None:
            await open_step[0].take(db, state.answers, Reply(text=text))
    except NoAnswer:
        return True
    except Unreadable:
        return False
    return False


async def readable(db: Reader, stored: dict[str, Any], reply: Reply) -> bool:
    """Whether these words can answer the open question; nothing is written."""
    state = Open.of(stored)
    open_step = FLOWS[state.flow].open_step(state.answers)
    if open_step is None:
        return True
    try:
        await open_step[0].take(db, state.answers, reply)
    except Unreadable:
        return False
    return True


async def again(uow: UnitOfWork, visit: Visit, stored: dict[str, Any]) -> Sequence[Say]:
    """Ask the open question once more, at the bottom."""
    state = Open.of(stored)
    return await _advance(uow, visit, FLOWS[state.flow], state)


async def amended(uow: UnitOfWork, visit: Visit, stored: dict[str, Any], known: Answers, *, note: str) -> Sequence[Say]:
    """More was said beside the open question: it is asked again with these answers, and `note` above it."""
    state = Open.of(stored)
    return await _advance(uow, visit, FLOWS[state.flow], replace(state, answers={**state.answers, **known}), note)


async def _advance(uow: UnitOfWork, visit: Visit, flow: Flow, state: Open, note: str = "") -> Sequence[Say]:
    open_step = flow.open_step(state.answers)
    talk = await talk_of(uow, visit.turn.chat_id)
    if open_step is None:
        talk.question = None
        arguments = {step.name: step.value(state.answers) for step in flow.steps}
        return closing(await flow.run(uow, visit, **arguments), "" if visit.tapped else state.card)
    kept = replace(state, card=state.card or f"ask:{talk.asked + 1}")
    number = await ask(uow, visit.turn.chat_id, kept.stored())
    return [_asking(visit, kept, open_step[1], number, note)]


def _asking(visit: Visit, state: Open, question: Question, number: int, complaint: str = "") -> Say:
    company_id = state.company_id or 0
    lines = (complaint, *question.lines) if complaint else question.lines
    if question.share:
        return AskNumber(Screen(lines), question.share, _(LEAVE))
    buttons = [
        Button(option.label, Tap("answer", company_id, version=number, arguments=(str(index),)).packed())
        for index, option in enumerate(question.options)
    ]
    give_up = Button(_(LEAVE), Tap("give-up", company_id, version=number).packed())
    screen = Screen(lines, (*in_rows(buttons, question.width), (give_up,)), card=state.card)
    return visit.show(screen, fresh=True)
