"""The questions any conversation can ask."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.flows.engine import Answers, Option, Question, Reply, Unreadable
from bot.understanding import read_amount
from bot.understanding.vocabulary import NOTHING_TO_SAY
from core.i18n import N_, _
from core.kernel.amounts import UnitPrice, unit_price
from core.kernel.text import words
from core.uow import Reader


@dataclass(frozen=True, slots=True)
class Given:
    """A parameter that is known from the start, or left out; it is never asked."""

    name: str
    read: Callable[[Any], Any] = lambda value: value

    def ask(self, answers: Answers) -> Question | None:
        return None

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        raise AssertionError(f"{self.name} is never asked")

    def value(self, answers: Answers) -> Any:
        value = answers.get(self.name)
        return None if value is None else self.read(value)


@dataclass(frozen=True, slots=True)
class Text:
    """A few words. `skip` is the label of a button that leaves it empty, where the law allows; `usual`, likely ones."""

    name: str
    question: str
    example: str = ""
    skip: str = ""
    limit: int = 200
    check: Callable[[str], str] | None = None  # the text as it is kept; raises Unreadable
    usual: tuple[str, ...] = ()

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        lines = (_(self.question), *((_(self.example),) if self.example else ()))
        options = [Option(_(likely), _(likely)) for likely in self.usual]
        options += [Option(_(self.skip), "")] if self.skip else []
        return Question(lines, tuple(options), width=2 if self.usual else 1, free=self.check is None)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        text = " ".join(reply.text.split())
        if self.skip and " ".join(words(text)) in NOTHING_TO_SAY:
            return ""
        if not text or len(text) > self.limit:
            raise Unreadable(N_("J'attends un texte court."))
        return self.check(text) if self.check else text

    def value(self, answers: Answers) -> str:
        return str(answers[self.name])


@dataclass(frozen=True, slots=True)
class Price:
    """A unit price in euros."""

    name: str
    question: str

    def ask(self, answers: Answers) -> Question | None:
        return None if answers.get(self.name) is not None else Question((_(self.question),))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        return str(read_price(reply.text))

    def value(self, answers: Answers) -> UnitPrice:
        return unit_price(answers[self.name])


def read_price(text: str) -> Decimal:
    """A typed price; raises Unreadable."""
    value = read_amount(text)
    if value is None or value < 0:
        raise Unreadable(N_("J'attends un prix, par exemple 12,50."))
    return unit_price(value)
