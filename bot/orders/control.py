"""« Commander »: the control card of a quote, and the tap that records the order."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.flows import Flow
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given, Text
from bot.invoices.offering import billed_at_once
from bot.orders.deciding import deposit_screen
from bot.orders.screens import VOICE_NAME, sent_screen, staff_card
from bot.orders.showing import show_order
from bot.orders.words import check_line, failed_words, waits_words
from bot.outgoing.say import Say, SendFile, SendQr, Show
from bot.outgoing.screen import Button, Line, Screen, bold, italic
from bot.sales.rows import totals_row
from bot.sales.screens import tap
from bot.sales.showing import show_quote
from bot.sales.words import quote_name
from bot.talk.buttons import button
from bot.talk.talks import focus_on
from bot.talk.taps import Tap
from bot.talk.visit import Visit, object_key
from bot.understanding.order_requests import deposit_in
from core.company import links
from core.i18n import N_, _
from core.kernel.amounts import amount, percent
from core.kernel.errors import IllegalTransition, NotFound
from core.sales import orders, quotes
from core.sales.lifecycles import QUOTE, Engagement, OrderState, QuoteAction, QuoteState
from core.sales.models import Order, Quote
from core.sales.orders import CheckKind, Control
from core.uow import Reader, UnitOfWork

LONGEST_NUMBER = 60
_WHOLE: Final = 100  # per cent
_WAITS_FOR: Final[Mapping[tuple[CheckKind, ...], str]] = {
    (CheckKind.DEPOSIT,): N_("Elle attendra l'acompte, ou l'accord d'un responsable."),
    (CheckKind.CONDITIONS,): N_(
        "Elle attendra l'accord du client aux nouvelles conditions, ou celui d'un responsable."
    ),
}


async def control_screen(db: Reader, quote: Quote) -> Screen:
    """The five checks with their facts, in the place of the quote's card; that of its order once there is one.

    Raises IllegalTransition for a quote that is not ordered as it is.
    """
    if quote.state is QuoteState.ORDERED:
        return await _order_card(db, quote.id)
    expect_orderable(quote)
    return control_card(quote, await orders.control(db, quote.id))


def control_card(quote: Quote, control: Control) -> Screen:
    name = quote.buyer.get("name") or quote.customer.name
    lines: list[Line] = [
        ("🔎 ", bold(_("Commande · contrôle")), f" · {quote_name(quote)}"),
        bold(name),
        *map(check_line, control.checks),
        totals_row(quote.totals()),
    ]
    if told := _told(quote, control.failed):
        lines.append(told)
    if control.failed:
        lines.append(italic(_waits(control.failed)))
    rows = (
        (Button(_("✅ Valider la commande"), tap("order-place", quote)),),
        (
            Button(_("📋 Son numéro"), tap("order-number", quote)),
            Button(_("⬅️ Retour"), tap("quote", quote)),
        ),
    )
    return Screen(tuple(lines), rows, card=object_key("quote", quote.id))


def expect_orderable(quote: Quote) -> None:
    """A draft made as a quote is given as such first. Raises IllegalTransition."""
    QUOTE.after(quote.state, QuoteAction.ORDER)
    if quote.state is QuoteState.DRAFT and not quote.for_order:
        raise IllegalTransition("quote", quote.state, QuoteAction.ORDER)


async def show_control(uow: UnitOfWork, visit: Visit, quote: Quote, *, fresh: bool = False) -> Sequence[Say]:
    """Show the control; the next words are about the quote."""
    key = object_key("quote", quote.id)
    if visit.focus != key and quote.state is not QuoteState.ORDERED:
        await focus_on(uow, visit.turn.chat_id, key)
    return [visit.show(await control_screen(uow, quote), fresh=fresh)]


async def send_order(uow: UnitOfWork, visit: Visit, order_id: int, *, version: int | None = None) -> Sequence[Say]:
    """Give the order to its customer: his people in the chat are told, and the link is for somebody else."""
    order, token = await orders.send(uow, order_id, version=version)
    link = f"https://t.me/{visit.bot_username}?start=o_{token}"
    return [SendQr(link, sent_screen(order, link, links.GOOD_FOR))]


async def quote_stale(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """The order when it is recorded already, or the control as it is now."""
    quote = await quotes.read(db, tap.object_id)
    if quote.state is QuoteState.ORDERED:
        order = await orders.of_quote(db, quote.id)
        done = _("C'est déjà fait : {name}.").format(name=order.number if order else "")
        return [visit.toast(done), visit.show(await _order_card(db, quote.id))]
    changed = visit.toast(_("Ce devis a changé, voici la version actuelle."))
    return [changed, visit.show(await control_screen(db, quote))]


@button("order-control", writes=True)
async def _control(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await show_control(uow, visit, await quotes.read(uow, tap.object_id))


@button("order-place", writes=True, stale=quote_stale)
async def _place(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read(uow, tap.object_id)
    was_ordered = quote.state is QuoteState.ORDERED
    told = Engagement.ORAL if quote.order_told_by and not quote.agreed else Engagement.NONE
    order = await orders.place(uow, quote.id, engagement=told, version=tap.version)
    if was_ordered:
        shown = await show_order(uow, visit, await orders.read(uow, order.id))
        return [visit.toast(_("C'est déjà fait : {name}.").format(name=order.number)), *shown]
    his = order.state is OrderState.CONFIRMED or Control.of(order).failed == (CheckKind.CONDITIONS,)
    recap = order.engagement is Engagement.ORAL and his
    sent = await send_order(uow, visit, order.id) if recap else ()
    shown = await show_order(uow, visit, await orders.read(uow, order.id))
    return [visit.toast(_placed(order)), *shown, *sent, *_came_along(order, quote.said)]


@button("quote-file", writes=False)
async def _file(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read(db, tap.object_id)
    if quote.order_file_sha256 is None:
        raise NotFound("order_file", quote.id)
    caption = _("Commande de {name}").format(name=quote.customer.name)
    return [SendFile(quote.order_file_name, quote.order_file_sha256, caption)]


@button("quote-voice", writes=False)
async def _voice(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read(db, tap.object_id)
    if quote.order_voice_sha256 is None:
        raise NotFound("order_file", quote.id)
    return [SendFile(VOICE_NAME, quote.order_voice_sha256, _("Commande de {name}").format(name=quote.customer.name))]


@button("order-number", writes=True)
async def _number(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await begin(uow, visit, SET_NUMBER, {"quote_id": (await quotes.read(uow, tap.object_id)).id})


async def _order_card(db: Reader, quote_id: int) -> Screen:
    found = await orders.of_quote(db, quote_id)
    assert found is not None, "what is ordered has an order"
    return await staff_card(db, await orders.read(db, found.id))


def _placed(order: Order) -> str:
    if order.state is OrderState.CONFIRMED:
        return _("Commande enregistrée : {number}").format(number=order.number)
    failed = failed_words(Control.of(order).failed)
    if waits := waits_words(order):
        return f"{order.number}{_(' : ')}{waits}"
    return _("{number} attend un accord : {checks}").format(number=order.number, checks=failed)


def _waits(failed: tuple[CheckKind, ...]) -> str:
    """For what it will wait once it is recorded."""
    if failed in _WAITS_FOR:
        return _(_WAITS_FOR[failed])
    return _("Elle attendra l'accord d'un responsable : {checks}.").format(checks=failed_words(failed))


def _came_along(order: Order, said: str) -> Sequence[Say]:
    """The question whether the deposit that was said in the same breath is to be written down."""
    came = deposit_in(said)
    if came is None or not came.amount:
        return ()
    share = percent(came.amount) if came.amount <= _WHOLE else None
    received = amount(order.gross * order.deposit) if share == order.deposit else amount(came.amount)
    return [Show(deposit_screen(order, received, came.method), fresh=True)]


def _told(quote: Quote, failed: tuple[CheckKind, ...]) -> str:
    if quote.agreed:
        return _("✍️ accord de {name} sur le devis").format(name=quote.answered_by)
    if quote.order_told_by:
        now = _("📞 passée de vive voix par {name} : un récapitulatif à confirmer lui est envoyé")
        later = _("📞 passée de vive voix par {name} : un récapitulatif à confirmer lui sera envoyé une fois débloquée")
        told = now if failed in ((), (CheckKind.CONDITIONS,)) else later
        return told.format(name=quote.order_told_by)
    return f"📎 {quote.order_file_name}" if quote.order_file_sha256 else ""


async def _set_number(uow: UnitOfWork, visit: Visit, quote_id: int, own: str) -> Sequence[Say]:
    quote = await orders.note_customer_order(uow, quote_id, number=own)
    if quote.state is QuoteState.ORDERED:
        order = await orders.of_quote(uow, quote_id)
        assert order is not None, "what is ordered has an order"
        return await show_order(uow, visit, await orders.read(uow, order.id), fresh=True)
    return await _not_ordered_yet(uow, visit, quote)


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return await _not_ordered_yet(uow, visit, await quotes.read(uow, answers["quote_id"]))


async def _not_ordered_yet(uow: UnitOfWork, visit: Visit, quote: Quote) -> Sequence[Say]:
    """The control; of what was asked for as an invoice, which is not controlled, its draft."""
    return await (show_quote if billed_at_once(quote) else show_control)(uow, visit, quote, fresh=True)


SET_NUMBER = Flow(
    "order:number",
    (
        Given("quote_id"),
        Text(
            "own",
            N_("Quel numéro le client donne-t-il à sa commande ?"),
            N_("Par exemple : 4711"),
            limit=LONGEST_NUMBER,
        ),
    ),
    _set_number,
    N_("Numéro de commande du client"),
    _left,
)
