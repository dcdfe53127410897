"""Words that no room reads as they stand: said again in words that one does, or said plainly not to exist yet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from bot.agenda.noting import INTENTS as AGENDA_INTENTS
from bot.agenda.noting import Aside, asides_of, noted, with_asides
from bot.company.home import not_understood
from bot.dunning.asked import meant as dunning_meant
from bot.flows import Flow, NoAnswer, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, begin
from bot.flows.steps import Given
from bot.intended import CHOOSE, OTHER, WhichIntent, candidates
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Line, bold, italic, plain_screen
from bot.parties.changing import carry_out
from bot.reporting.asked import below_plan
from bot.talk.lookup import Lookup
from bot.talk.visit import Plan, Visit, object_id, tell
from bot.understanding import lookup_words
from bot.understanding.agenda import CALLED, THOUGHT_OF
from bot.understanding.choices import NONE, chosen_of, says_yes
from bot.understanding.doubts import UNASKED, Doubt, doubt_in, figures_left
from bot.understanding.frames import Frame, read_frame
from bot.understanding.frames.frame import SLOTS
from bot.understanding.frames.saying import SAID_FIGURES, Saying, in_known_words
from bot.understanding.frames.world import Paper, Person, World
from bot.understanding.linking import Index
from bot.understanding.people_said import CardChange
from bot.understanding.words import plain, tokens_of
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
_OF_A_FILE: Final = frozenset({"order.create", "customer.find", "product.find"})
_NAMED_ALONE: Final = ("customer.find", "product.find")
_DUNNING: Final = "dunning"
_BELOW: Final = "below_minimum"
_LEAST_OF_A_REQUEST: Final = 3  # words: fewer are a wrong answer
_LONGEST: Final = 500
_LONGEST_TITLE: Final = 40
_MOST_PAPERS: Final = 200


async def otherwise(
    visit: Visit, text: str, *, besides: Collection[str] = (), intended: str | None = None
) -> Plan | None:
    """What to do about words that no room has read, or none for sure; None for those that ask for nothing.

    `besides` are intents that somebody has read already; `intended` is the one that the person has tapped.
    """
    if visit.rephrased or not any(map(str.isalpha, text)):
        return None
    lookup = Lookup(visit.db)
    world = await world_of(visit, lookup, text)
    frame = read_frame(text, world, meant=intended)
    if not {frame.intent, *frame.slots.get("intents", ())}.isdisjoint(_IN_HAND):
        world = replace(world, papers=await _papers(visit, frame))
        frame = read_frame(text, world, meant=intended)
    if frame.intent in besides or _may_be_a_line(visit, frame, text):
        return None
    if (unfounded := _unfounded(frame, text)) is not None:
        return nothing_done(unfounded)
    if _in_doubt(frame):
        offered = candidates(frame, text, world, visit.actor)
        asked = {"offered": offered, "typed": text}
        return Plan(act=lambda uow: begin(uow, visit, INTENDED, asked)) if offered else None
    if (plan := await _without_sentence(visit, frame, lookup, world, text)) is not None:
        return plan
    saying = _with_figures(in_known_words(frame, world), frame, text)
    if not saying.sentences:
        return None
    asides = asides_of(visit, frame, lookup)
    if len(saying.sentences) > 1 or (saying.unsaid and frame.intent not in _ASKED_ABOUT):
        return with_asides(Plan(act=lambda uow: begin(uow, visit, MEANT, _asked(saying))), visit, asides)
    return with_asides(await _said_again(visit, saying.sentences[0], saying.then), visit, asides)


async def _without_sentence(visit: Visit, frame: Frame, lookup: Lookup, world: World, text: str) -> Plan | None:
    """What to do about a frame that no room has a sentence for; None for others."""
    if frame.intent in AGENDA_INTENTS:
        return await noted(visit, frame, lookup)
    if frame.slots.get("action") == _DUNNING:
        return await dunning_meant(visit, frame, lookup)
    if frame.slots.get("scope") == _BELOW:
        return await below_plan(visit)
    if (sentence := _not_yet(frame)) is not None:
        return kept(visit, sentence, _customer(frame, lookup), text)
    if frame.intent == "balance.query" and frame.slots.get("clarify") and not frame.slots.get("customer_candidates"):
        return tell(visit, _("Je ne connais pas {name}.").format(name=frame.slots.get("customer_query", "")))
    if frame.intent == "delivery.confirm" and "order" not in frame.slots and _has_no_order(frame, world):
        return tell(visit, _("Aucune commande de ce client n'est à livrer."))
    return None


def _may_be_a_line(visit: Visit, frame: Frame, text: str) -> bool:
    """« livraison 1 » beside a quote in hand: one more of a service, as likely as a delivery."""
    few = len(text.split()) < _LEAST_OF_A_REQUEST
    return few and frame.intent == "delivery.confirm" and object_id(visit.focus, "quote") is not None


def _has_no_order(frame: Frame, world: World) -> bool:
    """Whether the customer who is named has nothing open, as far as the actor may know."""
    code = frame.slots.get("customer")
    return code is not None and not any(one.kind == "order" and one.customer == code for one in world.papers)


def _with_figures(saying: Saying, frame: Frame, text: str) -> Saying:
    """The saying, and the numbers that it leaves out."""
    if frame.intent == "payment.log":
        left = figures_left(text, (*saying.sentences, *saying.then))
    else:
        left = tuple(map(plain, frame.slots.get("left_over", ())))
    return replace(saying, unsaid=(*(one for one in saying.unsaid if one != "left_over"), *left))


async def apart(visit: Visit, text: str) -> tuple[str, tuple[Aside, ...]]:
    """The words without what is only to be thought of, « … et rappelle-moi jeudi de l'appeler », and that."""
    found = THOUGHT_OF.search(text)
    if found is None or visit.rephrased or CALLED.fullmatch(text.strip()):  # a call keeps what follows from it
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
    return None if frame.intent is None or named or _in_doubt(frame) else await otherwise(visit, text)


