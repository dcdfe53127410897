"""Questions that are asked each week: saved only when they ask, answered as whoever saved them."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.agenda.words import hour
from bot.errors import explain
from bot.incoming.turn import Kind, Turn
from bot.outgoing.say import Say, SendChart, SendFile, SendPdf, SendPicture, SendQuotePdf, Show
from bot.outgoing.screen import Button, Line, Screen, bold, italic, plain_screen
from bot.talk.means import Means
from bot.talk.taps import Tap
from bot.talk.visit import Act, Plan, Visit
from bot.understanding.reports import WeeklySaid, read_stopped, same_question
from core.company.people import Known
from core.dunning.telling import as_person
from core.i18n import N_, _, moment
from core.kernel.errors import BusinessError
from core.notices.notices import DueNotice
from core.permissions import Permission
from core.reporting import questions
from core.reporting.errors import NotAQuestion
from core.reporting.models import SavedQuestion
from core.uow import Reader, UnitOfWork

CARD: Final = "questions:0"
DAYS: Final = {
    1: N_("tous les lundis"),
    2: N_("tous les mardis"),
    3: N_("tous les mercredis"),
    4: N_("tous les jeudis"),
    5: N_("tous les vendredis"),
    6: N_("tous les samedis"),
    7: N_("tous les dimanches"),
}
_LATE: Final = 15 * 60  # seconds
_ANSWERS: Final = (Show, SendFile, SendPicture, SendChart, SendPdf, SendQuotePdf)


async def saved(visit: Visit, said: WeeklySaid) -> Plan | None:
    """The plan that saves it; None for words that ask for nothing we know, unless it is sure that they should. Raises
    NotAQuestion for what would do something."""
    plan = await _asked(visit, said.text)
    if (plan.unread and not said.sure) or (said.sure is None and not _only_answers(plan)):
        return None
    if plan.unread or not _only_answers(plan):
        raise NotAQuestion

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        question = await questions.save(uow, text=said.text, weekday=said.weekday, at=said.at)
        told = _("📌 C'est noté : « {text} », {when}.").format(text=question.text, when=when_words(question))
        rows = ((_drop_button(question),),)
        return [Show(plain_screen(told, italic(_("Toutes vos questions : mes questions")), rows=rows))]

    return Plan(act=act)


async def stopped(visit: Visit, text: str) -> Plan | None:
    """« stop ca du mois »: the plan that ends one of the actor's questions; None where none is called so."""
    what = read_stopped(text)
    if what is None or not visit.actor.may(Permission.REPORTS_READ):
        return None
    meant = [one.id for one in await questions.listed(visit.db) if same_question(one.text, what)]
    if not meant:
        return None

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        dropped = [await questions.drop(uow, one) for one in meant]
        told = _("« {text} » n'est plus envoyé.").format(text=dropped[0].text[:100])
        return [Show(plain_screen(told, italic(_("Toutes vos questions : mes questions"))))]

    return Plan(act=act)


async def questions_screen(db: Reader) -> Screen:
    """One's own, each with the button that ends it."""
    kept = await questions.listed(db)
    if not kept:
        nothing = _("Aucune question enregistrée. Par exemple : tous les lundis 8h : ca du mois")
        return Screen((nothing,), card=CARD)
    lines: list[Line] = [("📌 ", bold(_("Vos questions")))]
    lines += [f"{when_words(one)} · {one.text}" for one in kept]
    return Screen(tuple(lines), tuple((_drop_button(one),) for one in kept), card=CARD)


async def answered(db: Reader, notice: DueNotice, means: Means) -> Sequence[Say]:
    """The answer to a saved question, as that person would get it now; what may not be known any more is said."""
    question = await questions.load(db, notice.facts["question_id"])
    if question is None:
        return []
    actor = replace(await as_person(db, notice.person_id), language=notice.language)
    turn = Turn(Kind.TEXT, 0, notice.telegram_id, actor.name, notice.language, notice.telegram_id, db.now)
    visit = Visit(turn, Known(notice.person_id, actor), replace(db, actor=actor), means, lambda _screen: None)
    heading: Line = ("📌 ", bold(question.text))
    late = _late(db, notice)
    try:
        plan = await _asked(visit, question.text)
    except BusinessError as refusal:
        return [Show(plain_screen(heading, explain(refusal)))]
    if plan.unread or not _only_answers(plan):
        gone = _("Je ne sais plus y répondre par moi-même : écrivez-la pour voir.")
        return [Show(plain_screen(heading, gone, rows=((_drop_button(question),),)))]
    says = plan.says if plan.act is None else await _seen(visit, plan.act)
    if not any(isinstance(one, Show) for one in says):
        return [Show(plain_screen(heading, *((italic(late),) if late else ()))), *says]
    return [_headed(one, heading, late) if isinstance(one, Show) else one for one in says]


async def _asked(visit: Visit, text: str) -> Plan:
    """What these words ask for by themselves, whatever is in hand."""
    from bot.staff import said  # which reads the sentence that saves this one

    turn = replace(visit.turn, text=text, reply_to=None, callback_id="")
    return await said(replace(visit, turn=turn, question=None, card=None, focus=""), text)


def _only_answers(plan: Plan) -> bool:
    if plan.act is not None:
        return plan.looks
    return bool(plan.says) and all(isinstance(one, _ANSWERS) for one in plan.says)


async def _seen(visit: Visit, look: Act) -> Sequence[Say]:
    """What it shows; the next words are still about what they were about before."""
    says: Sequence[Say] = ()
    uow = UnitOfWork(visit.db.session, visit.actor, visit.db.now)
    with suppress(_Undone):
        async with uow.attempt():
            says = await look(uow)
            raise _Undone
    return says


class _Undone(Exception):
    """Takes back what was done to look at something."""


def _headed(say: Show, heading: Line, late: str) -> Show:
    lines = (heading, *say.screen.lines, *((italic(late),) if late else ()))
    return replace(say, screen=replace(say.screen, lines=lines), fresh=True)


def _late(db: Reader, notice: DueNotice) -> str:
    due = datetime.fromisoformat(notice.facts["due_at"])
    if (db.now - due).total_seconds() < _LATE:
        return ""
    return _("En retard : c'était pour {moment}.").format(moment=moment(due.astimezone(ZoneInfo(notice.own_zone))))


def when_words(question: SavedQuestion) -> str:
    """« tous les lundis à 08:00 »"""
    day = _(DAYS[question.weekday])
    return _("{day} à {hour}").format(day=day, hour=hour(question.at))


def _drop_button(question: SavedQuestion) -> Button:
    return Button(f"🗑 {question.text}"[:48], Tap("question-drop", question.company_id, question.id).packed())
