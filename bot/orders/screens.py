"""What the company's people see of orders: the card, lists, what goes with a link for the customer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from bot.deliveries.screens import order_rows
from bot.invoices.offering import order_rows as invoice_rows
from bot.mail.shown import on_card
from bot.orders.rows import body, line_row
from bot.orders.words import STATES, check_line, deposit_words, engagement_line, glyph, order_name, stage_words
from bot.outgoing.screen import Button, Folded, Line, Screen, bold, in_rows, italic, plain_screen
from bot.sales.words import delivery_words, payment_words
from bot.talk.pages import PAGE, page_row
from bot.talk.taps import Tap
from bot.talk.visit import object_key
from bot.web.links import Signable, web_button
from core.i18n import N_, _, count, day, moment, money
from core.kernel.amounts import ONE, percent, quantity
from core.parties.models import Customer
from core.permissions import Permission, Role
from core.sales import deliveries, orders
from core.sales.lifecycles import ORDER, DeliveryState, Engagement, LineKind, OrderAction, OrderState
from core.sales.models import Order, OrderLine
from core.sales.orders import CheckKind, Control, Verdict
from core.uow import Reader

DEPOSIT: Final = "30"  # per cent, proposed when a control has failed
VOICE_NAME: Final = "note-vocale.ogg"
_OPEN: Final = (OrderState.WAITING, OrderState.CONFIRMED)
LISTS: Final = {
    "mine": N_("Mes commandes en cours"),
    "open": N_("Commandes en cours"),
    "waiting": N_("Commandes en attente d'accord"),
    "over": N_("Commandes terminées"),
    "mine-over": N_("Mes commandes terminées"),
}


@dataclass(frozen=True, slots=True)
class May:
    """What the person who looks may do."""

    write: bool = False
    decide: bool = False
    take: bool = False  # money that comes


async def staff_card(db: Reader, order: Order, *, may: May | None = None) -> Screen:
    """The card with how far each line is. A notice says itself what its reader `may` do."""
    if may is None:
        may = May(*map(db.actor.may, (Permission.ORDERS_WRITE, Permission.ORDERS_RELEASE, Permission.PAYMENTS_WRITE)))
        may = May(write=True, take=True) if db.actor.role is Role.SYSTEM else may
    progress = (await orders.progress(db, [order.id])).get(order.id, {})
    found = await orders.standing(db, order)
    stage = stage_words(order, await _brought(db, order), progress.values(), found)
    decided = _decided(order, await orders.forced_by(db, order), await orders.refusal(db, order))
    knows = order.to_sign_again and await orders.knows_change(db, order)
    recap = _recap(order, may, wanted=await orders.to_recap(db, order))
    wanted = may.write and order.state not in (OrderState.REFUSED, OrderState.CANCELLED)
    mailed = await on_card(db, "order", order.id, email=order.customer.email, ready=wanted)
    said = (*_footing(order, db, knows=knows), *recap, *mailed.lines, *_amiss(order, found, may))
    lines = (*heading(order, stage), *body(order, progress), *said, *decided)
    rows = (
        *await order_rows(db, order),
        *invoice_rows(db, order),
        *_rows(order, may, mailed.rows),
        *_money_row(db, order),
    )
    return Screen(lines, rows, card=object_key("order", order.id))


async def _stage(db: Reader, order: Order) -> str:
    """Where it stands, in the words of its card."""
    progress = (await orders.progress(db, [order.id])).get(order.id, {})
    found = await orders.standing(db, order)
    return stage_words(order, await _brought(db, order), progress.values(), found)


async def _brought(db: Reader, order: Order) -> Sequence[DeliveryState]:
    """The states of its deliveries."""
    if not db.actor.may(Permission.DELIVERIES_READ) or order.state is not OrderState.CONFIRMED:
        return ()
    return [one.state for one in await deliveries.of_order(db, order.id)]


def heading(order: Order, stage: str = "") -> tuple[Line, ...]:
    """State and number, then who."""
    customer = order.buyer.get("name") or order.customer.name
    town = order.buyer.get("city") or order.customer.city
    return (
        (glyph(order), " ", bold(order_name(order)), " · ", stage or stage_words(order)),
        (bold(customer), f" — {town}" if town else ""),
        *((italic(order.subject),) if order.subject else ()),
    )


async def edit_card(db: Reader, order: Order, page: int = 0) -> Screen:
    """One button per line that is still ordered."""
    sold = [line for line in order.lines if line.kind is LineKind.ITEM]
    shown = sold[page * PAGE : (page + 1) * PAGE]
    labels = [(line.id, f"{count(line.quantity)} × {line.label}"[:60]) for line in shown]
    rows = [(Button(label, tap("order-line", order, line_id)),) for line_id, label in labels]
    more = len(sold) > (page + 1) * PAGE
    pages = page_row(page, more=more, tap=lambda other: tap("order-edit", order, other))
    hint = italic(_("Touchez une ligne, ou écrivez : « 3 pas 2 », « enlève la pose »."))
    back = Button(_("⬅️ Retour"), tap("order", order))
    lines = (*heading(order, await _stage(db, order)), *body(order), *_again(order), hint)
    return Screen(lines, (*rows, *pages, (back,)), _key(order))


async def line_card(db: Reader, order: Order, line: OrderLine) -> Screen:
    """One line: its quantity by steps that carry their target."""
    steps = tuple(
        Button(f"{'−' if target < line.quantity else '＋'} → {count(target)}", tap("order-qty", order, line.id, target))
        for target in (line.quantity - ONE, line.quantity + ONE)
        if target > 0
    )
    rows = (
        steps,
        (
            Button(_("Quantité"), tap("order-count", order, line.id)),
            Button(_("🗑 Enlever"), tap("order-drop", order, line.id)),
        ),
        (Button(_("⬅️ Retour"), tap("order-edit", order)),),
    )
    head = heading(order, await _stage(db, order))[:2]
    return Screen((*head, line_row(line), *_again(order)), rows, _key(order))


async def less_card(db: Reader, order: Order, line: OrderLine, by: Decimal) -> Screen:
    """So many fewer of a line, in one tap; all of it, when nothing would be left."""
    left = line.quantity - by
    asked = _("{label} : {before} → {after} ?").format(
        label=line.label, before=count(line.quantity), after=count(quantity(max(left, Decimal(0))))
    )
    yes = tap("order-qty", order, line.id, quantity(left)) if left > 0 else tap("order-drop", order, line.id)
    rows = ((Button(_("✅ Oui, changer"), yes), Button(_("Retour"), tap("order", order))),)
    return Screen((*heading(order, await _stage(db, order))[:2], bold(asked)), rows, _key(order))


def list_screen(listing: orders.Listing, which: str, page: int, other: tuple[str, int]) -> Screen:
    """A page of orders; above them how many there are in each state. `other` is the list that it leads to, and how many
    orders are on that one."""
    counts = " · ".join(
        f"{sign} {_(name)}{_(' : ')}{number}"
        for state, (name, sign) in STATES.items()
        if (number := listing.counts.get(state))
    )
    pages = page_row(
        page,
        more=listing.total > (page + 1) * PAGE,
        tap=lambda other: Tap("order-list", arguments=(which, str(other))).packed(),
    )
    there, many = other
    label = _("🏁 Terminées ({count})") if there.endswith("over") else _("🧾 En cours ({count})")
    more = ((Button(label.format(count=many), Tap("order-list", arguments=(there, "0")).packed()),),) if many else ()
    rows = (*in_rows(list(map(open_button, listing.rows)), 1), *pages, *more)
    return Screen((("🧾 ", bold(_(LISTS[which]))), counts or _("Aucune commande ici.")), rows, card="orders:0")


def customer_list(found: Sequence[Order], customer: Customer) -> Screen:
    """A customer's orders, newest first."""
    title = ("🧾 ", bold(_("Commandes de {name}").format(name=customer.name)))
    if not found:
        return plain_screen(title, _("Aucune commande ici."))
    return plain_screen(title, rows=in_rows(list(map(open_button, found)), 1))


