"""The short questions of a delivery: how many there are, which day, who brings it, what went wrong, who signs."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any, Final

from bot.deliveries.showing import place_of, show_delivery
from bot.deliveries.words import counted, nobody_knows
from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers
from bot.flows.steps import Given, Text
from bot.outgoing.say import Say
from bot.outgoing.screen import bold
from bot.talk.visit import Visit
from bot.understanding import read_quantity
from bot.understanding.deliveries import DeliveredSaid, MissingSaid, When, read_delivery, read_when
from core.i18n import N_, _
from core.kernel.amounts import quantity
from core.kernel.text import words
from core.sales import deliveries
from core.sales.models import Delivery
from core.uow import Reader, UnitOfWork

_MOST_OPTIONS: Final = 6
_NO_NAME: Final = re.compile(r"[\d,;:?!]")  # a sentence about something else
_NOT_NAMES: Final = frozenset(
    ("pas", "non", "oui", "ok", "erreur", "personne", "rien", "aucun", "absent", "absente", "tard", "est", "sont")
)
_YES: Final = frozenset(("oui", "ok", "signer", "signe", "confirme", "yes"))
_SURE: Final = N_("Touchez « ✅ Signer » ; ou « ✖️ Laisser », pour un autre nom.")
_NONE: Final = frozenset(("aucun", "aucune", "rien", "zero", "0", "plus"))
TELL: Final = N_("⚠️ Oui, prévenir le client")
TOUCH: Final = N_("Touchez le bouton pour le faire.")
_PROBLEMS: Final = (
    N_("Client absent"),
    N_("Livraison refusée"),
    N_("Adresse introuvable"),
    N_("Accès impossible"),
)


@dataclass(frozen=True, slots=True)
class PickedStep:
    """« Combien y en a-t-il ? », when some of a line lack."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        planned = Decimal(answers["planned"])
        asked = _(" : combien y en a-t-il, sur {planned} ?").format(planned=counted(quantity(planned), answers["unit"]))
        few = [Option(str(many), str(many)) for many in range(int(min(planned, Decimal(_MOST_OPTIONS))))]
        return Question(((bold(answers["label"]), asked),), tuple(few), width=3)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        many = _said_there(db, reply.text, Decimal(answers["planned"]))
        if many is None or not 0 <= many <= Decimal(answers["planned"]):
            raise Unreadable(N_("J'attends un nombre, pas plus que ce qui est prévu."))
        return str(many)

    def value(self, answers: Answers) -> Decimal:
        return Decimal(answers[self.name])


@dataclass(frozen=True, slots=True)
class WhenStep:
    """A day, perhaps with an hour; `skip` is the label of the button that leaves it open."""

    name: str
    question: str
    skip: str = ""

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        skip = (Option(_(self.skip), ""),) if self.skip else ()
        options = (Option(_("Aujourd'hui"), "aujourd'hui"), Option(_("Demain"), "demain"), *skip)
        return Question((_(self.question), _("Par exemple : demain 9h30, lundi, le 12/12")), options, width=2)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        said = reply.text if reply.option is None else str(reply.option)
        if self.skip and (not said or nobody_knows(said)):
            return None
        when = read_when(said, db.today)
        if when is None:
            raise Unreadable(N_("J'attends un jour : demain, lundi, le 12/12."))
        return kept_when(when)

    def value(self, answers: Answers) -> When | None:
        return when_of(answers[self.name])


def _said_there(db: Reader, text: str, planned: Decimal) -> Decimal | None:
    """« 4 », « aucun », « manque 2 », « que 4 sur 6 »."""
    if set(words(text)) & _NONE:
        return Decimal(0)
    said = read_delivery(text, db.today, in_hand=True)
    if isinstance(said, MissingSaid | DeliveredSaid) and len(said.lines) == 1 and said.lines[0].quantity is not None:
        many = said.lines[0].quantity
        return planned - many if said.lines[0].less else many
    return read_quantity(text)


