"""What the customer sees of his order: its state in words, his agreement, the PDF."""

from collections.abc import Mapping, Sequence

from bot.orders.rows import body
from bot.orders.screens import tap
from bot.orders.words import CUSTOMER_STATES, deposit_words, engagement_line, glyph, order_name
from bot.outgoing.screen import Button, Line, Screen, bold, in_rows, italic, plain_screen
from bot.sales.received import received_buttons
from bot.sales.words import delivery_words, payment_words
from bot.talk.taps import Tap
from bot.talk.visit import object_key
from bot.web.links import Signable, web_button
from core.i18n import _, money
from core.permissions import Permission
from core.sales import orders, quotes
from core.sales.lifecycles import Engagement, OrderState, QuoteState
from core.sales.models import Order
from core.sales.orders import CheckKind, Control, LineProgress
from core.uow import Reader

_AGREEABLE = (OrderState.WAITING, OrderState.CONFIRMED)


async def received_card(order: Order, db: Reader) -> Screen:
    """The card of the customer, with what has been brought to him already; `db` is read by him."""
    progress = await orders.received_progress(db, order)
    title: Line = (glyph(order), " ", bold(order_name(order)), " · ", str(order.seller.get("name") or ""))
    subject = (italic(order.subject),) if order.subject else ()
    terms = (payment_words(order.payment_terms), deposit_words(order), delivery_words(order.delivery_on))
    about = " · ".join(filter(None, terms))
    lines: list[Line] = [f"ℹ️ {about}"] if about else []
    if order.customer_number:
        lines.append(_("📋 votre n° {number}").format(number=order.customer_number))
    lines.append(engagement_line(order, db))
    if order.to_sign_again and order.state in _AGREEABLE:
        lines.append(bold("⚠️ " + _("elle a changé depuis votre accord : redonnez-le, s'il vous plaît")))
    if waits_for_conditions(order):
        lines.append(_("📜 Nos conditions ont changé depuis votre dernière commande : elles sont dans le PDF."))
    return Screen(
        (title, bold(_state_words(order, progress)), *subject, *body(order, progress), *lines),
        _rows(order),
        card=object_key("my-order", order.id),
    )


def _state_words(order: Order, progress: Mapping[int, LineProgress]) -> str:
    if waits_for_conditions(order):
        return _("Elle attend votre accord.")
    if any(one.delivered for one in progress.values()):
        return _("Une partie est livrée, nous préparons le reste.")
    return _(CUSTOMER_STATES[order.state])


def confirm_agree(order: Order, name: str) -> Screen:
    """The one confirmation before he binds himself: how much, and under which name."""
    question = _("Vous commandez {number} pour {gross} TTC ?").format(number=order.number, gross=money(order.gross))
    rows = (
        (Button(_("✅ Oui, bon pour accord"), tap("my-order-agree", order)),),
        (
            Button(_("✏️ Autre nom"), tap("my-order-agree-as", order)),
            Button(_("Retour"), tap("my-order", order)),
        ),
    )
    signed = (_("Vous signez « Bon pour accord » au nom de "), bold(name), ".")
    return Screen((bold(question), signed), rows, card=object_key("my-order", order.id))


async def documents(db: Reader, company: str) -> Screen:
    """Everything that a customer has received: orders first, then quotes that are not ordered."""
    theirs = await orders.received(db) if db.actor.may(Permission.ORDERS_SIGN) else ()
    offered = [quote for quote in await quotes.received(db) if quote.state is not QuoteState.ORDERED]
    title = ("📒 ", bold(company))
    own = Button(_("💶 Mon compte"), Tap("mine", db.actor.company_id or 0).packed())
    account = [own] if db.actor.may(Permission.ACCOUNT_OWN) else []
    buttons = [*map(_button, theirs), *received_buttons(offered)]
    if not buttons:
        return plain_screen(title, _("Aucun document pour l'instant."), rows=in_rows(account))
    return plain_screen(title, _("Vos documents :"), rows=in_rows([*buttons, *account], 1))


def waits_for_conditions(order: Order) -> bool:
    """Whether he is to agree to newer general conditions before it is confirmed."""
    return order.state is OrderState.WAITING and CheckKind.CONDITIONS in Control.of(order).failed


def waits_for_yes(order: Order) -> bool:
    """Whether it was told, and he has not said yet that it is what he ordered."""
    told = order.engagement is Engagement.ORAL and order.state in _AGREEABLE
    return told and (order.confirmed_at is None or order.to_sign_again)


def waits_for_agreement(order: Order) -> bool:
    bound = order.engagement in (Engagement.TAPPED, Engagement.DRAWN)
    return order.state in _AGREEABLE and (not bound or order.to_sign_again)


def _button(order: Order) -> Button:
    return Button(f"{glyph(order)} {order.number} · {money(order.gross)} {_('TTC')}", tap("my-order", order))


def _rows(order: Order) -> tuple[tuple[Button, ...], ...]:
    answers: list[Sequence[Button]] = []
    if waits_for_yes(order):
        answers.append((Button(_("✅ Oui, c'est ma commande"), tap("my-order-yes", order)),))
    if waits_for_agreement(order):
        sign = web_button(_("✍️ Signer"), Signable.ORDER, order.id, order.company_id)
        answers.append((Button(_("✅ Bon pour accord"), tap("my-order-ask", order)), sign))
    pdf = (Button(_("📄 Voir le PDF"), tap("my-order-pdf", order)),)
    return (*map(tuple, answers), pdf)
