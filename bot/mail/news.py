"""What whoever has sent something is told when it reached nobody, or perhaps nobody."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from bot.mail.shown import again_buttons, reason_words
from bot.outgoing.say import Say, Show
from bot.outgoing.screen import bold, italic, plain_screen
from core.i18n import _
from core.mail import mail
from core.notices.notices import DueNotice
from core.uow import Reader


async def _refused(db: Reader, notice: DueNotice) -> Sequence[Say]:
    told = _("E-mail refusé : {to}").format(to=notice.facts["to"])
    why = _("Motif : {reason}").format(reason=reason_words(notice.facts["reason"]))
    email = await mail.read(db, notice.facts["email_id"])
    lines = (("⚠️ ", bold(told)), str(notice.facts["subject"]), why)
    return [Show(plain_screen(*lines, rows=(again_buttons(email),)))]


async def _doubtful(db: Reader, notice: DueNotice) -> Sequence[Say]:
    told = _("Je ne sais pas si cet e-mail est arrivé : {to}").format(to=notice.facts["to"])
    why = italic(_("Le serveur l'a reçu sans répondre. Je ne l'envoie pas deux fois : renvoyez-le s'il manque."))
    email = await mail.read(db, notice.facts["email_id"])
    lines = (("❔ ", bold(told)), str(notice.facts["subject"]), why)
    return [Show(plain_screen(*lines, rows=(again_buttons(email),)))]


MAIL_SCREENS: Final[dict[str, Callable[[Reader, DueNotice], Awaitable[Sequence[Say]]]]] = {
    "mail_refused": _refused,
    "mail_doubtful": _doubtful,
}