def kept_when(when: When | None) -> dict[str, str] | None:
    """As an answer, in JSON."""
    if when is None:
        return None
    return {"day": when.day.isoformat(), "at": when.at.isoformat() if when.at else "", "part": when.part}


def when_of(kept: Mapping[str, str] | None) -> When | None:
    if kept is None:
        return None
    at = time.fromisoformat(kept["at"]) if kept["at"] else None
    return When(datetime.fromisoformat(kept["day"]).date(), at, kept["part"])


def moment_of(db: Reader, when: When | None) -> datetime | None:
    """The hour that was said, in the company's zone; None without one."""
    if when is None or when.at is None:
        return None
    return datetime.combine(when.day, when.at, tzinfo=db.local(db.now).tzinfo)


def problem_words(problem: str, again: When | None) -> str:
    """« Client absent (après-midi) »: a part of the day is no hour, and is told with the problem."""
    return (
        f"{problem} ({_('nouveau passage : {part}').format(part=_(again.part))})" if again and again.part else problem
    )


def short_answers(delivery: Delivery, line: deliveries.SlipLine) -> dict[str, Any]:
    return {
        "delivery_id": delivery.id,
        "line_id": line.id,
        "label": line.label,
        "unit": line.unit,
        "planned": str(line.planned),
    }


async def fail(
    uow: UnitOfWork, visit: Visit, delivery_id: int, problem: str, again: When | None, *, mine: bool = False
) -> Sequence[Say]:
    """It could not be delivered; perhaps another day. `mine`: whoever says so comes back himself."""
    await deliveries.fail(
        uow,
        delivery_id,
        problem=problem_words(problem, again),
        again_on=again.day if again else None,
        again_at=moment_of(uow, again),
        again_part=again.part if again else "",
        mine=mine,
        place=place_of(visit),
    )
    return await show_delivery(uow, visit, delivery_id, fresh=True)


async def _fail(
    uow: UnitOfWork, visit: Visit, delivery_id: int, number: str, problem: str, again: When | None, sure: bool
) -> Sequence[Say]:
    return await fail(uow, visit, delivery_id, problem, again)


async def reschedule(uow: UnitOfWork, visit: Visit, delivery_id: int, when: When) -> Sequence[Say]:
    """Another day or hour, whoever brings it."""
    driver_id = (await deliveries.read(uow, delivery_id)).driver_id
    await deliveries.reschedule(uow, delivery_id, on=when.day, at=moment_of(uow, when), driver_id=driver_id)
    return await show_delivery(uow, visit, delivery_id, fresh=True)


async def _sign(uow: UnitOfWork, visit: Visit, delivery_id: int, name: str, role: str, sure: bool) -> Sequence[Say]:
    """Signed under a typed name, with the reserves that were noted."""
    await deliveries.sign(uow, delivery_id, name=name, role=role)
    return await show_delivery(uow, visit, delivery_id, fresh=True)


async def give_to(uow: UnitOfWork, visit: Visit, delivery_id: int, driver_id: int | None) -> Sequence[Say]:
    """Somebody else brings it, the same day."""
    delivery = await deliveries.read(uow, delivery_id)
    await deliveries.reschedule(uow, delivery_id, on=delivery.planned_on, at=delivery.planned_at, driver_id=driver_id)
    return await show_delivery(uow, visit, delivery_id)


async def _short(uow: UnitOfWork, visit: Visit, delivery_id: int, line_id: int, picked: Decimal) -> Sequence[Say]:
    await deliveries.pick(uow, delivery_id, line_id, picked=quantity(picked))
    return await show_delivery(uow, visit, delivery_id)


async def kept(uow: UnitOfWork, visit: Visit, answers: Answers) -> Sequence[Say]:
    """The card as it was, when a question is given up."""
    return await show_delivery(uow, visit, answers["delivery_id"])


