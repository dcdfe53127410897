"""« Pourquoi ? », asked once: a usual reason in one tap, or one's own words."""

from dataclasses import dataclass
from typing import Any

from bot.flows import Option, Question, Reply, Unreadable
from bot.flows.engine import Answers
from core.i18n import N_, _
from core.sales.orders.deciding import LONGEST_REASON
from core.uow import Reader


@dataclass(frozen=True, slots=True)
class ReasonStep:
    """The reason in words; `usual` are the likely ones, as buttons. {number} in the question is the answer "number"."""

    name: str
    question: str
    usual: tuple[str, ...]

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        asked = _(self.question).format(number=answers["number"])
        return Question((asked,), tuple(Option(_(reason), _(reason)) for reason in self.usual), free=True)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        said = reply.option if reply.option is not None else " ".join(reply.text.split())
        if not said or len(said) > LONGEST_REASON:
            raise Unreadable(N_("J'attends une raison, en quelques mots."))
        return said

    def value(self, answers: Answers) -> str:
        return str(answers[self.name])