async def asks_beside_a_file(visit: Visit, text: str) -> bool:
    """Whether a caption asks for something, and not only whose order the file is."""
    frame = read_frame(text, await world_of(visit, Lookup(visit.db), text))
    return frame.intent is not None and frame.intent not in _OF_A_FILE and not _in_doubt(frame)


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


def _in_doubt(frame: Frame) -> bool:
    return "intents" in frame.slots


def nothing_done(doubt: Doubt) -> Plan:
    """What is said of words that ask for nothing, or tell of nothing that has happened."""
    return Plan((Show(plain_screen(_(_NOTHING_DONE[doubt]))),), unread=True)


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
        return Plan((Show(plain_screen(_(sentence))),), unread=True)
    return Plan(act=lambda uow: _noted(uow, visit, customer_id, sentence, text), unread=True)


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
        return Question(tuple(lines), tuple(Option(one, one) for one in answers["sentences"]), choice=True)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        sentences = answers["sentences"]
        chosen = chosen_of(reply.text, [(one,) for one in sentences])
        if chosen is None and says_yes(reply.text):
            chosen = 0 if len(sentences) == 1 else None
            if chosen is None:
                raise Unreadable(CHOOSE)
        if chosen is None or chosen == NONE:
            raise NoAnswer(CHOOSE)
        return sentences[chosen]

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
    about=lambda answers: answers["sentences"][0][:_LONGEST_TITLE],
)


async def _intended(uow: UnitOfWork, visit: Visit, intent: str, offered: object, typed: str) -> Sequence[Say]:
    """The words read as the request that was tapped, as if nothing had been asked."""
    again = replace(visit, db=uow, turn=replace(visit.turn, text=typed), question=None)
    plan = None if intent == OTHER else await otherwise(again, typed, intended=intent)
    if plan is None:
        return [visit.show(not_understood(visit))]
    return plan.says if plan.act is None else await plan.act(uow)


INTENDED: Final = Flow(
    "intended",
    steps=(WhichIntent("intent"), Given("offered"), Given("typed")),
    run=_intended,
    title=N_("Votre phrase"),
    about=lambda answers: answers["typed"][:_LONGEST_TITLE],
)
