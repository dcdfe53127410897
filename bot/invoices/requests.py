"""What is typed about invoices: made from orders, deliveries, quotes or words; credited; found; lists and figures."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from bot.flows.engine import begin
from bot.flows.picking import picked
from bot.invoices.asking import OF_CUSTOMER
from bot.invoices.crediting import cancel_screen, draft_credit
from bot.invoices.listing import Wanted, invoice_list, overdue_list, turnover_screen, waiting_screen
from bot.invoices.making import (
    deposit_tap,
    direct_screen,
    draft_deposit,
    draft_lines,
    draft_order,
    draft_progress,
    progress_tap,
    whose_order_screen,
)
from bot.invoices.meant import customer_meant, invoice_meant, order_meant, order_numbered, something_in_hand
from bot.invoices.paid import paid_screen
from bot.invoices.replacing import draft_instead, replace_screen
from bot.invoices.screens import staff_card
from bot.invoices.sending import send_invoice
from bot.invoices.showing import invoice_pdf, show_invoice
from bot.mail.asked import mail_plan
from bot.outgoing.say import Say, Show
from bot.sales.making import NEW_QUOTE, order_told, quote_answers
from bot.sales.requests import one_quote
from bot.talk.lookup import Lookup
from bot.talk.visit import Plan, Visit, answer, looking, tell
from bot.understanding import OrderCreate, understand
from bot.understanding.invoices import (
    CancelInvoiceSaid,
    CreditSaid,
    DepositSaid,
    DirectSaid,
    DocumentsAsked,
    FinalSaid,
    FindInvoiceSaid,
    InvoiceDeliveries,
    InvoiceOrder,
    InvoiceQuote,
    InvoiceSaid,
    InvoicesAsked,
    InvoiceWhom,
    PaidAsked,
    ProgressSaid,
    ReplaceSaid,
    SendSaid,
    ToInvoiceAsked,
    TurnoverAsked,
    UnpaidAsked,
    read_invoice,
)
from bot.understanding.mailing import by_mail
from core.i18n import _
from core.invoicing import drafting, reads
from core.invoicing.editing import comes_instead
from core.invoicing.lifecycles import InvoiceState
from core.invoicing.models import Invoice
from core.kernel.amounts import amount, percent
from core.numbering import number_said
from core.permissions import Permission, Role
from core.sales import deliveries, orders
from core.sales.lifecycles import OrderState
from core.sales.models import Order, Quote
from core.uow import UnitOfWork


async def asked(visit: Visit, text: str) -> Plan | None:
    """The plan for a sentence about invoices; None when it is about something else, or answers the open question."""
    said = read_invoice(text, visit.db.today, in_hand=something_in_hand(visit))
    if said is None or not (visit.actor.may(Permission.INVOICES_READ) or _meant_for_others(visit, text, said)):
        return None
    permission, plan = _PLANS[type(said)]
    if not visit.actor.may(permission):
        visit.actor.expect(permission)
    return await plan(visit, said)


def _meant_for_others(visit: Visit, text: str, said: InvoiceSaid) -> bool:
    """« facture la 11 », « fa 19 », « impayés » of who brings or keeps the goods: he is told that it is not for him.

    Not what is about invoices only because of what is in hand: his « envoie » is about a delivery.
    """
    by_itself = isinstance(said, _FOR_OTHERS) or read_invoice(text, visit.db.today, in_hand=False) == said
    return visit.actor.role in (Role.STOREKEEPER, Role.TECHNICIAN) and by_itself and not isinstance(said, InvoiceWhom)


async def _order(visit: Visit, said: InvoiceOrder) -> Plan:
    """« facture la 106 »; of a quote that is not ordered, all of it at once."""
    if said.number is None and (quote := await _quote_in_hand(visit)) is not None:
        return answer(Show(await direct_screen(visit.db, quote), fresh=True))
    order_id = await order_meant(visit, said.number)
    if isinstance(order_id, Plan):
        return order_id
    if said.lines:
        return Plan(act=lambda uow: draft_lines(uow, visit, order_id, said.lines))
    return Plan(act=lambda uow: draft_order(uow, visit, order_id, everything=said.everything))


async def _quote(visit: Visit, said: InvoiceQuote) -> Plan:
    """A quote that is ordered is invoiced by its order."""
    quote = await one_quote(visit, said.number)
    if not isinstance(quote, Quote):
        return quote
    order = await orders.of_quote(visit.db, quote.id)
    if order is not None and not order.direct:
        order_id = order.id
        return Plan(act=lambda uow: draft_order(uow, visit, order_id))
    if order is not None:
        made = await reads.of_order(visit.db, order.id)
        return _shown(visit, made[0].id) if made else tell(visit, _("Je ne trouve pas cela ici."))
    return answer(Show(await direct_screen(visit.db, quote), fresh=True))


async def _deliveries(visit: Visit, said: InvoiceDeliveries) -> Plan | None:
    """Delivery notes by number: one invoice; of a customer, or all that wait: a preview."""
    if said.numbers:
        ids: list[int] = []
        for number in said.numbers:
            found = await deliveries.by_number(visit.db, number if number.startswith("bl") else f"bl{number}")
            if len(found) != 1:
                return tell(visit, _("Je ne trouve pas la livraison {number}.").format(number=number_said(number)))
            ids += found

        async def act(uow: UnitOfWork) -> Sequence[Say]:
            draft = await drafting.draft_of_deliveries(uow, ids)
            return await show_invoice(uow, visit, draft.id, fresh=True)

        return Plan(act=act)
    if said.who:
        return await _about_customer(visit, said.who, "waiting")
    return answer(Show(await waiting_screen(visit.db), fresh=True))


async def _whom(visit: Visit, said: InvoiceWhom) -> Plan | None:
    return await _about_customer(visit, said.who, "waiting")


async def _direct(visit: Visit, said: DirectSaid) -> Plan | None:
    """« facture dupont 3 rad »: drafted like an order, validated as an invoice."""
    lookup = Lookup(visit.db)
    reading = await understand(f"commande {said.rest}", lookup.context())
    if not isinstance(reading.slots, OrderCreate) or reading.slots.quote.customer is None:
        return None
    answers = await quote_answers(visit, reading.slots.quote, lookup, order=order_told(reading.slots))
    return Plan(act=lambda uow: begin(uow, visit, NEW_QUOTE, answers))


async def _deposit(visit: Visit, said: DepositSaid) -> Plan | None:
    share = percent(said.percent) if said.percent else None
    sum_ = amount(said.amount) if said.amount else None
    if said.who:
        return await _of_his_order(
            visit,
            said.who,
            _("Acompte de quelle commande ?"),
            tap=lambda order: deposit_tap(order, share, sum_),
            draft=lambda uow, order_id: draft_deposit(uow, visit, order_id, share=share, amount=sum_),
        )
    order_id = await order_meant(visit, said.number)
    if isinstance(order_id, Plan):
        return order_id
    return Plan(act=lambda uow: draft_deposit(uow, visit, order_id, share=share, amount=sum_))


async def _of_his_order(
    visit: Visit,
    who: str,
    question: str,
    *,
    tap: Callable[[Order], str],
    draft: Callable[[UnitOfWork, int], Awaitable[Sequence[Say]]],
) -> Plan | None:
    """Of the only order that this customer has under way; of several, or of customers who have that name, it is asked
    which. None when nobody has it."""
    match = await customer_meant(visit, who)
    if match is None:
        return None
    ids = [match.certain.id] if match.certain is not None else [one.id for one in match.candidates]
    theirs = [order for one in ids for order in await orders.of_customer(visit.db, one)]
    under_way = [order for order in theirs if order.state in _UNDER_WAY and not order.direct]
    if len(under_way) == 1 and match.certain is not None:
        order_id = under_way[0].id
        return Plan(act=lambda uow: draft(uow, order_id))
    return answer(Show(whose_order_screen(under_way, question, tap), fresh=True))


async def _progress(visit: Visit, said: ProgressSaid) -> Plan | None:
    done = percent(said.percent)
    if said.who:
        return await _of_his_order(
            visit,
            said.who,
            _("Situation de quelle commande ?"),
            tap=lambda order: progress_tap(order, done),
            draft=lambda uow, order_id: draft_progress(uow, visit, order_id, done=done),
        )
    order_id = await order_meant(visit, said.number)
    if isinstance(order_id, Plan):
        return order_id
    return Plan(act=lambda uow: draft_progress(uow, visit, order_id, done=done))


async def _final(visit: Visit, said: FinalSaid) -> Plan:
    """All that is left, deposits deducted."""
    order_id = await order_meant(visit, said.number)
    if isinstance(order_id, Plan):
        return order_id
    return Plan(act=lambda uow: draft_order(uow, visit, order_id, everything=True))


async def _credit(visit: Visit, said: CreditSaid) -> Plan:
    invoice = await invoice_meant(visit, said.number)
    if isinstance(invoice, Plan):
        return invoice
    return Plan(act=lambda uow: draft_credit(uow, visit, invoice, said))


async def _cancel(visit: Visit, said: CancelInvoiceSaid) -> Plan:
    invoice = await invoice_meant(visit, said.number)
    if isinstance(invoice, Plan):
        return invoice
    drafted = said.change and invoice.state is InvoiceState.DRAFT
    screen = await (staff_card if drafted else cancel_screen)(visit.db, invoice)
    return answer(Show(screen, fresh=True))


async def _replace(visit: Visit, said: ReplaceSaid) -> Plan:
    invoice = await invoice_meant(visit, said.number)
    if isinstance(invoice, Plan):
        return invoice
    if invoice.number is None and comes_instead(invoice) and invoice.origin_id is not None:
        invoice = await reads.read(visit.db, invoice.origin_id)  # the draft in hand is of that one
    if invoice.number is None:
        return _shown(visit, invoice.id)
    if (draft := await draft_instead(visit.db, invoice)) is not None:
        return _shown(visit, draft.id)
    return answer(Show(await replace_screen(visit.db, invoice), fresh=True))


async def _find(visit: Visit, said: FindInvoiceSaid) -> Plan:
    """« facture 106 » is the invoice 106; where there is none, the order of that number is invoiced."""
    wanted = said.number if said.or_order else None
    if wanted and not await reads.found_by_number(visit.db, wanted) and await order_numbered(visit, wanted):
        visit.actor.expect(Permission.INVOICES_WRITE)
        return await _order(visit, InvoiceOrder(wanted))
    invoice = await invoice_meant(visit, said.number)
    if not isinstance(invoice, Invoice):
        return invoice
    if said.paper:
        return answer(invoice_pdf(invoice))
    return _shown(visit, invoice.id)


async def _send(visit: Visit, said: SendSaid) -> Plan:
    invoice = await invoice_meant(visit, said.number)
    if isinstance(invoice, Plan):
        return invoice
    mailed, to = by_mail(said.means)
    if mailed:
        return mail_plan(visit, "invoice", invoice.id, to=to)
    return Plan(act=lambda uow: send_invoice(uow, visit, invoice.id))


async def _paid(visit: Visit, said: PaidAsked) -> Plan | None:
    if said.who:
        return await _about_customer(visit, said.who, "unpaid")
    invoice = await invoice_meant(visit, said.number)
    return invoice if isinstance(invoice, Plan) else answer(Show(await paid_screen(visit.db, invoice), fresh=True))


async def _to_invoice(visit: Visit, said: ToInvoiceAsked) -> Plan | None:
    if said.who:
        return await _about_customer(visit, said.who, "waiting")
    return answer(Show(await waiting_screen(visit.db), fresh=True))


async def _unpaid(visit: Visit, said: UnpaidAsked) -> Plan | None:
    if said.who:
        return await _about_customer(visit, said.who, "unpaid")
    return answer(Show(await overdue_list(visit.db, "overdue" if said.overdue else "unpaid"), fresh=True))


async def _list(visit: Visit, said: InvoicesAsked) -> Plan | None:
    if said.who:
        return await _about_customer(visit, said.who, "docs", kind="i")
    wanted = Wanted.of(said.which, said.period)
    return answer(Show(await invoice_list(visit.db, wanted), fresh=True))


async def _documents(visit: Visit, said: DocumentsAsked) -> Plan | None:
    return await _about_customer(visit, said.who, "docs", kind="a")


async def _turnover(visit: Visit, said: TurnoverAsked) -> Plan | None:
    year = said.period.first.year if said.period else visit.db.today.year
    days = {"from": said.period.first.isoformat(), "to": said.period.last.isoformat()} if said.period else {}
    if said.who:
        return await _about_customer(visit, said.who, "turnover", year=year, **days)
    return Plan((Show(await turnover_screen(visit.db, None, {"year": year, **days}), fresh=True),))


async def _about_customer(visit: Visit, who: str, what: str, **facts: Any) -> Plan | None:
    """What is asked of one customer, who may have to be chosen; None when nobody has that name."""
    match = await customer_meant(visit, who)
    if match is None:
        return None
    known: Mapping[str, Any] = {"customer": picked(match), "what": what, "facts": facts}
    return Plan(act=lambda uow: begin(uow, visit, OF_CUSTOMER, known), looks=match.certain is not None)


async def _quote_in_hand(visit: Visit) -> Quote | None:
    """The quote that is talked about and is not ordered."""
    if visit.card_is_object and not (visit.card or "").startswith("quote"):
        return None
    if not (visit.card or visit.focus).startswith("quote"):
        return None
    quote = await one_quote(visit, None)
    if not isinstance(quote, Quote) or await orders.of_quote(visit.db, quote.id) is not None:
        return None
    return quote


def _shown(visit: Visit, invoice_id: int) -> Plan:
    return looking(lambda uow: show_invoice(uow, visit, invoice_id, fresh=True))


_UNDER_WAY: Final = (OrderState.CONFIRMED, OrderState.WAITING)
_FOR_OTHERS: Final = (DirectSaid, InvoiceOrder, InvoiceQuote, InvoiceDeliveries, DepositSaid, ProgressSaid, FinalSaid)
_Planned = Callable[[Visit, Any], Awaitable[Plan | None]]
_READ, _WRITE, _CREDITS = Permission.INVOICES_READ, Permission.INVOICES_WRITE, Permission.INVOICES_CREDIT
_PLANS: Final[dict[type[InvoiceSaid], tuple[Permission, _Planned]]] = {
    InvoiceOrder: (_WRITE, _order),
    InvoiceQuote: (_WRITE, _quote),
    InvoiceDeliveries: (_WRITE, _deliveries),
    InvoiceWhom: (_WRITE, _whom),
    DirectSaid: (_WRITE, _direct),
    DepositSaid: (_WRITE, _deposit),
    ProgressSaid: (_WRITE, _progress),
    FinalSaid: (_WRITE, _final),
    CreditSaid: (_CREDITS, _credit),
    CancelInvoiceSaid: (_READ, _cancel),
    ReplaceSaid: (_CREDITS, _replace),
    FindInvoiceSaid: (_READ, _find),
    SendSaid: (_WRITE, _send),
    PaidAsked: (_READ, _paid),
    ToInvoiceAsked: (_READ, _to_invoice),
    UnpaidAsked: (_READ, _unpaid),
    InvoicesAsked: (_READ, _list),
    DocumentsAsked: (_READ, _documents),
    TurnoverAsked: (_READ, _turnover),
}
