"""How firmly the customer is bound by his order."""

from datetime import datetime
from typing import Final

from core.sales.events import OrderAgreed
from core.sales.lifecycles import Engagement
from core.sales.models import Order
from core.sales.orders.control import READ
from core.uow import UnitOfWork

# From the weakest on: what somebody told is replaced by a signature, and not the other way round.
_FIRMER: Final = (
    Engagement.NONE,
    Engagement.ORAL,
    Engagement.WRITTEN,
    Engagement.NAMED,
    Engagement.TAPPED,
    Engagement.DRAWN,
)


def bind(
    uow: UnitOfWork,
    order: Order,
    how: Engagement,
    *,
    name: str,
    role: str = "",
    words: str = "",
    signature_sha256: str | None = None,
    at: datetime | None = None,
) -> bool:
    """Keep who bound the customer, when and how, on the conditions that the order bears.

    False, and nothing is kept, when he is bound as firmly already and the order has not changed since.
    """
    if not order.to_sign_again and _FIRMER.index(how) <= _FIRMER.index(order.engagement):
        return False
    order.engagement, order.agreed_at = how, at or uow.now
    order.agreed_by, order.agreed_role, order.agreed_words = name, role, words
    order.signature_sha256 = signature_sha256
    order.conditions_version = int(order.seller.get("conditions_version", 1))
    accepted = order.conditions_version if how in READ and order.seller.get("conditions") else 0
    agreed = {"by": name, "role": role, "how": how, "signature_sha256": signature_sha256 or ""}
    uow.record(OrderAgreed(order.id, conditions_version=accepted, **agreed))
    return True
