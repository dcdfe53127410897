"""What the customer is told of his delivery, and what goes to our people once it is signed."""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Final

from bot.deliveries.words import of_line, spoiled_words, when_words
from bot.outgoing.say import Say, SendPdf, Show
from bot.outgoing.screen import Button, Line, bold, plain_screen
from bot.talk.taps import Tap
from bot.understanding.words import fold
from core.i18n import N_, _, day
from core.kernel.amounts import quantity
from core.notices.notices import DueNotice
from core.sales import deliveries
from core.sales.lifecycles import DeliveryState
from core.sales.models import Delivery
from core.uow import Reader

Tell = Callable[[Reader, DueNotice], Awaitable[Sequence[Say]]]


async def _on_way(db: Reader, notice: DueNotice) -> Sequence[Say]:
    by = notice.facts.get("by")
    told = _("{name} l'apporte.").format(name=by) if by else ""
    return _step(notice, ("🚚 ", bold(_("Votre commande {order} est en route.").format(order=_order(notice)))), told)


async def _failed(db: Reader, notice: DueNotice) -> Sequence[Say]:
    title = _("Votre commande {order} n'a pas pu être livrée.").format(order=_order(notice))
    next_ = _again(db, notice) or _("Nous vous disons bientôt quand.")
    return _step(notice, ("⚠️ ", bold(title)), _why(str(notice.facts["problem"])), next_)


