"""From a quote, or a draft made for it, to an order that is recorded, controlled and confirmed."""

from dataclasses import fields
from typing import Final

from sqlalchemy import inspect

from core.company import companies
from core.company.models import Company, StockOut
from core.kernel.errors import IllegalTransition, Invalid
from core.kernel.typed import line as one_line
from core.numbering import take_number
from core.parties import customers
from core.parties.visibility import load_locked
from core.permissions import Permission, requires
from core.sales.errors import OrderEmpty
from core.sales.events import OrderConfirmed, OrderRecorded, QuoteOrdered, QuoteOrderNoted
from core.sales.lifecycles import QUOTE, Engagement, LineKind, OrderAction, OrderState, QuoteAction, QuoteState
from core.sales.models import Order, OrderLine, Quote, QuoteLine
from core.sales.orders.binding import bind
from core.sales.orders.confirming import controlled, recap, tell_deciders
from core.sales.orders.control import READ, waits_for_his_yes
from core.sales.orders.doubts import expect_no_doubts
from core.sales.orders.locking import lock
from core.sales.orders.reads import placed_on
from core.sales.papers import buyer_copy, conditions_copy, seller_copy
from core.sales.quotes.answering import protect
from core.sales.quotes.floors import expect_above_floor
from core.sales.quotes.issuing import expect_in_force
from core.sales.quotes.places import place_of
from core.sales.quotes.rates import settle
from core.sales.quotes.reads import load as load_quote
from core.sales.quotes.whole import expect_whole_lines
from core.stock.warehouses import main
from core.uow import UnitOfWork

LONGEST_NUMBER: Final = 60
LONGEST_NAME: Final = 200


@requires(Permission.ORDERS_WRITE)
async def note_customer_order(
    uow: UnitOfWork,
    quote_id: int,
    *,
    number: str = "",
    file_sha256: str | None = None,
    file_name: str = "",
    voice_sha256: str | None = None,
    told_by: str = "",
    sent_by: str = "",
) -> Quote:
    """Keep what is known of the customer's own order: its number, the file he sent, a voice note of what he said, who
    told or sent it; empty stays.

    When the quote is ordered already, its order knows it from now on too. Raises Invalid (customer_number, name),
    IllegalTransition, NotFound.
    """
    quote = await load_quote(uow, quote_id, locked=True)
    if quote.state is not QuoteState.ORDERED:
        QUOTE.after(quote.state, QuoteAction.ORDER)
    _note(quote, number, told_by)
    quote.order_sent_by = one_line("name", sent_by, longest=LONGEST_NAME) or quote.order_sent_by
    quote.order_voice_sha256 = voice_sha256 or quote.order_voice_sha256
    if file_sha256 is not None:
        quote.order_file_sha256 = file_sha256
        quote.order_file_name = one_line("name", file_name[:LONGEST_NAME], longest=LONGEST_NAME)
    quote.touch()
    if quote.state is QuoteState.ORDERED:
        order = await placed_on(uow, quote.id, locked=True)
        _copy_customer_order(order, quote)
        order.touch()
    by = quote.order_told_by or quote.order_sent_by
    told = {"number": quote.order_number, "file_name": quote.order_file_name, "told_by": by}
    uow.record(QuoteOrderNoted(quote.id, **told))
    return quote


@requires(Permission.ORDERS_WRITE)
async def place(
    uow: UnitOfWork,
    quote_id: int,
    *,
    engagement: Engagement = Engagement.NONE,
    told_by: str = "",
    customer_number: str = "",
    version: int | None = None,
) -> Order:
    """Record the order: it gets its number, and is confirmed unless a check fails; then it waits and those are told who
    may release it. Asked again for the same quote, it is the same order.

    A quote that the customer has accepted binds him as he agreed; otherwise `engagement` says how he ordered: WRITTEN,
    ORAL (`told_by` names who did), or not yet. Raises OrderEmpty, NotWhole, QuoteExpired, BelowFloor, Changed,
    IllegalTransition, Invalid (engagement, name, customer_number), NotFound.
    """
    quote = await load_quote(uow, quote_id, locked=True)
    if quote.state is QuoteState.ORDERED:
        return await placed_on(uow, quote.id)
    quote.expect(version)
    _expect_orderable(uow, quote, engagement)
    await expect_whole_lines(uow, [line for line in quote.lines if line.counted])
    _note(quote, customer_number, told_by)
    if quote.customer.credit_limit is not None:
        await load_locked(uow, quote.customer_id)  # as whoever changes an order does: see core.stock.levels
    how = _bound(quote, engagement)
    order = await _recorded(uow, quote, await companies.read(uow), how)
    _bind(uow, order, quote, how)
    lock(uow, order, quote)
    found = await controlled(uow, order, quote)
    uow.record(QuoteOrdered(quote.id, order_id=order.id, number=order.number))
    failed = tuple(map(str, found.failed))
    uow.record(
        OrderRecorded(order.id, number=order.number, customer=order.customer.name, gross=order.gross, failed=failed)
    )
    if order.state is OrderState.CONFIRMED:
        uow.record(OrderConfirmed(order.id, number=order.number))
        return order
    await tell_deciders(uow, order)
    if how is not Engagement.ORAL and waits_for_his_yes(order):  # of what was told, the salesperson gives the recap
        await recap(uow, order)
    return order


