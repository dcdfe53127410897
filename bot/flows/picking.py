"""Which one of several: what an answer keeps of them, the button of each, and whom a reply means.

Answers are JSON: {"id"} once it is certain, else {"words", "candidates"}, the words as they were said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.flows.engine import Answers, Option, Question, Reply, Unreadable
from bot.understanding import Entry, Match, resolve
from core.i18n import _
from core.uow import Reader

_MOST: Final = 6  # offered at once


def picked(match: Match) -> dict[str, Any]:
    """What is known of what was named: certain, or several candidates, or nobody."""
    return {"id": match.certain.id} if match.certain is not None else offered(match.candidates, match.words)


def offered(entries: Sequence[Entry], words: str = "") -> dict[str, Any]:
    """Nothing is certain: these are the likely ones, even when there is but one."""
    kept = [{"id": one.id, "code": one.code, "name": one.name, "detail": one.detail} for one in entries[:_MOST]]
    return {"words": words, "candidates": kept}


def options(known: Mapping[str, Any]) -> tuple[Option, ...]:
    """A button for each candidate, with what tells it apart."""
    return tuple(
        Option(f"{one['name']} — {one['detail']}" if one["detail"] else one["name"], {"id": one["id"]})
        for one in known["candidates"]
    )


def among(known: Mapping[str, Any], text: str) -> Match:
    """The candidates that a reply means."""
    return resolve(text, [Entry(one["id"], one["code"], one["name"], (), one["detail"]) for one in known["candidates"]])


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a few candidates, each {"id", key: its name}: tapped, or written by its name; its id."""

    name: str
    question: str
    complaint: str  # to a reply that means none of them, or several
    key: str = "name"
    sign: str = ""

    def ask(self, answers: Answers) -> Question | None:
        known = answers[self.name]
        if "id" in known:
            return None
        labels = ((f"{self.sign}{one[self.key]}", one["id"]) for one in known["candidates"])
        return Question((_(self.question),), tuple(Option(label[:60], {"id": number}) for label, number in labels))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        match = resolve(reply.text, [Entry(one["id"], "", one[self.key]) for one in answers[self.name]["candidates"]])
        if match.certain is None:
            raise Unreadable(self.complaint)
        return {"id": match.certain.id}

    def value(self, answers: Answers) -> int:
        return int(answers[self.name]["id"])
