"""The edge of the conversation: one turn in, one transaction, what to say out."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.attachments import attached
from bot.beside import beside
from bot.catalog.inline import found_inline
from bot.commands import command, command_in_words
from bot.company.coming_in import founding, invitation_over, shut_out, visitor
from bot.company.home import menu
from bot.dunning import buttons as dunning_buttons  # noqa: F401 - the buttons of this room
from bot.edited import edited
from bot.errors import explain
from bot.flows import Reply
from bot.flows.engine import asked_in, proceed
from bot.incoming.turn import Kind, Turn
from bot.invoices import buttons as invoice_buttons  # noqa: F401 - the buttons of this room
from bot.invoices.lacking import seller_screen
from bot.mail import buttons as mail_buttons  # noqa: F401 - the buttons of this room
from bot.orders import buttons as order_buttons  # noqa: F401 - the buttons of this room
from bot.outgoing.marks import Marks
from bot.outgoing.parcel import Parcel
from bot.outgoing.post import post, spoken
from bot.outgoing.reachability import lose
from bot.outgoing.say import React, Say, SetCommands, Show, Toast, written
from bot.outgoing.screen import plain_screen
from bot.outgoing.speaker import Speaker
from bot.reporting import buttons as reporting_buttons  # noqa: F401 - the buttons of this room
from bot.sales import answering, line_buttons, template_buttons  # noqa: F401 - the buttons of these rooms
from bot.sales.customer_words import customer_said
from bot.staff import asks_anew, said
from bot.talk.buttons import BUTTONS, PLANNED, Pressed
from bot.talk.means import Means, Provider
from bot.talk.talks import meant_by_reply, talk_of
from bot.talk.taps import Tap, unpack
from bot.talk.visit import Plan, Visit, answer, tell
from bot.treasury import buttons as treasury_buttons  # noqa: F401 - the buttons of this room
from bot.treasury.online import checkout, paid
from core.company import people
from core.company.errors import InvitationOver, LinkUsed, SetupCodeWrong
from core.db.engine import passing, scope
from core.i18n import _, language
from core.invoicing.errors import SellerIncomplete
from core.kernel.errors import BusinessError, Changed, IllegalTransition, NotFound
from core.messages.models import Inbox
from core.messages.statements import finish, standing
from core.notices.notices import TOLD
from core.notices.notices import tell as tell_person
from core.permissions import SYSTEM, Role
from core.sales.errors import QuoteExpired
from core.uow import Reader, UnitOfWork, Work

log = logging.getLogger(__name__)

_PATIENCE = 1.0  # seconds before a message that is being worked on is acknowledged
_SILENT_TRIES = 4  # when the database is busy or away, before the person is told
_LONGEST_PAUSE = 5.0  # seconds between tries
_HOPELESS = (
    IllegalTransition,
    NotFound,
    SetupCodeWrong,
    QuoteExpired,
)  # refusals that no other answer to the question changes
_ATTACHED = (Kind.PHOTO, Kind.DOCUMENT, Kind.VOICE, Kind.CONTACT, Kind.PLACE, Kind.OTHER)
_SENT = (Kind.TEXT, *_ATTACHED)
_TAPPED = (Kind.TAP, Kind.CHECKOUT, Kind.PAID)  # they bear what we have packed, and its company


@dataclass
class Conversation:
    work: Work
    speaker: Speaker
    marks: Marks
    bot_username: str
    on_told: Callable[[], None]  # a notice was written
    means: Means
    open_signup: bool = False  # anybody may found a company
    provider: Provider = Provider.NONE
    _menus: dict[int, SetCommands] = field(default_factory=dict)  # the command menu last set in each chat

    async def handle(self, turn: Turn) -> None:
        """Answer one turn. Never raises: what goes wrong is said with a reference, and logged under it."""
        looking = asyncio.get_running_loop().call_later(_PATIENCE, self._acknowledge, turn)
        try:
            await self._tried(turn)
        finally:
            looking.cancel()

    async def _tried(self, turn: Turn) -> None:
        """Try until the database is there: the message is kept, and whoever wrote it hears that it waits."""
        for attempt in count():
            try:
                if attempt and await self._was_done(turn):
                    return
                with language(turn.language):
                    await self._answer(turn)
                return
            except Exception as fault:
                if not passing(fault):
                    await self._apologise(turn)
                    return
                log.warning("turn %s: the database is away, try %s: %s", turn.update_id, attempt + 1, fault)
            if attempt == _SILENT_TRIES:
                self._ask_for_patience(turn)
            await asyncio.sleep(min(0.2 * 2**attempt, _LONGEST_PAUSE))

    async def _was_done(self, turn: Turn) -> bool:
        """Whether the commit that failed went through after all; then what it wanted said has to be taken up."""
        async with self.work.database.reading() as session:
            done = await session.scalar(select(Inbox.done_at).where(Inbox.update_id == turn.update_id))
        if done is not None:
            await self.speaker.resume()
        return done is not None

    def _ask_for_patience(self, turn: Turn) -> None:
        with language(turn.language):
            wait = _("Je n'arrive pas à enregistrer. Votre message est gardé, je réponds dès que possible.")
        if turn.chat_id:
            self.speaker.submit([Parcel(turn.chat_id, *written(Show(plain_screen(wait))))])

    async def _answer(self, turn: Turn) -> None:
        tap = unpack(turn.data) if turn.kind in _TAPPED else None
        async with self.work.database.reading() as session:
            in_view = visit = await self._visit(session, turn, tap.company_id or None if tap else None)
            known = visit.known
            with language(known.actor.language):
                try:
                    visit = await self._where_asked(session, in_view)
                    plan = await _plan(visit, tap)
                except BusinessError as refusal:
                    plan = answer(*await _refusal(visit, tap, refusal))
        if known.unreachable and turn.kind not in (Kind.BLOCKED, Kind.UNBLOCKED):
            await self._take_back(turn)
        with language(known.actor.language):
            await self._carry_out(visit, tap, plan)
            self._keep_menu(in_view)

    async def _take_back(self, turn: Turn) -> None:
        """Whoever writes can be written to again, whatever was refused before: what waits for them is told."""
        async with self.work.begin(SYSTEM) as uow:
            await people.reachable(uow, turn.telegram_id)
        self.on_told()

    async def _where_asked(self, session: AsyncSession, visit: Visit) -> Visit:
        """Whoever answers a question about another of his companies than the one in view answers it there."""
        company_id = asked_in(visit.question)
        if company_id in (None, visit.actor.company_id):
            return visit
        if visit.turn.kind in _SENT and not visit.card_is_object and not await asks_anew(visit):
            await scope(session, None)  # row-level security too lets the seat there be seen
            there = await self._visit(session, visit.turn, company_id)
            if there.actor.role is not Role.VISITOR:
                return there
            await scope(session, visit.actor.company_id)
        return replace(visit, question=None)

    async def _visit(self, session: AsyncSession, turn: Turn, company_id: int | None) -> Visit:
        """The turn with all around it, in this company or in the one in view; the session is then in it too."""
        known = await people.recognise(
            session,
            telegram_id=turn.telegram_id,
            name=turn.name,
            language=turn.language,
            source=turn.source,
            company_id=company_id,
        )
        await scope(session, known.actor.company_id)
        talk = await standing(session, turn.chat_id)
        about = turn.reply_to or (turn.message_id if turn.kind is Kind.TAP else None)
        card = await self.speaker.message_of(turn.chat_id, about) if about else None
        return Visit(
            turn,
            known,
            Reader(session, known.actor, self.work.clock()),
            self.means,
            lambda screen: self.speaker.submit([Parcel(turn.chat_id, *written(Show(screen)))]),
            talk.focus,
            meant_by_reply(talk.question, talk.parked, card or "") if turn.reply_to else talk.question,
            talk.asked,
            card,
            self.bot_username,
            self.open_signup,
            self.provider,
        )

    async def _carry_out(self, visit: Visit, tap: Tap | None, plan: Plan) -> None:
        turn = visit.turn
        if plan.act is None:
            self._say(turn, plan.says)
            return
        try:
            parcels, told = await self._act(visit, plan)
        except BusinessError as refusal:
            async with self.work.read(visit.actor) as db:
                says = await _refusal(replace(visit, db=db), tap, refusal)
            if isinstance(refusal, LinkUsed | InvitationOver):
                await self._warn(refusal, turn)
            if isinstance(refusal, _HOPELESS) and visit.question is not None:
                await self._close_question(visit)
            self._say(turn, says)
            return
        self.speaker.submit(parcels)
        if told:
            self.on_told()

    async def _act(self, visit: Visit, plan: Plan) -> tuple[list[Parcel], bool]:
        """Everything in one transaction: the turn is done, the facts, what to say. A turn done before does nothing."""
        turn = visit.turn
        assert plan.act is not None, "a plan to act"
        async with self.work.begin(visit.actor) as uow:
            if not await finish(uow.session, turn.update_id, uow.now):
                return [], False
            says = _with_toast(turn, await plan.act(uow))
            parcels = [*await post(uow, turn.chat_id, says), *await beside(uow, turn.chat_id)]
        return parcels, bool(uow.session.info.get(TOLD))

    def _acknowledge(self, turn: Turn) -> None:
        """It takes long: the person sees that the message has arrived."""
        if turn.kind in _SENT and turn.private:
            kind, payload = written(React(turn.message_id, "👀"))
            self.speaker.submit([Parcel(turn.chat_id, kind, payload)])

    def _keep_menu(self, visit: Visit) -> None:
        """Set the command menu of this chat when the person's role or language has changed, or this process is new."""
        turn, wanted = visit.turn, menu(visit.actor)
        if visit.actor.role is not Role.VISITOR and turn.kind is Kind.TEXT and self._menus.get(turn.chat_id) != wanted:
            self._menus[turn.chat_id] = wanted
            kind, payload = written(wanted)
            self.speaker.submit([Parcel(turn.chat_id, kind, payload)])

    async def _close_question(self, visit: Visit) -> None:
        """No answer can help any more: the next words are not taken for one."""
        async with self.work.begin(visit.actor) as uow:
            talk = await talk_of(uow, visit.turn.chat_id)
            talk.parked = [one for one in talk.parked if one != visit.question]
            if talk.question == visit.question:
                talk.question = None

    async def _warn(self, refusal: LinkUsed | InvitationOver, turn: Turn) -> None:
        """Whoever gave a link or an invitation hears that a second person has tried it."""
        if refusal.created_by is None or not refusal.used:
            return
        async with self.work.begin(replace(SYSTEM, company_id=refusal.company_id)) as uow:
            if isinstance(refusal, LinkUsed):
                kind, key = "link_used", f"link-used:{refusal.purpose}:{refusal.subject_id}:{turn.telegram_id}"
                facts = {f"{refusal.purpose}_id": refusal.subject_id, "by": turn.name}
            else:
                kind, key = "invitation_tried", f"invitation-used:{refusal.invitation_id}:{turn.telegram_id}"
                facts = {"by": turn.name}
            await tell_person(uow, person_id=refusal.created_by, key=key, kind=kind, facts=facts)
        self.on_told()

    def _say(self, turn: Turn, says: Sequence[Say]) -> None:
        says = _with_toast(turn, says)
        if says:
            self.speaker.submit(spoken(turn.chat_id, turn.update_id, says))
        else:
            self.marks.answered(turn.update_id)

    async def _apologise(self, turn: Turn) -> None:
        reference = secrets.token_hex(3).upper()
        log.exception("turn %s failed, reference %s", turn.update_id, reference)
        with language(turn.language):
            text = _("Quelque chose s'est mal passé de mon côté. Rien n'est enregistré. Référence : {reference}")
            says = [Show(plain_screen(text.format(reference=reference)))] if turn.chat_id else []
            self._say(turn, says)
        try:
            async with self.work.database.writing() as session:
                failed = update(Inbox).where(Inbox.update_id == turn.update_id).values(error=reference)
                await session.execute(failed)
        except Exception:
            log.exception("reference %s could not be kept", reference)


