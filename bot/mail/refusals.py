"""Why an e-mail is not sent."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from core.i18n import _
from core.mail.errors import MailNotSetUp, MailUnderWay


def _not_set_up(error: MailNotSetUp) -> str:
    return _("L'envoi par e-mail n'est pas configuré ici. Transmettez plutôt le lien : touchez « Envoyer ».")


def _under_way(error: MailUnderWay) -> str:
    return _("C'est déjà parti, ou sur le point de partir : {to}.").format(to=error.to)


SENTENCES: Final[Mapping[type[Any], Callable[[Any], str]]] = {
    MailNotSetUp: _not_set_up,
    MailUnderWay: _under_way,
}
