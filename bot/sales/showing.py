"""Showing a quote that the next words are about."""

from collections.abc import Sequence

from bot.outgoing.say import Say
from bot.parties.changing import COMING_BACK
from bot.sales.screens import differences_shown, staff_card
from bot.talk.talks import focus_on
from bot.talk.visit import Visit, object_key
from core.sales import quotes
from core.sales.models import Quote
from core.uow import UnitOfWork


async def show_quote(
    uow: UnitOfWork,
    visit: Visit,
    quote: Quote,
    *,
    fresh: bool = False,
    differences: Sequence[quotes.Difference] = (),
) -> Sequence[Say]:
    """Show the quote's card, with what differs from the one it was made from; the next words are about it."""
    await uow.session.flush()
    key = object_key("quote", quote.id)
    if visit.focus != key:
        await focus_on(uow, visit.turn.chat_id, key)
    return [visit.show(differences_shown(await staff_card(uow, quote), differences), fresh=fresh)]


async def _back(uow: UnitOfWork, visit: Visit, quote_id: int) -> Sequence[Say]:
    """The draft that waited for what its customer's card lacked."""
    return await show_quote(uow, visit, await quotes.read(uow, quote_id), fresh=True)


COMING_BACK["quote"] = _back
