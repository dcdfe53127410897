"""The buttons of what is late."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from bot.dunning.screens import (
    BATCH_CARD,
    batch_screen,
    customer_screen,
    hand_over_screen,
    noted,
    pause_screen,
    settings_screen,
)
from bot.dunning.words import CHANNELS
from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given, Text
from bot.outgoing.say import Say, SendPdf, Show
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from bot.understanding import read_day
from core.dunning import litigation, pausing, proposing, sending, settings
from core.dunning.models import DunningLetter, Why
from core.dunning.proposing import Shown
from core.i18n import N_, _, day, money, ngettext
from core.kernel.amounts import amount, total
from core.parties import customers
from core.permissions import Permission
from core.uow import Reader, UnitOfWork

_LONGEST_HOLD: Final = 366  # days
_PAPER: Final = "paper"
_MOST_PAPERS: Final = 5  # letters that are sent to be printed at once


@button("dunning-batch", writes=False)
async def _batch(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await batch_screen(db))]


@button("dunning", writes=False)
async def _customer(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    """In place of the customer's own card; below the batch, which stays."""
    here = visit.card != BATCH_CARD
    screen = await customer_screen(db, tap.object_id)
    return [visit.show(screen) if here else Show(screen, fresh=True)]


async def _other_batch(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    told = _("Rien n'est parti : la liste a changé, la voici.")
    return [visit.toast(told), visit.show(noted(await batch_screen(db), told))]


async def _other_level(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    told = _("Rien n'est parti : ce n'est plus la même relance.")
    return [visit.toast(told), visit.show(noted(await customer_screen(db, tap.object_id), told))]


@button("dunning-send", writes=True, stale=_other_batch)
async def _send(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """What was paid, paused or sent since the card was drawn stays behind; nothing leaves twice, or unseen."""
    return await _sent(uow, visit, await sending.send_batch(uow, seen=_seen(tap)))


@button("dunning-formal", writes=True, stale=_other_batch)
async def _formal(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _sent(uow, visit, await sending.send_formal(uow, seen=_seen(tap)))


def _seen(tap: Tap) -> Shown:
    """What the card with this button showed; nothing for a button that does not say it."""
    ordinal = min(max(tap.number(0), 1), date.max.toordinal())
    return Shown(date.fromordinal(ordinal), tap.number(1), amount(Decimal(tap.number(2)) / 100))


@button("dunning-remind", writes=True, stale=_other_level)
async def _remind(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    letter = await sending.remind(uow, tap.object_id, invoice_id=tap.number(0) or None, level=tap.number(1))
    screen = await customer_screen(uow, tap.object_id)
    return [visit.toast(sent_words([letter])), visit.show(noted(screen, sent_words([letter]))), *to_print([letter])]


@button("dunning-skip", writes=True)
async def _skip(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await pausing.leave_out(uow, tap.object_id)
    told = _("{name} n'est pas relancé aujourd'hui.").format(name=(await customers.read(uow, tap.object_id)).name)
    return [visit.toast(told), visit.show(noted(await customer_screen(uow, tap.object_id), told)), *await _again(uow)]


@button("dunning-pause", writes=False)
async def _ask_pause(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    db.actor.expect(Permission.DUNNING_PAUSE)
    return [visit.show(pause_screen(await customers.read(db, tap.object_id)))]


@button("dunning-hold", writes=True)
async def _hold(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    why = Why(tap.word(0, list(Why)))
    if why is Why.DISPUTE:
        return await begin(uow, visit, DISPUTE, {"customer_id": tap.object_id, "invoice_id": None})
    until = uow.today + timedelta(days=min(tap.number(1), _LONGEST_HOLD)) if tap.number(1) else None
    await pausing.pause(uow, tap.object_id, why=why, until=until)
    return [visit.toast(_("Relances en pause.")), *await _shown(uow, visit, tap.object_id), *await _again(uow)]


@button("dunning-resume", writes=True)
async def _resume(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await pausing.resume(uow, tap.object_id)
    return [visit.toast(_("Les relances reprennent.")), *await _shown(uow, visit, tap.object_id), *await _again(uow)]


@button("dunning-promise", writes=True)
async def _promise(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    uow.actor.expect(Permission.DUNNING_PAUSE)
    return await begin(uow, visit, PROMISE, {"customer_id": tap.object_id, "invoice_id": None})


@button("dunning-letter", writes=False)
async def _letter(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    letter = await proposing.letter(db, tap.object_id)
    return [SendPdf("reminder", letter.company_id, letter.id)]


@button("dunning-hand", writes=False)
async def _ask_hand(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await hand_over_asked(db, tap.object_id))]


@button("dunning-hand-yes", writes=True)
async def _hand(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await litigation.hand_over(uow, tap.object_id)
    told = visit.toast(_("Au contentieux : le dossier arrive."))
    file = SendPdf("litigation", uow.actor.company_id or 0, tap.object_id)
    return [told, visit.show(await customer_screen(uow, tap.object_id)), file]


@button("dunning-file", writes=False)
async def _file(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    await litigation.contents(db, tap.object_id)
    return [SendPdf("litigation", db.actor.company_id or 0, tap.object_id)]


@button("dunning-back", writes=True)
async def _back(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await litigation.take_back(uow, tap.object_id)
    told = _("Fin du contentieux : relances et crédit comme avant.")
    return [visit.toast(told), *await _shown(uow, visit, tap.object_id)]


@button("dunning-settings", writes=False)
async def _settings(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    db.actor.expect(Permission.DUNNING_SETTINGS)
    return [visit.show(settings_screen(db, await proposing.plan(db)))]


@button("dunning-automatic", writes=True)
async def _automatic(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    plan = await settings.change(uow, automatic=tap.word(0, ("0", "1")) == "1")
    return [visit.show(settings_screen(uow, plan))]


@button("dunning-ends", writes=True)
async def _ends(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    plan = await settings.change(uow, formal=tap.word(0, ("0", "1")) == "1")
    return [visit.show(settings_screen(uow, plan))]


async def hand_over_asked(db: Reader, customer_id: int) -> Any:
    """The confirmation's screen. Raises NotFound, NotAllowed."""
    contents = await litigation.contents(db, customer_id)
    return hand_over_screen(contents.customer, contents)


def sent_words(letters: Sequence[DunningLetter]) -> str:
    """« 3 relances envoyées · 2 340,00 € · 💬2 ✉️1 »"""
    if not letters:
        return _("Rien n'est parti : tout est payé, en pause ou déjà envoyé.")
    many = len(letters)
    if all(one.formal for one in letters):
        said = ngettext("{count} mise en demeure envoyée", "{count} mises en demeure envoyées", many)
    else:
        said = ngettext("{count} relance envoyée", "{count} relances envoyées", many)
    ways = [(sign, sum(way in one.channels for one in letters)) for way, sign in CHANNELS.items()]
    by = " ".join(f"{sign}{count}" for sign, count in ways if count)
    return f"{said.format(count=many)} · {money(total(one.due for one in letters))} · {by}"


def to_print(letters: Sequence[DunningLetter]) -> list[Say]:
    """Letters that reach nobody by chat or mail: they are printed and posted; a formal notice is, always."""
    paper = [one for one in letters if _PAPER in one.channels or one.formal][:_MOST_PAPERS]
    captions = {
        True: _("{name} : à envoyer en recommandé avec accusé de réception."),
        False: _("{name} n'a ni chat ni e-mail : à imprimer et à poster."),
    }
    return [
        SendPdf("reminder", one.company_id, one.id, captions[one.formal].format(name=one.buyer["name"]))
        for one in paper
    ]


async def _sent(uow: UnitOfWork, visit: Visit, letters: Sequence[DunningLetter]) -> Sequence[Say]:
    told = sent_words(letters)
    return [visit.toast(told), visit.show(noted(await batch_screen(uow), f"✅ {told}")), *to_print(letters)]


async def _shown(uow: UnitOfWork, visit: Visit, customer_id: int) -> Sequence[Say]:
    return [visit.show(await customer_screen(uow, customer_id))]


async def _again(db: Reader) -> Sequence[Say]:
    """The batch's card as it is now, where it stands."""
    return [Show(await batch_screen(db), standing=True)]


@dataclass(frozen=True, slots=True)
class DayStep:
    """A day to come, as people say it."""

    name: str = "on"

    def ask(self, answers: Answers) -> Question | None:
        if answers.get(self.name):
            return None
        options = [Option(_(label), code) for label, code in _LIKELY]
        return Question((_("Quel jour le paiement est-il promis ?"),), tuple(options), width=2)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        said = _likely(reply.option, db.today) if reply.option else read_day(reply.text, db.today)
        if said is None:
            raise Unreadable(N_("J'attends un jour, par exemple : vendredi, le 12/12, fin de mois."))
        return said.isoformat()

    def value(self, answers: Answers) -> date:
        return date.fromisoformat(answers[self.name])


async def promised(uow: UnitOfWork, visit: Visit, customer_id: int, invoice_id: int | None, on: date) -> Sequence[Say]:
    """Nothing leaves until two days after."""
    pause = await pausing.promise(uow, customer_id, on=on, invoice_id=invoice_id)
    told = _("Noté : pas de relance avant le {day}.").format(day=day((pause.until or on) + timedelta(days=1)))
    return [visit.show(noted(await customer_screen(uow, customer_id), told), fresh=True), *await _again(uow)]


async def disputed(uow: UnitOfWork, visit: Visit, customer_id: int, invoice_id: int | None, note: str) -> Sequence[Say]:
    await pausing.pause(uow, customer_id, why=Why.DISPUTE, invoice_id=invoice_id, note=note)
    told = _("Litige noté : rien ne part tant qu'il n'est pas levé (« fin du litige »).")
    return [visit.show(noted(await customer_screen(uow, customer_id), told), fresh=True), *await _again(uow)]


def _likely(code: str, today: date) -> date:
    """What a likely answer means."""
    match code:
        case "friday":
            return today + timedelta(days=(_FRIDAY - today.weekday() - 1) % 7 + 1)
        case "month":
            return today.replace(day=monthrange(today.year, today.month)[1])
        case days:
            return today + timedelta(days=int(days))


_FRIDAY: Final = 4
_LIKELY: Final = (
    (N_("Demain"), "1"),
    (N_("Vendredi"), "friday"),
    (N_("Dans 8 jours"), "8"),
    (N_("Fin de mois"), "month"),
)
PROMISE: Final = Flow(
    "dunning:promise", (Given("customer_id"), Given("invoice_id"), DayStep()), promised, N_("Promesse de payer")
)
DISPUTE: Final = Flow(
    "dunning:dispute",
    (
        Given("customer_id"),
        Given("invoice_id"),
        Text("note", N_("Quel est le litige ?"), N_("Par exemple : radiateur rayé"), N_("Sans précision"), 300),
    ),
    disputed,
    N_("Litige"),
)
