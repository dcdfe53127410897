"""What every call works on: the store, the queues, and the bot's own identity."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

from bot.localchat.events import Events
from bot.localchat.faults import Faults
from bot.localchat.files import Files
from bot.localchat.payments import Checkouts, Invoices
from bot.localchat.queries import CallbackQueries, InlineQueries
from bot.localchat.store import Store
from bot.localchat.updates import Updates
from bot.localchat.wire import Json

KEPT_CALLS = 2000
_NO_NUMBER = 7_000_000_001  # the bot's id when its token does not begin with one


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """Who the bot is; `name` may be changed by setMyName, kept as a setting."""

    token: str
    username: str
    name: str

    @property
    def id(self) -> int:
        number = self.token.partition(":")[0]
        return int(number) if number.isdigit() and len(number) <= 15 else _NO_NUMBER


@dataclass(slots=True)
class Calls:
    """The newest Bot API calls and what became of them, for tests."""

    count: int = 0
    newest: deque[Json] = field(default_factory=lambda: deque(maxlen=KEPT_CALLS))

    def note(self, method: str, error_code: int | None = None, description: str | None = None) -> None:
        self.count += 1
        ok = error_code is None
        facts = {"n": self.count, "method": method, "ok": ok, "error_code": error_code, "description": description}
        self.newest.append({**facts, "at": time.time()})


@dataclass(frozen=True, slots=True)
class World:
    """One local chat. Everything that must last is in `store`; the rest can be made again from it."""

    bot: BotIdentity
    store: Store
    updates: Updates
    events: Events
    files: Files
    callbacks: CallbackQueries
    inline: InlineQueries
    invoices: Invoices
    checkouts: Checkouts
    faults: Faults
    calls: Calls

    def bot_user(self) -> Json:
        """The Bot API's User object of the bot, as messages bear it."""
        name = self.store.setting("name:") or self.bot.name
        return {"id": self.bot.id, "is_bot": True, "first_name": name, "username": self.bot.username}