async def _plan(visit: Visit, tap: Tap | None) -> Plan:
    """What to do about a turn: by its kind, then by who it is."""
    turn, role = visit.turn, visit.actor.role
    if turn.kind in _WHOEVER:
        return await _WHOEVER[turn.kind](visit, tap)
    if visit.known.ended_in is not None and (plan := shut_out(visit, visit.known.ended_in)) is not None:
        return plan
    if not turn.private:
        alone = _("Parlons plutôt en privé : écrivez-moi directement.")
        return tell(visit, alone) if turn.text.startswith("/") else Plan()
    if turn.kind is Kind.TAP:
        return await _tapped(visit, tap)
    if turn.kind is Kind.INLINE:
        return answer(await found_inline(visit))
    if turn.kind is Kind.NONE:
        return Plan()
    if turn.kind is not Kind.EDIT and turn.text.startswith("/"):
        return await command(visit)
    if turn.kind in _ATTACHED:
        if (plan := await attached(visit)) is not None:
            return plan
        turn = replace(turn, kind=Kind.TEXT)  # its caption is words like any others
        visit = replace(visit, turn=turn)
    if role is Role.VISITOR:
        return await visitor(visit)
    if role is Role.CUSTOMER:
        return _answered(visit) or await customer_said(visit)
    return await (edited(visit) if turn.kind is Kind.EDIT else _written(visit))


