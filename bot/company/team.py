"""The team in the chat: who is of it, in which role, with which rights; inviting, blocking, answering who knocks."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.company.founding import Choice
from bot.company.home import ROLE_NAMES
from bot.flows import Flow
from bot.flows.engine import begin
from bot.flows.steps import Given
from bot.outgoing.say import Say, SendQr, Show
from bot.outgoing.screen import Button, Line, Screen, bold, in_rows, italic, plain_screen
from bot.talk.buttons import button
from bot.talk.pages import PAGE
from bot.talk.taps import Tap
from bot.talk.visit import Plan, Visit, answer, object_key, tell
from bot.understanding.team import BlockSaid, InviteSaid, RightSaid, RoleSaid, TeamSaid, read_team
from core.company import access, invitations, members
from core.company.members import Colleague
from core.company.models import AccessRequest, Invitation
from core.i18n import N_, _, day
from core.kernel.errors import NotFound
from core.kernel.text import words
from core.notices import notices
from core.permissions import ADJUSTABLE, STAFF, Permission, Role
from core.uow import Reader, UnitOfWork

RIGHT_NAMES: Final = {
    Permission.MARGINS_READ: N_("voir les marges"),
    Permission.CUSTOMERS_ALL: N_("voir tous les clients"),
    Permission.CUSTOMERS_WRITE: N_("créer des clients"),
    Permission.PRODUCTS_WRITE: N_("créer des articles"),
    Permission.QUOTES_READ: N_("voir les devis"),
    Permission.QUOTES_WRITE: N_("faire des devis"),
    Permission.BELOW_FLOOR: N_("passer sous le prix plancher"),
    Permission.STOCK_MOVE: N_("transférer du stock"),
    Permission.STOCK_RECEIVE: N_("recevoir du stock dans son camion"),
    Permission.STOCK_ADJUST: N_("ajuster le stock"),
    Permission.DUNNING_WRITE: N_("envoyer les relances"),
    Permission.DUNNING_FORMAL: N_("mettre en demeure, passer au contentieux"),
    Permission.HISTORY_READ: N_("voir l'historique"),
    Permission.AGENDA_ALL: N_("voir le planning de tous"),
    Permission.REPORTS_READ: N_("lire les chiffres du jour"),
    Permission.DATA_IMPORT: N_("importer des données"),
    Permission.DATA_EXPORT: N_("exporter des données"),
}


async def team_screen(db: Reader, first: int = 0) -> Screen:
    """The team, who waits at the door, and the invitations that are out."""
    team = await members.team(db)
    asking, invited = await access.waiting(db), await invitations.waiting(db)
    shown = team[first : first + PAGE]
    lines: list[Line] = [("👥 ", bold(_("Équipe")))]
    lines += [f"{'🔒 ' if not one.active else ''}{one.name} · {_(ROLE_NAMES[one.role])}" for one in shown]
    buttons = [Button(one.name, _tap("member", db, one.id)) for one in shown]
    rows = [*in_rows(buttons)]
    if len(team) > first + PAGE or first:
        following = first + PAGE if len(team) > first + PAGE else 0
        rows.append((Button(_("Suivants »"), _tap("team", db, 0, str(following))),))
    rows += [(Button(f"🔔 {one.name}", _tap("access", db, one.id)),) for one in asking[:3]]
    rows += [(Button(_invited(one), _tap("invitation", db, one.id)),) for one in invited[:3]]
    return Screen(tuple(lines), (*rows, (Button(_("➕ Inviter"), _tap("invite", db)),)), card="team:0")


def member_card(db: Reader, colleague: Colleague) -> Screen:
    """One colleague: the roles, the rights, the lock."""
    state = _("bloqué") if not colleague.active else _(ROLE_NAMES[colleague.role])
    lines: list[Line] = [("👤 ", bold(colleague.name), f" · {state}")]
    own = [*sorted(colleague.grants), *sorted(colleague.refusals)]
    for word in own:
        if word in ADJUSTABLE:
            sign = "➕" if word in colleague.grants else "➖"
            lines.append(f"{sign} {_(RIGHT_NAMES[Permission(word)])}")
    roles = [
        Button(("✓ " if role is colleague.role else "") + _(ROLE_NAMES[role]), _tap("role", db, colleague.id, role))
        for role in STAFF
    ]
    lock = _("🔓 Débloquer") if not colleague.active else _("🔒 Bloquer")
    target = "1" if colleague.active else "0"
    last = (
        Button(_("🔑 Droits"), _tap("rights", db, colleague.id)),
        Button(lock, _tap("block", db, colleague.id, target)),
    )
    back = (
        Button(_("« Équipe"), _tap("team", db)),
        Button(_("🕘 Historique"), _tap("history", db, colleague.id, "member")),
    )
    rows = (*in_rows(roles, 3), last, back) if colleague.active else (last[1:], back)
    return Screen(tuple(lines), rows, card=object_key("member", colleague.id))


def rights_card(db: Reader, colleague: Colleague) -> Screen:
    """Each right that may be given or taken apart from the role, as a switch."""
    lines: tuple[Line, ...] = (
        ("🔑 ", bold(colleague.name), f" · {_(ROLE_NAMES[colleague.role])}"),
        italic(_("Un droit change au prochain geste de la personne.")),
    )
    switches = [
        Button(
            f"{'✅' if colleague.may(right) else '⬜'} {_(label)}",
            _tap("right", db, colleague.id, str(ADJUSTABLE.index(right)), "0" if colleague.may(right) else "1"),
        )
        for right, label in RIGHT_NAMES.items()
    ]
    back = (Button(_("« Retour"), _tap("member", db, colleague.id)),)
    return Screen(lines, (*in_rows(switches, 1), back), card=object_key("member", colleague.id))


async def team(visit: Visit) -> Plan:
    """« /equipe »"""
    return answer(Show(await team_screen(visit.db), fresh=True))


def inviting(visit: Visit, name: str = "", role: Role | None = None) -> Plan:
    """Make the invitation; the role is asked for when it was not said."""
    known = {"name": name, **({"role": role} if role is not None else {})}
    return Plan(act=lambda uow: _begin_inviting(uow, visit, known))


async def asked(visit: Visit, text: str) -> Plan | None:
    """What a sentence about the team leads to; None when it means something else, or comes from somebody else."""
    said = read_team(text) if visit.actor.may(Permission.MEMBERS_WRITE) else None
    if said is None:
        return None
    if isinstance(said, InviteSaid):
        return inviting(visit, said.name, said.role)
    found = _named(await members.team(visit.db), said.name)
    if not found:
        nobody = _("Personne de ce nom dans l'équipe : {name}.").format(name=said.name)
        return tell(visit, nobody) if isinstance(said, BlockSaid) and visit.question is None else None
    if len(found) > 1:
        buttons = [Button(one.name, _tap("member", visit.db, one.id)) for one in found[:PAGE]]
        return answer(Show(Screen((bold(_("Lequel ?")),), in_rows(buttons), card="team:0"), fresh=True))
    member_id = found[0].id
    return Plan(act=lambda uow: _do(uow, visit, member_id, said))


async def _do(uow: UnitOfWork, visit: Visit, member_id: int, said: TeamSaid) -> Sequence[Say]:
    match said:
        case RoleSaid(role=role):
            colleague = await members.change_role(uow, member_id, role=role)
            await _tell_seat(uow, colleague, "role_changed")
        case RightSaid(permission=permission, allowed=allowed):
            colleague = await members.adjust(uow, member_id, permission=permission, allowed=allowed)
            await _tell_seat(uow, colleague, "seat_changed")
        case BlockSaid(blocked=blocked):
            colleague = await (members.block if blocked else members.unblock)(uow, member_id)
            await _tell_seat(uow, colleague, "seat_changed")
        case _:
            raise NotFound("member", member_id)
    return [visit.show(member_card(uow, colleague), fresh=True)]


@button("team", writes=False)
async def _team(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(await team_screen(db, tap.number(0)))]


@button("member", writes=False)
async def _member(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(member_card(db, await members.read(db, tap.object_id)))]


@button("rights", writes=False)
async def _rights(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(rights_card(db, await members.read(db, tap.object_id)))]


@button("right", writes=True)
async def _right(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    index, allowed = tap.number(0), bool(tap.number(1))
    if index >= len(ADJUSTABLE):
        raise NotFound("button", tap.verb)
    colleague = await members.adjust(uow, tap.object_id, permission=ADJUSTABLE[index], allowed=allowed)
    await _tell_seat(uow, colleague, "seat_changed")
    return [visit.show(rights_card(uow, colleague))]


@button("role", writes=True)
async def _role(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    role = _role_of(tap)
    colleague = await members.change_role(uow, tap.object_id, role=role)
    await _tell_seat(uow, colleague, "role_changed")
    done = _("{name} est {role}.").format(name=colleague.name, role=_(ROLE_NAMES[role]))
    return [visit.toast(done), visit.show(member_card(uow, colleague))]


@button("block", writes=True)
async def _block(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    blocking = bool(tap.number(0))
    colleague = await (members.block if blocking else members.unblock)(uow, tap.object_id)
    await _tell_seat(uow, colleague, "seat_changed")
    done = _("{name} n'a plus accès.") if blocking else _("{name} a de nouveau accès.")
    shown = visit.show(member_card(uow, colleague))
    return [visit.toast(done.format(name=colleague.name)), shown]


@button("invite", writes=True)
async def _invite_button(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    return await _begin_inviting(uow, visit, {"name": ""})


@button("invitation", writes=False)
async def _invitation(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    found = [one for one in await invitations.waiting(db) if one.id == tap.object_id]
    if not found:
        raise NotFound("invitation", tap.object_id)
    until = _("Valable jusqu'au {day}.").format(day=day(db.local(found[0].expires_at).date()))
    rows = (
        (Button(_("🗑 Révoquer"), _tap("invitation-revoke", db, found[0].id)),),
        (Button(_("« Équipe"), _tap("team", db)),),
    )
    return [visit.show(Screen((bold(_invited(found[0])), until), rows, card="team:0"))]


@button("invitation-revoke", writes=True)
async def _revoke(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    await invitations.revoke(uow, tap.object_id)
    done = _("Cette invitation ne sert plus.")
    return [visit.toast(done), visit.show(await team_screen(uow))]


@button("access", writes=False)
async def _access(db: Reader, visit: Visit, tap: Tap) -> Sequence[Say]:
    return [visit.show(access_screen(db, await access.read_request(db, tap.object_id)))]


@button("access-answer", writes=True)
async def _access_answer(uow: UnitOfWork, visit: Visit, tap: Tap) -> Sequence[Say]:
    role = _role_of(tap) if tap.arguments else None
    request = await access.answer(uow, tap.object_id, role=role)
    kind = "access_refused" if role is None else "access_granted"
    await notices.tell(uow, person_id=request.person_id, key=f"access:{request.id}:answer", kind=kind, facts={})
    return [visit.show(access_screen(uow, request))]


def access_screen(db: Reader, request: AccessRequest) -> Screen:
    """Somebody asks to be let in: as what, or not. Once answered, what was answered."""
    asks = (("🔔 ", bold(request.name), " ", _("demande l'accès.")),)
    card = object_key("access", request.id)
    if request.answered_at is not None:
        return Screen((*asks, _("Accepté.") if request.accepted else _("Refusé.")), card=card)
    roles = [
        Button(_(ROLE_NAMES[role]), _tap("access-answer", db, request.id, role)) for role in STAFF if role != Role.OWNER
    ]
    refuse = (Button(_("❌ Refuser"), _tap("access-answer", db, request.id)),)
    return Screen((*asks, _("L'accepter comme…")), (*in_rows(roles, 2), refuse), card=card)


async def _begin_inviting(uow: UnitOfWork, visit: Visit, known: Mapping[str, str]) -> Sequence[Say]:
    uow.actor.expect(Permission.MEMBERS_WRITE)
    return await begin(uow, visit, INVITE, known)


async def _invite(uow: UnitOfWork, visit: Visit, name: str, role: str) -> Sequence[Say]:
    invitation, token = await invitations.invite(uow, role=Role(role), name=name)
    link = f"https://t.me/{visit.bot_username}?start=i_{token}"
    lines = (
        bold(_invited(invitation)),
        _("À ouvrir une seule fois, avant le {day} :").format(day=day(uow.local(invitation.expires_at).date())),
        link,
    )
    rows = (
        (Button(_("📋 Copier"), copy=link), Button(_("🗑 Révoquer"), _tap("invitation-revoke", uow, invitation.id))),
    )
    return [SendQr(link, plain_screen(*lines, rows=rows))]


async def _tell_seat(uow: UnitOfWork, colleague: Colleague, kind: str) -> None:
    """The person concerned gets the menu of what he may do now; a new role is said in words too."""
    key = f"member:{colleague.id}:{kind}:{colleague.role}:{uow.now.isoformat()}"
    await notices.tell(uow, person_id=colleague.person_id, key=key, kind=kind, facts={})


def _invited(invitation: Invitation) -> str:
    return f"✉️ {invitation.name or _('Invitation')} · {_(ROLE_NAMES[invitation.role])}"


def _named(team: Sequence[Colleague], name: str) -> Sequence[Colleague]:
    """Those whose name has all these words; a whole name wins over a part of one."""
    asked = words(name)
    whole = [one for one in team if words(one.name) == asked]
    return whole or [one for one in team if set(asked) <= set(words(one.name))]


def _role_of(tap: Tap) -> Role:
    """The role in a button; a button that we never made has none."""
    word = tap.arguments[0] if tap.arguments else ""
    if word not in set(STAFF):
        raise NotFound("button", tap.verb)
    return Role(word)


def _tap(verb: str, db: Reader, object_id: int = 0, *arguments: str) -> str:
    return Tap(verb, db.actor.company_id or 0, object_id, 0, tuple(arguments)).packed()


INVITE: Final = Flow(
    "member:invite",
    steps=(Given("name"), Choice("role", N_("Dans quel rôle l'inviter ?"), {role: ROLE_NAMES[role] for role in STAFF})),
    run=_invite,
    title=N_("Invitation"),
)
