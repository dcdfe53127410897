"""The buttons under a question: its answers, and leaving it."""

from collections.abc import Sequence
from contextlib import suppress

from bot.flows.engine import FLOWS, Open, Reply, proceed
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Screen, plain_screen
from bot.talk.buttons import button
from bot.talk.talks import talk_of
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.i18n import _
from core.kernel.errors import NotFound
from core.messages.models import Talk
from core.uow import UnitOfWork


@button("answer", writes=True)
async def _answer(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    talk = await talk_of(uow, visit.turn.chat_id)
    question = _asked(talk, tap)
    if question is None:
        return _past(visit)
    state = Open.of(question)
    open_step = FLOWS[state.flow].open_step(state.answers)
    index = int(tap.arguments[0]) if tap.arguments and tap.arguments[0].isdecimal() else -1
    if open_step is None or not 0 <= index < len(open_step[1].options):
        return _past(visit)
    return await proceed(uow, visit, question, Reply(option=open_step[1].options[index].value))


@button("give-up", writes=True)
async def _give_up(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    talk = await talk_of(uow, visit.turn.chat_id)
    return _past(visit) if _asked(talk, tap) is None else await give_up(uow, visit)


async def give_up(uow: UnitOfWork, visit: Visit) -> Sequence[Say]:
    """Leave the open question, for good; what was drafted before stays, and is shown again."""
    talk = await talk_of(uow, visit.turn.chat_id)
    if talk.question is None:
        return [Show(plain_screen(_("Rien n'est en cours.")))]
    state = Open.of(talk.question)
    talk.question = None
    flow = FLOWS[state.flow]
    if flow.left is not None:
        with suppress(NotFound):  # what the question was about may be gone
            return await flow.left(uow, visit, state.answers)
    return [Show(Screen((_("Question laissée."),), card=state.card), target=visit.tapped)]


def _asked(talk: Talk, tap: Tap) -> dict[str, object] | None:
    """The open question, when it is the one that the button belongs to."""
    return talk.question if tap.version == talk.asked else None


def _past(visit: Visit) -> Sequence[Say]:
    return [visit.toast(_("Cette question est passée. /reprendre montre ce qui est en cours."))]
