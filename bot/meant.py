"""Words that no room reads as they stand: said again in words that one does, or said plainly not to exist yet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from bot.agenda.noting import INTENTS as AGENDA_INTENTS
from bot.agenda.noting import Aside, asides_of, noted, with_asides
from bot.dunning.asked import meant as dunning_meant
from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Line, bold, italic, plain_screen
from bot.parties.changing import carry_out
from bot.talk.lookup import Lookup
from bot.talk.visit import Plan, Visit, answer, tell
from bot.understanding import lookup_words
from bot.understanding.agenda import THOUGHT_OF
from bot.understanding.doubts import UNASKED, Doubt, doubt_in, figures_left
from bot.understanding.frames import Frame, read_frame
from bot.understanding.frames.frame import SLOTS
from bot.understanding.frames.saying import SAID_FIGURES, Saying, in_known_words
from bot.understanding.frames.world import Paper, Person, World
from bot.understanding.linking import Index
from bot.understanding.people_said import CardChange
from bot.understanding.words import tokens_of
from core.i18n import N_, _
from core.invoicing import lists
from core.invoicing.lists import Which
from core.kernel.text import words
from core.parties import customers
from core.permissions import Permission
from core.sales import orders
from core.uow import Reader, UnitOfWork

NOT_YET: Final[Mapping[str, str]] = {
    "time.log": N_("⏱ Les heures ne se notent pas encore ici."),
    "intervention.log": N_("🔧 Les interventions ne se notent pas encore ici."),
    "expense.log": N_("🧾 Les frais ne se notent pas encore ici."),
    "opportunity.create": N_("🎯 Les affaires à venir ne se suivent pas encore ici."),
    "report.query": N_("📊 Ce chiffre ne se demande pas encore ici."),
    "below_minimum": N_("📦 Les stocks minimum ne se suivent pas encore ici."),
}
_NOTHING_DONE: Final[Mapping[Doubt, str]] = {
    Doubt.REFUSED: N_(
        "✋ Je n'ai rien fait, et rien n'a changé. Pour défaire, écrivez par exemple : annule la commande 12"
    ),
    Doubt.SUPPOSED: N_("✋ Rien n'est fait : je n'attends aucune condition. Écrivez-le quand ce sera le cas."),
    Doubt.NOT_DONE: N_("✋ Rien n'est noté : d'après ces mots, ce n'est pas fait. Écrivez-le quand ce sera le cas."),
    Doubt.ASKED: N_("❓ Rien n'est noté. Pour savoir où l'on en est, écrivez par exemple : compte dupont, commande 12"),
}
_TOLD: Final = ("payment.log", "delivery.confirm")  # have happened
_ASKED_FOR: Final = ("invoice.send", "quote.create", "order.create", "customer.create")
_UNSAID: Final[Mapping[str, str]] = {
    "date": N_("le jour"),
    "instalments": N_("le nombre de fois"),
    "instalment_no": N_("le versement dont il s'agit"),
    "deposit_pct": N_("l'acompte"),
    "deposit_amount": N_("l'acompte"),
    "deposit_method": N_("le moyen de paiement de l'acompte"),
    "delivery_date": N_("le jour de livraison"),
    "priority": N_("l'urgence"),
    "warehouse": N_("le lieu"),
    "channel": N_("le canal d'envoi"),
    "customer": N_("le client"),
    "customer_query": N_("le client"),
    "deposit": N_("l'acompte"),
    "method": N_("le moyen de paiement"),
    "cheque_no": N_("le numéro du chèque"),
    "cheque_bank": N_("la banque du chèque"),
    "received_by": N_("qui a reçu"),
    "qty": N_("la quantité"),
    "min_days": N_("depuis combien de jours"),
    "note": N_("la note"),
}
_PARTS: Final = frozenset(part for parts in SLOTS.values() for part in parts)
_IN_HAND: Final = ("delivery.confirm", "order.create", "invoice.send", "payment.log")  # about documents that are open
_MADE_OF_LINES: Final = ("quote.create", "order.create")
_ASKED_ABOUT: Final = ("stock.query", "product.find", "customer.find", "balance.query")  # their answer shows the rest
_NAMED_ALONE: Final = ("customer.find", "product.find")
_DUNNING: Final = "dunning"
_LEAST_OF_A_REQUEST: Final = 3  # words: fewer are a wrong answer
_LONGEST: Final = 500
_MOST_PAPERS: Final = 200


async def otherwise(visit: Visit, text: str, *, besides: Collection[str] = ()) -> Plan | None:
    """What to do about words that no room has read, or none for sure; None for those that ask for nothing.

    `besides` are intents that somebody has read already.
    """
    if visit.rephrased:
        return None
    lookup = Lookup(visit.db)
    world = await world_of(visit, lookup, text)
    frame = read_frame(text, world)
    if frame.intent in _IN_HAND:
        world = replace(world, papers=await _papers(visit, frame))
        frame = read_frame(text, world)
    if frame.intent in besides:
        return None
    if (unfounded := _unfounded(frame, text)) is not None:
        return nothing_done(unfounded)
    if frame.intent in AGENDA_INTENTS:
        return noted(visit, frame, lookup)
    if frame.slots.get("action") == _DUNNING:
        return await dunning_meant(visit, frame, lookup)
    if (sentence := _not_yet(frame)) is not None:
        return kept(visit, sentence, _customer(frame, lookup), text)
    if frame.intent == "balance.query" and frame.slots.get("clarify") and not frame.slots.get("customer_candidates"):
        return tell(visit, _("Je ne connais pas {name}.").format(name=frame.slots.get("customer_query", "")))
    saying = in_known_words(frame, world)
    if not saying.sentences:
        return None
    asides = asides_of(visit, frame, lookup)
    if frame.intent == "payment.log":
        left = figures_left(text, (*saying.sentences, *saying.then))
        saying = replace(saying, unsaid=(*saying.unsaid, *left))
    if len(saying.sentences) > 1 or (saying.unsaid and frame.intent not in _ASKED_ABOUT):
        return with_asides(Plan(act=lambda uow: begin(uow, visit, MEANT, _asked(saying))), visit, asides)
    return with_asides(await _said_again(visit, saying.sentences[0], saying.then), visit, asides)


async def apart(visit: Visit, text: str) -> tuple[str, tuple[Aside, ...]]:
    """The words without what is only to be thought of, « … et rappelle-moi jeudi de l'appeler », and that."""
    found = THOUGHT_OF.search(text)
    if found is None or visit.rephrased:
        return text, ()
    lookup = Lookup(visit.db)
    asides = asides_of(visit, read_frame(text, await world_of(visit, lookup, text)), lookup)
    return (text[: found.start()], asides) if asides else (text, ())


