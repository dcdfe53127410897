"""What the person is told when reporting refuses."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from core.i18n import _
from core.kernel.errors import BusinessError
from core.reporting.errors import NotAQuestion, TooManyQuestions

SENTENCES: Final[Mapping[type[BusinessError], Callable[[Any], str]]] = {
    NotAQuestion: lambda _error: _(
        "Je n'envoie de moi-même que des réponses, jamais ce qui crée ou change."
        " Par exemple : tous les lundis 8h : ca du mois"
    ),
    TooManyQuestions: lambda error: _("Vous avez déjà {most} questions enregistrées : retirez-en une d'abord.").format(
        most=error.most
    ),
}
