"""Reading orders: for the company's people, and for the customer who ordered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, func, or_, select, true
from sqlalchemy.orm import joinedload

from core.company.models import AccessLink, LinkPurpose, Person
from core.history import open_to_readers
from core.journal import Entry
from core.kernel.amounts import NOTHING, Amount, PriceBasis, Quantity, UnitPrice, unit_price
from core.kernel.errors import NotFound
from core.numbering import number_ending
from core.parties import visibility
from core.parties.models import Customer
from core.parties.visibility import followed, sees
from core.permissions import Permission, Role, requires
from core.sales.events import OrderRefused
from core.sales.lifecycles import Engagement, LineKind, OrderState
from core.sales.models import Order
from core.uow import Reader

OPEN: Final = (OrderState.WAITING, OrderState.CONFIRMED)  # something is still to come of them
BINDING: Final = (OrderState.CONFIRMED, OrderState.CLOSED)  # the company owes it, or has delivered it
_BOUGHT_AT_MOST: Final = 10  # lines


@requires(Permission.ORDERS_READ)
async def read(db: Reader, order_id: int) -> Order:
    """The order with its lines and customer, in one query. Raises NotFound."""
    return await load(db, order_id)


@requires(Permission.ORDERS_READ)
async def of_quote(db: Reader, quote_id: int) -> Order | None:
    """The order that stands on a quote, without its lines."""
    found: Order | None = await db.session.scalar(select(Order).where(Order.quote_id == quote_id, visible(db)))
    return found


@requires(Permission.ORDERS_READ)
async def by_number(db: Reader, typed: str, *, limit: int = 5) -> Sequence[Order]:
    """Orders whose number is, or ends with, what was typed: `CO2611-0044`, `co44`, `44`; newest first.

    The customer's own number finds them too, when it is typed whole.
    """
    said = typed.strip()
    wanted: list[ColumnElement[bool]] = [func.lower(Order.customer_number) == said.lower()] if said else []
    if ending := number_ending(said):
        wanted.append(Order.number.endswith(ending))
    if not wanted:
        return []
    query = select(Order).where(or_(*wanted), visible(db)).options(joinedload(Order.customer))
    return (await db.session.scalars(query.order_by(Order.id.desc()).limit(limit))).all()


@requires(Permission.ORDERS_READ)
async def of_amount(db: Reader, *, least: Amount, most: Amount, limit: int = 5) -> Sequence[Order]:
    """Orders that come to such a sum, with VAT or without, newest first."""
    sums = or_(Order.gross.between(least, most), Order.net.between(least, most))
    query = select(Order).where(sums, visible(db)).options(joinedload(Order.customer)).order_by(Order.id.desc())
    return (await db.session.scalars(query.limit(limit))).all()


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list, with customers and without lines; `total` and `counts` are of all its pages."""

    rows: Sequence[Order]
    total: int
    counts: Mapping[OrderState, int]


@requires(Permission.ORDERS_READ)
async def mine(db: Reader, *, states: Sequence[OrderState] | None = None, limit: int = 10, offset: int = 0) -> Listing:
    """The orders that the actor has taken or sold, newest first; without states those still open."""
    return await _listed(db, _own(db), states or OPEN, limit, offset)


@requires(Permission.ORDERS_READ)
async def open_(db: Reader, *, states: Sequence[OrderState] | None = None, limit: int = 10, offset: int = 0) -> Listing:
    """All the orders that the actor may know of, newest first; without states those still open."""
    return await _listed(db, visible(db), states or OPEN, limit, offset)


@requires(Permission.ORDERS_READ)
async def of_customer(db: Reader, customer_id: int, *, limit: int = 10) -> Sequence[Order]:
    """A customer's orders, newest first, whatever their state; without their lines. Raises NotFound."""
    await visibility.load(db, customer_id)
    theirs = select(Order).where(Order.customer_id == customer_id).options(joinedload(Order.customer))
    return (await db.session.scalars(theirs.order_by(Order.id.desc()).limit(limit))).all()