async def another_request(visit: Visit, text: str) -> Plan | None:
    """What to do about words that hardly answer the open question, when they ask for something else instead."""
    if len(words(text)) < _LEAST_OF_A_REQUEST:
        return None
    frame = read_frame(text, await world_of(visit, Lookup(visit.db), text))
    named = frame.intent in _NAMED_ALONE and "field" not in frame.slots  # somebody's name, or something's
    return None if frame.intent is None or named else await otherwise(visit, text)


async def clearer(visit: Visit, text: str) -> Plan | None:
    """What to do about a quote or an order that a room has read with doubts, when all its words can be told apart."""
    if visit.rephrased:
        return None
    lookup = Lookup(visit.db)
    world = await world_of(visit, lookup, text)
    frame = read_frame(text, world)
    if frame.intent not in _MADE_OF_LINES or frame.slots.get("clarify") or not frame.slots.get("customer"):
        return None
    saying = in_known_words(frame, world)
    if len(saying.sentences) != 1 or saying.unsaid:
        return None
    plan = await _said_again(visit, saying.sentences[0], saying.then)
    return with_asides(plan, visit, asides_of(visit, frame, lookup))


def nothing_done(doubt: Doubt) -> Plan:
    """What is said of words that ask for nothing, or tell of nothing that has happened."""
    return answer(Show(plain_screen(_(_NOTHING_DONE[doubt]))))


def _unfounded(frame: Frame, text: str) -> Doubt | None:
    """Why nothing may start from what the words seem to say; a delivery that failed, or money taken back, is a fact."""
    doubt = doubt_in(text)
    failed = frame.slots.get("scope") in ("none", "refused") and ("reason" in frame.slots or "next_date" in frame.slots)
    if doubt is Doubt.NOT_DONE and (failed or frame.slots.get("rejected")):
        return None
    if frame.intent in _TOLD or (frame.intent in _ASKED_FOR and doubt in UNASKED):
        return doubt
    return None


async def world_of(visit: Visit, lookup: Lookup, text: str) -> World:
    """What the words of one message may be about, in this company."""
    known = await lookup(lookup_words(tokens_of(text), text))
    team = await customers.colleagues(visit.db) if visit.actor.may(Permission.CUSTOMERS_READ) else ()
    return World(
        visit.db.local(visit.db.now),
        str(visit.actor.person_id),
        Index(known.customers, codes_are_words=False),
        Index(known.products),
        tuple(Person(str(number), name) for number, name in team),
    )


async def _papers(visit: Visit, frame: Frame) -> tuple[Paper, ...]:
    """The orders and the invoices that are open, as far as the actor may know of them; the goods of whose is meant."""
    found: list[Paper] = []
    if visit.actor.may(Permission.ORDERS_READ):
        code, named = frame.slots.get("customer"), _digits(frame.slots.get("order"))
        for one in (await orders.open_(visit.db, limit=_MOST_PAPERS)).rows:
            meant = one.customer.code == code or (named and _digits(one.number).endswith(named))
            goods = await _goods(visit.db, one.id) if meant and frame.intent == "delivery.confirm" else None
            found.append(Paper("order", one.number, one.customer.code, goods=goods))
    if visit.actor.may(Permission.INVOICES_READ):
        listed = await lists.listed(visit.db, Which.UNPAID, limit=_MOST_PAPERS)
        found += [
            Paper("invoice", owed.invoice.number or "", owed.invoice.customer.code, "", owed.invoice.payable, owed.left)
            for owed in listed.rows
        ]
    return tuple(found)


