"""Coming in: the door, the set-up code, invitations and links, asking to be let in, being shut out."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.company.founding import FOUND_COMPANY, checked_by, welcome
from bot.company.home import menu
from bot.errors import explain
from bot.flows import Flow, Reply
from bot.flows.engine import again, begin, proceed
from bot.flows.steps import Text
from bot.incoming.turn import Kind
from bot.invoices.received import my_invoice
from bot.orders.received import received_card as received_order
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Button, Line, Screen, bold, plain_screen
from bot.sales.received import received_card
from bot.talk.buttons import button
from bot.talk.talks import forget
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer
from bot.treasury.own import own_screen
from bot.treasury.proving import first_words
from core.company import access, companies, invitations, links, members, people
from core.company.errors import InvitationOver, SetupCodeWrong
from core.company.models import AccessLink, LinkPurpose
from core.demo import trial
from core.demo.past import live
from core.demo.world import join_demo
from core.i18n import N_, _
from core.kernel.identifiers import siren as checked_siren
from core.notices.notices import tell
from core.permissions import Role
from core.sales import orders, quotes
from core.treasury import account
from core.uow import UnitOfWork

_LIKE_A_CODE = re.compile(r"[A-Za-z0-9]{4}-[A-Za-z0-9]{4}|(?=\w*\d)[A-Z0-9]{8}")
# What somebody shut out of one company may still do.
_WAYS_BACK: Final = ("/start i_", "/start q_", "/start o_", "/start f_", "/start c_", "/start p_", "/societe")


async def visitor(visit: Visit) -> Plan:
    """Somebody unknown wrote: the set-up code founds a company, with questions; else the way in, and nothing more."""
    question, words = visit.question, visit.turn.text
    if plan := await founding(visit):
        return plan
    if question is not None and visit.turn.kind is Kind.TEXT:
        if words.startswith("/"):  # whatever is asked for, there is nothing yet but the question
            return Plan(act=lambda uow: again(uow, visit, question))
        return Plan(act=lambda uow: proceed(uow, visit, question, Reply(text=words)))
    door = await doorstep(visit)
    if _LIKE_A_CODE.fullmatch(words.strip()):
        door = replace(door, lines=(explain(SetupCodeWrong()), *door.lines))
    return answer(visit.show(door, fresh=True))


async def founding(visit: Visit) -> Plan | None:
    """What to do with the set-up code, from whomever it comes; nothing for other words."""
    if await companies.check_setup_code(visit.db, visit.turn.text):
        return Plan(act=lambda uow: _found(uow, visit, visit.turn.text))
    return None


def shut_out(visit: Visit, company_id: int) -> Plan | None:
    """Somebody whose seat in a company has ended is told so, and it is written down; None for ways to come back."""
    if visit.turn.kind in (Kind.INLINE, Kind.NONE) or visit.turn.text.startswith(_WAYS_BACK):
        return None

    async def act(uow: UnitOfWork) -> Sequence[Say]:
        others = await people.seats(uow)
        company = await members.turned_away(uow, company_id)
        sorry = _("Vous n'avez plus accès à {company}.").format(company=company)
        if visit.turn.kind is Kind.TAP:
            return [visit.toast(sorry, alert=True)]
        return [Show(plain_screen(sorry, *([_("/societe montre vos autres entreprises.")] if others else [])))]

    return Plan(act=act)


async def open_link(uow: UnitOfWork, visit: Visit, token: str) -> Sequence[Say]:
    """Show what a link gives, to the person it is for. Raises LinkUnknown, LinkUsed, LinkForCustomer."""
    await _registered(uow, visit)
    link = await links.open_link(uow, token)
    company = await companies.read(uow)
    elsewhere = visit.actor.company_id not in (None, company.id)  # his own company stays in view, and its menu
    with await first_words(uow, visit, await account.own_language(uow)):
        card = Show(await _given(uow, visit, link, company.name), fresh=True)
        return [card] if elsewhere else [card, menu(uow.actor)]


async def _given(uow: UnitOfWork, visit: Visit, link: AccessLink, company: str) -> Screen:
    """The card of what a link gives."""
    if link.purpose is LinkPurpose.ACCOUNT:
        return await own_screen(uow, visit.provider)
    if link.purpose is LinkPurpose.INVOICE:
        return await my_invoice(uow, link.subject_id, visit.provider)
    if link.purpose is LinkPurpose.ORDER:
        return await received_order(await orders.read_received(uow, link.subject_id), uow)
    return received_card(await quotes.read_received(uow, link.subject_id), company)


async def open_invitation(uow: UnitOfWork, visit: Visit, token: str) -> Sequence[Say]:
    """Seat whoever was invited, and tell who invited. Raises InvitationOver, InvitationForOthers."""
    await _registered(uow, visit)
    invitation = await invitations.open_invitation(uow, token)
    await forget(uow, visit.turn.chat_id)
    if invitation.created_by is not None:
        facts = {"name": uow.actor.name, "role": str(uow.actor.role)}
        key = f"invitation:{invitation.id}"
        await tell(uow, person_id=invitation.created_by, key=key, kind="invitation_opened", facts=facts)
    company = await companies.read(uow)
    return welcome(uow, visit, company.name)


async def invitation_over(visit: Visit, refusal: InvitationOver) -> Sequence[Say]:
    """The reason, and the way to ask."""
    rows = (_ask_button(),) if await companies.any_real(visit.db) else ()
    return [Show(plain_screen(explain(refusal), rows=(rows,) if rows else ()))]


async def doorstep(visit: Visit) -> Screen:
    """What somebody unknown sees: what this is, and the ways in that are open."""
    offered, inhabited = await trial.offered(visit.db), await companies.any_real(visit.db)
    lines: list[Line] = [("📒 ", bold("Carnet")), _("La gestion commerciale dans votre messagerie.")]
    rows: list[tuple[Button, ...]] = []
    if visit.open_signup:
        lines.append(_("Chacun peut créer ici son entreprise."))
        rows.append((Button(_("🏢 Créer mon entreprise"), Tap("found").packed()),))
    elif offered:
        lines.append(_("Pour créer votre entreprise, envoyez le code d'installation affiché dans la console."))
    if inhabited:
        lines.append(_("Je ne vous connais pas encore. Ouvrez le lien que l'on vous a donné, ou demandez l'accès."))
        rows.append((_ask_button(),))
    if offered:
        rows.append((Button(_("🎭 Essayer avec une entreprise fictive"), Tap("demo").packed()),))
    return Screen(tuple(lines), tuple(rows), card="door:0")


@button("found", writes=True)
async def _found_freely(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    if not visit.open_signup:
        raise SetupCodeWrong
    return await _found(uow, visit, "")


@button("demo", writes=True)
async def _demo(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    if visit.actor.role is not Role.VISITOR:  # whoever has a role keeps it
        return welcome(uow, visit, visit.known.company)
    await trial.expect_offered(uow)
    await join_demo(uow, person_id=await _registered(uow, visit), role=Role.OWNER)
    await live(uow)
    company = await companies.read(uow)
    return welcome(uow, visit, company.name)


@button("ask-access", writes=True)
async def _ask_access(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await _registered(uow, visit)
    if await access.single_company(uow):
        return await _knock(uow, visit, "")
    return await begin(uow, visit, ASK_ACCESS, {})


async def _knock(uow: UnitOfWork, visit: Visit, siren: str) -> Sequence[Say]:
    """The same answer whatever happens: who asks learns nothing of who lives here."""
    knock = await access.ask(uow, siren=siren)
    for owner in knock.owners if knock else ():
        assert knock is not None, "an owner was found"
        facts, key = {"request_id": knock.request_id}, f"access:{knock.request_id}"
        await tell(uow, person_id=owner, key=key, kind="access_asked", facts=facts)
    sent = _("C'est transmis. Si l'entreprise vous connaît, sa réponse arrivera ici.")
    return [visit.show(Screen((sent,), card="door:0"))]


async def _found(uow: UnitOfWork, visit: Visit, code: str) -> Sequence[Say]:
    await _registered(uow, visit)
    return await begin(uow, visit, FOUND_COMPANY, {"code": code})


async def _registered(uow: UnitOfWork, visit: Visit) -> int:
    turn = visit.turn
    person = await people.register(uow, telegram_id=turn.telegram_id, name=turn.name, language=turn.language)
    return person.id


def _ask_button() -> Button:
    return Button(_("🙋 Demander l'accès"), Tap("ask-access").packed())


ASK_ACCESS: Final = Flow(
    "access:ask",
    steps=(
        Text(
            "siren",
            N_("Quel est le numéro SIREN de votre entreprise ?"),
            N_("9 chiffres, sur ses devis et ses factures."),
            check=checked_by(checked_siren),
        ),
    ),
    run=_knock,
    title=N_("Demande d'accès"),
)