def found_orders(found: Sequence[Order], others: Sequence[Button] = ()) -> Screen:
    """Several orders that fit, one button each; `others` are of other documents that fit too."""
    return plain_screen(bold(_("Lequel ?")), rows=in_rows([*map(open_button, found), *others], 1))


def open_button(order: Order) -> Button:
    about = f"{glyph(order)} {order.number} · {order.customer.name} · {money(order.gross)}"
    return Button(about[:100], tap("order-open", order))


def sent_screen(order: Order, link: str, days: int) -> Screen:
    """What goes with the QR: what the customer does with the link."""
    about = _("Commande {number} — {customer}").format(number=order.number, customer=order.customer.name)
    oral = order.engagement is Engagement.ORAL and order.confirmed_at is None
    asked = (
        _("Le client ouvre ce QR ou ce lien, relit sa commande, et touche « Oui, c'est ma commande ».")
        if oral
        else _("Le client ouvre ce QR ou ce lien, voit sa commande, et donne son accord dans son Telegram.")
    )
    told = _("S'il est déjà dans son chat, il l'y a reçue. Le lien vaut {days} jours, pour une seule personne.")
    rows = ((Button(_("Ouvrir le lien"), url=link), Button(_("Copier le lien"), copy=link)),)
    return Screen((bold(about), asked, italic(told.format(days=days)), link), rows)