@dataclass(frozen=True, slots=True)
class DriverStep:
    """Who brings it: one of the team."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        options = tuple(Option(name, person_id) for person_id, name in answers["people"])
        return Question((_("Qui livre ?"),), (*options, Option(_("Personne encore"), 0)), width=2)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        said = set(words(reply.text))
        found = [person_id for person_id, name in answers["people"] if said and said <= set(words(name))]
        if len(found) != 1:
            raise Unreadable(N_("Choisissez dans la liste."))
        return found[0]

    def value(self, answers: Answers) -> int | None:
        return answers[self.name] or None


@dataclass(frozen=True, slots=True)
class YesStep:
    """One last look, and one button. `asked` gives the question and what is said below it; `else_` answers words that
    are no yes; `needless`: nothing is asked."""

    name: str
    glyph: str
    asked: Callable[[Answers], Sequence[str]]
    label: str
    else_: str
    needless: Callable[[Answers], bool] = lambda answers: False

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers or self.needless(answers):
            return None
        asked, *below = self.asked(answers)
        return Question(((f"{self.glyph} ", bold(asked)), *below), (Option(_(self.label), True),))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        said = set(words(reply.text))
        if reply.option is None and not (said and said <= _YES):
            raise Unreadable(self.else_)
        return True

    def value(self, answers: Answers) -> bool:
        return bool(answers.get(self.name, True))


def asks_problem(problem: str, number: str) -> str:
    return _("Noter « {problem} » pour {number} ?").format(problem=problem, number=number)


def _told(answers: Answers) -> Sequence[str]:
    asked = asks_problem(answers["problem"], answers["number"])
    return asked, _("Le client lira qu'elle n'a pas pu être livrée, et pourquoi.")


def _is_usual(answers: Answers) -> bool:
    """Whether it is one of the likely problems: any other words may have been meant for somebody else."""
    return answers["problem"] in {_(likely) for likely in _PROBLEMS}


def is_name(text: str) -> bool:
    """Whether it may be somebody's name or role, and not « erreur » or « il n'est pas là »."""
    return not _NO_NAME.search(text) and not set(words(text)) & _NOT_NAMES


def _whose(answers: Answers) -> Sequence[str]:
    """Whose name is to stand on the note: a signature stays."""
    role = f" ({answers['role']})" if answers["role"] else ""
    return (_("Signer au nom de {name} ?").format(name=f"{answers['name']}{role}"),)


def _named(text: str) -> str:
    """A name or a role as it is kept. Raises Unreadable for what is rather a sentence about something else."""
    if not is_name(text):
        raise Unreadable(N_("J'attends un nom ou une fonction, sans chiffre ni virgule."))
    return text


SHORT: Final = Flow(
    "delivery:short", (Given("delivery_id"), Given("line_id"), PickedStep("picked")), _short, N_("Manque"), kept
)
FAILED: Final = Flow(
    "delivery:fail",
    (
        Given("delivery_id"),
        Given("number"),
        Text("problem", N_("Quel est le problème ?"), limit=250, usual=_PROBLEMS),
        WhenStep("again", N_("Quand y retourner ?"), N_("Je ne sais pas")),
        YesStep("sure", "⚠️", _told, TELL, TOUCH, _is_usual),
    ),
    _fail,
    N_("Problème de livraison"),
    kept,
)
OTHER_DAY: Final = Flow(
    "delivery:day", (Given("delivery_id"), WhenStep("when", N_("Livrer quand ?"))), reschedule, N_("Autre jour"), kept
)
DRIVER: Final = Flow("delivery:driver", (Given("delivery_id"), DriverStep("driver_id")), give_to, N_("Livreur"), kept)
SIGNED: Final = Flow(
    "delivery:sign",
    (
        Given("delivery_id"),
        Text("name", N_("Qui signe ? Écrivez son nom."), N_("Par exemple : Mme Caron"), check=_named),
        Text("role", N_("Quelle est sa fonction ?"), skip=N_("Passer"), limit=100, check=_named),
        YesStep("sure", "✍️", _whose, N_("✅ Signer"), _SURE),
    ),
    _sign,
    N_("Signature"),
    kept,
)