async def _written(visit: Visit) -> Plan:
    """What one of the company's people writes."""
    if visit.known.demo and visit.turn.kind is Kind.TEXT and (plan := await founding(visit)):
        return plan  # whoever has looked around in the fictitious company founds his own
    if visit.question is None and visit.card_is_question and not await asks_anew(visit):
        return tell(visit, _("Cette question est passée. /reprendre montre ce qui est en cours."))
    return await command_in_words(visit) or await said(visit, visit.turn.text)


def _answered(visit: Visit) -> Plan | None:
    """A customer's words answer the question that he is asked."""
    question = visit.question
    if question is None or visit.turn.kind is not Kind.TEXT:
        return None
    return Plan(act=lambda uow: proceed(uow, visit, question, Reply(text=visit.turn.text)))


async def _tapped(visit: Visit, tap: Tap | None) -> Plan:
    if tap is not None and tap.verb in PLANNED:
        return await PLANNED[tap.verb](visit, tap)
    pressed = BUTTONS.get(tap.verb) if tap else None
    if tap is None or pressed is None:
        return answer(visit.toast(_("Ce bouton ne sert plus.")))
    if pressed.writes:
        return Plan(act=lambda uow: pressed.run(uow, replace(visit, db=uow), tap))
    return answer(*await pressed.run(visit.db, visit, tap))


