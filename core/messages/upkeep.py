"""Forgetting messages: they are personal data, kept no longer than a question about them may come."""

from datetime import datetime

from sqlalchemy import delete

from core.messages.models import Inbox, Outbox
from core.permissions import Permission, requires
from core.uow import UnitOfWork


@requires(Permission.UPKEEP)
async def forget(uow: UnitOfWork, *, before: datetime) -> None:
    """Delete what was answered, and what was said, before this moment; what still waits is never touched."""
    await uow.session.execute(delete(Inbox).where(Inbox.done_at < before))
    await uow.session.execute(delete(Outbox).where(Outbox.sent_at < before))
