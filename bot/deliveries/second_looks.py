"""What is shown over a delivery's card before something seldom or something heavy is done."""

from bot.deliveries.screens import delivery_title, tap
from bot.deliveries.words import when_words
from bot.outgoing.screen import Button, Screen, bold, in_rows
from bot.talk.past import history_button
from bot.talk.visit import object_key
from core.i18n import _
from core.sales import deliveries
from core.sales.lifecycles import DeliveryState
from core.sales.models import Delivery
from core.uow import Reader


def more_card(db: Reader, delivery: Delivery) -> Screen:
    """What is seldom asked: another day, who brings it, giving it up."""
    buttons = [
        Button(_("📅 Autre jour"), tap("delivery-day", delivery)),
        Button(_("🚚 Livreur"), tap("delivery-driver", delivery)),
        Button(_("🙋 Je m'en charge"), tap("delivery-mine", delivery)),
        Button(_("🗑 Annuler la livraison"), tap("delivery-drop", delivery)),
        *history_button(db, "delivery", delivery.company_id, delivery.id),
        Button(_("⬅️ Retour"), tap("delivery", delivery)),
    ]
    return Screen(delivery_title(delivery), in_rows(buttons), card=object_key("delivery", delivery.id))


async def drop_card(db: Reader, delivery: Delivery) -> Screen:
    """Before it is given up, or said never to have been."""
    rows = (
        (Button(_("🗑 Oui, annuler"), tap("delivery-cancel", delivery)), Button(_("Retour"), tap("delivery", delivery))),
    )
    asked = _("Annuler cette livraison ? Ses articles restent à livrer.")
    if delivery.state is DeliveryState.DELIVERED:
        asked = _("Rien n'a été livré ? Le stock, la commande et le client le sauront.")
    lost = [_to_plan_again(db, one) for one in await deliveries.given_way_once_taken_back(db, delivery)]
    return Screen((*delivery_title(delivery), bold(asked), *lost), rows, card=object_key("delivery", delivery.id))


def _to_plan_again(db: Reader, delivery: Delivery) -> str:
    when = when_words(db, delivery.planned_on, delivery.planned_at)
    if not when:
        return _("⚠️ L'autre livraison prévue sera à revoir.")
    return _("⚠️ Le passage prévu {when} sera à revoir.").format(when=when)


def close_card(delivery: Delivery) -> Screen:
    """Before it is closed without a signature: what that means."""
    rows = (
        (
            Button(_("☑️ Oui, clore sans signature"), tap("delivery-close-unsigned", delivery)),
            Button(_("Retour"), tap("delivery", delivery)),
        ),
    )
    asked = _("Personne n'a signé. Clore quand même ?")
    meant = _("Elle ne pourra plus être signée ni annulée : ce qui revient se notera par un retour.")
    return Screen((*delivery_title(delivery), bold(asked), meant), rows, card=object_key("delivery", delivery.id))
