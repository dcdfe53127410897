"""The customer binds himself: on the salesperson's phone, in his own chat, or by his yes to a recap."""

from typing import Final

from core.kernel.errors import IllegalTransition, Invalid
from core.kernel.text import words as folded_words
from core.kernel.typed import line as one_line
from core.permissions import Permission, requires
from core.sales.events import OralOrderConfirmed, OrderConfirmed
from core.sales.lifecycles import ORDER, Engagement, LineKind, OrderAction, OrderState
from core.sales.models import Order, Quote
from core.sales.orders.binding import bind
from core.sales.orders.confirming import controlled, give, tell_salesperson
from core.sales.orders.control import CheckKind, Control
from core.sales.orders.locking import lock_order
from core.sales.orders.reads import load, load_received
from core.sales.quotes.answering import AGREED
from core.sales.quotes.drafting import draft
from core.sales.quotes.repeating import Remembered, repeated
from core.uow import UnitOfWork

_SHA256: Final = 64  # hexadecimal digits


@requires(Permission.ORDERS_WRITE)
async def sign(
    uow: UnitOfWork,
    order_id: int,
    *,
    name: str,
    role: str = "",
    words: str = AGREED,
    signature_sha256: str | None = None,
    version: int | None = None,
) -> Order:
    """The customer signs in front of the salesperson: DRAWN (the signature's PNG is in the store); without a drawing he
    is only NAMED, which is weaker than his own yes in his chat, and under which stand no words of his.

    `role` is what he is there, « gérant ». Sent once more, nothing happens; a drawn signature takes the place of a mere
    name, and whatever is agreed after a change that of what was agreed before. Raises Invalid (name, job, words,
    signature), Changed, IllegalTransition, NotFound.
    """
    order = await load(uow, order_id, locked=True)
    order.expect(version)
    how = Engagement.NAMED if signature_sha256 is None else Engagement.DRAWN
    if _bind(uow, order, name, role, words if how is Engagement.DRAWN else "", how, signature_sha256):
        await _bound_now(uow, order)
    return order


@requires(Permission.ORDERS_SIGN)
async def agree(
    uow: UnitOfWork,
    order_id: int,
    *,
    name: str,
    role: str = "",
    words: str,
    signature_sha256: str | None = None,
    version: int | None = None,
) -> Order:
    """The customer binds himself by his own order, under a name and with the words « Bon pour accord », with or without
    a drawn signature; the salesperson is told.

    Raises Invalid (name, job, words, signature), Changed, IllegalTransition, NotFound.
    """
    if folded_words(words) != folded_words(AGREED):
        raise Invalid("words", words)
    order = await load_received(uow, order_id, locked=True)
    order.expect(version)
    how = Engagement.TAPPED if signature_sha256 is None else Engagement.DRAWN
    if _bind(uow, order, name, role, words, how, signature_sha256):
        await _bound_now(uow, order)
        await tell_salesperson(uow, order, "order_agreed", name=order.agreed_by)
    return order


@requires(Permission.ORDERS_SIGN)
async def confirm_oral(uow: UnitOfWork, order_id: int, *, version: int | None = None) -> Order:
    """The customer says that the recap is what he had ordered by word of mouth; the salesperson is told.

    Said once more, nothing happens. Raises Invalid (engagement) for an order that is not oral, Changed,
    IllegalTransition, NotFound.
    """
    order = await load_received(uow, order_id, locked=True)
    order.expect(version)
    if order.engagement is not Engagement.ORAL:
        raise Invalid("engagement", order.engagement)
    ORDER.after(order.state, OrderAction.SIGN)
    if order.confirmed_at is not None and not order.to_sign_again:
        return order
    if order.to_sign_again:
        order.agreed_at = uow.now
    order.apply(OrderAction.SIGN)
    order.confirmed_at = uow.now
    uow.record(OralOrderConfirmed(order.id, by=uow.actor.name))
    await _bound_now(uow, order)
    await tell_salesperson(uow, order, "order_agreed", name=uow.actor.name)
    return order


@requires(Permission.ORDERS_WRITE)
async def send(uow: UnitOfWork, order_id: int, *, version: int | None = None) -> tuple[Order, str]:
    """Give the order to its customer, to see it and to agree to it: returns it with the secret token of a link for one
    person of that customer.

    Whoever of that customer is in the chat already is told, once for each version. Raises Changed, NotFound,
    IllegalTransition for one that nobody wants any more.
    """
    order = await load(uow, order_id, locked=True)
    order.expect(version)
    if order.state in (OrderState.REFUSED, OrderState.CANCELLED):
        raise IllegalTransition("order", order.state, OrderAction.SIGN)
    return order, await give(uow, order, by=uow.actor.name)


@requires(Permission.ORDERS_WRITE)
async def copy_as_draft(uow: UnitOfWork, order_id: int, *, source: str = "") -> Quote:
    """A draft for a new order with the same lines at today's prices, for the same customer on the same terms.

    Lines that were cancelled are left out, unless all were. Raises as `quotes.draft` does.
    """
    order = await load(uow, order_id)
    none_left = not any(line.quantity for line in order.lines)
    counts = [line.cancelled if none_left else line.quantity for line in order.lines]
    lines, _differences = await repeated(
        uow,
        [
            Remembered.of(line, order.ordered_on, count=count)
            for line, count in zip(order.lines, counts, strict=True)
            if count or line.kind is not LineKind.ITEM
        ],
        order.customer,
    )
    return await draft(
        uow,
        customer_id=order.customer_id,
        lines=lines,
        discount=order.discount,
        discount_amount=order.discount_amount,
        payment_terms=order.payment_terms,
        subject=order.subject,
        notes=order.notes,
        source=source,
        for_order=True,
    )


async def _bound_now(uow: UnitOfWork, order: Order) -> None:
    """He is bound from now on; an order that waited for his agreement to newer conditions passes when nothing else
    keeps it."""
    await lock_order(uow, order)
    if order.state is not OrderState.WAITING or CheckKind.CONDITIONS not in Control.of(order).failed:
        return
    if not (await controlled(uow, order)).failed:
        uow.record(OrderConfirmed(order.id, number=order.number))


def _bind(
    uow: UnitOfWork, order: Order, name: str, role: str, words: str, how: Engagement, signature_sha256: str | None
) -> bool:
    if signature_sha256 is not None and len(signature_sha256) != _SHA256:
        raise Invalid("signature", signature_sha256)
    ORDER.after(order.state, OrderAction.SIGN)
    bound = bind(
        uow,
        order,
        how,
        name=one_line("name", name, longest=200, required=True),
        role=one_line("job", role, longest=100),
        words=one_line("words", words, longest=100),
        signature_sha256=signature_sha256,
    )
    if bound:
        order.apply(OrderAction.SIGN)
    return bound
