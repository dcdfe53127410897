"""The buttons of one line of a draft."""

from collections.abc import Sequence

from bot.flows.engine import begin
from bot.outgoing.say import Say
from bot.sales.editing import edit_card, line_card
from bot.sales.stale import line_of, stale
from bot.sales.values import SET_VALUE
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.i18n import _
from core.kernel.amounts import NO_RATE, ZERO, Quantity, percent, quantity
from core.kernel.errors import NotFound
from core.sales import quotes
from core.sales.lifecycles import QuoteState
from core.sales.models import Quote
from core.uow import Reader, UnitOfWork

_VALUES = ("quantity", "price", "discount", "label", "free")


@button("line", writes=False, stale=stale)
async def _line(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read(db, tap.object_id)
    if quote.state is not QuoteState.DRAFT:
        return await stale(db, visit, tap)
    return [visit.show(line_card(quote, line_of(quote, tap)))]


@button("line-qty", writes=True, stale=stale)
async def _quantity(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    line_id, target = tap.number(0), _target(tap)
    quote = await quotes.set_line(uow, tap.object_id, line_id, quantity=target, version=tap.version)
    return _shown(visit, quote, tap)


@button("line-offer", writes=True, stale=stale)
async def _offer(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    share = percent(100) if tap.word(1, ("0", "1")) == "1" else NO_RATE
    quote = await quotes.set_line(
        uow, tap.object_id, tap.number(0), discount=share, discount_amount=ZERO, version=tap.version
    )
    return _shown(visit, quote, tap)


@button("line-option", writes=True, stale=stale)
async def _option(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    optional = tap.word(1, ("0", "1")) == "1"
    quote = await quotes.set_line(uow, tap.object_id, tap.number(0), optional=optional, version=tap.version)
    return _shown(visit, quote, tap)


@button("line-move", writes=True, stale=stale)
async def _move(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.move_line(uow, tap.object_id, tap.number(0), to=tap.number(1), version=tap.version)
    return _shown(visit, quote, tap)


@button("line-remove", writes=True, stale=stale)
async def _remove(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.remove_line(uow, tap.object_id, tap.number(0), version=tap.version)
    return [visit.toast(_("Ligne supprimée.")), visit.show(edit_card(quote))]


@button("line-value", writes=True, stale=stale)
async def _value(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.expect_draft(uow, tap.object_id, version=tap.version)
    what = tap.word(1, _VALUES)
    return await begin(uow, visit, SET_VALUE, {"quote_id": quote.id, "line_id": line_of(quote, tap).id, "what": what})


def _shown(visit: Visit, quote: Quote, tap: Tap) -> Sequence[Say]:
    return [visit.show(line_card(quote, line_of(quote, tap)))]


def _target(tap: Tap) -> Quantity:
    """The quantity that a step leads to: `4` or `2.500`; anything else is a button we never made."""
    typed = ".".join(tap.arguments[1:])  # the point of 2.500 parts arguments too
    if not (typed.isascii() and typed.replace(".", "", 1).isdecimal()):
        raise NotFound("button", tap.verb)
    return quantity(typed)
