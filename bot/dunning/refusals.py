"""What the person is told when dunning refuses."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from core.dunning.errors import HandedOver, NoPause, NotHandedOver, NothingToRemind, PromiseTooFar
from core.i18n import _, day
from core.kernel.errors import BusinessError


def _nothing(error: NothingToRemind) -> str:
    if error.next_on is None:
        return _("Rien à relancer pour {name} : rien n'est en retard, ou tout est en pause ou déjà envoyé.").format(
            name=error.customer
        )
    return _("Rien à relancer pour {name} aujourd'hui ; la prochaine relance part le {day}.").format(
        name=error.customer, day=day(error.next_on)
    )


SENTENCES: Final[Mapping[type[BusinessError], Callable[[Any], str]]] = {
    NothingToRemind: _nothing,
    HandedOver: lambda error: _("{name} est déjà au contentieux : plus rien ne part d'ici.").format(
        name=error.customer
    ),
    NotHandedOver: lambda error: _("{name} n'est pas au contentieux.").format(name=error.customer),
    NoPause: lambda error: _("Rien n'est en pause pour {name}.").format(name=error.name),
    PromiseTooFar: lambda error: _("Une promesse de payer va d'aujourd'hui au {day}.").format(day=day(error.latest)),
}
