"""The button to what happened to an object, for those who may read histories."""

from bot.outgoing.screen import Button
from bot.talk.taps import Tap
from core.i18n import _
from core.permissions import Permission
from core.uow import Reader


def history_button(db: Reader, subject: str, company_id: int, object_id: int) -> tuple[Button, ...]:
    """One button, or none."""
    if not db.actor.may(Permission.HISTORY_READ):
        return ()
    return (Button(_("🕘 Historique"), Tap("history", company_id, object_id, 0, (subject,)).packed()),)