async def _done(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """Delivered; what is left, and for when that is promised."""
    title = _("Votre commande {order} est livrée.").format(order=_order(notice))
    rest = [of_line(quantity(many), unit, label) for label, many, unit in notice.facts["rest"]]
    if not rest:
        return _step(
            notice, ("✅ ", bold(title)), _("Bon de livraison {number}.").format(number=notice.facts["number"])
        )
    title = _("Une partie de votre commande {order} est livrée.").format(order=_order(notice))
    told = _("Reste : {lines}.").format(lines=", ".join(rest[:5]) + ("…" if len(rest) > 5 else ""))
    on = notice.facts.get("rest_on")
    promised = _("Livraison du reste : {day}.").format(day=day(date.fromisoformat(on))) if on else ""
    return _step(notice, ("📦 ", bold(title)), told, promised)


async def _undone(db: Reader, notice: DueNotice) -> Sequence[Say]:
    title = _("La livraison {number} avait été notée par erreur.").format(number=notice.facts["number"])
    return _step(notice, ("↩️ ", bold(title)), _("Votre commande {order} reste à livrer.").format(order=_order(notice)))


async def _note(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """The signed note, for whoever knows already that it is signed."""
    caption = _("Bon de livraison signé — commande {order}").format(order=_order(notice))
    return [SendPdf("delivery", notice.company_id, notice.facts["delivery_id"], caption)]


async def _signed(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """For whoever sold and whoever delivered: who has signed, with which reserves, and the note."""
    delivery = await deliveries.read(db, notice.facts["delivery_id"])
    title = _("{name} a signé la livraison {number}").format(name=delivery.signed_by, number=delivery.number)
    lines: list[Line] = [("✍️ ", bold(title)), delivery.order.customer.name, *await _spoiled(db, delivery)]
    opened = Tap("delivery-open", delivery.company_id, delivery.id, delivery.version).packed()
    rows = ((Button(_("📦 Voir la livraison"), opened),),)
    caption = _("Bon de livraison {number} — commande {order}").format(
        number=delivery.number, order=delivery.order.number
    )
    return [Show(plain_screen(*lines, rows=rows)), SendPdf("delivery", delivery.company_id, delivery.id, caption)]


async def _problem(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """For whoever sold: what kept it from being delivered, as the driver said it, and when he comes back."""
    delivery = await deliveries.read(db, notice.facts["delivery_id"])
    title = _("La commande {order} n'a pas pu être livrée").format(order=_order(notice))
    problem, again = str(notice.facts["problem"]), _again(db, notice)
    if again and notice.facts.get("again_part"):
        problem = _PART_BEHIND.sub("", problem)  # said once, with the day
    return _for_seller(delivery, ("⚠️ ", bold(title)), f"{notice.facts['by']}{_(' : ')}{problem}", again)


async def _brought(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """For whoever sold: delivered, and what is left. Nothing of what was signed since, of which he has heard."""
    delivery = await deliveries.read(db, notice.facts["delivery_id"])
    if delivery.signed_at is not None or delivery.delivered_at is None or delivery.state is DeliveryState.CANCELLED:
        return []
    rest = [of_line(quantity(many), unit, label) for label, many, unit in notice.facts["rest"]]
    left = _("Reste : {lines}.").format(lines=", ".join(rest[:5]) + ("…" if len(rest) > 5 else "")) if rest else ""
    title = _("Livraison {number} : livrée, pas encore signée").format(number=delivery.number)
    if delivery.state is DeliveryState.CLOSED:
        title = _("Livraison {number} : livrée, close sans signature").format(number=delivery.number)
    return _for_seller(delivery, ("📦 ", bold(title)), *await _spoiled(db, delivery), left)


async def _reserved(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """For whoever sold: what the receiver remarks."""
    delivery = await deliveries.read(db, notice.facts["delivery_id"])
    title = _("Livraison {number} : réserves du client").format(number=delivery.number)
    return _for_seller(delivery, ("⚠️ ", bold(title)), str(notice.facts["reserves"]))


async def _unreserved(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """For whoever sold: what he was told of stands on the slip no more."""
    delivery = await deliveries.read(db, notice.facts["delivery_id"])
    title = _("Livraison {number} : réserves enlevées").format(number=delivery.number)
    return _for_seller(delivery, ("🗑 ", bold(title)), str(notice.facts["reserves"]))


async def _taken_back(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """For whoever sold: nothing was delivered."""
    delivery = await deliveries.read(db, notice.facts["again_id"] or notice.facts["delivery_id"])
    title = _("Livraison {number} : notée par erreur").format(number=notice.facts["number"])
    again = _("Elle est de nouveau prévue.") if notice.facts["again_id"] else ""
    left = _("La commande {order} reste à livrer.").format(order=_order(notice))
    return _for_seller(delivery, ("↩️ ", bold(title)), left, again)


async def _spoiled(db: Reader, delivery: Delivery) -> Sequence[str]:
    """What is wrong with it: the lines with damage or a refusal, and the reserves."""
    wrong = [spoiled_words(line) for line in await deliveries.lines_of(db, delivery.id)]
    noted = _("⚠️ Réserves : {text}").format(text=delivery.reserves) if delivery.reserves else ""
    return [*(f"⚠️ {one}" for one in wrong if one), *([noted] if noted else [])]


def _for_seller(delivery: Delivery, title: Line, *lines: str) -> Sequence[Say]:
    opened = Tap("delivery-open", delivery.company_id, delivery.id, delivery.version).packed()
    rows = ((Button(_("📦 Voir la livraison"), opened),),)
    return [Show(plain_screen(title, delivery.order.customer.name, *filter(None, lines), rows=rows))]


def _again(db: Reader, notice: DueNotice) -> str:
    """« Nouveau passage : demain, matin. », or nothing."""
    again, hour, part = (notice.facts.get(name) for name in ("again_on", "again_at", "again_part"))
    when = when_words(db, date.fromisoformat(again), datetime.fromisoformat(hour) if hour else None) if again else ""
    when += f", {_(part)}" if when and part else ""
    return _("Nouveau passage : {when}.").format(when=when) if when else ""


def _why(problem: str) -> str:
    """A usual problem in words meant for the customer. Others are the driver's own, and stay among colleagues."""
    said = fold(problem)
    return next((_(told) for words, told in _REASONS if words.search(said)), "")


def _order(notice: DueNotice) -> str:
    return str(notice.facts["order"])


def _step(notice: DueNotice, *lines: Line) -> Sequence[Say]:
    """A step in a message of its own, with the switch."""
    mute = Tap("delivery-follow", notice.company_id, arguments=("0",)).packed()
    rows = ((Button(_("🔕 Ne plus me prévenir"), mute),),)
    return [Show(plain_screen(*(line for line in lines if line), rows=rows))]


_PART_BEHIND: Final = re.compile(r" \([^()]*\)$")
_REASONS: Final = (
    (
        re.compile(r"\b(?:absente?|personne|pas (?:la|presente?|chez)|injoignable|not there)\b"),
        N_("Nous sommes passés sans vous trouver."),
    ),
    (re.compile(r"\b(?:adresse|address)\b"), N_("Nous n'avons pas trouvé l'adresse.")),
    (re.compile(r"\b(?:acces|access|fermee?|portail)\b"), N_("Nous n'avons pas pu accéder au lieu de livraison.")),
    (re.compile(r"\brefus"), N_("La livraison n'a pas été acceptée sur place.")),
    (re.compile(r"\bpanne\b"), N_("Notre véhicule est en panne.")),
)
DELIVERY_SCREENS: Final[dict[str, Tell]] = {
    "delivery_on_way": _on_way,
    "delivery_failed": _failed,
    "delivery_done": _done,
    "delivery_undone": _undone,
    "delivery_note": _note,
    "delivery_signed": _signed,
    "delivery_problem": _problem,
    "delivery_brought": _brought,
    "delivery_reserved": _reserved,
    "delivery_unreserved": _unreserved,
    "delivery_taken_back": _taken_back,
}
