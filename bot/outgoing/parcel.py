"""Something to say in a chat, on its way."""

from dataclasses import dataclass
from typing import Any, Final

from core.kernel.priority import Priority

_AT_ONCE: Final = ("toast", "inline", "reaction", "checkout")  # somebody looks at a spinner, and a moment later nobody
_MESSAGES: Final = ("show", "keys", "document", "file", "photo", "picture", "payment")
_PREPARED: Final = ("document", "file", "picture")


@dataclass(slots=True)
class Parcel:
    """Something to say. `outbox_id` is its row; without one it answers the turn `update_id`, done once it is said."""

    chat_id: int
    kind: str
    payload: dict[str, Any]
    outbox_id: int | None = None
    update_id: int | None = None
    last: bool = True  # of those that answer one turn
    priority: Priority = Priority.ANSWER

    @property
    def at_once(self) -> bool:
        """It queues behind nothing that is said in its chat."""
        return self.kind in _AT_ONCE

    @property
    def is_message(self) -> bool:
        """It is a message or the edit of one: these are what Telegram counts."""
        return self.kind in _MESSAGES

    @property
    def counted_when_taken(self) -> bool:
        """What has to be prepared first is counted when it is sent."""
        return self.is_message and self.kind not in _PREPARED

    def cards(self) -> frozenset[str]:
        """The cards that it shows or retires."""
        return frozenset(filter(None, (self.payload.get("card"), self.payload.get("retires"))))

    def replaces(self, earlier: "Parcel") -> bool:
        """An earlier parcel of the same chat need not be said: this one shows its card again, in the same place."""
        return (
            _edits(self)
            and _edits(earlier)
            and self.payload["card"] == earlier.payload["card"]
            and earlier.payload["retires"] in ("", self.payload["retires"])
            and (not self.payload.get("standing") or bool(earlier.payload.get("standing")))
        )


def _edits(parcel: Parcel) -> bool:
    return parcel.kind == "show" and bool(parcel.payload["card"]) and not parcel.payload["fresh"]
