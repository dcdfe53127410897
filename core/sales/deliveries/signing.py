"""What closes a delivery: photos, the receiver's signature and his reserves, and the office's look."""

import re
from typing import Final

from core.company.models import StockOut
from core.kernel.errors import Invalid
from core.kernel.typed import line as one_line
from core.permissions import Permission, requires
from core.sales.deliveries.errors import AlreadySigned
from core.sales.deliveries.events import (
    DeliveryClosed,
    DeliveryPhotoAdded,
    DeliveryReserved,
    DeliveryReservesStruck,
    DeliverySigned,
)
from core.sales.deliveries.leaving import goods_out
from core.sales.deliveries.reads import load
from core.sales.deliveries.steps import Place, take_step, tell_seller, tell_signed
from core.sales.lifecycles import DELIVERY, DeliveryAction
from core.sales.models import Delivery
from core.sales.quotes.checks import paragraphs
from core.uow import UnitOfWork

LONGEST_RESERVES: Final = 1000
LONGEST_CAPTION: Final = 1024  # as long as Telegram lets one be
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@requires(Permission.DELIVERIES_WRITE)
async def sign(
    uow: UnitOfWork,
    delivery_id: int,
    *,
    name: str,
    role: str = "",
    signature_sha256: str | None = None,
    reserves: str | None = None,
) -> Delivery:
    """The receiver signs what was delivered, with his reserves; `signature_sha256` is of the drawn one, as PNG.

    Without `reserves` those stand that were noted. The same once more changes nothing. Raises NotFound, AlreadySigned,
    IllegalTransition, Invalid (name, role, reserves, signature).
    """
    by, as_role = one_line("name", name, longest=200, required=True), one_line("role", role, longest=100)
    said = None if reserves is None else paragraphs("reserves", reserves, longest=LONGEST_RESERVES)
    drawn = None if signature_sha256 is None else _checked_hash("signature", signature_sha256)
    delivery = await load(uow, delivery_id, locked=True)
    signed = (by, as_role, delivery.reserves if said is None else said, drawn)
    if delivery.signed_at is not None:
        before = (delivery.signed_by, delivery.signed_role, delivery.reserves, delivery.signature_sha256)
        if before == signed:
            return delivery
        raise AlreadySigned(delivery.number or "", delivery.signed_by)
    delivery.apply(DeliveryAction.SIGN)
    delivery.signed_by, delivery.signed_role, delivery.reserves, delivery.signature_sha256 = signed
    delivery.signed_at = uow.now
    uow.record(DeliverySigned(delivery.id, by=signed[0], role=signed[1], reserves=signed[2]))
    await tell_signed(uow, delivery)
    return delivery


@requires(Permission.DELIVERIES_WRITE)
async def note_reserves(uow: UnitOfWork, delivery_id: int, *, reserves: str) -> Delivery:
    """What the receiver remarks, before he signs: added to what was noted before, the same once; whoever sold is told.

    Raises NotFound, AlreadySigned, IllegalTransition, Invalid (reserves).
    """
    said = paragraphs("reserves", reserves, longest=LONGEST_RESERVES)
    delivery = await load(uow, delivery_id, locked=True)
    if delivery.signed_at is not None:
        raise AlreadySigned(delivery.number or "", delivery.signed_by)
    DELIVERY.after(delivery.state, DeliveryAction.SIGN)
    if said and f"\n{said}\n" not in f"\n{delivery.reserves}\n":
        kept = "\n".join(filter(None, (delivery.reserves, said)))
        delivery.reserves = paragraphs("reserves", kept, longest=LONGEST_RESERVES)
        delivery.touch()
        uow.record(DeliveryReserved(delivery.id, reserves=said))
        await tell_seller(uow, delivery, "delivery_reserved", nth=delivery.version, reserves=said)
    return delivery


@requires(Permission.DELIVERIES_WRITE)
async def strike_reserves(uow: UnitOfWork, delivery_id: int) -> Delivery:
    """Nothing that was remarked stands on the slip any more; whoever sold is told. Raises NotFound, AlreadySigned,
    IllegalTransition.
    """
    delivery = await load(uow, delivery_id, locked=True)
    if delivery.signed_at is not None:
        raise AlreadySigned(delivery.number or "", delivery.signed_by)
    DELIVERY.after(delivery.state, DeliveryAction.SIGN)
    if delivery.reserves:
        struck, delivery.reserves = delivery.reserves, ""
        delivery.touch()
        uow.record(DeliveryReservesStruck(delivery.id, reserves=struck))
        await tell_seller(uow, delivery, "delivery_unreserved", nth=delivery.version, reserves=struck)
    return delivery


@requires(Permission.DELIVERIES_WRITE)
async def close(
    uow: UnitOfWork, delivery_id: int, *, place: Place | None = None, version: int | None = None
) -> Delivery:
    """Nothing more is to be said of it, signed or looked through; goods leave the stock now when the order says so.

    Raises NotFound, Changed, IllegalTransition, StockShort.
    """
    delivery = await load(uow, delivery_id, locked=True)
    delivery.expect(version)
    take_step(uow, delivery, DeliveryAction.CLOSE, place=place)
    if delivery.order.stock_out is StockOut.CLOSED:
        await goods_out(uow, delivery.order, delivery)
    uow.record(DeliveryClosed(delivery.id))
    return delivery


@requires(Permission.DELIVERIES_WRITE)
async def add_photo(uow: UnitOfWork, delivery_id: int, *, sha256: str, caption: str = "") -> Delivery:
    """Keep a photo of what was delivered, or of why it was not, with its words; the same one once.

    Raises NotFound, Invalid (photo, caption).
    """
    kept, words = _checked_hash("photo", sha256), one_line("caption", caption, longest=LONGEST_CAPTION)
    delivery = await load(uow, delivery_id, locked=True)
    if kept not in [photo["sha256"] for photo in delivery.photos]:
        delivery.photos = [*delivery.photos, {"sha256": kept, "caption": words}]
        delivery.touch()
        uow.record(DeliveryPhotoAdded(delivery.id, sha256=kept, caption=words))
    return delivery


def _checked_hash(field: str, sha256: str) -> str:
    if not _HASH.fullmatch(sha256):
        raise Invalid(field, sha256)
    return sha256
