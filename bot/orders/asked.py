"""What a customer writes or sends of himself: told to his salesperson, who makes an order of it or answers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.flows import Flow
from bot.flows.engine import begin
from bot.flows.steps import Given, Text
from bot.incoming.turn import Kind
from bot.orders.asked_screen import asked_screen
from bot.orders.customer_files import FOR_WHOM, order_sent
from bot.outgoing.say import Say, SendFile, Show
from bot.outgoing.screen import Line, bold, plain_screen
from bot.sales.making import NEW_QUOTE, order_told, quote_answers, show_taken
from bot.talk.buttons import button
from bot.talk.lookup import Lookup
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit
from bot.understanding import LineRead, OrderCreate, understand
from bot.understanding.orders import without_papers
from core.i18n import N_, _
from core.kernel.errors import NotFound
from core.notices.notices import DueNotice
from core.permissions import Permission, Role
from core.sales import orders
from core.sales.orders import Asked
from core.uow import Reader, UnitOfWork


async def customer_file_sent(visit: Visit) -> Plan | None:
    """A file or a photo from a customer: kept as it is, and his salesperson is told."""
    file, turn = visit.turn.file, visit.turn
    if file is None or visit.actor.role is not Role.CUSTOMER or not visit.actor.may(Permission.ORDERS_SIGN):
        return None
    kept = await visit.means.keep(file)
    name = _("photo.jpg") if turn.kind is Kind.PHOTO else file.name
    voice = turn.kind is Kind.VOICE
    return Plan(act=lambda uow: tell_seller(uow, visit, turn.text, file_sha256=kept, file_name=name, voice=voice))


async def tell_seller(
    uow: UnitOfWork, visit: Visit, text: str, *, file_sha256: str = "", file_name: str = "", voice: bool = False
) -> Sequence[Say]:
    """Pass a customer's words on; he is told that they have arrived, and may look at what he was given."""
    await orders.ask(uow, text=text, file_sha256=file_sha256, file_name=file_name, voice=voice)
    sent = _("📨 Transmis à {company}. La réponse vient ici.").format(company=visit.known.company)
    return [visit.show(plain_screen(sent), fresh=True)]


async def asked_news(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """For the salesperson: the words and the file, and what to do about them, in a message of its own."""
    return [Show(asked_screen(await orders.asked(db, notice.id), notice.id), fresh=True)]


async def answered_news(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """For the customer's person who had written."""
    about: Line = ("💬 ", bold(_("Réponse de {by}").format(by=notice.facts["by"])))
    return [Show(plain_screen(about, _("« {text} »").format(text=notice.facts["text"])))]


@button("asked-order", writes=True)
async def _order(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    """A draft of what was written, below that message, which stays; tapped again, also by a colleague, the same one."""
    asked = await orders.asked(uow, tap.object_id)
    stays = Show(asked_screen(asked, tap.object_id), target=visit.tapped)
    return [stays, *await _drafted(uow, _below(visit), tap.object_id, asked)]


async def _drafted(uow: UnitOfWork, visit: Visit, notice_id: int, asked: Asked) -> Sequence[Say]:
    if (shown := await show_taken(uow, visit, asked)) is not None:
        return shown
    lookup = Lookup(uow)
    said = await _read(asked.text, lookup)
    paper = bool(asked.file_sha256) and not asked.voice
    file = {"sha256": asked.file_sha256, "name": asked.file_name} if paper else None
    order = {**(order_told(said, file) if said else order_sent(asked.text, file)), "asked": notice_id}
    spoken = {"oral": True, "told_by": asked.by, "voice": asked.file_sha256}
    order.update(spoken if asked.voice else {"sent_by": asked.by})
    customer = {"id": asked.customer.id}
    if said is None or not said.quote.lines:
        return await begin(uow, visit, FOR_WHOM, {"order": order, "customer": customer})
    answers = await quote_answers(visit, said.quote, lookup, order=order)
    return await begin(uow, visit, NEW_QUOTE, {**answers, "customer": customer, "said": asked.key, "twin": None})


def _below(visit: Visit) -> Visit:
    """The same as if it had been written: what is shown is a message of its own, not in place of the one tapped."""
    return replace(visit, turn=replace(visit.turn, callback_id=""))


@button("asked-file", writes=False)
async def _file(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    asked = await orders.asked(db, tap.object_id)
    if not asked.file_sha256:
        raise NotFound("order_file", tap.object_id)
    caption = _("Envoyé par {by}, {name}").format(by=asked.by, name=asked.customer.name)
    return [SendFile(asked.file_name, asked.file_sha256, caption)]


@button("asked-answer", writes=True)
async def _answer(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await orders.asked(uow, tap.object_id)
    return await begin(uow, visit, ANSWER, {"notice_id": tap.object_id})


async def _read(text: str, lookup: Lookup) -> OrderCreate | None:
    """The goods that he names, with or without the word « commande » in front: only what he counts and what is sold.

    Whatever else he says stands in his message; nothing is made up from it.
    """
    text = without_papers(text)
    for words in (text, f"commande {text}"):
        said = (await understand(words, lookup.context())).slots if text else None
        if isinstance(said, OrderCreate) and (lines := tuple(line for line in said.quote.lines if _is_sure(line))):
            return replace(said, quote=replace(said.quote, lines=lines))
    return None


def _is_sure(line: LineRead) -> bool:
    return line.counted and line.product is not None and not line.doubts


async def _answered(uow: UnitOfWork, visit: Visit, notice_id: int, text: str) -> Sequence[Say]:
    asked = await orders.answer(uow, notice_id, text=text)
    sent = _("Réponse transmise à {name}.").format(name=asked.by)
    return [visit.show(plain_screen(sent), fresh=True)]


ANSWER: Final = Flow(
    "asked:answer",
    (Given("notice_id"), Text("text", N_("Que répondre au client ?"), limit=1000)),
    _answered,
    N_("Réponse à un client"),
)
