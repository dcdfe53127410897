"""What a document's card says of its e-mails, and the buttons that send it."""

from dataclasses import dataclass

from bot.outgoing.screen import Button, Line
from bot.talk.taps import Tap
from core.i18n import _, moment
from core.mail import mail
from core.mail.models import Email, EmailState
from core.permissions import Role
from core.uow import Reader

_REASON = 120  # characters of what a server says


@dataclass(frozen=True, slots=True)
class OnCard:
    """A line or none, and rows of buttons."""

    lines: tuple[Line, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()


async def on_card(db: Reader, kind: str, subject_id: int, *, email: str, ready: bool = True) -> OnCard:
    """What stands on the card of a quote, an order or an invoice that was read; `email` is the customer's address.

    `ready`: it may be given to the customer as it stands.
    """
    about = f"{kind}:{subject_id}"
    company_id = db.actor.company_id or 0
    trace = await mail.trace(db, kind, subject_id)
    may = db.actor.role is Role.SYSTEM or db.actor.may(mail.permission_for(about))
    lines = (told(trace.last, db),) if trace.last is not None else ()
    if not may:
        return OnCard(lines)
    first = [Button(_("✉️ Par e-mail"), mail_tap(kind, company_id, subject_id))] if email and ready else []
    if trace.links:
        cut = Tap("mail-cut", company_id, subject_id, 0, (kind,)).packed()
        first.append(Button(_("🔒 Fermer le lien"), cut))
    rows = [tuple(first)] if first else []
    if trace.last is not None and (again := again_buttons(trace.last)):
        rows.append(again)
    return OnCard(lines, tuple(rows))


def mail_tap(kind: str, company_id: int, subject_id: int) -> str:
    """What the button that sends a document by e-mail sends."""
    return Tap("mail", company_id, subject_id, 0, (kind,)).packed()


def again_buttons(email: Email) -> tuple[Button, ...]:
    """What may be done about one that reached nobody, or of which nobody knows; a tap is about this very failure."""
    if email.state not in (EmailState.REFUSED, EmailState.DOUBTFUL):
        return ()
    send = Button(_("🔁 Renvoyer"), Tap("mail-again", email.company_id, email.id, email.asked).packed())
    fix = Button(_("✏️ Corriger l'adresse"), Tap("mail-fix", email.company_id, email.id, email.asked).packed())
    return (fix, send) if email.state is EmailState.REFUSED else (send,)


def told(email: Email, db: Reader) -> str:
    """« ✉️ Envoyé par e-mail à compta@dupont.fr le lun. 23 nov. 2026 à 09:12 »."""
    to = email.to_address
    match email.state:
        case EmailState.SENT if email.sent_at is not None:
            at = moment(db.local(email.sent_at))
            return _("✉️ Envoyé par e-mail à {to} le {moment}").format(to=to, moment=at)
        case EmailState.REFUSED:
            return _("⚠️ E-mail refusé pour {to} : {reason}").format(to=to, reason=reason_words(email.refused))
        case EmailState.DOUBTFUL:
            return _("⚠️ E-mail à {to} : on ne sait pas s'il est arrivé.").format(to=to)
        case EmailState.WITHDRAWN:
            return _("✉️ E-mail à {to} : pas parti, il n'était plus vrai.").format(to=to)
        case _state if email.attempts:
            at = moment(db.local(email.due_at))
            return _("✉️ E-mail à {to} : pas encore parti, nouvel essai le {moment}").format(to=to, moment=at)
        case _state:
            return _("✉️ Part par e-mail à {to}").format(to=to)


def reason_words(reason: str) -> str:
    """What the server said; what we say ourselves in words."""
    if reason == "attachment":
        return _("sa pièce jointe est perdue")
    said = " ".join(reason.split())
    return said if len(said) <= _REASON else f"{said[:_REASON]}…"
