"""What the person is told when the agenda refuses."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from core.agenda.errors import MomentPast, NotAColleague, NotYours
from core.i18n import _, moment
from core.kernel.errors import BusinessError


def _past(error: MomentPast) -> str:
    return _("C'est déjà passé : {moment}. Dites un moment à venir, par exemple : demain 9h").format(
        moment=moment(error.moment)
    )


SENTENCES: Final[Mapping[type[BusinessError], Callable[[Any], str]]] = {
    MomentPast: _past,
    NotAColleague: lambda _error: _("Cette personne n'est pas de l'équipe."),
    NotYours: lambda _error: _("Ce n'est pas à vous de le dire : voyez avec l'autre personne."),
}
