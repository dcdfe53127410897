"""How orders are spoken of: their states, the five checks with the facts behind them, who is bound and how."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from core.i18n import N_, _, count, day, moment, money, percentage
from core.permissions import Role
from core.sales.lifecycles import ORDER, DeliveryState, Engagement, OrderAction, OrderState
from core.sales.models import Order
from core.sales.orders import Check, CheckKind, Control, LineProgress, Verdict
from core.uow import Reader

STATES: Final = {
    OrderState.WAITING: (N_("en attente d'accord"), "⏳"),
    OrderState.CONFIRMED: (N_("confirmée"), "🧾"),
    OrderState.CLOSED: (N_("terminée"), "🏁"),
    OrderState.REFUSED: (N_("refusée"), "❌"),
    OrderState.CANCELLED: (N_("annulée"), "🗑"),
}
# The same, as its customer reads it.
CUSTOMER_STATES: Final = {
    OrderState.WAITING: N_("Nous la vérifions, puis nous vous la confirmons."),
    OrderState.CONFIRMED: N_("Elle est confirmée, nous nous en occupons."),
    OrderState.CLOSED: N_("Tout est livré. Merci !"),
    OrderState.REFUSED: N_("Nous ne pouvons pas la prendre. Appelez-nous."),
    OrderState.CANCELLED: N_("Elle est annulée."),
}
MARKS: Final = {Verdict.OK: "✅", Verdict.WARN: "⚠️", Verdict.FAIL: "❌"}
CHECKS: Final = {
    CheckKind.STOCK: N_("Stock"),
    CheckKind.CREDIT: N_("Encours"),
    CheckKind.CONDITIONS: N_("CGV"),
    CheckKind.CONFORMITY: N_("BC conforme"),
    CheckKind.DEPOSIT: N_("Acompte"),
}
METHODS: Final[Mapping[str, str]] = {
    "card": N_("carte"),
    "cheque": N_("chèque"),
    "cash": N_("espèces"),
    "transfer": N_("virement"),
    "debit": N_("prélèvement"),
}
ENGAGEMENTS: Final = {
    Engagement.NONE: N_("pas encore signée"),
    Engagement.TAPPED: N_("accord donné dans la messagerie"),
    Engagement.DRAWN: N_("signée à l'écran"),
    Engagement.NAMED: N_("nom écrit devant le vendeur"),
    Engagement.WRITTEN: N_("commande écrite du client"),
    Engagement.ORAL: N_("passée de vive voix"),
}
# What keeps it, when it is one thing that is no decision of the company's.
_WAITS_FOR: Final[Mapping[tuple[CheckKind, ...], str]] = {
    (CheckKind.DEPOSIT,): N_("en attente d'acompte"),
    (CheckKind.CONDITIONS,): N_("en attente de l'accord du client"),
}
# Its deliveries that say where an order stands: what is on the road before what was brought, that before what is begun.
_UNDER_WAY: Final = frozenset({DeliveryState.LOADED, DeliveryState.ON_WAY, DeliveryState.PROBLEM})
_BEGUN: Final = frozenset({DeliveryState.PREPARING, DeliveryState.READY})
_NAMED: Final = 3  # articles that one line names


def order_name(order: Order) -> str:
    return _("Commande {number}").format(number=order.number)


def glyph(order: Order) -> str:
    return STATES[order.state][1]


def stage_words(
    order: Order,
    brought: Sequence[DeliveryState] = (),
    progress: Iterable[LineProgress] = (),
    found: Control | None = None,
) -> str:
    """« en attente d'acompte », « en préparation », « livraison partielle »: where an order stands, as the facts say.

    `brought` are the states of its deliveries, `found` its checks as they stand now.
    """
    if waits := waits_words(order, found):
        return waits
    if order.state is OrderState.CONFIRMED:
        if not _UNDER_WAY.isdisjoint(brought):
            return _("en livraison")
        if any(one.delivered for one in progress):
            return _("livraison partielle")
        if not _BEGUN.isdisjoint(brought):
            return _("en préparation")
    return _(STATES[order.state][0])


def waits_words(order: Order, found: Control | None = None) -> str:
    """« en attente d'acompte »: what keeps it, when it is one thing that is no decision of the company's."""
    waits = _WAITS_FOR.get((found or Control.of(order)).failed) if order.state is OrderState.WAITING else None
    return _(waits) if waits else ""


def check_line(check: Check) -> str:
    """« ✅ Stock : tout est disponible »"""
    return f"{MARKS[check.verdict]} {_(CHECKS[check.kind])}{_(' : ')}{_FACTS[check.kind](check.facts)}"


def failed_words(kinds: Sequence[CheckKind]) -> str:
    """« stock, acompte »"""
    return ", ".join(_(CHECKS[kind]).lower() if kind is not CheckKind.CONDITIONS else _(CHECKS[kind]) for kind in kinds)


def method_words(method: str) -> str:
    return _(METHODS[method]) if method in METHODS else method


def engagement_line(order: Order, db: Reader) -> str:
    """Who bound the customer, how and when; what is left to be confirmed, or to be signed again."""
    if order.engagement is Engagement.NONE or order.agreed_at is None:
        return "✍️ " + _(ENGAGEMENTS[Engagement.NONE])
    who = f"{order.agreed_by} ({order.agreed_role})" if order.agreed_role else order.agreed_by
    said = f"✍️ {_(ENGAGEMENTS[order.engagement])} · {who}, {moment(db.local(order.agreed_at))}"
    if order.to_sign_again and not ORDER.allows(order.state, OrderAction.SIGN):
        return f"{said} · {_('changée depuis')}"
    if order.engagement is not Engagement.ORAL:
        return said
    if order.confirmed_at is None and not ORDER.allows(order.state, OrderAction.SIGN):
        return said
    if order.confirmed_at is None:
        his = db.actor.role is Role.CUSTOMER
        return f"{said} · {_('à confirmer') if his else _('pas encore confirmée par le client')}"
    return f"{said} · {_('confirmée le {moment}').format(moment=moment(db.local(order.confirmed_at)))}"


def progress_words(one: LineProgress) -> str:
    """« réservé 2 · livré 1 sur 3 · rendu 1 », without what is nothing yet.

    What is with the customer is reserved no more, whenever the stock's books say so.
    """
    reserved = min(one.reserved, one.left)
    parts = [_("réservé {count}").format(count=count(reserved))] if reserved else []
    if one.delivered:
        brought = _("livré {delivered} sur {ordered}")
        parts.append(brought.format(delivered=count(one.delivered), ordered=count(one.ordered)))
    if one.returned:
        parts.append(_("rendu {count}").format(count=count(one.returned)))
    if one.invoiced:
        parts.append(_("facturé {count}").format(count=count(one.invoiced)))
    return " · ".join(parts)


def deposit_words(order: Order) -> str:
    """« acompte 30 % (129,28 €), reçu 100,00 € »; nothing when none is asked or came. « reçu 100,00 € à rendre »."""
    if order.state in (OrderState.REFUSED, OrderState.CANCELLED):
        return _("reçu {amount} à rendre").format(amount=money(order.owed_back)) if order.owed_back else ""
    asked = Decimal(order.gross * order.deposit)
    parts = []
    if order.deposit:
        parts.append(_("acompte {percent} ({amount})").format(percent=percentage(order.deposit), amount=money(asked)))
    if order.deposit_received:
        received = _("reçu {amount}") if parts or order.state is OrderState.CLOSED else _("acompte reçu {amount}")
        parts.append(received.format(amount=money(order.deposit_received)))
    if order.owed_back:
        parts.append(_("dont {amount} à rendre").format(amount=money(order.owed_back)))
    return ", ".join(parts)


def _stock(facts: Mapping[str, Any]) -> str:
    short = [one for one in facts["lines"] if Decimal(one["short"])]
    if short:
        return " ; ".join(map(_shortage, short[:_NAMED])) + (" …" if len(short) > _NAMED else "")
    if never := _named(facts.get("never", ())):  # unknown to controls that were kept before it was looked at
        return _("{labels} jamais reçu").format(labels=never)
    untracked = _named(facts["untracked"])
    if not facts["lines"]:
        return _("non suivi") if untracked else _("rien à sortir du stock")
    told = _("le reste est disponible") if untracked else _("tout est disponible")
    return (f"{_('non suivi')}{_(' : ')}{untracked}, " if untracked else "") + told


def _named(labels: Sequence[str]) -> str:
    return ", ".join(labels[:_NAMED]) + (" …" if len(labels) > _NAMED else "")


def _shortage(one: Mapping[str, Any]) -> str:
    said = _("{wanted} × {label} : dispo {now}, il manque {short}").format(
        wanted=_count(one["wanted"]),
        label=one["label"][:40],
        now=count(max(Decimal(one["now"]), Decimal(0))),
        short=_count(one["short"]),
    )
    return f"{said}, {_('attendu {day}').format(day=day(date.fromisoformat(one['on'])))}" if one["on"] else said


def _credit(facts: Mapping[str, Any]) -> str:
    owed, this = Decimal(facts["owed"]), Decimal(facts["this"])
    said = _("en cours {owed} + cette commande {this}").format(owed=money(owed), this=money(this))
    if facts["limit"] is None:
        return f"{said}, {_('sans plafond')}{_late(facts)}"
    beyond = owed + this - Decimal(facts["limit"])
    said = f"{said}, {_('plafond {amount}').format(amount=money(Decimal(facts['limit'])))}"
    if beyond > 0:
        said = f"{said}, {_('dépassé de {amount}').format(amount=money(beyond))}"
    return said + _late(facts)


def _late(facts: Mapping[str, Any]) -> str:
    """« ; en retard de 120,00 € depuis le 3 octobre »; nothing when he is not. « ; au contentieux … »."""
    late = facts.get("late")
    if refused := facts.get("refused"):
        told = _(" ; ⚖️ au contentieux depuis le {day} : aucun crédit")
        return told.format(day=day(date.fromisoformat(refused)))
    if not late:
        return ""
    said = _("en retard de {amount} depuis le {day}")
    since = date.fromisoformat(late["since"])
    return f" ; {said.format(amount=money(Decimal(late['amount'])), day=day(since))}"


def _conditions(facts: Mapping[str, Any]) -> str:
    if not facts["written"]:
        return _("aucune condition écrite")
    if facts["accepted"] is None:
        return _("version {version}, pas encore acceptée").format(version=facts["current"])
    if facts["accepted"] == facts["current"]:
        return _("version {version} acceptée").format(version=facts["accepted"])
    return _("version {accepted} acceptée, la version {current} est plus récente").format(**facts)


def _conformity(facts: Mapping[str, Any]) -> str:
    lines = _(_CONFORM[facts.get("quoted", True), facts["same_lines"]])  # unknown to the first controls
    if facts["number"]:
        said = f"{lines} · {_('n° {number} chez lui').format(number=facts['number'])}"
        used = facts.get("used")  # unknown to controls that were kept before it was looked at
        return f"{said}, {_('déjà sur la commande {number}').format(number=used)}" if used else said
    return f"{lines} · {_('son numéro manque')}" if facts["needed"] else lines


def _deposit(facts: Mapping[str, Any]) -> str:
    asked, received = Decimal(facts["asked"]), Decimal(facts["received"])
    if not asked:
        return _("reçu {amount}").format(amount=money(received)) if received else _("non demandé")
    said = _("{percent} demandé ({amount})").format(percent=percentage(Decimal(facts["share"])), amount=money(asked))
    said += ", " + (_("reçu {amount}").format(amount=money(received)) if received else _("rien reçu"))
    if facts["payable_from"] is None:
        return said
    return f"{said}, {_('pas payable avant {day} (loi)').format(day=day(date.fromisoformat(facts['payable_from'])))}"


def _count(value: str) -> str:
    return count(Decimal(value))


_FACTS: Final[Mapping[CheckKind, Callable[[Mapping[str, Any]], str]]] = {
    CheckKind.STOCK: _stock,
    CheckKind.CREDIT: _credit,
    CheckKind.CONDITIONS: _conditions,
    CheckKind.CONFORMITY: _conformity,
    CheckKind.DEPOSIT: _deposit,
}
_CONFORM: Final = {  # whether a quote was given before, whether the lines are still the same
    (True, True): N_("comme le devis"),
    (True, False): N_("diffère du devis"),
    (False, True): N_("commande directe"),
    (False, False): N_("changée depuis"),
}
