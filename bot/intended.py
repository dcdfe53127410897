"""Words whose request is in doubt: one question, a button for each that they may be. Nothing starts before the tap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.flows import NoAnswer, Option, Question, Reply, Unreadable
from bot.flows.engine import Answers
from bot.outgoing.screen import bold
from bot.understanding.choices import NONE, chosen_of, says_yes
from bot.understanding.frames import Frame, read_frame
from bot.understanding.frames.saying import in_known_words
from bot.understanding.frames.world import World
from core.i18n import N_, _
from core.permissions import Actor, Permission
from core.uow import Reader

OTHER: Final = "other"
CHOOSE: Final = N_("Touchez une des phrases, ou écrivez-le autrement.")
_LONGEST: Final = 60  # letters of a button
# What is asked, where there is no sentence for it, or none that is certain.
_LABELS: Final[Mapping[str, str]] = {
    "quote.create": N_("🧾 Un devis"),
    "order.create": N_("🛒 Une commande"),
    "delivery.confirm": N_("📦 Une livraison"),
    "payment.log": N_("💶 Un paiement reçu"),
    "time.log": N_("⏱ Des heures"),
    "intervention.log": N_("🔧 Une intervention"),
    "reminder.create": N_("⏰ Un rappel"),
    "customer.create": N_("👤 Un nouveau client"),
    "customer.find": N_("👤 La fiche d'un client"),
    "product.find": N_("🏷 Un article, son prix"),
    "stock.query": N_("📦 Le stock"),
    "invoice.send": N_("🧾 Une facture"),
    "balance.query": N_("💶 Ce qu'un client doit"),
    "expense.log": N_("🧾 Des frais"),
    "opportunity.create": N_("🎯 Une affaire à venir"),
    "task.create": N_("☑ Une tâche"),
    "report.query": N_("📊 Un chiffre"),
}

# Whoever may not do it is not asked whether he meant it.
_NEEDED: Final[Mapping[str, Permission]] = {
    "quote.create": Permission.QUOTES_WRITE,
    "order.create": Permission.ORDERS_WRITE,
    "delivery.confirm": Permission.DELIVERIES_READ,
    "payment.log": Permission.PAYMENTS_WRITE,
    "customer.create": Permission.CUSTOMERS_WRITE,
    "customer.find": Permission.CUSTOMERS_READ,
    "product.find": Permission.PRODUCTS_READ,
    "stock.query": Permission.STOCK_READ,
    "invoice.send": Permission.INVOICES_READ,
    "balance.query": Permission.PAYMENTS_READ,
}


def candidates(frame: Frame, text: str, world: World, actor: Actor) -> list[dict[str, str]]:
    """The intents that a frame in doubt may have, each with the words of its button; of those that the actor may."""
    found: dict[str, str] = {}
    for intent in frame.slots["intents"]:
        if intent in _NEEDED and not actor.may(_NEEDED[intent]):
            continue
        read = read_frame(text, world, meant=intent)
        if read.intent is not None:
            found.setdefault(_label(read, world), intent)
    return [{"intent": intent, "label": label} for label, intent in found.items()]


def _label(frame: Frame, world: World) -> str:
    saying = in_known_words(frame, world)
    if len(saying.sentences) != 1 or frame.slots.get("clarify") or len(saying.sentences[0]) > _LONGEST:
        return _(_LABELS[frame.intent or ""])
    return saying.sentences[0]


@dataclass(frozen=True, slots=True)
class WhichIntent:
    """Which request is meant; OTHER when it is none of them."""

    name: str

    def ask(self, answers: Answers) -> Question | None:
        if self.name in answers:
            return None
        offered: Sequence[Mapping[str, str]] = answers["offered"]
        options = tuple(Option(one["label"], one["intent"]) for one in offered)
        return Question((bold(_("Vous voulez dire :")),), (*options, Option(_("Autre chose"), OTHER)), choice=True)

    async def take(self, db: Reader, answers: Answers, reply: Reply) -> Any:
        if reply.option is not None:
            return reply.option
        offered = answers["offered"]
        chosen = chosen_of(reply.text, [(one["label"], _(_LABELS[one["intent"]])) for one in offered])
        if chosen is not None:
            return OTHER if chosen == NONE else offered[chosen]["intent"]
        raise Unreadable(CHOOSE) if says_yes(reply.text) else NoAnswer(CHOOSE)

    def value(self, answers: Answers) -> Any:
        return answers[self.name]
