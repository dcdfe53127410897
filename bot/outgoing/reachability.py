"""People who have blocked the bot: nothing is sent to them until they write again."""

from core.company.people import unreachable
from core.permissions import SYSTEM
from core.uow import Work


async def mark_unreachable(work: Work, chat_id: int) -> None:
    """In a private chat the chat's id is the person's."""
    async with work.begin(SYSTEM) as uow:
        await unreachable(uow, chat_id)
