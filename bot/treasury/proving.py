"""The code on a paper, scanned: whoever holds it shows by his own number that he is of that customer, or is let in."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.company.home import menu
from bot.errors import explain
from bot.flows import Flow, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.incoming.turn import Kind
from bot.outgoing.say import AskNumber, Say, Show
from bot.outgoing.screen import Button, Line, Screen, bold, plain_screen
from bot.parties.cards import card
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Visit, object_key
from bot.treasury.own import own_screen
from core.company import companies, members, people
from core.company.errors import LinkForCustomer, LinkUnknown
from core.company.models import AccessRequest
from core.i18n import N_, _, language
from core.kernel.identifiers import national
from core.kernel.text import words
from core.notices.notices import DueNotice
from core.parties import customers
from core.parties.models import Customer
from core.permissions import Actor, Role
from core.treasury import proving
from core.treasury.errors import TooManyTries
from core.treasury.proving import Holder, Proof
from core.uow import Reader, UnitOfWork

_ENGLISH: Final = "en"
# What the other key says, and what people type.
_LEAVING: Final = frozenset(("laisser", "annuler", "drop", "cancel", "non", "no"))


async def open_paper(uow: UnitOfWork, visit: Visit, token: str) -> Sequence[Say]:
    """His account for somebody of that customer, the customer's card for a colleague; anybody else is asked for his
    number. Raises LinkUnknown, NotFound for a colleague who does not follow the customer."""
    turn = visit.turn
    await people.register(uow, telegram_id=turn.telegram_id, name=turn.name, language=turn.language)
    held = await proving.open_paper(uow, token)
    if held.holder is Holder.CUSTOMER:
        return [Show(await own_screen(uow, visit.provider), fresh=True)]
    if held.holder is Holder.COLLEAGUE:
        here = replace(visit, known=replace(visit.known, actor=uow.actor), db=uow)
        return [Show(await card(uow, here, await customers.read(uow, held.customer_id)), fresh=True)]
    with await first_words(uow, visit, held.language):
        return await begin(uow, visit, PROVE, {"token": token, "company": held.company})


async def first_words(uow: UnitOfWork, visit: Visit, papers: str) -> AbstractContextManager[None]:
    """The language in which to speak: whoever writes for the first time, with an English paper in his hand, is spoken
    to in English from then on."""
    if visit.known.person_id is not None or papers != _ENGLISH:
        return nullcontext()
    await people.speak(uow, _ENGLISH)
    return language(_ENGLISH)


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """One's own telephone number, shared by a key; nothing when the question is left."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        lines: tuple[Line, ...] = (
            ("📄 ", bold(_("Une facture de {company}").format(company=answers["company"]))),
            _("Pour voir le compte, partagez votre numéro de téléphone : il montre que la facture est à vous."),
            _("{company} le verra, personne d'autre.").format(company=answers["company"]),
        )
        return Question(lines, takes=frozenset({Kind.CONTACT}), share=_("📱 Partager mon numéro"))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.contact is not None:
            return {"phone": reply.contact.phone, "telegram_id": reply.contact.telegram_id}
        if _LEAVING.intersection(words(reply.text)):
            return {}
        raise Unreadable(N_("Touchez « 📱 Partager mon numéro », sous le champ de saisie."))

    def value(self, answers: Answers) -> Mapping[str, Any]:
        shared: Mapping[str, Any] = answers[self.name]
        return shared


