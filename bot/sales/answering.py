"""The buttons of a customer who holds a quote: options, yes under his name, no and why, a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given, Text
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import bold, plain_screen
from bot.sales.buttons import send_pdf
from bot.sales.received import confirm_accept, confirm_refuse, received_card
from bot.sales.stale import stale
from bot.sales.words import CUSTOMER_REASONS
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit
from core.company import companies
from core.i18n import N_, _, money
from core.kernel.text import words
from core.sales import quotes
from core.sales.lifecycles import QuoteState, Reason
from core.sales.models import Quote
from core.sales.quotes.answering import AGREED
from core.uow import Reader, UnitOfWork

_FLAGS: Final = ("0", "1")


@button("received", writes=False)
async def _received(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [_card(visit, await quotes.read_received(db, tap.object_id))]


@button("received-pdf", writes=False)
async def _received_pdf(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [send_pdf(await quotes.read_received(db, tap.object_id))]


@button("option", writes=True, stale=stale)
async def _option(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    chosen = tap.word(1, _FLAGS) == "1"
    quote = await quotes.choose(uow, tap.object_id, tap.number(0), chosen=chosen, version=tap.version)
    return [visit.toast(_("Total : {gross} TTC").format(gross=money(quote.gross))), _card(visit, quote)]


@button("quote-accept-ask", writes=False)
async def _accept_ask(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read_received(db, tap.object_id)
    if not _waits(quote, tap):
        return await stale(db, visit, tap)
    early = tap.arguments[:1] == ("1",)
    return [visit.show(confirm_accept(quote, db.actor.name, early=early))]


@button("quote-accept", writes=True, stale=stale)
async def _accept(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.accept(
        uow,
        tap.object_id,
        name=uow.actor.name,
        words=AGREED,
        early_start=tap.arguments[:1] == ("1",),
        version=tap.version,
    )
    return [await _thanks(uow, visit), _card(visit, quote)]


@button("quote-accept-as", writes=True, stale=stale)
async def _accept_as(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read_received(uow, tap.object_id)
    if not _waits(quote, tap):
        return await stale(uow, visit, tap)
    known = {"quote_id": quote.id, "version": quote.version, "early": tap.arguments[:1] == ("1",)}
    asked = {"number": quote.number, "gross": str(quote.gross)}
    return await begin(uow, visit, SIGN, {**known, "asked": asked})


@button("quote-refuse-ask", writes=False)
async def _refuse_ask(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read_received(db, tap.object_id)
    if not _waits(quote, tap):
        return await stale(db, visit, tap)
    return [visit.show(confirm_refuse(quote))]


@button("quote-refuse", writes=True, stale=stale)
async def _refuse(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    reason = Reason(tap.word(0, CUSTOMER_REASONS)) if tap.arguments else None
    quote = await quotes.refuse(uow, tap.object_id, reason=reason, version=tap.version)
    return [visit.toast(_("C'est noté.")), _card(visit, quote)]


@button("quote-ask", writes=True)
async def _ask(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read_received(uow, tap.object_id)
    return await begin(uow, visit, ASK, {"quote_id": quote.id})


@button("quote-reply", writes=True)
async def _reply(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    quote = await quotes.read(uow, tap.object_id)
    return await begin(uow, visit, REPLY, {"quote_id": quote.id})


@dataclass(frozen=True, slots=True)
class ConfirmStep:
    """« Oui, j'accepte », under the name that was typed. The question names the document's {number} and {gross}."""

    name: str
    question: str = N_("Vous acceptez le devis {number} de {gross} TTC ?")

    def ask(self, answers: Answers) -> Question | None:
        if answers.get(self.name):
            return None
        asked = answers["asked"]
        gross = money(Decimal(asked["gross"]))
        question = _(self.question).format(number=asked["number"], gross=gross)
        signed = (_("Vous signez « Bon pour accord » au nom de "), bold(answers["signed_by"]), ".")
        return Question((bold(question), signed), (Option(_("✅ Oui, j'accepte"), True),))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is True or words(reply.text)[:3] in (["oui"], ["yes"], ["bon", "pour", "accord"]):
            return True
        raise Unreadable(N_("Touchez « Oui, j'accepte », ou laissez."))

    def value(self, answers: Answers) -> bool:
        return bool(answers[self.name])


async def _sign(
    uow: UnitOfWork,
    visit: Visit,
    quote_id: int,
    version: int,
    early: bool,
    asked: Any,
    signed_by: str,
    confirmed: bool,
) -> Sequence[Say]:
    quote = await quotes.read_received(uow, quote_id)
    if quote.state is not QuoteState.SENT or quote.version != version:
        changed = _("Ce devis a changé, voici la version actuelle.")
        return [Show(plain_screen(changed)), _card(visit, quote, fresh=True)]
    quote = await quotes.accept(uow, quote_id, name=signed_by, words=AGREED, early_start=early, version=version)
    return [await _thanks(uow, visit), _card(visit, quote, fresh=True)]


async def _asked(uow: UnitOfWork, visit: Visit, quote_id: int, text: str) -> Sequence[Say]:
    quote = await quotes.ask(uow, quote_id, text=text)
    sent = _("Votre question est transmise à {name}.").format(name=quote.salesperson)
    return [visit.show(received_card(quote, visit.known.company).noting(bold(sent)), fresh=True)]


async def _replied(uow: UnitOfWork, visit: Visit, quote_id: int, text: str) -> Sequence[Say]:
    quote = await quotes.reply(uow, quote_id, text=text)
    sent = _("Réponse transmise à {name}.").format(name=quote.customer.name)
    return [visit.show(plain_screen(sent), fresh=True)]


async def _left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return [_card(visit, await quotes.read_received(uow, answers["quote_id"]), fresh=True)]


def _card(visit: Visit, quote: Quote, *, fresh: bool = False) -> Show:
    return visit.show(received_card(quote, visit.known.company), fresh=fresh)


async def _thanks(uow: UnitOfWork, visit: Visit) -> Say:
    company = await companies.read(uow)
    thanks = _("Merci ! {company} est prévenu.").format(company=company.name)
    return visit.toast(thanks) if visit.turn.callback_id else Show(plain_screen(thanks))


def _waits(quote: Quote, tap: Tap) -> bool:
    """Whether the quote is the one that was looked at, and waits for an answer."""
    return quote.id == tap.object_id and quote.state is QuoteState.SENT and quote.version == tap.version


SIGN: Final = Flow(
    "received:sign",
    (
        Given("quote_id"),
        Given("version"),
        Given("early"),
        Given("asked"),
        Text("signed_by", N_("Quels sont vos nom et prénom ?"), limit=200),
        ConfirmStep("confirmed"),
    ),
    _sign,
    N_("Accord sur un devis"),
    _left,
)
ASK: Final = Flow(
    "received:ask",
    (Given("quote_id"), Text("text", N_("Quelle est votre question ?"), limit=1000)),
    _asked,
    N_("Question sur un devis"),
    _left,
)
REPLY: Final = Flow(
    "quote:reply",
    (Given("quote_id"), Text("text", N_("Que répondre au client ?"), limit=1000)),
    _replied,
    N_("Réponse à un client"),
)
