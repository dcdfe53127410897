"""Prices under their floor: who is asked, who agrees, and to which version of the quote."""

from sqlalchemy import select

from core.company.models import Member
from core.notices.notices import tell
from core.permissions import Permission, holds, requires
from core.sales.errors import BelowFloor
from core.sales.events import QuoteFloorApproved, QuoteFloorAsked, QuoteFloorRefused
from core.sales.lifecycles import QUOTE, QuoteAction
from core.sales.models import Quote, QuoteLine
from core.sales.quotes.reads import load
from core.sales.rules import Guarded, below_floor
from core.uow import UnitOfWork


@requires(Permission.QUOTES_WRITE)
async def ask_floor(uow: UnitOfWork, quote_id: int, *, version: int | None = None) -> Quote:
    """Ask all who may to let this version of a draft pass under its floor; they are told. Raises Changed.

    Nothing happens when no line is under its floor, or when it was asked or agreed already.
    """
    quote = await _draft(uow, quote_id, version)
    under = lines_below_floor(quote)
    if under and quote.floor_approved_version != quote.version:
        quote.floor_asked_by = uow.actor.person_id
        facts = {"quote_id": quote.id, "version": quote.version, "by": uow.actor.name}
        for person_id in await _deciders(uow):
            key = f"quote:{quote.id}:floor:{quote.version}"
            await tell(uow, person_id=person_id, key=key, kind="floor_asked", facts=facts)
        uow.record(QuoteFloorAsked(quote.id, lines=tuple(line.label for line in under)))
    return quote


@requires(Permission.BELOW_FLOOR)
async def approve_floor(uow: UnitOfWork, quote_id: int, *, version: int | None = None) -> Quote:
    """Let this version of a draft pass; whatever is changed afterwards is asked anew. Whoever asked is told."""
    quote = await _draft(uow, quote_id, version)
    if quote.floor_approved_version == quote.version:
        return quote
    quote.floor_approved_by, quote.floor_approved_version = uow.actor.person_id, quote.version
    uow.record(QuoteFloorApproved(quote.id, by=uow.actor.name))
    await _tell_asker(uow, quote, "floor_approved")
    return quote


@requires(Permission.BELOW_FLOOR)
async def refuse_floor(uow: UnitOfWork, quote_id: int, *, version: int | None = None) -> Quote:
    """Do not let this version of a draft pass, also when it was agreed to before. Whoever asked is told."""
    quote = await _draft(uow, quote_id, version)
    quote.floor_approved_by = quote.floor_approved_version = None
    uow.record(QuoteFloorRefused(quote.id, by=uow.actor.name))
    await _tell_asker(uow, quote, "floor_refused")
    return quote


def expect_above_floor(uow: UnitOfWork, quote: Quote) -> None:
    """Raises BelowFloor, unless the actor may decide that himself, or somebody who may agreed to this very version."""
    if uow.actor.may(Permission.BELOW_FLOOR) or quote.floor_approved_version == quote.version:
        return
    if under := lines_below_floor(quote):
        raise BelowFloor(tuple(line.label for line in under))


def lines_below_floor(quote: Quote) -> list[QuoteLine]:
    """The lines sold under their floor, options that nobody has ticked among them."""
    places = below_floor(guarded(quote), discount=quote.discount, discount_amount=quote.discount_amount)
    return [quote.lines[place] for place in places]


def guarded(quote: Quote) -> list[Guarded]:
    return [Guarded(line.priced(), line.cost, line.floor, line.optional) for line in quote.lines]


async def _draft(uow: UnitOfWork, quote_id: int, version: int | None) -> Quote:
    quote = await load(uow, quote_id, locked=True)
    quote.expect(version)
    QUOTE.after(quote.state, QuoteAction.CHANGE)
    return quote


async def _deciders(uow: UnitOfWork) -> list[int]:
    members = await uow.session.scalars(select(Member).where(Member.active.is_(True)).order_by(Member.id))
    return [
        member.person_id
        for member in members
        if holds(Permission.BELOW_FLOOR, member.role, member.grants, member.refusals)
    ]


async def _tell_asker(uow: UnitOfWork, quote: Quote, kind: str) -> None:
    person_id = quote.floor_asked_by or quote.created_by
    if person_id is not None and person_id != uow.actor.person_id:
        facts = {"quote_id": quote.id, "by": uow.actor.name}
        await tell(uow, person_id=person_id, key=f"quote:{quote.id}:{kind}:{quote.version}", kind=kind, facts=facts)
