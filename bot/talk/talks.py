"""The conversation's state of one chat, written in the transaction of what it is about."""

from collections.abc import Sequence
from typing import Any

from core.messages.models import Talk
from core.uow import UnitOfWork


async def talk_of(uow: UnitOfWork, chat_id: int) -> Talk:
    """The chat's row, made at first use."""
    talk = await uow.session.get(Talk, chat_id)
    if talk is None:
        talk = Talk(chat_id=chat_id)
        uow.session.add(talk)
    return talk


async def focus_on(uow: UnitOfWork, chat_id: int, key: str) -> None:
    """From now on the next words are about this object."""
    (await talk_of(uow, chat_id)).focus = key


async def forget(uow: UnitOfWork, chat_id: int) -> None:
    """What was talked about is of a company that is no longer in view: nothing of it is asked or taken up again."""
    talk = await talk_of(uow, chat_id)
    talk.focus, talk.question, talk.parked = "", None, []


MOST_PARKED = 5


async def park(uow: UnitOfWork, chat_id: int) -> None:
    """Put the open question aside, for something new: it is kept, and `/reprendre` takes it up.

    A flow begun again in the same way takes the place of the one before.
    """
    talk = await talk_of(uow, chat_id)
    if talk.question is not None:
        others = [one for one in talk.parked if _begun(one) != _begun(talk.question)]
        talk.parked = [*others, talk.question][-MOST_PARKED:]
        talk.question = None


async def ask(uow: UnitOfWork, chat_id: int, question: dict[str, Any]) -> int:
    """Keep an open question; returns its number, which its answer buttons bear."""
    talk = await talk_of(uow, chat_id)
    talk.asked += 1
    talk.question = {**question, "asked": talk.asked}
    return talk.asked


async def asked_under(uow: UnitOfWork, chat_id: int, number: int) -> dict[str, Any] | None:
    """The question whose buttons bear this number; one that was put aside is open again, and the open one aside."""
    talk = await talk_of(uow, chat_id)
    if talk.question is not None and talk.question.get("asked") == number:
        return talk.question
    found = next((one for one in talk.parked if one.get("asked") == number), None)
    if found is not None:
        talk.parked = [one for one in talk.parked if one is not found]
        await park(uow, chat_id)
        talk.question = found
    return found


def meant_by_reply(
    open_one: dict[str, Any] | None, parked: Sequence[dict[str, Any]], card: str
) -> dict[str, Any] | None:
    """The question, open or put aside, that the card replied to asks; None for one that is over.

    A reply to anything else leaves the open one.
    """
    if not card.startswith("ask:"):
        return open_one
    waiting = [*parked, *([open_one] if open_one is not None else [])]
    return next((one for one in waiting if one.get("card") == card), None)


async def unpark(uow: UnitOfWork, chat_id: int, flow: str, source: str) -> dict[str, Any] | None:
    """Take away the question put aside that this message began in this way; None when there is none."""
    talk = await talk_of(uow, chat_id)
    found = next((one for one in talk.parked if (one["flow"], one.get("source")) == (flow, source)), None)
    if found is not None:
        talk.parked = [one for one in talk.parked if one is not found]
    return found


def _begun(question: dict[str, Any]) -> tuple[Any, ...]:
    """What a question's flow is, and the words and the message that began it unless it was a button."""
    said = question.get("answers", {}).get("said")
    return question["flow"], said, "" if said == "" else question.get("source")