async def place_direct(uow: UnitOfWork, quote_id: int, *, version: int | None = None, forced: bool = False) -> Order:
    """The order on what is done already and is to be invoiced at once: confirmed, and nothing is promised to it. Goods
    that are not there, or a customer who owes too much, are passed over when it is `forced`. Asked again for the same
    quote, it is the same order.

    Raises what `place` does; InvoiceDoubtful; IllegalTransition for a quote that was ordered in the usual way.
    """
    quote = await load_quote(uow, quote_id, locked=True)
    if quote.state is QuoteState.ORDERED:
        placed = await placed_on(uow, quote.id, locked=True)
        if not placed.direct:
            raise IllegalTransition("quote", quote.state, QuoteAction.ORDER)
        return placed
    quote.expect(version)
    _expect_orderable(uow, quote, Engagement.NONE)
    await expect_whole_lines(uow, [line for line in quote.lines if line.counted])
    if quote.customer.credit_limit is not None:
        await load_locked(uow, quote.customer_id)
    await expect_no_doubts(uow, quote, forced=forced)
    how = _bound(quote, Engagement.NONE)
    order = await _recorded(uow, quote, await companies.read(uow), how)
    order.direct, order.stock_out = True, StockOut.INVOICE
    if not quote.agreed:  # his invoice is all there is of a contract
        protect(uow, quote)
    _bind(uow, order, quote, how)
    order.apply(OrderAction.CONFIRM)
    await uow.session.flush()
    uow.record(QuoteOrdered(quote.id, order_id=order.id, number=order.number))
    uow.record(OrderRecorded(order.id, number=order.number, customer=order.customer.name, gross=order.gross, failed=()))
    uow.record(OrderConfirmed(order.id, number=order.number))
    return order


def _expect_orderable(uow: UnitOfWork, quote: Quote, engagement: Engagement) -> None:
    """Raises OrderEmpty, QuoteExpired, BelowFloor, IllegalTransition, Invalid."""
    draft = quote.state is QuoteState.DRAFT
    if draft and not quote.for_order:  # a quote is given as such first
        raise IllegalTransition("quote", quote.state, QuoteAction.ORDER)
    QUOTE.after(quote.state, QuoteAction.ORDER)
    if quote.state in (QuoteState.VALIDATED, QuoteState.SENT):
        expect_in_force(uow, quote)
    if engagement not in _TOLD:
        raise Invalid("engagement", engagement)
    if not any(line.counted for line in quote.lines):
        raise OrderEmpty
    if draft:
        expect_above_floor(uow, quote)


def _note(quote: Quote, number: str, told_by: str) -> None:
    quote.order_number = one_line("customer_number", number, longest=LONGEST_NUMBER) or quote.order_number
    quote.order_told_by = one_line("name", told_by, longest=LONGEST_NAME) or quote.order_told_by


def _copy_customer_order(order: Order, quote: Quote) -> None:
    order.customer_number = quote.order_number
    order.customer_file_sha256, order.customer_file_name = quote.order_file_sha256, quote.order_file_name
    order.voice_sha256 = quote.order_voice_sha256


async def _recorded(uow: UnitOfWork, quote: Quote, company: Company, how: Engagement) -> Order:
    """The order with its number, as the quote says; a quote that was a draft until now is frozen as well.

    Who has agreed did so on the conditions of the quote; who has not yet is shown those of today, and agrees to them.
    """
    depot = await main(uow)
    if quote.state is QuoteState.DRAFT:
        await settle(uow, quote)
        quote.seller, quote.buyer = seller_copy(company), buyer_copy(quote.customer)
        quote.place = await place_of(uow, quote)
    customers.became_customer(uow, quote.customer)
    quote.apply(QuoteAction.ORDER)
    seller = quote.seller if how in READ else {**quote.seller, **conditions_copy(company)}
    order = Order(
        **{name: getattr(quote, name) for name in _SAME},
        seller=seller,
        quote_id=quote.id,
        number=await take_number(uow, "order", on=uow.today),
        ordered_on=uow.today,
        created_at=uow.now,
        created_by=uow.actor.person_id,
        salesperson_id=quote.created_by,
        warehouse_id=depot.id,
        stock_out=company.stock_out,
        conditions_version=int(seller.get("conditions_version", 1)),
    )
    _copy_customer_order(order, quote)
    order.customer = quote.customer
    order.lines = [_copied(line) for line in quote.lines if line.counted or line.kind is not LineKind.ITEM]
    order.settle()
    uow.session.add(order)
    await uow.session.flush()
    return order


def _copied(line: QuoteLine) -> OrderLine:
    return OrderLine(**{name: getattr(line, name) for name in _SAME_OF_LINE})


def _bound(quote: Quote, engagement: Engagement) -> Engagement:
    """How the customer is bound from the beginning, when this is what the salesperson says of it."""
    if quote.agreed:
        return Engagement.TAPPED
    written = quote.order_file_sha256 is not None and engagement is Engagement.NONE
    return Engagement.WRITTEN if written else engagement


def _bind(uow: UnitOfWork, order: Order, quote: Quote, how: Engagement) -> None:
    if quote.agreed:
        bind(uow, order, how, at=quote.answered_at, name=quote.answered_by, words=quote.agreed_words)
        return
    bind(uow, order, how, name=_who(quote, how))


def _who(quote: Quote, how: Engagement) -> str:
    """Who has ordered, as far as that is known: a paper that nobody was named for is the customer's."""
    if how is Engagement.WRITTEN:
        return quote.order_sent_by or quote.order_told_by or quote.customer.name
    return quote.order_told_by or quote.customer.name


_TOLD: Final = (Engagement.NONE, Engagement.WRITTEN, Engagement.ORAL)  # a signature has verbs of its own
_SAME: Final = (
    "customer_id",
    "salesperson",
    "currency",
    "discount",
    "discount_amount",
    "language",
    "subject",
    "notes",
    "payment_terms",
    "deposit",
    "delivery_on",
    "buyer",
    "place",
    "demo",
)
_SAME_OF_LINE: Final = sorted(
    {each.name for each in fields(OrderLine) if each.init} & set(inspect(QuoteLine).column_attrs.keys())
)
