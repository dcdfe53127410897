"""What people ask in words about orders that exist, and about what a customer has bought."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from bot.deliveries.lines import Named, lines_named
from bot.flows import Flow
from bot.flows.engine import begin
from bot.flows.picking import picked
from bot.flows.steps import Given
from bot.orders.buttons import listed
from bot.orders.changing import ask_cancel
from bot.orders.control import show_control
from bot.orders.customer_files import quote_meant, show_noted
from bot.orders.deciding import ask_refuse, ask_release, deposit_screen, which_deposit
from bot.orders.purchases import BOUGHT, purchases_screen
from bot.orders.screens import customer_list, edit_card, found_orders, less_card, staff_card
from bot.orders.showing import order_in_hand, order_replied_to, show_order
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button
from bot.parties.picking import CustomerStep, likely_customers
from bot.sales.making import customer_of
from bot.sales.requests import one_quote, quote_in_hand, quote_replied_to
from bot.sales.showing import show_quote
from bot.talk.lookup import Lookup
from bot.talk.visit import Plan, Visit, answer, looking, object_id, tell
from bot.understanding import (
    DepositCame,
    DepositWanted,
    OrderCancel,
    OrderCopy,
    OrderDecide,
    OrderFind,
    OrderLess,
    OrderNumber,
    OrderPlace,
    OrderRequest,
    OrdersAsked,
    PurchasesAsked,
    understand,
)
from core.i18n import N_, _
from core.kernel.amounts import amount, percent
from core.kernel.text import words
from core.numbering import number_said
from core.parties import customers
from core.permissions import Permission
from core.sales import deliveries, orders, quotes
from core.sales.lifecycles import ORDER, LineKind, OrderAction, OrderState
from core.sales.models import Order, Quote
from core.uow import UnitOfWork

_PREFIX: Final = "co"  # of the numbers of orders


async def plan_order_request(visit: Visit, asked: OrderRequest) -> Plan:
    """The plan for a request about orders; raises NotAllowed."""
    return await _PLANS[type(asked)](visit, asked)


async def refused(visit: Visit, text: str) -> Plan | None:
    """« refuse la 14 » of an order that waits for a decision; of any other nothing is done, and that is said."""
    if words(text)[:1] not in (["refuse"], ["refuser"], ["refusez"]) or not visit.actor.may(Permission.ORDERS_RELEASE):
        return None
    asked = (await understand(text, Lookup(visit.db).context())).slots
    if not isinstance(asked, OrderDecide):
        return None
    order = await one_order(visit, asked.number)
    if not isinstance(order, Order):
        return None
    if order.state is OrderState.WAITING:
        return await _decide(visit, asked)
    late = _("La commande {number} n'attend pas de décision : rien n'est refusé.").format(number=order.number)
    return tell(visit, late)


async def numbered(visit: Visit, typed: str) -> Sequence[Order]:
    """The orders of a number that may be one of theirs: `CO2611-0044`, `44`; none for another document's."""
    letters = "".join(letter for letter in typed.lower() if letter.isalpha())
    if letters not in ("", _PREFIX) or not visit.actor.may(Permission.ORDERS_READ):
        return ()
    return await orders.by_number(visit.db, typed)


async def found(visit: Visit, those: Sequence[Order], others: Sequence[Button] = ()) -> Plan:
    """The card of the one that fits, or a button for each."""
    if len(those) != 1 or others:
        return answer(Show(found_orders(those, others)))
    order_id = those[0].id

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        return await show_order(uow, visit, await orders.read(uow, order_id), fresh=True)

    return looking(act)


async def _place(visit: Visit, asked: OrderPlace) -> Plan:
    visit.actor.expect(Permission.ORDERS_WRITE)
    quote = await one_quote(visit, asked.number)
    if not isinstance(quote, Quote):
        return quote
    quote_id = quote.id

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        return await show_control(uow, visit, await quotes.read(uow, quote_id), fresh=True)

    return Plan(act=act)


async def _find(visit: Visit, asked: OrderFind) -> Plan:
    visit.actor.expect(Permission.ORDERS_READ)
    if asked.number is None:
        order = await one_order(visit, None)
        return await found(visit, [order]) if isinstance(order, Order) else order
    those = await numbered(visit, asked.number)
    return await found(visit, those) if those else _unknown(visit, asked.number)