@dataclass(frozen=True, slots=True)
class Purchase:
    """A line that a customer has ordered. `price` is a unit's, in `basis`, before any discount.

    `paid` is what a unit came to without tax, after the line's discount and its share of the order's.
    """

    on: date
    order_id: int
    product_id: int | None
    label: str
    quantity: Quantity
    unit: str
    price: UnitPrice
    basis: PriceBasis
    paid: UnitPrice


@requires(Permission.ORDERS_READ)
async def purchases(db: Reader, customer_id: int) -> Sequence[Purchase]:
    """The last ten lines that a customer has ordered, newest order first. Raises NotFound."""
    await visibility.load(db, customer_id)
    orders = (await db.session.scalars(_BOUGHT, {"customer_id": customer_id})).unique().all()
    return [one for order in orders for one in _bought(order)][:_BOUGHT_AT_MOST]


def _bought(order: Order) -> Iterator[Purchase]:
    found = order.totals()
    kept = found.net / found.lines_net if found.lines_net else Decimal(1)  # of the order's own discount
    for line, net in zip(order.lines, found.lines, strict=True):
        if line.kind is LineKind.ITEM and line.quantity > NOTHING:
            paid = unit_price(net * kept / line.quantity)
            said = (line.product_id, line.label, line.quantity, line.unit, line.unit_price, line.basis)
            yield Purchase(order.ordered_on, order.id, *said, paid)


@requires(Permission.ORDERS_READ)
async def forced_by(db: Reader, order: Order) -> str:
    """The name of whoever let an order pass that was read; nothing when its control did."""
    if order.forced_by is None:
        return ""
    return await db.session.scalar(select(Person.name).where(Person.id == order.forced_by)) or ""


@requires(Permission.ORDERS_READ)
async def refusal(db: Reader, order: Order) -> tuple[str, str]:
    """Who refused an order that was read, and why; nothing when nobody did."""
    if order.state is not OrderState.REFUSED:
        return "", ""
    told: dict[str, str] | None = await db.session.scalar(_REFUSAL, {"order_id": order.id})
    return (told["by"], told["reason"]) if told else ("", "")


@requires(Permission.ORDERS_SIGN)
async def read_received(db: Reader, order_id: int) -> Order:
    """The order as its customer may see it. Raises NotFound for any other."""
    return await load_received(db, order_id)


@requires(Permission.ORDERS_SIGN)
async def received(db: Reader, *, limit: int = 10) -> Sequence[Order]:
    """The orders of the actor's customer that he may see, newest first."""
    given = select(AccessLink.id).where(AccessLink.purpose == LinkPurpose.ORDER, AccessLink.subject_id == Order.id)
    seen = or_(Order.state.in_(_CUSTOMER_SEES), given.exists())
    query = select(Order).where(Order.customer_id == db.actor.customer_id, seen)
    return (await db.session.scalars(query.order_by(Order.id.desc()).limit(limit))).all()


async def load(db: Reader, order_id: int, *, locked: bool = False) -> Order:
    """The whole order for one of the company's people; raises NotFound, also for one that is none of his business."""
    order = await _load(db, order_id, locked)
    if db.actor.person_id not in (order.created_by, order.salesperson_id) and not sees(db, order.customer):
        raise NotFound("order", order_id)
    return order


async def load_received(db: Reader, order_id: int, *, locked: bool = False) -> Order:
    """The whole order for its customer, once it is confirmed or was sent to him; raises NotFound."""
    order = await _load(db, order_id, locked)
    if db.actor.role is not Role.CUSTOMER or db.actor.customer_id != order.customer_id:
        raise NotFound("order", order_id)
    if order.state not in _CUSTOMER_SEES and not await given(db, order_id):
        raise NotFound("order", order_id)
    return order


async def given(db: Reader, order_id: int) -> bool:
    """Whether it was sent to its customer."""
    return await db.session.scalar(_GIVEN, {"order_id": order_id}) is not None


async def unasked(db: Reader, order: Order) -> bool:
    """Whether it was told in the customer's name, and he has neither confirmed it nor been sent it."""
    told = order.engagement is Engagement.ORAL and order.confirmed_at is None
    return told and not await given(db, order.id)


