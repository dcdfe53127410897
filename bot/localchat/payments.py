"""Invoices in the chat, and the page that plays the payment provider: nothing is really paid here."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass

from bot.localchat.errors import QUERY_TOO_OLD, bad_request
from bot.localchat.store import Store
from bot.localchat.wire import Json

CHECKOUT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message asks to be paid: `payload` is the bot's own, which no person sees."""

    message_id: int
    payload: str
    currency: str
    total: int  # in the currency's smallest unit
    is_paid: bool


class Invoices:
    """What was asked and what was paid; rows, so that each is paid once whatever happens."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, asked: Asked) -> None:
        """Belongs inside a transaction; until it is there, its message cannot be paid."""
        row = (asked.message_id, asked.payload, asked.currency, asked.total, asked.is_paid)
        self._store.db.execute("insert into invoice values (?, ?, ?, ?, ?)", row)

    def find(self, message_id: int) -> Asked | None:
        row = self._store.db.execute("select * from invoice where message_id = ?", (message_id,)).fetchone()
        if row is None:
            return None
        return Asked(row["message_id"], row["payload"], row["currency"], row["total"], bool(row["is_paid"]))

    def mark_paid(self, message_id: int) -> None:
        """Belongs inside the transaction that tells the bot."""
        self._store.db.execute("update invoice set is_paid = 1 where message_id = ?", (message_id,))


@dataclass(slots=True)
class _Waiting:
    person_id: int
    asked: Asked
    outcome: asyncio.Future[str]


class Checkouts:
    """Payments of which the bot is asked whether they may be; the person waits meanwhile."""

    def __init__(self) -> None:
        self._waiting: dict[str, _Waiting] = {}

    def open(self, person_id: int, asked: Asked) -> str:
        query_id = str(secrets.randbits(62))
        outcome: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[query_id] = _Waiting(person_id, asked, outcome)
        return query_id

    async def answered(self, query_id: str, seconds: float) -> str:
        """Why the bot refuses, empty when it does not; TimeoutError when no answer comes in time."""
        try:
            return await asyncio.wait_for(self._waiting[query_id].outcome, seconds)
        finally:
            del self._waiting[query_id]

    def waiting(self, query_id: str) -> tuple[int, Asked]:
        """The person and what is being paid; Refused when nobody waits for an answer any more."""
        found = self._waiting.get(query_id)
        if found is None or found.outcome.done():
            raise bad_request(QUERY_TOO_OLD)
        return found.person_id, found.asked

    def settle(self, query_id: str, refusal: str) -> None:
        self._waiting[query_id].outcome.set_result(refusal)


def charge(asked: Asked) -> Json:
    """The SuccessfulPayment object of a payment that was just made."""
    return {
        "currency": asked.currency,
        "total_amount": asked.total,
        "invoice_payload": asked.payload,
        "telegram_payment_charge_id": f"essai_{secrets.token_hex(16)}",
        "provider_payment_charge_id": f"essai-{secrets.token_hex(8)}",
    }