async def _list(visit: Visit, asked: OrdersAsked) -> Plan:
    visit.actor.expect(Permission.ORDERS_READ)
    if asked.customer is None:
        return answer(Show(await listed(visit.db, asked.which, 0), fresh=True))
    known = {"customer": picked(asked.customer), "what": "orders"}
    return Plan(act=lambda uow: begin(uow, visit, OF_CUSTOMER, known), looks="id" in known["customer"])


async def _copy(visit: Visit, asked: OrderCopy) -> Plan:
    visit.actor.expect(Permission.ORDERS_WRITE)
    order = await one_order(visit, asked.number)
    if not isinstance(order, Order):
        return order
    customer = picked(asked.customer) if asked.customer else {"id": order.customer_id}
    known = {"order_id": order.id, "customer": customer}
    return Plan(act=lambda uow: begin(uow, visit, COPY, known))


async def _cancel(visit: Visit, asked: OrderCancel) -> Plan:
    visit.actor.expect(Permission.ORDERS_WRITE)
    order = await one_order(visit, asked.number)
    if not isinstance(order, Order):
        return order
    order_id = order.id

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        return await ask_cancel(uow, visit, await orders.read(uow, order_id))

    return Plan(act=act)


async def _less(visit: Visit, asked: OrderLess) -> Plan:
    """One tap for so many fewer of the line that is meant; the lines, when several fit or none."""
    visit.actor.expect(Permission.ORDERS_WRITE)
    order = await one_order(visit, asked.number)
    if not isinstance(order, Order):
        return order
    ORDER.after(order.state, OrderAction.CHANGE)
    known_as = await deliveries.known_as(visit.db, order.id)
    names = [
        Named(one.id, one.label, one.reference, one.unit, one.quantity, tuple(known_as.get(one.id, ())))
        for one in order.lines
        if one.kind is LineKind.ITEM and one.quantity
    ]
    meant = {one.id for one in lines_named(asked.words, None, names)}
    found = [one for one in order.lines if one.id in meant]
    if len(found) != 1:
        return answer(Show(await edit_card(visit.db, order), fresh=True))
    return answer(Show(await less_card(visit.db, order, found[0], asked.quantity), fresh=True))


async def _decide(visit: Visit, asked: OrderDecide) -> Plan:
    visit.actor.expect(Permission.ORDERS_RELEASE)
    order = await one_order(visit, asked.number)
    if not isinstance(order, Order):
        return order
    order_id, ask = order.id, ask_release if asked.verdict == "release" else ask_refuse
    return Plan(act=lambda uow: ask(uow, visit, order_id))


async def _want_deposit(visit: Visit, asked: DepositWanted) -> Plan:
    visit.actor.expect(Permission.ORDERS_RELEASE)
    order = await one_order(visit, asked.number)
    if not isinstance(order, Order):
        return order
    order_id, share = order.id, percent(asked.percent)

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        return await show_order(uow, visit, await orders.ask_deposit(uow, order_id, share=share), fresh=True)

    return Plan(act=act)


async def _own_number(visit: Visit, asked: OrderNumber) -> Plan:
    visit.actor.expect(Permission.ORDERS_WRITE)
    quote_id = await quote_meant(visit)
    if quote_id is None:
        return tell(visit, _("De quelle commande ? Répondez à sa carte : « BC {number} »").format(number=asked.own))

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        quote = await orders.note_customer_order(uow, quote_id, number=asked.own)
        return await show_noted(uow, visit, quote)

    return Plan(act=act)


async def _deposit(visit: Visit, asked: DepositCame) -> Plan:
    """Money is written down after one tap: it shows how much, and for whom."""
    visit.actor.expect(Permission.PAYMENTS_WRITE)
    order = await one_order(visit, asked.number)
    if not isinstance(order, Order):
        return order
    ORDER.after(order.state, OrderAction.PAY)
    if not asked.amount:
        return tell(visit, _("Rien n'est noté : un acompte reçu est plus que zéro. Par exemple : acompte 300 cb"))
    orders.expect_due(order, amount(asked.amount))
    if not asked.told and visit.actor.may(Permission.INVOICES_WRITE) and order.state is not OrderState.CLOSED:
        return answer(Show(which_deposit(order, amount(asked.amount)), fresh=True))
    return answer(Show(deposit_screen(order, amount(asked.amount), asked.method), fresh=True))


