"""Founding a company: the questions, from its name to its trade. Each but the name may be left for later."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.company.home import home, menu
from bot.errors import explain
from bot.flows import Flow, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers, Step
from bot.flows.steps import Given, Text
from bot.incoming.turn import Kind
from bot.outgoing.say import Say
from bot.talk.visit import Visit
from bot.understanding.vocabulary import NOTHING_TO_SAY
from core.company import companies
from core.company.models import Trade, VatRegime
from core.company.people import Known
from core.company.rules import checked_iban, form_and_capital
from core.i18n import N_, _
from core.kernel.errors import BusinessError
from core.kernel.identifiers import siren as checked_siren
from core.kernel.text import words
from core.uow import Reader, UnitOfWork

LATER: Final = N_("Plus tard")
REGIMES: Final = {
    VatRegime.NORMAL: N_("Réel normal"),
    VatRegime.SIMPLIFIED: N_("Réel simplifié"),
    VatRegime.FRANCHISE: N_("Franchise (sans TVA)"),
}
TRADES: Final = {
    Trade.BUILDING: N_("Bâtiment, chauffage"),
    Trade.RETAIL: N_("Commerce"),
    Trade.WHOLESALE: N_("Négoce, gros"),
    Trade.SERVICES: N_("Services"),
    Trade.OTHER: N_("Autre"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words; leaving it for later gives `otherwise`, None when it cannot be left."""

    name: str
    question: str
    choices: dict[Any, str]
    otherwise: str | None = None

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        options = [Option(_(label), str(value)) for value, label in self.choices.items()]
        later = [Option(_(LATER), self.otherwise)] if self.otherwise is not None else []
        return Question((_(self.question),), (*options, *later), width=2)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        typed = words(reply.text)
        if self.otherwise is not None and " ".join(typed) in NOTHING_TO_SAY:
            return self.otherwise
        shared = {value: len(set(typed) & set(words(_(label)))) for value, label in self.choices.items()}
        most = max(shared.values())
        found = [value for value, count in shared.items() if count == most]
        if not most or len(found) != 1:
            raise Unreadable(N_("Touchez l'un des boutons."))
        return str(found[0])

    def value(self, answers: Answers) -> str:
        return str(answers[self.name])


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo, kept under its hash; "" for none."""

    name: str
    question: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        return Question((_(self.question),), (Option(_(LATER), ""),), takes=frozenset({Kind.PHOTO}))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.kept or reply.option is not None or " ".join(words(reply.text)) in NOTHING_TO_SAY:
            return reply.kept
        raise Unreadable(N_("J'attends une photo."))

    def value(self, answers: Answers) -> str | None:
        return answers[self.name] or None


@dataclass(frozen=True, slots=True)
class Counted:
    """A step that says how far one is: « 3/8 »."""

    step: Step
    number: int
    of: int

    @property
    def name(self) -> str:
        return self.step.name

    def ask(self, answers: Answers) -> Question | None:
        question = self.step.ask(answers)
        return question and replace(question, lines=(f"{self.number}/{self.of}", *question.lines))

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        return await self.step.take(db, answers, reply)

    def value(self, answers: Answers) -> Any:
        return self.step.value(answers)


def checked_by(read: Callable[[str], object]) -> Callable[[str], str]:
    """Keep the text when it can be read; else ask again, with the refusal's sentence."""

    def check(typed: str) -> str:
        try:
            read(typed)
        except BusinessError as refusal:
            raise Unreadable(explain(refusal)) from None
        return typed

    return check


def welcome(uow: UnitOfWork, visit: Visit, company: str) -> Sequence[Say]:
    """The home card of whoever has just come in, and his menu."""
    there = replace(visit, known=Known(uow.actor.person_id, uow.actor, company))
    return [visit.show(home(there), fresh=True), menu(uow.actor)]


async def _company(
    uow: UnitOfWork,
    visit: Visit,
    code: str,
    name: str,
    siren: str,
    address: str,
    form: str,
    vat_regime: str,
    iban: str,
    logo: str | None,
    trade: str,
) -> Sequence[Say]:
    legal_form, capital = form_and_capital(form)
    company = await companies.found(
        uow,
        code=code,
        open_signup=visit.open_signup,
        name=name,
        address=address,
        siren=siren,
        legal_form=legal_form,
        capital=capital,
        vat_regime=VatRegime(vat_regime),
        iban=iban,
        logo_sha256=logo,
        trade=Trade(trade),
    )
    return welcome(uow, visit, company.name)


_QUESTIONS: Final[tuple[Step, ...]] = (
    Text("name", N_("Quel est le nom de votre entreprise ?")),
    Text(
        "siren",
        N_("Quel est son numéro SIREN ?"),
        N_("9 chiffres ; le numéro de TVA s'en déduit."),
        skip=LATER,
        check=checked_by(checked_siren),
    ),
    Text("address", N_("Quelle est son adresse ?"), N_("Par exemple : 12 rue des Lilas, 69003 Lyon"), skip=LATER),
    Text(
        "form",
        N_("Quelle est sa forme juridique, et son capital ?"),
        N_("Par exemple : SARL 10 000 €, ou micro-entreprise"),
        skip=LATER,
        check=checked_by(form_and_capital),
    ),
    Choice("vat_regime", N_("Quel est son régime de TVA ?"), dict(REGIMES), VatRegime.NORMAL),
    Text(
        "iban",
        N_("Quel est son IBAN, pour être payé ?"),
        N_("Par exemple : FR76 3000 6000 0112 3456 7890 189"),
        skip=LATER,
        check=checked_by(checked_iban),
    ),
    Picture("logo", N_("Envoyez son logo, en photo.")),
    Choice("trade", N_("Quel est son métier ?"), dict(TRADES), Trade.OTHER),
)

FOUND_COMPANY: Final = Flow(
    "company:new",
    steps=(
        Given("code"),
        *(Counted(step, number, len(_QUESTIONS)) for number, step in enumerate(_QUESTIONS, 1)),
    ),
    run=_company,
    title=N_("Création de l'entreprise"),
)