async def _refusal(visit: Visit, tap: Tap | None, refusal: BusinessError) -> Sequence[Say]:
    """Say why not: a toast for a tap, the fresh card when the object has changed, a sentence otherwise."""
    sentence = explain(refusal)
    if isinstance(refusal, InvitationOver):
        return await invitation_over(visit, refusal)
    if isinstance(refusal, SellerIncomplete):
        asked = Show(seller_screen(visit.db, visit.actor.company_id or 0, refusal.fields))
        return [visit.toast(sentence, alert=True), asked] if tap else [asked]
    if tap is None:
        return [Show(plain_screen(sentence))]
    pressed: Pressed | None = BUTTONS.get(tap.verb)
    if isinstance(refusal, Changed | IllegalTransition) and pressed is not None and pressed.stale is not None:
        try:
            return await pressed.stale(visit.db, visit, tap)
        except BusinessError as other:
            sentence = explain(other)
    return [visit.toast(sentence, alert=True)]


async def _reachability(visit: Visit, _tap: Tap | None) -> Plan:
    telegram_id, blocked = visit.turn.telegram_id, visit.turn.kind is Kind.BLOCKED

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        uow.actor = SYSTEM
        if blocked:
            await lose(uow, telegram_id)
        else:
            await people.reachable(uow, telegram_id)
            uow.session.info[TOLD] = True  # what waits for him
        return []

    return Plan(act=act)


def _with_toast(turn: Turn, says: Sequence[Say]) -> Sequence[Say]:
    """A tap is always answered, or its button would spin."""
    if turn.callback_id and turn.kind is Kind.TAP and not any(isinstance(say, Toast) for say in says):
        return [Toast(turn.callback_id), *says]
    return says


# What Telegram tells of somebody, whoever that is to us.
_WHOEVER: Final[dict[Kind, Callable[[Visit, Tap | None], Awaitable[Plan]]]] = {
    Kind.BLOCKED: _reachability,
    Kind.UNBLOCKED: _reachability,
    Kind.CHECKOUT: checkout,
    Kind.PAID: paid,
}