async def _purchases(visit: Visit, asked: PurchasesAsked) -> Plan:
    visit.actor.expect(Permission.ORDERS_READ)
    customer = picked(asked.customer) if asked.customer else await _customer_in_hand(visit)
    known = {"customer": customer, "what": BOUGHT}
    return Plan(act=lambda uow: begin(uow, visit, OF_CUSTOMER, known), looks="id" in customer)


async def one_order(visit: Visit, number: str | None) -> Order | Plan:
    """The order of this number, or the one in hand; a plan that asks which when that is not certain."""
    if number is not None:
        those = await numbered(visit, number)
        if len(those) == 1:
            return await orders.read(visit.db, those[0].id)
        return await found(visit, those) if those else _unknown(visit, number)
    order_id = order_in_hand(visit)
    if order_id is None and (quote_id := quote_in_hand(visit)) is not None:
        of_quote = await orders.of_quote(visit.db, quote_id)
        order_id = of_quote.id if of_quote else None
    if order_id is None:
        return tell(visit, _("Quelle commande ? Répondez à sa carte, ou donnez son numéro."))
    return await orders.read(visit.db, order_id)


def _unknown(visit: Visit, number: str) -> Plan:
    return tell(visit, _("Je ne trouve pas la commande {number}.").format(number=number_said(number)))


async def _customer_in_hand(visit: Visit) -> dict[str, Any]:
    """Whom the card replied to, or what was last worked on, is about; or one of the latest."""
    customer_id = object_id(visit.card or "", "customer")
    if customer_id is None and quote_replied_to(visit) is None and order_replied_to(visit) is None:
        customer_id = object_id(visit.focus, "customer")
    if customer_id is None and (order_id := order_in_hand(visit)) is not None:
        customer_id = (await orders.read(visit.db, order_id)).customer_id
    if customer_id is None and (quote_id := quote_in_hand(visit)) is not None:
        customer_id = (await quotes.read(visit.db, quote_id)).customer_id
    return {"id": customer_id} if customer_id is not None else await likely_customers(visit.db)


async def _run_copy(uow: UnitOfWork, visit: Visit, order_id: int, customer: Mapping[str, Any]) -> Sequence[Say]:
    order = await orders.read(uow, order_id)
    quote = await orders.copy_as_draft(uow, order_id, source=visit.turn.source)
    customer_id = await customer_of(uow, customer)
    if customer_id != order.customer_id:
        quote = await quotes.set_customer(uow, quote.id, customer_id=customer_id)
    return await show_quote(uow, visit, quote, fresh=True)


async def _run_of_customer(uow: UnitOfWork, visit: Visit, customer: Mapping[str, Any], what: str) -> Sequence[Say]:
    known = await customers.read(uow, await customer_of(uow, customer))
    if what == BOUGHT:
        return [visit.show(await purchases_screen(uow, known), fresh=True)]
    those = await orders.of_customer(uow, known.id)
    if len(those) == 1:
        return [visit.show(await staff_card(uow, await orders.read(uow, those[0].id)), fresh=True)]
    return [visit.show(customer_list(those, known), fresh=True)]


COPY: Final = Flow(
    "order:copy", (Given("order_id"), CustomerStep("customer")), _run_copy, N_("Commande d'après une autre")
)
OF_CUSTOMER: Final = Flow(
    "order:of-customer",
    (CustomerStep("customer", N_("De quel client ?")), Given("what")),
    _run_of_customer,
    N_("Commandes d'un client"),
)
_PLANS: Final[dict[type, Callable[[Visit, Any], Awaitable[Plan]]]] = {
    OrderPlace: _place,
    OrderFind: _find,
    OrdersAsked: _list,
    OrderCopy: _copy,
    OrderCancel: _cancel,
    OrderLess: _less,
    OrderNumber: _own_number,
    OrderDecide: _decide,
    DepositWanted: _want_deposit,
    DepositCame: _deposit,
    PurchasesAsked: _purchases,
}
