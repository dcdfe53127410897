"""What people are told about seats: somebody knocks, an invitation was opened, a role or right has changed."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from bot.company.home import ROLE_NAMES, menu
from bot.company.team import access_screen
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import Line, plain_screen
from core.company import access, companies, members
from core.company.seats import permissions_in
from core.i18n import _
from core.notices.notices import DueNotice
from core.permissions import Actor, Role
from core.uow import Reader


async def _access_asked(db: Reader, notice: DueNotice) -> Sequence[Say]:
    return [Show(access_screen(db, await access.read_request(db, notice.facts["request_id"])), fresh=True)]


async def _access_granted(db: Reader, notice: DueNotice) -> Sequence[Say]:
    return await _seated(db, notice, _("Bienvenue chez {company}. Vous êtes {role}."))


async def _role_changed(db: Reader, notice: DueNotice) -> Sequence[Say]:
    return await _seated(db, notice, _("Chez {company}, vous êtes maintenant {role}."))


async def _seated(db: Reader, notice: DueNotice, sentence: str) -> Sequence[Say]:
    """The sentence and the menu of the role; somebody who has been shut out meanwhile hears nothing."""
    actor = await _actor(db, notice.person_id)
    if actor.role is Role.VISITOR:
        return [menu(actor)]
    company = await companies.read(db)
    told = sentence.format(company=company.name, role=_(ROLE_NAMES[actor.role]))
    return [Show(plain_screen(told, _("Écrivez /start pour commencer."))), menu(actor)]


async def _seat_changed(db: Reader, notice: DueNotice) -> Sequence[Say]:
    return [menu(await _actor(db, notice.person_id))]


async def _access_refused(db: Reader, notice: DueNotice) -> Sequence[Say]:
    return [_sentence(_("Votre demande d'accès n'a pas été acceptée."))]


async def _invitation_opened(db: Reader, notice: DueNotice) -> Sequence[Say]:
    text = _("{name} a rejoint l'équipe : {role}.")
    return [_sentence("🎉 " + text.format(name=notice.facts["name"], role=_(ROLE_NAMES[Role(notice.facts["role"])])))]


async def _invitation_tried(db: Reader, notice: DueNotice) -> Sequence[Say]:
    text = _("{name} a ouvert une invitation qui avait déjà servi. Rien ne lui a été montré.")
    return [_sentence("⚠️ " + text.format(name=notice.facts["by"]))]


def _sentence(*lines: Line) -> Show:
    return Show(plain_screen(*lines))


async def _actor(db: Reader, person_id: int) -> Actor:
    """Who the person is here now; a visitor when the seat has ended."""
    member = await members.seat_of(db, person_id)
    if member is None or not member.active:
        return Actor(Role.VISITOR, "", person_id)
    return Actor(
        member.role,
        "",
        person_id,
        grants=permissions_in(member.grants),
        refusals=permissions_in(member.refusals),
    )


SEAT_SCREENS: Final[dict[str, Callable[[Reader, DueNotice], Awaitable[Sequence[Say]]]]] = {
    "access_asked": _access_asked,
    "access_granted": _access_granted,
    "access_refused": _access_refused,
    "invitation_opened": _invitation_opened,
    "invitation_tried": _invitation_tried,
    "role_changed": _role_changed,
    "seat_changed": _seat_changed,
}