async def _goods(db: Reader, order_id: int) -> Mapping[str, Decimal]:
    """What is ordered, by reference."""
    counts: dict[str, Decimal] = {}
    for line in (await orders.read(db, order_id)).lines:
        if line.reference:
            counts[line.reference] = counts.get(line.reference, Decimal()) + line.quantity
    return counts


def _digits(number: str | None) -> str:
    return "".join(sign for sign in number or "" if sign.isdigit())


def _not_yet(frame: Frame) -> str | None:
    """The sentence for what does not exist yet; some figures and lists do."""
    if frame.slots.get("metric") in SAID_FIGURES and set(frame.slots) <= {"metric", "from", "to"}:
        return None
    asked = (frame.slots.get("action"), frame.slots.get("scope"), frame.intent)
    return next((NOT_YET[one] for one in asked if one and one in NOT_YET), None)


def kept(visit: Visit, sentence: str, customer_id: int | None, text: str) -> Plan:
    if customer_id is None or not visit.actor.may(Permission.CUSTOMERS_WRITE):
        return answer(Show(plain_screen(_(sentence))))
    return Plan(act=lambda uow: _noted(uow, visit, customer_id, sentence, text))


def _customer(frame: Frame, lookup: Lookup) -> int | None:
    code = frame.slots.get("customer")
    return lookup.customers.get(code) if code else None


async def _noted(uow: UnitOfWork, visit: Visit, customer_id: int, sentence: str, text: str) -> Sequence[Say]:
    """The words kept on the customer's card, which can be taken back there."""
    customer = await customers.read(uow, customer_id)
    kept = _("{sentence} J'ai gardé votre phrase en note sur {customer}.")
    said = plain_screen(kept.format(sentence=_(sentence), customer=customer.name))
    return [visit.show(said), *await carry_out(uow, visit, customer_id, CardChange(note=text[:_LONGEST]))]


async def _said_again(visit: Visit, sentence: str, then: Sequence[str]) -> Plan:
    """The plan for that sentence, as if it had been typed; and what to type afterwards."""
    from bot.staff import said  # it asks here what none of its rooms has read

    turn = replace(visit.turn, text=sentence)
    plan = await said(replace(visit, turn=turn, question=None, rephrased=True), sentence)
    if not then:
        return plan
    hint = Show(plain_screen(_("Puis écrivez : {sentences}").format(sentences=" · ".join(then))))
    if plan.act is None:
        return Plan((*plan.says, hint))
    act = plan.act

    async def acted(uow: UnitOfWork) -> Sequence[Say]:
        return [*await act(uow), hint]

    return Plan(act=acted)


def _asked(saying: Saying) -> dict[str, Any]:
    return {"sentences": list(saying.sentences), "unsaid": list(saying.unsaid), "then": list(saying.then)}


def unsaid_words(one: str) -> str:
    """How a part that is left out is called: never by our own name of it. What is no part is what was typed."""
    if one in _UNSAID:
        return _(_UNSAID[one])
    return _("une partie de la phrase") if one in _PARTS else one


@dataclass(frozen=True, slots=True)
class _Which:
    """Which of the sentences is meant, if any."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        lines: list[Line] = [bold(_("Vous voulez dire :"))]
        if answers["unsaid"]:
            told = ", ".join(dict.fromkeys(map(unsaid_words, answers["unsaid"])))
            lines.append(italic(_("Ne sera pas noté : {what}.").format(what=told)))
        return Question(tuple(lines), tuple(Option(one, one) for one in answers["sentences"]))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        said = words(reply.text)
        if reply.option is not None:
            return reply.option
        if said[:1] in (["oui"], ["yes"], ["ok"]) and len(answers["sentences"]) == 1:
            return answers["sentences"][0]
        raise Unreadable(N_("Touchez une des phrases, ou écrivez-le autrement."))

    def value(self, answers: Answers) -> Any:
        return answers[self.name]


async def _run(
    uow: UnitOfWork, visit: Visit, meant: str, sentences: Sequence[str], unsaid: Sequence[str], then: Sequence[str]
) -> Sequence[Say]:
    plan = await _said_again(replace(visit, db=uow), meant, then)
    return plan.says if plan.act is None else await plan.act(uow)


MEANT: Final = Flow(
    "meant",
    steps=(_Which("meant"), Given("sentences"), Given("unsaid"), Given("then")),
    run=_run,
    title=N_("Votre phrase"),
)
