"""From what a handler wants said to rows of the outbox, and to parcels for the speaker."""

from collections.abc import Sequence

from bot.outgoing.parcel import Parcel
from bot.outgoing.say import Say, written
from core.kernel.priority import Priority
from core.messages.statements import write_out
from core.uow import UnitOfWork


async def post(
    uow: UnitOfWork,
    chat_id: int,
    says: Sequence[Say],
    *,
    silent: bool = False,
    priority: Priority = Priority.ANSWER,
    notice_id: int | None = None,
) -> list[Parcel]:
    """Write the screens down in this transaction; hand the parcels to the speaker once it is committed.

    `silent`: they arrive without a sound. `notice_id` is the notice that they say.
    """
    drawn = [written(say) for say in says]
    if silent:
        drawn = [(kind, {**payload, "silent": True}) for kind, payload in drawn]
    facts = {"chat_id": chat_id, "created_at": uow.now, "priority": int(priority), "notice_id": notice_id}
    rows = [{**facts, "kind": kind, "payload": payload} for kind, payload in drawn]
    ids = await write_out(uow.session, rows)
    return [Parcel(chat_id, *said, outbox_id=row, priority=priority) for said, row in zip(drawn, ids, strict=True)]


def spoken(chat_id: int, update_id: int, says: Sequence[Say]) -> list[Parcel]:
    """Parcels for a turn that only read: it is done once the last of them is said."""
    drawn = [written(say) for say in says]
    last = len(drawn) - 1
    return [
        Parcel(chat_id, kind, payload, update_id=update_id, last=index == last)
        for index, (kind, payload) in enumerate(drawn)
    ]
