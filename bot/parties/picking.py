"""« Quel client ? »: the likely ones as buttons, words that narrow, never a silent choice among several."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.flows import Option, Question, Reply, Unreadable
from bot.flows.engine import Answers
from bot.talk.lookup import customer_entry
from bot.understanding import Entry, resolve
from core.i18n import N_, _
from core.kernel.text import words
from core.parties import customers
from core.parties.models import Customer
from core.uow import Reader

_MOST = 6


def picked(candidates: Sequence[Entry | Customer]) -> dict[str, Any]:
    """The answer before anybody has chosen: whom to offer."""
    entries = [customer_entry(one) if isinstance(one, Customer) else one for one in candidates[:_MOST]]
    return {"candidates": [{"id": one.id, "name": one.name, "detail": one.detail, "code": one.code} for one in entries]}


@dataclass(frozen=True, slots=True)
class PickStep:
    """A customer: {"id"} once chosen, else {"candidates"}; {"new"} when `new` offers to make one."""

    name: str
    question: str
    new: str = ""  # the label of the button that makes one

    def ask(self, answers: Answers) -> Question | None:
        known = answers.get(self.name) or {"candidates": []}
        if "candidates" not in known:
            return None
        options = [Option(_label(one), {"id": one["id"]}) for one in known["candidates"]]
        options += [Option(_(self.new), {"new": True})] if self.new else []
        how = _("Touchez un nom, ou écrivez-le.") if known["candidates"] else _("Écrivez son nom.")
        return Question((_(self.question).format(**answers.get("about", {})), how), tuple(options))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        kept = (answers.get(self.name) or {"candidates": []})["candidates"]
        match = resolve(reply.text, [Entry(one["id"], one["code"], one["name"], (), one["detail"]) for one in kept])
        if match.certain is None:
            everybody = [customer_entry(one) for one in await customers.entries(db, words(reply.text))]
            match = resolve(reply.text, everybody)
        if match.certain is not None:
            return {"id": match.certain.id}
        if not match.candidates:
            raise Unreadable(N_("Je ne trouve pas ce client. Écrivez son nom autrement, ou sa ville."))
        return picked(match.candidates)

    def value(self, answers: Answers) -> int | None:
        chosen: int | None = answers[self.name].get("id")
        return chosen


def _label(one: Mapping[str, Any]) -> str:
    return f"{one['name']} — {one['detail']}" if one["detail"] else str(one["name"])
