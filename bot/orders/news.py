"""What the company's people and its customers are told of orders, without having asked."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from bot.deliveries.screens import prepare_button
from bot.orders.asked import answered_news, asked_news
from bot.orders.received import waits_for_yes
from bot.orders.screens import May, asking, staff_card, tap
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Line, bold, plain_screen
from bot.sales.words import delivery_words
from bot.talk.taps import Tap
from core.i18n import N_, _, money
from core.notices.notices import DueNotice
from core.sales import orders
from core.sales.lifecycles import OrderState
from core.uow import Reader

Tell = Callable[[Reader, DueNotice], Awaitable[Sequence[Say]]]


async def _waiting(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """A question for whoever may decide; once somebody has, only the card."""
    order = await orders.read(db, notice.facts["order_id"])
    card = await staff_card(db, order, may=May(decide=True, take=True))
    waits = order.state is OrderState.WAITING
    return [Show(asking(card, order, notice.facts["by"]) if waits else card, fresh=True)]


async def _paid(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """The deposit has come, and something else still keeps the order: a question again."""
    order = await orders.read(db, notice.facts["order_id"])
    card = await staff_card(db, order, may=May(decide=True, take=True))
    came = _("Acompte de {amount} reçu").format(amount=money(Decimal(notice.facts["amount"])))
    waits = order.state is OrderState.WAITING
    heading = f"{came}{_(' : ')}{_('la commande attend toujours votre décision.')}" if waits else f"{came}."
    return [Show(replace(card, lines=(("💶 ", bold(heading)), *card.lines)), fresh=True)]


async def _unpaid(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """A deposit went back: the order waits again, or is under way without it."""
    facts, order = notice.facts, await orders.read(db, notice.facts["order_id"])
    waits = _("elle attend, rien ne part.")
    gone = _("des articles sont déjà partis.")
    told = _("{by} reprend l'acompte de {amount} sur {number}{reason}").format(
        by=facts["by"],
        amount=money(Decimal(facts["amount"])),
        number=order.number,
        reason=f" ({facts['reason']})" if facts["reason"] else "",
    )
    heading = f"{told}{_(' : ')}{waits if order.state is OrderState.WAITING else gone}"
    return await _told(db, notice, ("⚠️ ", bold(heading)))


async def _refund(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """For whoever looks after the money."""
    back = _("{amount} à rendre au client").format(amount=money(Decimal(notice.facts["amount"])))
    order = await orders.read(db, notice.facts["order_id"])
    card = await staff_card(db, order, may=May(decide=True, take=True))
    return [Show(replace(card, lines=(("💸 ", bold(back)), *card.lines)), fresh=True)]


async def _to_prepare(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """For the depot: what has been confirmed and is to be prepared, with its own switch."""
    order = await orders.read(db, notice.facts["order_id"])
    title: Line = ("📦 ", bold(_("À préparer : {number}").format(number=order.number)), f" · {order.customer.name}")
    due = delivery_words(order.delivery_on)
    prepare = prepare_button(order)
    mute = Button(_("🔕 Ne plus me prévenir"), Tap("prepare-follow", notice.company_id, arguments=("0",)).packed())
    rows = (*(((prepare,),) if prepare else ()), (mute,))
    return [Show(plain_screen(title, *([due] if due else []), rows=rows))]


async def _yours(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """For the customer's people: what became of their order. Why it was refused or given up is the company's own."""
    order = await orders.read(db, notice.facts["order_id"])
    sign, said = _YOURS[notice.kind]
    if notice.kind == "order_yours_cancelled" and order.state is not OrderState.CANCELLED:
        said = N_("Ce qui restait à livrer de votre commande {number} est annulé.")
    lines: list[Line] = [(sign, " ", bold(_(said).format(number=order.number)))]
    lines += [_(_NEXT[notice.kind]), *_money_back(notice)]
    seen = order.state not in (OrderState.WAITING, OrderState.REFUSED)
    rows = ((Button(_("🧾 Voir la commande"), tap("my-order", order)),),) if seen else ()
    return [Show(plain_screen(*lines, rows=rows))]


async def _confirmed(db: Reader, notice: DueNotice) -> Sequence[Say]:
    return await _told(db, notice, ("✅ ", bold(_("La commande est confirmée : plus rien ne la retient."))))


async def _released(db: Reader, notice: DueNotice) -> Sequence[Say]:
    why = _("débloque la commande : « {reason} »").format(reason=notice.facts["reason"])
    return await _told(db, notice, ("🔓 ", bold(notice.facts["by"]), " ", why))


async def _refused(db: Reader, notice: DueNotice) -> Sequence[Say]:
    why = _("refuse la commande : « {reason} »").format(reason=notice.facts["reason"])
    return await _told(db, notice, ("❌ ", bold(notice.facts["by"]), " ", why))


async def _deposit_asked(db: Reader, notice: DueNotice) -> Sequence[Say]:
    asked = money(Decimal(notice.facts["amount"]))
    why = _("demande un acompte de {amount} avant de confirmer").format(amount=asked)
    return await _told(db, notice, ("💰 ", bold(notice.facts["by"]), " ", why))


async def _cancelled(db: Reader, notice: DueNotice) -> Sequence[Say]:
    reason = notice.facts["reason"]
    why = _("annule la commande : « {reason} »").format(reason=reason) if reason else _("annule la commande")
    return await _told(db, notice, ("🗑 ", bold(notice.facts["by"]), " ", why))


async def _agreed(db: Reader, notice: DueNotice) -> Sequence[Say]:
    return await _told(db, notice, ("🎉 ", bold(notice.facts["name"]), " ", _("confirme sa commande")))


async def _sent(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """For a person of the customer, who was in the chat before; the card itself comes at his tap, as it then is."""
    order = await orders.read(db, notice.facts["order_id"])
    about = _("Commande {number}, {gross} TTC").format(number=order.number, gross=money(order.gross))
    if order.to_sign_again:  # told once, and it may change again before he looks
        about = _("Commande {number}").format(number=order.number)
    sent, asked = _("vous envoie votre commande."), _("vous demande de confirmer ce que vous avez commandé.")
    changed = _("a changé votre commande, et vous demande de nouveau votre accord.")
    if notice.facts.get("confirmed"):
        changed = _("a changé et confirmé votre commande, et vous demande de nouveau votre accord.")
    heading = changed if order.to_sign_again else asked if waits_for_yes(order) else sent
    rows = ((Button(_("🧾 Voir la commande"), tap("my-order", order)),),)
    return [Show(plain_screen(("📨 ", bold(notice.facts["by"]), " ", heading), about, *_money_back(notice), rows=rows))]


def _money_back(notice: DueNotice) -> Sequence[str]:
    """What he had paid beyond what he still orders."""
    back = Decimal(notice.facts.get("back", 0))
    return [_("Vous aviez payé {amount} : nous vous les rendons.").format(amount=money(back))] if back else []


async def _told(db: Reader, notice: DueNotice, heading: Line) -> Sequence[Say]:
    """The fact above the fresh card."""
    card = await staff_card(db, await orders.read(db, notice.facts["order_id"]))
    return [Show(replace(card, lines=(heading, *card.lines)), fresh=True)]


_YOURS: Final = {
    "order_yours_confirmed": ("✅", N_("Votre commande {number} est confirmée.")),
    "order_yours_cancelled": ("🗑", N_("Votre commande {number} est annulée.")),
    "order_yours_refused": ("🙏", N_("Nous ne pouvons pas prendre votre commande {number}.")),
}
_NEXT: Final = {
    "order_yours_confirmed": N_("Merci ! Nous nous en occupons."),
    "order_yours_cancelled": N_("Une question ? Écrivez-nous ici."),
    "order_yours_refused": N_("Nous en sommes désolés. Écrivez-nous ici, ou appelez-nous."),
}
ORDER_SCREENS: Final[dict[str, Tell]] = {
    "order_asked": asked_news,
    "order_answered": answered_news,
    "order_sent": _sent,
    "order_agreed": _agreed,
    "order_waiting": _waiting,
    "order_paid": _paid,
    "order_refund": _refund,
    "order_unpaid": _unpaid,
    "order_prepare": _to_prepare,
    **dict.fromkeys(_YOURS, _yours),
    "order_confirmed": _confirmed,
    "order_released": _released,
    "order_refused": _refused,
    "order_deposit_asked": _deposit_asked,
    "order_cancelled": _cancelled,
}
