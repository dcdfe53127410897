"""Coming in: the set-up code and the founding of a company, the fictitious company, the links given to customers."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.company.home import home, menu
from bot.errors import explain
from bot.flows import Flow, Reply, Unreadable
from bot.flows.engine import begin, proceed
from bot.flows.steps import Given, Text
from bot.incoming.turn import Kind
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Screen, bold, plain_screen
from bot.sales.screens import received_card
from bot.talk.buttons import button
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer
from core.company import companies, links, people
from core.company.errors import SetupCodeWrong
from core.company.people import Known
from core.demo import trial
from core.demo.world import join_demo
from core.i18n import N_, _
from core.kernel.identifiers import SirenWrong
from core.kernel.identifiers import siren as checked_siren
from core.permissions import Role
from core.sales import quotes
from core.uow import Reader, UnitOfWork

_LIKE_A_CODE = re.compile(r"[A-Za-z0-9]{4}-[A-Za-z0-9]{4}|(?=\w*\d)[A-Z0-9]{8}")


async def visitor(visit: Visit) -> Plan:
    """Somebody unknown wrote: the set-up code founds a company, with questions; else the way in, and nothing more."""
    question, words = visit.question, visit.turn.text
    if plan := await founding(visit):
        return plan
    if question is not None and visit.turn.kind is Kind.TEXT and not words.startswith("/"):
        return Plan(act=lambda uow: proceed(uow, visit, question, Reply(text=words)))
    door = await _doorstep(visit.db)
    if _LIKE_A_CODE.fullmatch(words.strip()):
        door = replace(door, lines=(explain(SetupCodeWrong()), *door.lines))
    return answer(visit.show(door, fresh=True))


async def founding(visit: Visit) -> Plan | None:
    """What to do with the set-up code, from whomever it comes; nothing for other words."""
    if await companies.check_setup_code(visit.db, visit.turn.text):
        return Plan(act=lambda uow: _found(uow, visit))
    return None


async def open_link(uow: UnitOfWork, visit: Visit, token: str) -> Sequence[Say]:
    """Show what a link gives, to the person it is for. Raises LinkUnknown, LinkUsed, LinkForCustomer."""
    await _registered(uow, visit)
    link = await links.open_link(uow, token)
    quote = await quotes.read_received(uow, link.subject_id)
    company = await companies.read(uow)
    return [Show(received_card(quote, company.name), fresh=True), menu(uow.actor)]


async def _doorstep(db: Reader) -> Screen:
    lines = (("📒 ", bold("Carnet")), _("La gestion commerciale dans votre messagerie."))
    if not await trial.offered(db):
        return plain_screen(
            *lines, _("Je ne vous connais pas encore. Demandez un lien à l'entreprise qui vous a parlé de moi.")
        )
    rows = ((Button(_("🎭 Essayer avec une entreprise fictive"), Tap("demo").packed()),),)
    how = _("Pour créer votre entreprise, envoyez le code d'installation affiché dans la console.")
    return Screen((*lines, how), rows, card="door:0")


async def _found(uow: UnitOfWork, visit: Visit) -> Sequence[Say]:
    await _registered(uow, visit)
    return await begin(uow, visit, FOUND_COMPANY, {"code": visit.turn.text})


async def _company(uow: UnitOfWork, visit: Visit, code: str, name: str, siren: str, address: str) -> Sequence[Say]:
    company = await companies.found(uow, code=code, name=name, siren=siren, address=address)
    return _welcome(uow, visit, company.name)


def _check_siren(typed: str) -> str:
    try:
        return checked_siren(typed)
    except SirenWrong:
        raise Unreadable(
            N_("Ce numéro SIREN n'est pas juste : 9 chiffres, dont le dernier contrôle les autres.")
        ) from None


FOUND_COMPANY = Flow(
    "company:new",
    steps=(
        Given("code"),
        Text("name", N_("Quel est le nom de votre entreprise ?")),
        Text(
            "siren",
            N_("Quel est son numéro SIREN ?"),
            N_("9 chiffres ; le numéro de TVA s'en déduit."),
            skip=N_("Plus tard"),
            check=_check_siren,
        ),
        Text(
            "address",
            N_("Quelle est son adresse ?"),
            N_("Par exemple : 12 rue des Lilas, 69003 Lyon"),
            skip=N_("Plus tard"),
        ),
    ),
    run=_company,
    title=N_("Création de l'entreprise"),
)


@button("demo", writes=True)
async def _demo(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    if visit.actor.role is not Role.VISITOR:  # whoever has a role keeps it
        return _welcome(uow, visit, visit.known.company)
    await trial.expect_offered(uow)
    await join_demo(uow, person_id=await _registered(uow, visit), role=Role.OWNER)
    company = await companies.read(uow)
    return _welcome(uow, visit, company.name)


async def _registered(uow: UnitOfWork, visit: Visit) -> int:
    turn = visit.turn
    person = await people.register(uow, telegram_id=turn.telegram_id, name=turn.name, language=turn.language)
    return person.id


def _welcome(uow: UnitOfWork, visit: Visit, company: str) -> Sequence[Say]:
    there = replace(visit, known=Known(uow.actor.person_id, uow.actor, company))
    return [visit.show(home(there), fresh=True), menu(uow.actor)]
