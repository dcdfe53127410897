"""What people are told of what is late, without having asked."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from bot.dunning.own import letter_says
from bot.dunning.screens import batch_screen, mine_screen
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Line, bold, italic, plain_screen
from bot.talk.taps import Tap
from core.dunning import proposing, telling
from core.dunning.models import Why
from core.i18n import N_, _, day, money
from core.notices.notices import DueNotice
from core.uow import Reader

Tell = Callable[[Reader, DueNotice], Awaitable[Sequence[Say]]]


async def _yours(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """Nothing of a letter that has waited until it is true no more: he was away, and has paid."""
    letter = await proposing.letter(db, notice.facts["letter_id"])
    return letter_says(letter) if await proposing.stands(db, letter) else []


async def _batch(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """The card with the buttons of whoever is told; what waits now, which may be less."""
    return [Show(await batch_screen(await _as(db, notice)), fresh=True)]


async def _mine(db: Reader, notice: DueNotice) -> Sequence[Say]:
    return [Show(await mine_screen(await _as(db, notice)), fresh=True)]


async def _paused(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """A promise or a dispute that somebody has noted, or the customer himself."""
    facts = notice.facts
    told = _(_PAUSED.get(facts["why"], _PAUSED[Why.HOLD])).format(
        customer=facts["customer"], on=day(date.fromisoformat(facts["on"])) if facts["on"] else ""
    )
    number = f" · {facts['number']}" if facts["number"] else ""
    lines: list[Line] = [("📮 ", bold(told), number)]
    lines += [_("« {label} »").format(label=facts["note"])] if facts["note"] else []
    lines += [_("{amount} en retard").format(amount=money(Decimal(facts["due"])))] if facts["due"] else []
    lines.append(italic(_("Noté par {name}. Aucune relance en attendant.").format(name=facts["by"])))
    return [Show(plain_screen(*lines, rows=(_open(notice),)))]


async def _broken(db: Reader, notice: DueNotice) -> Sequence[Say]:
    facts = notice.facts
    told = bold(_("Promesse non tenue : {customer}").format(customer=facts["customer"]))
    said = _("Il devait payer le {day} ; il reste {amount}. Les relances reprennent.").format(
        day=day(date.fromisoformat(facts["on"])), amount=money(Decimal(facts["due"]))
    )
    return [Show(plain_screen(("⚠️ ", told), said, rows=(_open(notice),)))]


async def _formal(db: Reader, notice: DueNotice) -> Sequence[Say]:
    facts = notice.facts
    told = _("Mise en demeure envoyée à {customer} : {amount}").format(
        customer=facts["customer"], amount=money(Decimal(facts["due"]))
    )
    return [Show(plain_screen(("⚖️ ", bold(told)), rows=(_open(notice),)))]


async def _handed(db: Reader, notice: DueNotice) -> Sequence[Say]:
    facts = notice.facts
    told = _("{customer} passe au contentieux : {amount}").format(
        customer=facts["customer"], amount=money(Decimal(facts["amount"]))
    )
    said = _("Décidé par {name}. Plus de relance, et aucun crédit sur ses commandes.").format(name=facts["by"])
    return [Show(plain_screen(("⚖️ ", bold(told)), said, rows=(_open(notice),)))]


async def _unheard(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """Whoever counted on the chat has the letter on paper."""
    letter = await proposing.letter(db, notice.facts["letter_id"])
    told = _("La relance {level} de {customer} n'est pas arrivée : il ne reçoit pas mes messages.").format(
        level=letter.level, customer=letter.buyer["name"]
    )
    paper = Button(_("📄 La relance"), Tap("dunning-letter", notice.company_id, letter.id).packed())
    return [Show(plain_screen(("🔕 ", told), _("À envoyer par courrier."), rows=((paper, *_open(notice)),)))]


def _open(notice: DueNotice) -> tuple[Button, ...]:
    return (Button(_("📮 Voir"), Tap("dunning", notice.company_id, notice.facts["customer_id"]).packed()),)


async def _as(db: Reader, notice: DueNotice) -> Reader:
    """What the person who is told may see and do."""
    return replace(db, actor=await telling.as_person(db, notice.person_id))


_PAUSED: Final = {
    Why.PROMISE: N_("{customer} promet de payer le {on}"),
    Why.DISPUTE: N_("{customer} conteste"),
    Why.CREDIT: N_("{customer} attend un avoir"),
    Why.HOLD: N_("Relances en pause pour {customer}"),
}
DUNNING_SCREENS: Final[dict[str, Tell]] = {
    telling.HIS: _yours,
    "dunning_unheard": _unheard,
    "dunning_batch": _batch,
    "dunning_mine": _mine,
    "dunning_paused": _paused,
    "dunning_broken": _broken,
    "dunning_formal_sent": _formal,
    "dunning_handed_over": _handed,
}