def asking(card: Screen, order: Order, asker: str) -> Screen:
    """The card for whoever decides: what fails, and what to do about it in one tap."""
    asked = ("🙋 ", bold(_("{name} attend votre décision.").format(name=asker)))
    return replace(card, lines=(asked, *card.lines))


def tap(verb: str, order: Order, *arguments: object) -> str:
    """The data of a button about this order as it is now."""
    return Tap(verb, order.company_id, order.id, order.version, tuple(map(str, arguments))).packed()


def _key(order: Order) -> str:
    return object_key("order", order.id)


def _footing(order: Order, db: Reader, *, knows: bool) -> tuple[Line | Folded, ...]:
    """What is promised and paid, whose number it has, who is bound; warnings stand here and in no other message."""
    terms = (payment_words(order.payment_terms), deposit_words(order), delivery_words(order.delivery_on))
    lines: list[Line | Folded] = [f"ℹ️ {said}"] if (said := " · ".join(filter(None, terms))) else []
    theirs = (
        _("n° {number} chez lui").format(number=order.customer_number) if order.customer_number else "",
        f"📎 {order.customer_file_name}" if order.customer_file_sha256 else "",
    )
    if own := " · ".join(filter(None, theirs)):
        lines.append(own if own.startswith("📎") else f"📋 {own}")
    lines += [f"🗒 {order.notes.splitlines()[0][:120]}"] if order.notes else []
    lines.append(engagement_line(order, db))
    lines += _again(order, db, knows=knows)
    return tuple(lines)


def _amiss(order: Order, found: Control, may: May) -> tuple[Line, ...]:
    """What keeps it, or lacks, at this moment; what a customer owes is for those who sell and decide."""
    if order.state is OrderState.WAITING and not found.failed:
        return (bold("✅ " + _("plus rien ne la retient : touchez « Revoir », et elle est confirmée")),)
    mine = may.write or may.decide or order.state is OrderState.WAITING
    shown = (check for check in found.checks if mine or check.kind is not CheckKind.CREDIT)
    return tuple(check_line(check) for check in shown if check.verdict is not Verdict.OK)


def _recap(order: Order, may: May, *, wanted: bool) -> tuple[Line, ...]:
    """What was told in his name, or waits for his agreement, is still to be given to a customer who is not in the
    chat."""
    if not wanted or not may.write:
        return ()
    if order.state is OrderState.WAITING:
        return (bold("📨 " + _("le client n'a pas encore reçu la commande : touchez « Envoyer »")),)
    return (bold("📨 " + _("le client n'a pas encore son récapitulatif : touchez « Envoyer »")),)


