"""One's own seats: which company is in view, giving a seat up, the language one is spoken to in."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.company.founding import welcome
from bot.company.home import ROLE_NAMES, menu
from bot.orders.received import documents
from bot.outgoing.say import Say, Show, Toast
from bot.outgoing.screen import Button, Screen, bold, in_rows, plain_screen
from bot.talk.buttons import button
from bot.talk.talks import forget
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer, tell
from core.company import members, people
from core.company.people import Place
from core.i18n import _, language
from core.permissions import Role
from core.uow import Reader, UnitOfWork

LANGUAGE_NAMES: Final = {"fr": "Français", "en": "English"}


async def places(visit: Visit) -> Plan:
    """« /societe »: the companies where one is somebody; the one in view is marked."""
    mine = await people.seats(visit.db)
    if not mine:
        return tell(visit, _("Vous n'êtes dans aucune entreprise pour l'instant. Écrivez /start."))
    return answer(Show(_places_screen(mine, visit.actor.company_id), fresh=True))


async def leaving(visit: Visit) -> Plan:
    """« /deconnexion »: asks first. Raises LastOwner, NotFound."""
    await members.expect_may_leave(visit.db)
    lines = (
        bold(_("Vous déconnecter de {company} ?").format(company=visit.known.company)),
        _("Vous n'y lirez plus rien, jusqu'à une nouvelle invitation ou un nouveau lien."),
    )
    company_id = visit.actor.company_id or 0
    rows = (
        (Button(_("🚪 Oui, me déconnecter"), Tap("leave", company_id).packed()),),
        (Button(_("Rester"), Tap("stay", company_id).packed()),),
    )
    return answer(Show(Screen(lines, rows, card="leave:0"), fresh=True))


async def languages(visit: Visit) -> Plan:
    """« /langue »: French or English."""
    buttons = [
        Button(("✓ " if code == visit.actor.language else "") + name, Tap("language", arguments=(code,)).packed())
        for code, name in LANGUAGE_NAMES.items()
    ]
    return answer(
        Show(Screen((_("Dans quelle langue vous parler ?"),), in_rows(buttons), card="language:0"), fresh=True)
    )


@button("switch", writes=True)
async def _switch(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    company = await people.switch(uow, tap.company_id)
    await forget(uow, visit.turn.chat_id)
    if uow.actor.role is Role.CUSTOMER:
        return [visit.show(await documents(uow, company.name)), menu(uow.actor)]
    return welcome(uow, visit, company.name)


@button("leave", writes=True)
async def _leave(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await members.leave(uow)
    await forget(uow, visit.turn.chat_id)
    others = await people.seats(uow)
    done = Screen((_("Vous êtes déconnecté de {company}.").format(company=visit.known.company),), card="leave:0")
    if others:
        done = replace(_places_screen(others, None), lines=(*done.lines, _("Il vous reste :")), card="leave:0")
    return [visit.show(done), menu(replace(uow.actor, role=Role.VISITOR, customer_id=None))]


@button("stay", writes=False)
async def _stay(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(Screen((_("Rien n'a changé."),), card="leave:0"))]


@button("language", writes=True)
async def _language(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    code = tap.arguments[0] if tap.arguments else ""
    turn = visit.turn
    if visit.known.person_id is None:
        await people.register(uow, telegram_id=turn.telegram_id, name=turn.name, language=turn.language)
    await people.speak(uow, code)
    with language(code):
        done = _("Je vous parle français.")
        return [Toast(turn.callback_id, done), visit.show(plain_screen(done)), menu(uow.actor)]


def _places_screen(mine: Sequence[Place], in_view: int | None) -> Screen:
    buttons = [
        Button(
            ("✓ " if place.company_id == in_view else "") + f"{place.company} · {_(ROLE_NAMES[place.role])}",
            Tap("switch", place.company_id).packed(),
        )
        for place in mine
    ]
    return Screen((bold(_("Vos entreprises")),), in_rows(buttons, 1), card="places:0")
