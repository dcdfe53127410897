"""The buttons under a question: its answers, and leaving it."""

from collections.abc import Sequence
from contextlib import suppress

from bot.flows.engine import FLOWS, Open, Reply, proceed
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Screen, plain_screen
from bot.talk.buttons import button
from bot.talk.talks import asked_under, talk_of
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.i18n import _
from core.kernel.errors import NotFound
from core.uow import UnitOfWork


@button("answer", writes=True)
async def _answer(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    question = await asked_under(uow, visit.turn.chat_id, tap.version)
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
    open_one = talk.question
    question = await asked_under(uow, visit.turn.chat_id, tap.version)
    if question is None:
        return _past(visit)
    says = await give_up(uow, visit)
    if open_one not in (None, question):  # one that was put aside is left: the open one stays open
        talk.parked = [one for one in talk.parked if one != open_one]
        talk.question = open_one
    return says


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


def _past(visit: Visit) -> Sequence[Say]:
    return [visit.toast(_("Cette question est passée. /reprendre montre ce qui est en cours."))]