def _decided(order: Order, forced_by: str, refusal: tuple[str, str]) -> tuple[Line, ...]:
    """Who let it pass or refused it, and why."""
    if order.forced_reason:
        return (_("🔓 débloquée par {name} : « {reason} »").format(name=forced_by, reason=order.forced_reason),)
    name, reason = refusal
    return (_("❌ refusée par {name} : « {reason} »").format(name=name, reason=reason),) if name else ()


def _again(order: Order, db: Reader | None = None, *, knows: bool | None = None) -> list[Line]:
    """The line that stands on the card until the customer has agreed to what was changed; whether he `knows` of it."""
    if not order.to_sign_again or order.changed_at is None or not ORDER.allows(order.state, OrderAction.SIGN):
        return []
    changed = moment(db.local(order.changed_at)) if db else day(order.changed_at.date())
    said = _("à faire signer à nouveau : changée le {moment}").format(moment=changed)
    his = {True: _("le client est prévenu"), False: _("le client ne le sait pas : touchez « Envoyer »")}
    return [bold("⚠️ " + " · ".join((said, *([] if knows is None else [his[knows]]))))]


def _money_row(db: Reader, order: Order) -> tuple[tuple[Button, ...], ...]:
    """The deposits that came, where one of them can be taken back."""
    if not order.deposit_received or not db.actor.may(Permission.PAYMENTS_READ):
        return ()
    return ((Button(_("💶 Acomptes reçus"), tap("order-money", order)),),)


def _rows(order: Order, may: May, mailed: tuple[tuple[Button, ...], ...]) -> tuple[tuple[Button, ...], ...]:
    rows = [*_deciding(order, may), *_selling(order, may), *(mailed if may.write else ())]
    rows.extend(in_rows(_documents(order, may)))
    if may.write:
        last = [Button(_("🕘 Historique"), tap("order-history", order))]
        if ORDER.allows(order.state, OrderAction.CANCEL):
            last.append(Button(_("🗑 Annuler"), tap("order-cancel", order)))
        rows.append(tuple(last))
    return tuple(rows)


def _documents(order: Order, may: May) -> list[Button]:
    given_up = order.state in (OrderState.REFUSED, OrderState.CANCELLED)  # nothing is confirmed of it
    buttons = [] if given_up else [Button(_("📄 Confirmation PDF"), tap("order-pdf", order))]
    if order.customer_file_sha256:
        buttons.append(Button(_("📎 Sa commande"), tap("order-file", order)))
    if order.voice_sha256:
        buttons.append(Button(_("🎙 Note vocale"), tap("order-voice", order)))
    if may.write:
        buttons.append(Button(_("🔁 Recommander"), tap("order-copy", order)))
    return buttons


def _deciding(order: Order, may: May) -> list[tuple[Button, ...]]:
    if order.state is not OrderState.WAITING or not (may.write or may.decide):
        return []
    review = Button(_("🔄 Revoir"), tap("order-review", order))
    if not may.decide:
        return [(review,)]
    deposit = Button(_("💰 Acompte {percent} %").format(percent=DEPOSIT), tap("order-deposit", order, DEPOSIT))
    return [
        (Button(_("🔓 Débloquer"), tap("order-release", order)), Button(_("❌ Refuser"), tap("order-refuse", order))),
        (*([deposit] if order.deposit < percent(DEPOSIT) else []), review),
    ]


def _selling(order: Order, may: May) -> list[tuple[Button, ...]]:
    if order.state is OrderState.CLOSED:
        due = order.deposit_received < order.gross and may.take
        return [(Button(_("💶 Paiement reçu"), tap("order-paid", order)),)] if due else []
    if order.state not in _OPEN:
        return []
    paid = (Button(_("💶 Acompte reçu"), tap("order-paid", order)),) if may.take else ()
    if not may.write:
        return [paid] if paid else []
    sign = [] if order.engagement is Engagement.DRAWN and not order.to_sign_again else [_sign_button(order)]
    return [
        (Button(_("✏️ Modifier"), tap("order-edit", order)), Button(_("📨 Envoyer"), tap("order-send", order))),
        *([(*sign, *paid)] if sign or paid else []),
    ]


def _sign_button(order: Order) -> Button:
    return web_button(_("✍️ Signer"), Signable.ORDER, order.id, order.company_id)