async def _prove(uow: UnitOfWork, visit: Visit, token: str, company: str, number: Mapping[str, Any]) -> Sequence[Say]:
    """The account, or who is asked for it. Raises NumberNotOwn, PhoneWrong: the question stays open."""
    if not number:
        return _left()
    elsewhere = visit.actor.company_id is not None  # his own company stays in view, and its menu
    try:
        proof = await proving.prove(uow, token, phone=number["phone"], telegram_id=number["telegram_id"])
    except (LinkUnknown, LinkForCustomer, TooManyTries) as refusal:  # no other number changes it
        return [AskNumber(plain_screen(explain(refusal)))]
    if proof is Proof.ASKED:
        sorry = _("{company} ne connaît pas ce numéro : rien n'est montré pour l'instant.").format(company=company)
        return [AskNumber(plain_screen(sorry, _("Votre demande est transmise ; la réponse arrivera ici.")))]
    known = AskNumber(plain_screen(_("✅ Numéro reconnu. Voici votre compte.")))
    account = Show(await own_screen(uow, visit.provider), fresh=True)
    return [known, account] if elsewhere else [known, account, menu(uow.actor)]


def _left() -> Sequence[Say]:
    return [AskNumber(plain_screen(_("D'accord. Scannez à nouveau la facture quand vous voudrez.")))]


async def _question_left(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    return _left()


def request_screen(request: AccessRequest, customer: Customer) -> Screen:
    """Somebody who holds a paper asks to see the account: yes or no. Once answered, what was answered."""
    asks: tuple[Line, ...] = (
        ("🔔 ", bold(request.name), f" · {national(request.phone)}"),
        _("demande à voir le compte de {customer}.").format(customer=customer.name),
    )
    key = object_key("account-request", request.id)
    if request.answered_at is not None:
        return Screen((*asks, _("✅ Autorisé.") if request.accepted else _("❌ Refusé.")), card=key)
    unknown = _("Ce numéro n'est pas dans la fiche du client.")
    yes, no = (
        Button(label, Tap("account-answer", request.company_id, request.id, 0, (target,)).packed())
        for label, target in ((_("✅ Autoriser"), "1"), (_("❌ Refuser"), "0"))
    )
    return Screen((*asks, unknown), ((yes, no),), card=key)


async def _already(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(request_screen(*await proving.read_request(db, tap.object_id)))]


@button("account-answer", writes=True, stale=_already)
async def _answer(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    accepted = bool(tap.number(0))
    return [visit.show(request_screen(*await proving.answer(uow, tap.object_id, accepted=accepted)))]


async def _asked(db: Reader, notice: DueNotice) -> Sequence[Say]:
    return [Show(request_screen(*await proving.read_request(db, notice.facts["request_id"])), fresh=True)]


async def _proved(db: Reader, notice: DueNotice) -> Sequence[Say]:
    customer = await customers.read(db, notice.facts["customer_id"])
    told = _("{name} voit maintenant le compte de {customer} : son numéro est dans la fiche.")
    shown = Button(_("👤 Voir la fiche"), Tap("customer", notice.company_id, customer.id).packed())
    return [Show(plain_screen(("🔓 ", told.format(name=notice.facts["by"], customer=customer.name)), rows=((shown,),)))]


async def _given(db: Reader, notice: DueNotice) -> Sequence[Say]:
    """For whoever had asked; his seat may be over again."""
    seat = await members.seat_of(db, notice.person_id)
    if seat is None or not seat.active or seat.role is not Role.CUSTOMER:
        return []
    company = await companies.read(db)
    opened = Button(_("💶 Mon compte"), Tap("mine", notice.company_id).packed())
    told = _("{company} vous ouvre votre compte.").format(company=company.name)
    return [Show(plain_screen(("🔓 ", told), rows=((opened,),))), menu(Actor(seat.role, "", notice.person_id))]


async def _refused(db: Reader, notice: DueNotice) -> Sequence[Say]:
    company = await companies.read(db)
    return [Show(plain_screen(_("{company} n'a pas accepté votre demande.").format(company=company.name)))]


PROVE: Final = Flow(
    "account:prove",
    steps=(Given("token"), Given("company"), OwnNumber("number")),
    run=_prove,
    title=N_("Mon compte"),
    left=_question_left,
)
PROVING_SCREENS: Final[dict[str, Callable[[Reader, DueNotice], Awaitable[Sequence[Say]]]]] = {
    "account_asked": _asked,
    "account_proved": _proved,
    "account_given": _given,
    "account_refused": _refused,
}
