"""« Pourquoi ? », asked once: a usual reason in one tap, or one's own words and a last tap."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.flows import Option, Question, Reply, Unreadable
from bot.flows.engine import Answers
from core.i18n import N_, _
from core.kernel.text import words
from core.sales.orders.deciding import LONGEST_REASON
from core.uow import Reader

_NO_REASON: Final = frozenset(("oui", "yes", "ok", "non", "no"))  # answers to another question than « pourquoi ? »


@dataclass(frozen=True, slots=True)
class ReasonStep:
    """The reason in words; `usual` are the likely ones, as buttons, but for those of the answer "unlikely".
    {number} in the question is the answer "number".

    Words alone do nothing: they may have been meant for something else. `done` is the button that follows them, with
    {number} as well. The answer is {"said", "sure"}.
    """

    name: str
    question: str
    usual: tuple[str, ...]
    done: str

    def ask(self, answers: Answers) -> Question | None:
        given: Mapping[str, Any] | None = answers.get(self.name)
        if given is None:
            asked = _(self.question).format(number=answers["number"])
            left_out = answers.get("unlikely", ())
            likely = [reason for reason in self.usual if reason not in left_out]
            options = (Option(_(reason), {"said": _(reason), "sure": True}) for reason in likely)
            return Question((asked,), tuple(options), free=True)
        if given["sure"]:
            return None
        done = _(self.done).format(number=answers["number"])
        asked = _("{done}, motif « {reason} » ?").format(done=done, reason=given["said"])
        return Question((asked,), (Option(done, {**given, "sure": True}),), free=True)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        said = " ".join(reply.text.split())
        if self.name in answers and _NO_REASON.issuperset(words(said)):
            raise Unreadable(N_("Touchez le bouton pour le faire, ou écrivez un autre motif."))
        if not said or len(said) > LONGEST_REASON or _NO_REASON.issuperset(words(said)):
            raise Unreadable(N_("J'attends une raison, en quelques mots."))
        return {"said": said, "sure": False}

    def value(self, answers: Answers) -> str:
        return str(answers[self.name]["said"])
