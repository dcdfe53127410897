"""What the receiver remarks, before he signs: noted after one more look, and struck out again."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.deliveries.asking import YesStep, kept
from bot.deliveries.showing import show_delivery
from bot.flows import Flow, Reply, Unreadable
from bot.flows.engine import Answers
from bot.flows.steps import Given, Text
from bot.outgoing.say import Say
from bot.talk.visit import Visit
from core.i18n import N_, _
from core.kernel.text import words
from core.sales import deliveries
from core.uow import Reader, UnitOfWork

_NOTHING: Final = frozenset(("aucun", "aucune", "non", "rien", "pas", "de", "sans", "reserve", "reserves", "ras", "0"))
_SHOWN: Final = 200  # letters of what stands on the slip already


class _Remark(Text):
    """The remark itself; « aucune » is none."""

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if _NOTHING.issuperset(words(reply.text)):
            raise Unreadable(N_("Rien n'est noté. Pour en retirer, écrivez : « enlève les réserves »."))
        return await super().take(db, answers, reply)


async def reserve(uow: UnitOfWork, visit: Visit, delivery_id: int, text: str, sure: bool = True) -> Sequence[Say]:
    """What the receiver remarks, before he signs; another remark is added."""
    await deliveries.note_reserves(uow, delivery_id, reserves=text)
    return await show_delivery(uow, visit, delivery_id, fresh=True)


async def _struck(uow: UnitOfWork, visit: Visit, delivery_id: int, reserves: str, sure: bool) -> Sequence[Say]:
    await deliveries.strike_reserves(uow, delivery_id)
    return await show_delivery(uow, visit, delivery_id, fresh=True)


def _to_note(answers: Mapping[str, Any]) -> tuple[str, ...]:
    asked = _("Écrire « {text} » sur le bon à signer ?").format(text=answers["text"])
    return asked, _("Le client le lira, et le vendeur est prévenu.")


def _to_strike(answers: Mapping[str, Any]) -> tuple[str, ...]:
    return _("Enlever ces réserves du bon ?"), str(answers["reserves"])[:_SHOWN]


RESERVES: Final = Flow(
    "delivery:reserves",
    (
        Given("delivery_id"),
        _Remark("text", N_("Quelles réserves ?"), N_("Par exemple : carton mouillé"), limit=900),
        YesStep("sure", "⚠️", _to_note, N_("✅ Oui, noter"), N_("Touchez le bouton pour les noter.")),
    ),
    reserve,
    N_("Réserves"),
    kept,
)
STRUCK: Final = Flow(
    "delivery:unreserved",
    (
        Given("delivery_id"),
        Given("reserves"),
        YesStep("sure", "🗑", _to_strike, N_("🗑 Oui, enlever"), N_("Touchez le bouton pour les enlever.")),
    ),
    _struck,
    N_("Réserves enlevées"),
    kept,
)