async def placed_on(db: Reader, quote_id: int, *, locked: bool = False) -> Order:
    """The whole order on a quote that was read and is ordered: there is one."""
    order_id = await db.session.scalar(_ON_QUOTE, {"quote_id": quote_id})
    assert order_id is not None, "what is ordered has an order"
    return await _load(db, order_id, locked)


def visible(db: Reader) -> ColumnElement[bool]:
    """The orders that the actor may know of: his own, and those of the customers whom he may know of."""
    if db.actor.may(Permission.CUSTOMERS_ALL):
        return true()
    return or_(_own(db), Order.customer_id.in_(select(Customer.id).where(followed(db))))


def _own(db: Reader) -> ColumnElement[bool]:
    return or_(Order.created_by == db.actor.person_id, Order.salesperson_id == db.actor.person_id)


async def _listed(
    db: Reader, which: ColumnElement[bool], states: Sequence[OrderState], limit: int, offset: int
) -> Listing:
    wanted = (which, Order.state.in_(states))
    counted = await db.session.execute(select(Order.state, func.count()).where(*wanted).group_by(Order.state))
    counts = {row[0]: row[1] for row in counted}
    page = select(Order).where(*wanted).options(joinedload(Order.customer)).order_by(Order.id.desc())
    rows = (await db.session.scalars(page.limit(limit).offset(offset))).all()
    return Listing(rows, sum(counts.values()), counts)


async def _load(db: Reader, order_id: int, locked: bool) -> Order:
    if locked and db.session.get_bind().dialect.name == "postgresql":  # on SQLite one transaction writes at a time
        await db.session.execute(_LOCK_CREDIT, {"order_id": order_id})
        await db.session.execute(_LOCK, {"order_id": order_id})
    anew: dict[str, Any] = {"populate_existing": locked}  # what was read before the lock may have changed meanwhile
    found = await db.session.scalars(_WHOLE, {"order_id": order_id}, execution_options=anew)
    order = found.unique().one_or_none()
    if order is None:
        raise NotFound("order", order_id)
    return order


_CUSTOMER_SEES: Final = (OrderState.CONFIRMED, OrderState.CLOSED, OrderState.CANCELLED)
_GIVEN: Final = (
    select(AccessLink.id)
    .where(AccessLink.purpose == LinkPurpose.ORDER, AccessLink.subject_id == bindparam("order_id"))
    .limit(1)
)

_REFUSAL: Final = (
    select(Entry.facts)
    .where(Entry.subject == "order", Entry.subject_id == bindparam("order_id"), Entry.kind == OrderRefused.__name__)
    .order_by(Entry.id.desc())
    .limit(1)
)

# Built once: an order is read several times for each message, and building the statement costs more than running it.
_WHOLE: Final = (
    select(Order).where(Order.id == bindparam("order_id")).options(joinedload(Order.lines), joinedload(Order.customer))
)
_ON_QUOTE: Final = select(Order.id).where(Order.quote_id == bindparam("quote_id"))
# First the lock, then the order in a statement of its own: PostgreSQL, once it has waited for a lock, reads the locked
# row anew, but the lines joined to it as they were before.
_LOCK: Final = select(Order.id).where(Order.id == bindparam("order_id")).with_for_update()
# A customer with a limit first, whatever is done to his order: two at once do not both take what is left of his credit,
# and nobody waits for him while others, who hold him, wait for the order.
_LOCK_CREDIT: Final = (
    select(Customer.id)
    .where(
        Customer.id.in_(select(Order.customer_id).where(Order.id == bindparam("order_id"))),
        Customer.credit_limit.is_not(None),
    )
    .with_for_update(key_share=True)
)
_BOUGHT_IN: Final = (  # an order has a line at least that is bought, or it would not bind
    select(Order.id)
    .where(Order.customer_id == bindparam("customer_id"), Order.state.in_(BINDING))
    .order_by(Order.id.desc())
    .limit(_BOUGHT_AT_MOST)
)
_BOUGHT: Final = (
    select(Order)
    .where(Order.id.in_(_BOUGHT_IN.scalar_subquery()))
    .options(joinedload(Order.lines))
    .order_by(Order.id.desc())
)


open_to_readers("order", read)
